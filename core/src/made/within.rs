//! A time to come, as people type it: `30d`, `12h`, `4w`.

use std::str::FromStr;

use super::proving::Dated;
use crate::pki::Instant;

/// How far ahead is looked.
///
/// ```
/// use mimir_tls::made::Within;
/// use mimir_tls::pki::Instant;
///
/// let (within, now): (Within, _) = ("4w".parse()?, Instant::from_unix(1_800_000_000));
/// assert!(within.covers(now, now) && "4 weeks".parse::<Within>().is_err());
/// # Ok::<(), mimir_tls::made::NoTime>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Within {
    seconds: i64,
}

/// A text that is no time to come.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no time; write days, hours or weeks, such as 30d, 12h or 4w")]
pub struct NoTime(String);

const HOUR: i64 = 60 * 60;
const DAY: i64 = 24 * HOUR;

/// A hundred years: what is further away is a slip.
const MOST_DAYS: i64 = 36_525;

impl Within {
    /// A month, after which a certificate that nobody renews is trouble.
    pub const MONTH: Self = Self { seconds: 30 * DAY };

    /// Whether `end` comes before the time has passed, counted from `now`.
    pub fn covers(self, end: Instant, now: Instant) -> bool {
        end.unix() < now.unix().saturating_add(self.seconds)
    }

    /// Whether each certificate lasts beyond the time, and there is one.
    pub fn is_outlived(self, certificates: &[Dated], now: Instant) -> bool {
        first_end(certificates).is_some_and(|first| !self.covers(first.not_after, now))
    }
}

impl Default for Within {
    fn default() -> Self {
        Self::MONTH
    }
}

impl FromStr for Within {
    type Err = NoTime;

    fn from_str(text: &str) -> Result<Self, NoTime> {
        let digits = text.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
        let unit = match text.get(digits.len()..) {
            Some("d" | "") => Some(DAY),
            Some("h") => Some(HOUR),
            Some("w") => Some(7 * DAY),
            _ => None,
        };
        let number = digits.parse::<u32>().ok().map(i64::from);
        match number
            .zip(unit)
            .and_then(|(number, unit)| number.checked_mul(unit))
        {
            Some(seconds) if seconds <= MOST_DAYS * DAY => Ok(Self { seconds }),
            _ => Err(NoTime(text.to_owned())),
        }
    }
}

/// The first of the certificates to end; none where there is none.
pub fn first_end(certificates: &[Dated]) -> Option<&Dated> {
    certificates
        .iter()
        .min_by_key(|certificate| certificate.not_after)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test")]
mod tests {
    use super::*;

    #[test]
    fn days_hours_and_weeks_are_read_and_nothing_else() {
        let seconds = |text: &str| text.parse::<Within>().map(|within| within.seconds);
        assert_eq!(seconds("30d"), Ok(Within::MONTH.seconds));
        assert_eq!(seconds("30"), seconds("30d"));
        assert_eq!(seconds("2w"), seconds("14d"));
        assert_eq!(seconds("48h"), seconds("2d"));
        for text in ["", "d", "-1d", "3m", "3 d", "1.5d", "99999999d", "40000d"] {
            assert!(seconds(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_last_second_counts() {
        let within: Within = "1h".parse().unwrap();
        let now = Instant::from_unix(1_800_000_000);
        let at = |seconds| Instant::from_unix(now.unix() + seconds);
        assert!(within.covers(at(3_599), now) && within.covers(at(-1), now));
        assert!(!within.covers(at(3_600), now));
    }
}
