//! The two sides of a link as settings and files make them.

use std::collections::BTreeMap;

use crate::bundle::CertFolder;
use crate::catalog::{
    Catalog, Component, DefaultValue, End, External, Field, Material, Protocol, Surface,
    SurfaceKind,
};
use crate::plan::Plan;
use crate::policy::{self, CipherSuites, ClientAuth, PolicyError, TlsVersion};
use crate::prove::{ClientOptions, ClientSide, ServerOptions, ServerSide, StartError, TlsRange};
use crate::settings::{CertFile, Settings};
use crate::topology::{Dial, Link};

/// Why a process would not even start with its settings.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SideError {
    /// A file that a setting names is not there.
    #[error("{owner}: {surface} names {path}, which is not among the certificates")]
    MissingFile {
        /// Whose setting it is.
        owner: String,
        /// Which surface.
        surface: &'static str,
        /// The path.
        path: String,
    },
    /// Mimir refuses to start.
    #[error("{owner}: {surface}: {error}")]
    Start {
        /// Whose setting it is.
        owner: String,
        /// Which surface.
        surface: &'static str,
        /// What Mimir says.
        error: StartError,
    },
    /// A word that Mimir refuses.
    #[error("{owner}: {surface}: {error}")]
    Policy {
        /// Whose setting it is.
        owner: String,
        /// Which surface.
        surface: &'static str,
        /// What is wrong with the word.
        error: PolicyError,
    },
    /// A member without settings.
    #[error("{0} has neither flags nor YAML")]
    NoSettings(Component),
}

/// A listener, as text. Listeners with equal text are one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum ServerText<'a> {
    /// Mimir's HTTP or gRPC, or a server outside.
    Listener {
        certificate: Option<&'a [u8]>,
        key: Option<&'a [u8]>,
        ca: Option<&'a [u8]>,
        auth: ClientAuth,
        limits: Limits<'a>,
        /// Whether it is Mimir's HTTP, which speaks HTTP/2 too.
        serves_http: bool,
    },
    /// Memberlist's, which is made of its client's options.
    Gossip(ClientText<'a>),
}

/// A client, as text.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct ClientText<'a> {
    pub(super) enabled: bool,
    pub(super) certificate: Option<&'a [u8]>,
    pub(super) key: Option<&'a [u8]>,
    pub(super) ca: Option<&'a [u8]>,
    pub(super) server_name: Option<&'a str>,
    pub(super) skip_verify: bool,
    pub(super) limits: Limits<'a>,
}

/// Versions and suites, as the options have them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Limits<'a> {
    min_version: Option<&'a str>,
    cipher_suites: Option<&'a str>,
}

/// Why a side does not load: a word, or a start error.
pub(super) enum LoadError {
    Policy(PolicyError),
    Start(StartError),
}

impl From<PolicyError> for LoadError {
    fn from(error: PolicyError) -> Self {
        Self::Policy(error)
    }
}

impl From<StartError> for LoadError {
    fn from(error: StartError) -> Self {
        Self::Start(error)
    }
}

impl LoadError {
    /// Whose it is, and of which surface; a server outside Mimir has none.
    pub(super) fn of(self, owner: End, surface: Option<&'static Surface>) -> SideError {
        let (owner, surface) = (owner.to_string(), surface.map_or("server", Surface::id));
        match self {
            Self::Policy(error) => SideError::Policy {
                owner,
                surface,
                error,
            },
            Self::Start(error) => SideError::Start {
                owner,
                surface,
                error,
            },
        }
    }
}

impl Limits<'_> {
    fn load(&self) -> Result<(TlsRange, Option<CipherSuites>), PolicyError> {
        let min: Option<TlsVersion> = self.min_version.map(policy::read).transpose()?;
        Ok((
            TlsRange { min, max: None },
            self.cipher_suites.map(str::parse).transpose()?,
        ))
    }
}

