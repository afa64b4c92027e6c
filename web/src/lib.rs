//! mimir-tls in a browser, in two modules that are built apart:
//!
//! - [`api`], the engine: what JavaScript calls, on the page's own thread for
//!   text and in its worker for keys and handshakes;
//! - [`app`], the page: what is seen, with no cryptography and no fact about
//!   Mimir in it, so that it is small enough to be there at once.
//!
//! Between them go the values of [`view`] and [`draft`].

#![cfg_attr(
    test,
    expect(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::disallowed_methods,
        reason = "tests"
    )
)]

#[cfg(feature = "api")]
pub mod api;
#[cfg(feature = "app")]
pub mod app;
/// The page without what is seen of it.
#[cfg(all(feature = "address", not(feature = "app")))]
pub mod app {
    pub mod address;
    pub mod fragment;
    pub mod keys;
    pub mod state;
}
pub mod changed;
pub mod draft;
#[cfg(feature = "api")]
pub mod inspected;
pub mod view;
pub mod vocabulary;
