//! What the worker tells of a bundle and its proof.

use mimir_tls::artifact::{Artifact, Content};
use mimir_tls::catalog::Catalog;
use mimir_tls::generate::Generated;
use mimir_tls::proof::{HandshakeReport, LinkReport, Verdict};

use crate::view::{File, Handshake, LinkProof, Proven, Secret};

/// Everything of it that the page may see; of keys their paths and lengths.
pub(super) fn proven(made: &Generated, own_ca: bool, took: f64) -> Proven {
    let proof = &made.proof;
    let refused = proof
        .controls
        .iter()
        .filter(|control| control.holds && control.expected == "refused");
    Proven {
        holds: proof.holds(),
        links: proof.links.iter().map(link).collect(),
        handshakes: proof.handshakes.iter().map(handshake).collect(),
        strangers_refused: u32::try_from(refused.count()).unwrap_or(u32::MAX),
        files: made.artifacts.iter().filter_map(file).collect(),
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

fn link(link: &LinkReport) -> LinkProof {
    LinkProof {
        verdict: match link.verdict {
            Verdict::Accepted => "accepted",
            Verdict::RefusedByPolicy => "refused-by-policy",
            Verdict::Failed => "failed",
        }
        .to_owned(),
        client: link.client.clone(),
        server: link.server.clone(),
        mend: link.mend.clone(),
        handshakes: link.handshakes.clone(),
    }
}

fn handshake(report: &HandshakeReport) -> Handshake {
    let subject = |shown: &Option<mimir_tls::proof::CertificateReport>| {
        shown.as_ref().map(|shown| shown.subject.clone())
    };
    Handshake {
        version: report.version.clone(),
        outcome: report.outcome.to_owned(),
        method: report.method.to_owned(),
        suite: report.suite.map(str::to_owned),
        failed_side: report.failed_side.clone(),
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
    let kind = kind(&artifact.path).filter(|kind| !matches!(*kind, "flags" | "yaml"))?;
    Some(File {
        path: artifact.path.clone(),
        component: component(&artifact.path),
        kind: kind.to_owned(),
        text: text.clone(),
    })
}

/// What kind of file stands at a path of the folder.
pub(super) fn kind(path: &str) -> Option<&'static str> {
    Some(match path.split_once('/') {
        Some(("flags", _)) => "flags",
        Some(("yaml", _)) => "yaml",
        Some(("certs", _)) => "certificate",
        _ => match path {
            "plan.yaml" => "plan",
            "proof.json" => "proof",
            "README.md" => "readme",
            _ => return None,
        },
    })
}

/// Whose folder of certificates it stands in.
fn component(path: &str) -> Option<String> {
    let (owner, _) = path.strip_prefix("certs/")?.split_once('/')?;
    let component = Catalog::builtin().component(owner).ok()?;
    Some(component.name().to_owned())
}
