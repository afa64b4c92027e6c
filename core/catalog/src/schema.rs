//! The JSON Schemas of words that are not written as serde derives it.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::{Catalog, Component, Mode, Platform, Release};

impl JsonSchema for Component {
    fn schema_name() -> Cow<'static, str> {
        "Component".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let names: Vec<_> = Catalog::builtin()
            .all_components()
            .map(Self::name)
            .collect();
        json_schema!({
            "type": "string",
            "description": "A component of Mimir.",
            "enum": names,
        })
    }
}

impl JsonSchema for Mode {
    fn schema_name() -> Cow<'static, str> {
        "Mode".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "How Mimir is deployed.",
            "enum": Self::ALL.map(Self::name),
        })
    }
}

impl JsonSchema for Platform {
    fn schema_name() -> Cow<'static, str> {
        "Platform".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "Where the cluster runs.",
            "enum": Self::ALL.iter().map(|it| it.spelling()).collect::<Vec<_>>(),
        })
    }
}

impl JsonSchema for Release {
    fn schema_name() -> Cow<'static, str> {
        "Release".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "A release of Mimir: three numbers, dots between them.",
            "pattern": r"^\d+\.\d+\.\d+$",
        })
    }
}
