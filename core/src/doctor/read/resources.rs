//! Resources of Terraform that hold what Kubernetes or ECS is given: ConfigMaps and
//! Secrets, workloads, manifests, task definitions.

use super::super::code::Code;
use super::super::input::{Inside, Kind, Source};
use super::super::rules::Draft;
use super::facts::Facts;
use super::hcl::{self, Block, Is, Value};
use super::{ecs, kubernetes, mimir, nested, provider};

/// What a kind of resource holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holds {
    /// Files, by their names.
    Files,
    /// An object of Kubernetes.
    Object,
    /// The containers of a task.
    Containers,
}

/// The kinds that are read, what they hold, and behind which name.
const KINDS: [(&str, Holds, &str); 9] = [
    ("kubernetes_config_map", Holds::Files, "data"),
    ("kubernetes_config_map_v1", Holds::Files, "data"),
    ("kubernetes_config_map_v1_data", Holds::Files, "data"),
    ("kubernetes_secret", Holds::Files, "data"),
    ("kubernetes_secret_v1", Holds::Files, "data"),
    ("kubernetes_secret_v1_data", Holds::Files, "data"),
    ("kubernetes_manifest", Holds::Object, "manifest"),
    ("kubectl_manifest", Holds::Object, "yaml_body"),
    (
        "aws_ecs_task_definition",
        Holds::Containers,
        "container_definitions",
    ),
];

/// What a resource holds, and where.
fn held(block: &Block) -> Option<(Holds, &Value)> {
    let kind = block.labels.first()?;
    let (_, holds, key) = KINDS.iter().find(|(known, ..)| known == kind)?;
    Some((*holds, block.at(key)?))
}

/// Whether a text has a resource that is read, and speaks of Mimir.
pub(super) fn has(text: &str) -> bool {
    text.contains("mimir")
        && hcl::parse(text)
            .of_kind("resource")
            .any(|it| held(it).is_some() || provider::kind(it).is_some())
}

/// Takes in every such resource. Says whether anything in it was a cluster's.
pub(super) fn read(source: &Source, root: &Block, facts: &mut Facts) -> bool {
    let mut found = false;
    for block in root.of_kind("resource") {
        if let Some(kind) = provider::kind(block) {
            found |= kubernetes::object(facts, source, &provider::object(block, kind));
        }
        let Some((holds, value)) = held(block) else {
            continue;
        };
        found |= match (holds, &value.is) {
            (Holds::Files, Is::Object(files)) => files_of(source, [root, block], files, facts),
            (Holds::Object, Is::Heredoc(text, indent)) => {
                let at = behind(value, *indent);
                facts.nest(source.file("manifest.yaml", Kind::Yaml, text, at));
                false
            }
            (Holds::Object, _) => kubernetes::object(facts, source, &encoded(value).tree()),
            (Holds::Containers, Is::Heredoc(text, indent)) => {
                let text = format!("{{\"{}\": {text}}}", ecs::CONTAINERS);
                let at = behind(value, *indent);
                facts.nest(source.file("task.json", Kind::Yaml, &text, at));
                false
            }
            (Holds::Containers, _) => {
                let family = block.text("family");
                ecs::containers(source, family, Some(&encoded(value).tree()), facts)
            }
            (Holds::Files, _) => false,
        };
    }
    found
}

/// Where the text of a value over several lines stands.
fn behind(value: &Value, indent: usize) -> Inside {
    Inside::Lines {
        above: value.line,
        indent,
    }
}

/// What a call encodes as YAML or JSON; any other value itself.
fn encoded(value: &Value) -> &Value {
    match &value.is {
        Is::Call(name, given) if name.ends_with("encode") => given.first().unwrap_or(value),
        _ => value,
    }
}

/// Takes in the entries of a ConfigMap or a Secret.
fn files_of(
    source: &Source,
    [root, block]: [&Block; 2],
    files: &[(String, Value)],
    facts: &mut Facts,
) -> bool {
    let metadata = block.of_kind("metadata").next();
    let of = metadata.map(|it| it.text("name")).unwrap_or_default();
    facts.map(of);
    let mut found = false;
    for (key, value) in files {
        match &value.is {
            Is::Heredoc(text, indent) => {
                nested::file(source, key, text, behind(value, *indent), facts);
            }
            Is::Call(name, _) if name.ends_with("encode") => {
                let tree = encoded(value).tree();
                if mimir::is_config(&tree, key) {
                    facts.inside(of);
                    mimir::config(source, &tree, 0, key, facts);
                    facts.inside("");
                    found = true;
                }
            }
            Is::Text(_) => {}
            // Terraform makes it, and no file holds it.
            _ if is_made(root, value) => {}
            _ => {
                let is_ours = [key, of].iter().any(|it| it.contains("mimir"));
                let from = written(source, value);
                let base = from.rsplit('/').next().unwrap_or(&from);
                if is_ours && !facts.is_given(base) {
                    let place = source.place(value.line, value.column);
                    let draft = Draft::new(Code::Mt525, place, format!("{of}, {key}"));
                    facts.finding(draft.with("path", from));
                    found = true;
                }
            }
        }
    }
    found
}

/// Whether a value, or what a call is given, is of another resource in the text:
/// `random_password.mimir.result`.
fn is_made(root: &Block, value: &Value) -> bool {
    match &value.is {
        Is::Call(_, given) => given.iter().any(|it| is_made(root, it)),
        Is::Word(word) => {
            let mut words = word.split(['.', '[']);
            let named = [words.next(), words.next()];
            let mut resources = root.of_kind("resource");
            resources.any(|it| {
                let mut labels = it.labels.iter().map(|label| Some(label.as_str()));
                named.iter().all(|name| labels.next() == Some(*name))
            })
        }
        _ => false,
    }
}

/// The file that a call names first, or the value as it is written.
fn written(source: &Source, value: &Value) -> String {
    match &value.is {
        Is::Call(_, given) => {
            let path = given.iter().find_map(Value::text);
            path.unwrap_or_default().replace("${path.module}/", "")
        }
        Is::Word(word) => word.clone(),
        _ => {
            let line = source.line(value.line).unwrap_or_default();
            let rest = line.split_once('=').map_or(line, |(_, rest)| rest);
            rest.trim().to_owned()
        }
    }
}
