//! Failed links that no other finding explains, by their causes: what one file
//! or one value brings about is one finding, however many links fail by it.

use std::collections::BTreeMap;

use super::authorities::{Authorities, Refused};
use super::cluster::Cluster;
use super::code::Code;
use super::dialled::Dialled;
use super::failures::{OTHER, code};
use super::finding::{LinkCheck, Place};
use super::rules::Draft;
use super::wish::{self, Wish};
use crate::catalog::Field;
use crate::nearest;
use crate::prove::{Fault, FaultKind};
use crate::sorted::SortedMap;
use crate::topology::ANY;

/// So many places of one failure are named.
const MOST_PLACES: usize = 100;

/// The findings of failed links, each once.
pub(super) struct Failures<'a> {
    cluster: &'a Cluster,
    authorities: Authorities<'a>,
    known: SortedMap<(Code, String), Failure>,
}

/// Links that fail alike.
struct Failure {
    draft: Draft,
    places: Vec<Place>,
    /// For clients that are turned off: what turns each on.
    switches: BTreeMap<Place, Wish>,
    /// For a wrong name: what every server's certificate has that refuses it.
    names: Option<Vec<String>>,
    wanted: String,
}

impl<'a> Failures<'a> {
    pub(super) fn new(cluster: &'a Cluster) -> Self {
        Self {
            cluster,
            authorities: Authorities::of(&cluster.materials),
            known: SortedMap::new(),
        }
    }

    /// Tells a failed link, with those that fail as it does.
    pub(super) fn tell(
        &mut self,
        shown: &Dialled<'_>,
        fault: Option<&Fault>,
        report: &LinkCheck,
    ) -> Code {
        let code = fault.map_or(OTHER, code);
        let refused = self.refused(shown, fault.map(Fault::kind));
        let (code, cause) = match &refused {
            Some(refused) => (refused.code(code), refused.cause()),
            None => (code, cause(shown, code, report)),
        };
        let names = self.names(shown).filter(|_| code == Code::Mt407);
        let place = match &refused {
            Some(Refused::Stranger { pool, .. } | Refused::Two { pool, .. }) => pool.place.clone(),
            _ => shown.place(code),
        };
        let failure = self.known.entry((code, cause)).or_insert_with(|| Failure {
            draft: draft(shown, code, place.clone(), report, refused.as_ref()),
            places: Vec::new(),
            switches: BTreeMap::new(),
            names: names.clone(),
            wanted: shown.wanted_name(),
        });
        if let (Some(all), Some(these)) = (&mut failure.names, names) {
            all.retain(|name| these.contains(name));
        }
        if let Some(switch) = shown.switched_off(code) {
            let on = wish::set(switch, "false", "true");
            failure.switches.insert(place.clone(), on);
        }
        let draft = &mut failure.draft;
        let is_new = place != draft.place && !failure.places.contains(&place);
        if is_new && failure.places.len() < MOST_PLACES {
            failure.places.push(place);
        }
        let name = report.name();
        if !draft.links.contains(&name) {
            draft.links.push(name);
            draft.widen("surface", shown.link.surface.id());
        }
        code
    }

    /// Who refused whose certificate for its CA, if that is why.
    fn refused(&self, shown: &Dialled<'_>, kind: Option<FaultKind>) -> Option<Refused<'a>> {
        let link = &shown.link;
        let file = |process, surface, field| {
            let file = self.cluster.material(process, surface, field)?;
            self.cluster.materials.get(file)
        };
        let (pool, leaf) = match kind? {
            FaultKind::UnknownAuthority => (
                file(link.client, link.surface, Field::Ca),
                file(link.server, link.listener, Field::Cert),
            ),
            FaultKind::ClientUnknownAuthority => (
                file(link.server, link.listener, Field::ClientCa),
                file(link.client, link.surface, Field::Cert),
            ),
            _ => return None,
        };
        self.authorities.refused(pool, leaf?)
    }

    /// The names of the certificate that the server shows, which others dial it by.
    fn names(&self, shown: &Dialled<'_>) -> Option<Vec<String>> {
        let link = &shown.link;
        let file = self
            .cluster
            .material(link.server, link.listener, Field::Cert)?;
        let sans = self.cluster.materials.get(file)?.leaf()?.sans();
        let is_shared = |name: &&String| *name != "localhost" && !name.starts_with('*');
        Some(sans.dns.iter().filter(is_shared).cloned().collect())
    }

    pub(super) fn drafts(self) -> Vec<Draft> {
        (self.known.into_iter()).map(|(_, it)| it.draft()).collect()
    }
}

impl Failure {
    fn draft(self) -> Draft {
        let Self {
            mut draft,
            places,
            switches,
            names,
            wanted,
        } = self;
        let names = names.unwrap_or_default();
        let near = nearest::slip(&wanted, names.iter().map(String::as_str));
        let renamed = |place: &Place| near.map(|near| wish::replace(place, &wanted, near));
        let wish = |place: &Place| switches.get(place).cloned().or_else(|| renamed(place));
        draft.wish = wish(&draft.place);
        let others = places.into_iter().map(|place| (wish(&place), place));
        draft.spots = others.map(|(wish, place)| (place, wish)).collect();
        // An address that stands for any is in no certificate.
        if draft.code == Code::Mt407 && wanted != ANY.to_string() {
            draft = draft.with("missing", &wanted);
        }
        match near.or(names.first().map(String::as_str)) {
            Some(right) => draft.with("right", right),
            None => draft,
        }
    }
}

/// What links have in common that fail alike, where no file of a CA is the cause.
fn cause(shown: &Dialled<'_>, code: Code, report: &LinkCheck) -> String {
    let words = |words: &Option<String>| words.clone().unwrap_or_default();
    match code {
        Code::Mt401 | Code::Mt402 | Code::Mt405 | Code::Mt406 => {
            let is_off = shown.switched_off(code).is_some();
            format!("{} {is_off}", shown.link.listener.id())
        }
        Code::Mt407 => shown.wanted_name(),
        Code::Mt403 | Code::Mt404 => {
            let place = shown.place(code);
            format!("{}:{}", place.file, place.line)
        }
        _ => format!("{}\n{}", words(&report.client), words(&report.server)),
    }
}

fn draft(
    shown: &Dialled<'_>,
    code: Code,
    place: Place,
    report: &LinkCheck,
    refused: Option<&Refused<'_>>,
) -> Draft {
    let link = &shown.link;
    let subject = match refused {
        Some(Refused::Stranger { pool, .. } | Refused::Two { pool, .. }) => pool.path.clone(),
        _ => report.name(),
    };
    let draft = Draft::new(code, place, subject)
        .offering("client", short(report.client.as_deref()))
        .offering("from", &report.from)
        .offering("to", &report.to)
        .offering("server", short(report.server.as_deref()))
        .offering("surface", link.surface.id())
        .offering("listener", link.listener.title())
        .offering("name", shown.wanted_name());
    match refused {
        None => draft,
        Some(refused) => refused.fill(draft),
    }
}

/// What a side says, its middle left out where it lists a hundred names.
fn short(words: Option<&str>) -> String {
    const ENDS: usize = 120;
    let words = words.unwrap_or("nothing");
    let length = words.chars().count();
    if length <= 3 * ENDS {
        return words.to_owned();
    }
    let before: String = words.chars().take(ENDS).collect();
    let behind: String = words.chars().skip(length - ENDS).collect();
    format!("{before} ... {behind}")
}
