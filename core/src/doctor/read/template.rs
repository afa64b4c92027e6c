//! Templates, read around what is not known: Go's, Jinja's, and ERB, which Puppet
//! and Chef have.
//!
//! A text that is no YAML for its expressions is made one: an expression becomes
//! letters that mean nothing, of the same width, so that every place stays; what
//! steers the template becomes blanks, and of alternatives the first counts that is
//! not known to be off.

use std::borrow::Cow;

use super::super::code::Code;
use super::super::finding::Place;
use super::super::input::Source;
use super::super::named::is_template;
use super::super::process::Setting;
use super::super::rules::Draft;
use super::facts::Facts;
use super::truths::Truths;
use crate::cluster::{FILLERS, is_encrypted, is_unknown};
use crate::document::{self, DocumentError, ErrorKind, Node, Reading};

/// Reads values as Helm does, as they are or with their template opened: of a key
/// that stands twice the last counts. They begin below `above` lines.
///
/// # Errors
///
/// What else is wrong with the text as it is.
pub(super) fn parse(above: usize, text: &str) -> Result<Node, DocumentError> {
    let reading = read(above, text, &Truths::new())?;
    let is_wrong = |fault: &DocumentError| fault.kind() != ErrorKind::Repeated;
    match reading.faults.into_iter().find(is_wrong) {
        Some(fault) => Err(fault),
        None => Ok(reading.root),
    }
}

/// The same, with what Go's library refuses told beside it, and without what those
/// values turn off.
///
/// # Errors
///
/// What is wrong with the text as it is, and ends the reading.
pub(super) fn read(above: usize, text: &str, truths: &Truths) -> Result<Reading, DocumentError> {
    let read = |text: &str| document::read_below(above, text.as_bytes());
    let read_around = || {
        // What Terraform computes in a text may be no YAML either.
        let tags = tags_of(text, &[COMPUTED, TERRAFORM], truths);
        let computed = tags.and_then(|tags| around(text, tags));
        let mut ways = [opened(text, truths), computed].into_iter().flatten();
        ways.find_map(|it| read(&it).ok())
    };
    // What steers one of ERB may go for a part of the value above it, and Terraform's
    // for the end of the text.
    let is_statement = |line: &str| line.trim_start().starts_with(TERRAFORM.0);
    let is_steered = text.contains(ERB.0) || text.lines().any(is_statement);
    if is_steered && let Some(reading) = read_around() {
        return Ok(reading);
    }
    read(text).or_else(|error| read_around().ok_or(error))
}

/// Whether a text is a template of a Helm chart, which is nothing by itself.
pub(super) fn is_of_chart(text: &str) -> bool {
    text.contains("{{")
        && [
            ".Values",
            ".Release.",
            "include \"",
            "define \"",
            "template \"",
        ]
        .iter()
        .any(|mark| text.contains(mark))
}

/// Says once of a text that some of its settings are not known, or what stands in
/// some of its blocks: those of these trees.
pub(super) fn note(source: &Source, trees: &[&Node], settings: &[Setting], facts: &mut Facts) {
    // What is encrypted is told by itself.
    let is_filled = |value: &str| is_unknown(value) && !is_encrypted(value);
    let unknown = settings.iter().filter(|it| is_filled(&it.value));
    let blocks = trees.iter().flat_map(|tree| filled(source, tree));
    let mut all = unknown.map(|it| it.place().clone()).chain(blocks);
    if let Some(first) = all.next() {
        let draft = Draft::new(Code::Mt610, first, source.path.clone());
        facts.finding(draft.with("count", 1 + all.count()));
    }
}

/// The lines of a tree's text that hold an expression and nothing else: whatever
/// stands there in the end.
fn filled(source: &Source, tree: &Node) -> Vec<Place> {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let has_tag = |line: &str| line.contains("{{") || line.contains(ERB.0);
    let Some((first, _)) = tree.entries().first() else {
        return Vec::new();
    };
    let first = first.place.line;
    let least = source.line(first).map_or(0, indent);
    let lines = (first..=source.last()).map_while(|number| {
        let line = source.line(number)?;
        (line.trim().is_empty() || indent(line) >= least).then_some((number, line))
    });
    let is_filled = |line: &str| {
        let tags = tags(line, &Truths::new()).unwrap_or_default();
        let mut values = tags.iter().filter(|tag| tag.word == Word::Value);
        values.any(|tag| is_alone(line, tag, &tags))
    };
    let filled = lines.filter(|(_, line)| has_tag(line) && is_filled(line));
    filled.map(|(number, _)| source.place(number, 0)).collect()
}

