//! What a plan comes to, for JavaScript users: certificates, keys, and the proof
//! of them or of a folder that was made before.

use js_sys::Array;
use mimir_tls::artifact::Artifact;
use mimir_tls::generate::{Generated, Session};
use mimir_tls::made::{MadeFiles, MadeProving};
use mimir_tls::pki::passphrase::{is_locked, unlock};
use mimir_tls::pki::{
    Algorithm, Authority, Entropy, Instant, Key, SecretPem, SeededEntropy, SystemEntropy,
};
use mimir_tls::plan::Plan;
use mimir_tls::proof::{Proof, one_by_one};
use mimir_tls::render::RenderOptions;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroizing;

use super::arguments::{self, Arguments};
use super::error::warned;
use super::folder::{files_of, plan_in};
use super::library::render_options;
use super::plain::plan_of;
use super::{ApiError, give, now, proven};
use crate::view::{ErrorCode, GeneratedFile, GeneratedFiles, ProofReport, WantedKeys};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = "/** A CA of one's own: its certificate, with those above it where it is no root, and its key, both in PEM. */
export interface OwnCa {
  certificate: string | Uint8Array;
  key: string | Uint8Array;
  /** The passphrase of the key, where one is on it. */
  passphrase?: string | null | undefined;
}

/** How to generate. */
export interface GenerateOptions {
  /** Whether comments say why; yes unless said. */
  comments?: boolean | null | undefined;
  /** 64 hexadecimal digits from which every key is made, for runs that are to be
   * repeated: whoever knows it knows the keys. Ed25519 alone. */
  seed?: string | null | undefined;
  /** As of when: a `Date`, or seconds since 1970; now unless said. */
  time?: Date | number | null | undefined;
  /** A CA of one's own that signs. Its key is not among the files. */
  ca?: OwnCa | null | undefined;
  /** A passphrase under which the CA's key is put: PKCS#8 with scrypt and AES-256. */
  encryptCaKey?: string | null | undefined;
  /** RSA keys in PKCS#8, `wantedKeys(plan).count` of them, which WebCrypto makes. */
  keys?: Uint8Array[] | null | undefined;
}";

/// Everything that a plan calls for, keys included, after every link was proven.
///
/// # Errors
///
/// A plan that cannot be, an RSA key, which a `Session` takes from WebCrypto,
/// and a link that fails.
#[wasm_bindgen(js_name = generate, unchecked_return_type = "GeneratedFiles")]
pub fn js_generate(
    #[wasm_bindgen(unchecked_param_type = "Plan")] plan: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "GenerateOptions")] options: &JsValue,
) -> Result<JsValue, ApiError> {
    let (plan, warnings) = plan_of(plan)?;
    let making = Making::of(options, &plan, now())?;
    give(&GeneratedFiles {
        warnings: warned(&warnings),
        ..generated(&plan, making)?
    })
}

/// The proof of a plan with keys made for it alone, or of files: a folder that
/// was made before, by paths such as `certs/server.crt`, `plan.yaml` among them.
///
/// # Errors
///
/// A plan that cannot be, or one that is not among the files. What else is wrong
/// with files, and links that fail, are told in the report.
#[wasm_bindgen(js_name = prove, unchecked_return_type = "ProofReport")]
pub fn js_prove(
    #[wasm_bindgen(unchecked_param_type = "Plan | readonly FolderFile[]")] given: &JsValue,
) -> Result<JsValue, ApiError> {
    let report = match Array::is_array(given) {
        true => prove_files(&files_of("folder", given)?, now())?,
        false => proof_report(&prove_plan(&plan_of(given)?.0, now())?),
    };
    give(&report)
}

/// How many RSA keys a plan wants, and of what kind; every other kind is made here.
///
/// # Errors
///
/// A plan that cannot be.
///
/// @example
/// const { algorithm, count } = wantedKeys(plan);   // rsa-2048, 3
/// const kind = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256", publicExponent: Uint8Array.of(1, 0, 1), modulusLength: Number(algorithm.slice(4)) };
/// const keys = await Promise.all(Array.from({ length: count }, async () => {
///   const { privateKey } = await crypto.subtle.generateKey(kind, true, ["sign"]);
///   return new Uint8Array(await crypto.subtle.exportKey("pkcs8", privateKey));
/// }));
/// generate(plan, { keys });
#[wasm_bindgen(js_name = wantedKeys, unchecked_return_type = "WantedKeys")]
pub fn js_wanted_keys(
    #[wasm_bindgen(unchecked_param_type = "Plan")] plan: &JsValue,
) -> Result<JsValue, ApiError> {
    let (plan, _) = plan_of(plan)?;
    give(&WantedKeys {
        algorithm: plan.certificates.algorithm.name().to_owned(),
        count: wanted(&Session::default(), &plan),
    })
}

