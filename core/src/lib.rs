//! Certificates and TLS configuration for Grafana Mimir, every link proven.
//!
//! The pipeline, one module a step: a [`plan`](document) is read, ...

pub mod catalog;
pub mod document;
pub mod nearest;
pub mod pki;
pub mod policy;
