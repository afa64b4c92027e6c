//! What a new folder takes over: a CA, and keys.

use std::path::PathBuf;

use mimir_tls::generate::{GenerateError, Generated, Session};
use mimir_tls::made::Within;
use mimir_tls::pki::passphrase::is_locked;
use mimir_tls::pki::{Authority, Instant, SecretPem, SystemEntropy};
use mimir_tls::plan::Plan;
use mimir_tls::proof::Handshake;
use mimir_tls::render::RenderOptions;
use mimir_tls::renew::{RenewError, Renewed, renew};
use zeroize::Zeroizing;

use crate::ca_options::CaOptions;
use crate::failure::Failure;
use crate::folder::quoted;
use crate::handshakes;
use crate::into::Own;
use crate::standing::Standing;
use crate::terminal::Terminal;
use crate::writing;

/// Keys and a CA that were there before.
#[derive(Default)]
pub(crate) struct TakenOver {
    session: Session,
    /// The CA's key as it was written, where a passphrase is on it.
    locked: Option<SecretPem>,
    /// Where the configuration of theirs is that the settings are put into.
    own: Option<PathBuf>,
}

impl TakenOver {
    /// Signs with a CA that somebody brought.
    pub(crate) fn bring(&mut self, ca: Authority) {
        self.session.bring(ca);
    }

    /// Signs with the CA of a folder. Its key stays in the folder where it lies
    /// there.
    ///
    /// # Errors
    /// A key that is neither in the folder nor given, and a CA that cannot sign.
    pub(crate) fn keep(
        &mut self,
        before: &Standing,
        options: &CaOptions,
        now: Instant,
        terminal: Terminal,
    ) -> Result<(), Failure> {
        let shown = before.folder.shown("");
        let kept = options
            .of_folder(before, now, terminal)
            .map_err(|failure| Failure {
                message: format!("the CA of {shown} cannot be kept: {}", failure.message),
                ..failure
            })?;
        let Some(ca) = kept else {
            return Err(Failure::new(format!(
                "the CA of {shown} cannot be kept: its key is not there"
            ))
            .hint("`--ca-key FILE` says where it is; where others sign, `mimir-tls request` asks them"));
        };
        match before.certificates.ca_key() {
            Some((_, key)) => {
                self.locked = Some(key).filter(|key| is_locked(key.expose().as_bytes()));
                self.session.keep_ca(ca);
            }
            None => self.session.bring(ca),
        }
        Ok(())
    }

    /// Takes over the keys of a folder, where the plan wants them.
    pub(crate) fn keep_keys(&mut self, before: &Standing, terminal: Terminal) {
        for (path, error) in self.session.keep_keys(&before.certificates) {
            terminal.warning(&format!(
                "{} is made anew: {error}",
                before.folder.shown(&path)
            ));
        }
    }

    /// Puts the settings into a copy of a configuration of theirs too.
    pub(crate) fn put_into(&mut self, own: &Own) {
        self.session.put_into(own.file.clone());
        self.own = Some(own.path.clone());
    }

    /// Renews a folder, in memory. The CA's key stays under the passphrase that it
    /// has.
    ///
    /// # Errors
    /// As [`renew`].
    pub(crate) fn renew(
        mut self,
        before: &Standing,
        plan: &Plan,
        within: Within,
        now: Instant,
        terminal: Terminal,
    ) -> Result<Renewed, RenewError> {
        let busy = terminal.busy("making keys and certificates");
        let mut entropy = SystemEntropy::new();
        let run = |cases: &[Handshake]| {
            busy.finish_and_clear();
            handshakes::run(cases, Handshake::run, terminal)
        };
        let files = &before.folder.files;
        let made = renew(
            files,
            plan,
            &mut self.session,
            within,
            &mut entropy,
            now,
            run,
        );
        busy.finish_and_clear();
        let mut renewed = made?;
        if let Some(locked) = self.locked {
            renewed.generated.put_ca_key(locked);
        }
        Ok(renewed)
    }

    /// Makes a folder of it, in memory; none if a proof failed, which is said. The
    /// CA's key is put under `passphrase`, or stays under the one that it has.
    ///
    /// # Errors
    /// Certificates that cannot be, and a configuration that takes no settings.
    pub(crate) fn generate(
        mut self,
        plan: &Plan,
        options: RenderOptions,
        passphrase: Option<&Zeroizing<String>>,
        now: Instant,
        terminal: Terminal,
    ) -> Result<Option<Generated>, Failure> {
        let busy = terminal.busy("making keys and certificates");
        let mut entropy = SystemEntropy::new();
        let made = self
            .session
            .proven(plan, options, &mut entropy, now, |cases| {
                busy.finish_and_clear();
                handshakes::run(cases, Handshake::run, terminal)
            });
        busy.finish_and_clear();
        if let (Err(GenerateError::Merge { error, .. }), Some(own)) = (&made, &self.own) {
            return Err(Failure::new(format!("{}: {error}", quoted(own))));
        }
        let Some(mut generated) = writing::made(made, terminal)? else {
            return Ok(None);
        };
        match (passphrase, self.locked) {
            (Some(passphrase), _) => generated
                .encrypt_ca_key(passphrase, &mut entropy)
                .map_err(|error| Failure::new(error.to_string()))?,
            (None, Some(locked)) => generated.put_ca_key(locked),
            (None, None) => {}
        }
        Ok(Some(generated))
    }
}
