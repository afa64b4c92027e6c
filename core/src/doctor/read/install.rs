//! The chart as a command installs it: `helm upgrade --install mimir
//! grafana/mimir-distributed --version 5.7.0 -f values.yaml --set key=value`.

use super::super::finding::Place;
use super::super::input::{Kind, Source};
use super::chart;
use super::command::is_helm;
use super::facts::Facts;
use super::shell::{self, Argument, Text, Variables};
use super::wrapped::{Layers, set};
use crate::document::{Node, Position};

/// Whether a command is Helm's and installs the chart.
pub(super) fn is_install(words: &[Argument]) -> bool {
    is_helm(words) && words.iter().any(|word| chart::is_named(&word.text))
}

/// Takes in the values that such a command gives the chart. Those of files that were
/// handed over lie below what it sets.
pub(super) fn read(source: &Source, words: &[Argument], facts: &mut Facts) {
    let mut all = Layers::default();
    let subject = chart::NAME;
    let mut sets: Vec<Argument> = Vec::new();
    for (option, value) in options(words) {
        match option {
            "-f" | "--values" => {
                for name in value.text.split(',') {
                    let name = shell::unmarked(name).unwrap_or_else(|| name.to_owned());
                    all.file(value.place.clone(), subject, &name, facts);
                }
            }
            "--set" | "--set-string" => sets.push(value),
            "--set-file" | "--set-json" | "--set-literal" => all.lack(),
            "--reuse-values" | "--reset-then-reuse-values" => all.lack(),
            _ => {}
        }
    }
    // Helm lays them over every file, wherever they stand.
    for value in sets {
        if value.unknown.is_some() {
            all.lack();
            continue;
        }
        let (line, column) = source.number(&value.place);
        for pair in pairs(&value.text) {
            if let Some((path, text)) = pair.split_once('=') {
                all.lay(set(path, &Node::scalar(text, Position { line, column })));
            }
        }
    }
    all.read(source, facts);
}

/// The versions of the chart that commands in a text name, each with its line.
pub(super) fn versions(source: &Source) -> Vec<(usize, String)> {
    if !source.text.contains(chart::NAME) || !source.text.contains("helm") {
        return Vec::new();
    }
    let commands = match source.kind {
        Kind::Shell => commands(source, &source.text, None),
        // In the steps of a pipeline stand commands too.
        Kind::Yaml => steps(source),
        _ => return Vec::new(),
    };
    let mut found = Vec::new();
    for words in commands.iter().filter(|words| is_install(words)) {
        let versions = options(words);
        let known = versions.filter(|(option, it)| *option == "--version" && it.unknown.is_none());
        found.extend(known.map(|(_, it)| (source.number(&it.place).0, it.text)));
    }
    found
}

fn commands(source: &Source, text: &str, inside: Option<&Place>) -> Vec<Vec<Argument>> {
    let text = Text {
        source: Some(source),
        text,
        inside,
    };
    shell::run(text, &Variables::new(), None, &|_| None).commands
}

/// The commands of Helm's in the lines of a text that is no script.
fn steps(source: &Source) -> Vec<Vec<Argument>> {
    let mut found = Vec::new();
    let mut lines = (1..).zip(source.text.lines());
    while let Some((number, line)) = lines.next() {
        let Some(start) = line.find("helm ") else {
            continue;
        };
        let mut text = line.get(start..).unwrap_or_default().to_owned();
        while text.ends_with('\\')
            && let Some((_, more)) = lines.next()
        {
            text.push('\n');
            text.push_str(more);
        }
        let column = line.get(..start).unwrap_or_default().chars().count() + 1;
        let place = source.place(number, column);
        found.extend(commands(source, &text, Some(&place)));
    }
    found
}

/// The options of a command, each with the value that stands behind it or is joined
/// to it by `=`.
fn options(words: &[Argument]) -> impl Iterator<Item = (&str, Argument)> {
    words.iter().enumerate().filter_map(|(at, word)| {
        let text = word.text.as_str();
        match text.split_once('=').filter(|_| text.starts_with("--")) {
            Some((option, value)) => {
                let mut joined = word.clone();
                value.clone_into(&mut joined.text);
                Some((option, joined))
            }
            None if text.starts_with('-') => {
                let behind = words.get(at + 1).unwrap_or(word);
                Some((text, behind.clone()))
            }
            None => None,
        }
    })
}

/// What `--set` sets, pair by pair: commas part them, but for those in braces and
/// behind a backslash.
fn pairs(text: &str) -> Vec<String> {
    let mut pairs = vec![String::new()];
    let mut depth = 0_usize;
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            ',' if depth == 0 => {
                pairs.push(String::new());
                continue;
            }
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let Some(pair) = pairs.last_mut() else {
            break;
        };
        match letter {
            '\\' => match letters.next() {
                Some(',') => pair.push(','),
                Some(other) => pair.extend(['\\', other]),
                None => {}
            },
            letter => pair.push(letter),
        }
    }
    pairs
}
