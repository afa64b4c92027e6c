//! What is told beside the graph, in parts: its head, and texts to be copied.

use web_sys::HtmlElement;
use yew::prelude::*;

use super::address::Lang;
use super::copy::Copy;
use super::state::Action;
use super::words::Words;

/// What a head is made of.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct HeadProps {
    /// Its id, by which the section has its name.
    pub id: &'static str,
    /// What is told below it.
    pub title: &'static str,
    /// What stands on the button that ends it.
    pub close: &'static str,
    /// Where actions go.
    pub dispatch: Callback<Action>,
}

/// The head. It takes the keyboard, since whoever opens it wants to read on.
#[component]
pub fn Head(props: &HeadProps) -> Html {
    let head = use_node_ref();
    {
        let head = head.clone();
        use_effect_with((), move |()| {
            if let Some(head) = head.cast::<HtmlElement>() {
                let _refused = head.focus();
            }
        });
    }
    let close = props.dispatch.reform(|_: MouseEvent| Action::Tell(None));
    html! {
        <div class="head">
            <h2 id={props.id} tabindex="-1" ref={head}>{ props.title }</h2>
            <button type="button" class="quiet" onclick={close}>{ props.close }</button>
        </div>
    }
}

/// A text to be copied.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct SnippetProps {
    /// All of it.
    pub text: AttrValue,
    /// What it is, for who cannot see what stands beside it.
    pub about: AttrValue,
    /// The same of the button that copies it.
    pub copy: AttrValue,
    /// The language.
    pub lang: Lang,
}

/// The text, and a button that copies it.
#[component]
pub fn Snippet(props: &SnippetProps) -> Html {
    let text = props.text.clone();
    html! {
        <div class="snippet">
            <pre tabindex="0" role="region" aria-label={&props.about}><code>{ &props.text }</code></pre>
            <Copy text={Callback::from(move |()| text.clone())} label={Words::of(props.lang).verdict.copy}
                spoken={Some(props.copy.clone())} lang={props.lang}/>
        </div>
    }
}
