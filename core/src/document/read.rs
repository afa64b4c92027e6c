//! serde's view of a tree: each fault gets the place of the value it is in.

use serde::de::{self, DeserializeSeed, IntoDeserializer, Visitor};

use super::{DocumentError, MapKey, Node, Value};

/// Reads one value.
#[derive(Clone, Copy)]
pub(super) struct Reader<'de>(&'de Node);

impl<'de> Reader<'de> {
    pub(super) fn new(node: &'de Node) -> Self {
        Self(node)
    }

    fn scalar<V: Visitor<'de>>(
        self,
        text: &'de str,
        plain: bool,
        visitor: V,
    ) -> Result<V::Value, DocumentError> {
        if !plain {
            return visitor.visit_borrowed_str(text);
        }
        if self.0.is_null() {
            return visitor.visit_unit();
        }
        match text {
            "true" | "True" | "TRUE" => visitor.visit_bool(true),
            "false" | "False" | "FALSE" => visitor.visit_bool(false),
            _ => match (text.parse::<u64>(), text.parse::<i64>()) {
                (Ok(number), _) => visitor.visit_u64(number),
                (_, Ok(number)) => visitor.visit_i64(number),
                _ => visitor.visit_borrowed_str(text),
            },
        }
    }

    /// A text even where an unquoted value looks like a number or a truth
    /// value: `release: 3.0` and `namespace: 42` mean what they say.
    fn string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DocumentError> {
        match &self.0.value {
            Value::Scalar { text, .. } if !self.0.is_null() => visitor.visit_borrowed_str(text),
            _ => self.any(visitor),
        }
    }

    fn any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DocumentError> {
        match &self.0.value {
            Value::Scalar { text, plain } => self.scalar(text, *plain, visitor),
            Value::List(items) => visitor.visit_seq(Items {
                items: items.iter(),
                index: 0,
            }),
            Value::Map(entries) => visitor.visit_map(Entries {
                entries: entries.iter(),
                value: None,
            }),
        }
    }
}

impl<'de> de::Deserializer<'de> for Reader<'de> {
    type Error = DocumentError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DocumentError> {
        self.any(visitor)
            .map_err(|error| error.placed(self.0.place))
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DocumentError> {
        self.string(visitor)
            .map_err(|error| error.placed(self.0.place))
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DocumentError> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DocumentError> {
        if self.0.is_null() {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, DocumentError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DocumentError> {
        let Some(text) = self.0.text() else {
            return Err(DocumentError::new("one word is wanted here").placed(self.0.place));
        };
        visitor
            .visit_enum(text.into_deserializer())
            .map_err(|error: DocumentError| error.placed(self.0.place))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf
        unit unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

struct Items<'de> {
    items: std::slice::Iter<'de, Node>,
    index: usize,
}

impl<'de> de::SeqAccess<'de> for Items<'de> {
    type Error = DocumentError;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, DocumentError> {
        let Some(node) = self.items.next() else {
            return Ok(None);
        };
        self.index += 1;
        seed.deserialize(Reader(node))
            .map(Some)
            .map_err(|error| error.placed(node.place).under(&self.index.to_string()))
    }
}

struct Entries<'de> {
    entries: std::slice::Iter<'de, (MapKey, Node)>,
    value: Option<&'de (MapKey, Node)>,
}

impl<'de> de::MapAccess<'de> for Entries<'de> {
    type Error = DocumentError;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, DocumentError> {
        self.value = self.entries.next();
        let Some((key, _)) = self.value else {
            return Ok(None);
        };
        seed.deserialize(de::value::BorrowedStrDeserializer::new(&key.text))
            .map(Some)
            .map_err(|error: DocumentError| error.placed(key.place))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(
        &mut self,
        seed: V,
    ) -> Result<V::Value, DocumentError> {
        let Some((key, node)) = self.value else {
            return Err(DocumentError::new("a value was asked for before its key"));
        };
        seed.deserialize(Reader(node))
            .map_err(|error| error.placed(node.place).under(&key.text))
    }
}
