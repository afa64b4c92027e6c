//! Who signs: what each choice wants beside itself. Keys and passphrases go to the
//! worker; the page has none.

mod closed;
mod others;
mod own;

use std::rc::Rc;

use yew::prelude::*;

use super::address::Lang;
use super::brought::Brought;
use super::state::{Action, Signer};
use crate::view::Proven;
use closed::Closed;
use others::Others;
use own::Own;

/// What the choices need.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct Props {
    /// Who is to sign.
    pub signer: Signer,
    /// Whether the user's own CA signs already.
    pub own_ca: bool,
    /// Whether the worker answers.
    pub worker: bool,
    /// The proof, without which nothing is handed out.
    pub proven: Option<Rc<Proven>>,
    /// Whether one is being made.
    pub proving: bool,
    /// Whether what is shown is older than the plan.
    pub stale: bool,
    /// What was dropped on the page last.
    pub dropped: Rc<Vec<Brought>>,
    /// How often the worker lost what it held.
    pub losses: u32,
    /// The language.
    pub lang: Lang,
    /// Where actions go.
    pub dispatch: Callback<Action>,
}

/// What the choice wants that was made, as the app holds it; see that of
/// [`check`](super::check::door).
#[inline(never)]
pub fn door(props: Props) -> Html {
    match props.signer {
        Signer::Made => Html::default(),
        Signer::Closed => html! { <Closed losses={props.losses} lang={props.lang}/> },
        Signer::Own => html! { <Own ..props/> },
        Signer::Others => html! { <Others ..props/> },
    }
}
