//! What goes without saying, since its cause is told.

use super::super::finding::{Place, Severity};
use super::super::process::Process;
use super::super::rules::Draft;
use crate::catalog::{Field, Surface};

/// Whether an option of a surface is not in force in a process for a finding that is
/// told already, as one under a wrong name: what follows from that goes without saying.
pub(super) fn is_told(
    drafts: &[Draft],
    process: &Process,
    surface: &'static Surface,
    fields: &[Field],
) -> bool {
    let reads = |place: &Place| {
        let mut settings = process.settings.iter();
        settings.any(|it| it.place().file == place.file)
    };
    drafts.iter().any(|draft| {
        let mut lacks = draft.lacks.iter();
        lacks.any(|(of, field)| *of == surface && fields.contains(field))
            && draft.at_most == Severity::Error
            && reads(&draft.place)
    })
}
