//! When a certificate is valid.

use std::fmt;
use std::num::NonZeroU32;
use std::str::FromStr;

use serde::de::{self, Deserializer, Visitor};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::PkiError;

const SECONDS_A_DAY: i64 = 86_400;

/// A point in time, in whole seconds since 1970-01-01T00:00:00Z; between the
/// years 0 and 9999, as X.509 can write no other (RFC 5280, section 4.1.2.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(i64);

impl Instant {
    /// The first instant that X.509 can write, 0000-01-01T00:00:00Z.
    pub const FIRST: Self = Self(-62_167_219_200);
    /// The last instant that X.509 can write, 9999-12-31T23:59:59Z.
    pub const LAST: Self = Self(253_402_300_799);

    /// Takes seconds since 1970 in UTC; what lies before [`FIRST`](Self::FIRST)
    /// or after [`LAST`](Self::LAST) is brought to them.
    #[must_use]
    pub const fn from_unix(seconds: i64) -> Self {
        if seconds < Self::FIRST.0 {
            Self::FIRST
        } else if seconds > Self::LAST.0 {
            Self::LAST
        } else {
            Self(seconds)
        }
    }

    /// Seconds since 1970 in UTC.
    #[must_use]
    pub const fn unix(self) -> i64 {
        self.0
    }

    /// The instant as RFC 3339 writes it, `2026-11-23T20:00:00Z`.
    #[must_use]
    pub fn rfc3339(self) -> String {
        self.date_time()
            .format(&Rfc3339)
            .unwrap_or_else(|_| self.0.to_string())
    }

    /// The day of it, in UTC: `2028-11-22`.
    ///
    /// ```
    /// let instant = mimir_tls::pki::Instant::from_unix(1_800_000_000);
    /// assert_eq!(instant.day(), "2027-01-15");
    /// ```
    pub fn day(self) -> String {
        let text = self.rfc3339();
        text.split('T').next().unwrap_or(&text).to_owned()
    }

    /// Whole days from here to there, rounded down; negative where `there` is
    /// past.
    #[must_use]
    pub const fn days_until(self, there: Self) -> i64 {
        (there.0 - self.0).div_euclid(SECONDS_A_DAY)
    }

    pub(super) fn date_time(self) -> OffsetDateTime {
        OffsetDateTime::from_unix_timestamp(self.0).unwrap_or(OffsetDateTime::UNIX_EPOCH)
    }
}

impl FromStr for Instant {
    type Err = NoInstant;

    /// Reads RFC 3339; what lies outside of X.509's years is brought to them.
    fn from_str(text: &str) -> Result<Self, NoInstant> {
        OffsetDateTime::parse(text, &Rfc3339)
            .map(|at| Self::from_unix(at.unix_timestamp()))
            .map_err(|_| NoInstant(text.to_owned()))
    }
}

/// A text that is no time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no time; write one such as 2026-11-23T20:00:00Z")]
pub struct NoInstant(String);

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.rfc3339())
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Instant {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Instant".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "description": "A time, RFC 3339, UTC, to the second.",
            "format": "date-time",
        })
    }
}

impl Serialize for Instant {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.rfc3339())
    }
}

/// A number of days, one or more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Days(NonZeroU32);

impl Days {
    /// Takes a number of days.
    ///
    /// # Errors
    /// [`PkiError::Days`] for zero: such a certificate would have ended already.
    pub fn new(days: u32) -> Result<Self, PkiError> {
        match NonZeroU32::new(days) {
            Some(days) => Ok(Self(days)),
            None => Err(PkiError::Days {
                given: days.to_string(),
                problem: "a certificate of zero days has ended when it begins",
            }),
        }
    }

    /// The number of days.
    #[must_use]
    pub const fn number(self) -> u32 {
        self.0.get()
    }
}

impl fmt::Display for Days {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Days {
    type Err = PkiError;

