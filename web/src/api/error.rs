//! Errors as JavaScript sees them: real `Error`s with a `code`.

use js_sys::{Error, Reflect};
use mimir_tls::document;
use mimir_tls::generate::GenerateError;
use mimir_tls::pki;
use mimir_tls::plan::{PlanError, PlanWarning, german};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};

use crate::view::{ErrorCode, FieldError};

#[wasm_bindgen(typescript_custom_section)]
const ERROR: &str = "/**
 * What every call throws: an `Error` with a word for programs.
 *
 * ```ts
 * try { generate(plan); } catch (error) {
 *   if (isMimirTlsError(error) && error.code === \"plan\") show(error.key, error.message);
 * }
 * ```
 */
export interface MimirTlsError extends Error {
  readonly name: \"MimirTlsError\";
  readonly code: ErrorCode;
  /** The key of the plan or of the options that is at fault, where one is. */
  readonly key?: string;
}";

/// Whether something that was caught is an error of this package.
#[wasm_bindgen(js_name = isMimirTlsError, unchecked_return_type = "error is MimirTlsError")]
pub fn js_is_mimir_tls_error(
    #[wasm_bindgen(unchecked_param_type = "unknown")] error: &JsValue,
) -> bool {
    let name = error
        .dyn_ref::<Error>()
        .map(|error| String::from(error.name()));
    name.as_deref() == Some(NAME)
}

/// What `name` says of each error.
const NAME: &str = "MimirTlsError";

/// Why a call gave nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiError {
    /// A stable word for programs.
    pub code: ErrorCode,
    /// What is wrong and what to do instead.
    pub message: String,
    /// The key of the plan or of the options, where one is at fault.
    pub key: Option<String>,
}

impl ApiError {
    pub(super) fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            key: None,
        }
    }

    /// Something that was handed over, and is not what is wanted there.
    pub(super) fn argument(key: &str, message: impl Into<String>) -> Self {
        Self::new(ErrorCode::Argument, message).at(key)
    }

    /// What is wrong with a plan that was no text, so that its lines say nothing.
    pub(super) fn of_object(error: &document::DocumentError) -> Self {
        let path = error.path();
        let words = match path.as_str() {
            "" => error.message().to_owned(),
            path => format!("{path}: {}", error.message()),
        };
        Self::new(ErrorCode::Plan, error.with_hint(words)).at(key(error))
    }

    pub(super) fn at(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into()).filter(|key: &String| !key.is_empty());
        self
    }
}

impl From<ApiError> for JsValue {
    fn from(error: ApiError) -> Self {
        let value: Self = Error::new(&error.message).into();
        let set = |name: &str, text: &str| Reflect::set(&value, &name.into(), &text.into());
        // Setting a property of an object that was made here cannot fail.
        let _ = set("name", NAME);
        let _ = set("code", error.code.word());
        if let Some(key) = &error.key {
            let _ = set("key", key);
        }
        value
    }
}

/// What is wrong at a key, in English. What draws an element says no more of it,
/// and so loads no other language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The key.
    pub key: String,
    /// What is wrong there, without the key.
    pub message: String,
}

impl Fault {
    pub(super) fn new(key: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            message: message.into(),
        }
    }
}

impl From<Fault> for FieldError {
    /// The same in the languages that it can be said in.
    fn from(Fault { key, message }: Fault) -> Self {
        Self {
            key,
            german: german(&message),
            message,
            instead: None,
        }
    }
}

/// Each in the languages that it can be said in.
pub(super) fn told(faults: Vec<Fault>) -> Vec<FieldError> {
    faults.into_iter().map(FieldError::from).collect()
}

/// Each warning under its key.
pub(super) fn warned(warnings: &[PlanWarning]) -> Vec<FieldError> {
    let warned = warnings.iter();
    warned
        .map(|warning| Fault::new(warning.key(), warning.to_string()).into())
        .collect()
}

impl From<Vec<Fault>> for ApiError {
    /// The first of them; a caller who wants all asks for a view.
    fn from(faults: Vec<Fault>) -> Self {
        match faults.into_iter().next() {
            Some(Fault { key, message }) => Self::new(ErrorCode::Plan, message).at(key),
            None => Self::new(ErrorCode::Plan, "the plan cannot be"),
        }
    }
}

impl From<Vec<FieldError>> for ApiError {
    fn from(errors: Vec<FieldError>) -> Self {
        let faults = errors.into_iter().map(|it| Fault::new(it.key, it.message));
        faults.collect::<Vec<_>>().into()
    }
}

impl From<document::DocumentError> for ApiError {
    fn from(error: document::DocumentError) -> Self {
        Self::new(ErrorCode::Plan, error.with_hint(&error)).at(key(&error))
    }
}

/// The key that an error is about: one that is not known is not yet in its path.
fn key(error: &document::DocumentError) -> String {
    let unknown = error
        .message()
        .strip_prefix("unknown key `")
        .and_then(|rest| rest.strip_suffix('`'));
    match (error.path(), unknown) {
        (path, None) => path,
        (path, Some(name)) if path.is_empty() => name.to_owned(),
        (path, Some(name)) => format!("{path}.{name}"),
    }
}

impl From<PlanError> for ApiError {
    fn from(error: PlanError) -> Self {
        Self::new(ErrorCode::Plan, error.to_string()).at(error.key())
    }
}

impl From<pki::PkiError> for ApiError {
    fn from(error: pki::PkiError) -> Self {
        let key = match error {
            pki::PkiError::NotAdmitted { .. } => "certificates.ca.name_constraints",
            pki::PkiError::PastYear9999 { .. } => "certificates.ca.days",
            _ => "",
        };
        Self::new(ErrorCode::Certificates, error.to_string()).at(key)
    }
}

impl From<GenerateError> for ApiError {
    fn from(error: GenerateError) -> Self {
        match error {
            GenerateError::Pki(error) => error.into(),
            GenerateError::Unproven(ref proof) => {
                let mut message = error.to_string();
                if let Some(first) = proof.failures().next() {
                    let said = [&first.client, &first.server];
                    let said = said.into_iter().find(|said| *said != "ok");
                    let said = said.map_or("refused", String::as_str);
                    let (from, to, surface) = (&first.from, &first.to, &first.surface);
                    message.push_str(&format!(": {from} to {to} over {surface}: {said}"));
                }
                Self::new(ErrorCode::Unproven, message)
            }
            error => Self::new(ErrorCode::Internal, error.to_string()),
        }
    }
}
