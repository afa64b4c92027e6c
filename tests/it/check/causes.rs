//! Few findings, the cause first: what keeps Mimir from starting before what
//! follows from it, one cause once with all its places, and no link told twice.

use std::collections::BTreeSet;

use mimir_tls::doctor::{Alike, CheckReport, Code, Finding, Input, LinkVerdict, Severity, rules};
use mimir_tls::language::Language;

use super::recipe::Recipe;
use super::{checked, codes, fixtures, report};
use crate::place::Place;

/// A check of texts, with what a recipe makes beside them.
fn said(files: &[(&str, &str)], recipe: &str) -> CheckReport {
    let recipe: Recipe = serde_json::from_str(recipe).expect("a recipe");
    let mut inputs: Vec<Input> = files
        .iter()
        .map(|(path, text)| Input {
            path: (*path).to_owned(),
            bytes: text.as_bytes().to_vec(),
            mode: None,
        })
        .collect();
    recipe.make(&mut inputs);
    report(inputs, &recipe, Language::English)
}

fn of(report: &CheckReport, code: Code) -> Vec<&Finding> {
    let findings = report.findings.iter();
    findings.filter(|finding| finding.code == code).collect()
}

/// Each fixture of a rule, as it is found.
fn every_bad() -> impl Iterator<Item = (Code, CheckReport)> {
    rules().iter().map(|rule| {
        let folder = fixtures().join(rule.code.as_str()).join("bad");
        (rule.code, checked(&folder, Language::English))
    })
}

#[test]
fn a_failed_link_is_told_by_one_finding_that_names_it() {
    for (code, report) in every_bad() {
        for link in report
            .links
            .iter()
            .filter(|it| it.verdict == LinkVerdict::Failed)
        {
            // Two processes may have one name, in two files.
            let named = report.links.iter().filter(|it| it.name() == link.name());
            let right: BTreeSet<Code> = named.filter_map(|it| it.finding).collect();
            assert!(link.finding.is_some(), "{code}: {}", link.name());
            let told: BTreeSet<Code> = report
                .findings
                .iter()
                .filter(|finding| finding.links.contains(&link.name()))
                .map(|finding| finding.code)
                .collect();
            assert_eq!(told, right, "{code}: {}", link.name());
        }
    }
}

#[test]
fn the_worst_is_first_and_a_cause_before_what_follows() {
    for (code, report) in every_bad() {
        let order = report.findings.iter().map(|finding| {
            let rule = rules().iter().find(|rule| rule.code == finding.code);
            (finding.severity, rule.map(|rule| rule.rank))
        });
        assert!(order.is_sorted(), "{code}");
    }
}

#[test]
fn one_cause_is_one_finding() {
    for (code, report) in every_bad() {
        let mut seen = BTreeSet::new();
        for finding in &report.findings {
            let rule = rules().iter().find(|rule| rule.code == finding.code);
            let same = match rule.map(|rule| rule.alike) {
                Some(Alike::What) => &finding.what,
                _ => &finding.fix,
            };
            assert!(seen.insert((finding.code, same)), "{code}: {finding:?}");
            let mut places: Vec<_> = finding
                .spots
                .iter()
                .map(|it| (&it.place, &it.what))
                .collect();
            places.push((&finding.place, &None));
            let all = places.len();
            places.sort();
            places.dedup();
            assert_eq!(places.len(), all, "{code}: a place twice in {finding:?}");
        }
        let codes = codes(&report);
        assert!(
            !(codes.contains(&Code::Mt139) && codes.contains(&Code::Mt401)),
            "{code}: a guess beside what was tried"
        );
    }
}

#[test]
fn nothing_is_offered_where_nothing_is_near() {
    let report = said(
        &[("all.flags", "-target=all\n-banana.tls-enabled=true\n")],
        "{}",
    );
    let unknown = of(&report, Code::Mt117);
    assert_eq!(
        unknown[0].what,
        "Mimir 3.1.0 has no option `-banana.tls-enabled`"
    );
    assert_eq!(unknown[0].fix, "leave it out");
    assert!(unknown[0].edit.is_none());
}