    fn from_str(given: &str) -> Result<Self, PkiError> {
        if let Ok(days) = given.parse::<u32>() {
            return Self::new(days);
        }
        let digits = given.strip_prefix('-').unwrap_or(given);
        let number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        Err(PkiError::Days {
            given: given.to_owned(),
            problem: match (number, given.starts_with('-')) {
                (true, true) => "a validity cannot be negative",
                (true, false) => "it is far beyond the year 9999",
                _ => "it is not a whole number of days",
            },
        })
    }
}

/// A plan says `days: 730`; a form or a URL says `"730"`. Both are read.
impl<'de> Deserialize<'de> for Days {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Number;
        impl Visitor<'_> for Number {
            type Value = Days;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a whole number of days from 1, such as 730")
            }

            fn visit_u64<E: de::Error>(self, days: u64) -> Result<Days, E> {
                days.to_string().parse().map_err(E::custom)
            }

            fn visit_i64<E: de::Error>(self, days: i64) -> Result<Days, E> {
                days.to_string().parse().map_err(E::custom)
            }

            fn visit_f64<E: de::Error>(self, days: f64) -> Result<Days, E> {
                days.to_string().parse().map_err(E::custom)
            }

            fn visit_str<E: de::Error>(self, days: &str) -> Result<Days, E> {
                days.parse().map_err(E::custom)
            }
        }
        deserializer.deserialize_any(Number)
    }
}

/// The first and the last second at which a certificate is valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Validity {
    not_before: Instant,
    not_after: Instant,
}

/// A leaf that was asked to outlive its CA, and does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clamped {
    /// The end that was asked for.
    pub asked: Instant,
    /// The end of the CA, and now of the leaf.
    pub given: Instant,
}

impl Validity {
    /// How far the beginning is set back, in seconds, so that a host whose
    /// clock runs late takes a new certificate all the same.
    pub const BACKDATED: i64 = 10 * 60;

    /// Begins ten minutes before `now` and ends `days` after it.
    ///
    /// # Errors
    /// [`PkiError::PastYear9999`] where X.509 has no date for the end.
    pub fn starting(now: Instant, days: Days) -> Result<Self, PkiError> {
        let end = now.0 + i64::from(days.number()) * SECONDS_A_DAY;
        if end > Instant::LAST.0 {
            let most = now.days_until(Instant::LAST);
            return Err(PkiError::PastYear9999 {
                days,
                now,
                most: most.try_into().unwrap_or(0),
            });
        }
        Ok(Self {
            not_before: Instant::from_unix(now.0 - Self::BACKDATED),
            not_after: Instant::from_unix(end),
        })
    }

    /// The validity of a certificate that is there.
    pub(super) const fn of(not_before: Instant, not_after: Instant) -> Self {
        Self {
            not_before,
            not_after,
        }
    }

    /// The first second of the validity (`notBefore`).
    #[must_use]
    pub const fn not_before(self) -> Instant {
        self.not_before
    }

    /// The last second of the validity (`notAfter`).
    #[must_use]
    pub const fn not_after(self) -> Instant {
        self.not_after
    }

    /// Cuts this validity to its CA's, and tells whether the end was cut: a
    /// leaf that outlives its CA only looks valid.
    ///
    /// # Errors
    /// [`PkiError::OutsideCa`] where the two do not overlap.
    pub fn within(self, ca: Self) -> Result<(Self, Option<Clamped>), PkiError> {
        if self.not_before > ca.not_after || self.not_after < ca.not_before {
            return Err(PkiError::OutsideCa {
                begins: self.not_before,
                ca_begins: ca.not_before,
                ca_ends: ca.not_after,
            });
        }
        let clamped = (self.not_after > ca.not_after).then_some(Clamped {
            asked: self.not_after,
            given: ca.not_after,
        });
        let cut = Self {
            not_before: self.not_before.max(ca.not_before),
            not_after: self.not_after.min(ca.not_after),
        };
        Ok((cut, clamped))
    }
}

