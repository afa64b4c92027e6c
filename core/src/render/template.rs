//! Texts with holes: what a target writes in somebody else's syntax, where no
//! setting of Mimir's stands.
//!
//! A hole is `{{name}}`. A line whose hole has no value is left out, and one
//! whose hole has several is written once for each. What stands between the
//! lines `{{#name}}` and `{{/name}}` is there only where that hole has a value.

use std::collections::BTreeMap;

/// The values of a text's holes.
#[derive(Debug, Default)]
pub(super) struct Holes(BTreeMap<&'static str, Vec<String>>);

impl Holes {
    /// Puts one value into a hole.
    pub(super) fn put(&mut self, name: &'static str, value: impl Into<String>) {
        self.put_all(name, [value.into()]);
    }

    /// Puts several values into a hole, or none.
    pub(super) fn put_all(&mut self, name: &'static str, values: impl IntoIterator<Item = String>) {
        self.0.entry(name).or_default().extend(values);
    }

    /// Opens a section that has no value of its own, where `is_open`.
    pub(super) fn open(&mut self, name: &'static str, is_open: bool) {
        self.put_all(name, is_open.then(String::new));
    }

    /// The template with its holes filled, behind `header`. A hole that was never
    /// put stays, for a test to find.
    pub(super) fn fill(&self, header: &str, template: &str) -> String {
        let mut out = header.to_owned();
        let mut closed: Option<&str> = None;
        for line in template.lines() {
            match (closed, section(line)) {
                (None, Some(('#', name))) if !self.has(name) => closed = Some(name),
                (Some(open), Some(('/', name))) if open == name => closed = None,
                (Some(_), _) | (None, Some(_)) => {}
                (None, None) => self.line(&mut out, line),
            }
        }
        out
    }

    fn has(&self, name: &str) -> bool {
        self.0.get(name).is_some_and(|values| !values.is_empty())
    }

    fn line(&self, out: &mut String, line: &str) {
        let holes = self.0.iter().map(|(name, values)| (hole(name), values));
        let holes: Vec<_> = holes.filter(|(hole, _)| line.contains(hole)).collect();
        let times = holes.iter().map(|(_, values)| values.len());
        let is_left_out = times.clone().any(|times| times == 0);
        let times = if is_left_out {
            0
        } else {
            times.max().unwrap_or(1)
        };
        for nth in 0..times {
            let mut filled = line.to_owned();
            for (hole, values) in &holes {
                let value = values.get(nth).or(values.first());
                filled = filled.replace(hole, value.map_or("", String::as_str));
            }
            out.push_str(&filled);
            out.push('\n');
        }
    }
}

fn hole(name: &str) -> String {
    ["{{", name, "}}"].concat()
}

/// The sign and the name of a line that opens or closes a section.
fn section(line: &str) -> Option<(char, &str)> {
    let inside = line.trim().strip_prefix("{{")?.strip_suffix("}}")?;
    let mut letters = inside.chars();
    let sign = letters.next().filter(|sign| matches!(sign, '#' | '/'))?;
    Some((sign, letters.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(template: &str) -> String {
        let mut holes = Holes::default();
        holes.put("one", "1");
        holes.put_all("two", ["a".to_owned(), "b".to_owned()]);
        holes.put_all("none", []);
        holes.open("yes", true);
        holes.open("no", false);
        holes.fill("# head\n", template)
    }

    #[test]
    fn a_line_stands_once_for_each_value_of_its_hole() {
        assert_eq!(
            filled("x\n- {{one}} {{two}}\n{{none}}: {{one}}\n"),
            "# head\nx\n- 1 a\n- 1 b\n"
        );
    }

    #[test]
    fn a_section_is_there_or_not() {
        assert_eq!(
            filled("{{#no}}\n{{#yes}}\na\n{{/yes}}\n{{/no}}\n{{#yes}}\n  b\n{{/yes}}\n"),
            "# head\n  b\n"
        );
    }

    #[test]
    fn what_was_never_put_can_be_seen() {
        assert_eq!(filled("{{three}}"), "# head\n{{three}}\n");
        assert_eq!(filled("${x} {y} {{{one}}}"), "# head\n${x} {y} {1}\n");
    }
}
