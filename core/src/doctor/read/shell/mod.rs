//! Which commands a shell's text runs, as far as the text alone says: variables
//! that it sets, lists, loops over words that are known, functions. Every branch
//! is taken, no command is run.
//!
//! No crate for shell words fits: each word is to know its place, and what of
//! it nobody set.

mod argument;
mod fields;
mod places;

use std::collections::BTreeMap;

use super::super::finding::Place;
use super::super::input::Source;
use super::super::lex::{self, Document, Part, Token, Word};
pub(super) use argument::{Argument, marked, unmarked};
use fields::Fields;
use places::Places;

use crate::cluster::FILLERS;

/// What a variable is set to: a word, or a list of them.
pub(super) type Value = Vec<Argument>;

/// Variables that are set before a text runs, by their names.
pub(super) type Variables = BTreeMap<String, Value>;

/// Where a text stands in its input.
#[derive(Clone, Copy)]
pub(super) struct Text<'a> {
    /// The input; none where it is gone, and all has the place that is known.
    pub(super) source: Option<&'a Source>,
    pub(super) text: &'a str,
    /// The place at which it begins; none where it is the input as a whole.
    pub(super) inside: Option<&'a Place>,
}

/// More commands than these no script has that starts Mimir.
const MOST_COMMANDS: usize = 2000;
/// Nor has one more words, loops and functions unrolled, whatever they do.
const MOST_WORDS: usize = 200_000;
/// A longer value is nobody's, and could double with each line.
const LONGEST_VALUE: usize = 16 << 10;
/// Functions that call functions, and loops in loops.
const MOST_DEPTH: usize = 16;

/// What a text does.
pub(super) struct Run {
    /// The commands that it runs, in their order, each with its words.
    pub(super) commands: Vec<Vec<Argument>>,
    /// The files that it writes.
    pub(super) files: Vec<Written>,
    /// What its variables are at its end.
    pub(super) variables: Variables,
}

/// A file that a script writes out of its own text.
pub(super) struct Written {
    /// The path, as it is written.
    pub(super) path: String,
    pub(super) text: String,
    /// Where the text begins in that of the script.
    pub(super) start: usize,
}

/// What a text does. Its own `arguments` are `$1` and on; none where whoever calls
/// it has them.
pub(super) fn run(
    text: Text<'_>,
    variables: &Variables,
    arguments: Option<&[Argument]>,
    sourced: &dyn Fn(&str) -> Option<Variables>,
) -> Run {
    let tokens = lex::tokens(text.text);
    let mut shell = Shell {
        text: text.text,
        places: Places::of(text.source, text.text, text.inside, &tokens),
        variables: variables.clone(),
        functions: BTreeMap::new(),
        arguments: arguments.map(<[_]>::to_vec),
        sourced,
        commands: Vec::new(),
        files: Vec::new(),
        words: 0,
        depth: 0,
    };
    shell.run(&tokens);
    Run {
        commands: shell.commands,
        files: shell.files,
        variables: shell.variables,
    }
}

/// Whether what is written stands for the words that a script is run with: what
/// nobody gives is nothing.
pub(super) fn are_arguments(written: &str) -> bool {
    let name = written.trim_start_matches(['$', '{', '"']);
    name.starts_with(['@', '*'])
}

/// The words of a text that no shell runs, but that is split as by one: a
/// command in Compose, a line of a unit. No variable is put in.
pub(super) fn split(text: Text<'_>) -> Vec<Argument> {
    let tokens = lex::tokens(text.text);
    let places = Places::of(text.source, text.text, text.inside, &tokens);
    let words = tokens.iter().filter_map(|token| match token {
        Token::Word(word) => Some(word),
        _ => None,
    });
    words
        .map(|word| Argument::known(word.text(), places.at(word.span)))
        .collect()
}

struct Shell<'t, 's> {
    text: &'t str,
    places: Places,
    variables: Variables,
    functions: BTreeMap<String, &'t [Token]>,
    arguments: Option<Vec<Argument>>,
    sourced: &'s dyn Fn(&str) -> Option<Variables>,
    commands: Vec<Vec<Argument>>,
    files: Vec<Written>,
    words: usize,
    depth: usize,
}