impl fmt::Display for Clamped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the certificate was to end on {}, but its CA ends on {}, and so does the certificate",
            self.asked, self.given
        )
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test")]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    const NOW: Instant = Instant::from_unix(1_795_464_000);

    fn check(days: &str, expect: Expect) {
        let made = days.parse().and_then(|days| Validity::starting(NOW, days));
        expect.assert_eq(&match made {
            Ok(made) => format!("{} to {}", made.not_before, made.not_after),
            Err(error) => error.to_string(),
        });
    }

    #[test]
    fn days() {
        check("1", expect!["2026-11-23T19:50:00Z to 2026-11-24T20:00:00Z"]);
        check(
            "730",
            expect!["2026-11-23T19:50:00Z to 2028-11-22T20:00:00Z"],
        );
        check(
            "100000",
            expect!["2026-11-23T19:50:00Z to 2300-09-08T20:00:00Z"],
        );
        check(
            "2912084",
            expect!["2026-11-23T19:50:00Z to 9999-11-29T20:00:00Z"],
        );
        check(
            "2912200",
            expect![
                "2912200 days from 2026-11-23T20:00:00Z end after 9999-12-31, the last day that a certificate can name; write at most 2912116"
            ],
        );
        check(
            "4294967296",
            expect![[
                r#"days "4294967296": it is far beyond the year 9999; write a whole number from 1, such as 730"#
            ]],
        );
        check(
            "0",
            expect![[
                r#"days "0": a certificate of zero days has ended when it begins; write a whole number from 1, such as 730"#
            ]],
        );
        check(
            "-1",
            expect![[
                r#"days "-1": a validity cannot be negative; write a whole number from 1, such as 730"#
            ]],
        );
        check(
            "1.5",
            expect![[
                r#"days "1.5": it is not a whole number of days; write a whole number from 1, such as 730"#
            ]],
        );
        check(
            "",
            expect![[
                r#"days "": it is not a whole number of days; write a whole number from 1, such as 730"#
            ]],
        );
        check(
            "730d",
            expect![[
                r#"days "730d": it is not a whole number of days; write a whole number from 1, such as 730"#
            ]],
        );
    }

    #[test]
    fn serde_reads_numbers_and_text() {
        let read = serde_json::from_str::<Days>;
        assert_eq!(read("730").unwrap(), read("\"730\"").unwrap());
        assert_eq!(serde_json::to_string(&read("730").unwrap()).unwrap(), "730");
        for (bad, says) in [
            ("-1", "negative"),
            ("0", "zero"),
            ("1.5", "whole"),
            ("true", "whole"),
        ] {
            let error = read(bad).unwrap_err().to_string();
            assert!(error.contains(says), "{bad}: {error}");
        }
    }

    #[test]
    fn a_leaf_ends_with_its_ca() {
        let starting = |days| Validity::starting(NOW, Days::new(days).unwrap()).unwrap();
        assert_eq!(
            starting(10).within(starting(20)).unwrap(),
            (starting(10), None)
        );
        let (cut, clamped) = starting(20).within(starting(10)).unwrap();
        assert_eq!(cut, starting(10));
        expect!["the certificate was to end on 2026-12-13T20:00:00Z, but its CA ends on 2026-12-03T20:00:00Z, and so does the certificate"].assert_eq(&clamped.unwrap().to_string());

        let later = Instant::from_unix(NOW.unix() + 30 * SECONDS_A_DAY);
        let late = Validity::starting(later, Days::new(1).unwrap()).unwrap();
        expect!["the certificate would be valid from 2026-12-23T19:50:00Z, but its CA is valid only from 2026-11-23T19:50:00Z to 2026-12-03T20:00:00Z; renew the CA first"].assert_eq(&late.within(starting(10)).unwrap_err().to_string());
    }

    #[test]
    fn instants_stay_in_range() {
        assert_eq!(
            Instant::from_unix(i64::MAX).rfc3339(),
            "9999-12-31T23:59:59Z"
        );
        assert_eq!(
            Instant::from_unix(i64::MIN).rfc3339(),
            "0000-01-01T00:00:00Z"
        );
        assert_eq!(NOW.days_until(Instant::from_unix(NOW.unix() - 1)), -1);
    }
}
