//! HCL, as Nomad's jobs and Alloy's configuration are written in, as far as its
//! blocks, lists and texts say something by themselves. A value that is computed
//! is not known.

use std::collections::BTreeMap;
use std::iter::Peekable;
use std::vec::IntoIter;

use crate::cluster::FILLERS;
use crate::document::{Node, Position, Value as Tree};

/// A block: `task "mimir" { ... }`, or the text as a whole.
#[derive(Debug, Default)]
pub(super) struct Block {
    /// What kind it is, `task` or `prometheus.remote_write`.
    pub(super) kind: String,
    pub(super) labels: Vec<String>,
    pub(super) attributes: Vec<(String, Value)>,
    pub(super) blocks: Vec<Block>,
}

/// A value, and the line and column at which it begins.
#[derive(Debug)]
pub(super) struct Value {
    pub(super) line: usize,
    pub(super) column: usize,
    pub(super) is: Is,
}

/// What a value is.
#[derive(Debug)]
pub(super) enum Is {
    /// A text; `${...}` stands in it as it is written.
    Text(String),
    /// A text over several lines, which begins in the next one, indented by so
    /// many letters that are no part of it.
    Heredoc(String, usize),
    /// A number, a truth value, or a name.
    Word(String),
    List(Vec<Value>),
    Object(Vec<(String, Value)>),
    /// A function by its name, and what it is given: `yamlencode({ ... })`.
    Call(String, Vec<Value>),
    /// Something that is computed.
    Unknown,
}

impl Block {
    /// The value behind a name.
    pub(super) fn at(&self, name: &str) -> Option<&Value> {
        let mut found = self.attributes.iter().filter(|(key, _)| key == name);
        found.next().map(|(_, value)| value)
    }

    /// The text behind a name; empty where there is none.
    pub(super) fn text(&self, name: &str) -> &str {
        self.at(name).and_then(Value::text).unwrap_or_default()
    }

    /// The blocks of a kind right below.
    pub(super) fn of_kind<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Self> {
        self.blocks.iter().filter(move |block| block.kind == kind)
    }
}

impl Value {
    /// A text, or a word.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.is {
            Is::Text(text) | Is::Heredoc(text, _) | Is::Word(text) => Some(text),
            Is::List(_) | Is::Object(_) | Is::Call(..) | Is::Unknown => None,
        }
    }

    /// The items of a list.
    pub(super) fn items(&self) -> &[Self] {
        match &self.is {
            Is::List(items) => items,
            _ => &[],
        }
    }
}

impl Value {
    /// The value as YAML has it; what is computed is not known.
    pub(super) fn tree(&self) -> Node {
        let place = Position {
            line: self.line,
            column: self.column,
        };
        match &self.is {
            Is::Text(text) | Is::Heredoc(text, _) if !text.contains("${") => {
                Node::scalar(text, place)
            }
            Is::Word(word) if is_literal(word) => Node::scalar(word, place),
            Is::Object(entries) => {
                let empty = Node::made(Tree::Map(Vec::new()));
                entries.iter().fold(empty, |all, (key, value)| {
                    all.overlaid(value.tree().behind(std::slice::from_ref(key)))
                })
            }
            Is::List(items) => Node::made(Tree::List(items.iter().map(Self::tree).collect())),
            _ => Node::scalar(&FILLERS.end().to_string(), place),
        }
    }
}

/// What variables are where nobody sets them, and locals, by the names that
/// expressions have for them.
pub(super) fn defaults(root: &Block) -> BTreeMap<String, String> {
    let variables = root.of_kind("variable").filter_map(|block| {
        let name = format!("var.{}", block.labels.first()?);
        Some((name, block.at("default")?))
    });
    let locals = root.of_kind("locals").flat_map(|block| &block.attributes);
    let locals = locals.map(|(name, value)| (format!("local.{name}"), value));
    let known = variables.chain(locals).filter_map(|(name, value)| {
        let is_known = match &value.is {
            Is::Text(text) | Is::Heredoc(text, _) => !text.contains("${"),
            Is::Word(word) => is_literal(word) && word != "null",
            _ => false,
        };
        let text = value.text().filter(|_| is_known)?;
        Some((name, text.to_owned()))
    });
    known.collect()
}

/// A text with what is known of `${var.name}` in it put in.
pub(super) fn filled(text: &str, known: &BTreeMap<String, String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once("${") {
        out.push_str(before);
        let value = behind.split_once('}');
        let value = value.and_then(|(name, after)| Some((known.get(name.trim())?, after)));
        rest = match value {
            Some((value, after)) => {
                out.push_str(value);
                after
            }
            None => {
                out.push_str("${");
                behind
            }
        };
    }
    out.push_str(rest);
    out
}