/// How many keys of a plan WebCrypto has to make.
fn wanted(session: &Session, plan: &Plan) -> usize {
    let is_rsa = plan.certificates.algorithm.rsa_bits().is_some();
    if is_rsa { session.missing(plan) } else { 0 }
}

/// What goes into certificates beside the plan.
pub struct Making {
    pub(super) session: Session,
    pub(super) entropy: Box<dyn Entropy>,
    pub(super) now: Instant,
    options: RenderOptions,
    /// What the CA's key is put under.
    passphrase: Option<Zeroizing<String>>,
}

impl Making {
    /// As it is without any option.
    pub fn at(now: Instant) -> Self {
        Self {
            session: Session::default(),
            entropy: Box::new(SystemEntropy::new()),
            options: RenderOptions::default(),
            passphrase: None,
            now,
        }
    }

    fn of(options: &JsValue, plan: &Plan, now: Instant) -> Result<Self, ApiError> {
        let options = Arguments::of(
            options,
            &["comments", "seed", "time", "ca", "encryptCaKey", "keys"],
        )?;
        let mut making = Self::read(&options, plan, now)?;
        making.options = render_options(options.switch("comments")?);
        making.passphrase = options.text("encryptCaKey")?.map(Zeroizing::new);
        if making.passphrase.as_ref().is_some_and(|it| it.is_empty()) {
            return Err(options.refused("encryptCaKey", "the passphrase is empty"));
        }
        if let Some(ca) = ca_of(&options, making.now)? {
            if making.passphrase.is_some() {
                let why = "the key of a CA that is brought is not among the files";
                return Err(options.refused("encryptCaKey", why));
            }
            making.session.bring(ca);
        }
        Ok(making)
    }

    /// The time, the randomness and the keys for `plan` that a call is given.
    pub(super) fn read(options: &Arguments, plan: &Plan, now: Instant) -> Result<Self, ApiError> {
        let mut making = Self::timed(options, now)?;
        for key in keys_of(options, plan.certificates.algorithm)? {
            making.session.give(key);
        }
        Ok(making)
    }

    /// The time and the randomness that a call is given.
    pub(super) fn timed(options: &Arguments, now: Instant) -> Result<Self, ApiError> {
        let mut making = Self::at(options.time("time")?.unwrap_or(now));
        if let Some(seed) = options.text("seed")? {
            making.entropy = Box::new(SeededEntropy::new(seed_of(&seed)?));
        }
        Ok(making)
    }
}

/// The CA at `ca`, if one is given.
pub(super) fn ca_of(options: &Arguments, now: Instant) -> Result<Option<Authority>, ApiError> {
    let ca = options.object("ca", &["certificate", "key", "passphrase"])?;
    if ca.is_absent() {
        return Ok(None);
    }
    let given = |key| {
        let pem = ca.bytes(key)?;
        pem.ok_or_else(|| ca.refused(key, "this is missing; give PEM"))
    };
    let (certificate, key) = (given("certificate")?, Zeroizing::new(given("key")?));
    let passphrase = ca
        .text("passphrase")?
        .map(Zeroizing::new)
        .unwrap_or_default();
    let key = opened(key, &passphrase).map_err(|error| error.at("ca.passphrase"))?;
    Authority::from_pem(&certificate, &key, now)
        .map(Some)
        .map_err(|error| ApiError::from(error).at("ca"))
}

/// A key in PEM without its passphrase; as it is where it has none.
///
/// # Errors
///
/// A passphrase that does not open it, or that is missing, at `passphrase`.
pub(super) fn opened(
    key: Zeroizing<Vec<u8>>,
    passphrase: &str,
) -> Result<Zeroizing<Vec<u8>>, ApiError> {
    let refused = |why: &str| ApiError::new(ErrorCode::Certificates, why).at("passphrase");
    match passphrase {
        _ if !is_locked(&key) => Ok(key),
        "" => Err(refused("the key is under a passphrase, which is not given")),
        it => unlock(&key, it.as_bytes()).map_err(|error| refused(&error.to_string())),
    }
}