/// An expression or a statement of a template.
struct Tag {
    start: usize,
    end: usize,
    word: Word,
}

/// What a tag does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    /// It puts a value in.
    Value,
    /// It says nothing.
    Comment,
    /// It begins what something decides about, which may be known.
    Open(Option<bool>),
    /// It begins another alternative, which may be known to be off or on.
    Else(Option<bool>),
    Close,
    /// It does something else.
    Other,
}

/// A job of Nomad with its template opened, Jinja's or that of a pack; none if it
/// has none. What Nomad itself fills in stands in texts, and stays.
pub(super) fn opened_job(text: &str) -> Option<String> {
    let is_template = ["{%", "[[ ", "[[-"].iter().any(|it| text.contains(it));
    is_template.then(|| {
        around(
            text,
            tags_of(text, &[GO, JINJA, COMMENT, PACK], &Truths::new())?,
        )
    })?
}

/// The text of a file that is no YAML, its template opened where it is called one.
pub(super) fn opened_text(source: &Source) -> Cow<'_, str> {
    let is_template = is_template(&source.name());
    let tags =
        is_template.then(|| tags_of(&source.text, &[GO, JINJA, COMMENT, ERB], &Truths::new()));
    let opened = tags.flatten().and_then(|tags| around(&source.text, tags));
    opened.map_or(Cow::Borrowed(&source.text), Cow::Owned)
}

/// A text as YAML, its template opened; none if it has none.
fn opened(text: &str, truths: &Truths) -> Option<String> {
    around(text, tags(text, truths)?)
}

/// A text around its tags.
fn around(text: &str, tags: Vec<Tag>) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    // Of each depth whether it counts, and whether an alternative of it did.
    let mut open: Vec<(bool, bool)> = Vec::new();
    let is_hidden = |open: &[(bool, bool)]| open.iter().any(|(counts, _)| !counts);
    for (index, tag) in tags.iter().enumerate() {
        put(&mut out, text.get(at..tag.start)?, is_hidden(&open));
        match tag.word {
            Word::Open(holds) => open.push((holds != Some(false), holds != Some(false))),
            Word::Else(holds) => {
                if let Some((counts, did)) = open.last_mut() {
                    *counts = !*did && holds != Some(false);
                    *did |= *counts;
                }
            }
            Word::Close => _ = open.pop(),
            _ => {}
        }
        let body = text.get(tag.start..tag.end)?;
        let is_blank = is_hidden(&open) || tag.word == Word::Comment || is_alone(text, tag, &tags);
        fill(&mut out, body, if is_blank { None } else { Some(index) });
        at = tag.end;
    }
    put(&mut out, text.get(at..)?, is_hidden(&open));
    Some(out)
}

fn put(out: &mut String, text: &str, is_hidden: bool) {
    match is_hidden {
        true => fill(out, text, None),
        false => out.push_str(text),
    }
}

/// Blanks as wide as a text, or letters that are unlike those of another tag.
fn fill(out: &mut String, text: &str, tag: Option<usize>) {
    const DIGITS: usize = 7;
    // The shortest tag has room for four of them; what is left is all the same.
    let (mut number, mut digits) = (tag.unwrap_or_default(), 4);
    for letter in text.chars() {
        let filler = match tag {
            _ if letter == '\n' => '\n',
            None => ' ',
            Some(_) if digits > 0 => {
                let digit = u32::try_from(number % DIGITS).unwrap_or_default();
                (number, digits) = (number / DIGITS, digits - 1);
                char::from_u32(u32::from(*FILLERS.start()) + digit).unwrap_or(*FILLERS.end())
            }
            Some(_) => *FILLERS.end(),
        };
        out.push(filler);
    }
}

/// Whether a tag has its lines to itself, or shares them with tags alone.
fn is_alone(text: &str, tag: &Tag, tags: &[Tag]) -> bool {
    let start = text
        .get(..tag.start)
        .map_or(0, |before| before.rfind('\n').map_or(0, |at| at + 1));
    let end = text.get(tag.end..).map_or(text.len(), |behind| {
        behind.find('\n').map_or(text.len(), |at| tag.end + at)
    });
    let mut at = start;
    for other in tags.iter().filter(|it| it.start >= start && it.end <= end) {
        if text
            .get(at..other.start)
            .is_some_and(|it| !it.trim().is_empty())
        {
            return false;
        }
        at = other.end;
    }
    text.get(at..end).is_none_or(|it| it.trim().is_empty())
}

