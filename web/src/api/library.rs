//! The library for JavaScript users: the pipeline by its steps.

use std::collections::BTreeMap;

use js_sys::{Array, Uint8Array};
use mimir_tls::artifact::{Artifact, Content};
use mimir_tls::catalog::{Catalog, Component, OptionView, Release};
use mimir_tls::document;
use mimir_tls::folder::{self, CertFolder};
use mimir_tls::generate::{Generated, Session, configuration};
use mimir_tls::made::MadeProving;
use mimir_tls::pki::{Entropy, Instant, SecretPem, SeededEntropy, SystemEntropy, inspect};
use mimir_tls::plan::{Plan, PlanFile, PlanWarning};
use mimir_tls::proof::{Proof, one_by_one};
use mimir_tls::render::RenderOptions;
use mimir_tls::settings;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};

use super::{ApiError, draft, filter_of, give, now, proven, read, text_of, view};
use crate::draft::Draft;
use crate::view::{
    File, GenerateOptions, GeneratedFile, GeneratedFiles, ItemKind, OptionFilter, OptionInfo,
    ProofReport, RenderFilter, Report, ReportItem, Resolved,
};

#[wasm_bindgen(typescript_custom_section)]
const PLAN: &str = "/** The text of a plan file, an object of the same keys, or a draft. */
export type Plan = string | Draft | { [key: string]: unknown };";

/// The TLS options of a release, the newest unless said, all of them or those
/// that one component reads.
///
/// # Errors
///
/// A release or component that is not known.
#[wasm_bindgen(js_name = options, unchecked_return_type = "OptionInfo[]")]
pub fn js_options(
    #[wasm_bindgen(unchecked_optional_param_type = "OptionFilter")] filter: &JsValue,
) -> Result<JsValue, ApiError> {
    give(&options(&filter_of(filter)?)?)
}

/// A plan with every choice made, and the settings of each component.
///
/// # Errors
///
/// A plan that cannot be.
#[wasm_bindgen(js_name = resolve, unchecked_return_type = "Resolved")]
pub fn js_resolve(
    #[wasm_bindgen(unchecked_param_type = "Plan")] plan: &JsValue,
) -> Result<JsValue, ApiError> {
    let (plan, warnings) = plan_of(plan)?;
    give(&resolved(&plan, &warnings)?)
}

/// The configuration of a plan: no certificate, no key.
///
/// # Errors
///
/// A plan that cannot be.
#[wasm_bindgen(js_name = render, unchecked_return_type = "File[]")]
pub fn js_render(
    #[wasm_bindgen(unchecked_param_type = "Plan")] plan: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "RenderFilter")] filter: &JsValue,
) -> Result<JsValue, ApiError> {
    let (plan, _) = plan_of(plan)?;
    give(&rendered(&plan, &filter_of(filter)?))
}

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
    let (plan, _) = plan_of(plan)?;
    give(&generated(&plan, &filter_of(options)?, now())?)
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
    #[wasm_bindgen(unchecked_param_type = "Plan | GeneratedFile[]")] given: &JsValue,
) -> Result<JsValue, ApiError> {
    let report = match given.dyn_ref::<Array>() {
        Some(files) => prove_files(read(files.as_ref())?, now())?,
        None => proof_report(&prove_plan(&plan_of(given)?.0, now())?),
    };
    give(&report)
}

/// What is in a PEM or DER, and what Go would object to. No part of a private
/// key is told.
///
/// # Errors
///
/// Something else than PEM or DER.
#[wasm_bindgen(js_name = inspect, unchecked_return_type = "Report")]
pub fn js_inspect(
    #[wasm_bindgen(unchecked_param_type = "string | Uint8Array")] pem: &JsValue,
) -> Result<JsValue, ApiError> {
    let bytes = match (pem.as_string(), pem.dyn_ref::<Uint8Array>()) {
        (Some(text), _) => text.into_bytes(),
        (_, Some(bytes)) => bytes.to_vec(),
        _ => return Err(ApiError::new("argument", "give a PEM text, or bytes")),
    };
    give(&report(&bytes, now())?)
}

