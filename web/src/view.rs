//! What the engine tells the page, as values that both sides know.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::draft::Draft;

macro_rules! mirror {
    ($($item:item)*) => {$(
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[cfg_attr(feature = "api", derive(tsify::Tsify))]
        #[serde(rename_all = "camelCase")]
        $item
    )*};
}

mirror! {
    /// What a draft comes to.
    pub struct View {
        /// The plan with every choice made, in a draft's keys and words.
        pub plan: Draft,
        /// What its author may not expect.
        pub warnings: Vec<String>,
        /// Members of the cluster and those around it.
        pub nodes: Vec<Node>,
        /// Who dials whom.
        pub links: Vec<Link>,
        /// Configuration, in the order of the folder; no certificate, no proof.
        pub files: Vec<File>,
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
    }

    /// One link, by its place in `View::links` and in `Proven::links`.
    pub struct Link {
        /// Who dials: a node's id.
        pub from: String,
        /// Who is dialled: a node's id.
        pub to: String,
        /// The surface that has its TLS options.
        pub surface: String,
        /// `gRPC`, `HTTP`, `gossip`, ...
        pub protocol: String,
        /// `ip` or `name`.
        pub by: String,
        /// The address or name.
        pub address: String,
    }

    /// One file that anybody may read.
    pub struct File {
        /// Its path below the output folder.
        pub path: String,
        /// The component that reads it, if it is one's alone.
        pub component: Option<String>,
        /// `flags`, `yaml`, `certificate`, `plan`, `readme`, `proof`.
        pub kind: String,
        /// All of it.
        pub text: String,
    }

    /// Why a draft comes to nothing, at one field.
    pub struct FieldError {
        /// The draft's key; empty where no single key is at fault.
        pub key: String,
        /// What is wrong and what to do instead.
        pub message: String,
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
    }

    /// A mode.
    pub struct ModeChoice {
        /// Its name.
        pub name: String,
        /// Its components, in the catalog's order.
        pub components: Vec<String>,
        /// Those of them that a plan has unless it says otherwise.
        pub defaults: Vec<String>,
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

    /// What came of one link.
    pub struct LinkProof {
        /// `accepted`, `refused-by-policy` or `failed`.
        pub verdict: String,
        /// What the client says; `ok` where it is content.
        pub client: String,
        /// What the server says.
        pub server: String,
        /// What to do, where it is not accepted.
        pub mend: Option<String>,
        /// Its handshakes, by their numbers.
        pub handshakes: Vec<usize>,
    }

    /// One handshake.
    pub struct Handshake {
        /// The version that was offered.
        pub version: String,
        /// `tls`, `plaintext` or `refused`.
        pub outcome: String,
        /// `handshake`, or `rule` where there was nothing to exchange.
        pub method: String,
        /// The suite, where both sides are content.
        pub suite: Option<String>,
        /// Whose own check failed: `client` or `server`.
        pub failed_side: Option<String>,
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
}
