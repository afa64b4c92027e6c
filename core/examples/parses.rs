//! What Mimir's parser would say, a case a line, as `tests/mimir/parser` asks it
//! of Mimir too. It is for that test, and promises nothing.
//!
//!     echo '{"args": ["-target=all"]}' | cargo run --example parses

#![expect(clippy::disallowed_methods, reason = "its answers are what it is for")]

use std::collections::BTreeMap;
use std::io::{BufRead, Write};

use mimir_tls::catalog::{Catalog, Component, Miss, Release};
use mimir_tls::cluster::{
    CommandWord, Container, Form, Known, Lookup, Place, Process, Refusal, Setting, arguments,
    config_file, expand_environment, yaml,
};
use mimir_tls::doctor::{Code, Input, Options, check, one_by_one};
use mimir_tls::document::{self, DocumentError};
use mimir_tls::pki::Instant;
use serde::{Deserialize, Serialize};

/// What Mimir is started with, or names whose types are asked.
#[derive(Deserialize)]
struct Question {
    #[serde(default)]
    args: Vec<String>,
    #[serde(default)]
    files: BTreeMap<String, String>,
    #[serde(default)]
    env: BTreeMap<String, String>,
    /// Whether the doctor is asked too.
    #[serde(default)]
    doctor: bool,
    #[serde(default)]
    options: Vec<Name>,
}

#[derive(Deserialize)]
struct Name {
    path: String,
    flag: String,
}

#[derive(Serialize, Default)]
struct Answer {
    starts: bool,
    at: Vec<At>,
    /// What the TLS flags of which something is set are set to.
    values: BTreeMap<&'static str, String>,
    doctor: Option<bool>,
    error: String,
    types: Vec<String>,
}

#[derive(Serialize, Default)]
struct At {
    name: String,
    word: Option<usize>,
    words: usize,
    line: usize,
    column: usize,
    wrong: Vec<usize>,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let release = Catalog::builtin().newest();
    let mut judge = Judge {
        release,
        component: Catalog::builtin().component("all")?,
        lookup: Lookup::new(release),
    };
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let question: Question = serde_json::from_str(&line?)?;
        let answer = judge.answer(&question);
        serde_json::to_writer(&mut out, &answer)?;
        out.write_all(b"\n")?;
        out.flush()?;
    }
    Ok(())
}

struct Judge {
    release: Release,
    component: Component,
    lookup: Lookup,
}

impl Judge {
    fn answer(&mut self, question: &Question) -> Answer {
        if !question.options.is_empty() {
            return self.types(&question.options);
        }
        let words = question
            .args
            .iter()
            .zip(0..)
            .map(|(text, line)| CommandWord {
                text: text.clone(),
                place: Place {
                    line,
                    ..Place::default()
                },
            });
        let words: Vec<_> = words.collect();
        let mut answer = Answer::default();
        let mut settings = Vec::new();
        let (file, expands) = config_file(&words, &mut self.lookup);
        if let Some(name) = file {
            match question.files.get(&name) {
                Some(text) => self.file(
                    text,
                    expands.then_some(&question.env),
                    &mut settings,
                    &mut answer,
                ),
                None => answer.error = format!("there is no {name}"),
            }
        }
        for setting in arguments(&words, &mut self.lookup) {
            if stops(&setting) {
                answer.at.push(At {
                    name: setting.name.to_string(),
                    word: Some(setting.place().line),
                    words: 1 + usize::from(self.takes_two(&words, &setting)),
                    ..At::default()
                });
            }
            settings.push(setting);
        }
        answer.starts = answer.at.is_empty() && answer.error.is_empty();
        if answer.starts {
            let process = Process::new(
                "",
                self.component,
                "",
                settings,
                Container::default(),
                self.release,
            );
            answer.values = values(&process, self.release);
        }
        if question.doctor {
            answer.doctor = Some(self.doctor(question, &answer));
        }
        answer
    }

    fn file(
        &mut self,
        text: &str,
        env: Option<&BTreeMap<String, String>>,
        settings: &mut Vec<Setting>,
        answer: &mut Answer,
    ) {
        let known = |name: &str| env.map(|env| env.get(name).cloned().unwrap_or_default());
        let text = match env {
            Some(_) => expand_environment(text, known),
            None => Ok(text.to_owned()),
        };
        let text = text.unwrap_or_else(|name| name);
        match document::read_below(0, text.as_bytes()) {
            Ok(reading) => {
                answer.at.extend(reading.faults.iter().map(At::fault));
                let read = yaml(&reading.root, "", 0, &mut self.lookup);
                answer.at.extend(
                    read.iter()
                        .filter(|it| stops(it))
                        .map(|it| At::setting(it, self.release)),
                );
                settings.extend(read);
            }
            Err(error) => answer.error = error.to_string(),
        }
    }

