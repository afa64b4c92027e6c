//! Single options: values that Mimir does not take. Codes MT104, MT107 to MT114,
//! MT118, MT120, MT121, MT123, MT124, MT127, MT128, MT141, MT150, MT151.

use std::collections::BTreeMap;

use super::super::cluster::Cluster;
use super::super::code::Code;
use super::super::finding::Severity;
use super::super::process::{Form, Known, OptionRole, Process, Setting};
use super::super::redact;
use super::super::rules::Draft;
use super::super::wish;
use super::listeners::of_kind;
use crate::catalog::{Catalog, Field, OptionRow, Release, Surface, SurfaceKind};
use crate::cluster::{Refusal, is_idle, is_in_force, is_meant, is_unchosen, listens_tls};
use crate::pki::x509::KeyKind;
use crate::policy::{
    self, CipherSuite, ClientAuth, HTTP2_SUITES, PolicyError, TlsVersion, serves_http2,
};

pub(super) fn judge(
    cluster: &Cluster,
    drafts: &mut Vec<Draft>,
    bound: &mut dyn FnMut(&mut Vec<Draft>),
) {
    for process in &cluster.running.processes {
        let mut before: Option<&Setting> = None;
        for setting in process.settings.iter() {
            if let Some(refusal) = setting.refused.as_deref().filter(|_| !setting.is_unknown) {
                drafts.push(refused(setting, refusal, before));
            }
            before = Some(setting);
            if let Known::Tls(option) = &setting.known {
                value(cluster, process, setting, option, drafts);
            }
        }
        twice(process, drafts);
        if drafts.len() > super::super::alike::MOST_AT_ONCE {
            bound(drafts);
        }
    }
}

pub(super) fn shown(setting: &Setting) -> String {
    let name = redact::name(&setting.name);
    match setting.form {
        Form::Flag => format!("-{name}"),
        Form::Yaml => name.into_owned(),
    }
}

fn about(code: Code, setting: &Setting) -> Draft {
    Draft::new(code, setting.place().clone(), shown(setting))
}

pub(super) fn last(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}

fn value(
    cluster: &Cluster,
    process: &Process,
    setting: &Setting,
    option: &'static OptionRow,
    drafts: &mut Vec<Draft>,
) {
    let surface = option.surface();
    let release = process.release;
    let is_late = option.deprecated_in().is_some_and(|since| since <= release);
    let is_replaced = surface.kind() == SurfaceKind::HttpClient && surface.elsewhere().is_some();
    // Of what is kept elsewhere, nothing is anything to anybody.
    if is_idle(process, surface) {
        return;
    }
    if is_late || is_replaced {
        drafts.push(about(Code::Mt118, setting).with("release", release));
    }
    if option.is_ignored(release) && !setting.value.is_empty() {
        drafts.push(
            about(Code::Mt114, setting)
                .with("surface", surface.id())
                .fixed(wish::remove(setting)),
        );
        return;
    }
    // What nobody reads is not wrong, and what is not yet read is to be noted.
    let is_judged = !setting.value.is_empty() && !setting.is_unknown && setting.refused.is_none();
    if !is_judged || !is_meant(process, surface) {
        return;
    }
    let is_open = setting.value == "true" && !is_off(process, option);
    if option.field() == Field::SkipVerify && is_open {
        let draft = about(Code::Mt104, setting).with("surface", process.at(surface));
        drafts.push(draft);
    }
    let has_pem = setting.value.contains("-----BEGIN ");
    let before = drafts.len();
    let is_in_force = is_in_force(process, surface) && !is_unchosen(process, surface);
    match option.field() {
        Field::ClientAuth => client_auth(process, setting, is_in_force, drafts),
        Field::MinVersion => version(setting, drafts),
        Field::CipherSuites => {
            suites(setting, surface.is_both_servers(), drafts);
            if surface.is_both_servers() {
                drafts.extend(http2(cluster, process, setting, surface));
            }
        }
        Field::Cert | Field::Key | Field::Ca | Field::ClientCa if has_pem => {
            drafts.push(about(Code::Mt121, setting).lacking(surface, option.field()));
        }
        Field::CertText | Field::KeyText | Field::ClientCaText if !has_pem => {
            let draft = inline(release, setting, option);
            drafts.push(draft.lacking(surface, option.field()));
        }
        _ => {}
    }
    // What is not yet in force stops nobody.
    if !is_in_force {
        let raised = drafts.iter_mut().skip(before);
        raised.for_each(|draft| draft.at_most = Severity::Note);
    }
}

