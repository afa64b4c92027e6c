//! Configurations without TLS, by themselves and beside others. Codes MT422 to
//! MT424.

use super::super::cluster::Cluster;
use super::super::code::Code;
use super::super::finding::Place;
use super::super::process::{Form, Known, OptionRole, Process};
use super::super::rules::Draft;
use super::listeners::of_kind;
use crate::catalog::{Miss, SurfaceKind};
use crate::cluster::{is_idle, listens_tls};

pub(super) fn judge(cluster: &Cluster, drafts: &mut Vec<Draft>) {
    // What could not be read may well speak TLS.
    if drafts.iter().any(|draft| draft.code.is_of_reading()) {
        return;
    }
    let processes = &cluster.running.processes;
    let Some(first) = processes.first() else {
        return;
    };
    let (plain, touched): (Vec<&Process>, Vec<&Process>) =
        processes.iter().partition(|process| !is_touched(process));
    if touched.is_empty() {
        drafts.push(Draft::new(Code::Mt422, whole(&first.file), &first.file));
        return;
    }
    for process in plain.iter().filter(|process| !process.settings.is_empty()) {
        let half = touched.iter().find(|other| is_half(process, other));
        let beside = touched.iter().find(|other| speaks(other));
        let (code, other) = match (half, beside) {
            (Some(half), _) => (Code::Mt424, half),
            (None, Some(beside)) => (Code::Mt423, beside),
            (None, None) => continue,
        };
        // One text has both.
        let [subject, other] = match process.file == other.file {
            true => [&process.name, &other.name],
            false => [&process.file, &other.file],
        };
        drafts.push(Draft::new(code, whole(&process.file), subject).with("other", other));
    }
}

fn whole(file: &str) -> Place {
    Place {
        file: file.to_owned(),
        ..Place::default()
    }
}

/// Whether anything of a process is about TLS, in force or not, or may be where it
/// was not read.
fn is_touched(process: &Process) -> bool {
    if process.container.has_more {
        return true;
    }
    process.settings.iter().any(|setting| match &setting.known {
        Known::Tls(option) => {
            let is_set = !setting.value.is_empty() && setting.value != "false";
            let surface = option.surface();
            is_set && surface.kind() != SurfaceKind::Storage && !is_idle(process, surface)
        }
        Known::Miss(Miss::NotTls { .. }) => false,
        Known::Miss(_) => setting.name.contains("tls"),
    })
}

fn speaks(process: &Process) -> bool {
    [SurfaceKind::GrpcServer, SurfaceKind::HttpServer]
        .into_iter()
        .filter_map(|kind| of_kind(process.release, kind))
        .any(|listener| listens_tls(process, listener))
}

/// Whether a text with nothing but TLS in it is the other half of a configuration.
fn is_half(plain: &Process, other: &Process) -> bool {
    let is_bare = other.settings.iter().all(|setting| match &setting.known {
        Known::Tls(_) => true,
        Known::Miss(_) => setting.role == Some(OptionRole::Target),
    });
    let is_yaml = plain.settings.iter().any(|it| it.form == Form::Yaml);
    is_bare && is_yaml && plain.file != other.file
}
