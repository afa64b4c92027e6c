//! What people have, checked: files in, findings out.

use std::collections::BTreeSet;

use js_sys::Array;
use mimir_tls::catalog::Catalog;
use mimir_tls::doctor::{
    self, CheckReport, Input, InputReport, LinkCheck, ReleaseSource, one_by_one,
};
use mimir_tls::explain::{Explainer, LogReport, SeenLink, explain};
use mimir_tls::language::Language;
use mimir_tls::nearest;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::arguments::{self, Arguments};
use super::certificates::in_words;
use super::view::{external_node, member_node};
use super::{ApiError, draft, give, now};
use crate::view::{
    By, Cause, Checked, CheckedInput, CheckedLink, Edit, ErrorCode, Explained, Finding, Fixed,
    FixedText, Lane, Link, LinkVerdict, LogLink, Node, Severity, Spot,
};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str =
    "/** A file to check: configuration, a manifest, a script, a log, a certificate. */
export interface CheckInput { path: string; content: string | Uint8Array | ArrayBuffer }

/** How to check. */
export interface CheckOptions {
  /** The release of Mimir to hold against; unless said, the one that the inputs name, or else the newest. */
  release?: Release | null | undefined;
  /** What a configuration without a target is for; microservices unless said. */
  mode?: Mode | null | undefined;
  /** The language of the findings: English unless said. */
  language?: Language | null | undefined;
  /** As of when certificates are to be good: a `Date`, or seconds since 1970; now unless said. */
  time?: Date | number | null | undefined;
}

/** How to explain. */
export interface ExplainOptions {
  /** The language of the answer: English unless said. */
  language?: Language | null | undefined;
}";

/// What is wrong with the cluster that some files describe. Every link that
/// they show is proven by a handshake. Nothing of a key is told.
///
/// # Errors
///
/// A release, mode or language that is not known.
///
/// @example
/// for (const { severity, code, file, line, what } of check([{ path: "mimir.yaml", content }]).findings) {
///   console.log(`${severity} ${code} ${file}:${line} ${what}`);
/// }
#[wasm_bindgen(js_name = check, unchecked_return_type = "Checked")]
pub fn js_check(
    #[wasm_bindgen(unchecked_param_type = "readonly CheckInput[]")] inputs: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "CheckOptions")] options: &JsValue,
) -> Result<JsValue, ApiError> {
    let (inputs, how) = asked(inputs, options)?;
    give(&check(inputs, how)?)
}

/// The files with every fix made that has been proven and holds beside the
/// others, as `mimir-tls check --fix` writes them. A file with a private key in
/// it is not among them: no key is told.
///
/// # Errors
///
/// A release, mode or language that is not known.
///
/// @example
/// for (const { file, text } of fix([{ path: "mimir.yaml", content }]).texts) {
///   await writeFile(file, text);
/// }
#[wasm_bindgen(js_name = fix, unchecked_return_type = "Fixed")]
pub fn js_fix(
    #[wasm_bindgen(unchecked_param_type = "readonly CheckInput[]")] inputs: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "CheckOptions")] options: &JsValue,
) -> Result<JsValue, ApiError> {
    let (inputs, how) = asked(inputs, options)?;
    give(&fix(inputs, how))
}

/// Known TLS errors in a text or a log: what each means, on which link it
/// happened, and what fixes it.
///
/// # Errors
///
/// A language that is not known.
///
/// @example explain("x509: certificate signed by unknown authority")[0].id   // unknown-authority
#[wasm_bindgen(js_name = explain, unchecked_return_type = "Explained[]")]
pub fn js_explain(
    #[wasm_bindgen(unchecked_param_type = "string")] text: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "ExplainOptions")] options: &JsValue,
) -> Result<JsValue, ApiError> {
    let text = arguments::text_of("text", text)?;
    let language = language(&Arguments::of(options, &["language"])?)?;
    give(&explained("", explain(&text, language)))
}

const WANTED: &str = "give a list of files, each {path, content}";

/// What is to be checked, and how.
fn asked(inputs: &JsValue, options: &JsValue) -> Result<(Vec<Input>, doctor::Options), ApiError> {
    let inputs = self::inputs(inputs)?;
    let options = Arguments::of(options, &["release", "mode", "language", "time"])?;
    let mut how = doctor::Options::of_inputs(options.time("time")?.unwrap_or_else(now));
    how.release = options.read("release", |text| Catalog::builtin().release(text))?;
    how.mode = options.read("mode", str::parse)?;
    how.language = language(&options)?;
    Ok((inputs, how))
}

