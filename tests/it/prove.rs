//! A folder that was made before, changed behind its maker's back.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use expect_test::{Expect, expect};
use mimir_tls::generate::generate;
use mimir_tls::pki::{Instant, SeededEntropy};
use mimir_tls::plan::{Plan, PlanFile};
use mimir_tls::proof::one_by_one;
use mimir_tls::render::RenderOptions;

use crate::place::Place;

/// A place with a generated folder in it.
fn made() -> Place {
    let place = Place::new();
    assert_eq!(
        place
            .run("generate -q --algorithm ed25519 --ca-subject /CN=root")
            .code,
        Some(0)
    );
    place
}

/// What `prove` says after `change`; it must find fault.
#[track_caller]
fn found(change: impl FnOnce(&Place), said: &Expect) {
    let place = made();
    change(&place);
    let ran = place.run("prove");
    said.assert_eq(&ran.stderr);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(1), ""));
}

fn edit(place: &Place, path: &str, from: &str, to: &str) {
    let path = place.at("mimir-tls").join(path);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{text}");
    fs::write(&path, text.replace(from, to)).unwrap();
}

#[test]
fn an_untouched_folder_holds() {
    let place = made();
    let before = place.listing();
    let ran = place.run("prove");
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    assert!(ran.stdout.contains("links proven by"));
    assert!(ran.stdout.contains("certificates end on "));
    assert_eq!(place.listing(), before);

    let ran = place.run("prove --format json mimir-tls");
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!((ran.code, &report["holds"]), (Some(0), &true.into()));
    assert_eq!(report["certificates"].as_array().unwrap().len(), 3);
}

#[test]
fn a_folder_in_each_profile_holds() {
    for profile in ["split", "single", "per-component"] {
        let place = Place::new();
        let ran = place.run(&format!(
            "generate -q --algorithm ed25519 --profile {profile}"
        ));
        assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""), "{profile}");
        let ran = place.run("prove -q");
        assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""), "{profile}");
    }
}