    /// Whether a flag and its value are two words.
    fn takes_two(&mut self, words: &[CommandWord], setting: &Setting) -> bool {
        let at = setting.place().line;
        let next = words.get(at + 1).map(|word| word.text.as_str());
        let is_joined = words.get(at).is_some_and(|word| word.text.contains('='));
        !is_joined
            && next == Some(&setting.value)
            && setting.refused.as_deref() != Some(&Refusal::NoValue)
    }

    fn types(&self, names: &[Name]) -> Answer {
        let catalog = Catalog::builtin();
        let of = |name: &Name| {
            let of = match name.path.is_empty() {
                true => catalog.flag_type(&name.flag, self.release),
                false => catalog.yaml_type(&name.path, self.release),
            };
            of.map_or("", |of| of.name()).to_owned()
        };
        Answer {
            types: names.iter().map(of).collect(),
            ..Answer::default()
        }
    }

    /// Whether `check` has something to say for which Mimir does not start: of a
    /// variable that nobody puts in, where the option takes no such text.
    fn doctor(&self, question: &Question, answer: &Answer) -> bool {
        let mut inputs = Vec::new();
        let mut input = |path: &str, text: &str| {
            inputs.push(Input {
                path: path.to_owned(),
                bytes: text.as_bytes().to_vec(),
                mode: None,
            });
        };
        for (path, text) in &question.files {
            input(path, text);
        }
        let command: Vec<String> = question.args.iter().map(|it| format!("'{it}'")).collect();
        if !command.is_empty() {
            input(
                "run.sh",
                &format!("exec /bin/mimir -target=all {}\n", command.join(" ")),
            );
        }
        let options = Options::new(self.release, Instant::from_unix(1_800_000_000));
        let report = check(inputs, options, one_by_one);
        let codes = [
            Code::Mt115,
            Code::Mt116,
            Code::Mt117,
            Code::Mt119,
            Code::Mt123,
            Code::Mt150,
            Code::Mt603,
            Code::Mt604,
            Code::Mt605,
        ];
        let is_refused = |line: usize| answer.at.iter().any(|at| at.line == line);
        report.findings.iter().any(|it| {
            codes.contains(&it.code) || it.code == Code::Mt136 && is_refused(it.place.line)
        })
    }
}

/// Whether Mimir does not start with a setting, whatever else there is.
fn stops(setting: &Setting) -> bool {
    let is_there = matches!(
        setting.known,
        Known::Tls(_) | Known::Miss(Miss::NotTls { .. })
    );
    let refused = setting
        .refused
        .as_deref()
        .is_some_and(|it| *it != Refusal::Rest);
    !is_there || refused
}

/// What the TLS options of which a process has a setting are set to.
fn values(process: &Process, release: Release) -> BTreeMap<&'static str, String> {
    let catalog = Catalog::builtin();
    let own = process.settings.iter().filter_map(Setting::option);
    // What is set once counts for all to whom Mimir hands it down.
    let set = own.flat_map(|option| {
        let heirs = option.surface().hands_down_to();
        let heirs = heirs.filter_map(|heir| catalog.option(heir, option.field(), release));
        std::iter::once(option).chain(heirs)
    });
    let value = |option: &'static mimir_tls::catalog::OptionRow| {
        let counts = process.get(option.surface(), option.field())?;
        // Nothing at all leaves the default, and so does what another name sets.
        (!counts.value.is_empty() && option.is_in(release))
            .then_some((option.flag()?, counts.value.clone()))
    };
    set.filter_map(value).collect()
}

impl At {
    fn fault(fault: &DocumentError) -> Self {
        let place = fault.place();
        let line = place.map_or(0, |place| place.line);
        Self {
            name: fault.message().to_owned(),
            line,
            column: place.map_or(0, |place| place.column),
            wrong: vec![line],
            ..Self::default()
        }
    }

    /// Of a key in a block that is unknown, the block's own.
    fn setting(setting: &Setting, release: Release) -> Self {
        let ends = setting.name.match_indices('.').map(|(end, _)| end);
        let block = ends.zip(&setting.above).find(|(end, _)| {
            let block = setting.name.get(..*end).unwrap_or_default();
            setting.form == Form::Yaml && !Catalog::builtin().has_block(block, release)
        });
        let place = setting.place();
        let (line, column) = block.map_or((place.line, place.column), |(_, place)| {
            (place.line, place.column)
        });
        let wrong = match setting.refused.as_deref() {
            Some(Refusal::Value { lines, .. }) => lines.clone(),
            Some(Refusal::NoBlock { line }) => vec![*line],
            _ => vec![line],
        };
        Self {
            name: setting.name.to_string(),
            line,
            column,
            wrong,
            ..Self::default()
        }
    }
}
