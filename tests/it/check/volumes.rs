//! What pods are given of Secrets and ConfigMaps: who makes those, with which keys,
//! and which mounts Kubernetes refuses.

use std::collections::BTreeSet;

use super::said::{Said, said};

/// A workload that takes its configuration from the Secret `mimir-config`.
const POD: &str = "apiVersion: apps/v1
kind: StatefulSet
metadata: {name: mimir}
spec:
  template:
    spec:
      containers:
      - name: mimir
        image: grafana/mimir:2.17.0
        args: [-target=all, -config.file=/etc/mimir/mimir.yaml]
        volumeMounts:
        - {name: config, mountPath: /etc/mimir}
      volumes:
      - {name: config, secret: {secretName: mimir-config}}
";

#[track_caller]
fn beside(maker: &str) -> Said {
    said(&[("pod.yaml", POD), ("maker.yaml", maker)])
}

/// An object of that kind with that name and what it says.
fn object(version: &str, kind: &str, name: &str, spec: &str) -> String {
    format!("apiVersion: {version}\nkind: {kind}\nmetadata: {{name: {name}}}\n{spec}\n")
}

#[test]
fn a_secret_that_somebody_makes_is_not_a_file_that_is_missing() {
    assert!(said(&[("pod.yaml", POD)]).notes().contains("MT525"));
    let es = "external-secrets.io/v1";
    let vault = "secrets.hashicorp.com/v1beta1";
    let data = "data: [{secretKey: mimir.yaml, remoteRef: {key: a}}]";
    let infisical = "secrets.infisical.com/v1alpha1";
    let trust = "trust.cert-manager.io/v1alpha1";
    let destination = "spec: {destination: {name: mimir-config, create: true}}";
    for maker in [
        object(es, "ExternalSecret", "mimir-config", &format!("spec: {{{data}}}")),
        object(es, "ExternalSecret", "a", &format!("spec: {{target: {{name: mimir-config}}, {data}}}")),
        object(es, "ExternalSecret", "mimir-config", "spec: {dataFrom: [{extract: {key: a}}]}"),
        object(es, "ExternalSecret", "mimir-config", "spec: {target: {template: {data: {mimir.yaml: x}}}, data: [{secretKey: a}]}"),
        object("bitnami.com/v1alpha1", "SealedSecret", "mimir-config", "spec: {encryptedData: {mimir.yaml: AgB}}"),
        object("bitnami.com/v1alpha1", "SealedSecret", "a", "spec: {template: {metadata: {name: mimir-config}}, encryptedData: {mimir.yaml: AgB}}"),
        object(vault, "VaultStaticSecret", "a", destination),
        object(vault, "VaultDynamicSecret", "a", destination),
        object(vault, "VaultPKISecret", "a", destination),
        object(vault, "HCPVaultSecretsApp", "a", destination),
        object("onepassword.com/v1", "OnePasswordItem", "mimir-config", "spec: {itemPath: vaults/a/items/b}"),
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: a\n  annotations: {operator.1password.io/item-path: vaults/a/items/b, operator.1password.io/item-name: mimir-config}\nspec: {}\n".to_owned(),
        object(infisical, "InfisicalSecret", "a", "spec: {managedSecretReference: {secretName: mimir-config, secretNamespace: a}}"),
        object(infisical, "InfisicalSecret", "a", "spec: {managedKubeSecretReferences: [{secretName: b}, {secretName: mimir-config, template: {data: {mimir.yaml: '{x}'}}}]}"),
        object(infisical, "InfisicalSecret", "a", "spec: {managedKubeSecretReferences: [{secretName: mimir-config, template: {includeAllSecrets: true, data: {b: '{x}'}}}]}"),
        object(infisical, "InfisicalDynamicSecret", "a", "spec: {managedSecretReference: {secretName: mimir-config}}"),
        object("secrets.infisical.com/v1beta1", "InfisicalStaticSecret", "a", "spec: {targets: [{name: mimir-config, kind: Secret}]}"),
        object("secrets.doppler.com/v1alpha1", "DopplerSecret", "a", "spec: {tokenSecret: {name: a}, managedSecret: {name: mimir-config, namespace: b}}"),
        object("isindir.github.com/v1alpha3", "SopsSecret", "a", "spec: {secretTemplates: [{name: b}, {name: mimir-config, stringData: {mimir.yaml: 'ENC[AES256_GCM,data:aa,iv:bb,tag:cc,type:str]'}}]}\nsops: {mac: 'ENC[AES256_GCM,data:aa,iv:bb,tag:cc,type:str]', version: 3.9.0}"),
        object("craftypath.github.io/v1alpha1", "SopsSecret", "mimir-config", "spec: {stringData: {mimir.yaml: 'ENC[AES256_GCM,data:aa,iv:bb,tag:cc,type:str]'}}"),
        object("cert-manager.io/v1", "Certificate", "a", "spec: {secretName: mimir-config, additionalOutputFormats: [{type: CombinedPEM}]}"),
        object(trust, "Bundle", "mimir-config", "spec: {sources: [{useDefaultCAs: true}], target: {secret: {key: mimir.yaml}}}"),
        object("trust-manager.io/v1alpha2", "ClusterBundle", "mimir-config", "spec: {target: {secret: {data: [{key: a.pem}, {key: mimir.yaml}]}}}"),
        object("secrets-store.csi.x-k8s.io/v1", "SecretProviderClass", "a", "spec: {secretObjects: [{secretName: mimir-config, data: [{key: mimir.yaml, objectName: a}]}]}"),
        object("v1", "Secret", "mimir-config", "type: Opaque"),
        object("v1", "Secret", "mimir-config", "data: {mimir.yaml: 'ENC[AES256_GCM,data:aa,iv:bb,tag:cc,type:str]'}\nsops: {mac: 'ENC[AES256_GCM,data:aa,iv:bb,tag:cc,type:str]', version: 3.9.0}"),
        "apiVersion: v1\nkind: Secret\nmetadata:\n  name: mimir-config\n  annotations: {replicator.v1.mittwald.de/replicate-from: a/b}\ndata: {}\n".to_owned(),
        "apiVersion: v1\nkind: Secret\nmetadata:\n  name: mimir-config\n  annotations: {reflector.v1.k8s.emberstack.com/reflects: a/b}\ndata: {a: Yg==}\n".to_owned(),
        object("kustomize.config.k8s.io/v1beta1", "Kustomization", "a", "secretGenerator: [{name: mimir-config, files: [mimir.yaml=conf/m.yaml]}]"),
        object("kustomize.config.k8s.io/v1beta1", "Kustomization", "a", "secretGenerator: [{name: mimir-config, files: [conf/mimir.yaml]}]"),
    ] {
        let said = beside(&maker);
        assert!(!said.notes().contains("MT525"), "{maker}: {}", said.report);
        assert_eq!(said.codes(), BTreeSet::new(), "{maker}: {}", said.report);
        // What is in it is not known all the same: nothing is concluded from that.
        assert!(!said.notes().contains("MT422"), "{maker}: {}", said.report);
    }
    // Another's is none of it.
    let other = object(es, "ExternalSecret", "other", &format!("spec: {{{data}}}"));
    assert!(beside(&other).notes().contains("MT525"));
    let strange = object(
        "example.com/v1",
        "ExternalSecret",
        "mimir-config",
        "spec: {}",
    );
    assert!(beside(&strange).notes().contains("MT525"));
}

