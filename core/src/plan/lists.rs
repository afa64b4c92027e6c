//! The parts of a plan that are a list or a map, as its author likes.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{self, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::{MemberFile, SurfaceChoice};
use crate::catalog::{Catalog, Component};

/// The components of a plan: names alone, or names with particulars.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ComponentsFile(pub BTreeMap<Component, MemberFile>);

impl FromIterator<Component> for ComponentsFile {
    fn from_iter<I: IntoIterator<Item = Component>>(names: I) -> Self {
        Self(
            names
                .into_iter()
                .map(|name| (name, MemberFile::default()))
                .collect(),
        )
    }
}

impl Serialize for ComponentsFile {
    /// A list where nothing is particular, else a map.
    fn serialize<S: serde::Serializer>(&self, writer: S) -> Result<S::Ok, S::Error> {
        if self
            .0
            .values()
            .all(|member| *member == MemberFile::default())
        {
            writer.collect_seq(self.0.keys())
        } else {
            writer.collect_map(&self.0)
        }
    }
}

impl<'de> Deserialize<'de> for ComponentsFile {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        struct Components;
        impl<'de> Visitor<'de> for Components {
            type Value = ComponentsFile;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of components, or a map from components to their particulars")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
                let mut members = BTreeMap::new();
                while let Some(component) = items.next_element::<Component>()? {
                    if members.insert(component, MemberFile::default()).is_some() {
                        return Err(de::Error::custom(format!("`{component}` is listed twice")));
                    }
                }
                Ok(ComponentsFile(members))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
                let mut members = BTreeMap::new();
                while let Some(component) = entries.next_key()? {
                    let member: Option<MemberFile> = entries.next_value()?;
                    members.insert(component, member.unwrap_or_default());
                }
                Ok(ComponentsFile(members))
            }
        }
        reader.deserialize_any(Components)
    }
}

/// The chosen surfaces, in the order of the text; a later choice wins.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SurfacesFile(pub Vec<SurfaceChoice>);

impl Serialize for SurfacesFile {
    fn serialize<S: serde::Serializer>(&self, writer: S) -> Result<S::Ok, S::Error> {
        writer.collect_map(
            self.0
                .iter()
                .map(|choice| (&choice.surface, &choice.choice)),
        )
    }
}

impl<'de> Deserialize<'de> for SurfacesFile {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        struct Surfaces;
        impl<'de> Visitor<'de> for Surfaces {
            type Value = SurfacesFile;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(
                    "a list of surfaces, or a map from surfaces to true, false or an address",
                )
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
                let mut choices = Vec::new();
                while let Some(choice) = items.next_element::<SurfaceChoice>()? {
                    choices.push(choice);
                }
                Ok(SurfacesFile(choices))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
                let mut choices = Vec::new();
                while let Some(name) = entries.next_key::<String>()? {
                    let surface = Catalog::builtin()
                        .surface_name(&name)
                        .map_err(de::Error::custom)?;
                    choices.push(SurfaceChoice {
                        surface,
                        choice: entries.next_value()?,
                    });
                }
                Ok(SurfacesFile(choices))
            }
        }
        reader.deserialize_any(Surfaces)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::document::{self, DocumentError};

    fn read<'a, T: Deserialize<'a>>(tree: &'a document::Node) -> Result<T, DocumentError> {
        tree.read()
    }

    fn components(text: &str) -> Result<String, String> {
        let tree = document::parse(text.as_bytes()).unwrap();
        let read: Result<ComponentsFile, _> = read(&tree);
        read.map(|read| serde_json::to_string(&read).unwrap())
            .map_err(|error| error.to_string())
    }

    fn surfaces(text: &str) -> Result<String, String> {
        let tree = document::parse(text.as_bytes()).unwrap();
        let read: Result<SurfacesFile, _> = read(&tree);
        read.map(|read| serde_json::to_string(&read).unwrap())
            .map_err(|error| error.to_string())
    }

    #[test]
    fn components_are_a_list_where_nothing_is_particular() {
        let list = Ok(r#"["distributor","ingester"]"#.to_owned());
        assert_eq!(components("[ingester, distributor]"), list);
        assert_eq!(components("{ingester: {}, distributor:}"), list);
        assert_eq!(
            components("{ingester: {replicas: 2}, distributor: {}}").unwrap(),
            r#"{"distributor":{},"ingester":{"replicas":2}}"#
        );
    }

    #[test]
    fn components_are_refused_at_their_place() {
        for (text, words) in [
            (
                "[ingester, ingester]",
                "line 1, column 1: `ingester` is listed twice",
            ),
            ("ingester", "expected a list of components"),
            (
                "{ingester: {replica: 2}}",
                "line 1, column 13: ingester: unknown key `replica`",
            ),
            (
                "{ingester: {replicas: 0}}",
                "ingester.replicas: 0 replicas; write 1 to 10000",
            ),
        ] {
            let error = components(text).unwrap_err();
            assert!(error.contains(words), "{error}");
        }
    }

    #[test]
    fn surfaces_are_a_list_or_a_map() {
        let map = Ok(r#"{"etcd":true,"memberlist":false}"#.to_owned());
        assert_eq!(surfaces("[etcd, memberlist=off]"), map);
        assert_eq!(surfaces("{etcd: on, memberlist: false}"), map);
        let error = surfaces("{etc: true}").unwrap_err();
        assert!(error.contains("did you mean `etcd`?"), "{error}");
        let error = surfaces("kafka").unwrap_err();
        assert!(error.contains("expected a list of surfaces"), "{error}");
    }
}
