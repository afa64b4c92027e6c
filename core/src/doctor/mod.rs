//! The doctor: what people have, and what is wrong with it.
//!
//! [`check`] takes flags, YAML, manifests and certificates in, imports the
//! settings of every process that they describe, makes every link's handshake
//! with the engine that proves our own output, and returns findings: each with
//! a stable code, a place, a reason and a fix. The texts are rows of
//! `core/data/findings.json`; [`reference()`] gives the page of one.
//!
//! ```
//! use mimir_tls::catalog::Catalog;
//! use mimir_tls::doctor::{Code, Input, Options, check, one_by_one};
//! use mimir_tls::pki::Instant;
//!
//! let input = Input {
//!     path: "querier.yaml".to_owned(),
//!     bytes: b"server: {grpc_tls_config: {cert_file: /tls/server.crt}}".to_vec(),
//!     mode: None,
//! };
//! let options = Options::new(Catalog::builtin().newest(), Instant::from_unix(1_800_000_000));
//! let report = check(vec![input], options, one_by_one);
//! assert_eq!(report.findings[0].code, Code::Mt101);
//! ```

mod account;
mod advice;
mod alike;
#[cfg(feature = "archive")]
pub mod archive;
mod authorities;
mod cluster;
mod code;
mod dialled;
mod edit;
mod examined;
mod exception;
mod failed;
mod failures;
mod finding;
mod fix;
mod handed;
mod input;
mod judge;
mod lex;
mod links;
mod material;
mod named;
mod options;
mod ours;
mod plan;
mod process;
mod read;
mod redact;
mod releases;
mod rules;
mod sniff;
mod sort;
mod surroundings;
mod untold;
mod wish;

pub use crate::cluster::{Handshake, one_by_one};
pub use code::Code;
pub use edit::Edit;
pub use exception::Exception;
pub use failures::named;
pub use finding::{
    CheckReport, Excepted, Finding, InputReport, LinkCheck, LinkVerdict, NamedRelease, Place,
    ProcessReport, ReleaseSource, Severity, Spot, StandIn,
};
pub use fix::{FixedText, Fixes};
pub use handed::{Looked, look};
pub use input::{Input, Trouble, TroubleKind, no_room_left};
pub use options::Options;
pub(crate) use redact::unassigned;
pub use rules::{Alike, Page, Rank, Rule, reference, reference_markdown, rules};

use crate::prove::Verdict;
use cluster::Cluster;
use examined::Examined;
use untold::Untold;

/// Checks the cluster that the inputs describe. `run` makes the handshakes, on
/// whatever threads there are, and returns what came of them in their order.
///
/// An edit that a finding offers has been proven: the check was made again with
/// it, in memory. Of many findings, at most 50 are, and fewer of much text; the
/// others say their fix in words.
pub fn check(
    inputs: impl IntoIterator<Item = impl Into<Looked>>,
    options: Options,
    run: impl FnOnce(&[Handshake]) -> Vec<Verdict>,
) -> CheckReport {
    let mut examined = Examined::of(inputs, &options, run);
    exception::let_be(&mut examined.drafts, &options.exceptions);
    let edits = fix::edits(&examined, &options);
    report(examined, edits, &options)
}

/// The same, with what the texts are to be when every fix is made that holds
/// beside the others.
pub fn check_and_fix(
    inputs: impl IntoIterator<Item = impl Into<Looked>>,
    options: Options,
    run: impl FnOnce(&[Handshake]) -> Vec<Verdict>,
) -> (CheckReport, Fixes) {
    let mut examined = Examined::of(inputs, &options, run);
    exception::let_be(&mut examined.drafts, &options.exceptions);
    let edits = fix::edits(&examined, &options);
    let fixes = fix::fixes(&examined, edits.clone(), &options);
    (report(examined, edits, &options), fixes)
}

