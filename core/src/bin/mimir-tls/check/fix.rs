//! The fixes that are safe, written to a copy or to the file itself.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use mimir_tls::doctor::{CheckReport, Edit, Finding};

use crate::failure::Failure;
use crate::folder::quoted;

/// Writes the edits of the findings, and shows them as a diff.
///
/// # Errors
/// A file that changed since, a copy that is there already, a folder that takes
/// no file.
pub(super) fn write(report: &CheckReport, in_place: bool) -> Result<String, Failure> {
    let mut files: BTreeMap<&str, BTreeMap<usize, &Edit>> = BTreeMap::new();
    let mut later = 0;
    for edit in report.findings.iter().flat_map(Finding::edits) {
        let lines = files.entry(&edit.file).or_default();
        // One line is fixed once a run; the next run sees what is left.
        match lines.get(&edit.line) {
            Some(first) if *first != edit => later += 1,
            _ => {
                lines.insert(edit.line, edit);
            }
        }
    }
    let mut shown = String::new();
    for (file, edits) in files {
        let path = Path::new(file);
        if !path.is_file() {
            let _ = writeln!(
                shown,
                "{file} is no file of its own; its fixes are shown alone"
            );
            diff(&mut shown, file, file, &edits);
            continue;
        }
        let target = match in_place {
            true => path.to_owned(),
            false => PathBuf::from(format!("{file}.fixed")),
        };
        let text = fs::read_to_string(path)
            .map_err(|cause| Failure::io(format!("could not read {}", quoted(path)), &cause))?;
        let fixed = apply(&text, &edits).ok_or_else(|| {
            Failure::new(format!("{} has changed since it was read", quoted(path)))
        })?;
        put(&target, path, &fixed, in_place)?;
        diff(&mut shown, file, &target.display().to_string(), &edits);
    }
    if later > 0 {
        let _ = writeln!(shown, "{later} more can be fixed by another run");
    }
    Ok(shown)
}

/// The text with its lines replaced; none if a line is not what it was.
fn apply(text: &str, edits: &BTreeMap<usize, &Edit>) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for (number, whole) in (1..).zip(text.split_inclusive('\n')) {
        let line = whole.trim_end_matches(['\n', '\r']);
        let end = whole.get(line.len()..)?;
        match edits.get(&number) {
            Some(edit) if edit.old == line || number == 1 && line.ends_with(&edit.old) => {
                for new in &edit.new {
                    out.push_str(new);
                    out.push_str(if end.is_empty() { "\n" } else { end });
                }
                done += 1;
            }
            Some(_) => return None,
            None => out.push_str(whole),
        }
    }
    (done == edits.len()).then_some(out)
}

/// Writes a file: a copy must be new; a file itself is replaced in one step,
/// with the mode that it had.
fn put(target: &Path, from: &Path, text: &str, in_place: bool) -> Result<(), Failure> {
    let told = |cause: &std::io::Error| match cause.kind() {
        std::io::ErrorKind::AlreadyExists => {
            Failure::new(format!("{} is there already", quoted(target)))
                .hint("look at it, and take it away")
        }
        _ => Failure::io(format!("could not write {}", quoted(target)), cause),
    };
    let written = match in_place {
        true => PathBuf::from(format!("{}.fixed", target.display())),
        false => target.to_owned(),
    };
    let write = || {
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&written)?;
        file.write_all(text.as_bytes())?;
        file.set_permissions(fs::metadata(from)?.permissions())?;
        if in_place {
            file.sync_all()?;
            fs::rename(&written, target)?;
        }
        Ok(())
    };
    write().map_err(|cause| told(&cause))
}

fn diff(shown: &mut String, from: &str, to: &str, edits: &BTreeMap<usize, &Edit>) {
    let _ = writeln!(shown, "--- {from}\n+++ {to}");
    let mut shift = 0_isize;
    for (line, edit) in edits {
        let new = line.saturating_add_signed(shift);
        let _ = writeln!(
            shown,
            "@@ -{line},1 +{new},{} @@\n-{}",
            edit.new.len(),
            edit.old
        );
        for line in &edit.new {
            let _ = writeln!(shown, "+{line}");
        }
        shift += edit.new.len().cast_signed() - 1;
    }
}
