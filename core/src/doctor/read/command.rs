//! Command lines: flags files, shell scripts, units of systemd.

use super::super::code::Code;
use super::super::input::{Kind, Source};
use super::super::process::{Container, Lookup};
use super::super::rules::Draft;
use super::document::Document;
use super::facts::{Candidate, Facts};
use crate::catalog::Release;
use crate::cluster::flag;
pub(super) use crate::cluster::{CommandWord, flags};
use crate::document::{Node, Value};

/// Whether the text is a list of flags, a script or a unit.
pub(super) fn claims(document: &Document<'_>, _: Release) -> bool {
    matches!(
        document.source().kind,
        Kind::Flags | Kind::Shell | Kind::Unit
    )
}

/// Takes in every command that starts Mimir.
pub(super) fn read(document: &Document<'_>, facts: &mut Facts) -> bool {
    let source = document.source();
    let commands = commands(source, facts.lookup());
    let alone = commands.len() == 1;
    let mut found = false;
    for words in commands {
        let settings = flags(&words, facts.lookup());
        if settings.is_empty() {
            continue;
        }
        found = true;
        if source.text.contains("\r\n") && source.kind != Kind::Unit {
            let draft = Draft::new(Code::Mt606, source.place(1, 0), source.path.clone());
            facts.finding(draft);
        }
        let (path, container) = (source.path.as_str(), Container::default());
        let hints = if alone { &[path][..] } else { &[] };
        facts.candidate(Candidate::hinted(path, hints, path, settings, container));
    }
    found
}

/// The words of a command that is a list, or one text.
pub(super) fn list(source: &Source, node: &Node) -> Vec<CommandWord> {
    let word = |text: &str, node: &Node| CommandWord {
        text: text.to_owned(),
        place: source.at(node),
    };
    match node.value() {
        Value::List(items) => items
            .iter()
            .filter_map(|item| Some(word(item.text()?, item)))
            .collect(),
        Value::Scalar { text, .. } => text
            .split_whitespace()
            .filter(|text| *text != "\\")
            .map(|text| word(text, node))
            .collect(),
        Value::Map(_) => Vec::new(),
    }
}

/// The words of a container's command and of its arguments, which stand behind
/// two keys.
pub(super) fn of_container(source: &Source, node: &Node, keys: [&str; 2]) -> Vec<CommandWord> {
    keys.iter()
        .filter_map(|key| node.at(key))
        .flat_map(|node| list(source, node))
        .collect()
}

/// The commands of a text that start Mimir.
fn commands(source: &Source, lookup: &mut Lookup) -> Vec<Vec<CommandWord>> {
    match source.kind {
        Kind::Flags => {
            let words = lines(source)
                .filter(|(_, line)| !line.trim().is_empty() && !line.trim().starts_with('#'))
                .map(|(number, line)| {
                    let indent = line.len() - line.trim_start().len();
                    CommandWord {
                        text: line.trim().to_owned(),
                        place: source.place(number, indent + 1),
                    }
                });
            vec![words.collect()]
        }
        Kind::Shell => mimirs(shell(source), lookup),
        Kind::Unit => mimirs(unit(source), lookup),
        Kind::Nginx | Kind::Yaml | Kind::Terraform => Vec::new(),
    }
}

/// Those commands that have a flag of Mimir's.
fn mimirs(commands: Vec<Vec<CommandWord>>, lookup: &mut Lookup) -> Vec<Vec<CommandWord>> {
    let is_mimir = |words: &Vec<CommandWord>, lookup: &mut Lookup| {
        words
            .iter()
            .filter_map(|word| flag(&word.text))
            .any(|flag| {
                let name = flag.split('=').next().unwrap_or(flag);
                // One word alone, as `-h`, is everybody's flag.
                name.contains(['.', '-']) && lookup.is_flag(name) || name == "target"
            })
    };
    commands
        .into_iter()
        .filter(|words| is_mimir(words, lookup))
        .collect()
}

