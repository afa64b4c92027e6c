//! What the catalog answers when it does not have what was asked for.

use super::{Component, Mode, Release};
use crate::nearest;

/// A name that the catalog does not have in any release.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no {what} is called `{given}`: {hint}")]
#[non_exhaustive]
pub struct UnknownName {
    /// The kind of thing that was named: a release, a component, a surface, a
    /// mode.
    pub what: &'static str,
    /// The name as it was given.
    pub given: String,
    /// A hint: what was meant, or what there is, or what to do instead.
    pub hint: String,
}

impl UnknownName {
    /// A name that is none of `known`.
    pub(super) fn new<'a>(
        what: &'static str,
        given: &str,
        known: impl IntoIterator<Item = &'a str> + Clone,
    ) -> Self {
        Self::because(what, given, nearest::suggestion(given, known))
    }

    /// A name that is known to be none, with what is known about it.
    pub(super) fn because(what: &'static str, given: &str, hint: impl Into<String>) -> Self {
        Self {
            what,
            given: given.to_owned(),
            hint: hint.into(),
        }
    }
}

/// Something that the catalog does not have, or not in that release.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CatalogError {
    /// A name that no release of Mimir has.
    #[error(transparent)]
    Unknown(#[from] UnknownName),
    /// A mode that the release lacks.
    #[error(
        "release {release} has no {mode} mode; releases {since} to {last} do; choose monolithic or microservices"
    )]
    NoMode {
        /// The mode that the release lacks.
        mode: Mode,
        /// The release that was asked for.
        release: Release,
        /// The first release that has the mode.
        since: Release,
        /// The last release that has the mode.
        last: Release,
    },
    /// A component that the release lacks.
    #[error("release {release} has no component `{component}`; {}", when(*.since, *.removed_in, *.release))]
    NoComponent {
        /// The component that the release lacks.
        component: Component,
        /// The release that was asked for.
        release: Release,
        /// The first release that has the component.
        since: Release,
        /// The first release that has the component no more.
        removed_in: Option<Release>,
    },
    /// A surface, or group of them, that the release lacks.
    #[error("release {release} has no TLS for {surface}; {}{}", when(*.since, *.removed_in, *.release), advice(*.instead))]
    NoSurface {
        /// The surface or group that the release lacks.
        surface: &'static str,
        /// The release that was asked for.
        release: Release,
        /// The first release that has the surface.
        since: Release,
        /// The first release that has the surface no more.
        removed_in: Option<Release>,
        /// The surface to choose instead, where there is one.
        instead: Option<&'static str>,
    },
}

/// Why a flag or YAML path is no TLS option of a release.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Miss {
    /// Mimir has it, and it has nothing to do with TLS.
    #[error("`{name}` is an option of Mimir that is not about TLS")]
    NotTls {
        /// The option's name, a flag or a YAML path.
        name: String,
    },
    /// An option that only later releases have.
    #[error("release {release} has no option `{name}`; it came with {since}")]
    NotYet {
        /// The option's name, a flag or a YAML path.
        name: String,
        /// The release that was asked for.
        release: Release,
        /// The first release that has the option.
        since: Release,
    },
    /// An option that only earlier releases have.
    #[error("release {release} has no option `{name}`; it went with {removed_in}")]
    Removed {
        /// The option's name, a flag or a YAML path.
        name: String,
        /// The release that was asked for.
        release: Release,
        /// The first release that has the option no more.
        removed_in: Release,
    },
    /// An option that no release has.
    #[error("Mimir has no option `{name}`{}", meant(.nearest))]
    Unknown {
        /// The name as it was given, a flag or a YAML path.
        name: String,
        /// The nearest names of options: two that are equally near, one, or
        /// none that is near enough.
        nearest: Vec<String>,
    },
}

/// A question for the names that were meant, as the end of a sentence.
fn meant(nearest: &[String]) -> String {
    match nearest {
        [] => String::new(),
        _ => format!("; did you mean `{}`?", nearest.join("` or `")),
    }
}

/// When something was or will be there, seen from a release that lacks it.
fn when(since: Release, removed_in: Option<Release>, release: Release) -> String {
    match removed_in {
        Some(removed_in) if removed_in <= release => format!("it went with {removed_in}"),
        _ => format!("it came with {since}"),
    }
}

/// What to choose instead, as the end of a sentence.
fn advice(instead: Option<&'static str>) -> String {
    instead
        .map(|instead| format!("; use {instead}"))
        .unwrap_or_default()
}
