//! The worker's session: it owns keys, and shows one only when asked by path.

use std::borrow::Cow;
use std::collections::BTreeMap;

use js_sys::Array;
use mimir_tls::artifact::Artifact;
use mimir_tls::generate::{self, Generated};
use mimir_tls::pki::{Algorithm, Authority, Instant, Key, SystemEntropy};
use mimir_tls::plan::{Plan, PlanFile};
use mimir_tls::proof::Handshake;
#[cfg(feature = "doctor")]
use mimir_tls::proof::one_by_one;
use mimir_tls::prove;
use mimir_tls::render::{self, RenderOptions};
#[cfg(feature = "doctor")]
use mimir_tls::request::{Requested, request};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};
use zeroize::Zeroizing;

#[cfg(feature = "doctor")]
use super::making::made_here;
use super::plain::plan_of;
use super::{ApiError, arguments, draft, proven, view, zip};
use crate::view::{ErrorCode, WantedKeys};

/// How long certificates are signed as of one moment, in seconds. Within it an
/// edit leaves every certificate alone that it does not touch.
const MOMENT: i64 = 60 * 60;

/// What the command line calls the folder.
pub(super) const FOLDER: &str = "mimir-tls";

/// Keys, certificates and what was proven of them, from one plan to the next.
#[wasm_bindgen]
#[derive(Default)]
pub struct Session {
    core: generate::Session,
    /// As of when certificates are signed.
    moment: Option<Instant>,
    last: Option<Generated>,
}

#[wasm_bindgen]
impl Session {
    /// A session without any key.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes what a plan calls for, and proves every link. `fresh` makes new
    /// keys. RSA keys are `wantedKeys` of them, each PKCS#8. `tell` is called
    /// after each handshake with how many there were, and how many there are.
    ///
    /// # Errors
    ///
    /// A plan that cannot be, certificates that cannot be, or a process
    /// that would not start. Links that fail are no error.
    #[wasm_bindgen(js_name = generate, unchecked_return_type = "Proven")]
    pub fn js_generate(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "Plan")] plan: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "boolean")] fresh: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "Uint8Array[] | null")] keys: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "(done: number, of: number) => void")]
        tell: &JsValue,
    ) -> Result<JsValue, ApiError> {
        let began = js_sys::Date::now();
        let plan = planned(plan)?;
        let keys = keys_of(keys)?;
        let tell = tell_of(tell)?;
        let told = |done: usize, of: usize| {
            if let Some(tell) = &tell {
                // Whoever listens and throws hears no less of the next.
                let _ = tell.call2(&JsValue::NULL, &done.into(), &of.into());
            }
        };
        let one_by_one = |cases: &[Handshake]| {
            let numbered = cases.iter().zip(1..);
            let run = numbered.map(|(case, done)| {
                let verdict = case.run();
                told(done, cases.len());
                verdict
            });
            run.collect()
        };
        self.make(
            &plan,
            fresh.is_truthy(),
            keys.into_iter(),
            super::now(),
            one_by_one,
        )?;
        let Some(made) = &self.last else {
            return Err(ApiError::new(ErrorCode::Internal, "nothing was made"));
        };
        let took = js_sys::Date::now() - began;
        super::give(&proven::proven(&plan, made, self.core.has_own_ca(), took))
    }

    /// How many RSA keys a plan wants that are not there, and of what kind;
    /// every other kind is made here.
    ///
    /// # Errors
    ///
    /// A plan that cannot be.
    #[wasm_bindgen(js_name = wantedKeys, unchecked_return_type = "WantedKeys")]
    pub fn js_wanted_keys(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Plan")] plan: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "boolean")] fresh: &JsValue,
    ) -> Result<JsValue, ApiError> {
        super::give(&self.wanted(&planned(plan)?, fresh.is_truthy()))
    }

    /// A key, by its path.
    ///
    /// # Errors
    ///
    /// A path under which there is none.
    #[wasm_bindgen(js_name = reveal)]
    pub fn js_reveal(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string")] path: &JsValue,
    ) -> Result<js_sys::JsString, ApiError> {
        let path = &arguments::text_of("path", path)?;
        // A `String` would leave its bytes in this memory after it is gone.
        Ok(self.reveal(path)?.as_ref().into())
    }

    /// Everything as an archive: the folder that the command line writes.
    ///
    /// # Errors
    ///
    /// Nothing was made yet, or a link failed: nothing is handed out that was
    /// not proven.
    #[wasm_bindgen(js_name = zip)]
    pub fn js_zip(&self) -> Result<js_sys::Uint8Array, ApiError> {
        let bytes = self.zip()?;
        Ok(js_sys::Uint8Array::from(bytes.as_slice()))
    }

    /// Overwrites every key, that of a CA that was brought included.
    pub fn wipe(&mut self) {
        *self = Self::default();
    }

    /// Signs with this CA from now on: its certificate and key in PEM.
    ///
    /// # Errors
    ///
    /// What is no CA, has ended, or has another key.
    #[wasm_bindgen(js_name = bringCa)]
    pub fn bring_ca(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "string | Uint8Array")] certificate: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "string | Uint8Array")] key: &JsValue,
    ) -> Result<(), ApiError> {
        let certificate = bytes("certificate", certificate)?;
        let key = Zeroizing::new(bytes("key", key)?);
        self.bring(Authority::from_pem(&certificate, &key, super::now())?);
        Ok(())
    }

    /// Makes a CA of its own again.
    #[wasm_bindgen(js_name = forgetCa)]
    pub fn forget_ca(&mut self) {
        self.core.forget();
    }

    /// The draft that a plan file says.
    ///
    /// # Errors
    ///
    /// What is wrong with the file, a key in it first of all.
    #[wasm_bindgen(js_name = readPlan, unchecked_return_type = "Draft")]
    pub fn js_read_plan(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string | Uint8Array")] file: &JsValue,
    ) -> Result<JsValue, ApiError> {
        super::give(&draft::from_file(&PlanFile::parse(&bytes("file", file)?)?)?)
    }

    /// A plan as a plan file, complete.
    ///
    /// # Errors
    ///
    /// A plan that cannot be.
    #[wasm_bindgen(js_name = writePlan)]
    pub fn js_write_plan(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Plan")] plan: &JsValue,
    ) -> Result<String, ApiError> {
        Ok(render::plan_yaml(&planned(plan)?))
    }
}

