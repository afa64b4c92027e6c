//! A change as files: each phase a folder, complete and proven, the sheet and
//! the same for programs.

use super::report::{Change, Phase};
use super::sheet::sheet;
use crate::artifact::Artifact;
use crate::bundle::Bundle;
use crate::digest::hex;
use crate::folder::{self, CertFolder, FileKind};
use crate::generate::{GenerateError, Generated, Session};
use crate::pki::x509::Certificate;
use crate::pki::{Entropy, Instant, pem};
use crate::proof::Handshake;
use crate::prove;
use crate::render::RenderOptions;

/// The run sheet.
pub const SHEET: &str = "CHANGE.md";

/// The change for programs.
pub const STEPS: &str = "change.json";

/// Every file of a change's folder but those of the folder that stood before.
/// The digests of the phases are put into `change`.
///
/// `run` makes handshakes as for [`Session::generate`]; `session` knows those
/// that are made already.
///
/// # Errors
///
/// Text of ours that does not read back, and a phase at whose end not every link
/// holds.
pub fn written(
    change: &mut Change,
    session: &mut Session,
    options: RenderOptions,
    entropy: &mut dyn Entropy,
    now: Instant,
    mut run: impl FnMut(&[Handshake]) -> Vec<prove::Verdict>,
) -> Result<Vec<Artifact>, GenerateError> {
    let mut all = Vec::new();
    for phase in &mut change.phases {
        let made = told(phase, session, options, entropy, now, &mut run)?;
        if !made.proof.holds() {
            return Err(GenerateError::Unproven(Box::new(made.proof)));
        }
        let files = made.artifacts.iter();
        phase.proof.sha256 = digest(files.map(|file| (file.path.as_str(), file.bytes())));
        let folder = &phase.folder;
        all.extend(made.artifacts.into_iter().map(|file| Artifact {
            path: format!("{folder}/{}", file.path),
            ..file
        }));
    }
    all.push(Artifact::text(SHEET, sheet(change)));
    // A change serialises into plain maps, lists and words; that cannot fail.
    let json = serde_json::to_string_pretty(change).unwrap_or_default();
    all.push(Artifact::text(STEPS, json + "\n"));
    all.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(all)
}

/// The folder of a phase, by the first of its plans that it holds for.
fn told(
    phase: &Phase,
    session: &mut Session,
    options: RenderOptions,
    entropy: &mut dyn Entropy,
    now: Instant,
    run: &mut impl FnMut(&[Handshake]) -> Vec<prove::Verdict>,
) -> Result<Generated, GenerateError> {
    let mut first = None;
    for plan in &phase.plans {
        let made = (phase.settings.clone(), bundle(&phase.certificates, now));
        let made = session.complete_with(plan, made, options, entropy, now, &mut *run)?;
        if made.proof.holds() {
            return Ok(made);
        }
        first.get_or_insert(made);
    }
    first.ok_or_else(|| GenerateError::RoundTrip(phase.folder.clone()))
}

/// Certificates and keys with the days on which they end.
fn bundle(certificates: &CertFolder, now: Instant) -> Bundle {
    let (mut leaves_end, mut ca_ends) = (i64::MAX, i64::MAX);
    for (path, text) in certificates.files() {
        let blocks = pem::whole_blocks(text).filter(|_| folder::is_certificate(path));
        for (_, body) in blocks {
            let Ok(certificate) = Certificate::from_der(&body.contents) else {
                continue;
            };
            match certificate.is_ca() {
                true => ca_ends = ca_ends.min(certificate.not_after()),
                false => leaves_end = leaves_end.min(certificate.not_after()),
            }
        }
    }
    let instant = |unix| match unix {
        i64::MAX => now,
        unix => Instant::from_unix(unix),
    };
    let files = certificates.files().map(super::version::copy);
    Bundle {
        folder: CertFolder::from_files(files),
        leaves_end: instant(leaves_end),
        ca_ends: instant(ca_ends),
    }
}

/// A digest of a folder's certificates, keys, configuration and plan, SHA-256 in
/// hexadecimal: it tells a folder that was edited since.
pub fn digest<'a>(files: impl Iterator<Item = (&'a str, &'a [u8])>) -> String {
    let counts = |path: &str| match FileKind::of(path) {
        Some(FileKind::Certificate | FileKind::Key | FileKind::Plan) => true,
        Some(FileKind::Config(_)) => folder::is_ours(path),
        _ => false,
    };
    let mut files: Vec<(&str, &[u8])> = files.filter(|(path, _)| counts(path)).collect();
    files.sort_unstable();
    let mut context = ring::digest::Context::new(&ring::digest::SHA256);
    for (path, bytes) in files {
        for part in [path.as_bytes(), bytes] {
            context.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            context.update(part);
        }
    }
    hex(context.finish().as_ref())
}
