//! Where Go's YAML library, which Mimir reads its configuration with, is stricter
//! or more lenient than YAML 1.2.

use super::span::TextSpan;
use super::{DocumentError, Position};

/// What of the lines before the first document Go does not take: it knows YAML
/// 1.1 alone, and two directives.
pub(super) fn directive(above: usize, text: &str) -> Option<DocumentError> {
    let prolog = text
        .lines()
        .enumerate()
        .take_while(|(_, line)| line.is_empty() || line.starts_with(['#', '%', ' ']))
        .take_while(|(_, line)| {
            line.starts_with('%') || line.trim().is_empty() || line.trim_start().starts_with('#')
        });
    let mut refused = prolog.filter(|(_, line)| {
        let mut words = line.split_whitespace();
        match words.next() {
            Some("%YAML") => words.next() != Some("1.1"),
            Some("%TAG") => false,
            first => first.is_some_and(|it| it.starts_with('%')),
        }
    });
    let (number, line) = refused.next()?;
    let words = format!("Go's library does not take `{}`", line.trim_end());
    let place = Position {
        line: above + number + 1,
        column: 1,
    };
    Some(
        DocumentError::new(words)
            .placed(place)
            .hinted("leave the line out"),
    )
}

/// The first letter that Go takes in no text. Those of its control characters that
/// stand for what is not known are ours, and let pass.
pub(super) fn control(above: usize, text: &str) -> Option<DocumentError> {
    let is_refused = |letter: char| {
        matches!(letter, '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{84}' | '\u{86}'..='\u{9f}')
            || matches!(letter, '\u{fffe}' | '\u{ffff}')
    };
    let before = text.get(..text.find(is_refused)?)?;
    let last = before.rsplit('\n').next().unwrap_or_default();
    let place = Position {
        line: above + before.matches('\n').count() + 1,
        column: last.chars().count() + 1,
    };
    Some(DocumentError::new("this control character may not stand in YAML").placed(place))
}

/// The first line that a tab indents, outside of what stands in quotes or
/// brackets or is a text by lines; `before` is what stood before the text.
pub(super) fn tab(
    above: usize,
    text: &str,
    before: usize,
    inside: &[TextSpan],
) -> Option<Position> {
    if !text.contains('\t') {
        return None;
    }
    let mut start = before;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let blanks = line.len() - line.trim_start_matches(' ').len();
        let is_inside = |span: &&TextSpan| span.start < start && start <= span.end;
        if line
            .get(blanks..)
            .is_some_and(|rest| rest.starts_with('\t'))
            && !inside.iter().any(|span| is_inside(&span))
        {
            return Some(Position {
                line: above + number + 1,
                column: blanks + 1,
            });
        }
        start += line.len();
    }
    None
}

/// The text with blanks for the tabs behind a colon, where Go takes them.
pub(super) fn without_tabs(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut is_behind = false;
    for letter in text.chars() {
        is_behind = letter == ':' || is_behind && letter == '\t';
        out.push(if is_behind && letter == '\t' {
            ' '
        } else {
            letter
        });
    }
    (out != text).then_some(out)
}
