//! Where a key of the plan's table stands in a [`PlanFile`]: how it is set, laid
//! over another file's, and said again.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::{
    Choice, MemberFile, Name, NameConstraintsFile, Network, Permitted, PlanFile, SurfaceChoice,
};
use crate::catalog::{Catalog, Component, UnknownName};
use crate::document::{DocumentError, Node};

/// The way from a key to its field.
pub(super) struct Slot {
    /// Sets the field to what a value says. The text is the name that stands at
    /// the path's `*`, and is empty for a path without one.
    pub(super) set: fn(&mut PlanFile, &str, &Node) -> Result<(), DocumentError>,
    /// Moves what the second file says into the first.
    pub(super) lay: fn(&mut PlanFile, &mut PlanFile),
    /// What the file says there: the name at the path's `*`, and a text that
    /// [`PlanFile::set`] reads.
    pub(super) say: fn(&PlanFile) -> Vec<(&'static str, String)>,
}

/// A field of the file itself.
macro_rules! field {
    ($($field:ident).+) => {{
        use $crate::plan::slot::{Slot, lay, once, said};
        Slot {
            set: |file, _, node| {
                file.$($field).+ = node.read()?;
                Ok(())
            },
            lay: |under, over| lay(&mut under.$($field).+, &mut over.$($field).+),
            say: |file| once(said(&file.$($field).+)),
        }
    }};
}

/// A field of each component.
macro_rules! particular {
    ($field:ident) => {{
        use $crate::plan::slot::{Slot, component, lay, members, said};
        Slot {
            set: |file, name, node| {
                let component = component(name)?;
                let value = node.read()?;
                // What the list of components says of it gives way, even to nothing.
                let listed = file.components.as_mut();
                if let Some(member) = listed.and_then(|it| it.0.get_mut(&component)) {
                    member.$field = Default::default();
                }
                file.particulars.entry(component).or_default().$field = value;
                Ok(())
            },
            lay: |under, over| {
                for (component, member) in &mut over.particulars {
                    if said(&member.$field).is_some() {
                        let under = under.particulars.entry(*component).or_default();
                        lay(&mut under.$field, &mut member.$field);
                    }
                }
            },
            say: |file| {
                let said = members(file).into_iter().map(|(component, member)| {
                    said(&member.$field).map(|text| (component.name(), text))
                });
                said.flatten().collect()
            },
        }
    }};
}

/// A field that holds one of a policy's words, whose type knows no serde.
macro_rules! word {
    ($($field:ident).+) => {{
        use $crate::plan::slot::{Slot, lay, once};
        use $crate::policy::word::Written;
        Slot {
            set: |file, _, node| {
                let Written(word) = node.read()?;
                file.$($field).+ = word;
                Ok(())
            },
            lay: |under, over| lay(&mut under.$($field).+, &mut over.$($field).+),
            say: |file| once(file.$($field).+.map(|word| word.spelling().to_owned())),
        }
    }};
}
pub(super) use {field, particular, word};

/// The release, which the catalog must have: a plan file says that when it is
/// resolved, an option and a field at once.
pub(super) const RELEASE: Slot = Slot {
    set: |file, _, node| {
        let text: String = node.read()?;
        Catalog::builtin().release(&text).map_err(in_words)?;
        file.release = Some(text);
        Ok(())
    },
    ..field!(release)
};

/// The components of the plan: the list alone.
pub(super) const COMPONENTS: Slot = Slot {
    say: |file| {
        let names = file.components.as_ref().map(|components| {
            let names = components.0.keys().copied().map(Component::name);
            names.collect::<Vec<_>>().join(",")
        });
        once(names)
    },
    ..field!(components)
};

/// A surface and what the plan does with it; a later choice wins.
pub(super) const SURFACE: Slot = Slot {
    set: |file, name, node| {
        let surface = Catalog::builtin().surface_name(name).map_err(in_words)?;
        let choice: Choice = node.read()?;
        let choices = &mut file.surfaces.get_or_insert_default().0;
        choices.retain(|said| said.surface != surface);
        choices.push(SurfaceChoice { surface, choice });
        Ok(())
    },
    lay: |under, over| match (&mut under.surfaces, over.surfaces.take()) {
        (Some(under), Some(over)) => under.0.extend(over.0),
        (_, None) => {}
        (under, over) => *under = over,
    },
    say: |file| {
        let choices = file.surfaces.iter().flat_map(|surfaces| &surfaces.0);
        choices
            .map(|said| (said.surface.as_str(), text(&said.choice)))
            .collect()
    },
};

/// Whether the CA is bound to the plan's own names.
pub(super) const CONSTRAINTS: Slot = Slot {
    say: |file| match &file.certificates.ca.name_constraints {
        Some(NameConstraintsFile::Own(own)) => once(Some(text(own))),
        _ => Vec::new(),
    },
    ..field!(certificates.ca.name_constraints)
};

/// The DNS names to which the CA is bound. They are laid over another file's
/// together with the networks, as one choice: [`CONSTRAINTS`] does it.
pub(super) const PERMITTED_DNS: Slot = Slot {
    set: |file, _, node| {
        let dns: Vec<Name> = node.read()?;
        permitted(file).dns = dns;
        Ok(())
    },
    lay: |_, _| {},
    say: |file| match &file.certificates.ca.name_constraints {
        Some(NameConstraintsFile::Permitted(permitted)) => once(Some(text(&permitted.dns))),
        _ => Vec::new(),
    },
};

/// The networks to which the CA is bound.
pub(super) const PERMITTED_IPS: Slot = Slot {
    set: |file, _, node| {
        let ips: Vec<Network> = node.read()?;
        permitted(file).ips = ips;
        Ok(())
    },
    lay: |_, _| {},
    say: |file| match &file.certificates.ca.name_constraints {
        Some(NameConstraintsFile::Permitted(permitted)) => once(Some(text(&permitted.ips))),
        _ => Vec::new(),
    },
};

fn permitted(file: &mut PlanFile) -> &mut Permitted {
    let constraints = &mut file.certificates.ca.name_constraints;
    if !matches!(constraints, Some(NameConstraintsFile::Permitted(_))) {
        *constraints = None;
    }
    match constraints.get_or_insert_with(|| NameConstraintsFile::Permitted(Permitted::default())) {
        NameConstraintsFile::Permitted(permitted) => permitted,
        NameConstraintsFile::Own(_) => unreachable!("it was just replaced"),
    }
}

/// What is particular to each component, in the list or apart from it.
pub(super) fn members(file: &PlanFile) -> BTreeMap<Component, MemberFile> {
    let mut members = file.components.clone().unwrap_or_default().0;
    for (component, particular) in &file.particulars {
        let member = members.entry(*component).or_default();
        *member = std::mem::take(member).overlay(particular.clone());
    }
    members
}

pub(super) fn component(name: &str) -> Result<Component, DocumentError> {
    name.parse().map_err(in_words)
}

fn in_words(error: UnknownName) -> DocumentError {
    DocumentError::new(error.to_string())
}

pub(super) fn lay<T: Default + PartialEq>(under: &mut T, over: &mut T) {
    let over = std::mem::take(over);
    if over != T::default() {
        *under = over;
    }
}

pub(super) fn said<T: Default + PartialEq + Serialize>(field: &T) -> Option<String> {
    (*field != T::default()).then(|| text(field))
}

pub(super) fn once(text: Option<String>) -> Vec<(&'static str, String)> {
    text.map(|text| ("", text)).into_iter().collect()
}

/// A value as it is typed: a list with commas.
fn text(value: &impl Serialize) -> String {
    // Plain words, numbers and lists of them; that cannot fail.
    typed(serde_json::to_value(value).unwrap_or_default())
}

fn typed(value: Value) -> String {
    match value {
        Value::String(text) => text,
        Value::Array(items) => {
            let items: Vec<_> = items.iter().filter_map(Value::as_str).collect();
            items.join(",")
        }
        Value::Bool(is_so) => is_so.to_string(),
        Value::Number(number) => number.as_u64().unwrap_or_default().to_string(),
        Value::Null | Value::Object(_) => String::new(),
    }
}
