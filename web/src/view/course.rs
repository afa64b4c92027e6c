//! What the third door is told: what runs, and a change of it; and what who asks
//! somebody else's CA is told.

use serde::{Deserialize, Serialize};

use super::{Age, CaKey, FieldError, Link, Node, Translated};
use crate::changed::Change;
use crate::draft::Draft;

mirror! {
    /// A folder that runs, in words.
    pub struct Running {
        /// Its plan with every choice made, in a draft's keys and words.
        pub plan: Draft,
        /// How many certificates it has beside the CA's.
        pub certificates: usize,
        /// The day on which the first of them ends, as in `2026-11-23`.
        pub ends: String,
        /// Whole days until then; negative once it has ended.
        pub days_left: i64,
        /// The subject of its CA, as Go prints a name.
        pub ca: String,
        /// The day on which the CA ends.
        pub ca_ends: String,
        /// Whether the CA's key is at hand.
        pub ca_key: CaKey,
        /// Why it does not hold as it stands; empty where it does.
        pub wrong: Vec<String>,
    }

    /// A change as the page tells it.
    pub struct Course {
        /// What to do, as `change.json` has it.
        pub change: Change,
        /// The same for people, in Markdown; empty where there is nothing to do.
        pub sheet: String,
        /// How many files there are; none where links fail that were not allowed to.
        pub files: usize,
        /// Members of both clusters and those around them.
        pub nodes: Vec<Node>,
        /// The cluster before the first phase, and within and behind each.
        pub points: Vec<CoursePoint>,
        /// What the wanted plan's author may not expect.
        pub warnings: Vec<FieldError>,
    }

    /// A folder with certificates that came from elsewhere, which the worker keeps.
    pub struct Completed {
        /// How many links work with them.
        pub links: usize,
        /// The day on which the first certificate ends.
        pub ends: String,
        /// The roots that are believed: the subject as Go prints a name, and SHA-256.
        pub roots: Vec<(String, String)>,
        /// What is not as it was asked for: names, usages, days.
        pub changes: Vec<Translated>,
        /// What was passed over, each with its file and the reason.
        pub passed_over: Vec<String>,
    }

    /// The cluster at a point of a change.
    pub struct CoursePoint {
        /// Who dials whom then.
        pub links: Vec<CourseLink>,
    }

    /// A link at a point of a change.
    pub struct CourseLink {
        /// The link.
        pub link: Link,
        /// How far the client is.
        pub client: Age,
        /// How far the server is.
        pub server: Age,
        /// Whether the server refuses the client, as the plan's own policy wants it.
        pub refused: bool,
        /// What the side says that refuses, where the link fails.
        pub why: Option<String>,
    }
}
