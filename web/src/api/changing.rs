//! The worker's side of the third door: a folder that runs, held where nobody sees
//! its keys, and the change of it.

use js_sys::{Array, Uint8Array};
use mimir_tls::artifact::Artifact;
use mimir_tls::change::{self, Change as Planned, PointLink};
use mimir_tls::doctor::archive::{self, Limits};
use mimir_tls::folder;
use mimir_tls::made::MadeFiles;
use mimir_tls::pki::SecretPem;
use mimir_tls::plan::Plan;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroizing;

use super::arguments::Arguments;
use super::certificates::in_words;
use super::change::{self as told, Request};
use super::error::warned;
use super::folder::{made_files, plan_in};
use super::making::prove_files;
use super::view::{graph, link};
use super::{ApiError, Session, draft, give, now, zip};
use crate::view::{
    Age, CaKey, Course, CourseLink, CoursePoint, ErrorCode, Node, Running, WantedKeys,
};

/// What the command line calls the folder of a change.
const FOLDER: &str = "mimir-tls.change";

/// The largest that is unpacked: no folder of ours comes near.
const LIMITS: Limits = Limits {
    file: 4 << 20,
    whole: 64 << 20,
    entries: 50_000,
};

/// A folder that runs, and the change of it that was planned last. It keeps every
/// key to itself until the archive is asked for.
#[wasm_bindgen]
#[derive(Default)]
pub struct Changing {
    folder: MadeFiles,
    made: Vec<Artifact>,
}

#[wasm_bindgen]
impl Changing {
    /// Nothing runs yet.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// What runs is what a session made.
    ///
    /// # Errors
    ///
    /// A session that made nothing, or whose links do not hold.
    #[wasm_bindgen(js_name = take, unchecked_return_type = "Running")]
    pub fn js_take(&mut self, session: &Session) -> Result<JsValue, ApiError> {
        give(&self.hold(made_files(session.handed_out()?))?)
    }

    /// What runs is a folder that somebody has: its files with their paths, or an
    /// archive of it.
    ///
    /// # Errors
    ///
    /// What is no folder of ours, or several.
    #[wasm_bindgen(js_name = bring, unchecked_return_type = "Running")]
    pub fn js_bring(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "readonly CheckInput[]")] files: &JsValue,
    ) -> Result<JsValue, ApiError> {
        give(&self.hold(folder_in(brought_of(files)?)?)?)
    }

    /// How many RSA keys a change wants, and of what kind.
    ///
    /// # Errors
    ///
    /// As `change`.
    #[wasm_bindgen(js_name = wantedKeys, unchecked_return_type = "WantedKeys")]
    pub fn js_wanted_keys(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "ChangeOptions")] options: &JsValue,
    ) -> Result<JsValue, ApiError> {
        let request = Request::of(&self.folder, options)?;
        give(&WantedKeys {
            algorithm: request.wanted().certificates.algorithm.name().to_owned(),
            count: request.missing(),
        })
    }

    /// Plans a change of what runs, and makes its files.
    ///
    /// # Errors
    ///
    /// As `change` by itself.
    #[wasm_bindgen(js_name = plan, unchecked_return_type = "Course")]
    pub fn js_plan(
        &mut self,
        #[wasm_bindgen(unchecked_optional_param_type = "ChangeOptions")] options: &JsValue,
    ) -> Result<JsValue, ApiError> {
        self.made = Vec::new();
        let mut request = Request::of(&self.folder, options)?;
        let (planned, files) = request.planned(&self.folder)?;
        let plans = [&request.standing.plan, request.wanted()];
        let mut course = course(&planned, plans)?;
        course.warnings = warned(&request.warnings);
        course.files = files.len();
        self.made = files;
        give(&course)
    }

    /// The files of the change that was planned last, as an archive.
    ///
    /// # Errors
    ///
    /// No change was planned, or one that has no files.
    pub fn zip(&self) -> Result<Uint8Array, ApiError> {
        let bytes = self.archive()?;
        Ok(Uint8Array::from(bytes.as_slice()))
    }

    /// Overwrites every key.
    pub fn wipe(&mut self) {
        *self = Self::default();
    }
}

