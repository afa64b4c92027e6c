//! What is in a PEM or DER, as words and as data.

use mimir_tls::pki::{Instant, inspect};
use serde_json::Value;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::words::in_camel_case;
use super::{ApiError, arguments, give, now};
use crate::view::{ErrorCode, Report};

/// What is in a PEM or DER, and what Go would object to. No part of a private
/// key is told.
///
/// # Errors
///
/// Something else than PEM or DER.
///
/// @example
/// for (const item of inspect(pem).items) {
///   if (item.kind === "certificate") console.log(item.subject, item.sans, item.notAfter, item.daysLeft);
/// }
#[wasm_bindgen(js_name = inspect, unchecked_return_type = "Report")]
pub fn js_inspect(
    #[wasm_bindgen(unchecked_param_type = "string | Uint8Array")] pem: &JsValue,
) -> Result<JsValue, ApiError> {
    let bytes = arguments::bytes_of(pem).ok_or_else(|| {
        let this = arguments::kind(pem);
        ApiError::new(
            ErrorCode::Argument,
            format!("this is {this}; give a PEM text, or bytes"),
        )
    })?;
    give(&report(&bytes, now())?)
}

/// What is in a file, as of `now`.
///
/// # Errors
///
/// Something else than PEM or DER.
pub fn report(bytes: &[u8], now: Instant) -> Result<Report, ApiError> {
    let items = inspect::inspect(bytes, now)
        .map_err(|error| ApiError::new(ErrorCode::Argument, error.to_string()))?;
    let data = serde_json::to_value(&items)
        .map_err(|error| ApiError::new(ErrorCode::Internal, error.to_string()))?;
    Ok(Report {
        text: inspect::describe(&items),
        items: match data {
            Value::Array(items) => items.into_iter().map(in_camel_case).collect(),
            _ => Vec::new(),
        },
    })
}

#[cfg(test)]
mod tests {
    use mimir_tls::generate::generate;
    use mimir_tls::pki::SystemEntropy;
    use mimir_tls::plan::{Plan, PlanFile};
    use mimir_tls::proof::one_by_one;
    use mimir_tls::render::RenderOptions;

    use super::*;
    use crate::inspected::ReportItem;

    /// Every key of an item is one that its type has, and the other way round.
    #[test]
    fn the_types_of_what_is_inspected_have_its_keys() {
        let now = Instant::from_unix(1_800_000_000);
        let file = PlanFile::parse(b"version: 1\nmode: monolithic\n").unwrap();
        let (plan, _) = Plan::resolve(&file).unwrap();
        let options = RenderOptions::default();
        let made = generate(&plan, options, &mut SystemEntropy::new(), now, one_by_one).unwrap();
        let mut kinds = Vec::new();
        for artifact in &made.artifacts {
            if !artifact.path.starts_with("certs/") {
                continue;
            }
            for item in report(artifact.bytes(), now).unwrap().items {
                let typed: ReportItem = serde_json::from_value(item.clone()).unwrap();
                assert_eq!(serde_json::to_value(typed).unwrap(), item);
                kinds.push(item["kind"].clone());
            }
        }
        assert!(kinds.contains(&"certificate".into()) && kinds.contains(&"private-key".into()));
    }
}
