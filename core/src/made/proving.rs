//! What is to be proven of a folder, and what is wrong with its files by themselves.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use crate::catalog::{Component, Miss};
use crate::folder::{self, CertFolder};
use crate::pki::inspect::{self, What};
use crate::pki::{self, Entropy, Instant};
use crate::plan::Plan;
use crate::proof::Proving;
use crate::render::{self, SettingsSource};
use crate::settings::{ForeignOption, ImportError, Imported, Settings};

/// A folder that was made before: what is wrong with its files by themselves,
/// and what is to be proven of them together.
#[derive(Debug)]
pub struct MadeProving {
    /// The faults of single files, whatever the proof says.
    pub findings: Vec<FileFinding>,
    /// The certificates, in the order of their paths.
    pub certificates: Vec<Dated>,
    /// What is to be proven, once for all sources that mean the same: the names
    /// of the sources, `flags/`, and the handshakes.
    pub provings: Vec<(Vec<String>, Proving)>,
}

/// The names of sources that mean the same, such as `flags/`, and the settings of
/// every member in them.
pub type Source = (Vec<String>, BTreeMap<Component, Settings>);

/// A certificate of a folder, and when it ends.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Dated {
    /// The path of the certificate's file in the folder.
    pub file: String,
    /// The last second at which the certificate is valid.
    pub not_after: Instant,
    /// The number of whole days until the certificate ends; negative after its
    /// end.
    pub days_left: i64,
}

/// Something that is wrong with one file of a folder. `Display` names the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFinding {
    /// The file's path in the folder.
    pub path: String,
    what: FileFault,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum FileFault {
    Missing,
    /// A certificate that Go objects to, or that is none.
    Certificate(String),
    /// An option that the release does not know.
    Option(ForeignOption),
    /// A text that holds no settings.
    Import(ImportError),
}

impl FileFinding {
    /// The finding with the file's path as the reader knows it.
    pub fn at(&self, path: &str) -> String {
        match &self.what {
            FileFault::Missing => format!("{path} is missing"),
            FileFault::Certificate(why) => format!("{path}: {why}"),
            FileFault::Option(it) => format!("{path}: {}: {}", it.place, it.miss),
            FileFault::Import(error) => format!("{path}: {error}"),
        }
    }
}

impl fmt::Display for FileFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.at(&self.path))
    }
}

impl MadeProving {
    /// Lays out what is to be proven of the folder of `plan` at the time `now`:
    /// every link by the settings of each target that the plan has written. `text`
    /// gives the text at a path.
    ///
    /// # Errors
    ///
    /// Entropy that gives no key for the strangers of the negative controls.
    pub fn new<'a>(
        plan: &Plan,
        text: impl Fn(&str) -> Option<&'a str>,
        certificates: &CertFolder,
        entropy: &mut dyn Entropy,
        now: Instant,
    ) -> Result<Self, pki::PkiError> {
        let mut findings = Vec::new();
        let dated = dates(certificates, now, &mut findings);
        let sources = sources(plan, &text, &mut findings);
        let mut provings = Vec::new();
        for (names, settings) in sources {
            let proving = Proving::new(plan, &settings, certificates, entropy, now)?;
            provings.push((names, proving));
        }
        Ok(Self {
            findings,
            certificates: dated,
            provings,
        })
    }
}

/// The settings of every member as the files of the plan's targets say them, once
/// for all sources that mean the same, with the names of these. A source that
/// cannot be read in full is not there.
pub fn settings<'a>(plan: &Plan, text: impl Fn(&str) -> Option<&'a str>) -> Vec<Source> {
    sources(plan, &text, &mut Vec::new())
}

fn sources<'a>(
    plan: &Plan,
    text: &impl Fn(&str) -> Option<&'a str>,
    findings: &mut Vec<FileFinding>,
) -> Vec<Source> {
    let mut sources: Vec<Source> = Vec::new();
    let targets = plan.targets.iter().copied().map(render::output);
    for source in targets.flat_map(|target| target.sources()) {
        let Some(settings) = read(source, text, plan, findings) else {
            continue;
        };
        match sources
            .iter_mut()
            .find(|(_, known)| mean_the_same(known, &settings))
        {
            Some((names, _)) => names.push(source.name()),
            None => sources.push((vec![source.name()], settings)),
        }
    }
    sources
}

/// When each certificate ends, and what Go objects to in it.
fn dates(certificates: &CertFolder, now: Instant, findings: &mut Vec<FileFinding>) -> Vec<Dated> {
    let mut dated = Vec::new();
    for (path, bytes) in certificates
        .files()
        .filter(|(path, _)| folder::is_certificate(path))
    {
        let mut wrong = |why| {
            findings.push(FileFinding {
                path: path.to_owned(),
                what: FileFault::Certificate(why),
            });
        };
        let items = match inspect::inspect(bytes, now) {
            Ok(items) => items,
            Err(error) => {
                wrong(error.to_string());
                continue;
            }
        };
        for item in items {
            item.objections.iter().cloned().for_each(&mut wrong);
            if let What::Certificate(certificate) = item.what {
                dated.push(Dated {
                    file: path.to_owned(),
                    not_after: certificate.not_after,
                    days_left: certificate.days_left,
                });
            }
        }
    }
    dated
}

fn mean_the_same(
    one: &BTreeMap<Component, Settings>,
    other: &BTreeMap<Component, Settings>,
) -> bool {
    one.len() == other.len()
        && one
            .iter()
            .zip(other)
            .all(|((a, one), (b, other))| a == b && one.meaning() == other.meaning())
}

/// The settings of every member, if all can be read. What cannot, and what
/// Mimir would not know, is a finding.
fn read<'a>(
    source: SettingsSource,
    text: impl Fn(&str) -> Option<&'a str>,
    plan: &Plan,
    findings: &mut Vec<FileFinding>,
) -> Option<BTreeMap<Component, Settings>> {
    let mut all = BTreeMap::new();
    for member in &plan.members {
        let component = member.component;
        let path = source.path(component);
        let mut wrong = |what| {
            let path = path.clone();
            findings.push(FileFinding { path, what });
        };
        let Some(text) = text(&path) else {
            wrong(FileFault::Missing);
            continue;
        };
        match source.read(text, component, plan.release) {
            Ok(Imported { settings, foreign }) => {
                let unknown = foreign.into_iter();
                unknown
                    .filter(|it| !matches!(it.miss, Miss::NotTls { .. }))
                    .for_each(|it| wrong(FileFault::Option(it)));
                all.insert(component, settings);
            }
            Err(error) => wrong(FileFault::Import(error)),
        }
    }
    findings.dedup();
    (all.len() == plan.members.len()).then_some(all)
}
