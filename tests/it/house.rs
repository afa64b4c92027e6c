//! Rules about the source itself.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use mimir_tls::catalog::Catalog;

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

/// Whether `name` stands in `line` with nothing of a longer name around it.
fn contains_word(line: &str, name: &str) -> bool {
    let part_of_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    line.match_indices(name).any(|(start, _)| {
        let before = line[..start].chars().next_back();
        let after = line[start + name.len()..].chars().next();
        !before.is_some_and(part_of_name) && !after.is_some_and(part_of_name)
    })
}
