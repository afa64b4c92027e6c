//! `mimir-tls completions`: what a shell needs to complete the command line.

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
        terminal.hand_over(&String::from_utf8_lossy(&script))?;
        Ok(Outcome::Good)
    }
}
