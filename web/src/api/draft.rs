//! A draft as a plan file, and back: every key of the file has one dotted key.

use mimir_tls::catalog::{Catalog, Mode};
use mimir_tls::document;
use mimir_tls::plan::PlanFile;
use serde_json::{Map, Value, json};

use crate::draft::Draft;
use crate::view::FieldError;

/// What stands at a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// One text.
    Text,
    /// A whole number.
    Number,
    /// Texts with commas between them.
    List,
    /// `true`, `false`, or a text.
    Choice,
}

/// The keys that are always the same.
const KEYS: &[(&str, Shape)] = &[
    ("release", Shape::Text),
    ("mode", Shape::Text),
    ("components", Shape::List),
    ("cluster.name", Shape::Text),
    ("cluster.namespace", Shape::Text),
    ("cluster.domain", Shape::Text),
    ("server_name", Shape::Text),
    ("cert_dir", Shape::Text),
    ("certificates.preset", Shape::Text),
    ("certificates.algorithm", Shape::Text),
    ("certificates.profile", Shape::Text),
    ("certificates.ca.days", Shape::Number),
    ("certificates.ca.subject", Shape::Text),
    ("certificates.ca.name_constraints", Shape::Choice),
    ("certificates.ca.name_constraints.dns", Shape::List),
    ("certificates.ca.name_constraints.ips", Shape::List),
    ("certificates.leaf.days", Shape::Number),
    ("certificates.leaf.subject", Shape::Text),
    ("certificates.dns", Shape::List),
    ("certificates.ips", Shape::List),
    ("policy.grpc", Shape::Text),
    ("policy.http", Shape::Text),
    ("policy.min_version", Shape::Text),
    ("policy.cipher_suites", Shape::List),
    ("targets", Shape::List),
];

const COMPONENTS: &str = "components";
const CONSTRAINTS: &str = "certificates.ca.name_constraints";

/// Lists that mean something when they are empty: that there is none. Every
/// other field that was emptied is as if nobody had touched it.
const MEANT_EMPTY: [&str; 2] = [COMPONENTS, "targets"];

fn shape(key: &str) -> Option<Shape> {
    if let Some((_, shape)) = KEYS.iter().find(|(known, _)| *known == key) {
        return Some(*shape);
    }
    match key.split('.').collect::<Vec<_>>().as_slice() {
        [COMPONENTS, _, "replicas"] => Some(Shape::Number),
        [COMPONENTS, _, "dns" | "ips"] => Some(Shape::List),
        ["surfaces", _] => Some(Shape::Choice),
        _ => None,
    }
}