/// A list of files.
pub(super) fn inputs(files: &JsValue) -> Result<Vec<Input>, ApiError> {
    if !Array::is_array(files) {
        return Err(ApiError::new(ErrorCode::Argument, WANTED));
    }
    Array::from(files).iter().map(|it| input(&it)).collect()
}

fn input(value: &JsValue) -> Result<Input, ApiError> {
    let file = Arguments::of(value, &["path", "content"])?;
    let wanted = |key: &str| ApiError::argument(key, WANTED);
    Ok(Input {
        path: file.text("path")?.ok_or_else(|| wanted("path"))?,
        bytes: file.bytes("content")?.ok_or_else(|| wanted("content"))?,
        mode: None,
    })
}

fn language(options: &Arguments) -> Result<Language, ApiError> {
    let language = options.read("language", |text| match text {
        "en" => Ok(Language::English),
        "de" => Ok(Language::German),
        other => {
            let hint = nearest::suggestion(other, ["en", "de"]);
            Err(format!("there is no language `{other}`; {hint}"))
        }
    })?;
    Ok(language.unwrap_or(Language::English))
}

/// How the line of PEM ends that has a private key behind it.
pub(super) const PRIVATE_KEY: &str = "PRIVATE KEY-----";

/// As `fix` for JavaScript.
pub fn fix(inputs: Vec<Input>, how: doctor::Options) -> Fixed {
    let (_, fixes) = doctor::check_and_fix(inputs, how, one_by_one);
    let texts = fixes.texts.into_iter();
    let texts = texts.filter(|it| !it.old.contains(PRIVATE_KEY));
    Fixed {
        texts: texts
            .map(|it| FixedText {
                file: it.file,
                text: it.new,
                findings: it.fixed,
            })
            .collect(),
        later: fixes.later,
    }
}

/// Checks the files. Those that are nothing of a cluster's are read as logs.
///
/// # Errors
///
/// As `check` for JavaScript.
pub fn check(inputs: Vec<Input>, how: doctor::Options) -> Result<Checked, ApiError> {
    // What may be a log is kept for `explain`; a key is nobody's log, and one copy
    // more is one too many.
    let texts: Vec<(String, String)> = (inputs.iter())
        .filter_map(|it| Some((&it.path, std::str::from_utf8(&it.bytes).ok()?)))
        .filter(|(_, text)| !text.contains(PRIVATE_KEY))
        .map(|(path, text)| (path.clone(), text.to_owned()))
        .collect();
    let language = how.language;
    let files = inputs.iter().map(|it| (it.path.as_str(), &*it.bytes));
    let certificates = in_words(files.filter(|(_, bytes)| is_pem(bytes)), &[], how.now);
    let report = doctor::check(inputs, how, one_by_one);
    let mut checked = checked(&report)?;
    checked.certificates = certificates;
    let is_log = |path: &str| report.ignored.iter().any(|ignored| ignored == path);
    let logs: Vec<_> = texts.into_iter().filter(|(path, _)| is_log(path)).collect();
    let (found, known) = explained_logs(&logs, &report, language);
    checked.ignored.retain(|path| !known.contains(path));
    checked.inputs.retain(|input| !known.contains(&input.file));
    checked.explained = found;
    Ok(checked)
}

/// Whether a file is one of certificates and keys: not what has them in a block of
/// YAML, whose lines are further to the right.
fn is_pem(bytes: &[u8]) -> bool {
    /// What stands before a block is short.
    const BEGIN: usize = 1 << 16;
    let mut lines = bytes
        .get(..BEGIN)
        .unwrap_or(bytes)
        .split(|byte| *byte == b'\n');
    lines.any(|line| line.starts_with(b"-----BEGIN "))
}

/// A node of which the catalog has no row, below all that have one.
fn unknown(id: &str, external: bool, replicas: u32, place: usize) -> Node {
    Node {
        id: id.to_owned(),
        external,
        replicas,
        about: String::new(),
        lane: if external { Lane::Outside } else { Lane::Apart },
        row: u32::try_from(100 + place).unwrap_or(u32::MAX),
    }
}

