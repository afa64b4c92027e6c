//! Flags: one a line, no quoting needed, `#` explains.

use std::fmt::Write;

use super::Renderer;
use crate::catalog::OptionRow;
use crate::settings::Settings;

impl Renderer<'_> {
    /// The flags of one component.
    ///
    /// Options that Mimir has in YAML alone are left out; no setting that
    /// [`crate::settings::resolve`] makes is one.
    pub fn flags(&self, settings: &Settings) -> String {
        let mut out = String::new();
        explain(&mut out, &self.header(settings.component.name()));
        for (surface, block) in settings.blocks() {
            let lines = self.explanation(surface, block);
            if !lines.is_empty() {
                out.push('\n');
            }
            explain(&mut out, &lines);
            for setting in block {
                if let Some(flag) = setting.option().and_then(OptionRow::flag) {
                    // Writing into a String cannot fail.
                    let _ = writeln!(out, "-{flag}={}", setting.value);
                }
            }
        }
        out
    }
}

fn explain(out: &mut String, lines: &[String]) {
    for line in lines {
        let _ = writeln!(out, "# {line}");
    }
}
