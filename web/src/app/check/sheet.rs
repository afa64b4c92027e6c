//! A file that somebody brought, and what became of its text since.

use std::borrow::Cow;
use std::rc::Rc;

use super::text;
use crate::view::Edit;

/// Longer texts are not edited here, in bytes: a browser gets slow with them.
const EDITABLE: usize = 4 << 20;

/// The mark of order that a text in UTF-8 may begin with.
const MARK: char = '\u{feff}';

/// Why a file is shown and not edited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// It is no text.
    Binary,
    /// A private key is in it, which stays out of sight.
    Key,
    /// It is longer than a browser edits.
    Long,
}

/// A file that somebody brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// Its name, unlike every other's.
    pub name: String,
    /// Its text, the lines ended as a browser ends them; none where it is no text.
    pub text: Option<Rc<str>>,
    /// Why it is not edited; none where it is.
    pub held: Option<Held>,
    brought: Rc<[u8]>,
    /// The text as it was brought.
    original: Option<Rc<str>>,
}

impl Sheet {
    /// A file as it comes.
    pub fn new(name: &str, bytes: Vec<u8>) -> Self {
        let text: Option<Rc<str>> = std::str::from_utf8(&bytes).ok().map(|it| plain(it).into());
        Self {
            name: name.to_owned(),
            held: held(text.as_deref()),
            original: text.clone(),
            text,
            brought: bytes.into(),
        }
    }

    /// Its text becomes another.
    pub fn write(&mut self, text: Rc<str>) {
        self.held = held(Some(&text));
        self.text = Some(text);
    }

    /// The text as it was brought, where it is another now.
    pub fn original(&self) -> Option<&Rc<str>> {
        self.original
            .as_ref()
            .filter(|_| self.text != self.original)
    }

    /// All of it, its lines ended as they were when it came.
    pub fn bytes(&self) -> Cow<'_, [u8]> {
        match &self.text {
            Some(text) if self.original().is_some() => {
                let mut out = String::with_capacity(text.len());
                if self.brought.starts_with(MARK.to_string().as_bytes()) {
                    out.push(MARK);
                }
                if self.brought.windows(2).any(|pair| pair == b"\r\n") {
                    out.push_str(&text.replace('\n', "\r\n"));
                } else {
                    out.push_str(text);
                }
                Cow::Owned(out.into_bytes())
            }
            _ => Cow::Borrowed(&self.brought),
        }
    }

    /// How long it is, in bytes.
    pub fn size(&self) -> usize {
        match &self.text {
            Some(text) if self.original().is_some() => text.len(),
            _ => self.brought.len(),
        }
    }

    /// The text with these edits made, each where it says; none where one is about
    /// another text.
    pub fn edited<'a>(&self, edits: impl Iterator<Item = &'a Edit>) -> Option<String> {
        let mut text = self.text.as_deref()?.to_owned();
        let mut edits: Vec<&Edit> = edits.collect();
        // From the end, so that the places of those before stay what they are.
        edits.sort_by_key(|edit| std::cmp::Reverse((edit.line, edit.column)));
        edits.dedup();
        for edit in edits {
            let start = offset(&text, edit.line, edit.column)?;
            let (old, new) = (plain(&edit.old), plain(&edit.new));
            let end = start + old.len();
            (text.get(start..end)? == old).then_some(())?;
            text.replace_range(start..end, &new);
        }
        Some(text)
    }
}

fn held(text: Option<&str>) -> Option<Held> {
    match text {
        None => Some(Held::Binary),
        Some(text) if text::has_key(text) => Some(Held::Key),
        Some(text) if text.len() > EDITABLE => Some(Held::Long),
        Some(_) => None,
    }
}

/// A text as a browser holds it: without a mark of order, its lines ended by one
/// character.
pub fn plain(text: &str) -> String {
    let text = text.strip_prefix(MARK).unwrap_or(text);
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// The place of a line and a column in it, both counted from 1, in bytes.
fn offset(text: &str, line: usize, column: usize) -> Option<usize> {
    let before = match line.checked_sub(2) {
        None => 0,
        Some(nth) => text.match_indices('\n').nth(nth)?.0 + 1,
    };
    let rest = text.get(before..)?;
    let mut letters = rest.char_indices().map(|(at, _)| at);
    let at = letters.nth(column.saturating_sub(1));
    Some(before + at.unwrap_or(rest.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(line: usize, column: usize, old: &str, new: &str) -> Edit {
        Edit {
            file: "a.yaml".to_owned(),
            line,
            column,
            end_line: line,
            end_column: column,
            old: old.to_owned(),
            new: new.to_owned(),
        }
    }

    fn sheet(text: &str) -> Sheet {
        Sheet::new("a.yaml", text.as_bytes().to_vec())
    }

    #[test]
    fn edits_are_made_where_they_say() {
        let edits = [
            edit(1, 4, "yes", "true"),
            edit(2, 1, "", "c: ä\n"),
            edit(1, 4, "yes", "true"),
        ];
        let edited = sheet("ä: yes\nb: 1\n").edited(edits.iter());
        assert_eq!(edited.as_deref(), Some("ä: true\nc: ä\nb: 1\n"));
        let end = edit(3, 1, "", "c: 2\n");
        let edited = sheet("a: 1\nb: 1\n").edited(std::iter::once(&end));
        assert_eq!(edited.as_deref(), Some("a: 1\nb: 1\nc: 2\n"));
    }

    #[test]
    fn an_edit_of_another_text_is_none() {
        let gone = edit(1, 4, "no", "true");
        assert_eq!(sheet("a: yes\n").edited(std::iter::once(&gone)), None);
        let far = edit(9, 1, "", "b\n");
        assert_eq!(sheet("a: yes\n").edited(std::iter::once(&far)), None);
    }

    #[test]
    fn lines_end_as_they_came_and_what_is_not_touched_is_the_same_bytes() {
        let bytes = "\u{feff}a: 1\r\nb: 2\r\n";
        let mut sheet = sheet(bytes);
        assert_eq!(sheet.text.as_deref(), Some("a: 1\nb: 2\n"));
        assert_eq!(&*sheet.bytes(), bytes.as_bytes());
        sheet.write("a: 1\nb: 3\n".into());
        assert_eq!(&*sheet.bytes(), "\u{feff}a: 1\r\nb: 3\r\n".as_bytes());
        sheet.write("a: 1\nb: 2\n".into());
        assert_eq!(sheet.original(), None);
    }

    #[test]
    fn what_may_not_be_edited_says_why() {
        assert_eq!(sheet("a: 1").held, None);
        assert_eq!(sheet("-----BEGIN PRIVATE KEY-----\n").held, Some(Held::Key));
        assert_eq!(Sheet::new("a", vec![0xff]).held, Some(Held::Binary));
        let long = "a: 1\n".repeat(1 << 20);
        assert_eq!(sheet(&long).held, Some(Held::Long));
    }
}
