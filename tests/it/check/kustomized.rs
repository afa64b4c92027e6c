//! Patches in the form of RFC 6902: what a kustomization makes of manifests is what
//! is judged, with the places of the texts that it is made of.

use std::collections::BTreeSet;
use std::fs;

use super::said::{Said, place, said};

/// A Deployment whose listener has a key, and no certificate.
pub(super) const BASE: &str = "apiVersion: apps/v1
kind: Deployment
metadata: {name: mimir-querier, labels: {app: mimir}}
spec:
  template:
    spec:
      containers:
      - name: mimir
        image: grafana/mimir:2.17.0
        args:
        - -target=querier
        - -server.grpc-tls-key-path=/t/k
        volumeMounts: [{name: t, mountPath: /t}]
      volumes: [{name: t, secret: {secretName: t}}]
";

/// A patch that adds an argument.
fn add(argument: &str) -> String {
    format!("- op: add\n  path: /spec/template/spec/containers/0/args/-\n  value: {argument}\n")
}

/// A kustomization of `base.yaml` with that patch in its text.
fn inline(target: &str, patch: &str) -> String {
    let patch = patch.trim_end().replace('\n', "\n    ");
    format!("resources: [base.yaml]\npatches:\n- target: {{{target}}}\n  patch: |-\n    {patch}\n")
}

#[track_caller]
fn checked(kustomization: &str) -> Said {
    said(&[("base.yaml", BASE), ("kustomization.yaml", kustomization)])
}

/// The certificate that it lacks.
pub(super) const CERT: &str = "-server.grpc-tls-cert-path=/t/a";
/// What no release takes.
pub(super) const WRONG: &str = "-server.tls-min-version=VersionTLS99";

#[test]
fn what_a_patch_adds_counts_and_is_told_at_the_patch() {
    // By itself the base has half a pair.
    let alone = said(&[("base.yaml", BASE)]);
    alone.stands("MT101", "base.yaml", 12);
    let patch = format!("{}{}", add(CERT), add(WRONG));
    let whole = checked(&inline("kind: Deployment", &patch));
    assert!(!whole.codes().contains("MT101"), "{}", whole.report);
    assert!(!whole.codes().contains("MT617"), "{}", whole.report);
    let told = [("kustomization.yaml".to_owned(), 10)];
    assert_eq!(whole.lines("MT110"), told);
    // What stands in the base is told there, and its columns are its own.
    let found = whole.report["findings"].as_array().expect("findings");
    let of_base = found.iter().find(|it| it["code"] == "MT139");
    let of_base = &of_base.unwrap_or_else(|| panic!("{found:?}"))["place"];
    assert_eq!(
        (of_base["file"].as_str(), &of_base["line"]),
        (Some("base.yaml"), &12.into())
    );
    assert_eq!(
        whole.words("kustomization.yaml"),
        "a kustomization, its patches and the values of its chart"
    );
}

#[test]
fn every_way_to_name_a_patch_is_followed() {
    let patch = format!("{}{}", add(CERT), add(WRONG));
    let json = format!(
        "[{{\"op\": \"add\", \"path\": \"/spec/template/spec/containers/0/args/-\", \"value\": \"{CERT}\"}},\n\
         {{\"op\": \"add\", \"path\": \"/spec/template/spec/containers/0/args/-\", \"value\": \"{WRONG}\"}}]\n"
    );
    let file = |key: &str, name: &str| {
        format!(
            "resources: [base.yaml]\n{key}:\n- target: {{version: v1, group: apps, kind: Deployment, name: mimir-querier}}\n  path: {name}\n"
        )
    };
    for (kustomization, name, text, line) in [
        (file("patches", "p.yaml"), "p.yaml", &patch, 6),
        (file("patchesJson6902", "p.yaml"), "p.yaml", &patch, 6),
        (file("patchesJson6902", "./p.json"), "p.json", &json, 2),
    ] {
        let said = said(&[
            ("base.yaml", BASE),
            ("kustomization.yaml", &kustomization),
            (name, text),
        ]);
        assert_eq!(
            said.lines("MT110"),
            [(name.to_owned(), line)],
            "{}",
            said.report
        );
        assert!(!said.codes().contains("MT101"), "{}", said.report);
        assert_eq!(said.words(name), "a patch of a kustomization");
    }
    for target in [
        "kind: Deployment",
        "name: mimir-.*",
        "labelSelector: app=mimir",
    ] {
        let said = checked(&inline(target, &add(WRONG)));
        assert!(said.codes().contains("MT110"), "{target}: {}", said.report);
        assert!(!said.codes().contains("MT617"), "{target}: {}", said.report);
    }
}

