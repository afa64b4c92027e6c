//! The worker's side of who signs, but for what everybody needs: a passphrase, on
//! a CA's key that is brought or one that is made here, and a CA that is somebody
//! else's, which gets requests.

use js_sys::Uint8Array;
use mimir_tls::adopt::{Change, Returned};
use mimir_tls::artifact::Artifact;
use mimir_tls::folder::{self, FileKind};
use mimir_tls::generate::{Generated, encrypt_ca_key};
use mimir_tls::language::Language;
use mimir_tls::made::MadeFiles;
use mimir_tls::pki::{Authority, SecretPem, SystemEntropy};
use mimir_tls::render::RenderOptions;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroizing;

use super::adopt::{How, completed};
use super::certificates::in_words;
use super::changing::{Changing, Named, brought_of, place_of, unpacked};
use super::folder::{made_files, plan_in};
use super::making::opened;
use super::session::FOLDER;
use super::{ApiError, Session, arguments, give, now, zip};
use crate::view::{Completed, ErrorCode, Translated};

/// What is asked of somebody else's CA, what came of it, and the passphrase of our
/// own. It keeps every key to itself until an archive is asked for.
#[wasm_bindgen]
#[derive(Default)]
pub struct Signing {
    passphrase: Zeroizing<String>,
    requested: MadeFiles,
    made: Vec<Artifact>,
}

#[wasm_bindgen]
impl Signing {
    /// Nothing is asked of anybody yet.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// A session signs with this CA from now on: its certificate and key in PEM, and
    /// the passphrase of the key, which may be empty.
    ///
    /// # Errors
    ///
    /// As `bringCa` of a session; a passphrase that is missing or wrong.
    #[wasm_bindgen(js_name = bringCa)]
    pub fn js_bring_ca(
        &self,
        session: &mut Session,
        #[wasm_bindgen(unchecked_param_type = "Uint8Array")] certificate: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "Uint8Array")] key: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "Uint8Array")] passphrase: &JsValue,
    ) -> Result<(), ApiError> {
        let bytes = |value| Zeroizing::new(arguments::bytes_of(value).unwrap_or_default());
        let key = opened(bytes(key), &text_of(passphrase)?)?;
        session.bring(Authority::from_pem(&bytes(certificate), &key, now())?);
        Ok(())
    }

    /// Puts the CA's key under this passphrase from now on, wherever it is handed out.
    ///
    /// # Errors
    ///
    /// What is no text.
    #[wasm_bindgen(js_name = close)]
    pub fn js_close(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "Uint8Array")] passphrase: &JsValue,
    ) -> Result<(), ApiError> {
        self.passphrase = text_of(passphrase)?;
        Ok(())
    }

    /// The folder of a session as an archive, its CA's key under the passphrase.
    ///
    /// # Errors
    ///
    /// As `zip` of a session; no passphrase.
    #[wasm_bindgen(js_name = zip)]
    pub fn js_zip(&self, session: &Session) -> Result<Uint8Array, ApiError> {
        let archive = zip::archive(FOLDER, &self.closed(session)?)?;
        Ok(Uint8Array::from(archive.as_slice()))
    }

    /// What runs is what a session made, its CA's key under the passphrase.
    ///
    /// # Errors
    ///
    /// As `zip`.
    #[wasm_bindgen(js_name = take, unchecked_return_type = "Running")]
    pub fn js_take(&self, session: &Session, changing: &mut Changing) -> Result<JsValue, ApiError> {
        give(&changing.hold(made_files(&self.closed(session)?))?)
    }

    /// The keys of a session with a request for each certificate and the sheet for
    /// the CA's people, as an archive.
    ///
    /// # Errors
    ///
    /// As `zip` of a session.
    #[wasm_bindgen(js_name = request)]
    pub fn js_request(&mut self, session: &mut Session) -> Result<Uint8Array, ApiError> {
        Ok(Uint8Array::from(self.request(session)?.as_slice()))
    }

    /// Takes what came back, in any order, the folder of the requests among it or
    /// made by this; proves every link, and keeps what came of it.
    ///
    /// # Errors
    ///
    /// As `adopt`.
    #[wasm_bindgen(js_name = adopt, unchecked_return_type = "Completed")]
    pub fn js_adopt(
        &mut self,
        session: &Session,
        #[wasm_bindgen(unchecked_param_type = "readonly CheckInput[]")] files: &JsValue,
    ) -> Result<JsValue, ApiError> {
        give(&self.adopt(session, brought_of(files)?)?)
    }

    /// The folder that was completed last, as an archive.
    ///
    /// # Errors
    ///
    /// None was.
    #[wasm_bindgen(js_name = adopted)]
    pub fn js_adopted(&self) -> Result<Uint8Array, ApiError> {
        if self.made.is_empty() {
            let message = "no folder was completed";
            return Err(ApiError::new(ErrorCode::Unproven, message));
        }
        Ok(Uint8Array::from(
            zip::archive(FOLDER, &self.made)?.as_slice(),
        ))
    }

    /// Overwrites every key, and the passphrase.
    pub fn wipe(&mut self) {
        *self = Self::default();
    }
}