fn lines(source: &Source) -> impl Iterator<Item = (usize, &str)> {
    source
        .text
        .lines()
        .zip(1..)
        .map(|(line, number)| (number, line))
}

/// More variables than this no script sets that starts Mimir.
const MOST_VARIABLES: usize = 200;
/// Longer values are nobody's, and could double with each line.
const LONGEST_VALUE: usize = 4096;

/// The commands of a script, variables that it sets put in.
fn shell(source: &Source) -> Vec<Vec<CommandWord>> {
    let mut commands = Vec::new();
    let mut command: Vec<CommandWord> = Vec::new();
    let mut variables: Vec<(String, String)> = Vec::new();
    for (number, line) in lines(source) {
        let trimmed = line.trim();
        if trimmed.starts_with('#') {
            continue;
        }
        let (body, goes_on) = match line.trim_end().strip_suffix('\\') {
            Some(body) => (body, true),
            None => (line, false),
        };
        let assigned = trimmed.strip_prefix("export ").unwrap_or(trimmed);
        if let Some((name, value)) = assigned.split_once('=')
            && is_variable(name)
            && !value.contains(' ')
            && variables.len() < MOST_VARIABLES
        {
            let value = expand(value.trim_matches(['"', '\'']), &variables);
            if value.len() <= LONGEST_VALUE {
                variables.push((name.to_owned(), value));
            }
        }
        for mut word in split(body, source, number) {
            word.text = expand(&word.text, &variables);
            if matches!(word.text.as_str(), "&" | "&&" | "||" | ";" | "|") {
                commands.push(std::mem::take(&mut command));
            } else {
                command.push(word);
            }
        }
        if !goes_on {
            commands.push(std::mem::take(&mut command));
        }
    }
    commands.push(command);
    commands
}

fn is_variable(name: &str) -> bool {
    !name.is_empty()
        && name
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
}

/// `$NAME` and `${NAME}` by what the script set them to.
fn expand(text: &str, variables: &[(String, String)]) -> String {
    let mut text = text.to_owned();
    if !text.contains('$') || text.len() > LONGEST_VALUE {
        return text;
    }
    for (name, value) in variables.iter().rev() {
        text = text.replace(&format!("${{{name}}}"), value);
        text = text.replace(&format!("${name}"), value);
    }
    text
}

/// What a unit of systemd starts.
fn unit(source: &Source) -> Vec<Vec<CommandWord>> {
    let mut commands = Vec::new();
    let mut command: Option<Vec<CommandWord>> = None;
    for (number, line) in lines(source) {
        let start = line.trim_start();
        let (body, indent) = match (start.strip_prefix("ExecStart="), &command) {
            (Some(body), _) => (body, line.len() - body.len()),
            (None, Some(_)) => (line, 0),
            (None, None) => continue,
        };
        let (body, goes_on) = match body.trim_end().strip_suffix('\\') {
            Some(body) => (body, true),
            None => (body, false),
        };
        let mut words = split(body, source, number);
        for word in &mut words {
            word.place.column += indent;
        }
        command.get_or_insert_default().extend(words);
        if !goes_on {
            commands.extend(command.take());
        }
    }
    commands.extend(command);
    commands
}

/// The words of one line, quotes taken off.
fn split(line: &str, source: &Source, number: usize) -> Vec<CommandWord> {
    let mut words: Vec<CommandWord> = Vec::new();
    let mut word: Option<CommandWord> = None;
    let mut quote = None;
    for (column, letter) in (1..).zip(line.chars()) {
        match (quote, letter) {
            (Some(open), _) if letter == open => quote = None,
            (None, '"' | '\'') => {
                quote = Some(letter);
                word.get_or_insert_with(|| CommandWord {
                    text: String::new(),
                    place: source.place(number, column),
                });
            }
            (None, ' ' | '\t' | '\r') => words.extend(word.take()),
            (None, '#') if word.is_none() => break,
            _ => word
                .get_or_insert_with(|| CommandWord {
                    text: String::new(),
                    place: source.place(number, column),
                })
                .text
                .push(letter),
        }
    }
    words.extend(word);
    words
}
