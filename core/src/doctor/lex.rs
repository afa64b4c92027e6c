//! A shell's text as tokens: words with their quotes and variables, lists of
//! words, operators. Who reads commands and who edits them see the same words. No
//! command is run for it, no file read.

use crate::document::TextSpan;

/// A token of a script.
#[derive(Debug, Clone)]
pub(super) enum Token {
    /// A word.
    Word(Word),
    /// `NAME=(...)`, or `NAME+=(...)`, which adds to what is there.
    List {
        name: String,
        adds: bool,
        words: Vec<Word>,
    },
    /// What ends a command: a new line, `;`, `&&`, `|`, a parenthesis.
    End(char),
    /// A redirection, whose file is the next word.
    Redirect,
    /// A text for a command, `<<EOF`, without the line that ends it.
    Document(Document),
}

/// A text for a command.
#[derive(Debug, Clone, Copy)]
pub(super) struct Document {
    pub(super) span: TextSpan,
    /// Whether nothing is put in, since the word that ends it has quotes.
    pub(super) is_quoted: bool,
    /// Whether the tabs before its lines are no part of it, `<<-EOF`.
    pub(super) is_indented: bool,
}

/// A word as it stands.
#[derive(Debug, Clone)]
pub(super) struct Word {
    pub(super) parts: Vec<Part>,
    pub(super) span: TextSpan,
}

/// A part of a word.
#[derive(Debug, Clone)]
pub(super) enum Part {
    /// What stands for itself.
    Text { text: String, is_quoted: bool },
    /// `$NAME`, or `${NAME...}` with what stands behind the name.
    Variable {
        name: String,
        behind: String,
        /// As it is written.
        written: String,
        is_quoted: bool,
    },
    /// The output of a command.
    Output { text: String, is_quoted: bool },
}

impl Word {
    /// The text of a word without quotes and variables.
    pub(super) fn plain(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [
                Part::Text {
                    text,
                    is_quoted: false,
                },
            ] => Some(text),
            _ => None,
        }
    }

    /// The word with its quotes taken off, variables as they are written.
    pub(super) fn text(&self) -> String {
        let parts = self.parts.iter().map(|part| match part {
            Part::Text { text, .. } | Part::Output { text, .. } => text.as_str(),
            Part::Variable { written, .. } => written,
        });
        parts.collect()
    }
}

/// The tokens of a text. What is left open at its end ends there.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut lexer = Lexer::new(text);
    lexer.run();
    lexer.tokens
}

/// The parts of a text for a command, into which a shell puts values.
pub(super) fn parts(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    Lexer::new(text).quoted(&mut parts, None);
    parts
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    tokens: Vec<Token>,
    /// The words that end the texts which follow this line, and those texts, yet
    /// without their spans.
    heredocs: Vec<(String, Document)>,
}

