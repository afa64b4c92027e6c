//! A draft as a plan file, and back: every key of the file has one dotted key.

use mimir_tls::plan::{KeyShape, PlanFile, PlanKey};

use super::error::Fault;
use crate::draft::Draft;

const CONSTRAINTS: &str = "certificates.ca.name_constraints";

/// The plan file that a draft means.
///
/// Particulars of a component that the plan does not have are kept in the draft
/// and mean nothing, so that switching a mode forth and back loses nothing.
///
/// # Errors
///
/// Each key that is unknown or holds what it cannot.
pub fn to_file(draft: &Draft) -> Result<PlanFile, Vec<Fault>> {
    let mut errors = Vec::new();
    let mut file = PlanFile::default();
    // A word for all names to which the CA is bound wins over single ones.
    let (words, keys): (Vec<_>, Vec<_>) = draft.iter().partition(|(key, _)| *key == CONSTRAINTS);
    for (key, text) in keys.into_iter().chain(words) {
        if is_untouched(key, text) {
            continue;
        }
        if let Err(error) = file.set(key, text) {
            errors.push(Fault::new(key, error.with_hint(error.message())));
        }
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    let members = file.members();
    file.particulars
        .retain(|component, _| members.contains(component));
    Ok(file)
}

/// The draft that says what a plan file says.
///
/// # Errors
///
/// A text that no field can hold.
pub fn from_file(file: &PlanFile) -> Result<Draft, Vec<Fault>> {
    of(file.entries())
}

/// The draft of keys with their texts, or every field that holds none such.
pub(super) fn of(texts: impl IntoIterator<Item = (String, String)>) -> Result<Draft, Vec<Fault>> {
    let mut draft = Draft::default();
    let mut errors = Vec::new();
    for (key, text) in texts {
        if let Err(error) = draft.set(&key, &text) {
            errors.push(Fault::new(key, error.to_string()));
        }
    }
    match errors.is_empty() {
        true => Ok(draft),
        false => Err(errors),
    }
}

/// Whether a field was emptied, which is as if nobody had touched it, except
/// where that says that there is none.
fn is_untouched(key: &str, text: &str) -> bool {
    let shape = PlanKey::find(key).map(|(key, _)| key.shape);
    text.trim().is_empty() && shape.is_some_and(|shape| shape != KeyShape::Pick)
}

#[cfg(test)]
mod tests;