impl Changing {
    fn archive(&self) -> Result<Zeroizing<Vec<u8>>, ApiError> {
        if self.made.is_empty() {
            let message = "no change was planned that has files";
            return Err(ApiError::new(ErrorCode::Unproven, message));
        }
        zip::archive(FOLDER, &self.made)
    }

    /// This is what runs from now on.
    ///
    /// # Errors
    ///
    /// What is no folder of ours.
    pub(super) fn hold(&mut self, files: MadeFiles) -> Result<Running, ApiError> {
        let running = running(&files)?;
        *self = Self {
            folder: files,
            made: Vec::new(),
        };
        Ok(running)
    }
}

/// The folder of ours among files: what stands beside its plan, and below. Others
/// are nothing of it.
fn folder_in(files: Vec<(String, Vec<u8>)>) -> Result<MadeFiles, ApiError> {
    let all = unpacked(files);
    let Some(place) = place_of(&all)? else {
        let missing = format!(
            "there is no {} among the files; give a folder that mimir-tls made, whole, or an archive of it",
            folder::PLAN
        );
        return Err(ApiError::argument("", missing));
    };
    let mut made = MadeFiles::default();
    for (path, bytes) in all {
        let Some(path) = path.strip_prefix(&place) else {
            continue;
        };
        let text = String::from_utf8(bytes)
            .map_err(|_| ApiError::argument(path, format!("{path}: this is no text in UTF-8")))?;
        made.insert(path, SecretPem::new(text));
    }
    Ok(made)
}

/// A file by its path.
pub(super) type Named = (String, Vec<u8>);

/// Files that somebody brought: each has its path, `content` is its bytes.
///
/// # Errors
///
/// What is no such list.
pub(super) fn brought_of(files: &JsValue) -> Result<Vec<Named>, ApiError> {
    let files = Array::from(files);
    let brought = files.iter().map(|file| {
        let file = Arguments::of(&file, &["path", "content"])?;
        let (path, bytes) = (file.text("path")?, file.bytes("content")?);
        Ok((path.unwrap_or_default(), bytes.unwrap_or_default()))
    });
    brought.collect()
}

/// Files with those of archives in the place of these.
pub(super) fn unpacked(files: Vec<Named>) -> Vec<Named> {
    let mut all = Vec::new();
    for (path, bytes) in files {
        if archive::is_archive(&bytes) {
            archive::unpack_each("", &bytes, LIMITS, &mut |mut input| {
                let path = input.path.trim_start_matches('/').to_owned();
                all.push((path, std::mem::take(&mut input.bytes)));
            });
            drop(Zeroizing::new(bytes));
        } else {
            all.push((path, bytes));
        }
    }
    all
}

/// Where among files a folder of ours stands, if one does: the outermost.
///
/// # Errors
///
/// Several of them.
pub(super) fn place_of(files: &[Named]) -> Result<Option<String>, ApiError> {
    let places = files.iter().filter_map(|(path, _)| {
        let place = path.strip_suffix(folder::PLAN)?;
        (place.is_empty() || place.ends_with('/')).then(|| place.to_owned())
    });
    let mut places: Vec<String> = places.collect();
    let depth = |place: &String| place.matches('/').count();
    places.sort_by_key(depth);
    match places.as_slice() {
        [one, other, ..] if depth(one) == depth(other) => {
            let several = format!("there are several folders, `{one}` and `{other}`; give one");
            Err(ApiError::argument("", several))
        }
        places => Ok(places.first().cloned()),
    }
}

/// A folder in words: what it is, whether it holds, and until when.
fn running(files: &MadeFiles) -> Result<Running, ApiError> {
    let (plan, _) = plan_in(files)?;
    let now = now();
    let report = prove_files(files, now)?;
    let certificates = files.certificates();
    let public = certificates.files();
    let public = public.filter(|(path, _)| folder::is_certificate(path));
    let all = in_words(public, &[], now);
    let root = all.iter().find(|it| folder::is_root(&it.path));
    let leaves = || all.iter().filter(|it| !it.ca);
    let first = leaves().min_by_key(|it| it.days_left);
    let ca_key = match certificates.ca_key() {
        None => CaKey::Missing,
        Some((_, key)) => match certificates.authority(&key, now) {
            Ok(_) => CaKey::Here,
            Err(_) => CaKey::Closed,
        },
    };
    let day = |certificate: Option<&crate::view::Certificate>| {
        certificate.map(|it| it.ends.clone()).unwrap_or_default()
    };
    Ok(Running {
        plan: draft::from_file(&plan.to_file())?,
        certificates: leaves().count(),
        ends: day(first),
        days_left: first.map_or(0, |it| it.days_left),
        ca: root.map(|it| it.subject.clone()).unwrap_or_default(),
        ca_ends: day(root),
        ca_key,
        wrong: report.findings,
    })
}

