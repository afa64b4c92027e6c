//! Certificates and TLS configuration for Grafana Mimir, every link proven.
//!
//! The pipeline, one module a step: a [`plan`] is read, ...

pub mod artifact;
pub mod bundle;
pub mod catalog;
pub mod document;
pub mod generate;
pub mod go_version;
pub mod nearest;
pub mod pki;
pub mod plan;
pub mod policy;
pub mod proof;
pub mod prove;
pub mod render;
pub mod settings;
pub mod topology;
