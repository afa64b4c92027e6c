//! The native integration tests: the binary as a user runs it, and the library
//! as the binary uses it.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "tests start processes, read what they wrote, and fail loudly"
)]

mod adopt;
mod arrows;
mod bad_input;
mod change;
mod check;
mod clean;
mod cli;
mod company;
mod explain;
mod folder;
mod generate;
mod golden;
mod handshake;
mod house;
mod inspect;
mod into;
mod kept;
mod killed;
mod mixture;
mod pipeline;
mod place;
mod plan_keys;
mod prove;
mod renew;
mod schema;
