//! `mimir-tls options`: the TLS options that a release of Mimir has.

use clap::{Args, ValueEnum};
use mimir_tls::catalog::{
    Catalog, Component, OptionView, Release, Surface, SurfaceName, UnknownName,
};

use crate::failure::{Failure, Outcome};
use crate::names::{self, names, read_by};
use crate::table::Table;
use crate::terminal::Terminal;

/// List Mimir's TLS options.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  mimir-tls options --component querier
      List what a querier of the newest release reads.
  mimir-tls options --release 2.10 --surface memberlist --format json
      List the options of gossip in an older release, for a program.")]
pub(crate) struct Options {
    /// List the options of this Mimir release [default: the newest known].
    #[arg(long, value_name = "RELEASE")]
    release: Option<Release>,
    /// List only what this component reads [default: all of them].
    #[arg(long, value_name = "COMPONENT", value_parser = names::<Component>(names::components), hide_possible_values = true)]
    component: Option<Component>,
    /// List only this surface, or group of surfaces [default: all of them].
    #[arg(long, value_name = "SURFACE", value_parser = read_by(read_surface, names::surfaces), hide_possible_values = true)]
    surface: Option<SurfaceName>,
    /// Print a table, json, yaml or markdown [default: table].
    #[arg(long, value_enum, default_value_t = Format::Table, hide_default_value = true, hide_possible_values = true)]
    format: Format,
}

fn read_surface(text: &str) -> Result<SurfaceName, UnknownName> {
    Catalog::builtin().surface_name(text)
}

/// How the list is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Json,
    Yaml,
    Markdown,
}

impl Options {
    pub(crate) fn run(&self, terminal: Terminal) -> Result<Outcome, Failure> {
        let catalog = Catalog::builtin();
        let release = self.release.unwrap_or_else(|| catalog.newest());
        let surfaces = self.surfaces(release)?;
        let views: Vec<OptionView<'_>> = catalog
            .options(release)
            .filter(|option| surfaces.contains(&option.surface()))
            .map(|option| option.view(release))
            .collect();
        match self.format {
            Format::Json => terminal.json(&views)?,
            Format::Yaml => terminal.print(&yaml(&views)?)?,
            Format::Markdown => terminal.print(&full(&views).markdown())?,
            Format::Table => terminal.print(&brief(&views).aligned())?,
        }
        Ok(Outcome::Good)
    }

    /// The surfaces whose options are wanted.
    fn surfaces(&self, release: Release) -> Result<Vec<&'static Surface>, Failure> {
        let catalog = Catalog::builtin();
        let refused = |error: mimir_tls::catalog::CatalogError| Failure::new(error.to_string());
        let mut surfaces: Vec<&'static Surface> = match self.surface {
            Some(name) => catalog.surfaces_named(name, release).map_err(refused)?,
            None => catalog.surfaces(release).collect(),
        };
        if let Some(component) = self.component {
            catalog.component_in(component, release).map_err(refused)?;
            let parts = catalog.expand(component, release);
            surfaces.retain(|surface| parts.iter().any(|part| surface.is_read_by(*part, release)));
        }
        Ok(surfaces)
    }
}

/// A YAML list of the same maps as in JSON. What YAML might misread is quoted
/// as in JSON, which YAML contains.
fn yaml(views: &[OptionView<'_>]) -> Result<String, Failure> {
    let mut text = String::new();
    for view in views {
        let values = [
            ("flag", serde_json::to_string(&view.flag)),
            ("yaml", serde_json::to_string(view.yaml)),
            ("type", serde_json::to_string(&view.value)),
            ("default", serde_json::to_string(&view.default)),
            ("surface", serde_json::to_string(view.surface)),
            ("components", serde_json::to_string(&view.components)),
            ("since", serde_json::to_string(&view.since)),
            ("removed_in", serde_json::to_string(&view.removed_in)),
            ("category", serde_json::to_string(&view.category)),
            ("hidden", serde_json::to_string(&view.hidden)),
        ];
        for (place, (key, value)) in values.into_iter().enumerate() {
            let value =
                value.map_err(|error| Failure::new(format!("could not write YAML: {error}")))?;
            let dash = if place == 0 { "- " } else { "  " };
            text.push_str(&format!("{dash}{key}: {value}\n"));
        }
    }
    Ok(text)
}

/// What fits beside one another on a terminal.
fn brief(views: &[OptionView<'_>]) -> Table<5> {
    let row = |view: &OptionView<'_>| {
        [
            view.flag.map_or_else(
                || format!("{} (YAML only)", view.yaml),
                |flag| format!("-{flag}"),
            ),
            view.value.to_string(),
            view.default.to_string(),
            view.since.to_string(),
            format!(
                "{}{}",
                view.surface,
                if view.hidden { " (hidden)" } else { "" }
            ),
        ]
    };
    Table {
        heading: ["OPTION", "TYPE", "DEFAULT", "SINCE", "SURFACE"],
        rows: views.iter().map(row).collect(),
    }
}

/// All that is known.
fn full(views: &[OptionView<'_>]) -> Table<9> {
    let row = |view: &OptionView<'_>| {
        let components: Vec<&str> = view.components.iter().map(|it| it.name()).collect();
        [
            view.flag
                .map_or_else(String::new, |flag| format!("`-{flag}`")),
            format!("`{}`", view.yaml),
            view.value.to_string(),
            view.default.to_string(),
            view.surface.to_owned(),
            components.join(", "),
            view.since.to_string(),
            view.removed_in
                .map_or_else(String::new, |release| release.to_string()),
            format!(
                "{}{}",
                view.category,
                if view.hidden { ", hidden" } else { "" }
            ),
        ]
    };
    Table {
        heading: [
            "Flag",
            "YAML",
            "Type",
            "Default",
            "Surface",
            "Components",
            "Since",
            "Removed in",
            "Category",
        ],
        rows: views.iter().map(row).collect(),
    }
}
