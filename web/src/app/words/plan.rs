//! Words of the left column: the plan's fields, and why one would choose what.

use super::section;

section! {
    /// Words of the plan.
    Plan {
        title: "Plan", "Plan";
    }
}
