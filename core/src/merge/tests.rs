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
    key_file: /etc/mimir/tls/server.key\n    client_ca_file: /etc/mimir/tls/root.crt\n    \
    client_auth_type: RequireAndVerifyClientCert";

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
    assert!(merged.starts_with(own), "{merged}");
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
    assert!(error(FEW, "limits: {}\n---\nlimits: {}\n").contains("second document"));
    assert!(error(FEW, "- a\n").contains("no mapping"));
    assert!(error(FEW, "limits: {}\nserver: text\n").contains("`server` is no mapping"));
    let list = "server: {grpc_tls_config: {cert_file: [a]}}\n";
    assert!(error(FEW, list).contains("no single value"));
}
