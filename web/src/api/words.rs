//! The vocabularies of the core as unions of TypeScript's. Those that a plan can
//! hold come from the plan's schema, by `web/package`.

use serde_json::Value;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen::prelude::wasm_bindgen;

// Elsewhere the macro would take the text away, which the tests read.
#[cfg_attr(target_arch = "wasm32", wasm_bindgen(typescript_custom_section))]
#[cfg(any(test, target_arch = "wasm32"))]
const WORDS: &str = r#"
/** What is spoken inside TLS on a link. */
export type LinkProtocol = "grpc" | "http" | "gossip" | "etcd" | "memcached" | "redis" | "https" | "kafka";

/** Whose words an error is: the name by which the program calls itself. */
export type Speaker = "Mimir" | "Go" | "gRPC" | "etcd" | "memcached" | "nginx" | "kubelet" | "Prometheus" | "OpenSSL" | "curl";

/** What kind of value an option takes, in the words of Mimir's reference. */
export type OptionKind = "string" | "boolean" | "duration" | "int" | "float" | "compound";

/** How settled an option is, in the words of Mimir's reference. */
export type OptionCategory = "basic" | "advanced" | "experimental" | "deprecated";

/** The target that a file is of, or what else it is. */
export type FileKind = Target | "certificate" | "key" | "plan" | "request" | "proof" | "readme" | "gitignore" | "merged";

/** Where the release that files are held against is from: given, the newest, or what names it. */
export type ReleaseBy = "given" | "newest" | "plan" | "image" | "dump" | "chart" | "label" | "comment";

/** The code of a finding; it never changes. */
export type FindingCode = `MT${number}`;

/** A language of findings and explanations. */
export type Language = "en" | "de";
"#;

/// The word that a vocabulary is written as.
pub(super) fn word(value: &impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(word)) => word,
        _ => String::new(),
    }
}

/// A value of the command line's with its keys as JavaScript spells them, at every
/// depth: `notAfter` for `not_after`.
pub(super) fn in_camel_case(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            let renamed = map
                .into_iter()
                .map(|(key, value)| (camel_case(&key), in_camel_case(value)));
            Value::Object(renamed.collect())
        }
        Value::Array(items) => items.into_iter().map(in_camel_case).collect(),
        other => other,
    }
}

fn camel_case(key: &str) -> String {
    let mut words = key.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| {
        let (initial, rest) = word.split_at(word.len().min(1));
        name + &initial.to_uppercase() + rest
    })
}

#[cfg(test)]
mod tests {
    use mimir_tls::catalog::{Category, Protocol, ValueType};
    use mimir_tls::explain::Speaker;
    use mimir_tls::folder::FileKind;
    use serde::de::DeserializeOwned;

    use super::*;
    use crate::view::ErrorCode;

    /// The words of a type, as it lists them where it is given another.
    fn words<T: DeserializeOwned>() -> Vec<String> {
        let error = serde_json::from_str::<T>("\"no such word\"")
            .err()
            .unwrap()
            .to_string();
        let words: Vec<String> = error
            .split('`')
            .skip(3)
            .step_by(2)
            .map(str::to_owned)
            .collect();
        assert!(words.len() > 1, "{error}");
        words
    }

    /// The words of a union, without what it takes over from another.
    fn union(name: &str) -> Vec<String> {
        let (_, text) = WORDS.split_once(&format!("export type {name} =")).unwrap();
        let (text, _) = text.split_once(';').unwrap();
        text.split('"')
            .skip(1)
            .step_by(2)
            .map(str::to_owned)
            .collect()
    }

    #[test]
    fn the_unions_have_the_words_of_the_types() {
        assert_eq!(union("LinkProtocol"), words::<Protocol>());
        assert_eq!(union("OptionKind"), words::<ValueType>());
        assert_eq!(union("OptionCategory"), words::<Category>());
        let speakers: Vec<Speaker> = words::<Speaker>()
            .iter()
            .map(|word| serde_json::from_value(word.as_str().into()).unwrap())
            .collect();
        assert_eq!(
            union("Speaker"),
            speakers.iter().map(|it| it.name()).collect::<Vec<_>>()
        );
        // The compiler asks here for what is new.
        let others = |kind| match kind {
            FileKind::Config(_) => None,
            other @ (FileKind::Certificate
            | FileKind::Key
            | FileKind::Plan
            | FileKind::Request
            | FileKind::Proof
            | FileKind::Readme
            | FileKind::Ignored
            | FileKind::Merged) => Some(other.word()),
        };
        let kinds = [
            FileKind::Certificate,
            FileKind::Key,
            FileKind::Plan,
            FileKind::Request,
            FileKind::Proof,
            FileKind::Readme,
            FileKind::Ignored,
            FileKind::Merged,
        ];
        assert_eq!(
            union("FileKind"),
            kinds.into_iter().filter_map(others).collect::<Vec<_>>()
        );
    }

    #[test]
    fn the_readme_has_every_code_and_no_other() {
        let readme = include_str!("../../npm/README.md");
        let (_, table) = readme.split_once("| code | what it says |").unwrap();
        let documented: Vec<&str> = table
            .lines()
            .filter_map(|line| line.strip_prefix("| `")?.split('`').next())
            .collect();
        let codes: Vec<&str> = ErrorCode::ALL.iter().map(|code| code.word()).collect();
        assert_eq!(documented, codes);
        for code in ErrorCode::ALL {
            assert_eq!(word(code), code.word());
        }
    }

    #[test]
    fn keys_are_spelled_as_in_javascript() {
        for (key, wanted) in [
            ("not_after", "notAfter"),
            ("sha256", "sha256"),
            ("key_sha256", "keySha256"),
        ] {
            assert_eq!(camel_case(key), wanted);
        }
        let nested = serde_json::json!({"steps": [{"one_at_a_time": true}]});
        let spelled = serde_json::json!({"steps": [{"oneAtATime": true}]});
        assert_eq!(in_camel_case(nested), spelled);
    }
}
