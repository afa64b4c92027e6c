//! How programs spell the options of TLS: `core/data/tls-keys.json`.

use std::sync::OnceLock;

use serde::Deserialize;

use crate::render::targets::callers::Papers;
use crate::table;

/// A program, and its word for each option: a row of the table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TlsKeys {
    program: Program,
    ca: &'static str,
    certificate: &'static str,
    key: &'static str,
    name: &'static str,
    #[expect(dead_code, reason = "for those who read the table")]
    source: &'static str,
}

/// A program with options of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Program {
    /// Prometheus, and Alloy, which has the same.
    Prometheus,
    /// The OpenTelemetry Collector.
    Otel,
}

/// The options by which `program` speaks TLS, in their order, each with its
/// value; `is_named` says whether the name to verify is told.
pub(super) fn options(
    program: Program,
    papers: &Papers,
    is_named: bool,
) -> Vec<(&'static str, String)> {
    static ROWS: OnceLock<Vec<TlsKeys>> = OnceLock::new();
    let rows: &Vec<TlsKeys> =
        ROWS.get_or_init(|| table::rows(include_str!("../../../../data/tls-keys.json")));
    let Some(row) = rows.iter().find(|row| row.program == program) else {
        return Vec::new();
    };
    let mut options = vec![(row.ca, papers.ca.clone())];
    if let Some(own) = &papers.own {
        options.push((row.certificate, own.certificate.clone()));
        options.push((row.key, own.key.clone()));
    }
    if is_named {
        options.push((row.name, papers.name.to_string()));
    }
    options
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_program_has_its_row() {
        let papers = Papers {
            ca: "/ca".to_owned(),
            name: "mimir.example".parse().unwrap_or_else(|_| unreachable!()),
            own: None,
        };
        for program in [Program::Prometheus, Program::Otel] {
            let words = options(program, &papers, true);
            let values: Vec<&str> = words.iter().map(|(_, value)| value.as_str()).collect();
            assert_eq!(values, ["/ca", "mimir.example"]);
        }
    }
}
