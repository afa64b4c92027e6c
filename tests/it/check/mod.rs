//! `mimir-tls check`: every rule has a fixture that it finds, and one in which
//! it finds nothing.

mod bounds;
mod callers;
mod canary;
mod carried;
mod cases;
mod causes;
mod charts;
mod commands;
mod commands_read;
mod composed;
mod fixes;
mod flux;
mod folders;
mod forms;
mod gate;
mod hidden;
mod killed;
mod kustomized;
mod merged;
mod named;
mod noise;
mod off;
mod others;
mod plans;
mod promises;
mod public;
mod readers;
mod recipe;
mod said;
mod secrets;
mod seeded;
mod starters;
mod strangers;
mod threads;
mod volumes;
mod written;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use mimir_tls::catalog::Catalog;
use mimir_tls::doctor::{
    CheckReport, Code, Input, Options, Trouble, TroubleKind, check, one_by_one, reference,
    reference_markdown, rules,
};
use mimir_tls::language::{Language, Text};
use mimir_tls::pki::Instant;

use recipe::Recipe;

/// The day on which the fixtures are checked: 15 January 2027.
const NOW: i64 = 1_800_000_000;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn fixtures() -> PathBuf {
    root().join("tests/golden/check")
}

fn files(folder: &Path, prefix: &str, inputs: &mut Vec<Input>) {
    let mut entries: Vec<_> = fs::read_dir(folder)
        .expect("a folder of a fixture")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    entries.sort();
    for path in entries {
        let name = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        if path.is_dir() {
            files(&path, &format!("{prefix}{name}/"), inputs);
        } else if name != "recipe.json" {
            inputs.push(Input {
                path: format!("{prefix}{name}"),
                bytes: fs::read(&path).expect("a file of a fixture"),
                mode: None,
            });
        }
    }
}

/// Checks a fixture: what is in its folder, and what its recipe makes.
fn checked(folder: &Path, language: Language) -> CheckReport {
    let recipe = match fs::read_to_string(folder.join("recipe.json")) {
        Ok(text) => serde_json::from_str(&text).expect("a recipe"),
        Err(_) => Recipe::default(),
    };
    let mut inputs = Vec::new();
    if folder.is_dir() {
        files(folder, "", &mut inputs);
    }
    recipe.make(&mut inputs);
    report(inputs, &recipe, language)
}

fn report(inputs: Vec<Input>, recipe: &Recipe, language: Language) -> CheckReport {
    let catalog = Catalog::builtin();
    let release = match &recipe.release {
        Some(text) => catalog.release(text).expect("a release"),
        None => catalog.newest(),
    };
    let mut options = Options::new(release, Instant::from_unix(NOW));
    options.language = language;
    options.release = options.release.filter(|_| !recipe.as_named);
    let troubles = [
        (
            &recipe.troubles,
            TroubleKind::ArchiveEntry,
            "it leads out of the archive",
        ),
        (&recipe.passed_over, TroubleKind::PassedOver, "it is hidden"),
        (
            &recipe.unreadable,
            TroubleKind::Unreadable,
            "permission denied",
        ),
        (&recipe.too_much, TroubleKind::TooMuch, "32 MiB are full"),
    ];
    for (paths, kind, reason) in troubles {
        options.troubles.extend(paths.iter().map(|path| Trouble {
            path: path.clone(),
            kind,
            reason: Text::word(reason),
        }));
    }
    check(inputs, options, one_by_one)
}

fn codes(report: &CheckReport) -> BTreeSet<Code> {
    report.findings.iter().map(|finding| finding.code).collect()
}

