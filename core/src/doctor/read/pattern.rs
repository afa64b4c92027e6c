//! Regular expressions as those of Kustomize's targets, which a name fits whole.

use std::iter::Peekable;
use std::str::Chars;

/// Groups in groups; what is deeper fits nothing.
const MOST_DEPTH: usize = 8;
/// So often is at most what a pattern says in braces: no name is longer.
const MOST_TIMES: usize = 253;

/// Whether a whole text fits a pattern of Go's `regexp`: letters, `.`, classes, groups,
/// alternatives, and how often each comes. A pattern with anything else, as flags, fits
/// nothing.
pub(super) fn fits(pattern: &str, text: &str) -> bool {
    if pattern
        .bytes()
        .all(|it| it.is_ascii_alphanumeric() || it == b'-')
    {
        return pattern == text;
    }
    let mut parser = Parser {
        rest: pattern.chars().peekable(),
        depth: 0,
    };
    let all = parser.alternatives();
    let Some(all) = all.filter(|_| parser.rest.peek().is_none()) else {
        return false;
    };
    let text: Vec<char> = text.chars().take(MOST_TIMES + 1).collect();
    let mut from = vec![false; text.len() + 1];
    from[0] = true;
    any(&all, &text, &from).last() == Some(&true)
}

/// What stands in a row, each as often as that at least and at most.
type Row = Vec<(What, usize, usize)>;

/// What stands at one place of a row.
enum What {
    /// A letter of these ranges, or of none of them.
    Letter {
        ranges: Vec<(char, char)>,
        is_not: bool,
    },
    Group(Vec<Row>),
}

struct Parser<'p> {
    rest: Peekable<Chars<'p>>,
    depth: usize,
}

impl Parser<'_> {
    fn alternatives(&mut self) -> Option<Vec<Row>> {
        let mut all = vec![Row::new()];
        while let Some(letter) = self.rest.next_if(|it| *it != ')') {
            if letter == '|' {
                all.push(Row::new());
            } else if !matches!(letter, '^' | '$') {
                let what = self.what(letter)?;
                let (least, most) = self.times()?;
                all.last_mut()?.push((what, least, most));
            }
        }
        Some(all)
    }

    fn what(&mut self, letter: char) -> Option<What> {
        let one = |it| What::Letter {
            ranges: vec![(it, it)],
            is_not: false,
        };
        match letter {
            '.' => Some(What::Letter {
                ranges: Vec::new(),
                is_not: true,
            }),
            '[' => self.class(),
            '\\' => self.rest.next().filter(|it| !it.is_alphanumeric()).map(one),
            '(' if self.depth < MOST_DEPTH => {
                if self.rest.next_if_eq(&'?').is_some() {
                    self.rest.next_if_eq(&':')?;
                }
                self.depth += 1;
                let all = self.alternatives()?;
                self.depth -= 1;
                self.rest.next_if_eq(&')')?;
                Some(What::Group(all))
            }
            '(' | '*' | '+' | '?' => None,
            it => Some(one(it)),
        }
    }

    fn class(&mut self) -> Option<What> {
        let is_not = self.rest.next_if_eq(&'^').is_some();
        let mut ranges = Vec::new();
        loop {
            match self.rest.next()? {
                ']' if !ranges.is_empty() => return Some(What::Letter { ranges, is_not }),
                '[' | '\\' => return None,
                first => {
                    let mut last = first;
                    // At the end a dash is a letter.
                    if self.rest.next_if_eq(&'-').is_some() {
                        match self.rest.next_if(|it| *it != ']') {
                            Some(it) => last = it,
                            None => ranges.push(('-', '-')),
                        }
                    }
                    ranges.push((first, last));
                }
            }
        }
    }

    fn times(&mut self) -> Option<(usize, usize)> {
        let letter = self.rest.next_if(|it| matches!(it, '*' | '+' | '?' | '{'));
        Some(match letter {
            None => (1, 1),
            Some('*') => (0, MOST_TIMES),
            Some('+') => (1, MOST_TIMES),
            Some('?') => (0, 1),
            _ => {
                let mut inside = String::new();
                loop {
                    match self.rest.next()? {
                        '}' => break,
                        it => inside.push(it),
                    }
                }
                let (least, most) = inside.split_once(',').unwrap_or((&inside, &inside));
                let most = match most {
                    "" => MOST_TIMES,
                    most => most.parse().ok()?,
                };
                (least.parse().ok()?, most.min(MOST_TIMES))
            }
        })
    }
}

