//! From a plan to files, in memory: the names of all that `mimir-tls generate`
//! would write, once every link of the cluster is proven.
//!
//!     cargo run --example generate

#![expect(clippy::print_stdout, reason = "an example shows what comes of it")]
#![expect(
    clippy::disallowed_methods,
    reason = "the clock is the caller's, which is what an example is"
)]

use std::error::Error;
use std::time::{SystemTime, UNIX_EPOCH};

use mimir_tls::generate::generate;
use mimir_tls::pki::{Instant, SystemEntropy};
use mimir_tls::plan::{Plan, PlanFile};
use mimir_tls::proof;
use mimir_tls::render::RenderOptions;

/// What somebody chose; all the rest has defaults.
const PLAN: &[u8] = b"
version: 1
release: 3.0
components: [distributor, ingester, querier]
cluster: {namespace: metrics}
";

fn main() -> Result<(), Box<dyn Error>> {
    let (plan, warnings) = Plan::resolve(&PlanFile::parse(PLAN)?)?;
    for warning in warnings {
        println!("warning: {warning}");
    }
    // Time and randomness are parameters: the library looks at no clock.
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    let now = Instant::from_unix(seconds.try_into()?);
    let mut entropy = SystemEntropy::new();
    let options = RenderOptions::default();
    // Whoever has threads spreads the handshakes; this makes them in turn.
    let made = generate(&plan, options, &mut entropy, now, proof::one_by_one)?;
    for artifact in &made.artifacts {
        let mode = if artifact.is_secret() { "0600" } else { "0644" };
        println!("{mode} {:6} {}", artifact.bytes().len(), artifact.path);
    }
    let (accepted, all) = (made.proof.accepted(), made.proof.links.len());
    println!("{accepted} of {all} links accepted, the rest refused by policy");
    println!("certificates end {}", made.leaves_end.rfc3339());
    Ok(())
}
