//! From text to tree, within bounds.

use std::borrow::Cow;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, StrInput, Tag};

use super::span::{Offsets, TextSpan};
use super::{DocumentError, ErrorKind, MapKey, Node, NodeTag, Position, Reading, Value};
use super::{go, outdent};

/// The longest text that is read: 1 MiB, a hundred times a large plan.
pub const MAX_BYTES: usize = 1 << 20;

/// Deeper nesting is nobody's configuration.
const MAX_DEPTH: usize = 64;

/// The most values in one tree, aliases expanded: what stops a text of a few
/// hundred bytes whose aliases of aliases would fill the memory.
const MAX_NODES: usize = 100_000;

/// Reads one YAML or JSON document.
///
/// # Errors
///
/// Text that is no UTF-8, is longer than [`MAX_BYTES`], is empty, holds more
/// than one document, is no YAML, nests or repeats itself without end, or has
/// the same key twice in one mapping.
pub fn parse(bytes: &[u8]) -> Result<Node, DocumentError> {
    parse_below(0, bytes)
}

/// The same for a text that begins behind `above` lines of another, so that
/// places are those of the whole.
///
/// # Errors
///
/// As [`parse`].
pub fn parse_below(above: usize, bytes: &[u8]) -> Result<Node, DocumentError> {
    let mut builder = Builder::new(above, bytes, true)?;
    let root = builder.document()?;
    if let Some(place) = builder.more()? {
        return Err(DocumentError::new("a second document begins here")
            .placed(place)
            .hinted("keep one document in the file"));
    }
    root.filter(|node| !node.is_null())
        .ok_or_else(|| DocumentError::new("the text is empty"))
}

/// Reads the first document of a text as Go's YAML library does, with which
/// Mimir and what is around it read theirs: what `<<` names is taken in, and what
/// stands under no key at all counts for nothing. The text begins behind `above`
/// lines of another.
///
/// # Errors
///
/// As [`parse`], but for what [`Reading`] tells.
pub fn read_below(above: usize, bytes: &[u8]) -> Result<Reading, DocumentError> {
    read_once(above, bytes).or_else(|error| {
        let text = decode(bytes).ok().and_then(go::without_tabs);
        let again = text.map(|text| read_once(above, text.as_bytes()));
        let again = again.and_then(Result::ok);
        again
            .or_else(|| before_bracket(above, bytes, &error))
            .or_else(|| outdented(above, bytes, &error))
            .ok_or(error)
    })
}

/// The first document of a text with brackets or quotes whose lines begin further
/// left than what they are in.
fn outdented(above: usize, bytes: &[u8], error: &DocumentError) -> Option<Reading> {
    let text = decode(bytes).ok()?;
    let before = bytes.len() - text.len();
    outdent::read((above, before), text, error.clone(), |moved| {
        let mark = bytes.get(..before).unwrap_or_default();
        read_once(above, &[mark, moved].concat())
    })
}

/// The first document of a text, where that is in brackets and one too many stands
/// behind it: the parser meets that one while it looks for a colon.
fn before_bracket(above: usize, bytes: &[u8], error: &DocumentError) -> Option<Reading> {
    (error.message() == BEHIND[0]).then_some(())?;
    let (text, place) = (decode(bytes).ok()?, error.place()?);
    let mut lines = text.split_inclusive('\n');
    let above_it = lines.by_ref().take(place.line.checked_sub(above + 1)?);
    let start: usize = above_it.map(str::len).sum();
    let (column, _) = lines
        .next()?
        .char_indices()
        .nth(place.column.checked_sub(1)?)?;
    let before = bytes.len() - text.len();
    let whole = bytes.get(..before + start + column)?;
    let reading = read_once(above, whole).ok()?;
    let first = bytes.get(reading.root.span().start);
    matches!(first, Some(b'{' | b'[')).then_some(Reading {
        has_more: true,
        ..reading
    })
}

