//! Would Go accept this handshake?
//!
//! Most of a cloud's servers are Go programs, and what their `crypto/tls` and
//! `crypto/x509` make of a certificate is not what OpenSSL makes of it: no common
//! name counts as a host name, an extended key usage of a CA binds its leaves,
//! a negative serial number ends the parse. This crate answers as Go does, in
//! Go's words, without Go, without a network and without a clock:
//!
//! ```
//! use go_tls::prove::{
//!     Address, ClientOptions, ClientSide, Dial, Fault, Protocol, ServerOptions, ServerSide, Side,
//!     handshake,
//! };
//!
//! // Two PEM texts, as a file would hold them.
//! let key = rcgen::KeyPair::generate()?;
//! let names = rcgen::CertificateParams::new(["api.example".to_owned()])?;
//! let (certificate, key) = (names.self_signed(&key)?.pem(), key.serialize_pem());
//!
//! let server = ServerSide::new(&ServerOptions {
//!     certificate: Some(certificate.as_bytes()),
//!     key: Some(key.as_bytes()),
//!     ..ServerOptions::default()
//! })?;
//! let client = ClientSide::new(&ClientOptions {
//!     enabled: true,
//!     ca: Some(certificate.as_bytes()),
//!     ..ClientOptions::default()
//! })?;
//! let dial = |address: &str| {
//!     let address = Address::new(address);
//!     handshake(&server, &client, &Dial::new(&address, Protocol::Grpc, 1_795_428_000))
//! };
//! assert!(dial("api.example:443").is_ok());
//!
//! let verdict = dial("www.example:443");
//! assert_eq!(verdict.failed_side, Some(Side::Client));
//! let said = |fault: Option<Fault>| fault.map(|fault| fault.to_string());
//! assert_eq!(
//!     said(verdict.client).as_deref(),
//!     Some(
//!         "tls: failed to verify certificate: x509: certificate is valid for api.example, \
//!          not www.example"
//!     ),
//! );
//! assert_eq!(said(verdict.server).as_deref(), Some("remote error: tls: bad certificate"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! - [`prove`] makes the handshake: rustls on both sides, with Go's rules and
//!   Go's words, for clients and servers as grpc-go and `net/http` set them up;
//! - [`x509`] reads certificates, requests and revocation lists as Go parses them;
//! - [`pem`] and [`private_key`] read files and keys, and `passphrase` (a
//!   feature) opens a locked key;
//! - [`policy`] has the words for client authentication, versions and suites.
//!
//! Without the feature `signatures`, what ring cannot check is decided without the
//! signature, and [`x509`] says how. Types of other packages that stand in
//! signatures here are re-exported: [`pki_types`] and [`zeroize`].
//!
//! Nothing here reads a file, a clock, the environment or a socket. Every text was
//! compared with Go 1.26's own over some hundred thousand random handshakes.

mod go_version;
#[cfg(feature = "passphrase")]
pub mod passphrase;
pub mod pem;
pub mod policy;
pub mod private_key;
pub mod prove;
mod quote;
pub mod x509;

pub use go_version::GoVersion;
pub use rustls::pki_types;
pub use zeroize;
