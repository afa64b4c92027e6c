//! What a check says of some files, as a program that reads its JSON sees it.

use std::collections::BTreeSet;
use std::fs;

use crate::place::Place;

/// What a check of some files says, as JSON.
pub(super) struct Said {
    pub(super) code: Option<i32>,
    pub(super) report: serde_json::Value,
}

impl Said {
    pub(super) fn of(place: &Place, arguments: &str) -> Self {
        let ran = place.run(&format!("check --format json {arguments}"));
        Self {
            code: ran.code,
            report: serde_json::from_str(&ran.stdout)
                .unwrap_or_else(|error| panic!("{error}: {} {}", ran.stdout, ran.stderr)),
        }
    }

    /// The codes above a note.
    pub(super) fn codes(&self) -> BTreeSet<&str> {
        let findings = self.report["findings"].as_array().expect("findings");
        let above = findings.iter().filter(|it| it["severity"] != "note");
        above.filter_map(|it| it["code"].as_str()).collect()
    }

    pub(super) fn notes(&self) -> BTreeSet<&str> {
        let findings = self.report["findings"].as_array().expect("findings");
        let notes = findings.iter().filter(|it| it["severity"] == "note");
        notes.filter_map(|it| it["code"].as_str()).collect()
    }

    /// What became of a file, in words.
    pub(super) fn words(&self, file: &str) -> &str {
        let inputs = self.report["inputs"].as_array().expect("inputs");
        let input = inputs.iter().find(|it| it["file"] == file);
        let input = input.unwrap_or_else(|| panic!("{file}: {inputs:?}"));
        input["words"].as_str().expect("words")
    }

    pub(super) fn release(&self) -> (&str, &str) {
        let source = &self.report["release_source"];
        let what = source["what"].as_str().or(source["by"].as_str());
        (
            self.report["release"].as_str().unwrap_or_default(),
            what.unwrap_or_default(),
        )
    }

    /// The lines of a code, in its file.
    pub(super) fn lines(&self, code: &str) -> Vec<(String, u64)> {
        let findings = self.report["findings"].as_array().expect("findings");
        let of_code = findings.iter().filter(|it| it["code"] == code);
        let line = |it: &serde_json::Value| {
            let file = it["place"]["file"].as_str().unwrap_or_default();
            (
                file.to_owned(),
                it["place"]["line"].as_u64().unwrap_or_default(),
            )
        };
        of_code.map(line).collect()
    }

    /// That a code stands at one line of one file, and nowhere else.
    #[track_caller]
    pub(super) fn stands(&self, code: &str, file: &str, line: u64) {
        let wanted = [(file.to_owned(), line)];
        assert_eq!(self.lines(code), wanted, "{}", self.report);
    }
}

pub(super) fn place(files: &[(&str, &str)]) -> Place {
    let place = Place::new();
    for (path, text) in files {
        let path = place.at(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    }
    place
}

#[track_caller]
pub(super) fn said(files: &[(&str, &str)]) -> Said {
    let paths: Vec<&str> = files.iter().map(|(path, _)| *path).collect();
    Said::of(&place(files), &paths.join(" "))
}
