//! The native integration tests.
