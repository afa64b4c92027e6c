//! What a plan's editor is told about each type: its pattern, and why.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::{Algorithm, Days, DnsName, San, Subject};

impl JsonSchema for DnsName {
    fn schema_name() -> Cow<'static, str> {
        "DnsName".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "A DNS name. A wildcard is the whole left-most label with two labels or more behind it; a trailing dot is dropped, an internationalised name becomes Punycode.",
            "pattern": r"^(\*(?=\.[^.]+\.[^.])|[^\s_*:/.]{1,63})(\.[^\s_*:/.]{1,63})*\.?$",
            "maxLength": 254,
            "examples": ["mimir.example", "*.mimir.svc.cluster.local"]
        })
    }
}

impl JsonSchema for San {
    fn schema_name() -> Cow<'static, str> {
        "San".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "What a certificate is dialled by: a DNS name, or an IP address without port, brackets or prefix.",
            "pattern": r"^[^\s_/\[\]%]+$",
            "maxLength": 254,
            "examples": ["localhost", "127.0.0.1", "::1"]
        })
    }
}

impl JsonSchema for Algorithm {
    fn schema_name() -> Cow<'static, str> {
        "Algorithm".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "The kind of key and signature.",
            "enum": Self::ALL.map(Self::name)
        })
    }
}

impl JsonSchema for Subject {
    fn schema_name() -> Cow<'static, str> {
        "Subject".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "The subject in OpenSSL's -subj form, with C, ST, L, O, OU and CN once each; within a value /, + and \\ take a backslash.",
            "pattern": r"^(/(C|ST|L|O|OU|CN)=([^/+\\]|\\.)+)+$",
            "examples": ["/C=US/ST=KY/O=Org/CN=root"]
        })
    }
}

impl JsonSchema for Days {
    fn schema_name() -> Cow<'static, str> {
        "Days".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "integer",
            "description": "A number of days; nothing may end after 9999-12-31.",
            "minimum": 1,
            "examples": [730, 3650]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schema_says_what_the_parser_takes() {
        let schema = schemars::schema_for!(Algorithm);
        let names: Vec<_> = Algorithm::ALL.map(Algorithm::name).into();
        assert_eq!(schema.get("enum"), Some(&serde_json::json!(names)));
        let days = schemars::schema_for!(Days);
        assert_eq!(days.get("minimum"), Some(&serde_json::json!(1)));
        let text = [
            schemars::schema_for!(DnsName),
            schemars::schema_for!(San),
            schemars::schema_for!(Subject),
        ];
        for schema in text {
            assert!(schema.get("pattern").is_some() && schema.get("description").is_some());
        }
        let examples = schemars::schema_for!(Subject);
        let example = examples
            .get("examples")
            .and_then(|examples| examples[0].as_str());
        assert!(example.is_some_and(|example| example.parse::<Subject>().is_ok()));
    }
}
