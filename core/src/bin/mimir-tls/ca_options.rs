//! The CA that signs: one that is brought, or the one of a folder.

use std::path::PathBuf;

use clap::Args;
use mimir_tls::folder;
use mimir_tls::pki::{Authority, Instant, SecretPem};

use crate::failure::Failure;
use crate::folder::quoted;
use crate::input;
use crate::passphrase::PassphraseOptions;
use crate::standing::Standing;
use crate::terminal::Terminal;

/// The most that a file of a CA may hold, in bytes.
const LARGEST: u64 = 4 << 20;

/// A CA that somebody brings.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct CaOptions {
    /// Sign with this CA: its certificate, and those above it up to the root, in PEM [default: one made here, or the one of the folder].
    #[arg(long, value_name = "FILE", requires = "ca_key", help_heading = "CA")]
    ca: Option<PathBuf>,
    /// Sign with this key of the CA; without `--ca`, of the folder's own [default: the one in the folder].
    #[arg(long, value_name = "FILE", help_heading = "CA")]
    ca_key: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) passphrase: PassphraseOptions,
}

impl CaOptions {
    /// Whether a CA is given, and not only a key.
    pub(crate) fn has_ca(&self) -> bool {
        self.ca.is_some()
    }

    /// Whether a key is given.
    pub(crate) fn has_key(&self) -> bool {
        self.ca_key.is_some()
    }

    /// The CA that is brought, if one is.
    ///
    /// # Errors
    /// Files that cannot be read, and a CA that cannot sign.
    pub(crate) fn brought(
        &self,
        now: Instant,
        terminal: Terminal,
    ) -> Result<Option<Authority>, Failure> {
        // A key alone is the folder's, and its passphrase is asked for there.
        let Some(ca) = &self.ca else {
            return Ok(None);
        };
        let Some(key) = self.key(terminal)? else {
            return Ok(None);
        };
        let certificates = input::read(ca, "CA", LARGEST)?;
        Authority::from_pem(&certificates, key.expose().as_bytes(), now)
            .map(Some)
            .map_err(|error| Failure::new(format!("{}: {error}", quoted(ca))))
    }

    /// The CA of a folder, by the key that is given or that lies in it; none
    /// where there is no key.
    ///
    /// # Errors
    /// As [`CaOptions::brought`].
    pub(crate) fn of_folder(
        &self,
        before: &Standing,
        now: Instant,
        terminal: Terminal,
    ) -> Result<Option<Authority>, Failure> {
        let key = match (self.key(terminal)?, before.certificates.ca_key()) {
            (Some(given), _) => given,
            (None, Some((path, key))) => {
                let path = before.folder.shown(path);
                self.passphrase.open(&path, key, terminal)?
            }
            (None, None) => return Ok(None),
        };
        if before.certificates.roots().is_none() {
            let root = before.folder.shown(&folder::root());
            return Err(Failure::new(format!(
                "its certificate, {root}, is not there"
            )));
        }
        (before.certificates.authority(&key, now))
            .map(Some)
            .map_err(|error| Failure::new(error.to_string()))
    }

    /// The key that is given, opened.
    fn key(&self, terminal: Terminal) -> Result<Option<SecretPem>, Failure> {
        let Some(path) = &self.ca_key else {
            return Ok(None);
        };
        let text = String::from_utf8(input::read(path, "CA's key", LARGEST)?)
            .map(SecretPem::new)
            .map_err(|_| {
                Failure::new(format!("the CA's key {} is binary, not PEM", quoted(path)))
                    .hint("openssl pkey -inform DER -in FILE -out FILE.pem")
            })?;
        self.passphrase
            .open(&input::name(path), text, terminal)
            .map(Some)
    }
}
