//! Files of flags and shell scripts: what they start, install and write.

use super::super::code::Code;
use super::super::input::{Inside, Kind, Source};
use super::super::process::Container;
use super::super::rules::Draft;
use super::command::{Started, program, programs};
use super::document::Document;
use super::facts::Facts;
use super::shell::{self, Argument, Text, Variables};
use super::{install, nested, template};
use crate::catalog::Release;
use crate::cluster::flag;

/// Whether the text is a list of flags or a script.
pub(super) fn claims(document: &Document<'_>, _: Release) -> bool {
    matches!(document.source().kind, Kind::Flags | Kind::Shell)
}

/// Takes in every command that starts Mimir.
pub(super) fn read(document: &Document<'_>, facts: &mut Facts) -> bool {
    let source = document.source();
    let mut found = false;
    let commands = match source.kind {
        Kind::Flags => vec![flags_file(source)],
        _ => {
            let opened = template::opened_text(source);
            let text = Text {
                source: Some(source),
                text: &opened,
                inside: None,
            };
            let none = Variables::new();
            let run = shell::run(text, &none, None, &|path| facts.variables_of(path));
            for file in run.files {
                let before = opened.get(..file.start).unwrap_or_default();
                let at = Inside::Lines {
                    above: before.matches('\n').count(),
                    indent: 0,
                };
                nested::file(source, &file.path, &file.text, at, facts);
            }
            let (installs, others): (Vec<_>, Vec<_>) =
                (run.commands.into_iter()).partition(|words| install::is_install(words));
            for words in &installs {
                install::read(source, words, facts);
            }
            found |= !installs.is_empty();
            let mut commands = programs(others, Some(source), &none, facts);
            commands.extend(service(source, &run.variables));
            commands
        }
    };
    let alone = commands.len() == 1;
    for words in commands {
        let path = source.called();
        let Some(started) = Started::of(words, path, facts) else {
            continue;
        };
        found = true;
        if source.text.contains("\r\n") {
            let draft = Draft::new(Code::Mt606, source.place(1, 0), source.path.clone());
            facts.finding(draft);
        }
        let hints = if alone { &[path][..] } else { &[] };
        started.candidate(path, hints, &source.path, Container::default(), facts);
    }
    found
}

/// What a service of OpenRC starts, as its variables say.
fn service(source: &Source, variables: &Variables) -> Option<Vec<Argument>> {
    const ARGUMENTS: [&str; 3] = [
        "command_args",
        "command_args_background",
        "command_args_foreground",
    ];
    let first = source.line(1)?;
    let is_service = ["openrc-run", "runscript"]
        .iter()
        .any(|it| first.trim_end().ends_with(it));
    let command = variables.get("command")?.first().filter(|_| is_service)?;
    if program(command) != "mimir" {
        return None;
    }
    let given = ARGUMENTS.iter().filter_map(|name| variables.get(*name));
    let words = given.flatten().flat_map(|it| match it.unknown {
        Some(_) => vec![it.clone()],
        None => shell::split(Text {
            source: Some(source),
            text: &it.text,
            inside: Some(&it.place),
        }),
    });
    Some(words.collect())
}

/// The flags of a file of them, several on one line too.
fn flags_file(source: &Source) -> Vec<Argument> {
    let mut words = Vec::new();
    let text = template::opened_text(source);
    for (number, line) in (1..).zip(text.lines()) {
        let trimmed = line.trim();
        if trimmed.is_empty() || trimmed.starts_with('#') {
            continue;
        }
        let mut column = line.len() - line.trim_start().len();
        let mut rest = trimmed;
        loop {
            let end = next_flag(rest).unwrap_or(rest.len());
            let (one, behind) = rest.split_at(end);
            let place = source.place(number, column + 1);
            let one = one.trim();
            match one.split_once([' ', '\t']) {
                // `-name value`.
                Some((name, value)) if !name.contains('=') => {
                    words.push(Argument::known(name, place.clone()));
                    words.push(Argument::known(value.trim(), place));
                }
                _ => words.push(Argument::known(one, place)),
            }
            if behind.is_empty() {
                break;
            }
            column += end;
            rest = behind;
        }
    }
    words
}

/// Where in a line another flag begins, behind a blank.
fn next_flag(line: &str) -> Option<usize> {
    let blanks = line.match_indices([' ', '\t']).map(|(at, _)| at + 1);
    blanks
        .filter(|at| line.get(*at..).and_then(flag).is_some())
        .find(|at| *at > 0)
}
