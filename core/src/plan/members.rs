//! Which components a plan has, and what is particular to each.

use super::{Member, MemberFile, Name, PlanError, PlanFile, PlanWarning};
use crate::catalog::{Catalog, CatalogError, Component, Mode, Release};
use crate::pki::DnsName;

/// How Mimir's own Helm chart deploys it.
pub(super) const DEFAULT_MODE: Mode = Mode::Microservices;

/// The components of a plan with what is particular to each, in the catalog's
/// order.
pub(super) fn members(
    file: &PlanFile,
    mode: Mode,
    release: Release,
    known: &[Component],
    warnings: &mut Vec<PlanWarning>,
) -> Result<Vec<Member>, PlanError> {
    let listed = match &file.components {
        Some(listed) if listed.0.is_empty() => return Err(PlanError::NoComponents),
        Some(listed) => listed.clone(),
        None => usual(mode, known).collect(),
    };
    if let Some(absent) = (file.particulars.keys()).find(|it| !listed.0.contains_key(it)) {
        let has: Vec<_> = listed.0.keys().map(ToString::to_string).collect();
        return Err(PlanError::NotInPlan {
            component: *absent,
            has: has.join(", "),
        });
    }
    let mut members = Vec::new();
    for (component, mut member) in listed.0 {
        Catalog::builtin()
            .component_in(component, release)
            .map_err(of("components"))?;
        if !known.contains(&component) {
            let known: Vec<_> = known.iter().map(ToString::to_string).collect();
            return Err(PlanError::NotInMode {
                component,
                mode,
                known: known.join(", "),
            });
        }
        if let Some(particular) = file.particulars.get(&component) {
            member = member.overlay(particular.clone());
        }
        let MemberFile { replicas, dns, ips } = member;
        members.push(Member {
            component,
            replicas: replicas.unwrap_or_default(),
            dns: dns.iter().map(|name| take(name, warnings)).collect(),
            ips: ips.iter().map(|address| address.0).collect(),
        });
    }
    Ok(members)
}

pub(super) fn of<E: Into<CatalogError>>(key: &'static str) -> impl Fn(E) -> PlanError {
    move |error| PlanError::Catalog {
        key,
        error: error.into(),
    }
}

/// The name itself; what was fixed in it becomes a warning.
pub(super) fn take(name: &Name, warnings: &mut Vec<PlanWarning>) -> DnsName {
    warnings.extend(name.adjusted.clone().map(PlanWarning::Adjusted));
    name.dns.clone()
}

/// The components of a plan that names none.
fn usual(mode: Mode, known: &[Component]) -> impl Iterator<Item = Component> {
    let known = known.iter().copied();
    known.filter(move |component| component.is_default_in(mode))
}

impl PlanFile {
    /// The components that the plan comes to: those that it names, or else all
    /// that its mode has by default; none if its mode or release cannot be.
    pub fn members(&self) -> Vec<Component> {
        if let Some(components) = &self.components {
            return components.0.keys().copied().collect();
        }
        let catalog = Catalog::builtin();
        let mode = self.mode.unwrap_or(DEFAULT_MODE);
        let release = match &self.release {
            Some(text) => catalog.release(text).ok(),
            None => Some(catalog.newest()),
        };
        let known = release.and_then(|release| catalog.components(mode, release).ok());
        usual(mode, &known.unwrap_or_default()).collect()
    }
}
