//! Words of the frame: header, padlock, verdict, messages.

use super::section;

section! {
    /// Words of the frame.
    Frame {
        title: "mimir-tls", "mimir-tls";
    }
}
