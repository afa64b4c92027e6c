//! What the worker tells of a bundle and its proof.

use mimir_tls::artifact::{Artifact, Content};
use mimir_tls::catalog;
use mimir_tls::folder::{FileKind, Owner};
use mimir_tls::generate::Generated;
use mimir_tls::plan::Plan;
use mimir_tls::proof::{self, Expected, HandshakeReport, LinkReport, Proof, Verdict};
use mimir_tls::prove;
use mimir_tls::topology::Names;

use super::certificates::in_words;

use crate::view::{
    By, File, Handshake, HandshakeMethod, HandshakeOutcome, Link, LinkProof, LinkVerdict, Proven,
    ProvenLink, Secret, Side,
};

/// Everything of it that the page may see; of keys their paths and lengths.
pub(super) fn proven(plan: &Plan, made: &Generated, own_ca: bool, took: f64) -> Proven {
    let proof = &made.proof;
    let of_kind = |it: &&Artifact| {
        let kind = FileKind::of(&it.path);
        matches!(kind, Some(FileKind::Certificate | FileKind::Key))
    };
    let material = made.artifacts.iter().filter(of_kind);
    let material = material.map(|it| (it.path.as_str(), it.bytes()));
    Proven {
        holds: proof.holds(),
        links: proof.links.iter().map(link).collect(),
        handshakes: proof.handshakes.iter().map(handshake).collect(),
        strangers_refused: strangers_refused(proof),
        files: made.artifacts.iter().filter_map(file).collect(),
        certificates: in_words(material, &Names::of(plan).all(), super::now()),
        secrets: made
            .artifacts
            .iter()
            .filter(|artifact| artifact.is_secret())
            .map(|artifact| Secret {
                path: artifact.path.clone(),
                bytes: artifact.bytes().len(),
            })
            .collect(),
        leaves_end: made.leaves_end.rfc3339(),
        ca_ends: made.ca_ends.rfc3339(),
        own_ca,
        took,
    }
}

/// How many attempts of strangers were refused, as they ought to be.
pub(super) fn strangers_refused(proof: &Proof) -> u32 {
    let refused = proof
        .controls
        .iter()
        .filter(|control| control.holds && control.expected == Expected::Refused);
    u32::try_from(refused.count()).unwrap_or(u32::MAX)
}

/// A link together with what came of it.
pub(super) fn report(report: &LinkReport) -> ProvenLink {
    ProvenLink {
        link: Link {
            from: report.from.clone(),
            to: report.to.clone(),
            surface: report.surface.clone(),
            protocol: report.protocol.clone(),
            by: match report.by {
                catalog::By::Ip => By::Ip,
                catalog::By::Name => By::Name,
            },
            address: report.address.clone(),
        },
        proof: link(report),
    }
}

fn link(link: &LinkReport) -> LinkProof {
    LinkProof {
        verdict: match link.verdict {
            Verdict::Accepted => LinkVerdict::Accepted,
            Verdict::RefusedByPolicy => LinkVerdict::RefusedByPolicy,
            Verdict::Failed => LinkVerdict::Failed,
        },
        client: link.client.clone(),
        server: link.server.clone(),
        fix: link.fix.clone(),
        handshakes: link.handshakes.clone(),
    }
}

pub(super) fn handshake(report: &HandshakeReport) -> Handshake {
    let subject = |shown: &Option<mimir_tls::proof::ShownCertificate>| {
        shown.as_ref().map(|shown| shown.subject.clone())
    };
    Handshake {
        version: report.version.clone(),
        outcome: match report.outcome {
            proof::HandshakeOutcome::Tls => HandshakeOutcome::Tls,
            proof::HandshakeOutcome::Plaintext => HandshakeOutcome::Plaintext,
            proof::HandshakeOutcome::Refused => HandshakeOutcome::Refused,
        },
        method: match report.method {
            proof::HandshakeMethod::Handshake => HandshakeMethod::Handshake,
            proof::HandshakeMethod::Rule => HandshakeMethod::Rule,
        },
        suite: report.suite.map(str::to_owned),
        failed_side: report.failed_side.map(|side| match side {
            prove::Side::Client => Side::Client,
            prove::Side::Server => Side::Server,
        }),
        client: report.client.clone(),
        server: report.server.clone(),
        sni: report.sni.clone(),
        verified_name: report.verified_name.clone(),
        server_certificate: subject(&report.server_certificate),
        client_certificate: subject(&report.client_certificate),
    }
}

/// A file that is neither a key nor in the view already.
fn file(artifact: &Artifact) -> Option<File> {
    let Content::Text(text) = &artifact.content else {
        return None;
    };
    let kind = FileKind::of(&artifact.path)?;
    if let FileKind::Config(_) = kind {
        return None;
    }
    Some(File {
        path: artifact.path.clone(),
        component: Owner::of(&artifact.path)
            .component()
            .map(|component| component.name().to_owned()),
        kind: kind.word().to_owned(),
        text: text.clone(),
    })
}
