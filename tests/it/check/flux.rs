//! What Flux does before Helm and Mimir: it puts variables in, and takes values out of
//! ConfigMaps, ours and those of other charts.

use super::said::said;

fn kustomization(build: &str) -> String {
    format!(
        "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {{name: apps}}\nspec:\n  path: ./apps/mimir\n{build}"
    )
}

/// A release whose gRPC listener asks for clients by a word that Flux puts in.
fn release(word: &str) -> String {
    format!(
        "apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {{name: mimir}}
spec:
  chart: {{spec: {{chart: mimir-distributed, version: 5.7.0}}}}
  values:
    mimir:
      structuredConfig:
        server:
          grpc_tls_config:
            cert_file: ${{dir}}/tls.crt
            key_file: ${{dir}}/tls.key
            client_auth_type: {word}
"
    )
}

#[test]
fn flux_puts_in_what_its_kustomization_says() {
    let build = |auth: &str| {
        kustomization(&format!(
            "  postBuild:\n    substitute: {{dir: /certs, auth: {auth}}}\n"
        ))
    };
    let check = |kustomization: &str, word: &str| {
        said(&[
            ("clusters/one.yaml", kustomization),
            ("apps/mimir/release.yaml", &release(word)),
        ])
    };
    // A wrong word is one wherever it stands, and a right one is none.
    let wrong = check(&build("Wrong"), "${auth}");
    wrong.stands("MT107", "apps/mimir/release.yaml", 13);
    assert!(!wrong.notes().contains("MT137"), "{:?}", wrong.notes());
    let right = check(&build("NoClientCert"), "${auth}");
    assert!(!right.codes().contains("MT107"), "{:?}", right.codes());
    // Its defaults have a sign that Mimir's have not.
    for sign in [":=", ":-"] {
        let word = |default: &str| format!("${{unset{sign}{default}}}");
        let right = check(&build("x"), &word("NoClientCert"));
        assert!(!right.codes().contains("MT107"), "{:?}", right.codes());
        assert!(check(&build("x"), &word("Wrong")).codes().contains("MT107"));
    }
    // What is set for another folder, or nowhere, is not known.
    let elsewhere = build("Wrong").replace("./apps/mimir", "./apps/loki");
    for other in [&elsewhere, &kustomization("")] {
        let open = check(other, "${auth}");
        assert!(open.notes().contains("MT137"), "{:?}", open.notes());
        assert!(!open.codes().contains("MT107"), "{:?}", open.codes());
    }
}

#[test]
fn what_two_clusters_set_differently_is_not_known() {
    let one = kustomization("  postBuild: {substitute: {dir: /certs, auth: Wrong}}\n");
    let other = one.replace("Wrong", "NoClientCert");
    let text = release("${auth}");
    let said = said(&[
        ("clusters/one.yaml", &one),
        ("clusters/other.yaml", &other),
        ("apps/mimir/release.yaml", &text),
    ]);
    assert!(said.notes().contains("MT137"), "{:?}", said.notes());
    assert!(!said.codes().contains("MT107"), "{:?}", said.codes());
}

#[test]
fn variables_of_a_config_map_are_put_in_too() {
    let from = kustomization(
        "  postBuild: {substituteFrom: [{kind: ConfigMap, name: cluster}]}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: cluster}\ndata: {dir: /certs, auth: Wrong}\n",
    );
    let said = said(&[
        ("clusters/one.yaml", &from),
        ("apps/mimir/release.yaml", &release("${auth}")),
    ]);
    assert!(said.codes().contains("MT107"), "{:?}", said.codes());
}

/// Components have one name in Mimir, Loki and Tempo: who takes the values tells whose
/// they are.
#[test]
fn values_that_another_charts_release_takes_are_not_ours() {
    let file = |chart: &str, from: &str| {
        format!(
            "apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {{name: it}}
spec:
  chart: {{spec: {{chart: {chart}, version: 5.7.0}}}}
  valuesFrom: [{from}]
---
apiVersion: v1
kind: ConfigMap
metadata: {{name: it-values}}
data:
  values.yaml: |
    distributor: {{replicas: 2}}
    ingester: {{replicas: 3, extraArgs: {{server.grpc-tls-cert-path: /t/a}}}}
    compactor: {{replicas: 1}}
"
        )
    };
    let of = |chart: &str, from: &str| {
        let text = file(chart, from);
        let said = said(&[("release.yaml", &text)]);
        let processes = said.report["processes"].as_array().map_or(0, Vec::len);
        (processes > 0, said.codes().contains("MT101"))
    };
    let from = "{kind: ConfigMap, name: it-values}";
    assert_eq!(of("tempo-distributed", from), (false, false));
    assert_eq!(of("mimir-distributed", from), (true, true));
    // Somebody else's are told as before.
    assert_eq!(
        of("tempo-distributed", "{kind: ConfigMap, name: others}"),
        (true, true)
    );
}