/// What people write, and what it is called.
#[test]
fn an_option_in_the_wrong_place_is_shown_the_right_one() {
    let cases = [
        (
            "http_tls_config: {cert_file: /t/a, key_file: /t/b}",
            "http_tls_config",
            "`server.http_tls_config`",
        ),
        (
            "store_gateway_client: {tls_enabled: true}",
            "store_gateway_client",
            "`querier.store_gateway_client`",
        ),
        (
            "memberlist: {tls: {cert_file: /t/a}}",
            "memberlist.tls",
            "`memberlist.tls_cert_path`",
        ),
        (
            "distributor: {server: {http_listen_port: 80}}",
            "distributor.server",
            "`server`",
        ),
        (
            "querier: {frontend_worker: {grpc_client_config: {tls_enabled: true}}}",
            "querier.frontend_worker",
            "`frontend_worker`",
        ),
    ];
    for (text, subject, near) in cases {
        let report = said(
            &[(
                "mimir.yaml",
                &format!("target: all\ningester: {{ring: {{replication_factor: 1}}}}\n{text}\n"),
            )],
            "{}",
        );
        let unknown = of(&report, Code::Mt117);
        let told: Vec<&str> = unknown.iter().map(|it| it.what.as_str()).collect();
        let right = format!("Mimir 3.1.0 has no option `{subject}`; the nearest is {near}");
        assert_eq!(told, [right], "{text}");
        // The place is that of the block's key.
        let key = subject.rsplit('.').next().expect("a key");
        let column = text.find(&format!("{key}:")).expect("a key") + 1;
        let place = &unknown[0].place;
        assert_eq!((place.line, place.column), (3, column), "{text}");
    }
    let report = said(
        &[("all.flags", "-target=all\n-server.tls-cert-path=/a\n")],
        "{}",
    );
    assert_eq!(
        of(&report, Code::Mt117)[0].fix,
        "write `-server.grpc-tls-cert-path`, `-server.http-tls-cert-path` if that is meant, or leave it out"
    );
}

/// A key at the wrong depth, for which Mimir does not start, is told before the
/// links that it breaks, and those are told with it.
#[test]
fn what_keeps_mimir_from_starting_explains_what_follows() {
    let text = "target: all\n\
        server: {grpc_tls_config: {cert_file: /t/a, key_file: /t/b, clientAuthType: RequireAndVerifyClientCert}}\n\
        querier: {frontend_worker: {grpc_client_config: {tls_enabled: true}}}\n";
    let report = said(&[("mimir.yaml", text)], "{}");
    let errors: Vec<Code> = report.findings.iter().map(|it| it.code).take(3).collect();
    assert_eq!(errors, [Code::Mt119, Code::Mt117, Code::Mt401]);
    let [cause] = of(&report, Code::Mt117)[..] else {
        panic!("{:?}", report.findings);
    };
    assert_eq!(cause.links, ["all -> all (frontend-client)"]);
    let rest = &of(&report, Code::Mt401)[0].links;
    assert!(
        !rest.is_empty() && !rest.contains(&cause.links[0]),
        "{rest:?}"
    );
    assert!(of(&report, Code::Mt139).is_empty());
}

const SERVER: &str = "server:\n\
  \x20 grpc_tls_config: {cert_file: /tls/server.crt, key_file: /tls/server.key, client_ca_file: /tls/root.crt, client_auth_type: RequireAndVerifyClientCert}\n";

/// Every client of every component, and memberlist.
fn clients(name: &str) -> String {
    let block = |certificate: &str| {
        format!(
            "{{tls_enabled: true, tls_cert_path: /tls/{certificate}.crt, tls_key_path: /tls/{certificate}.key, tls_ca_path: /tls/root.crt, tls_server_name: {name}}}"
        )
    };
    let client = block("client");
    format!(
        "ingester_client: {{grpc_client_config: {client}}}\n\
         querier: {{store_gateway_client: {client}}}\n\
         frontend_worker: {{grpc_client_config: {client}, query_scheduler_grpc_client_config: {client}}}\n\
         frontend: {{grpc_client_config: {client}}}\n\
         query_scheduler: {{grpc_client_config: {client}}}\n\
         ruler: {{ruler_client: {client}}}\n\
         alertmanager: {{alertmanager_client: {client}}}\n\
         memberlist: {}\n",
        block("server")
    )
}

