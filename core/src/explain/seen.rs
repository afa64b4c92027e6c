//! One error while the log is still being read, and what is said of it in the
//! end.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::dialler::{CLIENT, Dialler, Place, Told, diallers};
use super::line::shown;
use super::link::{Clue, Kept, SeenLink};
use super::moment::{Moment, Moments};
use super::pattern::Match;
use super::quote::{LONGEST, own_text};
use super::report::{Cause, EchoOf, Found, LogPlace};
use super::rows::{KnownCause, KnownError, Only, Server, Teller};
use crate::catalog::{Catalog, Miss};
use crate::doctor::unassigned;
use crate::language::Language;
use crate::shown::elided;

/// How many different links, files, and values of a hole, are told apart. A log
/// names any number of them, and the memory stays the same.
const MOST_LINKS: usize = 16;
const MOST_FILES: usize = 16;
const MOST_VALUES: usize = 5;
const MOST_BLOCKS: usize = 3;
const MOST_MOMENTS: usize = 1024;

/// One error, on links that one dialler makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub(super) row: usize,
    pub(super) dialler: Place,
}

/// One error while the log is still being read.
#[derive(Debug)]
pub(super) struct Seen {
    pub(super) count: u64,
    stretches: Vec<Stretch>,
    /// The source and the line that had it last.
    last: (usize, u64),
    example: String,
    values: BTreeMap<&'static str, Vec<String>>,
    links: Vec<OnLink>,
    /// The moments of the lines that say nothing of a link.
    elsewhere: Moments,
    /// For how many moments there is room.
    room: usize,
    other_links: u64,
    /// The side that wrote the lines; none if several did, or nobody knows.
    side: Option<Teller>,
}

/// The lines that speak of one link.
#[derive(Debug)]
struct OnLink {
    kept: Kept,
    stretch: Stretch,
    moments: Moments,
}

/// Lines of one source.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    source: usize,
    count: u64,
    first_line: u64,
    last_line: u64,
}

impl Stretch {
    fn new(source: usize, line: u64) -> Self {
        Self {
            source,
            count: 1,
            first_line: line,
            last_line: line,
        }
    }

    fn add(&mut self, line: u64) {
        self.count += 1;
        self.last_line = line;
    }
}

/// Where a line stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct At {
    pub(super) source: usize,
    pub(super) line: u64,
}

impl Seen {
    /// An error that has not been seen yet, whose example will be this line, here
    /// as it was written.
    pub(super) fn new(raw: &[u8], plain: &[u8], found: &Match<'_>, side: Option<Teller>) -> Self {
        Self {
            count: 0,
            stretches: Vec::new(),
            last: (0, 0),
            example: own_text(raw, &plain[found.start..found.end]),
            values: BTreeMap::new(),
            links: Vec::new(),
            elsewhere: Moments::default(),
            room: MOST_MOMENTS,
            other_links: 0,
            side,
        }
    }

    /// One more line, unless it is a later piece of the same.
    pub(super) fn add(&mut self, at: At, found: &Match<'_>, clue: Clue<'_>, moment: Moment) {
        if self.last == (at.source, at.line) {
            return;
        }
        self.last = (at.source, at.line);
        self.count += 1;
        let has_room = self.stretches.len() < MOST_FILES;
        match self.stretches.last_mut() {
            Some(stretch) if stretch.source == at.source => stretch.add(at.line),
            _ if has_room => self.stretches.push(Stretch::new(at.source, at.line)),
            _ => {}
        }
        for (hole, value) in &found.holes {
            let values = self.values.entry(hole).or_default();
            if values.len() < MOST_VALUES {
                let value = shown(&value[..value.len().min(LONGEST)]);
                if !value.is_empty() && !values.contains(&value) {
                    values.push(value);
                }
            }
        }
        if self.side != clue.side() {
            self.side = None;
        }
        if clue.is_empty() {
            return self.elsewhere.add(moment, &mut self.room);
        }
        let known = self.links.iter_mut().find(|link| clue.is(&link.kept));
        if let Some(link) = known {
            link.stretch.add(at.line);
            link.moments.add(moment, &mut self.room);
        } else if self.links.len() < MOST_LINKS {
            let mut moments = Moments::default();
            moments.add(moment, &mut self.room);
            self.links.push(OnLink {
                kept: clue.keep(),
                stretch: Stretch::new(at.source, at.line),
                moments,
            });
        } else {
            self.other_links += 1;
        }
    }

