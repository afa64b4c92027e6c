//! A certificate in words: what for, for whom, until when, and whose key is its own.

use yew::prelude::*;

use super::address::Lang;
use super::copy::Copy;
use super::icon::Icon;
use super::prose::prose;
use super::words::files::Files as FileWords;
use super::words::{Words, fill};
use crate::view::{Certificate, CertificateNames};

/// What is told.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct Props {
    /// The certificate.
    pub certificate: Certificate,
    /// The language.
    pub lang: Lang,
}

/// The certificate: its head, its life, its facts, its names.
#[component]
pub fn InWords(props: &Props) -> Html {
    let words = &Words::of(props.lang).files;
    let it = &props.certificate;
    let fits = match &it.key_file {
        Some(key) => html! {
            <p class="fits">{ Icon::Check.draw() }<span>{ prose(&fill(words.key_fits, &[("key", key)])) }</span></p>
        },
        None => Html::default(),
    };
    let issuer = it.issuer.as_deref().unwrap_or(words.self_issued);
    let usage = match it.usage.is_empty() {
        true => words.any_usage.to_owned(),
        false => it.usage.join(", "),
    };
    let sha256 = AttrValue::from(it.sha256.clone());
    html! {
        <section class="certificate" aria-label={it.subject.clone()}>
            <div class="head"><h3>{ &it.subject }</h3>{ fits }</div>
            if !it.objections.is_empty() {
                <ul class="objections">
                    { for it.objections.iter().map(|objection| html! { <li lang="en">{ prose(objection) }</li> }) }
                </ul>
            }
            { life(words, it) }
            <dl>
                <dt>{ words.issuer }</dt><dd>{ issuer }</dd>
                <dt>{ words.usage }</dt><dd>{ if it.ca { words.ca_usage } else { "" } }{ usage }</dd>
                <dt>{ words.key }</dt><dd>{ &it.key }</dd>
                <dt>{ words.sha256 }</dt>
                <dd class="sha256">
                    <code>{ grouped(&it.sha256) }</code>
                    <Copy text={Callback::from(move |()| sha256.clone())} label={words.copy} spoken={Some(AttrValue::from(words.copy_sha256))} lang={props.lang}/>
                </dd>
            </dl>
            if !it.names.is_empty() {
                <h4>{ words.names }</h4>
                <dl class="names">{ for it.names.iter().map(|group| names(props.lang, group)) }</dl>
            }
        </section>
    }
}

fn names(lang: Lang, group: &CertificateNames) -> Html {
    html! {
        <>
            <dt>{ for group.names.iter().map(|name| html! { <code>{ name }</code> }) }</dt>
            <dd>{ group.why.as_ref().map(|why| prose(lang.of(why))) }</dd>
        </>
    }
}

/// From today to the end, with the day of renewal in between.
fn life(words: &FileWords, it: &Certificate) -> Html {
    let days = |days: i64| days.max(0).to_string();
    let left = days(it.days_left);
    let state = match (
        it.days_left < 0,
        it.days_to_renewal < 0 && it.renewal.is_some(),
    ) {
        (true, _) => "ended",
        (false, true) => "due",
        (false, false) => "good",
    };
    let good = match it.renewal {
        Some(_) => days(it.days_to_renewal),
        None => left.clone(),
    };
    let view = format!("0 0 {} 1", it.days_left.max(1));
    let ends = match state {
        "ended" => words.ended,
        _ => words.ends,
    };
    html! {
        <div class="life" data-state={state}>
            <svg viewBox={view} preserveAspectRatio="none" aria-hidden="true">
                <rect class="rest" width={left.clone()} height="1"/>
                <rect class="good" width={good} height="1"/>
            </svg>
            <p>
                <span>{ words.today }</span>
                if let Some(day) = &it.renewal {
                    <b>{ fill(words.renewal, &[("day", day), ("n", &days(it.days_to_renewal))]) }</b>
                }
                <span>{ fill(ends, &[("day", &it.ends), ("n", &left)]) }</span>
            </p>
        </div>
    }
}

/// Pairs of digits, as others print them.
fn grouped(hex: &str) -> String {
    let digits: Vec<char> = hex.to_ascii_uppercase().chars().collect();
    let pairs = digits.chunks(2).map(|pair| pair.iter().collect::<String>());
    pairs.collect::<Vec<_>>().join(":")
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn a_fingerprint_is_written_as_openssl_does() {
        assert_eq!(grouped("0aff12"), "0A:FF:12");
    }
}
