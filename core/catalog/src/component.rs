//! Components, Mimir's targets, and the modes that they are deployed in.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::{Catalog, Release, Seat, UnknownName};

/// The mode in which Mimir is deployed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// One process does it all, or several of the same.
    Monolithic,
    /// Three kinds of processes: read, write, backend. Experimental, 2.3 to 2.17.
    ReadWrite,
    /// A process for each component.
    Microservices,
}

impl Mode {
    /// Every mode, whether or not a release has it.
    pub const ALL: [Self; 3] = [Self::Monolithic, Self::ReadWrite, Self::Microservices];

    /// The mode's name, `microservices`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Monolithic => "monolithic",
            Self::ReadWrite => "read-write",
            Self::Microservices => "microservices",
        }
    }

    /// Whether Mimir's own documentation calls the mode experimental.
    pub fn is_experimental(self) -> bool {
        self == Self::ReadWrite
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Mode {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        let found = Self::ALL.into_iter().find(|mode| mode.name() == text);
        found.ok_or_else(|| UnknownName::new("mode", text, Self::ALL.map(Self::name)))
    }
}

impl<'de> Deserialize<'de> for Mode {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        std::borrow::Cow::<str>::deserialize(reader)?
            .parse()
            .map_err(de::Error::custom)
    }
}

/// A target of Mimir: a row of `data/components.json`, ordered as the rows are.
#[derive(Clone, Copy)]
pub struct Component(&'static ComponentRow);

impl Component {
    pub(super) fn of(row: &'static ComponentRow) -> Self {
        Self(row)
    }

    /// The component's name, as in `-target`.
    pub fn name(self) -> &'static str {
        self.0.id
    }

    /// The component's task, in a few words.
    pub fn title(self) -> &'static str {
        self.0.title
    }

    /// Where a picture of a cluster has the component.
    pub fn seat(self) -> Seat {
        self.0.seat
    }

    /// The first release that has the component.
    pub fn since(self) -> Release {
        self.0.since
    }

    /// The first release that has the component no more.
    pub fn removed_in(self) -> Option<Release> {
        self.0.removed_in
    }

    /// Whether `release` has the component.
    pub fn is_in(self, release: Release) -> bool {
        release.is_within(Some(self.0.since), self.0.removed_in)
    }

    /// Whether Mimir starts the component and its reference does not have its
    /// options.
    pub fn is_hidden(self) -> bool {
        self.0.hidden
    }

    /// Whether the component is deployed in `mode`, be it by default or on
    /// request.
    pub fn belongs_to(self, mode: Mode) -> bool {
        self.0.modes.contains(&mode)
    }

    /// Whether `mode` has the component unless somebody chooses otherwise.
    pub fn is_default_in(self, mode: Mode) -> bool {
        self.0.default.contains(&mode)
    }

    /// Whether the component runs several others in one process.
    pub fn is_composite(self) -> bool {
        !self.0.contains.is_empty()
    }

    /// Some of the HTTP endpoints that outsiders use, method and path.
    pub fn endpoints(self) -> &'static [&'static str] {
        &self.0.endpoints
    }

    /// Whether one process of this target runs `part`.
    pub(super) fn runs(self, part: Self, release: Release) -> bool {
        self == part
            || self
                .0
                .contains
                .iter()
                .any(|inner| inner.is(part.name(), release))
    }
}

impl fmt::Debug for Component {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Component").field(&self.0.id).finish()
    }
}

impl fmt::Display for Component {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.0.id)
    }
}

impl PartialEq for Component {
    fn eq(&self, other: &Self) -> bool {
        self.0.place == other.0.place
    }
}

impl Eq for Component {}

impl PartialOrd for Component {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Component {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.place.cmp(&other.0.place)
    }
}

impl Hash for Component {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.place.hash(state);
    }
}

impl FromStr for Component {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Catalog::builtin().component(text)
    }
}

impl Serialize for Component {
    fn serialize<S: Serializer>(&self, writer: S) -> Result<S::Ok, S::Error> {
        writer.serialize_str(self.0.id)
    }
}

impl<'de> Deserialize<'de> for Component {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        std::borrow::Cow::<str>::deserialize(reader)?
            .parse()
            .map_err(de::Error::custom)
    }
}

/// A row of `data/components.json`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ComponentRow {
    #[serde(skip)]
    pub(super) place: usize,
    id: &'static str,
    title: &'static str,
    seat: Seat,
    since: Release,
    #[serde(default)]
    removed_in: Option<Release>,
    #[serde(default)]
    hidden: bool,
    modes: Vec<Mode>,
    #[serde(default)]
    default: Vec<Mode>,
    #[serde(default)]
    pub(super) contains: Vec<Occupant>,
    #[serde(default)]
    endpoints: Vec<&'static str>,
    #[serde(default)]
    #[expect(dead_code, reason = "said for readers of the rows")]
    source: Option<&'static str>,
}

/// A component inside another row, there at all times or for a span: `"ruler"`,
/// `{"component": "ruler", "until": "2.15.0"}`, or `"*"` for every one.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Occupant {
    Always(&'static str),
    #[serde(rename_all = "kebab-case")]
    During {
        component: &'static str,
        #[serde(default)]
        since: Option<Release>,
        #[serde(default)]
        until: Option<Release>,
    },
}

impl Occupant {
    /// Whether it is `name`, at the time of `release`.
    pub(super) fn is(&self, name: &str, release: Release) -> bool {
        match self {
            Self::Always(all) if *all == EVERY => true,
            Self::Always(component) => *component == name,
            Self::During {
                component,
                since,
                until,
            } => *component == name && release.is_within(*since, *until),
        }
    }
}

/// Stands for every component in a row.
pub(super) const EVERY: &str = "*";
