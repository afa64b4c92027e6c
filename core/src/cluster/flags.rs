//! From the words of a command to settings, as Go's flag package reads them.

use std::collections::{BTreeSet, HashMap};

use super::lookup::Lookup;
use super::setting::{Form, OptionRole, Place, Refusal, Setting};
use crate::catalog::Takes;
use crate::value;

/// One word of a command line, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandWord {
    /// The word, quotes taken off.
    pub text: String,
    /// The place at which the word begins.
    pub place: Place,
}

/// How a word stands on a command line.
enum Word<'a> {
    /// A flag, and what is behind its `=`.
    Flag(&'a str, Option<&'a str>),
    /// What begins as a flag and is none: `---x`, `-=x`.
    Broken,
    /// The end of the flags: `--`, or a word without a dash.
    End,
}

impl<'a> Word<'a> {
    fn of(text: &'a str) -> Self {
        let Some(flag) = text.strip_prefix('-').filter(|flag| !flag.is_empty()) else {
            return Self::End;
        };
        let flag = match flag.strip_prefix('-') {
            Some("") => return Self::End,
            Some(flag) => flag,
            None => flag,
        };
        match flag.split_once('=') {
            _ if flag.starts_with(['-', '=']) => Self::Broken,
            Some((name, value)) => Self::Flag(name, Some(value)),
            None => Self::Flag(flag, None),
        }
    }
}

/// The flags among the words of a command, each with its value; what stands before
/// the first of them starts the program.
pub fn flags(words: &[CommandWord], lookup: &mut Lookup) -> Vec<Setting> {
    let is_start = |word: &&CommandWord| matches!(Word::of(&word.text), Word::End);
    let first = words.iter().take_while(is_start).count();
    arguments(words.get(first..).unwrap_or_default(), lookup)
}

/// The flags among the words behind a program's name, each with its value.
///
/// Go's flag package takes `-name=value`, `--name=value`, `-name value` whatever
/// the value begins with, and for a truth value `-name` alone. Behind `--` and
/// behind the first word that is neither a flag nor a value it reads no more: what
/// stands there is passed over, and the word is among the settings as what
/// [ends](Refusal::Rest) the reading.
pub fn arguments(words: &[CommandWord], lookup: &mut Lookup) -> Vec<Setting> {
    let mut settings = Vec::new();
    let mut named: HashMap<&str, BTreeSet<&str>> = HashMap::new();
    let mut rest = words.iter();
    while let Some(word) = rest.next() {
        let (name, value) = match Word::of(&word.text) {
            Word::Flag(name, value) => (name, value),
            Word::Broken => {
                settings.push(no_flag(word, Refusal::Syntax, lookup));
                continue;
            }
            Word::End => {
                let is_behind = |word: &CommandWord| matches!(Word::of(&word.text), Word::Flag(..));
                if rest.any(is_behind) {
                    settings.push(no_flag(word, Refusal::Rest, lookup));
                }
                break;
            }
        };
        let of = lookup.flag_type(name);
        let is_switch = of.is_some_and(|of| *of.takes() == Takes::Boolean);
        // Of a flag that is unknown nobody knows whether it takes the next word.
        let takes_next = |next: &CommandWord| of.is_some() || !next.text.starts_with('-');
        let next = match value {
            None if !is_switch => rest.as_slice().first().filter(|next| takes_next(next)),
            _ => None,
        };
        if next.is_some() {
            rest.next();
        }
        let next = next.map(|next| next.text.as_str());
        let is_missing = value.or(next).is_none() && !is_switch && of.is_some();
        let value = value
            .or(next)
            .unwrap_or(if is_missing { "" } else { "true" });
        let mut setting = lookup.setting(Form::Flag, name, value, word.place.clone());
        if is_missing {
            setting.refused = Some(Box::new(Refusal::NoValue));
        }
        if let Some((of, names)) = of.and_then(|of| Some((of, value::names_in_flag(of, value)?))) {
            let known = named.entry(name).or_default();
            if !known.is_disjoint(&names) {
                let (wanted, lines) = (of.name(), Vec::new());
                setting.refused = Some(Box::new(Refusal::Value { wanted, lines }));
            }
            known.extend(names);
        }
        settings.push(setting);
    }
    settings
}

