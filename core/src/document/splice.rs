//! Texts by their bytes: lines, their ends, and a part replaced.

use std::ops::Range;

/// A part of a text, and what is to stand there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Splice {
    pub(crate) range: Range<usize>,
    pub(crate) new: String,
}

impl Splice {
    pub(crate) fn new(range: Range<usize>, new: impl Into<String>) -> Self {
        let new = new.into();
        Self { range, new }
    }

    /// Something new before that byte.
    pub(crate) fn before(at: usize, new: impl Into<String>) -> Self {
        Self::new(at..at, new)
    }

    /// Nothing in place of that part.
    pub(crate) fn without(range: Range<usize>) -> Self {
        Self::new(range, "")
    }

    /// The same in a text that has so many bytes before this one.
    pub(crate) fn shifted(self, by: usize) -> Self {
        Self::new(self.range.start + by..self.range.end + by, self.new)
    }
}

/// Where the line of a byte begins.
pub(crate) fn line_start(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or_default();
    before.rfind('\n').map_or(0, |end| end + 1)
}

/// Where the line of a byte ends, before its break.
pub(crate) fn line_end(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    match rest.find('\n') {
        Some(end) if rest.get(..end).is_some_and(|line| line.ends_with('\r')) => at + end - 1,
        Some(end) => at + end,
        None => text.len(),
    }
}

/// Where the next line begins.
pub(crate) fn next_line(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    rest.find('\n').map_or(text.len(), |end| at + end + 1)
}

/// The break at the end of the line of a byte, or of the text's first line.
pub(crate) fn line_break(text: &str, at: usize) -> &'static str {
    let end = line_end(text, at);
    let broken = text.get(end..).unwrap_or_default();
    let is_windows = broken.starts_with("\r\n")
        || broken.is_empty()
            && text
                .find('\n')
                .is_some_and(|end| text.get(..end).is_some_and(|line| line.ends_with('\r')));
    if is_windows { "\r\n" } else { "\n" }
}

/// What stands in its line before a byte.
pub(crate) fn head(text: &str, at: usize) -> &str {
    text.get(line_start(text, at)..at).unwrap_or_default()
}

/// What stands in its line from a byte on.
pub(crate) fn tail(text: &str, at: usize) -> &str {
    text.get(at..line_end(text, at)).unwrap_or_default()
}

/// The byte of a line and a column, both counted from 1, the column in characters.
pub(crate) fn offset(text: &str, line: usize, column: usize) -> Option<usize> {
    let mut start = 0;
    for _ in 1..line {
        start += text.get(start..)?.find('\n')? + 1;
    }
    let end = line_end(text, start);
    let letters = text.get(start..end)?;
    let column = column.checked_sub(1)?;
    let ends = letters.char_indices().map(|(at, _)| at);
    let at = ends.chain([letters.len()]).nth(column)?;
    Some(start + at)
}

/// The lines from that of one byte to that of another go, and with them one
/// break; `kept` stays in their place.
pub(crate) fn without_lines(text: &str, first: usize, last: usize, kept: &str) -> Splice {
    let (start, end) = (line_start(text, first), next_line(text, last));
    let has_break = text.get(..end).is_some_and(|text| text.ends_with('\n'));
    if has_break || !kept.is_empty() || start == 0 {
        return Splice::new(start..end, kept);
    }
    // The last line of a text without a last break: the one before it goes.
    let before = text.get(..start).unwrap_or_default();
    let before = before.strip_suffix('\n').unwrap_or(before);
    let before = before.strip_suffix('\r').unwrap_or(before);
    Splice::without(before.len()..end)
}
