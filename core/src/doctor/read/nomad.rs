//! Jobs of Nomad, in HCL and in JSON: the commands of their tasks, and the files
//! that they are given.

use std::collections::BTreeMap;

use super::super::code::Code;
use super::super::finding::Place;
use super::super::input::{Kind, Source};
use super::super::process::Container;
use super::super::rules::Draft;
use super::command::{self, Started};
use super::document::Document;
use super::facts::Facts;
use super::hcl::{self, Block, Is, Value};
use super::shell::{Argument, Variables, marked};
use super::{loose, mimir, template, variables, yaml};
use crate::catalog::Release;
use crate::cluster::{is_unknown, shown};
use crate::document::Node;

/// Whether the document is a job.
pub(super) fn claims(document: &Document<'_>, _: Release) -> bool {
    let node = document.node();
    let job = node.at("Job").unwrap_or(node);
    document.source().kind == Kind::Nomad || !job.items_at("TaskGroups").is_empty()
}

/// A task, as far as it says how Mimir is started.
#[derive(Default)]
struct Task {
    names: Vec<String>,
    /// Where its configuration begins, which no other task has.
    place: Place,
    image: String,
    words: Vec<Argument>,
    /// Where something of its command is that cannot be read.
    unread: Option<Place>,
    environment: Variables,
    /// Files that it is given: their names, texts, and where those begin.
    files: Vec<(String, String, Origin)>,
}

/// Where a text begins: its first line, the letters that indent it, and its place
/// where it stands in no lines of its own.
struct Origin {
    first: usize,
    indent: usize,
}

/// Takes in the tasks that are Mimir's.
pub(super) fn read(document: &Document<'_>, facts: &mut Facts) -> bool {
    let source = document.source();
    let tasks = match source.kind {
        Kind::Nomad => {
            let opened = template::opened_job(&source.text);
            let root = hcl::parse(opened.as_ref().unwrap_or(&source.text));
            match of_hcl(source, &root) {
                tasks if tasks.is_empty() => return loose::read(source, &root, facts),
                tasks => tasks,
            }
        }
        _ => of_json(source, document.node()),
    };
    let mut found = false;
    for task in tasks {
        found |= self::task(source, task, facts);
    }
    found
}

fn task(source: &Source, task: Task, facts: &mut Facts) -> bool {
    let words = (task.words.into_iter())
        .map(|word| put_in(word, &task.environment))
        .collect();
    let words = command::in_container(words, Some(source), &task.environment, facts);
    let name = task.names.first().map_or("", String::as_str);
    let name = shown(name).into_owned();
    let started = Started::of(words, &name, facts);
    let is_named = || task.names.iter().any(|name| name.contains("mimir"));
    let is_image = task.image.contains("mimir") || is_unknown(&task.image) && is_named();
    if let Some(place) = task.unread.filter(|_| is_image) {
        facts.finding(Draft::new(Code::Mt530, place, name.clone()));
    }
    let Some(started) = started.filter(|it| is_image || it.has_options()) else {
        return is_image;
    };
    for (path, text, origin) in &task.files {
        let base = path.rsplit('/').next().unwrap_or(path);
        let Some(inner) = yaml::part(source, text, origin.first, facts) else {
            continue;
        };
        if mimir::is_config(&inner, base) {
            let process = (base, task.place.clone());
            mimir::given(source, &inner, origin.indent, process, facts);
        }
    }
    let container = Container {
        environment: variables::known(&task.environment),
        ..Container::default()
    };
    let started = started.at(task.place);
    let hints: Vec<&str> = task.names.iter().map(String::as_str).collect();
    started.candidate(&name, &hints, &source.path, container, facts);
    true
}

/// A word with what Nomad puts in: its folders, and the task's environment.
fn put_in(mut word: Argument, environment: &Variables) -> Argument {
    const FOLDERS: [(&str, &str); 3] = [
        ("NOMAD_TASK_DIR", "/local"),
        ("NOMAD_SECRETS_DIR", "/secrets"),
        ("NOMAD_ALLOC_DIR", "/alloc"),
    ];
    let written = std::mem::take(&mut word.text);
    let mut rest = written.as_str();
    while let Some((before, behind)) = rest.split_once("${") {
        word.text.push_str(before);
        let (name, after) = behind.split_once('}').unwrap_or((behind, ""));
        rest = after;
        let folder = FOLDERS.iter().find(|(known, _)| *known == name);
        let bare = name.trim_start_matches("env[\"").trim_end_matches("\"]");
        let own = environment.get(bare).and_then(|value| value.first());
        match (folder, own) {
            (Some((_, folder)), _) => word.text.push_str(folder),
            (None, Some(value)) if value.unknown.is_none() => word.text.push_str(&value.text),
            _ => {
                let variable = format!("${{{name}}}");
                word.text.push_str(&marked(&variable));
                word.unknown = Some(variable);
            }
        }
    }
    word.text.push_str(rest);
    word
}

