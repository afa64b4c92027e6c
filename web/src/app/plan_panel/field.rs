//! One choice of the plan: its name, why one would choose what, where it is
//! typed, and what is wrong with it.

use wasm_bindgen::JsCast as _;
use web_sys::{HtmlElement, HtmlInputElement};
use yew::prelude::*;

use crate::app::address::Lang;
use crate::app::icon;
use crate::app::prose::prose;
use crate::app::select::Select;
use crate::app::state::Action;
use crate::app::words::{Words, fields, fill};

/// How a field is filled in.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// One line.
    Text,
    /// A whole number.
    Number,
    /// One of these words, each with what it is called; the empty one is none of them.
    One(Vec<(String, String)>),
    /// One of these releases.
    Release(Vec<String>),
    /// Any of these words, each with what it means, with commas between.
    Many(Vec<(String, String)>),
    /// `true`, `false`, or an address where one may stand.
    Switch,
}

/// A field.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct Props {
    /// The plan's key.
    pub name: String,
    /// Its label, where the table of words has none.
    #[prop_or_default]
    pub label: Option<String>,
    /// What stands there: what was typed, or what the plan comes to by itself.
    pub value: String,
    /// How it is filled in.
    pub kind: Kind,
    /// Whether the user chose it.
    pub changed: bool,
    /// What is wrong with it, and in which language that is said: the engine
    /// knows only English.
    #[prop_or_default]
    pub errors: Vec<(Lang, String)>,
    /// The language.
    pub lang: Lang,
    /// Where actions go.
    pub dispatch: Callback<Action>,
}

/// A choice of the plan.
#[component]
pub fn Field(props: &Props) -> Html {
    // A line that was emptied stays so while it is written in; after that it
    // shows what the plan comes to by itself.
    let emptied = use_state_eq(|| false);
    let words = &Words::of(props.lang).plan;
    let said = fields::of(props.lang, &props.name);
    let label = match (&props.label, said) {
        (Some(label), _) => label.clone(),
        (None, Some(said)) => said.label.to_owned(),
        (None, None) => props.name.clone(),
    };
    let id = id_of(&props.name);
    let why = said.map(|said| html! { <p class="why" id={format!("{id}-why")}>{ said.why }</p> });
    let described = format!("{id}-why {id}-errors");
    let reset = props.changed.then(|| {
        let (dispatch, name) = (props.dispatch.clone(), props.name.clone());
        let back = move |_| dispatch.emit(Action::Choose(vec![(name.clone(), None)]));
        html! {
            <span class="changed">
                <em>{ words.changed }</em>
                <button type="button" class="quiet" onclick={back} aria-label={fill(words.reset_field, &[("field", &label)])}>{ words.reset }</button>
            </span>
        }
    });
    let errors = html! {
        <div class="errors" id={format!("{id}-errors")} aria-live="polite">
            { for props.errors.iter().map(|(lang, error)| html! { <p lang={lang.code()}>{ prose(error) }</p> }) }
        </div>
    };
    if let Kind::Many(choices) = &props.kind {
        return html! {
            <fieldset class="field" id={id} tabindex="-1" data-key={props.name.clone()}>
                <legend>{ &label }{ reset }</legend>
                { why }
                { many(props, choices) }
                { errors }
            </fieldset>
        };
    }
    let row = html! { <><label for={id.clone()}>{ &label }</label>{ reset }</> };
    html! {
        <div class="field" data-key={props.name.clone()} data-kind={if props.kind == Kind::Switch { "switch" } else { "line" }}>
            <div class="name">{ row }</div>
            { input(props, &id, &described, &emptied) }
            { why }
            { errors }
        </div>
    }
}

/// The id of the element in which a key is typed.
pub fn id_of(name: &str) -> String {
    format!("field-{}", name.replace('.', "-"))
}

/// Moves the keyboard to where a key is typed, or else to what it is a part of.
pub fn show(key: &str) {
    let document = web_sys::window().and_then(|window| window.document());
    let mut name = key;
    while let Some(document) = &document {
        let found = document.get_element_by_id(&id_of(name));
        if let Some(field) = found.and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
            field.scroll_into_view();
            let _refused = field.focus();
            return;
        }
        let Some((parent, _)) = name.rsplit_once('.') else {
            return;
        };
        name = parent;
    }
}