/// Whether a client of a storage speaks no TLS at all, for a switch beside its
/// block.
fn is_off(process: &Process, option: &OptionRow) -> bool {
    let above = |name: &str| Some(name.rsplit_once('.')?.0.replace('-', "_"));
    let around = above(option.yaml()).and_then(|block| above(&block));
    let mut switches = process.settings.iter().filter(|setting| {
        setting.role == Some(OptionRole::StorageInsecure) && setting.value == "true"
    });
    around.is_some() && switches.any(|switch| above(&switch.name) == around)
}

/// What Mimir does not take, though it knows the name; and the setting before it.
fn refused(setting: &Setting, refusal: &Refusal, before: Option<&Setting>) -> Draft {
    let value = match setting.is_block {
        true => "[...], {...}".into(),
        false if setting.value.is_empty() => "\"\"".into(),
        false => redact::word(&setting.value),
    };
    let (code, wanted) = match refusal {
        Refusal::Value { wanted, .. } => (Code::Mt123, *wanted),
        Refusal::NoValue => (Code::Mt123, "text"),
        Refusal::NoBlock { .. } => (Code::Mt123, "mapping"),
        Refusal::Key => (Code::Mt123, "key"),
        Refusal::Syntax => (Code::Mt150, ""),
        Refusal::Rest => (Code::Mt151, ""),
    };
    match code {
        // What stands for a whole configuration has no name.
        Code::Mt123 if setting.name.is_empty() => {
            Draft::new(code, setting.place().clone(), setting.place().file.clone())
        }
        Code::Mt123 => about(code, setting),
        // The word is no option's name.
        _ => {
            // Behind a secret that is empty, a word is what was to be in it.
            let is_secret = before.is_some_and(|it| {
                it.value.is_empty() && it.form == Form::Flag && redact::names_secret(&it.name)
            });
            let word = match is_secret {
                true => redact::ELIDED.into(),
                false if code == Code::Mt151 => redact::word(&setting.name),
                false => redact::name(&setting.name),
            };
            return Draft::new(code, setting.place().clone(), word);
        }
    }
    .with("value", value)
    .with("wanted", wanted)
}

/// A path where the text itself belongs.
fn inline(release: Release, setting: &Setting, option: &'static OptionRow) -> Draft {
    let field = match option.field() {
        Field::CertText => Field::Cert,
        Field::KeyText => Field::Key,
        _ => Field::ClientCa,
    };
    let meant = Catalog::builtin().option(option.surface(), field, release);
    let near = meant.map_or("", |option| last(option.yaml()));
    let renamed = meant.and_then(|option| wish::rename(setting, option));
    about(Code::Mt120, setting)
        .with("near", near)
        .fixed(renamed)
}

/// Whom a listener lets in; dskit looks at the word where the listener speaks TLS.
fn client_auth(process: &Process, setting: &Setting, is_tls: bool, drafts: &mut Vec<Draft>) {
    match policy::read::<ClientAuth>(&setting.value) {
        Ok(ClientAuth::Request | ClientAuth::RequireAny) => {
            drafts.push(about(Code::Mt109, setting).with("value", &setting.value));
        }
        Ok(_) => {}
        Err(error) => {
            let right = match &error {
                PolicyError::Misprint => Some(ClientAuth::RequireAndVerify.spelling()),
                PolicyError::Case { right, .. } => Some(*right),
                _ => None,
            };
            let draft = wrong(Code::Mt107, setting, right, error);
            let draft = draft.with("value", redact::word(&setting.value));
            drafts.push(match is_tls {
                true => draft,
                false => draft.with("plain", &process.name),
            });
        }
    }
}

