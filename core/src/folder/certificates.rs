//! The certificates and keys of the folder: what each file is called, and who
//! finds which.

use super::{Owner, certificates};
use crate::artifact::{Artifact, Content};
use crate::catalog::End;
use crate::pki::x509::Certificate;
use crate::pki::{Authority, Instant, PkiError, SecretPem, pem};
use crate::plan::Profile;
use crate::sorted::{SortedMap, SortedSet};

/// A file in a process's certificate folder, by the names of Mimir's page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CertFile {
    /// The certificate of the CA.
    Root,
    /// The certificate of a server.
    Server,
    /// The private key of a server.
    ServerKey,
    /// The certificate of a client.
    Client,
    /// The private key of a client.
    ClientKey,
}

impl CertFile {
    /// The file's name. With one certificate for both roles the client's is the server's.
    pub fn name(self, profile: Profile) -> &'static str {
        match (self, profile) {
            (Self::Root, _) => "root.crt",
            (Self::Server, _) | (Self::Client, Profile::Single) => "server.crt",
            (Self::ServerKey, _) | (Self::ClientKey, Profile::Single) => "server.key",
            (Self::Client, Profile::Split | Profile::PerComponent) => "client.crt",
            (Self::ClientKey, Profile::Split | Profile::PerComponent) => "client.key",
        }
    }
}

/// The path of the CA's certificate, everybody's copy.
pub fn root() -> String {
    super::certificate(CertFile::Root, Profile::default())
}

/// Whether a path is that of a CA's certificate, by its name alone.
pub fn is_root(path: &str) -> bool {
    let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
    name == CertFile::Root.name(Profile::default())
}

/// Certificates and keys as files, made just now or read from a folder.
#[derive(Debug, Default)]
pub struct CertFolder(SortedMap<String, Content>);

impl CertFolder {
    /// The files of a folder that was made before: paths below the output
    /// folder, such as `certs/server.crt`, and what is in them.
    pub fn from_files(files: impl IntoIterator<Item = (String, Content)>) -> Self {
        Self(files.into_iter().collect())
    }

    /// The folders in which one end of a link finds its files, the first before
    /// the second.
    pub fn folders(owner: End) -> [String; 2] {
        let name = |owner| certificates(owner).trim_end_matches('/').to_owned();
        [owner.into(), Owner::Cluster].map(name)
    }

    /// What one end of a link finds under `name` in its folders.
    pub fn file(&self, owner: End, name: &str) -> Option<&[u8]> {
        let folders = Self::folders(owner);
        let mut found = folders
            .iter()
            .filter_map(|folder| self.0.get(&format!("{folder}/{name}")));
        Some(found.next()?.bytes())
    }

    /// The file `name` among those of `owner` itself.
    pub fn of(&self, owner: Owner, name: &str) -> Option<&[u8]> {
        let content = self.0.get(&format!("{}{name}", certificates(owner)))?;
        Some(content.bytes())
    }

    /// Every file, by its path below the output folder.
    pub fn files(&self) -> impl Iterator<Item = (&str, &[u8])> {
        let files = self.0.iter();
        files.map(|(path, content)| (path.as_str(), content.bytes()))
    }

    /// The CA's key and where it is: in older folders among the certificates.
    pub fn ca_key(&self) -> Option<(&'static str, SecretPem)> {
        let places = [super::CA_KEY, super::FORMER_CA_KEY];
        places.into_iter().find_map(|path| {
            let key = match self.0.get(path)? {
                Content::Secret(pem) => pem.clone(),
                Content::Text(text) => SecretPem::new(text.clone()),
            };
            Some((path, key))
        })
    }

    /// The roots that everybody is given, PEM.
    pub fn roots(&self) -> Option<&[u8]> {
        Some(self.0.get(&root())?.bytes())
    }

