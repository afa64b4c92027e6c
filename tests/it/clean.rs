//! What `check` says of a folder that `generate` made: nothing above a note,
//! whatever was chosen.

use mimir_tls::catalog::Mode;
use mimir_tls::doctor::{self, Input, Severity};
use mimir_tls::generate::Generated;
use mimir_tls::pki::Instant;
use mimir_tls::plan::{Plan, PlanFile, Platform, Profile, Target};
use mimir_tls::policy::ClientAuth;

use crate::pipeline::made;

const NOW: Instant = Instant::from_unix(1_800_000_000);

/// What is chosen for one folder; no targets are those of the platform.
#[derive(Debug, Clone)]
struct Choice {
    release: &'static str,
    platform: Platform,
    mode: Mode,
    profile: Profile,
    http: ClientAuth,
    targets: Vec<Target>,
}

impl Choice {
    /// The plan; none where a target cannot be had with the rest.
    fn plan(&self) -> Option<Plan> {
        let Self {
            release,
            platform,
            mode,
            profile,
            http,
            targets,
        } = self;
        let targets = targets.iter().map(|it| it.spelling());
        let targets = targets.collect::<Vec<_>>().join(", ");
        let targets = match targets.as_str() {
            "" => String::new(),
            some => format!("targets: [{some}]\n"),
        };
        let text = format!(
            "version: 1\nrelease: \"{release}\"\nplatform: {platform}\nmode: {mode}\npolicy: {{http: {http}}}\n\
             certificates: {{profile: {profile}, algorithm: ed25519}}\n{targets}"
        );
        let file =
            PlanFile::parse(text.as_bytes()).unwrap_or_else(|error| panic!("{text}: {error}"));
        Plan::resolve(&file).ok().map(|(plan, _)| plan)
    }

    /// What is said of the folder, each with its place, from a warning on.
    fn complaints(&self) -> Option<Vec<String>> {
        let plan = self.plan()?;
        let made = made(&plan, 1, NOW).unwrap_or_else(|error| panic!("{self:?}: {error}"));
        let findings = report(&made).findings.into_iter();
        let findings = findings.filter(|it| it.severity != Severity::Note);
        let complaints = findings.map(|it| format!("{} {}: {}", it.code, it.place.file, it.what));
        Some(complaints.collect())
    }
}

/// The check of a folder, as it is handed over whole.
fn report(made: &Generated) -> doctor::CheckReport {
    let inputs = made.artifacts.iter().map(|artifact| Input {
        path: artifact.path.clone(),
        bytes: artifact.bytes().to_vec(),
        mode: Some(if artifact.is_secret() { 0o600 } else { 0o644 }),
    });
    doctor::check(inputs, doctor::Options::of_inputs(NOW), doctor::one_by_one)
}

/// The targets that are chosen in turn: those of the platform, all, and each
/// alone beside nothing.
fn targets(platform: Platform, mode: Mode) -> Vec<Vec<Target>> {
    let all: Vec<Target> = Target::on(platform)
        .filter(|it| it.modes().contains(&mode))
        .collect();
    let each = all.iter().map(|target| vec![*target]);
    let mut some: Vec<Vec<Target>> = vec![Vec::new(), all.clone()];
    some.extend(each);
    some
}

/// Every platform, mode, profile and policy, with the targets of each.
fn everything() -> Vec<Choice> {
    let mut all = Vec::new();
    for platform in Platform::ALL.iter().copied() {
        for mode in Mode::ALL.iter().copied() {
            for profile in Profile::ALL.iter().copied() {
                for http in [ClientAuth::VerifyIfGiven, ClientAuth::RequireAndVerify] {
                    for targets in targets(platform, mode) {
                        for release in ["2.17", "3.1"] {
                            all.push(Choice {
                                release,
                                platform,
                                mode,
                                profile,
                                http,
                                targets: targets.clone(),
                            });
                        }
                    }
                }
            }
        }
    }
    all
}

fn told(choices: impl Iterator<Item = Choice>) -> (usize, String) {
    let (mut checked, mut told) = (0, String::new());
    for choice in choices {
        let Some(complaints) = choice.complaints() else {
            continue;
        };
        checked += 1;
        for complaint in complaints {
            told.push_str(&format!("{choice:?}\n  {complaint}\n"));
        }
    }
    (checked, told)
}

/// A folder in a hundred or so, by a prime, so that each choice is met beside others
/// each time.
#[test]
fn check_finds_nothing_in_folders_of_ours() {
    let all = everything();
    let (checked, told) = told(all.into_iter().step_by(97));
    assert!(told.is_empty(), "{told}");
    assert!(checked > 12, "only {checked} folders were checked");
}

#[test]
#[ignore = "minutes: two thousand folders"]
fn check_finds_nothing_in_any_folder_of_ours() {
    let (checked, told) = told(everything().into_iter());
    assert!(told.is_empty(), "{told}");
    assert!(checked > 1000, "only {checked} folders were checked");
}
