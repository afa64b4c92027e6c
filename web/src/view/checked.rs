//! What the second door is told: what came of a check, and out of an archive.

use serde::{Deserialize, Serialize};

use super::{Certificate, Link, LinkVerdict, Node, Severity, Translated};
use crate::draft::Draft;

mirror! {
    /// What came of a check of somebody's files.
    pub struct Checked {
        /// The release of Mimir that was held against.
        pub release: String,
        /// Where that release is from: given, the newest, or what names it.
        #[cfg_attr(feature = "api", tsify(type = "ReleaseBy"))]
        pub release_by: String,
        /// The place that names it, `values.yaml:4`; empty where none does.
        pub release_at: String,
        /// What became of each input, in the order of the inputs.
        pub inputs: Vec<CheckedInput>,
        /// What is wrong or good to know, the worst first.
        pub findings: Vec<Finding>,
        /// How many more there are: of one code a few hundred say enough.
        pub left_out: u32,
        /// The processes that were found, and how many are alike.
        pub processes: u32,
        /// How many files of certificates and keys were found.
        pub materials: u32,
        /// The certificates in the inputs, in words.
        pub certificates: Vec<Certificate>,
        /// Inputs that are nothing of a cluster's.
        pub ignored: Vec<String>,
        /// Known errors in the inputs that are texts of another kind, such as logs.
        pub explained: Vec<Explained>,
        /// The components that were found, as nodes.
        pub nodes: Vec<Node>,
        /// The links between them; alike ones are one.
        pub links: Vec<CheckedLink>,
        /// The plan that makes such a cluster anew, without what is wrong with it.
        pub plan: Option<Draft>,
    }

    /// What became of one input.
    pub struct CheckedInput {
        /// The input's path.
        pub file: String,
        /// Whether it was read.
        pub read: bool,
        /// Whether it was passed over although it looks like Mimir's.
        pub suspect: bool,
        /// What it was read as, or why it was passed over.
        pub words: String,
    }

    /// One thing that is wrong, or good to know.
    pub struct Finding {
        /// Its stable code, `MT101`.
        #[cfg_attr(feature = "api", tsify(type = "FindingCode"))]
        pub code: String,
        /// How bad it is.
        pub severity: Severity,
        /// The rule's name in a few words.
        pub title: String,
        /// The input that it is in.
        pub file: String,
        /// The line, counted from 1; 0 for the file as a whole.
        pub line: usize,
        /// The column in characters, counted from 1; 0 for the line as a whole.
        pub column: usize,
        /// The component and surface, or the file, that it is about.
        pub subject: String,
        /// Where else it is true.
        pub places: Vec<Spot>,
        /// Other components that read the same place.
        pub also: Vec<String>,
        /// What is wrong.
        pub what: String,
        /// Why that matters.
        pub why: String,
        /// What to do.
        pub fix: String,
        /// The fix as a diff, each line after `+`, `-` or a blank; empty where
        /// only its author can make it.
        pub diff: Vec<String>,
        /// The same as edits of the files, each proven by another check.
        pub edits: Vec<Edit>,
        /// The links that fail by it.
        pub links: Vec<String>,
        /// Where to read more.
        pub reference: String,
    }

    /// A fix that has been proven: a part of one file, replaced.
    pub struct Edit {
        /// The input's path.
        pub file: String,
        /// The line in which the part begins, counted from 1.
        pub line: usize,
        /// The column in which it begins, in characters, counted from 1.
        pub column: usize,
        /// The line in which the part ends.
        pub end_line: usize,
        /// The column behind its last character.
        pub end_column: usize,
        /// What stands there; nothing where the fix comes in between.
        pub old: String,
        /// What is to stand there; nothing where the fix is to take something away.
        pub new: String,
    }

    /// What all fixes together make of the files.
    pub struct Fixed {
        /// The files that change.
        pub texts: Vec<FixedText>,
        /// How many fixes wait for others to be made, and are for another run.
        pub later: usize,
    }

    /// A file with its fixes made.
    pub struct FixedText {
        /// The input's path.
        pub file: String,
        /// All of it, as it is to be, without a mark of order.
        pub text: String,
        /// How many findings are gone by it.
        pub findings: usize,
    }

    /// Another place at which a finding is true.
    pub struct Spot {
        /// The input that it is in.
        pub file: String,
        /// The line, counted from 1; 0 for the file as a whole.
        pub line: usize,
        /// The column in characters, counted from 1; 0 for the line as a whole.
        pub column: usize,
        /// What is wrong there.
        pub what: String,
    }

    /// A link of somebody's cluster, and what came of it.
    pub struct CheckedLink {
        /// The link.
        pub link: Link,
        /// What came of it.
        pub verdict: LinkVerdict,
        /// What the client says; `ok` where it is content.
        pub client: String,
        /// What the server says.
        pub server: String,
        /// The code of the finding that says why it fails.
        #[cfg_attr(feature = "api", tsify(type = "FindingCode | null"))]
        pub finding: Option<String>,
    }

    /// A known error in a text or a log.
    pub struct Explained {
        /// Its stable id: `unknown-authority`.
        pub id: String,
        /// What it means, in plain words.
        pub what: String,
        /// Whose words they are: `Go`, `OpenSSL`, ...
        #[cfg_attr(feature = "api", tsify(type = "Speaker"))]
        pub speaker: String,
        /// Its own text, as the first line that has it says it.
        pub text: String,
        /// The input that it is in; empty for a text by itself.
        pub file: String,
        /// That line's number.
        pub line: u64,
        /// How many lines have it.
        pub count: u64,
        /// The links that the lines betray, most frequent first.
        pub links: Vec<LogLink>,
        /// What the other side says, where this is the echo of that.
        pub echo: Option<String>,
        /// The codes of the findings, in the inputs beside the log, that are its cause.
        #[cfg_attr(feature = "api", tsify(type = "FindingCode[]"))]
        pub confirmed: Vec<String>,
        /// Why it can be, the likeliest first; of true causes only those.
        pub causes: Vec<Cause>,
        /// Where to read more.
        pub reference: String,
    }

    /// A link, as far as the lines of a log betray it.
    pub struct LogLink {
        /// Who dials: one component, or all that may.
        pub from: Vec<String>,
        /// Who is dialled: one, or all that may be.
        pub to: Vec<String>,
        /// The surface that has its TLS options.
        #[cfg_attr(feature = "api", tsify(type = "Surface | null"))]
        pub surface: Option<String>,
        /// The address that was dialled.
        pub address: Option<String>,
        /// How many lines spoke of it.
        pub count: u64,
    }

    /// Why an error can be.
    pub struct Cause {
        /// Why.
        pub why: String,
        /// How to find out.
        pub check: String,
        /// What to do.
        pub fix: String,
    }
}

/// What came out of an archive.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Unpacked {
    /// The files, in the order of the archive.
    pub files: Vec<UnpackedFile>,
    /// What stays in it.
    pub passed: Vec<PassedOver>,
}

/// A file of an archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnpackedFile {
    /// The archive's name and its own path.
    pub path: String,
    /// How long it is, in bytes.
    pub size: usize,
}

/// An entry that stays in its archive.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PassedOver {
    /// The archive's name and its own path.
    pub path: String,
    /// Why.
    pub reason: Translated,
}
