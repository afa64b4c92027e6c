//! What the catalog answers when it does not have what was asked for.

use super::{Component, Mode, Release};
use crate::nearest;

/// A name that the catalog does not have in any release.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no {what} is called `{given}`: {hint}")]
#[non_exhaustive]
pub struct UnknownName {
    /// What it was to be: a release, a component, a surface, a mode.
    pub what: &'static str,
    /// What was given.
    pub given: String,
    /// What was meant, or what there is, or what to do instead.
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
    /// No release has it.
    #[error(transparent)]
    Unknown(#[from] UnknownName),
    /// A mode that the release lacks.
    #[error(
        "release {release} has no {mode} mode; releases {since} to {last} do; choose monolithic or microservices"
    )]
    NoMode {
        /// The mode.
        mode: Mode,
        /// The release.
        release: Release,
        /// The first that has it.
        since: Release,
        /// The last that has it.
        last: Release,
    },
    /// A component that the release lacks.
    #[error("release {release} has no component `{component}`; {}", when(*.since, *.removed_in, *.release))]
    NoComponent {
        /// The component.
        component: Component,
        /// The release.
        release: Release,
        /// The first that has it.
        since: Release,
        /// The first that has it no more.
        removed_in: Option<Release>,
    },
    /// A surface, or group of them, that the release lacks.
    #[error("release {release} has no TLS for {surface}; {}{}", when(*.since, *.removed_in, *.release), advice(*.instead))]
    NoSurface {
        /// The surface or group.
        surface: &'static str,
        /// The release.
        release: Release,
        /// The first that has it.
        since: Release,
        /// The first that has it no more.
        removed_in: Option<Release>,
        /// What to choose instead.
        instead: Option<&'static str>,
    },
}

/// Why a flag or YAML path is no TLS option of a release.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Miss {
    /// Mimir has it, and it has nothing to do with TLS.
    #[error("`{name}` is an option of Mimir that is not about TLS")]
    NotTls {
        /// The flag or path.
        name: String,
    },
    /// Only later releases have it.
    #[error("release {release} has no option `{name}`; it came with {since}")]
    NotYet {
        /// The flag or path.
        name: String,
        /// The release that was asked for.
        release: Release,
        /// The first that has it.
        since: Release,
    },
    /// Only earlier releases have it.
    #[error("release {release} has no option `{name}`; it went with {removed_in}")]
    Removed {
        /// The flag or path.
        name: String,
        /// The release that was asked for.
        release: Release,
        /// The first that has it no more.
        removed_in: Release,
    },
    /// No release has it.
    #[error("Mimir has no option `{name}`{}", .nearest.as_ref().map(|near| format!("; did you mean `{near}`?")).unwrap_or_default())]
    Unknown {
        /// The flag or path.
        name: String,
        /// What was meant, perhaps.
        nearest: Option<String>,
    },
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
