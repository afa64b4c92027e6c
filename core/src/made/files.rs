//! The files of a folder that was made before, and what they come to by themselves.

use super::proving::{Dated, MadeProving};
use crate::artifact::{Artifact, Content};
use crate::folder::{self, CertFolder, FileKind};
use crate::generate::{OwnFile, configuration};
use crate::pki::x509::Certificate;
use crate::pki::{self, Entropy, Instant, SecretPem, holds_key, pem};
use crate::plan::Plan;
use crate::proof::Handshake;
use crate::prove;
use crate::render::RenderOptions;
use crate::sorted::SortedMap;

/// The files of a folder that was made before, by their paths in it. Somebody may
/// have put a key into any of them, so that none is printed.
///
/// ```
/// use mimir_tls::made::MadeFiles;
/// use mimir_tls::pki::SecretPem;
///
/// let mut files = MadeFiles::default();
/// files.insert("plan.yaml", SecretPem::new("version: 1\n".to_owned()));
/// assert_eq!(files.text("plan.yaml"), Some("version: 1\n"));
/// ```
#[derive(Debug, Default)]
pub struct MadeFiles(SortedMap<String, SecretPem>);

impl MadeFiles {
    /// Puts a file at `path`, in place of one that is there.
    pub fn insert(&mut self, path: impl Into<String>, text: SecretPem) {
        self.0.insert(path.into(), text);
    }

    /// The text at `path`; a key is none.
    pub fn text(&self, path: &str) -> Option<&str> {
        let text = self.0.get(path).filter(|_| !folder::is_key(path))?;
        Some(text.expose())
    }

    /// The files that are no keys, by their paths.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &SecretPem)> {
        let files = self.0.iter().map(|(path, text)| (path.as_str(), text));
        files.filter(|(path, _)| !folder::is_key(path))
    }

    /// Every file as one of the output: a secret where it is a key, or holds one.
    pub fn artifacts(&self) -> impl Iterator<Item = Artifact> {
        self.0.iter().map(|(path, text)| Artifact {
            path: path.clone(),
            content: content(path, text),
        })
    }

    /// The configuration of theirs with settings in it, if there is one.
    pub fn own(&self) -> Option<OwnFile> {
        let is_merged = |path: &str| FileKind::of(path) == Some(FileKind::Merged);
        let (path, text) = self.texts().find(|(path, _)| is_merged(path))?;
        let (_, name) = path.rsplit_once('/')?;
        Some(OwnFile {
            name: name.to_owned(),
            text: text.expose().to_owned(),
        })
    }

    /// Certificates and keys, as the sides of a handshake find them.
    pub fn certificates(&self) -> CertFolder {
        let files = self.0.iter();
        let files = files.filter(|(path, _)| folder::is_certificate(path) || folder::is_key(path));
        CertFolder::from_files(files.map(|(path, text)| (path.clone(), content(path, text))))
    }

    /// When the last of its roots ends.
    pub fn ca_ends(&self) -> Option<Instant> {
        let roots = pem::whole_blocks(self.text(&folder::root())?.as_bytes());
        let read = |(_, body): (String, pem::Body)| Certificate::from_der(&body.contents).ok();
        let ends = roots.filter_map(read).map(|root| root.not_after());
        ends.max().map(Instant::from_unix)
    }

    /// Where its configuration is not what `plan` comes to, with or without
    /// comments: the options that make the most of it, and the paths that differ.
    pub fn options(&self, plan: &Plan) -> (RenderOptions, Vec<String>) {
        let with = |comments| {
            let options = RenderOptions { comments };
            (options, self.differs(plan, options))
        };
        let (commented, plain) = (with(true), with(false));
        match plain.1.len() < commented.1.len() {
            true => plain,
            false => commented,
        }
    }

    /// The configuration that is not what `plan` comes to, by its paths.
    pub fn differs(&self, plan: &Plan, options: RenderOptions) -> Vec<String> {
        let wanted = configuration(plan, options).into_iter();
        wanted
            .filter(|file| self.text(&file.path) != Some(&file.text))
            .map(|file| file.path)
            .collect()
    }

    /// Whether everything holds as `plan` wants it and no file is wrong by itself,
    /// and when the certificates end. `run` makes handshakes.
    ///
    /// # Errors
    ///
    /// As [`MadeProving::new`].
    pub fn proven(
        &self,
        plan: &Plan,
        entropy: &mut dyn Entropy,
        now: Instant,
        mut run: impl FnMut(&[Handshake]) -> Vec<prove::Verdict>,
    ) -> Result<(bool, Vec<Dated>), pki::PkiError> {
        let text = |path: &str| self.text(path);
        let made = MadeProving::new(plan, text, &self.certificates(), entropy, now)?;
        let mut holds = made.findings.is_empty();
        for (_, proving) in made.provings {
            let verdicts = run(proving.cases());
            holds &= proving.conclude(&verdicts).holds();
        }
        Ok((holds, made.certificates))
    }
}

fn content(path: &str, text: &SecretPem) -> Content {
    match folder::is_key(path) || holds_key(text.expose().as_bytes()) {
        true => Content::Secret(text.clone()),
        false => Content::Text(text.expose().to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_a_secret_wherever_it_lies_and_no_text() {
        let mut files = MadeFiles::default();
        let key = "-----BEGIN PRIVATE KEY-----\nMC4=\n-----END PRIVATE KEY-----\n";
        for path in ["certs/server.key", "flags/all.flags", "certs/root.crt"] {
            files.insert(path, SecretPem::new(key.to_owned()));
        }
        files.insert(folder::PLAN, SecretPem::new("version: 1\n".to_owned()));
        assert_eq!(files.text("certs/server.key"), None);
        let open: Vec<String> = (files.artifacts())
            .filter(|artifact| !artifact.is_secret())
            .map(|artifact| artifact.path)
            .collect();
        assert_eq!(open, [folder::PLAN]);
        assert!(!format!("{files:?}").contains("MC4="));
    }
}
