//! What the engine tells the page, as values that both sides know.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::draft::Draft;
pub use crate::vocabulary::{
    Age, By, CaKey, ErrorCode, HandshakeMethod, HandshakeOutcome, Lane, LinkVerdict, Severity, Side,
};

macro_rules! mirror {
    ($($item:item)*) => {$(
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[cfg_attr(feature = "api", derive(tsify::Tsify), tsify(hashmap_as_object, missing_as_null))]
        #[serde(rename_all = "camelCase")]
        $item
    )*};
}

mod checked;
mod course;

pub use checked::{
    Cause, Checked, CheckedInput, CheckedLink, Edit, Explained, Finding, Fixed, FixedText, LogLink,
    PassedOver, Spot, Unpacked, UnpackedFile,
};
pub use course::{Completed, Course, CourseLink, CoursePoint, Running};

mirror! {
    /// What a draft comes to.
    pub struct View {
        /// The plan with every choice made, in a draft's keys and words.
        pub plan: Draft,
        /// What its author may not expect.
        pub warnings: Vec<FieldError>,
        /// Members of the cluster and those around it.
        pub nodes: Vec<Node>,
        /// Who dials whom.
        pub links: Vec<Link>,
        /// Configuration, in the order of the folder; no certificate, no proof.
        pub files: Vec<File>,
        /// What lets in whoever the plan's own policy refuses; empty where it
        /// refuses nobody.
        pub mends: Vec<Mend>,
        /// How the folder is put to use, a step each.
        pub instructions: Vec<Instruction>,
    }

    /// Something to do with the folder.
    pub struct Instruction {
        /// What to do, a sentence without its end; backticks stand around code.
        pub text: Translated,
        /// The lines that do it; none where nothing is typed.
        pub command: Option<String>,
        /// The ways to do it, where there are several and one is enough.
        pub ways: Vec<Instruction>,
    }

    /// Somebody outside whom the plan's own policy refuses, and what lets it in.
    pub struct Mend {
        /// Whoever is refused: a node's id.
        pub who: String,
        /// What to do, in a sentence; backticks stand around code.
        pub fix: Translated,
        /// The part of its own configuration that does it, as YAML; none where
        /// that is no text to write.
        pub text: Option<String>,
    }

    /// One end of links.
    pub struct Node {
        /// Its name, as the catalog has it: `store-gateway`, `kubelet-probe`.
        pub id: String,
        /// Whether it is no part of Mimir.
        pub external: bool,
        /// How many processes.
        pub replicas: u32,
        /// What it is, in a sentence.
        pub about: String,
        /// The lane in which a picture has it.
        pub lane: Lane,
        /// How far down in its lane, from 0.
        pub row: u32,
    }

    /// One link, by its place in `View::links` and in `Proven::links`.
    pub struct Link {
        /// Who dials: a node's id.
        pub from: String,
        /// Who is dialled: a node's id.
        pub to: String,
        /// The surface that has its TLS options.
        #[cfg_attr(feature = "api", tsify(type = "Surface"))]
        pub surface: String,
        /// What is spoken inside TLS.
        #[cfg_attr(feature = "api", tsify(type = "LinkProtocol"))]
        pub protocol: String,
        /// Whether it dials an address or a name.
        pub by: By,
        /// The address or name.
        pub address: String,
    }

    /// One file that anybody may read.
    pub struct File {
        /// Its path below the output folder.
        pub path: String,
        /// The component that reads it, if it is one's alone.
        #[cfg_attr(feature = "api", tsify(type = "Component | null"))]
        pub component: Option<String>,
        /// The target that it is of, or what else it is.
        #[cfg_attr(feature = "api", tsify(type = "FileKind"))]
        pub kind: String,
        /// All of it.
        pub text: String,
    }

    /// What is wrong with a plan, or good to know of it, at one key.
    pub struct FieldError {
        /// The plan's key, dots between its parts; empty where no single key is at fault.
        pub key: String,
        /// What is wrong and what to do instead.
        pub message: String,
        /// The same in German, where all of it can be said so.
        pub german: Option<String>,
        /// A choice with which the plan can be, where one is known.
        pub instead: Option<Instead>,
    }

    /// Another choice.
    pub struct Instead {
        /// The draft's key.
        pub key: String,
        /// What to write there.
        pub text: String,
    }

    /// A view, or what is wrong with each field.
    pub enum Answer {
        /// All is well.
        View(View),
        /// Nothing can be made of it.
        Refused(Vec<FieldError>),
    }

    /// What can be chosen, for the page's fields; from the catalog.
    pub struct Choices {
        /// The version of mimir-tls.
        pub version: String,
        /// Releases, the newest first.
        pub releases: Vec<String>,
        /// Modes, and the components of each.
        pub modes: Vec<ModeChoice>,
        /// Words that a key takes, by key: `certificates.algorithm`, `policy.grpc`, ...
        pub words: BTreeMap<String, Vec<String>>,
        /// Surfaces that can be turned on or off.
        pub surfaces: Vec<SurfaceChoice>,
        /// Targets that can be written, in the order of the folder.
        pub targets: Vec<TargetChoice>,
        /// Where a cluster can run, and what is of use there.
        pub platforms: Vec<PlatformChoice>,
        /// Where the other files of the folder stand: certificates, plan, keys.
        pub places: Vec<FilePlace>,
    }

    /// A mode.
    pub struct ModeChoice {
        /// Its name.
        pub name: String,
        /// Its components, in the catalog's order.
        pub components: Vec<String>,
        /// Those of them that a plan has unless it says otherwise.
        pub defaults: Vec<String>,
        /// The first release that has it, unless all have.
        pub since: Option<String>,
        /// The last release that has it, unless the newest has.
        pub last: Option<String>,
    }

    /// A surface.
    pub struct SurfaceChoice {
        /// Its name in a plan.
        pub name: String,
        /// What it is, in a sentence.
        pub about: String,
        /// Whether an address can stand behind it.
        pub address: bool,
        /// The releases that have it: since, and until before.
        pub since: Option<String>,
        /// The first release without it.
        pub until: Option<String>,
    }

    /// A target.
    pub struct TargetChoice {
        /// Its name in a plan.
        pub name: String,
        /// Its title in a few letters.
        pub title: Translated,
        /// What it comes to, in a few words.
        pub about: Translated,
        /// The platforms on which it is of use.
        pub platforms: Vec<String>,
        /// Those of them on which a plan has it that names none.
        pub defaults: Vec<String>,
        /// Where its files stand.
        pub place: FilePlace,
    }

    /// A platform.
    pub struct PlatformChoice {
        /// Its name in a plan.
        pub name: String,
        /// The targets of use there, what most want first.
        pub targets: Vec<String>,
        /// How many of them those are.
        pub first: usize,
    }

    /// Where files of one kind stand in the folder.
    pub struct FilePlace {
        /// The kind: as in `File::kind`, or `key`.
        pub kind: String,
        /// How their paths begin.
        pub begin: String,
        /// How their paths end.
        pub end: String,
        /// The one to be seen first, whether or not there is such a file.
        pub path: String,
    }

    /// One text in every language.
    pub struct Translated {
        /// English.
        pub en: String,
        /// German.
        pub de: String,
    }

    /// What came of a draft in the worker: certificates, and the proof of every link.
    pub struct Proven {
        /// Whether everything is as the plan wants it.
        pub holds: bool,
        /// One for each of `View::links`, in that order.
        pub links: Vec<LinkProof>,
        /// The handshakes behind them.
        pub handshakes: Vec<Handshake>,
        /// Attempts of strangers that were refused, as they ought to be.
        pub strangers_refused: u32,
        /// Certificates, plan, proof and README: what is public of the rest of the folder.
        pub files: Vec<File>,
        /// The certificates among them, in words.
        pub certificates: Vec<Certificate>,
        /// Keys, which stay in the worker.
        pub secrets: Vec<Secret>,
        /// When the first certificate ends, RFC 3339.
        pub leaves_end: String,
        /// When the CA ends, RFC 3339.
        pub ca_ends: String,
        /// Whether the CA was brought by the user.
        pub own_ca: bool,
        /// How long it took, in milliseconds.
        pub took: f64,
    }

    /// A certificate in words.
    pub struct Certificate {
        /// The file that it is in.
        pub path: String,
        /// Its subject, as Go prints a name.
        pub subject: String,
        /// Its issuer; none where that is itself.
        pub issuer: Option<String>,
        /// Whether it is a CA's.
        pub ca: bool,
        /// What it may be used for; empty means anything.
        pub usage: Vec<String>,
        /// Kind and size of its key.
        pub key: String,
        /// The file with its private key, where that is there.
        pub key_file: Option<String>,
        /// SHA-256 of it, in hexadecimal.
        pub sha256: String,
        /// Its names and addresses, together where they have one reason.
        pub names: Vec<CertificateNames>,
        /// The day on which it ends, as in `2026-11-23`.
        pub ends: String,
        /// Whole days until then; negative once it has ended.
        pub days_left: i64,
        /// The day on which another one is due; none of a CA.
        pub renewal: Option<String>,
        /// Whole days until then.
        pub days_to_renewal: i64,
        /// What Go refuses about it.
        pub objections: Vec<String>,
    }

    /// Names of a certificate.
    pub struct CertificateNames {
        /// Why they are there, where a plan says so.
        pub why: Option<Translated>,
        /// The names and addresses.
        pub names: Vec<String>,
    }

    /// What came of one link.
    pub struct LinkProof {
        /// What came of it.
        pub verdict: LinkVerdict,
        /// What the client says; `ok` where it is content.
        pub client: String,
        /// What the server says.
        pub server: String,
        /// What to do, where it is not accepted.
        pub fix: Option<String>,
        /// Its handshakes, by their numbers.
        pub handshakes: Vec<usize>,
    }

    /// One handshake.
    pub struct Handshake {
        /// The version that was offered.
        pub version: String,
        /// What came of it.
        pub outcome: HandshakeOutcome,
        /// How that was found.
        pub method: HandshakeMethod,
        /// The suite, where both sides are content.
        pub suite: Option<String>,
        /// Whose own check failed.
        pub failed_side: Option<Side>,
        /// What the client says.
        pub client: String,
        /// What the server says.
        pub server: String,
        /// The name that the client sent.
        pub sni: Option<String>,
        /// The name that the client verified.
        pub verified_name: Option<String>,
        /// The subject of what the server showed.
        pub server_certificate: Option<String>,
        /// The subject of what the client showed.
        pub client_certificate: Option<String>,
    }

    /// Keys that JavaScript makes, because no other part of a browser makes them in time: RSA.
    pub struct WantedKeys {
        /// `rsa-2048`, ...; any other where `count` is 0.
        #[cfg_attr(feature = "api", tsify(type = "Algorithm"))]
        pub algorithm: String,
        /// How many.
        pub count: usize,
    }

    /// A key that is there and not shown.
    pub struct Secret {
        /// Its path below the output folder.
        pub path: String,
        /// How long it is, in bytes.
        pub bytes: usize,
    }

    /// A TLS option of Mimir.
    pub struct OptionInfo {
        /// The flag, without a dash; none where it is YAML only.
        pub flag: Option<String>,
        /// The YAML path, dots between keys.
        pub yaml: String,
        /// What kind of value it takes.
        #[cfg_attr(feature = "api", tsify(type = "OptionKind"))]
        pub kind: String,
        /// What it is when nobody sets it.
        pub default: String,
        /// The surface that it belongs to.
        #[cfg_attr(feature = "api", tsify(type = "Surface"))]
        pub surface: String,
        /// Who reads it.
        #[cfg_attr(feature = "api", tsify(type = "Component[]"))]
        pub components: Vec<String>,
        /// The first release that has it.
        pub since: String,
        /// The first release that has it no more.
        pub removed_in: Option<String>,
        /// How settled it is.
        #[cfg_attr(feature = "api", tsify(type = "OptionCategory"))]
        pub category: String,
        /// Whether Mimir takes it, and its reference does not have it.
        pub hidden: bool,
    }

    /// A plan with every choice made.
    pub struct Resolved {
        /// In a draft's keys and words.
        pub plan: Draft,
        /// What its author may not expect.
        pub warnings: Vec<FieldError>,
        /// The settings of each component, by YAML path.
        #[cfg_attr(feature = "api", tsify(type = "{ [component in Component]?: Record<string, string> }"))]
        pub settings: BTreeMap<String, BTreeMap<String, String>>,
    }

    /// A file of the folder, keys included.
    pub struct GeneratedFile {
        /// Its path below the output folder.
        pub path: String,
        /// All of it.
        pub text: String,
        /// Whether it is a key: mode 0600 where it is written.
        pub secret: bool,
    }

    /// What a plan comes to.
    pub struct GeneratedFiles {
        /// The files of the folder.
        pub files: Vec<GeneratedFile>,
        /// What was proven of them.
        pub proof: ProofReport,
        /// What the plan's author may not expect.
        pub warnings: Vec<FieldError>,
        /// When the first certificate ends, RFC 3339.
        pub leaves_end: String,
        /// When the CA ends, RFC 3339.
        pub ca_ends: String,
    }

    /// A folder with new certificates, or one that has time.
    pub struct Renewed {
        /// Whether certificates were made; not where `within` leaves it time.
        pub changed: bool,
        /// The files of the folder, to take the place of the old ones as a whole;
        /// none where nothing changed.
        pub files: Vec<GeneratedFile>,
        /// What was proven of them.
        pub proof: Option<ProofReport>,
        /// What the plan's author may not expect.
        pub warnings: Vec<FieldError>,
        /// What else is worth knowing, such as settings that were changed by hand.
        pub notes: Vec<String>,
        /// When the first certificate ends, RFC 3339.
        pub leaves_end: String,
        /// When the CA ends, RFC 3339.
        pub ca_ends: String,
    }

    /// What goes to the people of a CA, and what stays.
    pub struct Requested {
        /// The keys, the requests, the sheet for the CA's people, and the plan.
        pub files: Vec<GeneratedFile>,
        /// The paths of the requests.
        pub requests: Vec<String>,
        /// The proof that certificates as requested are enough.
        pub proof: ProofReport,
        /// What the plan's author may not expect.
        pub warnings: Vec<FieldError>,
    }

    /// A folder with certificates that came from elsewhere.
    pub struct Adopted {
        /// The files of the folder.
        pub files: Vec<GeneratedFile>,
        /// What was proven of them.
        pub proof: ProofReport,
        /// What the plan's author may not expect.
        pub warnings: Vec<FieldError>,
        /// What is not as it was asked for: names, usages, days.
        pub notes: Vec<String>,
        /// What was passed over, each with its file and the reason.
        pub passed_over: Vec<String>,
        /// When the first certificate ends, RFC 3339.
        pub leaves_end: String,
        /// When the CA ends, RFC 3339.
        pub ca_ends: String,
    }

    /// A change of a cluster, planned and proven.
    pub struct Changed {
        /// What to do, as `change.json` has it.
        #[cfg_attr(feature = "api", tsify(type = "Change"))]
        pub change: serde_json::Value,
        /// The same for people, in Markdown; empty where there is nothing to do.
        pub sheet: String,
        /// The files: a folder for each phase and one for what stood before, the
        /// sheet, and `change.json`. None where there is nothing to do, and where
        /// links fail meanwhile that were not allowed to.
        pub files: Vec<GeneratedFile>,
        /// What the plan's author may not expect.
        pub warnings: Vec<FieldError>,
    }

    /// A link, and what came of it.
    pub struct ProvenLink {
        /// The link.
        pub link: Link,
        /// What came of it.
        pub proof: LinkProof,
    }

    /// What was proven of a cluster.
    pub struct ProofReport {
        /// Whether everything is as the plan wants it.
        pub holds: bool,
        /// What is wrong beside links: files that cannot be used, options that
        /// the release does not know, processes that do not start.
        pub findings: Vec<String>,
        /// Every link; where a folder's flags and YAML say different things, by
        /// the first of them that does not hold.
        pub links: Vec<ProvenLink>,
        /// The handshakes behind them.
        pub handshakes: Vec<Handshake>,
        /// Attempts of strangers that were refused, as they ought to be.
        pub strangers_refused: u32,
    }

    /// What is in a PEM or DER.
    pub struct Report {
        /// All of it in words, as the command line prints it.
        pub text: String,
        /// One by one, as `mimir-tls inspect --format json` has them.
        #[cfg_attr(feature = "api", tsify(type = "ReportItem[]"))]
        pub items: Vec<serde_json::Value>,
    }

    /// What came of one handshake that was given as texts.
    pub struct HandshakeAnswer {
        /// Whether both sides accept it.
        pub ok: bool,
        /// The side whose own check failed.
        pub failed_side: Option<Side>,
        /// The client's error, in Go's words; none where it accepts.
        pub client_error: Option<String>,
        /// The server's error, in Go's words; none where it accepts.
        pub server_error: Option<String>,
        /// What is spoken: `TLS 1.3`, or `plaintext`.
        pub protocol: Option<String>,
        /// The code of the finding that tells more of a failure.
        #[cfg_attr(feature = "api", tsify(type = "FindingCode | null"))]
        pub finding: Option<String>,
    }
}