#[test]
fn what_a_patch_replaces_or_removes_is_no_longer_told() {
    let path = "path: /spec/template/spec/containers/0/args/1";
    for patch in [
        format!("- op: replace\n  {path}\n  value: -log.level=info\n"),
        format!("- op: remove\n  {path}\n"),
        format!(
            "- op: test\n  {path}\n  value: -server.grpc-tls-key-path=/t/k\n- op: remove\n  {path}\n"
        ),
        "- op: move\n  from: /spec/template/spec/containers/0/args/0\n  path: /spec/template/spec/containers/0/args/-\n- op: remove\n  path: /spec/template/spec/containers/0/args/0\n".to_owned(),
    ] {
        let said = checked(&inline("kind: Deployment", &patch));
        assert_eq!(said.codes(), BTreeSet::new(), "{patch}: {}", said.report);
    }
}

/// A file that is half read is no file without errors.
#[test]
fn what_cannot_be_applied_is_told_with_its_place() {
    let away = "- op: replace\n  path: /spec/template/spec/containers/0/args/7\n  value: -log.level=debug\n";
    let test = "- op: test\n  path: /spec/template/spec/containers/0/args/0\n  value: -target=all\n- op: remove\n  path: /spec/template/spec/containers/0/args/1\n";
    for (target, patch, line, word) in [
        ("kind: Deployment", away, 5, "args/7"),
        ("kind: Deployment", test, 5, "its test"),
        ("kind: StatefulSet", &add(CERT), 3, "StatefulSet"),
        (
            "kind: Deployment, name: mimir",
            &add(CERT),
            3,
            "Deployment mimir",
        ),
    ] {
        let said = checked(&inline(target, patch));
        let told = [("kustomization.yaml".to_owned(), line)];
        assert_eq!(said.lines("MT617"), told, "{target}: {}", said.report);
        let found = said.report["findings"].as_array().expect("findings");
        let found = found
            .iter()
            .find(|it| it["code"] == "MT617")
            .expect("found");
        assert!(
            found["what"].as_str().unwrap_or_default().contains(word),
            "{found}"
        );
    }
}

/// Neither what a chart renders nor a file that was not handed over can be changed.
#[test]
fn a_patch_beside_a_chart_is_told_too() {
    let charts = "helmCharts:\n- name: mimir-distributed\n  version: 5.7.0\n  valuesInline: {mimir: {structuredConfig: {target: all}}}\n";
    let patch = inline("kind: StatefulSet, name: mimir-ingester", &add(CERT));
    let told = said(&[("kustomization.yaml", &format!("{charts}{patch}"))]);
    told.stands("MT617", "kustomization.yaml", 7);
    let away = "resources: [base.yaml]\npatches:\n- {target: {kind: Deployment, name: mimir-querier}, path: away.yaml}\n";
    assert_eq!(
        checked(away).lines("MT617"),
        [("kustomization.yaml".to_owned(), 3)]
    );
    // What is nobody's here is not told.
    for harmless in [
        inline(
            "kind: StatefulSet, name: mimir-ingester",
            "- op: replace\n  path: /spec/replicas\n  value: 3\n",
        ),
        inline(
            "kind: Ingress, name: shop",
            "- op: replace\n  path: /spec/rules/0/host\n  value: a\n",
        ),
    ] {
        let said = said(&[("kustomization.yaml", &format!("{charts}{harmless}"))]);
        assert!(!said.codes().contains("MT617"), "{}", said.report);
    }
}

