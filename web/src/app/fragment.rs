//! The page's address: what stands behind `#`, and back.
//!
//! `#2&lang=de&view=files&node=querier&release=3.0.2&policy.http=NoClientCert`:
//! the version of the format, what is looked at, and the plan's keys as they
//! were typed. Both versions are read for ever; `tests/golden/fragments` holds
//! links that somebody may have kept. Version 1 differs in what it leaves
//! unsaid: every cluster ran on Kubernetes then.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::address::{Focus, Lang, Pane, Place, Theme, Unread};
use super::keys;

const VERSION: &str = "2";
/// The version that knew one platform.
const FIRST: &str = "1";
/// The platform of a link of [`FIRST`].
const FIRST_PLATFORM: (&str, &str) = ("platform", "kubernetes");
/// Room for every key of a plan; more is no plan.
const LONGEST: usize = 64 * 1024;
/// How much of a key is shown again where it makes no sense.
const SHOWN: usize = 40;

/// The one file whose name is not in small letters.
const README: &str = "README.md";

/// What may stand as it is: an address is to be read by people too.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'/')
    .remove(b':')
    .remove(b',')
    .remove(b'*')
    .remove(b'=');

/// The address of a place: what goes behind `#`, empty for the page as it opens.
pub fn write(place: &Place) -> String {
    let mut parts = Vec::new();
    let mut part = |key: &str, value: &str| {
        parts.push(format!("{key}={}", utf8_percent_encode(value, ESCAPED)));
    };
    if let Some(lang) = place.lang {
        part("lang", lang.code());
    }
    if let Some(theme) = place.theme.code() {
        part("theme", theme);
    }
    if let Some(pane) = place.pane.code() {
        part("view", pane);
    }
    match &place.selection.focus {
        Focus::Cluster => {}
        Focus::Node(node) => part("node", node),
        Focus::Edge { from, to, nth } => {
            let nth = nth.map(|nth| format!("~{nth}")).unwrap_or_default();
            part("edge", &format!("{from}~{to}{nth}"));
        }
    }
    if let Some(file) = &place.selection.file {
        part("file", file);
    }
    for (key, value) in place
        .draft
        .iter()
        .filter(|(key, _)| keys::find(key).is_some())
    {
        part(key, value);
    }
    if parts.is_empty() {
        return String::new();
    }
    format!("{VERSION}&{}", parts.join("&"))
}

/// The place of an address, with or without its `#`, as far as it can be read.
pub fn read(fragment: &str) -> (Place, Option<Unread>) {
    let mut place = Place::default();
    let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
    if fragment.is_empty() {
        return (place, None);
    }
    if fragment.len() > LONGEST {
        return (place, Some(Unread::Long));
    }
    let mut parts = fragment.split('&');
    let version = parts.next().unwrap_or_default();
    let mut unread = match version.parse::<u32>() {
        _ if [FIRST, VERSION].contains(&version) => None,
        // A later format may well have kept what this one has.
        Ok(later) if later > 2 => Some(Unread::Future),
        _ => return (place, Some(Unread::Foreign)),
    };
    let mut strange = Vec::new();
    for part in parts.filter(|part| !part.is_empty()) {
        if read_part(&mut place, part).is_none() {
            let key = part.split('=').next().unwrap_or_default();
            strange.push(key.chars().take(SHOWN).collect());
        }
    }
    let (platform, first) = FIRST_PLATFORM;
    if version == FIRST && place.draft.get(platform).is_none() {
        // Neither long nor a key: a draft takes it.
        let _ = place.draft.set(platform, first);
    }
    if !strange.is_empty() && unread.is_none() {
        unread = Some(Unread::Parts(strange));
    }
    (place, unread)
}

/// Reads one part, or nothing of it.
fn read_part(place: &mut Place, part: &str) -> Option<()> {
    let (key, value) = part.split_once('=')?;
    let value: Cow<'_, str> = percent_decode_str(value).decode_utf8().ok()?;
    match key {
        "lang" => place.lang = Some(Lang::from_code(&value)?),
        "theme" => place.theme = Theme::from_code(&value)?,
        "view" => place.pane = Pane::from_code(&value)?,
        "node" => place.selection.focus = Focus::Node(name(&value)?),
        "edge" => {
            let mut ends = value.split('~');
            let (from, to) = (name(ends.next()?)?, name(ends.next()?)?);
            let nth = match ends.next() {
                Some(nth) => Some(nth.parse().ok()?),
                None => None,
            };
            if ends.next().is_some() {
                return None;
            }
            place.selection.focus = Focus::Edge { from, to, nth };
        }
        "file" if value == README => place.selection.file = Some(value.into_owned()),
        "file" => place.selection.file = Some(name(&value)?),
        _ => {
            let row = keys::find(key)?;
            if value.is_empty() && !row.means_none {
                return None;
            }
            place.draft.set(key, &value).ok()?;
        }
    }
    Some(())
}

