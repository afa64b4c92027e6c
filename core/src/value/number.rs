//! Numbers and truth values, as Go's strconv reads them.

/// What a command line has for true and for false.
pub(crate) fn parse_bool(text: &str) -> Option<bool> {
    match text {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Some(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Some(false),
        _ => None,
    }
}

/// A whole number with the prefixes `0x`, `0o`, `0b` and `0`, and with
/// underscores between digits; its size is for the caller to judge.
pub(crate) fn parse_int(text: &str) -> Option<i128> {
    let (sign, digits) = match text.as_bytes().first()? {
        b'-' => (-1, text.get(1..)?),
        b'+' => (1, text.get(1..)?),
        _ => (1, text),
    };
    parse_uint(digits).map(|number| sign * number)
}

/// The same without a sign.
pub(crate) fn parse_uint(text: &str) -> Option<i128> {
    let prefix = text.get(..2).map(str::to_ascii_lowercase);
    let (radix, digits) = match prefix.as_deref() {
        Some("0x") if text.len() > 2 => (16, text.get(2..)?),
        Some("0o") if text.len() > 2 => (8, text.get(2..)?),
        Some("0b") if text.len() > 2 => (2, text.get(2..)?),
        _ if text.starts_with('0') => (8, text.get(1..)?),
        _ if text.is_empty() => return None,
        _ => (10, text),
    };
    let mut number: i128 = 0;
    for letter in digits.chars().filter(|letter| *letter != '_') {
        // Past 64 bits it is out of range, however far.
        number = number.checked_mul(radix.into())?;
        number = number.checked_add(letter.to_digit(radix)?.into())?;
        if number > i128::from(u64::MAX) {
            return None;
        }
    }
    (!digits.contains('_') || underscores_separate(text)).then_some(number)
}

/// Whether each underscore stands between digits, or behind a prefix.
fn underscores_separate(text: &str) -> bool {
    let text = text.strip_prefix(['-', '+']).unwrap_or(text);
    let lower = text.to_ascii_lowercase();
    let is_hex = lower.starts_with("0x");
    let has_prefix = is_hex || lower.starts_with("0o") || lower.starts_with("0b");
    let (mut before, digits) = match has_prefix {
        true => ('0', lower.get(2..).unwrap_or_default()),
        false => ('^', lower.as_str()),
    };
    for letter in digits.chars() {
        let is_digit = letter.is_ascii_digit() || is_hex && letter.is_ascii_hexdigit();
        match letter {
            _ if is_digit => before = '0',
            '_' if before != '0' => return false,
            '_' => before = '_',
            _ if before == '_' => return false,
            _ => before = '!',
        }
    }
    before != '_'
}

/// A number as Go's `ParseFloat` reads it: decimal or hexadecimal, infinite or
/// none; what is too large for it is refused.
pub(crate) fn parse_float(text: &str) -> Option<f64> {
    if text.contains('_') && !underscores_separate(text) {
        return None;
    }
    let text = text.replace('_', "").to_ascii_lowercase();
    let (sign, bare) = match text.as_bytes().first()? {
        b'-' => (-1.0, text.get(1..)?),
        b'+' => (1.0, text.get(1..)?),
        _ => (1.0, text.as_str()),
    };
    match bare {
        "inf" | "infinity" => return Some(sign * f64::INFINITY),
        "nan" if bare.len() == text.len() => return Some(f64::NAN),
        _ => {}
    }
    let number = match bare.strip_prefix("0x") {
        Some(hex) => parse_hex(hex)?,
        None => {
            let first = *bare.as_bytes().first()?;
            if !(first.is_ascii_digit() || first == b'.') {
                return None;
            }
            bare.parse::<f64>().ok()?
        }
    };
    number.is_finite().then_some(sign * number)
}

/// `1.8p-2`, behind its prefix.
fn parse_hex(text: &str) -> Option<f64> {
    let (mantissa, exponent) = text.split_once('p')?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let exponent_digits = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
    let is_exponent =
        !exponent_digits.is_empty() && exponent_digits.bytes().all(|byte| byte.is_ascii_digit());
    if whole.len() + fraction.len() == 0
        || !is_digits(whole)
        || !is_digits(fraction)
        || !is_exponent
    {
        return None;
    }
    // Whatever has so many digits is far from any bound.
    let exponent: i32 = exponent.parse().unwrap_or(match exponent.starts_with('-') {
        true => -100_000,
        false => 100_000,
    });
    let digits = whole.chars().chain(fraction.chars());
    let mantissa = digits.fold(0.0, |sum, digit| {
        sum * 16.0 + f64::from(digit.to_digit(16).unwrap_or_default())
    });
    let shift = i32::try_from(fraction.len()).ok()?.checked_mul(4)?;
    Some(mantissa * 2f64.powi(exponent.saturating_sub(shift)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_are_gos() {
        for (text, number) in [
            ("0", Some(0)),
            ("00", Some(0)),
            ("017", Some(15)),
            ("08", None),
            ("0x1F", Some(31)),
            ("0X1f", Some(31)),
            ("-0b11", Some(-3)),
            ("0o17", Some(15)),
            ("0b", None),
            ("0x", None),
            ("1_000", Some(1000)),
            ("0_7", Some(7)),
            ("0x_1f", Some(31)),
            ("1_", None),
            ("1__0", None),
            ("+1", Some(1)),
            ("", None),
            ("-", None),
            ("18446744073709551616", None),
        ] {
            assert_eq!(parse_int(text), number, "{text}");
        }
    }

    #[test]
    fn numbers_are_gos() {
        for (text, number) in [
            ("1.5", Some(1.5)),
            (".5", Some(0.5)),
            ("5.", Some(5.0)),
            ("+.5", Some(0.5)),
            ("1e-400", Some(0.0)),
            ("1e400", None),
            ("1e", None),
            (".", None),
            ("inf", Some(f64::INFINITY)),
            ("-Infinity", Some(f64::NEG_INFINITY)),
            ("0x1p4", Some(16.0)),
            ("0x1.8p1", Some(3.0)),
            ("0x1p-2", Some(0.25)),
            ("0x1", None),
            ("1_0.5", Some(10.5)),
            ("_1", None),
            ("1,0", None),
            ("", None),
        ] {
            assert_eq!(parse_float(text), number, "{text}");
        }
        assert!(parse_float("NaN").is_some_and(f64::is_nan));
        assert_eq!(parse_float("+nan"), None);
    }
}