fn read_once(above: usize, bytes: &[u8]) -> Result<Reading, DocumentError> {
    let text = decode(bytes)?;
    // Go takes a mark of order inside a text for a letter like others, and the
    // parser takes another that is as wide.
    if text.contains('\u{feff}') {
        let mark = bytes.get(..bytes.len() - text.len()).unwrap_or_default();
        let marked = text.replace('\u{feff}', "\u{2060}");
        return read_once(above, &[mark, marked.as_bytes()].concat());
    }
    let mut builder = Builder::new(above, bytes, false)?;
    if let Some(refused) = go::directive(above, text).or_else(|| go::control(above, text)) {
        return Err(refused);
    }
    let Some(root) = builder.document()? else {
        return Err(DocumentError::new("the text is empty"));
    };
    if let Some(place) = go::tab(above, text, bytes.len() - text.len(), &builder.inside) {
        return Err(DocumentError::new("a tab indents this line")
            .placed(place)
            .hinted("indent with blanks"));
    }
    if let Some(place) = builder.question {
        return Err(
            DocumentError::new("a `?` stands here in brackets and without quotes")
                .placed(place)
                .hinted("put the value in quotes"),
        );
    }
    if let Some(place) = builder.keyless {
        return Err(DocumentError::new("there is no key before this colon").placed(place));
    }
    let mut faults = std::mem::take(&mut builder.repeated);
    let root = root.merged(&mut faults);
    faults.sort_by_key(DocumentError::place);
    // Of a second document nothing is read, not even whether it is one.
    let has_more = builder.has_rest || !matches!(builder.more(), Ok(None));
    Ok(Reading {
        root,
        faults,
        has_more,
    })
}

/// What the parser says of what stands behind a document and is none. Go's says so
/// when it is asked for another document, and Mimir asks for one.
const BEHIND: [&str; 4] = [
    "misplaced bracket",
    "did not find expected <document start>",
    "missing explicit document end marker before directive",
    "a byte order mark must not appear inside a document",
];

/// The place behind the last character.
fn end(above: usize, text: &str) -> Position {
    let breaks = ['\n', '\r'];
    let last = text.rsplit(breaks).next().unwrap_or_default();
    Position {
        line: above + text.split(breaks).count() - text.matches("\r\n").count(),
        column: last.chars().count() + 1,
    }
}

fn decode(bytes: &[u8]) -> Result<&str, DocumentError> {
    if bytes.len() > MAX_BYTES {
        let words = format!(
            "the text is {} bytes long, and at most {MAX_BYTES} are read",
            bytes.len()
        );
        return Err(DocumentError::of_kind(ErrorKind::Bounds, words));
    }
    if matches!(bytes, [0xff, 0xfe, ..] | [0xfe, 0xff, ..]) {
        return Err(DocumentError::new("the text is UTF-16").hinted("save it as UTF-8"));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = String::from_utf8_lossy(bytes.get(..error.valid_up_to()).unwrap_or(b""));
        DocumentError::new("this is not text: a byte here is no UTF-8").placed(Position {
            line: before.matches('\n').count() + 1,
            column: before
                .rsplit('\n')
                .next()
                .map_or(0, |line| line.chars().count())
                + 1,
        })
    })?;
    match text.find('\0') {
        Some(_) => Err(DocumentError::new("this is not text: it holds a NUL byte")),
        None => Ok(text),
    }
}

struct Builder<'input> {
    parser: Parser<'input, StrInput<'input>>,
    offsets: Offsets<'input>,
    /// Finished anchored values, by the parser's own numbers.
    anchors: Vec<(usize, Node)>,
    nodes: usize,
    above: usize,
    /// The parser counts one line more where a flow or a comment ends the text.
    end: Position,
    /// Whether a key that stands twice ends the reading.
    is_strict: bool,
    /// Where it does not, those that do.
    repeated: Vec<DocumentError>,
    /// Whether something stands behind the first document that is none.
    has_rest: bool,
    /// What stands in quotes or brackets, and texts by lines.
    inside: Vec<TextSpan>,
    /// Where in brackets a plain text has a `?`.
    question: Option<Position>,
    /// Where a line begins with the colon behind a key.
    keyless: Option<Position>,
}

impl<'input> Builder<'input> {
    fn new(above: usize, bytes: &'input [u8], is_strict: bool) -> Result<Self, DocumentError> {
        let text = decode(bytes)?;
        Ok(Self {
            parser: Parser::new_from_str(text),
            offsets: Offsets::new(text, bytes.len() - text.len()),
            anchors: Vec::new(),
            nodes: 0,
            above,
            end: end(above, text),
            is_strict,
            repeated: Vec::new(),
            has_rest: false,
            inside: Vec::new(),
            question: None,
            keyless: None,
        })
    }

    /// The first document, read to its end; none of an empty text.
    fn document(&mut self) -> Result<Option<Node>, DocumentError> {
        let mut root = None;
        loop {
            let next = self.next();
            if let (Err(error), true, false) = (&next, root.is_some(), self.is_strict)
                && BEHIND.contains(&error.message())
            {
                self.has_rest = true;
                return Ok(root);
            }
            let (event, place, span) = next?;
            match event {
                Event::StreamEnd | Event::DocumentEnd => return Ok(root),
                Event::StreamStart | Event::DocumentStart(_) | Event::Nothing => {}
                event => root = Some(self.node(event, place, span, 0)?),
            }
        }
    }

