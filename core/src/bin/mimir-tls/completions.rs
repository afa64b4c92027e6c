//! `mimir-tls completions`: what a shell needs to complete the command line.

use clap::builder::PossibleValue;
use clap::{Args, Command};
use clap_complete::Shell;

use crate::failure::{Failure, Outcome};
use crate::terminal::Terminal;

/// Print a shell's completion script.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  mimir-tls completions bash > ~/.local/share/bash-completion/completions/mimir-tls
      Complete in bash, from the next shell on.
  mimir-tls completions fish > ~/.config/fish/completions/mimir-tls.fish
      Complete in fish.")]
pub(crate) struct Completions {
    /// The shell to complete in.
    shell: Shell,
}

impl Completions {
    /// Prints the script of a whole command line.
    pub(crate) fn run(&self, mut root: Command, terminal: Terminal) -> Result<Outcome, Failure> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut root, "mimir-tls", &mut script);
        let script = String::from_utf8_lossy(&script);
        // clap_complete takes the dash in our name for the end of a command's in
        // one place of bash's script, and not in the other.
        let mut script = script.replace("mimir__subcmd__tls", "mimir__tls");
        if self.shell == Shell::Fish {
            script.push_str(&fish_values(&root));
        }
        terminal.hand_over(&script)?;
        Ok(Outcome::Good)
    }
}

/// What clap_complete leaves out for fish: the words that a command takes without
/// an option.
fn fish_values(root: &Command) -> String {
    let mut lines = String::new();
    for command in root.get_subcommands() {
        for value in command.get_positionals() {
            let words = value.get_possible_values();
            let words: Vec<&str> = words.iter().map(PossibleValue::get_name).collect();
            if !words.is_empty() {
                lines.push_str(&format!(
                    "complete -c mimir-tls -n \"__fish_mimir_tls_using_subcommand {}\" -f -a \"{}\"\n",
                    command.get_name(),
                    words.join(" ")
                ));
            }
        }
    }
    lines
}
