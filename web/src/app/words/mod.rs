//! Every string of the page, in every language, side by side.
//!
//! A section is a struct of strings, so a string that one language lacks does
//! not compile: `Words::of(lang).frame.title`.

pub mod change;
pub mod check;
pub mod cluster;
pub mod fields;
pub mod files;
pub mod frame;
pub mod nodes;
pub mod plan;
pub mod remedies;
pub mod signing;
pub mod surfaces;
pub mod verdict;

use crate::app::address::Lang;

/// A section of the table: a name, then its English and its German.
macro_rules! section {
    ($(#[$doc:meta])* $section:ident { $($word:ident: $en:literal, $de:literal;)* }) => {
        $(#[$doc])*
        #[derive(Debug, PartialEq, Eq)]
        pub struct $section {
            $(#[doc = $en] pub $word: &'static str,)*
        }

        impl $section {
            pub(super) const EN: Self = Self { $($word: $en,)* };
            pub(super) const DE: Self = Self { $($word: $de,)* };

            /// The section in a language.
            pub fn of(lang: crate::app::address::Lang) -> &'static Self {
                match lang {
                    crate::app::address::Lang::En => &Self::EN,
                    crate::app::address::Lang::De => &Self::DE,
                }
            }

            /// Name, English, German.
            #[cfg(test)]
            pub(super) const ROWS: &[(&str, &str, &str)] = &[$((stringify!($word), $en, $de),)*];
        }
    };
}
pub(crate) use section;

/// The words of the first door, and of all around it, in one language. Those of
/// another are a section by itself, which comes with what is behind it.
#[derive(Debug, PartialEq, Eq)]
pub struct Words {
    /// Header, padlock, messages.
    pub frame: frame::Frame,
    /// The verdict, and what to do about it.
    pub verdict: verdict::Verdict,
    /// The left column.
    pub plan: plan::Plan,
    /// The middle.
    pub cluster: cluster::Cluster,
    /// The right column.
    pub files: files::Files,
}

impl Words {
    const EN: Self = Self {
        frame: frame::Frame::EN,
        verdict: verdict::Verdict::EN,
        plan: plan::Plan::EN,
        cluster: cluster::Cluster::EN,
        files: files::Files::EN,
    };
    const DE: Self = Self {
        frame: frame::Frame::DE,
        verdict: verdict::Verdict::DE,
        plan: plan::Plan::DE,
        cluster: cluster::Cluster::DE,
        files: files::Files::DE,
    };

    /// The words of a language.
    pub fn of(lang: Lang) -> &'static Self {
        match lang {
            Lang::En => &Self::EN,
            Lang::De => &Self::DE,
        }
    }
}

/// What the catalog says in English, of what it calls `name`: in German where `rows`
/// have that.
fn translated<'a>(rows: &[(&str, &'a str)], lang: Lang, name: &str, english: &'a str) -> &'a str {
    match (lang, rows.iter().find(|(known, _)| *known == name)) {
        (Lang::De, Some((_, german))) => german,
        _ => english,
    }
}

/// `text` with each `{name}` replaced.
pub fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = text.to_owned();
    for (name, value) in values {
        filled = filled.replace(&format!("{{{name}}}"), value);
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECTIONS: &[&[(&str, &str, &str)]] = &[
        frame::Frame::ROWS,
        verdict::Verdict::ROWS,
        plan::Plan::ROWS,
        cluster::Cluster::ROWS,
        files::Files::ROWS,
        check::Check::ROWS,
        change::Change::ROWS,
        signing::Signing::ROWS,
    ];

    fn blanks(text: &str) -> Vec<&str> {
        let mut names: Vec<&str> = text
            .split('{')
            .skip(1)
            .filter_map(|rest| rest.split('}').next())
            .collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn both_languages_say_all_and_fill_the_same_blanks() {
        for (word, en, de) in SECTIONS.iter().copied().flatten() {
            assert!(!en.trim().is_empty() && !de.trim().is_empty(), "{word}");
            assert_eq!(blanks(en), blanks(de), "{word}");
        }
    }

    #[test]
    fn blanks_are_filled() {
        assert_eq!(fill("{n} of {m}", &[("n", "1"), ("m", "2")]), "1 of 2");
    }
}
