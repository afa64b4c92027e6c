//! Words of the middle: the graph and its links.

use super::section;

section! {
    /// Words of the graph and its links.
    Cluster {
        title: "Cluster", "Cluster";
    }
}