fn report(examined: Examined, edits: Vec<fix::Group>, options: &Options) -> CheckReport {
    let cluster = &examined.cluster;
    let drafts = examined.drafts.into_iter();
    let mut findings: Vec<Finding> = drafts
        .zip(edits)
        .map(|(draft, group)| draft.finding(options.language).fixed_by(group))
        .collect();
    findings.sort_by(|one, other| order(one).cmp(&order(other)));
    let mut findings = alike::together(findings);
    let untold = Untold::of(cluster);
    for finding in &mut findings {
        finding.excerpt = excerpt(cluster, &untold, finding.code, &finding.place);
    }
    let excepted = exception::apart(&mut findings, &options.exceptions);
    let mut report = CheckReport {
        excepted,
        release: cluster.running.release.to_string(),
        release_source: cluster.release_source.clone(),
        inputs: cluster
            .accounts
            .iter()
            .map(|account| account.report(options.language))
            .collect(),
        findings,
        left_out: examined.left_out,
        processes: examined.components,
        certificate_files: (cluster.materials.iter())
            .filter(|it| !it.is_promised)
            .count(),
        links: examined.links,
        plan: plan::plan(cluster, options),
        ignored: cluster
            .accounts
            .iter()
            .filter(|account| !account.is_read() && !account.is_broken())
            .map(|account| account.file.clone())
            .collect(),
    };
    redact::report(&mut report);
    report
}

/// The worst first, and of those what keeps Mimir from starting, then causes
/// before what follows from them: what is set wrongly is why something is not set.
fn order(finding: &Finding) -> (Severity, Rank, bool, &Place, Code) {
    let rule = rules::rule(finding.code);
    let follows = rule.rank == Rank::Start && rule.absence;
    (
        finding.severity,
        rule.rank,
        follows,
        &finding.place,
        finding.code,
    )
}

/// The line of a finding, unless it could hold a secret or is no text.
fn excerpt(cluster: &Cluster, untold: &Untold<'_>, code: Code, place: &Place) -> Option<String> {
    const LONGEST: usize = 200;
    let source = cluster.source(&place.file)?;
    let line = source.line(place.line)?;
    // An entry of a Secret is one, whatever it turned out to be.
    let mut files = cluster.materials.iter().map(|it| &it.place);
    let is_entry =
        code == Code::Mt512 || files.any(|it| (&it.file, it.line) == (&place.file, place.line));
    if line.len() > LONGEST || is_entry || source.is_within_pem(place.line) {
        return None;
    }
    let is_packed = line
        .split_whitespace()
        .any(|word| word.len() > 60 && !word.contains(['/', '.', '-']));
    let is_open = !redact::names_secret(line) && !redact::sets_variable(line);
    (!is_packed && is_open).then_some(())?;
    untold.cut(place, line.trim_end())
}

#[cfg(test)]
mod tests {
    use super::alike::MOST_ALIKE;
    use super::*;
    use crate::catalog::Catalog;
    use crate::pki::Instant;

    /// A check of texts, each by its path.
    fn report(texts: &[(&str, &str)]) -> CheckReport {
        let now = Instant::from_unix(1_800_000_000);
        let inputs = texts.iter().map(|(path, text)| Input {
            path: (*path).to_owned(),
            bytes: text.as_bytes().to_vec(),
            mode: None,
        });
        let options = Options::new(Catalog::builtin().newest(), now);
        check(inputs, options, one_by_one)
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
            .filter(|finding| finding.code == Code::Mt117)
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
        assert_eq!(report.findings[0].code, Code::Mt101);
        assert_eq!(report.ignored, ["notes.txt", "mimir.txt"]);
    }

    #[test]
    fn texts_are_read_as_long_as_there_is_room() {
        let flags = "-target=ingester\n".repeat(60_000);
        let texts = [
            "a.flags", "b.flags", "c.flags", "d.flags", "e.flags", "f.flags",
        ];
        let report = report(&texts.map(|path| (path, flags.as_str())));
        let unread = report.findings.iter().filter(|it| it.code == Code::Mt322);
        let places = |it: &Finding| {
            let others = it.spots.iter().map(|spot| spot.place.file.clone());
            let all = [it.place.file.clone()].into_iter().chain(others);
            all.collect::<Vec<_>>()
        };
        let unread: Vec<String> = unread.flat_map(places).collect();
        assert_eq!(unread, ["d.flags", "e.flags", "f.flags"]);
    }

    /// Each finding of a line that is a megabyte long would be as long again.
    #[test]
    fn a_line_without_end_is_neither_quoted_nor_fixed() {
        let mut flags = "mimir -target=ingester -server.tls-cipher-suites='A, B'".to_owned();
        flags.push_str(&" -x.y=1".repeat(10_000));
        let report = report(&[("run.sh", &flags)]);
        let blank = report.findings.iter().find(|it| it.code == Code::Mt112);
        let shown = blank.map(|it| (it.edit.is_some(), it.excerpt.is_some()));
        assert_eq!(shown, Some((false, false)));
    }
}
