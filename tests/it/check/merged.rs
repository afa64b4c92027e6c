//! Partial objects that a kustomization merges into others, and other images: what
//! comes of that is judged, with the places of the texts that it is made of.

use std::collections::BTreeSet;
use std::fs;

use super::kustomized::{BASE, CERT, WRONG};
use super::said::{Said, place, said};

/// A partial object with a container of that name and those arguments.
fn partial(name: &str, container: &str, arguments: &[&str]) -> String {
    let arguments: Vec<String> = arguments
        .iter()
        .map(|it| format!("        - {it}\n"))
        .collect();
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: {name}}}\nspec:\n  template:\n    spec:\n      containers:\n      - name: {container}\n        args:\n{}",
        arguments.concat()
    )
}

/// The same where another text has it.
fn indented(text: &str, by: usize) -> String {
    text.trim_end()
        .replace('\n', &format!("\n{}", " ".repeat(by)))
}

#[track_caller]
fn checked(kustomization: &str, patch: &str) -> Said {
    said(&[
        ("base.yaml", BASE),
        ("kustomization.yaml", kustomization),
        ("patch.yaml", patch),
    ])
}

#[test]
fn every_way_to_name_a_partial_object_is_followed() {
    let own = partial("mimir-querier", "mimir", &["-target=querier", WRONG]);
    let anybody = own.replace("mimir-querier}", "whoever}");
    let file = "patch.yaml";
    let inline = "kustomization.yaml";
    for (kustomization, patch, at) in [
        ("patches: [{path: patch.yaml}]".to_owned(), &own, (file, 11)),
        (
            "patchesStrategicMerge: [patch.yaml]".to_owned(),
            &own,
            (file, 11),
        ),
        (
            "patches: [{target: {kind: Deployment}, path: patch.yaml}]".to_owned(),
            &anybody,
            (file, 11),
        ),
        (
            format!("patches:\n- patch: |-\n    {}", indented(&own, 4)),
            &own,
            (inline, 14),
        ),
        (
            format!("patchesStrategicMerge:\n- |-\n  {}", indented(&own, 2)),
            &own,
            (inline, 14),
        ),
        (
            format!(
                "patches:\n- patch: |-\n    {}\n    ---\n    {}",
                indented(&partial("mimir-querier", "other", &["-a"]), 4),
                indented(&own, 4)
            ),
            &own,
            (inline, 25),
        ),
    ] {
        let kustomization = format!("resources: [base.yaml]\n{kustomization}\n");
        let is_inline = at.0 == inline;
        let said = match is_inline {
            true => said(&[("base.yaml", BASE), ("kustomization.yaml", &kustomization)]),
            false => checked(&kustomization, patch),
        };
        said.stands("MT110", at.0, at.1);
        // Neither is the other half of a pair, nor a process by itself.
        assert_eq!(
            said.codes(),
            BTreeSet::from(["MT110"]),
            "{kustomization}: {}",
            said.report
        );
        let processes = said.report["processes"].as_array().map_or(0, Vec::len);
        assert_eq!(processes, 1, "{kustomization}: {}", said.report);
        if !is_inline {
            assert_eq!(said.words(file), "a patch of a kustomization");
        }
    }
}

/// What an operation leads to may be there only after something was merged in.
#[test]
fn operations_and_partial_objects_are_made_in_their_order() {
    let merge = "- target: {kind: Deployment}\n  patch: |-\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata: {name: any}\n    spec: {template: {spec: {containers: [{name: mimir, env: [{name: A, value: b}]}]}}}\n";
    let operation = format!(
        "- target: {{kind: Deployment}}\n  patch: |-\n    - op: add\n      path: /spec/template/spec/containers/0/env/-\n      value: {{name: B, value: c}}\n    - op: add\n      path: /spec/template/spec/containers/0/args/-\n      value: {CERT}\n"
    );
    let of = |patches: &str| checked(&format!("resources: [base.yaml]\npatches:\n{patches}"), "");
    let right = of(&format!("{merge}{operation}"));
    for code in ["MT101", "MT617"] {
        assert!(!right.codes().contains(code), "{}", right.report);
    }
    let wrong = of(&format!("{operation}{merge}"));
    wrong.stands("MT617", "kustomization.yaml", 5);
    // A container that comes in is the first.
    let side = merge.replace(
        "name: mimir, env: [{name: A, value: b}]",
        "name: side, image: s, env: [], args: []",
    );
    let first = of(&format!("{side}{operation}"));
    assert!(first.codes().contains("MT101"), "{}", first.report);
    assert!(!first.codes().contains("MT617"), "{}", first.report);
}

