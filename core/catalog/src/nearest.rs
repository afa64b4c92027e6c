//! The name that somebody meant.

/// The known name nearest to `given`, if one is near enough to be a slip.
///
/// ```
/// use mimir_catalog::nearest;
///
/// assert_eq!(nearest::name("querrier", ["querier", "ruler"]), Some("querier"));
/// assert_eq!(nearest::name("banana", ["querier", "ruler"]), None);
/// ```
pub fn name<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    /// Under this, Jaro-Winkler calls unrelated words alike.
    const ALIKE: f64 = 0.8;

    let given = given.to_lowercase();
    known
        .into_iter()
        .map(|name| (strsim::jaro_winkler(&given, &name.to_lowercase()), name))
        .filter(|(score, _)| *score >= ALIKE)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, name)| name)
}

/// A hint for an unknown name: the nearest one, or else all that are known.
pub fn suggestion<'a>(given: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> String {
    match name(given, known.clone()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => {
            let known: Vec<_> = known.into_iter().collect();
            format!("known are {}", known.join(", "))
        }
    }
}