fn options(filter: &OptionFilter) -> Result<Vec<OptionInfo>, ApiError> {
    let catalog = Catalog::builtin();
    let refused = |key: &str, error: &dyn std::fmt::Display| {
        ApiError::new("argument", error.to_string()).at(key)
    };
    let release: Release = match &filter.release {
        Some(text) => catalog
            .release(text)
            .map_err(|error| refused("release", &error))?,
        None => catalog.newest(),
    };
    let parts: Option<Vec<Component>> = match &filter.component {
        Some(text) => {
            let component = catalog
                .component(text)
                .map_err(|error| refused("component", &error))?;
            catalog
                .component_in(component, release)
                .map_err(|error| refused("component", &error))?;
            Some(catalog.expand(component, release))
        }
        None => None,
    };
    Ok(catalog
        .options(release)
        .filter(|option| {
            let mut parts = parts.iter().flatten();
            filter.component.is_none()
                || parts.any(|part| option.surface().is_read_by(*part, release))
        })
        .map(|option| info(&option.view(release)))
        .collect())
}

fn info(option: &OptionView<'_>) -> OptionInfo {
    OptionInfo {
        flag: option.flag.map(str::to_owned),
        yaml: option.yaml.to_owned(),
        kind: word(&option.value),
        default: option.default.to_string(),
        surface: option.surface.to_owned(),
        components: option
            .component
            .iter()
            .map(|component| component.name().to_owned())
            .collect(),
        since: option.since.to_string(),
        removed_in: option.removed_in.map(|release| release.to_string()),
        category: word(&option.category),
        hidden: option.hidden,
    }
}

