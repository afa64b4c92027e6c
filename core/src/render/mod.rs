//! Settings as text: trees in, one writer a syntax out.
//!
//! No renderer decides what is set, and no writer knows Mimir.

mod flags;
mod mimir_yaml;
mod plan_file;
mod readme;
mod tree;
mod yaml;

pub use flags::flags;
pub use mimir_yaml::{cluster_yaml, component_yaml};
pub use plan_file::plan_yaml;
pub use readme::{Readme, readme};

use crate::plan::Plan;
use crate::settings::{Reason, Setting};

/// How configuration is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Whether comments say why.
    pub comments: bool,
}

impl Default for Style {
    fn default() -> Self {
        Self { comments: true }
    }
}

/// A short digest of a plan: two outputs with the same digest were made of the
/// same choices.
pub fn digest(plan: &Plan) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, plan_yaml(plan).as_bytes());
    digest.as_ref().iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

/// The lines at the top of every output. They name no date, so that the same
/// plan gives the same bytes.
fn header(plan: &Plan, what: &str) -> Vec<String> {
    vec![
        format!("TLS of {what}, Mimir {}", plan.release),
        format!("made by mimir-tls {}, plan {}", env!("CARGO_PKG_VERSION"), digest(plan)),
    ]
}

/// What is worth saying above a block of settings, each sentence once.
fn sentences(block: &[Setting]) -> Vec<&'static str> {
    let mut said = Vec::new();
    let reasons = block.iter().filter_map(|setting| setting.reason);
    for sentence in reasons.filter(|reason| reason.is_worth_a_line()).map(Reason::sentence) {
        if !said.contains(&sentence) {
            said.push(sentence);
        }
    }
    said
}
