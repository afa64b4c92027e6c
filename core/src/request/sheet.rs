//! The sheet for the people of the CA: what is asked for, and why each part of
//! it matters.

use std::fmt::Write;

use crate::pki::{LeafParams, Role, San};
use crate::plan::Plan;

/// A request on the sheet.
pub(super) struct Row {
    /// Its path in the folder.
    pub(super) request: String,
    /// SHA-256 of its public key.
    pub(super) key_sha256: String,
    /// What it asks for.
    pub(super) params: LeafParams,
}

/// Writes the sheet as Markdown.
pub(super) fn sheet(plan: &Plan, rows: &[Row]) -> String {
    let mut out = format!(
        "# Certificates for Mimir, cluster `{}`\n\n\
         {} requests, in PEM (PKCS#10). Each is signed with a key that stays where it was made. \
         Members of the cluster and its clients verify each other by these certificates, with Go's rules.\n\n\
         ## What is asked for\n\n\
         | request | subject | extended key usage | days | SHA-256 of the public key |\n|---|---|---|---|---|\n",
        plan.cluster.name,
        rows.len(),
    );
    for row in rows {
        let _ = writeln!(
            out,
            "| `{}` | `{}` | {} | {} | `{}` |",
            row.request,
            row.params.subject,
            usages(row.params.role),
            plan.certificates.leaf_days,
            row.key_sha256,
        );
    }
    out.push_str(
        "\nEvery one: X.509 version 3, no CA, key usage `digitalSignature` (and `keyEncipherment` for an RSA \
         key of a server).\n\n## What must stay as it is\n\n\
         - **The names.** Subject alternative names are what is dialled; Go reads no CN. A certificate without \
         them is refused by every client. With OpenSSL: `copy_extensions = copy` in the section of the CA, or \
         `-copy_extensions copy`; its policy may drop parts of the subject, which nothing here needs.\n\
         - **The extended key usages.** A server's certificate without `serverAuth` is refused by clients, a \
         client's without `clientAuth` by servers.\n\
         - **Server and client apart**, where there are two requests: each has a key of its own.\n\n\
         ## The names\n\n",
    );
    for row in rows.iter().filter(|row| !row.params.sans.is_empty()) {
        let _ = writeln!(out, "`{}`:\n", row.request);
        for san in &row.params.sans {
            let _ = match san {
                San::Dns(name) => writeln!(out, "- DNS `{name}`"),
                San::Ip(ip) => writeln!(out, "- IP `{ip}`"),
            };
        }
        out.push('\n');
    }
    out.push_str(
        "## What to send back\n\n\
         The certificates, those of the CAs between them and the root, and the root: as PEM, DER, PKCS#7 or a \
         zip, in any order and under any name; they are matched by their public keys. `mimir-tls adopt` takes \
         them, says what is not as it was asked for, and proves every link before anything uses them.\n",
    );
    out
}

fn usages(role: Role) -> &'static str {
    match role {
        Role::Server => "`serverAuth`",
        Role::Client => "`clientAuth`",
        Role::Both => "`serverAuth`, `clientAuth`",
    }
}
