//! The doctor: what people have, and what is wrong with it.
//!
//! [`check`] takes flags, YAML, manifests and certificates in, imports the
//! settings of every process that they describe, makes every link's handshake
//! with the engine that proves our own output, and returns findings: each with
//! a stable code, a place, a reason and a mend. The texts are rows of
//! `core/data/findings.json`; [`reference()`] gives the page of one.
//!
//! ```
//! use mimir_tls::catalog::Catalog;
//! use mimir_tls::doctor::{Case, Input, Options, check};
//! use mimir_tls::pki::Instant;
//!
//! let input = Input {
//!     path: "querier.yaml".to_owned(),
//!     bytes: b"server: {grpc_tls_config: {cert_file: /tls/server.crt}}".to_vec(),
//!     mode: None,
//! };
//! let options = Options::new(Catalog::builtin().newest(), Instant::from_unix(1_800_000_000));
//! let report = check(vec![input], options, |cases| cases.iter().map(Case::run).collect());
//! assert_eq!(report.findings[0].code, "MT101");
//! ```

mod cluster;
mod compose;
mod failures;
mod finding;
mod helm;
mod input;
mod judge;
mod kubernetes;
mod links;
mod material;
mod mend;
mod plan;
mod process;
mod rules;
mod surroundings;
mod words;
mod yaml;

use std::collections::BTreeMap;

pub use crate::cluster::Case;
pub use failures::named;
pub use finding::{Edit, Finding, LinkReport, Place, ProcessReport, Report, Severity, State};
pub use input::Input;
pub use rules::{Page, Rule, reference, reference_markdown, rules};

use crate::catalog::{Mode, Release};
use crate::language::Language;
use crate::pki::Instant;
use crate::prove::Verdict;
use cluster::Cluster;
use rules::Draft;
use zeroize::Zeroizing;

/// How to check.
#[derive(Debug, Clone)]
pub struct Options {
    /// The release of Mimir to hold against.
    pub release: Release,
    /// What a configuration without a target is for; microservices if unsaid.
    pub mode: Option<Mode>,
    /// The time at which certificates are to be good.
    pub now: Instant,
    /// The language of the findings.
    pub language: Language,
    /// What could not be handed over at all, as its bringer says.
    pub troubles: Vec<Trouble>,
    /// Of files whose keys are under a passphrase that somebody knew: those keys
    /// in PEM and opened, in their order, by the file's path.
    pub opened: BTreeMap<String, Zeroizing<Vec<u8>>>,
}

impl Options {
    /// English, and no trouble.
    pub fn new(release: Release, now: Instant) -> Self {
        Self {
            release,
            mode: None,
            now,
            language: Language::English,
            troubles: Vec::new(),
            opened: BTreeMap::new(),
        }
    }
}

/// Something that whoever brings the inputs could not bring.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// What it is called.
    pub path: String,
    /// What kind of trouble it was.
    pub kind: TroubleKind,
    /// What happened, lower-case.
    pub reason: String,
}

/// The kinds of [`Trouble`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TroubleKind {
    /// A file that cannot be read.
    Unreadable,
    /// An entry of an archive that is passed over: it leads outside, it is a
    /// link, or it is too much.
    ArchiveEntry,
}

impl TroubleKind {
    fn code(self) -> &'static str {
        match self {
            Self::Unreadable => "MT601",
            Self::ArchiveEntry => "MT607",
        }
    }
}

/// Checks the cluster that the inputs describe. `run` makes the handshakes, on
/// whatever threads there are, and returns what came of them in their order.
pub fn check(
    inputs: Vec<Input>,
    options: Options,
    run: impl FnOnce(&[Case]) -> Vec<Verdict>,
) -> Report {
    let (cluster, mut drafts) = Cluster::read(inputs, &options);
    drafts.extend(options.troubles.iter().cloned().map(Trouble::draft));
    let mut left_out = judge::judge(&cluster, &options, &mut drafts);
    let groups = links::groups(&cluster);
    let processes: Vec<_> = groups.iter().map(|group| group.process).collect();
    let links = links::Links::of(&cluster, &processes, options.now);
    let verdicts = run(links.cases());
    let links = links.conclude(&verdicts, &mut drafts);
    left_out += few(&mut drafts);
    let mut findings: Vec<Finding> = drafts
        .into_iter()
        .filter_map(|draft| draft.finding(options.language))
        .collect();
    for finding in &mut findings {
        finding.excerpt = excerpt(&cluster, &finding.place);
    }
    findings.sort_by(|one, other| {
        (one.severity, &one.place, one.code).cmp(&(other.severity, &other.place, other.code))
    });
    Report {
        release: options.release.to_string(),
        findings,
        left_out,
        components: links::processes(&groups),
        files: cluster.materials.len(),
        links,
        plan: plan::plan(&cluster, &options),
        ignored: cluster.ignored,
    }
}

