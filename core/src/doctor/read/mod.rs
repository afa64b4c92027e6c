//! The readers of what people have: one for each kind of text, each with
//! `claims`, which says whether a document is of its kind, and `read`, which
//! adds what it says of a cluster to the [`Facts`].

mod alloy;
mod candidate;
mod carrier;
mod certificate;
mod changes;
mod chart;
mod command;
mod compose;
mod composed;
mod controllers;
mod dockerfile;
mod document;
mod dump;
mod ecs;
mod facts;
mod flux;
mod gateway;
mod generator;
mod hcl;
mod helm;
mod image;
mod install;
mod kubernetes;
mod kustomize;
mod long;
mod loose;
mod makers;
mod marks;
mod memcached;
mod mimir;
mod nested;
mod nginx;
mod nomad;
mod others;
mod overlay;
mod patch;
mod patches;
mod paths;
mod pattern;
mod pending;
mod plan;
mod program;
mod prometheus;
mod provider;
mod release;
mod resources;
mod script;
mod sealed;
mod section;
mod selector;
mod shell;
mod supervisor;
mod template;
mod terraform;
mod traefik;
mod truths;
mod twice;
mod unit;
mod values;
mod variables;
mod version;
mod volumes;
mod wrapped;
mod yaml;

pub(super) use candidate::{Candidate, Config};
pub(super) use chart::NAME as MIMIRS_CHART;
pub(super) use composed::settle as composed;
pub(super) use facts::Facts;
pub(super) use kustomize::of as kustomized;
pub(super) use marks::twice;
pub(super) use overlay::{Overlay, read as values};
pub(super) use program::{is_spoken_of, may_be_mimirs};
pub(super) use release::{
    Evidence, of as release, of_changed, of_files, of_variables, standing_in, weigh,
};
pub(super) use truths::Truths;
pub(super) use yaml::{documents, expanded};

use super::account::Account;
use super::code::Code;
use super::input::{Kind, Source};
use super::rules::Draft;
use crate::catalog::{Catalog, Release};
use crate::pki::Instant;
use document::Document;
use twice::Twice;

