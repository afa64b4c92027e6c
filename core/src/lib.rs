//! Certificates and TLS configuration for Grafana Mimir.

