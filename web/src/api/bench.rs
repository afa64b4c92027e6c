//! For the table of `tests/browser/measure.mjs`: certificates and nothing else,
//! which nobody is given, since nothing has been proven of them.

use js_sys::Uint8Array;
use mimir_tls::bundle::{Bundle, Kept};
use mimir_tls::pki::{Key, SystemEntropy};
use mimir_tls::plan::Plan;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroizing;

use super::{ApiError, now, text_of, view};

/// A plan whose certificates can be made over and over.
#[wasm_bindgen]
pub struct Certificates(Plan);

#[wasm_bindgen]
impl Certificates {
    /// Those of a draft.
    ///
    /// # Errors
    ///
    /// A draft that comes to nothing.
    #[wasm_bindgen(constructor)]
    pub fn new(draft: &JsValue) -> Result<Self, ApiError> {
        Ok(Self(view::plan(&text_of(draft)?)?))
    }

    /// Makes them all, keys too unless they are given, and says how many files
    /// that is.
    ///
    /// # Errors
    ///
    /// A key that is none, or of another kind.
    pub fn make(&self, keys: Vec<Uint8Array>) -> Result<usize, ApiError> {
        let mut kept = Kept::default();
        for key in keys {
            let key = Zeroizing::new(key.to_vec());
            kept.give(Key::from_pkcs8(self.0.certificates.algorithm, key)?);
        }
        let bundle = Bundle::issue_with(&self.0, &mut kept, &mut SystemEntropy::new(), now())?;
        Ok(bundle.folder.into_artifacts().count())
    }
}
