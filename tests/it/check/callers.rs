//! Who calls a Mimir over HTTP, in every form that people have it in: what calls
//! it in the wrong way is found, and what calls somebody else is left alone.

use mimir_tls::doctor::{Code, Severity};

use super::commands_read::{has, report, said};
use super::said::Said;
use crate::place::Place;

/// Mimir with TLS on HTTP, of one name by its container.
const TLS: &str = "services:\n  mimir:\n    image: grafana/mimir:3.1.0\n    volumes: ['./t:/t']\n    command: [-target=all, \
    -server.http-tls-cert-path=/t/a, -server.http-tls-key-path=/t/b]\n";
const STRICT: &str = "services:\n  mimir:\n    image: grafana/mimir:3.1.0\n    volumes: ['./t:/t']\n    command: [-target=all, \
    -server.http-tls-cert-path=/t/a, -server.http-tls-key-path=/t/b, -server.http-tls-ca-path=/t/c, \
    -server.http-tls-client-auth=RequireAndVerifyClientCert]\n";

/// Callers, each with `{scheme}`, and the code of plain HTTP.
const CALLERS: [(&str, &str, Code); 18] = [
    (
        "prometheus.yml",
        "remote_write: [{url: \"{scheme}://mimir:8080/api/v1/push\"}]\n",
        Code::Mt519,
    ),
    (
        "agent.yaml",
        "metrics: {configs: [{name: a, remote_write: [{url: \"{scheme}://mimir:8080/api/v1/push\"}]}]}\n",
        Code::Mt519,
    ),
    (
        "config.alloy",
        "prometheus.remote_write \"m\" {\n  // there\n  endpoint {\n    url = \"{scheme}://mimir:8080/api/v1/push\"\n  }\n}\n",
        Code::Mt519,
    ),
    (
        "p.yaml",
        "apiVersion: monitoring.coreos.com/v1\nkind: Prometheus\nmetadata: {name: p}\nspec: {remoteWrite: [{url: \"{scheme}://mimir:8080/api/v1/push\"}]}\n",
        Code::Mt519,
    ),
    (
        "a.yaml",
        "apiVersion: monitoring.coreos.com/v1alpha1\nkind: PrometheusAgent\nmetadata: {name: p}\nspec: {remoteWrite: [{url: \"{scheme}://mimir:8080/api/v1/push\"}]}\n",
        Code::Mt519,
    ),
    (
        "grafana.yaml",
        "apiVersion: 1\ndatasources: [{name: Mimir, type: prometheus, url: \"{scheme}://mimir:8080/prometheus\"}]\n",
        Code::Mt519,
    ),
    (
        "cm.yaml",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: g}\ndata:\n  mimir.yaml: |\n    apiVersion: 1\n    datasources: [{name: Mimir, type: prometheus, url: \"{scheme}://mimir:8080/prometheus\"}]\n",
        Code::Mt519,
    ),
    (
        "otel.yaml",
        "exporters: {prometheusremotewrite: {endpoint: \"{scheme}://mimir:8080/api/v1/push\"}}\nservice: {}\n",
        Code::Mt519,
    ),
    (
        "otlp.yaml",
        "exporters: {otlphttp/mimir: {endpoint: \"{scheme}://mimir:8080/otlp\"}}\n",
        Code::Mt519,
    ),
    (
        "nginx.conf",
        "http { server { location / { proxy_ssl_verify on; proxy_ssl_trusted_certificate a; proxy_pass {scheme}://mimir:8080; } } }\n",
        Code::Mt504,
    ),
    (
        "nginx2.conf",
        "upstream m { server mimir:8080; }\nserver {\n  location / {\n    proxy_pass {scheme}://m$request_uri;\n  }\n}\n",
        Code::Mt504,
    ),
    (
        "Caddyfile",
        ":80 {\n\treverse_proxy {scheme}://mimir:8080\n}\n",
        Code::Mt504,
    ),
    (
        "dynamic.yaml",
        "http: {services: {m: {loadBalancer: {servers: [{url: \"{scheme}://mimir:8080\"}]}}}}\n",
        Code::Mt504,
    ),
    (
        "monitor.yaml",
        "apiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata: {name: all}\nspec: {selector: {matchLabels: {app.kubernetes.io/name: mimir}}, endpoints: [{port: http, scheme: {scheme}}]}\n",
        Code::Mt514,
    ),
    (
        "pods.yaml",
        "apiVersion: monitoring.coreos.com/v1\nkind: PodMonitor\nmetadata: {name: mimir}\nspec: {podMetricsEndpoints: [{port: http, scheme: {scheme}}]}\n",
        Code::Mt514,
    ),
    (
        "probe.yaml",
        "apiVersion: monitoring.coreos.com/v1\nkind: Probe\nmetadata: {name: p}\nspec: {targets: {staticConfig: {static: [\"{scheme}://mimir:8080/ready\"]}}}\n",
        Code::Mt519,
    ),
    (
        "scrape.yml",
        "scrape_configs: [{job_name: any, scheme: {scheme}, static_configs: [{targets: ['mimir:8080']}]}]\n",
        Code::Mt514,
    ),
    (
        "ingress.yaml",
        "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: i, annotations: {nginx.ingress.kubernetes.io/backend-protocol: {SCHEME}}}\nspec: {rules: [{http: {paths: [{backend: {service: {name: mimir, port: {number: 8080}}}}]}}]}\n",
        Code::Mt504,
    ),
];

fn spelled(text: &str, scheme: &str) -> String {
    let text = text.replace("{scheme}", scheme);
    text.replace("{SCHEME}", &scheme.to_uppercase())
}

/// F14 of the real files, one way.
#[test]
fn plain_http_to_a_listener_with_tls_is_found_in_every_form() {
    for (name, text, code) in CALLERS {
        let plain = report(&[("compose.yaml", TLS), (name, &spelled(text, "http"))]);
        let found = plain.findings.iter().find(|it| it.code == code);
        assert_eq!(
            found.map(|it| it.place.file.as_str()),
            Some(name),
            "{name}: {:?}",
            said(&plain)
        );
        let safe = report(&[("compose.yaml", TLS), (name, &spelled(text, "https"))]);
        let errors = safe
            .findings
            .iter()
            .filter(|it| it.severity == Severity::Error);
        assert_eq!(errors.count(), 0, "{name}: {:?}", said(&safe));
        let other = spelled(text, "http").replace("mimir", "webshop");
        let other = report(&[("compose.yaml", TLS), (name, &other)]);
        let worse = other
            .findings
            .iter()
            .filter(|it| it.severity < Severity::Note);
        assert_eq!(worse.count(), 0, "{name}: {:?}", said(&other));
    }
}

/// F14 of the real files, the other way.
#[test]
fn what_calls_another_is_left_alone() {
    for (name, text) in [
        (
            "r.yaml",
            "apiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata: {name: redis}\nspec: {selector: {matchLabels: {app: redis}}, endpoints: [{port: metrics}]}\n",
        ),
        (
            "n.conf",
            "server {\n  location /a { proxy_pass http://grafana:3000; }\n  location /b { proxy_pass http://webshop.prod.svc:8080; }\n  location /c { proxy_pass http://mimir-minio:9000; }\n}\n",
        ),
        (
            "d.yaml",
            "datasources:\n- {name: Loki, type: loki, url: 'http://loki:3100'}\n- {name: P, type: prometheus, url: 'http://prometheus:9090'}\n",
        ),
        (
            "p.yml",
            "scrape_configs: [{job_name: node, static_configs: [{targets: ['web:9100']}]}]\nremote_write: [{url: 'http://mimir-nginx.mimir.svc/api/v1/push'}]\n",
        ),
        (
            "i.yaml",
            "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: i}\nspec: {rules: [{http: {paths: [{backend: {service: {name: mimir-gateway}}}]}}]}\n",
        ),
    ] {
        let report = report(&[("compose.yaml", TLS), (name, text)]);
        let own: Vec<_> = report
            .findings
            .iter()
            .filter(|it| it.place.file == name)
            .collect();
        assert!(own.is_empty(), "{name}: {own:?}");
    }
    // A neighbour of that name is no Mimir, whatever it is called.
    let both = format!("{TLS}  mimir-front:\n    image: nginx\n");
    let push = "remote_write: [{url: 'http://mimir-front/api/v1/push'}]\n";
    let report_ = report(&[("compose.yaml", &both), ("p.yml", push)]);
    assert!(!has(&report_, Code::Mt519), "{:?}", said(&report_));
    let push = "remote_write: [{url: 'http://somewhere.example/api/v1/push'}]\n";
    let report_ = report(&[("compose.yaml", TLS), ("p.yml", push)]);
    assert!(
        has(&report_, Code::Mt526) && !has(&report_, Code::Mt519),
        "{:?}",
        said(&report_)
    );
}

/// 10 of the newcomer's list.
#[test]
fn a_gateway_that_verifies_another_name_is_found() {
    let place = crate::place::Place::new();
    assert_eq!(
        place
            .run("generate --quiet --mode monolithic --dns mimir.corp.example")
            .code,
        Some(0)
    );
    let read = |name: &str| {
        std::fs::read_to_string(place.at(&format!("mimir-tls/{name}"))).expect("a file")
    };
    let (certificate, root, config) = (
        read("certs/server.crt"),
        read("certs/root.crt"),
        read("yaml/mimir.yaml"),
    );
    let run = |gateway: &str| {
        report(&[
            ("certs/server.crt", &certificate),
            ("certs/root.crt", &root),
            ("mimir.yaml", &config),
            ("nginx.conf", gateway),
        ])
    };
    let gateway = |target: &str, more: &str| {
        format!(
            "server {{\n  proxy_ssl_verify on;\n  proxy_ssl_trusted_certificate /t/root.crt;\n  {more}\n  \
             location / {{ proxy_pass https://{target}; }}\n}}\n"
        )
    };
    let lacks = |report: &mimir_tls::doctor::CheckReport| has(report, Code::Mt529);
    assert!(lacks(&run(&gateway("127.0.0.1:8080", ""))));
    assert!(lacks(&run(&gateway("mimir-elsewhere:8080", ""))));
    assert!(lacks(&run(&gateway(
        "127.0.0.1:8080",
        "proxy_ssl_name other.example;"
    ))));
    let fine = run(&gateway(
        "127.0.0.1:8080",
        "proxy_ssl_name mimir.corp.example;",
    ));
    assert!(!lacks(&fine), "{:?}", fine.findings);
    assert!(!lacks(&run(&gateway("mimir.corp.example:8080", ""))));
    let prometheus = "remote_write: [{url: 'https://mimir.elsewhere:8080/api/v1/push', tls_config: {ca_file: a}}]\n";
    let with = report(&[
        ("server.crt", &certificate),
        ("mimir.yaml", &config),
        ("p.yml", prometheus),
    ]);
    assert!(lacks(&with), "{:?}", said(&with));
}

#[test]
fn strict_listeners_want_a_certificate_of_every_caller() {
    for (name, text, code) in CALLERS {
        let wanted = match code {
            Code::Mt504 => Code::Mt506,
            Code::Mt514 => Code::Mt515,
            _ => Code::Mt528,
        };
        let report = report(&[("compose.yaml", STRICT), (name, &spelled(text, "https"))]);
        let found = report
            .findings
            .iter()
            .any(|it| it.code == wanted && it.place.file == name);
        assert!(found, "{name}: {:?}", said(&report));
    }
    let whole = "server {\n  proxy_ssl_certificate a;\n  proxy_ssl_certificate_key b;\n  location / { proxy_pass https://mimir:8080; }\n}\n";
    let report = report(&[("compose.yaml", STRICT), ("nginx.conf", whole)]);
    assert!(!has(&report, Code::Mt506), "{:?}", said(&report));
}

#[test]
fn haproxy_and_routes_pass_on() {
    let backend = |options: &str| {
        format!(
            "defaults\n  mode http\nbackend m\n  server one mimir:8080 {options}\nbackend o\n  server two webshop:80\n"
        )
    };
    let said_of = |options| {
        said(&report(&[
            ("compose.yaml", TLS),
            ("haproxy.cfg", &backend(options)),
        ]))
    };
    let of_gateway: Vec<String> = said_of("check")
        .into_iter()
        .filter(|it| it.contains("haproxy"))
        .collect();
    assert_eq!(of_gateway, ["MT504 haproxy.cfg:4:3"]);
    assert!(
        said_of("ssl verify none")
            .iter()
            .any(|it| it.starts_with("MT505"))
    );
    assert!(
        !said_of("ssl verify required ca-file /t/c")
            .iter()
            .any(|it| it.contains("haproxy"))
    );

    let route = "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: r}\nspec: {rules: [{backendRefs: [{name: mimir, port: 8080}]}]}\n";
    let policy = "apiVersion: gateway.networking.k8s.io/v1\nkind: BackendTLSPolicy\nmetadata: {name: p}\nspec: {targetRefs: [{kind: Service, name: mimir}], validation: {hostname: m, caCertificateRefs: [{name: c}]}}\n";
    let plain = report(&[("compose.yaml", TLS), ("r.yaml", route)]);
    assert!(has(&plain, Code::Mt504), "{:?}", said(&plain));
    let safe = report(&[("compose.yaml", TLS), ("r.yaml", route), ("p.yaml", policy)]);
    assert!(!has(&safe, Code::Mt504), "{:?}", said(&safe));
}

/// What Traefik shows and verifies stands apart from whom it dials.
#[test]
fn a_transport_of_traefik_says_what_is_shown_and_verified() {
    let found = |transport: &str| {
        let text = format!(
            "http:\n  services:\n    m:\n      loadBalancer:\n        serversTransport: t\n        servers: [{{url: 'https://mimir:8080'}}]\n  \
             serversTransports:\n    t: {{{transport}}}\n"
        );
        let report = report(&[("compose.yaml", STRICT), ("dynamic.yaml", &text)]);
        [Code::Mt505, Code::Mt506, Code::Mt528].map(|code| has(&report, code))
    };
    let shown = "certificates: [{certFile: /c.crt, keyFile: /c.key}]";
    assert_eq!(
        found(&format!("rootCAs: [/ca.crt], {shown}")),
        [false, false, false]
    );
    assert_eq!(found("rootCAs: [/ca.crt]"), [false, true, false]);
    assert_eq!(
        found(&format!("insecureSkipVerify: true, {shown}")),
        [true, false, false]
    );
    // Its other file is its own too, and nobody else's.
    let entry = "entryPoints: {web: {address: ':443'}}\nproviders: {file: {filename: /etc/traefik/dynamic.yaml}}\n";
    let report = report(&[("compose.yaml", STRICT), ("traefik.yaml", entry)]);
    let input = report
        .inputs
        .iter()
        .find(|it| it.file == "traefik.yaml")
        .expect("an input");
    assert!(format!("{input:?}").contains("Traefik"), "{input:?}");
}

/// Whoever calls names the CA of the certificate that it meets, or believes the
/// system's roots, among which a CA that was handed over seldom is.
#[test]
fn callers_believe_the_ca_that_signed() {
    let made = Place::new();
    made.good("generate --quiet --mode monolithic --out made");
    made.good("generate --quiet --mode monolithic --out other");
    let mimir = "target: all\nserver:\n  http_tls_config: {cert_file: made/certs/server.crt, key_file: made/certs/server.key}\n";
    std::fs::write(made.at("mimir.yaml"), mimir).expect("written");
    let nginx = |ca: &str| {
        format!(
            "server {{\n  proxy_ssl_verify on;\n  proxy_ssl_trusted_certificate {ca};\n  proxy_ssl_name mimir.internal;\n  location / {{\n    proxy_pass https://mimir:8080;\n  }}\n}}\n"
        )
    };
    let write = |ca: &str| {
        format!(
            "remote_write:\n- url: https://mimir:8080/api/v1/push\n  tls_config: {{server_name: mimir.internal{ca}}}\n"
        )
    };
    for (name, text, told) in [
        (
            "nginx.conf",
            nginx("other/certs/root.crt"),
            Some((3, "error")),
        ),
        ("nginx.conf", nginx("made/certs/root.crt"), None),
        ("prometheus.yml", write(""), Some((2, "warning"))),
        (
            "prometheus.yml",
            write(", ca_file: other/certs/root.crt"),
            Some((3, "error")),
        ),
        (
            "prometheus.yml",
            write(", ca_file: made/certs/root.crt"),
            None,
        ),
        (
            "prometheus.yml",
            write(", ca_file: /etc/elsewhere.pem"),
            None,
        ),
    ] {
        std::fs::write(made.at(name), &text).expect("written");
        let files = "mimir.yaml made/certs other/certs";
        let said = Said::of(&made, &format!("{files} {name}"));
        let findings = said.report["findings"].as_array().cloned();
        let findings = findings.unwrap_or_default();
        let found = findings.iter().find(|it| it["code"] == "MT535");
        let found = found.map(|it| {
            let line = it["place"]["line"].as_u64().unwrap_or_default();
            (line, it["severity"].as_str().unwrap_or_default())
        });
        assert_eq!(found, told, "{text}{}", said.report);
    }
}
