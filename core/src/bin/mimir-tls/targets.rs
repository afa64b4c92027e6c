//! `mimir-tls targets`: the forms of output that `--target` takes.

use clap::Args;
use mimir_tls::language::Language;
use mimir_tls::plan::Platform;
use mimir_tls::render::{Output, outputs};
use schemars::JsonSchema;
use serde::Serialize;

use crate::failure::{Failure, Outcome};
use crate::format::Format;
use crate::table::Table;
use crate::terminal::Terminal;

/// List the forms of output, and where each is of use.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  mimir-tls targets
      List what --target takes, with a sentence each.
  mimir-tls targets --platform helm --format json
      List what is of use under Helm, for a program.")]
pub(crate) struct Targets {
    /// List only what is of use on this platform [default: all of them].
    #[arg(long, value_name = "PLATFORM")]
    platform: Option<Platform>,
    /// Print for people as text, or for programs as json [default: text].
    #[arg(
        long,
        value_enum,
        default_value_t = Format::Text,
        hide_default_value = true,
        hide_possible_values = true
    )]
    format: Format,
}

/// A target, as `--format json` prints it.
#[derive(JsonSchema, Serialize)]
pub(crate) struct Described {
    /// The name of the target, as `--target` takes it.
    target: &'static str,
    /// What it is, in a sentence.
    about: &'static str,
    /// Where its files are, below the output folder.
    folder: &'static str,
    /// The platforms that can have it.
    platforms: Vec<&'static str>,
    /// The platforms that have it where no target is named.
    default_on: Vec<&'static str>,
}

impl Targets {
    pub(crate) fn run(&self, terminal: Terminal) -> Result<Outcome, Failure> {
        let is_wanted = |output: &&dyn Output| {
            self.platform
                .is_none_or(|platform| output.target().is_for(platform))
        };
        let all: Vec<Described> = outputs().filter(is_wanted).map(described).collect();
        match self.format {
            Format::Json => terminal.json(&all)?,
            Format::Text => terminal.print(&table(&all).aligned())?,
        }
        Ok(Outcome::Good)
    }
}

fn described(output: &dyn Output) -> Described {
    let target = output.target();
    let platforms = |wanted: &dyn Fn(Platform) -> bool| {
        let all = Platform::ALL.iter().copied();
        all.filter(|platform| wanted(*platform))
            .map(Platform::spelling)
            .collect()
    };
    let about = output.about(Language::English);
    Described {
        target: target.spelling(),
        about: about
            .split_once(": ")
            .filter(|(word, _)| word.eq_ignore_ascii_case(target.spelling()))
            .map_or(about, |(_, about)| about),
        folder: target.folder(),
        platforms: platforms(&|platform| target.is_for(platform)),
        default_on: platforms(&|platform| target.is_default_on(platform)),
    }
}

fn table(all: &[Described]) -> Table<3> {
    let rows = all.iter().map(|it| {
        let platforms = match it.platforms.len() == Platform::ALL.len() {
            true => "all".to_owned(),
            false => it.platforms.join(", "),
        };
        [it.target.to_owned(), platforms, it.about.to_owned()]
    });
    Table {
        heading: ["TARGET", "PLATFORMS", "WHAT"],
        rows: rows.collect(),
    }
}
