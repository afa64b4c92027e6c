//! A handshake in words: who shows what, who checks what, and what came of it.

use std::fmt::Write as _;

use mimir_tls::doctor;
use mimir_tls::prove::{Judged, Outcome, Presented, Verdict};
use mimir_tls::shown;

use crate::terminal::{BAD, GOOD};

/// All of it, a line a fact.
pub(crate) fn describe(judged: &Judged) -> String {
    let mut text = match judged {
        Judged::Met(verdict) => facts(verdict),
        Judged::NotStarted { .. } => String::new(),
    };
    let answer = judged.answer();
    let mut line = |what: &str, words: &str| {
        let _ = writeln!(text, "{what:<9} {words}");
    };
    let verdict = match (judged, &answer.protocol, answer.failed_side) {
        (_, Some(protocol), _) => format!("{GOOD}ok{GOOD:#}, {protocol}"),
        (Judged::NotStarted { .. }, None, Some(side)) => {
            format!("{BAD}failed{BAD:#}: the {side} does not start")
        }
        (_, None, Some(side)) => format!("{BAD}failed{BAD:#}: the {side} refuses"),
        (_, None, None) => format!("{BAD}failed{BAD:#}"),
    };
    line("verdict", &verdict);
    for (side, words) in [
        ("client", &answer.client_error),
        ("server", &answer.server_error),
    ] {
        if let Some(words) = words {
            line(side, &shown::line(words));
        }
    }
    if let Some(code) = doctor::named(judged) {
        line("finding", &format!("{code}, see mimir-tls explain {code}"));
    }
    text
}

fn facts(verdict: &Verdict) -> String {
    let mut text = String::new();
    let transcript = &verdict.transcript;
    let mut line = |words: String| {
        let _ = writeln!(text, "{}", shown::line(&shown::elided(&words)));
    };
    if !transcript.server_chain.is_empty() {
        line(format!(
            "server    shows {}",
            chain(&transcript.server_chain)
        ));
        line(match &transcript.verified_name {
            Some(name) => format!("client    wants a certificate for {name}"),
            None => "client    verifies nothing".to_owned(),
        });
    }
    if let Some(authorities) = &transcript.asked_for {
        line(match authorities.as_slice() {
            [] => "server    asks for a certificate, and names no authority".to_owned(),
            names => format!("server    asks for a certificate of {}", names.join(" or ")),
        });
    }
    if !transcript.client_chain.is_empty() {
        line(format!(
            "client    shows {}",
            chain(&transcript.client_chain)
        ));
    }
    if let Outcome::Tls { suite, .. } = &verdict.outcome {
        line(format!("suite     {suite}"));
    }
    text
}

/// A chain by its subjects, leaf first.
fn chain(chain: &[Presented]) -> String {
    let name = |presented: &Presented| match presented.subject.as_str() {
        "" => "a certificate without a subject".to_owned(),
        subject => subject.to_owned(),
    };
    let issuer = chain.last().map_or("", |last| last.issuer.as_str());
    let names: Vec<String> = chain.iter().map(name).collect();
    format!("{}, issued by {issuer}", names.join(", then "))
}
