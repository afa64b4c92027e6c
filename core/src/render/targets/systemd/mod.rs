//! Units of systemd: one for each component, what is dropped in to it for TLS,
//! and a timer that proves the folder every day.

mod drop_in;

use super::flags;
use crate::folder;
use crate::language::Language;
use crate::plan::{Plan, Target};
use crate::render::output::{ConfigFile, Instruction, Output, SettingsSource, Step};
use crate::render::template::Holes;
use crate::render::{Renderer, explain};
use crate::settings::Settings;

/// Units and drop-ins.
pub(super) struct Systemd;

/// How the unit of a component begins, before its name.
const UNIT: &str = "mimir-";
/// How a unit ends.
const SERVICE: &str = ".service";
/// What is dropped in to a component's unit.
const DROP_IN: &str = ".service.d/tls.conf";

/// Where what proves the folder finds it.
const KEPT: &str = "/var/lib/mimir-tls";

/// What proves the folder, and what starts that.
const PROVE: [(&str, &str); 2] = [
    (
        "mimir-tls-prove.service",
        include_str!("../../../../data/templates/prove.service"),
    ),
    (
        "mimir-tls-prove.timer",
        include_str!("../../../../data/templates/prove.timer"),
    ),
];

impl Output for Systemd {
    fn target(&self) -> Target {
        Target::Systemd
    }

    fn title(&self, language: Language) -> &'static str {
        match language {
            Language::English | Language::German => "systemd",
        }
    }

    fn about(&self, language: Language) -> &'static str {
        match language {
            Language::English => "systemd: a unit for each component, and a daily proof",
            Language::German => "systemd: eine Unit je Komponente, und täglich ein Beweis",
        }
    }

    fn files(&self, renderer: &Renderer<'_>, all: &[Settings]) -> Vec<ConfigFile> {
        let header = |what: &str| {
            let mut header = String::new();
            explain(&mut header, &renderer.header(what));
            header
        };
        let mut files = Vec::new();
        for one in all {
            let component = one.component;
            let path = |behind| folder::config_between(Target::Systemd, component, UNIT, behind);
            let mut holes = Holes::default();
            holes.put("component", component.name());
            holes.put("title", component.title());
            let unit = include_str!("../../../../data/templates/mimir.service");
            let unit = holes.fill(&header(component.name()), unit);
            let drop_in = drop_in::text(renderer, one);
            for (behind, text) in [(SERVICE, unit), (DROP_IN, drop_in)] {
                files.push(ConfigFile {
                    path: path(behind),
                    target: Target::Systemd,
                    component: Some(component),
                    text,
                });
            }
        }
        files.extend(PROVE.map(|(name, template)| {
            let text = Holes::default().fill(&header("the whole cluster"), template);
            ConfigFile::named(Target::Systemd, name, text)
        }));
        files
    }

    fn sources(&self) -> Vec<SettingsSource> {
        vec![SettingsSource::of_each_between(
            Target::Systemd,
            UNIT,
            DROP_IN,
            drop_in::read,
        )]
    }

    fn contents(&self, _: &Plan) -> Vec<(String, &'static str)> {
        let each = |behind| folder::config_of_each_between(Target::Systemd, UNIT, behind);
        vec![
            (
                each(SERVICE),
                "its unit, which lets it do nothing that Mimir has no need of",
            ),
            (
                each(DROP_IN),
                "its flags and the certificates that systemd hands to it; it goes with a unit of your own, too",
            ),
            (
                folder::named(Target::Systemd, PROVE[0].0),
                "`mimir-tls prove` on the folder, on the machine that keeps it",
            ),
            (
                folder::named(Target::Systemd, PROVE[1].0),
                "starts that every day",
            ),
        ]
    }

    fn usage(&self, plan: &Plan) -> Instruction {
        let all = folder::configs(Target::Systemd);
        let component = flags::which(plan);
        let [service, timer] = PROVE.map(|(name, _)| folder::named(Target::Systemd, name));
        let variable = drop_in::VARIABLE;
        Instruction::new(
            format!(
                "For each process, copy its unit and the folder beside it from `{all}`, and start it; a unit of your own \
                 takes the folder alone, and `${variable}` in its `ExecStart=`"
            ),
            format!(
                "Kopieren Sie für jeden Prozess seine Unit und den Ordner daneben aus `{all}`, und starten Sie ihn; eine \
                 eigene Unit nimmt nur den Ordner, und `${variable}` in ihr `ExecStart=`"
            ),
        )
        .by(format!(
            "sudo cp -r {all}{UNIT}{component}.service* /etc/systemd/system/\n\
             sudo systemctl daemon-reload\n\
             sudo systemctl enable --now {UNIT}{component}\n\
             # where this folder is kept, so that it is proven every day\n\
             sudo install --directory --mode=700 {KEPT}\n\
             sudo cp -r . {KEPT}\n\
             sudo cp {service} {timer} /etc/systemd/system/\n\
             sudo systemctl enable --now {}",
            PROVE[1].0,
        ))
    }

    fn renewal(&self, _: &Plan, _: &str) -> Option<String> {
        Some(format!(
            "restart the units, a machine after another, `sudo systemctl restart '{UNIT}*{SERVICE}'`: a process has the copies of its start"
        ))
    }

    fn copies(&self) -> Option<&'static str> {
        Some("systemd hands a process copies when it starts")
    }

    fn next(&self, _: &Plan, folder: &str) -> Step {
        let all = format!("{folder}/{}", folder::configs(Target::Systemd));
        let among = format!("by its unit: copy it from {all} to /etc/systemd/system");
        Step {
            alone: format!("start each process {among}"),
            among,
        }
    }
}
