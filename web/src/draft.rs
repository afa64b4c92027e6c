//! A plan as it is typed into the page: text under dotted keys, so that what
//! is wrong can stay where it was typed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The user's choices: the plan file's keys, dots between their parts, and what
/// was typed there. A key that nobody touched is absent.
///
/// `release`, `mode`, `components` (a list with commas), `cluster.namespace`,
/// `certificates.algorithm`, `policy.http`, `components.ingester.replicas`,
/// `surfaces.kafka` (`true`, `false` or an address), `targets`, ... What
/// TypeScript sees of it is made of the plan's schema, by `web/package`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Draft(BTreeMap<String, Typed>);

/// What was typed at one key: one line, short, and never a certificate or key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Typed(String);

/// What no field of a plan can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Untypable {
    /// PEM, or what looks like it.
    Secret,
    /// Over [`Typed::LONGEST`] bytes.
    Long,
    /// A line break or another control character.
    Control,
}

impl Typed {
    /// The longest text of one field, in bytes.
    pub const LONGEST: usize = 4096;

    /// What was typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Untypable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Secret => "a certificate or a key is no part of a plan",
            Self::Long => "this is too long for a field of a plan",
            Self::Control => "a field of a plan is one line of text",
        })
    }
}

impl std::error::Error for Untypable {}

impl TryFrom<String> for Typed {
    type Error = Untypable;

    fn try_from(text: String) -> Result<Self, Untypable> {
        if text.contains("-----BEGIN") {
            Err(Untypable::Secret)
        } else if text.len() > Self::LONGEST {
            Err(Untypable::Long)
        } else if text.chars().any(char::is_control) {
            Err(Untypable::Control)
        } else {
            Ok(Self(text))
        }
    }
}

impl From<Typed> for String {
    fn from(typed: Typed) -> Self {
        typed.0
    }
}

impl Draft {
    /// What was typed at `key`.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(Typed::as_str)
    }

    /// Types `text` at `key`.
    ///
    /// # Errors
    ///
    /// A text that no field can hold; the draft stays as it was.
    pub fn set(&mut self, key: &str, text: &str) -> Result<(), Untypable> {
        self.0
            .insert(key.to_owned(), Typed::try_from(text.to_owned())?);
        Ok(())
    }

    /// Forgets what was typed at `key`.
    pub fn unset(&mut self, key: &str) {
        self.0.remove(key);
    }

    /// Every key and what was typed there, in the keys' order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(key, typed)| (key.as_str(), typed.as_str()))
    }

    /// Where two say something else, by the keys' order: the key, what the one
    /// says, and the other.
    pub fn differences<'a>(
        &'a self,
        other: &'a Self,
    ) -> Vec<(&'a str, Option<&'a str>, Option<&'a str>)> {
        let mut keys: Vec<&str> = self
            .iter()
            .chain(other.iter())
            .map(|(key, _)| key)
            .collect();
        keys.sort_unstable();
        keys.dedup();
        let both = keys
            .into_iter()
            .map(|key| (key, self.get(key), other.get(key)));
        both.filter(|(_, one, other)| one != other).collect()
    }

    /// Whether nothing was typed at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