/// How tags begin and end: Go's and Jinja's expressions, Jinja's statements and
/// comments, those of a pack of Nomad's, Terraform's statements, and all of ERB's.
const GO: (&str, &str) = ("{{", "}}");
const JINJA: (&str, &str) = ("{%", "%}");
const COMMENT: (&str, &str) = ("{#", "#}");
const PACK: (&str, &str) = ("[[", "]]");
const TERRAFORM: (&str, &str) = ("%{", "}");
const ERB: (&str, &str) = ("<%", "%>");

/// How an expression of Terraform's stands in a text.
const COMPUTED: (&str, &str) = ("${", "}");

/// The tags of a text; none where it has none, or one without an end.
fn tags(text: &str, truths: &Truths) -> Option<Vec<Tag>> {
    tags_of(text, &[GO, JINJA, COMMENT, TERRAFORM, ERB], truths)
}

fn tags_of(text: &str, kinds: &[(&str, &str)], truths: &Truths) -> Option<Vec<Tag>> {
    let mut tags = Vec::new();
    let mut at = 0;
    loop {
        let rest = text.get(at..)?;
        let next = kinds
            .iter()
            .filter_map(|(open, close)| Some((rest.find(open)?, *open, *close)))
            .min();
        let Some((offset, open, close)) = next else {
            break;
        };
        let start = at + offset;
        let inside = text.get(start + open.len()..)?;
        let length = match open {
            "${" => end_of_computed(inside)?,
            _ => inside.find(close)?,
        };
        let end = start + open.len() + length + close.len();
        let word = match open {
            "{#" => Word::Comment,
            "<%" => ruby(inside.get(..length)?),
            _ => word(inside.get(..length)?, open.contains('%'), truths),
        };
        tags.push(Tag { start, end, word });
        at = end;
    }
    (!tags.is_empty()).then_some(tags)
}

/// Where the bracket stands that ends an expression, in which others may stand.
fn end_of_computed(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut ends = text.match_indices(['{', '}', '\n']);
    let (at, end) = ends.find(|(_, sign)| match *sign {
        "{" => {
            depth += 1;
            false
        }
        "}" if depth > 0 => {
            depth -= 1;
            false
        }
        _ => true,
    })?;
    (end == "}").then_some(at)
}

/// Whether a condition holds for Grafana Enterprise Metrics alone, whose options
/// the chart has beside Mimir's up to its version 5.
fn is_of_enterprise(condition: &str) -> bool {
    let mut words = condition.split(|it: char| it.is_whitespace() || "()".contains(it));
    let is_plain = |word: &str| !matches!(word, "or" | "not" | "ne" | "eq" | "default");
    words.clone().all(is_plain) && words.any(|word| word == ".Values.enterprise.enabled")
}

/// What a tag of ERB does, or of EPP, whose statements have braces.
fn ruby(body: &str) -> Word {
    let body = body.trim_matches(['-', ' ', '\t', '\n', '\r']);
    match body.strip_prefix('=') {
        Some(_) => Word::Value,
        None if body.starts_with('#') => Word::Comment,
        None if body.starts_with('}') && body.ends_with('{') => Word::Else(None),
        None if body.starts_with('}') => Word::Close,
        None if body.ends_with('{') || body.contains(" do") => Word::Open(None),
        None => word(body, true, &Truths::new()),
    }
}

/// Whether a condition of a chart holds; none where nobody can tell.
fn holds(condition: &str, truths: &Truths) -> Option<bool> {
    let condition = condition.trim();
    let (first, rest) = condition
        .split_once(char::is_whitespace)
        .unwrap_or((condition, ""));
    let each = || terms(rest).into_iter().map(|term| holds(term, truths));
    match first {
        "not" => holds(rest, truths).map(|it| !it),
        "and" if each().any(|it| it == Some(false)) => Some(false),
        "or" if each().any(|it| it == Some(true)) => Some(true),
        "and" | "or" => each()
            .collect::<Option<Vec<bool>>>()
            .map(|_| first == "and"),
        _ => match terms(condition).as_slice() {
            [only] if only.starts_with('(') => {
                let inside = only.strip_prefix('(')?.strip_suffix(')')?;
                holds(inside, truths)
            }
            [only] => truths
                .get(only.trim_start_matches('$').strip_prefix(".Values.")?)
                .copied(),
            _ => None,
        },
    }
}

