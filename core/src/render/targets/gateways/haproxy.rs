//! HAProxy: its whole configuration.

use std::fmt::Write;

use super::{ANSWERS_WITHIN, Front, PORT, Proxy, ProxyFile, backend};
use crate::plan::Target;
use crate::render::targets::callers::{self, Asks, TENANT, TENANT_HEADER};
use crate::render::{Renderer, explain};

pub(in crate::render::targets) static HAPROXY: Proxy = Proxy {
    target: Target::Haproxy,
    title: "HAProxy",
    files: &[ProxyFile {
        name: "haproxy.cfg",
        what: "HAProxy's configuration in front of Mimir: HTTPS on both sides, each path to its component",
        text,
    }],
    place: ["into `/etc/haproxy`", "in `/etc/haproxy` auf"],
};

fn text(renderer: &Renderer<'_>, front: &Front<'_>) -> String {
    let mut out = String::new();
    explain(
        &mut out,
        &callers::header(renderer, "HAProxy in front of the cluster"),
    );
    let version = match front.callers.is_tls13() {
        true => "TLSv1.3",
        false => "TLSv1.2",
    };
    // The key of server.crt is server.key, not server.crt.key.
    // Writing into a String cannot fail.
    let _ = write!(
        out,
        "global\n  log stderr format raw local0 notice\n  ssl-load-extra-del-ext\n  \
         ssl-default-bind-options ssl-min-ver {version}\n  \
         ssl-default-server-options ssl-min-ver {version}\n\n\
         defaults\n  mode http\n  log global\n  option httplog\n  option dontlognull\n  \
         timeout connect 5s\n  timeout client {ANSWERS_WITHIN}s\n  timeout server {ANSWERS_WITHIN}s\n  \
         timeout http-request 30s\n\n\
         frontend mimir\n  bind :{PORT} ssl crt {} alpn h2,http/1.1{}\n  \
         http-request return status 200 content-type text/plain string ready if {{ path /ready }}\n  \
         http-request set-header {TENANT_HEADER} {TENANT} unless {{ req.hdr({TENANT_HEADER}) -m found }}\n",
        front.shows.certificate,
        asks(front),
    );
    for (route, member) in &front.routes {
        let matches = if route.is_exact { "path" } else { "path_beg" };
        let _ = writeln!(
            out,
            "  use_backend {} if {{ {matches} {} }}",
            backend(*member),
            route.path
        );
    }
    out.push_str(
        "  default_backend nowhere\n\nbackend nowhere\n  http-request deny deny_status 404\n",
    );
    let options = server(front);
    for one in &front.backends {
        let _ = write!(
            out,
            "\nbackend {}\n  option httpchk GET /ready\n",
            backend(one.member)
        );
        for (number, door) in (1..).zip(&one.doors) {
            let _ = writeln!(
                out,
                "  server {}-{number} {door} check{options}",
                one.member
            );
        }
    }
    out
}

fn asks(front: &Front<'_>) -> String {
    let verify = match front.callers.asks() {
        Asks::Nothing => return String::new(),
        Asks::Optional => "optional",
        Asks::Required => "required",
    };
    format!(" ca-file {} verify {verify}", front.ca)
}

/// The options of every server behind.
fn server(front: &Front<'_>) -> String {
    let Some(papers) = &front.callers.papers else {
        return String::new();
    };
    let name = &papers.name;
    let own = match &papers.own {
        Some(own) => format!(" crt {}", own.certificate),
        None => String::new(),
    };
    format!(
        " ssl verify required ca-file {} sni str({name}) check-sni {name} verifyhost {name}{own}",
        papers.ca
    )
}
