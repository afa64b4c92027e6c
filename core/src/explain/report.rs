//! What was found in a log.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Encoding;
use super::line::shown;
use super::link::{Clue, Kept, SeenLink};
use super::pattern::Match;
use super::rows::{KnownError, Speaker};
use crate::language::Language;

/// How many different links, and values of a hole, are told apart. A log names
/// any number of them, and the memory stays the same.
const MOST_LINKS: usize = 16;
const MOST_VALUES: usize = 5;

/// The most that is kept of a line, in bytes.
const LONGEST_EXAMPLE: usize = 300;

/// The known errors of a log, the most frequent first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LogReport {
    /// The number of lines that were read.
    pub lines: u64,
    /// The number of bytes that were read.
    pub bytes: u64,
    /// The encoding in which the lines were written.
    pub encoding: Encoding,
    /// The known errors among them, by count and then by place.
    pub found: Vec<Found>,
}

/// A known error, and the lines in which it was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Found {
    /// The id of the error, `unknown-authority`.
    pub id: &'static str,
    /// The program that writes the error.
    pub by: Speaker,
    /// The number of lines that hold the error.
    pub count: u64,
    /// The number of the first line that holds the error, counted from 1.
    pub first_line: u64,
    /// The number of the last line that holds the error.
    pub last_line: u64,
    /// The first line that holds the error, cut to its beginning or around the
    /// error.
    pub example: String,
    /// The texts in the error's holes: the first few of each.
    pub values: BTreeMap<&'static str, Vec<String>>,
    /// The links on which the error was seen, the most frequent first.
    pub links: Vec<SeenLink>,
    /// The number of lines that spoke of links beyond those listed.
    pub other_links: u64,
    /// The meaning of the error, in plain words.
    pub what: &'static str,
    /// The causes of the error, the likeliest first.
    pub causes: Vec<Cause>,
    /// The source that describes the error, or the people who met it.
    pub reference: &'static str,
}

/// One reason for an error.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cause {
    /// The fault behind the error, in a sentence.
    pub cause: &'static str,
    /// The way to see whether the cause is this one.
    pub check: &'static str,
    /// The change that fixes the fault.
    pub fix: &'static str,
    /// The codes of the findings that say the same of a configuration.
    pub findings: &'static [String],
}

/// One error while the log is still being read.
#[derive(Debug)]
pub(super) struct Seen {
    count: u64,
    first_line: u64,
    last_line: u64,
    example: String,
    values: BTreeMap<&'static str, Vec<String>>,
    links: Vec<(Kept, Span)>,
    other_links: u64,
}

#[derive(Debug, Clone, Copy)]
struct Span {
    count: u64,
    first_line: u64,
    last_line: u64,
}

impl Seen {
    /// An error that has not been seen yet, whose example will be this line.
    pub(super) fn new(line: &[u8], found: &Match<'_>) -> Self {
        Self {
            count: 0,
            first_line: 0,
            last_line: 0,
            example: shown(around(line, found)),
            values: BTreeMap::new(),
            links: Vec::new(),
            other_links: 0,
        }
    }

    /// One more line, unless it is a later piece of the same.
    pub(super) fn add(&mut self, number: u64, found: &Match<'_>, clue: Clue<'_>) {
        if self.count > 0 && self.last_line == number {
            return;
        }
        if self.count == 0 {
            self.first_line = number;
        }
        self.count += 1;
        self.last_line = number;
        for (hole, value) in &found.holes {
            let values = self.values.entry(hole).or_default();
            if values.len() < MOST_VALUES {
                let value = shown(&value[..value.len().min(LONGEST_EXAMPLE)]);
                if !value.is_empty() && !values.contains(&value) {
                    values.push(value);
                }
            }
        }
        if clue.is_empty() {
            return;
        }
        if let Some((_, span)) = self.links.iter_mut().find(|(kept, _)| clue.is(kept)) {
            span.count += 1;
            span.last_line = number;
        } else if self.links.len() < MOST_LINKS {
            let span = Span {
                count: 1,
                first_line: number,
                last_line: number,
            };
            self.links.push((clue.keep(), span));
        } else {
            self.other_links += 1;
        }
    }

    /// What is said of it in the end.
    pub(super) fn told(self, row: &'static KnownError, language: Language) -> Found {
        let mut links: Vec<SeenLink> = self.links.iter().map(Self::link).collect();
        links.sort_by_key(|link| (std::cmp::Reverse(link.count), link.first_line));
        let causes = row.causes.iter().map(|cause| Cause {
            cause: cause.cause.of(language),
            check: cause.check.of(language),
            fix: cause.fix.of(language),
            findings: &cause.findings,
        });
        Found {
            id: row.id,
            by: row.by,
            count: self.count,
            first_line: self.first_line,
            last_line: self.last_line,
            example: self.example,
            values: self.values,
            links,
            other_links: self.other_links,
            what: row.what.of(language),
            causes: causes.collect(),
            reference: row.reference,
        }
    }

    fn link((kept, span): &(Kept, Span)) -> SeenLink {
        SeenLink {
            count: span.count,
            first_line: span.first_line,
            last_line: span.last_line,
            ..kept.link()
        }
    }
}

/// The line, or what surrounds the error in a long one.
fn around<'a>(line: &'a [u8], found: &Match<'_>) -> &'a [u8] {
    if line.len() <= LONGEST_EXAMPLE {
        return line;
    }
    let length = (found.end - found.start).min(LONGEST_EXAMPLE);
    let start = found.start.saturating_sub((LONGEST_EXAMPLE - length) / 2);
    let end = line.len().min(start + LONGEST_EXAMPLE);
    &line[end.saturating_sub(LONGEST_EXAMPLE)..end]
}
