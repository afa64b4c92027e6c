//! From what was typed to what it means.

use std::collections::BTreeMap;

use super::cluster;
use super::members::{DEFAULT_MODE, members, of, take};
use super::mounts;
use super::{
    CertDir, Certificates, Choice, Constraints, Endpoint, Issuer, Member, NameConstraintsFile,
    Plan, PlanError, PlanFile, PlanWarning, Platform, Policy, Preset, SurfacesFile, Target,
};
use crate::catalog::{Catalog, Component, Field, Link, Mode, Release, Surface, SurfaceKind};
use crate::pki::{Algorithm, Attribute, Days, NameConstraints, Subject};
use crate::policy::{ClientAuth, HTTP2_SUITES, TlsVersion, serves_http2};

/// Leaves of two years: Mimir's page says to replace them every two years.
const LEAF_DAYS: u32 = 730;
/// A CA of ten years, the span that mkcert takes.
const CA_DAYS: u32 = 3650;
/// What Mimir's page gives to every certificate.
const DOCS_DAYS: u32 = 100_000;
/// Whose certificates they are, for people who read them: nobody's in
/// particular.
const ORGANISATION: &str = "/O=Mimir";
/// Whose they are in Mimir's page.
const DOCS_ORGANISATION: &str = "/C=US/ST=KY/O=Org";

/// The CA's subject on Mimir's page.
const DOCS_CA_SUBJECT: &str = "/C=US/ST=KY/O=Org/CN=root";

impl Plan {
    /// Decides all that `file` leaves open.
    ///
    /// # Errors
    ///
    /// The first choice that the release does not have, or that contradicts
    /// another one, by its key.
    pub fn resolve(file: &PlanFile) -> Result<(Self, Vec<PlanWarning>), PlanError> {
        let catalog = Catalog::builtin();
        let mut warnings = Vec::new();

        let release = match &file.release {
            Some(text) => catalog.release(text).map_err(of("release"))?,
            None => catalog.newest(),
        };
        let mode = file.mode.unwrap_or(DEFAULT_MODE);
        let platform = file.platform();
        let known = catalog.components(mode, release).map_err(of("mode"))?;
        if platform == Platform::Helm && mode != Mode::Microservices {
            return Err(PlanError::ModeOfChart { mode });
        }
        if mode.is_experimental() {
            warnings.push(PlanWarning::Experimental(mode));
        }
        let members = members(file, mode, release, &known, &mut warnings)?;
        let named = named(mode, &known, &members);
        let cluster = cluster::names(&file.cluster, platform, &named, &mut warnings)?;
        let server_name = match &file.server_name {
            Some(name) if name.dns.is_wildcard() => {
                return Err(PlanError::WildcardServerName(name.dns.to_string()));
            }
            Some(name) => take(name, &mut warnings),
            None => cluster.shared(platform)?,
        };
        let cert_dir = (file.cert_dir.clone()).unwrap_or_else(|| CertDir::usual(platform));
        mounts::free(&cert_dir, platform)?;
        let policy = policy(file, release, &mut warnings)?;
        let links = catalog.links(release);
        let surfaces = surfaces(
            file.surfaces.as_ref(),
            &members,
            release,
            &links,
            &mut warnings,
        )?;
        let plan = Self {
            release,
            mode,
            platform,
            members,
            cluster,
            server_name,
            cert_dir,
            certificates: certificates(file, &mut warnings)?,
            issuer: issuer(file, &mut warnings)?,
            policy,
            surfaces,
            targets: targets(file, platform, mode, release)?,
        };
        http2(&plan)?;
        Ok((plan, warnings))
    }
}

fn targets(
    file: &PlanFile,
    platform: Platform,
    mode: Mode,
    release: Release,
) -> Result<Vec<Target>, PlanError> {
    let possible = |target: Target| {
        if !target.modes().contains(&mode) {
            return Err(PlanError::TargetOfMode { target, mode });
        }
        match target.since() {
            Some(since) if release < since => Err(PlanError::TargetSince {
                target,
                release,
                since,
            }),
            _ => Ok(target),
        }
    };
    let Some(chosen) = &file.targets else {
        return Target::defaults(platform).map(possible).collect();
    };
    if chosen.is_empty() {
        return Err(PlanError::NoTargets { platform });
    }
    // Who names every one means all that there are for the platform.
    let is_all = Target::ALL.iter().all(|target| chosen.contains(target));
    let elsewhere = chosen.iter().find(|target| !target.is_for(platform));
    if let Some(target) = elsewhere.filter(|_| !is_all) {
        return Err(PlanError::NotOnPlatform {
            target: *target,
            platform,
        });
    }
    let all = Target::ALL.iter().copied();
    let wanted = |target: &Target| chosen.contains(target) && target.is_for(platform);
    let possible = all.filter(wanted).map(possible);
    match is_all {
        true => Ok(possible.filter_map(Result::ok).collect()),
        false => possible.collect(),
    }
}

