//! One of several words, by the browser's own list.

use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// What is chosen from.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct Props {
    /// The element's id, where a label points at it.
    #[prop_or_default]
    pub id: Option<String>,
    /// Each word, and what it is called.
    pub words: Vec<(String, String)>,
    /// Whether the words are releases, to be grouped by all but their last number.
    #[prop_or_default]
    pub releases: bool,
    /// The word that is chosen.
    pub value: String,
    /// The elements that say more of it.
    #[prop_or_default]
    pub describedby: Option<String>,
    /// Whether something is wrong with it.
    #[prop_or_default]
    pub invalid: bool,
    /// Where another word goes.
    pub on_choose: Callback<String>,
}

/// A list of words, one of them chosen.
///
/// Once somebody chose by hand, a browser heeds the property alone and no
/// longer the options' attributes; so the property follows every drawing.
#[component]
pub fn Select(props: &Props) -> Html {
    let list = use_node_ref();
    {
        let (list, value) = (list.clone(), props.value.clone());
        use_effect(move || {
            if let Some(list) = list.cast::<HtmlSelectElement>() {
                list.set_value(&value);
            }
        });
    }
    let onchange = {
        let on_choose = props.on_choose.clone();
        Callback::from(move |event: Event| {
            if let Some(list) = event.target_dyn_into::<HtmlSelectElement>() {
                on_choose.emit(list.value());
            }
        })
    };
    html! {
        <select ref={list} id={props.id.clone()} {onchange} aria-describedby={props.describedby.clone()}
            aria-invalid={props.invalid.then_some("true")}>
            { for groups(props).into_iter().map(|(group, words)| {
                let options = words.iter().map(|(word, name)| html! {
                    <option value={word.clone()} selected={*word == props.value}>{ name }</option>
                });
                match group {
                    Some(label) => html! { <optgroup {label}>{ for options }</optgroup> },
                    None => html! { { for options } },
                }
            }) }
        </select>
    }
}

/// Words of one group, with its name if it has one.
type Group<'a> = (Option<String>, &'a [(String, String)]);

/// Neighbours of one group together, in the order of the words.
fn groups(props: &Props) -> Vec<Group<'_>> {
    let of = |word: &str| match word.rsplit_once('.') {
        Some((line, _)) if props.releases => Some(line.to_owned()),
        _ => None,
    };
    let chunks = props
        .words
        .chunk_by(|(one, _), (other, _)| of(one) == of(other));
    let named = chunks.filter_map(|chunk| Some((of(&chunk.first()?.0), chunk)));
    named.collect()
}
