//! Traefik 3: what its file provider reads, and a static configuration that has
//! it read that.

use super::{ANSWERS_WITHIN, Front, PORT, Proxy, ProxyFile, backend};
use crate::plan::Target;
use crate::policy::ClientAuth;
use crate::render::targets::callers::{self, Asks, Pair, TENANT, TENANT_HEADER};
use crate::render::tree::{Tree, list, map, text};
use crate::render::{Renderer, yaml};

pub(in crate::render::targets) static TRAEFIK: Proxy = Proxy {
    target: Target::Traefik,
    title: "Traefik",
    files: &[
        ProxyFile {
            name: "dynamic.yaml",
            what: "Traefik's routers, services and TLS in front of Mimir, for its file provider",
            text: dynamic,
        },
        ProxyFile {
            name: "traefik.yaml",
            what: "a static configuration with the entry point of those routers",
            text: entry,
        },
    ],
    place: [
        "and the static configuration beside it into `/etc/traefik`",
        "und die statische Konfiguration daneben in `/etc/traefik` auf",
    ],
};

/// The entry point.
const ENTRY: &str = "mimir";

/// The transport to Mimir.
const TRANSPORT: &str = "mimir";

/// What names the tenant of those who name none.
const NO_TENANT: &str = "no-tenant";

fn entry(renderer: &Renderer<'_>, _: &Front<'_>) -> String {
    let timeouts = map([("readTimeout", text(&format!("{ANSWERS_WITHIN}s")))]);
    let tree = map([
        (
            "entryPoints",
            map([(
                ENTRY,
                map([
                    ("address", text(&format!(":{PORT}"))),
                    ("transport", map([("respondingTimeouts", timeouts)])),
                ]),
            )]),
        ),
        // The router of `/ready` says where it answers.
        ("ping", map([("manualRouting", Tree::Bool(true))])),
        (
            "providers",
            map([(
                "file",
                map([("filename", text("/etc/traefik/dynamic.yaml"))]),
            )]),
        ),
    ]);
    yaml::write(
        &callers::header(renderer, "Traefik in front of the cluster"),
        &tree,
    )
}

fn dynamic(renderer: &Renderer<'_>, front: &Front<'_>) -> String {
    let ready = router("Path(`/ready`)", "ping@internal", None);
    let routers = front.routes.iter().flat_map(|(route, member)| {
        let rule = match route.is_exact {
            true => "Path",
            false => "PathPrefix",
        };
        let rule = format!("{rule}(`{}`)", route.path);
        let name = route.path.trim_end_matches('/').replace('/', "-");
        let service = backend(*member);
        // A middleware would replace a tenant that is named. The longer of two
        // rules is asked first, so that no path is taken from a longer one.
        let unnamed = format!("{rule} && !HeaderRegexp(`{TENANT_HEADER}`, `.`)");
        [
            (
                format!("mimir{name}-{NO_TENANT}"),
                router(&unnamed, &service, Some(NO_TENANT)),
            ),
            (format!("mimir{name}"), router(&rule, &service, None)),
        ]
    });
    let routers = [("mimir-ready".to_owned(), ready)]
        .into_iter()
        .chain(routers);
    let services = front.backends.iter().map(|one| {
        let urls = one
            .doors
            .iter()
            .map(|door| map([("url", text(&format!("{}://{door}", front.callers.scheme())))]));
        let mut balancer = vec![("servers", list(urls))];
        if front.callers.papers.is_some() {
            balancer.push(("serversTransport", text(TRANSPORT)));
        }
        (backend(one.member), map([("loadBalancer", map(balancer))]))
    });
    let mut http = vec![
        ("routers", Tree::of(routers)),
        ("middlewares", map([(NO_TENANT, tenant())])),
        ("services", Tree::of(services)),
    ];
    if let Some(papers) = &front.callers.papers {
        let mut transport = vec![
            ("serverName", text(papers.name.as_str())),
            ("rootCAs", list([text(&papers.ca)])),
        ];
        if let Some(own) = &papers.own {
            transport.push(("certificates", list([pair(own)])));
        }
        http.push(("serversTransports", map([(TRANSPORT, map(transport))])));
    }
    let tree = map([("http", map(http)), ("tls", tls(front))]);
    yaml::write(
        &callers::header(renderer, "Traefik in front of the cluster"),
        &tree,
    )
}

fn router(rule: &str, service: &str, through: Option<&str>) -> Tree {
    let mut router = vec![
        ("rule", text(rule)),
        ("entryPoints", list([text(ENTRY)])),
        ("service", text(service)),
        ("tls", map([])),
    ];
    if let Some(middleware) = through {
        router.push(("middlewares", list([text(middleware)])));
    }
    map(router)
}

fn tenant() -> Tree {
    let named = map([(TENANT_HEADER, text(TENANT))]);
    map([("headers", map([("customRequestHeaders", named)]))])
}

fn tls(front: &Front<'_>) -> Tree {
    let least = match front.callers.is_tls13() {
        true => "VersionTLS13",
        false => "VersionTLS12",
    };
    let mut options = vec![("minVersion", text(least))];
    let kind = match front.callers.asks() {
        Asks::Nothing => None,
        Asks::Optional => Some(ClientAuth::VerifyIfGiven),
        Asks::Required => Some(ClientAuth::RequireAndVerify),
    };
    if let Some(kind) = kind {
        options.push((
            "clientAuth",
            map([
                ("caFiles", list([text(&front.ca)])),
                ("clientAuthType", text(kind.spelling())),
            ]),
        ));
    }
    map([
        ("options", map([("default", map(options))])),
        (
            "stores",
            map([("default", map([("defaultCertificate", pair(&front.shows))]))]),
        ),
    ])
}

fn pair(pair: &Pair) -> Tree {
    map([
        ("certFile", text(&pair.certificate)),
        ("keyFile", text(&pair.key)),
    ])
}