/// The plan file that a draft means.
///
/// Particulars of a component that the plan does not have are kept in the draft
/// and mean nothing, so that switching a mode forth and back loses nothing.
///
/// # Errors
///
/// Each key that is unknown or holds what it cannot.
pub fn to_file(draft: &Draft) -> Result<PlanFile, Vec<FieldError>> {
    let mut errors = Vec::new();
    let mut whole = Map::new();
    let mut particulars: Vec<(&str, &str, Value)> = Vec::new();
    for (key, text) in draft.iter() {
        let Some(shape) = shape(key) else {
            errors.push(FieldError {
                key: key.to_owned(),
                message: unknown(key),
            });
            continue;
        };
        if text.trim().is_empty() && !MEANT_EMPTY.contains(&key) {
            continue;
        }
        let value = value(shape, text);
        let mut alone = Map::new();
        insert(&mut alone, key, value.clone());
        if let Err(message) = read(alone) {
            errors.push(FieldError {
                key: key.to_owned(),
                message,
            });
        }
        match key.split('.').collect::<Vec<_>>().as_slice() {
            [COMPONENTS, component, particular] => {
                particulars.push((component, particular, value));
            }
            // A word for all of them wins over single names.
            ["certificates", "ca", "name_constraints", _] if said(draft, CONSTRAINTS) => {}
            _ => insert(&mut whole, key, value),
        }
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    if !particulars.is_empty() {
        add(&mut whole, particulars);
    }
    read(whole).map_err(|message| {
        vec![FieldError {
            key: String::new(),
            message,
        }]
    })
}

/// The draft that says what a plan file says.
///
/// # Errors
///
/// A text that no field can hold.
pub fn from_file(file: &PlanFile) -> Result<Draft, Vec<FieldError>> {
    let mut draft = Draft::default();
    let mut errors = Vec::new();
    // A plan serialises into plain maps, lists and words; that cannot fail.
    let file = serde_json::to_value(file).unwrap_or_default();
    let mut set = |key: &str, text: &str| {
        if let Err(error) = draft.set(key, text) {
            errors.push(FieldError {
                key: key.to_owned(),
                message: error.to_string(),
            });
        }
    };
    for (key, value) in file.as_object().into_iter().flatten() {
        match (key.as_str(), value) {
            ("version", _) => {}
            (COMPONENTS, Value::Object(members)) => {
                let names: Vec<_> = members.keys().map(String::as_str).collect();
                set(COMPONENTS, &names.join(","));
                flatten(COMPONENTS, value, &mut set);
            }
            _ => flatten(key, value, &mut set),
        }
    }
    match errors.is_empty() {
        true => Ok(draft),
        false => Err(errors),
    }
}

fn said(draft: &Draft, key: &str) -> bool {
    draft.get(key).is_some_and(|text| !text.trim().is_empty())
}

fn value(shape: Shape, text: &str) -> Value {
    let text = text.trim();
    match shape {
        Shape::Text => json!(text),
        Shape::Number => text
            .parse::<i64>()
            .map_or_else(|_| json!(text), |number| json!(number)),
        Shape::Choice => text
            .parse::<bool>()
            .map_or_else(|_| json!(text), |choice| json!(choice)),
        Shape::List => {
            let items = text.split(',').map(str::trim);
            items
                .filter(|item| !item.is_empty())
                .map(|item| json!(item))
                .collect()
        }
    }
}

/// Puts a value behind a dotted key. Of two keys of which one continues the
/// other the longer one wins.
fn insert(map: &mut Map<String, Value>, key: &str, value: Value) {
    match key.split_once('.') {
        None => drop(map.insert(key.to_owned(), value)),
        Some((first, rest)) => {
            let below = map.entry(first).or_insert_with(|| json!({}));
            if !below.is_object() {
                *below = json!({});
            }
            if let Some(below) = below.as_object_mut() {
                insert(below, rest, value);
            }
        }
    }
}

/// Turns the list of components into a map with their particulars. Without a
/// list, all components of the mode have to be named.
fn add(whole: &mut Map<String, Value>, particulars: Vec<(&str, &str, Value)>) {
    let names: Vec<String> = match whole.remove(COMPONENTS) {
        Some(Value::Array(names)) => names
            .iter()
            .filter_map(|name| name.as_str().map(str::to_owned))
            .collect(),
        _ => defaults(whole),
    };
    let mut members: Map<String, Value> = names.into_iter().map(|name| (name, json!({}))).collect();
    for (component, particular, value) in particulars {
        if let Some(member) = members.get_mut(component).and_then(Value::as_object_mut) {
            member.insert(particular.to_owned(), value);
        }
    }
    // A mode or release that cannot be has no components; its own error is the better one.
    if !members.is_empty() {
        whole.insert(COMPONENTS.to_owned(), Value::Object(members));
    }
}

/// The components of a draft's mode and release.
fn defaults(whole: &Map<String, Value>) -> Vec<String> {
    let catalog = Catalog::builtin();
    let text = |key: &str| whole.get(key).and_then(Value::as_str);
    let mode = match text("mode") {
        Some(text) => Mode::ALL.into_iter().find(|mode| mode.name() == text),
        None => Some(Mode::Microservices),
    };
    let release = match text("release") {
        Some(text) => catalog.release(text).ok(),
        None => Some(catalog.newest()),
    };
    let (Some(mode), Some(release)) = (mode, release) else {
        return Vec::new();
    };
    let known = catalog.components(mode, release).unwrap_or_default();
    known
        .into_iter()
        .filter(|component| component.is_default_in(mode))
        .map(|component| component.name().to_owned())
        .collect()
}

/// Reads a plan through the reader of plan files, so that a field is refused in
/// the words in which a file would be.
fn read(map: Map<String, Value>) -> Result<PlanFile, String> {
    let text = Value::Object(map).to_string();
    document::parse(text.as_bytes())
        .and_then(|tree| tree.read())
        .map_err(|error| match error.hint() {
            Some(hint) => format!("{}; {hint}", error.message()),
            None => error.message().to_owned(),
        })
}

fn unknown(key: &str) -> String {
    let known = KEYS.iter().map(|(known, _)| *known);
    match mimir_tls::nearest::name(key, known) {
        Some(near) => format!("no plan has the key `{key}`; did you mean `{near}`?"),
        None => format!("no plan has the key `{key}`"),
    }
}

fn flatten(key: &str, value: &Value, set: &mut impl FnMut(&str, &str)) {
    match value {
        Value::Null => {}
        Value::Bool(value) => set(key, if *value { "true" } else { "false" }),
        Value::Number(number) => set(key, &number.to_string()),
        Value::String(text) => set(key, text),
        Value::Array(items) => {
            let items: Vec<_> = items.iter().filter_map(Value::as_str).collect();
            set(key, &items.join(","));
        }
        Value::Object(entries) => {
            for (name, value) in entries {
                flatten(&format!("{key}.{name}"), value, set);
            }
        }
    }
}
