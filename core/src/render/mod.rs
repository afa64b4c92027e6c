//! Settings as text: trees in, one writer a syntax out.
//!
//! No renderer decides what is set, and no writer knows Mimir.
//!
//! ```
//! use mimir_tls::plan::{Plan, PlanFile};
//! use mimir_tls::{render, settings};
//!
//! let file = PlanFile::parse(b"version: 1\nmode: monolithic\n")?;
//! let (plan, _) = Plan::resolve(&file)?;
//! let settings = [settings::resolve(&plan, &plan.members[0])];
//! let files = render::configuration(&plan, &plan.targets, &settings, render::RenderOptions::default());
//! let yaml = files.iter().find(|file| file.path == "yaml/all.yaml").ok_or("no YAML")?;
//! assert!(yaml.text.contains("tls_enabled: true"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod ignored;
mod install;
mod output;
mod plan_file;
mod readme;
mod targets;
mod template;
mod tree;
mod yaml;

pub use ignored::ignored;
pub use install::{OwnStep, instructions, next_steps, renewal_steps};
pub use output::{ConfigFile, Instruction, Output, SecretTooLarge, SettingsSource, Step};
pub use plan_file::plan_yaml;
pub use readme::{Readme, readme};
pub use targets::{CHART_CONFIGURATION, Mend, configuration, mends, output, outputs, secrets};
pub(crate) use targets::{CHART_ZONES, chart_values, settings_tree};
pub(crate) use tree::{Entry, Tree};
pub(crate) use yaml::{flow as yaml_flow, items as yaml_items, text as yaml_text, value_behind};

use std::fmt::Write;

use crate::catalog::Surface;
use crate::plan::Plan;
use crate::settings::{Reason, Setting};

/// The options of a [`Renderer`]: how configuration is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RenderOptions {
    /// Whether comments say what made a file, and why each setting is there.
    pub comments: bool,
}

impl Default for RenderOptions {
    /// With comments.
    fn default() -> Self {
        Self { comments: true }
    }
}

/// What every target's writer needs of one plan: the lines at the top of a file,
/// and those above a block of settings.
#[derive(Debug)]
pub struct Renderer<'a> {
    plan: &'a Plan,
    options: RenderOptions,
    digest: String,
}

impl<'a> Renderer<'a> {
    /// Makes a renderer of `plan`.
    pub fn new(plan: &'a Plan, options: RenderOptions) -> Self {
        Self {
            plan,
            options,
            digest: plan.digest(),
        }
    }

    /// The lines at the top of every output. They name no date, so that the
    /// same plan gives the same bytes.
    fn header(&self, what: &str) -> Vec<String> {
        if !self.options.comments {
            return Vec::new();
        }
        vec![
            format!("TLS of {what}, Mimir {}", self.plan.release),
            format!(
                "made by mimir-tls {}, plan {}",
                env!("CARGO_PKG_VERSION"),
                self.digest
            ),
        ]
    }

    /// A line that says something more, at the top or above an entry.
    fn note(&self, text: &str) -> Vec<String> {
        match self.options.comments {
            true => vec![text.to_owned()],
            false => Vec::new(),
        }
    }

    /// The lines above a block of settings.
    fn explanation(&self, surface: &Surface, block: &[Setting]) -> Vec<String> {
        if !self.options.comments {
            return Vec::new();
        }
        let title = format!("{}: {}", surface.id(), surface.title());
        let why = sentences(block)
            .into_iter()
            .map(|sentence| format!("  {sentence}"));
        std::iter::once(title).chain(why).collect()
    }
}

/// What is worth saying above a block of settings, each sentence once.
fn sentences(block: &[Setting]) -> Vec<&'static str> {
    let mut said = Vec::new();
    let reasons = block.iter().filter_map(Setting::reason);
    for sentence in reasons
        .filter(|reason| reason.is_worth_a_line())
        .map(Reason::sentence)
    {
        if !said.contains(&sentence) {
            said.push(sentence);
        }
    }
    said
}

/// Lines of explanation, where a syntax has `#` for them.
fn explain(out: &mut String, lines: &[String]) {
    for line in lines {
        // Writing into a String cannot fail.
        let _ = writeln!(out, "# {line}");
    }
}
