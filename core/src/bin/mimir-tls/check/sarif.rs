//! Findings as SARIF 2.1.0, which code hosts and editors show at their lines.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use mimir_tls::digest;
use mimir_tls::doctor::{CheckReport, Code, Edit, Finding, Page, Place, Severity, reference};
use mimir_tls::language::Language;
use serde_json::{Value, json};

/// The log of one run. Paths below `folder`, where the command runs, are relative
/// to it, as code hosts want them.
pub(super) fn log(report: &CheckReport, folder: &Path) -> Value {
    let pages = Code::ALL.iter().filter_map(|code| rule_page(*code));
    let known: Vec<Value> = pages
        .map(|page| {
            let (why, fix) = (unfilled(&page.why), unfilled(&page.fix));
            json!({
                "id": page.code,
                "name": pascal(page.title),
                "shortDescription": {"text": page.title},
                "fullDescription": {"text": format!("{}.", capital(&why))},
                "help": {
                    "text": format!("{}. Fix: {fix}.", capital(&why)),
                    "markdown": format!("{}.\n\n**Fix:** {fix}.", capital(&why)),
                },
                "helpUri": page.reference,
                "defaultConfiguration": {"level": level(page.severity)},
            })
        })
        .collect();
    let mut log = Log {
        folder,
        seen: BTreeMap::new(),
        results: Vec::new(),
    };
    for finding in &report.findings {
        log.all(finding, None);
    }
    for excepted in &report.excepted {
        log.all(&excepted.finding, Some(&excepted.reason));
    }
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": env!("CARGO_BIN_NAME"),
                "version": env!("CARGO_PKG_VERSION"),
                // Mimir's page on TLS: what all findings are about.
                "informationUri": rule_page(Code::Mt107).map(|page| page.reference),
                "rules": known,
            }},
            "automationDetails": {"id": concat!(env!("CARGO_BIN_NAME"), "/check/")},
            "columnKind": "unicodeCodePoints",
            "results": log.results,
        }],
    })
}

fn rule_page(code: Code) -> Option<Page> {
    reference(code.as_str(), Language::English)
}

/// SARIF has the same three words for how bad it is.
fn level(severity: Severity) -> &'static str {
    severity.name()
}

/// A rule's text before anything is known of a file: `{name}` is said as `<name>`.
/// What Mimir itself writes with braces, `${NAME:default}`, stays.
fn unfilled(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('{') {
        out.push_str(before);
        let name = behind.split_once('}').filter(|(name, _)| {
            !before.ends_with('$') && name.chars().all(|it| it.is_ascii_lowercase() || it == '_')
        });
        match name {
            Some((name, behind)) => {
                out.push_str(&format!("<{}>", name.replace('_', " ")));
                rest = behind;
            }
            None => {
                out.push('{');
                rest = behind;
            }
        }
    }
    out + rest
}

/// A title as the one word that SARIF calls a rule by.
fn pascal(title: &str) -> String {
    let words = title.split(|it: char| !it.is_ascii_alphanumeric());
    words.map(capital).collect()
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|it| it.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

/// The results so far.
struct Log<'a> {
    folder: &'a Path,
    /// How often each fingerprint was met.
    seen: BTreeMap<String, usize>,
    results: Vec<Value>,
}

impl Log<'_> {
    /// A result for each place: code hosts show one at its line.
    fn all(&mut self, finding: &Finding, reason: Option<&str>) {
        let (edit, what) = (finding.edit.as_ref(), finding.what.as_str());
        self.one(finding, &finding.place, what, edit, reason);
        for spot in &finding.spots {
            let what = spot.what.as_ref().unwrap_or(&finding.what);
            self.one(finding, &spot.place, what, spot.edit.as_ref(), reason);
        }
    }

    fn one(
        &mut self,
        finding: &Finding,
        place: &Place,
        what: &str,
        edit: Option<&Edit>,
        reason: Option<&str>,
    ) {
        // Of a whole file, the first line: a code host shows nothing without one.
        let (line, column) = (place.line.max(1), place.column);
        let mut region = json!({"startLine": line, "endLine": line});
        if column > 0 {
            region["startColumn"] = json!(column);
        }
        let uri = self.uri(&place.file);
        let fingerprint = self.fingerprint(&[finding.code.as_str(), &uri, &finding.subject, what]);
        let mut result = json!({
            "ruleId": finding.code,
            "level": level(finding.severity),
            "message": {"text": format!("{what}; {}", finding.fix)},
            "locations": [{"physicalLocation": {
                "artifactLocation": {"uri": uri},
                "region": region,
            }}],
            "partialFingerprints": {"mimirTls/v1": fingerprint},
        });
        if let Some(reason) = reason {
            result["suppressions"] = json!([{"kind": "external", "justification": reason}]);
        }
        if let Some(edit) = edit {
            result["fixes"] = json!([{
                "description": {"text": finding.fix},
                "artifactChanges": [{
                    "artifactLocation": {"uri": self.uri(&edit.file)},
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
        self.results.push(result);
    }

    /// What tells one result from another when lines have moved: what it says of
    /// what, and the how manieth that says so.
    fn fingerprint(&mut self, parts: &[&str]) -> String {
        let text = parts.join("\0");
        let mut hex = digest::sha256(text.as_bytes());
        hex.truncate(32);
        let count = self.seen.entry(hex.clone()).or_default();
        *count += 1;
        format!("{hex}:{count}")
    }

    /// A path as a reference: relative below the folder, absolute elsewhere. What a
    /// URI reserves is escaped.
    fn uri(&self, path: &str) -> String {
        let below = Path::new(path).strip_prefix(self.folder);
        let path = below.unwrap_or_else(|_| Path::new(path));
        let parts = path.components().filter(|it| *it != Component::CurDir);
        let relative: PathBuf = parts.collect();
        let escaped = escaped(&relative.to_string_lossy());
        match relative.is_absolute() {
            true => format!("file://{escaped}"),
            false => escaped,
        }
    }
}

fn escaped(path: &str) -> String {
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