#[test]
fn a_client_that_nobody_dials_is_not_counted() {
    let text = format!("target: all\n{SERVER}{}", clients("mimir.example"));
    let report = said(&[("mimir.yaml", &text)], r#"{"standard": true}"#);
    assert!(report.is_clean(), "{:?}", report.findings);
    assert!(
        report
            .links
            .iter()
            .all(|link| link.verdict == LinkVerdict::Accepted)
    );
}

/// Each client that is turned off while its peer speaks TLS is turned on by the fix,
/// where nothing else is missing.
#[test]
fn a_client_that_is_turned_off_is_turned_on() {
    let on = clients("mimir.example");
    let mut tried = 0;
    for (at, switch) in on.match_indices("tls_enabled: true") {
        let mut text = on.clone();
        text.replace_range(at..at + switch.len(), "tls_enabled: false");
        let text = format!("target: all\n{SERVER}{text}");
        let whole = said(&[("mimir.yaml", &text)], r#"{"standard": true}"#);
        let Some(told) = of(&whole, Code::Mt401).first().copied() else {
            continue;
        };
        tried += 1;
        let edit = told.edit.as_ref().expect("a fix");
        let fixed = edit.apply(&text).expect("the text of the edit");
        assert_eq!(fixed, format!("target: all\n{SERVER}{on}"));
        // Without its CA the client would fail in another way.
        let line = told.place.line - 1;
        let half: String = text
            .lines()
            .enumerate()
            .map(|(number, row)| match number == line {
                true => format!("{}\n", row.replace(", tls_ca_path: /tls/root.crt", "")),
                false => format!("{row}\n"),
            })
            .collect();
        let half = said(&[("mimir.yaml", &half)], r#"{"standard": true}"#);
        let told = of(&half, Code::Mt401);
        assert!(told.iter().all(|it| it.edit.is_none()), "{told:?}");
    }
    assert_eq!(tried, 7);
}

/// Certificate and key under each other's name are told where they are named.
#[test]
fn swapped_files_are_told_at_their_settings() {
    let swapped = "server:\n  grpc_tls_config:\n    cert_file: /tls/server.key\n    key_file: /tls/server.crt\n";
    let report = said(&[("mimir.yaml", swapped)], r#"{"standard": true}"#);
    let told = of(&report, Code::Mt303);
    let places: Vec<_> = told
        .iter()
        .map(|it| (it.place.line, &*it.subject))
        .collect();
    assert_eq!(places, [(3, "server.key"), (4, "server.crt")]);
    assert!(told.iter().all(|it| it.place.file == "mimir.yaml"));
}

/// Who hands over the files of a folder and lacks one lacks it there; of another
/// folder nobody can say.
#[test]
fn a_file_that_is_missing_beside_its_siblings_is_a_warning() {
    let recipe = r#"{"standard": true, "certs": {"root.crt": {"ca": true, "away": true}}}"#;
    for (path, severity) in [
        ("/tls/root.crt", Severity::Warning),
        ("/tls/ca.crt", Severity::Warning),
        ("/other/root.crt", Severity::Note),
    ] {
        let text = format!("target: all\n{}", SERVER.replace("/tls/root.crt", path));
        let report = said(&[("mimir.yaml", &text)], recipe);
        let told = of(&report, Code::Mt308);
        let severities: Vec<_> = told.iter().map(|it| it.severity).collect();
        assert_eq!(severities, [severity], "{path}: {told:?}");
        let is_beside = told[0].what.contains("/tls/server.crt");
        assert_eq!(is_beside, severity == Severity::Warning, "{}", told[0].what);
    }
}

/// Three hosts of one cluster, with certificates of their own by one CA.
fn hosts(texts: [&str; 3], other_ca: bool) -> CheckReport {
    let mut certs = vec![r#""h1/root.crt": {"ca": true, "subject": "one"}"#.to_owned()];
    for host in ["h1", "h2", "h3"] {
        for usage in ["server", "client"] {
            certs.push(format!(
                r#""{host}/{usage}.crt": {{"by": "h1/root.crt", "names": ["mimir.example", "also.example"], "usages": ["{usage}"], "key": "{host}/{usage}.key"}}"#
            ));
        }
    }
    certs.push(match other_ca {
        true => r#""h2/root.crt": {"ca": true, "subject": "other"}"#.to_owned(),
        false => r#""h2/root.crt": {"like": "h1/root.crt"}"#.to_owned(),
    });
    certs.push(r#""h3/root.crt": {"like": "h1/root.crt"}"#.to_owned());
    let recipe = format!(r#"{{"certs": {{{}}}}}"#, certs.join(", "));
    let files = [
        ("h1/mimir.yaml", texts[0]),
        ("h2/mimir.yaml", texts[1]),
        ("h3/mimir.yaml", texts[2]),
    ];
    said(&files, &recipe)
}

fn host(target: &str, name: &str) -> String {
    format!("target: {target}\n{SERVER}{}", clients(name))
}

#[test]
fn the_ca_of_one_host_is_one_finding_and_the_first() {
    let [read, write, backend] = ["read", "write", "backend"].map(|it| host(it, "mimir.example"));
    let report = hosts([&read, &write, &backend], true);
    let first = &report.findings[0];
    assert_eq!(first.code, Code::Mt418, "{:?}", report.findings);
    assert_eq!(
        first.what,
        "h2/root.crt signed none of the 6 certificates here; h1/root.crt did"
    );
    assert!(first.links.len() > 4, "{:?}", first.links);
    let failed = [Code::Mt403, Code::Mt404, Code::Mt420];
    assert!(codes(&report).iter().all(|code| !failed.contains(code)));
}

#[test]
fn a_wrong_name_in_one_file_is_one_finding_with_the_nearest() {
    let [read, write, backend] = [
        ("read", "mimir.example"),
        ("write", "mimir.exmaple"),
        ("backend", "mimir.example"),
    ]
    .map(|(target, name)| host(target, name));
    let report = hosts([&read, &write, &backend], false);
    let errors: Vec<&Finding> = of(&report, Code::Mt407);
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert_eq!(
        errors[0].fix,
        "verify a name that the certificate has, such as `mimir.example`, or issue it anew with mimir.exmaple"
    );
    assert_eq!(errors[0].place.file, "h2/mimir.yaml");
    assert!(!errors[0].spots.is_empty());
    let edits: Vec<_> = errors[0].edits().collect();
    assert_eq!(edits.len(), errors[0].spots.len() + 1, "{edits:?}");
}

#[test]
fn the_same_thing_at_many_places_is_one_finding() {
    let nginx: String = (0..14)
        .map(|number| {
            format!("location /{number} {{\n  proxy_pass http://mimir-{number}:8080;\n}}\n")
        })
        .collect();
    let report = said(
        &[
            ("nginx.conf", &nginx),
            (
                "mimir.yaml",
                "target: all\nserver: {http_tls_config: {cert_file: /t/a, key_file: /t/b}}\n",
            ),
        ],
        "{}",
    );
    let [passes] = of(&report, Code::Mt504)[..] else {
        panic!("{:?}", report.findings);
    };
    // https alone is not the last step: nginx would verify nothing.
    assert_eq!((passes.spots.len(), passes.edits().count()), (13, 0));
    let last = passes.spots.last().and_then(|spot| spot.what.as_deref());
    assert_eq!(
        last,
        Some("nginx passes requests to http://mimir-13:8080, and Mimir listens with TLS")
    );
}

/// What the chart renders, with TLS on the listeners and in one client: as many
/// findings as causes, whatever the number of Deployments.
#[test]
fn manifests_with_tls_half_on_have_as_many_findings_as_causes() {
    let mut manifests = String::from(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: config}\ndata:\n  mimir.yaml: |\n    server:\n      grpc_tls_config: {cert_file: /tls/tls.crt, key_file: /tls/tls.key}\n      http_tls_config: {cert_file: /tls/tls.crt, key_file: /tls/tls.key}\n    ingester_client: {grpc_client_config: {tls_enabled: true, tls_ca_path: /tls/ca.crt, tls_server_name: mimir}}\n",
    );
    let components = [
        "distributor",
        "ingester",
        "querier",
        "query-frontend",
        "query-scheduler",
        "store-gateway",
        "compactor",
        "ruler",
        "alertmanager",
    ];
    for component in components {
        manifests.push_str(&format!(
            "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: mimir-{component}}}\nspec:\n  template:\n    spec:\n      containers:\n      - name: {component}\n        image: grafana/mimir:3.1.0\n        args: [-target={component}, -config.file=/etc/mimir/mimir.yaml]\n        readinessProbe:\n          httpGet: {{path: /ready, port: 8080}}\n        livenessProbe:\n          httpGet: {{path: /ready, port: 8080}}\n        volumeMounts: [{{name: c, mountPath: /etc/mimir}}, {{name: t, mountPath: /tls}}]\n      volumes: [{{name: c, configMap: {{name: config}}}}, {{name: t, secret: {{secretName: tls}}}}]\n"
        ));
    }
    let report = said(&[("all.yaml", &manifests)], "{}");
    let errors: Vec<(Code, usize)> = report
        .findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .map(|finding| (finding.code, finding.spots.len() + 1))
        .collect();
    assert_eq!(errors, [(Code::Mt501, 18), (Code::Mt401, 1)]);
    assert!(report.findings.len() <= 4, "{:?}", report.findings);
}

/// Only a server's names are looked at.
#[test]
fn a_certificate_is_judged_by_who_shows_it() {
    let certificate = include_str!("../../golden/check/MT202/bad/server.crt");
    let codes_of = |files: &[(&str, &str)]| {
        let report = said(files, "{}");
        codes(&report)
            .into_iter()
            .filter(|code| [Code::Mt202, Code::Mt203, Code::Mt230].contains(code))
            .collect::<Vec<_>>()
    };
    let shown = ("shown.crt", certificate);
    let listener =
        "target: all\nserver: {http_tls_config: {cert_file: shown.crt, key_file: shown.key}}\n";
    let writer = "remote_write:\n- url: https://mimir/api/v1/push\n  tls_config: {cert_file: /etc/shown.crt, key_file: /etc/shown.key}\n";
    assert_eq!(codes_of(&[shown]), [Code::Mt230]);
    assert_eq!(codes_of(&[shown, ("prometheus.yml", writer)]), []);
    assert_eq!(codes_of(&[shown, ("mimir.yaml", listener)]), [Code::Mt202]);
}

/// The text of a certificate does not become a path.
#[test]
fn a_fix_is_the_last_step() {
    let text = "target: all\ningester_client:\n  grpc_client_config:\n    tls_enabled: true\n    tls_cert: \"-----BEGIN CERTIFICATE-----\\nMIIB\\n-----END CERTIFICATE-----\\n\"\n";
    let report = said(&[("mimir.yaml", text)], "{}");
    let [misnamed] = of(&report, Code::Mt119)[..] else {
        panic!("{:?}", report.findings);
    };
    assert_eq!(misnamed.fix, "write `tls_cert_path: FILE`");
    assert_eq!(misnamed.edits().count(), 0);
}

#[test]
fn a_configuration_without_tls_is_noted_and_refused_where_that_is_asked() {
    let plain = "target: all\ningester: {ring: {replication_factor: 1}}\n";
    let tls = "target: all\nserver: {http_tls_config: {cert_file: /t/a, key_file: /t/b}, grpc_tls_config: {cert_file: /t/a, key_file: /t/b}}\n";
    let place = Place::new().with("plain.yaml", plain).with("tls.yaml", tls);
    let ran = place.run("check plain.yaml");
    assert_eq!(ran.code, Some(0));
    assert!(
        ran.stdout.contains("note[MT422]: nothing in this"),
        "{}",
        ran.stdout
    );
    assert_eq!(place.run("check --require-tls plain.yaml").code, Some(1));
    let both = place.run("check plain.yaml tls.yaml").stdout;
    let said = "note[MT424]: tls.yaml holds TLS settings alone, and plain.yaml none";
    assert!(both.contains(said), "{both}");
    assert_eq!(
        place.run("check --require-tls tls.yaml plain.yaml").code,
        Some(1)
    );
}

/// A server that requires a certificate, and a client that has none, fail whatever
/// the files are; what the files decide is not told without them.
#[test]
fn a_client_without_a_certificate_is_told_before_any_file_is_given() {
    let config = |client: &str| {
        format!(
            "server:\n  grpc_tls_config: {{cert_file: /t/s.crt, key_file: /t/s.key, client_ca_file: /t/ca.crt, \
             client_auth_type: RequireAndVerifyClientCert}}\n\
             ingester_client:\n  grpc_client_config: {{tls_enabled: true, tls_ca_path: /t/ca.crt{client}}}\n"
        )
    };
    let without = said(&[("mimir.yaml", &config(""))], "{}");
    let failed = of(&without, Code::Mt405);
    assert_eq!(failed.len(), 1);
    assert!(failed[0].links.iter().any(|link| link.contains("ingester")));
    let with = ", tls_cert_path: /t/c.crt, tls_key_path: /t/c.key";
    let with = said(&[("mimir.yaml", &config(with))], "{}");
    let of_ingesters = with
        .links
        .iter()
        .filter(|it| it.surface == "ingester-client");
    let verdicts: BTreeSet<_> = of_ingesters.map(|it| format!("{:?}", it.verdict)).collect();
    assert_eq!(verdicts, BTreeSet::from(["Unproven".to_owned()]));
}

/// What a service mounts from beside its text is what lies there, and no file of the
/// same name elsewhere in the folder.
#[test]
fn files_of_a_folder_that_is_not_mounted_prove_nothing() {
    let compose = "services:\n  mimir:\n    image: grafana/mimir:2.17.0\n    command:\n      - -target=all\n      \
                   - -memberlist.tls-enabled=true\n      - -memberlist.tls-cert-path=/etc/tls/server.crt\n      \
                   - -memberlist.tls-key-path=/etc/tls/server.key\n      - -memberlist.tls-ca-path=/etc/tls/root.crt\n      \
                   - -memberlist.tls-server-name=mimir.internal\n    volumes: [\"./certs:/etc/tls\"]\n";
    let place = Place::new();
    let ran = place.run("generate --quiet --mode monolithic --out made");
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    for (stack, certs, is_proven) in [
        ("here", "here/certs", true),
        ("away", "away/other", false),
        // Whoever brings the files from elsewhere says that they are the ones.
        ("apart", "given", true),
    ] {
        for folder in [stack, certs] {
            std::fs::create_dir_all(place.at(folder)).expect("a folder");
        }
        std::fs::write(place.at(&format!("{stack}/compose.yaml")), compose).expect("a file");
        for name in ["server.crt", "server.key", "root.crt"] {
            let to = place.at(&format!("{certs}/{name}"));
            std::fs::copy(place.at(&format!("made/certs/{name}")), to).expect(name);
        }
        let ran = place.run(&format!("check --format json {stack} {certs}"));
        let report: serde_json::Value = serde_json::from_str(&ran.stdout).expect("a report");
        let links = report["links"].as_array().expect("links").iter();
        let gossip = links.filter(|it| it["surface"] == "memberlist");
        let verdicts: BTreeSet<_> = gossip.filter_map(|it| it["verdict"].as_str()).collect();
        let wanted = if is_proven { "accepted" } else { "unproven" };
        assert_eq!(verdicts, BTreeSet::from([wanted]), "{stack}");
    }
}