/// Words that stand before a command and are none.
const KEYWORDS: [&str; 14] = [
    "if", "then", "elif", "else", "fi", "do", "done", "while", "until", "{", "}", "!", "time",
    "esac",
];

/// Commands that set variables.
const SETTERS: [&str; 5] = ["export", "declare", "local", "readonly", "typeset"];

impl<'t> Shell<'t, '_> {
    fn is_spent(&self) -> bool {
        self.words > MOST_WORDS || self.commands.len() > MOST_COMMANDS
    }

    fn run(&mut self, tokens: &'t [Token]) {
        if self.depth > MOST_DEPTH {
            return;
        }
        let mut at = 0;
        let mut command: Vec<&'t Token> = Vec::new();
        while let Some(token) = tokens.get(at)
            && !self.is_spent()
        {
            let rest = tokens.get(at + 1..).unwrap_or_default();
            at += 1;
            self.words += 1;
            let word = match token {
                Token::Word(word) if command.is_empty() => word.plain(),
                _ => None,
            };
            match (token, word) {
                (Token::End(_), _) => self.command(&std::mem::take(&mut command)),
                (_, Some("for")) => at += self.repeat(rest),
                (_, Some("case")) => {
                    at += rest
                        .iter()
                        .position(|it| is_word(it, "in"))
                        .map_or(0, |at| at + 1);
                }
                (_, Some("function")) => at += 1 + self.define(rest.first(), rest.get(1..)),
                (_, Some(_)) if matches!(rest, [Token::End('('), Token::End(')'), ..]) => {
                    at += self.define(Some(token), Some(rest));
                }
                (_, Some(word)) if KEYWORDS.contains(&word) => {}
                (Token::Document(document), _) => {
                    self.write(tokens.get(..at - 1).unwrap_or_default(), *document);
                }
                (token, _) => command.push(token),
            }
        }
        self.command(&command);
    }

    /// A function, from behind its name: how many tokens it takes.
    fn define(&mut self, name: Option<&'t Token>, rest: Option<&'t [Token]>) -> usize {
        let (Some(Token::Word(word)), Some(rest)) = (name, rest) else {
            return 0;
        };
        let brackets = match rest {
            [Token::End('('), Token::End(')'), ..] => 2,
            _ => 0,
        };
        // The body may be a shell of its own.
        let is_shell = |token: &Token| matches!(token, Token::End('('));
        let opens = |token: &Token| is_word(token, "{") || is_shell(token);
        let behind = rest.iter().skip(brackets).position(opens);
        let Some(first) = behind.map(|at| at + brackets).filter(|at| *at < 8) else {
            return 0;
        };
        let body = rest.get(first + 1..).unwrap_or_default();
        let length = match rest.get(first).is_some_and(is_shell) {
            true => closing_bracket(body),
            false => closing(body, "{", "}"),
        };
        if let Some(name) = word.plain() {
            let body = body.get(..length).unwrap_or_default();
            self.functions.insert(name.to_owned(), body);
        }
        first + length + 2
    }

    /// A loop over words, from behind `for`: how many tokens it takes.
    fn repeat(&mut self, rest: &'t [Token]) -> usize {
        let Some(Token::Word(name)) = rest.first() else {
            return 0;
        };
        let Some(first) = rest.iter().position(|token| is_word(token, "do")) else {
            return 0;
        };
        let body = rest.get(first + 1..).unwrap_or_default();
        let length = closing(body, "do", "done");
        let body = body.get(..length).unwrap_or_default();
        let head = rest.get(1..first).unwrap_or_default();
        let mut values = Vec::new();
        match head.first() {
            Some(token) if is_word(token, "in") => {
                for token in head.iter().skip(1) {
                    if let Token::Word(word) = token {
                        values.extend(self.expand(word));
                    }
                }
            }
            _ => values.extend(self.arguments.clone().unwrap_or_default()),
        }
        if values.iter().any(|value| value.unknown.is_some()) || values.is_empty() {
            values = vec![Argument::open(
                &format!("${}", name.plain().unwrap_or_default()),
                self.places.at(name.span),
            )];
        }
        self.depth += 1;
        for value in values {
            if let Some(name) = name.plain() {
                self.variables.insert(name.to_owned(), vec![value]);
            }
            self.run(body);
        }
        self.depth -= 1;
        first + length + 2
    }

    fn command(&mut self, tokens: &[&'t Token]) {
        let mut words: Vec<&Word> = Vec::new();
        let mut is_file = false;
        for token in tokens {
            match token {
                Token::Redirect => is_file = true,
                Token::List { name, adds, words } => {
                    let mut value: Value =
                        words.iter().flat_map(|word| self.expand(word)).collect();
                    if *adds {
                        let before = self.variables.get(name).cloned().unwrap_or_default();
                        value.splice(0..0, before);
                    }
                    self.set(name, value);
                }
                Token::Word(_) if is_file => is_file = false,
                Token::Word(word) => words.push(word),
                Token::End(_) | Token::Document(_) => {}
            }
        }
        let sets = words.first().and_then(|word| word.plain());
        let sets = sets.is_some_and(|word| SETTERS.contains(&word));
        let first = words.iter().position(|word| assigned(word).is_none());
        let first = first.unwrap_or(words.len());
        // What stands before a command is its environment, which Mimir takes no
        // flag from.
        let behind = words.get(first..).unwrap_or_default();
        if behind.is_empty() || sets {
            for word in words {
                self.assign(word);
            }
            return;
        }
        let mut arguments: Vec<Argument> = Vec::new();
        for word in behind {
            arguments.extend(self.expand(word));
        }
        self.words += arguments.len() + 1;
        let name = arguments.first().map(|word| word.text.clone());
        match name.as_deref() {
            None => {}
            Some("shift") => {
                if let Some(all) = &mut self.arguments {
                    all.drain(..1.min(all.len()));
                }
            }
            Some("set") if arguments.iter().any(|word| word.text == "--") => {
                let behind = arguments.into_iter().skip_while(|word| word.text != "--");
                self.arguments = Some(behind.skip(1).collect());
            }
            Some("." | "source") => {
                let file = arguments.get(1).and_then(|file| (self.sourced)(&file.text));
                self.variables.extend(file.unwrap_or_default());
            }
            Some(name) => match self.functions.get(name).copied() {
                Some(body) => {
                    arguments.remove(0);
                    let kept = self.arguments.replace(arguments);
                    self.depth += 1;
                    self.run(body);
                    self.depth -= 1;
                    self.arguments = kept;
                }
                None => self.commands.push(arguments),
            },
        }
    }

    /// Sets the variable that a word assigns, if it does.
    fn assign(&mut self, word: &Word) {
        let Some((name, adds)) = assigned(word) else {
            return;
        };
        let mut parts = word.parts.clone();
        if let Some(Part::Text { text, .. }) = parts.first_mut() {
            let value = text.split_once('=').map_or("", |(_, value)| value);
            *text = value.to_owned();
        }
        for part in &mut parts {
            // Nothing is split in an assignment.
            let (Part::Text { is_quoted, .. }
            | Part::Variable { is_quoted, .. }
            | Part::Output { is_quoted, .. }) = part;
            *is_quoted = true;
        }
        let value = Word {
            parts,
            span: word.span,
        };
        let mut value = self.expand(&value);
        if adds && let Some(before) = self.variables.get(&name) {
            let text: String = before
                .iter()
                .chain(&value)
                .map(|it| it.text.as_str())
                .collect();
            if let Some(first) = value.first_mut() {
                first.text = text;
                first.unknown = first
                    .unknown
                    .take()
                    .or_else(|| before.first()?.unknown.clone());
            }
        }
        self.set(&name, value);
    }

    fn set(&mut self, name: &str, value: Value) {
        let length: usize = value.iter().map(|word| word.text.len()).sum();
        if length <= LONGEST_VALUE && self.variables.len() < MOST_COMMANDS {
            self.variables.insert(name.to_owned(), value);
        }
    }

    /// Takes in a text behind a line, where that writes it to a file: to the last
    /// one behind a redirection, or to what `tee` is given.
    fn write(&mut self, before: &[Token], document: Document) {
        let is_end = |token: &Token| matches!(token, Token::End('\n') | Token::Document(_));
        let before = match before {
            [line @ .., Token::End('\n')] => line,
            line => line,
        };
        let first = before.iter().rposition(is_end).map_or(0, |at| at + 1);
        let mut path = None;
        let (mut is_file, mut is_tee) = (false, false);
        for token in before.get(first..).unwrap_or_default() {
            match token {
                Token::Redirect => is_file = true,
                Token::Word(word) => {
                    let text = word.text();
                    let is_target = is_file || is_tee && !text.starts_with('-');
                    is_tee |= text.rsplit('/').next() == Some("tee");
                    is_file = false;
                    if is_target && !text.starts_with("/dev/") {
                        path = Some(text);
                    }
                }
                _ => (is_file, is_tee) = (false, false),
            }
        }
        let text = document.span.of(self.text);
        let (Some(path), Some(text)) = (path, text.filter(|_| self.files.len() < MOST_COMMANDS))
        else {
            return;
        };
        let text = match document.is_indented {
            true => without_tabs(text),
            false => text.to_owned(),
        };
        let text = match document.is_quoted {
            true => text,
            false => self.put_in(&text),
        };
        let start = document.span.start;
        self.files.push(Written { path, text, start });
    }

    /// A text with the values that are known put in, and letters that mean nothing
    /// in place of all others.
    fn put_in(&self, text: &str) -> String {
        let unknown = |written: &str| -> String {
            let letters = written.chars();
            letters
                .map(|it| if it == '\n' { it } else { *FILLERS.end() })
                .collect()
        };
        let parts = lex::parts(text).into_iter().map(|part| match part {
            Part::Text { text, .. } => text,
            Part::Output { text, .. } => unknown(&text),
            Part::Variable {
                name,
                behind,
                written,
                ..
            } => match self.value(&name, &behind).as_deref() {
                Some([value]) if value.unknown.is_none() && !value.text.contains('\n') => {
                    value.text.clone()
                }
                _ => unknown(&written),
            },
        });
        parts.collect()
    }

    /// The words that a word becomes.
    fn expand(&self, word: &Word) -> Vec<Argument> {
        let mut fields = Fields {
            done: Vec::new(),
            open: None,
            place: self.places.at(word.span),
        };
        // Quotes around a variable are no part of their own.
        let is_nothing = |part: &&Part| matches!(part, Part::Text { text, .. } if text.is_empty());
        let is_alone = word.parts.iter().filter(|it| !is_nothing(it)).count() == 1;
        for part in &word.parts {
            if is_alone && is_nothing(&part) {
                continue;
            }
            match part {
                Part::Text { text, .. } => {
                    fields.push(&Argument::known(text.as_str(), fields.place.clone()))
                }
                Part::Output { text, is_quoted } => {
                    let mut value = Argument::open(text, fields.place.clone());
                    value.is_open = is_alone && !is_quoted;
                    fields.push(&value);
                }
                Part::Variable {
                    name,
                    behind,
                    written,
                    is_quoted,
                } => {
                    match self.value(name, behind) {
                        None => {
                            let mut value = Argument::open(written, fields.place.clone());
                            let is_list = name == "@" || name == "*" || behind == "[@]";
                            value.is_open = is_alone && (!is_quoted || is_list);
                            fields.push(&value);
                        }
                        Some(values) if *is_quoted => {
                            let is_many = name == "@" || behind == "[@]";
                            for (number, value) in values.iter().enumerate() {
                                match (number > 0, is_many) {
                                    (true, true) => fields.next(),
                                    (true, false) => fields.text(" "),
                                    (false, _) => {}
                                }
                                fields.push(value);
                            }
                            // `"$@"` of nothing is no word, `"$A"` an empty one.
                            if values.is_empty() && !is_many {
                                fields.text("");
                            }
                        }
                        Some(values) => fields.split(&values, is_alone),
                    }
                }
            }
        }
        fields.end()
    }

    /// What a variable is, with what stands behind its name in braces; none where
    /// nothing here sets it.
    fn value(&self, name: &str, behind: &str) -> Option<Value> {
        let set = match name {
            "@" | "*" => self.arguments.clone(),
            _ => match name.parse::<usize>() {
                Ok(number) => {
                    let all = self.arguments.as_ref()?;
                    let one = all.get(number.checked_sub(1)?).cloned();
                    Some(one.into_iter().collect())
                }
                Err(_) => self.variables.get(name).cloned(),
            },
        };
        let is_empty = |value: &Value| value.iter().all(|word| word.text.is_empty());
        let default = |text: &str| {
            let is_plain = !text.contains(['$', '`']);
            is_plain.then(|| {
                let text = text.trim_matches(['"', '\'']);
                vec![Argument::known(text, Place::default())]
            })
        };
        if let Some(text) = behind
            .strip_prefix(":-")
            .or_else(|| behind.strip_prefix(":="))
        {
            return set
                .filter(|value| !is_empty(value))
                .or_else(|| default(text));
        }
        if let Some(text) = behind.strip_prefix(['-', '=']) {
            return set.or_else(|| default(text));
        }
        let is_whole = matches!(behind, "" | "[@]" | "[*]") || behind.starts_with([':', '?']);
        set.filter(|_| is_whole && !behind.starts_with(":+") && !name.is_empty())
    }
}

