//! How much of what stands in the sections of a configuration Mimir has there, since
//! their names are words that others have too.

use crate::catalog::Catalog;
use crate::document::Node;
use crate::nearest;

/// How many of the keys of a section Mimir has there, in whichever release.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Below {
    /// It has them, or one of which they are a slip of the hand.
    pub(super) known: usize,
    /// It has one that is much like them.
    near: usize,
    /// It has nothing of the kind.
    strange: usize,
}

impl Below {
    /// The keys of a mapping as those of that section. What is about a log says
    /// nothing: every program has one.
    pub(super) fn of(section: &str, value: &Node) -> Self {
        let mut below = Self::default();
        below.add(section, value);
        below
    }

    /// Counts the keys of another section too.
    pub(super) fn add(&mut self, section: &str, value: &Node) {
        let children = Catalog::builtin().section(section);
        let known = || children.iter().copied();
        for (key, _) in value.entries() {
            let key = key.text.as_str();
            if section == "server" && key.starts_with("log_") {
                continue;
            }
            if children.contains(key) {
                self.known += 1;
            } else if is_camel(key) {
                self.strange += 1;
            } else if nearest::slip(key, known()).is_some() {
                self.known += 1;
            } else if nearest::name(key, known()).is_some() {
                self.near += 1;
            } else {
                self.strange += 1;
            }
        }
    }

    /// Whether they are Mimir's: it has as many of them as it has not, or where it has
    /// none, it nearly has all.
    pub(super) fn is_mimirs(self) -> bool {
        match self.known {
            0 => self.near > 0 && self.strange == 0,
            known => known >= self.strange,
        }
    }
}

/// Whether a key is in camel case, as no option of Mimir's is.
fn is_camel(key: &str) -> bool {
    key.bytes().any(|byte| byte.is_ascii_uppercase())
}
