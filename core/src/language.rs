//! The languages that texts for people come in.

use serde::{Deserialize, Serialize};

/// A language; `en` or `de` where it is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum Language {
    /// English, in which everything is written first.
    #[default]
    #[serde(rename = "en")]
    English,
    /// German, the page's second language.
    #[serde(rename = "de")]
    German,
}

/// One text in every language, as the rows of `core/data` hold it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// The English text.
    pub en: String,
    /// The German text.
    pub de: String,
}

impl Text {
    /// A text that somebody has written in both languages.
    pub fn new(en: impl Into<String>, de: impl Into<String>) -> Self {
        let (en, de) = (en.into(), de.into());
        Self { en, de }
    }

    /// A word that is the same in every language, as what the system says.
    pub fn word(word: impl Into<String>) -> Self {
        let word = word.into();
        Self::new(word.clone(), word)
    }

    /// The text in one language.
    pub fn of(&self, language: Language) -> &str {
        match language {
            Language::English => &self.en,
            Language::German => &self.de,
        }
    }
}