/// The CA of a folder, by the key at `caKey` or the one among its files.
pub(super) fn folder_ca(
    options: &Arguments,
    folder: &MadeFiles,
    now: Instant,
) -> Result<Authority, ApiError> {
    let certificates = folder.certificates();
    let given = options.bytes("caKey")?.map(Zeroizing::new);
    let inside = || {
        let (_, key) = certificates.ca_key()?;
        Some(Zeroizing::new(key.expose().as_bytes().to_vec()))
    };
    let key = given.or_else(inside).ok_or_else(|| {
        let message = "the key of the folder's CA is not among the files: give it as `caKey`; where others sign, `request` asks them";
        ApiError::new(ErrorCode::Certificates, message).at("caKey")
    })?;
    let passphrase = options
        .text("passphrase")?
        .map(Zeroizing::new)
        .unwrap_or_default();
    let key = opened(key, &passphrase)?;
    let key = std::str::from_utf8(&key)
        .map_err(|_| options.refused("caKey", "this is no text; give PEM"))?;
    certificates
        .authority(&SecretPem::new(key.to_owned()), now)
        .map_err(|error| ApiError::from(error).at("caKey"))
}

/// The keys at `keys`.
pub(super) fn keys_of(options: &Arguments, algorithm: Algorithm) -> Result<Vec<Key>, ApiError> {
    let Some(keys) = options.value("keys")? else {
        return Ok(Vec::new());
    };
    if !Array::is_array(&keys) {
        return Err(options.refused("keys", "give a list of keys, each PKCS#8 as bytes"));
    }
    let keys = Array::from(&keys);
    let keys = keys.iter().map(|key| {
        let key = arguments::bytes_of(&key)
            .ok_or_else(|| options.refused("keys", "give each key as bytes, PKCS#8"))?;
        Key::from_pkcs8(algorithm, Zeroizing::new(key))
            .map_err(|error| ApiError::from(error).at("keys"))
    });
    keys.collect()
}

/// Makes and proves it; refused unless every link holds.
///
/// # Errors
///
/// As `generate` for JavaScript.
pub fn generated(plan: &Plan, mut making: Making) -> Result<GeneratedFiles, ApiError> {
    made_here(&making.session, plan)?;
    let entropy = making.entropy.as_mut();
    let mut made =
        (making.session).proven(plan, making.options, entropy, making.now, one_by_one)?;
    if let Some(passphrase) = &making.passphrase {
        made.encrypt_ca_key(passphrase, entropy)?;
    }
    Ok(GeneratedFiles {
        proof: proof_report(&made.proof),
        warnings: Vec::new(),
        leaves_end: made.leaves_end.rfc3339(),
        ca_ends: made.ca_ends.rfc3339(),
        files: made.artifacts.iter().map(generated_file).collect(),
    })
}

/// RSA keys are not made here: in WebAssembly that takes seconds each.
pub(super) fn made_here(session: &Session, plan: &Plan) -> Result<(), ApiError> {
    enough(wanted(session, plan))
}

/// Refused where RSA keys are missing.
pub(super) fn enough(missing: usize) -> Result<(), ApiError> {
    match missing {
        0 => Ok(()),
        count => {
            let message = format!(
                "WebCrypto makes RSA keys: give {count} of them as `keys`, as `wantedKeys` says, or choose ecdsa-p256"
            );
            Err(ApiError::new(ErrorCode::Certificates, message).at("certificates.algorithm"))
        }
    }
}

pub(super) fn generated_file(artifact: &Artifact) -> GeneratedFile {
    GeneratedFile {
        path: artifact.path.clone(),
        text: String::from_utf8_lossy(artifact.bytes()).into_owned(),
        secret: artifact.is_secret(),
    }
}

fn seed_of(hex: &str) -> Result<[u8; 32], ApiError> {
    let refused = || ApiError::argument("seed", "seed: give 64 hexadecimal digits");
    let mut seed = [0; 32];
    if hex.len() != 2 * seed.len() || !hex.is_ascii() {
        return Err(refused());
    }
    for (byte, digits) in seed.iter_mut().zip(hex.as_bytes().chunks(2)) {
        let digits = std::str::from_utf8(digits).map_err(|_| refused())?;
        *byte = u8::from_str_radix(digits, 16).map_err(|_| refused())?;
    }
    Ok(seed)
}

/// The proof of a plan, with keys that nobody else gets.
fn prove_plan(plan: &Plan, now: Instant) -> Result<Proof, ApiError> {
    made_here(&Session::default(), plan)?;
    let Generated { proof, .. } = Session::default().generate(
        plan,
        RenderOptions::default(),
        &mut SystemEntropy::new(),
        now,
        one_by_one,
    )?;
    Ok(proof)
}

