//! Listeners: what makes them speak TLS, and whom they let in. Codes MT101,
//! MT102, MT106, MT108, MT122, MT130.

use super::super::cluster::Cluster;
use super::super::code::Code;
use super::super::finding::Place;
use super::super::process::Process;
use super::super::rules::Draft;
use super::told::is_told;
use crate::catalog::{Catalog, Field, Release, Surface, SurfaceKind};
use crate::cluster::listens_tls;
use crate::policy::ClientAuth;

pub(super) fn judge(cluster: &Cluster, drafts: &mut Vec<Draft>) {
    for process in &cluster.running.processes {
        for surface in process.surfaces() {
            if surface.is_listener() {
                listener(process, surface, drafts);
            }
        }
        half(process, drafts);
    }
}

/// The client authentication of a listener, as far as it is a known word.
pub(super) fn client_auth(process: &Process, surface: &'static Surface) -> ClientAuth {
    let word = process.text(surface, Field::ClientAuth);
    word.and_then(|word| word.parse().ok()).unwrap_or_default()
}

/// The surface of that kind in the release.
pub(super) fn of_kind(release: Release, kind: SurfaceKind) -> Option<&'static Surface> {
    Catalog::builtin()
        .surfaces(release)
        .find(|surface| surface.kind() == kind)
}

fn first(process: &Process, surface: &'static Surface, fields: &[Field]) -> Option<Place> {
    fields
        .iter()
        .find_map(|field| {
            process
                .get(surface, *field)
                .filter(|it| !it.value.is_empty())
        })
        .map(|setting| setting.place().clone())
}

/// Whether whoever wrote a listener's word for client authentication wants one, be
/// the word known or not.
fn asks(process: &Process, surface: &'static Surface) -> bool {
    let word = process.get(surface, Field::ClientAuth);
    word.is_some_and(|word| {
        let is_said = !word.is_unknown && !word.value.is_empty();
        is_said && word.value.parse() != Ok(ClientAuth::No)
    })
}

/// What makes a listener speak TLS, as paths or as texts.
const PAIR: [Field; 4] = [Field::Cert, Field::CertText, Field::Key, Field::KeyText];

fn listener(process: &Process, surface: &'static Surface, drafts: &mut Vec<Draft>) {
    let has = |field| process.text(surface, field).is_some();
    let certificate = has(Field::Cert) || has(Field::CertText);
    let key = has(Field::Key) || has(Field::KeyText);
    let ca = has(Field::ClientCa) || has(Field::ClientCaText);
    let auth = client_auth(process, surface);
    // What follows from an option under a wrong name is told with that.
    let mut tell = |code, fields: &[Field], wanted: &[Field]| {
        if is_told(drafts, process, surface, wanted) {
            return;
        }
        if let Some(place) = first(process, surface, fields) {
            let draft = Draft::new(code, place, process.at(surface))
                .with("component", &process.name)
                .with("listener", surface.title());
            drafts.push(draft);
        }
    };
    match (certificate, key) {
        (true, false) | (false, true) => tell(Code::Mt101, &PAIR, &PAIR),
        (false, false) if ca || asks(process, surface) => {
            tell(
                Code::Mt102,
                &[Field::ClientAuth, Field::ClientCa, Field::ClientCaText],
                &PAIR,
            );
        }
        (false, false) => {}
        (true, true) => {
            let mixes = has(Field::Cert) != has(Field::Key);
            if mixes && surface.kind() == SurfaceKind::HttpServer {
                tell(Code::Mt122, &[Field::CertText, Field::KeyText], &PAIR);
            }
            let is_word = process
                .text(surface, Field::ClientAuth)
                .is_none_or(|word| word.parse::<ClientAuth>().is_ok());
            let ca_fields = [Field::ClientCa, Field::ClientCaText];
            if ca && auth == ClientAuth::No && is_word {
                tell(Code::Mt106, &ca_fields, &[Field::ClientAuth]);
            }
            if auth.verifies() && !ca {
                tell(Code::Mt108, &[Field::ClientAuth], &ca_fields);
            }
        }
    }
}

/// One listener in TLS, the other not even tried.
fn half(process: &Process, drafts: &mut Vec<Draft>) {
    let (Some(http), Some(grpc)) = (
        of_kind(process.release, SurfaceKind::HttpServer),
        of_kind(process.release, SurfaceKind::GrpcServer),
    ) else {
        return;
    };
    for (safe, open) in [(http, grpc), (grpc, http)] {
        if listens_tls(process, safe)
            && process.block(open).next().is_none()
            && !is_told(drafts, process, open, &PAIR)
            && let Some(place) = first(process, safe, &[Field::Cert, Field::CertText])
        {
            drafts.push(
                Draft::new(Code::Mt130, place, process.at(safe))
                    .with("safe", safe.title())
                    .with("open", open.title()),
            );
        }
    }
}
