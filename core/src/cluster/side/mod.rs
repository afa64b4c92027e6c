//! The two sides of a link, as the settings and files of a process make them:
//! every rule by which dskit and Mimir read an option block.

use super::files::{FileText, Files};
use super::process::Process;
use super::setting::{OptionRole, Setting};
use crate::catalog::{Catalog, DefaultValue, Field, Surface, SurfaceKind};
use crate::policy::ClientAuth;
use crate::prove::{
    ClientSide, ClientWords, Credentials, KeyText, Pool, ServerSide, ServerWords, StartError,
};

/// Why a side of a link cannot be put up.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Absent {
    /// A file or a value that the side is made of was not handed over, which
    /// says nothing about the process.
    #[error("a file was not given")]
    NotGiven,
    /// The process does not have a file that a setting names.
    #[error("{0} is not among the certificates")]
    Missing(String),
    /// The process does not start with its settings and files.
    #[error(transparent)]
    Start(#[from] StartError),
}

/// A client or a listener as text: all that decides what comes of it. Sides that
/// are equal are one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Side<'a> {
    pub(super) kind: SideKind,
    pub(super) core: Core<'a>,
}

/// The kind of a side: whose rules it follows beside those of all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SideKind {
    /// A member of the gossip, whose listener and client are made of one block.
    Gossip,
    /// The client to the Alertmanager, which is Prometheus's; with Vault on it
    /// reads certificate and key, whether they are set or not.
    Notifier {
        /// Whether Vault is on.
        vault: bool,
    },
    /// The HTTP listener, which speaks HTTP/2 too.
    HttpServer,
    /// A client or listener of any other kind.
    Plain,
}

/// What a side is made of, whoever's rules it follows.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Core<'a> {
    pub(super) enabled: bool,
    /// Whether something that decides about it is not known.
    pub(super) unknown: bool,
    pub(super) certificate: FileText<'a>,
    pub(super) key: FileText<'a>,
    pub(super) ca: FileText<'a>,
    pub(super) auth: &'a str,
    pub(super) name: &'a str,
    pub(super) skip_verify: bool,
    pub(super) min_version: &'a str,
    pub(super) cipher_suites: &'a str,
}

/// Whether a client of a process speaks TLS with what its block says.
pub fn is_enabled(process: &Process, surface: &'static Surface) -> bool {
    let is_called =
        surface.kind() != SurfaceKind::HttpClient || calls_https(process) != Some(false);
    is_called && is_switched_on(process, surface)
}

/// Whether a client loads what its block says, even if it speaks TLS to nobody.
/// Object storage has no switch: its URL decides.
pub fn is_switched_on(process: &Process, surface: &'static Surface) -> bool {
    if surface.ignores(Field::Enabled, process.release) {
        return false;
    }
    if surface.kind() == SurfaceKind::Storage || process.is_on(surface, Field::Enabled) {
        return true;
    }
    let option = Catalog::builtin().option(surface, Field::Enabled, process.release);
    process.get(surface, Field::Enabled).is_none()
        && option.is_none_or(|option| option.default() == DefaultValue::Boolean(true))
}

/// Whether a listener of a process speaks TLS: only with a certificate and a
/// key, each as a file or in line.
pub fn listens_tls(process: &Process, surface: &'static Surface) -> bool {
    let has =
        |file, text| process.text(surface, file).is_some() || process.text(surface, text).is_some();
    has(Field::Cert, Field::CertText) && has(Field::Key, Field::KeyText)
}

/// Whether the URL of the Alertmanager wants TLS; `None` where none is set.
fn calls_https(process: &Process) -> Option<bool> {
    let url = process.role(OptionRole::AlertmanagerUrl)?;
    Some(url.value.to_ascii_lowercase().contains("https://"))
}

