//! Certificates that somebody else's CA has issued, put in their places.

use mimir_tls::adopt::{AdoptError, Change, Returned, adopt};
use mimir_tls::generate::{GenerateError, Generated, Session};
use mimir_tls::made::MadeFiles;
use mimir_tls::pki::{Instant, SystemEntropy};
use mimir_tls::plan::Plan;
use mimir_tls::proof::one_by_one;
use mimir_tls::render::RenderOptions;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroizing;

use super::arguments::{self, Arguments};
use super::error::warned;
use super::folder::{bytes_of, files_of, plan_in};
use super::library::render_options;
use super::making::{generated_file, proof_report};
use super::plain::plan_of;
use super::{ApiError, give, now};
use crate::view::{Adopted, ErrorCode};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = "/** Certificates, and keys that came with them: PEM, DER or PKCS#7, or several files of such, a Secret of Kubernetes among them. */
export type Certificates = string | Uint8Array | Folder;

/** How to adopt. */
export interface AdoptOptions {
  /** The plan; the folder's own unless said. */
  plan?: Plan | null | undefined;
  /** The root that is to be believed, and what stands below it; what came with the certificates unless said. */
  ca?: Certificates | null | undefined;
  /** Whether comments say why; yes unless said. */
  comments?: boolean | null | undefined;
  /** As of when: a `Date`, or seconds since 1970; now unless said. */
  time?: Date | number | null | undefined;
}";

/// A folder that `request` made, completed with what came back: each certificate
/// to its key, whatever it is called, after every link was proven. Without keys in
/// the folder a set that was made elsewhere is taken, keys and all.
///
/// # Errors
///
/// A key without a certificate, a chain that is not whole, and a link that would
/// fail.
///
/// @example
/// const { files, notes } = adopt(requested.files, reply, { ca: root });
#[wasm_bindgen(js_name = adopt, unchecked_return_type = "Adopted")]
pub fn js_adopt(
    #[wasm_bindgen(unchecked_param_type = "Folder")] folder: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "Certificates")] certificates: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "AdoptOptions")] options: &JsValue,
) -> Result<JsValue, ApiError> {
    let folder = files_of("folder", folder)?;
    let options = Arguments::of(options, &["plan", "ca", "comments", "time"])?;
    let (plan, warnings) = match options.value("plan")? {
        Some(plan) => plan_of(&plan)?,
        None => plan_in(&folder)?,
    };
    let how = How {
        options: render_options(options.switch("comments")?),
        now: options.time("time")?.unwrap_or_else(now),
    };
    let returned = returned("certificates", certificates)?;
    let trusted = match options.value("ca")? {
        Some(ca) => self::returned("ca", &ca)?,
        None => Returned::default(),
    };
    give(&Adopted {
        warnings: warned(&warnings),
        ..adopted(&plan, &folder, &returned, &trusted, how)?
    })
}

/// What came back, as one file or as several.
fn returned(name: &str, value: &JsValue) -> Result<Returned, ApiError> {
    let mut returned = Returned::default();
    match arguments::bytes_of(value) {
        Some(bytes) => returned.read(name, &Zeroizing::new(bytes)),
        None => {
            for (path, bytes) in bytes_of(name, value)? {
                returned.read(&path, &Zeroizing::new(bytes));
            }
        }
    }
    Ok(returned)
}

/// How files are written, and as of when certificates are to be good.
pub struct How {
    /// How files are written.
    pub options: RenderOptions,
    /// As of when.
    pub now: Instant,
}

/// Puts what came back in its places and proves it.
///
/// # Errors
///
/// As `adopt` for JavaScript.
pub fn adopted(
    plan: &Plan,
    folder: &MadeFiles,
    returned: &Returned,
    trusted: &Returned,
    how: How,
) -> Result<Adopted, ApiError> {
    let (made, changes) = completed(plan, folder, returned, trusted, how)?;
    let passed_over = returned.troubles().iter().chain(trusted.troubles());
    Ok(Adopted {
        files: made.artifacts.iter().map(generated_file).collect(),
        proof: proof_report(&made.proof),
        warnings: Vec::new(),
        notes: changes.iter().map(ToString::to_string).collect(),
        passed_over: passed_over.cloned().collect(),
        leaves_end: made.leaves_end.rfc3339(),
        ca_ends: made.ca_ends.rfc3339(),
    })
}

/// The folder with what came back, proven, and what the CA changed.
///
/// # Errors
///
/// As `adopt` for JavaScript.
pub(super) fn completed(
    plan: &Plan,
    folder: &MadeFiles,
    returned: &Returned,
    trusted: &Returned,
    how: How,
) -> Result<(Generated, Vec<Change>), ApiError> {
    let taken = adopt(plan, &folder.certificates(), returned, trusted, how.now)?;
    let mut session = Session::default();
    if let Some(own) = folder.own() {
        session.put_into(own);
    }
    let mut entropy = SystemEntropy::new();
    let made = (session)
        .complete(
            plan,
            taken.bundle,
            how.options,
            &mut entropy,
            how.now,
            one_by_one,
        )
        .and_then(Generated::proven)
        .map_err(|error| refused(error, &taken.changes))?;
    Ok((made, taken.changes))
}

/// What would not work, with what the CA changed.
fn refused(error: GenerateError, changes: &[Change]) -> ApiError {
    let mut error = ApiError::from(error);
    for change in changes {
        error.message = format!("{}; {change}", error.message);
    }
    error
}

impl From<AdoptError> for ApiError {
    fn from(error: AdoptError) -> Self {
        let message = match error {
            AdoptError::NoKey { .. } => {
                format!(
                    "{error}; give the files that `request` made, or keys with the certificates"
                )
            }
            // Here is no command line.
            error => error.to_string().replace(" with `--ca`", ""),
        };
        Self::new(ErrorCode::Certificates, message)
    }
}
