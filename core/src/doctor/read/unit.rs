//! Units of systemd and of Podman's generator (Quadlet), with what is dropped in to
//! them and the files of variables that they name.

use std::collections::BTreeMap;

use super::super::code::Code;
use super::super::finding::Place;
use super::super::input::{Kind, Source};
use super::super::process::{Container, Mount};
use super::super::rules::Draft;
use super::command::{self, Started};
use super::document::Document;
use super::facts::Facts;
use super::kubernetes::is_process;
use super::pending::Unit;
use super::program::{self, Program};
use super::shell::{self, Argument, Text, Variables, marked};
use super::{template, variables};
use crate::catalog::Release;
use crate::cluster::folder;

/// Whether the text is a unit, or a part of one, that may start Mimir.
pub(super) fn claims(document: &Document<'_>, _: Release) -> bool {
    let source = document.source();
    source.kind == Kind::Unit && !is_anothers(source)
}

/// Whether all that a unit starts is another program, by its name and its flags.
fn is_anothers(source: &Source) -> bool {
    if source.text.contains("mimir") || source.path.contains("mimir") {
        return false;
    }
    let lines = lines(source);
    let is_command = |(key, words): &&(String, Vec<Argument>)| {
        !words.is_empty() && (STARTS.contains(&key.as_str()) || key == "Entrypoint")
    };
    let mut commands = lines.iter().filter(is_command).peekable();
    let image = lines.iter().find(|(key, _)| key == "Image");
    let image = image.and_then(|(_, words)| Some(program::of_image(&words.first()?.text)));
    match image {
        Some(Program::Other(_)) => true,
        Some(_) => false,
        None => commands.peek().is_some() && commands.all(|(_, words)| command::is_anothers(words)),
    }
}

/// Keeps the unit until all of them are there, and the files that they name.
pub(super) fn read(document: &Document<'_>, facts: &mut Facts) -> bool {
    let source = document.source();
    let lines = lines(source);
    let starts = lines.iter().any(|(key, _)| {
        STARTS.contains(&key.as_str()) || key.starts_with("Environment") || is_credential(key)
    });
    facts.unit(Unit {
        path: source.path.clone(),
        name: source.called().to_owned(),
        lines,
    });
    starts
}

/// The keys of a command: a unit's own, and the arguments of a container.
const STARTS: [&str; 2] = ["ExecStart", "Exec"];
/// The keys of a container that are about its command.
const OF_CONTAINER: [&str; 3] = ["Image", "Entrypoint", "Volume"];

/// What a unit says that is about its command: the key, and its words.
fn lines(source: &Source) -> Vec<(String, Vec<Argument>)> {
    let mut found = Vec::new();
    let mut open: Option<(String, String, Place)> = None;
    let text = template::opened_text(source);
    for (number, line) in (1..).zip(text.lines()) {
        let start = line.trim_start();
        if start.starts_with(['#', ';']) {
            continue;
        }
        let (body, goes_on) = match line.trim_end().strip_suffix('\\') {
            Some(body) => (body, true),
            None => (line, false),
        };
        match &mut open {
            Some((_, text, _)) => {
                text.push(' ');
                text.push_str(body);
            }
            None => {
                let Some((key, value)) = body.split_once('=') else {
                    continue;
                };
                let key = key.trim();
                let is_read = matches!(key, "Environment" | "EnvironmentFile")
                    || STARTS.contains(&key)
                    || OF_CONTAINER.contains(&key)
                    || is_credential(key);
                if !is_read {
                    continue;
                }
                let column = body.chars().count() - value.chars().count() + 1;
                open = Some((
                    key.to_owned(),
                    value.to_owned(),
                    source.place(number, column),
                ));
            }
        }
        if !goes_on {
            found.extend(open.take());
        }
    }
    found.extend(open);
    let split = |(key, text, place): (String, String, Place)| {
        let text = Text {
            source: Some(source),
            text: &text,
            inside: Some(&place),
        };
        (key, shell::split(text))
    };
    found.into_iter().map(split).collect()
}

/// Whether a line hands a file to the process, a copy in a folder of its own.
fn is_credential(key: &str) -> bool {
    matches!(key, "LoadCredential" | "LoadCredentialEncrypted")
}

