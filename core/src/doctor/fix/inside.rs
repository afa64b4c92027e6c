//! A text that stands in a block scalar of another, line by line.

use crate::document::splice::{Splice, line_break, next_line};
use crate::document::{Node, Position};

/// The text of a literal block, and where its lines stand outside.
pub(super) struct Inside {
    text: String,
    lines: Vec<Line>,
    indent: String,
    line_break: &'static str,
    /// The line before the first, outside, counted from 1.
    above: usize,
}

struct Line {
    /// Where it begins inside.
    start: usize,
    /// Where it begins outside, its indentation left out or not.
    outside: usize,
    whole: usize,
}

impl Inside {
    /// The text of a value that is a literal block; none of any other.
    pub(super) fn of(body: &str, node: &Node) -> Option<Self> {
        let span = node.span();
        let raw = span.of(body)?;
        let header = raw.lines().next()?;
        let header = header
            .split_whitespace()
            .find(|word| !word.starts_with(['&', '!']))?;
        header.starts_with('|').then_some(())?;
        let text = node.text()?;
        let first = next_line(body, span.start);
        let mut whole = first;
        let mut outer = Vec::new();
        for line in text.split('\n') {
            outer.push((whole, line));
            whole = next_line(body, whole);
        }
        let (indent_at, indent) = outer.iter().find_map(|(whole, line)| {
            let raw = body.get(*whole..)?.lines().next()?;
            let indent = raw.len().checked_sub(line.len())?;
            (!line.trim().is_empty()).then_some((*whole, indent))
        })?;
        let indent = body.get(indent_at..indent_at + indent)?;
        indent.trim().is_empty().then_some(())?;
        let mut lines = Vec::new();
        let mut start = 0;
        let last = outer.len() - 1;
        for (number, (whole, line)) in outer.into_iter().enumerate() {
            let raw = body.get(whole..)?.lines().next().unwrap_or_default();
            let blank = raw.bytes().take_while(|byte| *byte == b' ').count();
            let outside = whole + blank.min(indent.len());
            // Behind the last break there is nothing of the block.
            let is_same = raw.get(outside - whole..)?.trim_end_matches('\r') == line;
            (is_same || number == last && line.is_empty()).then_some(())?;
            lines.push(Line {
                start,
                outside: if is_same { outside } else { whole },
                whole,
            });
            start += line.len() + 1;
        }
        Some(Self {
            text: text.to_owned(),
            lines,
            indent: indent.to_owned(),
            line_break: line_break(body, first),
            above: body.get(..first)?.matches('\n').count(),
        })
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// A place outside as one inside.
    pub(super) fn place(&self, at: Position) -> Option<Position> {
        Some(Position {
            line: at.line.checked_sub(self.above).filter(|line| *line > 0)?,
            column: at
                .column
                .checked_sub(self.indent.chars().count())
                .filter(|it| *it > 0)?,
        })
    }

    /// A splice inside as one outside.
    pub(super) fn outer(&self, inner: Splice) -> Option<Splice> {
        let line = |at: usize| {
            let index = self.lines.partition_point(|line| line.start <= at);
            self.lines.get(index.checked_sub(1)?)
        };
        let byte = |at: usize| line(at).map(|line| line.outside + at - line.start);
        let (start, end) = (inner.range.start, inner.range.end);
        let is_whole = line(start).is_some_and(|line| line.start == start);
        let goes_on = end < self.text.len() || inner.new.contains('\n');
        // The last lines go with their indentation.
        let from = match is_whole && start < end && !goes_on {
            true => line(start)?.whole,
            false => byte(start)?,
        };
        let new = inner
            .new
            .replace('\n', &format!("{}{}", self.line_break, self.indent));
        Some(Splice::new(from..byte(end)?, new))
    }
}
