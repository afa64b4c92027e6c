//! `mimir-tls prove`: whether a folder that was made before still holds.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use mimir_tls::doctor::{self, Severity};
use mimir_tls::made::{Dated, MadeProving, Within};
use mimir_tls::pki::{Instant, SystemEntropy};
use mimir_tls::plan::Plan;
use mimir_tls::proof::{Handshake, Proof, Proving};
use schemars::JsonSchema;
use serde::Serialize;

use crate::failure::{Failure, Outcome};
use crate::made_folder::MadeFolder;
use crate::terminal::{GOOD, Terminal};
use crate::{clock, handshakes, metrics, proof_text};

/// A certificate that ends within so many days is worth a warning.
const SOON: i64 = 30;

/// Check a folder that was made before: dates, key modes and every link.
///
/// Reads the settings from the flags and YAML as they stand in the folder now,
/// and handshakes every link with them again. The exit code is 1 if anything
/// does not hold.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  mimir-tls prove
      Check ./mimir-tls/.
  mimir-tls prove --within 14d --format prometheus /srv/mimir-tls
      Another folder, for node_exporter's textfiles: what ends in 14 days does not hold.")]
pub(crate) struct Prove {
    /// The folder to check [default: ./mimir-tls].
    #[arg(
        value_name = "DIR",
        default_value = "mimir-tls",
        hide_default_value = true
    )]
    folder: PathBuf,
    /// Fail if a certificate ends within this time, such as 30d, 12h or 4w [default: only warn, 30 days before].
    #[arg(long, value_name = "TIME")]
    within: Option<Within>,
    /// Print for people as text, for programs as json, or for Prometheus as
    /// prometheus [default: text].
    #[arg(
        long,
        value_enum,
        default_value_t = Format::Text,
        hide_default_value = true,
        hide_possible_values = true
    )]
    format: Format,
}

/// How it is printed what came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
    /// For Prometheus, as its text format.
    Prometheus,
}

/// What came of it, as `--format json` prints it.
#[derive(JsonSchema, Serialize)]
pub(crate) struct Report {
    /// Whether every link and file is as the plan wants it.
    holds: bool,
    /// What is wrong.
    findings: Vec<Finding>,
    /// The certificates, and when each ends.
    certificates: Vec<Dated>,
    /// What was proven, once for all settings that mean the same.
    proofs: Vec<Proven>,
}

/// One thing that is wrong.
#[derive(Debug, JsonSchema, Serialize)]
struct Finding {
    /// How bad it is: always an error.
    severity: Severity,
    /// What is wrong, and where.
    what: String,
    /// What to do, each a sentence of its own.
    fix: Vec<String>,
}

impl From<&Failure> for Finding {
    fn from(failure: &Failure) -> Self {
        Self {
            severity: Severity::Error,
            what: failure.message.clone(),
            fix: failure.hints.clone(),
        }
    }
}

/// The proof of settings that stand in one or more places.
#[derive(JsonSchema, Serialize)]
struct Proven {
    /// Where the settings stand, such as `flags/`: several where they mean the same.
    settings_of: Vec<String>,
    /// The proof.
    proof: Proof,
}

impl Prove {
    pub(crate) fn run(&self, terminal: Terminal) -> Result<Outcome, Failure> {
        let mut folder = MadeFolder::read(&self.folder)?;
        for passed_over in &folder.passed_over {
            terminal.warning(&format!("not looked into: {passed_over}"));
        }
        let plan = folder.plan(terminal)?;
        let now = clock::now();
        let mut findings = std::mem::take(&mut folder.findings);
        let text = |path: &str| folder.text(path);
        let mut entropy = SystemEntropy::new();
        let made = MadeProving::new(&plan, text, &folder.files.certificates(), &mut entropy, now)
            .map_err(|error| Failure::new(error.to_string()))?;
        let told = made.findings.iter();
        findings.extend(told.map(|it| Failure::new(it.at(&folder.shown(&it.path)))));
        let mut certificates = made.certificates;
        for certificate in &mut certificates {
            certificate.file = folder.shown(&certificate.file);
        }
        if let Some(within) = self.within {
            findings.extend(ending(&certificates, within, now, &self.folder));
        }
        let advise = |proof: &mut Proof| advise(proof, &folder, &plan, terminal);
        let proofs = prove(made.provings, &mut findings, advise, terminal);
        let report = Report {
            holds: findings.is_empty(),
            findings: findings.iter().map(Finding::from).collect(),
            certificates,
            proofs,
        };
        self.print(&report, &findings, now, terminal)?;
        Ok(match report.holds {
            true => Outcome::Good,
            false => Outcome::CheckFailed,
        })
    }