/// A reader of one kind of text.
struct Reader {
    /// What the kind is called: the id of a row of `data/inputs.json`.
    id: &'static str,
    /// Whether a document is of its kind. Mimir's own options are the release's.
    claims: fn(&Document<'_>, Release) -> bool,
    /// Takes a document in. Says whether anything in it was a cluster's.
    read: fn(&Document<'_>, &mut Facts) -> bool,
}

/// Every reader. The first that claims a document reads it: whoever knows its
/// kind by a mark of its own comes before whoever knows it by what it holds.
const READERS: [Reader; 32] = [
    Reader {
        id: "alloy",
        claims: alloy::claims,
        read: alloy::read,
    },
    Reader {
        id: "nomad",
        claims: nomad::claims,
        read: nomad::read,
    },
    Reader {
        id: "dockerfile",
        claims: dockerfile::claims,
        read: dockerfile::read,
    },
    Reader {
        id: "gateway",
        claims: gateway::claims,
        read: gateway::read,
    },
    Reader {
        id: "variables",
        claims: variables::claims,
        read: variables::read,
    },
    Reader {
        id: "command",
        claims: unit::claims,
        read: unit::read,
    },
    Reader {
        id: "command",
        claims: script::claims,
        read: script::read,
    },
    Reader {
        id: "command",
        claims: supervisor::claims,
        read: supervisor::read,
    },
    Reader {
        id: "nginx",
        claims: nginx::claims,
        read: nginx::read,
    },
    Reader {
        id: "terraform",
        claims: terraform::claims,
        read: terraform::read,
    },
    Reader {
        id: "controllers",
        claims: controllers::claims,
        read: controllers::read,
    },
    Reader {
        id: "flux",
        claims: wrapped::claims_flux,
        read: wrapped::read_flux,
    },
    Reader {
        id: "argo",
        claims: wrapped::claims_argo,
        read: wrapped::read_argo,
    },
    Reader {
        id: "k3s",
        claims: wrapped::claims_k3s,
        read: wrapped::read_k3s,
    },
    Reader {
        id: "helmfile",
        claims: wrapped::claims_helmfile,
        read: wrapped::read_helmfile,
    },
    Reader {
        id: "kustomization",
        claims: wrapped::claims_kustomization,
        read: wrapped::read_kustomization,
    },
    Reader {
        id: PATCH,
        claims: patch::claims,
        read: patch::read,
    },
    Reader {
        id: "ecs",
        claims: ecs::claims,
        read: ecs::read,
    },
    Reader {
        id: "kubernetes",
        claims: kubernetes::claims,
        read: kubernetes::read,
    },
    Reader {
        id: "plan",
        claims: plan::claims,
        read: plan::read,
    },
    Reader {
        id: "chart",
        claims: chart::claims,
        read: chart::read,
    },
    Reader {
        id: "values",
        claims: wrapped::claims_alias,
        read: wrapped::read_alias,
    },
    Reader {
        id: "values",
        claims: helm::claims,
        read: helm::read,
    },
    Reader {
        id: "compose",
        claims: compose::claims,
        read: compose::read,
    },
    Reader {
        id: "gateway",
        claims: traefik::claims,
        read: traefik::read,
    },
    Reader {
        id: "grafana",
        claims: prometheus::claims_sources,
        read: prometheus::read,
    },
    Reader {
        id: "collector",
        claims: prometheus::claims_collector,
        read: prometheus::read,
    },
    Reader {
        id: "prometheus",
        claims: prometheus::claims,
        read: prometheus::read,
    },
    Reader {
        id: DUMP,
        claims: mimir::claims_printed,
        read: mimir::read,
    },
    Reader {
        id: MIMIR,
        claims: mimir::claims,
        read: mimir::read,
    },
    Reader {
        id: "carrier",
        claims: carrier::claims,
        read: carrier::read,
    },
    Reader {
        id: "others",
        claims: others::claims,
        read: others::read,
    },
];

/// The reader of what is said of manifests, and by itself says nothing.
const PATCH: &str = "patch";

/// The reader of what Mimir prints of its configuration.
const DUMP: &str = "dump";

/// The reader of Mimir's own configuration, of which the first document counts.
const MIMIR: &str = "mimir";

fn reader(document: &Document<'_>) -> Option<&'static Reader> {
    let newest = Catalog::builtin().newest();
    READERS
        .iter()
        .find(|reader| (reader.claims)(document, newest))
}

/// What a first look at a text finds: whether anybody reads it, which release it
/// names, and what is wrong with it as a text.
pub(super) struct Look {
    /// Whether a reader claims a document of it.
    pub(super) is_claimed: bool,
    /// Whether what claims it never finds it idle, as manifests may be.
    pub(super) is_sure: bool,
    /// What it says of the release.
    pub(super) evidence: Vec<Evidence>,
    /// Files of values that it gives to other charts.
    pub(super) others: Vec<String>,
    /// What a file of a chart's values turns on and off.
    pub(super) truths: Truths,
    /// Documents that cannot be read, of those that may be Mimir's.
    pub(super) broken: Vec<Draft>,
}

/// Looks at one input, and accounts for what nobody reads.
pub(super) fn look(source: &Source, account: &mut Account) -> Look {
    let mut look = Look {
        is_claimed: false,
        is_sure: false,
        evidence: release::of_text(source),
        others: Vec::new(),
        truths: Truths::new(),
        broken: Vec::new(),
    };
    let documents = Document::all(source);
    if documents.is_empty() {
        account.is("empty");
    }
    let whose = whose_faults(&documents, source);
    for (document, whose) in documents.into_iter().zip(whose) {
        let reader = document.as_ref().ok().and_then(reader);
        let is_patch = reader.is_some_and(|reader| reader.id == PATCH);
        if let Ok(document) = &document
            && is_patch
            && patch::adds_flag(document.node().items())
        {
            account.is("unapplied");
            account.is_suspect = true;
        }
        if let Ok(document) = &document {
            look.others.extend(wrapped::of_others(document));
            if source.name().starts_with("values") {
                look.truths.extend(truths::of(document.node()));
            }
        }
        match document {
            Ok(document) if sealed::is_whole(document.node()) => {
                account.is("encrypted");
                account.is_suspect |= reader.is_some() || source.name().contains("mimir");
            }
            Ok(document) if reader.is_some() => {
                look.is_claimed = true;
                look.is_sure |= reader.is_some_and(|reader| !IDLE.contains(&reader.id));
                release::of_document(&document, &mut look.evidence);
                // What is behind Mimir's own configuration nobody reads.
                if reader.is_some_and(|reader| reader.id == MIMIR) {
                    break;
                }
            }
            Ok(document) => match program::foreign(document.node(), &source.name()) {
                Some(foreign) => {
                    account.is(foreign.id);
                    if foreign.id == "foreign" {
                        account.belongs_to(foreign.program);
                    }
                }
                None if source.kind == Kind::Unit => account.is("unit"),
                None => {
                    account.is("text");
                    let node = document.node();
                    account.is_suspect |= program::names_chart(node)
                        || program::names_image(node)
                        || program::is_part(node);
                }
            },
            Err(_) if !whose.is_told => {}
            // That is no reason not to read.
            Err(draft) if draft.code == Code::Mt604 && whose.twice == Twice::Last => {
                look.broken.extend(whose.twice.told(*draft));
            }
            Err(draft) if draft.code == Code::Mt604 && whose.twice == Twice::Others => {}
            Err(draft) if template::is_of_chart(&source.text) => {
                account.is("template");
                account.is_suspect |=
                    program::holds_config(&source.text) || program::runs_mimir(&source.text);
                look.broken.push(*draft);
            }
            Err(draft) if is_worth_telling(source) => {
                account.is("broken");
                look.broken.extend(whose.twice.told(*draft));
            }
            Err(_) => account.is("no-yaml"),
        }
    }
    look
}

/// What may be found idle, by the readers' ids.
const IDLE: [&str; 4] = ["kubernetes", "kustomization", PATCH, "terraform"];

/// What becomes of a fault in a document.
#[derive(Clone, Copy)]
struct Whose {
    /// Whether it is told: one of a document that can be read for all that is
    /// Mimir's only where the document is.
    is_told: bool,
    /// What its reader makes of a key that stands twice.
    twice: Twice,
}

/// What becomes of the fault in place of each document.
fn whose_faults(documents: &[Result<Document<'_>, Box<Draft>>], source: &Source) -> Vec<Whose> {
    let is_named = source.text.contains("mimir");
    let nobodys = Whose {
        is_told: true,
        twice: Twice::Refused("Mimir"),
    };
    let mut found = vec![nobodys; documents.len()];
    let mut below: Option<(usize, Whose)> = None;
    for (document, found) in documents.iter().zip(&mut found).rev() {
        match document {
            Ok(document) => {
                let id = reader(document).map(|reader| reader.id);
                let whose = Whose {
                    is_told: id.is_some_and(|id| id != "kubernetes" || is_named),
                    twice: id.map_or(Twice::Others, Twice::of),
                };
                below = Some((document.node().first_line(), whose));
            }
            Err(draft) => {
                // One that ends the reading stands above what follows.
                let own = below.filter(|(first, _)| *first <= draft.place.line);
                *found = own.map_or(nobodys, |(_, whose)| whose);
            }
        }
    }
    found
}

/// Whether a text of YAML that cannot be parsed may be meant for Mimir.
fn is_worth_telling(source: &Source) -> bool {
    let text = source.text.to_ascii_lowercase();
    source.kind == Kind::Yaml
        && (source.name().contains("mimir")
            || may_be_mimirs(&source.text)
            || ["mimir", "tls_", "-tls-"]
                .iter()
                .any(|it| text.contains(it)))
}

/// No more files than these are read of those that stand in a text, and no more
/// bytes of them.
const MOST_NESTED: (usize, usize) = (1_000, 32 << 20);

/// Takes in one input that somebody claims, and the files that stand in it. Says
/// whether anything in it was a cluster's.
pub(super) fn read(source: &Source, facts: &mut Facts) -> bool {
    let mut found = text(source, facts);
    let (mut files, mut bytes) = MOST_NESTED;
    while let Some(file) = facts.nested() {
        if files == 0 || file.text.len() > bytes {
            facts.passed_over(&file);
            break;
        }
        (files, bytes) = (files - 1, bytes - file.text.len());
        let documents = Document::all(&file);
        let whose = whose_faults(&documents, &file);
        for (fault, whose) in documents.into_iter().zip(whose) {
            if let Err(fault) = fault
                && whose.is_told
                && is_worth_telling(&file)
            {
                whose
                    .twice
                    .told(*fault)
                    .into_iter()
                    .for_each(|it| facts.finding(it));
            }
        }
        found |= text(&file, facts);
    }
    found
}

/// What a file of values may seem to be that another chart gets, by the readers' ids.
const WHOSE_VALUES: [&str; 2] = [MIMIR, "values"];

fn text(source: &Source, facts: &mut Facts) -> bool {
    facts.begin(&source.path);
    let mut found = false;
    let mut documents = Document::all(source).into_iter().enumerate().peekable();
    let kustomized = facts.kustomized();
    while let Some((number, document)) = documents.next() {
        let Some((document, reader)) = document.ok().and_then(|it| reader(&it).map(|of| (it, of)))
        else {
            continue;
        };
        if sealed::is_whole(document.node()) {
            continue;
        }
        sealed::note(source, document.node(), facts);
        let ways = kustomized.ways(source, number);
        if kustomized.is_merged(source, document.node()) {
            facts.account().is(PATCH);
            found = true;
            continue;
        }
        for way in ways {
            let (all, node, failed) = kustomized.applied(source, document.node(), way);
            failed.into_iter().for_each(|draft| facts.finding(draft));
            if node.is_null() {
                facts.account().is("replaced");
                continue;
            }
            let document = Document::of(&all, node);
            let reader = self::reader(&document).unwrap_or(reader);
            found |= taken(reader, &document, facts);
        }
        if !ways.is_empty() {
            continue;
        }
        found |= taken(reader, &document, facts);
        if reader.id == MIMIR && !is_others(reader, &document, facts) {
            if let Some((_, second)) = documents.peek() {
                facts.finding(document.second(second));
            }
            break;
        }
    }
    found
}

/// Whether a document is values that another chart gets.
fn is_others(reader: &Reader, document: &Document<'_>, facts: &Facts) -> bool {
    WHOSE_VALUES.contains(&reader.id)
        && facts.is_anothers(document.source())
        && !marks::is_anywhere_ours(document.node())
}

/// Takes in one document. Says whether anything in it was a cluster's.
fn taken(reader: &Reader, document: &Document<'_>, facts: &mut Facts) -> bool {
    let (id, is_found) = match is_others(reader, document, facts) {
        true => {
            let (source, node) = (document.source(), document.node());
            ("others", others::callers(source, node, facts))
        }
        false => {
            let before = facts.count();
            let is_found = (reader.read)(document, facts);
            // What a process is made of was read, whatever the reader says.
            (reader.id, is_found || facts.count() > before)
        }
    };
    facts.account().is(if is_found { id } else { "idle" });
    is_found
}

/// Takes in what only all inputs together say.
pub(super) fn settle(sources: &[Source], now: Instant, facts: &mut Facts) {
    unit::settle(sources, facts);
    variables::settle(sources, facts);
    certificate::settle(facts, now);
    certificate::settle_bundles(facts);
    gateway::settle(facts);
}

#[cfg(test)]
mod tests {
    use super::super::account::is_known;
    use super::*;

    #[test]
    fn what_a_reader_reads_can_be_said() {
        for reader in &READERS {
            assert!(is_known(reader.id), "{}", reader.id);
        }
    }
}
