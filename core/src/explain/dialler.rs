//! Who dials, and in whose words advice is given: rows of
//! `core/data/diallers.json`, a dialler by kinds of fix.

use std::sync::OnceLock;

use serde::Deserialize;

use super::rows::Speaker;
use crate::catalog::Catalog;
use crate::language::{Language, Text};
use crate::table;

/// A program that dials: a row of `data/diallers.json`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Dialler {
    /// The id of the dialler, `remote-writer`; an external party of the catalog
    /// has the same.
    pub(super) id: &'static str,
    /// The program whose client it is, which has words of its own; none where the
    /// row is the program's.
    #[serde(default)]
    of: Option<&'static str>,
    /// Whom that client dials.
    #[serde(default)]
    dials: Option<&'static str>,
    /// What files and pods of its are called.
    #[serde(default)]
    pub(super) files: Vec<String>,
    /// What fills the holes of a cause's texts.
    words: Words,
}

/// What the dialler's own configuration calls a thing. What it cannot be told
/// has no word, and a cause that speaks of it cannot be.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    /// Which CA it believes.
    #[serde(default)]
    ca: Option<Text>,
    /// Which certificate and key it shows.
    #[serde(default)]
    pair: Option<Text>,
    /// Which name it wants in the server's certificate.
    #[serde(default)]
    name: Option<Text>,
    /// What makes it speak TLS.
    #[serde(default)]
    tls: Option<Text>,
    /// Where one looks what it has been told.
    look: Text,
    /// What makes it read its files again.
    again: Text,
    /// Where the options stand, where nobody knows which block it is: what fills
    /// `{block}` in the other words.
    #[serde(default)]
    block: Option<Text>,
}

impl Words {
    fn word(&self, hole: &str) -> Option<&Text> {
        match hole {
            "ca" => self.ca.as_ref(),
            "pair" => self.pair.as_ref(),
            "name" => self.name.as_ref(),
            "tls" => self.tls.as_ref(),
            "look" => Some(&self.look),
            "again" => Some(&self.again),
            _ => None,
        }
    }

    /// What fills a hole, in those blocks of the configuration where they are known.
    fn fill(&self, hole: &str, blocks: &[&str], language: Language) -> Option<String> {
        let word = self.word(hole)?.of(language);
        let Some(unknown) = &self.block else {
            return Some(word.to_owned());
        };
        let block = match blocks {
            [] => unknown.of(language).to_owned(),
            blocks => format!("in `{}`", blocks.join("`, `")),
        };
        Some(word.replace("{block}", &block))
    }
}

/// What lines tell of an error, for the holes of what is advised.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Told<'a> {
    /// The blocks of Mimir's configuration that make the links, where they are known.
    pub(super) blocks: &'a [&'static str],
    /// The flag that was meant by one that there is not.
    pub(super) near: Option<&'a str>,
}

/// The place of a dialler among the rows.
pub(super) type Place = usize;

/// The place of Mimir itself, in whose words advice is given where nobody else
/// is seen to dial.
pub(super) const MIMIR: Place = 0;

/// The place of the client of which only the address is known.
pub(super) const CLIENT: Place = 1;

/// Every dialler: Mimir, then the client that nobody knows, then the others.
pub(super) fn diallers() -> &'static [Dialler] {
    static ROWS: OnceLock<Vec<Dialler>> = OnceLock::new();
    ROWS.get_or_init(|| table::rows(include_str!("../../data/diallers.json")))
}

/// The place of the dialler with this id.
pub(super) fn by_id(id: &str) -> Option<Place> {
    diallers().iter().position(|row| row.id == id)
}

/// The place of the client of Mimir's that dials a party, or over a surface; that of
/// Mimir where that has no words of its own.
pub(super) fn of_mimir(dialled: &str) -> Place {
    let is_it = |row: &Dialler| row.dials == Some(dialled);
    diallers().iter().position(is_it).unwrap_or(MIMIR)
}

/// The dialler that a program's own errors speak of.
pub(super) fn of_speaker(by: Speaker) -> Place {
    let id = match by {
        Speaker::Curl => "curl",
        Speaker::Openssl => "openssl",
        Speaker::Nginx => "gateway",
        Speaker::Kubelet => "kubelet",
        Speaker::Mimir
        | Speaker::Go
        | Speaker::Grpc
        | Speaker::Etcd
        | Speaker::Memcached
        | Speaker::Prometheus => "mimir",
    };
    by_id(id).unwrap_or(MIMIR)
}

