//! Whose a configuration or an image is: Mimir's or another program's. The marks
//! are rows of `data/programs.json`.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use serde::Deserialize;

use super::chart;
use crate::catalog::{Catalog, Presence};
use crate::document::Node;
use crate::{nearest, table};

/// A row of the table: a program by the keys that its configuration alone has,
/// and by the last words of its images.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ProgramRow {
    program: &'static str,
    keys: Vec<&'static str>,
    images: Vec<&'static str>,
    /// Whether a document of it has keys of this row and no others.
    #[serde(default)]
    is_whole: bool,
    /// The row of `data/inputs.json` that tells it, where not that of all.
    #[serde(default)]
    id: Option<&'static str>,
}

/// A program that is not Mimir, and the row of `data/inputs.json` that tells what
/// is its.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Foreign {
    pub(super) id: &'static str,
    pub(super) program: &'static str,
}

fn rows() -> &'static [ProgramRow] {
    static ROWS: OnceLock<Vec<ProgramRow>> = OnceLock::new();
    ROWS.get_or_init(|| table::rows(include_str!("../../../data/programs.json")))
}

const MIMIR: &str = "Mimir";

/// What a row of another program's chart begins with.
const CHART: &str = "the chart of ";

/// Whose image a container runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::doctor) enum Program {
    /// Mimir's own.
    Mimir,
    /// That of another program.
    Other(&'static str),
    /// Nobody's that is known: somebody's own build, or none is said.
    Unknown,
}

/// Whose image that is, by the last word of its path: `grafana/mimir:2.17.0`.
pub(in crate::doctor) fn of_image(image: &str) -> Program {
    let (path, _) = split_image(image);
    let name = path.rsplit('/').next().unwrap_or(path);
    let row = rows().iter().find(|row| row.images.contains(&name));
    match row {
        Some(row) if row.program == MIMIR => Program::Mimir,
        Some(row) => Program::Other(row.program),
        None => Program::Unknown,
    }
}

/// An image without its digest, and its tag: `grafana/mimir` and `2.17.0`.
pub(in crate::doctor) fn split_image(image: &str) -> (&str, &str) {
    let image = image.split('@').next().unwrap_or(image);
    match image.rsplit_once(':') {
        // The colon of a port stands before a slash.
        Some((path, tag)) if !tag.contains('/') => (path, tag),
        _ => (image, ""),
    }
}

/// The program other than Mimir that a configuration is of; none where Mimir has
/// as many marks in it. A configuration that is called after Mimir and begins as
/// its does has two more.
pub(super) fn foreign(node: &Node, name: &str) -> Option<Foreign> {
    if is_table_of_flags(node) {
        let (id, program) = ("flag-values", MIMIR);
        return Some(Foreign { id, program });
    }
    let marks = |row: &ProgramRow| {
        let there = row.keys.iter().filter(|key| has(node, key)).count();
        if row.is_whole && there < node.entries().len() {
            0
        } else {
            there
        }
    };
    let of_mimir: usize = rows()
        .iter()
        .filter(|row| row.program == MIMIR)
        .map(marks)
        .sum();
    let begins = || {
        let mut keys = node.entries().iter().map(|(key, _)| key.text.as_str());
        keys.any(|key| Catalog::builtin().has_section(key))
    };
    let of_mimir = match name.contains("mimir") && begins() {
        true => of_mimir + 2,
        false => of_mimir,
    };
    let others = rows().iter().filter(|row| row.program != MIMIR);
    // Of equals the first row: the last of a maximum is taken otherwise.
    let (most, row) = others
        .rev()
        .map(|row| (marks(row), row))
        .max_by_key(|(marks, _)| *marks)?;
    (most > of_mimir).then_some(Foreign {
        id: row.id.unwrap_or("foreign"),
        program: row.program,
    })
}

/// Whether a mapping is a table of flags with their values, as one program writes
/// it for another and none of Mimir's reads: every key in quotes, and most of them
/// flags of Mimir's. A configuration that has flags for keys by mistake has
/// them without quotes, and is told so.
fn is_table_of_flags(node: &Node) -> bool {
    let catalog = Catalog::builtin();
    let entries = node.entries();
    let is_flag = |name: &str| {
        name.contains('.') && catalog.has_flag(name, catalog.newest()) != Presence::Unknown
    };
    let flags = || entries.iter().filter(|(key, _)| is_flag(&key.text)).count();
    entries.iter().all(|(key, _)| !key.plain) && 2 * flags() > entries.len()
}

