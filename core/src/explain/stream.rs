//! A log that comes in chunks, cut into lines.

use std::sync::OnceLock;

use aho_corasick::AhoCorasick;
use aho_corasick::Input;

use super::encoding::{Encoding, Utf16};
use super::link::{Clue, build};
use super::moment::Moment;
use super::pattern::{Match, Pattern};
use super::report::{Found, LogFile, LogReport};
use super::seen::{At, Key, Seen};
use super::{dialler, echo, line, rows};
use crate::language::Language;
use crate::sorted::SortedMap;

/// How much is looked at at once, and how much of a line is held: a longer
/// line is read in pieces.
const BLOCK: usize = 64 << 10;

/// How much of a piece is read again with the next one, so that no error is
/// cut in two.
const OVERLAP: usize = 4 << 10;

/// Finds the known errors in a log that it is fed, or in several.
#[derive(Debug)]
pub struct Explainer {
    language: Language,
    bytes: u64,
    /// The first bytes of a log, until they tell the encoding.
    start: Vec<u8>,
    /// The encoding of this log.
    encoding: Option<Encoding>,
    /// The encoding of the logs before.
    before: Option<Encoding>,
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
            before: None,
            utf16: None,
            lines: Lines::default(),
        }
    }

    /// Ends the log so far, and begins another, which has a name. Who wrote its
    /// lines is taken from there, as in `mimir-ingester-0.log`, where they do not
    /// say it.
    pub fn begin(&mut self, name: &str) {
        if self.bytes > 0 || !self.lines.files.is_empty() {
            self.end();
        }
        self.lines.begin(name);
    }

    /// Reads on. A chunk may end anywhere, within a line or a letter.
    pub fn feed(&mut self, chunk: &[u8]) {
        self.bytes += chunk.len() as u64;
        if self.encoding.is_some() {
            return self.read(chunk);
        }
        self.start.extend_from_slice(chunk);
        if self.start.len() >= Encoding::TELLING {
            self.begin_text();
        }
    }

    /// Ends the log, and reports what was found in all of it.
    pub fn finish(mut self) -> LogReport {
        self.end();
        let Lines {
            seen, files, whole, ..
        } = self.lines;
        let names: Vec<Option<String>> = files.iter().map(|file| file.name.clone()).collect();
        let mut echoes = echo::joined(&seen, self.language);
        let mut order: Vec<Key> = seen.keys().copied().collect();
        order.sort_by_key(|key| (std::cmp::Reverse(seen[key].count), seen[key].first()));
        // What is an echo stands behind its cause; no echo is a cause.
        let mut ordered: Vec<Key> = Vec::with_capacity(order.len());
        for root in order.iter().filter(|key| !echoes.contains_key(key)) {
            ordered.push(*root);
            let of_it = |key: &&Key| echoes.get(key).is_some_and(|(of, _)| of == root);
            ordered.extend(order.iter().filter(of_it));
        }
        let mut seen = seen;
        let found: Vec<Found> = ordered
            .into_iter()
            .filter_map(|key| {
                let row = &rows::known()[key.row];
                let echo = echoes.remove(&key).map(|(_, echo)| echo);
                let seen = seen.remove(&key)?;
                Some(seen.told(row, key.dialler, &names, echo, self.language))
            })
            .collect();
        let file = |file: Source| {
            Some(LogFile {
                name: file.name?,
                lines: file.lines,
                errors: file.errors,
            })
        };
        LogReport {
            lines: whole,
            bytes: self.bytes,
            encoding: self.before.unwrap_or(Encoding::Utf8),
            files: files.into_iter().filter_map(file).collect(),
            found,
        }
    }

    /// Ends one log.
    fn end(&mut self) {
        if self.encoding.is_none() {
            self.begin_text();
        }
        self.lines.end();
        self.utf16 = None;
        let of_this = self.encoding.take();
        if self.before.is_none_or(|before| before == Encoding::Utf8) {
            self.before = of_this;
        }
    }

    fn begin_text(&mut self) {
        let start = std::mem::take(&mut self.start);
        let encoding = Encoding::of(&start);
        self.encoding = Some(encoding);
        self.utf16 = match encoding {
            Encoding::Utf8 => None,
            Encoding::Utf16Le => Some(Utf16::new(false)),
            Encoding::Utf16Be => Some(Utf16::new(true)),
        };
        self.read(&start[encoding.mark(&start)..]);
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

/// A log, and how much of it was read.
#[derive(Debug, Default)]
struct Source {
    name: Option<String>,
    lines: u64,
    errors: u64,
    /// The last line with an error.
    last: u64,
}

/// The lines so far.
#[derive(Debug, Default)]
struct Lines {
    /// How many of this log have ended.
    number: u64,
    /// How many of all logs have ended.
    whole: u64,
    /// The beginning of the one that has not.
    tail: Vec<u8>,
    /// What was found, by its row and by who dials.
    seen: SortedMap<Key, Seen>,
    /// The logs; one without a name is the only one.
    files: Vec<Source>,
    /// Who wrote this log.
    writer: Option<&'static str>,
}

impl Lines {
    fn begin(&mut self, name: &str) {
        // The file's own name tells more than the folder's that it is in.
        let mut parts = name.rsplit(['/', '\\']).take(2);
        self.writer = parts.find_map(dialler::named);
        self.files.push(Source {
            name: Some(name.to_owned()),
            ..Source::default()
        });
    }

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
        if let Some(file) = self.files.last_mut() {
            file.lines = self.number;
        }
        self.whole += std::mem::take(&mut self.number);
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
        let raw = line::without_call(raw);
        let line = line::plain(raw);
        let found = known().find(&line);
        if found.is_empty() {
            return;
        }
        let at = At {
            source: self.files.len().saturating_sub(1),
            line: number,
        };
        if let Some(file) = self.files.last_mut()
            && file.last != number
        {
            file.last = number;
            file.errors += 1;
        }
        let clue = Clue::of(&line, self.writer);
        let moment = Moment::of(raw, at.source, at.line);
        for (place, found) in found {
            let row = &rows::known()[place];
            let clue = clue.told_by(row.side);
            let key = Key {
                row: place,
                dialler: clue.dialler(row.by),
            };
            self.seen
                .entry(key)
                .or_insert_with(|| Seen::new(raw, &line, &found, clue.side()))
                .add(at, &found, clue, moment);
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