/// Who is called so: a component, as in `mimir-ingester-2`, or a program beside
/// Mimir. It may stand in the name of a pod, a container or a file.
pub(super) fn named(label: &str) -> Option<&'static str> {
    let label = label.replace('_', "-");
    let stands_in = |name: &str| {
        label.match_indices(name).any(|(at, _)| {
            let is_end = |letter: Option<char>| letter.is_none_or(|it| !it.is_alphanumeric());
            let behind = label[at + name.len()..].chars().next();
            is_end(label[..at].chars().next_back()) && is_end(behind)
        })
    };
    let component = Catalog::builtin()
        .all_components()
        .filter(|component| !component.is_composite())
        .map(|component| component.name())
        .filter(|name| stands_in(name))
        .max_by_key(|name| name.len());
    let dialler = || {
        let mut rows = diallers().iter();
        let row = rows.find(|row| row.files.iter().any(|name| stands_in(name)));
        row.map(|row| row.id)
    };
    let external = || {
        let mut all = Catalog::builtin().externals().map(|it| it.name());
        all.find(|name| stands_in(name))
    };
    component.or_else(dialler).or_else(external)
}

impl Dialler {
    /// The id of the program that dials.
    pub(super) fn program(&self) -> &'static str {
        self.of.unwrap_or(self.id)
    }

    /// A text with the dialler's words in its holes, or those of the lines; none where
    /// neither has a word.
    pub(super) fn says(&self, text: &Text, of: &Told<'_>, language: Language) -> Option<String> {
        let mut said = String::new();
        let mut rest = text.of(language);
        while let Some(at) = rest.find('{') {
            let (before, behind) = rest.split_at(at);
            said.push_str(before);
            match hole(behind) {
                Some(name) => {
                    match name {
                        "near" => said.push_str(of.near?),
                        _ => said.push_str(&self.words.fill(name, of.blocks, language)?),
                    }
                    rest = &behind[name.len() + 2..];
                }
                None => {
                    said.push('{');
                    rest = &behind[1..];
                }
            }
        }
        said.push_str(rest);
        Some(said)
    }
}

/// The name of the hole at the beginning of `text`; other braces, as in
/// `{.data}`, are words.
fn hole(text: &str) -> Option<&str> {
    let (name, _) = text.strip_prefix('{')?.split_once('}')?;
    let is_name = !name.is_empty() && name.bytes().all(|letter| letter.is_ascii_lowercase());
    is_name.then_some(name)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::rows::known;
    use super::*;

    #[test]
    fn pods_and_files_are_called_after_who_runs_in_them() {
        for (label, wanted) in [
            ("mimir-query-frontend-7d", Some("query-frontend")),
            ("m-query-scheduler", Some("query-scheduler")),
            ("prequerier", None),
            ("mimir-ingester-0.log", Some("ingester")),
            ("querier.log", Some("querier")),
            ("mimir_store_gateway_1", Some("store-gateway")),
            ("mimir-nginx-5f-x", Some("gateway")),
            ("prometheus-0.txt", Some("remote-writer")),
            ("etcd-2.log", Some("etcd")),
            ("all.log", None),
            ("", None),
        ] {
            assert_eq!(named(label), wanted, "{label}");
        }
    }

    #[test]
    fn the_first_two_rows_are_mimir_and_the_unknown_client() {
        assert_eq!(diallers()[MIMIR].id, "mimir");
        assert_eq!(diallers()[CLIENT].id, "client");
        let ids: BTreeSet<_> = diallers().iter().map(|row| row.id).collect();
        assert_eq!(ids.len(), diallers().len());
    }

    /// Mimir and the unknown client have every word, so that no cause is lost.
    #[test]
    fn every_hole_has_a_word_of_mimirs_and_of_the_unknown_client() {
        let told = Told {
            near: Some("-target"),
            ..Told::default()
        };
        for row in known() {
            for cause in &row.causes {
                for text in [&cause.cause, &cause.check, &cause.fix] {
                    for place in [MIMIR, CLIENT] {
                        for language in [Language::English, Language::German] {
                            let said = diallers()[place].says(text, &told, language);
                            assert!(said.is_some(), "{}: {}", row.id, text.en);
                        }
                    }
                }
                let only = &cause.only;
                for id in only.diallers.iter().chain(&only.not_diallers) {
                    assert!(by_id(id).is_some(), "{}: {id}", row.id);
                }
                for id in &only.surfaces {
                    let surface = Catalog::builtin().surface_name(id);
                    assert!(surface.is_ok(), "{}: {id}", row.id);
                }
            }
        }
    }

    #[test]
    fn what_a_dialler_cannot_be_told_is_not_advised() {
        let kubelet = &diallers()[by_id("kubelet").unwrap_or(MIMIR)];
        let text = |en: &str| Text {
            en: en.to_owned(),
            de: en.to_owned(),
        };
        let says = |it: &str| kubelet.says(&text(it), &Told::default(), Language::English);
        assert_eq!(says("set {ca}"), None);
        assert_eq!(says("write {near}"), None);
        let said = says("`jsonpath='{.data}'` {");
        assert_eq!(said.as_deref(), Some("`jsonpath='{.data}'` {"));
    }
}
