//! Errors as JavaScript sees them: real `Error`s with a `code`.

use js_sys::{Error, Reflect};
use mimir_tls::document;
use mimir_tls::generate::GenerateError;
use mimir_tls::pki;
use mimir_tls::plan::PlanError;
use wasm_bindgen::JsValue;

use crate::view::FieldError;

/// Why a call gave nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiError {
    /// A stable word for programs: `argument`, `plan`, `certificates`,
    /// `proving`, `unproven`, `no-such-file`, `internal`.
    pub code: &'static str,
    /// What is wrong and what to do instead.
    pub message: String,
    /// The plan's key, where one is at fault.
    pub key: Option<String>,
}

impl ApiError {
    pub(super) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            key: None,
        }
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
        let _ = set("code", error.code);
        if let Some(key) = &error.key {
            let _ = set("key", key);
        }
        value
    }
}

impl From<Vec<FieldError>> for ApiError {
    /// The first of them; a caller who wants all asks for a view.
    fn from(errors: Vec<FieldError>) -> Self {
        match errors.into_iter().next() {
            Some(FieldError { key, message, .. }) => Self::new("plan", message).at(key),
            None => Self::new("plan", "the plan cannot be"),
        }
    }
}

impl From<document::DocumentError> for ApiError {
    fn from(error: document::DocumentError) -> Self {
        let message = match error.hint() {
            Some(hint) => format!("{error}; {hint}"),
            None => error.to_string(),
        };
        Self::new("plan", message).at(error.path())
    }
}

impl From<PlanError> for ApiError {
    fn from(error: PlanError) -> Self {
        Self::new("plan", error.to_string()).at(error.key())
    }
}

impl From<pki::PkiError> for ApiError {
    fn from(error: pki::PkiError) -> Self {
        let key = match error {
            pki::PkiError::NotAdmitted { .. } => "certificates.ca.name_constraints",
            pki::PkiError::PastYear9999 { .. } => "certificates.ca.days",
            _ => "",
        };
        Self::new("certificates", error.to_string()).at(key)
    }
}

impl From<GenerateError> for ApiError {
    fn from(error: GenerateError) -> Self {
        match error {
            GenerateError::Pki(error) => error.into(),
            GenerateError::Unproven(_) => Self::new("unproven", error.to_string()),
            error => Self::new("internal", error.to_string()),
        }
    }
}
