//! A change for whoever has asked for it.

use std::path::Path;

use mimir_tls::change::{self, Change};

use crate::terminal::{BAD, GOOD, HEADING};

/// The change in a few lines, or as its sheet where nothing is written.
pub(super) fn text(change: &Change, out: &Path, is_written: bool) -> String {
    if change.phases.is_empty() {
        return "nothing to do: the folder is what is wanted\n".to_owned();
    }
    if !is_written {
        return change::sheet(change);
    }
    let mut text = String::new();
    for phase in &change.phases {
        let proof = &phase.proof;
        let said = match proof.holds {
            true => format!(
                "{GOOD}{} links hold throughout{GOOD:#}, {} pairs, {} handshakes",
                proof.links, proof.pairs, proof.handshakes
            ),
            false => format!("{BAD}not every link holds meanwhile{BAD:#}"),
        };
        text.push_str(&format!("{}: {}: {said}\n", phase.folder, phase.name));
    }
    let out = out.display();
    text.push_str(&format!(
        "\n{HEADING}{out}/{HEADING:#} is ready\n\n{HEADING}Next{HEADING:#}\n  1. Follow {out}/{}, step by step; {out}/{} is the same for programs.\n  2. mimir-tls change --status {out} FOLDER... says how far a folder is.\n",
        change::SHEET,
        change::STEPS
    ));
    text
}
