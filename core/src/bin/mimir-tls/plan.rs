//! `mimir-tls plan`: the plan with every choice made.

use clap::{Args, ValueEnum};
use mimir_tls::plan;
use mimir_tls::render;

use crate::failure::{Failure, Outcome};
use crate::plan_options::PlanOptions;
use crate::terminal::Terminal;

/// Print the plan that `generate` would follow, complete.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  mimir-tls plan --release 2.17 --algorithm ed25519 > plan.yaml
      Start a plan file, to be changed and given to `generate --plan plan.yaml`.
  mimir-tls plan --schema > plan.schema.json
      Let an editor check and complete plan files.")]
pub(crate) struct PlanCommand {
    #[command(flatten)]
    options: PlanOptions,
    /// Print the JSON Schema of plan files instead [default: the plan].
    #[arg(long, help_heading = "Output")]
    schema: bool,
    /// Print yaml or json [default: yaml].
    #[arg(
        long,
        value_enum,
        default_value_t = Format::Yaml,
        hide_default_value = true,
        hide_possible_values = true,
        help_heading = "Output"
    )]
    format: Format,
}

/// How the plan is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Yaml,
    Json,
}

impl PlanCommand {
    pub(crate) fn run(&self, terminal: Terminal) -> Result<Outcome, Failure> {
        if self.schema {
            terminal.print(&plan::json_schema())?;
            return Ok(Outcome::Good);
        }
        let plan = self.options.resolve(terminal)?;
        match self.format {
            Format::Yaml => terminal.print(&render::plan_yaml(&plan))?,
            Format::Json => terminal.json(&plan.to_file())?,
        }
        Ok(Outcome::Good)
    }
}
