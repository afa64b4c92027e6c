//! Lists that are longer than a document may be: what `kubectl get` prints of a
//! whole cluster, in which each item stands by itself.

/// The texts of the items, each behind as many lines, where the lines are those of
/// such a list: YAML whose items begin with a dash in one column, or JSON with a
/// brace of each in a line of its own. A text keeps the columns of what it was in.
pub(super) fn items(lines: &[&str]) -> Option<Vec<(usize, String)>> {
    let is_list = |line: &&str| matches!(line.trim(), "items:" | "\"items\": [");
    let first = lines.iter().position(is_list)? + 1;
    let column = indent(lines.get(first)?);
    let is_json = lines.get(first)?.trim_end().ends_with('{');
    let begins = |line: &str| {
        let mark = if is_json { "{" } else { "- " };
        indent(line) == column && line.trim_start().starts_with(mark)
    };
    let mut items = Vec::new();
    let mut rest = lines.iter().enumerate().skip(first).peekable();
    while let Some((above, line)) = rest.next_if(|(_, line)| begins(line)) {
        let mut text = match is_json {
            true => (*line).to_owned(),
            false => line.replacen('-', " ", 1),
        };
        text.push('\n');
        let is_inside = |line: &str| {
            line.trim().is_empty() || indent(line) > column || is_json && is_last(line, column)
        };
        while let Some((_, line)) = rest.next_if(|(_, line)| is_inside(line)) {
            text.push_str(match is_json && is_last(line, column) {
                true => line.trim_end().trim_end_matches(','),
                false => line,
            });
            text.push('\n');
        }
        items.push((above, text));
    }
    (!items.is_empty()).then_some(items)
}

/// Whether a line ends an item of JSON.
fn is_last(line: &str, column: usize) -> bool {
    indent(line) == column && matches!(line.trim(), "}" | "},")
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<(usize, String)> {
        let lines: Vec<&str> = text.lines().collect();
        items(&lines).unwrap_or_default()
    }

    #[test]
    fn an_item_stands_where_it_stood() {
        let yaml = "apiVersion: v1\nitems:\n- kind: A\n  data:\n    x: |\n      - y\n\n- kind: B\nkind: List\n";
        let item = |above: usize, text: &str| (above, text.to_owned());
        assert_eq!(
            all(yaml),
            [
                item(2, "  kind: A\n  data:\n    x: |\n      - y\n\n"),
                item(7, "  kind: B\n")
            ]
        );
        let json = "{\n  \"items\": [\n    {\n      \"a\": {}\n    },\n    {\n    }\n  ]\n}\n";
        assert_eq!(
            all(json),
            [
                item(2, "    {\n      \"a\": {}\n    }\n"),
                item(5, "    {\n    }\n")
            ]
        );
    }

    #[test]
    fn what_is_in_no_such_form_has_no_items() {
        assert!(all("items: []\n").is_empty());
        assert!(all("items:\n").is_empty());
        assert!(all("items:\n  a: 1\n").is_empty());
        assert!(all("kind: List\n").is_empty());
    }
}
