//! Every target is held to what [`Output`](super::Output) promises.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;

use super::super::output::Step;
use super::*;
use crate::catalog::Mode;
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

#[test]
fn each_word_of_a_plan_has_the_output_of_that_word() {
    for (target, output) in Target::ALL.iter().zip(outputs()) {
        assert_eq!(output.target(), *target);
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
            let together: BTreeMap<_, _> = all.iter().flat_map(Settings::meaning).collect();
            for source in output.sources() {
                for one in &all {
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
        let files = configuration(&plan, &settings_of(&plan), RenderOptions::default());
        assert!(files.iter().all(|file| file.target == *target));
        assert!(!files.is_empty(), "{target}");
        assert!(files.is_sorted_by(|a, b| a.path < b.path), "{target}");
    }
}

/// The README and the next steps name no file that is not written.
#[test]
fn what_is_told_of_a_target_are_its_own_paths() {
    let plan = plan("");
    let renderer = Renderer::new(&plan, RenderOptions::default());
    let all = settings_of(&plan);
    for output in outputs() {
        let target = output.target();
        let files = output.files(&renderer, &all);
        let secrets = output.secrets(&renderer, &CertFolder::default()).unwrap();
        let files = files.iter().map(|file| &file.path);
        let paths: Vec<_> = files.chain(secrets.iter().map(|file| &file.path)).collect();
        for (path, what) in output.contents() {
            assert!(!what.is_empty(), "{path}");
            // What each component has, the first has.
            let path = path.replace("<component>", all[0].component.name());
            assert!(paths.iter().any(|it| it.starts_with(&path)), "{path}");
        }
        for text in [output.usage().alone, output.usage().among] {
            assert!(text.contains(&folder::configs(target)), "{text}");
        }
        let next = output.next("made");
        for text in [next.alone, next.among] {
            assert!(
                text.contains(&format!("made/{}", folder::configs(target))),
                "{text}"
            );
            assert!(!text.ends_with('.'), "{text}");
        }
    }
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
