//! Files as JavaScript hands them over: a list of them, or a map by their paths.

use js_sys::{Array, Object, Reflect};
use mimir_tls::artifact::Artifact;
use mimir_tls::folder;
use mimir_tls::made::MadeFiles;
use mimir_tls::pki::SecretPem;
use mimir_tls::plan::{Plan, PlanFile, PlanWarning};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::ApiError;
use super::arguments::{self, Arguments, kind, plain_object};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = "/** A file of a folder that was made before. Whether it is a key shows in its path too. */
export interface FolderFile { path: string; text: string | Uint8Array; secret?: boolean | undefined }

/** A folder: its files as `generate` gives them, or each by its path. */
export type Folder = readonly FolderFile[] | { readonly [path: string]: string | Uint8Array };";

/// The bytes of files, by their paths.
///
/// # Errors
///
/// What is neither a list of files nor a map of them.
pub(super) fn bytes_of(name: &str, value: &JsValue) -> Result<Vec<(String, Vec<u8>)>, ApiError> {
    if Array::is_array(value) {
        return Array::from(value).iter().map(|it| listed(&it)).collect();
    }
    let map = plain_object(value).ok_or_else(|| {
        let this = kind(value);
        ApiError::argument(
            name,
            format!("{name}: this is {this}; give files as [{{path, text}}], or by their paths"),
        )
    })?;
    Object::keys(&map)
        .iter()
        .map(|key| mapped(&map, &key))
        .collect()
}

fn listed(file: &JsValue) -> Result<(String, Vec<u8>), ApiError> {
    let file = Arguments::of(file, &["path", "text", "secret"])?;
    let wanted = |key| ApiError::argument(key, "give each file as {path, text}");
    let text = file.bytes("text")?.ok_or_else(|| wanted("text"))?;
    file.switch("secret")?;
    Ok((file.text("path")?.ok_or_else(|| wanted("path"))?, text))
}

fn mapped(map: &Object, key: &JsValue) -> Result<(String, Vec<u8>), ApiError> {
    let path = key.as_string().unwrap_or_default();
    let value = Reflect::get(map, key).unwrap_or_default();
    match arguments::bytes_of(&value) {
        Some(bytes) => Ok((path, bytes)),
        None => {
            let this = kind(&value);
            let why = format!("{path}: this is {this}; give a text, or bytes");
            Err(ApiError::argument(&path, why))
        }
    }
}

/// The files of a folder that was made before.
///
/// # Errors
///
/// What is no folder, and a file that is no text.
pub(super) fn files_of(name: &str, value: &JsValue) -> Result<MadeFiles, ApiError> {
    let mut files = MadeFiles::default();
    for (path, bytes) in bytes_of(name, value)? {
        let text = String::from_utf8(bytes)
            .map_err(|_| ApiError::argument(&path, format!("{path}: this is no text in UTF-8")))?;
        files.insert(path, SecretPem::new(text));
    }
    Ok(files)
}

/// Artifacts as the files of a folder.
pub(super) fn made_files<'a>(artifacts: impl IntoIterator<Item = &'a Artifact>) -> MadeFiles {
    let mut files = MadeFiles::default();
    for file in artifacts {
        let text = String::from_utf8_lossy(file.bytes()).into_owned();
        files.insert(&file.path, SecretPem::new(text));
    }
    files
}

/// The plan of a folder.
///
/// # Errors
///
/// A folder without one, and a plan that cannot be.
pub(super) fn plan_in(files: &MadeFiles) -> Result<(Plan, Vec<PlanWarning>), ApiError> {
    let plan = files.text(folder::PLAN).ok_or_else(|| {
        let missing = format!("there is no {} among the files", folder::PLAN);
        ApiError::argument("", missing)
    })?;
    Ok(Plan::resolve(&PlanFile::parse(plan.as_bytes())?)?)
}
