//! Who must show a certificate, as three levels with a name: what most want to
//! say of the two keys behind them.

use yew::prelude::*;

use crate::app::address::Lang;
use crate::app::state::Action;
use crate::app::way::way;
use crate::app::words::Words;
use crate::app::words::plan::Plan as PlanWords;

/// The keys that a level sets: what gRPC servers ask of clients, and HTTP servers.
pub const KEYS: [&str; 2] = ["policy.grpc", "policy.http"];

const IF_GIVEN: &str = "VerifyClientCertIfGiven";
const REQUIRED: &str = "RequireAndVerifyClientCert";

/// A level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Nobody is locked out.
    Open,
    /// gRPC is for members: the plan's own default.
    Members,
    /// So is HTTP.
    Strict,
}

impl Level {
    /// All of them, the mildest first.
    pub const ALL: [Self; 3] = [Self::Open, Self::Members, Self::Strict];

    /// What stands at [`KEYS`].
    pub fn values(self) -> [&'static str; 2] {
        match self {
            Self::Open => [IF_GIVEN, IF_GIVEN],
            Self::Members => [REQUIRED, IF_GIVEN],
            Self::Strict => [REQUIRED, REQUIRED],
        }
    }

    /// The level of two values; none where they are a mixture of somebody's own.
    pub fn of(values: [&str; 2]) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.values() == values)
    }

    /// Its word in the page.
    pub fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Members => "members",
            Self::Strict => "strict",
        }
    }

    /// What to choose for it. What the plan comes to by itself is not written.
    pub fn choices(self) -> Vec<(String, Option<String>)> {
        let chosen = self.values().into_iter().zip(Self::Members.values());
        let chosen = chosen.map(|(value, own)| (value != own).then(|| value.to_owned()));
        let keys = KEYS.into_iter().map(str::to_owned);
        keys.zip(chosen).collect()
    }

    fn words(self, words: &PlanWords) -> (&'static str, &'static str) {
        match self {
            Self::Open => (words.level_open, words.level_open_why),
            Self::Members => (words.level_members, words.level_members_why),
            Self::Strict => (words.level_strict, words.level_strict_why),
        }
    }
}

/// What the levels need.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct Props {
    /// What stands at [`KEYS`].
    pub values: [String; 2],
    /// The language.
    pub lang: Lang,
    /// Where actions go.
    pub dispatch: Callback<Action>,
}

/// The three, one of them chosen; none where the plan has a mixture of its own.
#[component]
pub fn Levels(props: &Props) -> Html {
    let words = &Words::of(props.lang).plan;
    let values = props.values.each_ref().map(String::as_str);
    let chosen = Level::of(values);
    html! {
        <fieldset class="field levels" data-key="level">
            <legend>{ words.level }</legend>
            { for Level::ALL.map(|level| {
                let id = format!("field-level-{}", level.code());
                let (name, why) = level.words(words);
                let onchange = props.dispatch.reform(move |_: Event| Action::Choose(level.choices()));
                way(&id, "level", chosen == Some(level), onchange, name, why)
            }) }
            if chosen.is_none() {
                <p class="why">{ words.level_own }</p>
            }
        </fieldset>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_is_known_by_what_it_sets_and_the_default_sets_nothing() {
        for level in Level::ALL {
            assert_eq!(Level::of(level.values()), Some(level));
        }
        assert_eq!(Level::of([IF_GIVEN, REQUIRED]), None);
        assert!(
            Level::Members
                .choices()
                .iter()
                .all(|(_, value)| value.is_none())
        );
        let strict = Level::Strict.choices();
        assert_eq!(strict[0].1, None);
        assert_eq!(strict[1].1.as_deref(), Some(REQUIRED));
    }

    /// The page says of the middle one that it is the plan's own.
    #[cfg(feature = "api")]
    #[test]
    fn the_middle_level_is_what_a_plan_comes_to_by_itself() {
        let crate::view::Answer::View(view) = crate::api::answer("{}").expect("a draft") else {
            panic!("the default plan is refused");
        };
        let values = KEYS.map(|key| view.plan.get(key).unwrap_or_default());
        assert_eq!(Level::of(values), Some(Level::Members));
    }
}
