//! The folder's own README: what is here, how to use it, when it ends.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::catalog::Field;
use crate::folder::{self, CertFile};
use crate::language::Language;
use crate::pki::Instant;
use crate::plan::{ClusterNames, Plan, Platform, Profile, Target};
use crate::proof::Proof;
use crate::topology::{self, Named, Names};

use super::{install, targets};

/// The facts that a folder's README states.
#[derive(Debug, Clone)]
pub struct Readme<'a> {
    /// The plan that the folder was made of.
    pub plan: &'a Plan,
    /// The last second at which the first certificate to end is valid.
    pub leaves_end: Instant,
    /// The last second at which the CA is valid.
    pub ca_ends: Instant,
    /// The proof of the folder's links.
    pub proof: &'a Proof,
    /// Whether the CA's key is in the folder; it is not where the CA was brought.
    pub has_ca_key: bool,
    /// What the configuration of somebody's is called that has the settings in it.
    pub own: Option<&'a str>,
}

/// Writes the folder's README as Markdown.
pub fn readme(facts: &Readme<'_>) -> String {
    let plan = facts.plan;
    let mut out = format!(
        "# TLS for Mimir {}\n\n\
         Made by mimir-tls {} of plan {}: {} mode, {}. \
         Before this folder was written, {} links were proven by real handshakes; `{}` lists each of them.\n\n",
        plan.release,
        env!("CARGO_PKG_VERSION"),
        plan.digest(),
        plan.mode,
        cluster(plan),
        facts.proof.accepted(),
        folder::PROOF,
    );
    for section in [contents, usage, names, policy, restarts, ends] {
        section(&mut out, facts);
        out.push('\n');
    }
    out
}

/// The cluster by its name, and where it runs.
fn cluster(plan: &Plan) -> String {
    let ClusterNames {
        name, namespace, ..
    } = &plan.cluster;
    match plan.platform {
        Platform::Hosts => format!("cluster `{name}` on hosts"),
        Platform::Compose => format!("cluster `{name}` under Docker Compose"),
        Platform::Kubernetes => format!("cluster `{name}` in the namespace `{namespace}`"),
        Platform::Helm => format!("the chart's release `{name}` in the namespace `{namespace}`"),
    }
}

fn contents(out: &mut String, facts: &Readme<'_>) {
    let plan = facts.plan;
    let profile = plan.certificates.profile;
    let path = |file: CertFile| folder::certificate(file, profile);
    let pair = |certificate: CertFile, key: CertFile| {
        format!("{}, {}", path(certificate), key.name(profile))
    };
    out.push_str("## What is here\n\n| file | what it is |\n|---|---|\n");
    let row = |out: &mut String, file: &str, what: &str| {
        let _ = writeln!(out, "| `{file}` | {what} |");
    };
    let issued = format!(
        "the CA of the certificates here, which prove this folder and are nobody's: cert-manager issues what the \
         processes have, as `{}` says",
        folder::named(Target::CertManager, folder::README)
    );
    let root = match plan.is_issued() {
        true => issued.as_str(),
        false => "the CA; every process and every outside client needs it",
    };
    row(out, &path(CertFile::Root), root);
    if facts.has_ca_key {
        row(
            out,
            folder::CA_KEY,
            "the CA's key, for the next certificates; no process needs it: keep it where no process can read it",
        );
    }
    match profile {
        _ if plan.is_issued() => row(
            out,
            &folder::certificates_of_each(profile),
            "what the proof was made with, by the names and usages of those that cert-manager issues",
        ),
        Profile::Split => {
            row(
                out,
                &pair(CertFile::Server, CertFile::ServerKey),
                "shown by HTTP and gRPC servers and by memberlist",
            );
            row(
                out,
                &pair(CertFile::Client, CertFile::ClientKey),
                "shown by gRPC and HTTP clients",
            );
        }
        Profile::Single => row(
            out,
            &pair(CertFile::Server, CertFile::ServerKey),
            "one certificate for servers and clients",
        ),
        Profile::PerComponent => row(
            out,
            &folder::certificates_of_each(profile),
            "what that component's processes get: its own server and client certificates",
        ),
    }
    let targets = plan.targets.iter().copied().map(targets::output);
    for (file, what) in targets.flat_map(|target| target.contents(plan)) {
        row(out, &file, what);
    }
    if let Some(own) = facts.own {
        row(
            out,
            &folder::merged(own),
            "a configuration that was there before, with the settings put in",
        );
    }
    row(
        out,
        folder::PLAN,
        "all choices, to repeat this run; it holds no key",
    );
    row(
        out,
        folder::PROOF,
        "every link: who dials whom, by what name, and what both sides say",
    );
}

fn usage(out: &mut String, facts: &Readme<'_>) {
    out.push_str("## How to use it\n\n");
    if let Some(own) = facts.own {
        let merged = folder::merged(own);
        let rest = match facts.plan.platform {
            Platform::Helm => "of the values here only the one that restarts pods is then needed",
            Platform::Hosts | Platform::Compose | Platform::Kubernetes => {
                "flags and YAML of this folder are then not needed"
            }
        };
        let _ = writeln!(
            out,
            "`{merged}` is a copy of `{own}` with the settings in it: give it in place of that; {rest}.\n",
        );
    }
    out.push_str(&install::numbered(&install::instructions(facts.plan)));
    out.push('\n');
}

