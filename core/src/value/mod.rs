//! What a value of Mimir's types is read from: on a command line as Go's flag
//! package reads it, in YAML as Go's YAML library does.
//!
//! The two differ. `yes` is a truth value in YAML and none on a command line,
//! `"true"` in quotes is one on neither side of a YAML colon, `0x10` is a number in
//! both, and a list is a list in YAML and commas or several flags on a command
//! line. Whether a regular expression is one is not asked.

mod bytes;
mod duration;
mod flag;
mod matchers;
mod number;
mod plain;
mod scalar;
mod url;
mod yaml;

pub(crate) use flag::{flag_takes, names_in_flag};
pub(crate) use yaml::{Part, is_nothing, key_is_read, refused, tags_hold, text as text_of_yaml};

/// A truth value as a type takes it; none where it does not.
pub(crate) fn truth_of_flag(text: &str) -> Option<bool> {
    number::parse_bool(text)
}

/// The truth value that a switch in YAML is set to; none where it is none.
pub(crate) fn truth_of_yaml(node: &crate::document::Node) -> Option<bool> {
    yaml::truth(node)
}
