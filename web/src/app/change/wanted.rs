//! What is wanted: a plan, and who signs.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::asking::{About, Asking, Signer, Wanted as Whose};
use crate::app::address::Lang;
use crate::app::secret::secret;
use crate::app::way::way;
use crate::app::words::change::Change as ChangeWords;
use crate::app::words::fill;
use crate::draft::Draft;
use crate::view::CaKey;

/// What is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// Whose plan.
    Wanted(Whose),
    /// Who signs.
    Signer(Signer),
    /// Whether all certificates are made new.
    Renew(bool),
    /// Another file.
    File,
}

/// What the part needs.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct Props {
    /// The question.
    pub asking: Asking,
    /// The plan of the first door, with every choice made.
    pub plan: Draft,
    /// Where the CA's certificate is chosen.
    pub certificate: NodeRef,
    /// Where its key is.
    pub key_file: NodeRef,
    /// Where the key of the CA that there is can be.
    pub folder_key: NodeRef,
    /// Where the passphrase of the key that signs is typed.
    pub passphrase: NodeRef,
    /// The language.
    pub lang: Lang,
    /// Where choices go.
    pub on_choose: Callback<Choice>,
    /// Where the wish to edit the plan goes.
    pub on_edit: Callback<()>,
}

/// What is wanted.
#[component]
pub fn Wanted(props: &Props) -> Html {
    let words = ChangeWords::of(props.lang);
    let asking = &props.asking;
    let choose = |choice: Choice| props.on_choose.reform(move |_: Event| choice);
    let refused = |about: About| {
        let failed = asking.failed.as_ref();
        failed.filter(|refusal| Asking::about(refusal) == about)
    };
    let renew = props.on_choose.reform(|event: Event| {
        let input = event.target_dyn_into::<HtmlInputElement>();
        Choice::Renew(input.is_some_and(|input| input.checked()))
    });
    let file = |node: &NodeRef, label: &'static str, accept: &'static str| {
        html! { <label class="choose"><span>{ label }</span><input type="file" ref={node} {accept} onchange={choose(Choice::File)}/></label> }
    };
    let plan_refused =
        refused(About::Plan).map(|it| fill(words.plan_refused, &[("why", &it.message)]));
    let key_refused = refused(About::FolderKey);
    let is_closed = (asking.running.as_ref()).is_some_and(|it| it.ca_key == CaKey::Closed);
    let passphrase = || {
        let typed = props.on_choose.reform(|_: InputEvent| Choice::File);
        secret(
            "change-passphrase",
            words.passphrase,
            &props.passphrase,
            typed,
        )
    };
    let wants_key = asking.signer == Signer::Same
        && (is_closed
            || key_refused.is_some()
            || props.folder_key.cast::<HtmlInputElement>().is_some());
    html! {
        <section class="ask-part" aria-labelledby="wanted-title">
            <h3 id="wanted-title">{ words.wanted }</h3>
            <fieldset class="levels">
                <legend>{ words.plan }</legend>
                { way("change-plan-same", "change-plan", asking.wanted == Whose::Same, choose(Choice::Wanted(Whose::Same)), words.plan_same, words.plan_same_why) }
                { way("change-plan-other", "change-plan", asking.wanted == Whose::Plan, choose(Choice::Wanted(Whose::Plan)), words.plan_other, "") }
                if asking.wanted == Whose::Plan {
                    { differences(words, props) }
                }
                <div class="errors" role="alert">{ plan_refused }</div>
            </fieldset>
            <fieldset class="levels">
                <legend>{ words.signer }</legend>
                { way("change-ca-same", "change-ca", asking.signer == Signer::Same, choose(Choice::Signer(Signer::Same)), words.ca_same, words.ca_same_why) }
                if wants_key {
                    <div class="member">
                        <div class="errors" role="alert">{ key_refused.map(|it| key_words(words, &it.message)) }</div>
                        { file(&props.folder_key, words.folder_key, ".key,.pem") }
                        { passphrase() }
                    </div>
                }
                { way("change-ca-new", "change-ca", asking.signer == Signer::New, choose(Choice::Signer(Signer::New)), words.ca_new, words.ca_new_why) }
                { way("change-ca-own", "change-ca", asking.signer == Signer::Own, choose(Choice::Signer(Signer::Own)), words.ca_own, words.ca_own_why) }
                if asking.signer == Signer::Own {
                    <div class="member">
                        { file(&props.certificate, words.ca_certificate, ".crt,.pem,.cer") }
                        { file(&props.key_file, words.ca_key, ".key,.pem") }
                        { passphrase() }
                        <div class="errors" role="alert">
                            if asking.lacks_files {
                                { words.ca_files }
                            }
                            { refused(About::OwnCa).map(|it| key_words(words, &it.message)) }
                        </div>
                    </div>
                }
            </fieldset>
            if asking.signer == Signer::Same {
                <div class="level">
                    <input type="checkbox" id="change-renew" checked={asking.renew} onchange={renew} aria-describedby="change-renew-why"/>
                    <label for="change-renew">{ words.renew }</label>
                    <p class="why" id="change-renew-why">{ words.renew_why }</p>
                </div>
            }
        </section>
    }
}

/// The engine's words where they tell more than that the key is missing.
fn key_words(words: &ChangeWords, message: &str) -> String {
    let known = [
        ("is not among the files", words.key_needed),
        (
            "under a passphrase, which is not given",
            words.passphrase_missing,
        ),
        ("this passphrase does not open it", words.passphrase_wrong),
    ];
    match known.iter().find(|(part, _)| message.contains(part)) {
        Some((_, said)) => (*said).to_owned(),
        None => fill(words.ca_refused, &[("why", message)]),
    }
}

/// Where the wanted plan is otherwise than that of what runs.
fn differences(words: &ChangeWords, props: &Props) -> Html {
    let Some(running) = &props.asking.running else {
        return Html::default();
    };
    let differences = running.plan.differences(&props.plan);
    let edit = props.on_edit.reform(|_: MouseEvent| ());
    let count = differences.len().to_string();
    let said = match differences.len() {
        0 => words.plan_alike.to_owned(),
        1 => words.plan_differs_one.to_owned(),
        _ => fill(words.plan_differs, &[("n", &count)]),
    };
    let cell = |text: Option<&str>| match text {
        Some(text) if !text.is_empty() => html! { <code>{ text.replace(',', ", ") }</code> },
        _ => html! { <i>{ words.nothing_said }</i> },
    };
    html! {
        <div class="member">
            <p>{ said }{ " " }<button type="button" class="quiet" onclick={edit}>{ words.plan_edit }</button></p>
            if !differences.is_empty() {
                <table class="links differences">
                    <thead><tr>
                        <th scope="col">{ words.key_column }</th>
                        <th scope="col">{ words.old_column }</th>
                        <th scope="col">{ words.new_column }</th>
                    </tr></thead>
                    <tbody>
                        { for differences.iter().map(|(key, old, new)| html! {
                            <tr><td><code>{ *key }</code></td><td>{ cell(*old) }</td><td>{ cell(*new) }</td></tr>
                        }) }
                    </tbody>
                </table>
            }
        </div>
    }
}