impl ServerText<'_> {
    pub(super) fn load(&self) -> Result<ServerSide, LoadError> {
        match self {
            Self::Gossip(client) => Ok(ServerSide::of_client(&client.load()?)?),
            Self::Listener {
                certificate,
                key,
                ca,
                auth,
                limits,
                serves_http,
            } => {
                let (versions, suites) = limits.load()?;
                let side = ServerSide::new(&ServerOptions {
                    certificate: *certificate,
                    key: *key,
                    client_ca: *ca,
                    client_auth: *auth,
                    versions,
                    cipher_suites: suites.as_ref().map(CipherSuites::as_slice),
                })?;
                if *serves_http {
                    side.serves_http()?;
                }
                Ok(side)
            }
        }
    }
}

impl ClientText<'_> {
    pub(super) fn load(&self) -> Result<ClientSide, LoadError> {
        let (versions, suites) = self.limits.load()?;
        Ok(ClientSide::new(&ClientOptions {
            enabled: self.enabled,
            certificate: self.certificate,
            key: self.key,
            ca: self.ca,
            server_name: self.server_name,
            skip_verify: self.skip_verify,
            versions,
            cipher_suites: suites.as_ref().map(CipherSuites::as_slice),
        })?)
    }
}

/// What sides are made of: what every process and everybody outside has.
#[derive(Clone, Copy)]
pub(super) struct Setup<'a> {
    pub(super) plan: &'a Plan,
    pub(super) settings: &'a BTreeMap<Component, Settings>,
    pub(super) folder: &'a CertFolder,
}

impl<'a> Setup<'a> {
    /// The listener that answers at `to`.
    pub(super) fn listener(
        &self,
        to: End,
        protocol: Protocol,
    ) -> Result<ServerText<'a>, SideError> {
        let (End::Component(component), Some(surface)) = (to, self.surface_of(protocol)) else {
            return self.outside_server(to);
        };
        let reader = self.reader(component, surface)?;
        if surface.kind() == SurfaceKind::Memberlist {
            return Ok(ServerText::Gossip(reader.client()?));
        }
        let both = Catalog::builtin()
            .surfaces(self.plan.release)
            .find(|surface| surface.is_both_servers());
        let limits = both
            .map(|surface| self.reader(component, surface))
            .transpose()?;
        reader.server(limits.map(|reader| reader.limits()).unwrap_or_default())
    }

    /// The client that dials over a link.
    pub(super) fn client(&self, link: &Link) -> Result<ClientText<'a>, SideError> {
        match link.from {
            End::Component(component) => self.reader(component, link.surface)?.client(),
            End::External(external) => self.outside_client(external, link),
        }
    }

    /// The surface by whose options a member listens for a protocol.
    pub(super) fn surface_of(&self, protocol: Protocol) -> Option<&'static Surface> {
        Catalog::builtin().listener_for(protocol, self.plan.release)
    }

    fn reader(
        &self,
        component: Component,
        surface: &'static Surface,
    ) -> Result<Reader<'a>, SideError> {
        let settings = self
            .settings
            .get(&component)
            .ok_or(SideError::NoSettings(component))?;
        Ok(Reader {
            setup: *self,
            owner: End::Component(component),
            settings,
            surface,
        })
    }

    /// A cache, a store, a broker: it shows the same server certificate, and
    /// asks for a client's, so that the client's is proven too.
    fn outside_server(&self, owner: End) -> Result<ServerText<'a>, SideError> {
        Ok(ServerText::Listener {
            certificate: Some(self.outside_file(owner, CertFile::Server)?),
            key: Some(self.outside_file(owner, CertFile::ServerKey)?),
            ca: Some(self.outside_file(owner, CertFile::Root)?),
            auth: ClientAuth::RequireAndVerify,
            limits: Limits::default(),
            serves_http: false,
        })
    }

    /// A probe, a scraper, a gateway, with what such a thing has in hand.
    fn outside_client(&self, external: External, link: &Link) -> Result<ClientText<'a>, SideError> {
        let owner = End::External(external);
        let material = external.material().unwrap_or(Material::None);
        if material == Material::Plaintext || !self.plan.speaks_tls(link.surface) {
            return Ok(ClientText::default());
        }
        let has_certificate = material == Material::ClientCertificate;
        let has_ca = has_certificate || material == Material::Ca;
        let file = |wanted: bool, file| wanted.then(|| self.outside_file(owner, file)).transpose();
        // Who dials addresses and verifies can only verify the shared name.
        let wants_name = external.verifies() && matches!(link.dial, Dial::Ip(_));
        Ok(ClientText {
            enabled: true,
            certificate: file(has_certificate, CertFile::Client)?,
            key: file(has_certificate, CertFile::ClientKey)?,
            ca: file(has_ca, CertFile::Root)?,
            server_name: wants_name.then(|| self.plan.server_name.as_str()),
            skip_verify: !external.verifies(),
            limits: Limits::default(),
        })
    }

    fn outside_file(&self, owner: End, file: CertFile) -> Result<&'a [u8], SideError> {
        let name = file.name(self.plan.certificates.profile);
        self.folder
            .file(owner, name)
            .ok_or_else(|| SideError::MissingFile {
                owner: owner.to_string(),
                surface: "certificates",
                path: name.to_owned(),
            })
    }
}

