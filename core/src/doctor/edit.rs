//! Fixes that are safe to make without asking, as edits of one line.

use super::cluster::Cluster;
use super::finding::{Edit, Place};

/// A longer line, in bytes, is fixed by hand: its fix would be as long, and
/// such a line has many.
const LONGEST: usize = 4096;

/// The line of a place, unless it is too long.
fn line<'a>(cluster: &'a Cluster, place: &Place) -> Option<&'a str> {
    let line = cluster.source(&place.file)?.line(place.line)?;
    (line.len() <= LONGEST).then_some(line)
}

/// `old` on that line becomes `new`, where it stands there once.
pub(super) fn replace(cluster: &Cluster, place: &Place, old: &str, new: &str) -> Option<Edit> {
    let line = line(cluster, place)?;
    let at = place.column.saturating_sub(1);
    let start = line.char_indices().nth(at).map_or(0, |(start, _)| start);
    let (before, rest) = line.split_at_checked(start)?;
    if rest.matches(old).count() != 1 {
        return None;
    }
    Some(edit(
        place,
        line,
        vec![format!("{before}{}", rest.replacen(old, new, 1))],
    ))
}

/// The line goes. A line that holds more than the one option stays.
pub(super) fn remove(cluster: &Cluster, place: &Place) -> Option<Edit> {
    let line = line(cluster, place)?;
    let is_alone = line.split_whitespace().count() <= 2 && !line.contains(['{', ',']);
    is_alone.then(|| edit(place, line, Vec::new()))
}

/// Another line before that one, indented as it is.
pub(super) fn insert(cluster: &Cluster, place: &Place, new: &str) -> Option<Edit> {
    let line = line(cluster, place)?;
    let indent = line.len() - line.trim_start().len();
    let before = line.get(..indent)?;
    // A list or a mapping on one line has no line of its own for it.
    let is_alone = !line.contains(['{', '[']) && place.column == indent + 1;
    is_alone.then(|| edit(place, line, vec![format!("{before}{new}"), line.to_owned()]))
}

fn edit(place: &Place, old: &str, new: Vec<String>) -> Edit {
    Edit {
        file: place.file.clone(),
        line: place.line,
        old: old.to_owned(),
        new,
    }
}
