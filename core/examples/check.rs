//! What is wrong with a configuration: the findings of `mimir-tls check`, and
//! the fix where there is one that can be made without asking.
//!
//!     cargo run --example check

#![expect(clippy::print_stdout, reason = "an example shows what comes of it")]

use mimir_tls::catalog::Catalog;
use mimir_tls::doctor::{Input, Options, check, one_by_one};
use mimir_tls::pki::Instant;

/// A querier whose listener has half of what TLS needs, and whose client has
/// files but not the switch that turns them on.
const QUERIER: &str = "\
target: querier
server:
  grpc_tls_config:
    cert_file: /etc/mimir/tls/server.crt
ingester_client:
  grpc_client_config:
    tls_cert_path: /etc/mimir/tls/client.crt
    tls_key_path: /etc/mimir/tls/client.key
    tls_ca_path: /etc/mimir/tls/root.crt
";

fn main() {
    // The path is what messages call it; nothing is opened.
    let input = Input {
        path: "querier.yaml".to_owned(),
        bytes: QUERIER.as_bytes().to_vec(),
        mode: None,
    };
    let release = Catalog::builtin().newest();
    let now = Instant::from_unix(1_800_000_000);
    let report = check(vec![input], Options::new(release, now), one_by_one);
    for finding in &report.findings {
        let (severity, place) = (finding.severity.name(), &finding.place);
        println!("{severity} {}: {}", finding.code, finding.what);
        println!("  at {}:{}:{}", place.file, place.line, place.column);
        println!("  why: {}", finding.why);
        println!("  fix: {}", finding.fix);
        for (mark, line) in finding.edit.iter().flat_map(|edit| edit.diff()) {
            println!("  {mark} {line}");
        }
    }
}
