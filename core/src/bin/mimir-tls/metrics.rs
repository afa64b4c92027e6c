//! What came of `prove` as Prometheus's text format, for the textfile collector
//! of node_exporter. It holds dates and one verdict, and never a key.

use std::collections::BTreeMap;
use std::fmt::Write;

use mimir_tls::made::Dated;
use mimir_tls::pki::Instant;

/// A folder and what `prove` found of it.
pub(crate) struct Proved<'a> {
    /// The folder, as it was named.
    pub(crate) folder: &'a str,
    /// The certificates, with the name of the folder before each path.
    pub(crate) certificates: &'a [Dated],
    /// How much was found wrong.
    pub(crate) findings: usize,
    /// When it was proven.
    pub(crate) now: Instant,
}

/// The metrics, each a help, a type and its samples (Prometheus, "Exposition
/// formats": text-based format, version 0.0.4).
pub(crate) fn text(proved: &Proved<'_>) -> String {
    let folder = escaped(proved.folder);
    let of_folder = format!("folder=\"{folder}\"");
    let mut out = String::new();
    let mut gauge = |name: &str, help: &str, samples: Vec<(String, i64)>| {
        // Writing into a String cannot fail.
        let _ = writeln!(out, "# HELP {name} {help}\n# TYPE {name} gauge");
        for (labels, value) in samples {
            let _ = writeln!(out, "{name}{{{labels}}} {value}");
        }
    };
    let of_file = |(file, ends): (&str, Instant)| {
        let labels = format!("{of_folder},file=\"{}\"", escaped(file));
        (labels, ends.unix())
    };
    gauge(
        "mimir_tls_certificate_not_after_timestamp_seconds",
        "The last second at which every certificate of a file is valid.",
        ends(proved).into_iter().map(of_file).collect(),
    );
    gauge(
        "mimir_tls_folder_holds",
        "Whether everything in the folder is as it must be, and every link was proven.",
        vec![(of_folder.clone(), i64::from(proved.findings == 0))],
    );
    gauge(
        "mimir_tls_folder_findings",
        "How much in the folder is not as it must be.",
        vec![(
            of_folder.clone(),
            i64::try_from(proved.findings).unwrap_or(i64::MAX),
        )],
    );
    gauge(
        "mimir_tls_folder_proven_timestamp_seconds",
        "When the folder was proven last.",
        vec![(of_folder.clone(), proved.now.unix())],
    );
    out
}

/// The first end in each file, by its path below the folder: a file may hold a
/// chain, and a metric has each set of labels once.
fn ends<'a>(proved: &Proved<'a>) -> BTreeMap<&'a str, Instant> {
    let mut ends = BTreeMap::new();
    for Dated {
        file,
        not_after: at,
        ..
    } in proved.certificates
    {
        let below = file.strip_prefix(proved.folder);
        let file = below.map_or(file.as_str(), |below| below.trim_start_matches('/'));
        let first = ends.entry(file).or_insert(*at);
        *first = (*first).min(*at);
    }
    ends
}

/// A label's value, whose backslashes, quotes and line feeds are escaped.
fn escaped(value: &str) -> String {
    value
        .replace('\\', r"\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_file_has_its_first_end_and_the_folder_its_verdict() {
        let dated = |file: &str, ends| Dated {
            file: file.to_owned(),
            not_after: Instant::from_unix(ends),
            days_left: 0,
        };
        let proved = Proved {
            folder: "/srv/a\"b",
            certificates: &[
                dated("/srv/a\"b/certs/server.crt", 20),
                dated("/srv/a\"b/certs/server.crt", 10),
            ],
            findings: 2,
            now: Instant::from_unix(5),
        };
        let samples: Vec<String> = text(&proved)
            .lines()
            .filter(|line| !line.starts_with('#'))
            .map(str::to_owned)
            .collect();
        let folder = r#"folder="/srv/a\"b""#;
        assert_eq!(
            samples,
            [
                format!(
                    "mimir_tls_certificate_not_after_timestamp_seconds{{{folder},file=\"certs/server.crt\"}} 10"
                ),
                format!("mimir_tls_folder_holds{{{folder}}} 0"),
                format!("mimir_tls_folder_findings{{{folder}}} 2"),
                format!("mimir_tls_folder_proven_timestamp_seconds{{{folder}}} 5"),
            ]
        );
    }
}
