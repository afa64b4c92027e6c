//! The two ends of a link, as a process's settings make them.

use std::sync::Arc;

use super::cluster::Cluster;
use super::process::{Process, Role};
use crate::catalog::{Catalog, DefaultValue, Field, Surface, SurfaceKind};
use crate::policy::{CipherSuite, ClientAuth, TlsVersion};
use crate::prove::{
    ClientOptions, ClientSide, Credentials, Pool, ServerOptions, ServerSide, StartError, TlsRange,
};

/// Why an end cannot be put up.
#[derive(Debug, Clone)]
pub(super) enum Absent {
    /// A file that it needs was not given.
    NotGiven,
    /// The process would not start with it.
    Start(StartError),
    /// A word of it is none of Mimir's; a rule says so.
    Word,
}

impl From<StartError> for Absent {
    fn from(error: StartError) -> Self {
        Self::Start(error)
    }
}

/// What makes two ends one: the surface's kind, files by number, texts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Text<'a> {
    kind: Kind,
    enabled: bool,
    certificate: File,
    key: File,
    ca: File,
    auth: Option<&'a str>,
    name: Option<&'a str>,
    skip_verify: bool,
    min_version: Option<&'a str>,
    suites: Option<&'a str>,
}

/// Whose rules an end follows beside those of all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// A member of the gossip, whose listener and client are made of one block.
    Gossip,
    /// The client to the Alertmanager, which is Prometheus's; with Vault on it
    /// reads certificate and key, whether they are set or not.
    Notifier { vault: bool },
    /// The HTTP listener, which speaks HTTP/2 too.
    HttpServer,
    /// Any other client or listener.
    Plain,
}

type Limits = (TlsRange, Option<Vec<CipherSuite>>);

/// A file of a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum File {
    NotSet,
    Missing,
    Given(usize),
}

/// Whether a client of a process speaks TLS with what its block says.
pub(super) fn is_enabled(cluster: &Cluster, process: &Process, surface: &'static Surface) -> bool {
    let is_called =
        surface.kind() != SurfaceKind::HttpClient || calls_https(process) != Some(false);
    is_called && is_switched_on(cluster, process, surface)
}

/// Whether a client loads what its block says, even if it speaks TLS to nobody.
pub(super) fn is_switched_on(
    cluster: &Cluster,
    process: &Process,
    surface: &'static Surface,
) -> bool {
    if surface.kind() == SurfaceKind::Storage || process.is_on(surface, Field::Enabled) {
        return true;
    }
    let option = Catalog::builtin().option(surface, Field::Enabled, cluster.release);
    process.get(surface, Field::Enabled).is_none()
        && option.is_none_or(|option| option.default() == DefaultValue::Boolean(true))
}

/// Whether the URL of the Alertmanager wants TLS; none is `None`.
fn calls_https(process: &Process) -> Option<bool> {
    let url = process.role(Role::AlertmanagerUrl)?;
    Some(url.value.to_ascii_lowercase().contains("https://"))
}

