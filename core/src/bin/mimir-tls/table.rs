//! Rows of words as an aligned table, or as Markdown's.

use std::fmt::Write as _;

use crate::terminal::HEADING;

/// A heading and rows of as many cells.
pub(crate) struct Table<const COLUMNS: usize> {
    pub(crate) heading: [&'static str; COLUMNS],
    pub(crate) rows: Vec<[String; COLUMNS]>,
}

impl<const COLUMNS: usize> Table<COLUMNS> {
    /// Columns aligned by blanks, for a terminal.
    pub(crate) fn aligned(&self) -> String {
        let mut widths = self.heading.map(str::len);
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.chars().count());
            }
        }
        let line = |cells: &[&str; COLUMNS]| {
            let mut line = String::new();
            for (width, cell) in widths.iter().zip(cells) {
                let _ = write!(line, "{cell:width$}  ");
            }
            line.trim_end().to_owned()
        };
        let mut text = format!("{HEADING}{}{HEADING:#}\n", line(&self.heading));
        for row in &self.rows {
            let _ = writeln!(text, "{}", line(&row.each_ref().map(String::as_str)));
        }
        text
    }

    /// A table of GitHub-flavoured Markdown.
    pub(crate) fn markdown(&self) -> String {
        let mut text = format!("| {} |\n|", self.heading.join(" | "));
        text.extend(std::iter::repeat_n("---|", COLUMNS));
        text.push('\n');
        for row in &self.rows {
            let cells = row.each_ref().map(|cell| cell.replace('|', "\\|"));
            let _ = writeln!(text, "| {} |", cells.join(" | "));
        }
        text
    }
}
