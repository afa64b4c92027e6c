//! What JavaScript calls.
//!
//! Values cross as JSON text: the browser's own parser is quicker than a call
//! for each field, and the writer is here anyway. The types that TypeScript
//! sees are those of [`crate::view`] and [`crate::draft`].

pub mod adopt;
#[cfg(feature = "doctor")]
pub mod archives;
mod arguments;
#[cfg(feature = "bench")]
mod bench;
mod certificates;
pub mod change;
#[cfg(feature = "doctor")]
mod changing;
#[cfg(feature = "doctor")]
pub mod check;
mod choices;
pub mod draft;
mod error;
mod folder;
#[cfg(feature = "doctor")]
pub mod handshake;
pub mod inspect;
pub mod library;
pub mod making;
pub mod plain;
mod proven;
pub mod renew;
pub mod request;
mod session;
#[cfg(feature = "doctor")]
pub mod signing;
pub(crate) mod view;
mod words;
mod zip;

use js_sys::JSON;
use mimir_tls::pki::Instant;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

pub use choices::choices;
pub use error::{ApiError, js_is_mimir_tls_error};
pub use session::Session;
pub use view::{answer, plan};

use crate::view::ErrorCode;

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
pub fn js_view_json(
    #[wasm_bindgen(unchecked_param_type = "string")] draft: &JsValue,
) -> Result<String, ApiError> {
    Ok(json(&answer(&arguments::text_of("draft", draft)?)?))
}

/// A value of ours as JavaScript's.
fn give<T: serde::Serialize>(value: &T) -> Result<JsValue, ApiError> {
    JSON::parse(&json(value))
        .map_err(|_| ApiError::new(ErrorCode::Internal, "the answer is no JSON"))
}

/// Values of ours are plain maps, lists and words; that cannot fail.
fn json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// A draft of JavaScript's as JSON text.
fn text_of(draft: &JsValue) -> Result<String, ApiError> {
    JSON::stringify(draft)
        .ok()
        .and_then(|text| text.as_string())
        .ok_or_else(|| ApiError::new(ErrorCode::Argument, "a draft is a map from keys to texts"))
}

/// The time by the browser's clock.
fn now() -> Instant {
    // Whole milliseconds since 1970 are far from what a float or an `i64` cannot hold.
    #[expect(clippy::cast_possible_truncation, reason = "see above")]
    Instant::from_unix((js_sys::Date::now() / 1000.0) as i64)
}
