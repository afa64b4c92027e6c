//! The subject of a certificate, in OpenSSL's `-subj` form.

use std::fmt::{self, Write as _};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::PkiError;

/// The subject of a certificate: `/C=US/ST=KY/O=Org/CN=name`.
///
/// Each attribute stands at most once, in the order given. Within a value `/`,
/// `+` and `\` are written with a backslash in front, as OpenSSL wants them.
/// Go reads no name from it: what a side is dialled by belongs to the
/// [`San`](super::San)s.
///
/// ```
/// use mimir_tls::pki::Subject;
///
/// let subject: Subject = r"/C=US/O=Up\/Down/CN=server".parse()?;
/// assert_eq!(subject.to_string(), r"/C=US/O=Up\/Down/CN=server");
/// assert_eq!(subject.common_name(), Some("server"));
/// # Ok::<(), mimir_tls::pki::PkiError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Subject(Vec<(Attribute, String)>);

/// One of the attributes that a subject may have, with the bounds of RFC 5280,
/// appendix A.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Attribute {
    /// `C`, two capital letters (ISO 3166).
    Country,
    /// `ST`, a state or province, at most 128 characters.
    State,
    /// `L`, a place, at most 128 characters.
    Locality,
    /// `O`, an organisation, at most 64 characters.
    Organization,
    /// `OU`, a part of an organisation, at most 64 characters.
    OrganizationalUnit,
    /// `CN`, the common name, at most 64 characters.
    CommonName,
}

impl Attribute {
    /// Every attribute, in the usual order.
    pub const ALL: [Self; 6] = [
        Self::Country,
        Self::State,
        Self::Locality,
        Self::Organization,
        Self::OrganizationalUnit,
        Self::CommonName,
    ];

    /// The attribute's key in the text form, such as `CN`.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Country => "C",
            Self::State => "ST",
            Self::Locality => "L",
            Self::Organization => "O",
            Self::OrganizationalUnit => "OU",
            Self::CommonName => "CN",
        }
    }

    const fn longest(self) -> usize {
        match self {
            Self::Country => 2,
            Self::State | Self::Locality => 128,
            Self::Organization | Self::OrganizationalUnit | Self::CommonName => 64,
        }
    }
}

impl Subject {
    /// The attributes in order, with their values unescaped.
    pub fn attributes(&self) -> impl Iterator<Item = (Attribute, &str)> {
        self.0
            .iter()
            .map(|(attribute, value)| (*attribute, value.as_str()))
    }

    /// The value of `CN`, if there is one.
    #[must_use]
    pub fn common_name(&self) -> Option<&str> {
        self.attributes()
            .find(|(attribute, _)| *attribute == Attribute::CommonName)
            .map(|(_, value)| value)
    }

    /// The subject with another `CN`, in its old place or at the end.
    ///
    /// # Errors
    /// [`PkiError::Subject`] where the name cannot be one.
    pub fn with_common_name(&self, name: &str) -> Result<Self, PkiError> {
        check_value(Attribute::CommonName, name).map_err(|(problem, instead)| {
            PkiError::Subject {
                given: name.to_owned(),
                problem,
                instead,
            }
        })?;
        let mut subject = self.clone();
        match subject
            .0
            .iter_mut()
            .find(|(attribute, _)| *attribute == Attribute::CommonName)
        {
            Some((_, value)) => name.clone_into(value),
            None => subject.0.push((Attribute::CommonName, name.to_owned())),
        }
        Ok(subject)
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (attribute, value) in &self.0 {
            write!(f, "/{}=", attribute.key())?;
            for character in value.chars() {
                if matches!(character, '/' | '+' | '\\') {
                    f.write_char('\\')?;
                }
                f.write_char(character)?;
            }
        }
        Ok(())
    }
}

impl FromStr for Subject {
    type Err = PkiError;

    fn from_str(given: &str) -> Result<Self, PkiError> {
        parse(given)
            .map(Self)
            .map_err(|(problem, instead)| PkiError::Subject {
                given: given.to_owned(),
                problem,
                instead,
            })
    }
}

impl TryFrom<String> for Subject {
    type Error = PkiError;

    fn try_from(given: String) -> Result<Self, PkiError> {
        given.parse()
    }
}