fn names(out: &mut String, facts: &Readme<'_>) {
    let plan = facts.plan;
    let _ = writeln!(
        out,
        "## Names\n\nRings, gossip and workers dial addresses, so every client verifies one shared name instead, \
         `{}`; no resolver has to know it. A scraper that dials addresses sets it as `tls_config.server_name`, and \
         so does whoever dials another name than these, which is all that server certificates carry:\n\n\
         | name | why it is there |\n|---|---|",
        plan.server_name,
    );
    for Named { san, why } in Names::of(plan).all() {
        let _ = writeln!(out, "| `{san}` | {why} |");
    }
    let hosts = unnamed(facts.plan);
    if !hosts.is_empty() {
        let _ = writeln!(
            out,
            "\netcd's client heeds no such name: it verifies the host of each endpoint as it is written. \
             Write {}; another host goes into the plan, behind its surface or under `certificates.dns` and \
             `certificates.ips`.",
            hosts.into_iter().collect::<Vec<_>>().join(", "),
        );
    }
}

/// What clients dial that cannot be told another name to verify.
fn unnamed(plan: &Plan) -> BTreeSet<String> {
    let links = topology::links(plan).into_iter();
    links
        .filter(|link| link.from.component().is_some())
        .filter(|link| link.surface.ignores(Field::ServerName, plan.release))
        .map(|link| format!("`{}`", link.dial))
        .collect()
}

fn policy(out: &mut String, facts: &Readme<'_>) {
    let policy = &facts.plan.policy;
    let _ = writeln!(
        out,
        "## Who is let in\n\ngRPC servers: `{}`. HTTP servers: `{}`. Memberlist never asks for a certificate: \
         its TLS keeps gossip secret, and shows each member that the other side is yours.",
        policy.grpc, policy.http,
    );
    let mut refused: Vec<String> = facts
        .proof
        .refused()
        .filter_map(|link| Some(format!("- {}: {}", link.from, link.fix.as_ref()?)))
        .collect();
    refused.dedup();
    if !refused.is_empty() {
        let _ = writeln!(
            out,
            "\nRefused under this policy, and what fixes it:\n\n{}",
            refused.join("\n")
        );
    }
    out.push_str(
        "\nAnybody with a certificate under this CA is let in, for every tenant; Mimir checks no names and no \
         revocation. Keep this CA for this cluster alone.\n",
    );
}

fn restarts(out: &mut String, facts: &Readme<'_>) {
    let targets = facts.plan.targets.iter().copied();
    let ways: Vec<_> = targets
        .filter(|target| target.holds_settings())
        .map(targets::output)
        .collect();
    let copies = ways
        .iter()
        .filter_map(|it| Some((it.title(Language::English), it.copies()?)));
    let copies: Vec<_> = copies.collect();
    out.push_str(
        "## What needs a restart when it changes\n\n\
         | changed | takes effect |\n|---|---|\n",
    );
    // What holds copies by every way sees nothing of what Mimir would heed.
    if copies.is_empty() || copies.len() < ways.len() {
        out.push_str(
            "| server certificate, gRPC | with the next connection |\n\
             | server certificate, HTTP | with the next connection by name; by IP only after a restart |\n\
             | client certificate | with the next connection |\n\
             | memberlist certificate | after a restart of each member |\n",
        );
    }
    for (title, why) in copies {
        let _ = writeln!(
            out,
            "| any certificate, by {title} | after a restart: {why} |"
        );
    }
    out.push_str(
        "| any CA file | after a restart |\n\
         | flags, YAML | after a restart |\n",
    );
}

fn ends(out: &mut String, facts: &Readme<'_>) {
    let plan = facts.plan;
    if plan.is_issued() {
        let _ = writeln!(
            out,
            "## When it ends\n\nWhat the processes have is renewed by cert-manager, and what that needs stands in `{}`. \
             The certificates here, of the proof, end at {}, their CA at {}.",
            folder::named(Target::CertManager, folder::README),
            facts.leaves_end,
            facts.ca_ends,
        );
        return;
    }
    let renewal = match facts.has_ca_key {
        true => "`mimir-tls renew` gives it new certificates of the same CA before they end",
        false => {
            "before they end, `mimir-tls renew --ca-key` with the CA's key gives it new certificates of the same CA; \
             where others have that key, `mimir-tls request --keys` asks them, and `mimir-tls adopt` takes their answer"
        }
    };
    let _ = writeln!(
        out,
        "## When it ends\n\nServer and client certificates end at {}, the CA at {}. \
         Run `mimir-tls prove` on this folder to see how long it still holds; {renewal}. Then:\n",
        facts.leaves_end, facts.ca_ends,
    );
    for (number, step) in (1..).zip(install::renewal(plan, "")) {
        let _ = writeln!(out, "{number}. {step}");
    }
}