/// A text with blanks in place of the tabs before its lines.
fn without_tabs(text: &str) -> String {
    let lines = text.split_inclusive('\n').map(|line| {
        let bare = line.trim_start_matches('\t');
        format!("{}{bare}", " ".repeat(line.len() - bare.len()))
    });
    lines.collect()
}

fn is_word(token: &Token, text: &str) -> bool {
    matches!(token, Token::Word(word) if word.plain() == Some(text))
}

/// How many tokens stand before the one that closes what was opened.
fn closing(tokens: &[Token], opens: &str, closes: &str) -> usize {
    let mut depth = 0_usize;
    let mut is_first = true;
    for (at, token) in tokens.iter().enumerate() {
        if is_first && is_word(token, closes) {
            match depth.checked_sub(1) {
                Some(less) => depth = less,
                None => return at,
            }
        } else if is_first && is_word(token, opens) {
            depth += 1;
        }
        let goes_on = |word: &str| KEYWORDS.contains(&word);
        is_first = match token {
            Token::End(_) => true,
            Token::Word(word) => is_first && word.plain().is_some_and(goes_on),
            Token::List { .. } | Token::Redirect => false,
            Token::Document(_) => is_first,
        };
    }
    tokens.len()
}

/// How many tokens stand before the one that ends a shell in brackets.
fn closing_bracket(tokens: &[Token]) -> usize {
    let mut depth = 0_usize;
    let closes = tokens.iter().position(|token| {
        match token {
            Token::End('(') => depth += 1,
            Token::End(')') if depth == 0 => return true,
            Token::End(')') => depth -= 1,
            _ => {}
        }
        false
    });
    closes.unwrap_or(tokens.len())
}

/// The variable that a word assigns, and whether it adds to it.
fn assigned(word: &Word) -> Option<(String, bool)> {
    let Some(Part::Text {
        text,
        is_quoted: false,
    }) = word.parts.first()
    else {
        return None;
    };
    let (name, _) = text.split_once('=')?;
    let adds = name.ends_with('+');
    let name = name.strip_suffix('+').unwrap_or(name);
    lex::is_name(name).then(|| (name.to_owned(), adds))
}

#[cfg(test)]
mod tests;
