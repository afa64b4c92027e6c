//! Brackets and quotes over several lines. Go's library reads them wherever their
//! lines begin; the parser wants each behind the column of the block around, so
//! lines that it refuses are moved to the right, and every place back again.

use std::collections::BTreeSet;

use super::{DocumentError, Node, Position, Reading, TextSpan, Value};

/// How far a line is moved: further than any block is.
const BY: usize = 128;

/// What the parser says of a line that begins too far left, and whether it says so
/// at that line; of quotes it says where they open.
const REFUSED: [(&str, bool); 3] = [
    ("invalid indentation", true),
    ("invalid indentation in flow construct", true),
    ("invalid indentation in quoted scalar", false),
];

/// No text is read more often than that, and no more bytes in all.
const MOST: (usize, usize) = (512, 16 << 20);

/// Reads a text that begins behind `above` lines, and behind `before` bytes of its
/// file, and was refused with `error`, with the lines moved that are the reason.
pub(super) fn read(
    (above, before): (usize, usize),
    text: &str,
    mut error: DocumentError,
    once: impl Fn(&[u8]) -> Result<Reading, DocumentError>,
) -> Option<Reading> {
    let mut moved = Moved::default();
    for _ in 0..MOST.0.min(MOST.1 / text.len().max(1)) {
        let refused = REFUSED.iter().find(|(it, _)| *it == error.message());
        let (_, is_there) = refused?;
        let line = error.place()?.line.checked_sub(above)?;
        let line = match is_there {
            true => line,
            false => (line + 1..).find(|it| !moved.lines.contains(it))?,
        };
        if !moved.lines.insert(line) {
            return None;
        }
        match once(moved.text(text).as_bytes()) {
            Ok(mut reading) => {
                moved.back((above, before), text, &mut reading);
                return Some(reading);
            }
            Err(next) => error = next,
        }
    }
    None
}

/// The lines that are moved, counted from 1.
#[derive(Default)]
struct Moved {
    lines: BTreeSet<usize>,
}

impl Moved {
    fn text(&self, text: &str) -> String {
        let blank = " ".repeat(BY);
        let lines = (1..).zip(text.split_inclusive('\n'));
        lines.fold(String::new(), |mut all, (number, line)| {
            if self.lines.contains(&number) {
                all.push_str(&blank);
            }
            all.push_str(line);
            all
        })
    }

    /// Puts every place of a reading where it is in the text itself.
    fn back(&self, (above, before): (usize, usize), text: &str, reading: &mut Reading) {
        let mut starts = Vec::new();
        let mut at = before;
        for (number, line) in (1..).zip(text.split_inclusive('\n')) {
            if self.lines.contains(&number) {
                starts.push(at);
            }
            at += line.len();
        }
        let offset = |moved: usize| {
            let is_behind = |(count, start): &(usize, &usize)| **start + count * BY < moved;
            match starts.iter().enumerate().take_while(is_behind).last() {
                // Within the blanks themselves it is where the line begins.
                Some((count, start)) => moved.saturating_sub((count + 1) * BY).max(*start),
                None => moved,
            }
        };
        let span = |moved: TextSpan| TextSpan {
            start: offset(moved.start),
            end: offset(moved.end),
        };
        let place = |moved: Position| match self.lines.contains(&(moved.line - above)) {
            true => Position {
                column: moved.column.saturating_sub(BY).max(1),
                ..moved
            },
            false => moved,
        };
        visit(&mut reading.root, &span, &place);
        for fault in &mut reading.faults {
            if let Some(at) = fault.place() {
                *fault = fault.clone().placed(place(at));
            }
        }
    }
}

fn visit(
    node: &mut Node,
    span: &impl Fn(TextSpan) -> TextSpan,
    place: &impl Fn(Position) -> Position,
) {
    node.place = place(node.place);
    node.span = span(node.span);
    match &mut node.value {
        Value::Scalar { .. } => {}
        Value::List(items) => items.iter_mut().for_each(|item| visit(item, span, place)),
        Value::Map(entries) => {
            for (key, value) in entries {
                key.place = place(key.place);
                key.span = span(key.span);
                visit(value, span, place);
            }
        }
    }
}
