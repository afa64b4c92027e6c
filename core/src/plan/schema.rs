//! The JSON Schema of the plan file, by which editors complete it.

use std::borrow::Cow;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::Value;

use super::{
    Address, Choice, ComponentsFile, MemberFile, Name, Namespace, PlanFile, PlanKey, SurfacesFile,
};
use crate::catalog::{Catalog, Component};
use crate::pki::DnsName;

/// The schema, as JSON that ends with a newline.
pub fn json_schema() -> String {
    let mut schema = SchemaSettings::draft07()
        .into_generator()
        .into_root_schema_for::<PlanFile>();
    schema.insert("title".to_owned(), "mimir-tls plan".into());
    schema.insert("required".to_owned(), vec!["version"].into());
    let mut schema = schema.to_value();
    for key in PlanKey::all() {
        if let Some(place) = place(&schema, key)
            && let Some(Value::Object(place)) = schema.pointer_mut(&place)
        {
            let text = format!("{} Default: {}.", key.text.about, key.default);
            place.insert("description".to_owned(), text.into());
        }
    }
    format!("{schema:#}\n")
}

/// The JSON pointer to what the schema says of a key. What stands below a `*` is
/// said once for every name.
fn place(schema: &Value, key: &PlanKey) -> Option<String> {
    let mut parts = key.path.split('.').filter(|part| *part != "*");
    parts.try_fold(String::new(), |place, part| property(schema, &place, part))
}

/// A property of the schema at a place, or of one that it refers to.
fn property(schema: &Value, place: &str, name: &str) -> Option<String> {
    let node = schema.pointer(place)?;
    match node.pointer(&format!("/properties/{name}")) {
        Some(_) => Some(format!("{place}/properties/{name}")),
        None => property(schema, reference(node)?.strip_prefix('#')?, name),
    }
}

/// The first schema that a part of a schema refers to.
fn reference(node: &Value) -> Option<&str> {
    match node {
        Value::Object(entries) => match entries.get("$ref") {
            Some(to) => to.as_str(),
            None => entries.values().find_map(reference),
        },
        Value::Array(items) => items.iter().find_map(reference),
        _ => None,
    }
}

impl JsonSchema for Name {
    fn schema_name() -> Cow<'static, str> {
        DnsName::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        DnsName::json_schema(generator)
    }
}

impl JsonSchema for Namespace {
    fn schema_name() -> Cow<'static, str> {
        "Namespace".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "A Kubernetes namespace: one label of DNS.",
            "pattern": r"^[^\s_*:/.]{1,63}\.?$",
            "maxLength": 64,
            "examples": ["mimir"]
        })
    }
}

impl JsonSchema for Address {
    fn schema_name() -> Cow<'static, str> {
        "Address".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "An IP address, without a port.",
        })
    }
}

impl JsonSchema for ComponentsFile {
    fn schema_name() -> Cow<'static, str> {
        "Components".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let names: Vec<_> = Catalog::builtin()
            .all_components()
            .map(Component::name)
            .collect();
        let member = generator.subschema_for::<Option<MemberFile>>();
        json_schema!({
            "description": "The components: a list, or a map with what is particular to each.",
            "oneOf": [
                { "type": "array", "items": { "type": "string", "enum": names }, "uniqueItems": true, "minItems": 1 },
                {
                    "type": "object",
                    "propertyNames": { "enum": names },
                    "additionalProperties": member,
                    "minProperties": 1,
                },
            ],
        })
    }
}

impl JsonSchema for SurfacesFile {
    fn schema_name() -> Cow<'static, str> {
        "Surfaces".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let names: Vec<_> = Catalog::builtin()
            .surface_names()
            .map(|name| name.as_str())
            .collect();
        let choice = generator.subschema_for::<Choice>();
        json_schema!({
            "description": "Surfaces beyond Mimir's own gRPC: a list of names, or a map from names to choices.",
            "oneOf": [
                { "type": "array", "items": { "type": "string" } },
                { "type": "object", "propertyNames": { "enum": names }, "additionalProperties": choice },
            ],
        })
    }
}

impl JsonSchema for Choice {
    fn schema_name() -> Cow<'static, str> {
        "SurfaceChoice".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "Whether the surface speaks TLS, or the host and port of its server.",
            "oneOf": [{ "type": "boolean" }, { "type": "string" }],
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// A key of the plan file that the table lacks, and the other way round.
    #[test]
    fn every_key_of_the_schema_is_a_row() {
        let schema = SchemaSettings::draft07()
            .into_generator()
            .into_root_schema_for::<PlanFile>()
            .to_value();
        let places: BTreeSet<String> = PlanKey::all()
            .iter()
            .map(|key| place(&schema, key).unwrap_or_else(|| panic!("{}", key.path)))
            .collect();
        assert_eq!(places.len(), PlanKey::all().len());

        let mut found = BTreeSet::new();
        properties(&schema, "", &mut found);
        for place in &found - &places {
            let node = schema.pointer(&place);
            let below = node
                .and_then(reference)
                .and_then(|to| schema.pointer(to.strip_prefix('#')?));
            let is_group = below.is_some_and(|below| below.get("properties").is_some());
            assert!(is_group || place == "/properties/version", "{place}");
        }
    }

    fn properties(node: &Value, place: &str, found: &mut BTreeSet<String>) {
        let Value::Object(entries) = node else {
            return;
        };
        for (key, below) in entries {
            if key == "properties" {
                let names = below.as_object().into_iter().flatten();
                found.extend(names.map(|(name, _)| format!("{place}/properties/{name}")));
            }
            properties(below, &format!("{place}/{key}"), found);
        }
    }
}
