//! Single options: names that the release does not have, values that Mimir
//! does not take. Codes MT104, MT107 to MT121, MT123, MT124, MT127, MT128, MT141,
//! MT150, MT151.

use std::collections::BTreeMap;

use super::super::cluster::Cluster;
use super::super::code::Code;
use super::super::edit;
use super::super::process::{Form, Known, Process, Setting};
use super::super::rules::Draft;
use super::listeners::of_kind;
use crate::catalog::{Catalog, Field, Miss, OptionRow, Release, Surface, SurfaceKind};
use crate::cluster::{Refusal, listens_tls};
use crate::pki::x509::KeyKind;
use crate::policy::{
    self, CipherSuite, ClientAuth, HTTP2_SUITES, PolicyError, TlsVersion, serves_http2,
};

pub(super) fn judge(cluster: &Cluster, drafts: &mut Vec<Draft>) {
    for process in &cluster.running.processes {
        for setting in process.settings.iter() {
            if let Some(refusal) = setting.refused.as_deref().filter(|_| !setting.is_unknown) {
                drafts.push(refused(setting, refusal));
            }
            match &setting.known {
                Known::Tls(option) => value(cluster, process, setting, option, drafts),
                Known::Miss(miss) => name(cluster, setting, miss, drafts),
            }
        }
        twice(process, drafts);
    }
}

fn shown(setting: &Setting) -> String {
    match setting.form {
        Form::Flag => format!("-{}", setting.name),
        Form::Yaml => setting.name.to_string(),
    }
}

fn about(code: Code, setting: &Setting) -> Draft {
    Draft::new(code, setting.place().clone(), shown(setting))
}

fn name(cluster: &Cluster, setting: &Setting, miss: &Miss, drafts: &mut Vec<Draft>) {
    let release = cluster.running.release;
    let draft = match miss {
        Miss::NotTls { .. } => return,
        Miss::NotYet { since, .. } => about(Code::Mt115, setting)
            .with("since", since)
            .with("release", release),
        Miss::Removed { removed_in, .. } => about(Code::Mt116, setting)
            .with("removed", removed_in)
            .with("release", release),
        Miss::Unknown { nearest, .. } => {
            let tls = nearest.as_deref().and_then(|near| {
                let option = Catalog::builtin().by_yaml(near, release).ok()?;
                let same_block = near.rsplit_once('.')?.0 == setting.name.rsplit_once('.')?.0;
                (setting.form == Form::Yaml && same_block).then_some(option)
            });
            let near = nearest.as_deref().unwrap_or("nothing like it");
            match tls {
                Some(option) => {
                    let (old, new) = (last(&setting.name), last(option.yaml()));
                    let edit = edit::replace(
                        cluster,
                        setting.place(),
                        &format!("{old}:"),
                        &format!("{new}:"),
                    );
                    about(Code::Mt119, setting).with("near", new).fixed(edit)
                }
                None => {
                    let (near, since) = match later(setting, release) {
                        Some(option) => (option.yaml(), format!(" ({})", option.since())),
                        None => (meant(setting, release).unwrap_or(near), String::new()),
                    };
                    about(Code::Mt117, setting)
                        .with("near", near)
                        .with("since", since)
                        .with("release", release)
                }
            }
        }
    };
    drafts.push(draft);
}

/// What the newest release has in the same words, as `tls_enabled` is what
/// `tls.enabled` means, where this release has nothing of the kind.
fn later(setting: &Setting, release: Release) -> Option<&'static OptionRow> {
    let words = |path: &str| path.replace('.', "_");
    let catalog = Catalog::builtin();
    let mut newest = catalog.options(catalog.newest());
    newest.find(|option| option.since() > release && words(option.yaml()) == words(&setting.name))
}

/// What another product's path means here: its first word is a component, and
/// of what that reads, one block ends alike and has the most words in common, as
/// `frontend_worker` has with Tempo's `querier.query_frontend`.
fn meant(setting: &Setting, release: Release) -> Option<&'static str> {
    let catalog = Catalog::builtin();
    let (component, _) = setting.name.split_once('.')?;
    let component = catalog.component(component).ok()?;
    let (block, end) = halves(&setting.name)?;
    let alike = catalog.options(release).filter_map(|option| {
        let (own, own_end) = halves(option.yaml())?;
        let is_read = own_end == end && option.surface().is_read_by(component, release);
        let common = words(own).filter(|word| words(block).any(|it| it == *word));
        is_read.then(|| (common.count(), option.yaml()))
    });
    let mut alike: Vec<_> = alike.filter(|(common, _)| *common > 0).collect();
    alike.sort_by_key(|(common, _)| std::cmp::Reverse(*common));
    match alike.as_slice() {
        [(_, only)] => Some(only),
        [(first, most), (second, _), ..] if first > second => Some(most),
        _ => None,
    }
}

/// A path before and from its last block.
fn halves(path: &str) -> Option<(&str, &str)> {
    let (end, _) = path.rmatch_indices('.').nth(1)?;
    Some((path.get(..end)?, path.get(end..)?))
}

