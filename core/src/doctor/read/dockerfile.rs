//! Dockerfiles of images with Mimir in them: what the last stage starts.

use std::collections::BTreeMap;

use super::super::finding::Place;
use super::super::input::{Kind, Source};
use super::super::process::{Container, Mount};
use super::command::{self, Started};
use super::document::Document;
use super::facts::Facts;
use super::kubernetes::is_process;
use super::program;
use super::shell::{self, Argument, Text, Variables};
use super::variables;
use crate::catalog::Release;
use crate::document::{self, Node};

/// Whether the text is a Dockerfile.
pub(super) fn claims(document: &Document<'_>, _: Release) -> bool {
    document.source().kind == Kind::Dockerfile
}

/// Takes in what the image starts, where that is Mimir.
pub(super) fn read(document: &Document<'_>, facts: &mut Facts) -> bool {
    let source = document.source();
    let Some(stage) = Stage::last(source) else {
        return false;
    };
    let mut words = stage.entrypoint.clone().unwrap_or_default();
    words.extend(stage.command.clone());
    let words = command::in_container(words, Some(source), &stage.environment, facts);
    let program = program::of_image(&stage.image);
    let started = Started::of(words, &source.path, facts);
    let Some(started) = started.filter(|it| is_process(program, it)) else {
        return false;
    };
    let container = Container {
        mounts: stage.copied,
        environment: variables::known(&stage.environment),
        ..Container::default()
    };
    started.candidate(
        &source.path,
        &[&source.path],
        &source.path,
        container,
        facts,
    );
    true
}

/// An instruction, with what stands behind its name.
struct Instruction {
    name: String,
    text: String,
    place: Place,
    /// Whether it stands on one line.
    is_short: bool,
}

/// The instructions of a Dockerfile, lines that go on put together.
fn instructions(source: &Source) -> Vec<Instruction> {
    let mut found = Vec::new();
    let mut open: Option<Instruction> = None;
    for (number, line) in (1..).zip(source.text.lines()) {
        if line.trim_start().starts_with('#') || line.trim().is_empty() {
            continue;
        }
        let (body, goes_on) = match line.trim_end().strip_suffix('\\') {
            Some(body) => (body, true),
            None => (line.trim_end(), false),
        };
        match &mut open {
            Some(instruction) => {
                instruction.text.push(' ');
                instruction.text.push_str(body);
                instruction.is_short = false;
            }
            None => {
                let start = body.trim_start();
                let (name, text) = start.split_once([' ', '\t']).unwrap_or((start, ""));
                let text = text.trim_start();
                let column = body.chars().count() - text.chars().count() + 1;
                open = Some(Instruction {
                    name: name.to_ascii_uppercase(),
                    text: text.to_owned(),
                    place: source.place(number, column),
                    is_short: true,
                });
            }
        }
        if !goes_on {
            found.extend(open.take());
        }
    }
    found.extend(open);
    found
}

impl Instruction {
    /// The words of its JSON; none where it is no list.
    fn list(&self) -> Option<Vec<Argument>> {
        if !self.text.starts_with('[') {
            return None;
        }
        let tree = document::parse(self.text.as_bytes()).ok()?;
        let word = |item: &Node| {
            let mut place = self.place.clone();
            if self.is_short {
                place.column += item.place().column - 1;
            }
            Some(Argument::known(item.text()?, place))
        };
        tree.items().iter().map(word).collect()
    }

    /// The words of its command: those of its list, or a shell with its text.
    fn command(&self) -> Vec<Argument> {
        self.list().unwrap_or_else(|| {
            let word = |text: &str| Argument::known(text, self.place.clone());
            vec![word("/bin/sh"), word("-c"), word(&self.text)]
        })
    }

    /// Its text in words, as `ENV` and `COPY` have it.
    fn words(&self, source: &Source) -> Vec<Argument> {
        self.list().unwrap_or_else(|| {
            shell::split(Text {
                source: Some(source),
                text: &self.text,
                inside: Some(&self.place),
            })
        })
    }
}

/// A stage of a build, with what it has of those below it.
#[derive(Default, Clone)]
struct Stage {
    /// The image that it is made of, in the end.
    image: String,
    entrypoint: Option<Vec<Argument>>,
    command: Vec<Argument>,
    environment: Variables,
    copied: Vec<Mount>,
}

impl Stage {
    /// The last, which is what an image is made of.
    fn last(source: &Source) -> Option<Self> {
        let mut stages: BTreeMap<String, Self> = BTreeMap::new();
        let mut arguments: Vec<(String, String)> = Vec::new();
        let mut at: Option<(String, Self)> = None;
        for instruction in instructions(source) {
            match (instruction.name.as_str(), &mut at) {
                ("ARG", None) => {
                    let set = instruction.text.split_once('=');
                    arguments.extend(set.map(|(name, value)| {
                        let value = value.trim_matches(['"', '\'']);
                        (name.to_owned(), value.to_owned())
                    }));
                }
                ("FROM", _) => {
                    stages.extend(at.take());
                    at = Some(Self::from(&instruction.text, &arguments, &stages));
                }
                (_, Some((_, stage))) => stage.take(source, &instruction),
                _ => {}
            }
        }
        at.map(|(_, stage)| stage)
    }

