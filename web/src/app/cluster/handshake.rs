//! One link: how it stands, what each side logs, and its handshakes.

use yew::prelude::*;

use super::details::badge;
use super::outcome::{Outcome, Standing};
use super::phrase;
use crate::app::address::Lang;
use crate::app::prose::prose;
use crate::app::words::cluster::Cluster as ClusterWords;
use crate::app::words::remedies::remedy;
use crate::app::words::{Words, fill};
use crate::view::{By, Handshake, HandshakeMethod, HandshakeOutcome, Link, Side};

/// What is told of a link.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct Props {
    /// Who dials whom.
    pub link: Link,
    /// How it stands.
    pub standing: Standing,
    /// What came of it; none where nothing is known yet.
    pub outcome: Option<Outcome>,
    /// Whether the worker is at it.
    pub proving: bool,
    /// The language.
    pub lang: Lang,
}

/// The link, as the app holds it; see that of [`check`](crate::app::check::door).
#[inline(never)]
pub fn door(props: Props) -> Html {
    let words = &Words::of(props.lang).cluster;
    let (link, standing) = (&props.link, props.standing);
    let outcome = props.outcome.as_ref();
    let shakes = outcome.map_or(&[][..], |outcome| outcome.handshakes.as_slice());
    html! {
        <div class="link">
            <p>{ badge(words, standing, props.proving) }</p>
            <dl class="facts">
                <dt>{ words.over }</dt><dd><code>{ &link.surface }</code>{ ", " }{ &link.protocol }</dd>
                <dt>{ words.address }</dt><dd>{ dialled(words, link) }</dd>
                if let Some([client, server]) = outcome.and_then(|outcome| outcome.ends) {
                    <dt>{ words.client }</dt><dd>{ phrase::standing(words, client, false) }</dd>
                    <dt>{ words.server }</dt><dd>{ phrase::standing(words, server, false) }</dd>
                }
            </dl>
            if let Some(outcome) = outcome {
                { trouble(props.lang, standing, outcome) }
            } else {
                <p class="why">{ words.waiting }</p>
            }
            { for shakes.iter().map(|shake| handshake(words, link, shake)) }
        </div>
    }
}

/// Addresses that stand for whichever a process has.
const ANY: [&str; 3] = ["127.0.0.1", "::1", "192.0.2.1"];

fn dialled(words: &ClusterWords, link: &Link) -> Html {
    if ANY.contains(&link.address.as_str()) {
        return html! { words.any_address };
    }
    let by = match link.by {
        By::Ip => words.by_ip,
        By::Name => words.by_name,
    };
    html! { <><code>{ &link.address }</code>{ ", " }{ by }</> }
}

/// What each side logs, and what fixes it.
fn trouble(lang: Lang, standing: Standing, outcome: &Outcome) -> Html {
    if standing == Standing::Accepted || (outcome.ends.is_some() && outcome.client.is_empty()) {
        return Html::default();
    }
    let words = &Words::of(lang).cluster;
    html! {
        <div class={classes!("trouble", standing.class())}>
            <p><b>{ words.logs }</b></p>
            if outcome.ends.is_some() {
                <p><code>{ &outcome.client }</code></p>
            } else {
                <dl class="facts">
                    <dt>{ words.logs_client }</dt><dd><code>{ &outcome.client }</code></dd>
                    <dt>{ words.logs_server }</dt><dd><code>{ &outcome.server }</code></dd>
                </dl>
            }
            if let Some(it) = &outcome.remedy {
                <p><b>{ words.fix }</b></p>
                <p>{ prose(remedy(lang, it.text())) }</p>
            }
        </div>
    }
}

fn handshake(words: &ClusterWords, link: &Link, shake: &Handshake) -> Html {
    let shows = |certificate: &Option<String>| match certificate {
        Some(subject) => html! { <code>{ subject }</code> },
        None => html! { words.nothing },
    };
    let checks = match &shake.verified_name {
        Some(name) => fill(words.checks_server, &[("name", name)]),
        None => words.checks_none.to_owned(),
    };
    let says = |text: &str| match text {
        "ok" => html! { words.content },
        other => html! { <code>{ other }</code> },
    };
    let outcome = match shake.outcome {
        HandshakeOutcome::Tls => words.tls,
        HandshakeOutcome::Plaintext => words.plaintext,
        HandshakeOutcome::Refused => words.no_tls,
    };
    let served = match &shake.client_certificate {
        Some(_) => words.checks_client,
        None => words.checks_none,
    };
    html! {
        <div class="handshake">
            <h3>
                { &shake.version }{ ": " }{ outcome }
                if shake.method == HandshakeMethod::Rule { { " · " }{ words.by_rule } }
                if let Some(suite) = &shake.suite { { " · " }<code>{ suite }</code> }
            </h3>
            <div class="sides">
                <dl class="side" data-failed={(shake.failed_side == Some(Side::Client)).then_some("true")}>
                    <dt class="who">{ words.client }{ ": " }{ &link.from }</dt>
                    <dt>{ words.shows }</dt><dd>{ shows(&shake.client_certificate) }</dd>
                    <dt>{ words.checks }</dt><dd>{ checks }</dd>
                    if let Some(sni) = &shake.sni {
                        <dt>{ words.sends }</dt><dd><code>{ sni }</code></dd>
                    }
                    <dt>{ words.says }</dt><dd>{ says(&shake.client) }</dd>
                </dl>
                <dl class="side" data-failed={(shake.failed_side == Some(Side::Server)).then_some("true")}>
                    <dt class="who">{ words.server }{ ": " }{ &link.to }</dt>
                    <dt>{ words.shows }</dt><dd>{ shows(&shake.server_certificate) }</dd>
                    <dt>{ words.checks }</dt><dd>{ served }</dd>
                    <dt>{ words.says }</dt><dd>{ says(&shake.server) }</dd>
                </dl>
            </div>
        </div>
    }
}
