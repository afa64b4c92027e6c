//! What runs, whoever said it: processes with their settings and files, and
//! the handshakes that they make.
//!
//! A plan makes such a cluster of the text that it renders, the doctor of what
//! people have; from there on both are the same. [`flags`] and [`yaml`] read
//! settings, [`Files`] finds what a path of a process means, [`Side`] is a
//! client or a listener as dskit makes it of them, and [`Layout`] lets two
//! sides meet.
//!
//! ```
//! use mimir_tls::catalog::Catalog;
//! use mimir_tls::cluster::{Lookup, Place, OptionRole, CommandWord, flags};
//!
//! let words = ["-target=querier", "-querier.frontend-client.tls-enabled"].map(|text| CommandWord {
//!     text: text.to_owned(),
//!     place: Place::default(),
//! });
//! let settings = flags(&words, &mut Lookup::new(Catalog::builtin().newest()));
//! assert_eq!(settings[0].role, Some(OptionRole::Target));
//! assert_eq!(settings[1].value, "true");
//! ```

mod environment;
mod files;
mod flags;
mod handshakes;
mod idle;
mod link;
mod lookup;
mod process;
mod read;
mod reason;
mod setting;
mod side;
mod unknown;

pub use environment::expand_environment;
pub use files::{Blob, FileText, Files, folder, is_under, mount_around};
pub(crate) use files::{begins_alike, ends_alike};
pub use flags::{CommandWord, arguments, config_file, flag, flags};
pub use handshakes::{Call, Handshake, HandshakeId, Layout, NotMet, one_by_one};
pub use idle::{is_beside, is_idle, is_in_force, is_left_out, is_meant, is_unchosen};
pub use link::{Links, ProcessLink, dials};
pub use lookup::Lookup;
pub use process::{Container, Mount, Probe, Process, Reach};
pub(crate) use read::leaves;
pub use read::yaml;
pub use reason::Reason;
pub use setting::{Form, Known, OptionRole, Origin, Place, Refusal, Setting};
pub use side::{Absent, Side, SideKind, is_enabled, is_switched_on, listens_tls};
pub use unknown::is_unknown;
pub(crate) use unknown::{FILLERS, is_encrypted, shown};

use crate::catalog::{Release, Surface};

/// All processes of one cluster, and their files.
#[derive(Debug)]
pub struct Cluster {
    /// The release of Mimir that most of it runs; each process has its own.
    pub release: Release,
    /// The processes of the cluster.
    pub processes: Vec<Process>,
    /// The certificates and keys that the processes read.
    pub files: Files,
}

impl Cluster {
    /// The client of a process at a surface.
    pub fn client<'a>(&'a self, process: &'a Process, surface: &'static Surface) -> Side<'a> {
        Side::client(&self.files, process, surface)
    }

    /// The listener of a process at a surface.
    pub fn server<'a>(&'a self, process: &'a Process, surface: &'static Surface) -> Side<'a> {
        Side::server(&self.files, process, surface)
    }
}