/// The word that a vocabulary is written as.
fn word(value: &impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

fn resolved(plan: &Plan, warnings: &[PlanWarning]) -> Result<Resolved, ApiError> {
    Ok(Resolved {
        plan: draft::from_file(&plan.to_file())?,
        warnings: warnings.iter().map(ToString::to_string).collect(),
        settings: plan
            .members
            .iter()
            .map(|member| {
                let settings = settings::resolve(plan, member);
                let values = settings
                    .settings
                    .iter()
                    .map(|setting| (setting.name.to_string(), setting.value.clone()));
                (settings.component.name().to_owned(), values.collect())
            })
            .collect(),
    })
}

fn rendered(plan: &Plan, filter: &RenderFilter) -> Vec<File> {
    configuration(plan, render_options(filter.comments))
        .into_iter()
        .map(view::file)
        .filter(|file| {
            filter
                .target
                .as_ref()
                .is_none_or(|target| *target == file.kind)
        })
        .filter(|file| filter.component.is_none() || file.component == filter.component)
        .collect()
}

/// How files are written: with comments unless it says otherwise.
fn render_options(comments: Option<bool>) -> RenderOptions {
    comments.map_or_else(RenderOptions::default, |comments| RenderOptions {
        comments,
    })
}

/// Makes and proves it; refused unless every link holds.
///
/// # Errors
///
/// As `generate` for JavaScript.
pub fn generated(
    plan: &Plan,
    options: &GenerateOptions,
    now: Instant,
) -> Result<GeneratedFiles, ApiError> {
    let mut system = SystemEntropy::new();
    let mut seeded;
    let entropy: &mut dyn Entropy = match &options.seed {
        Some(seed) => {
            seeded = SeededEntropy::new(seed_of(seed)?);
            &mut seeded
        }
        None => &mut system,
    };
    let now = options.time.map_or(now, Instant::from_unix);
    let how = render_options(options.comments);
    let made = mimir_tls::generate::generate(plan, how, entropy, now, one_by_one)?;
    Ok(GeneratedFiles {
        proof: proof_report(&made.proof),
        leaves_end: made.leaves_end.rfc3339(),
        ca_ends: made.ca_ends.rfc3339(),
        files: made.artifacts.iter().map(generated_file).collect(),
    })
}

fn generated_file(artifact: &Artifact) -> GeneratedFile {
    GeneratedFile {
        path: artifact.path.clone(),
        text: String::from_utf8_lossy(artifact.bytes()).into_owned(),
        secret: artifact.is_secret(),
    }
}

fn seed_of(hex: &str) -> Result<[u8; 32], ApiError> {
    let refused = || ApiError::new("argument", "a seed is 64 hexadecimal digits").at("seed");
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
pub fn prove_files(files: Vec<GeneratedFile>, now: Instant) -> Result<ProofReport, ApiError> {
    let mut texts = BTreeMap::new();
    let mut certificates = BTreeMap::new();
    for GeneratedFile { path, text, secret } in files {
        if secret || folder::is_key(&path) {
            certificates.insert(path, Content::Secret(SecretPem::new(text)));
        } else if folder::is_certificate(&path) {
            certificates.insert(path, Content::Text(text));
        } else {
            texts.insert(path, text);
        }
    }
    let text = |path: &str| texts.get(path).map(String::as_str);
    let plan = text(folder::PLAN).ok_or_else(|| {
        let missing = format!("there is no {} among the files", folder::PLAN);
        ApiError::new("argument", missing)
    })?;
    let (plan, _) = Plan::resolve(&PlanFile::parse(plan.as_bytes())?)?;
    let certificates = CertFolder::from_files(certificates);
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

fn proof_report(proof: &Proof) -> ProofReport {
    ProofReport {
        holds: proof.holds(),
        findings: proof.not_started.clone(),
        links: proof.links.iter().map(proven::report).collect(),
        handshakes: proof.handshakes.iter().map(proven::handshake).collect(),
        strangers_refused: proven::strangers_refused(proof),
    }
}

/// What is in a file, as of `now`.
///
/// # Errors
///
/// Something else than PEM or DER.
pub fn report(bytes: &[u8], now: Instant) -> Result<Report, ApiError> {
    let items =
        inspect(bytes, now).map_err(|error| ApiError::new("argument", error.to_string()))?;
    Ok(Report {
        text: inspect::describe(&items),
        items: items
            .iter()
            .map(|item| ReportItem {
                line: item.line,
                label: item.label.clone(),
                kind: kind(&item.what),
                objections: item.objections.clone(),
                notes: item.notes.clone(),
            })
            .collect(),
    })
}

fn kind(what: &inspect::What) -> ItemKind {
    use inspect::What;
    match what {
        What::Certificate(_) => ItemKind::Certificate,
        What::Request(_) => ItemKind::Request,
        What::PrivateKey(_) => ItemKind::PrivateKey,
        What::PublicKey(_) => ItemKind::PublicKey,
        What::RevocationList(_) => ItemKind::RevocationList,
        What::Other { .. } => ItemKind::Other,
    }
}

/// A plan as JavaScript has it: the text of a plan file, its object, or a draft.
fn plan_of(value: &JsValue) -> Result<(Plan, Vec<PlanWarning>), ApiError> {
    if let Some(text) = value.as_string() {
        return Ok(Plan::resolve(&PlanFile::parse(text.as_bytes())?)?);
    }
    let text = text_of(value)?;
    plan_from_json(&text)
}

/// The plan of a JSON text: an object like a plan file's, or a draft, in which
/// every value is a text.
///
/// # Errors
///
/// A plan that cannot be.
pub fn plan_from_json(text: &str) -> Result<(Plan, Vec<PlanWarning>), ApiError> {
    let file = match serde_json::from_str::<Draft>(text) {
        Ok(draft) => draft::to_file(&draft)?,
        Err(_) => document::parse(text.as_bytes())?.read::<PlanFile>()?,
    };
    Ok(Plan::resolve(&file)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder, and what is said of it after one text was changed.
    fn proven(path: &str, from: &str, to: &str) -> ProofReport {
        let plan =
            r#"{"version": 1, "mode": "monolithic", "certificates": {"algorithm": "ed25519"}}"#;
        let (plan, _) = plan_from_json(plan).unwrap();
        let now = Instant::from_unix(1_800_000_000);
        let mut files = generated(&plan, &GenerateOptions::default(), now)
            .unwrap()
            .files;
        let file = files.iter_mut().find(|file| file.path == path).unwrap();
        assert!(file.text.contains(from), "{}", file.text);
        file.text = file.text.replace(from, to);
        prove_files(files, now).unwrap()
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