/// Of a base in two overlays each is a cluster of its own, and the base by itself
/// is none.
#[test]
fn each_overlay_changes_what_it_takes_in() {
    let overlay = |patch: &str| {
        inline("kind: Deployment", patch).replace("resources: [base.yaml]", "resources: [../base]")
    };
    let files = [
        ("base/base.yaml", BASE),
        (
            "base/kustomization.yaml",
            "resources: [base.yaml]\nnamePrefix: own-\n",
        ),
        ("prod/kustomization.yaml", &overlay(&add(CERT))),
        ("test/kustomization.yaml", &overlay(&add(WRONG))),
    ];
    let both = said(&files);
    assert_eq!(both.lines("MT110").len(), 1, "{}", both.report);
    both.stands("MT101", "base/base.yaml", 12);
    let prod = said(&files[..3]);
    assert!(!prod.codes().contains("MT101"), "{}", prod.report);
    // A name that the base's kustomization has given counts as the old one does.
    for name in ["mimir-querier", "own-mimir-querier"] {
        let named = overlay(&add(WRONG)).replace("kind: Deployment", &format!("name: {name}"));
        let said = said(&[files[0], files[1], ("prod/kustomization.yaml", &named)]);
        assert_eq!(said.lines("MT110").len(), 1, "{name}: {}", said.report);
    }
}

#[test]
fn components_and_lists_of_objects_are_patched() {
    let list = format!(
        "apiVersion: v1\nkind: List\nitems:\n- {}\n",
        BASE.trim_end().replace('\n', "\n  ")
    );
    let component = inline("kind: Deployment", &add(WRONG))
        .replace("resources: [base.yaml]", "kind: Component");
    let said = said(&[
        ("app/base.yaml", &list),
        (
            "app/kustomization.yaml",
            "resources: [base.yaml]\ncomponents: [../tls]\n",
        ),
        ("tls/kustomization.yaml", &component),
    ]);
    said.stands("MT110", "tls/kustomization.yaml", 7);
}

/// Values of a HelmRelease, a configuration in a ConfigMap: whoever reads it.
/// What meets its objects elsewhere is not told as fitting none: a component for
/// somebody's manifests, and an object that is made of files.
#[test]
fn who_waits_for_objects_is_not_told_that_it_fits_none() {
    let patch = add(CERT);
    let component = format!(
        "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n{}",
        inline("kind: Deployment", &patch).replace("resources: [base.yaml]\n", "")
    );
    let secret = "- op: add\n  path: /data\n  value: {a.crt: eA==}\n";
    let secret = inline("kind: Secret, name: mimir-tls", secret);
    let generated = format!("secretGenerator: [{{name: mimir-tls, files: [a.crt]}}]\n{secret}");
    for (text, is_told) in [(&component, false), (&generated, false), (&secret, true)] {
        let said = checked(text);
        assert_eq!(
            said.codes().contains("MT617"),
            is_told,
            "{text}: {}",
            said.report
        );
    }
    // Taken in by an overlay, it is for what stands there.
    let overlay = "resources: [../base.yaml]\ncomponents: [../tls]\n";
    let other = component.replace("kind: Deployment", "kind: CronJob");
    for (component, is_told) in [(component, false), (other, true)] {
        let said = said(&[
            ("base.yaml", BASE),
            ("tls/kustomization.yaml", &component),
            ("prod/kustomization.yaml", overlay),
        ]);
        assert_eq!(said.codes().contains("MT617"), is_told, "{}", said.report);
    }
}