#[test]
fn a_key_that_others_can_read() {
    let open = |place: &Place| {
        let key = place.at("mimir-tls/certs/server.key");
        fs::set_permissions(key, fs::Permissions::from_mode(0o640)).unwrap();
    };
    found(
        open,
        &expect![[r#"
        error: the key `mimir-tls/certs/server.key` may be read by others: its mode is 0640
        hint: chmod 600 mimir-tls/certs/server.key
    "#]],
    );
}

#[test]
fn settings_that_were_changed() {
    let auth = (
        "client-auth=RequireAndVerifyClientCert",
        "client-auth=NoClientCert",
    );
    found(
        |place| edit(place, "flags/ingester.flags", auth.0, auth.1),
        &expect![[r#"
        error: flags/: ingester: server-grpc: client CA's have been configured without a Client Auth Policy
    "#]],
    );
    found(
        |place| {
            edit(
                place,
                "flags/ingester.flags",
                "-server.http-tls-cert-path",
                "-server.tls-cipher-suites=TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384\n-server.http-tls-cert-path",
            )
        },
        &expect![[r#"
            error: flags/: ingester: server-http: http2: TLSConfig.CipherSuites is missing an HTTP/2-required AES_128_GCM_SHA256 cipher (need at least one of TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 or TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256)
        "#]],
    );
    found(
        |place| {
            edit(
                place,
                "flags/distributor.flags",
                "-ingester.client.tls-server-name",
                "# -ingester.client.tls-server-name",
            )
        },
        &expect![[r#"
            error: flags/: distributor -> ingester, ingester-client, grpc to 192.0.2.1 fails
              client: tls: failed to verify certificate: x509: certificate is valid for 127.0.0.1, ::1, not 192.0.2.1
              server: remote error: tls: bad certificate
            hint: verify a name that the certificate has, such as `mimir.internal`
        "#]],
    );
    found(
        |place| {
            edit(
                place,
                "yaml/querier.yaml",
                "mimir.internal",
                "other.example",
            )
        },
        &expect![[r#"
            error: yaml/: querier -> distributor, memberlist, gossip to 192.0.2.1 fails, and 13 links more for the same reason
              client: tls: failed to verify certificate: x509: certificate is valid for mimir.internal, localhost, not other.example
              server: remote error: tls: bad certificate
            hint: verify a name that the certificate has, such as `mimir.internal`, or issue it anew with other.example
        "#]],
    );
    found(
        |place| {
            edit(
                place,
                "flags/querier.flags",
                "-memberlist.tls-enabled=true",
                "-memberlist.tls-enabeld=true",
            )
        },
        &expect![[r#"
            error: mimir-tls/flags/querier.flags: line 55, column 1: Mimir has no option `memberlist.tls-enabeld`; did you mean `memberlist.tls-enabled`?
            error: flags/: distributor -> querier, memberlist, gossip to 192.0.2.1 fails, and 8 links more for the same reason
              client: connection reset by peer
              server: unknown message type
            hint: write `-memberlist.tls-enabled` if that is meant, or leave it out
            error: flags/: querier -> distributor, memberlist, gossip to 192.0.2.1 fails, and 8 links more for the same reason
              client: EOF
              server: tls: first record does not look like a TLS handshake
            hint: write `-memberlist.tls-enabled` if that is meant, or leave it out
            error: flags/: client without a certificate at querier, gossip, is not accepted as the plan wants it
              client: connection reset by peer
              server: unknown message type
            error: flags/: client of another CA at querier, gossip, is not accepted as the plan wants it
              client: connection reset by peer
              server: unknown message type
            error: flags/: client without TLS at querier, gossip, is not refused as the plan wants it
              client: ok
              server: ok
        "#]],
    );
    found(
        |place| {
            edit(
                place,
                "flags/querier.flags",
                "-memberlist.tls-enabled=true",
                "words",
            )
        },
        &expect![[r#"
            error: mimir-tls/flags/querier.flags: line 55: `words` is no flag; write one -name=value a line
        "#]],
    );
}

#[test]
fn verification_without_a_ca_falls_back_to_public_ones() {
    found(
        |place| {
            edit(
                place,
                "flags/ingester.flags",
                "-server.grpc-tls-ca-path=/etc/mimir/tls/root.crt\n",
                "",
            );
        },
        &expect![[r#"
            error: flags/: distributor -> ingester, ingester-client, grpc to 192.0.2.1 fails, and 2 links more for the same reason
              client: remote error: tls: unknown certificate authority
              server: tls: failed to verify certificate: x509: certificate signed by unknown authority
            hint: set the client CA
        "#]],
    );
}

#[test]
fn files_that_are_gone_or_swapped() {
    let gone = |file: &'static str| {
        move |place: &Place| fs::remove_file(place.at("mimir-tls").join(file)).unwrap()
    };
    found(
        gone("flags/ruler.flags"),
        &expect![[r#"
            error: mimir-tls/flags/ruler.flags is missing
        "#]],
    );
    found(
        gone("certs/client.key"),
        &expect![[r#"
            error: flags/, yaml/, yaml/mimir.yaml: distributor: ingester-client names /etc/mimir/tls/client.key, which is not among the certificates
        "#]],
    );
    found(
        |place| {
            let [server, client] =
                ["server", "client"].map(|name| place.at(&format!("mimir-tls/certs/{name}.key")));
            fs::rename(client, server).unwrap();
        },
        &expect![[r#"
            error: flags/, yaml/, yaml/mimir.yaml: distributor: memberlist: tls: private key does not match public key
        "#]],
    );
    found(
        |place| {
            assert_eq!(
                place
                    .run("generate -q --algorithm ed25519 --ca-subject /CN=root --out other")
                    .code,
                Some(0)
            );
            fs::copy(
                place.at("other/certs/root.crt"),
                place.at("mimir-tls/certs/root.crt"),
            )
            .unwrap();
        },
        &expect![[r#"
            error: flags/, yaml/, yaml/mimir.yaml: distributor -> distributor, memberlist, gossip to 192.0.2.1 fails, and 135 links more for the same reason
              client: tls: failed to verify certificate: x509: certificate signed by unknown authority (possibly because of "x509: Ed25519 verification failure" while trying to verify candidate authority certificate "root")
              server: remote error: tls: bad certificate
            hint: set the CA of the client `ingester-client`, `store-gateway-client`, `frontend-client`, `scheduler-client`, `frontend-scheduler-client`, `scheduler-frontend-client`, `ruler-client`, `alertmanager-client`, `memberlist` to the one that signed the certificate of ingester
            error: flags/, yaml/, yaml/mimir.yaml: client without a certificate at distributor, http, is not accepted as the plan wants it, and 19 doors more for the same reason
              client: tls: failed to verify certificate: x509: certificate signed by unknown authority (possibly because of "x509: Ed25519 verification failure" while trying to verify candidate authority certificate "root")
              server: remote error: tls: bad certificate
            error: flags/, yaml/, yaml/mimir.yaml: client of another CA at distributor, gossip, is not accepted as the plan wants it, and 9 doors more for the same reason
              client: tls: failed to verify certificate: x509: certificate signed by unknown authority (possibly because of "x509: Ed25519 verification failure" while trying to verify candidate authority certificate "root")
              server: remote error: tls: bad certificate
        "#]],
    );
    found(
        |place| fs::write(place.at("mimir-tls/certs/root.crt"), "").unwrap(),
        &expect![[r#"
            error: mimir-tls/certs/root.crt: the file is empty; give a PEM or DER file
            error: flags/, yaml/, yaml/mimir.yaml: ruler: ruler-alertmanager-client: unable to use specified CA cert
            error: flags/, yaml/, yaml/mimir.yaml: distributor -> distributor, memberlist, gossip to 192.0.2.1 fails, and 133 links more for the same reason
              client: tls: failed to verify certificate: x509: certificate signed by unknown authority
              server: remote error: tls: bad certificate
            hint: put the CA's certificate into it, as PEM
            error: flags/, yaml/, yaml/mimir.yaml: client without a certificate at distributor, http, is not accepted as the plan wants it, and 19 doors more for the same reason
              client: tls: failed to verify certificate: x509: certificate signed by unknown authority
              server: remote error: tls: bad certificate
            error: flags/, yaml/, yaml/mimir.yaml: client of another CA at distributor, gossip, is not accepted as the plan wants it, and 9 doors more for the same reason
              client: tls: failed to verify certificate: x509: certificate signed by unknown authority
              server: remote error: tls: bad certificate
        "#]],
    );
    found(
        |place| fs::write(place.at("mimir-tls/certs/server.key"), b"\xff\x00").unwrap(),
        &expect![[r#"
            error: `mimir-tls/certs/server.key` is binary, not text
            error: flags/, yaml/, yaml/mimir.yaml: distributor: memberlist names /etc/mimir/tls/server.key, which is not among the certificates
        "#]],
    );
}

/// A folder that was made `days` ago.
fn made_ago(days: u32) -> Place {
    let file =
        PlanFile::parse(b"version: 1\nmode: monolithic\ncertificates: {algorithm: ed25519}\n")
            .unwrap();
    let (plan, _) = Plan::resolve(&file).unwrap();
    let today = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let then = today - Duration::from_hours(24) * days;
    let then = Instant::from_unix(i64::try_from(then.as_secs()).unwrap());
    let mut entropy = SeededEntropy::new([1; 32]);
    let options = RenderOptions::default();
    let made = generate(&plan, options, &mut entropy, then, one_by_one);
    let place = Place::new();
    for artifact in made.unwrap().artifacts {
        let path = place.at("mimir-tls").join(&artifact.path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, artifact.bytes()).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    }
    place
}

#[test]
fn certificates_that_have_ended_or_soon_will() {
    let ran = made_ago(731).run("prove");
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(1), ""));
    for part in [
        "error: mimir-tls/certs/server.crt: ",
        "error: mimir-tls/certs/client.crt: ",
        "certificate has expired or is not yet valid",
        "hint: issue it anew",
    ] {
        assert!(ran.stderr.contains(part), "{part}: {}", ran.stderr);
    }

    let ran = made_ago(720).run("prove");
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let soon = "warning: mimir-tls/certs/server.crt ends in ";
    assert!(ran.stderr.contains(soon), "{}", ran.stderr);
    assert!(ran.stdout.contains("links proven by"));
}

#[test]
fn folders_that_are_none() {
    let place = Place::new().with("file", "");
    fs::create_dir(place.at("empty")).unwrap();
    place.refused(
        ["prove"],
        &expect![[r#"
        error: there is no folder `mimir-tls`
        hint: name a folder that `mimir-tls generate` made; without a name it is ./mimir-tls; whatever else there is, `mimir-tls check` reads
    "#]],
    );
    place.refused(
        ["prove", "file"],
        &expect![[r#"
        error: `file` is a file, not a folder
        hint: name a folder that `mimir-tls generate` made; without a name it is ./mimir-tls; whatever else there is, `mimir-tls check` reads
    "#]],
    );
    place.refused(
        ["prove", "empty"],
        &expect![[r#"
        error: the folder `empty` has no plan.yaml
        hint: name a folder that `mimir-tls generate` made; without a name it is ./mimir-tls; whatever else there is, `mimir-tls check` reads
    "#]],
    );
    let place = made();
    edit(
        &place,
        "plan.yaml",
        "mode: microservices",
        "mode: microservice",
    );
    place.refused(["prove"], &expect![[r#"
        error: mimir-tls/plan.yaml: line 6, column 7: mode: no mode is called `microservice`: did you mean `microservices`?
    "#]]);
}

/// A company's CA signs by an intermediate, and somebody forgot to append it: what
/// `prove` advises is what `check` says.
#[test]
fn a_forgotten_intermediate_is_to_be_appended() {
    use mimir_tls::pki::x509::Certificate;
    use rcgen::{
        BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, KeyUsagePurpose, SanType,
    };

    let place = made();
    let ca = |name: &str| {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params
            .distinguished_name
            .push(rcgen::DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        (params, KeyPair::generate().unwrap())
    };
    let (root, root_key) = ca("Company root");
    let (between, between_key) = ca("Company intermediate");
    let root_pem = root.self_signed(&root_key).unwrap().pem();
    let signer = Issuer::from_params(&between, &between_key);
    for name in ["server", "client"] {
        let path = place.at(&format!("mimir-tls/certs/{name}.crt"));
        let pem = fs::read(&path).unwrap();
        let block = mimir_tls::pki::pem::blocks(&pem).next().unwrap();
        let old = Certificate::from_der(&block.body.unwrap().contents).unwrap();
        let mut params = CertificateParams::new(old.sans().dns.clone()).unwrap();
        let ips = old.sans().ips.iter().copied().map(SanType::IpAddress);
        params.subject_alt_names.extend(ips);
        let key = KeyPair::generate().unwrap();
        fs::write(path, params.signed_by(&key, &signer).unwrap().pem()).unwrap();
        let key_path = place.at(&format!("mimir-tls/certs/{name}.key"));
        fs::write(key_path, key.serialize_pem()).unwrap();
    }
    fs::write(place.at("mimir-tls/certs/root.crt"), root_pem).unwrap();
    let ran = place.run("prove");
    assert_eq!(ran.code, Some(1), "{}", ran.stdout);
    let advice = "if CN=Company intermediate is an intermediate of it, append its certificate behind the leaf";
    assert!(ran.stderr.contains(advice), "{}", ran.stderr);
    let said = place.run("check mimir-tls").stdout;
    assert!(said.contains(advice), "{said}");
}

/// A key that is not where keys are, or that others can come to.
#[test]
fn keys_that_others_can_come_to() {
    let mode = |place: &Place, path: &str, mode: u32| {
        let path = place.at("mimir-tls").join(path);
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    };
    let key = |place: &Place| fs::read(place.at("mimir-tls/certs/server.key")).unwrap();
    found(
        |place| {
            let path = place.at("mimir-tls/certs/server.crt");
            let both = [fs::read(&path).unwrap(), key(place)].concat();
            fs::write(path, both).unwrap();
        },
        &expect![[r#"
            error: `mimir-tls/certs/server.crt` holds a private key and may be read by others: its mode is 0644
            hint: take the key out of it, or the file out of the folder
            hint: chmod 600 mimir-tls/certs/server.crt
        "#]],
    );
    found(
        |place| mode(place, "certs", 0o777),
        &expect![[r#"
        error: everybody may write into the folder `mimir-tls/certs`, and put other files in the place of these: its mode is 0777
        hint: chmod o-w mimir-tls/certs
    "#]],
    );
    found(
        |place| {
            for name in ["server.pem", ".server.key.bak", "notes"] {
                fs::write(place.at("mimir-tls/certs").join(name), key(place)).unwrap();
                mode(place, &format!("certs/{name}"), 0o644);
            }
            // Nobody else may read this one, and there is none in the other.
            fs::write(place.at("mimir-tls/mine"), key(place)).unwrap();
            mode(place, "mine", 0o600);
            fs::write(
                place.at("mimir-tls/notes"),
                "-----BEGIN ENCRYPTED PRIVATE KEY-----",
            )
            .unwrap();
            mode(place, "notes", 0o644);
        },
        &expect![[r#"
            error: `mimir-tls/certs/.server.key.bak` holds a private key and may be read by others: its mode is 0644
            hint: take the key out of it, or the file out of the folder
            hint: chmod 600 mimir-tls/certs/.server.key.bak
            error: `mimir-tls/certs/notes` holds a private key and may be read by others: its mode is 0644
            hint: take the key out of it, or the file out of the folder
            hint: chmod 600 mimir-tls/certs/notes
            error: `mimir-tls/certs/server.pem` holds a private key and may be read by others: its mode is 0644
            hint: take the key out of it, or the file out of the folder
            hint: chmod 600 mimir-tls/certs/server.pem
        "#]],
    );
}

/// The mode of what a link leads to counts, and a key may be its owner's to read
/// alone.
#[test]
fn keys_that_nobody_else_can_come_to() {
    let place = made();
    let key = place.at("mimir-tls/certs/server.key");
    fs::rename(&key, place.at("elsewhere.key")).unwrap();
    std::os::unix::fs::symlink("../../elsewhere.key", &key).unwrap();
    let client = place.at("mimir-tls/certs/client.key");
    fs::set_permissions(client, fs::Permissions::from_mode(0o400)).unwrap();
    let ran = place.run("prove -q");
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
}

#[test]
fn a_key_that_belongs_to_somebody_else() {
    let place = made();
    let key = place.at("mimir-tls/certs/server.key");
    if std::os::unix::fs::chown(&key, Some(1234), None).is_err() {
        return; // Only root gives files away.
    }
    let ran = place.run("prove");
    assert_eq!(ran.code, Some(1));
    expect![[r#"
        error: the key in `mimir-tls/certs/server.key` belongs to the user 1234, and its folder to the user 0
        hint: chown 0 mimir-tls/certs/server.key
    "#]].assert_eq(&ran.stderr);
}

/// A key in DER, and one that the end of a piece of reading parts.
#[test]
fn copies_that_are_hard_to_see() {
    let place = made();
    let certs = place.at("mimir-tls/certs");
    let pem = fs::read(certs.join("server.key")).unwrap();
    for shift in [0, 10, 20, 30] {
        let text = [vec![b'x'; (64 << 10) - shift], pem.clone()].concat();
        fs::write(certs.join(format!("{shift}.log")), text).unwrap();
    }
    let (_, block) = mimir_tls::pki::pem::whole_blocks(&pem).next().unwrap();
    fs::write(certs.join("server.der"), block.contents.as_slice()).unwrap();
    let said = place.run("prove").stderr;
    for name in ["0.log", "10.log", "20.log", "30.log", "server.der"] {
        let what = format!("`mimir-tls/certs/{name}` holds a private key");
        assert!(said.contains(&what), "{name}: {said}");
    }
}

#[test]
fn a_pipe_in_the_folder_is_not_waited_for() {
    let place = made();
    for name in ["certs/x.crt", "certs/y"] {
        let path = place.at("mimir-tls").join(name);
        let made = std::process::Command::new("mkfifo").arg(path).status();
        assert!(made.unwrap().success());
    }
    let ran = place.run("prove");
    assert_eq!(ran.code, Some(1));
    expect![[r#"
        error: could not read `mimir-tls/certs/x.crt`: it is no file
    "#]]
    .assert_eq(&ran.stderr);
}

#[test]
fn what_is_too_deep_is_told() {
    let place = made();
    fs::create_dir_all(place.at("mimir-tls/a/b/c/d")).unwrap();
    let ran = place.run("prove");
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    expect![[r#"
        warning: not looked into: `mimir-tls/a/b/c/d` is 3 folders deep, where `generate` writes nothing
    "#]].assert_eq(&ran.stderr);
}

/// What a folder holds is read within one bound.
#[test]
fn a_folder_without_end_is_told() {
    let place = made();
    for number in 0..5 {
        let path = place.at(&format!("mimir-tls/certs/z{number}.crt"));
        fs::File::create(path).unwrap().set_len(15 << 20).unwrap();
    }
    let ran = place.run("prove");
    assert_eq!(ran.code, Some(1));
    let what = "`mimir-tls/certs/z4.crt` was not read: the files of the folder are larger than 64 MiB together";
    assert!(ran.stderr.contains(what), "{}", ran.stderr);
}
