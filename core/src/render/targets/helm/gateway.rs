//! The gateway's nginx, which the chart has as one text: a template of Helm's,
//! whole, since nothing less than the whole can be changed from values.

use std::fmt::Write;

use super::chart;
use crate::folder::CertFile;
use crate::plan::Plan;

/// What is the same in every plan; `{word}` stands for what is not.
const TEMPLATE: &str = include_str!("../../../../data/helm/gateway.conf");

/// The text of the gateway's configuration.
pub(super) fn configuration(plan: &Plan) -> String {
    let file = |file: CertFile| plan.cert_dir.file(file.name(plan.certificates.profile));
    TEMPLATE
        .replace("{ca}", &file(CertFile::Root))
        .replace("{name}", plan.server_name.as_str())
        .replace("{server_certificate}", &file(CertFile::Server))
        .replace("{server_key}", &file(CertFile::ServerKey))
        .replace("{client}\n", &client(plan, file))
        .replace("{routes}\n", &routes())
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

/// Where each path goes. The server's name is put into a variable, so that nginx
/// asks for its address again and again, and starts while it has none.
fn routes() -> String {
    let mut out = String::new();
    for route in chart::routes() {
        let equal = if route.is_exact { "= " } else { "" };
        // Writing into a String cannot fail.
        let _ = write!(
            out,
            "\n    location {equal}{} {{\n\
             \x20     set $server {{{{ $mimir }}}}-{}.{{{{ $services }}}};\n\
             \x20     proxy_pass https://$server:{{{{ $port }}}}$request_uri;\n\
             \x20   }}",
            route.path, route.to,
        );
    }
    out.push('\n');
    out
}
