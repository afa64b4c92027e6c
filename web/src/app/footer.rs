//! Below all else: what this page is made of, and how anybody makes sure of it.
//! What it names is to be copied: a page that is locked opens nothing.

use yew::prelude::*;

use super::address::Lang;
use super::host;
use super::prose::prose;
use super::told::Snippet;
use super::words::{Words, fill};

/// The page in one file, beside this one.
const OFFLINE: &str = "mimir-tls-offline.html";

/// What the footer shows.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct Props {
    /// The version of mimir-tls.
    pub version: String,
    /// The language.
    pub lang: Lang,
}

/// One line, and behind it the rest for who asks.
#[component]
pub fn Footer(props: &Props) -> Html {
    let words = &Words::of(props.lang).frame;
    let version = [("version", props.version.as_str())];
    let source = match env!("CARGO_PKG_REPOSITORY") {
        "" => words.source_at.to_owned(),
        repository => format!("`{repository}`, {}", words.source_at),
    };
    let address = host::address();
    let here = address.split(['#', '?']).next().unwrap_or_default();
    let offline = here.rsplit_once('/').filter(|_| !here.starts_with("file:"));
    let offline = offline.map(|(folder, _)| format!("{folder}/{OFFLINE}"));
    let snippet = |text: String, what: &str| {
        let copy = fill(words.copy_it, &[("what", what)]);
        html! { <Snippet {text} about={what.to_owned()} {copy} lang={props.lang}/> }
    };
    let rebuilt = format!(
        "git checkout v{}\nweb/serve --build\ndiff dist/manifest.sha256 <theirs>",
        props.version
    );
    html! {
        <footer class="about-page">
            <details>
                <summary>{ words.footer }</summary>
                <dl>
                    <dt>{ words.source }</dt><dd>{ prose(&fill(&source, &version)) }</dd>
                    <dt>{ words.licence }</dt><dd>{ env!("CARGO_PKG_LICENSE") }</dd>
                    <dt>{ words.documentation }</dt><dd>{ prose(words.documentation_at) }</dd>
                    <dt>{ words.offline }</dt>
                    <dd>
                        { match offline {
                            Some(offline) => snippet(offline, words.offline),
                            None => html! { words.offline_here },
                        } }
                    </dd>
                    <dt>{ words.verify }</dt>
                    <dd>
                        <p>{ prose(words.verify_sums) }</p>
                        { snippet("sha256sum --ignore-missing --check SHA256SUMS".to_owned(), words.verify_sums_text) }
                        <p>{ prose(words.verify_build) }</p>
                        { snippet(rebuilt, words.verify_build_text) }
                    </dd>
                </dl>
            </details>
        </footer>
    }
}
