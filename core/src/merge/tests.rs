#![expect(clippy::unwrap_used, reason = "tests")]

use super::*;
use crate::plan::PlanFile;

fn plan(text: &str) -> Plan {
    let file = PlanFile::parse(format!("version: 1\n{text}").as_bytes()).unwrap();
    Plan::resolve(&file).unwrap().0
}

/// A plan of few options, so that a test can show them all.
const FEW: &str = "mode: monolithic\nsurfaces: {memberlist: false, server-http: false}";

fn all(plan: &Plan) -> Vec<Settings> {
    let members = plan.members.iter();
    members
        .map(|member| settings::resolve(plan, member))
        .collect()
}

fn merged_by(choices: &str, own: &str) -> Result<Merged, MergeError> {
    let plan = plan(choices);
    let merged = merge(own, MergeForm::of(&plan), &plan, &all(&plan))?;
    // A second time there is nothing to do.
    let again = merge(&merged.text, MergeForm::of(&plan), &plan, &all(&plan))?;
    assert_eq!(
        (again.added, again.changed.len(), &again.text),
        (0, 0, &merged.text)
    );
    Ok(merged)
}

/// What the listener for gRPC becomes, of all that is put in.
fn listener(own: &str) -> String {
    let merged = merged_by(FEW, own).unwrap().text;
    let end = merged.find("\nfrontend_worker:").unwrap_or(merged.len());
    merged[..end].to_owned()
}

const PUT: &str = "  grpc_tls_config:\n    cert_file: /etc/mimir/tls/server.crt\n    \
    key_file: /etc/mimir/tls/server.key\n    client_auth_type: RequireAndVerifyClientCert\n    \
    client_ca_file: /etc/mimir/tls/root.crt";

#[test]
fn blocks_comments_and_order_stay() {
    let own = "# ours\nserver: # the server\n  http_listen_port: 80 # a port\n  # below it\n\nlimits: {}\n";
    let wanted = format!(
        "# ours\nserver: # the server\n  http_listen_port: 80 # a port\n  # below it\n{PUT}\n\nlimits: {{}}\n"
    );
    let merged = merged_by(FEW, own).unwrap();
    assert!(merged.text.starts_with(&wanted), "{}", merged.text);
    assert_eq!(merged.changed, []);
    assert!(merged.added > 20, "{}", merged.added);
}

#[test]
fn a_block_that_is_empty_null_or_not_there_is_made() {
    for own in [
        "limits: {}\nserver:\n",
        "limits: {}\nserver: {}\n",
        "limits: {}\nserver: ~\n",
        "limits: {}\nserver:",
        "limits: {}",
        "limits: {}\n",
    ] {
        assert_eq!(
            listener(own),
            format!("limits: {{}}\nserver:\n{PUT}"),
            "{own:?}"
        );
    }
    let commented = listener("server: {} # nothing yet\nlimits: {}\n");
    assert!(
        commented.starts_with(&format!("server: # nothing yet\n{PUT}\nlimits")),
        "{commented}"
    );
    for empty in ["", "# nothing\n", "---\n"] {
        assert!(merged_by(FEW, empty).unwrap().text.starts_with(empty));
    }
}

#[test]
fn other_values_are_changed_and_told() {
    let own = "server:\n  grpc_tls_config:\n    client_auth_type: \"NoClientCert\" # for now\n    cert_file:\n";
    let merged = merged_by(FEW, own).unwrap();
    let said: Vec<String> = (merged.changed.iter())
        .map(|it| format!("{} {}: {} -> {}", it.place, it.path, it.old, it.new))
        .collect();
    assert_eq!(
        said,
        [
            "line 3, column 23 server.grpc_tls_config.client_auth_type: NoClientCert -> RequireAndVerifyClientCert"
        ]
    );
    assert!(
        merged.text.starts_with(
            "server:\n  grpc_tls_config:\n    client_auth_type: \"RequireAndVerifyClientCert\" # for now\n    \
             cert_file: /etc/mimir/tls/server.crt\n"
        ),
        "{}",
        merged.text
    );
}

#[test]
fn braces_json_and_other_depths_are_kept() {
    let flow = merged_by(FEW, "server: {http_listen_port: 80}\n")
        .unwrap()
        .text;
    assert!(
        flow.starts_with("server: {http_listen_port: 80, grpc_tls_config: {cert_file: /etc/mimir/tls/server.crt, "),
        "{flow}"
    );
    let json = merged_by(FEW, "{\"server\": {\"http_listen_port\": 80}}")
        .unwrap()
        .text;
    assert!(
        serde_json::from_str::<serde_json::Value>(&json).is_ok(),
        "{json}"
    );
    let deep = listener("server:\n    http_listen_port: 80\n");
    assert!(
        deep.contains("\n    grpc_tls_config:\n        cert_file: /etc"),
        "{deep}"
    );
    let windows = listener("server:\r\n  http_listen_port: 80\r\n");
    assert_eq!(
        windows.matches('\n').count(),
        windows.matches("\r\n").count(),
        "{windows:?}"
    );
}

