//! The command line: what there is to type.

use clap::{Parser, Subcommand};

use crate::adopt::Adopt;
use crate::change::Change;
use crate::check::Check;
use crate::completions::Completions;
use crate::explain::Explain;
use crate::generate::Generate;
use crate::handshake::Handshake;
use crate::inspect::Inspect;
use crate::man::Man;
use crate::options::Options;
use crate::plan::PlanCommand;
use crate::prove::Prove;
use crate::renew::Renew;
use crate::request::Request;
use crate::schema::SchemaCommand;
use crate::targets::Targets;

/// Makes certificates and TLS configuration for Grafana Mimir, and proves every
/// link of the cluster by a handshake before it writes one file.
#[derive(Debug, Parser)]
#[command(
    name = "mimir-tls",
    version,
    before_help = "\
Examples:
  mimir-tls generate
      Make ./mimir-tls/ for a microservices cluster of the newest release.
  mimir-tls prove
      Check that folder again: dates, key modes and every link.",
    subcommand_required = true,
    arg_required_else_help = true,
    disable_help_subcommand = true,
    max_term_width = 100
)]
pub(crate) struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,

    /// Say nothing but errors and what was asked for.
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Generate(Box<Generate>),
    Prove(Prove),
    Renew(Renew),
    Change(Box<Change>),
    Request(Box<Request>),
    Adopt(Box<Adopt>),
    Check(Check),
    Plan(Box<PlanCommand>),
    Handshake(Box<Handshake>),
    Inspect(Inspect),
    Options(Options),
    Targets(Targets),
    Explain(Explain),
    Schema(SchemaCommand),
    Completions(Completions),
    Man(Man),
}
