//! From one cluster to another, a phase after the other.

use js_sys::Array;
use mimir_tls::artifact::Artifact;
use mimir_tls::change::{
    self, Ambiguous, Change as Planned, Edited, Files, STEPS, Signers, Standing, Written,
};
use mimir_tls::generate::Session;
use mimir_tls::made::MadeFiles;
use mimir_tls::pki::Key;
use mimir_tls::plan::{Plan, PlanWarning};
use mimir_tls::proof::one_by_one;
use mimir_tls::render::RenderOptions;
use mimir_tls::renew::RenewError;
use serde_json::Value;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::arguments::Arguments;
use super::error::warned;
use super::folder::{bytes_of, files_of, plan_in};
use super::making::{self, Making, ca_of, folder_ca, generated_file, keys_of};
use super::plain::plan_of;
use super::words::in_camel_case;
use super::{ApiError, give, now};
use crate::view::{Changed, ErrorCode};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = "/** How to change a cluster. */
export interface ChangeOptions {
  /** The plan that is wanted; the folder's own unless said. */
  to?: Plan | null | undefined;
  /** Whether another CA is made. */
  newCa?: boolean | null | undefined;
  /** Another CA, of one's own. Its key is not among the files. */
  ca?: OwnCa | null | undefined;
  /** The key of the folder's CA in PEM, where it is wanted and not among the files. */
  caKey?: string | Uint8Array | null | undefined;
  /** The passphrase of that key, or of the one among the files, where one is on it. It stays on it. */
  passphrase?: string | null | undefined;
  /** Whether certificates are made new though those that stand would do. */
  renew?: boolean | null | undefined;
  /** Whether files are made although links fail meanwhile, where it cannot be without. */
  allowBreak?: boolean | null | undefined;
  /** The folder that processes have their settings from, as they know it: `mimir-tls` unless said. */
  place?: string | null | undefined;
  /** As for `generate`. */
  seed?: string | null | undefined;
  /** As of when: a `Date`, or seconds since 1970; now unless said. */
  time?: Date | number | null | undefined;
  /** RSA keys in PKCS#8, `wantedKeys(to).count` of them. */
  keys?: Uint8Array[] | null | undefined;
}";

/// From a folder that runs to what is wanted, in the fewest phases: a folder for
/// each, a sheet with what to do, and the same for programs. Every link is proven
/// between any two processes, whichever is before, within or behind a phase.
///
/// # Errors
///
/// A folder that does not hold as it stands, or lacks its CA's key where that is
/// needed, and a plan that cannot be. Links that fail meanwhile are no error:
/// `change.breaks` has them, and `files` is empty then unless `allowBreak` is set.
///
/// @example
/// const { change: { phases, breaks }, sheet, files } = change(folder, { newCa: true });
/// phases.map((it) => it.name);   // trust the new CA beside the old one, …
#[wasm_bindgen(js_name = change, unchecked_return_type = "Changed")]
pub fn js_change(
    #[wasm_bindgen(unchecked_param_type = "Folder")] folder: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "ChangeOptions")] options: &JsValue,
) -> Result<JsValue, ApiError> {
    let folder = files_of("folder", folder)?;
    let mut request = Request::of(&folder, options)?;
    let (planned, files) = request.planned(&folder)?;
    let changed = told(&planned, &files)?;
    give(&Changed {
        warnings: warned(&request.warnings),
        ..changed
    })
}

/// What a caller wants of a folder that runs.
pub(super) struct Request {
    /// The cluster as it stands.
    pub(super) standing: Standing,
    /// What the author of the wanted plan may not expect.
    pub(super) warnings: Vec<PlanWarning>,
    asked: Asked,
    keys: Vec<Key>,
    making: Making,
}