#[test]
fn whatever_is_read_is_patched() {
    let map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: mimir}\ndata:\n  mimir.yaml: |\n    target: all\n";
    let whole = "- op: replace\n  path: /data/mimir.yaml\n  value: |\n    target: all\n    server:\n      grpc_tls_config: {cert_file: /t/a}\n";
    let told = said(&[
        ("base.yaml", map),
        ("kustomization.yaml", &inline("kind: ConfigMap", whole)),
    ]);
    told.stands("MT101", "kustomization.yaml", 10);
    let release = "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: mimir}\nspec:\n  chart: {spec: {chart: mimir-distributed, version: 5.7.0}}\n  values: {mimir: {structuredConfig: {target: all}}}\n";
    let one = "- op: add\n  path: /spec/values/mimir/structuredConfig/server\n  value:\n    grpc_tls_config:\n      cert_file: /t/a\n";
    let told = said(&[
        ("base.yaml", release),
        ("kustomization.yaml", &inline("kind: HelmRelease", one)),
    ]);
    told.stands("MT101", "kustomization.yaml", 9);
}

/// An edit is made where the value stands, and none where a patch would undo it.
#[test]
fn a_fix_is_made_where_the_value_comes_from() {
    let client = "-ingester.client.tls-ca-path=/t/ca";
    let switch = "-ingester.client.tls-enabled=true";
    let base = |arguments: &str| {
        BASE.replace(
            "-target=querier\n        - -server.grpc-tls-key-path=/t/k",
            arguments,
        )
    };
    let fixed = |base: &str, patch: &str| {
        let kustomization = inline("kind: Deployment", patch);
        let place = place(&[("base.yaml", base), ("kustomization.yaml", &kustomization)]);
        let ran = place.run("check --fix base.yaml kustomization.yaml");
        let changed = |name: &str, before: &str| {
            let after = fs::read_to_string(place.at(&format!("{name}.fixed")));
            after.is_ok_and(|after| after != before && after.contains(switch))
        };
        let changed = [
            changed("base.yaml", base),
            changed("kustomization.yaml", &kustomization),
        ];
        (changed, ran.stdout)
    };
    let path = "path: /spec/template/spec/containers/0/args";
    let plain = base("-target=querier");
    let whole = format!("- op: replace\n  {path}\n  value:\n  - -target=querier\n  - {client}\n");
    let (changed, said) = fixed(&plain, &whole);
    assert_eq!(changed, [false, true], "{said}");
    let own = base(&format!("{client}\n        - -target=querier"));
    let (changed, said) = fixed(&own, &add("-log.level=info"));
    assert_eq!(changed, [true, false], "{said}");
    // One more argument before it, and the patch would replace another.
    let second = format!("- op: replace\n  {path}/1\n  value: -target=ruler\n");
    let (changed, said) = fixed(&own, &second);
    assert_eq!(changed, [false, false], "{said}");
    assert!(said.contains("MT103"), "{said}");
}

/// An entry that Kustomize makes of a file may be called otherwise.
#[test]
fn a_generated_entry_has_a_name_of_its_own() {
    let kustomization = "resources: [sts.yaml]\nconfigMapGenerator:\n- name: mimir-config\n  files: [mimir.yaml=conf/m.yml]\n";
    let sts = "apiVersion: apps/v1
kind: StatefulSet
metadata: {name: mimir}
spec:
  template:
    spec:
      containers:
      - name: mimir
        image: grafana/mimir:2.17.2
        args: [-config.file=/etc/mimir/mimir.yaml]
        volumeMounts: [{name: c, mountPath: /etc/mimir}]
      volumes: [{name: c, configMap: {name: mimir-config}}]
";
    let config = "target: all\nmemberlist:\n  tls_enable: true\n";
    let said = said(&[
        ("kustomization.yaml", kustomization),
        ("sts.yaml", sts),
        ("conf/m.yml", config),
    ]);
    said.stands("MT119", "conf/m.yml", 3);
    let processes = said.report["processes"].as_array().map(Vec::len);
    assert_eq!(processes, Some(1), "{}", said.report);
}
