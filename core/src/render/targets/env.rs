//! Environment files: the flags as one variable, as systemd's `EnvironmentFile=`
//! and Compose's `env_file` read it alike.
//!
//! Both take `NAME="value"` on one line, `#` before it for a comment, and within
//! the quotes a backslash before `"`, `\` and `$` (systemd.exec(5); compose-go,
//! dotenv). Systemd splits the variable at its blanks where a command line has
//! it as a word of its own. No flag of ours needs a quote within.

use std::fmt::Write;

use super::flags::{self, flag};
use crate::catalog::{Component, Release};
use crate::document::Position;
use crate::folder;
use crate::language::Language;
use crate::plan::{Plan, Target};
use crate::render::output::{ConfigFile, Instruction, Output, SettingsSource, Step};
use crate::render::{Renderer, explain};
use crate::settings::{ImportError, Imported, Settings};

/// Environment files, one for each component.
pub(super) struct Env;

/// The variable. Mimir's own packages have `CUSTOM_ARGS` for what their users
/// add; another name leaves that alone.
pub(super) const VARIABLE: &str = "MIMIR_TLS_FLAGS";

/// What has a backslash before it within quotes.
const ESCAPED: [char; 3] = ['"', '\\', '$'];

impl Output for Env {
    fn target(&self) -> Target {
        Target::Env
    }

    fn title(&self, language: Language) -> &'static str {
        match language {
            Language::English => "Environment",
            Language::German => "Umgebung",
        }
    }

    fn about(&self, language: Language) -> &'static str {
        match language {
            Language::English => "env: the flags as one variable, for systemd and Compose",
            Language::German => "env: die Flags als eine Variable, für systemd und Compose",
        }
    }

    fn files(&self, renderer: &Renderer<'_>, all: &[Settings]) -> Vec<ConfigFile> {
        all.iter()
            .map(|one| ConfigFile::of(Target::Env, one.component, text(renderer, one)))
            .collect()
    }

    fn sources(&self) -> Vec<SettingsSource> {
        vec![SettingsSource::of_each(Target::Env, read)]
    }

    fn contents(&self, _: &Plan) -> Vec<(String, &'static str)> {
        let each = folder::config_of_each(Target::Env);
        vec![(
            each,
            "its flags as one variable, for systemd's `EnvironmentFile=` and Compose's `env_file`",
        )]
    }

    fn usage(&self, plan: &Plan) -> Instruction {
        let (component, each) = (flags::which(plan), flags::of_which(plan, Target::Env));
        let compose =
            format!("entrypoint: [sh, -c, 'exec mimir -target={component} $${VARIABLE}']");
        Instruction::new(
            format!(
                "Give each process `{each}` as its environment file, and `${VARIABLE}` as a word of its command: so in a \
                 unit of systemd, and under Compose by `env_file` and, in an image that has a shell, `{compose}`"
            ),
            format!(
                "Geben Sie jedem Prozess `{each}` als Umgebungsdatei und `${VARIABLE}` als Wort seines Kommandos: so in einer \
                 Unit von systemd, und unter Compose durch `env_file` und, in einem Image mit Shell, `{compose}`"
            ),
        )
        .by(format!(
            "EnvironmentFile=<folder>/{each}\nExecStart=/usr/local/bin/mimir -target={component} ${VARIABLE}"
        ))
    }

    fn next(&self, plan: &Plan, folder: &str) -> Step {
        let each = flags::of_which(plan, Target::Env);
        let among =
            format!("with {folder}/{each} as its environment file and ${VARIABLE} in its command");
        Step {
            alone: format!("start each process {among}"),
            among,
        }
    }
}

fn text(renderer: &Renderer<'_>, settings: &Settings) -> String {
    let mut out = String::new();
    explain(&mut out, &renderer.header(settings.component.name()));
    for (surface, block) in settings.blocks() {
        explain(&mut out, &renderer.explanation(surface, block));
    }
    let flags: Vec<String> = settings.settings.iter().filter_map(flag).collect();
    // Writing into a String cannot fail.
    let _ = writeln!(out, "{VARIABLE}={}", quoted(&flags.join(" ")));
    out
}