fn input(props: &Props, id: &str, described: &str, emptied: &UseStateHandle<bool>) -> Html {
    let (dispatch, name) = (props.dispatch.clone(), props.name.clone());
    let invalid = (!props.errors.is_empty()).then_some("true");
    match &props.kind {
        Kind::One(choices) => one(props, (id, described), choices.clone(), false),
        Kind::Release(releases) => {
            let named = releases.iter().map(|it| (it.clone(), it.clone()));
            one(props, (id, described), named.collect(), true)
        }
        Kind::Switch => {
            let onchange = Callback::from(move |event: Event| {
                if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                    let value = Some(input.checked().to_string());
                    dispatch.emit(Action::Choose(vec![(name.clone(), value)]));
                }
            });
            let on = !matches!(props.value.as_str(), "" | "false");
            html! {
                <input type="checkbox" id={id.to_owned()} checked={on} {onchange} aria-describedby={described.to_owned()} aria-invalid={invalid}/>
            }
        }
        Kind::Text | Kind::Number | Kind::Many(_) => {
            let oninput = {
                let emptied = emptied.setter();
                Callback::from(move |event: InputEvent| {
                    if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                        emptied.set(input.value().is_empty());
                        dispatch.emit(Action::Type(name.clone(), input.value()));
                    }
                })
            };
            let onblur = {
                let emptied = emptied.setter();
                Callback::from(move |_: FocusEvent| emptied.set(false))
            };
            let value = if **emptied {
                String::new()
            } else {
                props.value.clone()
            };
            let mode = (props.kind == Kind::Number).then_some("numeric");
            html! {
                <input type="text" id={id.to_owned()} {value} inputmode={mode} {oninput} {onblur}
                    autocomplete="off" autocapitalize="off" spellcheck="false"
                    aria-describedby={described.to_owned()} aria-invalid={invalid}/>
            }
        }
    }
}

fn one(
    props: &Props,
    (id, described): (&str, &str),
    mut words: Vec<(String, String)>,
    releases: bool,
) -> Html {
    let (dispatch, name) = (props.dispatch.clone(), props.name.clone());
    let on_choose = Callback::from(move |word: String| {
        let value = Some(word).filter(|word| !word.is_empty());
        dispatch.emit(Action::Choose(vec![(name.clone(), value)]));
    });
    // What is no choice is shown all the same, with what is wrong about it.
    if !words.iter().any(|(word, _)| *word == props.value) {
        let name = match props.value.as_str() {
            "" => Words::of(props.lang).plan.unset,
            value => value,
        };
        words.insert(0, (props.value.clone(), name.to_owned()));
    }
    html! {
        <Select id={id.to_owned()} {words} {releases} value={props.value.clone()} describedby={described.to_owned()}
            invalid={!props.errors.is_empty()} {on_choose}/>
    }
}

fn many(props: &Props, choices: &[(String, String)]) -> Html {
    let chosen: Vec<&str> = props.value.split(',').map(str::trim).collect();
    let boxes = choices.iter().map(|(choice, meaning)| {
        let on = chosen.contains(&choice.as_str());
        let (dispatch, name) = (props.dispatch.clone(), props.name.clone());
        let next: Vec<&str> = choices
            .iter()
            .map(|(other, _)| other.as_str())
            .filter(|other| {
                let is_on = chosen.contains(other);
                if *other == choice { !is_on } else { is_on }
            })
            .collect();
        let next = next.join(",");
        let onchange = move |_| {
            dispatch.emit(Action::Choose(vec![(name.clone(), Some(next.clone()))]));
        };
        html! {
            <label class="box">
                <input type="checkbox" checked={on} {onchange}/>
                { icon::of_component(choice) }
                <span>{ meaning }</span>
            </label>
        }
    });
    html! { <div class="boxes">{ for boxes }</div> }
}
