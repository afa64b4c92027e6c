//! Certificates: the words they are made of, how they are issued, and how they
//! read.
//!
//! Every type here is parsed once and cannot hold nonsense afterwards: a
//! [`DnsName`] is a name that Go, OpenSSL and rustls all accept in a
//! certificate, a [`Validity`] never passes the year 9999. The clock is an
//! [`Instant`] that the caller passes in, and randomness an [`Entropy`].
//!
//! ```
//! use mimir_tls::pki::{
//!     Algorithm, CaParams, Days, Instant, LeafParams, Role, SeededEntropy, Validity, issue_ca,
//! };
//!
//! let now = Instant::from_unix(1_800_000_000);
//! let mut entropy = SeededEntropy::new([7; 32]);
//! let ca = issue_ca(
//!     &CaParams {
//!         subject: "/C=US/ST=KY/O=Org/CN=root".parse()?,
//!         algorithm: Algorithm::Ed25519,
//!         validity: Validity::starting(now, Days::new(3650)?)?,
//!         name_constraints: None,
//!     },
//!     &mut entropy,
//! )?;
//! let server = ca.issue(
//!     &LeafParams {
//!         subject: "/C=US/ST=KY/O=Org/CN=server".parse()?,
//!         sans: vec!["mimir.example".parse()?, "127.0.0.1".parse()?],
//!         role: Role::Server,
//!         algorithm: Algorithm::Ed25519,
//!         validity: Validity::starting(now, Days::new(730)?)?,
//!     },
//!     &mut entropy,
//! )?;
//! assert!(server.certificate.starts_with("-----BEGIN CERTIFICATE-----\n"));
//! assert_eq!(server.clamped, None);
//! # Ok::<(), mimir_tls::pki::PkiError>(())
//! ```

mod algorithm;
pub(crate) mod chain;
mod constraints;
mod dns_name;
mod entropy;
mod error;
pub mod inspect;
mod issue;
mod key;
mod own_ca;
mod san;
#[cfg(feature = "schema")]
mod schema;
mod secret;
mod subject;
mod validity;

#[cfg(feature = "passphrase")]
pub use go_tls::passphrase;
pub use go_tls::{pem, private_key, x509};

pub use algorithm::Algorithm;
pub use constraints::NameConstraints;
pub use dns_name::{Adjusted, DnsName};
pub use entropy::{Entropy, SeededEntropy, SystemEntropy};
pub use error::PkiError;
pub use inspect::inspect;
pub use issue::{
    Authority, CaParams, Issued, LeafParams, Role, certificate_request, issue_ca, issue_ca_for,
};
pub use key::Key;
pub use san::San;
pub use secret::{KEY_LABEL, SecretPem, holds_key};
pub use subject::{Attribute, Subject};
pub use validity::{Clamped, Days, Instant, NoInstant, Validity};