    fn print(
        &self,
        report: &Report,
        findings: &[Failure],
        now: Instant,
        terminal: Terminal,
    ) -> Result<(), Failure> {
        match self.format {
            Format::Json => return terminal.json(report),
            Format::Prometheus => {
                let proved = metrics::Proved {
                    folder: &self.folder.to_string_lossy(),
                    certificates: &report.certificates,
                    findings: report.findings.len(),
                    now,
                };
                terminal.print(&metrics::text(&proved))?;
            }
            Format::Text => {}
        }
        for finding in findings {
            terminal.error(finding);
        }
        for certificate in report
            .certificates
            .iter()
            .filter(|it| self.within.is_none() && (0..SOON).contains(&it.days_left))
        {
            terminal.warning(&format!(
                "{} ends {}, on {}",
                certificate.file,
                clock::in_days(certificate.days_left),
                certificate.not_after.day()
            ));
        }
        if !report.holds || self.format == Format::Prometheus {
            return Ok(());
        }
        let mut text = String::new();
        if let Some(first) = report.proofs.first() {
            text.push_str(&proof_text::table(&first.proof));
            text.push('\n');
        }
        for proven in &report.proofs {
            text.push_str(&format!(
                "{}: {GOOD}{}{GOOD:#}\n",
                proven.settings_of.join(", "),
                proof_text::sentence(&proven.proof),
            ));
        }
        if let Some(first) = report.certificates.iter().min_by_key(|it| it.not_after) {
            text.push_str(&format!(
                "certificates end on {}, {}\n",
                first.not_after.day(),
                clock::in_days(first.days_left)
            ));
        }
        terminal.tell(&text)
    }
}

/// The certificates that end within a time to come, each a finding.
fn ending(certificates: &[Dated], within: Within, now: Instant, folder: &Path) -> Vec<Failure> {
    let soon = certificates
        .iter()
        .filter(|it| within.covers(it.not_after, now));
    let told = soon.filter(|it| it.days_left >= 0).map(|it| {
        Failure::new(format!(
            "{} ends {}, on {}",
            it.file,
            clock::in_days(it.days_left),
            it.not_after.day()
        ))
        .hint(format!("mimir-tls renew {}", folder.display()))
    });
    told.collect()
}

/// Asks the doctor why a proof does not hold.
fn advise(proof: &mut Proof, folder: &MadeFolder, plan: &Plan, terminal: Terminal) {
    let mut options = doctor::Options::new(plan.release, clock::now());
    options.mode = Some(plan.mode);
    doctor::check(folder.inputs(), options, |cases| {
        handshakes::run(cases, Handshake::run, terminal)
    })
    .advise(proof);
}

/// Makes the handshakes of every source of settings.
fn prove(
    provings: Vec<(Vec<String>, Proving)>,
    findings: &mut Vec<Failure>,
    advise: impl Fn(&mut Proof),
    terminal: Terminal,
) -> Vec<Proven> {
    let mut proofs = Vec::new();
    let mut failures: Vec<(Vec<String>, Failure)> = Vec::new();
    for (settings_of, proving) in provings {
        let verdicts = handshakes::run(proving.cases(), Handshake::run, terminal);
        let mut proof = proving.conclude(&verdicts);
        if !proof.holds() {
            advise(&mut proof);
        }
        for failure in proof_text::failures(&proof) {
            match failures.iter_mut().find(|(_, known)| *known == failure) {
                Some((names, _)) => names.extend(settings_of.clone()),
                None => failures.push((settings_of.clone(), failure)),
            }
        }
        proofs.push(Proven { settings_of, proof });
    }
    findings.extend(failures.into_iter().map(|(names, failure)| Failure {
        message: format!("{}: {}", names.join(", "), failure.message),
        ..failure
    }));
    proofs
}