#[test]
fn every_rule_finds_its_fixture_and_nothing_in_the_other() {
    let mut wrong = Vec::new();
    for rule in rules() {
        let folder = fixtures().join(rule.code.as_str());
        let bad = codes(&checked(&folder.join("bad"), Language::English));
        if !bad.contains(&rule.code) {
            wrong.push(format!("{}/bad: {bad:?}", rule.code));
        }
        let good = codes(&checked(&folder.join("good"), Language::English));
        if good.contains(&rule.code) {
            wrong.push(format!("{}/good: {good:?}", rule.code));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(rules().len() >= 60, "only {} rules", rules().len());
}

#[test]
fn every_fixture_is_of_a_rule() {
    let known: BTreeSet<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
    for entry in fs::read_dir(fixtures()).expect("the fixtures") {
        let path = entry.expect("an entry").path();
        let name = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        assert!(
            known.contains(name.as_str()) || !path.is_dir(),
            "{name} is the fixture of no rule"
        );
    }
}

/// What is said of each fixture, so that a change of the texts is seen.
#[test]
fn what_is_said() {
    let mut said = String::new();
    for rule in rules() {
        let report = checked(
            &fixtures().join(rule.code.as_str()).join("bad"),
            Language::English,
        );
        let finding = report.findings.iter().find(|it| it.code == rule.code);
        let Some(finding) = finding else {
            continue;
        };
        let place = &finding.place;
        said.push_str(&format!(
            "{} {}:{}:{} {}\n  why: {}\n  fix: {}\n",
            rule.code, place.file, place.line, place.column, finding.what, finding.why, finding.fix
        ));
        if let Some(edit) = &finding.edit {
            for (mark, line) in edit.diff() {
                said.push_str(&format!("  {mark}{line}\n"));
            }
        }
    }
    fresh(&fixtures().join("said.txt"), &said);
}

/// That nothing fills a hole in vain is asserted where a finding is made, in a
/// debug build: so by this test, and by the one of `good`.
#[test]
fn no_hole_stays_open_in_either_language() {
    for language in [Language::English, Language::German] {
        for rule in rules() {
            let report = checked(&fixtures().join(rule.code.as_str()).join("bad"), language);
            for finding in &report.findings {
                for text in [&finding.what, &finding.why, &finding.fix] {
                    let hole = text.split('{').skip(1).find(|rest| {
                        let name = rest.split('}').next().unwrap_or_default();
                        !name.is_empty() && name.chars().all(|it| it.is_ascii_lowercase())
                    });
                    assert!(hole.is_none(), "{} says {text:?}", finding.code);
                }
            }
        }
    }
}

#[test]
fn rows_are_in_order_complete_and_plainly_written() {
    let rows = rules();
    assert!(rows.is_sorted_by(|one, other| one.code < other.code));
    for rule in rows {
        let code = rule.code.as_str();
        assert!(code.len() == 5 && code.starts_with("MT"), "{code}");
        assert!(rule.reference.starts_with("https://"), "{}", rule.code);
        for text in [&rule.title, &rule.what, &rule.why, &rule.fix] {
            for text in [&text.en, &text.de] {
                assert!(
                    !text.is_empty() && !text.ends_with('.'),
                    "{}: {text:?}",
                    rule.code
                );
            }
            assert_ne!(
                (&text.en, text.en.contains(' ')),
                (&text.de, true),
                "{}: not translated",
                rule.code
            );
        }
    }
}

#[test]
fn a_code_has_its_page() {
    let page = reference("mt101", Language::German).expect("a page");
    assert_eq!(page.code, Code::Mt101);
    assert_eq!(page.title, "Listener unbemerkt im Klartext");
    assert_eq!(reference("MT999", Language::English), None);
}

#[test]
fn known_errors_name_codes_that_there_are() {
    let causes = mimir_tls::explain::known()
        .iter()
        .flat_map(|row| &row.causes);
    let named: BTreeSet<&str> = causes
        .flat_map(|cause| &cause.findings)
        .map(String::as_str)
        .collect();
    assert!(named.len() > 30, "only {named:?}");
    for code in named {
        assert!(Code::of(code).is_some(), "{code}");
    }
}

#[test]
fn reference_of_all_codes() {
    fresh(&root().join("core/data/FINDINGS.md"), &reference_markdown());
}

fn fresh(path: &Path, text: &str) {
    if std::env::var_os("UPDATE").is_some() {
        fs::write(path, text).expect("the file");
    }
    let committed = fs::read_to_string(path).unwrap_or_default();
    assert!(
        committed == text,
        "{} is not fresh: run UPDATE=1 cargo test --test it check, and read the diff",
        path.display()
    );
}