/// A text in UTF-8, wiped when it is dropped.
fn text_of(bytes: &JsValue) -> Result<Zeroizing<String>, ApiError> {
    let bytes = Zeroizing::new(arguments::bytes_of(bytes).unwrap_or_default());
    let text = std::str::from_utf8(&bytes)
        .map_err(|_| ApiError::argument("passphrase", "the passphrase is no text"))?;
    Ok(Zeroizing::new(text.to_owned()))
}

impl Signing {
    /// The files of a session, its CA's key under the passphrase.
    fn closed(&self, session: &Session) -> Result<Vec<Artifact>, ApiError> {
        if self.passphrase.is_empty() {
            let message = "there is no passphrase for the CA's key";
            return Err(ApiError::argument("passphrase", message));
        }
        let mut files = session.handed_out()?.to_vec();
        encrypt_ca_key(&mut files, &self.passphrase, &mut SystemEntropy::new())?;
        Ok(files)
    }

    fn request(&mut self, session: &mut Session) -> Result<Zeroizing<Vec<u8>>, ApiError> {
        let (plan, _) = plan_in(&made_files(session.handed_out()?))?;
        let made = session.request(&plan)?;
        let archive = zip::archive(FOLDER, &made.artifacts)?;
        self.requested = made_files(&made.artifacts);
        Ok(archive)
    }

    fn adopt(&mut self, session: &Session, files: Vec<Named>) -> Result<Completed, ApiError> {
        self.made = Vec::new();
        let (folder, returned) = sorted(files)?;
        let folder = match (folder, self.requested.text(folder::PLAN)) {
            (Some(folder), _) => &{ folder },
            (None, Some(_)) => &self.requested,
            // Keys that come with the certificates are for the plan that is typed.
            (None, None) => &plan_alone(session)?,
        };
        let (plan, _) = plan_in(folder)?;
        let how = How {
            options: RenderOptions::default(),
            now: now(),
        };
        let (made, changes) = completed(&plan, folder, &returned, &Returned::default(), how)?;
        let told = told(&made, &changes, returned.troubles());
        self.made = made.artifacts;
        Ok(told)
    }
}

/// A folder of ours among files, without its certificates, and what came back from
/// a CA: the rest.
fn sorted(files: Vec<Named>) -> Result<(Option<MadeFiles>, Returned), ApiError> {
    let files = unpacked(files);
    let place = place_of(&files)?;
    let mut folder = place.is_some().then(MadeFiles::default);
    let mut returned = Returned::default();
    for (path, bytes) in files {
        let bytes = Zeroizing::new(bytes);
        let below = place.as_ref().and_then(|place| path.strip_prefix(place));
        let kind = below.and_then(FileKind::of);
        match (&mut folder, below, kind, std::str::from_utf8(&bytes)) {
            (_, _, None | Some(FileKind::Certificate), _) | (_, _, _, Err(_)) => {
                returned.read(&path, &bytes);
            }
            (Some(folder), Some(below), Some(_), Ok(text)) => {
                folder.insert(below, SecretPem::new(text.to_owned()));
            }
            _ => {}
        }
    }
    Ok((folder, returned))
}

/// The plan of a session in a folder without any key.
fn plan_alone(session: &Session) -> Result<MadeFiles, ApiError> {
    let files = session.handed_out()?.iter();
    Ok(made_files(files.filter(|it| it.path == folder::PLAN)))
}

