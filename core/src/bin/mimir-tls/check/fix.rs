//! The fixes, written to copies beside the files or to the files themselves, and
//! told.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use mimir_tls::doctor::{FixedText, Fixes};
use mimir_tls::shown;
use schemars::JsonSchema;
use serde::Serialize;

use super::inputs::Origins;
use super::markdown::{fence, prose};
use super::replace::{self, NewText, identity};
use crate::diff;
use crate::failure::Failure;
use crate::folder::quoted;

/// One file that was written.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Written {
    /// The file that was read.
    file: String,
    /// The file that was written.
    to: String,
    /// How many findings are gone by it.
    fixed: usize,
}

/// The fixes of one text.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Diff {
    /// What was read.
    file: String,
    /// How many findings would be gone by it.
    fixed: usize,
    /// The diff, as `patch` reads it.
    diff: String,
}

/// What came of the fixes.
#[derive(Debug, Default)]
pub(super) struct Fixed {
    written: Vec<Written>,
    /// Inputs that are no file of their own: their fixes are shown alone.
    shown: Vec<String>,
    diffs: Vec<Diff>,
    later: usize,
    /// Whether nothing was to be written.
    is_unwritten: bool,
}

/// Finishes what a run that was ended has begun in the folders of these files,
/// and takes away what it left there. Says whether a file became another.
///
/// # Errors
/// A file that was begun and cannot be finished.
pub(super) fn finish(origins: &Origins) -> Result<bool, Failure> {
    let paths = origins.values().flatten();
    let real: BTreeSet<PathBuf> = paths
        .filter_map(|path| fs::canonicalize(path).ok())
        .collect();
    replace::finish(&real)
}

/// Writes every text that its fixes change: all of them, or none.
///
/// # Errors
/// A file that changed since it was read, a copy that is there already, a folder
/// that takes no file.
pub(super) fn write(fixes: &Fixes, origins: &Origins, in_place: bool) -> Result<Fixed, Failure> {
    let mut fixed = Fixed {
        later: fixes.later,
        ..Fixed::default()
    };
    let mut texts: Vec<NewText> = Vec::new();
    for text in &fixes.texts {
        let Some(path) = origins.get(&text.file).and_then(Option::as_deref) else {
            fixed.show(text, &text.file);
            fixed.shown.push(text.file.clone());
            continue;
        };
        let new = new_text(text, path, in_place)?;
        // One file under two names is written once.
        let known = texts.iter().find(|known| known.of == new.of);
        if let Some(known) = known {
            if known.new != new.new {
                let (one, other) = (quoted(&known.target), quoted(path));
                return Err(Failure::new(format!(
                    "{one} and {other} are one file, and its fixes differ"
                ))
                .hint("name it once"));
            }
            continue;
        }
        let to = match in_place {
            true => text.file.clone(),
            false => new.target.display().to_string(),
        };
        fixed.show(text, &to);
        fixed.written.push(Written {
            file: text.file.clone(),
            to,
            fixed: text.fixed,
        });
        texts.push(new);
    }
    replace::write(&texts)?;
    Ok(fixed)
}

fn new_text(text: &FixedText, path: &Path, in_place: bool) -> Result<NewText, Failure> {
    let told = |cause| Failure::io(format!("could not read {}", quoted(path)), &cause);
    let old = fs::read(path).map_err(told)?;
    let mark: &[u8] = if old.starts_with(MARK) { MARK } else { b"" };
    let bytes = |text: &str| [mark, text.as_bytes()].concat();
    if old != bytes(&text.old) {
        return Err(
            Failure::new(format!("{} has changed since it was read", quoted(path)))
                .hint("run it again"),
        );
    }
    // A link leads to the file that is meant.
    let real = fs::canonicalize(path).map_err(told)?;
    let target = match in_place {
        true => real.clone(),
        false => {
            let mut name = path.as_os_str().to_owned();
            name.push(".fixed");
            PathBuf::from(name)
        }
    };
    Ok(NewText {
        of: identity(&real).map_err(told)?,
        source: real,
        target,
        is_copy: !in_place,
        new: bytes(&text.new),
        old,
    })
}

/// The mark of order that a text in UTF-8 may begin with.
const MARK: &[u8] = b"\xef\xbb\xbf";

impl Fixed {
    /// The fixes as they are, for nobody to write.
    pub(super) fn unwritten(fixes: &Fixes) -> Self {
        let mut fixed = Self {
            later: fixes.later,
            is_unwritten: true,
            ..Self::default()
        };
        for text in &fixes.texts {
            fixed.show(text, &text.file);
        }
        fixed
    }

    fn show(&mut self, text: &FixedText, to: &str) {
        let diff = diff::unified(&text.file, to, &text.old, &text.new);
        self.diffs.push(Diff {
            file: text.file.clone(),
            fixed: text.fixed,
            // A line beside a fix may be one of a key.
            diff: shown::elided(&diff).into_owned(),
        });
    }

    /// What was written; none where nothing was to be.
    pub(super) fn written(&self) -> Option<&[Written]> {
        (!self.is_unwritten).then_some(&self.written)
    }

    /// What would be written; none where it was.
    pub(super) fn unwritten_diffs(&self) -> Option<&[Diff]> {
        self.is_unwritten.then_some(&self.diffs)
    }

    /// The diffs, one behind the other.
    fn diffs(&self) -> String {
        self.diffs.iter().map(|it| it.diff.as_str()).collect()
    }

    /// What was written, or would be, a line each.
    pub(super) fn lines(&self) -> Vec<String> {
        let count = |number: usize, one: &str| match number {
            1 => format!("1 {one}"),
            _ => format!("{number} {one}s"),
        };
        let written = self.written.iter().map(|it| {
            format!(
                "wrote {}: {} fixed",
                shown::line(&it.to),
                count(it.fixed, "finding")
            )
        });
        let shown = self
            .shown
            .iter()
            .map(|file| format!("{file} is no file of its own; its fixes are shown alone"));
        let unwritten = self.diffs.iter().filter(|_| self.is_unwritten).map(|it| {
            let file = shown::line(&it.file);
            format!("--fix would fix {} in {file}", count(it.fixed, "finding"))
        });
        let later =
            (self.later > 0).then(|| format!("{} for another run", count(self.later, "fix")));
        let none = match (self.diffs.is_empty(), self.is_unwritten) {
            (true, false) => Some("nothing was written: no finding has a proven fix"),
            (true, true) => Some("no finding has a proven fix"),
            (false, _) => None,
        };
        let none = none.map(String::from);
        let all = written.chain(unwritten).chain(shown);
        all.chain(later).chain(none).collect()
    }

    /// The diffs and what was written.
    pub(super) fn text(&self) -> String {
        let mut out = self.diffs();
        for line in self.lines() {
            // Writing into a String cannot fail.
            let _ = writeln!(out, "{line}");
        }
        out
    }

    /// The same as Markdown.
    pub(super) fn markdown(&self) -> String {
        let title = if self.is_unwritten { "fixes" } else { "fixed" };
        let mut out = format!("## {title}\n\n");
        for line in self.lines() {
            let _ = writeln!(out, "- {}", prose(&line));
        }
        if !self.diffs.is_empty() {
            let diffs = self.diffs();
            let fence = fence(&diffs, 3);
            let _ = write!(out, "\n{fence}diff\n{diffs}{fence}\n");
        }
        out
    }
}