/// The block that a client is made of. The notifier's before Mimir 2.17, where
/// anybody still sets it, replaces the whole of the new one (`modules.go`).
fn block_of(cluster: &Cluster, process: &Process, surface: &'static Surface) -> &'static Surface {
    if surface.kind() != SurfaceKind::HttpClient {
        return surface;
    }
    Catalog::builtin()
        .surfaces(cluster.release)
        .filter(|other| other.kind() == surface.kind() && other.elsewhere().is_some())
        .find(|other| process.block(other).next().is_some())
        .unwrap_or(surface)
}

/// Whether a listener of a process speaks TLS: only with a certificate and a
/// key, each as a file or in line.
pub(super) fn listens_tls(process: &Process, surface: &'static Surface) -> bool {
    let has =
        |file, text| process.text(surface, file).is_some() || process.text(surface, text).is_some();
    has(Field::Cert, Field::CertText) && has(Field::Key, Field::KeyText)
}

impl<'a> Text<'a> {
    /// The client of a process at a surface.
    pub(super) fn client(
        cluster: &Cluster,
        process: &'a Process,
        surface: &'static Surface,
    ) -> Self {
        let surface = block_of(cluster, process, surface);
        let heeds_block = is_switched_on(cluster, process, surface);
        // The URL alone decides for the notifier: an https one is called without
        // the switch too, with nothing of the block.
        let enabled = match surface.kind() {
            SurfaceKind::HttpClient => calls_https(process).unwrap_or(heeds_block),
            _ => heeds_block,
        };
        let file = |field| match heeds_block {
            true => file(cluster, process, surface, field),
            false => File::NotSet,
        };
        // A client without TLS is the same, whatever else is set.
        let text = |field| process.text(surface, field).filter(|_| heeds_block);
        let heeds = |field| text(field).filter(|_| !surface.ignores(field, cluster.release));
        let kind = match surface.kind() {
            SurfaceKind::Memberlist => Kind::Gossip,
            SurfaceKind::HttpClient => Kind::Notifier {
                vault: heeds_block && reads_vault(cluster, process),
            },
            _ => Kind::Plain,
        };
        Self {
            kind,
            enabled,
            certificate: file(Field::Cert),
            key: file(Field::Key),
            ca: file(Field::Ca),
            auth: None,
            name: heeds(Field::ServerName),
            skip_verify: heeds_block && process.is_on(surface, Field::SkipVerify),
            min_version: heeds(Field::MinVersion),
            suites: heeds(Field::CipherSuites),
        }
    }

    /// The listener of a process at a surface.
    pub(super) fn server(
        cluster: &Cluster,
        process: &'a Process,
        surface: &'static Surface,
    ) -> Self {
        if surface.kind() == SurfaceKind::Memberlist {
            let client = Self::client(cluster, process, surface);
            return Self {
                ca: File::NotSet,
                name: None,
                skip_verify: false,
                ..client
            };
        }
        let enabled = listens_tls(process, surface);
        let both = Catalog::builtin()
            .surfaces(cluster.release)
            .find(|surface| surface.is_both_servers());
        let limit = |field| {
            both.and_then(|both| process.text(both, field))
                .filter(|_| enabled)
        };
        let file = |path, text: Field| match process.text(surface, path) {
            Some(_) => file(cluster, process, surface, path),
            None if process.text(surface, text).is_some() => File::Missing,
            None => File::NotSet,
        };
        Self {
            kind: match surface.kind() {
                SurfaceKind::HttpServer => Kind::HttpServer,
                _ => Kind::Plain,
            },
            enabled,
            certificate: file(Field::Cert, Field::CertText),
            key: file(Field::Key, Field::KeyText),
            ca: file(Field::ClientCa, Field::ClientCaText),
            auth: process.text(surface, Field::ClientAuth).filter(|_| enabled),
            name: None,
            skip_verify: false,
            min_version: limit(Field::MinVersion),
            suites: limit(Field::CipherSuites),
        }
    }

    /// The name that a client verifies instead of what it dials.
    pub(super) fn name(&self) -> Option<&'a str> {
        self.name
    }

    pub(super) fn is_tls(&self) -> bool {
        self.enabled
    }

    /// The numbers of the files that it is made of.
    pub(super) fn files(&self) -> impl Iterator<Item = usize> {
        [self.certificate, self.key, self.ca]
            .into_iter()
            .filter_map(|file| match file {
                File::Given(index) => Some(index),
                File::NotSet | File::Missing => None,
            })
    }

    /// The number of its certificate's file.
    pub(super) fn certificate(&self) -> Option<usize> {
        match self.certificate {
            File::Given(index) => Some(index),
            File::NotSet | File::Missing => None,
        }
    }

    /// Versions and suites, `bare` being what is left of a suite between commas.
    fn limits(&self, bare: fn(&str) -> &str) -> Result<Limits, Absent> {
        let min: Option<TlsVersion> = self
            .min_version
            .map(str::parse)
            .transpose()
            .map_err(|_| Absent::Word)?;
        let named = |suites: &str| -> Option<Vec<_>> {
            let names = suites.split(',').map(bare);
            names.map(CipherSuite::from_name).collect()
        };
        let suites = self.suites.map(|suites| named(suites).ok_or(Absent::Word));
        let suites = suites.transpose()?;
        Ok((TlsRange { min, max: None }, suites))
    }

    /// Puts a client up.
    pub(super) fn load_client(&self, cluster: &Cluster) -> Result<Arc<ClientSide>, Absent> {
        self.starts(cluster)?;
        if !self.enabled {
            return Ok(Arc::new(ClientSide::plaintext()));
        }
        let bytes = |file| bytes(cluster, file);
        let (versions, suites) = self.limits(str::trim)?;
        let options = ClientOptions {
            enabled: true,
            certificate: bytes(self.certificate),
            key: bytes(self.key),
            ca: bytes(self.ca),
            server_name: self.name,
            skip_verify: self.skip_verify,
            versions,
            cipher_suites: suites.as_deref(),
        };
        if self.ca == File::Missing && !self.skip_verify || self.certificate == File::Missing {
            return Err(Absent::NotGiven);
        }
        if self.key == File::Missing
            && let Some(certificate) = options.certificate
        {
            let pair = Credentials::without_key(certificate).map_err(StartError::ClientPair)?;
            let ca = options.ca.map(Pool::from_pem).unwrap_or_default();
            return Ok(Arc::new(ClientSide::tls(Some(pair), ca, &options)));
        }
        Ok(Arc::new(ClientSide::new(&options)?))
    }

    /// What stops clients of some kinds, and no others.
    fn starts(&self, cluster: &Cluster) -> Result<(), StartError> {
        let has = |file| file != File::NotSet;
        let (certificate, key) = (has(self.certificate), has(self.key));
        match self.kind {
            Kind::Gossip if self.enabled && !certificate && !key => Err(StartError::NoCertificates),
            Kind::Notifier { vault: true } if !certificate || !key => Err(StartError::NoSecret),
            Kind::Notifier { .. } if certificate && !key => Err(StartError::NotifierKeyMissing),
            Kind::Notifier { .. } if key && !certificate => {
                Err(StartError::NotifierCertificateMissing)
            }
            // It loads its files for an http URL too.
            Kind::Notifier { .. } => {
                let bytes = |file| bytes(cluster, file);
                if bytes(self.ca).is_some_and(|ca| Pool::from_pem(ca).is_empty()) {
                    return Err(StartError::NotifierCa);
                }
                match (bytes(self.certificate), bytes(self.key)) {
                    (Some(certificate), Some(key)) => Credentials::from_pem(certificate, key)
                        .map(|_| ())
                        .map_err(StartError::ClientPair),
                    _ => Ok(()),
                }
            }
            _ => Ok(()),
        }
    }

    /// Puts a listener up.
    pub(super) fn load_server(&self, cluster: &Cluster) -> Result<Arc<ServerSide>, Absent> {
        if !self.enabled {
            return Ok(Arc::new(ServerSide::plaintext()));
        }
        if self.kind == Kind::Gossip {
            return Ok(Arc::new(ServerSide::of_client(
                &*self.load_client(cluster)?,
            )?));
        }
        let auth: ClientAuth = match self.auth {
            Some(word) => word.parse().map_err(|_| Absent::Word)?,
            None => ClientAuth::No,
        };
        if self.certificate == File::Missing || self.ca == File::Missing && auth.verifies() {
            return Err(Absent::NotGiven);
        }
        // A server takes no blanks.
        let (versions, suites) = self.limits(|name| name)?;
        let options = ServerOptions {
            certificate: bytes(cluster, self.certificate),
            key: bytes(cluster, self.key),
            client_ca: bytes(cluster, self.ca),
            client_auth: auth,
            versions,
            cipher_suites: suites.as_deref(),
        };
        if self.key == File::Missing
            && let Some(certificate) = options.certificate
        {
            let pair = Credentials::without_key(certificate).map_err(StartError::ServerPair)?;
            let ca = options.client_ca.map(Pool::from_pem);
            return Ok(Arc::new(ServerSide::tls(pair, ca, &options)));
        }
        let side = ServerSide::new(&options)?;
        if self.kind == Kind::HttpServer {
            side.serves_http()?;
        }
        Ok(Arc::new(side))
    }
}

fn reads_vault(cluster: &Cluster, process: &Process) -> bool {
    Catalog::builtin().surfaces(cluster.release).any(|surface| {
        surface.kind() == SurfaceKind::Vault && process.is_on(surface, Field::Enabled)
    })
}

fn file(cluster: &Cluster, process: &Process, surface: &'static Surface, field: Field) -> File {
    if process.text(surface, field).is_none() {
        return File::NotSet;
    }
    match cluster.material(process, surface, field) {
        Some(index) => File::Given(index),
        None => File::Missing,
    }
}

fn bytes(cluster: &Cluster, file: File) -> Option<&[u8]> {
    match file {
        File::Given(index) => Some(&cluster.materials.get(index)?.bytes),
        File::NotSet | File::Missing => None,
    }
}