#[test]
fn an_anchor_stays_and_what_repeats_it_takes_it_in() {
    let text = "limits: &l {}\n";
    assert!(merged_by(FEW, text).unwrap().text.starts_with(text));
    // Whatever repeats an anchor has the options that are put into it.
    let client = "ingester_client: {grpc_client_config: &grpc {max_recv_msg_size: 100}}\n";
    let repeated = "frontend_worker:\n  grpc_client_config: *grpc\n";
    let merged = merged_by(FEW, &format!("{client}{repeated}")).unwrap().text;
    assert!(merged.contains(repeated), "{merged}");
    // Where they do not belong, they are not put.
    let other = merged_by(FEW, &format!("{client}other: *grpc\n"));
    assert!(matches!(other, Err(MergeError::Repeated { path }) if path.starts_with("other.")));
    let taken_in = "common: &c\n  http_listen_port: 80\nserver: *c\n";
    let plan = plan(FEW);
    let put = merge(taken_in, MergeForm::Mimir, &plan, &all(&plan)).map(|it| it.text);
    assert!(
        put.unwrap()
            .contains(&format!("\nserver:\n  <<: *c\n{PUT}\n"))
    );
}

#[test]
fn values_of_the_chart_have_it_below_their_own_keys() {
    let helm = "platform: helm";
    let own = "ingester:\n  replicas: 3\nmimir:\n  structuredConfig:\n    limits:\n      max_label_names_per_series: 40\n";
    let merged = merged_by(helm, own).unwrap().text;
    let line = |line: &str| merged.lines().any(|other| other == line);
    assert!(own.lines().all(line), "{merged}");
    assert!(
        merged.contains(
            "\n    server:\n      grpc_tls_config:\n        cert_file: /etc/mimir-tls/server.crt\n"
        ) || merged.contains("\n    server:\n      http_tls_config:\n"),
        "{merged}"
    );
    let without = merged_by(helm, "ingester:\n  replicas: 3\n").unwrap().text;
    assert!(
        without.contains("\nmimir:\n  structuredConfig:\n"),
        "{without}"
    );
}

/// What a values file of somebody's has in lists that the chart has around Mimir.
const LISTS: &str = "\
global:
  # the company's CA
  extraVolumes: &volumes
    - name: corp-ca
      configMap: {name: corp-ca}
  extraVolumeMounts: [{name: corp-ca, mountPath: /etc/corp}]
metaMonitoring:
  serviceMonitor:
    enabled: true
    relabelings:
    - targetLabel: team
      replacement: metrics
    # behind the list
    labels: {a: b}
ingester:
  readinessProbe: {httpGet: {path: /ready, port: 8080}} # theirs
smoke_test:
  extraArgs: {}
";

#[test]
fn lists_of_values_have_theirs_and_ours_and_comments_stay() {
    let merged = merged_by("platform: helm", LISTS).unwrap();
    assert_eq!(merged.changed, []);
    let text = &merged.text;
    for line in LISTS
        .lines()
        .filter(|line| !line.contains("[") && !line.contains("httpGet"))
    {
        assert!(text.lines().any(|other| other == line), "{line}: {text}");
    }
    let tree = document::parse(text.as_bytes()).unwrap();
    let names = |path: &[&str], key: &str| {
        let items = at(&tree, path).map(Node::items).unwrap_or_default();
        let names = items.iter().map(|item| item.text_at(&[key]).to_owned());
        names.collect::<Vec<_>>()
    };
    assert_eq!(
        names(&["global", "extraVolumes"], "name"),
        ["corp-ca", "mimir-tls"]
    );
    assert_eq!(
        names(&["global", "extraVolumeMounts"], "mountPath"),
        ["/etc/corp", "/etc/mimir-tls"]
    );
    let relabelings = ["metaMonitoring", "serviceMonitor", "relabelings"];
    assert_eq!(names(&relabelings, "targetLabel"), ["team", "__scheme__"]);
    let probe = ["ingester", "readinessProbe", "httpGet"];
    let get = at(&tree, &probe).unwrap();
    assert_eq!(
        (get.text_at(&["scheme"]), get.text_at(&["path"])),
        ("HTTPS", "/ready")
    );
    let nginx = tree.text_at(&["gateway", "nginx", "config", "file"]);
    assert!(
        nginx.contains("proxy_ssl_verify on") && text.contains("file: |\n"),
        "{text}"
    );
}