/// Puts every unit together with what is dropped in to it, and takes in what it
/// starts.
pub(super) fn settle(sources: &[Source], facts: &mut Facts) {
    let mut units: BTreeMap<String, Vec<Unit>> = BTreeMap::new();
    for unit in facts.units() {
        units.entry(unit.whose()).or_default().push(unit);
    }
    for mut parts in units.into_values() {
        parts.sort_by_key(|part| (part.is_dropped_in(), part.path.clone()));
        start(&parts, sources, facts);
    }
}

impl Unit {
    /// The unit that this is, or is dropped in to: its name without folders. Units
    /// of several hosts stand in folders of their own.
    fn whose(&self) -> String {
        match self.name.rsplit_once('/') {
            Some((folder, _)) if self.is_dropped_in() => {
                folder.strip_suffix(".d").unwrap_or(folder).to_owned()
            }
            _ => self.name.clone(),
        }
    }

    fn is_dropped_in(&self) -> bool {
        let folder = folder(&self.name);
        folder.ends_with(".service.d") || folder.ends_with(".container.d")
    }
}

/// What is known of a unit's environment.
struct Environment {
    variables: Variables,
    /// A file that it names and nobody handed over.
    missing: Option<(String, Place)>,
    /// What stands behind the `@` of its name.
    instance: Option<String>,
    /// The files that it is handed, by the names of their copies.
    credentials: BTreeMap<String, String>,
    /// The container that it starts, if it does.
    image: Option<String>,
    entrypoint: Vec<Argument>,
    mounts: Vec<Mount>,
}

/// The folder of the copies, as a unit writes it and as a shell does.
const COPIES: [&str; 2] = ["%d/", "${CREDENTIALS_DIRECTORY}/"];

fn start(parts: &[Unit], sources: &[Source], facts: &mut Facts) {
    let Some(first) = parts.first() else {
        return;
    };
    facts.begin(&first.path);
    let mut environment = Environment {
        variables: Variables::new(),
        missing: None,
        instance: instance(&first.whose()),
        credentials: BTreeMap::new(),
        image: None,
        entrypoint: Vec::new(),
        mounts: Vec::new(),
    };
    let mut commands: Vec<(&Unit, &[Argument])> = Vec::new();
    for (unit, key, words) in parts.iter().flat_map(|unit| {
        unit.lines
            .iter()
            .map(move |(key, words)| (unit, key, words))
    }) {
        match key.as_str() {
            "Environment" => {
                for word in words {
                    if let Some((name, value)) = word.text.split_once('=') {
                        let value = Argument::known(value, word.place.clone());
                        environment.variables.insert(name.to_owned(), vec![value]);
                    }
                }
            }
            // Those of a file count before those of the unit, whatever their order.
            "EnvironmentFile" => {
                for word in words {
                    let path = word.text.trim_start_matches('-');
                    match facts.variables_of(path) {
                        Some(file) => environment.variables.extend(file),
                        None => {
                            environment.missing = Some((path.to_owned(), word.place.clone()));
                        }
                    }
                }
            }
            key if is_credential(key) => {
                for word in words {
                    if let Some((name, path)) = word.text.split_once(':') {
                        let path = path.replace("%%", "%");
                        environment.credentials.insert(name.to_owned(), path);
                    }
                }
            }
            "Image" => environment.image = words.first().map(|it| it.text.clone()),
            "Entrypoint" => environment.entrypoint = words.clone(),
            "Volume" => environment.mounts.extend(words.iter().filter_map(mount)),
            // An empty one takes back all before it.
            _ if words.is_empty() => commands.clear(),
            _ => commands.push((unit, words)),
        }
    }
    for (unit, words) in commands {
        let source = sources.iter().find(|source| source.path == unit.path);
        let words = [environment.entrypoint.as_slice(), words].concat();
        let words = environment.words(&words, sources);
        let known = &environment.variables;
        let image = environment.image.as_deref();
        let program = image.map_or(Program::Mimir, program::of_image);
        for words in command::programs(vec![words], source, known, facts) {
            let started = Started::of(words, &unit.name, facts);
            let is_ours = |it: &Started| image.is_none() || is_process(program, it);
            let Some(mut started) = started.filter(is_ours) else {
                continue;
            };
            if let Some((path, place)) = &environment.missing
                && started.has_unknown()
            {
                let draft = Draft::new(Code::Mt525, place.clone(), unit.name.clone());
                started.explain(draft.with("path", path));
            }
            let container = Container {
                mounts: environment.mounts.clone(),
                environment: variables::known(known),
                ..Container::default()
            };
            let hints = [
                environment.instance.as_deref().unwrap_or_default(),
                &unit.name,
            ];
            started.candidate(&unit.name, &hints, &unit.path, container, facts);
        }
    }
}