fn told(made: &Generated, changes: &[Change], passed_over: &[String]) -> Completed {
    let public = made.artifacts.iter().filter(|it| !it.is_secret());
    let public = public.filter(|it| folder::is_certificate(&it.path));
    let files = public.map(|it| (it.path.as_str(), it.bytes()));
    let all = in_words(files, &[], now());
    let mut roots: Vec<(String, String)> = Vec::new();
    for it in all.iter().filter(|it| folder::is_root(&it.path)) {
        let root = (it.subject.clone(), it.sha256.clone());
        if !roots.contains(&root) {
            roots.push(root);
        }
    }
    let leaves = all.iter().filter(|it| !it.ca);
    let first = leaves.min_by_key(|it| it.days_left);
    Completed {
        links: made.proof.accepted(),
        ends: first.map(|it| it.ends.clone()).unwrap_or_default(),
        roots,
        changes: changes.iter().map(translated).collect(),
        passed_over: passed_over.to_vec(),
    }
}

fn translated(change: &Change) -> Translated {
    Translated {
        en: change.said(Language::English),
        de: change.said(Language::German),
    }
}

#[cfg(test)]
mod tests {
    use mimir_tls::pki::{CaParams, Days, Validity, issue_ca};
    use mimir_tls::proof::one_by_one;

    use super::super::plain::plan_from_json;
    use super::*;

    fn session() -> Session {
        let plan =
            r#"{"version": 1, "mode": "monolithic", "certificates": {"algorithm": "ed25519"}}"#;
        let (plan, _) = plan_from_json(&serde_json::from_str(plan).unwrap()).unwrap();
        let mut session = Session::default();
        let at = mimir_tls::pki::Instant::from_unix(1_800_000_000);
        session
            .make(&plan, false, std::iter::empty(), at, one_by_one)
            .unwrap();
        session
    }

    #[test]
    fn the_key_is_handed_out_under_its_passphrase_or_not_at_all() {
        let session = session();
        let mut signing = Signing::default();
        let refused = signing.closed(&session).unwrap_err();
        assert_eq!(refused.key.as_deref(), Some("passphrase"));
        signing.passphrase = Zeroizing::new("open sesame".to_owned());
        let files = signing.closed(&session).unwrap();
        let key = files.iter().find(|it| it.path == folder::CA_KEY).unwrap();
        assert!(key.is_secret());
        let key = Zeroizing::new(key.bytes().to_vec());
        assert!(key.starts_with(b"-----BEGIN ENCRYPTED PRIVATE KEY-----"));
        let wrong = opened(key.clone(), "sesame").unwrap_err();
        assert_eq!(wrong.message, "this passphrase does not open it");
        assert!(opened(key.clone(), "").is_err());
        assert!(
            opened(key, "open sesame")
                .unwrap()
                .starts_with(b"-----BEGIN PRIVATE KEY")
        );
    }

    #[test]
    fn requests_are_in_their_archive_with_the_keys_and_no_certificate() {
        let mut session = session();
        let mut signing = Signing::default();
        let archive = signing.request(&mut session).unwrap();
        let files = unpacked(vec![("a.zip".to_owned(), archive.to_vec())]);
        let paths: Vec<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
        assert!(
            paths.contains(&"mimir-tls/requests/server.csr"),
            "{paths:?}"
        );
        assert!(paths.contains(&"mimir-tls/certs/server.key"), "{paths:?}");
        assert!(!paths.iter().any(|it| it.ends_with(".crt")), "{paths:?}");
        let (folder, returned) = sorted(files).unwrap();
        assert!(folder.unwrap().text(folder::PLAN).is_some());
        assert!(returned.is_empty() && returned.troubles().is_empty());
    }

    #[test]
    fn what_is_of_no_folder_came_back_and_so_did_certificates_that_lie_in_it() {
        let at = mimir_tls::pki::Instant::from_unix(1_800_000_000);
        let ca = CaParams {
            subject: "/CN=theirs".parse().unwrap(),
            algorithm: mimir_tls::pki::Algorithm::Ed25519,
            validity: Validity::starting(at, Days::new(30).unwrap()).unwrap(),
            name_constraints: None,
        };
        let ca = issue_ca(&ca, &mut SystemEntropy::new()).unwrap();
        let root = ca.roots().as_bytes();
        let file = |path: &str, bytes: &[u8]| (path.to_owned(), bytes.to_vec());
        let (folder, returned) = sorted(vec![
            file("tls/plan.yaml", b"version: 1\n"),
            file("tls/certs/root.crt", root),
            file("reply.der", &[0x30, 0x82, 0xff]),
            file("notes.txt", b"call me"),
        ])
        .unwrap();
        assert!(folder.unwrap().certificates().roots().is_none());
        assert!(!returned.is_empty());
        assert_eq!(returned.troubles().len(), 2, "{:?}", returned.troubles());
        assert!(sorted(vec![file("a.txt", b"")]).unwrap().0.is_none());
    }
}
