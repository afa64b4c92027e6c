//! Every target is held to what [`Output`](super::Output) promises.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;

use super::super::output::{Instruction, Step};
use super::*;
use crate::catalog::{Mode, Presence};
use crate::folder::FileKind;
use crate::folder::{self, Owner};
use crate::language::Language;
use crate::plan::{PlanFile, Platform};
use crate::settings;

fn plan(text: &str) -> Plan {
    let file = PlanFile::parse(format!("version: 1\n{text}").as_bytes()).unwrap();
    Plan::resolve(&file).unwrap().0
}

fn settings_of(plan: &Plan) -> Vec<Settings> {
    let members = plan.members.iter();
    members
        .map(|member| settings::resolve(plan, member))
        .collect()
}

/// Each file of settings that a target has means the settings that it was made of.
fn reads_back(output: &dyn Output, plan: &Plan, files: &[ConfigFile], all: &[Settings]) {
    let together: BTreeMap<_, _> = all.iter().flat_map(Settings::meaning).collect();
    for source in output.sources() {
        for one in all {
            let path = source.path(one.component);
            let file = files.iter().find(|file| file.path == path).unwrap();
            let read = source.read(&file.text, one.component, plan.release);
            let read = read.unwrap();
            assert!(read.foreign.is_empty(), "{path}: {:?}", read.foreign);
            match source.is_shared() {
                true => assert_eq!(read.settings.meaning(), together, "{path}"),
                false => assert_eq!(read.settings.meaning(), one.meaning(), "{path}"),
            }
        }
    }
}

#[test]
fn each_word_of_a_plan_has_the_output_of_that_word() {
    for (target, output) in Target::ALL.iter().zip(outputs()) {
        assert_eq!(output.target(), *target);
        assert_eq!(target.holds_settings(), !output.sources().is_empty());
        for language in [Language::English, Language::German] {
            assert!(!output.title(language).is_empty(), "{target}");
            assert!(!output.about(language).is_empty(), "{target}");
        }
    }
}

/// What is added later is in nobody's folder who did not choose it.
#[test]
fn a_default_plan_has_flags_and_yaml() {
    assert_eq!(plan("").targets, [Target::Flags, Target::Yaml]);
}

#[test]
fn files_stand_where_the_layout_has_them_and_read_back() {
    for output in outputs() {
        let target = output.target();
        let plan = plan(&format!(
            "platform: {}\nsurfaces: [etcd, memcached]\npolicy: {{min_version: VersionTLS12}}",
            target.platforms()[0]
        ));
        let all = settings_of(&plan);
        for comments in [true, false] {
            let renderer = Renderer::new(&plan, RenderOptions { comments });
            let files = output.files(&renderer, &all);
            for file in &files {
                assert_eq!(file.target, target);
                let kind = FileKind::of(&file.path);
                assert_eq!(kind, Some(FileKind::Config(target)), "{}", file.path);
                assert_eq!(Owner::of(&file.path).component(), file.component);
                assert!(file.text.ends_with('\n'), "{}", file.path);
                assert_eq!(file.text.contains("made by"), comments, "{}", file.path);
                // A hole that nothing filled; Go's templates look the same.
                let has_hole = file.text.contains("{{");
                let has_templates = matches!(target, Target::Helm | Target::Alerts | Target::Vault);
                assert!(!has_hole || has_templates, "{}", file.path);
            }
            reads_back(output, &plan, &files, &all);
        }
    }
}

#[test]
fn a_plan_has_the_files_of_its_targets_in_the_order_of_their_paths() {
    for target in Target::ALL {
        let platform = target.platforms()[0];
        // The chart deploys microservices alone.
        let is_split = platform != Platform::Helm && target.modes().contains(&Mode::ReadWrite);
        let mode = if is_split {
            "read-write"
        } else {
            "microservices"
        };
        let plan = plan(&format!(
            "release: '2.17'\nmode: {mode}\nplatform: {platform}\ntargets: [{target}]"
        ));
        let files = configuration(
            &plan,
            &plan.targets,
            &settings_of(&plan),
            RenderOptions::default(),
        );
        assert!(files.iter().all(|file| file.target == *target));
        assert!(!files.is_empty(), "{target}");
        assert!(files.is_sorted_by(|a, b| a.path < b.path), "{target}");
    }
}

/// A text of a plan for each platform, mode, release and profile, with all the
/// targets that it can have, with those that write Secrets, and with one alone.
fn plans() -> Vec<Plan> {
    let mut plans = Vec::new();
    for platform in Platform::ALL {
        for mode in Mode::ALL {
            for release in ["2.17", "3.1"] {
                for profile in ["split", "single", "per-component"] {
                    let begin = format!(
                        "release: '{release}'\nplatform: {platform}\nmode: {mode}\n\
                         certificates: {{profile: {profile}, dns: [mimir-gateway.mimir.svc]}}\n\
                         surfaces: [etcd, memcached]\n"
                    );
                    let can_be = |targets: &[Target]| {
                        let words: Vec<_> = targets.iter().map(|it| it.spelling()).collect();
                        let text = format!("version: 1\n{begin}targets: [{}]", words.join(", "));
                        let file = PlanFile::parse(text.as_bytes()).unwrap();
                        Plan::resolve(&file).ok().map(|(plan, _)| plan)
                    };
                    let each = Target::ALL.iter().copied();
                    let possible: Vec<Target> =
                        each.filter(|it| can_be(&[*it]).is_some()).collect();
                    let issues = [Target::CertManager, Target::Vault];
                    let own: Vec<Target> = possible
                        .iter()
                        .copied()
                        .filter(|it| !issues.contains(it))
                        .collect();
                    plans.extend(can_be(&possible).filter(|_| !possible.is_empty()));
                    plans.extend(can_be(&own).filter(|_| own.len() < possible.len()));
                    if (release, profile) == ("3.1", "split") {
                        plans.extend(possible.iter().filter_map(|it| can_be(&[*it])));
                    }
                }
            }
        }
    }
    plans
}