/// Whether a path is that of values of another chart: a word of it is a program
/// that has one, and none is Mimir.
pub(super) fn is_of_other_chart(path: &str) -> bool {
    let path = path.to_lowercase();
    let charts = rows()
        .iter()
        .filter_map(|row| row.program.strip_prefix(CHART));
    let charts: Vec<String> = charts.map(str::to_lowercase).collect();
    let mut words = path.split(|it: char| !it.is_ascii_alphanumeric());
    !path.contains("mimir") && words.any(|word| charts.iter().any(|chart| chart == word))
}

/// Whether a word of a name is a program that has configuration of its own, and
/// none is Mimir.
pub(super) fn is_anothers(name: &str) -> bool {
    let name = name.to_lowercase();
    let others = rows().iter().filter(|row| row.program != MIMIR);
    let mut others = others.map(|row| row.program.to_lowercase());
    let is_word = |word: &str| {
        name.split(|it: char| !it.is_ascii_alphanumeric())
            .any(|it| it == word)
    };
    !name.contains("mimir") && others.any(|it| is_word(&it))
}

/// Whether a tree that nobody reads has an image of Mimir's.
pub(super) fn names_image(node: &Node) -> bool {
    let is_image = |key: &str, value: &Node| {
        let text = value
            .text()
            .filter(|_| matches!(key, "image" | "repository"));
        text.is_some_and(|text| text.contains('/') && of_image(text) == Program::Mimir)
    };
    let mut entries = node.entries().iter();
    entries.any(|(key, value)| is_image(&key.text, value) || names_image(value))
        || node.items().iter().any(names_image)
}

/// Whether a tree has a path of keys.
fn has(node: &Node, path: &str) -> bool {
    let mut at = Some(node);
    for key in path.split('.') {
        at = at.and_then(|node| node.at(key));
    }
    at.is_some()
}

/// Whether a mapping is Mimir's configuration: one of its keys is a section of
/// Mimir's with something in it that Mimir has there, or nearly; or it holds a
/// mark of Mimir's alone. In a file of Mimir's name a section is enough.
pub(super) fn is_mimirs(node: &Node, name: &str) -> bool {
    if foreign(node, name).is_some() {
        return false;
    }
    let catalog = Catalog::builtin();
    // By the name that everybody gives it, it is one even where a block is none.
    let is_named = matches!(name.rsplit('/').next(), Some("mimir.yaml" | "mimir.yml"));
    let is_ours = |key: &str, value: &Node| {
        if !catalog.has_section(key) {
            return false;
        }
        if value.entries().is_empty() {
            return is_named && value.text().is_some_and(|text| !text.is_empty());
        }
        let children = catalog.section(key);
        name.contains("mimir")
            || value.entries().iter().any(|(child, _)| {
                let known = children.iter().copied();
                children.contains(child.text.as_str())
                    || nearest::name(&child.text, known).is_some()
            })
    };
    let marked = rows().iter().filter(|row| row.program == MIMIR);
    let mut marks = marked.flat_map(|row| &row.keys);
    let is_target = |text: &str| {
        catalog
            .component(text.split(',').next().unwrap_or(text))
            .is_ok()
    };
    node.entries()
        .iter()
        .any(|(key, value)| is_ours(&key.text, value))
        || marks.any(|key| has(node, key))
        || node
            .at("target")
            .and_then(Node::text)
            .is_some_and(is_target)
}

/// Whether a text that nobody reads names Mimir's chart.
pub(in crate::doctor) fn is_spoken_of(text: &str) -> bool {
    text.contains(chart::NAME)
}

/// Whether a tree that nobody reads names Mimir's chart as one that is installed.
pub(super) fn names_chart(node: &Node) -> bool {
    node.text().is_some_and(chart::is_named)
        || node.items().iter().any(names_chart)
        || node.entries().iter().any(|(_, value)| names_chart(value))
}

