//! Envoy: a static bootstrap.

use super::{ANSWERS_WITHIN, Backend, Front, PORT, Proxy, ProxyFile, backend};
use crate::plan::Target;
use crate::render::targets::callers::{self, Asks, HTTP_PORT, Pair, Papers, TENANT, TENANT_HEADER};
use crate::render::tree::{Tree, list, map, text};
use crate::render::{Renderer, yaml};

pub(in crate::render::targets) static ENVOY: Proxy = Proxy {
    target: Target::Envoy,
    title: "Envoy",
    files: &[ProxyFile {
        name: "envoy.yaml",
        what: "Envoy's bootstrap in front of Mimir: HTTPS on both sides, each path to its component",
        text: bootstrap,
    }],
    place: ["into `/etc/envoy`", "in `/etc/envoy` auf"],
};

/// The messages of Envoy's API, by the names that an Any has for them.
const MANAGER: &str = "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager";
const ROUTER: &str = "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router";
const DOWNSTREAM: &str =
    "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext";
const UPSTREAM: &str =
    "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext";

fn bootstrap(renderer: &Renderer<'_>, front: &Front<'_>) -> String {
    let clusters = front.backends.iter().map(|one| cluster(front, one));
    let tree = map([(
        "static_resources",
        map([
            ("listeners", list([listener(front)])),
            ("clusters", list(clusters)),
        ]),
    )]);
    yaml::write(
        &callers::header(renderer, "Envoy in front of the cluster"),
        &tree,
    )
}

fn listener(front: &Front<'_>) -> Tree {
    map([
        ("name", text("mimir")),
        ("address", address("0.0.0.0", PORT)),
        (
            "filter_chains",
            list([map([
                ("filters", list([manager(front)])),
                ("transport_socket", downstream(front)),
            ])]),
        ),
    ])
}

fn manager(front: &Front<'_>) -> Tree {
    let routes = front.routes.iter().map(|(route, member)| {
        let by = if route.is_exact { "path" } else { "prefix" };
        map([
            ("match", map([(by, text(route.path))])),
            (
                "route",
                map([
                    ("cluster", text(&backend(*member))),
                    ("timeout", text(&format!("{ANSWERS_WITHIN}s"))),
                ]),
            ),
        ])
    });
    let ready = map([
        ("match", map([("path", text("/ready"))])),
        (
            "direct_response",
            map([
                ("status", Tree::Number(200)),
                ("body", map([("inline_string", text("ready"))])),
            ]),
        ),
    ]);
    let tenant = map([
        (
            "header",
            map([("key", text(TENANT_HEADER)), ("value", text(TENANT))]),
        ),
        ("append_action", text("ADD_IF_ABSENT")),
    ]);
    let hosts = map([
        ("name", text("mimir")),
        ("domains", list([text("*")])),
        ("request_headers_to_add", list([tenant])),
        ("routes", list([ready].into_iter().chain(routes))),
    ]);
    map([
        (
            "name",
            text("envoy.filters.network.http_connection_manager"),
        ),
        (
            "typed_config",
            map([
                ("@type", text(MANAGER)),
                ("stat_prefix", text("mimir")),
                ("codec_type", text("AUTO")),
                ("route_config", map([("virtual_hosts", list([hosts]))])),
                (
                    "http_filters",
                    list([map([
                        ("name", text("envoy.filters.http.router")),
                        ("typed_config", map([("@type", text(ROUTER))])),
                    ])]),
                ),
            ]),
        ),
    ])
}

fn downstream(front: &Front<'_>) -> Tree {
    let asks = front.callers.asks();
    let mut common = vec![
        ("tls_params", versions(front)),
        ("tls_certificates", list([pair(&front.shows)])),
        ("alpn_protocols", list([text("h2"), text("http/1.1")])),
    ];
    if asks != Asks::Nothing {
        common.push(("validation_context", map([("trusted_ca", file(&front.ca))])));
    }
    let mut context = vec![("@type", text(DOWNSTREAM))];
    if asks == Asks::Required {
        context.push(("require_client_certificate", Tree::Bool(true)));
    }
    context.push(("common_tls_context", map(common)));
    socket(context)
}

fn cluster(front: &Front<'_>, one: &Backend) -> Tree {
    let endpoints = one.doors.iter().map(|door| {
        map([(
            "endpoint",
            map([("address", address(&door.host(), HTTP_PORT))]),
        )])
    });
    let name = backend(one.member);
    let mut cluster = vec![
        ("name", text(&name)),
        ("type", text("STRICT_DNS")),
        ("connect_timeout", text("5s")),
        (
            "load_assignment",
            map([
                ("cluster_name", text(&name)),
                (
                    "endpoints",
                    list([map([("lb_endpoints", list(endpoints))])]),
                ),
            ]),
        ),
    ];
    if let Some(papers) = &front.callers.papers {
        cluster.push(("transport_socket", upstream(front, papers)));
    }
    map(cluster)
}

fn upstream(front: &Front<'_>, papers: &Papers) -> Tree {
    let name = papers.name.as_str();
    let mut common = vec![("tls_params", versions(front))];
    if let Some(own) = &papers.own {
        common.push(("tls_certificates", list([pair(own)])));
    }
    // Without a name to match, Envoy takes every certificate under the CA.
    let matcher = map([
        ("san_type", text("DNS")),
        ("matcher", map([("exact", text(name))])),
    ]);
    common.push((
        "validation_context",
        map([
            ("trusted_ca", file(&papers.ca)),
            ("match_typed_subject_alt_names", list([matcher])),
        ]),
    ));
    socket(vec![
        ("@type", text(UPSTREAM)),
        ("sni", text(name)),
        ("common_tls_context", map(common)),
    ])
}

/// Envoy's own default for clients ends at TLS 1.2.
fn versions(front: &Front<'_>) -> Tree {
    let least = match front.callers.is_tls13() {
        true => "TLSv1_3",
        false => "TLSv1_2",
    };
    map([
        ("tls_minimum_protocol_version", text(least)),
        ("tls_maximum_protocol_version", text("TLSv1_3")),
    ])
}

fn socket(context: Vec<(&str, Tree)>) -> Tree {
    map([
        ("name", text("envoy.transport_sockets.tls")),
        ("typed_config", map(context)),
    ])
}

fn pair(pair: &Pair) -> Tree {
    map([
        ("certificate_chain", file(&pair.certificate)),
        ("private_key", file(&pair.key)),
    ])
}

fn file(path: &str) -> Tree {
    map([("filename", text(path))])
}

fn address(host: &str, port: u16) -> Tree {
    map([(
        "socket_address",
        map([
            ("address", text(host)),
            ("port_value", Tree::Number(port.into())),
        ]),
    )])
}
