//! Flags: one a line, no quoting needed, `#` explains.

use std::fmt::Write;

use crate::catalog::{Component, Release};
use crate::document::Position;
use crate::folder::{self, Owner};
use crate::language::Language;
use crate::plan::{Plan, Target};
use crate::render::output::{ConfigFile, Instruction, Output, SettingsSource, Step};
use crate::render::{Renderer, explain};
use crate::settings::{self, ImportError, Imported, Setting, Settings};

/// Command-line flags, a file for each component.
pub(super) struct Flags;

impl Output for Flags {
    fn target(&self) -> Target {
        Target::Flags
    }

    fn title(&self, language: Language) -> &'static str {
        match language {
            Language::English | Language::German => "Flags",
        }
    }

    fn about(&self, language: Language) -> &'static str {
        match language {
            Language::English => "flags: a file for each component",
            Language::German => "Flags: eine Datei je Komponente",
        }
    }

    fn files(&self, renderer: &Renderer<'_>, all: &[Settings]) -> Vec<ConfigFile> {
        all.iter()
            .map(|one| ConfigFile::of(Target::Flags, one.component, text(renderer, one)))
            .collect()
    }

    fn sources(&self) -> Vec<SettingsSource> {
        vec![SettingsSource::of_each(Target::Flags, settings::from_flags)]
    }

    fn contents(&self, _: &Plan) -> Vec<(String, &'static str)> {
        let each = folder::config_of_each(Target::Flags);
        vec![(each, "its command-line flags, one a line")]
    }

    fn usage(&self, plan: &Plan) -> Instruction {
        Instruction::new(
            format!("Give each process its flags, {BESIDE}"),
            "Geben Sie jedem Prozess seine Flags, neben seiner eigenen Konfigurationsdatei, die bleibt, wie sie ist",
        )
        .by(command(plan, ""))
    }

    fn next(&self, plan: &Plan, folder: &str) -> Step {
        let command = command(plan, &format!("{folder}/"));
        let among = format!("with its flags, {BESIDE}: `{command}`");
        Step {
            alone: format!("start each process {among}"),
            among,
        }
    }
}

/// Flags win over a configuration file, so that nobody has to merge any.
const BESIDE: &str = "beside its own configuration file, which stays as it is";

/// The command that starts a process with its flags, in a shell.
fn command(plan: &Plan, above: &str) -> String {
    let (component, its) = (which(plan), of_which(plan, Target::Flags));
    format!("mimir -config.file=<yours> -target={component} $(grep -v '^#' {above}{its})")
}

/// The component of a process in a command: the only one, or whichever it is.
pub(super) fn which(plan: &Plan) -> &'static str {
    match plan.members.as_slice() {
        [only] => only.component.name(),
        _ => "<component>",
    }
}

/// The path of that component's file.
pub(super) fn of_which(plan: &Plan, target: Target) -> String {
    match plan.members.as_slice() {
        [only] => folder::config(target, Owner::Component(only.component)),
        _ => folder::config_of_each(target),
    }
}

/// A setting as a flag; none for an option that Mimir has in YAML alone, which
/// no setting that [`settings::resolve`] makes is.
pub(super) fn flag(setting: &Setting) -> Option<String> {
    let flag = setting.option()?.flag()?;
    Some(format!("-{flag}={}", setting.value))
}

fn text(renderer: &Renderer<'_>, settings: &Settings) -> String {
    let mut out = String::new();
    explain(&mut out, &renderer.header(settings.component.name()));
    for (surface, block) in settings.blocks() {
        let lines = renderer.explanation(surface, block);
        if !lines.is_empty() {
            out.push('\n');
        }
        explain(&mut out, &lines);
        for flag in block.iter().filter_map(flag) {
            // Writing into a String cannot fail.
            let _ = writeln!(out, "{flag}");
        }
    }
    out
}

/// The settings of flags that are words of some text, each with its place.
pub(super) fn of_words(
    words: &[(Position, String)],
    component: Component,
    release: Release,
) -> Result<Imported, ImportError> {
    let flags: Vec<&str> = words.iter().map(|(_, word)| word.as_str()).collect();
    // A line of flags is a word here, and stands elsewhere.
    let place = |line: usize| match words.get(line.saturating_sub(1)) {
        Some((place, _)) => *place,
        None => Position { line: 1, column: 1 },
    };
    match settings::from_flags(&flags.join("\n"), component, release) {
        Ok(mut read) => {
            for foreign in &mut read.foreign {
                foreign.place = place(foreign.place.line);
            }
            Ok(read)
        }
        Err(mut error) => {
            match &mut error {
                ImportError::NoFlag { line, .. } => *line = place(*line).line,
                ImportError::NotBool { place: at, .. }
                | ImportError::NotTaken { place: at, .. }
                | ImportError::NotScalar { place: at, .. }
                | ImportError::Twice { place: at, .. } => *at = place(at.line),
                ImportError::Document(_) => {}
            }
            Err(error)
        }
    }
}