/// The paths of all that a plan's targets write.
fn paths(plan: &Plan, files: &[ConfigFile]) -> Vec<String> {
    let secrets = secrets(plan, &[], &CertFolder::default(), RenderOptions::default()).unwrap();
    let files = files.iter().map(|file| file.path.clone());
    files
        .chain(secrets.into_iter().map(|file| file.path))
        .collect()
}

/// The words of a text that begin with the folder of a target.
fn named_in(text: &str) -> Vec<&str> {
    let is_of_path = |letter: char| letter.is_ascii_alphanumeric() || "/._-<>".contains(letter);
    let words = text.split(|letter| !is_of_path(letter));
    let words = words.map(|word| word.trim_end_matches('.'));
    words
        .filter(|word| {
            let mut targets = Target::ALL.iter();
            targets.any(|target| word.starts_with(&folder::configs(*target)))
        })
        .collect()
}

/// What the README and the next steps name is there, and what is there the README
/// names: by itself, for each component, or as a folder with a README of its own.
#[test]
fn every_file_is_named_and_every_name_is_a_file() {
    let plans = plans();
    assert!(plans.len() > 100, "{}", plans.len());
    for plan in plans {
        let files = configuration(
            &plan,
            &plan.targets,
            &settings_of(&plan),
            RenderOptions::default(),
        );
        let paths = paths(&plan, &files);
        let what = format!("{} {} {:?}", plan.platform, plan.mode, plan.targets);
        let of_each = |path: &str| -> Vec<String> {
            let members = plan.members.iter();
            members
                .map(|member| path.replace("<component>", member.component.name()))
                .collect()
        };
        let is_there = |path: &str| match path.ends_with('/') {
            true => paths.iter().any(|it| it.starts_with(path)),
            false => paths.iter().any(|it| it == path),
        };
        let mut rows = Vec::new();
        for output in plan.targets.iter().copied().map(output) {
            for (path, about) in output.contents(&plan) {
                assert!(!about.is_empty(), "{path}");
                rows.extend(of_each(&path));
            }
            let folder = folder::configs(output.target());
            let (usage, next) = (output.usage(&plan), output.next(&plan, "made"));
            let usage = said(&usage);
            for text in &usage {
                assert!(!text.ends_with('.'), "{text}");
            }
            assert!(usage.concat().contains(&folder), "{usage:?}");
            assert!(is_there(&output.first_file()), "{}", output.first_file());
            for text in [&next.alone, &next.among] {
                assert!(text.contains(&format!("made/{folder}")), "{text}");
                assert!(!text.ends_with('.'), "{text}");
            }
            for text in usage.into_iter().chain([next.alone, next.among]) {
                for name in named_in(&text.replace("made/", "")) {
                    assert!(
                        of_each(name).iter().all(|it| is_there(it)),
                        "{what}: {name}"
                    );
                }
            }
        }
        for row in &rows {
            assert!(is_there(row), "{what}: {row} is in no folder");
        }
        for path in &paths {
            let names = |row: &String| {
                row == path
                    || row.ends_with('/')
                        && path.starts_with(row.as_str())
                        && is_there(&format!("{row}{}", folder::README))
            };
            assert!(rows.iter().any(names), "{what}: {path} is in no README");
        }
        for file in files.iter().filter(|it| it.path.ends_with(folder::README)) {
            for name in named_in(&file.text) {
                assert!(is_there(name), "{what}: {} names {name}", file.path);
            }
        }
    }
}

/// All that an instruction says, in every language, and what is typed.
fn said(instruction: &Instruction) -> Vec<String> {
    let Instruction {
        text,
        command,
        ways,
    } = instruction;
    let own = [text.en.clone(), text.de.clone()];
    let own = own.into_iter().chain(command.clone());
    own.chain(ways.iter().flat_map(said)).collect()
}

/// Whatever the platform, the mode and the other targets: what holds settings
/// holds those of the plan, and nobody is told an option that the release lacks.
#[test]
fn settings_read_back_and_no_option_is_of_another_release() {
    let catalog = crate::catalog::Catalog::builtin();
    let mut heard = 0;
    for plan in plans() {
        let all = settings_of(&plan);
        let files = configuration(&plan, &plan.targets, &all, RenderOptions::default());
        for target in &plan.targets {
            reads_back(output(*target), &plan, &files, &all);
        }
        for file in &files {
            let is_of_flag = |it: char| it.is_ascii_alphanumeric() || "._-".contains(it);
            for word in file.text.split(|letter| !is_of_flag(letter)) {
                let Some(flag) = word.strip_prefix('-') else {
                    continue;
                };
                match catalog.has_flag(flag.trim_start_matches('-'), plan.release) {
                    Presence::Here => heard += 1,
                    Presence::Unknown => {}
                    other => panic!("{}, {}: {word} is {other:?}", file.path, plan.release),
                }
            }
        }
    }
    assert!(heard > 1000, "{heard}");
}

#[test]
fn one_step_stands_alone_and_many_are_a_choice() {
    let step = |word: &str| Step {
        alone: format!("only {word}"),
        among: format!("with {word}"),
    };
    let choice = |steps: &[&str]| {
        let steps = steps.iter().copied().map(step).collect();
        Step::choice(steps, "start ", ", or ")
    };
    assert_eq!(choice(&["a"]), "only a");
    assert_eq!(choice(&["a", "b"]), "start with a, or with b");
    assert_eq!(
        choice(&["a", "b", "c"]),
        "start with a, or with b, or with c"
    );
}