/// What a function is given: words, and what stands in brackets.
fn terms(text: &str) -> Vec<&str> {
    let mut depth = 0_usize;
    let parts = text.split(|letter: char| {
        match letter {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && letter.is_whitespace()
    });
    parts.filter(|part| !part.is_empty()).collect()
}

fn word(body: &str, is_statement: bool, truths: &Truths) -> Word {
    let body = body.trim_matches(['-', '+', '~', ' ', '\t', '\n', '\r']);
    if body.starts_with("/*") {
        return Word::Comment;
    }
    let end = body.find(|it: char| !it.is_ascii_alphabetic());
    let (first, rest) = body.split_at(end.unwrap_or(body.len()));
    match first {
        "if" if is_of_enterprise(body) => Word::Open(Some(false)),
        "if" | "with" => Word::Open(holds(rest, truths)),
        "range" | "for" | "define" | "block" | "macro" | "call" | "filter" | "raw" | "unless" => {
            Word::Open(None)
        }
        "else" | "elif" | "elsif" => {
            let condition = rest.trim_start().strip_prefix("if");
            Word::Else(condition.and_then(|it| holds(it, truths)))
        }
        word if word.starts_with("end") => Word::Close,
        _ if is_statement || body.contains(":=") => Word::Other,
        _ => Word::Value,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::expect_used, reason = "tests")]

    use super::super::truths;
    use super::*;

    #[test]
    fn every_place_stays_and_what_is_not_known_is_told_apart() {
        let text = "server:\n  log_format: {{ a.b }}\n  http_listen_port: 80\n{% if x %}\ntarget: all\n{% else %}\ntarget: ruler\n{% endif %}\n";
        let node = parse(0, text).expect("YAML");
        let server = node.at("server").expect("a section");
        assert!(is_unknown(server.text_at(&["log_format"])));
        let port = server.at("http_listen_port").expect("a port");
        assert_eq!((port.place().line, port.place().column), (3, 21));
        assert_eq!(node.text_at(&["target"]), "all");
    }

    #[test]
    fn lists_keys_and_words_in_one_line() {
        let text = "memberlist:\n  join_members:\n  - {{ include \"mimir.fullname\" . }}-gossip-ring\n  {{ key }}: a\n  {{ other }}: b\n  x: {{ if a }}b{{ else }}c{{ end }}\n  {{- /* a word\n  on two lines */}}\n";
        let node = parse(0, text).expect("YAML");
        let member = node.at("memberlist").expect("a section");
        assert_eq!(member.items_at("join_members").len(), 1);
        assert!(is_unknown(member.text_at(&["x"])));
    }

    #[test]
    fn what_is_of_enterprise_metrics_is_not_there() {
        let text = "{{- if .Values.enterprise.enabled }}\nlicense: {path: /l}\n{{- else }}\ntarget: all\n{{- end }}\n\
                    {{- if and .Values.enterprise.enabled .Values.graphite.enabled }}\n{{- if .x }}\ngateway: {a: 1}\n\
                    {{- else }}\ngateway: {b: 1}\n{{- end }}\n{{- end }}\n\
                    {{- if not .Values.enterprise.enabled }}\nlimits: {}\n{{- end }}\n\
                    {{- if or .Values.enterprise.enabled .Values.x }}\nruler: {}\n{{- end }}\n";
        let node = parse(0, text).expect("YAML");
        let keys = node.entries().iter().map(|(key, _)| key.text.as_str());
        let keys: Vec<&str> = keys.collect();
        assert_eq!(keys, ["target", "limits", "ruler"]);
    }

    #[test]
    fn what_the_values_turn_off_is_not_there() {
        let values = "on: true\noff: false\nquoted: 'false'\nnone: ''\nnull: ~\nempty: []\nfull: [1]\n\
                      number: 0\nmap: {}\ntls: {on: {a: 1}, off: no}\nfilled: '{{ .x }}'\n";
        let truths = truths::of(&document::parse(values.as_bytes()).expect("YAML"));
        // A condition, and which alternatives are read of it and of what follows.
        for (condition, read) in [
            (".Values.on", "a"),
            (".Values.off", "b"),
            ("$.Values.off", "b"),
            (".Values.quoted", "a"),
            (".Values.none", "b"),
            (".Values.null", "b"),
            (".Values.empty", "b"),
            (".Values.full", "a"),
            (".Values.number", "b"),
            (".Values.tls", "a"),
            (".Values.tls.on", "a"),
            (".Values.tls.off", "b"),
            ("not .Values.on", "b"),
            ("not (.Values.off)", "a"),
            ("and .Values.on .Values.off", "b"),
            ("and .x .Values.off", "b"),
            ("and .Values.on (not .Values.on)", "b"),
            ("or .Values.off .Values.tls.off", "b"),
            ("or .Values.off (and .Values.on .Values.full)", "a"),
            // What nobody can tell is read as if it held.
            (".Values.nowhere", "a"),
            (".Values.map", "a"),
            (".Values.filled", "a"),
            ("and .Values.on .x", "a"),
            ("or .Values.off .x", "a"),
            ("not .x", "a"),
            ("eq .Values.off .x", "a"),
            ("$x := .Values.off", "a"),
        ] {
            let text = format!(
                "{{{{- if {condition} }}}}\na: 1\n{{{{- else }}}}\nb: 1\n{{{{ end }}}}\nc: 1\n"
            );
            let node = super::read(0, &text, &truths).expect("YAML").root;
            let keys = node.entries().iter().map(|(key, _)| key.text.as_str());
            assert_eq!(keys.collect::<Vec<_>>(), [read, "c"], "{condition}");
        }
    }

    #[test]
    fn of_alternatives_the_first_is_read_that_may_hold() {
        let truths = Truths::from([("on".to_owned(), true), ("off".to_owned(), false)]);
        for (first, second, read) in [
            (".Values.off", ".Values.on", "b"),
            (".Values.off", ".Values.off", "c"),
            (".Values.off", ".x", "b"),
            (".Values.on", ".Values.on", "a"),
            (".x", ".Values.on", "a"),
        ] {
            let text = format!(
                "{{{{ if {first} }}}}\na: 1\n{{{{ else if {second} }}}}\n{{{{ if .y }}}}\nb: 1\n{{{{ end }}}}\n{{{{ else }}}}\nc: 1\n{{{{ end }}}}\n"
            );
            let node = super::read(0, &text, &truths).expect("YAML").root;
            let keys = node.entries().iter().map(|(key, _)| key.text.as_str());
            assert_eq!(keys.collect::<Vec<_>>(), [read], "{first} {second}");
        }
    }

    #[test]
    fn of_erb_and_epp_the_first_alternative_counts() {
        let text = "server:\n  log_level: info\n  <%# why %>\n  <% if @tls -%>\n  http_listen_port: <%= @port %>\n  <%- else -%>\n  http_listen_port: 1\n  <% end %>\n\
                    <% if $a { -%>\ntarget: all\n<% } else { -%>\ntarget: ruler\n<% } -%>\n";
        let node = parse(0, text).expect("YAML");
        assert!(is_unknown(node.text_at(&["server", "http_listen_port"])));
        assert_eq!(node.text_at(&["server", "log_level"]), "info");
        assert_eq!(node.text_at(&["target"]), "all");
    }

    #[test]
    fn what_terraform_computes_is_not_known() {
        let text = "server:\n%{ if tls ~}\n  log_level: a\n%{ else ~}\n  log_level: b\n%{ endif ~}\n  log_format: ${a == \"x\" ? \"b: ${c}\" : \"d\"}\n  \
                    x: \"${a == \"x\" ? \"b\" : { c = \"d\" }.c}\"\n%{ for it in all ~}\n  y: ${it}\n%{ endfor ~}\ntarget: all\n";
        let node = parse(0, text).expect("YAML");
        let server = node.at("server").expect("a section");
        assert_eq!(server.text_at(&["log_level"]), "a");
        for key in ["log_format", "x", "y"] {
            assert!(is_unknown(server.text_at(&[key])), "{key}: {server:?}");
        }
        assert_eq!(node.text_at(&["target"]), "all");
        assert!(parse(0, "a: ${b == \"c\"\nd: }: e\n").is_err());
    }

    #[test]
    fn a_text_that_is_yaml_stays_as_it_is() {
        let node = parse(0, "a: '{{ b }}/c'\n").expect("YAML");
        assert_eq!(node.text_at(&["a"]), "{{ b }}/c");
        assert!(parse(0, "a: {{ b\n").is_err());
    }
}
