//! Validity dates, read as Go's `cryptobyte` reads them, and RFC 3339 text.

use super::Malformed;
use super::der::{Reader, tag};

const DAY: i64 = 86_400;

/// One date of a validity. Go prints it in the zone in which it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Date {
    instant: i64,
    /// The zone, in seconds east of UTC.
    east: i64,
}

impl Date {
    /// The date of a moment, in UTC; `instant` is seconds since 1970.
    #[must_use]
    pub const fn utc(instant: i64) -> Self {
        Self { instant, east: 0 }
    }

    /// The date as seconds since 1970, UTC.
    #[must_use]
    pub fn unix(self) -> i64 {
        self.instant
    }

    /// `2026-01-31T00:00:00Z` or, in another zone, `2026-01-31T01:00:00+01:00`:
    /// the way Go's `time.RFC3339` prints it.
    #[must_use]
    pub fn rfc3339(self) -> String {
        let mut text = rfc3339(self.instant + self.east);
        if self.east != 0 {
            let (sign, minutes) = match self.east {
                east if east < 0 => ('-', -east / 60),
                east => ('+', east / 60),
            };
            text.pop();
            text.push_str(&format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60));
        }
        text
    }
}

/// One date of a validity.
pub(super) fn parse(reader: &mut Reader<'_>) -> Result<Date, Malformed> {
    if reader.peek(tag::UTC_TIME) {
        let text = reader.read(tag::UTC_TIME);
        text.and_then(|text| utc_time(text.0))
            .ok_or(Malformed::fixed("x509: malformed UTCTime"))
    } else if reader.peek(tag::GENERALIZED_TIME) {
        let text = reader.read(tag::GENERALIZED_TIME);
        text.and_then(|text| generalized_time(text.0))
            .ok_or(Malformed::fixed("x509: malformed GeneralizedTime"))
    } else {
        Err(Malformed::fixed("x509: unsupported time format"))
    }
}

/// Seconds since 1970 as `2026-01-31T00:00:00Z`, the way Go's `time.RFC3339` prints UTC.
#[must_use]
pub fn rfc3339(instant: i64) -> String {
    let (days, seconds) = (instant.div_euclid(DAY), instant.rem_euclid(DAY));
    let (year, month, day) = date(days);
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// `YYMMDDhhmm[ss]` and a zone. Years are 1950 to 2049 (RFC 5280, 4.1.2.5.1).
/// Go takes times without seconds too.
fn utc_time(text: &[u8]) -> Option<Date> {
    let (digits, east) = split_zone(text)?;
    let (year, rest) = digits.split_at_checked(2)?;
    let year = number(year)?;
    let year = if year >= 50 { 1900 + year } else { 2000 + year };
    if rest.len() != 8 && rest.len() != 10 {
        return None;
    }
    date_of(year, rest, east)
}

/// `YYYYMMDDhhmmss` and a zone.
fn generalized_time(text: &[u8]) -> Option<Date> {
    let (digits, east) = split_zone(text)?;
    let (year, rest) = digits.split_at_checked(4)?;
    if rest.len() != 10 {
        return None;
    }
    date_of(number(year)?, rest, east)
}

/// The digits before the zone, and the zone's seconds east of UTC. A zone of
/// zero is `Z`: Go refuses what it would not write itself.
fn split_zone(text: &[u8]) -> Option<(&[u8], i64)> {
    if let Some(digits) = text.strip_suffix(b"Z") {
        return Some((digits, 0));
    }
    let (digits, zone) = text.split_at_checked(text.len().checked_sub(5)?)?;
    let (sign, zone) = zone.split_first()?;
    let (hours, minutes) = (number(zone.get(..2)?)?, number(zone.get(2..)?)?);
    let seconds = hours * 3600 + minutes * 60;
    if hours > 23 || minutes > 59 || seconds == 0 {
        return None;
    }
    match sign {
        b'+' => Some((digits, seconds)),
        b'-' => Some((digits, -seconds)),
        _ => None,
    }
}

/// `MMDDhhmm[ss]` of a year, in a zone.
fn date_of(year: i64, rest: &[u8], east: i64) -> Option<Date> {
    let mut fields = rest.chunks(2).map(number);
    let (month, day) = (fields.next()??, fields.next()??);
    let (hour, minute) = (fields.next()??, fields.next()??);
    let second = fields.next().unwrap_or(Some(0))?;
    if !(1..=12).contains(&month)
        || day < 1
        || day > month_length(year, month)
        || hour > 23
        || minute > 59
        || second > 59
    {
        return None;
    }
    let instant = days(year, month, day) * DAY + hour * 3600 + minute * 60 + second - east;
    Some(Date { instant, east })
}

fn number(digits: &[u8]) -> Option<i64> {
    digits.iter().try_fold(0, |number, digit| {
        digit
            .is_ascii_digit()
            .then(|| number * 10 + i64::from(digit - b'0'))
    })
}

fn month_length(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970-01-01, in the proleptic Gregorian calendar (H. Hinnant,
/// "chrono-compatible low-level date algorithms"): years begin in March.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The inverse of [`days`].
fn date(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Found by a conformance run of 200,000: a date with a zone, out of date.
    #[test]
    fn a_date_is_printed_in_its_own_zone() {
        let printed = |text: &str| utc_time(text.as_bytes()).map(Date::rfc3339);
        for (text, wanted) in [
            ("260101000000Z", "2026-01-01T00:00:00Z"),
            ("260101000000+0100", "2026-01-01T00:00:00+01:00"),
            ("2601010000-0330", "2026-01-01T00:00:00-03:30"),
        ] {
            assert_eq!(printed(text).as_deref(), Some(wanted));
        }
        let instant = utc_time(b"260101000000+0100").map(Date::unix);
        assert_eq!(
            instant.map(rfc3339).as_deref(),
            Some("2025-12-31T23:00:00Z")
        );
        assert_eq!(utc_time(b"260101000000+0000"), None);
    }
}
