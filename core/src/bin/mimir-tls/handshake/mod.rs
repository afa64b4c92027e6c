//! `mimir-tls handshake`: one handshake as Mimir would make it, or thousands.

mod batch;
mod words;

use std::path::{Path, PathBuf};

use clap::Args;
use mimir_tls::doctor;
use mimir_tls::pki::Instant;
use mimir_tls::policy::{self, TlsVersion};
use mimir_tls::prove::{Answer, Case, Judged, Protocol};
use schemars::JsonSchema;
use serde::Serialize;
use zeroize::Zeroizing;

use crate::failure::{Failure, Outcome};
use crate::format::Format;
use crate::terminal::Terminal;
use crate::{clock, input};

/// The most that one PEM file may hold, in bytes.
const LARGEST_FILE: u64 = 16 << 20;

/// Make one handshake as Mimir would make it, and say what each side says.
///
/// The options are those of Mimir, less their prefixes. A trust pool that is not
/// set is empty, where Mimir would take the system's. The exit code is 1 if the
/// two do not come together; of many, if a line is no case.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  mimir-tls handshake --address 10.0.0.7:9095 --tls-ca-path root.crt \\
      --server-cert-path server.crt --server-key-path server.key
      Print whether a client that trusts root.crt may talk to that server.
  mimir-tls handshake --batch < cases.jsonl
      Answer a JSON object a line: the same options with underscores, and
      ..._pem for a text in the place of a file.")]
pub(crate) struct Handshake {
    /// Read cases as JSON lines from the standard input, answer one line each.
    #[arg(long, exclusive = true)]
    batch: bool,
    /// Where the client dials.
    #[arg(long, value_name = "HOST:PORT", required_unless_present = "batch")]
    address: Option<String>,
    /// The server's certificate chain.
    #[arg(long, value_name = "FILE")]
    server_cert_path: Option<PathBuf>,
    /// The server's key; without both of them the server is plaintext.
    #[arg(long, value_name = "FILE")]
    server_key_path: Option<PathBuf>,
    /// Whom the server trusts.
    #[arg(long, value_name = "FILE")]
    server_ca_path: Option<PathBuf>,
    /// Which client certificate the server asks for.
    #[arg(
        long,
        value_name = "TYPE",
        default_value = "",
        hide_default_value = true
    )]
    client_auth: String,
    /// The oldest TLS version of the server.
    #[arg(
        long = "server-tls-min-version",
        value_name = "VERSION",
        default_value = "",
        hide_default_value = true
    )]
    server_min_version: String,
    /// The newest TLS version of the server, which no option of Mimir limits.
    #[arg(long = "server-tls-max-version", value_name = "VERSION", value_parser = policy::read::<TlsVersion>)]
    server_max_version: Option<TlsVersion>,
    /// The cipher suites of the server, by commas.
    #[arg(
        long = "server-tls-cipher-suites",
        value_name = "LIST",
        default_value = "",
        hide_default_value = true
    )]
    server_cipher_suites: String,
    /// The client's certificate chain.
    #[arg(long = "tls-cert-path", value_name = "FILE")]
    cert_path: Option<PathBuf>,
    /// The client's key.
    #[arg(long = "tls-key-path", value_name = "FILE")]
    key_path: Option<PathBuf>,
    /// Whom the client trusts.
    #[arg(long = "tls-ca-path", value_name = "FILE")]
    ca_path: Option<PathBuf>,
    /// The name that the client verifies in place of the address.
    #[arg(
        long = "tls-server-name",
        value_name = "NAME",
        default_value = "",
        hide_default_value = true
    )]
    server_name: String,
    /// The client verifies nothing.
    #[arg(long = "tls-insecure-skip-verify")]
    skip_verify: bool,
    /// The oldest TLS version of the client.
    #[arg(
        long = "tls-min-version",
        value_name = "VERSION",
        default_value = "",
        hide_default_value = true
    )]
    min_version: String,
    /// The newest TLS version of the client, which no option of Mimir limits.
    #[arg(long = "tls-max-version", value_name = "VERSION", value_parser = policy::read::<TlsVersion>)]
    max_version: Option<TlsVersion>,
    /// The cipher suites of the client, by commas.
    #[arg(
        long = "tls-cipher-suites",
        value_name = "LIST",
        default_value = "",
        hide_default_value = true
    )]
    cipher_suites: String,
    /// The client has its TLS switched off.
    #[arg(long)]
    plaintext_client: bool,
    /// What is spoken inside: tls, grpc or http [default: tls].
    #[arg(
        long,
        value_name = "NAME",
        default_value = "tls",
        hide_default_value = true
    )]
    protocol: Protocol,
    /// The time on both sides [default: now].
    #[arg(long, value_name = "RFC3339")]
    time: Option<Instant>,
    /// Print for people as text, or for programs as json [default: text].
    #[arg(long, value_enum, default_value_t = Format::Text, hide_default_value = true, hide_possible_values = true)]
    format: Format,
}

/// An answer as it is printed.
#[derive(JsonSchema, Serialize)]
pub(crate) struct Printed {
    #[serde(flatten)]
    answer: Answer,
    /// The doctor's code for the failure, which `explain` tells more of.
    finding: Option<doctor::Code>,
}

impl From<&Judged> for Printed {
    fn from(judged: &Judged) -> Self {
        Self {
            answer: judged.answer(),
            finding: doctor::named(judged),
        }
    }
}

impl Handshake {
    pub(crate) fn run(&self, terminal: Terminal) -> Result<Outcome, Failure> {
        if self.batch {
            return batch::run();
        }
        let judged = self.case()?.judge(clock::now());
        let answer = judged.answer();
        let outcome = if answer.ok {
            Outcome::Good
        } else {
            Outcome::CheckFailed
        };
        match self.format {
            Format::Json => terminal.json(&Printed::from(&judged))?,
            Format::Text => terminal.print(&words::describe(&judged))?,
        }
        Ok(outcome)
    }

    fn case(&self) -> Result<Case, Failure> {
        let public =
            |path: &Option<PathBuf>, what| path.as_deref().map(|path| read(path, what)).transpose();
        let secret = |path: &Option<PathBuf>| {
            let bytes = path.as_deref().map(|path| read(path, "key")).transpose();
            bytes.map(|bytes| bytes.map(Zeroizing::new))
        };
        Ok(Case {
            server_certificate: public(&self.server_cert_path, "certificate")?,
            server_key: secret(&self.server_key_path)?,
            server_ca: public(&self.server_ca_path, "certificate")?,
            client_auth: self.client_auth.clone(),
            server_min_version: self.server_min_version.clone(),
            server_max_version: self.server_max_version,
            max_version: self.max_version,
            server_cipher_suites: self.server_cipher_suites.clone(),
            certificate: public(&self.cert_path, "certificate")?,
            key: secret(&self.key_path)?,
            ca: public(&self.ca_path, "certificate")?,
            server_name: self.server_name.clone(),
            skip_verify: self.skip_verify,
            min_version: self.min_version.clone(),
            cipher_suites: self.cipher_suites.clone(),
            address: self.address.clone().unwrap_or_default(),
            plaintext_client: self.plaintext_client,
            time: self.time,
            protocol: self.protocol,
        })
    }
}

fn read(path: &Path, what: &str) -> Result<Vec<u8>, Failure> {
    input::read(path, what, LARGEST_FILE)
}
