//! A folder that `generate` made before, read back with a suspicious eye.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use mimir_tls::artifact::Content;
use mimir_tls::doctor::Input;
use mimir_tls::folder::{self, CertFolder, PLAN};
use mimir_tls::pki::SecretPem;

use crate::failure::Failure;
use crate::folder::quoted;
use crate::input;

/// The most that one file of a folder may hold, in bytes.
const LARGEST_FILE: u64 = 16 << 20;

/// Folders within folders; below that nothing is ours, and a link to itself
/// would never end.
const DEPTH: usize = 3;

/// The files of a folder, by their paths in it.
pub(crate) struct MadeFolder {
    path: PathBuf,
    /// Texts: flags, YAML, certificates.
    texts: BTreeMap<String, String>,
    /// Private keys.
    keys: BTreeMap<String, SecretPem>,
    /// What is wrong with files by themselves.
    pub(crate) findings: Vec<Failure>,
}

impl MadeFolder {
    /// Reads the folder at `path`.
    ///
    /// # Errors
    /// A folder that is not there, cannot be read, or was not made by
    /// `generate`. A single file that cannot be used is a finding instead.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let mut folder = Self {
            path: path.to_path_buf(),
            texts: BTreeMap::new(),
            keys: BTreeMap::new(),
            findings: Vec::new(),
        };
        if !path.join(PLAN).exists() {
            let what = match fs::metadata(path) {
                Ok(found) if found.is_dir() => format!("the folder {} has no {PLAN}", quoted(path)),
                Ok(_) => format!("{} is a file, not a folder", quoted(path)),
                Err(_) => format!("there is no folder {}", quoted(path)),
            };
            return Err(Failure::new(what).hint(
                "name a folder that `mimir-tls generate` made; without a name it is ./mimir-tls",
            ));
        }
        folder.read_below(path, "")?;
        Ok(folder)
    }

    /// The text at a path in the folder.
    pub(crate) fn text(&self, path: &str) -> Option<&str> {
        self.texts.get(path).map(String::as_str)
    }

    /// The certificates, by their paths in the folder.
    fn certificates(&self) -> impl Iterator<Item = (&str, &str)> {
        let texts = self
            .texts
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str()));
        texts.filter(|(path, _)| folder::is_certificate(path))
    }

    /// The texts, as the doctor takes them; the certificates prove as much as the
    /// keys beside them.
    pub(crate) fn inputs(&self) -> Vec<Input> {
        let texts = self.texts.iter().map(|(path, text)| Input {
            path: path.clone(),
            bytes: text.clone().into_bytes(),
            mode: None,
        });
        texts.collect()
    }

    /// A path in the folder as the user would type it.
    pub(crate) fn shown(&self, path: &str) -> String {
        self.path.join(path).display().to_string()
    }

    /// Certificates and keys, as the sides of a handshake find them.
    pub(crate) fn cert_folder(&self) -> CertFolder {
        let texts = self.certificates();
        let texts = texts.map(|(path, text)| (path.to_owned(), Content::Text(text.to_owned())));
        let keys = self.keys.iter();
        let keys = keys.map(|(path, key)| (path.clone(), Content::Secret(key.clone())));
        CertFolder::from_files(texts.chain(keys))
    }

    fn read_below(&mut self, folder: &Path, prefix: &str) -> Result<(), Failure> {
        let told = |cause| {
            Failure::io(
                format!("could not read the folder {}", quoted(folder)),
                &cause,
            )
        };
        let mut entries: Vec<_> = fs::read_dir(folder)
            .and_then(Iterator::collect::<Result<Vec<_>, _>>)
            .map_err(told)?
            .iter()
            .map(fs::DirEntry::path)
            .collect();
        entries.sort();
        for entry in entries {
            let Some(name) = entry.file_name().and_then(|name| name.to_str()) else {
                continue;
            };
            let path = format!("{prefix}{name}");
            // Through links, since a folder may have been put together by them.
            if entry.is_dir() {
                if path.matches('/').count() >= DEPTH {
                    continue;
                }
                self.read_below(&entry, &format!("{path}/"))?;
            } else if folder::is_ours(&path) {
                self.read_file(&entry, path);
            }
        }
        Ok(())
    }

    fn read_file(&mut self, file: &Path, path: String) {
        let is_key = folder::is_key(&path);
        if is_key && let Some(finding) = open_to_others(file) {
            self.findings.push(finding);
        }
        let text = input::read(file, "file", LARGEST_FILE).and_then(|bytes| {
            String::from_utf8(bytes)
                .map_err(|_| Failure::new(format!("{} is binary, not text", quoted(file))))
        });
        match text {
            Ok(text) if is_key => drop(self.keys.insert(path, SecretPem::new(text))),
            Ok(text) => drop(self.texts.insert(path, text)),
            Err(finding) => self.findings.push(finding),
        }
    }
}

/// A key that more than its owner may read.
#[cfg(unix)]
fn open_to_others(file: &Path) -> Option<Failure> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(file).ok()?.permissions().mode() & 0o777;
    let finding = || {
        Failure::new(format!(
            "the key {} may be read by others: its mode is {mode:04o}",
            quoted(file)
        ))
        .hint(format!("chmod 600 {}", file.display()))
    };
    (mode & 0o077 != 0).then(finding)
}

#[cfg(not(unix))]
fn open_to_others(_: &Path) -> Option<Failure> {
    None
}
