//! Surfaces: the places where TLS options attach.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use serde::{Deserialize, Serialize};

use super::component::Occupant;
use super::{Catalog, Category, Component, DefaultValue, Field, Release};

/// What speaks at a surface, and so how it takes TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum SurfaceKind {
    /// What both listeners share: protocol versions and cipher suites.
    Server,
    /// The HTTP listener of a process.
    HttpServer,
    /// The gRPC listener of a process.
    GrpcServer,
    /// A client that speaks gRPC.
    GrpcClient,
    /// A client that speaks HTTP.
    HttpClient,
    /// Gossip: listener and client in one.
    Memberlist,
    /// The client of a ring in etcd.
    Etcd,
    /// The client of a cache in memcached.
    Memcached,
    /// The client of a cache in Redis.
    Redis,
    /// The client of object storage; its URL decides whether TLS is spoken.
    Storage,
    /// The client that speaks to Kafka.
    Kafka,
    /// Vault, from which certificates come in place of files.
    Vault,
}

/// A place where TLS options attach: a row of `data/surfaces.json`.
///
/// The same name may have two rows, one after the other in time, where an
/// option block moved. Surfaces are compared and ordered by their place.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Surface {
    #[serde(skip)]
    pub(super) place: usize,
    id: &'static str,
    title: &'static str,
    kind: SurfaceKind,
    pub(super) fields: &'static str,
    #[serde(default)]
    pub(super) flag: Option<&'static str>,
    pub(super) yaml: &'static str,
    since: Release,
    #[serde(default)]
    removed_in: Option<Release>,
    #[serde(default)]
    hidden: bool,
    #[serde(default)]
    documented_in: Option<Release>,
    #[serde(default)]
    pub(super) part_of: Option<&'static str>,
    /// The surfaces that take a field from this one where they have none of their own.
    #[serde(default)]
    pub(super) hands_down_to: Vec<&'static str>,
    #[serde(default)]
    pub(super) category: Option<Category>,
    #[serde(default)]
    pub(super) deprecated_in: Option<Release>,
    #[serde(default)]
    pub(super) readers: Vec<Occupant>,
    #[serde(default)]
    pub(super) ignores: Vec<Ignored>,
    #[serde(default)]
    pub(super) exceptions: Vec<Exception>,
    #[serde(default)]
    elsewhere: Option<&'static str>,
    /// What to use before there is this.
    #[serde(default)]
    pub(super) before: Option<&'static str>,
    /// What to use after it has gone.
    #[serde(default)]
    pub(super) after: Option<&'static str>,
    source: &'static str,
}

/// A field that does nothing, in all releases or since one: `"min-version"`,
/// `{"field": "server-name", "since": "3.0.0"}`.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Ignored {
    Always(Field),
    Since { field: Field, since: Release },
}

impl Ignored {
    /// The field, and the first release in which it does nothing.
    pub(super) fn parts(&self) -> (Field, Option<Release>) {
        match self {
            Self::Always(field) => (*field, None),
            Self::Since { field, since } => (*field, Some(*since)),
        }
    }
}

/// What a field is on one surface, where it differs from its set.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, bound(deserialize = "'de: 'static"))]
pub(super) struct Exception {
    pub(super) field: Field,
    #[serde(default)]
    pub(super) since: Option<Release>,
    #[serde(default)]
    pub(super) default: Option<DefaultValue>,
    #[serde(default)]
    pub(super) category: Option<Category>,
}

