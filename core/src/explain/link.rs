//! Which link a line of a log speaks of.

use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use serde::Serialize;

use super::dialler::{self, Place};
use super::line::shown;
use super::rows::{self, LinkRow, Speaker, Teller, Value};
use crate::catalog::{Catalog, SurfaceKind};
use crate::shown::user;

/// Where an address or a name ends.
const ENDS_A_VALUE: &[u8] = b" \t\r\n\"'`,;()[]{}<>|/?=";

/// Who calls each pod, and names it in its own lines.
const PROBER: &str = "kubelet";

/// The longest name that DNS has, and a port.
const LONGEST_VALUE: usize = 260;

/// A link, as far as the lines betray it, and how often they spoke of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SeenLink {
    /// The components that may have dialled, or the program that did.
    pub from: Vec<String>,
    /// The components that may have been dialled.
    pub to: Vec<String>,
    /// The surface whose options make the link.
    pub surface: Option<&'static str>,
    /// The address that was dialled.
    pub address: Option<String>,
    /// The address of the dialling side, without its port.
    pub peer: Option<String>,
    /// The gRPC method that was called, where the line names it.
    pub method: Option<String>,
    /// The number of lines that speak of the link.
    pub count: u64,
    /// The number of the first line that speaks of the link, counted from 1.
    pub first_line: u64,
    /// The number of the last line that speaks of the link.
    pub last_line: u64,
}

impl SeenLink {
    /// Whether it is the other link, whoever counted the lines.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let key = |link: &Self| Self {
            count: 0,
            first_line: 0,
            last_line: 0,
            ..link.clone()
        };
        key(self) == key(other)
    }

    /// The block of Mimir's configuration that has the options of who dials: that of
    /// the surface, or of the only gRPC client that one end has to the other.
    pub(super) fn block(&self) -> Option<&'static str> {
        let catalog = Catalog::builtin();
        let newest = catalog.newest();
        let surface = match self.surface {
            Some(id) => catalog.surfaces(newest).find(|it| it.id() == id)?,
            None => {
                let [from] = &self.from[..] else {
                    return None;
                };
                let to = match &self.to[..] {
                    [to] => to,
                    [] => dialler::named(self.address.as_deref()?)?,
                    _ => return None,
                };
                let links = catalog.links(newest).into_iter().filter(|link| {
                    let ends = [link.from.to_string(), link.to.to_string()];
                    link.surface.kind() == SurfaceKind::GrpcClient && ends == [from, to]
                });
                let mut surfaces = links.map(|link| link.surface);
                let first = surfaces.next()?;
                surfaces.all(|it| it == first).then_some(first)?
            }
        };
        Some(surface.yaml_prefix().trim_end_matches('.'))
    }

    /// Takes in the lines of the same link.
    pub(super) fn join(&mut self, other: &Self) {
        self.count += other.count;
        self.first_line = self.first_line.min(other.first_line);
        self.last_line = self.last_line.max(other.last_line);
    }
}

/// What one line says, still inside the line.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Clue<'a> {
    row: Option<usize>,
    /// The component, or the program, that wrote the line.
    writer: Option<&'static str>,
    /// The side that the writer is on, where the line tells.
    side: Option<Teller>,
    address: Option<&'a [u8]>,
    peer: Option<&'a [u8]>,
    method: Option<&'a [u8]>,
}

/// A clue that was kept, to be compared with the next.
#[derive(Debug)]
pub(super) struct Kept {
    row: Option<usize>,
    writer: Option<&'static str>,
    side: Option<Teller>,
    address: Option<Vec<u8>>,
    peer: Option<Vec<u8>>,
    method: Option<Vec<u8>>,
}

impl<'a> Clue<'a> {
    /// What `line` says, without its escapes; `writer` wrote it, if the line does
    /// not say another.
    pub(super) fn of(line: &'a [u8], writer: Option<&'static str>) -> Self {
        let marks = rows::links();
        let mut clue = Self {
            writer: composed(line).or(writer),
            ..Self::default()
        };
        let mut address = usize::MAX;
        let mut has_own_peer = true;
        for hit in automaton().find_overlapping_iter(line) {
            let place = hit.pattern().as_usize();
            let row = &marks[place];
            let after = &line[hit.end()..];
            match row.value {
                Some(Value::Address) if place < address => {
                    if let Some(value) = host(after) {
                        (address, clue.address) = (place, Some(value));
                    }
                }
                Some(Value::Peer) => clue.peer = value(after).map(without_port).or(clue.peer),
                Some(Value::Component) => {
                    clue.writer = label(after).or(clue.writer);
                }
                _ => {}
            }
            if row.tells_ends() && clue.row.is_none_or(|best| place < best) {
                clue.row = Some(place);
            }
            if row.mark.starts_with('/') {
                clue.method = word(&line[hit.start()..]);
            }
            clue.side = clue.side.or(row.side);
            has_own_peer &= !row.no_peer;
        }
        if !has_own_peer {
            (clue.peer, clue.side) = (None, None);
        }
        if clue.side.is_none() && (clue.address.is_some() || clue.dials()) {
            clue.side = Some(Teller::Client);
        }
        clue
    }

