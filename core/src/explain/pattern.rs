//! A known error's text: literals with named holes between them.

use memchr::memmem;

/// The most that a hole takes, in bytes; a line of names can be long.
const LONGEST_HOLE: usize = 2048;

/// The end of a pattern whose last part is a hole takes one word, up to here.
const ENDS_A_WORD: &[u8] = b" \t\r\n\"'`,;()[]{}<>|";

/// Letters that loggers escape, each in its own way, and so no needle has.
const ESCAPED: &[char] = &['"', '\\', '<', '>', '&'];

/// A text such as `x509: certificate is valid for {names}, not {name}`.
#[derive(Debug)]
pub(super) struct Pattern {
    first: memmem::Finder<'static>,
    rest: Vec<Step>,
    needle: &'static str,
}

/// A hole, and the literal that ends it; nothing ends the last one but its word.
#[derive(Debug)]
struct Step {
    hole: &'static str,
    until: Option<memmem::Finder<'static>>,
}

/// Where a pattern stands in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Match<'a> {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) holes: Vec<(&'static str, &'a [u8])>,
}

impl Pattern {
    /// Reads the text of a pattern. Whatever is no hole is literal.
    pub(super) fn new(text: &'static str) -> Self {
        let (first, mut left) = split_literal(text);
        let mut literals = vec![first];
        let mut rest = Vec::new();
        while let Some((hole, after)) = left.split_once('}') {
            let (literal, next) = split_literal(after);
            rest.push(Step {
                hole,
                until: (!literal.is_empty()).then(|| memmem::Finder::new(literal)),
            });
            literals.push(literal);
            left = next;
        }
        let plain = literals
            .into_iter()
            .flat_map(|literal| literal.split(ESCAPED));
        Self {
            first: memmem::Finder::new(first),
            rest,
            needle: plain.max_by_key(|run| run.len()).unwrap_or_default(),
        }
    }

    /// The longest run that every line with this error holds as it is, however
    /// the logger escaped the line.
    pub(super) fn needle(&self) -> &'static str {
        self.needle
    }

    /// The names of the holes.
    #[cfg(test)]
    pub(super) fn holes(&self) -> impl Iterator<Item = &'static str> {
        self.rest.iter().map(|step| step.hole)
    }

    /// The first place in `line` where the whole pattern stands.
    pub(super) fn find<'a>(&self, line: &'a [u8]) -> Option<Match<'a>> {
        self.first
            .find_iter(line)
            .find_map(|start| self.match_at(line, start))
    }

    fn match_at<'a>(&self, line: &'a [u8], start: usize) -> Option<Match<'a>> {
        let mut end = start + self.first.needle().len();
        let mut holes = Vec::with_capacity(self.rest.len());
        for step in &self.rest {
            let after = line.get(end..)?;
            let after = &after[..after.len().min(LONGEST_HOLE)];
            let (taken, passed) = match &step.until {
                Some(literal) => {
                    let taken = literal.find(after)?;
                    (taken, taken + literal.needle().len())
                }
                None => {
                    let word = after.iter().position(|byte| ENDS_A_WORD.contains(byte));
                    let word = word.unwrap_or(after.len());
                    (word, word)
                }
            };
            let taken = without_point(&after[..taken]);
            holes.push((step.hole, taken));
            end += passed;
        }
        Some(Match { start, end, holes })
    }
}

/// A word without the colon or the full stop that its sentence put behind it.
fn without_point(word: &[u8]) -> &[u8] {
    let point = |byte: &u8| matches!(byte, b':' | b'.');
    let end = word
        .iter()
        .rposition(|byte| !point(byte))
        .map_or(0, |last| last + 1);
    &word[..end]
}

/// The literal at the beginning, and what comes after the brace of its hole.
fn split_literal(text: &'static str) -> (&'static str, &'static str) {
    text.split_once('{').unwrap_or((text, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holes(pattern: &'static str, line: &str) -> Option<Vec<(&'static str, String)>> {
        let owned = |(name, value): &(&'static str, &[u8])| {
            (*name, String::from_utf8_lossy(value).into_owned())
        };
        let pattern = Pattern::new(pattern);
        let found = pattern.find(line.as_bytes())?;
        Some(found.holes.iter().map(owned).collect())
    }

    #[test]
    fn holes_take_what_stands_between_literals() {
        let pattern = "x509: certificate is valid for {names}, not {name}";
        let line = r#"err="x509: certificate is valid for a, b.c, not 10.0.0.7" x=1"#;
        let wanted = vec![("names", "a, b.c".into()), ("name", "10.0.0.7".into())];
        assert_eq!(holes(pattern, line), Some(wanted));
        assert_eq!(holes(pattern, "x509: certificate is valid for a, b"), None);
    }

    #[test]
    fn a_beginning_that_leads_nowhere_does_not_hide_a_later_one() {
        let pattern = "cipher suite {name} not recognized";
        let line = format!(
            "cipher suite {} cipher suite A not recognized",
            "x".repeat(3000)
        );
        assert_eq!(holes(pattern, &line), Some(vec![("name", "A".into())]));
    }

    #[test]
    fn a_needle_is_what_no_logger_escapes() {
        let needle = |text| Pattern::new(text).needle();
        assert_eq!(
            needle("unsupported cipher suite: \"{name}\""),
            "unsupported cipher suite: "
        );
        assert_eq!(needle("a {x} longer <than> b"), " longer ");
    }
}
