//! Which lines of a file are shown, and what is kept from sight.

use std::collections::BTreeSet;

/// Longer texts are shown only around what was found.
const WHOLE: usize = 1_500;
/// So many lines are shown before and behind a finding then.
const AROUND: usize = 3;
/// No more lines than these in any case.
const MOST: usize = 4_000;

/// A line as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown<'a> {
    /// One line, with its number, counted from 1.
    Line(usize, &'a str),
    /// One line of a private key, which stays out of sight.
    Key(usize),
    /// So many lines that are left out.
    Gap(usize),
}

/// Finds the lines of private keys, one line after the other.
#[derive(Debug, Default)]
struct Keys {
    /// Whether the last line was in one of PEM.
    in_pem: bool,
    /// Whether it was in one that is packed as Base64 once more.
    in_packed: bool,
}

/// `PRIVATE KEY` in Base64, by where it begins there.
const PACKED: [&str; 3] = ["UFJJVkFURSBLRV", "BSSVZBVEUgS0VZ", "QUklWQVRFIEtFW"];

/// Whether a line of PEM says that a private key follows.
fn begins(line: &str) -> bool {
    line.contains("-----BEGIN") && line.contains("PRIVATE KEY")
}

impl Keys {
    /// Whether the next line is one of a private key. What only says that one begins
    /// or ends is not.
    fn hold(&mut self, line: &str) -> bool {
        let is_base64 = |it: u8| it.is_ascii_alphanumeric() || b"+/=".contains(&it);
        let word = line.trim();
        let goes_on = self.in_packed && word.len() > 16 && word.bytes().all(is_base64);
        self.in_packed = goes_on || PACKED.iter().any(|it| line.contains(it));
        if begins(line) {
            self.in_pem = !line.contains("-----END");
            let behind = line.rsplit_once("PRIVATE KEY-----").map(|(_, it)| it);
            let whole = line.contains("-----END");
            return whole || behind.is_some_and(|it| it.trim().len() > 2);
        }
        let is_pem = self.in_pem && !line.contains("-----END");
        self.in_pem = is_pem;
        is_pem || self.in_packed
    }
}

/// Whether a private key is in a text, or may be.
pub fn has_key(text: &str) -> bool {
    let mut keys = Keys::default();
    text.lines().any(|line| begins(line) || keys.hold(line))
}

/// The lines of a text that are shown; `marked` are those with a finding.
pub fn shown<'a>(text: &'a str, marked: &BTreeSet<usize>) -> Vec<Shown<'a>> {
    let count = text.lines().count();
    let near = |number: usize| {
        let from = number.saturating_sub(AROUND);
        marked.range(from..=number + AROUND).next().is_some()
    };
    let mut lines = Vec::new();
    let mut left_out = 0;
    let mut keys = Keys::default();
    for (number, line) in (1..).zip(text.lines()) {
        let is_key = keys.hold(line);
        if lines.len() >= MOST || (count > WHOLE && !near(number) && number > AROUND) {
            left_out += 1;
            continue;
        }
        if left_out > 0 {
            lines.push(Shown::Gap(left_out));
            left_out = 0;
        }
        lines.push(if is_key {
            Shown::Key(number)
        } else {
            Shown::Line(number, line)
        });
    }
    if left_out > 0 {
        lines.push(Shown::Gap(left_out));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_text_is_shown_whole() {
        let lines = shown("one\ntwo\n", &BTreeSet::new());
        assert_eq!(lines, [Shown::Line(1, "one"), Shown::Line(2, "two")]);
    }

    #[test]
    fn of_a_long_text_the_findings_and_what_is_around_them() {
        let text = "line\n".repeat(WHOLE + 100);
        let lines = shown(&text, &BTreeSet::from([1_000]));
        let numbers: Vec<usize> = (lines.iter())
            .filter_map(|line| match line {
                Shown::Line(number, _) => Some(*number),
                _ => None,
            })
            .collect();
        assert_eq!(
            numbers,
            [1, 2, 3, 997, 998, 999, 1_000, 1_001, 1_002, 1_003]
        );
        assert_eq!(lines.get(3), Some(&Shown::Gap(993)));
        assert_eq!(lines.last(), Some(&Shown::Gap(WHOLE + 100 - 1_003)));
    }

    #[test]
    fn a_key_stays_out_of_sight() {
        let text = "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\nafter\n";
        let lines = shown(text, &BTreeSet::new());
        assert_eq!(lines.get(1), Some(&Shown::Key(2)));
        assert_eq!(
            lines.get(2),
            Some(&Shown::Line(3, "-----END PRIVATE KEY-----"))
        );
        assert_eq!(lines.get(3), Some(&Shown::Line(4, "after")));
    }

    #[test]
    fn nor_is_one_shown_that_is_packed_or_in_one_line() {
        let packed = "LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0tCk1JR0hBZ0VBTUJNR0J5cUdTTTQ5QWdFR0ND";
        let text = format!("a: 1\ntls.key: {packed}\n  {packed}\nb: 2\n");
        let lines = shown(&text, &BTreeSet::new());
        let b = Shown::Line(4, "b: 2");
        assert_eq!(
            lines,
            [Shown::Line(1, "a: 1"), Shown::Key(2), Shown::Key(3), b]
        );
        let line = r#""-----BEGIN EC PRIVATE KEY-----\nMHc\n-----END EC PRIVATE KEY-----\n""#;
        assert_eq!(shown(line, &BTreeSet::new()), [Shown::Key(1)]);
        assert!(has_key(&text) && has_key(line));
        assert!(!has_key("tls.crt: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0t\n"));
        assert!(!has_key(
            "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
        ));
    }
}
