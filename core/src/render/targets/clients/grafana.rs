//! Grafana's provisioning of data sources. It reads certificates and key from
//! files of its own machine by `$__file{}`.

use super::world::World;
use crate::render::targets::callers::{self, TENANT, TENANT_HEADER};
use crate::render::tree::{Tree, list, map, text as word};
use crate::render::{Renderer, yaml};

pub(super) fn text(renderer: &Renderer<'_>, world: &World<'_>) -> String {
    yaml::write(
        &callers::header(renderer, "Grafana as it calls the cluster"),
        &provisioning(world),
    )
}

/// The data sources, as a file of Grafana's provisioning.
pub(super) fn provisioning(world: &World<'_>) -> Tree {
    let mut sources = Vec::new();
    if let Some(query) = &world.query {
        let own = vec![
            ("httpMethod", word("POST")),
            ("prometheusType", word("Mimir")),
        ];
        sources.push(source(
            world,
            ("Mimir", "prometheus"),
            &query.url,
            own,
            query.is_bare,
        ));
    }
    if let Some(door) = &world.alertmanager {
        let url = format!("{}://{door}", world.callers.scheme());
        let own = vec![("implementation", word("mimir"))];
        let name = ("Mimir Alertmanager", "alertmanager");
        sources.push(source(world, name, &url, own, door.is_address()));
    }
    map([
        ("apiVersion", Tree::Number(1)),
        ("datasources", list(sources)),
    ])
}

fn source(
    world: &World<'_>,
    (name, kind): (&str, &str),
    url: &str,
    own: Vec<(&str, Tree)>,
    is_bare: bool,
) -> Tree {
    let mut json = own;
    json.push(("httpHeaderName1", word(TENANT_HEADER)));
    let mut secure = vec![("httpHeaderValue1", word(TENANT))];
    let file = |path: &str| word(&format!("$__file{{{path}}}"));
    if let Some(papers) = &world.callers.papers {
        json.push(("tlsAuthWithCACert", Tree::Bool(true)));
        secure.push(("tlsCACert", file(&papers.ca)));
        if is_bare || papers.own.is_some() {
            json.push(("serverName", word(papers.name.as_str())));
        }
        if let Some(own) = &papers.own {
            json.push(("tlsAuth", Tree::Bool(true)));
            secure.push(("tlsClientCert", file(&own.certificate)));
            secure.push(("tlsClientKey", file(&own.key)));
        }
    }
    map([
        ("name", word(name)),
        ("type", word(kind)),
        ("access", word("proxy")),
        ("url", word(url)),
        ("jsonData", map(json)),
        ("secureJsonData", map(secure)),
    ])
}