    /// The moments of the lines, by the link that they speak of.
    pub(super) fn moments(&self) -> Vec<(Option<SeenLink>, &Moments)> {
        let links = self.links.iter();
        let on_links = links.map(|link| (Some(link.kept.link()), &link.moments));
        on_links.chain([(None, &self.elsewhere)]).collect()
    }

    /// The source and the line of the first.
    pub(super) fn first(&self) -> (usize, u64) {
        let first = self.stretches.first();
        first.map_or((0, 0), |it| (it.source, it.first_line))
    }

    /// The side that wrote the lines, where it is known.
    pub(super) fn side(&self, row: &KnownError) -> Option<Teller> {
        self.side.or(row.side)
    }

    /// The links, the most frequent first.
    pub(super) fn links(&self) -> Vec<SeenLink> {
        let mut links: Vec<SeenLink> = Vec::new();
        for OnLink { kept, stretch, .. } in &self.links {
            let link = SeenLink {
                count: stretch.count,
                first_line: stretch.first_line,
                last_line: stretch.last_line,
                ..kept.link()
            };
            // Lines of different words may speak of one link.
            match links.iter_mut().find(|known| known.is_same(&link)) {
                Some(known) => known.join(&link),
                None => links.push(link),
            }
        }
        links.sort_by_key(|link| (std::cmp::Reverse(link.count), link.first_line));
        links
    }

    /// The blocks of Mimir's configuration that make the links; none where a line
    /// does not tell it, or where there are more than anybody reads.
    fn blocks(&self, links: &[SeenLink]) -> Vec<&'static str> {
        let told: u64 = links.iter().map(|link| link.count).sum();
        let blocks: Option<BTreeSet<_>> = links.iter().map(SeenLink::block).collect();
        let blocks = blocks.filter(|it| told == self.count && it.len() <= MOST_BLOCKS);
        blocks.into_iter().flatten().collect()
    }

    /// The flag that was meant by the first of the lines that name one which no release
    /// has; none where nothing is near.
    fn near(&self) -> Option<String> {
        let flag = self.values.get("flag")?.first()?;
        let flag = flag.split_whitespace().next()?.trim_start_matches('-');
        let catalog = Catalog::builtin();
        match catalog.by_flag(flag, catalog.newest()) {
            Err(Miss::Unknown { nearest, .. }) if !nearest.is_empty() => {
                Some(format!("`-{}`", nearest.join("` or `-")))
            }
            _ => None,
        }
    }

    /// What is said of it in the end, where the logs are called so.
    pub(super) fn told(
        self,
        row: &'static KnownError,
        dialler: Place,
        files: &[Option<String>],
        echo: Option<EchoOf>,
        language: Language,
    ) -> Found {
        let links = self.links();
        let dialler = &diallers()[dialler];
        let blocks = self.blocks(&links);
        let near = self.near();
        let told = Told {
            blocks: &blocks,
            near: near.as_deref(),
        };
        let at = Circumstances {
            dialler,
            told,
            side: self.side(row),
            links: &links,
            echo: echo.as_ref(),
        };
        let causes = at.causes(row, language);
        let place = |it: &Stretch| LogPlace {
            file: files.get(it.source).cloned().flatten(),
            count: it.count,
            first_line: it.first_line,
            last_line: it.last_line,
        };
        let places: Vec<LogPlace> = self.stretches.iter().map(place).collect();
        let first = self.stretches.first();
        Found {
            id: row.id,
            by: row.by,
            dialler: dialler.program(),
            count: self.count,
            first_line: first.map_or(0, |it| it.first_line),
            last_line: first.map_or(0, |it| it.last_line),
            places,
            example: without_secrets(&self.example),
            values: without_keys(self.values),
            links,
            other_links: self.other_links,
            echo,
            confirmed: Vec::new(),
            what: row.what.of(language),
            causes,
            reference: row.reference,
            faults: &row.faults,
        }
    }
}

/// What is known of the lines beyond their texts.
struct Circumstances<'a> {
    dialler: &'static Dialler,
    told: Told<'a>,
    side: Option<Teller>,
    links: &'a [SeenLink],
    echo: Option<&'a EchoOf>,
}

