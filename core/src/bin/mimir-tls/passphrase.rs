//! Keys under a passphrase: read from a file that holds it, or asked of whoever
//! sits at a terminal.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use clap::Args;
use mimir_tls::pki::SecretPem;
use mimir_tls::pki::passphrase::{LockError, is_locked, unlock};
use mimir_tls::shown;
use zeroize::Zeroizing;

use crate::failure::Failure;
use crate::folder::quoted;
use crate::input;
use crate::terminal::Terminal;

/// How often a passphrase may be wrong.
pub(crate) const TRIES: usize = 3;

/// The most that a file with a passphrase may hold, in bytes.
const LARGEST: u64 = 64 << 10;

/// Where the passphrase of the CA's key comes from.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct PassphraseOptions {
    /// Read the passphrase of the CA's key from this file, its first line [default: ask on the terminal].
    #[arg(long, value_name = "FILE", help_heading = "CA")]
    passphrase_file: Option<PathBuf>,
}

impl PassphraseOptions {
    /// The key in `pem` without its passphrase; as it is where it has none.
    /// `name` is what messages call it.
    ///
    /// # Errors
    /// A passphrase that is wrong, three times on a terminal, or that nobody
    /// gives, and encryption that is not known.
    pub(crate) fn open(
        &self,
        name: &str,
        pem: SecretPem,
        terminal: Terminal,
    ) -> Result<SecretPem, Failure> {
        if !is_locked(pem.expose().as_bytes()) {
            return Ok(pem);
        }
        let name = shown::line(name).into_owned();
        if let Some(path) = &self.passphrase_file {
            let passphrase = read(path)?;
            return opened(&pem, &passphrase).map_err(|error| {
                Failure::new(format!("`{name}`: {error}")).hint(format!(
                    "the passphrase is the first line of {}",
                    quoted(path)
                ))
            });
        }
        if !io::stderr().is_terminal() {
            return Err(
                Failure::new(format!("the key `{name}` is under a passphrase"))
                    .hint("give it in a file, `--passphrase-file FILE`, or run this on a terminal"),
            );
        }
        for left in (0..TRIES).rev() {
            let passphrase = asked(&format!("Passphrase of {name}: "))?;
            match opened(&pem, &passphrase) {
                Ok(key) => return Ok(key),
                Err(LockError::Passphrase) if left > 0 => {
                    terminal.warning(&format!("{name}: {}", LockError::Passphrase));
                }
                Err(LockError::Passphrase) => break,
                Err(error) => return Err(Failure::new(format!("`{name}`: {error}"))),
            }
        }
        Err(Failure::new(format!(
            "the passphrase of `{name}` was wrong {TRIES} times"
        )))
    }

    /// A passphrase for a key that is to be closed.
    ///
    /// # Errors
    /// One that is empty, that is not typed twice alike, or that nobody gives.
    pub(crate) fn choose(&self, name: &str) -> Result<Zeroizing<String>, Failure> {
        let passphrase = match &self.passphrase_file {
            Some(path) => read(path)?,
            None if io::stderr().is_terminal() => {
                let first = asked(&format!("New passphrase of {name}: "))?;
                if *asked("The same again: ")? != *first {
                    return Err(Failure::new("the two passphrases differ"));
                }
                first
            }
            None => {
                return Err(Failure::new("`--encrypt-ca-key` wants a passphrase").hint(
                    "give it in a file, `--passphrase-file FILE`, or run this on a terminal",
                ));
            }
        };
        match passphrase.is_empty() {
            true => Err(Failure::new("the passphrase is empty")),
            false => Ok(passphrase),
        }
    }
}

fn opened(pem: &SecretPem, passphrase: &str) -> Result<SecretPem, LockError> {
    let opened = unlock(pem.expose().as_bytes(), passphrase.as_bytes())?;
    Ok(SecretPem::new(
        String::from_utf8_lossy(&opened).into_owned(),
    ))
}

fn asked(question: &str) -> Result<Zeroizing<String>, Failure> {
    let typed = rpassword::prompt_password(question);
    typed
        .map(Zeroizing::new)
        .map_err(|cause| Failure::io("could not read the passphrase", &cause))
}

/// The first line of a file, without what ends it.
fn read(path: &Path) -> Result<Zeroizing<String>, Failure> {
    let bytes = Zeroizing::new(input::read(path, "passphrase file", LARGEST)?);
    let line = bytes
        .split(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default();
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let text = std::str::from_utf8(line)
        .map_err(|_| Failure::new(format!("the passphrase file {} is no UTF-8", quoted(path))))?;
    match text.is_empty() {
        true => Err(Failure::new(format!(
            "the first line of the passphrase file {} is empty",
            quoted(path)
        ))),
        false => Ok(Zeroizing::new(text.to_owned())),
    }
}