fn version(setting: &Setting, drafts: &mut Vec<Draft>) {
    match policy::read::<TlsVersion>(&setting.value) {
        Ok(version) if version < TlsVersion::Tls12 => {
            drafts.push(about(Code::Mt127, setting).with("version", version));
        }
        Ok(_) => {}
        Err(error) => {
            let right = match &error {
                PolicyError::Case { right, .. } => Some(*right),
                _ => None,
            };
            drafts.push(wrong(Code::Mt110, setting, right, error));
        }
    }
}

fn wrong(
    code: Code,
    setting: &Setting,
    right: Option<&'static str>,
    mut error: PolicyError,
) -> Draft {
    if let PolicyError::Unknown { given, .. } = &mut error {
        *given = redact::word(given).into_owned();
    }
    let right = right.map(|right| wish::set(setting, &setting.value, right));
    let said = about(code, setting).saying("reason", |language| error.said(language));
    said.fixed(right)
}

fn suites(setting: &Setting, is_server: bool, drafts: &mut Vec<Draft>) {
    if is_server && setting.value.contains(' ') {
        let tight = setting.value.replace(' ', "");
        let tight = wish::set(setting, &setting.value, &tight);
        drafts.push(about(Code::Mt112, setting).fixed(tight));
    }
    // A client loses all blanks of its list, also within a name.
    let list = match is_server {
        true => setting.value.clone(),
        false => setting.value.replace(' ', ""),
    };
    let names = list.split(',').map(|name| name.trim_matches(' '));
    for name in names.filter(|name| !name.is_empty()) {
        let code = match CipherSuite::from_name(name) {
            None => Code::Mt111,
            Some(suite) if suite.is_tls13() => Code::Mt113,
            Some(suite) if suite.is_insecure() => Code::Mt128,
            Some(_) => continue,
        };
        drafts.push(about(code, setting).with("suite", redact::word(name)));
    }
}

/// Suites with which the process's HTTP listener does not start.
fn http2(
    cluster: &Cluster,
    process: &Process,
    setting: &Setting,
    both: &'static Surface,
) -> Option<Draft> {
    let counts = process.text(both, Field::CipherSuites) == Some(&setting.value);
    let http = of_kind(process.release, SurfaceKind::HttpServer)?;
    if !counts || !listens_tls(process, http) {
        return None;
    }
    // What is no suite or no version is told by itself.
    let names = setting.value.split(',').map(str::trim);
    let suites: Vec<_> = names.map(CipherSuite::from_name).collect::<Option<_>>()?;
    let min = process.text(both, Field::MinVersion).map(str::parse);
    if serves_http2(&suites, min.transpose().ok()?) {
        return None;
    }
    let [ecdsa, rsa] = HTTP2_SUITES;
    let certificate = cluster.material(process, http, Field::Cert);
    let leaf = certificate.and_then(|index| cluster.materials.get(index)?.leaf());
    let wanted = match leaf.map(|leaf| leaf.key().kind()) {
        Some(KeyKind::Rsa(_)) => rsa,
        _ => ecdsa,
    };
    let more = format!("{},{wanted}", setting.value);
    let more = wish::set(setting, &setting.value, &more);
    let draft = about(Code::Mt141, setting).with("component", &process.name);
    Some(draft.with("wanted", wanted).fixed(more))
}

/// The same flag with two values in one command; the last one counts.
fn twice(process: &Process, drafts: &mut Vec<Draft>) {
    let mut seen: BTreeMap<&str, &Setting> = BTreeMap::new();
    for setting in process.settings.iter() {
        let Some(option) = setting.option() else {
            continue;
        };
        let first = seen.insert(option.yaml(), setting);
        if let Some(first) = first.filter(|first| first.value != setting.value) {
            drafts.push(
                about(Code::Mt124, setting)
                    .with("value", &setting.value)
                    .with("first", &first.value)
                    .with(
                        "place",
                        format!("{}:{}", first.place().file, first.place().line),
                    ),
            );
        }
    }
}
