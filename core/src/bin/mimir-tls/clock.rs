//! The time of this machine, read once a command, and days in words.

use std::time::{SystemTime, UNIX_EPOCH};

use mimir_tls::pki::Instant;

/// The present, in whole seconds.
pub(crate) fn now() -> Instant {
    // A clock before 1970 is not set; the epoch is as good as what it says.
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH);
    let seconds = since_epoch.map_or(0, |elapsed| elapsed.as_secs());
    Instant::from_unix(i64::try_from(seconds).unwrap_or(i64::MAX))
}

/// So many whole days from now: `in 3 days`.
pub(crate) fn in_days(days: i64) -> String {
    match days {
        0 => "in less than a day".to_owned(),
        1 => "in 1 day".to_owned(),
        days => format!("in {days} days"),
    }
}