impl Surface {
    /// The surface's name, `ingester-client`.
    pub fn id(&self) -> &'static str {
        self.id
    }

    /// The surface's purpose, in a few words.
    pub fn title(&self) -> &'static str {
        self.title
    }

    /// The kind of the surface: what listens or dials there.
    pub fn kind(&self) -> SurfaceKind {
        self.kind
    }

    /// What each of its flags begins with, its dot or dash included; none where
    /// it has no flags.
    pub fn flag_prefix(&self) -> Option<&'static str> {
        self.flag
    }

    /// What the YAML path of each of its options begins with, its dot included.
    pub fn yaml_prefix(&self) -> &'static str {
        self.yaml
    }

    /// The first release that has the surface.
    pub fn since(&self) -> Release {
        self.since
    }

    /// The first release that has the surface no more.
    pub fn removed_in(&self) -> Option<Release> {
        self.removed_in
    }

    /// Whether `release` has the surface.
    pub fn is_in(&self, release: Release) -> bool {
        release.is_within(Some(self.since), self.removed_in)
    }

    /// Whether `release` takes the options of the surface and its reference does
    /// not have them.
    pub fn is_hidden(&self, release: Release) -> bool {
        self.hidden && self.documented_in.is_none_or(|since| release < since)
    }

    /// Whether some release hides the surface.
    pub(super) fn hidden(&self) -> bool {
        self.hidden
    }

    /// The first release whose reference has the surface, where others hid it.
    pub(super) fn documented_in(&self) -> Option<Release> {
        self.documented_in
    }

    /// The component without which the surface is idle, whoever reads it: it dials
    /// that component, or does that one's work.
    pub fn part_of(&self) -> Option<Component> {
        Catalog::builtin().component(self.part_of?).ok()
    }

    /// The surface from which this one takes a field that is not its own: a storage
    /// of its kind takes it from the storage of all.
    pub fn handed_down_by(&self) -> Option<&'static Surface> {
        if self.kind != SurfaceKind::Storage {
            return None;
        }
        let mut all = Catalog::builtin().rows.surfaces.iter();
        all.find(|surface| surface.hands_down_to.contains(&self.id))
    }

    /// The first key of its path in YAML.
    pub fn section(&self) -> &'static str {
        self.yaml.split('.').next().unwrap_or(self.yaml)
    }

    /// The surfaces that take a field from this one where they have none of their
    /// own.
    pub fn hands_down_to(&self) -> impl Iterator<Item = &'static Surface> {
        let all = Catalog::builtin().rows.surfaces.iter();
        all.filter(|surface| self.hands_down_to.contains(&surface.id))
    }

    /// Whether the surface holds what both listeners share.
    pub fn is_both_servers(&self) -> bool {
        self.kind == SurfaceKind::Server
    }

    /// Whether the surface listens, or says how listeners do; gossip listens as
    /// well as it dials.
    pub fn is_server(&self) -> bool {
        use SurfaceKind::{GrpcServer, HttpServer, Memberlist, Server};
        matches!(self.kind, Server | HttpServer | GrpcServer | Memberlist)
    }

    /// Whether the surface is the HTTP or the gRPC listener.
    pub fn is_listener(&self) -> bool {
        matches!(self.kind, SurfaceKind::HttpServer | SurfaceKind::GrpcServer)
    }

    /// Whether the surface is a client, which dials.
    pub fn is_client(&self) -> bool {
        use SurfaceKind::{GrpcServer, HttpServer, Server, Vault};
        !matches!(self.kind, Server | HttpServer | GrpcServer | Vault)
    }

    /// Whether `release` takes this field here, and then nothing comes of it.
    pub fn ignores(&self, field: Field, release: Release) -> bool {
        let mut ignored = self.ignores.iter().map(Ignored::parts);
        ignored.any(|(it, since)| it == field && release.is_within(since, None))
    }

    /// Why certificate files do not serve the surface, where it is not ours to
    /// turn on.
    pub fn elsewhere(&self) -> Option<&'static str> {
        self.elsewhere
    }

    /// The file of Mimir, dskit or another that its readers were read from.
    pub fn source(&self) -> &'static str {
        self.source
    }

    /// Whether a process of `component` reads it; that of a composite does if one of its parts does.
    pub fn is_read_by(&self, component: Component, release: Release) -> bool {
        let parts = Catalog::builtin().expand(component, release);
        self.is_in(release)
            && parts.iter().any(|part| {
                self.readers
                    .iter()
                    .any(|reader| reader.is(part.name(), release))
            })
    }
}

impl fmt::Display for Surface {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id)
    }
}

impl PartialEq for Surface {
    fn eq(&self, other: &Self) -> bool {
        self.place == other.place
    }
}

impl Eq for Surface {}

impl PartialOrd for Surface {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Surface {
    fn cmp(&self, other: &Self) -> Ordering {
        self.place.cmp(&other.place)
    }
}

impl Hash for Surface {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.place.hash(state);
    }
}

/// The name of a surface, or of a group of them, that some release has.
///
/// It is made by [`Catalog::surface_name`] and meant by [`Catalog::surfaces_named`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct SurfaceName(pub(super) &'static str);

impl SurfaceName {
    /// The name as text, `ingester-client`.
    pub fn as_str(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for SurfaceName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// A row of `data/groups.json`: surfaces that are chosen by one word.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// The group's name, `etcd`.
    pub id: &'static str,
    /// The group's purpose, in a few words.
    pub title: &'static str,
    /// The names of the group's surfaces.
    pub members: Vec<&'static str>,
    /// What to use before there is one of them.
    #[serde(default)]
    pub(super) before: Option<&'static str>,
    /// What to use after the last of them has gone.
    #[serde(default)]
    pub(super) after: Option<&'static str>,
}