/// By a copy alone, Helm has all that our values say beside theirs: whatever they
/// have where ours goes.
#[test]
fn a_copy_of_values_has_all_that_our_values_have() {
    for choices in [
        "platform: helm",
        "platform: helm\npolicy: {http: RequireAndVerifyClientCert}",
        "platform: helm\nrelease: '2.17'\ncertificates: {profile: per-component}",
        "platform: helm\nsurfaces: [memcached]",
        "platform: helm\ncomponents: [distributor, ingester]",
    ] {
        let plan = plan(choices);
        let mut ours = Vec::new();
        flatten(
            &render::chart_values(&plan, &all(&plan)),
            &mut Vec::new(),
            &mut ours,
        );
        for own in [
            "",
            LISTS,
            "gateway:\n  nginx:\n    config:\n      file: |\n        old\n      x: 1\n",
            "{}\n",
            "mimir: {structuredConfig: {}, image: a}\n",
            "gateway: {}\nglobal:\n    extraVolumes:\n    extraVolumeMounts: []   # none\nminio: {enabled: true}\n",
        ] {
            let merged = merged_by(choices, own).unwrap_or_else(|error| panic!("{own}: {error}"));
            let tree = document::parse(merged.text.as_bytes()).unwrap();
            for (path, value) in &ours {
                let node = at(&tree, path);
                let has = match value {
                    Tree::List(items) => {
                        missing(node.map(Node::items).unwrap_or_default(), items).is_empty()
                    }
                    _ => node.is_some_and(|node| put::is_same(node, value)),
                };
                assert!(has, "{choices}, {path:?}: {}", merged.text);
            }
            for line in own.lines().filter(|line| line.contains('#')) {
                let (_, comment) = line.split_once('#').unwrap();
                assert!(merged.text.contains(comment), "{comment}: {}", merged.text);
            }
        }
    }
}

#[test]
fn what_a_list_cannot_take_is_refused() {
    let error = |own: &str| merged_by("platform: helm", own).unwrap_err().to_string();
    let volumes = error("global:\n  extraVolumes: [{name: mimir-tls, emptyDir: {}}]\n");
    assert!(
        volumes.contains("`global.extraVolumes` has an entry `mimir-tls` already"),
        "{volumes}"
    );
    let mounts =
        error("global:\n  extraVolumeMounts:\n    - {name: x, mountPath: /etc/mimir-tls}\n");
    assert!(
        mounts.contains("entry `/etc/mimir-tls` already"),
        "{mounts}"
    );
    let none = error("global:\n  extraVolumes: text\n");
    assert!(none.contains("`global.extraVolumes` is no list"), "{none}");
}

#[test]
fn zones_of_theirs_stay_but_for_what_calls_over_plain_http() {
    let own = "ingester:\n  zoneAwareReplication:\n    zones:\n      - name: a\n        prepareDownscale: true # safe\n      - {name: b, nodeSelector: {zone: b}}\n";
    let merged = merged_by("platform: helm", own).unwrap();
    assert!(
        merged.text.contains(
            "        prepareDownscale: false # safe\n      - {name: b, nodeSelector: {zone: b}}\n"
        ),
        "{}",
        merged.text
    );
    let changed: Vec<_> = merged.changed.iter().map(|it| it.path.as_str()).collect();
    assert_eq!(
        changed,
        ["ingester.zoneAwareReplication.zones.0.prepareDownscale"]
    );
    assert!(merged.text.contains("store_gateway:\n"), "{}", merged.text);
}

#[test]
fn a_probe_of_theirs_that_asks_otherwise_is_let_be() {
    let own = "ruler:\n  readinessProbe:\n    httpGet: null\n    exec: {command: [a]}\n";
    let merged = merged_by("platform: helm", own).unwrap();
    assert!(
        merged
            .text
            .contains("    httpGet: null\n    exec: {command: [a]}\n"),
        "{}",
        merged.text
    );
    // Where kubelet can only connect, theirs gives way.
    let own = "ruler:\n  readinessProbe:\n    httpGet:\n      path: /r\n      port: 1\n    periodSeconds: 3\n";
    let strict = "platform: helm\npolicy: {http: RequireAndVerifyClientCert}";
    let merged = merged_by(strict, own).unwrap();
    assert!(
        merged
            .text
            .contains("    httpGet: null\n    periodSeconds: 3\n    tcpSocket:\n"),
        "{}",
        merged.text
    );
    assert_eq!(merged.changed.len(), 1);
}

