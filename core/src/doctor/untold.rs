//! Values of which nobody knows what they are, and which are not shown.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use super::cluster::Cluster;
use super::finding::Place;
use super::process::{Known, Setting};
use super::redact;
use crate::catalog::{Catalog, Field, Miss};
use crate::cluster::Refusal;

/// Where texts set something that is none of Mimir's options. What it is set to is
/// not shown: the name may be that of a secret, misspelt.
pub(super) struct Untold<'a> {
    /// The column and the name of the first on each line, by the file; of a word that
    /// is none of Mimir's, no name.
    first: BTreeMap<&'a str, BTreeMap<usize, (usize, &'a str)>>,
}

impl<'a> Untold<'a> {
    pub(super) fn of(cluster: &'a Cluster) -> Self {
        let processes = cluster.running.processes.iter();
        let settings = processes.flat_map(|process| process.settings.iter());
        let mut first: BTreeMap<&str, BTreeMap<usize, (usize, &str)>> = BTreeMap::new();
        for setting in settings.filter(|setting| is_untold(setting)) {
            let name = if is_stray(setting) { "" } else { last(setting) };
            let place = setting.place();
            let lines = first.entry(&place.file).or_default();
            let here = (place.column, name);
            let known = lines.entry(place.line).or_insert(here);
            *known = here.min(*known);
        }
        Self { first }
    }

    /// Whether there is such a setting on one of the lines of a file.
    pub(super) fn is_on(&self, file: &str, lines: RangeInclusive<usize>) -> bool {
        let known = self.first.get(file);
        known.is_some_and(|it| it.range(lines).next().is_some())
    }

    /// The line of a place up to the first such value. None where that stands before
    /// what the place is about.
    pub(super) fn cut(&self, place: &Place, line: &str) -> Option<String> {
        let on_line = self.first.get(place.file.as_str());
        let Some((column, name)) = on_line.and_then(|lines| lines.get(&place.line)) else {
            return Some(line.to_owned());
        };
        let from = |column: usize| {
            let mut letters = line.char_indices().map(|(at, _)| at);
            letters.nth(column.saturating_sub(1)).unwrap_or(line.len())
        };
        let start = from(*column);
        let end = start + line.get(start..)?.find(name)? + name.len();
        let behind = line.get(end..)?;
        let value = behind.trim_start_matches(|it: char| "=:\"' \t".contains(it));
        match value.is_empty() {
            true => Some(line.to_owned()),
            false if from(place.column) > end => None,
            false => Some(format!("{}…", line.strip_suffix(value)?)),
        }
    }
}

/// Whether nobody knows what a setting is. Where its name ends as that of an option
/// for TLS does, it is meant as one.
fn is_untold(setting: &Setting) -> bool {
    if is_stray(setting) {
        return !redact::is_plain(setting.name.trim_start_matches('-'));
    }
    let takes_words = setting.option().is_some_and(|option| {
        let field = option.field();
        matches!(
            field,
            Field::ClientAuth | Field::MinVersion | Field::CipherSuites
        )
    });
    if setting.refused.is_some() || takes_words {
        let is_plain = !setting.is_block && redact::is_plain(&setting.value);
        return !setting.is_unknown && !is_plain;
    }
    let is_switch = matches!(setting.value.as_str(), "" | "true" | "false");
    let is_unknown = matches!(setting.known, Known::Miss(Miss::Unknown { .. }));
    let can_hold_more = setting.is_block || !is_switch;
    is_unknown && can_hold_more && !is_meant_for_tls(last(setting))
}

/// Whether it is a word that is no flag, where one might stand.
fn is_stray(setting: &Setting) -> bool {
    let refused = setting.refused.as_deref();
    matches!(refused, Some(Refusal::Rest | Refusal::Syntax))
}

fn is_meant_for_tls(name: &str) -> bool {
    let catalog = Catalog::builtin();
    let mut options = catalog.options(catalog.newest());
    !redact::names_secret(name)
        && options.any(|option| {
            let flag = option.flag().unwrap_or_default();
            let is_called = [flag, option.yaml()].iter().any(|it| it.ends_with(name));
            is_called && option.field() != Field::KeyText
        })
}

/// The last word of a setting's name.
fn last(setting: &Setting) -> &str {
    setting.name.rsplit('.').next().unwrap_or(&setting.name)
}