/// The proof of a folder's files, as `mimir-tls prove` makes it: its
/// certificates under the settings that its flags say, each component's YAML and
/// the cluster's.
///
/// # Errors
///
/// A folder without a plan.
pub fn prove_files(files: &MadeFiles, now: Instant) -> Result<ProofReport, ApiError> {
    let (plan, _) = plan_in(files)?;
    let text = |path: &str| files.text(path);
    let certificates = files.certificates();
    let made = MadeProving::new(&plan, text, &certificates, &mut SystemEntropy::new(), now)?;
    let mut findings: Vec<String> = made.findings.iter().map(ToString::to_string).collect();
    let mut told: Option<Proof> = None;
    for (names, proving) in made.provings {
        let verdicts = one_by_one(proving.cases());
        let proof = proving.conclude(&verdicts);
        if !proof.holds() {
            let names = names.join(", ");
            let not_started = proof.not_started.iter();
            findings.extend(not_started.map(|it| format!("{names}: {it}")));
            findings.push(format!("{names}: {}", unproven(&proof)));
        }
        // Of several that differ, the first that does not hold.
        if told
            .as_ref()
            .is_none_or(|told| told.holds() && !proof.holds())
        {
            told = Some(proof);
        }
    }
    let report = told.as_ref().map(proof_report);
    Ok(ProofReport {
        holds: findings.is_empty(),
        findings,
        ..report.unwrap_or_else(nothing_proven)
    })
}

/// The report where no settings could be read.
fn nothing_proven() -> ProofReport {
    ProofReport {
        holds: false,
        findings: Vec::new(),
        links: Vec::new(),
        handshakes: Vec::new(),
        strangers_refused: 0,
    }
}

/// What does not hold, in a few words.
fn unproven(proof: &Proof) -> String {
    let astray = proof.controls.iter().filter(|it| !it.holds).count();
    format!(
        "{} of {} links fail, {astray} strangers are not met as the plan wants it",
        proof.failures().count(),
        proof.links.len(),
    )
}

pub(super) fn proof_report(proof: &Proof) -> ProofReport {
    ProofReport {
        holds: proof.holds(),
        findings: proof.not_started.clone(),
        links: proof.links.iter().map(proven::report).collect(),
        handshakes: proof.handshakes.iter().map(proven::handshake).collect(),
        strangers_refused: proven::strangers_refused(proof),
    }
}

#[cfg(test)]
mod tests {
    use super::super::plain::plan_from_json;
    use super::*;

    /// A folder, and what is said of it after one text was changed.
    fn proven(path: &str, from: &str, to: &str) -> ProofReport {
        let plan =
            r#"{"version": 1, "mode": "monolithic", "certificates": {"algorithm": "ed25519"}}"#;
        let (plan, _) = plan_from_json(&serde_json::from_str(plan).unwrap()).unwrap();
        let now = Instant::from_unix(1_800_000_000);
        let mut files = MadeFiles::default();
        for file in generated(&plan, Making::at(now)).unwrap().files {
            files.insert(file.path, SecretPem::new(file.text));
        }
        let text = files.text(path).unwrap();
        assert!(text.contains(from), "{text}");
        let text = text.replace(from, to);
        files.insert(path, SecretPem::new(text));
        prove_files(&files, now).unwrap()
    }

    #[test]
    fn a_folder_is_proven_by_its_flags_and_by_its_yaml() {
        let untouched = proven("plan.yaml", "version", "version");
        assert_eq!((untouched.holds, untouched.findings), (true, Vec::new()));
        let name = "mimir.internal";
        for (path, source) in [
            ("flags/all.flags", "flags/"),
            ("yaml/all.yaml", "yaml/"),
            ("yaml/mimir.yaml", "yaml/mimir.yaml"),
        ] {
            let changed = proven(path, name, "other.example");
            assert!(!changed.holds, "{path}");
            let [finding] = changed.findings.as_slice() else {
                panic!("{path}: {:?}", changed.findings);
            };
            assert!(finding.starts_with(&format!("{source}: ")), "{finding}");
        }
    }

    #[test]
    fn an_option_that_the_release_does_not_know_is_told() {
        let changed = proven(
            "flags/all.flags",
            "-memberlist.tls-enabled",
            "-memberlist.tls-enabeld",
        );
        let first = &changed.findings[0];
        assert!(first.starts_with("flags/all.flags: line "), "{first}");
        assert!(first.contains("did you mean"), "{first}");
        assert!(!changed.holds);
    }
}