impl Request {
    /// Reads the options of `change`, and holds them against the folder.
    ///
    /// # Errors
    ///
    /// As `change` for JavaScript.
    pub(super) fn of(folder: &MadeFiles, options: &JsValue) -> Result<Self, ApiError> {
        let (plan, _) = plan_in(folder)?;
        let options = Arguments::of(
            options,
            &[
                "to",
                "newCa",
                "ca",
                "caKey",
                "passphrase",
                "renew",
                "allowBreak",
                "place",
                "seed",
                "time",
                "keys",
            ],
        )?;
        let (wanted, warnings) = match options.value("to")? {
            Some(to) => plan_of(&to)?,
            None => plan_in(folder)?,
        };
        let switch = |key| options.switch(key).map(Option::unwrap_or_default);
        // Its keys are dealt out once all is known.
        let making = Making::timed(&options, now())?;
        let brought = ca_of(&options, making.now)?;
        let new_ca = switch("newCa")?;
        let is_new = new_ca || brought.is_some();
        let key = options.value("caKey")?;
        if new_ca && brought.is_some() {
            return Err(options.refused("newCa", "the CA is either brought or made here"));
        }
        if key.is_some() && is_new {
            return Err(options.refused("caKey", "it is the key of no CA that signs"));
        }
        let mut standing = Standing::of_files(plan, folder)?;
        if let Some(place) = options.text("place")? {
            standing.place = place;
        }
        let anew = switch("renew")? || is_new;
        let needs_signer = anew || !standing.outdated(&wanted, making.now)?.is_empty();
        let signers = match needs_signer {
            true => {
                let at = |key| move |error: RenewError| ApiError::from(error).at(key);
                let mut signers = match brought {
                    Some(ca) => Signers::brought(ca, making.now).map_err(at("ca"))?,
                    None if new_ca => Signers::default(),
                    None => {
                        let ca = folder_ca(&options, folder, making.now)?;
                        Signers::kept(ca, making.now).map_err(at("caKey"))?
                    }
                };
                if is_new {
                    signers.old = change::own_signer(&folder.certificates(), making.now);
                }
                Some(signers)
            }
            false => None,
        };
        let keys = keys_of(&options, wanted.certificates.algorithm)?;
        Ok(Self {
            standing,
            warnings,
            asked: Asked {
                wanted,
                anew,
                signers,
                allow_break: switch("allowBreak")?,
            },
            keys,
            making,
        })
    }

    /// The plan that is wanted.
    #[cfg(feature = "doctor")]
    pub(super) fn wanted(&self) -> &Plan {
        &self.asked.wanted
    }

    /// How many RSA keys are to be given: for the CA that signs, and for the one
    /// that stands, which may sign what stands between.
    #[cfg(feature = "doctor")]
    pub(super) fn missing(&self) -> usize {
        let wanted = &self.asked.wanted;
        match (
            &self.asked.signers,
            wanted.certificates.algorithm.rsa_bits(),
        ) {
            (Some(Signers { new, old }), Some(_)) => {
                new.missing(wanted) + old.as_ref().map_or(0, |old| old.missing(wanted))
            }
            _ => 0,
        }
    }

    /// Plans the change and makes its files.
    ///
    /// # Errors
    ///
    /// As `change` for JavaScript.
    pub(super) fn planned(
        &mut self,
        folder: &MadeFiles,
    ) -> Result<(Planned, Vec<Artifact>), ApiError> {
        let keys = std::mem::take(&mut self.keys);
        if let Some(signers) = &mut self.asked.signers {
            deal(signers, &self.asked.wanted, keys)?;
        }
        planned(folder, &self.standing, &mut self.asked, &mut self.making)
    }
}

/// Gives keys to whoever signs; the CA that stands signs nothing more where there
/// are not enough for both.
fn deal(signers: &mut Signers, wanted: &Plan, keys: Vec<Key>) -> Result<(), ApiError> {
    let is_rsa = wanted.certificates.algorithm.rsa_bits().is_some();
    for key in keys {
        match &mut signers.old {
            Some(old) if signers.new.missing(wanted) == 0 => old.give(key),
            _ => signers.new.give(key),
        }
    }
    if is_rsa {
        making::enough(signers.new.missing(wanted))?;
        signers.old.take_if(|old| old.missing(wanted) > 0);
    }
    Ok(())
}

/// What is asked for.
pub struct Asked {
    /// The plan that is wanted.
    pub wanted: Plan,
    /// Whether certificates are made new though those that stand would do.
    pub anew: bool,
    /// Who signs; nobody where every certificate stays.
    pub signers: Option<Signers>,
    /// Whether files are made although links fail meanwhile.
    pub allow_break: bool,
}

