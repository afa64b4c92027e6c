//! The left column: every choice of the plan, the essentials first.

pub mod ca;
pub mod field;
pub mod level;

use std::collections::BTreeMap;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use js_sys::Array;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::app::address::Lang;
use crate::app::fold::Fold;
use crate::app::state::{Action, Notice};
use crate::app::words::fields::{self, FieldWords};
use crate::app::words::{Words, fill, surfaces};
use crate::app::{frame, host, signing};
use crate::draft::{Draft, Untypable};
use crate::view::{Choices, FieldError, ModeChoice, TargetChoice, View};
use ca::Signers;
use field::{Field, Kind};
use level::Levels;

/// All surfaces together.
const SURFACES: &str = "surfaces.*";

/// What the plan is shown from.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct Props {
    /// What can be chosen.
    pub choices: Rc<Choices>,
    /// What the last good draft came to.
    pub view: Rc<View>,
    /// What was typed.
    pub draft: Draft,
    /// What is wrong with it.
    pub errors: Rc<Vec<FieldError>>,
    /// Texts that no field can hold.
    pub untypable: BTreeMap<String, Untypable>,
    /// A field that is to be shown, and how many were so before.
    pub sought: Option<(String, u32)>,
    /// Who signs, and what that wants.
    pub signing: signing::Props,
    /// Whether what is behind the other doors is here.
    pub open: bool,
    /// Whether the worker answers.
    pub worker: bool,
    /// The language.
    pub lang: Lang,
    /// Where actions go.
    pub dispatch: Callback<Action>,
}

/// Every choice of the plan.
#[component]
pub fn Plan(props: &Props) -> Html {
    let words = &Words::of(props.lang).plan;
    let dispatch = &props.dispatch;
    use_effect_with(props.sought.clone(), |sought| {
        let soon = sought.clone().map(|(key, _)| {
            // What is folded up is made before.
            Timeout::new(0, move || field::show(&key))
        });
        move || drop(soon)
    });
    let platform = props.value("platform");
    let mode = props.value("mode");
    let modes = || props.choices.modes.iter();
    let components = modes().find(|it| it.name == mode);
    let components = components.map_or(&[][..], |it| &it.components);
    html! {
        <section class="plan" aria-label={words.title}>
            { props.field("platform", props.one("platform")) }
            { props.field("release", Kind::Release(props.choices.releases.clone())) }
            if ["kubernetes", "helm"].contains(&&*platform) {
                { props.field("cluster.namespace", Kind::Text) }
            }
            <Levels values={level::KEYS.map(|key| props.value(key))} lang={props.lang} dispatch={dispatch.clone()}/>
            { props.field("mode", Kind::One(modes().map(|it| props.mode(it)).collect())) }
            { props.components(components) }
            <Signers signing={props.signing.clone()} open={props.open}/>
            { props.field("certificates.algorithm", props.one("certificates.algorithm")) }
            { props.fold(words.fold_names, names_on(&platform)) }
            { props.fold(words.fold_certificates, &[
                "certificates.preset", "certificates.profile", "certificates.ca.days", "certificates.ca.subject",
                "certificates.ca.name_constraints", "certificates.ca.name_constraints.dns",
                "certificates.ca.name_constraints.ips", "certificates.leaf.days", "certificates.leaf.subject",
                "certificates.dns", "certificates.ips", "issuer.name", "issuer.kind", "issuer.cas",
            ]) }
            { props.fold(words.fold_policy, &["policy.grpc", "policy.http", "policy.min_version", "policy.cipher_suites", "targets"]) }
            { props.folded(words.fold_members, |key| key.starts_with("components."), Props::members) }
            { props.folded(props.said(SURFACES, |said| said.label), |key| key.starts_with("surfaces."), Props::surfaces) }
            <Fold summary={html!(words.keys)} body={props.body(Props::keys)}/>
            <Fold summary={html!(words.file)} body={props.body(Props::file)}/>
            <button type="button" class="quiet" disabled={props.draft.is_empty()} onclick={props.to(Action::ResetAll)}>{ words.reset_all }</button>
        </section>
    }
}

impl Props {
    /// What stands at a key: what was typed, or what the plan comes to by itself.
    fn value(&self, key: &str) -> String {
        let typed = self.draft.get(key).or_else(|| self.view.plan.get(key));
        typed.unwrap_or_default().to_owned()
    }

