//! What is printed as JSON is as the schemas of `core/data/schemas` say, and has no
//! key that they do not tell of: held in every run of every test.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, LazyLock, Mutex};

use jsonschema::Validator;
use serde_json::Value;

use crate::place::{Place, Ran};

/// Holds what was printed against the schema of the command, if it was asked to
/// print JSON and had something to print, and what was said beside it.
#[track_caller]
pub(crate) fn hold(arguments: &str, ran: &Ran) {
    let mut words = arguments.split_whitespace();
    let Some(command) = words.next() else { return };
    if !(arguments.contains("--format json") || arguments.contains("--format=json")) {
        return;
    }
    if !ran.stdout.is_empty() {
        matches(command, &ran.stdout);
    }
    for line in ran.stderr.lines() {
        matches("message", line);
    }
}

#[track_caller]
fn matches(name: &str, text: &str) {
    let value: Value = serde_json::from_str(text).unwrap_or_else(|e| panic!("{name}: {e}: {text}"));
    let validator = validator(name);
    let faults: Vec<String> = validator
        .iter_errors(&value)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(faults.is_empty(), "{name}: {}", faults.join("\n"));
}

fn validator(name: &str) -> Arc<Validator> {
    static COMPILED: LazyLock<Mutex<HashMap<String, Arc<Validator>>>> =
        LazyLock::new(Mutex::default);
    let mut compiled = COMPILED.lock().unwrap_or_else(|it| it.into_inner());
    let validator = compiled.entry(name.to_owned()).or_insert_with(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/schemas");
        let text = std::fs::read_to_string(folder.join(format!("{name}.schema.json")))
            .unwrap_or_else(|error| panic!("{name} prints JSON and has no schema: {error}"));
        let mut schema: Value = serde_json::from_str(&text).unwrap();
        close(&mut schema);
        Arc::new(jsonschema::draft202012::new(&schema).unwrap())
    });
    Arc::clone(validator)
}

/// Lets an object have the keys alone that are told of. One that is a part of
/// another, whose keys stand beside its own, is closed with that.
fn close(schema: &mut Value) {
    let mut parts = Vec::new();
    find_parts(schema, &mut parts);
    let Some(Value::Object(definitions)) = schema.get_mut("$defs") else {
        panic!("a schema without definitions");
    };
    for (name, definition) in definitions {
        let open = definition.get("additionalProperties").is_some() || parts.contains(name);
        if !open && definition["type"] == "object" {
            definition["unevaluatedProperties"] = false.into();
        }
    }
}

fn find_parts(schema: &Value, parts: &mut Vec<String>) {
    if let (Some(Value::String(part)), true) = (schema.get("$ref"), schema.get("type").is_some()) {
        parts.extend(part.strip_prefix("#/$defs/").map(str::to_owned));
    }
    match schema {
        Value::Object(entries) => entries.values().for_each(|it| find_parts(it, parts)),
        Value::Array(items) => items.iter().for_each(|it| find_parts(it, parts)),
        _ => {}
    }
}

#[test]
fn what_is_written_for_programs_has_a_schema() {
    let place = Place::new();
    place.good("generate --mode monolithic");
    matches("proof", &place.read("mimir-tls/proof.json"));
    place.good("change --new-ca");
    matches("change", &place.read("mimir-tls.change/change.json"));
    place.good("change --status mimir-tls.change mimir-tls --format json");
}

#[test]
fn errors_and_warnings_are_json_where_results_are() {
    let place = Place::new();
    let said = |arguments: &str| place.run(arguments).stderr;
    assert_eq!(
        said("chek --format json"),
        "{\"severity\":\"error\",\"kind\":\"usage\",\"message\":\"unknown command `chek`\",\"hints\":[\"did you mean `check`?\"]}\n"
    );
    place.good("generate --mode monolithic");
    let there: Value =
        serde_json::from_str(&said("generate --mode monolithic --format=json")).unwrap();
    assert_eq!(there["kind"], "exists");
    let missing: Value = serde_json::from_str(&said("inspect nowhere --format json")).unwrap();
    assert_eq!(missing["kind"], "file-system");
}