/// A node's id or a file's path: nothing but what those are made of, so that no
/// PEM and no Base64 passes for one.
fn name(text: &str) -> Option<String> {
    let of_a_name = |c: char| {
        c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.' | '/' | '*')
    };
    (!text.is_empty() && text.len() <= 200 && text.chars().all(of_a_name)).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::address::Selection;

    /// Links of the past: the address, a line of what it must still say, and the draft.
    const KEPT: [&str; 2] = [
        include_str!("../../../tests/golden/fragments/v1.txt"),
        include_str!("../../../tests/golden/fragments/v2.txt"),
    ];

    fn there_and_back(place: &Place) {
        let written = write(place);
        assert_eq!(read(&written), (place.clone(), None), "{written}");
    }

    #[test]
    fn every_place_comes_back() {
        there_and_back(&Place::default());
        let mut place = Place {
            lang: Some(Lang::De),
            theme: Theme::Dark,
            pane: Pane::Files,
            selection: Selection {
                focus: Focus::Edge {
                    from: "kubelet-probe".to_owned(),
                    to: "*".to_owned(),
                    nth: Some(3),
                },
                file: Some("flags/querier.flags".to_owned()),
            },
            ..Place::default()
        };
        there_and_back(&place);
        place.selection.focus = Focus::Node("querier".to_owned());
        for key in keys::all() {
            place
                .draft
                .set(
                    &key.path.replace('*', "store-gateway"),
                    "/C=US/O=A & B #1, 100 % ü+\\/+",
                )
                .expect("a field");
        }
        place.draft.set("surfaces.kafka", "a=b&c").expect("a field");
        there_and_back(&place);
    }

    #[test]
    fn a_later_or_foreign_format_gives_what_can_be_read() {
        let (place, unread) = read("#3&mode=monolithic&flavour=new");
        assert_eq!(unread, Some(Unread::Future));
        assert_eq!(place.draft.get("mode"), Some("monolithic"));
        for foreign in ["#section-2", "#0&mode=read-write", "#-1", "#1.5&a=b"] {
            assert_eq!(read(foreign), (Place::default(), Some(Unread::Foreign)));
        }
    }

    #[test]
    fn parts_that_make_no_sense_are_left_out_and_named() {
        let (place, unread) = read("#2&mode=monolithic&flavour=new&lang=xx&release&edge=a&%zz=1");
        assert_eq!(
            place.draft.iter().collect::<Vec<_>>(),
            [("mode", "monolithic")]
        );
        let named = ["flavour", "lang", "release", "edge", "%zz"].map(str::to_owned);
        assert_eq!(unread, Some(Unread::Parts(named.to_vec())));
    }

    #[test]
    fn no_pem_gets_into_an_address_or_out_of_one() {
        let (place, unread) = read("#2&cluster.name=-----BEGIN%20PRIVATE%20KEY-----");
        assert!(place.draft.is_empty());
        assert_eq!(unread, Some(Unread::Parts(vec!["cluster.name".to_owned()])));
        let mut place = Place::default();
        place
            .draft
            .set("-----BEGIN PRIVATE KEY-----", "MIIE")
            .expect("a text");
        assert_eq!(write(&place), "", "no such key");
        for part in [
            "file=-----BEGIN%20PRIVATE%20KEY-----",
            "file=-----BEGIN",
            "node=MC4CAQAwBQYDK2VwBCIEIA",
        ] {
            let (place, unread) = read(&format!("#2&{part}"));
            assert_eq!(place, Place::default());
            assert!(unread.is_some());
        }
        assert_eq!(read("#2&file=README.md").1, None);
    }

    #[test]
    fn what_is_too_long_is_not_read() {
        let long = format!("#2&cluster.name={}", "a".repeat(5000));
        assert_eq!(
            read(&long).1,
            Some(Unread::Parts(vec!["cluster.name".to_owned()]))
        );
        let long = format!("#2&{}", "a".repeat(LONGEST));
        assert_eq!(read(&long), (Place::default(), Some(Unread::Long)));
    }

    #[test]
    fn links_of_the_past_open_for_ever() {
        let mut links = 0;
        let kept = KEPT.iter().flat_map(|kept| kept.lines().chain([""]));
        let mut lines = kept.filter(|line| !line.starts_with("##"));
        while let Some(link) = lines.next() {
            let (place, unread) = read(link);
            assert_eq!(unread, None, "{link}");
            let mut said: Vec<String> = Vec::new();
            said.extend(place.lang.map(|lang| format!("lang {}", lang.code())));
            said.extend(place.theme.code().map(|theme| format!("theme {theme}")));
            said.extend(place.pane.code().map(|pane| format!("view {pane}")));
            if place.selection != Selection::default() {
                said.push(format!("{:?}", place.selection));
            }
            said.extend(
                place
                    .draft
                    .iter()
                    .map(|(key, text)| format!("{key}: {text}")),
            );
            let kept: Vec<&str> = lines.by_ref().take_while(|line| !line.is_empty()).collect();
            assert_eq!(said, kept, "{link}");
            links += 1;
        }
        assert!(links >= 8, "only {links} links");
    }
}
