//! Words of which there are so many and no more, as both sides know them.

use serde::{Deserialize, Serialize};

/// Closed vocabularies, each a union of its words in TypeScript.
macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($(#[$word_doc:meta])* $word:ident,)* })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        #[cfg_attr(feature = "api", derive(tsify::Tsify))]
        #[serde(rename_all = "kebab-case")]
        pub enum $name { $($(#[$word_doc])* $word,)* }

        impl $name {
            /// All of them, in the order in which they stand here.
            pub const ALL: &[Self] = &[$(Self::$word,)*];
        }
    )*};
}

words! {
    /// How a server is found.
    By {
        /// By its IP address.
        Ip,
        /// By a name of DNS.
        Name,
    }

    /// What came of a link: of a plan against what the plan wants, of somebody's files by itself.
    LinkVerdict {
        /// Both sides are content.
        Accepted,
        /// The server refuses, as the plan's own policy wants it.
        RefusedByPolicy,
        /// It fails.
        Failed,
        /// A file that it needs was not given.
        Unproven,
    }

    /// What came of a handshake.
    HandshakeOutcome {
        /// Both sides speak TLS, and are content.
        Tls,
        /// Neither side speaks TLS.
        Plaintext,
        /// One side refuses the other.
        Refused,
    }

    /// How the outcome of a handshake was found.
    HandshakeMethod {
        /// Both sides exchanged messages.
        Handshake,
        /// There was nothing to exchange: a rule says what comes of it.
        Rule,
    }

    /// Where a picture of a cluster has a node: a column, from left to right, or
    /// a place around the columns.
    Lane {
        /// Outside, and dials a node or two.
        Outside,
        /// Outside, and dials whatever there is.
        Everywhere,
        /// One process that does everything.
        All,
        /// On the way of samples in.
        Write,
        /// On the way of queries.
        Read,
        /// For rules and alerts.
        Rules,
        /// On no such way.
        Apart,
        /// Outside, and only dialled.
        Service,
    }

    /// A side of a handshake.
    Side {
        /// Who dials.
        Client,
        /// Who is dialled.
        Server,
    }

    /// How far one end of a link is at a point of a change.
    Age {
        /// The change has nothing of it.
        Same,
        /// As before the change.
        Old,
        /// Somewhere between the two.
        Between,
        /// As before the phase or as behind it, nobody knows which.
        Either,
        /// As the change wants it.
        New,
    }

    /// Whether the key of a folder's CA is at hand.
    CaKey {
        /// It lies in the folder, and is open.
        Here,
        /// It lies there and cannot be read, such as under a passphrase.
        Closed,
        /// It is not there.
        Missing,
    }

    /// How bad a finding is.
    Severity {
        /// Something does not work, or is not safe.
        Error,
        /// It works, and had better be changed.
        Warning,
        /// Good to know.
        Note,
    }

    /// Why a call gave nothing: the `code` of what it throws.
    ErrorCode {
        /// What was handed over is of another kind, misspelt, or not known.
        Argument,
        /// The plan cannot be; `key` says which of its keys is at fault.
        Plan,
        /// The certificates cannot be made, or the CA that was given cannot sign them.
        Certificates,
        /// A link fails, and nothing is handed out that was not proven.
        Unproven,
        /// A session has no such key.
        NoSuchFile,
        /// A bug of mimir-tls.
        Internal,
    }
}

impl ErrorCode {
    /// Its word, as `code` has it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Argument => "argument",
            Self::Plan => "plan",
            Self::Certificates => "certificates",
            Self::Unproven => "unproven",
            Self::NoSuchFile => "no-such-file",
            Self::Internal => "internal",
        }
    }
}

impl Severity {
    /// Its word, as styles and programs have it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}
