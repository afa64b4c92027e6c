//! `mimir-tls prove`: whether a folder that was made before still holds.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;
use mimir_tls::catalog::{Component, Miss};
use mimir_tls::folder::PLAN;
use mimir_tls::pki::inspect::{self, What};
use mimir_tls::pki::{Instant, SystemEntropy};
use mimir_tls::plan::Plan;
use mimir_tls::proof::{Proof, Proving};
use mimir_tls::render::{self, SettingsSource};
use mimir_tls::settings::{Imported, Settings};
use serde::Serialize;

use crate::failure::{Failure, Outcome};
use crate::format::Format;
use crate::made_folder::MadeFolder;
use crate::plan_file::WrittenPlan;
use crate::terminal::{GOOD, Terminal};
use crate::{clock, handshakes, proof_text};

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
  mimir-tls prove --format json /srv/mimir-tls
      Check another folder, for a program.")]
pub(crate) struct Prove {
    /// The folder to check [default: ./mimir-tls].
    #[arg(
        value_name = "DIR",
        default_value = "mimir-tls",
        hide_default_value = true
    )]
    folder: PathBuf,
    /// Print for people as text, or for programs as json [default: text].
    #[arg(
        long,
        value_enum,
        default_value_t = Format::Text,
        hide_default_value = true,
        hide_possible_values = true
    )]
    format: Format,
}

/// What came of it, as `--format json` prints it.
#[derive(Serialize)]
struct Report {
    holds: bool,
    findings: Vec<Failure>,
    certificates: Vec<Dated>,
    proofs: Vec<Proven>,
}

/// A certificate and its end.
#[derive(Serialize)]
struct Dated {
    file: String,
    ends: Instant,
    days_left: i64,
}

/// The proof of settings that stand in one or more places.
#[derive(Serialize)]
struct Proven {
    settings_of: Vec<String>,
    proof: Proof,
}

impl Prove {
    pub(crate) fn run(&self, terminal: Terminal) -> Result<Outcome, Failure> {
        let mut folder = MadeFolder::read(&self.folder)?;
        let plan = plan(&folder, terminal)?;
        let now = clock::now();
        let mut findings = std::mem::take(&mut folder.findings);
        let certificates = dates(&folder, now, &mut findings);
        let proofs = prove(&folder, &plan, now, &mut findings, terminal);
        let report = Report {
            holds: findings.is_empty(),
            findings,
            certificates,
            proofs,
        };
        self.print(&report, terminal)?;
        Ok(match report.holds {
            true => Outcome::Good,
            false => Outcome::CheckFailed,
        })
    }

    fn print(&self, report: &Report, terminal: Terminal) -> Result<(), Failure> {
        if self.format == Format::Json {
            return terminal.json(report);
        }
        for finding in &report.findings {
            terminal.error(finding);
        }
        for certificate in report
            .certificates
            .iter()
            .filter(|it| (0..SOON).contains(&it.days_left))
        {
            terminal.warning(&format!(
                "{} ends in {} days, on {}",
                certificate.file,
                certificate.days_left,
                clock::day(certificate.ends)
            ));
        }
        if !report.holds {
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
        if let Some(first) = report.certificates.iter().min_by_key(|it| it.ends) {
            text.push_str(&format!(
                "certificates end on {}, in {} days\n",
                clock::day(first.ends),
                first.days_left
            ));
        }
        terminal.tell(&text)
    }
}

fn plan(folder: &MadeFolder, terminal: Terminal) -> Result<Plan, Failure> {
    let name = folder.shown(PLAN);
    let text = folder
        .text(PLAN)
        .ok_or_else(|| Failure::new(format!("could not read the plan `{name}`")))?;
    let written = WrittenPlan::parse(name, text.as_bytes())?;
    let (plan, warnings) = written.resolve()?;
    for warning in warnings {
        terminal.warning(&warning.to_string());
    }
    Ok(plan)
}

/// When each certificate ends, and what Go objects to in it.
fn dates(folder: &MadeFolder, now: Instant, findings: &mut Vec<Failure>) -> Vec<Dated> {
    let mut dated = Vec::new();
    for (path, text) in folder.certificates() {
        let file = folder.shown(path);
        let items = match inspect::inspect(text.as_bytes(), now) {
            Ok(items) => items,
            Err(error) => {
                findings.push(Failure::new(format!("{file}: {error}")));
                continue;
            }
        };
        for item in items {
            for objection in &item.objections {
                findings.push(Failure::new(format!("{file}: {objection}")));
            }
            if let What::Certificate(certificate) = item.what {
                dated.push(Dated {
                    file: file.clone(),
                    ends: certificate.not_after,
                    days_left: certificate.days_left,
                });
            }
        }
    }
    dated
}

/// Proves every link by the settings that stand in the folder: by the flags, by
/// each component's YAML, and by the cluster's; once where they mean the same.
fn prove(
    folder: &MadeFolder,
    plan: &Plan,
    now: Instant,
    findings: &mut Vec<Failure>,
    terminal: Terminal,
) -> Vec<Proven> {
    let mut sources: Vec<(Vec<String>, BTreeMap<Component, Settings>)> = Vec::new();
    let targets = plan.targets.iter().copied().map(render::output);
    for source in targets.flat_map(|target| target.sources()) {
        let Some(settings) = read(source, folder, plan, findings) else {
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
    let certificates = folder.cert_folder();
    let mut proofs = Vec::new();
    let mut failures: Vec<(Vec<String>, Failure)> = Vec::new();
    for (settings_of, settings) in sources {
        let mut entropy = SystemEntropy::new();
        let failed = match Proving::new(plan, &settings, &certificates, &mut entropy, now) {
            Ok(proving) => {
                let verdicts =
                    handshakes::run(proving.cases(), mimir_tls::proof::Case::run, terminal);
                let proof = proving.conclude(&verdicts);
                let failed = proof_text::failures(&proof);
                let settings_of = settings_of.clone();
                proofs.push(Proven { settings_of, proof });
                failed
            }
            Err(error) => vec![Failure::new(error.to_string())],
        };
        for failure in failed {
            match failures.iter_mut().find(|(_, known)| *known == failure) {
                Some((names, _)) => names.extend(settings_of.clone()),
                None => failures.push((settings_of.clone(), failure)),
            }
        }
    }
    findings.extend(failures.into_iter().map(|(names, failure)| Failure {
        message: format!("{}: {}", names.join(", "), failure.message),
        ..failure
    }));
    proofs
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

/// The settings of every member, if all can be read. What cannot, and what Mimir
/// would not know, is a finding.
fn read(
    source: SettingsSource,
    folder: &MadeFolder,
    plan: &Plan,
    findings: &mut Vec<Failure>,
) -> Option<BTreeMap<Component, Settings>> {
    let mut all = BTreeMap::new();
    for member in &plan.members {
        let component = member.component;
        let path = source.path(component);
        let shown = folder.shown(&path);
        let Some(text) = folder.text(&path) else {
            findings.push(Failure::new(format!("{shown} is missing")));
            continue;
        };
        match source.read(text, component, plan.release) {
            Ok(Imported { settings, foreign }) => {
                let unknown = foreign
                    .iter()
                    .filter(|it| !matches!(it.miss, Miss::NotTls { .. }));
                findings.extend(
                    unknown.map(|it| Failure::new(format!("{shown}: {}: {}", it.place, it.miss))),
                );
                all.insert(component, settings);
            }
            Err(error) => findings.push(Failure::new(format!("{shown}: {error}"))),
        }
    }
    findings.dedup();
    (all.len() == plan.members.len()).then_some(all)
}