fn checked(report: &CheckReport) -> Result<Checked, ApiError> {
    let mut nodes: Vec<Node> = Vec::new();
    for process in &report.processes {
        let replicas = u32::try_from(process.count).unwrap_or(u32::MAX);
        match nodes.iter_mut().find(|node| node.id == process.component) {
            Some(node) => node.replicas = node.replicas.max(replicas),
            None => nodes.push(match Catalog::builtin().component(&process.component) {
                Ok(component) => member_node(component, replicas),
                Err(_) => unknown(&process.component, false, replicas, nodes.len()),
            }),
        }
    }
    let mut seen = BTreeSet::new();
    let links: Vec<CheckedLink> = (report.links.iter())
        .map(checked_link)
        .filter(|it| {
            let link = &it.link;
            let ends = (link.from.clone(), link.to.clone(), link.surface.clone());
            seen.insert((
                ends,
                link.address.clone(),
                it.client.clone(),
                it.server.clone(),
            ))
        })
        .collect();
    for id in links.iter().flat_map(|it| [&it.link.from, &it.link.to]) {
        if !nodes.iter().any(|node| node.id == *id) {
            let known = Catalog::builtin().externals().find(|it| it.name() == id);
            nodes.push(known.map_or_else(|| unknown(id, true, 1, nodes.len()), external_node));
        }
    }
    let (by, at) = match &report.release_source {
        ReleaseSource::Input { place, what, .. } => match place.line {
            0 => (*what, place.file.clone()),
            line => (*what, format!("{}:{line}", place.file)),
        },
        ReleaseSource::Newest => ("newest", String::new()),
        _ => ("given", String::new()),
    };
    Ok(Checked {
        release: report.release.clone(),
        release_by: by.to_owned(),
        release_at: at,
        inputs: report.inputs.iter().map(checked_input).collect(),
        findings: report.findings.iter().map(finding).collect(),
        left_out: u32::try_from(report.left_out).unwrap_or(u32::MAX),
        processes: report
            .processes
            .iter()
            .map(|it| u32::try_from(it.count).unwrap_or(u32::MAX))
            .fold(0, u32::saturating_add),
        materials: u32::try_from(report.certificate_files).unwrap_or(u32::MAX),
        certificates: Vec::new(),
        ignored: report.ignored.clone(),
        explained: Vec::new(),
        nodes,
        links,
        plan: match &report.plan {
            Some(plan) => Some(draft::from_file(plan)?),
            None => None,
        },
    })
}

fn checked_input(input: &InputReport) -> CheckedInput {
    CheckedInput {
        file: input.file.clone(),
        read: input.read,
        suspect: input.suspect,
        words: input.words.clone(),
    }
}

/// Processes of one component are one node.
fn checked_link(report: &LinkCheck) -> CheckedLink {
    let component = |name: &str| match name.split_once(" (") {
        Some((component, _)) => component.to_owned(),
        None => name.to_owned(),
    };
    let by = match report
        .address
        .rsplit_once(':')
        .map_or(&*report.address, |(host, _)| host)
    {
        host if host
            .trim_matches(['[', ']'])
            .parse::<std::net::IpAddr>()
            .is_ok() =>
        {
            By::Ip
        }
        _ => By::Name,
    };
    let says = |text: &Option<String>| text.clone().unwrap_or_else(|| "ok".to_owned());
    CheckedLink {
        link: Link {
            from: component(&report.from),
            to: component(&report.to),
            surface: report.surface.to_owned(),
            protocol: report.protocol.to_owned(),
            by,
            address: report.address.clone(),
        },
        verdict: match report.verdict {
            doctor::LinkVerdict::Accepted => LinkVerdict::Accepted,
            doctor::LinkVerdict::Failed => LinkVerdict::Failed,
            doctor::LinkVerdict::Unproven => LinkVerdict::Unproven,
        },
        client: says(&report.client),
        server: says(&report.server),
        finding: report.finding.map(|code| code.to_string()),
    }
}