#[test]
fn what_cannot_be_merged_is_told_with_its_place() {
    let own = partial("mimir-querier", "mimir", &["-target=querier", WRONG]);
    let by_file = "patches:\n- path: patch.yaml";
    let named = ("kustomization.yaml", 3);
    for (kustomization, patch, at, word) in [
        (
            by_file,
            own.replace("mimir-querier", "mimir-ingester"),
            named,
            "Deployment mimir-ingester",
        ),
        (
            by_file,
            own.replace("apps/v1", "apps/v1beta1"),
            named,
            "Deployment mimir-querier",
        ),
        (
            by_file,
            own.replace("mimir-querier}", "mimir-querier, namespace: a}"),
            named,
            "mimir-querier a",
        ),
        (
            "patches:\n- {path: patch.yaml, target: {kind: StatefulSet}}",
            own.clone(),
            named,
            "StatefulSet",
        ),
        (
            by_file,
            own.replace("args:\n        - -target=querier\n        - ", "args: "),
            ("patch.yaml", 9),
            "containers/args",
        ),
        (
            by_file,
            own.replace("containers:", "$patch: what\n      containers:"),
            ("patch.yaml", 1),
            "$patch",
        ),
        (
            "patches:\n- path: mimir.yaml",
            own.clone(),
            named,
            "mimir.yaml",
        ),
    ] {
        let said = checked(
            &format!("resources: [base.yaml]\n{kustomization}\n"),
            &patch,
        );
        said.stands("MT617", at.0, at.1);
        let found = said.report["findings"].as_array().expect("findings");
        let found = found
            .iter()
            .find(|it| it["code"] == "MT617")
            .expect("found");
        let what = found["what"].as_str().unwrap_or_default();
        assert!(what.contains(word), "{what}");
    }
    // What is nobody's here, and what nothing hangs on, is not told.
    let harmless = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: mimir-gone}\nspec: {replicas: 3, template: {spec: {containers: [{name: mimir, resources: {limits: {cpu: 1}}}]}}}\n";
    let said = checked(
        "resources: [base.yaml]\npatches: [{path: patch.yaml}]\n",
        harmless,
    );
    assert!(!said.codes().contains("MT617"), "{}", said.report);
}

#[test]
fn what_a_partial_object_takes_away_is_no_longer_told() {
    for (spec, is_left) in [
        ("containers: [{name: mimir, args: [-target=all]}]", true),
        ("containers: [{name: mimir, $patch: delete}]", false),
        ("$patch: delete", false),
    ] {
        let patch = format!(
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: mimir-querier}}\nspec: {{template: {{spec: {{{spec}}}}}}}\n"
        );
        let said = checked(
            "resources: [base.yaml]\npatches: [{path: patch.yaml}]\n",
            &patch,
        );
        assert!(!said.codes().contains("MT101"), "{spec}: {}", said.report);
        let processes = said.report["processes"].as_array().map_or(0, Vec::len);
        assert_eq!(processes, usize::from(is_left), "{spec}: {}", said.report);
    }
    let gone =
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: mimir-querier}\n$patch: delete\n";
    let said = checked(
        "resources: [base.yaml]\npatches: [{path: patch.yaml}]\n",
        gone,
    );
    assert_eq!(said.codes(), BTreeSet::new(), "{}", said.report);
}

/// Of kinds that are not Kubernetes' own, mappings join and lists do not.
#[test]
fn values_of_a_release_are_merged() {
    let release = "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: mimir}\nspec:\n  chart: {spec: {chart: mimir-distributed, version: 5.7.0}}\n  values:\n    mimir:\n      structuredConfig:\n        target: all\n";
    let patch = "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: mimir}\nspec:\n  values:\n    mimir:\n      structuredConfig:\n        server:\n          grpc_tls_config:\n            cert_file: /t/a\n";
    let said = said(&[
        ("base.yaml", release),
        (
            "kustomization.yaml",
            "resources: [base.yaml]\npatches: [{path: patch.yaml}]\n",
        ),
        ("patch.yaml", patch),
    ]);
    said.stands("MT101", "patch.yaml", 10);
}

#[test]
fn a_fix_is_made_in_the_partial_object_that_a_value_comes_from() {
    let switch = "-ingester.client.tls-enabled=true";
    let plain = BASE.replace("        - -server.grpc-tls-key-path=/t/k\n", "");
    let patch = partial(
        "mimir-querier",
        "mimir",
        &["-target=querier", "-ingester.client.tls-ca-path=/t/ca"],
    );
    let place = place(&[
        ("base.yaml", &plain),
        (
            "kustomization.yaml",
            "resources: [base.yaml]\npatches: [{path: patch.yaml}]\n",
        ),
        ("patch.yaml", &patch),
    ]);
    let ran = place.run("check --fix base.yaml kustomization.yaml patch.yaml");
    let fixed = fs::read_to_string(place.at("patch.yaml.fixed")).unwrap_or_default();
    assert!(fixed.contains(switch), "{}", ran.stdout);
    let own = fs::read_to_string(place.at("base.yaml.fixed"));
    assert!(
        own.is_err() || own.is_ok_and(|it| it == plain),
        "{}",
        ran.stdout
    );
}