    /// A word of a key that is no field itself.
    fn said(&self, key: &str, word: impl Fn(FieldWords) -> &'static str) -> &'static str {
        fields::of(self.lang, key).map(word).unwrap_or_default()
    }

    fn errors_at(&self, key: &str) -> Vec<(Lang, String)> {
        let words = &Words::of(self.lang).plan;
        let untypable = self.untypable.get(key).map(|why| match why {
            Untypable::Secret => words.untypable_secret,
            Untypable::Long => words.untypable_long,
            Untypable::Control => words.untypable_control,
        });
        let refused = self.errors.iter().filter(|error| error.key == key);
        (untypable.into_iter())
            .map(|why| (self.lang, why.to_owned()))
            .chain(refused.map(|error| {
                let (lang, message) = self.lang.said(error);
                (lang, message.to_owned())
            }))
            .collect()
    }

    fn one(&self, key: &str) -> Kind {
        let words = self.choices.words.get(key).map_or(&[][..], Vec::as_slice);
        let named = |word: &String| {
            let name = fields::meaning(self.lang, word).to_owned();
            (word.clone(), name)
        };
        Kind::One(words.iter().map(named).collect())
    }

    /// How a key of the table is filled in.
    fn kind(&self, key: &str) -> Kind {
        match key {
            "policy.cipher_suites" => {
                plain(self.choices.words.get(key).map_or(&[][..], Vec::as_slice))
            }
            "targets" => {
                let named = |target: &TargetChoice| {
                    (target.name.clone(), self.lang.of(&target.about).to_owned())
                };
                let platform = self.value("platform");
                let targets = self.choices.targets.iter();
                let of_use = targets.filter(|target| target.platforms.contains(&platform));
                Kind::Many(of_use.map(named).collect())
            }
            _ if self.choices.words.contains_key(key) => self.one(key),
            _ if key.ends_with("days") || key.ends_with("replicas") => Kind::Number,
            _ => Kind::Text,
        }
    }

    fn field(&self, key: &str, kind: Kind) -> Html {
        self.labelled(key, kind, None)
    }

    fn labelled(&self, key: &str, kind: Kind, label: Option<String>) -> Html {
        html! {
            <Field key={key.to_owned()} name={key.to_owned()} {label} value={self.value(key)} {kind}
                changed={self.draft.get(key).is_some()} errors={self.errors_at(key)}
                lang={self.lang} dispatch={self.dispatch.clone()}/>
        }
    }

    /// The line that folds a group up, with how many of its choices are the user's.
    fn summary(&self, title: &str, is_of: impl Fn(&str) -> bool) -> Html {
        let words = &Words::of(self.lang).plan;
        let changed = self.draft.iter().filter(|(key, _)| is_of(key)).count();
        let wrong = self.errors.iter().any(|error| is_of(&error.key));
        html! {
            <>
                { title }
                if changed > 0 {
                    <small class="changed">{ fill(words.changed_count, &[("n", &changed.to_string())]) }</small>
                }
                if wrong {
                    <small class="wrong">{ words.errors }</small>
                }
            </>
        }
    }

    /// What is in a fold, made once that is open.
    fn body(&self, make: impl Fn(&Self) -> Html + 'static) -> Callback<(), Html> {
        let props = self.clone();
        Callback::from(move |()| make(&props))
    }

    fn fold(&self, title: &str, keys: &'static [&str]) -> Html {
        let fields = move |props: &Self| {
            html! { { for keys.iter().map(|key| props.field(key, props.kind(key))) } }
        };
        self.folded(title, |key| keys.contains(&key), fields)
    }

    /// A group of choices, folded up until somebody opens it or wants to see one of them.
    fn folded(
        &self,
        title: &str,
        is_of: impl Fn(&str) -> bool,
        make: impl Fn(&Self) -> Html + 'static,
    ) -> Html {
        let unfolded = self.unfolded(&is_of);
        html! { <Fold summary={self.summary(title, is_of)} body={self.body(make)} {unfolded}/> }
    }

    fn unfolded(&self, is_of: impl Fn(&str) -> bool) -> u32 {
        let sought = self.sought.as_ref();
        sought.map_or(0, |(key, times)| if is_of(key) { *times } else { 0 })
    }

    /// The components of the mode, folded up behind how many of them there are.
    fn components(&self, all: &[String]) -> Html {
        let words = &Words::of(self.lang).plan;
        let value = self.value("components");
        let chosen = value.split(',').filter(|it| !it.is_empty()).count();
        let counts = [("n", &*chosen.to_string()), ("of", &*all.len().to_string())];
        let summary = html! {
            <>
                { self.summary(self.said("components", |said| said.label), |key| key == "components") }
                <small class="count">{ fill(words.components_of, &counts) }</small>
            </>
        };
        let kind = plain(all);
        let body = self.body(move |props| props.field("components", kind.clone()));
        html! { <Fold {summary} {body} unfolded={self.unfolded(|key| key == "components")}/> }
    }

    /// A mode, with the releases that have it where not all do.
    fn mode(&self, mode: &ModeChoice) -> (String, String) {
        let name = fields::meaning(self.lang, &mode.name);
        let name = match (&mode.since, &mode.last) {
            (_, Some(last)) => {
                let minor = |release: &str| {
                    release
                        .rsplit_once('.')
                        .map_or(release.to_owned(), |(it, _)| it.to_owned())
                };
                let since = mode.since.as_deref().map_or_else(String::new, minor);
                let values = [("name", name), ("since", &*since), ("last", &*minor(last))];
                fill(Words::of(self.lang).plan.mode_until, &values)
            }
            _ => name.to_owned(),
        };
        (mode.name.clone(), name)
    }

    fn to(&self, action: Action) -> Callback<MouseEvent> {
        self.dispatch.reform(move |_| action.clone())
    }

    fn members(&self) -> Html {
        let members = self.value("components");
        let members = members.split(',').filter(|it| !it.is_empty());
        html! { { for members.map(|member| self.member(member)) } }
    }

    fn surfaces(&self) -> Html {
        html! {
            <>
                <p class="why">{ self.said(SURFACES, |said| said.why) }</p>
                { for self.choices.surfaces.iter().map(|surface| self.surface(surface)) }
            </>
        }
    }

    fn keys(&self) -> Html {
        let words = &Words::of(self.lang).plan;
        html! {
            <>
                <p class="why">{ words.keys_why }</p>
                <div class="actions">
                    <button type="button" disabled={!self.worker} onclick={self.to(Action::Regenerate)}>{ words.regenerate }</button>
                    <button type="button" disabled={!self.worker} onclick={wipe(&self.dispatch)}>{ words.wipe }</button>
                </div>
            </>
        }
    }

    fn file(&self) -> Html {
        let words = &Words::of(self.lang).plan;
        html! {
            <>
                <p class="why">{ words.file_why }</p>
                <div class="actions">
                    <button type="button" disabled={!self.worker} onclick={download(&self.draft, &self.dispatch)}>{ words.download }</button>
                    <label class="choose">
                        <span>{ words.open }</span>
                        <input type="file" accept=".yaml,.yml,.json" disabled={!self.worker} onchange={open(&self.dispatch)}/>
                    </label>
                </div>
            </>
        }
    }

    fn member(&self, member: &str) -> Html {
        let keys = ["replicas", "dns", "ips"].map(|last| format!("components.{member}.{last}"));
        html! {
            <fieldset class="member">
                <legend>{ member }</legend>
                { for keys.iter().map(|key| self.field(key, self.kind(key))) }
            </fieldset>
        }
    }

    fn surface(&self, surface: &crate::view::SurfaceChoice) -> Html {
        let words = &Words::of(self.lang).plan;
        let key = format!("surfaces.{}", surface.name);
        let value = self.value(&key);
        let about = surfaces::about(self.lang, &surface.name, &surface.about).to_owned();
        let address = fill(words.surface_address, &[("name", &surface.name)]);
        html! {
            <div class="surface">
                { self.labelled(&key, Kind::Switch, Some(about)) }
                if surface.address && !matches!(value.as_str(), "" | "false") {
                    <Field name={key.clone()} label={address} value={if value == "true" { String::new() } else { value }}
                        kind={Kind::Text} changed={false} lang={self.lang} dispatch={self.dispatch.clone()}/>
                }
            </div>
        }
    }
}

/// The names that a cluster has where it runs.
fn names_on(platform: &str) -> &'static [&'static str] {
    match platform {
        "helm" => &[
            "cluster.name",
            "cluster.fullname",
            "cluster.domain",
            "server_name",
            "cert_dir",
        ],
        "kubernetes" => &["cluster.name", "cluster.domain", "server_name", "cert_dir"],
        _ => &["cluster.name", "server_name", "cert_dir"],
    }
}