/// Plans the change and makes its files.
///
/// # Errors
///
/// As `change` for JavaScript.
pub fn planned(
    folder: &MadeFiles,
    standing: &Standing,
    asked: &mut Asked,
    making: &mut Making,
) -> Result<(Planned, Vec<Artifact>), ApiError> {
    let (entropy, now) = (making.entropy.as_mut(), making.now);
    let (holds, _) = folder.proven(&standing.plan, entropy, now, one_by_one)?;
    if !holds {
        let message = "the folder does not hold as it stands; `prove` says why";
        return Err(ApiError::new(ErrorCode::Unproven, message));
    }
    let (wanted, signers) = (asked.wanted.clone(), asked.signers.take());
    let mut planned = change::towards(standing, wanted, asked.anew, signers, entropy, now)?;
    let is_broken = !planned.breaks.is_empty() && !asked.allow_break;
    let mut files = Vec::new();
    if !is_broken && !planned.phases.is_empty() {
        let mut session = Session::default();
        let options = RenderOptions::default();
        files = change::written(
            &mut planned,
            &mut session,
            options,
            entropy,
            now,
            one_by_one,
        )?;
        files.extend(change::before(folder));
        files.sort_by(|a, b| a.path.cmp(&b.path));
    }
    Ok((planned, files))
}

/// A change as JavaScript has it.
///
/// # Errors
///
/// None; a change serialises into plain maps, lists and words.
pub fn told(planned: &Planned, files: &[Artifact]) -> Result<Changed, ApiError> {
    Ok(Changed {
        sheet: sheet(planned),
        change: in_words(planned)?,
        files: files.iter().map(generated_file).collect(),
        warnings: Vec::new(),
    })
}

/// The sheet of a change; empty where there is nothing to do.
pub(super) fn sheet(planned: &Planned) -> String {
    match planned.phases.is_empty() {
        true => String::new(),
        false => change::sheet(planned),
    }
}

/// What `change.json` says of a change.
pub(super) fn in_words(planned: &Planned) -> Result<Value, ApiError> {
    serde_json::to_value(planned)
        .map(in_camel_case)
        .map_err(|error| ApiError::new(ErrorCode::Internal, error.to_string()))
}

/// Where folders, such as copies of machines' certificates, are on the way of a
/// change: by what they hold. What a process has in its memory, no folder tells.
///
/// # Errors
///
/// What is no change, and a folder of it that was edited since it was proven.
///
/// @example
/// changeStatus(changed.files, [{ "server.crt": crt, "server.key": key, "root.crt": root }])[0].is;   // at
#[wasm_bindgen(js_name = changeStatus, unchecked_return_type = "ChangePlace[]")]
pub fn js_change_status(
    #[wasm_bindgen(unchecked_param_type = "Folder")] change: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "readonly Folder[]")] folders: &JsValue,
) -> Result<JsValue, ApiError> {
    let change: Files = bytes_of("change", change)?.into_iter().collect();
    if !Array::is_array(folders) {
        return Err(ApiError::argument(
            "folders",
            "folders: give a list of folders, each the files of one",
        ));
    }
    let folders = Array::from(folders);
    let folders = folders.iter().map(|folder| {
        let files = bytes_of("folders", &folder)?;
        Ok(files.into_iter().collect())
    });
    let folders: Vec<Files> = folders.collect::<Result<_, ApiError>>()?;
    give(&places(&change, &folders)?)
}

/// Where folders are on the way of a change.
///
/// # Errors
///
/// As `changeStatus` for JavaScript.
pub fn places(change: &Files, folders: &[Files]) -> Result<Vec<Value>, ApiError> {
    let steps = change.get(STEPS).ok_or_else(|| {
        let missing = format!("this is no change: it has no {STEPS}; give the files of `change`");
        ApiError::argument("change", missing)
    })?;
    let written = Written::parse(steps)
        .map_err(|error| ApiError::argument("change", format!("{STEPS}: {error}")))?;
    let below = |folder: &str| -> Files {
        let files = change.iter();
        let below = files.filter_map(|(path, bytes)| {
            let path = path.strip_prefix(folder)?.strip_prefix('/')?;
            Some((path.to_owned(), bytes.clone()))
        });
        below.collect()
    };
    let known = written.folders().map(below).collect();
    let followed = written
        .followed(known)
        .map_err(|error: Edited| ApiError::argument("change", error.to_string()))?;
    let places = folders.iter().map(|folder| followed.place(folder));
    places
        .map(|place| serde_json::to_value(place).map(in_camel_case))
        .collect::<Result<_, _>>()
        .map_err(|error| ApiError::new(ErrorCode::Internal, error.to_string()))
}