    /// The stage that a `FROM` begins, and its name.
    fn from(
        text: &str,
        arguments: &[(String, String)],
        stages: &BTreeMap<String, Self>,
    ) -> (String, Self) {
        let mut words = text.split_whitespace().filter(|it| !it.starts_with("--"));
        let mut image = words.next().unwrap_or_default().to_owned();
        for (name, value) in arguments {
            image = image.replace(&format!("${{{name}}}"), value);
            image = image.replace(&format!("${name}"), value);
        }
        let name = words.nth(1).unwrap_or_default().to_owned();
        let stage = stages.get(&image).cloned().unwrap_or(Self {
            image,
            ..Self::default()
        });
        (name, stage)
    }

    fn take(&mut self, source: &Source, instruction: &Instruction) {
        match instruction.name.as_str() {
            "ENTRYPOINT" => {
                self.entrypoint = Some(instruction.command());
                self.command.clear();
            }
            "CMD" => self.command = instruction.command(),
            "ENV" => self.set(&instruction.words(source)),
            "COPY" | "ADD" => self.copy(instruction, &instruction.words(source)),
            _ => {}
        }
    }

    /// `NAME=value ...`, or a name with its value behind it.
    fn set(&mut self, words: &[Argument]) {
        let mut set = |name: &str, value: &str, at: &Argument| {
            let value = Argument::known(value, at.place.clone());
            self.environment.insert(name.to_owned(), vec![value]);
        };
        if let [name, value] = words
            && !name.text.contains('=')
        {
            return set(&name.text, &value.text, value);
        }
        for word in words {
            if let Some((name, value)) = word.text.split_once('=') {
                set(name, value, word);
            }
        }
    }

    /// What comes into the image under another name.
    fn copy(&mut self, instruction: &Instruction, words: &[Argument]) {
        let words: Vec<&str> = (words.iter())
            .map(|word| word.text.as_str())
            .filter(|word| !word.starts_with("--"))
            .collect();
        let Some((to, from)) = words.split_last() else {
            return;
        };
        for of in from {
            let of = of.trim_start_matches("./");
            let base = of.rsplit('/').next().unwrap_or(of);
            let path = match to.strip_suffix('/') {
                Some(folder) => format!("{folder}/{base}"),
                None => (*to).to_owned(),
            };
            self.copied.push(Mount {
                beside: None,
                path,
                of: of.to_owned(),
                is_sub_path: false,
                place: instruction.place.clone(),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::expect_used, reason = "tests")]

    use super::*;

    fn stage(text: &str) -> Stage {
        let source = Source::new("Dockerfile".to_owned(), Kind::Dockerfile, text);
        Stage::last(&source).expect("a stage")
    }

    fn texts(words: &[Argument]) -> Vec<String> {
        let place = |it: &Place| format!("{}:{}", it.line, it.column);
        words
            .iter()
            .map(|it| format!("{} {}", place(&it.place), it.text))
            .collect()
    }

    #[test]
    fn the_last_stage_is_what_starts() {
        let found = stage(
            "ARG VERSION=2.17.0\nFROM grafana/mimir:${VERSION} AS base\nENV A=b C=\"d e\"\n\
             CMD [\"-target=all\"]\nFROM alpine AS tools\nCMD [\"sh\"]\nFROM base\n\
             COPY --chown=1:1 conf/mimir.yaml /etc/mimir/\nCMD [\"-x=1\", \\\n  \"-y=2\"]\n",
        );
        assert_eq!(found.image, "grafana/mimir:2.17.0");
        assert_eq!(texts(&found.command), ["9:5 -x=1", "9:5 -y=2"]);
        assert_eq!(found.environment["C"][0].text, "d e");
        assert_eq!(found.copied[0].path, "/etc/mimir/mimir.yaml");
        assert_eq!(found.copied[0].of, "conf/mimir.yaml");
    }

    #[test]
    fn an_entrypoint_takes_the_command_below_it_away() {
        let found = stage("FROM a\nCMD [\"-x=1\"]\nENTRYPOINT [\"/mimir\", \"-y=2\"]\n");
        assert_eq!(texts(&found.command), [""; 0]);
        let words = found.entrypoint.expect("words");
        assert_eq!(texts(&words), ["3:13 /mimir", "3:23 -y=2"]);
        let found = stage("FROM a\nENTRYPOINT exec /mimir -y=2\n");
        let words = found.entrypoint.expect("words");
        assert_eq!(texts(&words)[2], "2:12 exec /mimir -y=2");
    }
}