impl From<Subject> for String {
    fn from(subject: Subject) -> Self {
        subject.to_string()
    }
}

/// What is wrong, and what to write instead.
type Fault = (String, String);

fn fault(problem: impl Into<String>, instead: impl Into<String>) -> Fault {
    (problem.into(), instead.into())
}

fn parse(given: &str) -> Result<Vec<(Attribute, String)>, Fault> {
    const FORM: &str = "write it as in /C=US/ST=KY/O=Org/CN=name";
    let Some(rest) = given.strip_prefix('/') else {
        return Err(fault("it does not begin with a slash", FORM));
    };
    let mut attributes = Vec::new();
    for (index, part) in split_unescaped(rest).into_iter().enumerate() {
        let number = index + 1;
        let Some((key, value)) = part.split_once('=') else {
            return Err(fault(
                format!("attribute {number} ({part:?}) has no `=`"),
                format!("{FORM}; a slash within a value is written \\/"),
            ));
        };
        let attribute = parse_key(key, number)?;
        let value = unescape(value, attribute)?;
        check_value(attribute, &value)?;
        if attributes.iter().any(|(earlier, _)| *earlier == attribute) {
            return Err(fault(
                format!("attribute {number} ({key}) stands there twice"),
                format!("write {key} once"),
            ));
        }
        attributes.push((attribute, value));
    }
    Ok(attributes)
}

/// Splits at each `/` that has no backslash in front.
fn split_unescaped(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut escaped) = (0, false);
    for (index, character) in text.char_indices() {
        if character == '/' && !escaped {
            parts.push(&text[start..index]);
            start = index + 1;
        }
        escaped = character == '\\' && !escaped;
    }
    parts.push(&text[start..]);
    parts
}

fn parse_key(key: &str, number: usize) -> Result<Attribute, Fault> {
    let known = Attribute::ALL.into_iter();
    if let Some(attribute) = known.clone().find(|attribute| attribute.key() == key) {
        return Ok(attribute);
    }
    let instead = match known
        .clone()
        .find(|attribute| attribute.key().eq_ignore_ascii_case(key))
    {
        Some(attribute) => format!("write {}", attribute.key()),
        None => format!(
            "write one of {}",
            known.map(Attribute::key).collect::<Vec<_>>().join(", ")
        ),
    };
    Err(fault(
        format!("attribute {number} has the unknown key {key:?}"),
        instead,
    ))
}

fn unescape(value: &str, attribute: Attribute) -> Result<String, Fault> {
    let key = attribute.key();
    let mut plain = String::with_capacity(value.len());
    let mut characters = value.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => match characters.next() {
                Some(escaped) => plain.push(escaped),
                None => {
                    return Err(fault(
                        format!("the value of {key} ends in a lone backslash"),
                        "write \\\\ for a backslash",
                    ));
                }
            },
            '+' => {
                return Err(fault(
                    format!("the value of {key} has a bare `+`, which joins attributes"),
                    "write \\+ for a plus sign",
                ));
            }
            other => plain.push(other),
        }
    }
    Ok(plain)
}

