//! `mimir-tls man`: the manual pages.

use std::io;

use clap::{Args, Command};
use clap_mangen::roff::{Roff, roman};
use mimir_tls::nearest;

use crate::failure::{Failure, Outcome};
use crate::terminal::Terminal;

/// Print a manual page.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  mimir-tls man | man -l -
      Read the manual.
  mimir-tls man generate > /usr/local/share/man/man1/mimir-tls-generate.1
      Install the page of one command.")]
pub(crate) struct Man {
    /// The command whose page to print [default: mimir-tls itself].
    command: Option<String>,
}

impl Man {
    /// Prints a page of a whole command line.
    pub(crate) fn run(&self, mut root: Command, terminal: Terminal) -> Result<Outcome, Failure> {
        root.build();
        let page = match &self.command {
            None => root,
            Some(name) => root.find_subcommand(name).cloned().ok_or_else(|| {
                let known: Vec<&str> = root.get_subcommands().map(Command::get_name).collect();
                Failure::new(format!(
                    "there is no page for `{name}`, which is no command"
                ))
                .hint(nearest::suggestion(name, known))
            })?,
        };
        let mut text = Vec::new();
        render(page, &mut text)
            .map_err(|cause| Failure::io("could not render the manual page", &cause))?;
        terminal.hand_over(&String::from_utf8_lossy(&text))?;
        Ok(Outcome::Good)
    }
}

/// A whole page, with the examples of the help behind its description.
fn render(command: Command, into: &mut Vec<u8>) -> io::Result<()> {
    let has_commands = command.has_subcommands();
    let examples = command.get_before_help().map(ToString::to_string);
    let page = clap_mangen::Man::new(command).manual("mimir-tls");
    page.render_title(into)?;
    page.render_name_section(into)?;
    page.render_synopsis_section(into)?;
    page.render_description_section(into)?;
    if let Some(examples) = examples {
        let mut section = Roff::new();
        section.control("SH", ["EXAMPLES"]).control("nf", []);
        for line in examples.lines().skip(1) {
            section.text([roman(line)]);
        }
        section.control("fi", []);
        section.to_writer(into)?;
    }
    page.render_options_section(into)?;
    match has_commands {
        true => page.render_subcommands_section(into),
        false => Ok(()),
    }
}
