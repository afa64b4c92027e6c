//! Colours for text, one line at a time.

/// The deepest step that the styles know.
const DEEPEST: usize = 6;

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syntax {
    /// Command lines.
    Flags,
    /// YAML.
    Yaml,
    /// PEM.
    Pem,
    /// JSON.
    Json,
    /// Markdown.
    Markdown,
    /// Anything else.
    Plain,
}

/// What a piece of a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token {
    /// Nothing in particular.
    Plain,
    /// The name of a value.
    Key,
    /// A value.
    Value,
    /// A comment.
    Note,
    /// What gives the text its form: a heading, a frame, a dash.
    Form,
}

impl Syntax {
    /// The syntax of a file, by the end of its path.
    pub fn of(path: &str) -> Self {
        match path.rsplit_once('.').map(|(_, end)| end) {
            Some("flags") => Self::Flags,
            Some("yaml") => Self::Yaml,
            Some("crt" | "pem" | "key" | "csr") => Self::Pem,
            Some("json") => Self::Json,
            Some("md") => Self::Markdown,
            _ => Self::Plain,
        }
    }

    /// Its name for styles.
    pub fn code(self) -> &'static str {
        match self {
            Self::Flags => "flags",
            Self::Yaml => "yaml",
            Self::Pem => "pem",
            Self::Json => "json",
            Self::Markdown => "markdown",
            Self::Plain => "plain",
        }
    }
}

impl Token {
    /// Its class for styles; none where there is nothing to colour.
    pub fn class(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Key => Some("t-key"),
            Self::Value => Some("t-value"),
            Self::Note => Some("t-note"),
            Self::Form => Some("t-form"),
        }
    }
}

/// The pieces of a line. Together they are the line.
pub fn pieces(syntax: Syntax, line: &str) -> Vec<(Token, &str)> {
    let mut pieces = match syntax {
        Syntax::Flags => flags(line),
        Syntax::Yaml => yaml(line),
        Syntax::Pem if line.starts_with("-----") => vec![(Token::Form, line)],
        Syntax::Json => json(line),
        Syntax::Markdown => markdown(line),
        Syntax::Pem | Syntax::Plain => vec![(Token::Plain, line)],
    };
    pieces.retain(|(_, text)| !text.is_empty());
    pieces
}

/// How far a line stands to the right, in steps of two: what is too long for
/// the room goes on under itself.
pub fn depth(syntax: Syntax, line: &str) -> Option<usize> {
    let nested = matches!(syntax, Syntax::Yaml | Syntax::Json);
    let depth = (line.len() - line.trim_start_matches(' ').len()) / 2;
    (nested && depth > 0).then_some(depth.min(DEEPEST))
}

fn flags(line: &str) -> Vec<(Token, &str)> {
    match line.find('=') {
        _ if line.starts_with('#') => vec![(Token::Note, line)],
        // The sign stays with the name, so that a line breaks behind it.
        Some(at) if line.starts_with('-') => {
            let (name, value) = line.split_at(at + 1);
            vec![(Token::Key, name), (Token::Value, value)]
        }
        _ => vec![(Token::Plain, line)],
    }
}

/// Few pieces a line, each of which is an element of the page: the space before
/// a key and the colon behind it are the key's.
fn yaml(line: &str) -> Vec<(Token, &str)> {
    let indent = line.len() - line.trim_start().len();
    if line[indent..].starts_with('#') {
        return vec![(Token::Note, line)];
    }
    let mut pieces = Vec::new();
    let mut rest = line;
    if line[indent..].starts_with("- ") {
        let (dash, item) = line.split_at(indent + 2);
        pieces.push((Token::Form, dash));
        rest = item;
    }
    // A colon within a key that has quotes would be misread; such a key is rare
    // and loses a colour, no more.
    let key = match rest.find(": ") {
        Some(end) => Some(end + 1),
        None => rest.ends_with(':').then_some(rest.len()),
    };
    let (key, value) = rest.split_at(key.unwrap_or(0));
    let (value, note) = value.split_at(value.find(" #").unwrap_or(value.len()));
    pieces.push((Token::Key, key));
    pieces.push((Token::Value, value));
    pieces.push((Token::Note, note));
    pieces
}

fn json(line: &str) -> Vec<(Token, &str)> {
    let mut pieces = Vec::new();
    let mut rest = line;
    while !rest.is_empty() {
        let (token, end) = if rest.starts_with('"') {
            let end = closing_quote(rest);
            let token = match rest[end..].trim_start().starts_with(':') {
                true => Token::Key,
                false => Token::Value,
            };
            (token, end)
        } else if rest.starts_with(is_bare) {
            (Token::Value, until(rest, |letter| !is_bare(letter)))
        } else {
            let token = |letter| letter == '"' || is_bare(letter);
            (Token::Plain, until(rest, token))
        };
        let (piece, after) = rest.split_at(end);
        pieces.push((token, piece));
        rest = after;
    }
    pieces
}