impl Circumstances<'_> {
    /// The causes that can be, in the dialler's words; those first for which
    /// something speaks.
    fn causes(&self, row: &'static KnownError, language: Language) -> Vec<Cause> {
        let can_be = row.causes.iter().filter(|cause| self.allow(&cause.only));
        let mut causes: Vec<_> = can_be
            .filter_map(|cause| Some((cause, said(cause, self.dialler, &self.told, language)?)))
            .collect();
        if causes.is_empty() {
            // Something is the cause, whoever dials.
            let client = &diallers()[CLIENT];
            let all = row.causes.iter();
            causes = all
                .filter_map(|cause| Some((cause, said(cause, client, &self.told, language)?)))
                .collect();
        }
        causes.sort_by_key(|(cause, _)| !self.is_echoed(cause));
        causes.sort_by_key(|(cause, _)| !self.reaches(&cause.only.to));
        let is_all = self.echo.is_some_and(|echo| echo.is_all);
        if is_all && causes.iter().any(|(cause, _)| self.is_echoed(cause)) {
            causes.retain(|(cause, _)| self.is_echoed(cause));
        }
        causes.into_iter().map(|(_, said)| said).collect()
    }

    fn allow(&self, only: &Only) -> bool {
        let id = self.dialler.program();
        let is_told = self.links.iter().any(|link| !link.to.is_empty());
        let mut surfaces = self.links.iter().filter_map(|link| link.surface).peekable();
        let is_made_so = only.surfaces.is_empty()
            || surfaces.peek().is_none()
            || surfaces.any(|surface| only.surfaces.iter().any(|it| it == surface));
        let is_of = |ids: &[String]| ids.iter().any(|it| it == id);
        (only.diallers.is_empty() || is_of(&only.diallers))
            && !is_of(&only.not_diallers)
            && is_made_so
            && (only.to.is_empty() || !is_told || self.reaches(&only.to))
            && (only.side.is_none() || self.side.is_none() || only.side == self.side)
            && only.server.is_none_or(|server| self.leads_to(server))
    }

    /// Whether a link leads to such a server; where none is seen, that is a listener.
    fn leads_to(&self, server: Server) -> bool {
        let mut links = self.links.iter().map(server_of);
        match self.links {
            [] => server == Server::Listener,
            _ => links.any(|it| it == server),
        }
    }

    /// Whether one of these is dialled.
    fn reaches(&self, to: &[String]) -> bool {
        let mut all = self.links.iter().flat_map(|link| &link.to);
        all.any(|name| to.contains(name))
    }

    /// Whether the other side says what it says where this is the cause.
    fn is_echoed(&self, cause: &KnownCause) -> bool {
        let faults = self.echo.map_or(&[][..], |echo| echo.faults);
        faults.iter().any(|fault| cause.echoes.contains(fault))
    }
}

fn server_of(link: &SeenLink) -> Server {
    let is_external = |name: &String| {
        let mut externals = Catalog::builtin().externals();
        externals.any(|it| it.name() == name)
    };
    match link.surface {
        Some("memberlist") => Server::Member,
        _ if link.to.iter().any(is_external) => Server::Service,
        _ => Server::Listener,
    }
}

/// A log may hold a key, as a file that somebody printed into it.
fn without_keys(
    mut values: BTreeMap<&'static str, Vec<String>>,
) -> BTreeMap<&'static str, Vec<String>> {
    for value in values.values_mut().flatten() {
        *value = without_secrets(value);
    }
    values
}

/// A text of a log without keys, and without what is set under the name of a secret:
/// by an equals sign, or as JSON does it, or behind a user for curl.
fn without_secrets(text: &str) -> String {
    let text = unassigned(&elided(text), &["=", "\":"]);
    let mut words = text.split(' ');
    let mut said: Vec<Cow<'_, str>> = words.next().map(Cow::Borrowed).into_iter().collect();
    for word in words {
        let is_user = matches!(said.last().map(|it| &**it), Some("-u" | "--user"));
        said.push(match word.split_once(':').filter(|_| is_user) {
            Some((user, _)) => Cow::Owned(format!("{user}:…")),
            None => Cow::Borrowed(word),
        });
    }
    said.join(" ")
}

fn said(
    cause: &'static KnownCause,
    dialler: &Dialler,
    told: &Told<'_>,
    language: Language,
) -> Option<Cause> {
    Some(Cause {
        cause: dialler.says(&cause.cause, told, language)?,
        check: dialler.says(&cause.check, told, language)?,
        fix: dialler.says(&cause.fix, told, language)?,
        findings: &cause.findings,
    })
}
