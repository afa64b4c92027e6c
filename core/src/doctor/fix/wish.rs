//! What a rule wants changed, whatever the text's form is.

use super::super::finding::Place;
use super::super::process::{Form, Setting};
use crate::catalog::OptionRow;

/// A change that a rule wants at a place. It is no edit yet: who knows the form
/// of the text makes one of it, and that is proven before anybody sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::doctor) struct Wish {
    pub(super) place: Place,
    /// The option at that place, where it is one: a flag, or the last key.
    pub(super) name: Option<(Form, String)>,
    /// What the option is set to.
    pub(super) value: String,
    pub(super) change: Change,
}

/// What is to become of what stands at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Change {
    /// A part of its value, which is there once.
    Value { old: String, new: String },
    /// Its name.
    Name { new: String },
    /// It goes, and with it a block that would be left empty.
    Remove,
    /// Another comes beside it, or is set anew where it stands there already.
    Add(Addition),
}

/// What comes beside something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Addition {
    /// Its key in a mapping.
    pub(super) key: String,
    /// Its name among flags, if it is an option.
    pub(super) flag: Option<String>,
    pub(super) value: String,
}

/// In the value at that place, `old` becomes `new`, where it is there once.
pub(in crate::doctor) fn replace(place: &Place, old: &str, new: &str) -> Wish {
    let (old, new) = (old.to_owned(), new.to_owned());
    Wish {
        place: place.clone(),
        name: None,
        value: String::new(),
        change: Change::Value { old, new },
    }
}

/// The option gets another value, which differs from its own in `old` alone.
pub(in crate::doctor) fn set(setting: &Setting, old: &str, new: &str) -> Wish {
    let (old, new) = (old.to_owned(), new.to_owned());
    of(setting, Change::Value { old, new })
}

/// The option gets the name of another.
pub(in crate::doctor) fn rename(setting: &Setting, option: &OptionRow) -> Option<Wish> {
    let new = match setting.form {
        Form::Flag => option.flag()?,
        Form::Yaml => last(option.yaml()),
    };
    let new = new.to_owned();
    Some(of(setting, Change::Name { new }))
}

/// The option goes.
pub(in crate::doctor) fn remove(setting: &Setting) -> Wish {
    of(setting, Change::Remove)
}

/// A switch of the same block is set to true beside the option. None where that
/// has no place beside it.
pub(in crate::doctor) fn switch_on(setting: &Setting, switch: &OptionRow) -> Option<Wish> {
    let flag = switch.flag().map(str::to_owned);
    let above = |path: &str| path.rsplit_once('.').map(|(above, _)| above.to_owned());
    match setting.form {
        Form::Flag if flag.is_none() => return None,
        Form::Yaml if above(&setting.name) != above(switch.yaml()) => return None,
        Form::Flag | Form::Yaml => {}
    }
    let addition = Addition {
        key: last(switch.yaml()).to_owned(),
        flag,
        value: "true".to_owned(),
    };
    Some(of(setting, Change::Add(addition)))
}

/// Another key comes into the mapping at that place.
pub(in crate::doctor) fn add(place: &Place, key: &str, value: &str) -> Wish {
    let addition = Addition {
        key: key.to_owned(),
        flag: None,
        value: value.to_owned(),
    };
    Wish {
        place: place.clone(),
        name: None,
        value: String::new(),
        change: Change::Add(addition),
    }
}

fn of(setting: &Setting, change: Change) -> Wish {
    let name = match setting.form {
        Form::Flag => &setting.name,
        Form::Yaml => last(&setting.name),
    };
    Wish {
        place: setting.place().clone(),
        name: Some((setting.form, name.to_owned())),
        value: setting.value.clone(),
        change,
    }
}

fn last(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}

impl Wish {
    /// Whether a key of a mapping is what is to be changed.
    pub(super) fn is_of(&self, key: &str) -> bool {
        let bare = key.trim_start_matches('-');
        self.name.as_ref().is_none_or(|(_, name)| name == bare)
    }

    /// The flag that is to be changed.
    pub(super) fn flag(&self) -> Option<&str> {
        match &self.name {
            Some((Form::Flag, name)) => Some(name),
            _ => None,
        }
    }
}

impl Addition {
    /// The word of it on a command line, with the dashes of another.
    pub(super) fn word(&self, dashes: &str) -> Option<String> {
        Some(format!("{dashes}{}={}", self.flag.as_ref()?, self.value))
    }
}

/// A text in which `old` stands once, with `new` in its place.
pub(super) fn once(text: &str, old: &str, new: &str) -> Option<String> {
    let is_once = !old.is_empty() && text.matches(old).count() == 1;
    is_once.then(|| text.replacen(old, new, 1))
}
