//! How a folder is put to use, step by step: what the README says of it and the
//! page shows, made from the list of targets.

use std::fmt::Write;

use super::output::{Instruction, Output, Step};
use super::targets;
use crate::folder;
use crate::plan::{Plan, Platform, Target};

/// What to do with the folder of a plan until Mimir speaks TLS, in that order.
///
/// ```
/// use mimir_tls::plan::{Plan, PlanFile};
/// use mimir_tls::render;
///
/// let (plan, _) = Plan::resolve(&PlanFile::parse(b"version: 1\nplatform: compose\n")?)?;
/// let steps = render::instructions(&plan);
/// let mut commands = steps.iter().filter_map(|step| step.command.as_deref());
/// assert!(commands.all(|command| command.starts_with("docker compose")));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn instructions(plan: &Plan) -> Vec<Instruction> {
    let Steps {
        first,
        settings,
        beside,
    } = Steps::of(plan, |target| target.usage(plan));
    let mut all = first;
    if is_copied(plan) {
        all.push(copy(plan));
    }
    match <[Instruction; 1]>::try_from(settings) {
        Ok([only]) => all.push(only),
        Err(none) if none.is_empty() => {}
        Err(ways) => all.push(Instruction {
            ways,
            ..Instruction::new(
                "Give each process its settings, in one of these ways",
                "Geben Sie jedem Prozess seine Einstellungen, auf einem dieser Wege",
            )
        }),
    }
    all.push(Instruction::new(
        "Restart the whole cluster in one go: no listener speaks TLS and plaintext at once, so old and new processes \
         cannot talk to each other",
        "Starten Sie den ganzen Cluster auf einmal neu: kein Listener spricht zugleich TLS und Klartext, so dass alte und \
         neue Prozesse einander nicht verstehen",
    ));
    all.push(outside(plan));
    all.extend(beside);
    all
}

/// The certificates, to where every process finds them.
fn copy(plan: &Plan) -> Instruction {
    let certificates = folder::certificates_of_each(plan.certificates.profile);
    let (to, [there, dort]) = (&plan.cert_dir, everywhere(plan.platform));
    let [instead, stattdessen] = otherwise(plan);
    let copy = Instruction::new(
        format!("Copy `{certificates}` to `{to}` {there}, readable by Mimir's user alone{instead}"),
        format!(
            "Kopieren Sie `{certificates}` {dort} nach `{to}`, lesbar nur für Mimirs Benutzer{stattdessen}"
        ),
    );
    match plan.platform {
        Platform::Hosts => copy.by(format!(
            "sudo install -D --owner=mimir --mode=600 --target-directory={to} {certificates}*"
        )),
        Platform::Compose | Platform::Kubernetes | Platform::Helm => copy,
    }
}

/// Those who call Mimir from outside.
fn outside(plan: &Plan) -> Instruction {
    let probes = match plan.platform.is_kubernetes() {
        true => "probes `scheme: HTTPS`, ",
        false => "",
    };
    let [pair, paar] = match plan.policy.http.requires() {
        true => [
            " and `proxy_ssl_certificate` with its key",
            " und `proxy_ssl_certificate` mit seinem Schlüssel",
        ],
        false => ["", ""],
    };
    let name = &plan.server_name;
    Instruction::new(
        format!(
            "Give those outside `https://` URLs and the CA: {probes}scrapers and remote_write `tls_config.ca_file`, \
             mimirtool `--tls-ca-path`, nginx `proxy_pass https://` with `proxy_ssl_verify on`, \
             `proxy_ssl_trusted_certificate`, `proxy_ssl_name {name}`{pair}, the ruler an `https://` Alertmanager URL"
        ),
        format!(
            "Geben Sie denen draußen `https://`-Adressen und die CA: {}Scrapern und remote_write `tls_config.ca_file`, \
             mimirtool `--tls-ca-path`, nginx `proxy_pass https://` mit `proxy_ssl_verify on`, \
             `proxy_ssl_trusted_certificate`, `proxy_ssl_name {name}`{paar}, dem Ruler eine `https://`-Adresse des Alertmanagers",
            probes.replace("probes", "Probes"),
        ),
    )
}

/// Where every process finds its files, in English and in German.
fn everywhere(platform: Platform) -> [&'static str; 2] {
    match platform {
        Platform::Hosts => ["on every machine", "auf jeder Maschine"],
        Platform::Compose => ["in every container", "in jedem Container"],
        Platform::Kubernetes | Platform::Helm => ["in every pod", "in jedem Pod"],
    }
}

/// Who saves somebody that copying where the cluster runs: the target of that
/// platform, chosen or not.
fn otherwise(plan: &Plan) -> [String; 2] {
    let target = match plan.platform {
        Platform::Hosts => return [String::new(), String::new()],
        Platform::Compose => Target::Compose,
        Platform::Kubernetes => Target::Kubernetes,
        Platform::Helm => Target::Helm,
    };
    let by = match plan.targets.contains(&target) {
        true => folder::configs(target),
        false => format!("--target {target}"),
    };
    [
        format!("; `{by}` brings them itself"),
        format!("; `{by}` bringt sie selbst mit"),
    ]
}

