//! Names that the release does not have. Codes MT115 to MT117, MT119.

use std::collections::BTreeMap;

use super::super::cluster::Cluster;
use super::super::code::Code;
use super::super::finding::{Place, Severity};
use super::super::process::{Form, Known, Setting};
use super::super::redact;
use super::super::rules::Draft;
use super::super::wish;
use super::options::{last, shown};
use crate::catalog::{Catalog, Field, Miss, OptionRow, Release};

pub(super) fn judge(
    cluster: &Cluster,
    drafts: &mut Vec<Draft>,
    bound: &mut dyn FnMut(&mut Vec<Draft>),
) {
    for process in &cluster.running.processes {
        let mut blocks: BTreeMap<Place, Draft> = BTreeMap::new();
        for setting in process.settings.iter() {
            let Known::Miss(miss) = &setting.known else {
                continue;
            };
            let unknown = Unknown::of(setting, process.release);
            let draft = unknown.draft(miss);
            // What runs may know what the release that stands in for it does not.
            let stands_for = process.container.stands_for.as_deref();
            let draft = draft.map(|draft| match stands_for {
                Some(named) if draft.code != Code::Mt119 => unknown.unsure(draft, named),
                _ => draft,
            });
            // Mimir says once of a block that it does not know it, whatever is in it.
            match (draft, unknown.block) {
                (None, _) => {}
                (Some(draft), None) => drafts.push(draft),
                (Some(draft), Some(_)) => match blocks.get_mut(&draft.place) {
                    Some(known) => known.lacks.extend(draft.lacks),
                    None => _ = blocks.insert(draft.place.clone(), draft),
                },
            }
        }
        drafts.extend(blocks.into_values());
        if drafts.len() > super::super::alike::MOST_AT_ONCE {
            bound(drafts);
        }
    }
}

/// A setting whose name is none of the release's.
struct Unknown<'a> {
    setting: &'a Setting,
    release: Release,
    /// The outermost block around it of which the release has nothing, and where
    /// its key stands.
    block: Option<(&'a str, Place)>,
}

impl<'a> Unknown<'a> {
    fn of(setting: &'a Setting, release: Release) -> Self {
        let name: &str = &setting.name;
        let ends = name.match_indices('.').map(|(end, _)| end);
        let block = ends.zip(&setting.above).find_map(|(end, place)| {
            let block = name.get(..end)?;
            let is_known = Catalog::builtin().has_block(block, release);
            (!is_known).then(|| (block, place.clone()))
        });
        Self {
            setting,
            release,
            block,
        }
    }

    fn draft(&self, miss: &Miss) -> Option<Draft> {
        let release = self.release;
        let meant = self.option();
        let draft = match miss {
            Miss::NotTls { .. } => return None,
            Miss::NotYet { since, .. } => self
                .about(Code::Mt115)
                .with("since", since)
                .with("release", release),
            Miss::Removed { removed_in, .. } => {
                let draft = self
                    .about(Code::Mt116)
                    .with("removed", removed_in)
                    .with("release", release);
                match self.moved() {
                    Some(near) => draft.with("near", near),
                    None => draft,
                }
            }
            Miss::Unknown { .. } => match meant.filter(|option| self.is_beside(option)) {
                Some(option) => self.misnamed(option),
                None => {
                    let near = self.near();
                    let draft = self.about(Code::Mt117).with("release", release);
                    match near.is_empty() {
                        true => draft,
                        false => draft.with("near", near.join(", ")),
                    }
                }
            },
        };
        Some(match meant {
            Some(option) => draft.lacking(option.surface(), option.field()),
            None => draft,
        })
    }

    /// The same where that release only stands in for what runs. Of its own line, that
    /// may have an option which came with the next one, and no other; else a misprint is
    /// likely where the right name is near.
    fn unsure(&self, draft: Draft, named: &str) -> Draft {
        let most = match (is_of_line(named, self.release), draft.code) {
            (true, Code::Mt115) => Severity::Warning,
            (true, _) => return draft,
            (false, _) if self.near().is_empty() => Severity::Note,
            (false, _) => Severity::Warning,
        };
        let mut draft = draft.with("named", named);
        draft.at_most = most;
        draft
    }

    fn about(&self, code: Code) -> Draft {
        match &self.block {
            Some((block, place)) => Draft::new(code, place.clone(), redact::name(block)),
            None => Draft::new(code, self.setting.place().clone(), shown(self.setting)),
        }
    }

    /// Where the option is now, as it is written there.
    fn moved(&self) -> Option<String> {
        let (catalog, name) = (Catalog::builtin(), &self.setting.name);
        // Of a whole block that went, one option says nothing.
        let moved = match (self.setting.form, &self.block) {
            (_, Some(_)) => None,
            (Form::Flag, None) => catalog.moved_flag(name, self.release),
            (Form::Yaml, None) => catalog.moved_path(name, self.release),
        };
        moved.map(|moved| self.quoted(moved))
    }

