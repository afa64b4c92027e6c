//! Certificates and TLS configuration for Grafana Mimir.

pub mod pki;
pub mod prove;