fn issuer(file: &PlanFile, warnings: &mut Vec<PlanWarning>) -> Result<Issuer, PlanError> {
    let kind = file.issuer.kind;
    let name = match &file.issuer.name {
        Some(name) if name.dns.is_wildcard() => {
            return Err(PlanError::WildcardIssuer(name.dns.to_string()));
        }
        Some(name) => Some(take(name, warnings)),
        None => {
            warnings.extend(kind.map(PlanWarning::UnnamedIssuer));
            None
        }
    };
    let mut cas = Vec::new();
    for ca in file.issuer.cas.iter().flatten() {
        if ca.dns.is_wildcard() {
            return Err(PlanError::WildcardCa(ca.dns.to_string()));
        }
        let ca = take(ca, warnings);
        if !cas.contains(&ca) {
            cas.push(ca);
        }
    }
    if name.is_some() && !cas.is_empty() {
        warnings.push(PlanWarning::IdleCas);
    }
    Ok(Issuer { name, kind, cas })
}

/// The components whose names must fit: what the mode has by default, and what
/// the plan chose.
fn named(mode: Mode, known: &[Component], members: &[Member]) -> Vec<Component> {
    let chosen = |it: &Component| members.iter().any(|member| member.component == *it);
    let mut named = known.to_vec();
    named.retain(|component| component.is_default_in(mode) || chosen(component));
    named
}

fn policy(
    file: &PlanFile,
    release: Release,
    warnings: &mut Vec<PlanWarning>,
) -> Result<Policy, PlanError> {
    let policy = Policy {
        grpc: file.policy.grpc.unwrap_or(ClientAuth::RequireAndVerify),
        http: file.policy.http.unwrap_or(ClientAuth::VerifyIfGiven),
        min_version: file.policy.min_version,
        cipher_suites: file.policy.cipher_suites.clone(),
    };
    let limits = [
        (
            "policy.min_version",
            Field::MinVersion,
            policy.min_version.is_some(),
        ),
        (
            "policy.cipher_suites",
            Field::CipherSuites,
            policy.cipher_suites.is_some(),
        ),
    ];
    for (key, field, is_set) in limits {
        if is_set && !servers_have(field, release) {
            let since = Catalog::builtin()
                .releases()
                .find(|release| servers_have(field, *release));
            return Err(PlanError::NoServerOption {
                key,
                release,
                since: since.unwrap_or(release),
            });
        }
    }
    if policy.grpc != ClientAuth::RequireAndVerify {
        warnings.push(PlanWarning::OpenGrpc(policy.grpc));
    }
    if let Some(version) = policy.min_version
        && version < TlsVersion::Tls12
    {
        warnings.push(PlanWarning::OldVersion(version));
    }
    let suites = policy
        .cipher_suites
        .iter()
        .flat_map(|suites| suites.as_slice());
    let insecure = suites.filter(|suite| suite.is_insecure());
    warnings.extend(insecure.map(|suite| PlanWarning::InsecureSuite(suite.name())));
    Ok(policy)
}

/// Suites that stop the HTTP server, if the plan has one in TLS.
fn http2(plan: &Plan) -> Result<(), PlanError> {
    let Policy {
        min_version,
        cipher_suites: Some(suites),
        ..
    } = &plan.policy
    else {
        return Ok(());
    };
    if !plan.has(SurfaceKind::HttpServer) || serves_http2(suites.as_slice(), *min_version) {
        return Ok(());
    }
    let [ecdsa, rsa] = HTTP2_SUITES;
    let suite = match plan.certificates.algorithm.rsa_bits() {
        Some(_) => rsa,
        None => ecdsa,
    };
    Err(PlanError::NoHttp2Suite { suite })
}

