//! Command lines: flags files, shell scripts, units of systemd.

use super::input::{Kind, Source};
use super::process::Lookup;
use crate::cluster::flag;
pub(super) use crate::cluster::{Word, flags};

/// A command that starts Mimir, and what else its text says of it.
#[derive(Debug)]
pub(super) struct Command {
    pub(super) words: Vec<Word>,
}

/// The commands of a text that start Mimir.
pub(super) fn commands(source: &Source, lookup: &mut Lookup) -> Vec<Command> {
    match source.kind {
        Kind::Flags => vec![Command {
            words: lines(source)
                .filter(|(_, line)| !line.trim().is_empty() && !line.trim().starts_with('#'))
                .map(|(number, line)| {
                    let indent = line.len() - line.trim_start().len();
                    Word {
                        text: line.trim().to_owned(),
                        place: source.place(number, indent + 1),
                    }
                })
                .collect(),
        }],
        Kind::Shell => mimirs(shell(source), lookup),
        Kind::Unit => mimirs(unit(source), lookup),
        Kind::Nginx | Kind::Yaml => Vec::new(),
    }
}

/// Those commands that have a flag of Mimir's.
fn mimirs(commands: Vec<Vec<Word>>, lookup: &mut Lookup) -> Vec<Command> {
    let is_mimir = |words: &Vec<Word>, lookup: &mut Lookup| {
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
        .map(|words| Command { words })
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
fn shell(source: &Source) -> Vec<Vec<Word>> {
    let mut commands = Vec::new();
    let mut command: Vec<Word> = Vec::new();
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
fn unit(source: &Source) -> Vec<Vec<Word>> {
    let mut commands = Vec::new();
    let mut command: Option<Vec<Word>> = None;
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
fn split(line: &str, source: &Source, number: usize) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut word: Option<Word> = None;
    let mut quote = None;
    for (column, letter) in (1..).zip(line.chars()) {
        match (quote, letter) {
            (Some(open), _) if letter == open => quote = None,
            (None, '"' | '\'') => {
                quote = Some(letter);
                word.get_or_insert_with(|| Word {
                    text: String::new(),
                    place: source.place(number, column),
                });
            }
            (None, ' ' | '\t' | '\r') => words.extend(word.take()),
            (None, '#') if word.is_none() => break,
            _ => word
                .get_or_insert_with(|| Word {
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