    fn quoted(&self, name: &str) -> String {
        match self.setting.form {
            Form::Flag => format!("`-{name}`"),
            Form::Yaml => format!("`{name}`"),
        }
    }

    /// The same thing by the name that it has in this block.
    fn misnamed(&self, option: &'static OptionRow) -> Draft {
        let near = last(option.yaml());
        let about = self.about(Code::Mt119).with("near", near);
        // The text of a certificate under the name for its path would not start.
        if self.setting.value.contains("-----BEGIN ") && is_path(option.field()) {
            return about.with("line", format!("{near}: FILE"));
        }
        about
            .with("line", near)
            .fixed(wish::rename(self.setting, option))
    }

    /// Whether an option stands in the very block in which the setting does.
    fn is_beside(&self, option: &OptionRow) -> bool {
        let block = |path: &str| path.rsplit_once('.').map(|(block, _)| block.to_owned());
        self.setting.form == Form::Yaml
            && self.block.is_none()
            && block(option.yaml()) == block(&self.setting.name)
    }

    /// The TLS option that is meant, if it is clear which.
    fn option(&self) -> Option<&'static OptionRow> {
        let catalog = Catalog::builtin();
        if let Some(option) = meant(self.setting, self.release) {
            return Some(option);
        }
        let [near] = self.nearest() else {
            return None;
        };
        match self.setting.form {
            Form::Flag => catalog.by_flag(near, self.release).ok(),
            Form::Yaml => catalog.by_yaml(near, self.release).ok(),
        }
    }

    fn nearest(&self) -> &[String] {
        match &self.setting.known {
            Known::Miss(Miss::Unknown { nearest, .. }) => nearest,
            _ => &[],
        }
    }

    /// What is offered instead, as it is written.
    fn near(&self) -> Vec<String> {
        let quoted = |name: &str| self.quoted(name);
        if let Some(option) = later(self.setting, self.release) {
            return vec![format!("`{}` ({})", option.yaml(), option.since())];
        }
        if let Some((block, _)) = self.block {
            let blocks = Catalog::builtin().nearest_blocks(block, self.release);
            if !blocks.is_empty() {
                return blocks.into_iter().map(quoted).collect();
            }
        }
        match meant(self.setting, self.release) {
            Some(option) => vec![quoted(option.yaml())],
            None => self.nearest().iter().map(|name| quoted(name)).collect(),
        }
    }
}

fn is_path(field: Field) -> bool {
    matches!(
        field,
        Field::Cert | Field::Key | Field::Ca | Field::ClientCa
    )
}

/// What the newest release has in the same words, as `tls_enabled` is what
/// `tls.enabled` means, where this release has nothing of the kind.
fn later(setting: &Setting, release: Release) -> Option<&'static OptionRow> {
    let words = |path: &str| path.replace('.', "_");
    let catalog = Catalog::builtin();
    let mut newest = catalog.options(catalog.newest());
    newest.find(|option| option.since() > release && words(option.yaml()) == words(&setting.name))
}

/// What another product's path means here: its first word is a component, and
/// of what that reads, one block ends alike and has the most words in common, as
/// `frontend_worker` has with Tempo's `querier.query_frontend`.
fn meant(setting: &Setting, release: Release) -> Option<&'static OptionRow> {
    let catalog = Catalog::builtin();
    if setting.form != Form::Yaml {
        return None;
    }
    let (component, _) = setting.name.split_once('.')?;
    let component = catalog.component(component).ok()?;
    let (block, end) = halves(&setting.name)?;
    let alike = catalog.options(release).filter_map(|option| {
        let (own, own_end) = halves(option.yaml())?;
        let is_read = own_end == end && option.surface().is_read_by(component, release);
        let common = words(own).filter(|word| words(block).any(|it| it == *word));
        is_read.then(|| (common.count(), option))
    });
    let mut alike: Vec<_> = alike.filter(|(common, _)| *common > 0).collect();
    alike.sort_by_key(|(common, _)| std::cmp::Reverse(*common));
    match alike.as_slice() {
        [(_, only)] => Some(only),
        [(first, most), (second, _), ..] if first > second => Some(most),
        _ => None,
    }
}

/// A path before and from its last block.
fn halves(path: &str) -> Option<(&str, &str)> {
    let (end, _) = path.rmatch_indices('.').nth(1)?;
    Some((path.get(..end)?, path.get(end..)?))
}

fn words(path: &str) -> impl Iterator<Item = &str> {
    path.split(['.', '_'])
}

/// Whether that is written as a release of the same line, `3.0.9` as one of 3.0, and as
/// no build on the way to one.
fn is_of_line(written: &str, release: Release) -> bool {
    let number = written.strip_prefix('v').unwrap_or(written);
    let patch = number.strip_prefix(release.line().as_str());
    patch.is_some_and(|it| it.starts_with('.') && !it.contains(['-', '+']))
}
