//! nginx's configuration: where a gateway passes requests on, and how. Blocks
//! inherit from those around them.

use std::collections::BTreeMap;

use super::super::finding::Place;
use super::super::input::{Kind, Source};
use super::super::surroundings::{Believed, Caller, CallerTls, Program};
use super::document::Document;
use super::facts::Facts;
use super::yaml;
use crate::catalog::Release;
use crate::document::Node;

/// Whether the text is nginx's configuration.
pub(super) fn claims(document: &Document<'_>, _: Release) -> bool {
    document.source().kind == Kind::Nginx
}

/// Takes in the gateway that the text describes.
pub(super) fn read(document: &Document<'_>, facts: &mut Facts) -> bool {
    let source = document.source();
    gateway(source, &source.text, 0, facts);
    true
}

/// Takes in a gateway whose configuration is the text of a value.
pub(super) fn inside(source: &Source, node: &Node, facts: &mut Facts) {
    if let Some(text) = node.text() {
        let (first, _) = yaml::body(source, node);
        gateway(source, text, first.saturating_sub(1), facts);
    }
}

/// Reads a configuration that begins after line `above` of the file.
fn gateway(source: &Source, text: &str, above: usize, facts: &mut Facts) {
    let mut words = words(text).into_iter();
    let root = block(&mut words, 0);
    let mut upstreams = BTreeMap::new();
    root.upstreams(&mut upstreams);
    let place = |line: usize| {
        let number = above + line;
        let found = source.line(number).unwrap_or_default();
        let column = found
            .chars()
            .take_while(|letter| letter.is_whitespace())
            .count()
            + 1;
        source.place(number, column)
    };
    root.callers(&Inherited::default(), &upstreams, &place, facts);
}

/// A word, and the line in which it stands.
type Word = (String, usize);

/// The words of a text; `;`, `{` and `}` are words by themselves. What a template
/// fills in is a part of a word.
fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut line = 1;
    let mut letters = text.chars().peekable();
    let end = |word: &mut String, line: usize, words: &mut Vec<Word>| {
        if !word.is_empty() {
            words.push((std::mem::take(word), line));
        }
    };
    while let Some(letter) = letters.next() {
        match letter {
            '#' if word.is_empty() => while letters.next_if(|letter| *letter != '\n').is_some() {},
            '\'' | '"' => {
                for inner in letters.by_ref() {
                    if inner == letter {
                        break;
                    }
                    line += usize::from(inner == '\n');
                    word.push(inner);
                }
            }
            '{' if letters.peek() == Some(&'{') || word.ends_with('$') => {
                word.push(letter);
                while let Some(inner) = letters.next_if(|letter| *letter != '\n') {
                    word.push(inner);
                    if inner == '}' && letters.peek() != Some(&'}') {
                        break;
                    }
                }
            }
            ';' | '{' | '}' => {
                end(&mut word, line, &mut words);
                words.push((letter.to_string(), line));
            }
            '\n' => {
                end(&mut word, line, &mut words);
                line += 1;
            }
            letter if letter.is_whitespace() => end(&mut word, line, &mut words),
            letter => word.push(letter),
        }
    }
    end(&mut word, line, &mut words);
    words
}

/// A directive: its words, and the line in which it begins.
struct Directive {
    words: Vec<String>,
    line: usize,
}

/// A block: its head, what it says, and the blocks in it.
#[derive(Default)]
struct Block {
    head: Vec<String>,
    directives: Vec<Directive>,
    blocks: Vec<Block>,
}

/// Deeper blocks are nobody's.
const MOST_DEPTH: usize = 32;

fn block(words: &mut std::vec::IntoIter<Word>, depth: usize) -> Block {
    let mut found = Block::default();
    let mut open: Vec<String> = Vec::new();
    let mut first = 0;
    while let Some((word, line)) = words.next() {
        match word.as_str() {
            ";" => {
                let words = std::mem::take(&mut open);
                found.directives.push(Directive { words, line: first });
            }
            "{" => {
                let head = std::mem::take(&mut open);
                let mut inner = match depth < MOST_DEPTH {
                    true => block(words, depth + 1),
                    false => Block::default(),
                };
                inner.head = head;
                found.blocks.push(inner);
            }
            "}" => break,
            // A line of a template around directives is none of them.
            text if text.starts_with("{{") && open.is_empty() => {}
            _ => {
                if open.is_empty() {
                    first = line;
                }
                open.push(word);
            }
        }
    }
    found
}

/// What a block takes from those around it: a directive's words, and its line.
#[derive(Default, Clone)]
struct Inherited<'a> {
    said: BTreeMap<&'a str, (&'a str, usize)>,
    /// Variables that are set.
    variables: BTreeMap<&'a str, &'a str>,
}

impl Block {
    /// The servers of every upstream, by its name.
    fn upstreams<'a>(&'a self, all: &mut BTreeMap<&'a str, Vec<&'a str>>) {
        if let [kind, name, ..] = self.head.as_slice()
            && kind == "upstream"
        {
            let servers = self
                .directives
                .iter()
                .filter_map(|it| match it.words.as_slice() {
                    [word, server, ..] if word == "server" => Some(server.as_str()),
                    _ => None,
                });
            all.insert(name, servers.collect());
        }
        for inner in &self.blocks {
            inner.upstreams(all);
        }
    }

    fn callers<'a>(
        &'a self,
        around: &Inherited<'a>,
        upstreams: &BTreeMap<&'a str, Vec<&'a str>>,
        place: &dyn Fn(usize) -> Place,
        facts: &mut Facts,
    ) {
        let mut here = around.clone();
        for Directive { words, line } in &self.directives {
            match words.as_slice() {
                [word, name, value] if word == "set" => {
                    here.variables.insert(name, value);
                }
                [word, value, ..] if word.starts_with("proxy_ssl_") => {
                    here.said.insert(word, (value, *line));
                }
                _ => {}
            }
        }
        for Directive { words, line } in &self.directives {
            if let [word, target, ..] = words.as_slice()
                && word == "proxy_pass"
            {
                facts.caller(here.caller(target, place(*line), upstreams, place));
            }
        }
        for inner in &self.blocks {
            inner.callers(&here, upstreams, place, facts);
        }
    }
}

impl Inherited<'_> {
    fn caller(
        &self,
        target: &str,
        at: Place,
        upstreams: &BTreeMap<&str, Vec<&str>>,
        place: &dyn Fn(usize) -> Place,
    ) -> Caller {
        let mut target = target.to_owned();
        for (name, value) in self.variables.iter().rev() {
            if target.len() < 4096 {
                target = target.replace(name, value);
            }
        }
        let behind = target.split_once("://").map_or("", |(_, behind)| behind);
        let host = behind.split(['/', ':', '$']).next().unwrap_or_default();
        let said = |name| self.said.get(name);
        let placed = |name| said(name).map(|(text, line)| (place(*line), (*text).to_owned()));
        Caller {
            program: Program::Nginx,
            name: "nginx".to_owned(),
            place: at,
            hints: (upstreams.get(host).into_iter().flatten())
                .map(|server| (*server).to_owned())
                .collect(),
            is_mimirs: false,
            is_https: match target.split_once("://") {
                Some(("https", _)) => Some(true),
                Some(("http", _)) => Some(false),
                _ => None,
            },
            tls: CallerTls {
                verifies: said("proxy_ssl_verify").map(|(value, _)| *value == "on"),
                believes: Believed::file(placed("proxy_ssl_trusted_certificate")),
                has_certificate: said("proxy_ssl_certificate").is_some(),
                name: placed("proxy_ssl_name"),
            },
            target,
        }
    }
}