/// The settings of an environment file: the flags of the variable where it is
/// set last. Other variables are somebody's own.
fn read(text: &str, component: Component, release: Release) -> Result<Imported, ImportError> {
    flags::of_words(&words(text), component, release)
}

/// The words of the variable, each with its place.
fn words(text: &str) -> Vec<(Position, String)> {
    let assigned = text.lines().zip(1..).filter_map(|(line, number)| {
        let value = line
            .trim_start()
            .strip_prefix(VARIABLE)?
            .strip_prefix('=')?;
        Some((number, line.chars().count() - value.chars().count(), value))
    });
    let Some((line, before, value)) = assigned.last() else {
        return Vec::new();
    };
    let mut words: Vec<(Position, String)> = Vec::new();
    let mut is_within = false;
    for (column, letter) in unquoted(value) {
        if letter.is_whitespace() {
            is_within = false;
            continue;
        }
        if !is_within {
            let column = before + column;
            words.push((Position { line, column }, String::new()));
            is_within = true;
        }
        if let Some((_, word)) = words.last_mut() {
            word.push(letter);
        }
    }
    words
}

fn quoted(value: &str) -> String {
    let mut out = String::from('"');
    for letter in value.chars() {
        if ESCAPED.contains(&letter) {
            out.push('\\');
        }
        out.push(letter);
    }
    out.push('"');
    out
}

/// The letters of a value without its quotes, each with its column there,
/// counted from 1. Within single quotes a backslash is a letter.
fn unquoted(value: &str) -> Vec<(usize, char)> {
    let mut out = Vec::new();
    let mut quote = None;
    let mut letters = (1..).zip(value.chars()).peekable();
    while let Some((column, letter)) = letters.next() {
        match (quote, letter) {
            (Some(open), _) if letter == open => quote = None,
            (None, '"' | '\'') => quote = Some(letter),
            (None | Some('"'), '\\') => {
                let next = letters.next_if(|(_, next)| ESCAPED.contains(next));
                out.push(next.unwrap_or((column, letter)));
            }
            _ => out.push((column, letter)),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::catalog::Catalog;

    fn texts(text: &str) -> Vec<String> {
        words(text).into_iter().map(|(_, word)| word).collect()
    }

    #[test]
    fn what_is_quoted_is_read_as_it_was() {
        for value in ["", "-a=b -c=d", r#"-a="b\c" -d=$e"#, "-a='b'", r"\\"] {
            let line = format!("{VARIABLE}={}", quoted(value));
            let letters: Vec<&str> = value.split_whitespace().collect();
            assert_eq!(texts(&line), letters, "{line}");
        }
    }

    #[test]
    fn quotes_may_be_single_or_none_and_the_last_line_wins() {
        let file = format!("# {VARIABLE}=\"-x=y\"\nOTHER=\"-o=p\"\n{VARIABLE}='-a=\\b -c'\n");
        assert_eq!(texts(&file), ["-a=\\b", "-c"]);
        let again = format!("{file}  {VARIABLE}=-e=f\n{VARIABLE}_MORE=\"-g=h\"\n");
        assert_eq!(texts(&again), ["-e=f"]);
        assert!(texts("OTHER=\"-o=p\"\n").is_empty());
    }

    #[test]
    fn what_is_wrong_has_its_line_and_column() {
        let release = Catalog::builtin().newest();
        let component = "querier".parse().unwrap();
        let file = format!("# one\n{VARIABLE}=\"-target=querier -nobody.tls-x=y\"\n");
        let read = read(&file, component, release).unwrap();
        let places: Vec<Position> = read.foreign.iter().map(|it| it.place).collect();
        let place = |column| Position { line: 2, column };
        assert_eq!(places, [place(18), place(34)]);
        let file = format!("\n\n{VARIABLE}=\"-a=b oops\"\n");
        let error = super::read(&file, component, release).unwrap_err();
        assert!(
            matches!(&error, ImportError::NoFlag { line: 3, text } if text == "oops"),
            "{error}"
        );
    }
}