/// A change as the page tells it.
fn course(planned: &Planned, plans: [&Plan; 2]) -> Result<Course, ApiError> {
    let change = serde_json::from_value(told::in_words(planned)?)
        .map_err(|error| ApiError::new(ErrorCode::Internal, error.to_string()))?;
    let mut nodes: Vec<Node> = Vec::new();
    for node in plans.iter().flat_map(|plan| graph(plan).0) {
        if !nodes.iter().any(|known| known.id == node.id) {
            nodes.push(node);
        }
    }
    let points = planned.points.iter().map(|point| CoursePoint {
        links: point.links.iter().map(course_link).collect(),
    });
    Ok(Course {
        change,
        sheet: told::sheet(planned),
        files: 0,
        nodes,
        points: points.collect(),
        warnings: Vec::new(),
    })
}

fn course_link(it: &PointLink) -> CourseLink {
    CourseLink {
        link: link(&it.link),
        client: age(it.client),
        server: age(it.server),
        refused: it.refused,
        why: it.why.clone(),
    }
}

fn age(age: change::Age) -> Age {
    match age {
        change::Age::Same => Age::Same,
        change::Age::Old => Age::Old,
        change::Age::Between => Age::Between,
        change::Age::Either => Age::Either,
        change::Age::New => Age::New,
    }
}

#[cfg(test)]
mod tests {
    use mimir_tls::pki::Instant;

    use super::super::making::{Making, generated};
    use super::super::plain::plan_from_json;
    use super::*;

    fn brought(below: &str) -> Vec<(String, Vec<u8>)> {
        let plan =
            r#"{"version": 1, "mode": "monolithic", "certificates": {"algorithm": "ed25519"}}"#;
        let (plan, _) = plan_from_json(&serde_json::from_str(plan).unwrap()).unwrap();
        let now = Instant::from_unix(1_800_000_000);
        let files = generated(&plan, Making::at(now)).unwrap().files.into_iter();
        files
            .map(|file| (format!("{below}{}", file.path), file.text.into_bytes()))
            .collect()
    }

    #[test]
    fn a_folder_is_found_wherever_it_lies_among_other_files() {
        for below in ["", "mimir-tls/", "home/me/tls/"] {
            let mut files = brought(below);
            files.push(("notes.txt".to_owned(), b"mine".to_vec()));
            files.push((format!("{below}old/plan.yaml"), b"version: 1".to_vec()));
            let made = folder_in(files).unwrap();
            assert!(
                made.text("plan.yaml").is_some_and(|it| it.len() > 20),
                "{below}"
            );
            assert!(made.certificates().has_ca_key());
        }
    }

    #[test]
    fn an_archive_of_a_folder_is_the_folder() {
        let artifacts: Vec<Artifact> = brought("")
            .into_iter()
            .map(|(path, bytes)| Artifact::text(path, String::from_utf8(bytes).unwrap()))
            .collect();
        let zip = zip::archive("tls", &artifacts).unwrap();
        let made = folder_in(vec![("tls.zip".to_owned(), zip.to_vec())]).unwrap();
        assert_eq!(made.artifacts().count(), artifacts.len());
        assert!(made.text("certs/root.crt").is_some());
    }

    #[test]
    fn what_is_no_folder_and_what_is_two_is_refused() {
        let said = |files: &[&str]| {
            let files = files.iter().map(|path| ((*path).to_owned(), Vec::new()));
            folder_in(files.collect()).unwrap_err().message
        };
        assert!(said(&["certs/server.crt"]).starts_with("there is no plan.yaml"));
        assert!(said(&["a/plan.yaml", "b/plan.yaml"]).starts_with("there are several folders"));
    }
}
