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
        Err(none) if none.is_empty() => all.extend(unset(plan)),
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
    if let Some([english, german]) = unplaced(plan) {
        all.push(Instruction::new(english, german));
    }
    all.extend(beside);
    all
}

/// What is said where nothing of the folder tells Mimir of its certificates.
fn unset(plan: &Plan) -> Option<Instruction> {
    let mut first = Target::first_on(plan.platform).iter();
    let target = first.find(|target| target.holds_settings())?;
    Some(Instruction::new(
        format!("Tell Mimir of its certificates: nothing here does, `--target {target}` would"),
        format!(
            "Nennen Sie Mimir seine Zertifikate: hier tut es nichts, `--target {target}` täte es"
        ),
    ))
}

/// What is said of callers in the folder that are told no machine.
fn unplaced(plan: &Plan) -> Option<[String; 2]> {
    let is_caller = |target: &Target| {
        matches!(
            target,
            Target::Clients
                | Target::Nginx
                | Target::Haproxy
                | Target::Caddy
                | Target::Envoy
                | Target::Traefik
        )
    };
    let has_caller = plan.targets.iter().any(is_caller);
    has_caller.then(|| targets::unplaced(plan)).flatten()
}

/// The certificates, to where every process finds them.
fn copy(plan: &Plan) -> Instruction {
    let certificates = folder::certificates_of_each(plan.certificates.profile);
    let (to, [there, dort]) = (&plan.cert_dir, everywhere(plan.platform));
    let [instead, stattdessen] = otherwise(plan);
    // systemd reads them as root, for an account that is made at the start.
    let has = |target| plan.targets.contains(&target);
    let is_systemd = |target: &Target| !target.holds_settings() || *target == Target::Systemd;
    let (owner, [whose, wessen]) = match (has(Target::Systemd), plan.targets.iter().all(is_systemd))
    {
        (true, true) => ("root", ["root alone", "root"]),
        (true, false) => (
            "mimir",
            [
                "Mimir's user alone, or for the units of systemd by root",
                "Mimirs Benutzer, oder für die Units von systemd nur für root",
            ],
        ),
        (false, _) => ("mimir", ["Mimir's user alone", "Mimirs Benutzer"]),
    };
    let copy = Instruction::new(
        format!("Copy `{certificates}` to `{to}` {there}, readable by {whose}{instead}"),
        format!(
            "Kopieren Sie `{certificates}` {dort} nach `{to}`, lesbar nur für {wessen}{stattdessen}"
        ),
    );
    match plan.platform {
        Platform::Hosts => copy.by(format!(
            "sudo install -D --owner={owner} --mode=600 --target-directory={to} {certificates}*"
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
    } else if settings.is_empty() {
        next.extend(unset(plan).map(|it| in_passing(&it.text.en)));
    } else {
        next.push(Step::choice(settings, "start each process ", ",\n     or "));
    }
    next.extend(unplaced(plan).map(|[english, _]| english.replace('`', "")));
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

/// A sentence as one of a list, which begins in small letters.
fn in_passing(sentence: &str) -> String {
    let mut letters = sentence.chars();
    let first = letters.next().map(|letter| letter.to_lowercase());
    first.into_iter().flatten().chain(letters).collect()
}

/// What to do with a folder at `place` that got new certificates of its CA, a
/// sentence a step.
pub fn renewal_steps(plan: &Plan, place: &str) -> Vec<String> {
    let mut steps = renewal(plan, &format!("{place}/"));
    steps.push(format!(
        "read {place}/{} for what needs a restart when it changes",
        folder::README
    ));
    steps
}

/// What makes renewed certificates count, a sentence a step, in which `above`
/// stands before the paths of the folder.
pub(super) fn renewal(plan: &Plan, above: &str) -> Vec<String> {
    if plan.is_issued() {
        return vec![format!(
            "leave the cluster as it is: cert-manager renews what its processes have, as {above}{} says; these here are for the proof of this folder",
            folder::named(Target::CertManager, folder::README)
        )];
    }
    let mut steps = Vec::new();
    if is_copied(plan) {
        let [there, _] = everywhere(plan.platform);
        steps.push(format!(
            "put {above}{} in the place of {} {there}, the whole folder at once: a certificate beside the old key is no pair",
            folder::certificates_of_each(plan.certificates.profile),
            plan.cert_dir
        ));
    }
    let targets = plan.targets.iter().copied().map(targets::output);
    steps.extend(targets.filter_map(|target| target.renewal(plan, above)));
    steps
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::plan::PlanFile;

    fn plan(platform: Platform, targets: &str) -> Plan {
        let text = format!("version: 1\nplatform: {platform}\ntargets: [{targets}]\n");
        let file = PlanFile::parse(text.as_bytes()).unwrap();
        Plan::resolve(&file).unwrap().0
    }

    /// Whoever brings the certificates says how it brings new ones, and nobody is
    /// told to copy them to where nothing reads them.
    #[test]
    fn a_renewal_goes_the_way_that_the_certificates_came() {
        for platform in Platform::ALL.iter().copied() {
            for target in Target::on(platform).filter(|it| it.holds_settings()) {
                let plan = plan(platform, target.spelling());
                let output = targets::output(target);
                let (own, told) = (output.renewal(&plan, ""), renewal(&plan, "").join("\n"));
                let is_copied = matches!(
                    target,
                    Target::Flags | Target::Yaml | Target::Env | Target::Systemd
                );
                let copied = format!("in the place of {}", plan.cert_dir);
                assert_eq!(told.contains(&copied), is_copied, "{target}: {told}");
                let steps = next_steps(&plan, "here", None).join("\n");
                let copied = format!(" to {} ", plan.cert_dir);
                assert_eq!(steps.contains(&copied), is_copied, "{target}: {steps}");
                let is_special = !is_copied || output.copies().is_some();
                assert_eq!(own.is_some(), is_special, "{target}: {told}");
                assert!(own.is_none_or(|it| told.contains(&it)), "{target}: {told}");
            }
        }
    }

    #[test]
    fn what_cert_manager_renews_is_let_be() {
        for (platform, targets) in [
            (
                Platform::Kubernetes,
                "kubernetes, jsonnet, flags, cert-manager",
            ),
            (Platform::Helm, "helm, cert-manager"),
        ] {
            let told = renewal(&plan(platform, targets), "");
            assert_eq!(told.len(), 1, "{told:?}");
            assert!(
                told.iter().all(|step| !step.contains("kubectl")),
                "{told:?}"
            );
        }
    }

    /// A folder that tells Mimir of nothing says so.
    #[test]
    fn there_are_settings_or_it_is_said_that_there_are_none() {
        for platform in Platform::ALL.iter().copied() {
            for target in Target::on(platform) {
                let plan = plan(platform, target.spelling());
                let told = next_steps(&plan, "here", None).join("\n");
                assert_ne!(
                    told.contains("nothing here does, `--target "),
                    target.holds_settings(),
                    "{platform}, {target}: {told}"
                );
            }
        }
    }
}
