//! Certificates that cert-manager will issue: what they will be is judged as if
//! they were there.

use mimir_tls::doctor::{CheckReport, Code, LinkVerdict};

use super::commands_read::{has, report, said};

const ISSUER: &str = "apiVersion: cert-manager.io/v1\nkind: Issuer\nmetadata: {name: ca}\nspec: {ca: {secretName: root}}\n";

fn certificate(more: &str) -> String {
    format!(
        "apiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata: {{name: mimir-tls}}\nspec:\n  \
         secretName: mimir-tls\n  commonName: mimir.obs.svc\n  issuerRef: {{name: ca}}\n  {more}\n"
    )
}

fn values(name: &str) -> String {
    let files = "tls_cert_path: /tls/tls.crt, tls_key_path: /tls/tls.key, tls_ca_path: /tls/ca.crt";
    let client = format!("{{tls_enabled: true, {files}, tls_server_name: {name}}}");
    format!(
        "global:\n  extraVolumes: [{{name: tls, secret: {{secretName: mimir-tls}}}}]\n  \
         extraVolumeMounts: [{{name: tls, mountPath: /tls}}]\nmimir:\n  structuredConfig:\n    server:\n      \
         grpc_tls_config: {{cert_file: /tls/tls.crt, key_file: /tls/tls.key, client_ca_file: /tls/ca.crt, client_auth_type: RequireAndVerifyClientCert}}\n    \
         ingester_client: {{grpc_client_config: {client}}}\n    frontend_worker: {{grpc_client_config: {client}, query_scheduler_grpc_client_config: {client}}}\n    \
         frontend: {{grpc_client_config: {client}}}\n    query_scheduler: {{grpc_client_config: {client}}}\n    \
         querier: {{store_gateway_client: {client}}}\n    ruler: {{ruler_client: {client}, query_frontend: {{grpc_client_config: {client}}}}}\n    \
         alertmanager: {{alertmanager_client: {client}}}\n"
    )
}

fn checked(more: &str, name: &str) -> CheckReport {
    report(&[
        ("certificate.yaml", &certificate(more)),
        ("issuer.yaml", ISSUER),
        ("values.yaml", &values(name)),
    ])
}

fn proven(report: &CheckReport) -> usize {
    let is_good = |state| state == LinkVerdict::Accepted;
    report
        .links
        .iter()
        .filter(|link| is_good(link.verdict))
        .count()
}

/// F13 of the real files.
#[test]
fn usages_and_names_of_a_certificate_that_will_be() {
    let names = "dnsNames: [mimir-ingester.obs.svc.cluster.local]";
    let wrong = checked(
        &format!("{names}\n  usages: [server auth]"),
        "mimir.obs.svc",
    );
    assert!(has(&wrong, Code::Mt209), "{:?}", said(&wrong));
    let usage = wrong.findings.iter().find(|it| it.code == Code::Mt209);
    let place = usage.map(|it| (it.place.file.as_str(), it.place.line));
    assert_eq!(place, Some(("certificate.yaml", 9)));
    // The names are wrong whatever the usages are.
    let wrong = checked(
        &format!("{names}\n  usages: [server auth, client auth]"),
        "mimir.obs.svc",
    );
    assert!(has(&wrong, Code::Mt407), "{:?}", said(&wrong));
    assert!(!has(&wrong, Code::Mt209), "{:?}", said(&wrong));
}

#[test]
fn without_usages_a_certificate_is_good_for_both() {
    let good = checked("dnsNames: [mimir.obs.svc]", "mimir.obs.svc");
    let failed: Vec<_> = good
        .links
        .iter()
        .filter(|link| link.verdict == LinkVerdict::Failed)
        .collect();
    assert!(failed.is_empty(), "{failed:?}");
    assert!(
        proven(&good) > 5,
        "only {} links, {:?}",
        proven(&good),
        said(&good)
    );
    assert_eq!(good.certificate_files, 0);
    // A short one is renewed before it ends.
    let short = checked(
        "dnsNames: [mimir.obs.svc]\n  duration: 24h",
        "mimir.obs.svc",
    );
    assert!(!has(&short, Code::Mt206), "{:?}", said(&short));
}

#[test]
fn what_is_not_known_of_a_certificate_is_not_proven() {
    let open = checked("dnsNames: ['{{ name }}']", "mimir.obs.svc");
    assert_eq!(proven(&open), 0);
    assert!(!has(&open, Code::Mt407), "{:?}", said(&open));
}

/// The CAs that trust-manager will put together are those that it is told.
#[test]
fn a_bundle_that_will_be_is_believed() {
    let root = "apiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata: {name: root}\nspec: {isCA: true, secretName: root, issuerRef: {name: own}}\n";
    let bundle = |source: &str| {
        format!(
            "apiVersion: trust.cert-manager.io/v1alpha1\nkind: Bundle\nmetadata: {{name: everybodys}}\n\
             spec:\n  sources:\n  - useDefaultCAs: true\n  - {source}\n  target: {{configMap: {{key: ca.pem}}}}\n"
        )
    };
    let values = values("mimir.obs.svc")
        .replace(
            "secret: {secretName: mimir-tls}}]",
            "secret: {secretName: mimir-tls}}, {name: ca, configMap: {name: everybodys}}]",
        )
        .replace(
            "mountPath: /tls}]",
            "mountPath: /tls}, {name: ca, mountPath: /ca}]",
        )
        .replace("tls_ca_path: /tls/ca.crt", "tls_ca_path: /ca/ca.pem");
    let checked = |bundle: &str| {
        report(&[
            (
                "certificate.yaml",
                &certificate("dnsNames: [mimir.obs.svc]"),
            ),
            ("issuer.yaml", ISSUER),
            ("root.yaml", root),
            ("values.yaml", &values),
            ("bundle.yaml", bundle),
        ])
    };
    let good = checked(&bundle("secret: {name: root, key: tls.crt}"));
    assert!(proven(&good) > 5, "{:?}", said(&good));
    assert!(good.is_clean(), "{:?}", said(&good));
    // Of another's CA nothing is known.
    let open = checked(&bundle("secret: {name: other, key: ca.crt}"));
    assert_eq!(proven(&open), 0);
    assert!(open.is_clean(), "{:?}", said(&open));
}