    /// Whether the line names who dials.
    fn dials(&self) -> bool {
        let row = self.row.map(|row| &rows::links()[row]);
        row.is_some_and(|row| row.surface.is_some() || row.from.is_some())
    }

    /// Whether the line says nothing of who dials whom.
    pub(super) fn is_empty(&self) -> bool {
        let side = None;
        Self { side, ..*self } == Self::default()
    }

    /// In whose words to advise, where a program says this.
    pub(super) fn dialler(&self, by: Speaker) -> Place {
        let row = self.row.map(|row| &rows::links()[row]);
        if let Some(from) = row.and_then(|row| row.from) {
            return dialler::by_id(from).unwrap_or(dialler::MIMIR);
        }
        let dialled = row.and_then(|row| row.surface.or(row.to));
        let place = match self.side {
            Some(Teller::Server) => dialler::CLIENT,
            _ => match self.writer.map(dialler::by_id) {
                Some(Some(program)) => program,
                Some(None) => dialler::MIMIR,
                None => dialler::of_speaker(by),
            },
        };
        match dialled {
            Some(dialled) if place == dialler::MIMIR => dialler::of_mimir(dialled),
            _ => place,
        }
    }

    pub(super) fn side(&self) -> Option<Teller> {
        self.side
    }

    /// The same, where the error itself tells who writes it.
    pub(super) fn told_by(self, side: Option<Teller>) -> Self {
        let side = self.side.or(side);
        Self { side, ..self }
    }

    pub(super) fn is(&self, kept: &Kept) -> bool {
        self.row == kept.row
            && self.writer == kept.writer
            && self.side == kept.side
            && self.address == kept.address.as_deref()
            && self.peer == kept.peer.as_deref()
            && self.method == kept.method.as_deref()
    }

    pub(super) fn keep(self) -> Kept {
        Kept {
            row: self.row,
            writer: self.writer,
            side: self.side,
            address: self.address.map(<[u8]>::to_vec),
            peer: self.peer.map(<[u8]>::to_vec),
            method: self.method.map(<[u8]>::to_vec),
        }
    }
}

impl Kept {
    /// The link in words, without its counts.
    pub(super) fn link(&self) -> SeenLink {
        let row = self.row.map(|row| &rows::links()[row]);
        let surface = row.and_then(|row| row.surface);
        let (mut from, mut to) = surface.map(ends).unwrap_or_default();
        if let Some(row) = row {
            from = row.from.map_or(from, |name| vec![name.to_owned()]);
            to = row.to.map_or(to, |name| vec![name.to_owned()]);
        }
        if let Some(writer) = self.writer {
            // Whoever probes names whom it probes.
            let is_probed = row.is_some_and(|row| row.from == Some(PROBER)) && writer != PROBER;
            let own = match self.side {
                Some(Teller::Server) => &mut to,
                _ if is_probed => &mut to,
                _ => &mut from,
            };
            if own.is_empty() || own.iter().any(|name| name == writer) {
                *own = vec![writer.to_owned()];
            }
        }
        let text = |bytes: &Option<Vec<u8>>| bytes.as_deref().map(shown);
        SeenLink {
            from,
            to,
            surface,
            address: text(&self.address),
            peer: text(&self.peer),
            method: text(&self.method),
            count: 0,
            first_line: 0,
            last_line: 0,
        }
    }
}

impl LinkRow {
    fn tells_ends(&self) -> bool {
        self.surface.is_some() || self.from.is_some() || self.to.is_some()
    }
}

