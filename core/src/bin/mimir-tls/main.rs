//! `mimir-tls`: certificates and TLS configuration for Grafana Mimir, every
//! link proven before a file is written.
//!
//! Exit codes: 0 good, 1 a proof or a check failed, 2 bad input or usage, 3 a
//! folder in the way.

#![expect(
    clippy::disallowed_methods,
    reason = "all input and output of the project lives in this binary"
)]

mod adopt;
mod arguments;
mod ca_options;
mod change;
mod check;
mod clock;
mod completions;
mod diff;
mod explain;
mod exposed;
mod failure;
mod folder;
mod format;
mod generate;
mod handshake;
mod handshakes;
mod input;
mod inspect;
mod interrupt;
mod into;
mod made_folder;
mod man;
mod metrics;
mod names;
mod options;
mod passphrase;
mod plan;
mod plan_file;
mod plan_options;
mod proof_text;
mod prove;
mod renew;
mod request;
mod schema;
mod standing;
mod table;
mod taken_over;
mod targets;
mod terminal;
mod usage;
mod writing;

use std::ffi::OsString;
use std::io::Write as _;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser};

use arguments::{Arguments, Command};
use failure::{Failure, Outcome};
use terminal::Terminal;

fn main() -> ExitCode {
    let typed = typed();
    let mut terminal = Terminal {
        quiet: false,
        json: wants_json(&typed),
    };
    let result = match Arguments::try_parse_from(typed) {
        Ok(arguments) => {
            terminal.quiet = arguments.quiet;
            run(&arguments.command, terminal)
        }
        Err(error) => help(&error),
    };
    match result {
        Ok(outcome) => outcome.into(),
        Err(failure) => {
            terminal.error(&failure);
            ExitCode::from(failure.exit_code())
        }
    }
}

/// The command line; `help COMMAND` is `COMMAND --help`.
fn typed() -> Vec<OsString> {
    let mut typed: Vec<OsString> = std::env::args_os().collect();
    if typed.get(1).is_some_and(|it| it == "help") {
        typed.remove(1);
        typed.push(OsString::from("--help"));
    }
    typed
}

/// Whether a program reads what is said: of every command, `--format json` asks for
/// that. It is looked for in the words, since they may be no command.
fn wants_json(typed: &[OsString]) -> bool {
    let options = typed.split(|word| word == "--").next().unwrap_or(typed);
    let apart = options
        .windows(2)
        .any(|it| it[0] == "--format" && it[1] == "json");
    apart || options.iter().any(|word| word == "--format=json")
}

fn run(command: &Command, terminal: Terminal) -> Result<Outcome, Failure> {
    match command {
        Command::Generate(command) => command.run(terminal),
        Command::Prove(command) => command.run(terminal),
        Command::Renew(command) => command.run(terminal),
        Command::Change(command) => command.run(terminal),
        Command::Request(command) => command.run(terminal),
        Command::Adopt(command) => command.run(terminal),
        Command::Plan(command) => command.run(terminal),
        Command::Check(command) => command.run(terminal),
        Command::Handshake(command) => command.run(terminal),
        Command::Inspect(command) => command.run(terminal),
        Command::Options(command) => command.run(terminal),
        Command::Targets(command) => command.run(terminal),
        Command::Explain(command) => command.run(terminal),
        Command::Schema(command) => command.run(terminal),
        Command::Completions(command) => command.run(Arguments::command(), terminal),
        Command::Man(command) => command.run(Arguments::command(), terminal),
    }
}

/// Prints the help or the version that was asked for; anything else that clap
/// reports is bad usage.
fn help(error: &clap::Error) -> Result<Outcome, Failure> {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            printed(error)?;
            Ok(Outcome::Good)
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            printed(error)?;
            Err(Failure::new("a command is missing").hint("`mimir-tls generate` is the main one"))
        }
        _ => Err(usage::failure(error)),
    }
}

/// Prints clap's own text. A pipe that was closed early has read enough.
fn printed(text: &clap::Error) -> Result<(), Failure> {
    match text.print().and_then(|()| std::io::stdout().flush()) {
        Err(cause) if cause.kind() != std::io::ErrorKind::BrokenPipe => Err(Failure::io(
            "could not write to the standard output",
            &cause,
        )),
        _ => Ok(()),
    }
}
