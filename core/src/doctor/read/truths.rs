//! What the values of a chart turn on and off.

use std::collections::BTreeMap;

use crate::cluster::is_unknown;
use crate::document::{Node, Value};
use crate::value;

/// Which of a chart's values are something, and which are nothing, as `if` has it:
/// by their paths, `tls.enabled`.
pub(in crate::doctor) type Truths = BTreeMap<String, bool>;

/// Those of a tree of values.
pub(super) fn of(node: &Node) -> Truths {
    let mut found = Truths::new();
    below(node, "", &mut found);
    found
}

fn below(node: &Node, path: &str, found: &mut Truths) {
    for (key, value) in node.entries() {
        let path = match path {
            "" => key.text.clone(),
            _ => format!("{path}.{}", key.text),
        };
        let is_there = match value.value() {
            // The chart's own may stand below it.
            Value::Map(entries) => (!entries.is_empty()).then_some(true),
            Value::List(items) => Some(!items.is_empty()),
            Value::Scalar { text, .. } if is_unknown(text) => None,
            Value::Scalar { text, plain } => {
                let is_zero = *plain && text == "0";
                let is_false = value::truth_of_yaml(value) == Some(false);
                Some(!(text.is_empty() || value.is_null() || is_zero || is_false))
            }
        };
        below(value, &path, found);
        found.extend(is_there.map(|it| (path, it)));
    }
}