    /// Every certificate of the folder that is a CA's, PEM: the roots, then the
    /// intermediates that stand behind leaves.
    pub fn authorities(&self) -> String {
        let certificates = self.files().filter(|(path, _)| super::is_certificate(path));
        let behind = certificates.flat_map(|(_, bytes)| pem::whole_blocks(bytes));
        let mut all = String::new();
        for (label, body) in pem::whole_blocks(self.roots().unwrap_or_default()).chain(behind) {
            let is_ca = label == "CERTIFICATE"
                && Certificate::from_der(&body.contents).is_ok_and(|it| it.is_ca());
            let text = pem::encode("CERTIFICATE", &body.contents);
            if is_ca && !all.contains(&text) {
                all.push_str(&text);
            }
        }
        all
    }

    /// Whether these are its roots, PEM, in whatever order: who believes the ones
    /// believes the others.
    pub fn has_roots(&self, roots: &[u8]) -> bool {
        let certificates = |text: &[u8]| -> SortedSet<Vec<u8>> {
            let blocks = pem::whole_blocks(text).filter(|(label, _)| label == "CERTIFICATE");
            blocks.map(|(_, body)| body.contents.to_vec()).collect()
        };
        certificates(self.roots().unwrap_or_default()) == certificates(roots)
    }

    /// The CA of the folder with its `key`, PEM, to sign at the time `now`.
    ///
    /// # Errors
    ///
    /// As [`Authority::from_pem`]; a folder without a root has no CA.
    pub fn authority(&self, key: &SecretPem, now: Instant) -> Result<Authority, PkiError> {
        let key = key.expose().as_bytes();
        Authority::from_pem(self.authorities().as_bytes(), key, now)
    }

    /// The keys of servers and clients, by their paths.
    pub fn leaf_keys(&self) -> impl Iterator<Item = (&str, &[u8])> {
        let is_ca = |path: &str| [super::CA_KEY, super::FORMER_CA_KEY].contains(&path);
        let keys = self.files().filter(|(path, _)| super::is_key(path));
        keys.filter(move |(path, _)| !is_ca(path))
    }

    /// Whether the CA's key is among the files. Where the CA was brought it is not.
    pub fn has_ca_key(&self) -> bool {
        self.0.contains_key(super::CA_KEY)
    }

    /// Turns the folder's files into artifacts of the output.
    pub fn into_artifacts(self) -> impl Iterator<Item = Artifact> {
        self.0
            .into_iter()
            .map(|(path, content)| Artifact { path, content })
    }

    /// Puts a file where `owner` finds it.
    pub(crate) fn put(&mut self, owner: Owner, name: &str, content: Content) {
        self.0
            .insert(format!("{}{name}", certificates(owner)), content);
    }

    /// Puts the CA's key where no copy of the certificates takes it along.
    pub(crate) fn put_ca_key(&mut self, key: SecretPem) {
        self.0
            .insert(super::CA_KEY.to_owned(), Content::Secret(key));
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::catalog::Catalog;

    #[test]
    fn who_has_no_file_of_its_own_finds_everybodys() {
        let text = |text: &str| Content::Text(text.to_owned());
        let end = |name: &str| End::Component(Catalog::builtin().component(name).unwrap());
        let mut folder = CertFolder::default();
        folder.put(Owner::Cluster, "root.crt", text("all"));
        folder.put(Owner::from(end("querier")), "root.crt", text("own"));
        assert_eq!(folder.file(end("querier"), "root.crt"), Some(&b"own"[..]));
        assert_eq!(folder.file(end("ingester"), "root.crt"), Some(&b"all"[..]));
        assert_eq!(folder.file(end("ingester"), "root.key"), None);
        assert!(!folder.has_ca_key());
        folder.put_ca_key(SecretPem::new("key".to_owned()));
        assert!(folder.has_ca_key());
        assert_eq!(folder.file(end("ingester"), "root.key"), None);
    }

    #[test]
    fn a_single_certificate_has_one_name_for_both_roles() {
        let names = |profile| {
            [CertFile::Server, CertFile::Client, CertFile::ClientKey].map(|file| file.name(profile))
        };
        assert_eq!(
            names(Profile::Single),
            ["server.crt", "server.crt", "server.key"]
        );
        assert_eq!(
            names(Profile::PerComponent),
            ["server.crt", "client.crt", "client.key"]
        );
    }
}
