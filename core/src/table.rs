//! The tables of `core/data` that this package reads.

use serde::Deserialize;

/// The rows of a table. One that cannot be read is a fault of this package, and
/// the first test that asks for the table stops at it: a table is never empty in
/// silence.
#[expect(
    clippy::expect_used,
    reason = "the rows are compiled in, and every test reads them all"
)]
pub(crate) fn rows<T: Deserialize<'static>>(text: &'static str) -> Vec<T> {
    let rows: Vec<T> =
        serde_json::from_str(text).expect("a table of core/data has a row that cannot be read");
    assert!(!rows.is_empty(), "a table of core/data has no row");
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[should_panic(expected = "has a row that cannot be read")]
    fn a_table_that_does_not_parse_stops_its_reader() {
        rows::<u8>("[1, 2, \"three\"]");
    }

    #[test]
    #[should_panic(expected = "has no row")]
    fn a_table_without_rows_stops_its_reader() {
        rows::<u8>("[]");
    }
}
