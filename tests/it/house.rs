//! Rules about the source itself.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use mimir_tls::catalog::Catalog;
use mimir_tls::folder::{PLAN, PROOF, README};
use mimir_tls::plan::Target;

pub(super) fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// Invariant 2. Tests may spell options: they hold what the rows must give.
#[test]
fn no_option_is_spelled_in_code() {
    let catalog = Catalog::builtin();
    let mut names = BTreeSet::new();
    for option in catalog
        .releases()
        .flat_map(|release| catalog.options(release))
    {
        names.extend(option.flag().map(str::to_owned));
        names.insert(option.yaml().to_owned());
        // The last key alone would be a spelling too, where it is telling.
        let last = option.yaml().rsplit('.').next().unwrap_or_default();
        if last.contains("tls_") || last.ends_with("_file") || last.ends_with("_type") {
            names.insert(last.to_owned());
        }
    }
    assert!(names.len() > 700, "only {} names", names.len());

    let mut files = Vec::new();
    let core = Path::new(env!("CARGO_MANIFEST_DIR"));
    for package in ["src", "go-tls/src", "catalog/src"] {
        sources(&core.join(package), &mut files);
    }
    assert!(files.len() > 60, "only {} files", files.len());
    let is_test = |path: &Path| {
        path.components()
            .any(|part| part.as_os_str().to_string_lossy().starts_with("tests"))
    };
    for path in files.iter().filter(|path| !is_test(path)) {
        let text = fs::read_to_string(path).expect("a source file");
        let code = text
            .split("#[cfg(test)]\nmod tests {")
            .next()
            .unwrap_or_default();
        for (number, line) in code.lines().enumerate() {
            let line = line.split("//").next().unwrap_or_default();
            let spelled = names.iter().find(|name| contains_word(line, name));
            assert!(
                spelled.is_none(),
                "{}:{}: spells {spelled:?}",
                path.display(),
                number + 1
            );
        }
    }
}

/// Texts that name a file to people who have it on their own disk, examples to
/// be typed, and what the page, which links no core, calls a download: a source
/// file, and what it may spell.
const TOLD: [(&str, &str); 18] = [
    ("core/src/bin/mimir-tls/check/mod.rs", "certs/"),
    ("core/src/bin/mimir-tls/inspect.rs", "certs/"),
    ("core/src/bin/mimir-tls/plan.rs", "plan.yaml"),
    ("core/src/bin/mimir-tls/renew.rs", "root.key"),
    ("core/src/bin/mimir-tls/request.rs", "plan.yaml"),
    ("core/src/doctor/read/kubernetes.rs", "root.key"),
    ("core/src/pki/own_ca.rs", "root.key"),
    ("core/src/plan/reference.rs", "plan.yaml"),
    ("core/src/proof/advice.rs", "proof.json"),
    ("core/src/render/targets/systemd/mod.rs", "systemd/"),
    ("web/src/app/check/desk.rs", "certs/"),
    ("web/src/app/check/desk.rs", "plan.yaml"),
    ("web/src/app/fragment.rs", "README.md"),
    ("web/src/app/plan_panel/mod.rs", "plan.yaml"),
    ("web/src/app/words/change.rs", "plan.yaml"),
    ("web/src/app/words/plan.rs", "plan.yaml"),
    ("web/src/app/words/remedies.rs", "proof.json"),
    ("web/src/app/words/signing.rs", "root.key"),
];

/// Where a file of the folder stands is said in `core/src/folder` alone.
#[test]
fn no_path_of_the_folder_is_spelled_outside_its_layout() {
    let folders = Target::ALL
        .iter()
        .map(|target| format!("{}/", target.folder()));
    let endings = Target::ALL.iter().map(|target| format!(">.{target}"));
    let rest = ["certs/", "root.key", PLAN, PROOF, README].map(str::to_owned);
    let spelled: Vec<String> = folders.chain(endings).chain(rest).collect();

    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut files = Vec::new();
    for below in ["core/src", "web/src"] {
        sources(&root.join(below), &mut files);
    }
    assert!(files.len() > 150, "only {} files", files.len());
    let mut told: BTreeSet<&(&str, &str)> = BTreeSet::new();
    for path in files {
        let name = path.strip_prefix(&root).expect("below the root");
        let name = name.to_str().expect("a name").to_owned();
        let is_test = name.contains("/tests/") || name.ends_with("tests.rs");
        if is_test || name.starts_with("core/src/folder/") {
            continue;
        }
        let text = fs::read_to_string(&path).expect("a source file");
        let code = text
            .split("#[cfg(test)]\nmod tests {")
            .next()
            .unwrap_or_default();
        for (number, line) in code.lines().enumerate() {
            if line.trim_start().starts_with("//") {
                continue;
            }
            for word in spelled.iter().filter(|word| is_spelled(line, word)) {
                let row = TOLD.iter().find(|row| row.0 == name && row.1 == word);
                assert!(row.is_some(), "{name}:{}: spells `{word}`", number + 1);
                told.extend(row);
            }
        }
    }
    let stale: Vec<_> = TOLD.iter().filter(|row| !told.contains(row)).collect();
    assert!(stale.is_empty(), "not spelled any more: {stale:?}");
}

/// Whether `word` stands in a text of `line`, with no longer name before it. A
/// line without quotes may be within a text of many; a call is none.
fn is_spelled(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(start, _)| {
        let (before, after) = (&line[..start], &line[start + word.len()..]);
        let is_text = before.matches('"').count() % 2 == 1 || !before.contains('"');
        let part_of_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
        let is_call = after.starts_with('.') && after.contains('(');
        is_text && !is_call && !before.chars().next_back().is_some_and(part_of_name)
    })
}

/// Whether `name` stands in `line` with nothing of a longer name around it.
fn contains_word(line: &str, name: &str) -> bool {
    let part_of_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    line.match_indices(name).any(|(start, _)| {
        let before = line[..start].chars().next_back();
        let after = line[start + name.len()..].chars().next();
        !before.is_some_and(part_of_name) && !after.is_some_and(part_of_name)
    })
}

/// README and CHANGELOG count the rules as there are.
#[test]
fn rules_are_counted_as_they_are() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let rules = mimir_tls::doctor::rules().len();
    for (file, words) in [
        ("README.md", "kinds of findings"),
        ("CHANGELOG.md", "rules with why and fix"),
    ] {
        let text = fs::read_to_string(root.join(file)).expect("a text");
        let counted = format!("{rules} {words}");
        assert!(text.contains(&counted), "{file} does not say: {counted}");
    }
}