/// One surface of one component, read as Mimir reads it.
struct Reader<'a> {
    setup: Setup<'a>,
    owner: End,
    settings: &'a Settings,
    surface: &'static Surface,
}

impl<'a> Reader<'a> {
    fn server(&self, limits: Limits<'a>) -> Result<ServerText<'a>, SideError> {
        let auth = match self.text(Field::ClientAuth) {
            None => ClientAuth::No,
            Some(word) => policy::read(word)
                .map_err(|error| LoadError::Policy(error).of(self.owner, Some(self.surface)))?,
        };
        Ok(ServerText::Listener {
            certificate: self.file(Field::Cert)?,
            key: self.file(Field::Key)?,
            ca: self.file(Field::ClientCa)?,
            auth,
            limits,
            serves_http: self.surface.kind() == SurfaceKind::HttpServer,
        })
    }

    fn client(&self) -> Result<ClientText<'a>, SideError> {
        let is_storage = self.surface.kind() == SurfaceKind::Storage;
        Ok(ClientText {
            // Object storage has no such option: its URL decides.
            enabled: is_storage
                || self.settings.is_on(self.surface, Field::Enabled)
                || self.is_on_by_default(),
            certificate: self.file(Field::Cert)?,
            key: self.file(Field::Key)?,
            ca: self.file(Field::Ca)?,
            server_name: self.text(Field::ServerName),
            skip_verify: self.settings.is_on(self.surface, Field::SkipVerify),
            limits: self.limits(),
        })
    }

    /// Where the option is missing, or not set and on by itself.
    fn is_on_by_default(&self) -> bool {
        let option =
            Catalog::builtin().option(self.surface, Field::Enabled, self.setup.plan.release);
        let unset = self.settings.value(self.surface, Field::Enabled).is_none();
        unset && option.is_none_or(|option| option.default() == DefaultValue::Boolean(true))
    }

    fn limits(&self) -> Limits<'a> {
        Limits {
            min_version: self.text(Field::MinVersion),
            cipher_suites: self.text(Field::CipherSuites),
        }
    }

    /// The text of an option; an empty one, or one that nothing comes of, is as
    /// good as none.
    fn text(&self, field: Field) -> Option<&'a str> {
        self.settings
            .text(self.surface, field)
            .filter(|text| !text.is_empty())
            .filter(|_| !self.surface.ignores(field, self.setup.plan.release))
    }

    fn file(&self, field: Field) -> Result<Option<&'a [u8]>, SideError> {
        let Some(path) = self.text(field) else {
            return Ok(None);
        };
        let name = self.setup.plan.cert_dir.name_of(path);
        let found = name.and_then(|name| self.setup.folder.file(self.owner, name));
        found.map(Some).ok_or_else(|| SideError::MissingFile {
            owner: self.owner.to_string(),
            surface: self.surface.id(),
            path: path.to_owned(),
        })
    }
}