#[test]
fn a_key_that_whoever_makes_the_secret_does_not_put_there_is_told() {
    for (version, kind, spec) in [
        (
            "external-secrets.io/v1",
            "ExternalSecret",
            "spec: {data: [{secretKey: config.yaml}]}",
        ),
        (
            "external-secrets.io/v1beta1",
            "ExternalSecret",
            "spec: {target: {template: {data: {config.yaml: x}}}, data: [{secretKey: mimir.yaml}]}",
        ),
        (
            "bitnami.com/v1alpha1",
            "SealedSecret",
            "spec: {encryptedData: {config.yaml: AgB}}",
        ),
        ("v1", "Secret", "stringData: {config.yaml: 'a: b'}"),
        (
            "secrets.infisical.com/v1alpha1",
            "InfisicalSecret",
            "spec: {managedKubeSecretReferences: [{secretName: mimir-config, template: {data: {config.yaml: a}}}]}",
        ),
        (
            "isindir.github.com/v1alpha3",
            "SopsSecret",
            "spec: {secretTemplates: [{name: mimir-config, data: {config.yaml: YQ==}}]}",
        ),
        (
            "cert-manager.io/v1",
            "Certificate",
            "spec: {secretName: mimir-config}",
        ),
        (
            "trust.cert-manager.io/v1alpha1",
            "Bundle",
            "spec: {sources: [{useDefaultCAs: true}], target: {secret: {key: ca.pem}}}",
        ),
        (
            "trust-manager.io/v1alpha2",
            "ClusterBundle",
            "spec: {target: {secret: {data: [{key: ca.pem}]}}}",
        ),
    ] {
        let said = beside(&object(version, kind, "mimir-config", spec));
        assert_eq!(
            said.lines("MT531"),
            [("pod.yaml".to_owned(), 10)],
            "{kind}: {}",
            said.report
        );
    }
    // Where both count, both do.
    let joined = "spec: {target: {template: {mergePolicy: Merge, data: {config.yaml: x}}}, data: [{secretKey: mimir.yaml}]}";
    let joined = object(
        "external-secrets.io/v1",
        "ExternalSecret",
        "mimir-config",
        joined,
    );
    assert_eq!(beside(&joined).lines("MT531"), []);
}

