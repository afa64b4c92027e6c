//! Keys with requests for certificates, for a CA that is somebody else's: what
//! its people get, and what stays.
//!
//! The plan is proven before anything is handed over, against a CA of one moment
//! over the same keys: what the requests ask for is enough for every link.
//!
//! ```
//! use mimir_tls::pki::{Instant, SeededEntropy};
//! use mimir_tls::plan::{Plan, PlanFile};
//! use mimir_tls::{proof, request};
//!
//! let file = PlanFile::parse(b"version: 1\nmode: monolithic\ncertificates: {algorithm: ed25519}\n")?;
//! let (plan, _) = Plan::resolve(&file)?;
//! let now = Instant::from_unix(1_800_000_000);
//! let mut session = Default::default();
//! let made = request::request(&plan, &mut session, &mut SeededEntropy::new([7; 32]), now, proof::one_by_one)?;
//! assert!(made.artifacts.iter().any(|artifact| artifact.path == "requests/server.csr"));
//! assert!(made.artifacts.iter().all(|artifact| !artifact.path.ends_with(".crt")));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod sheet;

use crate::artifact::Artifact;
use crate::bundle;
use crate::folder;
use crate::generate::{GenerateError, Session};
use crate::pki::{Entropy, Instant, Key, certificate_request};
use crate::plan::Plan;
use crate::proof::{Handshake, Proof};
use crate::prove;
use crate::render::{self, RenderOptions};

/// What a plan wants of somebody else's CA.
#[derive(Debug)]
#[non_exhaustive]
pub struct Requested {
    /// The keys, the requests, the sheet for the CA's people, and the plan.
    pub artifacts: Vec<Artifact>,
    /// The proof that certificates as requested are enough.
    pub proof: Proof,
    /// The paths of the requests.
    pub requests: Vec<String>,
}

/// Makes keys for `plan`, where `session` has none, and a request for each
/// certificate.
///
/// # Errors
///
/// As [`generate()`](crate::generate::generate()): a plan that does not hold even
/// with a CA of our own.
pub fn request(
    plan: &Plan,
    session: &mut Session,
    entropy: &mut dyn Entropy,
    now: Instant,
    run: impl FnOnce(&[Handshake]) -> Vec<prove::Verdict>,
) -> Result<Requested, GenerateError> {
    let mut made = session.proven(plan, RenderOptions::default(), entropy, now, run)?;
    let mut artifacts = Vec::new();
    let mut rows = Vec::new();
    for wanted in bundle::wanted(plan) {
        let path = wanted.key_path();
        let Some(at) = made.artifacts.iter().position(|it| it.path == path) else {
            continue;
        };
        let secret = made.artifacts.swap_remove(at);
        let key = Key::from_pem(secret.bytes())?;
        let request = folder::request(wanted.owner, wanted.certificate);
        let params = wanted.params(plan, now)?;
        artifacts.push(Artifact::text(
            request.clone(),
            certificate_request(&params, &key)?,
        ));
        rows.push(sheet::Row {
            request,
            key_sha256: key.sha256(),
            params,
        });
        artifacts.push(secret);
    }
    artifacts.push(Artifact::text(folder::SHEET, sheet::sheet(plan, &rows)));
    artifacts.push(Artifact::text(folder::PLAN, render::plan_yaml(plan)));
    artifacts.push(Artifact::text(folder::IGNORED, render::ignored(&artifacts)));
    artifacts.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(Requested {
        artifacts,
        proof: made.proof,
        requests: rows.into_iter().map(|row| row.request).collect(),
    })
}