impl From<Ambiguous> for ApiError {
    fn from(error: Ambiguous) -> Self {
        Self::argument("folder", error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use mimir_tls::change::BEFORE;
    use mimir_tls::pki::{Instant, SecretPem};

    use super::super::making::generated;
    use super::super::plain::plan_from_json;
    use super::*;
    use crate::changed::{Change, ChangePlace};
    use crate::view::GeneratedFile;

    const NOW: i64 = 1_800_000_000;

    fn plan(more: &str) -> Plan {
        let text = format!(
            r#"{{"version": 1, "mode": "monolithic", "certificates": {{"algorithm": "ed25519"}}{more}}}"#
        );
        plan_from_json(&serde_json::from_str(&text).unwrap())
            .unwrap()
            .0
    }

    fn folder(plan: &Plan) -> MadeFiles {
        let now = Instant::from_unix(NOW);
        let mut files = MadeFiles::default();
        for file in generated(plan, Making::at(now)).unwrap().files {
            files.insert(file.path, SecretPem::new(file.text));
        }
        files
    }

    fn made(from: &Plan, wanted: Plan, signers: Option<Signers>) -> Changed {
        let folder = folder(from);
        let standing = Standing::of_files(from.clone(), &folder).unwrap();
        let mut asked = Asked {
            wanted,
            anew: signers.is_some(),
            signers,
            allow_break: false,
        };
        let mut making = Making::at(Instant::from_unix(NOW));
        let (change, files) = planned(&folder, &standing, &mut asked, &mut making).unwrap();
        told(&change, &files).unwrap()
    }

    fn texts(files: &[GeneratedFile], below: &str) -> Files {
        let files = files.iter().filter_map(|file| {
            let path = file.path.strip_prefix(below)?;
            Some((path.to_owned(), file.text.clone().into_bytes()))
        });
        files.collect()
    }

    /// Every key of a change is one that its type has, and the other way round.
    #[test]
    fn a_new_ca_is_told_as_its_types_say_and_found_again() {
        let made = made(&plan(""), plan(""), Some(Signers::default()));
        let typed: Change = serde_json::from_value(made.change.clone()).unwrap();
        assert_eq!(serde_json::to_value(&typed).unwrap(), made.change);
        assert_eq!(typed.phases.len(), 3);
        assert!(typed.phases[0].proof.holds && !typed.phases[0].proof.skipped.is_empty());
        assert!(made.sheet.starts_with("# "), "{}", made.sheet);
        let all = texts(&made.files, "");
        assert!(all.contains_key(STEPS) && all.contains_key(&format!("{BEFORE}/plan.yaml")));
        let folders: Vec<Files> = ["before/certs/", "phase-2/"]
            .map(|below| texts(&made.files, below))
            .into();
        let places = places(&all, &folders).unwrap();
        let typed: Vec<ChangePlace> = serde_json::from_value(places.clone().into()).unwrap();
        assert_eq!(serde_json::to_value(&typed).unwrap(), Value::from(places));
        let at = |folder: &str| ChangePlace::At {
            folders: vec![folder.to_owned()],
        };
        assert_eq!(typed, [at("before"), at("phase-2")]);
    }

    #[test]
    fn what_breaks_is_told_and_no_file_is_made() {
        let off = plan(r#", "surfaces": {"memberlist": false}"#);
        let made = made(&off, plan(""), None);
        let typed: Change = serde_json::from_value(made.change.clone()).unwrap();
        assert_eq!(serde_json::to_value(&typed).unwrap(), made.change);
        assert!(!typed.breaks.is_empty() && made.files.is_empty());
        assert!(made.sheet.contains("What breaks"), "{}", made.sheet);
    }

    #[test]
    fn a_phase_that_was_edited_is_no_measure() {
        let made = made(&plan(""), plan(""), Some(Signers::default()));
        let mut all = texts(&made.files, "");
        all.insert("phase-1/certs/root.crt".to_owned(), Vec::new());
        let error = places(&all, &[]).unwrap_err();
        assert!(
            error.message.starts_with("phase-1 was edited"),
            "{}",
            error.message
        );
    }
}
