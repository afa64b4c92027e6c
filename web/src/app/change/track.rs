//! The way of a change: before, each phase and what is behind it, as tabs that
//! arrow keys walk.

use yew::prelude::*;

use crate::app::address::Lang;
use crate::app::roving;
use crate::app::words::change::Change as ChangeWords;
use crate::app::words::change::said;
use crate::app::words::fill;
use crate::changed::Change;

/// The id of what a point's tab opens.
pub const PANEL: &str = "change-point";

/// Where one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Behind so many phases.
    Behind(usize),
    /// Within a phase, by its number from 1.
    Within(usize),
}

impl Place {
    /// The place of a point.
    pub fn of(point: usize) -> Self {
        match point % 2 {
            0 => Self::Behind(point / 2),
            _ => Self::Within(point / 2 + 1),
        }
    }
}

/// What the way is made from.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct Props {
    /// The phases.
    pub change: Change,
    /// The point that is looked at.
    pub at: usize,
    /// The language.
    pub lang: Lang,
    /// Where another point goes.
    pub on_go: Callback<usize>,
}

/// The way.
#[component]
pub fn Track(props: &Props) -> Html {
    let words = ChangeWords::of(props.lang);
    let root = use_node_ref();
    let phases = &props.change.phases;
    let points = 2 * phases.len() + 1;
    let onkeydown = roving::keys(&root, props.at, points, &props.on_go);
    let breaks = |number: usize| {
        let mut breaks = props.change.breaks.iter();
        breaks.any(|it| it.phase == number)
    };
    let tab = |nth: usize| {
        let (class, shown) = match Place::of(nth) {
            Place::Behind(0) => ("stop", html! { words.before }),
            Place::Behind(number) if number == phases.len() => ("stop", html! { words.at_end }),
            Place::Behind(number) => {
                let number = number.to_string();
                ("stop", html! { fill(words.behind, &[("n", &number)]) })
            }
            Place::Within(number) => {
                let name = phases.get(number - 1).map(|phase| phase.name.as_str());
                let of = number.to_string();
                let shown = html! {
                    <>
                        <b>{ fill(words.phase, &[("n", &of)]) }</b>{ " " }
                        <span>{ said(props.lang, name.unwrap_or_default()) }</span>
                    </>
                };
                (if breaks(number) { "leg broken" } else { "leg" }, shown)
            }
        };
        let open = nth == props.at;
        let go = props.on_go.reform(move |_: MouseEvent| nth);
        html! {
            <button type="button" role="tab" key={nth} class={class} id={format!("point-{nth}")} aria-selected={open.to_string()}
                aria-controls={PANEL} tabindex={if open { "0" } else { "-1" }} onclick={go}>{ shown }</button>
        }
    };
    html! {
        <div class="track" role="tablist" aria-label={words.track} ref={root} {onkeydown}>
            { for (0..points).map(tab) }
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::Place;

    #[test]
    fn points_are_stops_with_a_phase_between_each_two() {
        let places: Vec<Place> = (0..5).map(Place::of).collect();
        use Place::*;
        assert_eq!(
            places,
            [Behind(0), Within(1), Behind(1), Within(2), Behind(2)]
        );
    }
}
