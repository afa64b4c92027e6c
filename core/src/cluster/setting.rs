//! One option of one process, with what it is set to and where that comes from.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::Reason;
use crate::catalog::{Miss, OptionRow};

/// A place in a text that somebody handed over: file, line and column.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Place {
    /// The path of the input, as it was given.
    pub file: String,
    /// The line, counted from 1; 0 for the file as a whole.
    pub line: usize,
    /// The column in characters, counted from 1; 0 for the line as a whole.
    pub column: usize,
}

/// The place of a setting that stands in no text.
static NOWHERE: Place = Place {
    file: String::new(),
    line: 0,
    column: 0,
};

/// The origin of a setting: ours has a reason, theirs a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A plan calls for the setting, and why.
    Reason(Reason),
    /// The setting was read, and from where.
    Place(Place),
}

/// How an option's name is spelled: as a flag, or as a path of YAML.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// A command-line flag, `ingester.client.tls-enabled`.
    Flag,
    /// A path of Mimir's YAML, keys joined by dots.
    Yaml,
}

/// What an option that is none of TLS decides about TLS: a row of
/// `core/data/roles.json`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OptionRole {
    /// The option that says which component the process runs.
    Target,
    /// The option that says which configuration file the process reads.
    ConfigFile,
    /// Whether variables in that file are put in.
    ExpandEnv,
    /// The URL by which the ruler notifies an Alertmanager.
    AlertmanagerUrl,
    /// The address by which the ruler reaches the query-frontend.
    FrontendAddress,
    /// The port at which HTTP is listened for.
    HttpPort,
    /// The address by which block-builders reach their scheduler.
    BuilderSchedulerAddress,
    /// The address by which compactors reach their scheduler.
    CompactorSchedulerAddress,
    /// Whether usage-trackers are dialled at all.
    UsageTrackerSwitch,
    /// Whether samples of several Prometheus servers are told apart at all.
    HaTrackerSwitch,
    /// The option that says where a ring is kept.
    KvStore,
    /// The option that says where a cache is kept.
    CacheBackend,
    /// The option that says which object storage is used.
    StorageBackend,
    /// Whether samples go through Kafka at all.
    IngestStorageSwitch,
    /// The option that holds the addresses of etcd.
    EtcdEndpoints,
    /// Whether object storage is called over plain HTTP.
    StorageInsecure,
}

/// What the catalog says of an option's name.
#[derive(Debug, Clone)]
pub enum Known {
    /// A TLS option of the release.
    Tls(&'static OptionRow),
    /// A name that is no TLS option of the release, and why.
    Miss(Miss),
}

/// What Mimir makes of a setting whose name is right, and which it does not take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The option does not take the value: Mimir does not start.
    Value {
        /// What the option takes, in a word: Mimir's, or the nearest to it.
        wanted: &'static str,
        /// In YAML, the lines in which something wrong begins.
        lines: Vec<usize>,
    },
    /// A flag stands last and without a value: Mimir does not start.
    NoValue,
    /// Something else stands where a mapping of options belongs: Mimir does not
    /// start.
    NoBlock {
        /// The line in which it begins.
        line: usize,
    },
    /// A key of YAML is not what its tag says: Mimir does not start.
    Key,
    /// A word begins as a flag and is none, `---x`: Mimir does not start.
    Syntax,
    /// A word is no flag, and flags stand behind it: Mimir starts without those.
    Rest,
}

/// One option of one process, set by a plan or by somebody's text.
#[derive(Debug, Clone)]
pub struct Setting {
    /// The spelling of the name: as a flag or as a YAML path.
    pub form: Form,
    /// The option's name, as it was written.
    pub name: Cow<'static, str>,
    /// What the option is set to, as it stands behind a flag's `=`; empty for
    /// YAML's null, which sets nothing. A switch that is read is `true` or `false`,
    /// whatever notation it has.
    pub value: String,
    /// The origin of the setting: a reason or a place.
    pub origin: Origin,
    /// What the catalog says of the name.
    pub known: Known,
    /// The role of the option beside TLS options, where it decides about TLS.
    pub role: Option<OptionRole>,
    /// Whether the value is a list or a mapping.
    pub is_block: bool,
    /// For a YAML path that the release does not have: where the keys above it
    /// stand, the outermost first.
    pub above: Vec<Place>,
    /// Whether the value is not known: it holds a variable or a template that
    /// nothing that was read fills in. Then [`value`](Self::value) is the text as
    /// it stands, and is no word to be judged.
    pub is_unknown: bool,
    /// Why Mimir does not take the setting, though it has an option of the name.
    /// Of a value that is not known it says nothing.
    pub refused: Option<Box<Refusal>>,
}

impl Setting {
    /// The setting of a TLS option that a plan calls for.
    pub fn ours(option: &'static OptionRow, value: String, reason: Reason) -> Self {
        Self {
            form: Form::Yaml,
            name: Cow::Borrowed(option.yaml()),
            value,
            origin: Origin::Reason(reason),
            known: Known::Tls(option),
            role: None,
            is_block: false,
            above: Vec::new(),
            is_unknown: false,
            refused: None,
        }
    }

    /// The TLS option that is set; `None` where the release knows none of the name.
    pub fn option(&self) -> Option<&'static OptionRow> {
        match self.known {
            Known::Tls(option) => Some(option),
            Known::Miss(_) => None,
        }
    }

    /// The place of the option's name in its text; of line 0 and no file for a
    /// setting that stands in none.
    pub fn place(&self) -> &Place {
        match &self.origin {
            Origin::Place(place) => place,
            Origin::Reason(_) => &NOWHERE,
        }
    }

    /// Why a plan calls for the setting; `None` for one that was read.
    pub fn reason(&self) -> Option<Reason> {
        match self.origin {
            Origin::Reason(reason) => Some(reason),
            Origin::Place(_) => None,
        }
    }
}
