//! Text as Go quotes it in its messages.

use std::fmt::Write as _;

/// A string as Go's `%q` prints it, which need not be UTF-8.
pub(crate) fn quote(text: impl AsRef<[u8]>) -> String {
    let bytes = text.as_ref();
    let mut quoted = String::with_capacity(bytes.len() + 2);
    quoted.push('"');
    for chunk in bytes.utf8_chunks() {
        for letter in chunk.valid().chars() {
            push(&mut quoted, letter);
        }
        for byte in chunk.invalid() {
            let _ = write!(quoted, "\\x{byte:02x}");
        }
    }
    quoted.push('"');
    quoted
}

fn push(quoted: &mut String, letter: char) {
    let code = u32::from(letter);
    match letter {
        '"' | '\\' => quoted.extend(['\\', letter]),
        '\u{07}' => quoted.push_str("\\a"),
        '\u{08}' => quoted.push_str("\\b"),
        '\u{0c}' => quoted.push_str("\\f"),
        '\n' => quoted.push_str("\\n"),
        '\r' => quoted.push_str("\\r"),
        '\t' => quoted.push_str("\\t"),
        '\u{0b}' => quoted.push_str("\\v"),
        ' '..='~' => quoted.push(letter),
        '\0'..='\u{7f}' => {
            let _ = write!(quoted, "\\x{code:02x}");
        }
        _ if is_printable(letter) => quoted.push(letter),
        '\0'..='\u{ffff}' => {
            let _ = write!(quoted, "\\u{code:04x}");
        }
        _ => {
            let _ = write!(quoted, "\\U{code:08x}");
        }
    }
}

/// Letters, marks, numbers and signs: what Rust does not escape in the midst of
/// a text.
fn is_printable(letter: char) -> bool {
    let mut text = String::from("a");
    text.push(letter);
    text.escape_debug().count() == 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn go_quotes() {
        assert_eq!(
            quote("a \"b\" \\ \n\u{1}\u{7f}\u{e9}\u{301}\u{ad}\u{200b}\u{e0001}"),
            "\"a \\\"b\\\" \\\\ \\n\\x01\\x7f\u{e9}\u{301}\\u00ad\\u200b\\U000e0001\""
        );
        assert_eq!(quote(b"gr\xfcn"), r#""gr\xfcn""#);
    }
}