/// Who dials and who is dialled over a surface, in the newest release.
fn ends(surface: &str) -> (Vec<String>, Vec<String>) {
    let catalog = Catalog::builtin();
    let links = catalog.links(catalog.newest());
    let (mut from, mut to) = (Vec::new(), Vec::new());
    for link in links.iter().filter(|link| link.surface.id() == surface) {
        for (names, name) in [
            (&mut from, link.from.to_string()),
            (&mut to, link.to.to_string()),
        ] {
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    (from, to)
}

fn automaton() -> &'static AhoCorasick {
    static AUTOMATON: OnceLock<AhoCorasick> = OnceLock::new();
    AUTOMATON.get_or_init(|| build(rows::links().iter().map(|row| row.mark.as_str())))
}

/// An automaton that reads each byte once, whatever it looks for.
#[expect(
    clippy::expect_used,
    reason = "it is built from rows that are compiled in, and every test builds it"
)]
pub(super) fn build<'a>(words: impl Iterator<Item = &'a str>) -> AhoCorasick {
    AhoCorasick::builder()
        .kind(Some(AhoCorasickKind::DFA))
        .build(words)
        .expect("few words, all of them short")
}

/// An address or a name at the beginning of `text`, quoted or not.
fn value(text: &[u8]) -> Option<&[u8]> {
    let text = text.strip_prefix(b"\"").unwrap_or(text);
    let ends = |text: &[u8]| text.iter().position(|byte| ENDS_A_VALUE.contains(byte));
    // An IPv6 address has brackets, as in `[::1]:9095`.
    let host = match text.first() {
        Some(b'[') => memchr::memchr(b']', &text[..text.len().min(64)])? + 1,
        _ => 0,
    };
    let end = ends(&text[host..]).map_or(text.len(), |end| host + end);
    let value = text[..end].strip_suffix(b":").unwrap_or(&text[..end]);
    (!value.is_empty() && value.len() <= LONGEST_VALUE).then_some(value)
}

/// An address at the beginning of `text`, without the name and password that a URL
/// may have in front of it.
fn host(text: &[u8]) -> Option<&[u8]> {
    let text = text.strip_prefix(b"\"").unwrap_or(text);
    value(&text[user(text).map_or(0, |at| at + 1)..])
}

fn without_port(address: &[u8]) -> &[u8] {
    memchr::memrchr(b':', address).map_or(address, |colon| &address[..colon])
}

/// The component or program that a label means: `ingester`, `mimir-ingester-2`.
fn named(label: &[u8]) -> Option<&'static str> {
    dialler::named(std::str::from_utf8(label).ok()?)
}

/// The same of a label at the beginning of `text`, where a namespace may stand before
/// the name: `mimir/mimir-ingester-2`.
fn label(text: &[u8]) -> Option<&'static str> {
    let text = text.strip_prefix(b"\"").unwrap_or(text);
    let first = value(text)?;
    let behind = match text.get(first.len()..) {
        Some([b'/', rest @ ..]) => value(rest),
        _ => None,
    };
    behind.and_then(named).or_else(|| named(first))
}

/// Who wrote a line of Compose's: `ingester-1  | level=...`.
fn composed(line: &[u8]) -> Option<&'static str> {
    const LONGEST: usize = 64;
    let end = memchr::memmem::find(&line[..line.len().min(LONGEST)], b" | ")?;
    let label = line[..end].trim_ascii_end();
    let is_word = !label.iter().any(u8::is_ascii_whitespace);
    is_word.then(|| named(label)).flatten()
}