    /// Where what is behind the first document begins.
    fn more(&mut self) -> Result<Option<Position>, DocumentError> {
        loop {
            let (event, place, _) = self.next()?;
            match event {
                Event::StreamEnd => return Ok(None),
                Event::StreamStart
                | Event::DocumentEnd
                | Event::DocumentStart(_)
                | Event::Nothing => {}
                _ => return Ok(Some(place)),
            }
        }
    }

    fn node(
        &mut self,
        event: Event<'input>,
        place: Position,
        span: TextSpan,
        depth: usize,
    ) -> Result<Node, DocumentError> {
        self.count(1, place)?;
        if depth > MAX_DEPTH {
            let words = format!("values are nested more than {MAX_DEPTH} deep");
            return Err(DocumentError::of_kind(ErrorKind::Bounds, words).placed(place));
        }
        let mut first = place.line;
        let (anchor, tag, value, span) = match event {
            Event::Scalar(text, style, anchor, tag) => {
                let plain = style == ScalarStyle::Plain;
                let span = match style {
                    ScalarStyle::Literal | ScalarStyle::Folded => {
                        let whole = self.offsets.with_header(span);
                        first -= self.offsets.lines(whole.start, span.start).min(first);
                        whole
                    }
                    ScalarStyle::SingleQuoted => self.offsets.to_quote(span, '\''),
                    ScalarStyle::DoubleQuoted => self.offsets.to_quote(span, '"'),
                    _ => span,
                };
                if !plain {
                    self.inside.push(span);
                }
                let mut text = text.into_owned();
                // A text by lines that nothing ends has no line end.
                let is_block = matches!(style, ScalarStyle::Literal | ScalarStyle::Folded);
                if is_block && text.ends_with('\n') && self.offsets.is_last(span.end) {
                    text.pop();
                }
                (anchor, tag, Value::Scalar { text, plain }, span)
            }
            Event::SequenceStart(anchor, tag) => {
                let (value, end) = self.list(span, depth)?;
                (anchor, tag, value, TextSpan { end, ..span })
            }
            Event::MappingStart(anchor, tag) => {
                let (value, end) = self.map(span, depth)?;
                (anchor, tag, value, TextSpan { end, ..span })
            }
            Event::Alias(id) => return self.alias(id, place, span),
            _ => return Err(DocumentError::new("a value is missing here").placed(place)),
        };
        let node = Node {
            place,
            span,
            first: u32::try_from(first).unwrap_or(u32::MAX),
            tag: tag.map(short).unwrap_or_default(),
            is_alias: false,
            value,
        };
        if anchor > 0 {
            self.anchors.push((anchor, node.clone()));
        }
        Ok(node)
    }

    /// The items up to the end of the list, and where that is: what the parser
    /// calls the end of a block is where the next value begins.
    fn list(&mut self, start: TextSpan, depth: usize) -> Result<(Value, usize), DocumentError> {
        let mut items = Vec::new();
        let mut last = start.end;
        loop {
            let (event, place, span) = self.next()?;
            if event == Event::SequenceEnd {
                let end = self.offsets.end(span, ']', last);
                if end != last {
                    self.brackets(TextSpan { end, ..start }, items.iter());
                }
                return Ok((Value::List(items), end));
            }
            let item = self.node(event, place, span, depth + 1)?;
            last = last.max(item.span.end);
            items.push(item);
        }
    }

    fn map(&mut self, start: TextSpan, depth: usize) -> Result<(Value, usize), DocumentError> {
        let mut entries: Vec<(MapKey, Node)> = Vec::new();
        let mut seen = std::collections::BTreeMap::new();
        let mut last = start.end;
        let mut keyless = None;
        loop {
            let (event, place, span) = self.next()?;
            if event == Event::MappingEnd {
                let end = self.offsets.end(span, '}', last);
                if end != last {
                    self.brackets(
                        TextSpan { end, ..start },
                        entries.iter().map(|(_, value)| value),
                    );
                } else {
                    self.keyless = self.keyless.or(keyless);
                }
                return Ok((Value::Map(entries), end));
            }
            let key = self.node(event, place, span, depth + 1)?;
            let (Value::Scalar { text, plain }, span) = (key.value, key.span) else {
                return Err(DocumentError::new("a key must be a plain word").placed(place));
            };
            if text.is_empty() && plain && self.offsets.is_colon(span.start) {
                keyless = keyless.or(Some(place));
            }
            let known = (place, entries.len());
            let (first, index) = *seen.entry(text.clone()).or_insert(known);
            if first != place {
                let words = format!("the key `{text}` stands here a second time");
                let repeated = DocumentError::of_kind(ErrorKind::Repeated, words)
                    .placed(place)
                    .hinted(format!("keep one of the two; the first is at {first}"));
                if self.is_strict {
                    return Err(repeated);
                }
                self.repeated.push(repeated);
            }
            let (event, value_place, value_span) = self.next()?;
            let before = self.repeated.len();
            let value = self
                .node(event, value_place, value_span, depth + 1)
                .map_err(|error| error.under(&text))?;
            let below = self.repeated.split_off(before);
            let below = below.into_iter().map(|error| error.under(&text));
            self.repeated.extend(below);
            last = last.max(span.end).max(value.span.end);
            let key = MapKey {
                text,
                place,
                span,
                plain,
                tag: key.tag,
            };
            // Whoever takes a key twice takes the last.
            match entries.get_mut(index) {
                Some(known) => *known = (key, value),
                None => entries.push((key, value)),
            }
        }
    }

