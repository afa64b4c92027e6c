//! Edits of command lines: scripts, units, lists of flags, and commands that
//! are the text of one value.

use std::ops::Range;

use super::super::input::Kind;
use super::super::lex::{self, Token};
use super::super::wish::{Addition, Change, Wish};
use crate::document::splice::{
    Splice, head, line_break, line_end, line_start, tail, without_lines,
};

/// A command line inside a text.
pub(super) struct CommandLine<'a> {
    text: &'a str,
    /// The part of the text that is read.
    range: Range<usize>,
    /// Whether each line is one flag, as in a file of flags.
    is_list: bool,
}

/// One word, where it stands, quotes taken off.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Word {
    range: Range<usize>,
    text: String,
}

impl<'a> CommandLine<'a> {
    /// A script, a unit, or the command that is a part of a text.
    pub(super) fn new(text: &'a str, range: Range<usize>) -> Self {
        let is_list = false;
        Self {
            text,
            range,
            is_list,
        }
    }

    /// A list of flags, one a line.
    pub(super) fn list(text: &'a str) -> Self {
        Self {
            text,
            range: 0..text.len(),
            is_list: true,
        }
    }

    /// The words in their order.
    fn words(&self) -> Vec<Word> {
        if self.is_list {
            return lines(self.text);
        }
        let part = self.text.get(self.range.clone()).unwrap_or_default();
        let mut words = Vec::new();
        let mut take = |word: &lex::Word| {
            let (start, end) = (word.span.start, word.span.end);
            words.push(Word {
                range: self.range.start + start..self.range.start + end,
                text: word.text(),
            });
        };
        for token in lex::tokens(part) {
            match token {
                Token::Word(word) => take(&word),
                Token::List { words, .. } => words.iter().for_each(&mut take),
                Token::End(_) | Token::Redirect | Token::Document(_) => {}
            }
        }
        words
    }

    /// The edit of the flag that a wish is about: the one at `at`, if it is
    /// there, else the only one of its name.
    pub(super) fn splice(&self, at: Option<usize>, wish: &Wish) -> Option<Splice> {
        let words = self.words();
        let Some(name) = wish.flag() else {
            return self.in_line(at?, wish);
        };
        let is_it = |word: &Word| flag(&word.text).is_some_and(|(_, own, _)| own == name);
        let here = words.iter().position(|word| Some(word.range.start) == at);
        let index = match here.filter(|index| words.get(*index).is_some_and(is_it)) {
            Some(index) => index,
            None => {
                let mut all = (0..words.len()).filter(|it| words.get(*it).is_some_and(is_it));
                let only = all.next()?;
                all.next().is_none().then_some(only)?
            }
        };
        let word = words.get(index)?;
        let (dashes, _, value) = flag(&word.text)?;
        // `-name value`: the next word is its value where that is what was read.
        let next = words.get(index + 1).filter(|next| {
            value.is_none() && next.text == wish.value && flag(&next.text).is_none()
        });
        match &wish.change {
            Change::Value { old, new } => {
                let range = next.map_or(&word.range, |next| &next.range);
                self.value(range.clone(), old, new)
            }
            Change::Name { new } => {
                let raw = self.text.get(word.range.clone())?;
                let start = word.range.start + raw.find(name)?;
                Some(Splice::new(start..start + name.len(), new))
            }
            Change::Remove => {
                let end = next.map_or(word.range.end, |next| next.range.end);
                self.removed(word.range.start..end)
            }
            Change::Add(addition) => self.added(&words, word, dashes, addition),
        }
    }

    /// A part of a word, which is there once behind its `=`.
    fn value(&self, range: Range<usize>, old: &str, new: &str) -> Option<Splice> {
        let raw = self.text.get(range.clone())?;
        let is_flag = raw.trim_start_matches(['"', '\'']).starts_with('-');
        let from = if is_flag { raw.find('=')? + 1 } else { 0 };
        let value = raw.get(from..)?;
        let is_once = !old.is_empty() && value.matches(old).count() == 1;
        let is_plain = new.chars().all(is_plain);
        (is_once && is_plain).then_some(())?;
        let start = range.start + from + value.find(old)?;
        Some(Splice::new(start..start + old.len(), new))
    }

    /// A part of the line, from a byte on.
    fn in_line(&self, at: usize, wish: &Wish) -> Option<Splice> {
        let Change::Value { old, new } = &wish.change else {
            return None;
        };
        let rest = tail(self.text, at);
        let is_once = !old.is_empty() && rest.matches(old.as_str()).count() == 1;
        is_once.then_some(())?;
        let start = at + rest.find(old.as_str())?;
        Some(Splice::new(start..start + old.len(), new))
    }

