//! Certificates, keys and requests.

pub mod x509;