/// The name of a variable that stands where a value is wanted, as `var.name`.
pub(super) fn variable(value: &Value) -> Option<&str> {
    match &value.is {
        Is::Word(word) if word.starts_with("var.") || word.starts_with("local.") => Some(word),
        _ => None,
    }
}

/// Whether a word is a value, and no name of one.
fn is_literal(word: &str) -> bool {
    matches!(word, "true" | "false" | "null") || word.parse::<f64>().is_ok()
}

#[derive(Debug, PartialEq)]
enum Kind {
    Text(String),
    Heredoc(String, usize),
    Word(String),
    Sign(char),
    Line,
}

struct Token {
    kind: Kind,
    line: usize,
    column: usize,
}

/// Reads a text. What it cannot make sense of is left out.
pub(super) fn parse(text: &str) -> Block {
    let mut parser = Parser {
        tokens: tokens(text).into_iter().peekable(),
    };
    let mut root = Block::default();
    parser.body(&mut root, 0);
    root
}

/// Deeper blocks are nobody's.
const MOST_DEPTH: usize = 32;

struct Parser {
    tokens: Peekable<IntoIter<Token>>,
}

impl Parser {
    fn body(&mut self, block: &mut Block, depth: usize) {
        while let Some(token) = self.tokens.next() {
            let name = match token.kind {
                Kind::Word(name) | Kind::Text(name) => name,
                Kind::Sign('}') => return,
                _ => continue,
            };
            let mut labels = Vec::new();
            while let Some(Kind::Text(_) | Kind::Word(_)) = self.peek() {
                if let Some(Token {
                    kind: Kind::Text(label) | Kind::Word(label),
                    ..
                }) = self.tokens.next()
                {
                    labels.push(label);
                }
            }
            match self.peek() {
                Some(Kind::Sign('{')) => {
                    self.tokens.next();
                    let mut inner = Block {
                        kind: name,
                        labels,
                        ..Block::default()
                    };
                    if depth < MOST_DEPTH {
                        self.body(&mut inner, depth + 1);
                    }
                    block.blocks.push(inner);
                }
                Some(Kind::Sign('=' | ':')) => {
                    self.tokens.next();
                    if let Some(value) = self.value(depth) {
                        block.attributes.push((name, value));
                    }
                }
                _ => {}
            }
        }
    }

    fn peek(&mut self) -> Option<&Kind> {
        self.tokens.peek().map(|token| &token.kind)
    }

    fn skip_lines(&mut self) {
        while self
            .tokens
            .next_if(|token| token.kind == Kind::Line)
            .is_some()
        {}
    }

    /// A value up to the end of its line, or to what ends it in a list.
    fn value(&mut self, depth: usize) -> Option<Value> {
        self.skip_lines();
        let Token { kind, line, column } = self.tokens.next()?;
        let mut open = usize::from(kind == Kind::Sign('('));
        let mut is = match kind {
            _ if depth > MOST_DEPTH => Is::Unknown,
            Kind::Text(text) => Is::Text(text),
            Kind::Heredoc(text, indent) => Is::Heredoc(text, indent),
            Kind::Word(name) if self.peek() == Some(&Kind::Sign('(')) => {
                Is::Call(name, self.arguments(depth))
            }
            Kind::Word(text) => Is::Word(text),
            Kind::Sign('[') => Is::List(self.list(depth)),
            Kind::Sign('{') => Is::Object(self.object(depth)),
            _ => Is::Unknown,
        };
        // What goes on behind it is computed: `a + b`, `f(x).y`.
        while let Some(kind) = self.peek() {
            match kind {
                Kind::Sign(',' | ')' | '}' | ']') | Kind::Line if open == 0 => break,
                Kind::Sign('(' | '[' | '{') => open += 1,
                Kind::Sign(')' | ']' | '}') => open = open.saturating_sub(1),
                _ => {}
            }
            is = Is::Unknown;
            self.tokens.next();
        }
        Some(Value { line, column, is })
    }

    fn list(&mut self, depth: usize) -> Vec<Value> {
        self.items(depth, ']')
    }

    fn arguments(&mut self, depth: usize) -> Vec<Value> {
        self.tokens.next();
        self.items(depth, ')')
    }