/// Whether a text that cannot be parsed may be Mimir's configuration: a line of
/// it begins a section that Mimir has.
pub(in crate::doctor) fn may_be_mimirs(text: &str) -> bool {
    let catalog = Catalog::builtin();
    let mut sections = BTreeSet::new();
    let mut roots = text.lines().filter_map(|line| {
        let (key, rest) = line.split_once(':')?;
        let rest = rest.trim();
        (rest.is_empty() || rest.starts_with(['{', '#', '&'])).then_some(key)
    });
    roots.any(|key| {
        !key.is_empty()
            && key.bytes().all(|it| it.is_ascii_lowercase() || it == b'_')
            && sections.insert(key)
            && catalog.has_section(key)
    })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::expect_used, reason = "tests")]

    use super::*;
    use crate::document;

    fn tree(text: &str) -> Node {
        document::parse(text.as_bytes()).expect("YAML")
    }

    #[test]
    fn no_release_of_mimir_has_a_key_of_another_program_alone() {
        let catalog = Catalog::builtin();
        let shared: Vec<&str> = rows()
            .iter()
            .filter(|row| row.program == MIMIR)
            .flat_map(|row| row.keys.iter().copied())
            .collect();
        for row in rows().iter().filter(|row| row.program != MIMIR) {
            for key in row.keys.iter().filter(|key| !shared.contains(key)) {
                let known = catalog
                    .releases()
                    .any(|release| catalog.has_yaml(key, release) == Presence::Here);
                assert!(
                    !known && !catalog.has_section(key),
                    "{}: {key}",
                    row.program
                );
            }
        }
        for key in shared {
            let is_known = catalog.has_section(key)
                || catalog
                    .releases()
                    .any(|it| catalog.has_yaml(key, it) == Presence::Here);
            assert!(is_known, "{key}");
        }
    }

    #[test]
    fn a_table_of_flags_is_no_configuration() {
        let catalog = Catalog::builtin();
        let flags: Vec<&str> = catalog
            .options(catalog.newest())
            .filter_map(|option| option.flag())
            .take(3)
            .collect();
        let table = |quote: &str| {
            let pairs: Vec<String> = (flags.iter())
                .map(|flag| format!("{quote}{flag}{quote}: 1"))
                .collect();
            tree(&format!(
                "{{{quote}target{quote}: all, {}}}",
                pairs.join(", ")
            ))
        };
        let id = |node: &Node| foreign(node, "mimir-defaults.json").map(|it| it.id);
        assert_eq!(id(&table("\"")), Some("flag-values"));
        assert!(!is_mimirs(&table("\""), "mimir-defaults.json"));
        assert!(is_mimirs(&table(""), "mimir.yaml"));
        assert_eq!(id(&tree("{\"target\": \"all\"}")), None);
    }

    #[test]
    fn images_are_told_by_their_last_word() {
        for image in [
            "grafana/mimir:2.17.0",
            "docker.io/grafana/mimir@sha256:0123",
            "registry:5000/mirror/mimir:r391",
            "mimir",
        ] {
            assert_eq!(of_image(image), Program::Mimir, "{image}");
        }
        assert_eq!(
            of_image("docker.io/grafana/loki:3.4.2"),
            Program::Other("Loki")
        );
        assert!(matches!(
            of_image("grafana/mimir-continuous-test:1"),
            Program::Other(_)
        ));
        assert_eq!(of_image("registry.example/own:1"), Program::Unknown);
        assert_eq!(
            split_image("registry:5000/mimir"),
            ("registry:5000/mimir", "")
        );
    }

    #[test]
    fn configuration_is_told_by_keys_that_mimir_never_had() {
        let loki = "auth_enabled: false\nserver: {grpc_tls_config: {cert_file: /c/a}}\n\
                    schema_config: {configs: []}\n";
        let program = foreign(&tree(loki), "config.yaml").map(|it| it.program);
        assert_eq!(program, Some("Loki"));
        let mimir = "multitenancy_enabled: false\nblocks_storage: {backend: s3}\n";
        assert_eq!(foreign(&tree(mimir), "config.yaml"), None);
        assert!(is_mimirs(&tree(mimir), "config.yaml"));
        for (text, name, is) in [
            (
                "server: {grpc_tls_confg: {cert_file: /c/a}}\n",
                "a.yaml",
                true,
            ),
            ("target: all\n", "a.yaml", true),
            (
                "server: {port: 8080}\nspring: {}\n",
                "application.yaml",
                false,
            ),
            ("server: {host: a}\n", "a.yaml", false),
            (
                "overrides: {a: {max_global_series_per_user: 1}}\n",
                "runtime.yaml",
                false,
            ),
        ] {
            assert_eq!(is_mimirs(&tree(text), name), is, "{text}");
        }
    }
}
