//! Where in a text a value stands, in bytes.

use saphyr_parser::Marker;

/// A part of a text, in bytes from its beginning: a mark of order counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TextSpan {
    /// Where it begins.
    pub start: usize,
    /// Where it ends: the place behind its last byte.
    pub end: usize,
}

impl TextSpan {
    /// What stands there.
    pub fn of(self, text: &str) -> Option<&str> {
        text.get(self.start..self.end)
    }
}

/// How many characters there are from one entry of [`Offsets`] to the next.
const STEP: usize = 64;

/// The parser counts characters; this finds their bytes.
pub(super) struct Offsets<'input> {
    text: &'input str,
    /// Where each [`STEP`]th character begins; nothing of a text in ASCII.
    steps: Vec<usize>,
    /// The length of what stood before the text.
    before: usize,
}

impl<'input> Offsets<'input> {
    pub(super) fn new(text: &'input str, before: usize) -> Self {
        let steps = match text.is_ascii() {
            true => Vec::new(),
            false => text
                .char_indices()
                .step_by(STEP)
                .map(|(at, _)| at)
                .collect(),
        };
        Self {
            text,
            steps,
            before,
        }
    }

    fn byte(&self, mark: Marker) -> usize {
        let index = mark.index();
        if self.steps.is_empty() {
            return index.min(self.text.len());
        }
        let from = self.steps.get(index / STEP).copied();
        from.and_then(|from| {
            let rest = self.text.get(from..)?.char_indices().nth(index % STEP)?;
            Some(from + rest.0)
        })
        .unwrap_or(self.text.len())
    }

    /// From one mark to the other, blanks at the end left out.
    pub(super) fn between(&self, start: Marker, end: Marker) -> TextSpan {
        let start = self.byte(start);
        let body = self.text.get(start..self.byte(end)).unwrap_or_default();
        self.span(start, start + body.trim_end().len())
    }

    /// At one mark, without a length.
    pub(super) fn at(&self, mark: Marker) -> TextSpan {
        let start = self.byte(mark);
        self.span(start, start)
    }

    /// Where a list or a mapping ends: behind its bracket, if its last event is
    /// that, else where its last part does.
    pub(super) fn end(&self, event: TextSpan, bracket: char, last: usize) -> usize {
        let start = event.start.saturating_sub(self.before);
        let rest = self.text.get(start..).unwrap_or_default();
        match rest.starts_with(bracket) && event.start >= last {
            true => event.start + bracket.len_utf8(),
            false => last,
        }
    }

    /// The same to the closing quote: the parser takes a comment behind it in.
    pub(super) fn to_quote(&self, span: TextSpan, quote: char) -> TextSpan {
        let part = TextSpan {
            start: span.start.saturating_sub(self.before),
            end: span.end.saturating_sub(self.before),
        };
        let end = quoted(part.of(self.text).unwrap_or_default(), quote);
        TextSpan {
            end: end.map_or(span.end, |end| span.start + end),
            ..span
        }
    }

    /// The same with the indicator of a block scalar: the parser begins such a
    /// value at its first line.
    pub(super) fn with_header(&self, span: TextSpan) -> TextSpan {
        let start = span.start.saturating_sub(self.before);
        let before = self.text.get(..start).unwrap_or_default();
        let line = before.rfind(['\n', '\r']).map_or(0, |end| end + 1);
        // With an anchor, or without a line of its own, it begins there already.
        let is_body = before.get(line..).is_some_and(|it| it.trim().is_empty());
        let before = before.trim_end();
        let line = before.rfind(['\n', '\r']).map_or(0, |end| end + 1);
        let header = before.get(line..).and_then(indicator);
        let Some(at) = header.filter(|_| is_body) else {
            return span;
        };
        let end = match span.start == span.end {
            true => self.before + before.len(),
            false => span.end,
        };
        TextSpan {
            start: self.before + line + at,
            end,
        }
    }

    /// Whether a place is the end of the text, and no line end stands there.
    pub(super) fn is_last(&self, at: usize) -> bool {
        !self.text.is_empty() && at == self.before + self.text.len()
    }

    /// Whether a colon stands at a place.
    pub(super) fn is_colon(&self, at: usize) -> bool {
        let rest = self.text.get(at.saturating_sub(self.before)..);
        rest.is_some_and(|rest| rest.starts_with(':'))
    }

    /// How many lines end between two places.
    pub(super) fn lines(&self, from: usize, to: usize) -> usize {
        let (from, to) = (
            from.saturating_sub(self.before),
            to.saturating_sub(self.before),
        );
        let between = self.text.get(from..to).unwrap_or_default();
        between.replace("\r\n", "\n").matches(['\n', '\r']).count()
    }

    fn span(&self, start: usize, end: usize) -> TextSpan {
        TextSpan {
            start: self.before + start,
            end: self.before + end,
        }
    }
}

/// Where in the first line the indicator of a block scalar stands.
fn indicator(text: &str) -> Option<usize> {
    let line = text.lines().next()?;
    line.match_indices(['|', '>'])
        .find(|(at, _)| {
            let before = line.get(..*at).unwrap_or_default();
            let behind = line.get(at + 1..).unwrap_or_default();
            let rest = behind.trim_start_matches(|letter: char| {
                letter.is_ascii_digit() || matches!(letter, '+' | '-')
            });
            let is_last = rest.trim().is_empty()
                || rest.starts_with([' ', '\t']) && rest.trim_start().starts_with('#');
            is_last && (before.is_empty() || before.ends_with([' ', '\t']))
        })
        .map(|(at, _)| at)
}

/// Where the first quoted text ends: behind its closing quote.
fn quoted(text: &str, quote: char) -> Option<usize> {
    let open = text.find(quote)?;
    let mut letters = text.char_indices().skip_while(|(at, _)| *at <= open);
    loop {
        match letters.next()? {
            (_, '\\') if quote == '"' => drop(letters.next()),
            (at, letter) if letter == quote => {
                let behind = at + quote.len_utf8();
                // Two of the single ones stand for one.
                if quote == '"' || !text.get(behind..)?.starts_with(quote) {
                    return Some(behind);
                }
                letters.next();
            }
            _ => {}
        }
    }
}
