//! The release of Mimir that files name: one that is known, one that is not, a
//! range, a build; and which known one stands in for it.

use super::said::{Said, said};

fn compose(tag: &str) -> String {
    format!(
        "services:\n  mimir:\n    image: grafana/mimir:{tag}\n    command: [-target=all, -server.log-level=info]\n"
    )
}

fn flux(version: &str) -> String {
    format!(
        "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {{name: mimir}}\nspec:\n  \
         chart: {{spec: {{chart: mimir-distributed, version: \"{version}\"}}}}\n  \
         values: {{mimir: {{structuredConfig: {{server: {{log_level: info}}}}}}}}\n"
    )
}

/// Why another release stands in for what is written, and which.
fn stand_in(said: &Said) -> (&str, &str, &str) {
    let named = &said.report["release_source"]["named"];
    let [text, why] = ["text", "why"].map(|it| named[it].as_str().unwrap_or_default());
    (said.release().0, text, why)
}

#[test]
fn a_release_that_is_not_known_is_said_with_the_one_that_stands_in() {
    for (tag, release, why) in [
        ("9.2.0", "3.1.0", "newer"),
        ("2.16.77", "2.16.2", "unknown"),
        ("2.17.0-rc.1", "2.17.0", "build"),
        ("r350", "3.1.0", "build"),
        ("r350-abcdef1", "3.1.0", "build"),
        ("main-abcdef1", "3.1.0", "build"),
        ("weekly", "3.1.0", "build"),
    ] {
        let said = said(&[("compose.yaml", &compose(tag))]);
        assert_eq!(stand_in(&said), (release, tag, why), "{tag}");
        assert_eq!(said.release().1, "image", "{tag}");
        assert_eq!(said.lines("MT426"), [("compose.yaml".to_owned(), 3)]);
    }
    for (version, release, why) in [
        ("8.2.0", "3.1.0", "newer"),
        ("6.1.0-weekly.391", "3.1.0", "build"),
        ("5.8.0-weekly.350", "2.17.0", "build"),
        ("5.x", "2.17.0", "range"),
        ("~5.7", "2.16.0", "range"),
        ("^6", "3.0.4", "range"),
        (">=6.0 <7", "3.0.4", "range"),
    ] {
        let said = said(&[("release.yaml", &flux(version))]);
        assert_eq!(stand_in(&said), (release, version, why), "{version}");
        assert_eq!(said.release().1, "chart", "{version}");
        assert!(said.notes().contains("MT426"), "{version}");
    }
}

#[test]
fn a_release_that_is_known_stands_for_itself() {
    for tag in ["2.17.0", "2.17.0-distroless", "latest", "somebodys"] {
        let said = said(&[("compose.yaml", &compose(tag))]);
        assert_eq!(stand_in(&said).1, "", "{tag}");
        assert!(!said.notes().contains("MT426"), "{tag}");
    }
    let said = said(&[("release.yaml", &flux("5.7.0"))]);
    assert_eq!(stand_in(&said), ("2.16.0", "", ""));
    assert!(!said.notes().contains("MT426"));
}

/// A build without a number says less than any release beside it.
#[test]
fn a_release_beside_a_build_counts() {
    let files = [
        ("compose.yaml", &*compose("r350")),
        ("release.yaml", &flux("5.7.0")),
    ];
    let said = said(&files);
    assert_eq!(stand_in(&said), ("2.16.0", "", ""));
    assert!(!said.notes().contains("MT426"));
}

#[test]
fn the_summary_says_what_a_release_stands_for() {
    let place = super::said::place(&[("compose.yaml", &compose("9.2.0"))]);
    let ran = place.run("check compose.yaml");
    let words = "Mimir 3.1.0 (in place of 9.2.0, by the image's tag, compose.yaml:3)";
    assert!(ran.stdout.contains(words), "{}", ran.stdout);
    let given = place.run("check --release 2.17.0 compose.yaml");
    assert!(!given.stdout.contains("MT426"), "{}", given.stdout);
}

const HALF: &str =
    "mimir:\n  structuredConfig:\n    server:\n      grpc_tls_config:\n        key_file: /t/b\n";

