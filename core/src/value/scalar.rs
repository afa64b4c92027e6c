//! What a scalar of YAML stands for, as Go's YAML library decides it.

use std::borrow::Cow;

use base64::Engine;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::number::{parse_float, parse_int};

/// What a scalar stands for before anybody wants a type of it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Resolved<'a> {
    /// Nothing: whatever it is a value of keeps its default.
    Null,
    /// A truth value of YAML 1.2. Those of 1.1 are texts, and what is a switch
    /// takes them.
    Boolean(bool),
    /// A whole number of 64 bits, with or without a sign.
    Int(i128),
    /// Another number.
    Float(f64),
    /// A date, or a time of one.
    Time,
    /// Any other text.
    Text(Cow<'a, str>),
}

/// What a scalar stands for; none where it is not what its tag says.
pub(crate) fn resolve<'a>(text: &'a str, plain: bool, tag: Option<&str>) -> Option<Resolved<'a>> {
    let found = match tag {
        None if plain => return Some(natural(text, None)),
        None | Some("!!str") => return Some(Resolved::Text(text.into())),
        Some("!!binary") => return decoded(text).map(|text| Resolved::Text(text.into())),
        Some("!!bool" | "!!int" | "!!float" | "!!null" | "!!timestamp") => natural(text, tag),
        // Of a tag that it does not know it makes nothing.
        Some(_) => return Some(Resolved::Text(text.into())),
    };
    #[expect(clippy::cast_precision_loss, reason = "as in Go")]
    match (tag?, found) {
        ("!!float", Resolved::Int(number)) if i64::try_from(number).is_ok() => {
            Some(Resolved::Float(number as f64))
        }
        ("!!bool", found @ Resolved::Boolean(_))
        | ("!!int", found @ Resolved::Int(_))
        | ("!!float", found @ Resolved::Float(_))
        | ("!!null", found @ Resolved::Null)
        | ("!!timestamp", found @ Resolved::Time) => Some(found),
        _ => None,
    }
}

/// What a text without quotes looks like.
fn natural<'a>(text: &'a str, tag: Option<&str>) -> Resolved<'a> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Resolved::Null,
        "true" | "True" | "TRUE" => return Resolved::Boolean(true),
        "false" | "False" | "FALSE" => return Resolved::Boolean(false),
        ".nan" | ".NaN" | ".NAN" => return Resolved::Float(f64::NAN),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => {
            return Resolved::Float(f64::INFINITY);
        }
        "-.inf" | "-.Inf" | "-.INF" => return Resolved::Float(f64::NEG_INFINITY),
        _ => {}
    }
    let number = match text.as_bytes().first() {
        Some(b'.') => parse_float(text).map(Resolved::Float),
        Some(b'0'..=b'9' | b'+' | b'-') => match tag {
            None | Some("!!timestamp") if is_time(text) => Some(Resolved::Time),
            _ => number(text),
        },
        _ => None,
    };
    number.unwrap_or_else(|| Resolved::Text(text.into()))
}

/// Underscores may stand anywhere in it.
fn number(text: &str) -> Option<Resolved<'static>> {
    let plain = text.replace('_', "");
    let is_whole = |number: &i128| {
        *number >= i128::from(i64::MIN)
            && (*number <= i128::from(i64::MAX) || !plain.starts_with(['-', '+']))
    };
    if let Some(number) = parse_int(&plain).filter(is_whole) {
        return Some(Resolved::Int(number));
    }
    let bare = plain.strip_prefix(['-', '+']).unwrap_or(&plain);
    let is_decimal = bare
        .bytes()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'-' | b'+'));
    let number = parse_float(&plain).filter(|_| is_decimal)?;
    Some(Resolved::Float(number))
}