fn finding(finding: &doctor::Finding) -> Finding {
    let diff = finding.edits().flat_map(doctor::Edit::diff);
    let places = finding.spots.iter().map(|spot| Spot {
        file: spot.place.file.clone(),
        line: spot.place.line,
        column: spot.place.column,
        what: spot.what.as_ref().unwrap_or(&finding.what).clone(),
    });
    Finding {
        code: finding.code.to_string(),
        severity: match finding.severity {
            doctor::Severity::Error => Severity::Error,
            doctor::Severity::Warning => Severity::Warning,
            doctor::Severity::Note => Severity::Note,
        },
        title: finding.title.to_owned(),
        file: finding.place.file.clone(),
        line: finding.place.line,
        column: finding.place.column,
        subject: finding.subject.clone(),
        places: places.collect(),
        also: finding.also.clone(),
        what: finding.what.clone(),
        why: finding.why.clone(),
        fix: finding.fix.clone(),
        diff: diff.map(|(mark, line)| format!("{mark}{line}")).collect(),
        edits: finding.edits().map(edit).collect(),
        links: finding.links.clone(),
        reference: finding.reference.to_owned(),
    }
}

fn edit(edit: &doctor::Edit) -> Edit {
    Edit {
        file: edit.file.clone(),
        line: edit.line,
        column: edit.column,
        end_line: edit.end_line,
        end_column: edit.end_column,
        old: edit.old.clone(),
        new: edit.new.clone(),
    }
}

/// What is known of the errors in logs, one story of all of them, held against
/// what the other inputs are; and the paths of those that have any.
fn explained_logs(
    logs: &[(String, String)],
    report: &CheckReport,
    language: Language,
) -> (Vec<Explained>, BTreeSet<String>) {
    let mut explainer = Explainer::new(language);
    for (path, text) in logs {
        explainer.begin(path);
        explainer.feed(text.as_bytes());
    }
    let told = |path: &str, mut log: LogReport| {
        if !report.processes.is_empty() || report.certificate_files > 0 {
            log.confirm(report);
        }
        explained(path, log)
    };
    let all = explainer.finish();
    let with_errors = all.files.iter().filter(|file| file.errors > 0);
    let mut known: BTreeSet<String> = with_errors.map(|file| file.name.clone()).collect();
    let mut found = told("", all);
    for (path, text) in logs {
        if !known.contains(path) {
            // A line that a terminal wrapped is read as one.
            let of_one = told(path, explain(text, language));
            if !of_one.is_empty() {
                known.insert(path.clone());
                found.extend(of_one);
            }
        }
    }
    (found, known)
}

/// The errors of a report; where it names no file, they are in `path`.
fn explained(path: &str, report: LogReport) -> Vec<Explained> {
    let found = report.found.into_iter().map(|found| Explained {
        id: found.id.to_owned(),
        what: found.what.to_owned(),
        speaker: found.by.name().to_owned(),
        text: found.example,
        file: (found.places.first())
            .and_then(|place| place.file.clone())
            .unwrap_or_else(|| path.to_owned()),
        line: found.first_line,
        count: found.count,
        links: found.links.iter().map(log_link).collect(),
        echo: found.echo.map(|echo| echo.what.to_owned()),
        confirmed: (found.confirmed.iter())
            .map(|it| it.code.to_string())
            .collect(),
        causes: (found.causes.into_iter())
            .map(|cause| Cause {
                why: cause.cause,
                check: cause.check,
                fix: cause.fix,
            })
            .collect(),
        reference: found.reference.to_owned(),
    });
    found.collect()
}

