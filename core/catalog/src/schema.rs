//! The JSON Schemas of words that are not written as serde derives it.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::{Catalog, Component, Mode, Platform, Release};

/// Gives a type of few words the schema that lists them.
macro_rules! of_words {
    ($type:ident, $description:literal, $words:expr) => {
        impl JsonSchema for $type {
            fn schema_name() -> Cow<'static, str> {
                stringify!($type).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                let words: Vec<&str> = $words.collect();
                json_schema!({
                    "type": "string",
                    "description": $description,
                    "enum": words,
                })
            }
        }
    };
}

of_words!(
    Component,
    "A component of Mimir.",
    Catalog::builtin().all_components().map(Component::name)
);
of_words!(
    Mode,
    "How Mimir is deployed.",
    Mode::ALL.iter().map(|it| it.name())
);
of_words!(
    Platform,
    "Where the cluster runs.",
    Platform::ALL.iter().map(|it| it.spelling())
);

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
