//! Sizes, as `1GiB512MiB`.

/// Whether `units.ParseBase2Bytes` takes the text: numbers with `B`, `KiB` to
/// `EiB`, or `KB` to `EB`, which mean the same; not both in one text.
pub(crate) fn is_size(text: &str) -> bool {
    parse(text, "iB").or_else(|| parse(text, "B")).is_some()
}

fn parse(text: &str, suffix: &str) -> Option<()> {
    const LONGEST: f64 = 9_223_372_036_854_775_807.0;
    let mut rest = text.strip_prefix(['-', '+']).unwrap_or(text);
    if rest == "0" {
        return Some(());
    }
    if rest.is_empty() {
        return None;
    }
    let mut sum = 0.0;
    while !rest.is_empty() {
        let (whole, behind) = digits(rest)?;
        let (fraction, behind) = match behind.strip_prefix('.') {
            Some(behind) => digits(behind)?,
            None => ("", behind),
        };
        if whole.len() + fraction.len() == 0 {
            return None;
        }
        let end = behind.find(|letter: char| letter == '.' || letter.is_ascii_digit());
        let (unit, behind) = behind.split_at(end.unwrap_or(behind.len()));
        let number: f64 = format!("0{whole}.{fraction}0").parse().ok()?;
        sum += number * factor(unit, suffix)?;
        rest = behind;
    }
    (sum <= LONGEST).then_some(())
}

fn factor(unit: &str, suffix: &str) -> Option<f64> {
    if unit == "B" {
        return Some(1.0);
    }
    let letter = unit.strip_suffix(suffix)?;
    let power = ["K", "M", "G", "T", "P", "E"]
        .iter()
        .position(|it| *it == letter)?;
    Some(1024_f64.powi(i32::try_from(power).ok()? + 1))
}

/// The digits at the beginning; none where there are more than Go counts.
fn digits(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|letter: char| !letter.is_ascii_digit());
    let (digits, rest) = text.split_at(end.unwrap_or(text.len()));
    let mut number: u64 = 0;
    for digit in digits.bytes() {
        if number >= ((1 << 63) - 10) / 10 {
            return None;
        }
        number = number * 10 + u64::from(digit - b'0');
    }
    Some((digits, rest))
}

#[test]
fn sizes_are_powers_of_two() {
    for text in [
        "0",
        "0B",
        "10B",
        "10MiB",
        "10MB",
        "10KB",
        "1.5GiB",
        "1GiB512MiB",
        "-1KiB",
        "1EiB",
        ".5KiB",
    ] {
        assert!(is_size(text), "{text}");
    }
    for text in [
        "",
        "5",
        "10kB",
        "10 B",
        "10mib",
        "5b",
        "1GiB512MB",
        "100EiB",
        "KiB",
        ".KiB",
        "1.5.5KiB",
    ] {
        assert!(!is_size(text), "{text}");
    }
}
