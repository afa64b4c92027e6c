//! The page's address: what is behind `#`, and back.

/// Why an address could not be read whole. What could be read is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unread {
    /// It is of a format that came after this page.
    Future,
    /// Some of its parts make no sense, or may not stand in an address: their keys.
    Parts(Vec<String>),
}