/// Whether it is part of a number, `true`, `false` or `null`.
fn is_bare(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '-' | '+' | '.')
}

fn until(text: &str, ends: impl Fn(char) -> bool) -> usize {
    text.find(ends).unwrap_or(text.len())
}

/// Where a text that opens with a quote is behind the one that closes it.
fn closing_quote(text: &str) -> usize {
    let mut escaped = false;
    for (at, letter) in text.char_indices().skip(1) {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

fn markdown(line: &str) -> Vec<(Token, &str)> {
    if line.starts_with('#') || line.starts_with("```") {
        return vec![(Token::Form, line)];
    }
    if line.starts_with("    ") {
        return vec![(Token::Value, line)];
    }
    // Every second piece is code, if the last backtick has a partner.
    let ticks = line.matches('`').count();
    let mut pieces = Vec::new();
    let mut rest = line;
    for _ in 0..ticks / 2 {
        let open = until(rest, |letter| letter == '`');
        let (before, code) = rest.split_at(open);
        let end = code[1..].find('`').map_or(code.len(), |at| at + 2);
        pieces.push((Token::Plain, before));
        pieces.push((Token::Value, &code[..end]));
        rest = &code[end..];
    }
    pieces.push((Token::Plain, rest));
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Syntax; 6] = [
        Syntax::Flags,
        Syntax::Yaml,
        Syntax::Pem,
        Syntax::Json,
        Syntax::Markdown,
        Syntax::Plain,
    ];

    fn check(syntax: Syntax, line: &str, expected: &[(Token, &str)]) {
        assert_eq!(pieces(syntax, line), expected, "{line}");
    }

    #[test]
    fn each_syntax_has_its_colours() {
        use Token::{Form, Key, Note, Plain, Value};
        check(Syntax::Flags, "# why", &[(Note, "# why")]);
        check(Syntax::Flags, "-a.b=c=d", &[(Key, "-a.b="), (Value, "c=d")]);
        check(
            Syntax::Yaml,
            "  key: /a/b # why",
            &[(Key, "  key:"), (Value, " /a/b"), (Note, " # why")],
        );
        check(Syntax::Yaml, "key:", &[(Key, "key:")]);
        check(Syntax::Yaml, "  # why: a", &[(Note, "  # why: a")]);
        check(
            Syntax::Yaml,
            "- localhost",
            &[(Form, "- "), (Value, "localhost")],
        );
        check(
            Syntax::Json,
            r#"  "a\"": [1, "b", null],"#,
            &[
                (Plain, "  "),
                (Key, r#""a\"""#),
                (Plain, ": ["),
                (Value, "1"),
                (Plain, ", "),
                (Value, r#""b""#),
                (Plain, ", "),
                (Value, "null"),
                (Plain, "],"),
            ],
        );
        check(Syntax::Markdown, "## Keys", &[(Form, "## Keys")]);
        check(
            Syntax::Markdown,
            "see `a` and `b",
            &[(Plain, "see "), (Value, "`a`"), (Plain, " and `b")],
        );
        check(
            Syntax::Pem,
            "-----BEGIN CERTIFICATE-----",
            &[(Form, "-----BEGIN CERTIFICATE-----")],
        );
    }

    #[test]
    fn a_line_goes_on_under_itself() {
        assert_eq!(depth(Syntax::Yaml, "a: b"), None);
        assert_eq!(depth(Syntax::Yaml, "    # why"), Some(2));
        assert_eq!(depth(Syntax::Json, &" ".repeat(99)), Some(DEEPEST));
        assert_eq!(depth(Syntax::Markdown, "    code"), None);
    }

    #[test]
    fn no_line_loses_a_letter() {
        let odd = [
            "",
            " ",
            ":",
            ": ",
            "- ",
            "- - a",
            "#",
            "-",
            "-=",
            "\"",
            "\"\\",
            "\"ü\\\"",
            "`",
            "``",
            "```",
            "ä: ö # ü",
            "- ß:",
            "{}[],:\u{1f511}",
            "    indented `code`",
            "a `b` c `d` e",
        ];
        for (syntax, line) in ALL
            .into_iter()
            .flat_map(|syntax| odd.map(|line| (syntax, line)))
        {
            let whole: String = pieces(syntax, line)
                .into_iter()
                .map(|(_, text)| text)
                .collect();
            assert_eq!(whole, line, "{syntax:?}");
        }
    }
}