    /// Values between commas, up to the sign that ends them.
    fn items(&mut self, depth: usize, end: char) -> Vec<Value> {
        let mut items = Vec::new();
        loop {
            self.skip_lines();
            match self.peek() {
                None => return items,
                Some(Kind::Sign(sign)) if *sign == end => {
                    self.tokens.next();
                    return items;
                }
                Some(Kind::Sign(',')) => {
                    self.tokens.next();
                }
                Some(_) => items.extend(self.value(depth + 1)),
            }
        }
    }

    fn object(&mut self, depth: usize) -> Vec<(String, Value)> {
        let mut entries = Vec::new();
        while let Some(token) = self.tokens.next() {
            let name = match token.kind {
                Kind::Sign('}') => return entries,
                Kind::Word(name) | Kind::Text(name) => name,
                _ => continue,
            };
            if matches!(self.peek(), Some(Kind::Sign('=' | ':'))) {
                self.tokens.next();
                entries.extend(self.value(depth + 1).map(|value| (name, value)));
            }
        }
        entries
    }
}

/// Whether a word may have that letter; a template makes letters of its own.
fn is_of_word(letter: char) -> bool {
    letter.is_alphanumeric() || "_-.".contains(letter) || FILLERS.contains(&letter)
}

fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let lines: Vec<&str> = text.lines().collect();
    let mut number = 0;
    let mut is_comment = false;
    while let Some(line) = lines.get(number) {
        number += 1;
        let mut letters = line.char_indices().peekable();
        while let Some((at, letter)) = letters.next() {
            let column = line.get(..at).unwrap_or_default().chars().count() + 1;
            let rest = line.get(at..).unwrap_or_default();
            if is_comment {
                if rest.starts_with("*/") {
                    letters.next();
                    is_comment = false;
                }
                continue;
            }
            let mut push = |kind| {
                tokens.push(Token {
                    kind,
                    line: number,
                    column,
                });
            };
            match letter {
                '#' => break,
                '/' if rest.starts_with("//") => break,
                '/' if rest.starts_with("/*") => is_comment = true,
                '<' if rest.starts_with("<<") => {
                    let is_indented = rest.starts_with("<<-");
                    let end = rest.trim_start_matches(['<', '-']).trim();
                    let (text, indent, length) = heredoc(&lines, number, end, is_indented);
                    push(Kind::Heredoc(text, indent));
                    number += length;
                    break;
                }
                '"' | '`' => {
                    let mut text = String::new();
                    let mut depth = 0_usize;
                    while let Some((_, inner)) = letters.next() {
                        match inner {
                            '\\' if letter == '"' => match letters.next() {
                                Some((_, 'n')) => text.push('\n'),
                                Some((_, 't')) => text.push('\t'),
                                Some((_, other)) => text.push(other),
                                None => {}
                            },
                            '{' if text.ends_with('$') || depth > 0 => {
                                depth += 1;
                                text.push(inner);
                            }
                            '}' if depth > 0 => {
                                depth -= 1;
                                text.push(inner);
                            }
                            _ if inner == letter && depth == 0 => break,
                            _ => text.push(inner),
                        }
                    }
                    push(Kind::Text(text));
                }
                letter if is_of_word(letter) => {
                    let mut word = letter.to_string();
                    while let Some((_, more)) = letters.next_if(|(_, it)| is_of_word(*it)) {
                        word.push(more);
                    }
                    push(Kind::Word(word));
                }
                letter if letter.is_whitespace() => {}
                letter => push(Kind::Sign(letter)),
            }
        }
        tokens.push(Token {
            kind: Kind::Line,
            line: number,
            column: 0,
        });
    }
    tokens
}

/// The text from a line on up to the one that is `end`: it, the indentation that
/// is taken off, and how many lines it takes.
fn heredoc(lines: &[&str], from: usize, end: &str, is_indented: bool) -> (String, usize, usize) {
    let behind = lines.get(from..).unwrap_or_default();
    let length = behind
        .iter()
        .position(|line| line.trim() == end)
        .unwrap_or(behind.len());
    let body = behind.get(..length).unwrap_or_default();
    let indent_of = |line: &&&str| line.len() - line.trim_start().len();
    let filled = body.iter().filter(|line| !line.trim().is_empty());
    let indent = match is_indented {
        true => filled.map(|line| indent_of(&line)).min().unwrap_or(0),
        false => 0,
    };
    let text: String = (body.iter())
        .map(|line| format!("{}\n", line.get(indent..).unwrap_or_default()))
        .collect();
    (text, indent, length + 1)
}
