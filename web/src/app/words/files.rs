//! Words of the right column: files and keys.

use super::section;

section! {
    /// Words of the files and keys.
    Files {
        title: "Files", "Dateien";
    }
}
