//! One word of a policy, read as Mimir reads it, and as a plan file holds it.

use serde::{Deserialize, Deserializer, Serializer, de};

use super::{CipherSuite, ClientAuth, PolicyError, TlsVersion};
use crate::nearest;

/// What Mimir's page says in its prose where it means `RequireAndVerifyClientCert`.
const MISPRINT: &str = "RequiredAndVerifyClientCert";

/// What somebody means by a word that is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meant {
    /// The one that looks most alike.
    Alike,
    /// This one.
    This(&'static str),
    /// None of them.
    Nothing,
}

/// A value that one of Mimir's options takes as a word.
pub trait Word: Copy + 'static {
    /// What kind of word it is, for an error: `TLS version`.
    const KIND: &'static str;

    /// Every value, in the order in which an error lists them.
    fn all() -> impl Iterator<Item = Self>;

    /// The word for it in Mimir's options.
    fn spelling(self) -> &'static str;

    /// The value of a word that is spelled exactly so.
    fn exactly(text: &str) -> Option<Self>;

    /// The word that somebody means who writes another, if that is no slip of letters.
    fn meant(text: &str) -> Meant {
        let _ = text;
        Meant::Alike
    }

    /// A slip that has an error of its own.
    fn slip(text: &str) -> Option<PolicyError> {
        let _ = text;
        None
    }
}

impl Word for ClientAuth {
    const KIND: &'static str = "client authentication";

    fn all() -> impl Iterator<Item = Self> {
        Self::ALL.into_iter()
    }

    fn spelling(self) -> &'static str {
        self.spelling()
    }

    fn exactly(text: &str) -> Option<Self> {
        text.parse().ok()
    }

    fn slip(text: &str) -> Option<PolicyError> {
        text.eq_ignore_ascii_case(MISPRINT)
            .then_some(PolicyError::Misprint)
    }
}

impl Word for TlsVersion {
    const KIND: &'static str = "TLS version";

    fn all() -> impl Iterator<Item = Self> {
        Self::ALL.into_iter()
    }

    fn spelling(self) -> &'static str {
        self.spelling()
    }

    fn exactly(text: &str) -> Option<Self> {
        text.parse().ok()
    }

    /// `1.2` and `TLSv1.2` mean the version with these numbers; SSL has none.
    fn meant(text: &str) -> Meant {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let mut named = Self::ALL.into_iter().map(Self::spelling);
        if text.to_ascii_lowercase().contains("ssl") {
            return Meant::Nothing;
        }
        match named.find(|name| digits.len() == 2 && name.ends_with(&digits)) {
            Some(name) => Meant::This(name),
            None => Meant::Alike,
        }
    }
}

impl Word for CipherSuite {
    const KIND: &'static str = "cipher suite";

    fn all() -> impl Iterator<Item = Self> {
        Self::all()
    }

    fn spelling(self) -> &'static str {
        self.name()
    }

    fn exactly(text: &str) -> Option<Self> {
        Self::from_name(text)
    }

    fn slip(text: &str) -> Option<PolicyError> {
        let blank = text.contains(char::is_whitespace);
        blank.then(|| PolicyError::Blank(text.to_owned()))
    }
}

/// Reads a word of Mimir's options.
///
/// # Errors
/// A word that Mimir refuses, with the one that was meant, as far as that shows.
pub fn read<W: Word>(text: &str) -> Result<W, PolicyError> {
    W::exactly(text).ok_or_else(|| W::slip(text).unwrap_or_else(|| unknown::<W>(text)))
}

fn unknown<W: Word>(text: &str) -> PolicyError {
    let given = text.to_owned();
    let names: Vec<_> = W::all().map(W::spelling).collect();
    match names
        .iter()
        .copied()
        .find(|name| name.eq_ignore_ascii_case(text))
    {
        Some(right) => PolicyError::Case { given, right },
        None => PolicyError::Unknown {
            what: W::KIND,
            suggestion: match W::meant(text) {
                Meant::Alike => nearest::suggestion(text, names.iter().copied()),
                Meant::This(name) => format!("did you mean `{name}`?"),
                Meant::Nothing => format!("known are {}", names.join(", ")),
            },
            given,
        },
    }
}