/// A command of Helm's says the chart's version, the files in their order, and what
/// lies over them.
#[test]
fn a_command_of_helm_is_an_installation() {
    let base = "mimir:\n  structuredConfig:\n    server:\n      grpc_tls_config:\n        cert_file: /t/a\n        key_file: /t/a\n";
    let over = "mimir:\n  structuredConfig:\n    server:\n      grpc_tls_config:\n        cert_file: null\n";
    let command = |more: &str| {
        format!(
            "#!/bin/sh\nhelm upgrade --install mimir grafana/mimir-distributed \\\n  --version 5.7.0 {more}\n"
        )
    };
    let check = |more: &str| {
        said(&[
            ("up.sh", &command(more)),
            ("base.yaml", base),
            ("over.yaml", over),
        ])
    };
    let both = check("-f base.yaml -f over.yaml");
    assert_eq!(both.release(), ("2.16.0", "chart"));
    assert!(both.codes().contains("MT101"), "{:?}", both.codes());
    assert_eq!(both.report["processes"].as_array().map(Vec::len), Some(10));
    // The other way round the first has the last word.
    let other = check("-f over.yaml -f base.yaml");
    assert!(!other.codes().contains("MT101"), "{:?}", other.codes());
    let set = check(
        "-f base.yaml -f over.yaml --set mimir.structuredConfig.server.grpc_tls_config.cert_file=/t/c",
    );
    assert!(!set.codes().contains("MT101"), "{:?}", set.codes());
    // A file that is not there is told; another chart's command is not ours.
    let away = said(&[("up.sh", &command("-f away.yaml"))]);
    assert!(away.notes().contains("MT611"));
    let loki = command("-f v.yaml").replace("mimir-distributed", "loki");
    let loki = said(&[("up.sh", &loki), ("values.yaml", HALF)]);
    assert_eq!(loki.release().1, "newest");
    assert!(loki.codes().contains("MT101"));
}

#[test]
fn a_command_of_helm_in_a_pipeline_is_one_too() {
    let steps = "jobs:\n  deploy:\n    steps:\n    - run: |\n        helm upgrade mimir grafana/mimir-distributed --version 5.7.0 \\\n          -f values.yaml\n";
    let said = said(&[("deploy.yaml", steps), ("values.yaml", HALF)]);
    assert_eq!(said.release(), ("2.16.0", "chart"));
    assert_eq!(said.lines("MT101"), [("values.yaml".to_owned(), 5)]);
}

/// A querier and its query-scheduler, whose gRPC speaks TLS if `secure`.
fn pair(release: &str, secure: bool) -> String {
    let server = "-server.grpc-tls-cert-path=/t/tls.crt, -server.grpc-tls-key-path=/t/tls.key";
    let client = "tls-enabled=true, -querier.frontend-client.tls-ca-path=/t/ca.crt";
    let (server, client) = match secure {
        true => (server, client),
        false => ("-server.log-level=info", "tls-enabled=false"),
    };
    let service = |name: &str, more: &str| {
        format!(
            "  {name}:\n    image: grafana/mimir:{release}\n    volumes: [\"./t:/t\"]\n    \
             command: [-target={name}, {server}{more}]\n"
        )
    };
    let querier = format!(
        ", -querier.scheduler-address=query-scheduler:9095, -querier.frontend-client.{client}"
    );
    format!(
        "services:\n{}{}",
        service("querier", &querier),
        service("query-scheduler", "")
    )
}

/// Until 2.11 a querier dials query-schedulers with the block for query-frontends,
/// and each cluster is its own.
#[test]
fn who_dials_does_so_by_the_rules_of_its_own_release() {
    let links = |said: &Said| -> Vec<(String, String)> {
        let links = said.report["links"].as_array().expect("links").iter();
        let text =
            |it: &serde_json::Value, key: &str| it[key].as_str().unwrap_or_default().to_owned();
        let of_querier = links.filter(|it| it["from"] == "querier");
        of_querier
            .map(|it| (text(it, "surface"), text(it, "verdict")))
            .collect()
    };
    let owned = |[surface, verdict]: [&str; 2]| (surface.to_owned(), verdict.to_owned());
    let old = owned(["frontend-client", "unproven"]);
    let new = owned(["scheduler-client", "failed"]);
    let [one, other] = [pair("2.10.0", true), pair("3.0.2", true)];
    for files in [
        [("old/compose.yaml", &one), ("new/compose.yaml", &other)],
        [("a/compose.yaml", &other), ("b/compose.yaml", &one)],
    ] {
        let both = said(&files.map(|(path, text)| (path, text.as_str())));
        let mut found = links(&both);
        found.sort();
        assert_eq!(
            found,
            [old.clone(), new.clone()],
            "{}",
            both.report["links"]
        );
        let lines = both.lines("MT401");
        let file = files.iter().find(|(_, text)| **text == other);
        assert_eq!(lines, [(file.expect("the newer").0.to_owned(), 9)]);
    }
    // One cluster of one release in two places is one cluster still.
    let same = said(&[("a/compose.yaml", &one), ("b/compose.yaml", &one)]);
    assert!(links(&same).iter().all(|it| *it == old), "{}", same.report);
    // The plaintext of one release is nothing to the TLS of another.
    let plain = pair("3.0.2", false);
    let mixed = said(&[("a/compose.yaml", &one), ("b/compose.yaml", &plain)]);
    assert!(!mixed.codes().contains("MT401"), "{:?}", mixed.codes());
    let plain = pair("2.10.0", false);
    let mixed = said(&[("a/compose.yaml", &one), ("b/compose.yaml", &plain)]);
    assert!(mixed.codes().contains("MT401"), "{:?}", mixed.codes());
}

