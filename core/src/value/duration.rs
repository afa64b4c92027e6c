//! Durations: Go's, and Prometheus' with days, weeks and years.

/// Nanoseconds in a unit of Go's.
fn nanoseconds(unit: &str) -> Option<u64> {
    Some(match unit {
        "ns" => 1,
        "us" | "\u{b5}s" | "\u{3bc}s" => 1_000,
        "ms" => 1_000_000,
        "s" => 1_000_000_000,
        "m" => 60_000_000_000,
        "h" => 3_600_000_000_000,
        _ => return None,
    })
}

/// Whether Go's `time.ParseDuration` takes the text.
pub(crate) fn is_duration(text: &str) -> bool {
    go(text).is_some()
}

fn go(text: &str) -> Option<()> {
    const LARGEST: u64 = 1 << 63;
    let mut rest = text.strip_prefix(['-', '+']).unwrap_or(text);
    if rest == "0" {
        return Some(());
    }
    if rest.is_empty() {
        return None;
    }
    let mut sum: u64 = 0;
    while !rest.is_empty() {
        let (whole, behind) = digits(rest);
        let (fraction, behind) = match behind.strip_prefix('.') {
            Some(behind) => digits(behind),
            None => ("", behind),
        };
        if whole.len() + fraction.len() == 0 {
            return None;
        }
        let end = behind.find(|letter: char| letter == '.' || letter.is_ascii_digit());
        let (unit, behind) = behind.split_at(end.unwrap_or(behind.len()));
        let unit = nanoseconds(unit)?;
        let number: u64 = match whole {
            "" => 0,
            whole => whole.parse().ok().filter(|number| *number <= LARGEST)?,
        };
        let part = number.checked_mul(unit).filter(|part| *part <= LARGEST)?;
        sum = sum.checked_add(part + fraction_of(fraction, unit))?;
        if sum > LARGEST {
            return None;
        }
        rest = behind;
    }
    (text.starts_with('-') || sum < LARGEST).then_some(())
}

/// Digits behind a point, as so much of a unit; those past Go's precision count
/// for nothing.
fn fraction_of(digits: &str, unit: u64) -> u64 {
    let (mut number, mut scale) = (0_u64, 1_f64);
    for digit in digits.bytes() {
        if number > (u64::MAX >> 1) / 10 {
            break;
        }
        number = number * 10 + u64::from(digit - b'0');
        scale *= 10.0;
    }
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "as in Go"
    )]
    let part = (number as f64 * (unit as f64 / scale)) as u64;
    part
}

fn digits(text: &str) -> (&str, &str) {
    let end = text.find(|letter: char| !letter.is_ascii_digit());
    text.split_at(end.unwrap_or(text.len()))
}

/// Whether Prometheus takes the text: whole numbers of units from `y` to `ms`, the
/// larger before the smaller, and no sign.
pub(crate) fn is_prometheus_duration(text: &str) -> bool {
    text == "0" || !text.is_empty() && prometheus(text).is_some()
}

fn prometheus(text: &str) -> Option<()> {
    /// Milliseconds, the largest unit first.
    const UNITS: [(&str, u64); 7] = [
        ("y", 365 * 86_400_000),
        ("w", 7 * 86_400_000),
        ("d", 86_400_000),
        ("h", 3_600_000),
        ("m", 60_000),
        ("s", 1_000),
        ("ms", 1),
    ];
    let mut rest = text;
    let mut last = None;
    let mut sum: u64 = 0;
    while !rest.is_empty() {
        let (number, behind) = digits(rest);
        let number: u64 = number.parse().ok()?;
        let end = behind.find(|letter: char| letter.is_ascii_digit());
        let (unit, behind) = behind.split_at(end.unwrap_or(behind.len()));
        let at = UNITS.iter().position(|(name, _)| *name == unit)?;
        if last.is_some_and(|last| at <= last) {
            return None;
        }
        last = Some(at);
        let unit = UNITS.get(at)?.1 * 1_000_000;
        if number > (1 << 63) / unit {
            return None;
        }
        sum = sum.checked_add(number.checked_mul(unit)?)?;
        if sum >= 1 << 63 {
            return None;
        }
        rest = behind;
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_gos() {
        for text in [
            "0",
            "-0",
            "+0",
            "5m",
            "1h30m",
            "30m1h",
            "1.5h",
            ".5s",
            "1.s",
            "-5m",
            "1us",
            "1µs",
            "1μs",
            "2562047h47m16.854775807s",
            "-2562047h47m16.854775808s",
            "5m5m",
        ] {
            assert!(is_duration(text), "{text}");
        }
        for text in [
            "",
            "5",
            "1d",
            "5M",
            "5 m",
            "m",
            ".s",
            "1h-5m",
            "300y",
            "9223372036854775808ns",
            "2562047h47m16.854775808s",
            "--5m",
            "1_0s",
        ] {
            assert!(!is_duration(text), "{text}");
        }
    }

    #[test]
    fn prometheus_has_days() {
        for text in ["0", "5m", "1d", "1w", "2y", "1d12h", "5ms", "292y"] {
            assert!(is_prometheus_duration(text), "{text}");
        }
        for text in [
            "", "5", "12h1d", "5m5m", "1.5h", "-5m", "1us", "300y", "m", "5 m",
        ] {
            assert!(!is_prometheus_duration(text), "{text}");
        }
    }
}
