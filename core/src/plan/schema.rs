//! The JSON Schema of the plan file, by which editors complete it.

use std::borrow::Cow;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::{Address, Choice, ComponentsFile, MemberFile, Name, PlanFile, SurfacesFile};
use crate::catalog::{Catalog, Component, Mode};
use crate::pki::DnsName;

/// The schema, as JSON that ends with a newline.
pub fn json_schema() -> String {
    let mut schema = SchemaSettings::draft07()
        .into_generator()
        .into_root_schema_for::<PlanFile>();
    schema.insert("title".to_owned(), "mimir-tls plan".into());
    schema.insert("required".to_owned(), vec!["version"].into());
    format!("{:#}\n", schema.to_value())
}

/// The schema of a [`Mode`], whose package knows of no schemas.
pub(super) struct ModeWord;

impl JsonSchema for ModeWord {
    fn schema_name() -> Cow<'static, str> {
        "Mode".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "How Mimir is deployed.",
            "enum": Mode::ALL.map(Mode::name),
        })
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
