//! What callers hand over, read key by key: what is misspelt or of another kind
//! is refused by its key, with the nearest that is known.

use std::fmt::Display;

use js_sys::{Array, ArrayBuffer, Date, Object, Reflect, Uint8Array};
use mimir_tls::nearest;
use mimir_tls::pki::Instant;
use wasm_bindgen::{JsCast as _, JsValue};

use super::ApiError;

/// The last second that a certificate can name: 9999-12-31T23:59:59Z.
const LAST: i64 = 253_402_300_799;

/// An object of a caller's, of which every key is known.
pub(super) struct Arguments {
    object: Option<Object>,
    /// What it is called within the call, with a dot behind it; or nothing.
    path: String,
}

impl Arguments {
    /// The options of a call; none are as good as empty ones.
    ///
    /// # Errors
    ///
    /// What is no object, or has a key that is not `known`.
    pub(super) fn of(value: &JsValue, known: &[&str]) -> Result<Self, ApiError> {
        Self::at("", value, known)
    }

    fn at(path: &str, value: &JsValue, known: &[&str]) -> Result<Self, ApiError> {
        let named = |key: &str| match path {
            "" => key.to_owned(),
            path => format!("{path}.{key}"),
        };
        let object = match value {
            none if none.is_undefined() || none.is_null() => None,
            value => {
                let object = plain_object(value).ok_or_else(|| {
                    let what = if path.is_empty() { "options" } else { path };
                    ApiError::argument(
                        path,
                        format!(
                            "{what}: this is {}; give an object of {}",
                            kind(value),
                            known.join(", ")
                        ),
                    )
                })?;
                for key in Object::keys(&object)
                    .iter()
                    .filter_map(|key| key.as_string())
                {
                    if !known.contains(&key.as_str()) {
                        let hint = nearest::suggestion(&key, known.iter().copied());
                        let key = named(&key);
                        return Err(ApiError::argument(
                            &key,
                            format!("unknown key `{key}`; {hint}"),
                        ));
                    }
                }
                Some(object)
            }
        };
        Ok(Self {
            object,
            path: named(""),
        })
    }

    /// Whether nothing was handed over at all.
    pub(super) fn is_absent(&self) -> bool {
        self.object.is_none()
    }

    /// What stands at a key, unless that is nothing.
    pub(super) fn value(&self, key: &str) -> Result<Option<JsValue>, ApiError> {
        let Some(object) = &self.object else {
            return Ok(None);
        };
        let value = Reflect::get(object, &key.into())
            .map_err(|_| self.refused(key, "it cannot be read"))?;
        Ok((!value.is_undefined() && !value.is_null()).then_some(value))
    }

    /// The object at a key, of which every key is known.
    pub(super) fn object(&self, key: &str, known: &[&str]) -> Result<Self, ApiError> {
        let value = self.value(key)?.unwrap_or_default();
        Self::at(&self.named(key), &value, known)
    }

    /// The text at a key.
    pub(super) fn text(&self, key: &str) -> Result<Option<String>, ApiError> {
        let Some(value) = self.value(key)? else {
            return Ok(None);
        };
        match value.as_string() {
            Some(text) => Ok(Some(text)),
            None if value.as_f64().is_some() => {
                Err(self.refused(key, "this is a number; write it in quotes"))
            }
            None => Err(self.refused(key, &format!("this is {}; give a text", kind(&value)))),
        }
    }

    /// The switch at a key.
    pub(super) fn switch(&self, key: &str) -> Result<Option<bool>, ApiError> {
        let Some(value) = self.value(key)? else {
            return Ok(None);
        };
        match value.as_bool() {
            Some(switch) => Ok(Some(switch)),
            None => Err(self.refused(
                key,
                &format!("this is {}; give true or false", kind(&value)),
            )),
        }
    }

    /// The bytes at a key, or those of a text.
    pub(super) fn bytes(&self, key: &str) -> Result<Option<Vec<u8>>, ApiError> {
        let Some(value) = self.value(key)? else {
            return Ok(None);
        };
        bytes_of(&value).map(Some).ok_or_else(|| {
            self.refused(
                key,
                &format!("this is {}; give a text, or bytes", kind(&value)),
            )
        })
    }

