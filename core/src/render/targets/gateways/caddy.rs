//! Caddy: a Caddyfile that Caddy 2.6 and newer read.

use std::fmt::Write;

use super::{ANSWERS_WITHIN, Backend, Front, LARGEST_REQUEST, PORT, Proxy, ProxyFile, backend};
use crate::plan::Target;
use crate::render::targets::callers::{self, Asks, TENANT, TENANT_HEADER};
use crate::render::{Renderer, explain};

pub(in crate::render::targets) static CADDY: Proxy = Proxy {
    target: Target::Caddy,
    title: "Caddy",
    files: &[ProxyFile {
        name: "Caddyfile",
        what: "Caddy's configuration in front of Mimir: HTTPS on both sides, each path to its component",
        text,
    }],
    place: ["into `/etc/caddy`", "in `/etc/caddy` auf"],
};

fn text(renderer: &Renderer<'_>, front: &Front<'_>) -> String {
    let mut out = String::new();
    explain(
        &mut out,
        &callers::header(renderer, "Caddy in front of the cluster"),
    );
    // Who dials an address names no host in TLS, and another in HTTP than the
    // name that it verifies. There is one site, so that neither matters.
    // Writing into a String cannot fail.
    let _ = write!(
        out,
        "{{\n\tauto_https disable_redirects\n\tdefault_sni {}\n\tservers {{\n\t\tstrict_sni_host insecure_off\n\t}}\n}}\n\n",
        renderer.plan.server_name,
    );
    for one in &front.backends {
        snippet(&mut out, front, one);
    }
    let _ = write!(
        out,
        ":{PORT} {{\n\ttls {} {} {{\n\t\tprotocols {} tls1.3\n",
        front.shows.certificate,
        front.shows.key,
        if front.callers.is_tls13() {
            "tls1.3"
        } else {
            "tls1.2"
        },
    );
    let mode = match front.callers.asks() {
        Asks::Nothing => None,
        Asks::Optional => Some("verify_if_given"),
        Asks::Required => Some("require_and_verify"),
    };
    if let Some(mode) = mode {
        let _ = write!(
            out,
            "\t\tclient_auth {{\n\t\t\tmode {mode}\n\t\t\ttrusted_ca_cert_file {}\n\t\t}}\n",
            front.ca
        );
    }
    let _ = write!(
        out,
        "\t}}\n\trequest_body {{\n\t\tmax_size {LARGEST_REQUEST}MiB\n\t}}\n\
         \t@no_tenant not header {TENANT_HEADER} *\n\
         \trequest_header @no_tenant {TENANT_HEADER} {TENANT}\n\n\
         \thandle /ready {{\n\t\trespond ready\n\t}}\n",
    );
    for (route, member) in &front.routes {
        let below = if route.is_exact { "" } else { "*" };
        let _ = write!(
            out,
            "\thandle {}{below} {{\n\t\timport {}\n\t}}\n",
            route.path,
            backend(*member)
        );
    }
    out.push_str("\thandle {\n\t\trespond 404\n\t}\n}\n");
    out
}

/// The block that passes requests on to one member, by its name.
fn snippet(out: &mut String, front: &Front<'_>, one: &Backend) {
    let scheme = front.callers.scheme();
    let doors: Vec<String> = (one.doors.iter())
        .map(|door| format!("{scheme}://{door}"))
        .collect();
    // Writing into a String cannot fail.
    let _ = write!(
        out,
        "({}) {{\n\treverse_proxy {} {{\n\t\ttransport http {{\n\t\t\tread_timeout {ANSWERS_WITHIN}s\n",
        backend(one.member),
        doors.join(" "),
    );
    if let Some(papers) = &front.callers.papers {
        let _ = write!(
            out,
            "\t\t\ttls_trusted_ca_certs {}\n\t\t\ttls_server_name {}\n",
            papers.ca, papers.name
        );
        if let Some(own) = &papers.own {
            let _ = writeln!(out, "\t\t\ttls_client_auth {} {}", own.certificate, own.key);
        }
    }
    out.push_str("\t\t}\n\t}\n}\n\n");
}