fn check_value(attribute: Attribute, value: &str) -> Result<(), Fault> {
    let key = attribute.key();
    if value.is_empty() {
        return Err(fault(
            format!("{key} is empty"),
            format!("give it a value, or leave {key} out"),
        ));
    }
    if let Some(character) = value.chars().find(|character| character.is_control()) {
        return Err(fault(
            format!(
                "{key} holds the control character {}",
                character.escape_default()
            ),
            "remove it",
        ));
    }
    if value.trim() != value {
        return Err(fault(
            format!("{key} begins or ends with a blank"),
            "remove it",
        ));
    }
    let country = value.len() == 2 && value.bytes().all(|byte| byte.is_ascii_uppercase());
    if attribute == Attribute::Country && !country {
        return Err(fault(
            format!("C is {value:?}"),
            "write the two capital letters of a country, such as US",
        ));
    }
    let length = value.chars().count();
    let longest = attribute.longest();
    if length > longest {
        return Err(fault(
            format!("{key} has {length} characters"),
            format!("write {longest} or fewer"),
        ));
    }
    Ok(())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test")]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn check(given: &str, expect: Expect) {
        expect.assert_eq(&match given.parse::<Subject>() {
            Ok(subject) => {
                assert_eq!(subject.to_string(), given, "it is given back as it was");
                let pairs = subject
                    .attributes()
                    .map(|(a, value)| format!("{}: {value}", a.key()));
                pairs.collect::<Vec<_>>().join("\n")
            }
            Err(error) => error.to_string(),
        });
    }

    #[test]
    fn good_subjects() {
        check(
            "/C=US/ST=KY/O=Org/CN=root",
            expect![[r#"
            C: US
            ST: KY
            O: Org
            CN: root"#]],
        );
        check(
            "/CN=Mimir (test), #1 = good",
            expect!["CN: Mimir (test), #1 = good"],
        );
        check(
            r"/O=a\/b\\c\+d/CN=Jülich",
            expect![[r#"
            O: a/b\c+d
            CN: Jülich"#]],
        );
    }

    #[test]
    fn bad_subjects() {
        check(
            "",
            expect![[
                r#"subject "": it does not begin with a slash; write it as in /C=US/ST=KY/O=Org/CN=name"#
            ]],
        );
        check(
            "/",
            expect![[
                r#"subject "/": attribute 1 ("") has no `=`; write it as in /C=US/ST=KY/O=Org/CN=name; a slash within a value is written \/"#
            ]],
        );
        check(
            "CN=root",
            expect![[
                r#"subject "CN=root": it does not begin with a slash; write it as in /C=US/ST=KY/O=Org/CN=name"#
            ]],
        );
        check(
            "/C=US/CN",
            expect![[
                r#"subject "/C=US/CN": attribute 2 ("CN") has no `=`; write it as in /C=US/ST=KY/O=Org/CN=name; a slash within a value is written \/"#
            ]],
        );
        check(
            "/O=a/b/CN=root",
            expect![[
                r#"subject "/O=a/b/CN=root": attribute 2 ("b") has no `=`; write it as in /C=US/ST=KY/O=Org/CN=name; a slash within a value is written \/"#
            ]],
        );
        check(
            "/C=us/CN=root",
            expect![[
                r#"subject "/C=us/CN=root": C is "us"; write the two capital letters of a country, such as US"#
            ]],
        );
        check(
            "/C=USA",
            expect![[
                r#"subject "/C=USA": C is "USA"; write the two capital letters of a country, such as US"#
            ]],
        );
        check(
            "/cn=root",
            expect![[r#"subject "/cn=root": attribute 1 has the unknown key "cn"; write CN"#]],
        );
        check(
            "/X=root",
            expect![[
                r#"subject "/X=root": attribute 1 has the unknown key "X"; write one of C, ST, L, O, OU, CN"#
            ]],
        );
        check(
            "/CN=",
            expect![[r#"subject "/CN=": CN is empty; give it a value, or leave CN out"#]],
        );
        check(
            "/CN= a",
            expect![[r#"subject "/CN= a": CN begins or ends with a blank; remove it"#]],
        );
        check(
            "/CN=a\nb",
            expect![[r#"subject "/CN=a\nb": CN holds the control character \n; remove it"#]],
        );
        check(
            "/CN=a/CN=b",
            expect![[
                r#"subject "/CN=a/CN=b": attribute 2 (CN) stands there twice; write CN once"#
            ]],
        );
        check(
            "/O=a+CN=b",
            expect![[
                r#"subject "/O=a+CN=b": the value of O has a bare `+`, which joins attributes; write \+ for a plus sign"#
            ]],
        );
        check(
            "/O=a\\",
            expect![[
                r#"subject "/O=a\\": the value of O ends in a lone backslash; write \\ for a backslash"#
            ]],
        );
        check(
            &format!("/CN={}", "a".repeat(65)),
            expect![[
                r#"subject "/CN=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa": CN has 65 characters; write 64 or fewer"#
            ]],
        );
    }

    #[test]
    fn another_common_name() {
        let subject: Subject = "/C=US/CN=a/O=Org".parse().unwrap();
        assert_eq!(
            subject.with_common_name("b/c").unwrap().to_string(),
            r"/C=US/CN=b\/c/O=Org"
        );
        let bare: Subject = "/O=Org".parse().unwrap();
        assert_eq!(
            bare.with_common_name("b").unwrap().to_string(),
            "/O=Org/CN=b"
        );
        assert!(bare.with_common_name("").is_err());
    }
}
