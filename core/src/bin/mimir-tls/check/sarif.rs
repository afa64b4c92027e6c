//! Findings as SARIF 2.1.0, which code hosts and editors show at their lines.

use mimir_tls::doctor::{CheckReport, Edit, Finding, Place, Severity, rules};
use serde_json::{Value, json};

/// The log of one run.
pub(super) fn log(report: &CheckReport) -> Value {
    let known: Vec<Value> = rules()
        .iter()
        .map(|rule| {
            json!({
                "id": rule.code,
                "shortDescription": {"text": rule.title.en},
                "fullDescription": {"text": rule.why.en},
                "help": {"text": rule.fix.en},
                "helpUri": rule.reference,
                "defaultConfiguration": {"level": level(rule.severity)},
            })
        })
        .collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": env!("CARGO_BIN_NAME"),
                "version": env!("CARGO_PKG_VERSION"),
                "rules": known,
            }},
            "results": report.findings.iter().flat_map(results).collect::<Vec<_>>(),
        }],
    })
}

/// SARIF has the same three words for how bad it is.
fn level(severity: Severity) -> &'static str {
    severity.name()
}

/// A result for each place: code hosts show one at its line.
fn results(finding: &Finding) -> Vec<Value> {
    let first = result(
        finding,
        &finding.place,
        &finding.what,
        finding.edit.as_ref(),
    );
    let others = finding.spots.iter().map(|spot| {
        let what = spot.what.as_ref().unwrap_or(&finding.what);
        result(finding, &spot.place, what, spot.edit.as_ref())
    });
    std::iter::once(first).chain(others).collect()
}

fn result(finding: &Finding, place: &Place, what: &str, edit: Option<&Edit>) -> Value {
    let mut location = json!({"artifactLocation": {"uri": uri(&place.file)}});
    if place.line > 0 {
        location["region"] = match place.column {
            0 => json!({"startLine": place.line}),
            column => json!({"startLine": place.line, "startColumn": column}),
        };
    }
    let mut result = json!({
        "ruleId": finding.code,
        "level": level(finding.severity),
        "message": {"text": format!("{what}; {}", finding.fix)},
        "locations": [{"physicalLocation": location}],
    });
    if let Some(edit) = edit {
        result["fixes"] = json!([{
            "description": {"text": finding.fix},
            "artifactChanges": [{
                "artifactLocation": {"uri": uri(&edit.file)},
                "replacements": [{
                    "deletedRegion": {
                        "startLine": edit.line, "startColumn": edit.column,
                        "endLine": edit.end_line, "endColumn": edit.end_column,
                    },
                    "insertedContent": {"text": edit.new},
                }],
            }],
        }]);
    }
    result
}

/// A path as a relative reference: what a URI reserves is escaped.
fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b'~' => {
                out.push(char::from(byte));
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}
