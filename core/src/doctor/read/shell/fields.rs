//! The words that become of one as its variables are put in.

use super::super::super::finding::Place;
use super::argument::{Argument, OPEN};

/// The words that become of one, in the making.
pub(super) struct Fields {
    pub(super) done: Vec<Argument>,
    pub(super) open: Option<Argument>,
    pub(super) place: Place,
}

impl Fields {
    pub(super) fn text(&mut self, text: &str) {
        let place = self.place.clone();
        let field = self.open.get_or_insert_with(|| Argument::known("", place));
        field.text.push_str(text);
    }

    /// Adds a value; one that stands alone keeps its place.
    pub(super) fn push(&mut self, value: &Argument) {
        if self.open.is_none() && value.place.line > 0 {
            self.open = Some(value.clone());
            return;
        }
        self.text(&value.text);
        if let Some(field) = &mut self.open {
            field.unknown = field.unknown.take().or_else(|| value.unknown.clone());
            field.is_open = false;
        }
    }

    pub(super) fn next(&mut self) {
        self.done.extend(self.open.take());
    }

    /// Adds what a variable without quotes becomes: split at its blanks.
    pub(super) fn split(&mut self, values: &[Argument], is_alone: bool) {
        for (number, value) in values.iter().enumerate() {
            if number > 0 {
                self.next();
            }
            if value.unknown.is_some() {
                let mut value = value.clone();
                value.is_open |= is_alone && value.text.starts_with(OPEN);
                self.push(&value);
                continue;
            }
            if value.text.starts_with(char::is_whitespace) {
                self.next();
            }
            for (number, text) in value.text.split_whitespace().enumerate() {
                if number > 0 {
                    self.next();
                }
                let mut part = value.clone();
                text.clone_into(&mut part.text);
                self.push(&part);
            }
            if value.text.ends_with(char::is_whitespace) {
                self.next();
            }
        }
    }

    pub(super) fn end(mut self) -> Vec<Argument> {
        self.next();
        self.done
    }
}