/// The block that a client is made of. The notifier's before Mimir 2.17, where
/// anybody still sets it, replaces the whole of the new one (`modules.go`).
fn block_of(process: &Process, surface: &'static Surface) -> &'static Surface {
    if surface.kind() != SurfaceKind::HttpClient {
        return surface;
    }
    Catalog::builtin()
        .surfaces(process.release)
        .filter(|other| other.kind() == surface.kind() && other.elsewhere().is_some())
        .find(|other| process.block(other).next().is_some())
        .unwrap_or(surface)
}

fn reads_vault(process: &Process) -> bool {
    Catalog::builtin().surfaces(process.release).any(|surface| {
        surface.kind() == SurfaceKind::Vault && process.is_on(surface, Field::Enabled)
    })
}

/// Whether what a block says is not known in full. Of a path the last part tells
/// which file is meant, whatever stands before it.
fn is_unknown(process: &Process, surface: &'static Surface) -> bool {
    let is_path = |field| {
        matches!(
            field,
            Field::Cert | Field::Key | Field::Ca | Field::ClientCa
        )
    };
    let decides = |setting: &&Setting| {
        setting.is_unknown && setting.option().is_some_and(|it| !is_path(it.field()))
    };
    process.container.has_more || process.block(surface).any(|it| decides(&it))
}

impl<'a> Side<'a> {
    /// The client of a process at a surface.
    pub fn client(files: &'a Files, process: &'a Process, surface: &'static Surface) -> Self {
        let surface = block_of(process, surface);
        let heeds_block = is_switched_on(process, surface);
        // The URL alone decides for the notifier: an https one is called without
        // the switch too, with nothing of the block.
        let enabled = match surface.kind() {
            SurfaceKind::HttpClient => calls_https(process).unwrap_or(heeds_block),
            _ => heeds_block,
        };
        // A client without TLS is the same, whatever else is set.
        let text = |field| {
            let heeds = heeds_block && !surface.ignores(field, process.release);
            process.text(surface, field).filter(|_| heeds)
        };
        let file = |field| match text(field) {
            Some(path) => files.find(process, path),
            None => FileText::NotSet,
        };
        let kind = match surface.kind() {
            SurfaceKind::Memberlist => SideKind::Gossip,
            SurfaceKind::HttpClient => SideKind::Notifier {
                vault: heeds_block && reads_vault(process),
            },
            _ => SideKind::Plain,
        };
        Self {
            kind,
            core: Core {
                enabled,
                unknown: is_unknown(process, surface),
                certificate: file(Field::Cert),
                key: file(Field::Key),
                ca: file(Field::Ca),
                auth: "",
                name: text(Field::ServerName).unwrap_or_default(),
                skip_verify: text(Field::SkipVerify) == Some("true"),
                min_version: text(Field::MinVersion).unwrap_or_default(),
                cipher_suites: text(Field::CipherSuites).unwrap_or_default(),
            },
        }
    }

    /// The listener of a process at a surface.
    pub fn server(files: &'a Files, process: &'a Process, surface: &'static Surface) -> Self {
        if surface.kind() == SurfaceKind::Memberlist {
            let client = Self::client(files, process, surface);
            return Self {
                core: Core {
                    ca: FileText::NotSet,
                    name: "",
                    skip_verify: false,
                    ..client.core
                },
                ..client
            };
        }
        let both = Catalog::builtin()
            .surfaces(process.release)
            .find(|surface| surface.is_both_servers());
        // Read at the start, whether the listener speaks TLS or not.
        let limit = |field| {
            let text = both.and_then(|both| process.text(both, field));
            text.unwrap_or_default()
        };
        let file = |path, text| match process.text(surface, path) {
            Some(path) => files.find(process, path),
            None if process.text(surface, text).is_some() => FileText::NotGiven,
            None => FileText::NotSet,
        };
        let enabled = listens_tls(process, surface);
        let auth = process.text(surface, Field::ClientAuth);
        Self {
            kind: match surface.kind() {
                SurfaceKind::HttpServer => SideKind::HttpServer,
                _ => SideKind::Plain,
            },
            core: Core {
                enabled,
                unknown: is_unknown(process, surface)
                    || both.is_some_and(|both| is_unknown(process, both)),
                certificate: file(Field::Cert, Field::CertText),
                key: file(Field::Key, Field::KeyText),
                ca: file(Field::ClientCa, Field::ClientCaText),
                auth: auth.filter(|_| enabled).unwrap_or_default(),
                name: "",
                skip_verify: false,
                min_version: limit(Field::MinVersion),
                cipher_suites: limit(Field::CipherSuites),
            },
        }
    }

    /// The client of somebody who is no part of Mimir. Without `ca` it believes
    /// nobody, and without `name` it verifies what it dials.
    pub fn outside_client(
        [certificate, key, ca]: [FileText<'a>; 3],
        name: &'a str,
        skip_verify: bool,
    ) -> Self {
        Self {
            kind: SideKind::Plain,
            core: Core {
                enabled: true,
                certificate,
                key,
                ca,
                name,
                skip_verify,
                ..Core::plaintext()
            },
        }
    }

    /// The listener of somebody who is no part of Mimir.
    pub fn outside_server([certificate, key, ca]: [FileText<'a>; 3], auth: ClientAuth) -> Self {
        Self {
            kind: SideKind::Plain,
            core: Core {
                enabled: true,
                certificate,
                key,
                ca,
                auth: auth.spelling(),
                ..Core::plaintext()
            },
        }
    }

    /// Makes a side that speaks no TLS.
    pub fn plaintext() -> Self {
        Self {
            kind: SideKind::Plain,
            core: Core::plaintext(),
        }
    }

    /// The side with its TLS switched off.
    #[must_use]
    pub fn switched_off(mut self) -> Self {
        self.core.enabled = false;
        self
    }

    /// The side with certificate and key of another, as of one that has read
    /// them again.
    #[must_use]
    pub fn with_pair_of(mut self, other: &Self) -> Self {
        self.core.certificate = other.core.certificate;
        self.core.key = other.core.key;
        self
    }

    /// The side with the certificate of another and its own key, as of one whose
    /// files are copied one after the other.
    #[must_use]
    pub fn with_certificate_of(mut self, other: &Self) -> Self {
        self.core.certificate = other.core.certificate;
        self
    }

    /// Whether the side speaks TLS.
    pub fn is_tls(&self) -> bool {
        self.core.enabled
    }

    /// Whether all is known that decides about the side.
    pub fn is_known(&self) -> bool {
        !self.core.unknown
    }

    /// Whether a setting names a certificate.
    pub fn shows_certificate(&self) -> bool {
        self.core.certificate.is_set()
    }

    /// Whether a listener refuses clients without a certificate.
    pub fn requires_certificate(&self) -> bool {
        let core = &self.core;
        let auth = core.auth.parse::<ClientAuth>();
        core.enabled && self.kind != SideKind::Gossip && auth.is_ok_and(ClientAuth::requires)
    }

    /// Whether a client verifies no certificate.
    pub fn skips_verification(&self) -> bool {
        self.core.skip_verify
    }

    /// The name that a client verifies instead of what it dials.
    pub fn name(&self) -> Option<&'a str> {
        Some(self.core.name).filter(|name| !name.is_empty())
    }

    /// The numbers of the cluster's files that the side is made of.
    pub fn files(&self) -> impl Iterator<Item = usize> {
        let Core {
            certificate,
            key,
            ca,
            ..
        } = &self.core;
        [*certificate, *key, *ca]
            .into_iter()
            .filter_map(|file| file.file())
    }

    /// The number of the file of the side's certificate.
    pub fn certificate(&self) -> Option<usize> {
        self.core.certificate.file()
    }

    /// Loads the side's files into a client.
    ///
    /// # Errors
    /// A file that is not there, and what stops the process at its start.
    pub fn load_client(&self) -> Result<ClientSide, Absent> {
        let core = &self.core;
        if core.unknown {
            return Err(Absent::NotGiven);
        }
        core.missing()?;
        self.starts()?;
        if !core.enabled {
            return Ok(ClientSide::plaintext());
        }
        let words = ClientWords {
            certificate: core.certificate.bytes(),
            key: core.key(),
            ca: core.ca.bytes(),
            server_name: core.name,
            skip_verify: core.skip_verify,
            min_version: core.min_version,
            max_version: None,
            cipher_suites: core.cipher_suites,
        };
        match (core.certificate.is_set(), core.key.is_set()) {
            (true, false) => return Err(StartError::KeyMissing.into()),
            (false, true) => return Err(StartError::CertificateMissing.into()),
            _ => {}
        }
        let lacks = |file| file == FileText::NotGiven;
        if lacks(core.certificate) || lacks(core.ca) && !core.skip_verify {
            // What is known to be wrong is told first.
            words.limits()?;
            return Err(Absent::NotGiven);
        }
        Ok(words.side()?)
    }

    /// What stops clients of some kinds, and no others.
    fn starts(&self) -> Result<(), StartError> {
        let core = &self.core;
        let (certificate, key) = (core.certificate.is_set(), core.key.is_set());
        match self.kind {
            SideKind::Gossip if core.enabled && !certificate && !key => {
                Err(StartError::NoCertificates)
            }
            SideKind::Notifier { vault: true } if !certificate || !key => Err(StartError::NoSecret),
            SideKind::Notifier { .. } if certificate && !key => Err(StartError::NotifierKeyMissing),
            SideKind::Notifier { .. } if key && !certificate => {
                Err(StartError::NotifierCertificateMissing)
            }
            // It loads its files for an http URL too.
            SideKind::Notifier { .. } => {
                if core
                    .ca
                    .bytes()
                    .is_some_and(|ca| Pool::from_pem(ca).is_empty())
                {
                    return Err(StartError::NotifierCa);
                }
                match (core.certificate.bytes(), core.key.bytes()) {
                    (Some(certificate), Some(key)) => Credentials::from_pem(certificate, key)
                        .map(|_| ())
                        .map_err(StartError::ClientPair),
                    _ => Ok(()),
                }
            }
            SideKind::Gossip | SideKind::HttpServer | SideKind::Plain => Ok(()),
        }
    }

    /// Loads the side's files into a listener.
    ///
    /// # Errors
    /// A file that is not there, and what stops the process at its start.
    pub fn load_server(&self) -> Result<ServerSide, Absent> {
        if self.kind == SideKind::Gossip {
            return Ok(ServerSide::of_client(&self.load_client()?)?);
        }
        let core = &self.core;
        if core.unknown {
            return Err(Absent::NotGiven);
        }
        let mut words = ServerWords {
            certificate: core.certificate.bytes(),
            key: core.key(),
            client_ca: core.ca.bytes(),
            client_auth: core.auth,
            min_version: core.min_version,
            max_version: None,
            cipher_suites: core.cipher_suites,
            serves_http: self.kind == SideKind::HttpServer,
        };
        if core.enabled {
            words.limits()?;
            core.missing()?;
            let lacks = |file| file == FileText::NotGiven;
            if lacks(core.certificate) || lacks(core.ca) && words.auth()?.verifies() {
                words.auth()?;
                return Err(Absent::NotGiven);
            }
        } else {
            words.certificate = None;
        }
        Ok(words.side()?)
    }
}

impl<'a> Core<'a> {
    const fn plaintext() -> Self {
        Self {
            enabled: false,
            unknown: false,
            certificate: FileText::NotSet,
            key: FileText::NotSet,
            ca: FileText::NotSet,
            auth: "",
            name: "",
            skip_verify: false,
            min_version: "",
            cipher_suites: "",
        }
    }

    fn key(&self) -> KeyText<'a> {
        match self.key {
            FileText::NotSet => KeyText::NotSet,
            FileText::Given(blob) => KeyText::Given(blob.bytes),
            FileText::NotGiven | FileText::Missing(_) => KeyText::NotGiven,
        }
    }

    /// A file that a setting names and the process does not have.
    fn missing(&self) -> Result<(), Absent> {
        for file in [self.certificate, self.key, self.ca] {
            if let FileText::Missing(path) = file {
                return Err(Absent::Missing(path.to_owned()));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