/// A plan, whose fault is said of the field that has it where it is a draft.
fn planned(plan: &JsValue) -> Result<Plan, ApiError> {
    let draft = super::text_of(plan).ok();
    let is_draft = |text: &String| serde_json::from_str::<BTreeMap<String, String>>(text).is_ok();
    match draft.filter(is_draft) {
        Some(draft) => view::plan(&draft),
        None => Ok(plan_of(plan)?.0),
    }
}

/// RSA keys, each PKCS#8.
fn keys_of(keys: &JsValue) -> Result<Vec<Zeroizing<Vec<u8>>>, ApiError> {
    if keys.is_undefined() || keys.is_null() {
        return Ok(Vec::new());
    }
    let refused = || ApiError::argument("keys", "keys: give a list of keys, each PKCS#8 as bytes");
    if !Array::is_array(keys) {
        return Err(refused());
    }
    let keys = Array::from(keys);
    let keys = keys
        .iter()
        .map(|key| arguments::bytes_of(&key).map(Zeroizing::new));
    keys.collect::<Option<_>>().ok_or_else(refused)
}

/// Who wants to be told how far the proof is, if anybody.
fn tell_of(tell: &JsValue) -> Result<Option<js_sys::Function>, ApiError> {
    if tell.is_undefined() || tell.is_null() {
        return Ok(None);
    }
    let tell = tell.dyn_ref::<js_sys::Function>().cloned();
    let refused = || ApiError::argument("tell", "tell: give a function of two numbers");
    tell.map(Some).ok_or_else(refused)
}

fn bytes(name: &str, value: &JsValue) -> Result<Vec<u8>, ApiError> {
    arguments::bytes_of(value).ok_or_else(|| {
        let kind = arguments::kind(value);
        ApiError::argument(
            name,
            format!("{name}: this is {kind}; give a text, or bytes"),
        )
    })
}