/// The release is that of the image that is run.
#[test]
fn images_of_kustomizations_give_the_release() {
    let of = |images: &str| {
        let said = checked(&format!("resources: [base.yaml]\nimages: [{images}]\n"), "");
        let (release, what) = said.release();
        (release.to_owned(), what.to_owned())
    };
    let is = |release: &str| (release.to_owned(), "image".to_owned());
    for (images, release) in [
        ("{name: grafana/mimir, newTag: 3.0.0}", "3.0.0"),
        (
            "{name: grafana/mimir, newName: example.com/grafana/mimir}",
            "2.17.0",
        ),
        (
            "{name: grafana/mimir, newName: example.com/grafana/mimir, newTag: 3.0.0}",
            "3.0.0",
        ),
        (
            "{name: grafana/mimir, newTag: 3.0.0, digest: 'sha256:aa'}",
            "3.0.0",
        ),
        ("{name: grafana/loki, newTag: 3.0.0}", "2.17.0"),
        ("{name: grafana/mim, newTag: 3.0.0}", "2.17.0"),
    ] {
        assert_eq!(of(images), is(release), "{images}");
    }
    // A partial object may change it first.
    let image = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: mimir-querier}\nspec: {template: {spec: {containers: [{name: mimir, image: 'r/grafana/mimir:2.16.0'}]}}}\n";
    let both = |images: &str| {
        let text = format!("resources: [base.yaml]\npatches: [{{path: patch.yaml}}]\n{images}");
        checked(&text, image).release().0.to_owned()
    };
    assert_eq!(both(""), "2.16.0");
    assert_eq!(
        both("images: [{name: r/grafana/mimir, newTag: 2.15.0}]\n"),
        "2.15.0"
    );
    // So may an operation.
    let operation = "patches:\n- target: {kind: Deployment}\n  patch: |-\n    - op: replace\n      path: /spec/template/spec/containers/0/image\n      value: r/grafana/mimir:2.16.0\nimages: [{name: r/grafana/mimir, newTag: 2.15.0}]\n";
    let said = checked(&format!("resources: [base.yaml]\n{operation}"), "");
    assert_eq!(said.release().0, "2.15.0");
}

/// A ConfigMap with half a pair in Mimir's configuration, and who reads it.
const MAP: &str = "apiVersion: v1
kind: ConfigMap
metadata: {name: mimir-config}
data:
  other.yaml: 'a: b'
  mimir.yaml: |
    server:
      grpc_tls_config: {cert_file: /tls/a}
";

const READER: &str = "apiVersion: apps/v1
kind: Deployment
metadata: {name: mimir}
spec:
  template:
    spec:
      containers:
      - name: mimir
        image: grafana/mimir:3.0.1
        args: [-target=all, -config.file=/etc/mimir/mimir.yaml]
        volumeMounts: [{name: config, mountPath: /etc/mimir}, {name: tls, mountPath: /tls}]
      volumes:
      - name: config
        configMap: {name: mimir-config}
      - name: tls
        secret: {secretName: tls}
";

const REPLACED: &str = "server:
  grpc_tls_config: {cert_file: /tls/a, key_file: /tls/b}
  http_tls_config: {cert_file: /tls/a}
";

#[test]
fn a_generator_puts_its_entries_in_the_place_of_others() {
    let generator = |words: &str| {
        format!("resources: [../base]\nconfigMapGenerator:\n- name: mimir-config\n  {words}\n")
    };
    let written = "resources: [map.yaml, reader.yaml]\n";
    let generated = "resources: [reader.yaml]\nconfigMapGenerator: [{name: mimir-config, files: [mimir.yaml]}]\n";
    let half = "server: {grpc_tls_config: {cert_file: /tls/a}}\n";
    for (words, is_replaced) in [
        ("behavior: replace\n  files: [mimir.yaml]", true),
        ("behavior: merge\n  files: [mimir.yaml]", true),
        ("behavior: merge\n  files: [other.yaml=mimir.yaml]", false),
        ("behavior: merge\n  literals: [a=b]", false),
        (
            "namespace: elsewhere\n  behavior: replace\n  files: [mimir.yaml]",
            false,
        ),
    ] {
        for (base, file, text) in [
            (written, "base/map.yaml", MAP),
            (generated, "base/mimir.yaml", half),
        ] {
            let report = said(&[
                ("base/kustomization.yaml", base),
                (file, text),
                ("base/reader.yaml", READER),
                ("prod/kustomization.yaml", &generator(words)),
                ("prod/mimir.yaml", REPLACED),
            ]);
            let found = report.lines("MT101");
            let at = |path: &str| found.iter().any(|(file, _)| file == path);
            assert_eq!(at(file), !is_replaced, "{file} {words}: {}", report.report);
            assert_eq!(at("prod/mimir.yaml"), is_replaced, "{file} {words}");
        }
    }
    let report = said(&[
        ("base/kustomization.yaml", generated),
        ("base/mimir.yaml", half),
        ("base/reader.yaml", READER),
        (
            "prod/kustomization.yaml",
            &generator("behavior: replace\n  files: [mimir.yaml]"),
        ),
        ("prod/mimir.yaml", REPLACED),
    ]);
    assert_eq!(
        report.words("base/mimir.yaml"),
        "a kustomization takes it away, or puts something else in its place"
    );
}