    /// Takes note of what stands in brackets: there Go ends a plain text at a `?`.
    fn brackets<'n>(&mut self, span: TextSpan, mut values: impl Iterator<Item = &'n Node>) {
        let is_cut = |node: &&Node| {
            !node.is_alias
                && matches!(&node.value, Value::Scalar { text, plain: true } if text.contains('?'))
        };
        self.question = self.question.or(values.find(is_cut).map(Node::place));
        self.inside.push(span);
    }

    /// The value that an alias repeats, with the places of that value's own
    /// parts: what is written there is what is meant.
    fn alias(&mut self, id: usize, place: Position, span: TextSpan) -> Result<Node, DocumentError> {
        let Some((_, target)) = self.anchors.iter().find(|(anchor, _)| *anchor == id) else {
            if !self.is_strict {
                return Ok(Node::endless(place));
            }
            let words = "an alias stands inside the value that it repeats";
            return Err(DocumentError::of_kind(ErrorKind::Bounds, words).placed(place));
        };
        let target = target.clone();
        self.count(target.size(), place)?;
        Ok(Node {
            span,
            is_alias: true,
            ..target
        })
    }

    fn count(&mut self, more: usize, place: Position) -> Result<(), DocumentError> {
        self.nodes += more;
        if self.nodes > MAX_NODES {
            let words = format!(
                "the text holds more than {MAX_NODES} values, aliases counted as often as they are used"
            );
            return Err(DocumentError::of_kind(ErrorKind::Bounds, words).placed(place));
        }
        Ok(())
    }

    fn next(&mut self) -> Result<(Event<'input>, Position, TextSpan), DocumentError> {
        match self.parser.next_event() {
            Some(Ok((event, span))) => {
                let place = self.place(span.start);
                // The parser gives an empty value the place of some other token.
                let span = match &event {
                    Event::Scalar(text, ScalarStyle::Plain, 0, None) if text.is_empty() => {
                        self.offsets.at(span.start)
                    }
                    _ => self.offsets.between(span.start, span.end),
                };
                Ok((event, place, span))
            }
            Some(Err(error)) => {
                // The parser's errors have no kind but their text.
                let kind = match error.info() {
                    "recursion limit exceeded" => ErrorKind::Bounds,
                    _ => ErrorKind::Other,
                };
                let place = self.place(*error.marker());
                Err(DocumentError::of_kind(kind, error.info()).placed(place))
            }
            None => {
                let place = Position { line: 1, column: 1 };
                Ok((Event::StreamEnd, place, TextSpan::default()))
            }
        }
    }

    fn place(&self, mark: Marker) -> Position {
        let place = Position {
            line: self.above + mark.line(),
            column: mark.col() + 1,
        };
        place.min(self.end)
    }
}

/// What Go makes of a tag.
fn short(tag: Cow<'_, Tag>) -> NodeTag {
    static NAMES: [[&str; 1]; 10] = [
        ["!!str"],
        ["!!bool"],
        ["!!int"],
        ["!!float"],
        ["!!null"],
        ["!!timestamp"],
        ["!!binary"],
        ["!!merge"],
        // Compose's own.
        ["!reset"],
        ["!override"],
    ];
    let full = format!("{}{}", tag.handle, tag.suffix);
    let name = full.strip_prefix("tag:yaml.org,2002:");
    let known = NAMES
        .iter()
        .find(|[known]| name.map_or(*known == full, |it| known.strip_prefix("!!") == Some(it)));
    match known {
        Some(known) => NodeTag::Known(known),
        None if full == "!" => NodeTag::None,
        None => NodeTag::Other,
    }
}

impl Node {
    /// How many values it holds, keys among them.
    pub(super) fn size(&self) -> usize {
        match &self.value {
            Value::Scalar { .. } => 1,
            Value::List(items) => 1 + items.iter().map(Node::size).sum::<usize>(),
            Value::Map(entries) => {
                1 + entries
                    .iter()
                    .map(|(_, node)| 1 + node.size())
                    .sum::<usize>()
            }
        }
    }
}