/// A word that is no flag, as something that was set all the same.
fn no_flag(word: &CommandWord, refusal: Refusal, lookup: &mut Lookup) -> Setting {
    let mut setting = lookup.word(&word.text, word.place.clone());
    setting.refused = Some(Box::new(refusal));
    setting
}

/// The flag that a word is, without its dashes: they are followed by a letter, or
/// by the dot of a flag whose prefix Mimir forgot.
pub fn flag(word: &str) -> Option<&str> {
    let flag = word.strip_prefix("--").or_else(|| word.strip_prefix('-'))?;
    flag.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '.')
        .then_some(flag)
}

/// The configuration file that Mimir reads before it looks at its flags, and
/// whether variables are put into it. It looks for these two from every word on,
/// also behind what ends the flags, and the last counts.
pub fn config_file(words: &[CommandWord], lookup: &mut Lookup) -> (Option<String>, bool) {
    let (mut file, mut expands) = (None, false);
    for from in 0..words.len() {
        let mut rest = words.iter().skip(from);
        while let Some(word) = rest.next() {
            let Word::Flag(name, value) = Word::of(&word.text) else {
                break;
            };
            match lookup.role(Form::Flag, name) {
                Some(OptionRole::ConfigFile) => {
                    let next = || rest.next().map(|next| next.text.as_str());
                    let Some(found) = value.or_else(next) else {
                        break;
                    };
                    file = Some(found.to_owned()).filter(|file| !file.is_empty());
                }
                Some(OptionRole::ExpandEnv) => {
                    let found = value.map_or(Some(true), value::truth_of_flag);
                    expands = found.unwrap_or_default();
                    if found.is_none() {
                        break;
                    }
                }
                _ => break,
            }
        }
    }
    (file, expands)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;

    fn words(texts: &[&str]) -> Vec<CommandWord> {
        let word = |(line, text): (usize, &&str)| CommandWord {
            text: (*text).to_owned(),
            place: Place {
                line,
                ..Place::default()
            },
        };
        texts.iter().enumerate().map(word).collect()
    }

    fn read(texts: &[&str]) -> Vec<String> {
        let mut lookup = Lookup::new(Catalog::builtin().newest());
        let settings = flags(&words(texts), &mut lookup);
        let shown = settings.iter().map(|setting| match &setting.refused {
            Some(refusal) => format!("{}={} {refusal:?}", setting.name, setting.value),
            None => format!("{}={}", setting.name, setting.value),
        });
        shown.collect()
    }

    #[test]
    fn a_value_is_behind_a_sign_or_the_next_word() {
        let client = "ingester.client.tls-enabled";
        assert_eq!(
            read(&[
                "-target",
                "-x",
                &format!("--{client}"),
                &format!("-{client}=0")
            ]),
            [
                "target=-x",
                &format!("{client}=true"),
                &format!("{client}=false")
            ]
        );
        assert_eq!(read(&["-target"]), ["target= NoValue"]);
        assert_eq!(
            read(&[&format!("-{client}"), "true", "-target=all"]),
            [&format!("{client}=true"), "true= Rest"]
        );
    }

    #[test]
    fn behind_a_word_nothing_is_read() {
        assert_eq!(
            read(&["-target=all", "word", "-x=y"]),
            ["target=all", "word= Rest"]
        );
        assert_eq!(
            read(&["-target=all", "--", "-x=y"]),
            ["target=all", "--= Rest"]
        );
        assert_eq!(read(&["-target=all", "word"]), ["target=all"]);
        assert_eq!(
            read(&["---x", "-target=all"]),
            ["---x= Syntax", "target=all"]
        );
    }

    #[test]
    fn the_configuration_file_is_found_wherever_it_stands() {
        let mut lookup = Lookup::new(Catalog::builtin().newest());
        let mut found = |texts: &[&str]| config_file(&words(texts), &mut lookup);
        assert_eq!(
            found(&["-target=all", "-config.file=a"]),
            (Some("a".to_owned()), false)
        );
        assert_eq!(
            found(&[
                "-config.file",
                "a",
                "word",
                "--config.file=b",
                "-config.expand-env"
            ]),
            (Some("b".to_owned()), true)
        );
        assert_eq!(found(&["-config.expand-env=1"]), (None, true));
        assert_eq!(
            found(&["-config.expand-env", "-config.expand-env=yes"]),
            (None, false)
        );
    }
}