    /// The moment at a key: a `Date`, or seconds since 1970.
    pub(super) fn time(&self, key: &str) -> Result<Option<Instant>, ApiError> {
        let Some(value) = self.value(key)? else {
            return Ok(None);
        };
        let seconds = match (value.dyn_ref::<Date>(), value.as_f64()) {
            (Some(date), _) => date.get_time() / 1000.0,
            (None, Some(seconds)) => seconds,
            (None, None) => {
                let this = kind(&value);
                return Err(self.refused(
                    key,
                    &format!("this is {this}; give a Date, or seconds since 1970"),
                ));
            }
        };
        moment(seconds)
            .map(Some)
            .map_err(|why| self.refused(key, &why))
    }

    /// What a text at a key stands for, by `read`.
    pub(super) fn read<T, E: Display>(
        &self,
        key: &str,
        read: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<Option<T>, ApiError> {
        let Some(text) = self.text(key)? else {
            return Ok(None);
        };
        read(&text)
            .map(Some)
            .map_err(|error| ApiError::argument(&self.named(key), error.to_string()))
    }

    /// A refusal of what stands at a key.
    pub(super) fn refused(&self, key: &str, why: &str) -> ApiError {
        let key = self.named(key);
        ApiError::argument(&key, format!("{key}: {why}"))
    }

    fn named(&self, key: &str) -> String {
        format!("{}{key}", self.path)
    }
}

/// Seconds since 1970 as a moment.
fn moment(seconds: f64) -> Result<Instant, String> {
    // As far as a certificate reaches, a float is exact to the second.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        reason = "see above"
    )]
    match seconds {
        none if !none.is_finite() => {
            Err("this is no moment; give a Date, or seconds since 1970".to_owned())
        }
        early if early < 0.0 => Err("this is before 1970; give a later moment".to_owned()),
        late if late > LAST as f64 => Err(match late / 1000.0 <= LAST as f64 {
            true => format!(
                "{late} seconds are beyond the year 9999; were it milliseconds, give {} or a Date",
                (late / 1000.0).floor()
            ),
            false => "this is beyond the year 9999; give an earlier moment".to_owned(),
        }),
        seconds => Ok(Instant::from_unix(seconds.floor() as i64)),
    }
}

/// An object that is a map from keys to values, and no list, date, bytes or function.
pub(super) fn plain_object(value: &JsValue) -> Option<Object> {
    let is_map = value.is_object()
        && !Array::is_array(value)
        && !value.is_instance_of::<Date>()
        && !value.is_instance_of::<ArrayBuffer>()
        && !ArrayBuffer::is_view(value);
    is_map.then(|| value.clone().unchecked_into())
}

/// The bytes that a caller gave as such or as a text.
pub(super) fn bytes_of(value: &JsValue) -> Option<Vec<u8>> {
    if let Some(text) = value.as_string() {
        return Some(text.into_bytes());
    }
    if let Some(bytes) = value.dyn_ref::<Uint8Array>() {
        return Some(bytes.to_vec());
    }
    let is_buffer = value.is_instance_of::<ArrayBuffer>();
    is_buffer.then(|| Uint8Array::new(value).to_vec())
}

/// The text that a caller gave in place of another.
pub(super) fn text_of(name: &str, value: &JsValue) -> Result<String, ApiError> {
    value.as_string().ok_or_else(|| {
        ApiError::argument("", format!("{name}: this is {}; give a text", kind(value)))
    })
}

/// What a value is, in words.
pub(super) fn kind(value: &JsValue) -> &'static str {
    if value.is_undefined() {
        "nothing"
    } else if value.is_null() {
        "null"
    } else if value.as_string().is_some() {
        "a text"
    } else if value.as_bool().is_some() {
        "true or false"
    } else if value.as_f64().is_some() || value.is_bigint() {
        "a number"
    } else if value.is_symbol() {
        "a symbol"
    } else if value.is_function() {
        "a function"
    } else if Array::is_array(value) {
        "a list"
    } else if value.is_instance_of::<Date>() {
        "a Date"
    } else if ArrayBuffer::is_view(value) || value.is_instance_of::<ArrayBuffer>() {
        "bytes"
    } else {
        "an object"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_seconds_that_a_certificate_can_name() {
        assert_eq!(moment(1_800_000_000.9).unwrap().unix(), 1_800_000_000);
        assert_eq!(moment(0.0).unwrap().unix(), 0);
        for (seconds, why) in [
            (f64::NAN, "no moment"),
            (f64::INFINITY, "no moment"),
            (-5.0, "before 1970"),
            (1_800_000_000_000.0, "give 1800000000 or a Date"),
            (1e300, "beyond the year 9999"),
        ] {
            let error = moment(seconds).unwrap_err();
            assert!(error.contains(why), "{seconds}: {error}");
        }
    }
}
