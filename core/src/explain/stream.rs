//! A log that comes in chunks, cut into lines.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use aho_corasick::AhoCorasick;
use aho_corasick::Input;

use super::encoding::{Encoding, Utf16};
use super::link::{Clue, build};
use super::pattern::{Match, Pattern};
use super::report::{LogReport, Seen};
use super::{line, rows};
use crate::language::Language;

/// How much is looked at at once, and how much of a line is held: a longer
/// line is read in pieces.
const BLOCK: usize = 64 << 10;

/// How much of a piece is read again with the next one, so that no error is
/// cut in two.
const OVERLAP: usize = 4 << 10;

/// Finds the known errors in a log that it is fed.
#[derive(Debug)]
pub struct Explainer {
    language: Language,
    bytes: u64,
    /// The first bytes, until they tell the encoding.
    start: Vec<u8>,
    encoding: Option<Encoding>,
    utf16: Option<Utf16>,
    lines: Lines,
}

impl Explainer {
    /// An explainer that will speak `language`.
    pub fn new(language: Language) -> Self {
        Self {
            language,
            bytes: 0,
            start: Vec::new(),
            encoding: None,
            utf16: None,
            lines: Lines::default(),
        }
    }

    /// Reads on. A chunk may end anywhere, within a line or a letter.
    pub fn feed(&mut self, chunk: &[u8]) {
        self.bytes += chunk.len() as u64;
        if self.encoding.is_some() {
            return self.read(chunk);
        }
        self.start.extend_from_slice(chunk);
        if self.start.len() >= Encoding::TELLING {
            self.begin();
        }
    }

    /// Ends the log, and reports what was found in all of it.
    pub fn finish(mut self) -> LogReport {
        if self.encoding.is_none() {
            self.begin();
        }
        self.lines.end();
        let known = rows::known();
        let mut found: Vec<_> = std::mem::take(&mut self.lines.seen)
            .into_iter()
            .map(|(row, seen)| seen.told(&known[row], self.language))
            .collect();
        found.sort_by_key(|found| (std::cmp::Reverse(found.count), found.first_line));
        LogReport {
            lines: self.lines.number,
            bytes: self.bytes,
            encoding: self.encoding.unwrap_or(Encoding::Utf8),
            found,
        }
    }

    fn begin(&mut self) {
        let start = std::mem::take(&mut self.start);
        let encoding = Encoding::of(&start);
        self.encoding = Some(encoding);
        self.utf16 = match encoding {
            Encoding::Utf8 => None,
            Encoding::Utf16Le => Some(Utf16::new(false)),
            Encoding::Utf16Be => Some(Utf16::new(true)),
        };
        self.read(&start);
    }

    fn read(&mut self, chunk: &[u8]) {
        for block in chunk.chunks(BLOCK) {
            match &mut self.utf16 {
                None => self.lines.read(block),
                Some(utf16) => self.lines.read(utf16.decode(block).as_bytes()),
            }
        }
    }
}

/// The lines so far.
#[derive(Debug, Default)]
struct Lines {
    /// How many have ended.
    number: u64,
    /// The beginning of the one that has not.
    tail: Vec<u8>,
    /// What was found, by its row.
    seen: BTreeMap<usize, Seen>,
}

impl Lines {
    fn read(&mut self, mut block: &[u8]) {
        if !self.tail.is_empty() {
            let end = memchr::memchr(b'\n', block).map_or(block.len(), |end| end + 1);
            let (first, rest) = block.split_at(end);
            self.tail.extend_from_slice(first);
            block = rest;
            let mut tail = std::mem::take(&mut self.tail);
            if tail.ends_with(b"\n") {
                self.whole(&tail);
                tail.clear();
            } else if tail.len() > BLOCK {
                self.line(&tail, self.number + 1);
                tail.drain(..tail.len() - OVERLAP);
            }
            self.tail = tail;
        }
        if let Some(end) = memchr::memrchr(b'\n', block) {
            let (whole, rest) = block.split_at(end + 1);
            self.whole(whole);
            block = rest;
        }
        self.tail.extend_from_slice(block);
    }

    fn end(&mut self) {
        let tail = std::mem::take(&mut self.tail);
        if !tail.is_empty() {
            self.line(&tail, self.number + 1);
            self.number += 1;
        }
    }

    /// Lines that have ended. Nearly all are passed over: only one that holds
    /// a needle is looked at.
    fn whole(&mut self, block: &[u8]) {
        let newlines = |from, to| memchr::memchr_iter(b'\n', &block[from..to]).count() as u64;
        let (mut at, mut counted) = (0, 0);
        while let Some(hit) = known().needles.find(Input::new(block).range(at..)) {
            let start =
                memchr::memrchr(b'\n', &block[at..hit.start()]).map_or(at, |it| at + it + 1);
            let after = memchr::memchr(b'\n', &block[hit.end()..]);
            let end = after.map_or(block.len(), |it| hit.end() + it);
            self.number += newlines(counted, start);
            counted = start;
            self.line(&block[start..end], self.number + 1);
            at = (end + 1).min(block.len());
        }
        self.number += newlines(counted, block.len());
    }

    /// One line, or a piece of a long one.
    fn line(&mut self, raw: &[u8], number: u64) {
        let line = line::plain(raw);
        let found = known().find(&line);
        if found.is_empty() {
            return;
        }
        let clue = Clue::of(&line);
        for (row, found) in found {
            self.seen
                .entry(row)
                .or_insert_with(|| Seen::new(&line, &found))
                .add(number, &found, clue);
        }
    }
}

/// The patterns of all rows, behind one automaton.
#[derive(Debug)]
struct Known {
    needles: AhoCorasick,
    /// The row of each pattern, in the rows' order.
    patterns: Vec<(usize, Pattern)>,
}

fn known() -> &'static Known {
    static KNOWN: OnceLock<Known> = OnceLock::new();
    KNOWN.get_or_init(|| {
        let patterns: Vec<_> = rows::known()
            .iter()
            .enumerate()
            .flat_map(|(place, row)| row.patterns.iter().map(move |text| (place, text)))
            .map(|(place, text)| (place, Pattern::new(text)))
            .collect();
        Known {
            needles: build(patterns.iter().map(|(_, pattern)| pattern.needle())),
            patterns,
        }
    })
}

impl Known {
    /// The errors in a line: of two that share a text the earlier row, and a
    /// frame only where it frames nothing known.
    fn find<'a>(&self, line: &'a [u8]) -> Vec<(usize, Match<'a>)> {
        let hits = self.needles.find_overlapping_iter(line);
        let mut near: Vec<usize> = hits.map(|hit| hit.pattern().as_usize()).collect();
        near.sort_unstable();
        near.dedup();
        let mut found: Vec<(usize, Match<'a>)> = Vec::new();
        for (row, pattern) in near.into_iter().map(|place| &self.patterns[place]) {
            let Some(here) = pattern.find(line) else {
                continue;
            };
            let apart = |other: &Match<'_>| other.end <= here.start || here.end <= other.start;
            if found.iter().all(|(other, it)| other != row && apart(it)) {
                found.push((*row, here));
            }
        }
        let is_frame = |row: usize| rows::known()[row].frame;
        if found.iter().any(|(row, _)| !is_frame(*row)) {
            found.retain(|(row, _)| !is_frame(*row));
        } else {
            found.truncate(1);
        }
        found
    }
}