#[test]
fn who_does_not_verify_does_from_now_on() {
    let own =
        "ingester_client:\n  grpc_client_config:\n    tls_insecure_skip_verify: true # for now\n";
    let merged = merged_by(FEW, own).unwrap();
    assert!(
        merged
            .text
            .contains("    tls_insecure_skip_verify: false # for now\n"),
        "{}",
        merged.text
    );
    assert_eq!(merged.changed.len(), 1);
    assert!(
        !merged_by(FEW, "limits: {}\n")
            .unwrap()
            .text
            .contains("insecure_skip")
    );
}

/// A process by a configuration that names its target runs that, whatever the plan
/// is for.
#[test]
fn a_target_is_of_the_plan() {
    let refused = |choices: &str, target: &str| {
        let own = format!("target: {target}\n");
        merged_by(choices, &own)
            .err()
            .map(|error| error.to_string())
    };
    let both = "mode: monolithic\ncomponents: [all, alertmanager]";
    assert_eq!(refused("mode: monolithic", "all"), None);
    assert_eq!(refused(both, "all,alertmanager"), None);
    assert_eq!(refused("mode: microservices", "querier"), None);
    let said = |choices, target| refused(choices, target).unwrap();
    assert!(
        said("mode: monolithic", "all,alertmanager")
            .ends_with("`all` and `alertmanager`, of which the plan has no such component; give `--component all --component alertmanager` as well")
    );
    assert!(said("mode: microservices", "all").ends_with("give `--mode monolithic` as well"));
    assert!(said("components: [querier]", "ruler").ends_with("give `--component ruler` as well"));
}

/// Values that rename what the chart makes go with a plan that is called alike.
#[test]
fn the_names_of_values_are_the_plans() {
    let refused = |names: &str, own: &str| {
        let plan = format!("platform: helm\ncluster: {{{names}}}");
        merged_by(&plan, own).err().map(|error| error.to_string())
    };
    for (names, own) in [
        (
            "name: prod, fullname: metrics",
            "fullnameOverride: metrics\n",
        ),
        ("name: prod, fullname: prod-tsdb", "nameOverride: tsdb\n"),
        ("name: prod", "nameOverride: mimir\n"),
        ("name: prod", "nameOverride: ''\nfullnameOverride: null\n"),
    ] {
        assert_eq!(refused(names, own), None, "{own}");
    }
    let error = refused("name: prod", "ingester: {}\nfullnameOverride: metrics\n");
    assert_eq!(
        error.unwrap(),
        "line 2, column 19: by this the chart calls everything `metrics-...`, and the plan `prod-mimir-...`; \
         give `--fullname metrics` as well"
    );
    let error = refused("name: prod", "nameOverride: tsdb\n").unwrap();
    assert!(
        error.ends_with("give `--fullname prod-tsdb` as well"),
        "{error}"
    );
}

#[test]
fn what_is_no_such_configuration_is_refused() {
    let error = |choices: &str, own: &str| merged_by(choices, own).unwrap_err().to_string();
    let template = "server:\n  http_listen_port: 80\n{{- if .Values.x }}\n";
    assert!(error(FEW, template).starts_with("line 3, column 1: this is a template"));
    assert!(error(FEW, "apiVersion: v1\nkind: Pod\n").starts_with("nothing in it is an option"));
    assert!(error(FEW, "mimir: {structuredConfig: {}}\n").contains("choose helm"));
    assert!(
        error("platform: helm", "server: {http_listen_port: 80}\n")
            .contains("mimir.structuredConfig")
    );
    assert!(
        error(
            "platform: helm",
            "upstream: {mimir: {structuredConfig: {}}}\n"
        )
        .contains("below `upstream`")
    );
    for foreign in [
        "loki: {auth_enabled: false}\n",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: b}\n",
        "upstream: {ingester: {replicas: 3}}\n",
    ] {
        let said = error("platform: helm", foreign);
        assert!(said.starts_with("nothing in it is an option"), "{said}");
    }
    assert!(error(FEW, "limits: {}\n---\nlimits: {}\n").contains("second document"));
    assert!(error(FEW, "- a\n").contains("no mapping"));
    assert!(error(FEW, "limits: {}\nserver: text\n").contains("`server` is no mapping"));
    let list = "server: {grpc_tls_config: {cert_file: [a]}}\n";
    assert!(error(FEW, list).contains("no single value"));
}
