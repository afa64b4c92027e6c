//! When an error was written: by its time, or by its place where a log has no
//! times. What happens on both sides of a connection happens at one moment.

use std::collections::BTreeMap;

/// How far apart, in seconds, two sides may tell of one event.
const SECONDS: i64 = 2;

/// How far apart, in lines, where there are no times.
const LINES: u64 = 10;

/// How much of a line is looked through for its time.
const BEGINNING: usize = 256;

/// A moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Moment {
    /// In seconds since 1970.
    Second(i64),
    /// The number of a source, and of a line in it.
    Line(usize, u64),
}

impl Moment {
    /// When `line` was written, the `number`th of its source.
    pub(super) fn of(line: &[u8], source: usize, number: u64) -> Self {
        match seconds(&line[..line.len().min(BEGINNING)]) {
            Some(seconds) => Self::Second(seconds),
            None => Self::Line(source, number),
        }
    }

    /// The moments that are taken for the same.
    fn around(self) -> std::ops::RangeInclusive<Self> {
        match self {
            Self::Second(at) => {
                Self::Second(at.saturating_sub(SECONDS))..=Self::Second(at.saturating_add(SECONDS))
            }
            Self::Line(source, number) => {
                Self::Line(source, number.saturating_sub(LINES))
                    ..=Self::Line(source, number.saturating_add(LINES))
            }
        }
    }
}

/// The moments of one error on one link, and how many lines had it in each.
#[derive(Debug, Default)]
pub(super) struct Moments {
    lines: BTreeMap<Moment, u64>,
    /// How many lines are among them.
    pub(super) looked_at: u64,
}

impl Moments {
    /// One more line, as long as there is room for its moment: a log has any
    /// number of them, and the memory stays the same.
    pub(super) fn add(&mut self, moment: Moment, room: &mut usize) {
        if let Some(lines) = self.lines.get_mut(&moment) {
            *lines += 1;
        } else if let Some(left) = room.checked_sub(1) {
            *room = left;
            self.lines.insert(moment, 1);
        } else {
            return;
        }
        self.looked_at += 1;
    }

    /// How many of the lines were written when one of the others were.
    pub(super) fn together_with(&self, others: &[&Self]) -> u64 {
        let meets = |moment: Moment| {
            others
                .iter()
                .any(|other| other.lines.range(moment.around()).next().is_some())
        };
        let together = self.lines.iter().filter(|(moment, _)| meets(**moment));
        together.map(|(_, lines)| lines).sum()
    }
}

/// The first time in a text, in seconds since 1970: `2026-11-23T10:00:00Z`,
/// `2026/11/23 10:00:00`, or a number of seconds after `"ts":`.
fn seconds(text: &[u8]) -> Option<i64> {
    date(text).or_else(|| epoch(text))
}

fn date(text: &[u8]) -> Option<i64> {
    const SHAPE: &[u8; 19] = b"dddd-dd-ddTdd:dd:dd";
    let fits = |window: &[u8]| {
        SHAPE.iter().zip(window).all(|(shape, byte)| match shape {
            b'd' => byte.is_ascii_digit(),
            b'-' => matches!(byte, b'-' | b'/'),
            b'T' => matches!(byte, b'T' | b' '),
            _ => byte == shape,
        })
    };
    let at = text.windows(SHAPE.len()).position(fits)?;
    let number = |from: usize, length: usize| {
        let digits = &text[at + from..at + from + length];
        let digits = digits.iter().map(|digit| i64::from(digit - b'0'));
        digits.fold(0, |number, digit| number * 10 + digit)
    };
    let days = days(number(0, 4), number(5, 2), number(8, 2));
    let of_day = number(11, 2) * 3600 + number(14, 2) * 60 + number(17, 2);
    Some(days * 86_400 + of_day - offset(&text[at + SHAPE.len()..]))
}

/// What a zone behind a time and its fraction adds, in seconds.
fn offset(text: &[u8]) -> i64 {
    let fraction = text
        .iter()
        .take_while(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','));
    let [sign @ (b'+' | b'-'), a, b, b':', c, d, ..] = &text[fraction.count()..] else {
        return 0;
    };
    let digits = [a, b, c, d];
    if !digits.iter().all(|digit| digit.is_ascii_digit()) {
        return 0;
    }
    let [a, b, c, d] = digits.map(|digit| i64::from(digit - b'0'));
    let seconds = (a * 10 + b) * 3600 + (c * 10 + d) * 60;
    if *sign == b'-' { -seconds } else { seconds }
}

/// Days since 1970 in the calendar of today, years beginning with March.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let of_year = (153 * month + 2) / 5 + day - 1;
    365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + of_year
        - 719_468
}

fn epoch(text: &[u8]) -> Option<i64> {
    let at = memchr::memmem::find(text, b"\"ts\":")? + 5;
    let digits = text[at..].iter().take_while(|byte| byte.is_ascii_digit());
    let digits = std::str::from_utf8(&text[at..at + digits.count()]).ok()?;
    (digits.len() >= 9).then(|| digits.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_all_kinds() {
        for (text, wanted) in [
            ("ts=2026-11-23T10:00:00.123Z level=x", Some(1_795_428_000)),
            ("2026/11/23 10:00:00 [error]", Some(1_795_428_000)),
            ("t=2026-11-23T11:00:00.5+01:00", Some(1_795_428_000)),
            ("2026-11-23T08:30:00-01:30", Some(1_795_428_000)),
            ("{\"ts\":1795428000.25}", Some(1_795_428_000)),
            ("1970-01-01T00:00:00Z", Some(0)),
            ("2000-02-29 00:00:01", Some(951_782_401)),
            ("2026-11-23", None),
            ("", None),
        ] {
            assert_eq!(seconds(text.as_bytes()), wanted, "{text}");
        }
    }

    #[test]
    fn moments_meet_within_a_few_seconds_and_lines() {
        let of = |moments: &[Moment]| {
            let mut all = Moments::default();
            let mut room = 10;
            moments
                .iter()
                .for_each(|moment| all.add(*moment, &mut room));
            all
        };
        let alerts = of(&[
            Moment::Second(10),
            Moment::Second(10),
            Moment::Second(99),
            Moment::Line(0, 5),
        ]);
        let causes = of(&[Moment::Second(12), Moment::Line(1, 5)]);
        assert_eq!(alerts.together_with(&[&causes]), 2);
        assert_eq!(causes.together_with(&[&alerts]), 1);
        let near = of(&[Moment::Line(0, 15)]);
        assert_eq!(alerts.together_with(&[&causes, &near]), 3);
        assert_eq!(alerts.together_with(&[]), 0);
    }

    #[test]
    fn any_number_of_moments_takes_the_same_room() {
        let mut moments = Moments::default();
        let mut room = 1024;
        (0..100_000).for_each(|at| moments.add(Moment::Second(at), &mut room));
        assert_eq!((moments.lines.len(), moments.looked_at), (1024, 1024));
        moments.add(Moment::Second(0), &mut room);
        assert_eq!(moments.looked_at, 1025);
    }
}