/// Whether somebody has to bring the certificates to the processes: not where
/// all that is written for them does.
fn is_copied(plan: &Plan) -> bool {
    let targets = plan.targets.iter().copied().map(targets::output);
    let (settings, others): (Vec<_>, Vec<_>) = targets.partition(|it| it.target().holds_settings());
    match settings.is_empty() {
        true => !others.iter().any(|it| it.brings_certificates()),
        false => settings.iter().any(|it| !it.brings_certificates()),
    }
}

/// The steps of a plan's targets.
struct Steps<T> {
    /// Of those by which there are certificates.
    first: Vec<T>,
    /// Of those that hold settings, of which a process needs one.
    settings: Vec<T>,
    /// Of the others, which stand beside them.
    beside: Vec<T>,
}

impl<T> Steps<T> {
    fn of(plan: &Plan, step: impl Fn(&'static dyn Output) -> T) -> Self {
        let outputs = plan.targets.iter().copied().map(targets::output);
        let (first, others): (Vec<_>, Vec<_>) =
            outputs.partition(|output| output.comes_first(plan));
        let (settings, beside): (Vec<_>, Vec<_>) = others
            .into_iter()
            .partition(|output| output.target().holds_settings());
        let of = |outputs: Vec<&'static dyn Output>| outputs.into_iter().map(&step).collect();
        Self {
            first: of(first),
            settings: of(settings),
            beside: of(beside),
        }
    }
}

/// Instructions as a numbered list of Markdown.
pub(super) fn numbered(instructions: &[Instruction]) -> String {
    let mut out = String::new();
    for (number, instruction) in (1..).zip(instructions) {
        item(&mut out, &format!("{number}. "), instruction);
    }
    out.truncate(out.trim_end().len());
    out
}

/// An item of a list, with what belongs to it below, as far to the right as its
/// first word.
fn item(out: &mut String, mark: &str, instruction: &Instruction) {
    let Instruction {
        text,
        command,
        ways,
    } = instruction;
    let end = match (command, ways.as_slice()) {
        (None, []) => ".",
        _ => ":",
    };
    // Writing into a String cannot fail.
    let _ = writeln!(out, "{mark}{}{end}", text.en);
    let inset = " ".repeat(mark.len());
    if let Some(command) = command {
        let _ = writeln!(out, "\n{inset}```");
        for line in command.lines() {
            let _ = writeln!(out, "{inset}{line}");
        }
        let _ = writeln!(out, "{inset}```\n");
    }
    for way in ways {
        item(out, &format!("{inset}- "), way);
    }
}

/// A configuration of somebody's with a plan's settings in it, and what it is a
/// copy of.
#[derive(Debug, Clone, Copy)]
pub struct OwnStep<'a> {
    /// The path of what it is a copy of.
    pub from: &'a str,
    /// Its own path.
    pub to: &'a str,
}

impl OwnStep<'_> {
    /// How it is put to use, with the rest of a folder that lies at `place`.
    fn text(&self, plan: &Plan, place: &str) -> String {
        let Self { from, to } = self;
        match plan.platform {
            Platform::Helm => targets::upgrade_merged(plan, place, from, to),
            _ => format!("start each process with {to} in place of {from}; no flags are needed"),
        }
    }
}

/// What to do with a folder that was just made at `place`, a sentence a step; with
/// a configuration of somebody's that has the settings, by that.
pub fn next_steps(plan: &Plan, place: &str, own: Option<OwnStep<'_>>) -> Vec<String> {
    let certificates = folder::certificates_of_each(plan.certificates.profile);
    let Steps {
        first,
        settings,
        beside,
    } = Steps::of(plan, |target| target.next(plan, place));
    let mut next: Vec<String> = first.into_iter().map(|step| step.alone).collect();
    if is_copied(plan) {
        let [there, _] = everywhere(plan.platform);
        let [instead, _] = otherwise(plan);
        next.push(format!(
            "copy {place}/{certificates} to {} {there}{instead}",
            plan.cert_dir,
        ));
    }
    if let Some(own) = own {
        next.push(own.text(plan, place));
    } else if !settings.is_empty() {
        next.push(Step::choice(settings, "start each process ", ",\n     or "));
    }
    next.extend(beside.into_iter().map(|step| step.alone));
    let probes = match plan.platform.is_kubernetes() {
        true => "probes, ",
        false => "",
    };
    next.push(format!(
        "read {place}/{} for {}scrapers and gateways, and for what needs a restart when it changes",
        folder::README,
        probes
    ));
    next
}

/// What to do with a folder at `place` that got new certificates of its CA, a
/// sentence a step.
pub fn renewal_steps(plan: &Plan, place: &str) -> Vec<String> {
    let certificates = folder::certificates_of_each(plan.certificates.profile);
    vec![
        format!(
            "put {place}/{certificates} in the place of {} on every machine, the whole folder at once: a certificate beside the old key is no pair",
            plan.cert_dir
        ),
        format!(
            "read {place}/{} for what needs a restart when it changes",
            folder::README
        ),
    ]
}