/// Writes a plan file's word, for `#[serde(with = "word")]`.
#[expect(clippy::ref_option, reason = "serde hands over a field by reference")]
pub(crate) fn serialize<W: Word, S: Serializer>(
    word: &Option<W>,
    writer: S,
) -> Result<S::Ok, S::Error> {
    match word {
        Some(word) => writer.serialize_some(word.spelling()),
        None => writer.serialize_none(),
    }
}

/// A plan file's word by itself, read and refused as in its file.
#[derive(Deserialize)]
#[serde(transparent, bound = "")]
pub(crate) struct Written<W: Word>(#[serde(deserialize_with = "deserialize")] pub(crate) Option<W>);

/// Reads a plan file's word, for `#[serde(with = "word")]`.
pub(crate) fn deserialize<'de, W: Word, D: Deserializer<'de>>(
    reader: D,
) -> Result<Option<W>, D::Error> {
    let text = Option::<String>::deserialize(reader)?;
    text.map(|text| read(&text).map_err(de::Error::custom))
        .transpose()
}

/// The schema of a plan file's word.
#[cfg(feature = "schema")]
pub(crate) struct Schema<W>(std::marker::PhantomData<W>);

#[cfg(feature = "schema")]
macro_rules! schema {
    ($type:ident, $description:literal) => {
        impl schemars::JsonSchema for Schema<$type> {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($type).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({
                    "type": "string",
                    "description": $description,
                    "enum": $type::ALL.map($type::spelling),
                })
            }
        }
    };
}

#[cfg(feature = "schema")]
schema!(ClientAuth, "What a server asks of its clients.");
#[cfg(feature = "schema")]
schema!(TlsVersion, "A TLS version, by Go's name.");

#[cfg(test)]
mod tests {
    use super::*;

    /// What is said of a word that is none.
    fn refused<W: Word>(text: &str) -> Option<PolicyError> {
        read::<W>(text).err()
    }

    fn every_word_is_read_as_it_is_spelled<W: Word + PartialEq + std::fmt::Debug>() {
        for word in W::all() {
            assert_eq!(read(word.spelling()), Ok(word));
        }
    }

    #[test]
    fn words_are_read_as_they_are_spelled() {
        every_word_is_read_as_it_is_spelled::<ClientAuth>();
        every_word_is_read_as_it_is_spelled::<TlsVersion>();
        every_word_is_read_as_it_is_spelled::<CipherSuite>();
    }

    #[test]
    fn the_misprint_of_mimirs_page_is_known_in_any_case() {
        for text in [MISPRINT, &MISPRINT.to_lowercase()] {
            assert_eq!(refused::<ClientAuth>(text), Some(PolicyError::Misprint));
        }
        // It is no slip of any other vocabulary.
        assert!(matches!(
            refused::<TlsVersion>(MISPRINT),
            Some(PolicyError::Unknown { .. })
        ));
    }

    #[test]
    fn the_wrong_case_has_the_right_one() {
        for (error, wanted) in [
            (refused::<ClientAuth>("noclientcert"), "NoClientCert"),
            (refused::<TlsVersion>("versiontls12"), "VersionTLS12"),
            (
                refused::<CipherSuite>("tls_aes_128_gcm_sha256"),
                "TLS_AES_128_GCM_SHA256",
            ),
        ] {
            assert!(
                matches!(error, Some(PolicyError::Case { right, .. }) if right == wanted),
                "{error:?}"
            );
        }
    }

    #[test]
    fn a_blank_in_a_suite_is_named_before_all_else() {
        let blank = " TLS_AES_128_GCM_SHA256";
        assert_eq!(
            refused::<CipherSuite>(blank),
            Some(PolicyError::Blank(blank.to_owned()))
        );
    }

    #[test]
    fn an_unknown_word_has_the_nearest() {
        let said = refused::<TlsVersion>("VersionTLS21").map(|error| error.to_string());
        let said = said.unwrap_or_default();
        assert!(
            said.starts_with("unknown TLS version `VersionTLS21`; "),
            "{said}"
        );
        assert!(said.contains("VersionTLS"), "{said}");
    }
}
