//! nginx: a file for its folder of servers.

use std::fmt::Write;

use super::{ANSWERS_WITHIN, Front, LARGEST_REQUEST, PORT, Proxy, ProxyFile, backend};
use crate::plan::Target;
use crate::render::targets::callers::{self, Asks, TENANT};
use crate::render::{Renderer, explain};

pub(in crate::render::targets) static NGINX: Proxy = Proxy {
    target: Target::Nginx,
    title: "nginx",
    files: &[ProxyFile {
        name: "mimir.conf",
        what: "nginx's server in front of Mimir: HTTPS on both sides, each path to its component",
        text,
    }],
    place: ["into `/etc/nginx/conf.d`", "in `/etc/nginx/conf.d` auf"],
};

fn text(renderer: &Renderer<'_>, front: &Front<'_>) -> String {
    let mut out = String::new();
    explain(
        &mut out,
        &callers::header(renderer, "nginx in front of the cluster"),
    );
    for one in &front.backends {
        // Writing into a String cannot fail.
        let _ = writeln!(out, "upstream {} {{", backend(one.member));
        for door in &one.doors {
            let _ = writeln!(out, "  server {door};");
        }
        out.push_str("  keepalive 32;\n}\n\n");
    }
    let _ = write!(
        out,
        "map $http_x_scope_orgid $mimir_tenant {{\n  default $http_x_scope_orgid;\n  \"\" {TENANT};\n}}\n\n\
         server {{\n  listen {PORT} ssl;\n",
    );
    listener(&mut out, front);
    let _ = write!(
        out,
        "\n  client_max_body_size {LARGEST_REQUEST}m;\n  \
         proxy_read_timeout {ANSWERS_WITHIN}s;\n  \
         proxy_http_version 1.1;\n  \
         proxy_set_header Connection \"\";\n  \
         proxy_set_header Host $http_host;\n  \
         proxy_set_header X-Scope-OrgID $mimir_tenant;\n",
    );
    upstream(&mut out, front);
    out.push_str("\n  location = /ready {\n    return 200 \"ready\\n\";\n  }\n");
    for (route, member) in &front.routes {
        let exactly = if route.is_exact { "= " } else { "" };
        let _ = writeln!(
            out,
            "  location {exactly}{} {{\n    proxy_pass {}://{};\n  }}",
            route.path,
            front.callers.scheme(),
            backend(*member),
        );
    }
    out.push_str("  location / {\n    return 404;\n  }\n}\n");
    out
}

fn versions(front: &Front<'_>) -> &'static str {
    match front.callers.is_tls13() {
        true => "TLSv1.3",
        false => "TLSv1.2 TLSv1.3",
    }
}

fn listener(out: &mut String, front: &Front<'_>) {
    let _ = write!(
        out,
        "  ssl_certificate {};\n  ssl_certificate_key {};\n  ssl_protocols {};\n",
        front.shows.certificate,
        front.shows.key,
        versions(front),
    );
    let asks = match front.callers.asks() {
        Asks::Nothing => return,
        Asks::Optional => "optional",
        Asks::Required => "on",
    };
    let _ = write!(
        out,
        "  ssl_client_certificate {};\n  ssl_verify_client {asks};\n",
        front.ca
    );
}

fn upstream(out: &mut String, front: &Front<'_>) {
    let Some(papers) = &front.callers.papers else {
        return;
    };
    let _ = write!(
        out,
        "\n  proxy_ssl_trusted_certificate {};\n  \
         proxy_ssl_verify on;\n  \
         proxy_ssl_verify_depth 3;\n  \
         proxy_ssl_name {};\n  \
         proxy_ssl_server_name on;\n  \
         proxy_ssl_protocols {};\n",
        papers.ca,
        papers.name,
        versions(front),
    );
    if let Some(own) = &papers.own {
        let _ = write!(
            out,
            "  proxy_ssl_certificate {};\n  proxy_ssl_certificate_key {};\n",
            own.certificate, own.key
        );
    }
}
