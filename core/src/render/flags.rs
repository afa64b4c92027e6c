//! Flags: one a line, no quoting needed, `#` explains.

use std::fmt::Write;

use super::{Style, header, sentences};
use crate::plan::Plan;
use crate::settings::Settings;

/// The flags of one component.
///
/// Options that Mimir has in YAML alone are left out; no setting that
/// [`crate::settings::resolve`] makes is one.
pub fn flags(plan: &Plan, settings: &Settings, style: Style) -> String {
    let mut out = String::new();
    if style.comments {
        for line in header(plan, settings.component.name()) {
            line_of(&mut out, &line);
        }
    }
    for (surface, block) in settings.blocks() {
        if style.comments {
            out.push('\n');
            line_of(&mut out, &format!("{}: {}", surface.id(), surface.title()));
            for sentence in sentences(block) {
                line_of(&mut out, &format!("  {sentence}"));
            }
        }
        for setting in block {
            if let Some(flag) = setting.option.flag() {
                // Writing into a String cannot fail.
                let _ = writeln!(out, "-{flag}={}", setting.value.text());
            }
        }
    }
    out
}

fn line_of(out: &mut String, text: &str) {
    let _ = writeln!(out, "# {text}");
}