/// Where a release has one end alone, a cluster is on its way from one to the other.
#[test]
fn who_finds_nobody_of_its_own_release_meets_another() {
    let old = pair("2.17.0", true);
    let (querier, scheduler) = old.split_once("  query-scheduler:").expect("both");
    let scheduler = format!("services:\n  query-scheduler:{scheduler}").replace("2.17.0", "3.0.2");
    let said = said(&[("a/compose.yaml", querier), ("b/compose.yaml", &scheduler)]);
    assert!(said.codes().contains("MT401"), "{}", said.report["links"]);
}

/// A pod of that image with an option that is misspelt, one that nobody knows and one
/// that went.
fn pod(tag: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: mimir}}\nspec:\n  containers:\n  - name: mimir\n    image: grafana/mimir:{tag}\n    args:\n    \
         - -target=all\n    - -server.grpc-listen-prot=1\n    - -brand-new.thing=3\n    - -blocks-storage.bucket-store.index-cache.redis.tls-enabled=true\n"
    )
}

/// What a release knows that only stands in proves nothing of what runs.
#[test]
fn an_option_that_a_stand_in_lacks_is_no_error() {
    for (tag, severities) in [
        ("3.1.0", ["error", "error", "error"]),
        ("r350-abcdef1", ["warning", "note", "note"]),
        ("main-abcdef1", ["warning", "note", "note"]),
        ("9.2.0", ["warning", "note", "note"]),
    ] {
        let said = said(&[("pod.yaml", &pod(tag))]);
        let findings = said.report["findings"].as_array().expect("findings");
        for (line, severity) in (10..).zip(severities) {
            let found = findings.iter().find(|it| it["place"]["line"] == line);
            let found = found.unwrap_or_else(|| panic!("{tag} {line}: {findings:?}"));
            assert_eq!(found["severity"], severity, "{tag}: {found}");
            let what = found["what"].as_str().expect("words");
            let is_doubted = what.contains(&format!("`{tag}`"));
            assert_eq!(is_doubted, severity != "error", "{what}");
        }
        // Who gives the release knows it.
        let place = super::said::place(&[("pod.yaml", &pod(tag))]);
        let given = Said::of(&place, "--release 3.1 pod.yaml");
        assert_eq!(given.lines("MT117").len(), 2, "{tag}");
        assert!(given.codes().contains("MT116"), "{tag}");
    }
}

/// A patch of a line that is known has what that has, and may have been given more.
#[test]
fn of_a_later_patch_only_an_option_of_the_next_line_is_in_doubt() {
    let pod = pod("3.0.99").replace(
        "-brand-new.thing=3",
        "-ingest-storage.kafka.tls-enabled=true",
    );
    let said = said(&[("pod.yaml", &pod)]);
    let findings = said.report["findings"].as_array().expect("findings");
    for (line, code, severity) in [(10, "MT117", "error"), (11, "MT115", "warning")] {
        let found = findings.iter().find(|it| it["place"]["line"] == line);
        let found = found.unwrap_or_else(|| panic!("{line}: {findings:?}"));
        assert_eq!(
            (&found["code"], &found["severity"]),
            (&code.into(), &severity.into()),
            "{found}"
        );
    }
}

/// Each process is held against the release of its own image, with the configuration
/// that several share; what is built beside it may be any.
#[test]
fn each_process_is_of_its_own_release() {
    let compose = |other: &str| {
        format!(
            "services:\n  old:\n    image: grafana/mimir:2.15.0\n    command: [-config.file=/etc/mimir.yaml]\n  \
             more:\n    image: grafana/mimir:2.15.0\n    command: [-target=all]\n  \
             other:\n    {other}\n    command: [-target=all, -ingest-storage.kafka.tls-enabled=true]\n"
        )
    };
    let config = "ingest_storage: {kafka: {tls_enabled: true}}\n";
    for (other, is_late) in [
        ("image: grafana/mimir:2.15.0", true),
        ("image: grafana/mimir:3.1.0", false),
        ("build: {context: .}", false),
        ("build: .\n    image: mimir:latest", false),
    ] {
        let said = said(&[("compose.yaml", &compose(other)), ("mimir.yaml", config)]);
        let findings = said.report["findings"].as_array().expect("findings");
        let late = findings.iter().filter(|it| it["code"] == "MT115");
        let places = late.flat_map(|it| {
            let others = it["places"].as_array().into_iter().flatten();
            let all = std::iter::once(&it["place"]).chain(others);
            all.map(|place| place["file"].as_str().expect("a file").to_owned())
                .collect::<Vec<_>>()
        });
        let files: Vec<String> = places.collect();
        match is_late {
            true => assert_eq!(files, ["compose.yaml", "mimir.yaml"], "{other}"),
            false => assert_eq!(files, ["mimir.yaml"], "{other}"),
        }
    }
}
