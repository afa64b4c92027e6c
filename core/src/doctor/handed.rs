//! What was handed over: each input looked at once, and let go of where nobody
//! reads it.

use super::account::Account;
use super::code::Code;
use super::finding::Place;
use super::input::{self, Input, Source};
use super::material::Material;
use super::options::Options;
use super::read::{self, Evidence, Look, Truths};
use super::rules::Draft;
use super::sort::{self, Sorted};

/// The most text that is read in all: room for the flags of a thousand processes
/// with every surface on. Each setting takes up to twenty times its text.
pub(super) const MOST_TEXT: usize = 6_900_000;

/// What a line takes beside its text, in the same measure: a setting has a place,
/// a name and what is known of it, however short it is.
const OF_A_LINE: usize = 16;

/// How much of that room a text takes.
pub(super) fn size(source: &Source) -> usize {
    source.text.len() + OF_A_LINE * source.last()
}

/// An input that was looked at: all of it where it is a cluster's or may be, and
/// else only what is to be said of it. Whoever brings many files looks at each as
/// it comes, and holds no more of them than is needed.
///
/// ```
/// use mimir_tls::doctor::{Input, look};
///
/// let input = |path: &str, text: &str| Input {
///     path: path.to_owned(),
///     bytes: text.as_bytes().to_vec(),
///     mode: None,
/// };
/// assert_eq!(look(input("notes.md", "what to do")).kept(), 0);
/// assert_eq!(look(input("mimir.yaml", "target: all")).kept(), 11);
/// ```
pub struct Looked {
    account: Account,
    what: What,
}

enum What {
    /// A text that somebody reads, or that should be readable.
    Text(Source, Look),
    /// A text that nobody reads, with what it says all the same.
    Idle(Look),
    /// Certificates or keys.
    Material(Input),
    /// Nothing of a cluster's, or something that cannot be read, and why.
    Nothing(Option<Box<Draft>>),
}

/// Looks at an input, and lets go of its bytes where nobody reads them.
#[must_use]
pub fn look(input: Input) -> Looked {
    let mut account = Account::new(input.path.clone());
    let what = match sort::sort(input) {
        Sorted::Source(source) => {
            let look = read::look(&source, &mut account);
            match look.is_claimed || account.is_broken() {
                true => What::Text(source, look),
                false => What::Idle(look),
            }
        }
        Sorted::Material(input) => {
            account.is("certificates");
            What::Material(input)
        }
        Sorted::Ignored { why, is_suspect } => {
            account.is(why);
            account.is_suspect = is_suspect;
            What::Nothing(None)
        }
        Sorted::Unreadable(draft) => {
            account.is("broken");
            What::Nothing(Some(draft))
        }
    };
    Looked { account, what }
}

impl From<Input> for Looked {
    fn from(input: Input) -> Self {
        look(input)
    }
}

impl Looked {
    /// How many bytes of the input are kept.
    pub fn kept(&self) -> usize {
        match &self.what {
            What::Text(source, _) => source.text.len(),
            What::Material(input) => input.bytes.len(),
            What::Idle(_) | What::Nothing(_) => 0,
        }
    }

    /// The input, where it is a file of certificates or keys.
    pub fn material(&self) -> Option<&Input> {
        match &self.what {
            What::Material(input) => Some(input),
            _ => None,
        }
    }
}

/// All that was handed over.
pub(super) struct Handed {
    /// The texts that somebody reads, each with the number of its account.
    pub(super) texts: Vec<(usize, Source)>,
    pub(super) materials: Vec<Material>,
    /// What became of each input, in the order of the inputs.
    pub(super) accounts: Vec<Account>,
    pub(super) evidence: Vec<Evidence>,
    /// Files of values that other charts get.
    pub(super) others: Vec<String>,
    /// What each file of a chart's values turns on and off.
    pub(super) truths: Vec<(String, Truths)>,
    pub(super) drafts: Vec<Draft>,
}

impl Handed {
    pub(super) fn of(
        inputs: impl IntoIterator<Item = impl Into<Looked>>,
        options: &Options,
    ) -> Self {
        let mut handed = Self {
            texts: Vec::new(),
            materials: Vec::new(),
            accounts: Vec::new(),
            evidence: Vec::new(),
            others: Vec::new(),
            truths: Vec::new(),
            drafts: Vec::new(),
        };
        let mut left = MOST_TEXT;
        for input in inputs {
            let Looked { mut account, what } = input.into();
            match what {
                What::Text(source, look) => {
                    // There may be no room for it.
                    let size = if look.is_sure { size(&source) } else { 0 };
                    handed.say(&account.file, look);
                    match left.checked_sub(size) {
                        None => {
                            account.is("broken");
                            handed.drafts.push(input::no_room(source.path.clone()));
                        }
                        Some(rest) => {
                            left = rest;
                            handed.texts.push((handed.accounts.len(), source));
                        }
                    }
                }
                What::Idle(look) => handed.say(&account.file, look),
                What::Material(input) => handed.materials.push(material(input, options)),
                What::Nothing(draft) => handed.drafts.extend(draft.map(|draft| *draft)),
            }
            handed.accounts.push(account);
        }
        let texts: Vec<&Source> = handed.texts.iter().map(|(_, text)| text).collect();
        handed.evidence.extend(read::of_variables(&texts));
        handed
    }

    /// Takes in what a look has found; of a folder of templates one finding is
    /// enough.
    fn say(&mut self, path: &str, look: Look) {
        if !look.truths.is_empty() {
            self.truths.push((path.to_owned(), look.truths));
        }
        self.evidence.extend(look.evidence);
        self.others.extend(look.others);
        let folder = |draft: &Draft| {
            let path = &draft.place.file;
            let end = path.rfind("templates/").or_else(|| path.rfind('/'));
            path.get(..end.unwrap_or(0)).unwrap_or_default().to_owned()
        };
        for draft in look.broken {
            let mut known = self.drafts.iter();
            let is_told = draft.code == Code::Mt608
                && known.any(|it| it.code == draft.code && folder(it) == folder(&draft));
            if !is_told {
                self.drafts.push(draft);
            }
        }
    }
}

fn material(mut input: Input, options: &Options) -> Material {
    let path = input.path.clone();
    let bytes = std::mem::take(&mut input.bytes);
    let place = Place {
        file: path.clone(),
        ..Place::default()
    };
    let opened = options.opened.get(&path).map(|pem| pem.as_slice());
    Material::read(path, place, bytes, input.mode, None, opened)
}