    /// What stands in the line of a byte before it, inside the command.
    fn before(&self, at: usize) -> &'a str {
        let start = line_start(self.text, at).max(self.range.start);
        self.text.get(start..at).unwrap_or_default()
    }

    /// What stands in the line of a byte behind it, inside the command.
    fn behind(&self, at: usize) -> &'a str {
        let end = line_end(self.text, at).min(self.range.end.max(at));
        self.text.get(at..end).unwrap_or_default()
    }

    /// Whether a part is all that is said in its lines, and those are not the
    /// first of a value that begins in another's line.
    fn is_alone(&self, range: &Range<usize>) -> bool {
        let behind = self.behind(range.end).trim();
        let is_first = head(self.text, range.start).trim().is_empty();
        is_first && (behind.is_empty() || behind == "\\" || behind.starts_with('#'))
    }

    /// Whether the line before goes on in that of a byte.
    fn goes_on(&self, at: usize) -> bool {
        let start = line_start(self.text, at);
        let before = self.text.get(self.range.start..start);
        before.is_some_and(|it| it.trim_end().ends_with('\\'))
    }

    fn removed(&self, range: Range<usize>) -> Option<Splice> {
        if self.is_alone(&range) {
            let is_last = self.behind(range.end).trim() != "\\";
            if is_last && self.goes_on(range.start) {
                // What went on in this line ends in the one before.
                let start = line_start(self.text, range.start);
                let before = self.text.get(..start)?.trim_end();
                let before = before.strip_suffix('\\')?.trim_end();
                return Some(Splice::without(
                    before.len()..line_end(self.text, range.end),
                ));
            }
            return Some(without_lines(self.text, range.start, range.end, ""));
        }
        let before = self.before(range.start);
        let gap = before.len() - before.trim_end().len();
        if before.trim().is_empty() {
            let rest = self.text.get(range.end..self.range.end)?;
            let blank = rest.len() - rest.trim_start_matches([' ', '\t']).len();
            return Some(Splice::without(range.start..range.end + blank));
        }
        Some(Splice::without(range.start - gap..range.end))
    }

    fn added(
        &self,
        words: &[Word],
        beside: &Word,
        dashes: &str,
        addition: &Addition,
    ) -> Option<Splice> {
        let name = addition.flag.as_ref()?;
        // A switch that stands there already is set.
        if let Some(known) = words
            .iter()
            .find(|word| flag(&word.text).is_some_and(|(_, own, _)| own == name))
        {
            let (_, _, value) = flag(&known.text)?;
            return self.value(known.range.clone(), value?, &addition.value);
        }
        let word = addition.word(dashes)?;
        let (at, text) = (beside.range.start, self.text);
        if self.is_list || self.is_alone(&beside.range) {
            let goes_on = !self.is_list && self.goes_on(at);
            let end = if goes_on { " \\" } else { "" };
            let (broken, indent) = (line_break(text, at), head(text, at));
            return Some(Splice::before(at, format!("{word}{end}{broken}{indent}")));
        }
        Some(Splice::before(at, format!("{word} ")))
    }
}

/// The lines that are no comments.
fn lines(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let word = line.trim();
        if !word.is_empty() && !word.starts_with('#') {
            let at = start + line.len() - line.trim_start().len();
            words.push(Word {
                range: at..at + word.len(),
                text: word.to_owned(),
            });
        }
        start += line.len();
    }
    words
}

/// The dashes, the name and, behind `=`, the value of a flag.
pub(super) fn flag(word: &str) -> Option<(&str, &str, Option<&str>)> {
    let bare = word.trim_start_matches('-');
    let dashes = word.get(..word.len() - bare.len())?;
    let is_flag =
        matches!(dashes, "-" | "--") && bare.starts_with(|it: char| it.is_ascii_alphabetic());
    is_flag.then_some(())?;
    Some(match bare.split_once('=') {
        Some((name, value)) => (dashes, name, Some(value)),
        None => (dashes, bare, None),
    })
}

/// Whether a letter means itself to every shell and in every form of YAML.
pub(super) fn is_plain(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || "_./:,=+@%-".contains(letter)
}

/// What a text says of each command, for what is compared before and after an
/// edit: its words, a list's too. Each line of a list of flags is one, as is each
/// of a text that a script writes.
pub(super) fn commands(kind: Kind, text: &str) -> Vec<Vec<String>> {
    if kind == Kind::Flags {
        return lines(text)
            .into_iter()
            .map(|line| vec![line.text])
            .collect();
    }
    let mut commands = Vec::new();
    let mut open = Vec::new();
    for token in lex::tokens(text) {
        match token {
            Token::Word(word) => open.push(word.text()),
            Token::List { name, words, .. } => {
                open.push(name);
                open.extend(words.iter().map(lex::Word::text));
            }
            Token::Redirect => {}
            Token::End(_) => commands.push(std::mem::take(&mut open)),
            Token::Document(document) => {
                let lines = document.span.of(text).unwrap_or_default().lines();
                commands.extend(lines.map(|line| vec![line.to_owned()]));
            }
        }
    }
    commands.push(open);
    commands.retain(|words| !words.is_empty());
    commands
}
