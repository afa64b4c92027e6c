//! How results are printed.

use clap::{Args, ValueEnum};
use mimir_tls::language::Language;

/// How a result is printed, where there are two ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// How a command that writes a folder tells of it.
#[derive(Debug, Args)]
pub(crate) struct Summarised {
    /// Print a summary for people as text, or for programs as json [default: text].
    #[arg(
        long,
        value_enum,
        default_value_t = Format::Text,
        hide_default_value = true,
        hide_possible_values = true,
        help_heading = "Output"
    )]
    pub(crate) format: Format,
}

/// A language, as it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Tongue {
    En,
    De,
}

impl From<Tongue> for Language {
    fn from(tongue: Tongue) -> Self {
        match tongue {
            Tongue::En => Self::English,
            Tongue::De => Self::German,
        }
    }
}
