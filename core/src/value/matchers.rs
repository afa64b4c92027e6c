//! Conditions on labels, as Alertmanager's classic parser reads them.

/// Whether the text is a list of conditions such as `{a="b",c!~"d"}`. Whether a
/// regular expression among them is one is not asked.
pub(crate) fn are_matchers(text: &str) -> bool {
    let text = text.strip_prefix('{').unwrap_or(text);
    let text = text.strip_suffix('}').unwrap_or(text);
    let mut tokens = Vec::new();
    let mut token = String::new();
    let (mut is_quoted, mut is_escaped) = (false, false);
    for letter in text.chars() {
        match letter {
            ',' if !is_quoted => {
                tokens.push(std::mem::take(&mut token));
                continue;
            }
            '"' if is_escaped => is_escaped = false,
            '"' => is_quoted = !is_quoted,
            '\\' => is_escaped = !is_escaped,
            _ => is_escaped = false,
        }
        token.push(letter);
    }
    if !token.trim().is_empty() {
        tokens.push(token.trim().to_owned());
    }
    tokens.iter().all(|token| is_matcher(token))
}

fn is_matcher(text: &str) -> bool {
    // What Go's regular expression calls blank.
    let text = text.trim_matches([' ', '\t', '\n', '\u{c}', '\r']);
    let is_of_name = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | ':');
    let end = text
        .find(|letter| !is_of_name(letter))
        .unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    let rest = rest.trim_start_matches([' ', '\t', '\n', '\u{c}', '\r']);
    let value = ["=~", "=", "!=", "!~"]
        .iter()
        .find_map(|operator| rest.strip_prefix(operator));
    let Some(value) =
        value.filter(|_| !name.is_empty() && !name.starts_with(|it: char| it.is_ascii_digit()))
    else {
        return false;
    };
    let value = value.trim_start_matches([' ', '\t', '\n', '\u{c}', '\r']);
    let is_open = value.starts_with('"');
    let body = value.strip_prefix('"').unwrap_or(value);
    is_value(body, is_open)
}

/// The value behind its first quote, if it has one: then it ends with the other.
fn is_value(body: &str, is_open: bool) -> bool {
    let mut is_escaped = false;
    let mut is_closed = !is_open;
    let last = body.chars().count().saturating_sub(1);
    for (at, letter) in body.chars().enumerate() {
        match letter {
            _ if is_escaped => is_escaped = false,
            '\\' if at < last => is_escaped = true,
            '"' if !is_open || at < last => return false,
            '"' => is_closed = true,
            _ => {}
        }
    }
    is_closed
}

#[test]
fn matchers_are_alertmanagers() {
    for text in [
        "",
        "{}",
        r#"{a="b"}"#,
        "a=b",
        r#"{a=~"x.*",b!="c"}"#,
        r#"{a="b\"c"}"#,
        "a==b",
        "{a=b",
        r#"{a="",}"#,
        "a=",
        r#"{ a = "b" , c!~d }"#,
        r"a=b\",
    ] {
        assert!(are_matchers(text), "{text}");
    }
    for text in [
        "{a}",
        "a",
        "9a=b",
        r#"{a="b}"#,
        r#"a=b"c"#,
        ",",
        "a=b,,c=d",
        "=b",
    ] {
        assert!(!are_matchers(text), "{text}");
    }
}
