//! Mail addresses (RFC 2821), as Go's `parseRFC2821Mailbox` takes them apart.

/// A mail address: what stands before its `@`, unquoted, and behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mailbox {
    pub(crate) local: String,
    pub(crate) domain: String,
}

impl std::fmt::Display for Mailbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}@{}", self.local, self.domain)
    }
}

impl Mailbox {
    /// The parts of an address; `None` for what Go does not take for one.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (local, rest) = match text.strip_prefix('"') {
            Some(rest) => quoted(rest)?,
            None => atoms(text)?,
        };
        let domain = rest.strip_prefix('@')?;
        // Go reads the domain's labels from behind and wants every one of them.
        super::domain_is_valid(domain, false).then(|| Self {
            local,
            domain: domain.to_owned(),
        })
    }
}

/// A quoted string up to its end, and what follows.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut local = String::new();
    let mut letters = text.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return Some((local, &text[at + 1..])),
            '\\' => {
                let (_, escaped) = letters.next()?;
                if !matches!(escaped, '\u{1}'..='\t' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{7f}') {
                    return None;
                }
                local.push(escaped);
            }
            '\u{1}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='!' | '#'..='[' | ']'..='\u{7f}' => {
                local.push(letter);
            }
            _ => return None,
        }
    }
    None
}

/// Words between dots, and what follows.
fn atoms(text: &str) -> Option<(String, &str)> {
    let mut local = String::new();
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        if letter == '\\' {
            rest = &rest[1..];
            // Whatever is escaped is taken, a letter of its own kind or not.
            let escaped = rest.chars().next()?;
            local.push(escaped);
            rest = &rest[escaped.len_utf8()..];
        } else if letter.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(letter) {
            local.push(letter);
            rest = &rest[1..];
        } else {
            break;
        }
    }
    let fine = !local.is_empty()
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..");
    fine.then_some((local, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        let read = |text: &str| Mailbox::parse(text).map(|mailbox| mailbox.to_string());
        assert_eq!(read("a.b@example.com").as_deref(), Some("a.b@example.com"));
        assert_eq!(
            read("\"a b\"@example.com").as_deref(),
            Some("a b@example.com")
        );
        assert_eq!(
            read("\"a\\\"b\"@example.com").as_deref(),
            Some("a\"b@example.com")
        );
        assert_eq!(
            read("a\\@b@example.com").as_deref(),
            Some("a@b@example.com")
        );
        for wrong in [
            "",
            "a",
            "@example.com",
            "a@b..com",
            "a@b.",
            ".a@b.com",
            "a..b@c.d",
            "\"a@b",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