fn log_link(link: &SeenLink) -> LogLink {
    LogLink {
        from: link.from.clone(),
        to: link.to.clone(),
        surface: link.surface.map(str::to_owned),
        address: link.address.clone(),
        count: link.count,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::expect_used, reason = "tests")]

    use super::*;

    fn inputs(files: &[(&str, &str)]) -> Vec<Input> {
        let input = |(path, text): &(&str, &str)| Input {
            path: (*path).to_owned(),
            bytes: text.as_bytes().to_vec(),
            mode: None,
        };
        files.iter().map(input).collect()
    }

    fn options(language: Language) -> doctor::Options {
        let now = mimir_tls::pki::Instant::from_unix(1_800_000_000);
        doctor::Options {
            language,
            ..doctor::Options::of_inputs(now)
        }
    }

    fn english() -> doctor::Options {
        options(Language::English)
    }

    const HALF: &str = "server: {grpc_tls_config: {cert_file: /tls/server.crt}}\n";

    #[test]
    fn fixes_are_those_of_the_command_line_and_of_no_file_with_a_key() {
        let switch = "ingester_client:\n  grpc_client_config:\n    tls_ca_path: /tls/root.crt\n";
        let fixed = fix(inputs(&[("querier.yaml", switch)]), english());
        let [text] = &fixed.texts[..] else {
            panic!("{fixed:?}");
        };
        assert_eq!((text.file.as_str(), text.findings), ("querier.yaml", 1));
        assert!(text.text.contains("tls_enabled: true"), "{}", text.text);
        let with_key = format!("# -----BEGIN PRIVATE KEY-----\n{switch}");
        let fixed = fix(inputs(&[("querier.yaml", &with_key)]), english());
        assert_eq!(fixed.texts, []);
    }

    #[test]
    fn findings_nodes_links_and_a_plan_come_of_settings() {
        let checked = check(inputs(&[("querier.yaml", HALF)]), english()).expect("checked");
        let first = checked.findings.first().expect("a finding");
        assert_eq!((first.code.as_str(), first.line), ("MT101", 1));
        assert!(first.what.contains("querier"), "{}", first.what);
        assert_eq!(checked.nodes.len(), 1);
        let plan = checked.plan.expect("a plan");
        assert_eq!(plan.get("components"), Some("querier"));
        assert_eq!(plan.get("mode"), Some("microservices"));
    }

    #[test]
    fn the_release_is_what_the_files_name_unless_it_is_given() {
        let text = format!("# TLS of all, Mimir 2.17.0\n# made by mimir-tls 0.1.0, plan 0\n{HALF}");
        let files = || inputs(&[("mimir.yaml", text.as_str())]);
        let checked = check(files(), english()).expect("checked");
        let said = (
            &*checked.release,
            &*checked.release_by,
            &*checked.release_at,
        );
        assert_eq!(said, ("2.17.0", "comment", "mimir.yaml:1"));
        let given = doctor::Options {
            release: Some(Catalog::builtin().release("2.10.0").expect("a release")),
            ..english()
        };
        let checked = check(files(), given).expect("checked");
        assert_eq!(
            (&*checked.release, &*checked.release_by),
            ("2.10.0", "given")
        );
        assert!(checked.inputs.iter().all(|input| input.read));
    }

    #[test]
    fn findings_speak_german() {
        let checked =
            check(inputs(&[("querier.yaml", HALF)]), options(Language::German)).expect("checked");
        let first = checked.findings.first().expect("a finding");
        assert!(first.what.contains("Zertifikat"), "{}", first.what);
    }

    #[test]
    fn a_log_is_explained_and_not_ignored() {
        let log = "level=error err=\"x509: certificate signed by unknown authority\"\n";
        let files = inputs(&[("mimir.log", log), ("notes.txt", "buy milk\n")]);
        let checked = check(files, english()).expect("checked");
        let explained = checked.explained.first().expect("a known error");
        assert_eq!((explained.file.as_str(), explained.line), ("mimir.log", 1));
        assert!(!explained.causes.is_empty());
        assert_eq!(checked.ignored, ["notes.txt"]);
        let told: Vec<_> = checked
            .inputs
            .iter()
            .map(|it| (&*it.file, it.read))
            .collect();
        assert_eq!(told, [("notes.txt", false)]);
    }

    #[test]
    fn logs_are_one_story_and_files_beside_them_tell_the_cause() {
        let ingester = "2026-11-23T10:00:00Z http: TLS handshake error from 10.0.0.3:4: tls: client didn't provide a certificate\n";
        let querier = "2026-11-23T10:00:00Z err=\"remote error: tls: handshake failure\"\n";
        let wrapped = "x509: certificate signed by\n  unknown authority\n";
        let files = inputs(&[
            ("ingester.log", ingester),
            ("querier.log", querier),
            ("wrapped.txt", wrapped),
            ("querier.yaml", HALF),
        ]);
        let checked = check(files, english()).expect("checked");
        let told: Vec<_> = (checked.explained.iter())
            .map(|it| (it.file.as_str(), it.echo.is_some()))
            .collect();
        let wanted = [
            ("ingester.log", false),
            ("querier.log", true),
            ("wrapped.txt", false),
        ];
        assert_eq!(told, wanted);
        assert_eq!(checked.ignored, [""; 0]);
        // The plaintext listener of the configuration is the cause of this line.
        let line = "err=\"tls: first record does not look like a TLS handshake\"\n";
        let files = inputs(&[("a.log", line), ("querier.yaml", HALF)]);
        let checked = check(files, english()).expect("checked");
        let first = checked.explained.first().expect("a known error");
        assert_eq!(
            (&first.confirmed[..], first.causes.len()),
            (&["MT101".to_owned()][..], 1)
        );
    }
}