/// What `!!binary` stands for; none where it is no base64.
fn decoded(text: &str) -> Option<String> {
    const LENIENT: GeneralPurpose = GeneralPurpose::new(
        &base64::alphabet::STANDARD,
        GeneralPurposeConfig::new()
            .with_decode_allow_trailing_bits(true)
            .with_decode_padding_mode(DecodePaddingMode::RequireCanonical),
    );
    let bytes = LENIENT.decode(text.replace(['\n', '\r'], "")).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// `2006-1-2`, `2006-1-2T15:4:5Z` and the like.
fn is_time(text: &str) -> bool {
    time(text).is_some()
}

fn time(text: &str) -> Option<()> {
    let (year, rest) = text.split_at_checked(4)?;
    let year: u32 = year.parse().ok().filter(|_| !year.starts_with('+'))?;
    let (month, rest) = one_or_two(rest.strip_prefix('-')?)?;
    let (day, rest) = one_or_two(rest.strip_prefix('-')?)?;
    let is_leap = year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400);
    let days = match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if day == 0 || day > days {
        return None;
    }
    if rest.is_empty() {
        return Some(());
    }
    let has_zone = rest.starts_with(['T', 't']);
    let (hour, rest) = one_or_two(rest.strip_prefix(['T', 't', ' '])?)?;
    let (minute, rest) = one_or_two(rest.strip_prefix(':')?)?;
    let (second, rest) = one_or_two(rest.strip_prefix(':')?)?;
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let rest = match rest.strip_prefix(['.', ',']) {
        Some(fraction) => {
            let behind = fraction.trim_start_matches(|letter: char| letter.is_ascii_digit());
            (behind.len() < fraction.len()).then_some(behind)?
        }
        None => rest,
    };
    let is_zone = |rest: &str| {
        let (hours, minutes) = rest.get(1..)?.split_once(':')?;
        let is_two = |text: &str, most: u32| {
            text.len() == 2 && text.parse::<u32>().is_ok_and(|number| number <= most)
        };
        (is_two(hours, 24) && is_two(minutes, 60)).then_some(())
    };
    match has_zone {
        true if rest == "Z" => Some(()),
        true if rest.starts_with(['+', '-']) => is_zone(rest),
        true => None,
        false => rest.is_empty().then_some(()),
    }
}

fn one_or_two(text: &str) -> Option<(u32, &str)> {
    let digits = text.bytes().take(2).take_while(u8::is_ascii_digit).count();
    let (number, rest) = text.split_at(digits);
    Some((number.parse().ok()?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, tag: Option<&str>, resolved: Option<Resolved<'_>>) {
        assert_eq!(resolve(text, true, tag), resolved, "{tag:?} {text}");
    }

    #[test]
    fn a_text_without_quotes_is_what_it_looks_like() {
        let text = |text: &'static str| Some(Resolved::Text(text.into()));
        for (given, resolved) in [
            ("", Some(Resolved::Null)),
            ("True", Some(Resolved::Boolean(true))),
            ("yes", text("yes")),
            ("truE", text("truE")),
            ("0x1F", Some(Resolved::Int(31))),
            ("1_000", Some(Resolved::Int(1000))),
            ("1_", Some(Resolved::Int(1))),
            ("08", Some(Resolved::Float(8.0))),
            ("1e3", Some(Resolved::Float(1000.0))),
            (".5", Some(Resolved::Float(0.5))),
            ("1e400", text("1e400")),
            ("inf", text("inf")),
            ("0x1p4", text("0x1p4")),
            ("18446744073709551615", Some(Resolved::Int(u64::MAX.into()))),
            (
                "-9223372036854775809",
                Some(Resolved::Float(-9_223_372_036_854_775_809.0)),
            ),
            ("2001-01-01", Some(Resolved::Time)),
            ("2001-13-45", text("2001-13-45")),
            ("5m", text("5m")),
            ("1:30", text("1:30")),
        ] {
            check(given, None, resolved);
        }
    }

    #[test]
    fn a_tag_holds_or_the_text_is_refused() {
        check("5", Some("!!float"), Some(Resolved::Float(5.0)));
        check("5.5", Some("!!int"), None);
        check("yes", Some("!!bool"), None);
        check("true", Some("!!str"), Some(Resolved::Text("true".into())));
        check("x", Some("!!null"), None);
        check("2001-1-1", Some("!!timestamp"), Some(Resolved::Time));
        check("NQ==", Some("!!binary"), Some(Resolved::Text("5".into())));
        check("?", Some("!!binary"), None);
        check("5", Some("!x"), Some(Resolved::Text("5".into())));
        assert_eq!(resolve("5", false, Some("!!int")), Some(Resolved::Int(5)));
        assert_eq!(resolve("5", false, None), Some(Resolved::Text("5".into())));
    }
}
