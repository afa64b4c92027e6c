//! What JavaScript calls.
//!
//! Values cross as JSON text: the browser's own parser is quicker than a call
//! for each field, and the writer is here anyway. The types that TypeScript
//! sees are those of [`crate::view`] and [`crate::draft`].

#[cfg(feature = "bench")]
mod bench;
#[cfg(feature = "doctor")]
pub mod check;
mod choices;
pub mod draft;
mod error;
pub mod library;
mod proven;
mod session;
pub(crate) mod view;
mod zip;

use js_sys::JSON;
use mimir_tls::pki::Instant;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

pub use choices::choices;
pub use error::ApiError;
pub use session::Session;
pub use view::{answer, plan};

/// The version of mimir-tls.
#[wasm_bindgen]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// What can be chosen.
///
/// # Errors
///
/// None; it says so because values that cross may.
#[wasm_bindgen(js_name = choices, unchecked_return_type = "Choices")]
pub fn js_choices() -> Result<JsValue, ApiError> {
    give(&choices())
}

/// What a draft comes to: its files and links, or what is wrong with its fields.
///
/// # Errors
///
/// A value that is no draft at all.
#[wasm_bindgen(js_name = view, unchecked_return_type = "Answer")]
pub fn js_view(
    #[wasm_bindgen(unchecked_param_type = "Draft")] draft: &JsValue,
) -> Result<JsValue, ApiError> {
    let answer = answer(&text_of(draft)?)?;
    give(&answer)
}

/// `view` from and to JSON text, for whoever passes it on as such.
///
/// # Errors
///
/// A text that is no draft at all.
#[wasm_bindgen(js_name = viewJson)]
pub fn js_view_json(draft: &str) -> Result<String, ApiError> {
    Ok(json(&answer(draft)?))
}

/// A value of ours as JavaScript's.
fn give<T: serde::Serialize>(value: &T) -> Result<JsValue, ApiError> {
    JSON::parse(&json(value)).map_err(|_| ApiError::new("internal", "the answer is no JSON"))
}

/// Values of ours are plain maps, lists and words; that cannot fail.
fn json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// A value of JavaScript's as JSON text.
fn text_of(value: &JsValue) -> Result<String, ApiError> {
    JSON::stringify(value)
        .ok()
        .and_then(|text| text.as_string())
        .ok_or_else(|| ApiError::new("argument", "this value has no form in JSON"))
}

/// The time by the browser's clock.
fn now() -> Instant {
    // Whole milliseconds since 1970 are far from what a float or an `i64` cannot hold.
    #[expect(clippy::cast_possible_truncation, reason = "see above")]
    Instant::from_unix((js_sys::Date::now() / 1000.0) as i64)
}

/// Options of a call; none is as good as empty ones.
fn filter_of<T: serde::de::DeserializeOwned + Default>(value: &JsValue) -> Result<T, ApiError> {
    match value.is_undefined() || value.is_null() {
        true => Ok(T::default()),
        false => read(value),
    }
}

fn read<T: serde::de::DeserializeOwned>(value: &JsValue) -> Result<T, ApiError> {
    serde_json::from_str(&text_of(value)?)
        .map_err(|error| ApiError::new("argument", error.to_string()))
}