/// What a Kustomization of Flux changes of what it applies.
#[test]
fn patches_of_flux_are_made_of_what_its_path_reaches() {
    let patch = "  patches:\n  - target: {kind: HelmRelease, name: mimir}\n    patch: |\n      apiVersion: helm.toolkit.fluxcd.io/v2\n      kind: HelmRelease\n      metadata: {name: mimir}\n      spec:\n        values:\n          mimir:\n            structuredConfig:\n              server:\n                grpc_tls_config: {client_auth_type: Wrong}\n";
    let operation = "  patches:\n  - target: {kind: HelmRelease}\n    patch: |\n      - op: replace\n        path: /spec/values/mimir/structuredConfig/server/grpc_tls_config/client_auth_type\n        value: Wrong\n";
    let text = release("NoClientCert").replace("${dir}", "/certs");
    for (patch, line) in [(patch, 17), (operation, 11)] {
        let flux = kustomization(patch);
        for (path, own) in [
            ("apps/mimir/release.yaml", None),
            ("repo/apps/mimir/release.yaml", None),
            (
                "apps/mimir/below/release.yaml",
                Some((
                    "apps/mimir/kustomization.yaml",
                    "resources: [below/release.yaml]\n",
                )),
            ),
            (
                "apps/mimir/below/release.yaml",
                Some((
                    "apps/mimir/below/kustomization.yaml",
                    "resources: [release.yaml]\n",
                )),
            ),
        ] {
            let mut files = vec![("clusters/one.yaml", flux.as_str()), (path, text.as_str())];
            files.extend(own);
            let said = said(&files);
            said.stands("MT107", "clusters/one.yaml", line);
            assert!(!said.codes().contains("MT617"), "{path}: {}", said.report);
        }
        // What another folder holds it does not change, and says so.
        let said = said(&[
            ("clusters/one.yaml", &flux),
            ("apps/loki/release.yaml", &text),
        ]);
        said.stands("MT617", "clusters/one.yaml", 7);
        assert!(!said.codes().contains("MT107"), "{}", said.report);
    }
}

#[test]
fn images_of_flux_give_the_release() {
    let flux = kustomization("  images: [{name: grafana/mimir, newTag: 3.0.0}]\n");
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: mimir}\nspec: {containers: [{name: mimir, image: 'grafana/mimir:2.17.0', args: [-target=all]}]}\n";
    let of = |path: &str| {
        said(&[("clusters/one.yaml", &flux), (path, pod)])
            .release()
            .0
            .to_owned()
    };
    assert_eq!(of("apps/mimir/pod.yaml"), "3.0.0");
    assert_eq!(of("apps/loki/pod.yaml"), "2.17.0");
}

/// What Flux changes in what a chart renders is known of the rendered text alone.
#[test]
fn patches_of_what_a_chart_renders_are_told() {
    let merged = |key: &str| {
        format!(
            "    - patch: |\n        apiVersion: apps/v1\n        kind: StatefulSet\n        metadata: {{name: mimir-ingester}}\n        \
             spec: {{template: {{spec: {{containers: [{{name: ingester, {key}}}]}}}}}}\n"
        )
    };
    let operations = |target: &str, path: &str| {
        format!(
            "    - target: {{kind: StatefulSet, name: {target}}}\n      patch: |\n        - {{op: add, path: {path}, value: x}}\n"
        )
    };
    let arguments = "/spec/template/spec/containers/0/args/-";
    let inline = format!(
        "    - target: {{kind: StatefulSet, name: mimir-ingester}}\n      patch: [{{op: add, path: {arguments}, value: x}}]\n"
    );
    for (key, patch, is_told) in [
        ("patches", merged("args: [-server.tls-min-version=x]"), true),
        ("patches", merged("env: [{name: A, value: b}]"), true),
        ("patches", merged("resources: {limits: {cpu: 1}}"), false),
        ("patches", operations("mimir-ingester", arguments), true),
        ("patches", operations("mimir-minio", arguments), false),
        (
            "patches",
            operations("mimir-ingester", "/metadata/labels/a"),
            false,
        ),
        ("patchesJson6902", inline, true),
    ] {
        let rendered = format!(
            "{}  postRenderers:\n  - kustomize:\n      {key}:\n{}",
            release("NoClientCert"),
            patch
                .replace("\n    ", "\n      ")
                .replacen("    ", "      ", 1)
        );
        let told = said(&[("release.yaml", &rendered)]);
        assert_eq!(
            told.lines("MT617").len(),
            usize::from(is_told),
            "{rendered}"
        );
    }
}

#[test]
fn the_image_that_flux_puts_in_names_the_release() {
    for (image, wanted) in [
        ("{name: grafana/mimir, newTag: 2.15.0}", "2.15.0"),
        (
            "{name: docker.io/grafana/mimir, newName: here/mimir, newTag: 2.15.0}",
            "2.15.0",
        ),
        ("{name: nginx, newTag: 2.15.0}", "2.16.0"),
    ] {
        let text = format!(
            "{}  postRenderers: [{{kustomize: {{images: [{image}]}}}}]\n",
            release("NoClientCert")
        );
        assert_eq!(
            said(&[("release.yaml", &text)]).release().0,
            wanted,
            "{image}"
        );
    }
}

/// Flux puts in after it has patched, and in whatever it applies.
#[test]
fn flux_puts_in_what_its_patches_bring() {
    let manifest = "apiVersion: apps/v1
kind: Deployment
metadata: {name: mimir}
spec:
  template:
    spec:
      containers:
      - name: mimir
        image: grafana/mimir:3.0.1
        args: [-target=all]
";
    let patches = "  patches:
  - patch: |
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: mimir}
      spec:
        template:
          spec:
            containers:
            - name: mimir
              args: ['-target=all', '-server.grpc-tls-client-auth=${auth:=Odd}']
";
    let check = |build: &str| {
        let all = kustomization(&format!("{build}{patches}"));
        let files = [
            ("clusters/one.yaml", all.as_str()),
            ("apps/mimir/all.yaml", manifest),
        ];
        said(&files).lines("MT107")
    };
    let at = [("clusters/one.yaml".to_owned(), 17)];
    let build = |word: &str| format!("  postBuild: {{substitute: {{{word}}}}}\n");
    assert_eq!(check(&build("auth: Wrong")), at);
    assert_eq!(check(&build("other: a")), at);
    assert_eq!(check(&build("auth: NoClientCert")), []);
}