fn of_hcl(source: &Source, root: &Block) -> Vec<Task> {
    let known = hcl::defaults(root);
    let mut tasks = Vec::new();
    for job in root.of_kind("job") {
        for group in job.of_kind("group") {
            let found = group.of_kind("task");
            tasks.extend(found.map(|task| hcl_task(source, [task, group, job], &known)));
        }
    }
    tasks
}

/// A task, with what is `known` of the job's variables put in.
fn hcl_task(
    source: &Source,
    [task, group, job]: [&Block; 3],
    known: &BTreeMap<String, String>,
) -> Task {
    // A variable that nothing sets is no word: it may be anything.
    let text = |value: &Value| match hcl::variable(value) {
        Some(name) => Some(match known.get(name) {
            Some(text) => text.clone(),
            None => format!("${{{name}}}"),
        }),
        None => value.text().map(|text| hcl::filled(text, known)),
    };
    let mut found = Task {
        names: [task, group, job]
            .iter()
            .filter_map(|it| it.labels.first().cloned())
            .collect(),
        ..Task::default()
    };
    let place = |value: &Value| source.place(value.line, value.column);
    let mut values = task.of_kind("config").flat_map(|it| &it.attributes);
    found.place = values.next().map(|(_, it)| place(it)).unwrap_or_default();
    for config in task.of_kind("config") {
        found.image = config.at("image").and_then(text).unwrap_or_default();
        for key in ["entrypoint", "command", "args"] {
            let Some(value) = config.at(key) else {
                continue;
            };
            let items = match &value.is {
                Is::List(items) => items.as_slice(),
                Is::Text(_) => std::slice::from_ref(value),
                _ if hcl::variable(value).is_some_and(|it| known.contains_key(it)) => {
                    std::slice::from_ref(value)
                }
                _ => {
                    found.unread = Some(place(value));
                    found.words.push(Argument::open(key, place(value)));
                    continue;
                }
            };
            for item in items {
                match text(item) {
                    Some(text) => found.words.push(Argument::known(text, place(item))),
                    None => {
                        found.unread = Some(place(item));
                        found.words.push(Argument::open(key, place(item)));
                    }
                }
            }
        }
    }
    for (name, value) in task.of_kind("env").flat_map(|env| &env.attributes) {
        let value = match text(value).filter(|text| !text.contains("${")) {
            Some(text) => Argument::known(text, place(value)),
            None => Argument::open(name, place(value)),
        };
        found.environment.insert(name.clone(), vec![value]);
    }
    for template in task.of_kind("template") {
        let data = template.at("data");
        if let Some(Value {
            line,
            is: Is::Heredoc(text, indent),
            ..
        }) = data
        {
            let (first, indent) = (*line, *indent);
            let path = hcl::filled(template.text("destination"), known);
            let text = hcl::filled(text, known);
            if text.trim().is_empty() {
                if path.ends_with("ml") {
                    found.unread.get_or_insert(source.place(first, 0));
                }
                continue;
            }
            found.files.push((path, text, Origin { first, indent }));
        } else if let Some(value) = data.filter(|_| template.text("destination").ends_with("ml")) {
            found.unread.get_or_insert(place(value));
        }
    }
    found
}

fn of_json(source: &Source, node: &Node) -> Vec<Task> {
    let job = node.at("Job").unwrap_or(node);
    let mut tasks = Vec::new();
    for group in job.items_at("TaskGroups") {
        for task in group.items_at("Tasks") {
            let name = |node: &Node| node.text_at(&["Name"]).to_owned();
            let mut found = Task {
                names: vec![name(task), name(group), name(job)],
                place: source.at(task),
                image: task.text_at(&["Config", "image"]).to_owned(),
                ..Task::default()
            };
            if let Some(config) = task.at("Config") {
                let words = ["entrypoint", "command", "args"].iter();
                let words = words.filter_map(|key| config.at(key));
                found.words = words
                    .flat_map(|node| match node.items() {
                        [] => std::slice::from_ref(node),
                        items => items,
                    })
                    .filter_map(|item| Some(Argument::known(item.text()?, source.at(item))))
                    .collect();
            }
            if let Some(environment) = task.at("Env") {
                found.environment = variables::of_service(source, environment);
            }
            for template in task.items_at("Templates") {
                if let Some(text) = template.at("EmbeddedTmpl") {
                    let first = text.place().line.saturating_sub(1);
                    let data = text.text().unwrap_or_default().to_owned();
                    let path = template.text_at(&["DestPath"]).to_owned();
                    found.files.push((path, data, Origin { first, indent: 0 }));
                }
            }
            tasks.push(found);
        }
    }
    tasks
}
