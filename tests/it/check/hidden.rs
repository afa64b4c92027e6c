//! What Mimir takes and its reference does not have: the doctor knows it, in the
//! releases that take it, and knows who is dialled over it.

use mimir_tls::catalog::{Catalog, Release};
use mimir_tls::doctor::{CheckReport, Code, Input};
use mimir_tls::language::Language;
use serde::Deserialize;
use serde_json::{Value, json};

use super::recipe::Recipe;
use super::{codes, report};

const OPTIONS: &str = include_str!("../../golden/catalog/mimir-hidden-options.json");

#[derive(Deserialize)]
struct Hidden {
    flag: Option<String>,
    yaml: String,
    #[serde(rename = "type")]
    value: String,
    since: String,
    removed_in: Option<String>,
    documented_in: Option<String>,
}

impl Hidden {
    fn is_in(&self, release: Release) -> bool {
        let release = numbers(&release.to_string());
        let end = self.removed_in.as_ref().or(self.documented_in.as_ref());
        numbers(&self.since) <= release && end.is_none_or(|end| release < numbers(end))
    }

    fn text(&self) -> &'static str {
        match self.value.as_str() {
            "boolean" => "false",
            "int" | "float" => "1",
            "duration" => "1s",
            _ => "a",
        }
    }
}

fn numbers(release: &str) -> Vec<u16> {
    let numbers = release.split('.').map(|it| it.parse().expect("a number"));
    numbers.collect()
}

fn checked(texts: &[(&str, &str)], release: Option<Release>) -> CheckReport {
    let inputs = texts.iter().map(|(path, text)| Input {
        path: (*path).to_owned(),
        bytes: text.as_bytes().to_vec(),
        mode: None,
    });
    let mut recipe = Recipe::default();
    recipe.release = release.map(|release| release.to_string());
    report(inputs.collect(), &recipe, Language::English)
}

/// What a release does not have is told under these codes.
const NAMES: [Code; 4] = [Code::Mt115, Code::Mt116, Code::Mt117, Code::Mt119];

/// Puts a value at a path of a document.
fn put(document: &mut Value, path: &str, value: Value) {
    let mut spot = document;
    for key in path.split('.') {
        spot = &mut spot[key];
    }
    *spot = value;
}

#[test]
fn options_of_every_default_installation() {
    let text = "\
target: all
ingester:
  push_grpc_method_enabled: false
blocks_storage:
  tsdb:
    block_ranges_period: [2h]
";
    for release in ["2.13.0", "2.17.4", "3.0.2", "3.1.0"] {
        let release = Catalog::builtin().release(release).expect("a release");
        let report = checked(&[("mimir.yaml", text)], Some(release));
        let codes = report.findings.iter().map(|it| it.code);
        assert!(codes.eq([Code::Mt422]), "{:?}", report.findings);
        assert_eq!(report.processes.len(), 1);
    }
}

#[test]
fn every_hidden_option_is_known_as_a_flag_and_as_a_key() {
    let hidden: Vec<Hidden> = serde_json::from_str(OPTIONS).expect("the golden");
    for release in Catalog::builtin().releases() {
        let here = hidden.iter().filter(|option| option.is_in(release));
        let mut command = vec!["-target=all".to_owned()];
        let mut document = json!({"target": "all", "server": {"log_level": "warn"}});
        for option in here {
            if let Some(flag) = &option.flag {
                command.push(format!("-{flag}={}", option.text()));
            }
            if !option.yaml.is_empty() {
                put(&mut document, &option.yaml, option.text().into());
            }
        }
        assert!(command.len() > 10, "{release}");
        let service = json!({"image": "grafana/mimir", "command": command});
        let compose = json!({"services": {"mimir": service}});
        for (name, text) in [("compose.yaml", compose), ("mimir.yaml", document)] {
            let report = checked(&[(name, &text.to_string())], Some(release));
            let wrong = report.findings.iter().find(|it| NAMES.contains(&it.code));
            assert!(wrong.is_none(), "{release}: {wrong:?}");
            assert_eq!(report.processes.len(), 1, "{release}, {name}");
        }
    }
}

/// The surfaces over which the two processes meet, and what was found.
fn between(client: &str, server: &str) -> (Vec<&'static str>, Vec<Code>) {
    let name = |flags: &str| {
        let target = flags.lines().next().and_then(|line| line.split_once('='));
        format!("{}.flags", target.expect("a target").1)
    };
    let texts = [(name(client), client), (name(server), server)];
    let texts = texts.each_ref().map(|(name, text)| (name.as_str(), *text));
    let report = checked(&texts, None);
    let mut over: Vec<_> = report.links.iter().map(|link| link.surface).collect();
    over.sort_unstable();
    over.dedup();
    (over, codes(&report).into_iter().collect())
}

const LISTENER: &str = "\
-server.grpc-tls-cert-path=/t/server.crt
-server.grpc-tls-key-path=/t/server.key
";

#[test]
fn a_usage_tracker_is_dialled_where_it_is_switched_on() {
    let server = format!("-target=usage-tracker\n{LISTENER}");
    let (over, _) = between("-target=distributor\n", &server);
    assert_eq!(over, [""; 0]);
    let on = "-target=distributor\n-usage-tracker.enabled\n";
    let (over, found) = between(on, &server);
    assert_eq!(over, ["usage-tracker-client"]);
    assert!(found.contains(&Code::Mt401), "{found:?}");
    let prefix = "distributor.usage-tracker-client.grpc-client-config";
    let tls = format!("{on}-{prefix}.tls-enabled\n-{prefix}.tls-ca-path=/t/root.crt\n");
    let (over, found) = between(&tls, &server);
    assert_eq!(over, ["usage-tracker-client"]);
    assert!(!found.contains(&Code::Mt401), "{found:?}");
}

#[test]
fn a_scheduler_is_dialled_by_the_address_that_is_set() {
    for (client, server, flag, surface) in [
        (
            "block-builder",
            "block-builder-scheduler",
            "block-builder.scheduler.address",
            "block-builder-scheduler-client",
        ),
        (
            "compactor",
            "compactor-scheduler",
            "compactor.scheduler-client.scheduler-endpoint",
            "compactor-scheduler-client",
        ),
    ] {
        let server = format!("-target={server}\n{LISTENER}");
        let off = format!("-target={client}\n");
        assert_eq!(between(&off, &server).0, [""; 0], "{client}");
        let on = format!("{off}-{flag}=scheduler.example:9095\n");
        let (over, found) = between(&on, &server);
        assert_eq!(over, [surface]);
        assert!(found.contains(&Code::Mt401), "{found:?}");
    }
}

#[test]
fn the_block_around_the_usage_trackers_client_is_read_by_nothing() {
    let text = "\
target: distributor
distributor:
  usage_tracker_client:
    tls_enabled: true
    tls_ca_path: /t/root.crt
";
    let found = codes(&checked(&[("mimir.yaml", text)], None));
    assert_eq!(Vec::from_iter(found), [Code::Mt114]);
}