fn words(path: &str) -> impl Iterator<Item = &str> {
    path.split(['.', '_'])
}

fn last(path: &str) -> &str {
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
    let is_late = option
        .deprecated_in()
        .is_some_and(|since| since <= cluster.running.release);
    let is_replaced = surface.kind() == SurfaceKind::HttpClient && surface.elsewhere().is_some();
    if is_late || is_replaced {
        drafts.push(about(Code::Mt118, setting).with("release", cluster.running.release));
    }
    if option.is_ignored(cluster.running.release) && !setting.value.is_empty() {
        let edit = edit::remove(cluster, setting.place());
        drafts.push(
            about(Code::Mt114, setting)
                .with("surface", surface.id())
                .fixed(edit),
        );
        return;
    }
    if setting.value.is_empty() || setting.is_unknown || setting.refused.is_some() {
        return;
    }
    if option.field() == Field::SkipVerify && setting.value == "true" {
        let draft = about(Code::Mt104, setting).with("surface", process.at(surface));
        drafts.push(draft);
    }
    let has_pem = setting.value.contains("-----BEGIN ");
    match option.field() {
        Field::ClientAuth => client_auth(cluster, setting, drafts),
        Field::MinVersion => version(cluster, setting, drafts),
        Field::CipherSuites => {
            suites(cluster, setting, surface.is_both_servers(), drafts);
            if surface.is_both_servers() {
                drafts.extend(http2(cluster, process, setting, surface));
            }
        }
        Field::Cert | Field::Key | Field::Ca | Field::ClientCa if has_pem => {
            drafts.push(about(Code::Mt121, setting));
        }
        Field::CertText | Field::KeyText | Field::ClientCaText if !has_pem => {
            drafts.push(inline(cluster, setting, option));
        }
        _ => {}
    }
}

/// What Mimir does not take, though it knows the name.
fn refused(setting: &Setting, refusal: &Refusal) -> Draft {
    let value = match setting.is_block {
        true => "[...], {...}",
        false => &setting.value,
    };
    let (code, wanted) = match refusal {
        Refusal::Value { wanted, .. } => (Code::Mt123, *wanted),
        Refusal::NoValue => (Code::Mt123, "text"),
        Refusal::NoBlock { .. } => (Code::Mt123, "mapping"),
        Refusal::Key => (Code::Mt123, "key"),
        Refusal::Syntax => (Code::Mt150, ""),
        Refusal::Rest => (Code::Mt151, ""),
    };
    let draft = about(code, setting);
    match code {
        Code::Mt123 => draft.with("value", value).with("wanted", wanted),
        // The word is no option's name.
        _ => Draft::new(code, setting.place().clone(), setting.name.clone()),
    }
}

/// A path where the text itself belongs.
fn inline(cluster: &Cluster, setting: &Setting, option: &'static OptionRow) -> Draft {
    let field = match option.field() {
        Field::CertText => Field::Cert,
        Field::KeyText => Field::Key,
        _ => Field::ClientCa,
    };
    let meant = Catalog::builtin().option(option.surface(), field, cluster.running.release);
    let new = meant.map_or("", |option| last(option.yaml()));
    let old = format!("{}:", last(&setting.name));
    let edit = edit::replace(cluster, setting.place(), &old, &format!("{new}:"));
    about(Code::Mt120, setting).with("near", new).fixed(edit)
}

fn client_auth(cluster: &Cluster, setting: &Setting, drafts: &mut Vec<Draft>) {
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
            let draft = wrong(Code::Mt107, cluster, setting, right, &error);
            drafts.push(draft.with("value", &setting.value));
        }
    }
}

fn version(cluster: &Cluster, setting: &Setting, drafts: &mut Vec<Draft>) {
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
            drafts.push(wrong(Code::Mt110, cluster, setting, right, &error));
        }
    }
}

fn wrong(
    code: Code,
    cluster: &Cluster,
    setting: &Setting,
    right: Option<&'static str>,
    error: &PolicyError,
) -> Draft {
    let edit =
        right.and_then(|right| edit::replace(cluster, setting.place(), &setting.value, right));
    about(code, setting).with("reason", error).fixed(edit)
}

fn suites(cluster: &Cluster, setting: &Setting, is_server: bool, drafts: &mut Vec<Draft>) {
    if is_server && setting.value.contains(' ') {
        let tight = setting.value.replace(' ', "");
        let edit = edit::replace(cluster, setting.place(), &setting.value, &tight);
        drafts.push(about(Code::Mt112, setting).fixed(edit));
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
        drafts.push(about(code, setting).with("suite", name));
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
    let http = of_kind(cluster, SurfaceKind::HttpServer)?;
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
    let edit = edit::replace(cluster, setting.place(), &setting.value, &more);
    let draft = about(Code::Mt141, setting).with("component", &process.name);
    Some(draft.with("wanted", wanted).fixed(edit))
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
                    .with("line", first.place().line),
            );
        }
    }
}