impl<'a> Lexer<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            tokens: Vec::new(),
            heredocs: Vec::new(),
        }
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let letter = self.peek()?;
        self.at += letter.len_utf8();
        Some(letter)
    }

    fn take(&mut self, text: &str) -> bool {
        let is_there = self.rest().starts_with(text);
        if is_there {
            self.at += text.len();
        }
        is_there
    }

    fn run(&mut self) {
        while let Some(letter) = self.peek() {
            match letter {
                ' ' | '\t' | '\r' => self.at += 1,
                '\n' => {
                    self.at += 1;
                    self.tokens.push(Token::End('\n'));
                    self.heredocs();
                }
                '#' => self.skip_line(),
                '\\' if self.continues() => {}
                ';' | '(' | ')' => {
                    self.at += 1;
                    self.tokens.push(Token::End(letter));
                }
                '&' if self.rest().starts_with("&>") => self.redirect(),
                '&' | '|' => {
                    self.at += 1;
                    self.tokens.push(Token::End(letter));
                }
                '<' if self.rest().starts_with("<(") => self.word(),
                '<' | '>' => self.redirect(),
                _ => self.word(),
            }
        }
    }

    fn skip_line(&mut self) {
        self.at += self.rest().find('\n').unwrap_or(self.rest().len());
    }

    /// Takes a backslash in that ends its line; blanks behind it are forgiven.
    fn continues(&mut self) -> bool {
        let Some(behind) = self.rest().strip_prefix('\\') else {
            return false;
        };
        let end = behind.trim_start_matches([' ', '\t', '\r']);
        if !end.starts_with('\n') {
            return false;
        }
        self.at += 1 + (behind.len() - end.len()) + 1;
        true
    }

    fn redirect(&mut self) {
        if self.take("<<<") {
            self.tokens.push(Token::Redirect);
            return;
        }
        if self.take("<<") {
            let is_indented = self.take("-");
            let rest = self.rest().trim_start_matches([' ', '\t']);
            self.at += self.rest().len() - rest.len();
            let length = rest
                .find(|letter: char| letter.is_whitespace() || ";&|<>".contains(letter))
                .unwrap_or(rest.len());
            let word = rest.get(..length).unwrap_or_default();
            let quotes = ['\'', '"', '\\'];
            let document = Document {
                span: TextSpan::default(),
                is_quoted: word.contains(quotes),
                is_indented,
            };
            self.heredocs.push((word.replace(quotes, ""), document));
            self.at += length;
            return;
        }
        for operator in ["&>>", "&>", ">>", ">&", ">|", "<&", "<>", ">", "<"] {
            if self.take(operator) {
                break;
            }
        }
        self.tokens.push(Token::Redirect);
    }

    fn heredocs(&mut self) {
        for (last, document) in std::mem::take(&mut self.heredocs) {
            let (start, mut end) = (self.at, self.at);
            while !self.rest().is_empty() {
                let line = self.rest().lines().next().unwrap_or_default();
                self.skip_line();
                self.at = (self.at + 1).min(self.text.len());
                if line.trim() == last {
                    break;
                }
                end = self.at;
            }
            let span = TextSpan { start, end };
            self.tokens
                .push(Token::Document(Document { span, ..document }));
        }
    }

    fn word(&mut self) {
        let start = self.at;
        let mut parts = Vec::new();
        while let Some(letter) = self.peek() {
            match letter {
                '\\' if self.continues() => {}
                ' ' | '\t' | '\r' | '\n' | ';' | '&' | '|' | ')' => break,
                '(' => match list_name(&parts) {
                    Some((name, adds)) => {
                        self.at += 1;
                        let words = self.list();
                        self.tokens.push(Token::List { name, adds, words });
                        return;
                    }
                    None => break,
                },
                '<' if self.rest().starts_with("<(") => {
                    self.at += 1;
                    let text = self.parentheses();
                    parts.push(Part::Output {
                        text,
                        is_quoted: true,
                    });
                }
                '<' | '>' => {
                    // The number before it is the redirection's.
                    let number = self.text.get(start..self.at).unwrap_or_default();
                    if number.bytes().all(|byte| byte.is_ascii_digit()) {
                        return;
                    }
                    break;
                }
                _ => self.part(&mut parts),
            }
        }
        let span = TextSpan {
            start,
            end: self.at,
        };
        self.tokens.push(Token::Word(Word { parts, span }));
    }

    /// The words up to the parenthesis that ends a list.
    fn list(&mut self) -> Vec<Word> {
        let first = self.tokens.len();
        while let Some(letter) = self.peek() {
            match letter {
                ')' => {
                    self.at += 1;
                    break;
                }
                '#' => self.skip_line(),
                '\\' if self.continues() => {}
                letter if letter.is_whitespace() || ";&|<>(".contains(letter) => {
                    self.next();
                }
                _ => self.word(),
            }
        }
        let words = self.tokens.split_off(first).into_iter();
        words
            .filter_map(|token| match token {
                Token::Word(word) => Some(word),
                _ => None,
            })
            .collect()
    }

    /// Takes in what comes next of a word, outside of quotes.
    fn part(&mut self, parts: &mut Vec<Part>) {
        match self.next() {
            Some('\'') => {
                let text = self.rest().split('\'').next().unwrap_or_default();
                self.at = (self.at + text.len() + 1).min(self.text.len());
                add(parts, text, true);
            }
            Some('"') => self.double(parts),
            Some('\\') => {
                let letter = self.next().map(String::from).unwrap_or_default();
                add(parts, &letter, true);
            }
            Some('$') => self.dollar(parts, false),
            Some('`') => self.backquote(parts, false),
            Some(letter) => add(parts, letter.encode_utf8(&mut [0; 4]), false),
            None => {}
        }
    }

    fn double(&mut self, parts: &mut Vec<Part>) {
        add(parts, "", true);
        self.quoted(parts, Some('"'));
    }

    /// Takes in all up to the letter that ends it, or to the end of the text.
    fn quoted(&mut self, parts: &mut Vec<Part>, end: Option<char>) {
        while let Some(letter) = self.next() {
            match letter {
                letter if Some(letter) == end => return,
                '\\' => match self.next() {
                    Some('\n') | None => {}
                    Some(letter) if "$`\\".contains(letter) || Some(letter) == end => {
                        add(parts, letter.encode_utf8(&mut [0; 4]), true);
                    }
                    Some(letter) => add(parts, &format!("\\{letter}"), true),
                },
                '$' => self.dollar(parts, true),
                '`' => self.backquote(parts, true),
                letter => add(parts, letter.encode_utf8(&mut [0; 4]), true),
            }
        }
    }

    fn backquote(&mut self, parts: &mut Vec<Part>, is_quoted: bool) {
        let text = self.rest().split('`').next().unwrap_or_default();
        self.at = (self.at + text.len() + 1).min(self.text.len());
        let text = format!("`{text}`");
        parts.push(Part::Output { text, is_quoted });
    }

    fn dollar(&mut self, parts: &mut Vec<Part>, is_quoted: bool) {
        match self.peek() {
            Some('(') => {
                let text = format!("${}", self.parentheses());
                parts.push(Part::Output { text, is_quoted });
            }
            Some('{') => {
                self.at += 1;
                let inside = self.rest().split('}').next().unwrap_or_default();
                self.at = (self.at + inside.len() + 1).min(self.text.len());
                let length = inside
                    .find(|letter: char| !is_of_name(letter))
                    .unwrap_or(inside.len());
                // `${#A}` and `${!A}` are other things than the value.
                let (name, behind) = match (length, inside.chars().next()) {
                    (0, Some('@' | '*')) => inside.split_at(1),
                    _ => inside.split_at(length),
                };
                parts.push(Part::Variable {
                    name: name.to_owned(),
                    behind: behind.to_owned(),
                    written: format!("${{{inside}}}"),
                    is_quoted,
                });
            }
            Some(letter @ ('@' | '*' | '#' | '?' | '$' | '!' | '-' | '0'..='9')) => {
                self.at += 1;
                parts.push(Part::Variable {
                    name: letter.to_string(),
                    behind: String::new(),
                    written: format!("${letter}"),
                    is_quoted,
                });
            }
            // `$'...'` and `$"..."`.
            Some('\'' | '"') if !is_quoted => {}
            Some(letter) if is_of_name(letter) => {
                let rest = self.rest();
                let length = rest
                    .find(|letter: char| !is_of_name(letter))
                    .unwrap_or(rest.len());
                self.at += length;
                let name = rest.get(..length).unwrap_or_default();
                parts.push(Part::Variable {
                    name: name.to_owned(),
                    behind: String::new(),
                    written: format!("${name}"),
                    is_quoted,
                });
            }
            _ => add(parts, "$", is_quoted),
        }
    }

    /// What stands in parentheses, those included, others inside it too.
    fn parentheses(&mut self) -> String {
        let start = self.at;
        let mut depth = 0_usize;
        while let Some(letter) = self.next() {
            match letter {
                '(' => depth += 1,
                ')' => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
        self.text.get(start..self.at).unwrap_or_default().to_owned()
    }
}

/// Adds a text to the last part, if that is one of its kind.
fn add(parts: &mut Vec<Part>, more: &str, quoted: bool) {
    match parts.last_mut() {
        Some(Part::Text { text, is_quoted }) if *is_quoted == quoted => text.push_str(more),
        _ => parts.push(Part::Text {
            text: more.to_owned(),
            is_quoted: quoted,
        }),
    }
}

/// The name before `=(`, and whether the list adds to it.
fn list_name(parts: &[Part]) -> Option<(String, bool)> {
    let [
        Part::Text {
            text,
            is_quoted: false,
        },
    ] = parts
    else {
        return None;
    };
    let name = text.strip_suffix('=')?;
    let adds = name.ends_with('+');
    let name = name.strip_suffix('+').unwrap_or(name);
    is_name(name).then(|| (name.to_owned(), adds))
}

fn is_of_name(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

/// Whether a text can be the name of a variable.
pub(super) fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.chars().all(is_of_name)
        && !text.starts_with(|it: char| it.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tokens of a text: words as they are and as they stand.
    fn shown(text: &str) -> Vec<String> {
        let raw = |word: &Word| word.span.of(text).unwrap_or_default().to_owned();
        let shown = tokens(text).into_iter().map(|token| match token {
            Token::Word(word) => format!("{} of {}", word.text(), raw(&word)),
            Token::List { name, words, .. } => {
                let words: Vec<_> = words.iter().map(raw).collect();
                format!("{name}: {}", words.join(", "))
            }
            Token::End(letter) => letter.to_string(),
            Token::Redirect => "file".to_owned(),
            Token::Document(it) => format!("text {:?}", it.span.of(text).unwrap_or_default()),
        });
        shown.collect()
    }

    #[test]
    fn every_word_has_its_range() {
        assert_eq!(
            shown("a 'b c'\\ d\n# no\ne=(f \"g\") h>i;"),
            [
                "a of a",
                "b c d of 'b c'\\ d",
                "\n",
                "\n",
                "e: f, \"g\"",
                "h of h",
                "file",
                "i of i",
                ";"
            ]
        );
        assert_eq!(
            shown("a <<E\nb $c\nE\nd"),
            ["a of a", "\n", "text \"b $c\\n\"", "d of d"]
        );
    }
}