fn servers_have(field: Field, release: Release) -> bool {
    let mut options = Catalog::builtin().options(release);
    options.any(|option| option.surface().is_both_servers() && option.field() == field)
}

type Chosen = BTreeMap<&'static Surface, Option<Endpoint>>;

fn surfaces(
    file: Option<&SurfacesFile>,
    members: &[Member],
    release: Release,
    links: &[Link],
    warnings: &mut Vec<PlanWarning>,
) -> Result<Chosen, PlanError> {
    let catalog = Catalog::builtin();
    let is_read = |surface: &Surface| {
        members
            .iter()
            .any(|member| surface.is_read_by(member.component, release))
    };
    let mut chosen: Chosen = catalog
        .surfaces(release)
        .filter(|surface| {
            is_always_on(surface, links) || is_on_unless_said(surface, members, release, links)
        })
        .map(|surface| (surface, None))
        .collect();
    for choice in file.map_or(&[][..], |file| &file.0) {
        let mut named = catalog
            .surfaces_named(choice.surface, release)
            .map_err(of("surfaces"))?;
        // A group means no surface of what the plan does not run.
        named.retain(|surface| {
            surface.id() == choice.surface.as_str()
                || surface
                    .part_of()
                    .is_none_or(|part| is_member(members, part))
        });
        for surface in &named {
            let name = surface.id();
            if let Some(why) = surface.elsewhere() {
                return Err(PlanError::NotChoosable { surface: name, why });
            }
            if is_always_on(surface, links) {
                let why = "Mimir's own gRPC always speaks TLS here; leave it out";
                return Err(PlanError::NotChoosable { surface: name, why });
            }
            if matches!(choice.choice, Choice::At(_)) && !dials_outside(surface, links) {
                return Err(PlanError::NoAddress { surface: name });
            }
            match &choice.choice {
                Choice::Off => {
                    if chosen.remove(surface).is_some() {
                        warnings.push(PlanWarning::Plaintext(surface.title()));
                    }
                }
                Choice::On => drop(chosen.insert(surface, None)),
                Choice::At(endpoint) => drop(chosen.insert(surface, Some(endpoint.clone()))),
            }
        }
        // A group may hold surfaces that this plan's components do not read.
        if choice.choice != Choice::Off && !named.iter().any(|surface| is_read(surface)) {
            let readers = named
                .iter()
                .flat_map(|surface| catalog.readers(surface, release));
            let readers: std::collections::BTreeSet<_> =
                readers.map(|reader| reader.name()).collect();
            return Err(PlanError::Unread {
                surface: choice.surface.as_str(),
                readers: readers.into_iter().collect::<Vec<_>>().join(", "),
            });
        }
    }
    chosen.retain(|surface, _| is_read(surface));
    // Nobody said that the ruler notifies over TLS, and now its Alertmanager has none.
    let said = |surface: &Surface| {
        let mut choices = file.iter().flat_map(|file| &file.0);
        choices.any(|choice| choice.surface.as_str() == surface.id())
    };
    if !chosen
        .keys()
        .any(|surface| surface.kind() == SurfaceKind::HttpServer)
    {
        chosen.retain(|surface, _| surface.kind() != SurfaceKind::HttpClient || said(surface));
    }
    Ok(chosen)
}

/// The surfaces of a release that a plan may turn on or off, in the catalog's
/// order, each with whether an address may stand behind it.
pub fn choosable(release: Release) -> Vec<(&'static Surface, bool)> {
    let links = Catalog::builtin().links(release);
    Catalog::builtin()
        .surfaces(release)
        .filter(|surface| surface.elsewhere().is_none() && !is_always_on(surface, &links))
        .map(|surface| (surface, dials_outside(surface, &links)))
        .collect()
}

/// Mimir's own gRPC: servers, and clients whose servers are members of every
/// cluster, be they in this plan or another.
pub(super) fn is_always_on(surface: &'static Surface, links: &[Link]) -> bool {
    match surface.kind() {
        SurfaceKind::Server | SurfaceKind::GrpcServer => true,
        SurfaceKind::GrpcClient => surface.part_of().is_none() && !dials_outside(surface, links),
        _ => false,
    }
}

fn is_member(members: &[Member], component: Component) -> bool {
    members.iter().any(|member| member.component == component)
}

