//! Settings as text: trees in, one writer a syntax out.
//!
//! No renderer decides what is set, and no writer knows Mimir.

mod flags;
mod mimir_yaml;
mod plan_file;
mod readme;
mod tree;
mod yaml;

pub use plan_file::plan_yaml;
pub use readme::{Readme, readme};

use crate::catalog::Surface;
use crate::plan::Plan;
use crate::settings::{Reason, Setting};

/// Writes the configuration of one plan.
#[derive(Debug)]
pub struct Renderer<'a> {
    plan: &'a Plan,
    comments: bool,
    digest: String,
}

impl<'a> Renderer<'a> {
    /// A renderer of `plan`; `comments` say why each setting is there.
    pub fn new(plan: &'a Plan, comments: bool) -> Self {
        Self {
            plan,
            comments,
            digest: digest(plan),
        }
    }

    /// The lines at the top of every output. They name no date, so that the
    /// same plan gives the same bytes.
    fn header(&self, what: &str) -> Vec<String> {
        if !self.comments {
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

    /// The lines above a block of settings.
    fn explanation(&self, surface: &Surface, block: &[Setting]) -> Vec<String> {
        if !self.comments {
            return Vec::new();
        }
        let title = format!("{}: {}", surface.id(), surface.title());
        let why = sentences(block)
            .into_iter()
            .map(|sentence| format!("  {sentence}"));
        std::iter::once(title).chain(why).collect()
    }
}

/// A short digest of a plan: two outputs with the same digest were made of the
/// same choices.
pub fn digest(plan: &Plan) -> String {
    // A plan serialises into plain maps, lists and words; that cannot fail.
    let choices = serde_json::to_vec(&plan.to_file()).unwrap_or_default();
    let digest = ring::digest::digest(&ring::digest::SHA256, &choices);
    digest
        .as_ref()
        .iter()
        .take(6)
        .map(|byte| format!("{byte:02x}"))
        .collect()
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