#[test]
fn keys_that_a_pod_names_itself_are_looked_for() {
    let secret = object(
        "v1",
        "Secret",
        "mimir-config",
        "stringData: {mimir.yaml: 'target: all', user: a}",
    );
    let told = |pod: String| {
        let said = said(&[("pod.yaml", &pod), ("secret.yaml", &secret)]);
        said.lines("MT531")
            .into_iter()
            .map(|(_, line)| line)
            .collect::<Vec<_>>()
    };
    let items = |key: &str, more: &str| {
        POD.replace(
            "secretName: mimir-config",
            &format!("secretName: mimir-config{more}, items: [{{key: {key}, path: mimir.yaml}}]"),
        )
    };
    assert!(told(items("mimir.yaml", "")).is_empty());
    assert_eq!(told(items("other", "")), [14]);
    assert!(told(items("other", ", optional: true")).is_empty());
    let single = |key: &str| {
        POD.replace(
            "/etc/mimir}",
            &format!("/etc/mimir/mimir.yaml, subPath: {key}}}"),
        )
    };
    assert!(told(single("mimir.yaml")).is_empty());
    assert_eq!(told(single("other")), [12]);
    let variable = |key: &str, more: &str| {
        let env = format!(
            "        env: [{{name: A, valueFrom: {{secretKeyRef: {{name: mimir-config, key: {key}{more}}}}}}}]\n        volumeMounts:"
        );
        POD.replace("        volumeMounts:", &env)
    };
    assert!(told(variable("user", "")).is_empty());
    assert_eq!(told(variable("password", "")), [11]);
    assert!(told(variable("password", ", optional: true")).is_empty());
}

/// Kustomize puts a digest behind the name.
#[test]
fn a_digest_behind_the_name_of_a_generated_secret_is_known() {
    let generator = "secretGenerator: [{name: mimir-config, literals: [mimir.yaml=x]}]\n";
    let told = |name: &str| {
        let pod = POD.replace("secretName: mimir-config", &format!("secretName: {name}"));
        said(&[("pod.yaml", &pod), ("kustomization.yaml", generator)])
            .notes()
            .contains("MT525")
    };
    assert!(!told("mimir-config-7g6h5c2k9f"));
    assert!(told("mimir-config-other"));
}

#[test]
fn mounts_that_kubernetes_refuses_are_told() {
    let more = |mount: &str, volume: &str| {
        let mounts = format!("/etc/mimir}}\n        - {mount}");
        let volumes = format!("mimir-config}}}}\n      - {volume}");
        let pod = POD
            .replace("/etc/mimir}", &mounts)
            .replace("mimir-config}}", &volumes);
        said(&[("pod.yaml", &pod)])
    };
    let volume = "{name: tls, secret: {secretName: tls}}";
    let good = more("{name: tls, mountPath: /tls}", volume);
    assert_eq!(good.codes(), BTreeSet::new(), "{}", good.report);
    let twice = more("{name: tls, mountPath: /etc/mimir}", volume);
    twice.stands("MT532", "pod.yaml", 13);
    // One file in a folder that is mounted is another path.
    let single = more(
        "{name: tls, mountPath: /etc/mimir/a.crt, subPath: a.crt}",
        volume,
    );
    assert!(!single.codes().contains("MT532"), "{}", single.report);
    let two = more(
        "{name: config, mountPath: /a}",
        "{name: config, emptyDir: {}}",
    );
    two.stands("MT533", "pod.yaml", 16);
    let none = more("{name: data, mountPath: /data}", volume);
    none.stands("MT534", "pod.yaml", 13);
    // A claim of the workload's is a volume, and a patch has those of what it is for.
    let mount = "- {name: config, mountPath: /etc/mimir}\n        - {name: data, mountPath: /data}";
    let data = POD.replace("- {name: config, mountPath: /etc/mimir}", mount);
    let claimed = format!("{data}  volumeClaimTemplates: [{{metadata: {{name: data}}}}]\n");
    assert_eq!(said(&[("pod.yaml", &claimed)]).codes(), BTreeSet::new());
    let patch = data.replace("        image: grafana/mimir:2.17.0\n", "");
    assert!(!said(&[("pod.yaml", &patch)]).codes().contains("MT534"));
}

/// What the claims of a StatefulSet become, and what Terraform makes of a list, are
/// volumes too.
#[test]
fn volumes_of_terraform() {
    let workload = |more: &str, inside: &str, claim: &str| {
        format!(
            "resource \"kubernetes_stateful_set_v1\" \"ingester\" {{
  metadata {{ name = \"ingester\" }}
  spec {{
    template {{
      spec {{
        container {{
          name = \"mimir\"
          image = \"grafana/mimir:3.0.0\"
          args = [\"-target=ingester\", \"-ingester.client.tls-enabled=true\", \"-ingester.client.tls-ca-path=/tls/ca.crt\"]
          volume_mount {{
            name = \"tls\"
            mount_path = \"/tls\"
          }}
          {inside}
        }}
        {more}
      }}
    }}
    {claim}
  }}
}}
"
        )
    };
    let claim = "volume_claim_template { metadata { name = \"tls\" } }";
    let dynamic = "dynamic \"volume\" {\n for_each = [\"tls\"]\n content {\n name = volume.value\n empty_dir {}\n }\n }";
    for (text, is_told) in [
        (workload("", "", claim), false),
        (workload(dynamic, "", ""), false),
        (workload("volume { name = \"other\" }", "", ""), true),
    ] {
        let said = said(&[("main.tf", &text)]);
        assert_eq!(said.codes().contains("MT534"), is_told, "{}", said.report);
    }
}
