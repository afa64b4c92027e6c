//! Whose a configuration or an image is: Mimir's or another program's. The marks
//! are rows of `data/programs.json`.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use serde::Deserialize;

use super::image::split_image;
use super::section::Below;
use super::{chart, template};
use crate::catalog::{Catalog, Presence, SurfaceKind};
use crate::document::Node;
use crate::{chart_keys, nearest, table};

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

/// The program other than Mimir that a configuration is of; none where Mimir has
/// as many marks in it. A configuration that is called after Mimir and begins as
/// its does has two more.
pub(super) fn foreign(node: &Node, name: &str) -> Option<Foreign> {
    if is_table_of_flags(node) {
        let (id, program) = ("flag-values", MIMIR);
        return Some(Foreign { id, program });
    }
    let marks = |row: &ProgramRow| {
        let there = row.keys.iter().filter(|key| has_mark(node, key)).count();
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
    let of_mimir = of_mimir
        + chart_keys::own_keys(node)
        + match name.contains("mimir") && !is_charts(name) && begins() {
            true => 2,
            false => 0,
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
    !path.contains("mimir") && is_charts(&path)
}

/// Whether a word of a name in small letters is a program that has a chart.
fn is_charts(name: &str) -> bool {
    let mut words = name.split(|it: char| !it.is_ascii_alphanumeric());
    let is_chart = |word: &str| {
        let charts = rows().iter();
        let mut charts = charts.filter_map(|row| row.program.strip_prefix(CHART));
        charts.any(|chart| chart.eq_ignore_ascii_case(word))
    };
    words.any(is_chart)
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

/// Whether a tree that nobody reads is the block of a ring's store alone, with TLS in
/// it: which ring's, nobody can say.
pub(super) fn is_part(node: &Node) -> bool {
    let catalog = Catalog::builtin();
    let mut options = catalog.options(catalog.newest());
    options.any(|option| {
        let path = option.yaml();
        let ends = path.match_indices('.').map(|(at, _)| at + 1);
        let mut ends = ends.filter_map(|at| path.get(at..));
        option.surface().kind() == SurfaceKind::Etcd
            && ends.any(|end| end.contains('.') && has(node, end))
    })
}

/// Whether a tree that nobody reads starts an image of Mimir's: beside it stands how.
pub(super) fn names_image(node: &Node) -> bool {
    let is_started = || {
        let mut entries = node.entries().iter();
        entries.any(|(key, _)| HOW.contains(&key.text.to_lowercase().as_str()))
    };
    let mut entries = node.entries().iter();
    is_image_of_mimir(node) && is_started()
        || entries.any(|(_, value)| names_image(value))
        || node.items().iter().any(names_image)
}

/// Whether a mapping names an image of Mimir's, as one text or as a repository.
pub(super) fn is_image_of_mimir(node: &Node) -> bool {
    let is_mimirs = |text: &str| text.contains('/') && of_image(text) == Program::Mimir;
    let image = node.at("image").or_else(|| node.at("repository"));
    let image = image.map(|it| it.at("repository").unwrap_or(it));
    image.and_then(Node::text).is_some_and(is_mimirs)
}

/// What stands beside an image where something says how it is started.
const HOW: [&str; 8] = [
    "args",
    "arguments",
    "cmd",
    "command",
    "entrypoint",
    "extraargs",
    "mounts",
    "volumes",
];

/// What stands in a tree at a path of keys.
fn at_path<'a>(node: &'a Node, path: &str) -> Option<&'a Node> {
    path.split('.').try_fold(node, |node, key| node.at(key))
}

/// Whether a tree has a path of keys.
fn has(node: &Node, path: &str) -> bool {
    at_path(node, path).is_some()
}

/// Whether a tree has a key that tells whose it is. A section of Mimir's that is full
/// of what Mimir has not there is a word that others have too, as `limits` is.
fn has_mark(node: &Node, path: &str) -> bool {
    let is_section = Catalog::builtin().has_section(path);
    at_path(node, path).is_some_and(|value| match value.text() {
        Some(text) => !is_section || text.is_empty(),
        None => !is_section || value.entries().is_empty() || Below::of(path, value).known > 0,
    })
}

/// Keys of a tool that starts programs, which Mimir has none of at its top.
const OF_TOOLS: [&str; 26] = [
    "affinity",
    "annotations",
    "apiVersion",
    "autoscaling",
    "env",
    "image",
    "imagePullPolicy",
    "imagePullSecrets",
    "ingress",
    "kind",
    "labels",
    "maxReplicas",
    "metadata",
    "minReplicas",
    "namespace",
    "nodeSelector",
    "podAnnotations",
    "replicaCount",
    "replicas",
    "resources",
    "schedule",
    "securityContext",
    "service",
    "serviceAccount",
    "tolerations",
    "volumes",
];

/// Whether a setting at the top of a mapping, or below a key there, is a tool's.
pub(super) fn is_of_tool(name: &str) -> bool {
    OF_TOOLS.contains(&name.split('.').next().unwrap_or(name))
}

/// Whether Mimir's keys stand among those of a tool that starts it, at the top of one
/// mapping: it has several of them, or an image of Mimir's. What bears the name of
/// Mimir's own file is that.
pub(super) fn is_wrapped(node: &Node, name: &str) -> bool {
    let is_named = matches!(name.rsplit('/').next(), Some("mimir.yaml" | "mimir.yml"));
    let entries = node.entries().iter();
    let of_tools = entries.filter(|(key, _)| OF_TOOLS.contains(&key.text.as_str()));
    !is_named && (is_image_of_mimir(node) || of_tools.count() > 1)
}

/// Whether most of what stands at the top of a mapping is nothing that Mimir has
/// there.
fn is_strange(node: &Node) -> bool {
    let catalog = Catalog::builtin();
    let known = catalog.section("");
    let is_strange = |key: &str| {
        let is_open = key.starts_with("x-") || key.starts_with("<<");
        let is_known = catalog.has_section(key) || known.contains(key);
        !is_open && !is_known && nearest::name(key, known.iter().copied()).is_none()
    };
    let entries = node.entries();
    let strange = entries.iter().filter(|(key, _)| is_strange(&key.text));
    2 * strange.count() > entries.len()
}

/// Whether a configuration is of Grafana Enterprise Metrics, which is Mimir with
/// sections of its own.
pub(super) fn is_enterprise(node: &Node) -> bool {
    node.text_at(&["auth", "type"]) == "enterprise"
        || node.at("admin_client").is_some()
        || node.at("license").is_some_and(|it| it.at("path").is_some())
}

/// Whether a mapping is Mimir's configuration: most of what stands in its sections is
/// Mimir's, or nearly, or it holds a mark of Mimir's alone. In a file of Mimir's name
/// a section is enough; in any other most of what stands at its top must be Mimir's
/// too.
pub(super) fn is_mimirs(node: &Node, name: &str) -> bool {
    if foreign(node, name).is_some() {
        return false;
    }
    let catalog = Catalog::builtin();
    let is_called = name.contains("mimir");
    // By the name that everybody gives it, it is one even where a block is none.
    let is_named = matches!(name.rsplit('/').next(), Some("mimir.yaml" | "mimir.yml"));
    let sections = || {
        let entries = node.entries().iter();
        entries.filter(|(key, _)| catalog.has_section(&key.text))
    };
    let mut all = Below::default();
    sections().for_each(|(key, value)| all.add(&key.text, value));
    let has_section = || {
        sections().any(|(_, value)| {
            let is_text = value.text().is_some_and(|text| !text.is_empty());
            !value.entries().is_empty() || is_named && is_text
        })
    };
    let is_target = |text: &str| {
        catalog
            .component(text.split(',').next().unwrap_or(text))
            .is_ok()
    };
    let is_ours_all = is_called || !is_strange(node) || is_enterprise(node);
    let marked = rows().iter().filter(|row| row.program == MIMIR);
    let mut marks = marked.flat_map(|row| &row.keys);
    is_ours_all && (all.is_mimirs() || is_called && has_section())
        || marks.any(|key| has_mark(node, key))
        || node
            .at("target")
            .and_then(Node::text)
            .is_some_and(is_target)
}

/// Whether a template that cannot be read holds Mimir's configuration as the text of
/// an entry, `mimir.yaml: |`.
pub(super) fn holds_config(text: &str) -> bool {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let mut lines = text.lines().peekable();
    while let Some(head) = lines.next() {
        let Some((key, "|" | "|-" | ">" | ">-")) = head.trim().split_once(": ") else {
            continue;
        };
        let mut body = String::new();
        let mut first = None;
        let is_inside = |line: &&str| line.trim().is_empty() || indent(line) > indent(head);
        while let Some(line) = lines.next_if(is_inside) {
            let first = *first.get_or_insert(indent(line));
            body.push_str(line.get(first..).unwrap_or_default());
            body.push('\n');
        }
        let is_yaml = key.ends_with(".yaml") || key.ends_with(".yml");
        let tree = is_yaml.then(|| template::parse(0, &body).ok()).flatten();
        if tree.is_some_and(|it| is_mimirs(&it, key)) {
            return true;
        }
    }
    false
}

/// Whether a template that nobody reads has a container with Mimir's image.
pub(super) fn runs_mimir(text: &str) -> bool {
    text.lines().any(|line| {
        let line = line.trim_start().trim_start_matches("- ");
        let image = line.strip_prefix("image:").map(str::trim);
        let image = image.map(|it| it.trim_matches(['"', '\'']));
        image.is_some_and(|it| it.contains('/') && of_image(it) == Program::Mimir)
    })
}

/// Whether a text that nobody reads names Mimir's chart.
pub(in crate::doctor) fn is_spoken_of(text: &str) -> bool {
    text.contains(chart::NAME)
}

/// Whether a tree that nobody reads names Mimir's chart as one that is installed:
/// behind a key that is called after a chart, or that stands beside values.
pub(super) fn names_chart(node: &Node) -> bool {
    let has_values = || {
        let mut keys = node.entries().iter().map(|(key, _)| key.text.as_str());
        keys.any(|key| key.to_lowercase().contains("values"))
    };
    let is_chart = |key: &str, value: &Node| {
        value.text().is_some_and(chart::is_named)
            && (key.to_lowercase().contains("chart") || has_values())
    };
    let mut entries = node.entries().iter();
    entries.any(|(key, value)| is_chart(&key.text, value) || names_chart(value))
        || node.items().iter().any(names_chart)
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
            // Words that every program has.
            (
                "server: {host: a, port: 1, tls_enabled: true}\nlimits: {max_connections: 1}\n",
                "config.yaml",
                false,
            ),
            (
                "server: {tls_cert: a, tls_key: b, listen: c}\nfrontend: {dir: d}\nlimits: {rate: 1}\n",
                "config.yaml",
                false,
            ),
            (
                "server: {http_listen_port: 1}\nfrontend: {port: 1}\nlimits: {cpu: 1, memory: 1}\n",
                "config.yaml",
                false,
            ),
            ("limits: {cpu: 1, memory: 1}\n", "limits.yaml", false),
            (
                "server: {port: 1, ssl: {}}\nlimits: {upload: 1}\n",
                "app.yml",
                false,
            ),
            ("server: {log_level: info, port: 1}\n", "a.yaml", false),
            // And Mimir's, with something in it that it has not.
            ("limits: {max_global_series_per_usr: 1}\n", "a.yaml", true),
            ("limits: {ingestion_rate: 1, cpu: 1}\n", "a.yaml", true),
            (
                "server: {http_listen_port: 1, tls_foo: 1}\n",
                "a.yaml",
                true,
            ),
            ("server: {port: 1, host: a}\n", "mimir-a.yaml", true),
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
