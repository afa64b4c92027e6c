//! Keys and requests, for a CA that is somebody else's.

use mimir_tls::plan::Plan;
use mimir_tls::proof::one_by_one;
use mimir_tls::request::request;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::arguments::Arguments;
use super::error::warned;
use super::folder::files_of;
use super::making::{Making, generated_file, made_here, proof_report};
use super::plain::plan_of;
use super::{ApiError, give, now};
use crate::view::Requested;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = "/** How to request certificates. */
export interface RequestOptions {
  /** Certificates of this folder's keys are asked for, where it has them; new keys unless said. */
  keysOf?: Folder | null | undefined;
  /** As for `generate`. */
  seed?: string | null | undefined;
  /** As of when: a `Date`, or seconds since 1970; now unless said. */
  time?: Date | number | null | undefined;
  /** RSA keys in PKCS#8, as for `generate`. */
  keys?: Uint8Array[] | null | undefined;
}";

/// Keys, a request for each certificate, and a sheet for the people of the CA,
/// after every link was proven with a CA of one moment over the same keys.
///
/// # Errors
///
/// As `generate`.
///
/// @example
/// const { files, requests } = request(plan);   // requests: ["requests/client.csr", "requests/server.csr"]
#[wasm_bindgen(js_name = request, unchecked_return_type = "Requested")]
pub fn js_request(
    #[wasm_bindgen(unchecked_param_type = "Plan")] plan: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "RequestOptions")] options: &JsValue,
) -> Result<JsValue, ApiError> {
    let (plan, warnings) = plan_of(plan)?;
    let options = Arguments::of(options, &["keysOf", "seed", "time", "keys"])?;
    let mut making = Making::read(&options, &plan, now())?;
    if let Some(folder) = options.value("keysOf")? {
        let folder = files_of("keysOf", &folder)?;
        // What cannot be read is made anew.
        making.session.keep_keys(&folder.certificates());
    }
    give(&Requested {
        warnings: warned(&warnings),
        ..requested(&plan, making)?
    })
}

/// Makes the requests and proves the plan.
///
/// # Errors
///
/// As `request` for JavaScript.
pub fn requested(plan: &Plan, mut making: Making) -> Result<Requested, ApiError> {
    made_here(&making.session, plan)?;
    let entropy = making.entropy.as_mut();
    let made = request(plan, &mut making.session, entropy, making.now, one_by_one)?;
    Ok(Requested {
        files: made.artifacts.iter().map(generated_file).collect(),
        requests: made.requests,
        proof: proof_report(&made.proof),
        warnings: Vec::new(),
    })
}
