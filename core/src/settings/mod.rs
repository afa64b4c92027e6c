//! Which options each component gets, with what values, and why.
//!
//! [`resolve`] goes from a plan to settings, [`from_flags`] and [`from_yaml`]
//! come back to them from text. No syntax is known here, and no option's name.
//!
//! ```
//! use mimir_tls::plan::{Plan, PlanFile};
//! use mimir_tls::settings;
//!
//! let file = PlanFile::parse(b"version: 1\nmode: monolithic\n")?;
//! let (plan, _) = Plan::resolve(&file)?;
//! let wanted = settings::resolve(&plan, &plan.members[0]);
//! let flag = "-ingester.client.tls-enabled=true";
//! let read = settings::from_flags(flag, plan.members[0].component, plan.release)?;
//! let option = "ingester_client.grpc_client_config.tls_enabled";
//! assert_eq!(wanted.meaning()[option], "true");
//! assert_eq!(read.settings.meaning()[option], "true");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod import;
mod resolve;

pub use crate::cluster::{Reason, Setting};
pub use import::{ForeignOption, ImportError, Imported, from_flags, from_yaml, from_yaml_at};
pub use resolve::resolve;

use std::collections::BTreeMap;

use crate::catalog::{Component, Field, OptionRow, Surface};

/// All TLS settings of one component, in the catalog's order.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The component that reads the settings.
    pub component: Component,
    /// The settings, each of a TLS option of the release.
    pub settings: Vec<Setting>,
}

impl Settings {
    /// The surfaces that are set, in order, each with its settings.
    pub fn blocks(&self) -> impl Iterator<Item = (&'static Surface, &[Setting])> {
        let surface = |setting: &Setting| setting.option().map(OptionRow::surface);
        self.settings
            .chunk_by(move |a, b| surface(a) == surface(b))
            .filter_map(move |block| Some((surface(block.first()?)?, block)))
    }

    /// The text of one option of one surface; none where it is not set.
    pub fn text(&self, surface: &Surface, field: Field) -> Option<&str> {
        let is_meant = |option: &OptionRow| option.surface() == surface && option.field() == field;
        self.settings
            .iter()
            .find(|setting| setting.option().is_some_and(is_meant))
            .map(|setting| setting.value.as_str())
    }

    /// Options and values alone: what two texts that mean the same agree in.
    pub fn meaning(&self) -> BTreeMap<&'static str, &str> {
        self.settings
            .iter()
            .filter_map(|setting| Some((setting.option()?.yaml(), setting.value.as_str())))
            .collect()
    }
}