impl Session {
    /// Makes and proves, by `run`, and keeps it; what was there before stays on an error.
    ///
    /// # Errors
    ///
    /// As `generate` for JavaScript.
    pub fn make(
        &mut self,
        plan: &Plan,
        fresh: bool,
        keys: impl Iterator<Item = Zeroizing<Vec<u8>>>,
        now: Instant,
        run: impl FnOnce(&[Handshake]) -> Vec<prove::Verdict>,
    ) -> Result<&Generated, ApiError> {
        if fresh {
            self.core.renew();
            self.moment = None;
        }
        for key in keys {
            let algorithm = plan.certificates.algorithm;
            self.core.give(Key::from_pkcs8(algorithm, key)?);
        }
        let moment = match self.moment {
            Some(moment) if (0..MOMENT).contains(&(now.unix() - moment.unix())) => moment,
            _ => now,
        };
        self.moment = Some(moment);
        let made = self.core.generate(
            plan,
            RenderOptions::default(),
            &mut SystemEntropy::new(),
            moment,
            run,
        )?;
        Ok(self.last.insert(made))
    }

    /// Signs with this CA from now on.
    pub(super) fn bring(&mut self, ca: Authority) {
        self.core.bring(ca);
        // It may be younger than the moment, at which it would not be valid.
        self.moment = None;
    }

    /// Requests over the keys that are there, and the proof that they are enough.
    ///
    /// # Errors
    ///
    /// As `request` for JavaScript.
    #[cfg(feature = "doctor")]
    pub(super) fn request(&mut self, plan: &Plan) -> Result<Requested, ApiError> {
        made_here(&self.core, plan)?;
        let (now, mut entropy) = (self.moment.unwrap_or_else(super::now), SystemEntropy::new());
        Ok(request(
            plan,
            &mut self.core,
            &mut entropy,
            now,
            one_by_one,
        )?)
    }

    /// As `wantedKeys` for JavaScript.
    pub fn wanted(&self, plan: &Plan, fresh: bool) -> WantedKeys {
        let algorithm = plan.certificates.algorithm;
        let count = match (algorithm.rsa_bits(), fresh) {
            (None, _) => 0,
            (Some(_), true) => self.core.all(plan),
            (Some(_), false) => self.core.missing(plan),
        };
        WantedKeys {
            algorithm: Algorithm::name(algorithm).to_owned(),
            count,
        }
    }

    /// As `reveal` for JavaScript, and not a copy.
    ///
    /// # Errors
    ///
    /// The same.
    pub fn reveal(&self, path: &str) -> Result<Cow<'_, str>, ApiError> {
        let mut secrets = self.artifacts().iter().filter(|it| it.is_secret());
        secrets
            .find(|artifact| artifact.path == path)
            .map(|artifact| String::from_utf8_lossy(artifact.bytes()))
            .ok_or_else(|| {
                ApiError::new(ErrorCode::NoSuchFile, format!("there is no key `{path}`"))
            })
    }

    /// As `zip` for JavaScript.
    ///
    /// # Errors
    ///
    /// The same.
    pub fn zip(&self) -> Result<Zeroizing<Vec<u8>>, ApiError> {
        zip::archive(FOLDER, self.handed_out()?)
    }

    /// The files of the folder, keys included.
    ///
    /// # Errors
    ///
    /// Nothing was made yet, or a link failed.
    pub(super) fn handed_out(&self) -> Result<&[Artifact], ApiError> {
        let Some(last) = &self.last else {
            return Err(ApiError::new(
                ErrorCode::Unproven,
                "nothing has been made yet",
            ));
        };
        if !last.proof.holds() {
            return Err(ApiError::new(
                ErrorCode::Unproven,
                "a link fails, and nothing is handed out before all of them hold",
            ));
        }
        Ok(&last.artifacts)
    }

    fn artifacts(&self) -> &[Artifact] {
        self.last.as_ref().map_or(&[], |last| &last.artifacts)
    }
}

#[cfg(test)]
mod tests;
