//! Where the words of a text stand.

use super::super::super::finding::Place;
use super::super::super::input::Source;
use super::super::super::lex::Token;
use crate::document::TextSpan;
use crate::sorted::SortedMap;

/// Where the words of a text stand in its input.
pub(super) struct Places {
    by_start: SortedMap<usize, Place>,
}

impl Places {
    pub(super) fn of(
        source: Option<&Source>,
        text: &str,
        around: Option<&Place>,
        tokens: &[Token],
    ) -> Self {
        let words = tokens.iter().flat_map(|token| match token {
            Token::Word(word) => std::slice::from_ref(word),
            Token::List { words, .. } => words.as_slice(),
            Token::End(_) | Token::Redirect | Token::Document(_) => &[],
        });
        let spans = words.map(|word| word.span);
        let by_start = match (source, around) {
            (Some(source), None) => whole(source, text, spans),
            (Some(source), Some(place)) => inside(source, text, place, spans),
            (None, Some(place)) => spans.map(|span| (span.start, place.clone())).collect(),
            (None, None) => SortedMap::new(),
        };
        Self { by_start }
    }

    pub(super) fn at(&self, span: TextSpan) -> Place {
        self.by_start.get(&span.start).cloned().unwrap_or_default()
    }
}

/// The places in a text that is its input.
fn whole(
    source: &Source,
    text: &str,
    spans: impl Iterator<Item = TextSpan>,
) -> SortedMap<usize, Place> {
    let (mut line, mut start, mut at) = (1, 0, 0);
    let mut places = SortedMap::new();
    for span in spans {
        let passed = text.get(at..span.start).unwrap_or_default();
        line += passed.matches('\n').count();
        if let Some(end) = passed.rfind('\n') {
            start = at + end + 1;
        }
        at = span.start;
        let column = text.get(start..at).unwrap_or_default().chars().count() + 1;
        places.insert(span.start, source.place(line, column));
    }
    places
}

/// So many lines further on a word is looked for. Those between may be what the
/// text around leaves out.
const FURTHER: usize = 40;
/// So many words are looked for in vain: a text that is written in another way
/// has none of its words in the input.
const MOST_MISSES: usize = 100;

/// The places in a text that stands inside another, by looking for each word
/// behind the one before it. One that is not found, since it is written in
/// another way there, has the place of that one.
fn inside(
    source: &Source,
    text: &str,
    place: &Place,
    spans: impl Iterator<Item = TextSpan>,
) -> SortedMap<usize, Place> {
    let (mut last, (mut last_line, column)) = (place.clone(), source.number(place));
    // The bytes of the line that are passed over.
    let mut skip = (source.line(last_line))
        .and_then(|line| line.char_indices().nth(column.saturating_sub(1)))
        .map_or(0, |(at, _)| at);
    let mut places = SortedMap::new();
    let mut misses = 0;
    for span in spans {
        let word = text.get(span.start..span.end).unwrap_or_default();
        let first = word.split('\n').next().unwrap_or_default();
        let further = if misses < MOST_MISSES { FURTHER } else { 0 };
        misses += 1;
        let first_line = last_line;
        for number in first_line..first_line + further {
            let Some(line) = source.line(number) else {
                break;
            };
            let from = if number == first_line { skip } else { 0 };
            let found = line.get(from..).and_then(|rest| rest.find(first));
            if let Some(at) = found.filter(|_| !first.is_empty()) {
                let column = line.get(..from + at).unwrap_or_default().chars().count() + 1;
                (last, last_line) = (source.place(number, column), number);
                skip = from + at + first.len();
                misses -= 1;
                break;
            }
        }
        places.insert(span.start, last.clone());
    }
    places
}
