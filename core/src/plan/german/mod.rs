//! What is wrong with a plan, in German.
//!
//! An error's own text is English, and most of it is made far from a plan: in the
//! catalog, among names, by a reader of YAML. So its sentences are looked up, as
//! gettext does: each has a row with holes for what differs, clause by clause.

#[rustfmt::skip]
mod rows;

use rows::ROWS;

/// What stands between two clauses of an error.
const BETWEEN: &str = "; ";

/// The German of an error or a warning; none where one of its clauses has no row,
/// since half a translation is worse than none.
///
/// ```
/// use mimir_tls::plan::german;
///
/// let german = german("0 replicas; write 1 to 10000").ok_or("no row")?;
/// assert_eq!(german, "0 Replikate; schreiben Sie 1 bis 10000");
/// # Ok::<(), &str>(())
/// ```
pub fn german(error: &str) -> Option<String> {
    let clauses = error.split(BETWEEN).map(clause);
    Some(clauses.collect::<Option<Vec<_>>>()?.join(BETWEEN))
}

/// The German of one clause, by the first row that has its form.
fn clause(english: &str) -> Option<String> {
    ROWS.iter().find_map(|(form, german)| {
        let found = holes(form, english)?;
        filled(german, &found)
    })
}

/// What stands in the holes of a form, by their names; none where the text has
/// another form. A hole takes as little as it can, and never nothing.
fn holes<'a>(form: &'a str, text: &'a str) -> Option<Vec<(&'a str, &'a str)>> {
    let Some((before, rest)) = form.split_once('{') else {
        return (form == text).then(Vec::new);
    };
    let (name, rest) = rest.split_once('}')?;
    let text = text.strip_prefix(before)?;
    let next = rest.split('{').next().unwrap_or_default();
    let ends = text
        .char_indices()
        .map(|(at, letter)| at + letter.len_utf8());
    ends.filter(|end| match rest.is_empty() {
        true => *end == text.len(),
        false => text
            .get(*end..)
            .is_some_and(|after| after.starts_with(next)),
    })
    .find_map(|end| {
        let (hole, after) = text.split_at(end);
        let mut found = holes(rest, after)?;
        found.push((name, hole));
        Some(found)
    })
}

/// A row's German with its holes filled; one whose name ends in `=` is a clause
/// itself.
fn filled(german: &str, found: &[(&str, &str)]) -> Option<String> {
    let mut out = String::new();
    let mut rest = german;
    while let Some((before, behind)) = rest.split_once('{') {
        let (name, behind) = behind.split_once('}')?;
        let (_, hole) = found.iter().find(|(it, _)| *it == name)?;
        out.push_str(before);
        match name.ends_with('=') {
            true => out.push_str(&clause(hole)?),
            false => out.push_str(hole),
        }
        rest = behind;
    }
    out.push_str(rest);
    Some(out)
}

#[cfg(test)]
mod tests;
