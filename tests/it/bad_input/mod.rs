//! Input that cannot be: each says what is wrong, where, and what to write
//! instead, ends with the exit code 2, and writes nothing.
//!
//! `UPDATE_EXPECT=1 cargo test --test it` rewrites the messages; read the
//! difference before it is committed.

mod choices;
mod keys;
mod names;
mod plans;

use expect_test::Expect;

use crate::place::Place;

/// `generate` with these options; commas and blanks as a shell would pass them.
#[track_caller]
fn options<const N: usize>(arguments: [&str; N], said: &Expect) {
    let all = ["generate"].into_iter().chain(arguments);
    Place::new().refused(all, said);
}

/// `generate` with this plan.
#[track_caller]
fn plan(text: impl AsRef<[u8]>, said: &Expect) {
    Place::new()
        .with("plan.yaml", text)
        .refused(["generate", "--plan", "plan.yaml"], said);
}
