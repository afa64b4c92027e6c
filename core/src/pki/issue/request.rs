//! A request for a certificate that somebody else signs.

use rcgen::CertificateParams;

use super::{LeafParams, Signer, describe, distinguished_name, encoding, usages};
use crate::pki::{Key, PkiError, pem};

/// A certificate request (PKCS#10, RFC 2986) for `key`, PEM: subject, names, key
/// usage and extended key usage as [`Authority::issue`](super::Authority::issue)
/// would write them. How long it is to be valid no request can say.
///
/// # Errors
/// [`PkiError::Encoding`] where it cannot be written.
pub fn certificate_request(params: &LeafParams, key: &Key) -> Result<String, PkiError> {
    let mut cert = CertificateParams::default();
    cert.distinguished_name = distinguished_name(&params.subject)?;
    describe(&mut cert, params, usages(params.role), key)?;
    let made = cert.serialize_request(&Signer(key)).map_err(encoding)?;
    Ok(pem::encode("CERTIFICATE REQUEST", made.der()))
}