fn word(text: &[u8]) -> Option<&[u8]> {
    let ends = |byte: &u8| !(byte.is_ascii_alphanumeric() || b"/._".contains(byte));
    let end = text.iter().position(ends).unwrap_or(text.len());
    (end < 128).then(|| &text[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(line: &str) -> SeenLink {
        Clue::of(line.as_bytes(), None).keep().link()
    }

    #[test]
    fn a_method_tells_both_ends_and_a_label_one_of_several() {
        let line =
            r#"component=distributor method=/cortex.Ingester/Push addr=10.0.0.7:9095 err="x""#;
        let link = link(line);
        assert_eq!(link.from, ["distributor"]);
        assert_eq!(link.to, ["ingester"]);
        assert_eq!(link.surface, Some("ingester-client"));
        assert_eq!(link.address.as_deref(), Some("10.0.0.7:9095"));
        assert_eq!(link.method.as_deref(), Some("/cortex.Ingester/Push"));
    }

    #[test]
    fn without_a_label_all_that_may_dial_are_named() {
        let link = link("method=/cortex.Ingester/Push");
        assert_eq!(link.from, ["distributor", "querier", "ruler"]);
    }

    #[test]
    fn addresses_of_all_kinds() {
        let check = |line: &str, wanted: Option<&str>| {
            assert_eq!(link(line).address.as_deref(), wanted, "{line}");
        };
        check("dial tcp [::1]:9095: connect", Some("[::1]:9095"));
        check(
            "url=https://u:hunter2@m.example:8080/push x",
            Some("m.example:8080"),
        );
        check(r#"{"addr":"ingester:9095","x":1}"#, Some("ingester:9095"));
        check(
            r#"Get "https://10.0.0.5:8080/ready": x"#,
            Some("10.0.0.5:8080"),
        );
        check("addr=", None);
        check("addr= next", None);
        check("dial tcp [", None);
    }

    #[test]
    fn a_peer_is_the_same_from_every_port() {
        let link = link("http: TLS handshake error from 10.0.0.9:54321: EOF");
        assert_eq!(link.peer.as_deref(), Some("10.0.0.9"));
    }

    #[test]
    fn who_writes_as_a_server_is_dialled() {
        let line = b"http: TLS handshake error from 10.0.0.9:54321: EOF";
        let clue = Clue::of(line, Some("ingester"));
        let link = clue.keep().link();
        assert_eq!(
            (link.from.len(), &link.to[..]),
            (0, &["ingester".to_owned()][..])
        );
        assert_eq!(dialler::diallers()[clue.dialler(Speaker::Go)].id, "client");
        let line = b"ingester-1  | level=error err=x";
        assert_eq!(Clue::of(line, None).keep().link().from, ["ingester"]);
    }

    #[test]
    fn the_client_of_a_gateway_is_not_on_the_link_to_its_upstream() {
        let line = "while SSL handshaking to upstream, client: 127.0.0.1, server: , request: \"GET / HTTP/1.1\", upstream: \"https://10.244.1.7:8080/\"";
        let upstream = link(line);
        assert_eq!(
            (&upstream.from[..], upstream.peer),
            (&["gateway".to_owned()][..], None)
        );
        assert_eq!(upstream.address.as_deref(), Some("10.244.1.7:8080"));
        let own = link("while reading client request headers, client: 10.0.0.9, server: g");
        assert_eq!(
            (&own.to[..], own.peer.as_deref()),
            (&["gateway".to_owned()][..], Some("10.0.0.9"))
        );
    }

    #[test]
    fn advice_is_in_the_words_of_who_dials() {
        for (line, wanted) in [
            (
                "component=remote remote_name=a url=https://m/push err=x",
                "remote-writer",
            ),
            ("logger=tsdb.prometheus err=\"Post https://m\"", "grafana"),
            (
                "logger=ngalert.sender msg=\"Error sending alert\" err=\"Post https://m\"",
                "grafana",
            ),
            ("etcdctl: {\"logger\":\"etcd-client\"}", "etcdctl"),
            ("error exporterhelper Exporting failed", "opentelemetry"),
            ("method=/cortex.Ingester/Push err=x", "mimir"),
            ("x509: certificate signed by unknown authority", "mimir"),
        ] {
            let place = Clue::of(line.as_bytes(), None).dialler(Speaker::Go);
            assert_eq!(dialler::diallers()[place].id, wanted, "{line}");
        }
        let of_file = Clue::of(b"x509: unknown", Some("remote-writer"));
        assert_eq!(
            dialler::diallers()[of_file.dialler(Speaker::Go)].id,
            "remote-writer"
        );
        let of_curl = Clue::of(b"x", None).dialler(Speaker::Curl);
        assert_eq!(dialler::diallers()[of_curl].id, "curl");
    }

    #[test]
    fn every_mark_tells_something_that_is_there() {
        let catalog = Catalog::builtin();
        let named = |name: &str| {
            catalog.component(name).is_ok()
                || catalog.externals().any(|it| it.name() == name)
                || dialler::by_id(name).is_some()
        };
        let mut marks = std::collections::BTreeSet::new();
        for row in rows::links() {
            assert!(marks.insert(&row.mark), "{}: twice", row.mark);
            let tells = row.tells_ends() || row.value.is_some() || row.side.is_some();
            assert!(tells, "{}", row.mark);
            let surface = row.surface.into_iter();
            for name in surface {
                assert!(catalog.surface_name(name).is_ok(), "{name}");
            }
            for name in row.from.iter().chain(&row.to) {
                assert!(named(name), "{name}");
            }
        }
    }
}
