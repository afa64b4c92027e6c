//! The gateway's nginx, which the chart has as one text: a template of Helm's,
//! whole, since nothing less than the whole can be changed from values.

use std::fmt::Write;

use super::chart;
use crate::folder::CertFile;
use crate::plan::Plan;
use crate::render::targets::routes::routes;

/// What is the same in every plan; `{word}` stands for what is not.
const TEMPLATE: &str = include_str!("../../../../data/chart/gateway.conf");

/// The text of the gateway's configuration.
pub(super) fn configuration(plan: &Plan) -> String {
    let file = |file: CertFile| plan.cert_dir.file(file.name(plan.certificates.profile));
    TEMPLATE
        .replace("{ca}", &file(CertFile::Root))
        .replace("{name}", plan.server_name.as_str())
        .replace("{server_certificate}", &file(CertFile::Server))
        .replace("{server_key}", &file(CertFile::ServerKey))
        .replace("{client}\n", &client(plan, file))
        .replace("{routes}\n", &locations())
}

/// What the gateway shows to servers that let nobody in without it.
fn client(plan: &Plan, file: impl Fn(CertFile) -> String) -> String {
    if !plan.policy.http.requires() {
        return "\n".to_owned();
    }
    format!(
        "  proxy_ssl_certificate {};\n  proxy_ssl_certificate_key {};\n\n",
        file(CertFile::Client),
        file(CertFile::ClientKey),
    )
}

/// The beginnings of paths that Mimir can be told to have otherwise, and what
/// the template has for them.
const PREFIXES: [(&str, &str); 2] = [
    ("/alertmanager", "{{ $alertmanager }}"),
    ("/prometheus", "{{ $prometheus }}"),
];

/// Where each path goes. The server's name is put into a variable, so that nginx
/// asks for its address again and again, and starts while it has none.
fn locations() -> String {
    let mut out = String::new();
    for route in routes() {
        let equal = if route.is_exact { "= " } else { "" };
        let mut prefixes = PREFIXES.iter();
        let path = prefixes.find_map(|(prefix, template)| {
            let rest = route.path.strip_prefix(prefix)?;
            Some(format!("{template}{rest}"))
        });
        // Writing into a String cannot fail.
        let _ = write!(
            out,
            "\n    location {equal}{} {{\n\
             \x20     set $server {{{{ $mimir }}}}-{}.{{{{ $services }}}};\n\
             \x20     proxy_pass https://$server:{{{{ $port }}}}$request_uri;\n\
             \x20   }}",
            path.as_deref().unwrap_or(route.path),
            chart::service(route.to),
        );
    }
    out.push('\n');
    out
}
