//! A folder that `generate` made before, read back with a suspicious eye.

use std::fs;
use std::path::{Path, PathBuf};

use mimir_tls::doctor::Input;
use mimir_tls::folder::{self, PLAN};
use mimir_tls::made::MadeFiles;
use mimir_tls::pki::{SecretPem, holds_key};
use mimir_tls::plan::Plan;

use crate::exposed::{self, Scan};
use crate::failure::Failure;
use crate::folder::quoted;
use crate::input;
use crate::plan_file::WrittenPlan;
use crate::terminal::Terminal;

/// The most that one file of a folder may hold, in bytes.
const LARGEST_FILE: u64 = 16 << 20;

/// The most that all files hold together, in bytes: three times a fleet of 10,000
/// processes.
const LARGEST_FOLDER: u64 = 64 << 20;

/// Folders within folders; below that nothing is ours, and a link to itself
/// would never end.
const DEPTH: usize = 3;

/// The files of a folder, by their paths in it.
pub(crate) struct MadeFolder {
    path: PathBuf,
    /// What was read.
    pub(crate) files: MadeFiles,
    /// What is wrong with files by themselves.
    pub(crate) findings: Vec<Failure>,
    /// What was not looked into, each with the reason.
    pub(crate) passed_over: Vec<String>,
    scan: Scan,
    /// How many more bytes are read.
    left: u64,
}

impl MadeFolder {
    /// Reads the folder at `path`.
    ///
    /// # Errors
    /// A folder that is not there, cannot be read, or was not made by
    /// `generate`. A single file that cannot be used is a finding instead.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        if !path.join(PLAN).exists() {
            let what = match fs::metadata(path) {
                Ok(found) if found.is_dir() => format!("the folder {} has no {PLAN}", quoted(path)),
                Ok(_) => format!("{} is a file, not a folder", quoted(path)),
                Err(_) => format!("there is no folder {}", quoted(path)),
            };
            return Err(Failure::new(what).hint(
                "name a folder that `mimir-tls generate` made; without a name it is ./mimir-tls; whatever else there is, `mimir-tls check` reads",
            ));
        }
        Self::read_any(path)
    }

    /// Reads what is ours of any folder, such as a copy of the certificates.
    ///
    /// # Errors
    /// A folder that cannot be read.
    pub(crate) fn read_any(path: &Path) -> Result<Self, Failure> {
        let mut folder = Self {
            path: path.to_path_buf(),
            files: MadeFiles::default(),
            findings: Vec::new(),
            passed_over: Vec::new(),
            scan: Scan::new(),
            left: LARGEST_FOLDER,
        };
        folder.read_below(path, "")?;
        Ok(folder)
    }

    /// The text at a path in the folder.
    pub(crate) fn text(&self, path: &str) -> Option<&str> {
        self.files.text(path)
    }

    /// The plan that the folder was made of. Its warnings are said.
    ///
    /// # Errors
    /// A plan that is not there, cannot be read, or does not go together.
    pub(crate) fn plan(&self, terminal: Terminal) -> Result<Plan, Failure> {
        let (plan, warnings) = self.written_plan()?.resolve()?;
        for warning in warnings {
            terminal.warning(&warning.to_string());
        }
        Ok(plan)
    }

    /// The plan as it is written.
    ///
    /// # Errors
    /// A plan that is not there or cannot be read.
    pub(crate) fn written_plan(&self) -> Result<WrittenPlan, Failure> {
        let name = self.shown(PLAN);
        let text = self
            .text(PLAN)
            .ok_or_else(|| Failure::new(format!("could not read the plan `{name}`")))?;
        WrittenPlan::parse(name, text.as_bytes())
    }

    /// The texts, as the doctor takes them; the certificates prove as much as the
    /// keys beside them.
    pub(crate) fn inputs(&self) -> Vec<Input> {
        let texts = self.files.texts().map(|(path, text)| Input {
            path: path.to_owned(),
            bytes: text.expose().as_bytes().to_vec(),
            mode: None,
        });
        texts.collect()
    }

    /// A path in the folder as the user would type it.
    pub(crate) fn shown(&self, path: &str) -> String {
        self.path.join(path).display().to_string()
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
        self.findings.extend(exposed::folder(folder));
        for entry in entries {
            let name = entry.file_name().unwrap_or_default().to_string_lossy();
            let path = format!("{prefix}{name}");
            // Through links, since a folder may have been put together by them.
            if entry.is_dir() {
                if path.matches('/').count() >= DEPTH {
                    self.passed_over.push(format!(
                        "{} is {DEPTH} folders deep, where `generate` writes nothing",
                        quoted(&entry)
                    ));
                    continue;
                }
                self.read_below(&entry, &format!("{path}/"))?;
            } else if folder::is_ours(&path) {
                self.read_file(&entry, path);
            } else {
                match self.scan.finds_key(&entry) {
                    Ok(true) => self.findings.extend(exposed::file(&entry, false)),
                    Ok(false) => {}
                    Err(why) => {
                        self.passed_over.push(format!("{}: {why}", quoted(&entry)));
                    }
                }
            }
        }
        Ok(())
    }

    fn read_file(&mut self, file: &Path, path: String) {
        let is_key = folder::is_key(&path);
        let told = |cause| Failure::io(format!("could not read {}", quoted(file)), &cause);
        let largest = LARGEST_FILE.min(self.left);
        let too_large = || match largest {
            LARGEST_FILE => Failure::new(format!(
                "{} is larger than {} MiB",
                quoted(file),
                LARGEST_FILE >> 20
            )),
            _ => Failure::new(format!(
                "{} was not read: the files of the folder are larger than {} MiB together",
                quoted(file),
                LARGEST_FOLDER >> 20
            )),
        };
        let text = input::read_found(file, largest)
            .map_err(told)
            .and_then(|bytes| bytes.ok_or_else(too_large))
            .inspect(|bytes| self.left = self.left.saturating_sub(bytes.len() as u64))
            .and_then(|bytes| {
                String::from_utf8(bytes)
                    .map_err(|_| Failure::new(format!("{} is binary, not text", quoted(file))))
            })
            .map(SecretPem::new);
        if is_key
            || text
                .as_ref()
                .is_ok_and(|text| holds_key(text.expose().as_bytes()))
        {
            self.findings.extend(exposed::file(file, is_key));
        }
        match text {
            Ok(text) => self.files.insert(path, text),
            Err(finding) => self.findings.push(finding),
        }
    }
}