/// Any of these words, which say it all.
fn plain(words: &[String]) -> Kind {
    let named = |word: &String| (word.clone(), word.clone());
    Kind::Many(words.iter().map(named).collect())
}

fn wipe(dispatch: &Callback<Action>) -> Callback<MouseEvent> {
    let dispatch = dispatch.clone();
    Callback::from(move |_: MouseEvent| {
        let dispatch = dispatch.clone();
        wasm_bindgen_futures::spawn_local(async move {
            let notice = match host::ask("wipe", Array::new(), None).await {
                Ok(_) => Notice::Wiped,
                Err(refusal) => Notice::Worker(refusal.message),
            };
            dispatch.emit(Action::Say(notice));
        });
    })
}

fn download(draft: &Draft, dispatch: &Callback<Action>) -> Callback<MouseEvent> {
    let (draft, dispatch) = (draft.clone(), dispatch.clone());
    Callback::from(move |_: MouseEvent| {
        let (args, dispatch) = (Array::of1(&host::draft_value(&draft)), dispatch.clone());
        wasm_bindgen_futures::spawn_local(async move {
            match host::ask_for::<String>("writePlan", args, None).await {
                Ok(text) => host::save("plan.yaml", &text.into()),
                Err(refusal) => dispatch.emit(Action::Say(Notice::Worker(refusal.message))),
            }
        });
    })
}

fn open(dispatch: &Callback<Action>) -> Callback<Event> {
    let dispatch = dispatch.clone();
    Callback::from(move |event: Event| {
        let input = event.target_dyn_into::<HtmlInputElement>();
        let file = input.as_ref().and_then(|input| input.files()?.get(0));
        if let (Some(file), Some(input)) = (file, input) {
            frame::read_plan(file, dispatch.clone());
            // The same file may be chosen again.
            input.set_value("");
        }
    })
}
