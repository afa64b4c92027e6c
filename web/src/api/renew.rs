//! New certificates for a folder that was made before.

use mimir_tls::made::{MadeFiles, Within, first_end};
use mimir_tls::pki::passphrase::is_locked;
use mimir_tls::plan::Plan;
use mimir_tls::proof::one_by_one;
use mimir_tls::renew::{RenewError, renew};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::arguments::Arguments;
use super::error::warned;
use super::folder::{files_of, plan_in};
use super::making::{Making, ca_of, folder_ca, generated_file, made_here, proof_report};
use super::{ApiError, give, now};
use crate::view::{ErrorCode, Renewed};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = "/** How to renew. */
export interface RenewOptions {
  /** Nothing is made unless a certificate ends within this time: `30d`, `12h`, `4w`. */
  within?: string | null | undefined;
  /** Whether the new certificates are over the old keys; new keys unless said. */
  keepKeys?: boolean | null | undefined;
  /** The key of the folder's CA in PEM, where it is not among the files. */
  caKey?: string | Uint8Array | null | undefined;
  /** The passphrase of that key, or of the one among the files, where one is on it. It stays on it. */
  passphrase?: string | null | undefined;
  /** The folder's CA with those above it, where an intermediate signs. Its key is not among the files. */
  ca?: OwnCa | null | undefined;
  /** As for `generate`. */
  seed?: string | null | undefined;
  /** As of when: a `Date`, or seconds since 1970; now unless said. */
  time?: Date | number | null | undefined;
  /** RSA keys in PKCS#8, as for `generate`. */
  keys?: Uint8Array[] | null | undefined;
}";

/// New certificates for a folder, under its plan and its CA, after every link was
/// proven. Nobody needs another root.
///
/// # Errors
///
/// A folder without a plan or without its CA's key, a CA that ends too soon, and
/// a link that fails; with `within`, also a folder that has time and does not hold.
///
/// @example
/// const { changed, files } = renew(folder, { within: "30d" });
/// if (changed) await write(files);
#[wasm_bindgen(js_name = renew, unchecked_return_type = "Renewed")]
pub fn js_renew(
    #[wasm_bindgen(unchecked_param_type = "Folder")] folder: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "RenewOptions")] options: &JsValue,
) -> Result<JsValue, ApiError> {
    let folder = files_of("folder", folder)?;
    let (plan, warnings) = plan_in(&folder)?;
    let options = Arguments::of(
        options,
        &[
            "within",
            "keepKeys",
            "caKey",
            "passphrase",
            "ca",
            "seed",
            "time",
            "keys",
        ],
    )?;
    let within: Option<Within> = options.read("within", str::parse)?;
    let mut making = Making::read(&options, &plan, now())?;
    if let Some(within) = within
        && let Some(renewed) = in_time(&folder, &plan, within, &mut making)?
    {
        return give(&renewed);
    }
    match ca_of(&options, making.now)? {
        Some(ca) => making.session.bring(ca),
        None => {
            let ca = folder_ca(&options, &folder, making.now)?;
            match folder.certificates().ca_key() {
                Some(_) => making.session.keep_ca(ca),
                None => making.session.bring(ca),
            }
        }
    }
    if options.switch("keepKeys")?.unwrap_or_default() {
        // What cannot be read is made anew.
        making.session.keep_keys(&folder.certificates());
    }
    let renewed = renewed(&folder, &plan, within.unwrap_or_default(), making)?;
    give(&Renewed {
        warnings: warned(&warnings),
        ..renewed
    })
}

/// What is said of a folder that has time; nothing where it is to be renewed.
fn in_time(
    folder: &MadeFiles,
    plan: &Plan,
    within: Within,
    making: &mut Making,
) -> Result<Option<Renewed>, ApiError> {
    let now = making.now;
    let (holds, certificates) = folder.proven(plan, making.entropy.as_mut(), now, one_by_one)?;
    let first = first_end(&certificates).filter(|_| within.is_outlived(&certificates, now));
    let Some(first) = first else {
        return Ok(None);
    };
    if !holds {
        let message = format!(
            "the folder has certificates until {}, but does not hold: `prove` says why; without `within` it is renewed as its plan has it",
            first.not_after.day()
        );
        return Err(ApiError::new(ErrorCode::Unproven, message));
    }
    Ok(Some(Renewed {
        changed: false,
        files: Vec::new(),
        proof: None,
        warnings: Vec::new(),
        notes: Vec::new(),
        leaves_end: first.not_after.rfc3339(),
        ca_ends: folder.ca_ends().unwrap_or(first.not_after).rfc3339(),
    }))
}

/// Renews a folder, whose CA is in the making.
///
/// # Errors
///
/// As `renew` for JavaScript.
pub fn renewed(
    folder: &MadeFiles,
    plan: &Plan,
    within: Within,
    mut making: Making,
) -> Result<Renewed, ApiError> {
    made_here(&making.session, plan)?;
    let entropy = making.entropy.as_mut();
    let mut made = renew(
        folder,
        plan,
        &mut making.session,
        within,
        entropy,
        making.now,
        one_by_one,
    )?;
    if let Some((_, key)) = folder.certificates().ca_key()
        && is_locked(key.expose().as_bytes())
    {
        made.generated.put_ca_key(key);
    }
    let generated = &made.generated;
    Ok(Renewed {
        changed: true,
        files: generated.artifacts.iter().map(generated_file).collect(),
        proof: Some(proof_report(&generated.proof)),
        warnings: Vec::new(),
        notes: made.notes(),
        leaves_end: generated.leaves_end.rfc3339(),
        ca_ends: generated.ca_ends.rfc3339(),
    })
}

impl From<RenewError> for ApiError {
    fn from(error: RenewError) -> Self {
        let certificates = |message| Self::new(ErrorCode::Certificates, message);
        match error {
            RenewError::Generate(error) => error.into(),
            RenewError::CaEnds { .. } => {
                certificates(format!("{error}; `change` with `newCa` makes another"))
            }
            RenewError::OtherCa => {
                certificates(format!("{error}; `change` brings another in phases")).at("ca")
            }
            error => certificates(error.to_string()),
        }
    }
}