/// The most findings of one code: whoever mends so many places alike sees the
/// rest with the next check.
const MOST_ALIKE: usize = 500;

/// Lets the first findings of each code stand, and says how many go.
fn few(drafts: &mut Vec<Draft>) -> usize {
    let before = drafts.len();
    let mut alike: BTreeMap<&str, usize> = BTreeMap::new();
    drafts.retain(|draft| {
        let count = alike.entry(draft.code).or_default();
        *count += 1;
        *count <= MOST_ALIKE
    });
    before - drafts.len()
}

/// A shared text is many processes', and its findings are one's.
fn once(drafts: &mut Vec<Draft>) {
    let mut first: BTreeMap<(&str, Place, String), usize> = BTreeMap::new();
    let mut kept: Vec<Draft> = Vec::new();
    for draft in std::mem::take(drafts) {
        let whose = if draft.place.line == 0 {
            draft.subject.clone()
        } else {
            String::new()
        };
        let key = (draft.code, draft.place.clone(), whose);
        match first.get(&key).and_then(|index| kept.get_mut(*index)) {
            Some(one) => one.share(&draft),
            None => {
                first.insert(key, kept.len());
                kept.push(draft);
            }
        }
    }
    *drafts = kept;
}

/// The line of a finding, unless it could hold a secret or is no text.
fn excerpt(cluster: &Cluster, place: &Place) -> Option<String> {
    const LONGEST: usize = 200;
    let line = cluster.source(&place.file)?.line(place.line)?;
    if line.len() > LONGEST {
        return None;
    }
    let lower = line.to_lowercase();
    let is_packed = line
        .split_whitespace()
        .any(|word| word.len() > 60 && !word.contains(['/', '.', '-']));
    let is_secret = ["token", "password", "secret_id", "secret-id", "private key"]
        .iter()
        .any(|word| lower.contains(word));
    (!is_packed && !is_secret).then(|| line.trim_end().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;

    /// A check of texts, each by its path.
    fn report(texts: &[(&str, &str)]) -> Report {
        let now = Instant::from_unix(1_800_000_000);
        let inputs = texts.iter().map(|(path, text)| Input {
            path: (*path).to_owned(),
            bytes: text.as_bytes().to_vec(),
            mode: None,
        });
        let options = Options::new(Catalog::builtin().newest(), now);
        check(inputs.collect(), options, |cases| {
            cases.iter().map(Case::run).collect()
        })
    }

    #[test]
    fn of_many_findings_alike_the_first_are_told_and_the_rest_counted() {
        let flags: String = (0..MOST_ALIKE + 7)
            .map(|number| format!("-nobody.tls-{number}=x\n"))
            .collect();
        let report = report(&[("ingester.flags", &flags)]);
        let alike: Vec<_> = report
            .findings
            .iter()
            .filter(|finding| finding.code == "MT117")
            .collect();
        assert_eq!(alike.len(), MOST_ALIKE);
        assert_eq!(alike[0].place.line, 1);
        assert_eq!(report.left_out, 7);
    }

    #[test]
    fn configuration_is_read_whatever_its_file_is_called() {
        let half = "server: {grpc_tls_config: {cert_file: /tls/server.crt}}\n";
        let report = report(&[
            ("querier.txt", half),
            ("notes.txt", "Note: buy milk\n"),
            ("mimir.txt", "level=error err=\"tls: bad certificate\"\n"),
        ]);
        assert_eq!(report.findings[0].code, "MT101");
        assert_eq!(report.ignored, ["notes.txt", "mimir.txt"]);
    }

    #[test]
    fn texts_are_read_as_long_as_there_is_room() {
        let flags = "-target=ingester\n".repeat(60_000);
        let texts = [
            "a.flags", "b.flags", "c.flags", "d.flags", "e.flags", "f.flags",
        ];
        let report = report(&texts.map(|path| (path, flags.as_str())));
        let unread = report.findings.iter().filter(|it| it.code == "MT605");
        let unread: Vec<_> = unread.map(|it| it.subject.as_str()).collect();
        assert_eq!(unread, ["f.flags"]);
    }

    /// Each finding of a line that is a megabyte long would be as long again.
    #[test]
    fn a_line_without_end_is_neither_quoted_nor_mended() {
        let mut flags = "mimir -target=ingester -server.tls-cipher-suites='A, B'".to_owned();
        flags.push_str(&" -x.y=1".repeat(10_000));
        let report = report(&[("run.sh", &flags)]);
        let blank = report.findings.iter().find(|it| it.code == "MT112");
        let shown = blank.map(|it| (it.edit.is_some(), it.excerpt.is_some()));
        assert_eq!(shown, Some((false, false)));
    }
}
