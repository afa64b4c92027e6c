//! What is written for those whom the plan's own policy refuses, each for the
//! part of its configuration in which it is told.

use super::world::World;
use super::{grafana, prometheus};
use crate::catalog::{External, ExternalPart};
use crate::plan::Plan;
use crate::render::targets::callers::{self, PORT_NAME};
use crate::render::tree::{Tree, map, text as word};
use crate::render::{RenderOptions, Renderer, yaml};
use crate::topology;

/// Somebody outside whom the plan's policy refuses, and what lets it in.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Mend {
    /// Whoever is refused.
    pub external: External,
    /// The part of its own configuration that lets it in, as YAML; none where
    /// that is no text to write. It names certificates and keys, and holds none.
    pub text: Option<String>,
}

/// What lets in whoever the plan's own policy refuses, each once, in the order
/// of the links. Nobody is refused without need: of the defaults the list is
/// empty.
///
/// ```
/// use mimir_tls::plan::{Plan, PlanFile};
/// use mimir_tls::render;
///
/// let file = PlanFile::parse(b"version: 1\npolicy: {http: RequireAndVerifyClientCert}\n")?;
/// let (plan, _) = Plan::resolve(&file)?;
/// let mends = render::mends(&plan);
/// let scraper = mends.iter().find(|mend| mend.external.name() == "scraper");
/// let text = scraper.and_then(|mend| mend.text.as_deref());
/// assert!(text.is_some_and(|text| text.contains("cert_file: ")));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn mends(plan: &Plan) -> Vec<Mend> {
    let mut refused: Vec<External> = Vec::new();
    for external in (topology::links(plan).iter()).filter_map(|link| topology::refused(plan, link))
    {
        if !refused.contains(&external) {
            refused.push(external);
        }
    }
    if refused.is_empty() {
        return Vec::new();
    }
    let renderer = Renderer::new(plan, RenderOptions::default());
    let world = World::of(&renderer);
    let mends = refused.into_iter().map(|external| Mend {
        external,
        text: external
            .part()
            .and_then(|part| text(&renderer, &world, part)),
    });
    mends.collect()
}

fn text(renderer: &Renderer<'_>, world: &World<'_>, part: ExternalPart) -> Option<String> {
    let tree = match part {
        ExternalPart::Probe => return Some(yaml::write(&[], &probe())),
        ExternalPart::Scrape => prometheus::scraping(renderer, world),
        ExternalPart::RemoteWrite => prometheus::writing(world)?,
        ExternalPart::DataSource => grafana::provisioning(world),
    };
    Some(yaml::write(&[callers::papers(renderer.plan)], &tree))
}

/// Whoever has no certificate can see whether the port is open.
fn probe() -> Tree {
    let socket = map([("port", word(PORT_NAME))]);
    map([("readinessProbe", map([("tcpSocket", socket)]))])
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::plan::PlanFile;

    fn mends_of(plan: &str) -> Vec<Mend> {
        let file = PlanFile::parse(format!("version: 1\n{plan}").as_bytes()).unwrap();
        mends(&Plan::resolve(&file).unwrap().0)
    }

    #[test]
    fn by_default_nobody_is_refused() {
        assert_eq!(mends_of(""), []);
    }

    /// What each of them reads, and the files that it then shows.
    #[test]
    fn whoever_can_show_a_certificate_is_told_in_its_own_words() {
        let strict = "policy: {http: RequireAndVerifyClientCert}\nplatform: kubernetes\n";
        let mends = mends_of(strict);
        let of = |name: &str| mends.iter().find(|mend| mend.external.name() == name);
        let text = |name: &str| of(name).and_then(|mend| mend.text.clone()).unwrap();
        for (name, part) in [
            ("kubelet", "readinessProbe:\n  tcpSocket:\n"),
            ("scraper", "scrape_configs:\n"),
            ("remote-writer", "remote_write:\n"),
            ("grafana", "datasources:\n"),
        ] {
            assert!(text(name).contains(part), "{name}: {}", text(name));
            let shows = text(name).contains("/client.crt") && text(name).contains("/client.key");
            assert_eq!(shows, name != "kubelet", "{name}");
        }
        assert_eq!(of("rollout-operator").unwrap().text, None);
        assert_eq!(of("gateway"), None);
        assert_eq!(mends.len(), 5);
    }
}
