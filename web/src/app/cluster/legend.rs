//! What each line and sign means; pressed, it shows what it means alone.

use std::rc::Rc;

use yew::prelude::*;

use super::filter::{Filter, Kind};
use super::outcome::Standing;
use super::{details, phrase};
use crate::app::address::Lang;
use crate::app::words::Words;

/// What the legend needs.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct Props {
    /// What there is.
    pub present: Rc<Vec<Filter>>,
    /// What is shown alone.
    pub only: Option<Filter>,
    /// Whether the worker is at it.
    pub proving: bool,
    /// The language.
    pub lang: Lang,
    /// Where another choice goes.
    pub on_filter: Callback<Option<Filter>>,
}

/// Each of what there is.
#[component]
pub fn Legend(props: &Props) -> Html {
    let words = &Words::of(props.lang).cluster;
    let entry = |filter: &Filter| {
        let pressed = props.only == Some(*filter);
        let next = (!pressed).then_some(*filter);
        let onclick = props.on_filter.reform(move |_: MouseEvent| next);
        let shown = match *filter {
            Filter::Kind(kind) => {
                let name = match kind {
                    Kind::Grpc => "gRPC",
                    Kind::Http => "HTTP",
                    Kind::Gossip => words.gossip_short,
                    Kind::Other => words.other,
                };
                html! { <span class="badge">{ sample(kind.class()) }{ name }</span> }
            }
            Filter::Standing(standing) if standing <= Standing::Between => html! {
                <span class="badge">{ sample(standing.class()) }{ phrase::standing(words, standing, false) }</span>
            },
            Filter::Standing(standing) => details::badge(words, standing, props.proving),
        };
        html! {
            <li><button type="button" class="quiet" aria-pressed={pressed.to_string()} {onclick}>{ shown }</button></li>
        }
    };
    html! {
        <ul class="legend" aria-label={words.only}>
            { for props.present.iter().map(entry) }
        </ul>
    }
}

/// A piece of such a line.
fn sample(class: &'static str) -> Html {
    html! {
        <svg class={classes!("sample", class)} viewBox="0 0 28 16" width="28" height="16" aria-hidden="true">
            if class == Kind::Gossip.class() {
                <rect class="line" x="1" y="3" width="26" height="10" rx="5"/>
            } else {
                <path class="line" d="M1 8H27"/>
            }
        </svg>
    }
}
