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

/// The lines of a text that are shown; `marked` are those with a finding.
pub fn shown<'a>(text: &'a str, marked: &BTreeSet<usize>) -> Vec<Shown<'a>> {
    let count = text.lines().count();
    let near = |number: usize| {
        let from = number.saturating_sub(AROUND);
        marked.range(from..=number + AROUND).next().is_some()
    };
    let mut lines = Vec::new();
    let mut left_out = 0;
    let mut in_key = false;
    for (number, line) in (1..).zip(text.lines()) {
        let begins = line.contains("-----BEGIN") && line.contains("PRIVATE KEY");
        let is_key = in_key && !line.contains("-----END");
        in_key = begins || is_key;
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
}
