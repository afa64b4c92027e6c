//! Variables in Mimir's configuration, as `-config.expand-env` puts them in.

/// Puts the environment into a text as Mimir does before it reads it: `$NAME`,
/// `${NAME}` and, where the variable is empty or not there, the default of
/// `${NAME:default}`. What is no name is eaten, as Go's `os.Expand` eats it, and a
/// value loses its line ends.
///
/// `known` says what a variable is set to, if anybody knows.
///
/// ```
/// use mimir_tls::cluster::expand_environment;
///
/// let known = |name: &str| (name == "HOST").then(|| "h".to_owned());
/// let text = expand_environment("a: $HOST, b: ${PORT:8080}", known);
/// assert_eq!(text.as_deref(), Ok("a: h, b: 8080"));
/// assert_eq!(expand_environment("a: ${TLS}", known), Err("TLS".to_owned()));
/// ```
///
/// # Errors
///
/// The first variable that nobody knows and that has no default.
pub fn expand_environment(
    text: &str,
    known: impl Fn(&str) -> Option<String>,
) -> Result<String, String> {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('$') {
        out.push_str(before);
        rest = behind;
        let (name, length) = name(behind);
        rest = rest.get(length..).unwrap_or_default();
        if name.is_empty() {
            if length == 0 {
                out.push('$');
            }
            continue;
        }
        let (name, default) = match name.split_once(':') {
            Some((name, default)) => (name, Some(default)),
            None => (name, None),
        };
        let value = match (known(name), default) {
            (Some(value), _) if !value.is_empty() => value,
            (_, Some(default)) => default.to_owned(),
            (Some(empty), None) => empty,
            (None, None) => return Err(name.to_owned()),
        };
        out.push_str(&value.replace('\n', ""));
    }
    out.push_str(rest);
    Ok(out)
}

/// The name at the beginning of what stands behind a `$`, and how much of it that
/// takes. Nothing is a name where there is a brace and no name in it.
fn name(text: &str) -> (&str, usize) {
    let is_special = |letter: char| letter.is_ascii_digit() || "*#$@!?-".contains(letter);
    let first = text.chars().next();
    if first == Some('{') {
        return match text.get(1..).and_then(|inside| inside.split_once('}')) {
            Some((name, _)) => (name, name.len() + 2),
            None => ("", 1),
        };
    }
    if first.is_some_and(is_special) {
        return (text.get(..1).unwrap_or_default(), 1);
    }
    let end = text.find(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '_'));
    let end = end.unwrap_or(text.len());
    (text.get(..end).unwrap_or_default(), end)
}

#[test]
fn variables_are_put_in_as_go_does() {
    let known = |name: &str| match name {
        "ON" => Some("true".to_owned()),
        "LINES" => Some("a\nb".to_owned()),
        "EMPTY" => Some(String::new()),
        "$" | "1" | "*" => Some(String::new()),
        _ => None,
    };
    for (text, expanded) in [
        ("$ON", "true"),
        ("${ON}x", "truex"),
        ("$ON-x", "true-x"),
        ("${NONE:5m}", "5m"),
        ("${EMPTY:true}", "true"),
        ("${NONE:a:b}", "a:b"),
        ("${NONE:}", ""),
        ("$LINES", "ab"),
        ("a$$b", "ab"),
        ("$", "$"),
        ("$ x", "$ x"),
        ("${}x", "x"),
        ("${x", "x"),
        ("$1$*", ""),
        ("\u{e4}$ON", "\u{e4}true"),
    ] {
        assert_eq!(
            expand_environment(text, known).as_deref(),
            Ok(expanded),
            "{text}"
        );
    }
    assert_eq!(expand_environment("$ONx", known), Err("ONx".to_owned()));
}
