//! Copies, and keys on their way from the worker. What they move stays a value
//! of JavaScript: this module's memory never holds it, so that nothing here has
//! to be overwritten.

use js_sys::{Array, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::app::host;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["navigator", "clipboard"], js_name = writeText)]
    fn write_text(text: &JsValue) -> Result<Promise, JsValue>;
}

/// Why nothing was copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotCopied {
    /// The browser does not allow it.
    Browser,
    /// The worker refuses, in its own words.
    Worker(String),
}

/// Puts a text on the clipboard.
///
/// # Errors
///
/// The browser does not allow it.
pub async fn copy(text: &JsValue) -> Result<(), NotCopied> {
    let copied = write_text(text).map_err(|_| NotCopied::Browser)?;
    let done = JsFuture::from(copied).await;
    done.map(drop).map_err(|_| NotCopied::Browser)
}

/// Puts a key on the clipboard.
///
/// # Errors
///
/// There is no such key, or the browser does not allow it.
pub async fn copy_key(path: &str) -> Result<(), NotCopied> {
    let text = reveal(path)
        .await
        .map_err(|refusal| NotCopied::Worker(refusal.message))?;
    copy(&text).await
}

/// The text of a key.
///
/// # Errors
///
/// There is no such key.
pub async fn reveal(path: &str) -> Result<JsValue, host::Refusal> {
    host::ask("reveal", Array::of1(&path.into()), None).await
}
