//! Templates, read around what is not known: Go's, Jinja's, and ERB, which Puppet
//! and Chef have.
//!
//! A text that is no YAML for its expressions is made one: an expression becomes
//! letters that mean nothing, of the same width, so that every place stays; what
//! steers the template becomes blanks, and of alternatives the first counts.

use std::borrow::Cow;

use super::super::code::Code;
use super::super::finding::Place;
use super::super::input::Source;
use super::super::named::is_template;
use super::super::process::Setting;
use super::super::rules::Draft;
use super::facts::Facts;
use crate::cluster::{FILLERS, is_encrypted, is_unknown};
use crate::document::{self, DocumentError, ErrorKind, Node, Reading};

/// Reads values as Helm does, as they are or with their template opened: of a key
/// that stands twice the last counts. They begin below `above` lines.
///
/// # Errors
///
/// What else is wrong with the text as it is.
pub(super) fn parse(above: usize, text: &str) -> Result<Node, DocumentError> {
    let reading = read(above, text)?;
    let is_wrong = |fault: &DocumentError| fault.kind() != ErrorKind::Repeated;
    match reading.faults.into_iter().find(is_wrong) {
        Some(fault) => Err(fault),
        None => Ok(reading.root),
    }
}

/// The same, with what Go's library refuses told beside it.
///
/// # Errors
///
/// What is wrong with the text as it is, and ends the reading.
pub(super) fn read(above: usize, text: &str) -> Result<Reading, DocumentError> {
    // What steers one of ERB may go for a part of the value above it.
    if text.contains(ERB.0)
        && let Some(opened) = opened(text)
        && let Ok(reading) = document::read_below(above, opened.as_bytes())
    {
        return Ok(reading);
    }
    document::read_below(above, text.as_bytes()).or_else(|error| match opened(text) {
        Some(opened) => document::read_below(above, opened.as_bytes()).map_err(|_| error),
        None => Err(error),
    })
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
        let tags = tags(line).unwrap_or_default();
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
    /// It begins what something decides about.
    Open,
    /// It begins what is never there for Mimir.
    Never,
    /// It begins another alternative.
    Else,
    Close,
    /// It does something else.
    Other,
}

/// A job of Nomad with its template opened, Jinja's or that of a pack; none if it
/// has none. What Nomad itself fills in stands in texts, and stays.
pub(super) fn opened_job(text: &str) -> Option<String> {
    let is_template = ["{%", "[[ ", "[[-"].iter().any(|it| text.contains(it));
    is_template.then(|| around(text, tags_of(text, &[GO, JINJA, COMMENT, PACK])?))?
}

/// The text of a file that is no YAML, its template opened where it is called one.
pub(super) fn opened_text(source: &Source) -> Cow<'_, str> {
    let is_template = is_template(&source.name());
    let tags = is_template.then(|| tags_of(&source.text, &[GO, JINJA, COMMENT, ERB]));
    let opened = tags.flatten().and_then(|tags| around(&source.text, tags));
    opened.map_or(Cow::Borrowed(&source.text), Cow::Owned)
}

/// A text as YAML, its template opened; none if it has none.
fn opened(text: &str) -> Option<String> {
    around(text, tags(text)?)
}

/// A text around its tags.
fn around(text: &str, tags: Vec<Tag>) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    let mut depth = 0_usize;
    // At which depth an alternative began that does not count, and whether the
    // next one may.
    let mut hidden: Option<(usize, bool)> = None;
    for (index, tag) in tags.iter().enumerate() {
        put(&mut out, text.get(at..tag.start)?, hidden.is_some());
        match tag.word {
            Word::Open | Word::Never => {
                depth += 1;
                if tag.word == Word::Never && hidden.is_none() {
                    hidden = Some((depth, true));
                }
            }
            Word::Else if hidden == Some((depth, true)) => hidden = None,
            Word::Else if hidden.is_none() => hidden = Some((depth, false)),
            Word::Close => {
                if hidden.is_some_and(|(at, _)| at == depth) {
                    hidden = None;
                }
                depth = depth.saturating_sub(1);
            }
            _ => {}
        }
        let body = text.get(tag.start..tag.end)?;
        let is_blank = hidden.is_some() || tag.word == Word::Comment || is_alone(text, tag, &tags);
        fill(&mut out, body, if is_blank { None } else { Some(index) });
        at = tag.end;
    }
    put(&mut out, text.get(at..)?, hidden.is_some());
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

/// The tags of a text; none where it has none, or one without an end.
fn tags(text: &str) -> Option<Vec<Tag>> {
    tags_of(text, &[GO, JINJA, COMMENT, TERRAFORM, ERB])
}

fn tags_of(text: &str, kinds: &[(&str, &str)]) -> Option<Vec<Tag>> {
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
        let length = inside.find(close)?;
        let end = start + open.len() + length + close.len();
        let word = match open {
            "{#" => Word::Comment,
            "<%" => ruby(inside.get(..length)?),
            _ => word(inside.get(..length)?, open.contains('%')),
        };
        tags.push(Tag { start, end, word });
        at = end;
    }
    (!tags.is_empty()).then_some(tags)
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
        None if body.starts_with('}') && body.ends_with('{') => Word::Else,
        None if body.starts_with('}') => Word::Close,
        None if body.ends_with('{') || body.contains(" do") => Word::Open,
        None => word(body, true),
    }
}

fn word(body: &str, is_statement: bool) -> Word {
    let body = body.trim_matches(['-', '+', '~', ' ', '\t', '\n', '\r']);
    if body.starts_with("/*") {
        return Word::Comment;
    }
    let first = body.split(|it: char| !it.is_ascii_alphabetic()).next();
    match first.unwrap_or_default() {
        "if" if is_of_enterprise(body) => Word::Never,
        "if" | "with" | "range" | "for" | "define" | "block" | "macro" | "call" | "filter"
        | "raw" | "unless" => Word::Open,
        "else" | "elif" | "elsif" => Word::Else,
        word if word.starts_with("end") => Word::Close,
        _ if is_statement || body.contains(":=") => Word::Other,
        _ => Word::Value,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::expect_used, reason = "tests")]

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
    fn of_erb_and_epp_the_first_alternative_counts() {
        let text = "server:\n  log_level: info\n  <%# why %>\n  <% if @tls -%>\n  http_listen_port: <%= @port %>\n  <%- else -%>\n  http_listen_port: 1\n  <% end %>\n\
                    <% if $a { -%>\ntarget: all\n<% } else { -%>\ntarget: ruler\n<% } -%>\n";
        let node = parse(0, text).expect("YAML");
        assert!(is_unknown(node.text_at(&["server", "http_listen_port"])));
        assert_eq!(node.text_at(&["server", "log_level"]), "info");
        assert_eq!(node.text_at(&["target"]), "all");
    }

    #[test]
    fn a_text_that_is_yaml_stays_as_it_is() {
        let node = parse(0, "a: '{{ b }}/c'\n").expect("YAML");
        assert_eq!(node.text_at(&["a"]), "{{ b }}/c");
        assert!(parse(0, "a: {{ b\n").is_err());
    }
}