/// The mount that a container has of a folder or a file: `/etc/mimir:/etc/mimir:ro`.
fn mount(word: &Argument) -> Option<Mount> {
    let mut parts = word.text.split(':');
    let (of, path) = (parts.next()?, parts.next()?);
    Some(Mount {
        beside: None,
        path: path.to_owned(),
        of: of.to_owned(),
        is_sub_path: false,
        place: word.place.clone(),
    })
}

/// `ingester` of `mimir@ingester.service`.
fn instance(path: &str) -> Option<String> {
    let (_, behind) = path.rsplit('/').next()?.split_once('@')?;
    let name = (behind.strip_suffix(".service")).or_else(|| behind.strip_suffix(".container"))?;
    (!name.is_empty()).then(|| name.to_owned())
}

impl Environment {
    /// The words of a command, variables put in as systemd does: `$NAME` alone is
    /// split at its blanks, `${NAME}` is one word or a part of one.
    fn words(&self, words: &[Argument], sources: &[Source]) -> Vec<Argument> {
        let mut done: Vec<Argument> = Vec::new();
        for (number, word) in words.iter().enumerate() {
            let mut word = word.clone();
            if number == 0 {
                word.text = word
                    .text
                    .trim_start_matches(['@', '-', ':', '+', '!'])
                    .to_owned();
            }
            if let Some(name) = word.text.strip_prefix('$').filter(|it| is_name(it)) {
                match self.variables.get(name).and_then(|value| value.first()) {
                    Some(value) if value.unknown.is_some() => done.push(value.clone()),
                    Some(value) => {
                        let source = sources.iter().find(|it| it.path == value.place.file);
                        let words = shell::split(Text {
                            source,
                            text: &value.text,
                            inside: Some(&value.place),
                        });
                        done.extend(words.into_iter().map(|word| self.put_in(word)));
                    }
                    None if self.missing.is_some() => {
                        done.push(Argument::open(&word.text, word.place));
                    }
                    None => {}
                }
                continue;
            }
            done.push(self.put_in(word));
        }
        done
    }

    /// A word that ends in the copy of a file, with the file itself.
    fn original(&self, word: &str) -> Option<String> {
        let (before, name) = COPIES.iter().find_map(|copies| word.split_once(copies))?;
        let path = self.credentials.get(name)?;
        Some(format!("{before}{}", path.replace('%', "%%")))
    }

    fn put_in(&self, mut word: Argument) -> Argument {
        if let Some(path) = self.original(&word.text) {
            word.text = path;
        }
        let mut text = String::new();
        let mut rest = word.text.as_str();
        while let Some(at) = rest.find(['$', '%']) {
            let (before, behind) = rest.split_at(at);
            text.push_str(before);
            let variable = (behind.strip_prefix("${")).and_then(|inside| inside.split_once('}'));
            if let Some((name, after)) = variable {
                match self.variables.get(name).and_then(|value| value.first()) {
                    Some(value) => text.push_str(&value.text),
                    None if self.missing.is_some() => {
                        let written = format!("${{{name}}}");
                        text.push_str(&marked(&written));
                        word.unknown = Some(written);
                    }
                    None => {}
                }
                rest = after;
                continue;
            }
            let mut letters = behind.chars();
            let (sign, next) = (letters.next(), letters.next());
            rest = match (sign, next) {
                (Some('$' | '%'), Some(letter)) if sign == next => {
                    text.push(letter);
                    behind.get(2..).unwrap_or_default()
                }
                (Some('%'), Some(letter @ ('i' | 'I' | 'j' | 'J'))) => {
                    match &self.instance {
                        Some(instance) => text.push_str(instance),
                        None => {
                            let written = format!("%{letter}");
                            text.push_str(&marked(&written));
                            word.unknown = Some(written);
                        }
                    }
                    behind.get(2..).unwrap_or_default()
                }
                _ => {
                    text.extend(sign);
                    behind.get(1..).unwrap_or_default()
                }
            };
        }
        text.push_str(rest);
        word.text = text;
        word
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && (text.bytes()).all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}
