//! The keys of a plan as the page knows them: it links no core, so it has rows of
//! its own, made from core's table.

#[rustfmt::skip]
mod rows;

use rows::KEYS;

/// A key of the plan: its path, and its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyRow {
    /// The path of keys, dots between them, with a `*` for the name of a
    /// component or of a surface.
    pub path: &'static str,
    /// Whether a field that was emptied says that there is none. Every other one
    /// is as if nobody had touched it.
    pub means_none: bool,
    /// Its words in English.
    pub en: FieldWords,
    /// Its words in German.
    pub de: FieldWords,
}

/// What a field is called, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldWords {
    /// Its label.
    pub label: &'static str,
    /// A sentence beside it.
    pub why: &'static str,
}

/// The longest name of a component or surface, in bytes.
const LONGEST_NAME: usize = 64;

/// Every key.
pub fn all() -> &'static [KeyRow] {
    KEYS
}

/// The key of a path, with some name at its `*`: which there are is the
/// engine's to know.
pub fn find(path: &str) -> Option<&'static KeyRow> {
    KEYS.iter().find(|row| match row.path.split_once('*') {
        None => row.path == path,
        Some((before, after)) => path
            .strip_prefix(before)
            .and_then(|rest| rest.strip_suffix(after))
            .is_some_and(is_name),
    })
}

fn is_name(name: &str) -> bool {
    let of_a_name = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    !name.is_empty() && name.len() <= LONGEST_NAME && name.bytes().all(of_a_name)
}

/// A row: path and [`KeyRow::means_none`], label and why in English, then in
/// German.
macro_rules! keys {
    ($($path:literal $none:literal: $en:literal, $en_why:literal, $de:literal, $de_why:literal;)*) => {
        &[$(KeyRow {
            path: $path,
            means_none: $none,
            en: FieldWords { label: $en, why: $en_why },
            de: FieldWords { label: $de, why: $de_why },
        },)*]
    };
}
use keys;
