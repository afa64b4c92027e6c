//! Values in HCL that somebody else puts where Mimir gets them, as the variables
//! of a pack of Nomad's: texts that are its configuration, and lists of its flags.

use super::super::input::Source;
use super::super::process::Container;
use super::command::Started;
use super::facts::Facts;
use super::hcl::{Block, Is, Value};
use super::shell::Argument;
use super::{mimir, yaml};

/// Takes in what is Mimir's of a text without a job.
pub(super) fn read(source: &Source, root: &Block, facts: &mut Facts) -> bool {
    let mut found = false;
    let name = source.path.rsplit('/').next().unwrap_or_default();
    block(source, root, name, facts, &mut found);
    found
}

fn block(source: &Source, block: &Block, name: &str, facts: &mut Facts, found: &mut bool) {
    for (key, inner) in &block.attributes {
        // A variable is called by its label, and what it is by itself `default`.
        let name = match key.as_str() {
            "default" => name,
            key => key,
        };
        value(source, inner, name, facts, found);
    }
    for inner in &block.blocks {
        let label = inner.labels.first().map_or(name, String::as_str);
        self::block(source, inner, label, facts, found);
    }
}

fn value(source: &Source, value: &Value, name: &str, facts: &mut Facts, found: &mut bool) {
    match &value.is {
        Is::Heredoc(text, indent) => *found |= config(source, value, (text, *indent), name, facts),
        Is::List(items) if is_flags(items) => *found |= flags(source, items, name, facts),
        Is::List(items) | Is::Call(_, items) => {
            for item in items {
                self::value(source, item, name, facts, found);
            }
        }
        Is::Object(entries) => {
            let own = entries.iter().find(|(key, _)| key == "name");
            let own = own.and_then(|(_, value)| value.text()).unwrap_or(name);
            for (_, inner) in entries {
                self::value(source, inner, own, facts, found);
            }
        }
        Is::Text(_) | Is::Word(_) | Is::Unknown => {}
    }
}

/// A text that is Mimir's configuration.
fn config(
    source: &Source,
    value: &Value,
    (text, indent): (&str, usize),
    name: &str,
    facts: &mut Facts,
) -> bool {
    // What is no YAML is something else's here.
    if super::template::parse(value.line, text).is_err() {
        return false;
    }
    let Some(inner) = yaml::part(source, text, value.line, facts) else {
        return false;
    };
    let is_config = mimir::is_config(&inner, name);
    if is_config {
        mimir::config(source, &inner, indent, name, facts);
    }
    is_config
}

fn is_flags(items: &[Value]) -> bool {
    !items.is_empty()
        && items
            .iter()
            .all(|item| item.text().is_some_and(|it| it.starts_with('-')))
}

/// A list of flags, which is Mimir's if it is called so or has an option of TLS.
fn flags(source: &Source, items: &[Value], name: &str, facts: &mut Facts) -> bool {
    let words = items.iter().filter_map(|item| {
        let place = source.place(item.line, item.column);
        Some(Argument::known(item.text()?, place))
    });
    let started = Started::of(words.collect(), name, facts);
    let is_named = name.contains("mimir");
    let Some(started) = started.filter(|it| is_named || it.has_options()) else {
        return false;
    };
    started.candidate(name, &[name], &source.path, Container::default(), facts);
    true
}
