//! Files that people really had, rebuilt small: each with its right answer. The
//! number is that of the case in the issue; its kinds have tests of their own.

use std::collections::BTreeSet;

use super::readers::PIPED;
use super::said::{Said, place};

/// One case: its number, the files, and what is found above a note. Of files of a
/// pair with `-` as name, the text comes by the standard input.
struct Case {
    number: &'static str,
    files: &'static [(&'static str, &'static str)],
    /// Codes above a note.
    codes: &'static [&'static str],
    /// Notes that are among those.
    notes: &'static [&'static str],
}

const WRAPPED: &str = "mimir:
  distributor:
    extraArgs:
      server.grpc-tls-cert-path: /tls/tls.crt
      ingester.client.tls-enabled: \"true\"
";

const FLUX: &str = "apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: mimir}
spec:
  chart: {spec: {chart: mimir-distributed, version: 5.7.0}}
  values:
    mimir: {structuredConfig: {server: {grpc_tls_config: {cert_file: /tls/tls.crt}}}}
";

const TEMPLATED: &str = "mimir:
  config: |
    server:
      grpc_tls_config:
        cert_file: /certs/tls.crt
        key_file: /certs/tls.key
        client_auth_type: RequireAndVerifyClientCerts
    memberlist:
      join_members:
      - {{ include \"mimir.fullname\" . }}-gossip-ring
";

const CASES: &[Case] = &[
    Case {
        number: "F0",
        files: &[("all.yaml", PIPED)],
        codes: &["MT101"],
        notes: &[],
    },
    Case {
        number: "F1",
        files: &[(
            "mimir.yaml",
            "target: all\ningester:\n  push_grpc_method_enabled: false\nblocks_storage:\n  tsdb:\n    block_ranges_period: [2h]\n",
        )],
        codes: &[],
        notes: &[],
    },
    Case {
        number: "F2, a chart around it",
        files: &[("values.yaml", WRAPPED)],
        codes: &["MT101", "MT125", "MT126", "MT402"],
        notes: &[],
    },
    Case {
        number: "F2, Flux",
        files: &[("release.yaml", FLUX)],
        codes: &["MT101"],
        notes: &[],
    },
    Case {
        number: "F2, a template in the text",
        files: &[("values.yaml", TEMPLATED)],
        codes: &["MT107"],
        notes: &[],
    },
    Case {
        number: "F3, Loki",
        files: &[(
            "loki.yaml",
            "auth_enabled: false\nserver: {grpc_tls_config: {cert_file: /c/a, key_file: /c/b}}\ncommon: {path_prefix: /loki}\nschema_config: {configs: [{from: 2024-01-01, store: tsdb, schema: v13}]}\ningester_client: {grpc_client_config: {tls_enabled: true, tls_ca_path: /c/ca}}\npattern_ingester: {enabled: true}\n",
        )],
        codes: &[],
        notes: &[],
    },
    Case {
        number: "F3, values without mimir",
        files: &[(
            "values-prod.yaml",
            "ingester: {replicas: 6, resources: {requests: {cpu: 2}}}\nstore_gateway: {persistentVolume: {size: 100Gi}}\nnginx: {enabled: false}\n",
        )],
        codes: &[],
        notes: &[],
    },
    Case {
        number: "F3, front matter",
        files: &[(
            "README.md",
            "---\ntitle: \"Runbook\"\n---\n**Note:** run it.\n",
        )],
        codes: &[],
        notes: &[],
    },
    Case {
        number: "F4",
        files: &[(
            "compose.yaml",
            "services:\n  mimir:\n    image: grafana/mimir:2.17.0\n    command: [\"/bin/sh\", \"-c\", \"sleep 3 && exec /bin/mimir -target=all -server.grpc-tls-cert-path=/t/a\"]\n    volumes: [\"./t:/t\"]\n",
        )],
        codes: &["MT101"],
        notes: &[],
    },
    Case {
        number: "F5, too early",
        files: &[(
            "values.yaml",
            "image: {repository: grafana/mimir, tag: \"3.0.1\"}\nmimir: {structuredConfig: {ingest_storage: {kafka: {tls_enabled: true, tls_ca_path: /c/ca}}}}\n",
        )],
        codes: &["MT115"],
        notes: &[],
    },
    Case {
        number: "F5, not gone yet",
        files: &[(
            "compose.yaml",
            "services: {mimir: {image: \"grafana/mimir:2.10.3\", command: [-target=all, -blocks-storage.bucket-store.index-cache.redis.tls-enabled=true]}}\n",
        )],
        codes: &[],
        notes: &[],
    },
    Case {
        number: "F8",
        files: &[(
            "mimir.yaml",
            "target: all\nserver: {grpc_tls_config: {cert_file: /t/a, key_file: /t/b, clientAuthType: RequireAndVerifyClientCert}}\nquerier: {frontend_worker: {grpc_client_config: {tls_enabled: true}}}\n",
        )],
        codes: &["MT117", "MT119", "MT401"],
        notes: &[],
    },
    Case {
        number: "F9, without quotes",
        files: &[(
            "mimir.yaml",
            "target: all\nserver:\n  log_format: {{ mimir.log_format }}\n  http_tls_config: {cert_file: /etc/mimir/server.cer}\n",
        )],
        codes: &["MT101"],
        notes: &["MT610"],
    },
    Case {
        number: "F9, in quotes",
        files: &[(
            "mimir.yaml",
            "target: all\nserver:\n  grpc_tls_config: {cert_file: \"{{ d }}/t.crt\", key_file: \"{{ d }}/t.key\", client_auth_type: \"{{ auth }}\"}\ningester_client: {grpc_client_config: {tls_enabled: \"{{ on | bool }}\", tls_ca_path: \"{{ d }}/ca\"}}\n",
        )],
        codes: &[],
        notes: &["MT610"],
    },
    Case {
        number: "F9, a variable",
        files: &[(
            "mimir.yaml",
            "target: all\nserver: {grpc_tls_config: {cert_file: /t/a, key_file: /t/b, client_auth_type: \"${AUTH}\"}}\n",
        )],
        codes: &[],
        notes: &["MT137"],
    },
    Case {
        number: "F10",
        files: &[(
            "mimir.yaml",
            "target: all\ningester_client: {grpc_client_config: &c {tls_enabled: true, tls_ca_path: /t/ca}}\nquerier:\n  store_gateway_client:\n    <<: *c\n    tls_server_name: mimir\nfrontend_worker:\nruler: {}\n",
        )],
        codes: &["MT126", "MT402"],
        notes: &[],
    },
    Case {
        number: "F11",
        files: &[
            (
                "mimir.service",
                "[Service]\nEnvironmentFile=/etc/default/mimir\nExecStart=/usr/local/bin/mimir --config.file=/etc/mimir/config.yml --log.level $LOG_LEVEL $CUSTOM_ARGS\n",
            ),
            (
                "default/mimir",
                "LOG_LEVEL=info\nCUSTOM_ARGS=\"-server.grpc-tls-cert-path=/t/a -server.grpc-tls-key-path=/t/b -server.grpc-tls-client-auth=RequiredAndVerifyClientCert\"\n",
            ),
            (
                "mimir/config.yml",
                "target: all\nfrontend_worker: {grpc_client_config: {tls_enabled: true, tls_ca_path: /t/ca}}\n",
            ),
        ],
        codes: &["MT107", "MT126"],
        notes: &[],
    },
    Case {
        number: "F11, without its file",
        files: &[
            (
                "mimir.service",
                "[Service]\nEnvironmentFile=/etc/default/mimir\nExecStart=/usr/local/bin/mimir --config.file=/etc/mimir/config.yml --log.level $LOG_LEVEL $CUSTOM_ARGS\n",
            ),
            (
                "mimir/config.yml",
                "target: all\nfrontend_worker: {grpc_client_config: {tls_enabled: true, tls_ca_path: /t/ca}}\n",
            ),
        ],
        codes: &[],
        notes: &["MT525"],
    },
    Case {
        number: "F16 of breakage: empty blocks",
        files: &[(
            "mimir.yaml",
            "target: all\nserver:\n  # nothing\nmemberlist:\ningester_client: {grpc_client_config: }\n",
        )],
        codes: &[],
        notes: &[],
    },
    Case {
        number: "F17 of breakage: merge keys",
        files: &[(
            "mimir.yaml",
            "target: distributor\ningester_client: {grpc_client_config: &c {tls_enabled: true, tls_ca_path: /t/ca, tls_server_name: x}}\nquery_scheduler: {grpc_client_config: {<<: *c, tls_server_name: z}}\n",
        )],
        codes: &[],
        notes: &[],
    },
    Case {
        number: "F19 of breakage: two flags on one line",
        files: &[(
            "l.flags",
            "-target=ingester -server.http-tls-cert-path=/a -server.http-tls-client-auth=foo\n",
        )],
        codes: &["MT101"],
        notes: &["MT107"],
    },
];

#[test]
fn each_case_has_its_right_answer() {
    let mut wrong = Vec::new();
    for case in CASES {
        let place = place(case.files);
        let said = Said::of(&place, ".");
        let codes: Vec<&str> = said.codes().into_iter().collect();
        let notes: BTreeSet<&str> = said.notes();
        let lacks = case.notes.iter().any(|code| !notes.contains(code));
        if codes != case.codes || lacks {
            let findings = &said.report["findings"];
            let what = findings.as_array().into_iter().flatten();
            let what: Vec<String> = what
                .map(|it| format!("{} {}", it["code"], it["what"]))
                .collect();
            let number = case.number;
            wrong.push(format!(
                "{number}: {codes:?}, not {:?}\n  {}",
                case.codes,
                what.join("\n  ")
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