/// Gossip and HTTP, the notifications of a ruler that has its Alertmanager
/// beside it, and the clients of a component that few clusters have: links of the
/// cluster itself.
pub(super) fn is_on_unless_said(
    surface: &'static Surface,
    members: &[Member],
    release: Release,
    links: &[Link],
) -> bool {
    match surface.kind() {
        SurfaceKind::Memberlist | SurfaceKind::HttpServer => true,
        SurfaceKind::GrpcClient if surface.elsewhere().is_none() => surface
            .part_of()
            .is_some_and(|part| is_member(members, part)),
        SurfaceKind::HttpClient if surface.elsewhere().is_none() => links
            .iter()
            .filter(|link| link.surface == surface)
            .filter_map(|link| link.to.component())
            .any(|to| {
                members.iter().any(|member| {
                    Catalog::builtin()
                        .expand(member.component, release)
                        .contains(&to)
                })
            }),
        _ => false,
    }
}

/// Whether it is a client of ours whose server is no part of Mimir.
pub(super) fn dials_outside(surface: &'static Surface, links: &[Link]) -> bool {
    let mut own = links
        .iter()
        .filter(|link| link.surface == surface && link.from.component().is_some());
    own.any(|link| link.to.external().is_some())
}

fn certificates(
    file: &PlanFile,
    warnings: &mut Vec<PlanWarning>,
) -> Result<Certificates, PlanError> {
    let given = &file.certificates;
    let preset = given.preset.unwrap_or_default();
    let (algorithm, ca_default, leaf_default, organisation) = match preset {
        Preset::Default => (Algorithm::EcdsaP256, CA_DAYS, LEAF_DAYS, ORGANISATION),
        Preset::Docs => (Algorithm::Rsa2048, DOCS_DAYS, DOCS_DAYS, DOCS_ORGANISATION),
    };
    let ca_subject = match preset {
        Preset::Default => ORGANISATION,
        Preset::Docs => DOCS_CA_SUBJECT,
    };
    let days = |days| Days::new(days).map_err(PlanError::Pki);
    let subject = |text: &str| text.parse::<Subject>().map_err(PlanError::Pki);
    let ca_days = given.ca.days.map_or_else(|| days(ca_default), Ok)?;
    let leaf_days = match given.leaf.days {
        Some(leaf) if leaf.number() > ca_days.number() => {
            return Err(PlanError::LeafPastCa {
                leaf: leaf.number(),
                ca: ca_days.number(),
            });
        }
        Some(leaf) => leaf,
        None if leaf_default > ca_days.number() => {
            warnings.push(PlanWarning::Clamped {
                days: ca_days.number(),
                wanted: leaf_default,
            });
            ca_days
        }
        None => days(leaf_default)?,
    };
    let leaf_subject = given
        .leaf
        .subject
        .clone()
        .map_or_else(|| subject(organisation), Ok)?;
    if leaf_subject
        .attributes()
        .any(|(attribute, _)| attribute == Attribute::CommonName)
    {
        return Err(PlanError::LeafCommonName);
    }
    Ok(Certificates {
        preset,
        algorithm: given.algorithm.unwrap_or(algorithm),
        profile: given.profile.unwrap_or_default(),
        ca_days,
        ca_subject: given
            .ca
            .subject
            .clone()
            .map_or_else(|| subject(ca_subject), Ok)?,
        name_constraints: match &given.ca.name_constraints {
            None | Some(NameConstraintsFile::Own(false)) => Constraints::None,
            Some(NameConstraintsFile::Own(true)) => Constraints::Own,
            Some(NameConstraintsFile::Permitted(permitted)) => {
                let dns = permitted
                    .dns
                    .iter()
                    .map(|name| take(name, warnings))
                    .collect();
                let ips = permitted.ips.iter().map(|network| network.0).collect();
                Constraints::Permitted(NameConstraints::new(dns, ips).map_err(PlanError::Pki)?)
            }
        },
        leaf_days,
        leaf_subject,
        dns: given
            .dns
            .iter()
            .flatten()
            .map(|name| take(name, warnings))
            .collect(),
        ips: given
            .ips
            .iter()
            .flatten()
            .map(|address| address.0)
            .collect(),
    })
}

#[cfg(test)]
mod tests;