/// The places in a text that one of these rows leads to, from each of those.
fn any(all: &[Row], text: &[char], from: &[bool]) -> Vec<bool> {
    let mut reached = vec![false; from.len()];
    for row in all {
        let end = row.iter().fold(from.to_vec(), |at, it| often(it, text, at));
        join(&mut reached, &end);
    }
    reached
}

fn often(
    (what, least, most): &(What, usize, usize),
    text: &[char],
    mut at: Vec<bool>,
) -> Vec<bool> {
    let mut reached = match least {
        0 => at.clone(),
        _ => vec![false; at.len()],
    };
    for times in 1..=*most {
        at = once(what, text, &at);
        // Another time leads to nothing new.
        if times >= *least && !join(&mut reached, &at) {
            break;
        }
    }
    reached
}

fn once(what: &What, text: &[char], from: &[bool]) -> Vec<bool> {
    match what {
        What::Group(all) => any(all, text, from),
        What::Letter { ranges, is_not } => {
            let fits = |it: &char| {
                ranges
                    .iter()
                    .any(|(first, last)| (first..=last).contains(&it))
                    != *is_not
            };
            let next = text
                .iter()
                .zip(from)
                .map(|(letter, is_at)| *is_at && fits(letter));
            std::iter::once(false).chain(next).collect()
        }
    }
}

/// Adds places, and says whether one of them is new.
fn join(reached: &mut [bool], more: &[bool]) -> bool {
    let mut is_new = false;
    for (known, it) in reached.iter_mut().zip(more) {
        is_new |= *it && !*known;
        *known |= it;
    }
    is_new
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn a_whole_text_fits_or_does_not() {
        for (pattern, fit, misfit) in [
            ("mimir", "mimir", "mimir-2"),
            ("Deployment|StatefulSet", "StatefulSet", "DaemonSet"),
            (
                "(mimir-)?mimir(-zone-.+)?",
                "mimir-mimir-zone-a",
                "mimir-zone-",
            ),
            ("(mimir-)?mimir(-zone-.+)?", "mimir", "mimir-ingester"),
            ("^mimir-(ingester|querier)$", "mimir-querier", "mimir-ruler"),
            ("mim.*", "mimir-ruler", "nomimir"),
            ("mimir-[a-c]{1,2}", "mimir-ab", "mimir-abc"),
            ("mimir-[^x-]+", "mimir-ab", "mimir-a-b"),
            ("mimir-[a-]+", "mimir-a-", "mimir-b"),
            ("mimir\\.svc", "mimir.svc", "mimir-svc"),
            ("(?:a|b){2,}c*", "abab", "a"),
            ("a{0}b", "b", "ab"),
        ] {
            assert!(fits(pattern, fit), "{pattern} {fit}");
            assert!(!fits(pattern, misfit), "{pattern} {misfit}");
        }
        for none in [
            "(",
            "(a",
            "a)",
            "[a",
            "*",
            "(?i)a",
            "\\d",
            "a{",
            "a{x}",
            "((((((((((a))))))))))",
        ] {
            assert!(!fits(none, "a"), "{none}");
        }
    }

    #[test]
    fn repeats_in_repeats_end() {
        let long = "a".repeat(253);
        assert!(fits("(((((a*)*)*)+)+)*", &long));
        assert!(!fits("(((((a*)*a*)*a*)+)+)*b", &long));
    }
}
