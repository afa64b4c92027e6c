//! New certificates under the same plan and CA.

use std::fs;

use expect_test::expect;

use crate::company::Company;
use crate::killed::{self, LiveKey};
use crate::place::Place;

fn summary(place: &Place, arguments: &str) -> serde_json::Value {
    let ran = place.good(arguments);
    serde_json::from_str(&ran.stdout).unwrap()
}

#[test]
fn it_keeps_plan_and_ca_and_the_old_folder() {
    let place = Place::new();
    place.good("generate -q --mode monolithic --dns a.example");
    let before = |path: &str| place.read(&format!("mimir-tls.backup-1/{path}"));
    let now = |path: &str| place.read(&format!("mimir-tls/{path}"));
    let ran = place.good("renew");
    assert_eq!(ran.stderr, "");
    assert!(
        ran.stdout.contains("\n  CA: kept (SHA-256 "),
        "{}",
        ran.stdout
    );
    assert!(
        ran.stdout.contains("mimir-tls/ is renewed: "),
        "{}",
        ran.stdout
    );
    for same in [
        "certs/root.crt",
        "ca/root.key",
        "plan.yaml",
        "flags/all.flags",
        "yaml/mimir.yaml",
    ] {
        assert_eq!(before(same), now(same), "{same}");
    }
    for other in ["server.crt", "server.key", "client.crt", "client.key"] {
        let other = format!("certs/{other}");
        assert_ne!(before(&other), now(&other), "{other}");
    }
    place.good("prove");
    let key = now("certs/server.key");
    let said = summary(&place, "renew --keep-keys --format json");
    assert_eq!(
        (&said["ca"], &said["changed"]),
        (&"kept".into(), &true.into())
    );
    assert_eq!(said["backup"], "mimir-tls.backup-2");
    assert_eq!(now("certs/server.key"), key);
    place.good("prove");
}

#[test]
fn a_timer_renews_in_time_and_else_does_nothing() {
    let place = Place::new();
    place.good("generate -q --mode monolithic --days 40");
    let listing = place.listing();
    let ran = place.good("renew --within 30d");
    assert_eq!(ran.stdout.lines().count(), 1, "{}", ran.stdout);
    assert!(
        ran.stdout.starts_with("mimir-tls/: nothing to do: "),
        "{}",
        ran.stdout
    );
    let said = summary(&place, "renew --within 4w --format json");
    assert_eq!(said["changed"], false);
    assert_eq!(place.listing(), listing);
    let said = summary(&place, "renew --within 6w --format json");
    assert_eq!(said["changed"], true);
    for _ in 0..3 {
        place.good("renew -q --keep 2");
    }
    let names: Vec<String> = place
        .listing()
        .into_iter()
        .filter(|name| name.matches('/').count() == 1 && name.ends_with('/'))
        .collect();
    assert_eq!(
        names,
        ["mimir-tls.backup-3/", "mimir-tls.backup-4/", "mimir-tls/"]
    );
}

#[test]
fn without_the_key_of_the_ca_nothing_is_renewed() {
    let place = Place::new();
    place.good("generate -q --mode monolithic");
    place.good("generate -q --mode monolithic --out other");
    fs::rename(place.at("mimir-tls/ca/root.key"), place.at("safe.key")).unwrap();
    place.refused(
        ["renew"],
        &expect![[r#"
        error: the CA of mimir-tls/ cannot be kept: its key is not there
        hint: `--ca-key FILE` says where it is; where others sign, `mimir-tls request` asks them
    "#]],
    );
    place.refused(["renew", "--ca-key", "other/ca/root.key"], &expect![[r#"
        error: the CA of mimir-tls/ cannot be kept: the CA cannot be used: the key is not that of the certificate; give the key that belongs to it
    "#]]);
    place.refused(["renew", "--ca-key", "other/certs/root.crt"], &expect![[r#"
        error: the CA of mimir-tls/ cannot be kept: the CA cannot be used: a certificate stands where its key is wanted; give the certificate first, then the key
    "#]]);
    place.refused(
        ["renew", "--ca", "other/certs/root.crt", "--ca-key", "other/ca/root.key"],
        &expect![[r#"
            error: this is another CA than that of `mimir-tls`
            hint: a new CA has to reach every process before the first certificate of it does: `mimir-tls change --ca FILE --ca-key FILE` does that in phases
        "#]],
    );
    place.refused(
        ["renew", "nowhere"],
        &expect![[r#"
        error: there is no folder `nowhere`
        hint: name a folder that `mimir-tls generate` made; without a name it is ./mimir-tls; whatever else there is, `mimir-tls check` reads
    "#]],
    );
    place.good("renew -q --ca-key safe.key");
    assert!(!place.at("mimir-tls/ca").exists());
    place.good("prove -q");
}

#[test]
fn a_ca_that_ends_first_is_no_help() {
    let place = Place::new();
    place.good("generate -q --mode monolithic --days 10 --ca-days 20");
    let listing = place.listing();
    place.good("renew -q --within 1d");
    let ran = place.run("renew");
    assert_eq!(ran.code, Some(2));
    let said = ran.stderr;
    assert!(
        said.contains("the CA ends on ") && said.contains("`mimir-tls change --new-ca mimir-tls`"),
        "{said}"
    );
    assert_eq!(place.listing(), listing);
    place.good("renew -q --within 11d");
}

#[test]
fn a_ca_that_has_ended_renews_nothing() {
    let place = Place::new();
    place.good("generate -q --mode monolithic");
    let ended = Company::root_until("Ended root", None, -1);
    fs::write(place.at("mimir-tls/certs/root.crt"), &ended.pem).unwrap();
    let ran = place.run("renew");
    assert_eq!(ran.code, Some(2));
    for said in ["error: the CA ended on ", "generate --force --new-ca"] {
        assert!(ran.stderr.contains(said), "{said}: {}", ran.stderr);
    }
}

#[test]
fn a_timer_leaves_what_is_broken_to_people() {
    let place = Place::new();
    place.good("generate -q --mode monolithic");
    place.good("generate -q --mode monolithic --out other");
    let (from, to) = ("other/certs/client.key", "mimir-tls/certs/client.key");
    fs::copy(place.at(from), place.at(to)).unwrap();
    let listing = place.listing();
    let ran = place.run("renew --within 30d");
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(1), ""));
    assert!(
        ran.stderr
            .contains(", but does not hold\nhint: `mimir-tls prove mimir-tls` says why"),
        "{}",
        ran.stderr
    );
    assert_eq!(place.listing(), listing);
    place.good("renew -q");
    place.good("renew --within 30d");
}

#[test]
fn what_is_not_whole_or_not_known_is_refused_by_its_name() {
    let place = Place::new();
    fs::create_dir(place.at("stranger")).unwrap();
    let place = place.with("stranger/notes.txt", "mine");
    place.good("generate -q --mode monolithic");
    let plan = place.read("mimir-tls/plan.yaml");
    let root = place.read("mimir-tls/certs/root.crt");
    let refused = |folder: &str, said: &str| {
        let listing = place.listing();
        let ran = place.run(&format!("renew {folder}"));
        assert_eq!(ran.code, Some(2), "{said}");
        assert!(ran.stderr.contains(said), "{said}: {}", ran.stderr);
        assert_eq!(place.listing(), listing);
    };
    refused(
        "stranger",
        "error: the folder `stranger` has no plan.yaml\n",
    );
    let newer = plan.replace("\nversion: 1\n", "\nversion: 2\n");
    fs::write(place.at("mimir-tls/plan.yaml"), newer).unwrap();
    refused(
        "",
        "mimir-tls/plan.yaml: line 4, column 10: version: plan format 2 is not known",
    );
    fs::write(place.at("mimir-tls/plan.yaml"), &plan).unwrap();
    // Half copied: what can be made again is, what cannot be is asked for.
    fs::remove_file(place.at("mimir-tls/certs/root.crt")).unwrap();
    refused(
        "",
        "its certificate, mimir-tls/certs/root.crt, is not there",
    );
    fs::write(place.at("mimir-tls/certs/root.crt"), &root).unwrap();
    fs::write(place.at("mimir-tls/ca/root.key"), "").unwrap();
    refused("", "there is no key in its file");
    let key = place.at("mimir-tls/ca/root.key");
    fs::copy(place.at("mimir-tls/certs/server.key"), key).unwrap();
    refused("", "the key is not that of the certificate");
}

#[test]
fn a_configuration_of_theirs_stays_with_its_settings() {
    let place = Place::new().with("mimir.yaml", "server:\n  http_listen_port: 80 # ours\n");
    let merged = || place.read("mimir-tls/merged/mimir.yaml");
    place.good("generate -q --mode monolithic --into mimir.yaml");
    let made = merged();
    let said = summary(&place, "renew --format json");
    assert_eq!(said["notes"].as_array().unwrap().len(), 0);
    assert_eq!(merged(), made);
    // What else stands in it is theirs; what is ours is written again.
    let theirs = made.replace("port: 80 # ours", "port: 90 # ours");
    let path = place.at("mimir-tls/merged/mimir.yaml");
    fs::write(
        &path,
        theirs.replace("VerifyClientCertIfGiven", "NoClientCert"),
    )
    .unwrap();
    let ran = place.good("renew");
    let note = "had changed it: merged/mimir.yaml\n";
    assert!(ran.stdout.contains(note), "{}", ran.stdout);
    assert_eq!(merged(), theirs);
    fs::write(&path, "server: [\n").unwrap();
    let ran = place.run("renew");
    assert_eq!(ran.code, Some(2));
    let at = "error: `mimir-tls/merged/mimir.yaml`: line ";
    assert!(ran.stderr.starts_with(at), "{}", ran.stderr);
    // Without the file that it is a copy of it is not made for another plan.
    fs::write(&path, &theirs).unwrap();
    let ran = place.good("generate --mode monolithic --force");
    assert!(ran.stderr.contains("is not made again"), "{}", ran.stderr);
    assert!(!path.exists());
    let changed = || {
        let said = "generate --mode monolithic --if-needed --into mimir.yaml --format json";
        summary(&place, said)["changed"].as_bool().unwrap()
    };
    assert!(changed());
    assert_eq!(merged(), made);
    assert!(!changed());
    fs::write(place.at("mimir.yaml"), "server:\n  http_listen_port: 90\n").unwrap();
    assert!(changed());
}

#[test]
fn a_key_under_a_passphrase_stays_under_it() {
    let place = Place::new()
        .with("word", "open sesame\nnot this\n")
        .with("wrong", "sesame\n")
        .with("empty", "\n");
    place.good("generate -q --mode monolithic --encrypt-ca-key --passphrase-file word");
    let key = place.read("mimir-tls/ca/root.key");
    assert!(key.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"));
    place.refused(["renew"], &expect![[r#"
        error: the CA of mimir-tls/ cannot be kept: the key `mimir-tls/ca/root.key` is under a passphrase
        hint: give it in a file, `--passphrase-file FILE`, or run this on a terminal
    "#]]);
    place.refused(["renew", "--passphrase-file", "wrong"], &expect![[r#"
        error: the CA of mimir-tls/ cannot be kept: `mimir-tls/ca/root.key`: this passphrase does not open it
        hint: the passphrase is the first line of `wrong`
    "#]]);
    place.refused(["renew", "--passphrase-file", "empty"], &expect![[r#"
        error: the CA of mimir-tls/ cannot be kept: the first line of the passphrase file `empty` is empty
    "#]]);
    place.good("renew -q --passphrase-file word");
    assert_eq!(place.read("mimir-tls/ca/root.key"), key);
    place.good("prove -q");
}

#[test]
fn an_older_folder_is_renewed_and_its_key_moves() {
    let place = Place::new();
    place.good("generate -q --mode monolithic");
    fs::rename(
        place.at("mimir-tls/ca/root.key"),
        place.at("mimir-tls/certs/root.key"),
    )
    .unwrap();
    fs::remove_dir(place.at("mimir-tls/ca")).unwrap();
    place.good("prove -q");
    place.good("renew -q");
    assert!(place.at("mimir-tls/ca/root.key").exists());
    assert!(!place.at("mimir-tls/certs/root.key").exists());
}

#[test]
fn what_somebody_changed_is_said() {
    let place = Place::new();
    place.good("generate -q --mode monolithic --no-comments");
    let plain = place.read("mimir-tls/yaml/mimir.yaml");
    let said = summary(&place, "renew --format json");
    assert_eq!(said["notes"].as_array().unwrap().len(), 0);
    assert_eq!(place.read("mimir-tls/yaml/mimir.yaml"), plain);
    fs::write(place.at("mimir-tls/yaml/mimir.yaml"), "# mine\n").unwrap();
    let ran = place.good("renew");
    assert!(
        ran.stdout.contains("had changed it: yaml/mimir.yaml\n"),
        "{}",
        ran.stdout
    );
}

#[test]
fn an_intermediate_of_the_company_signs() {
    let root = Company::root("Company root", Some(1));
    let between = root.below("Company issuing");
    let place = Place::new()
        .with("ca.pem", format!("{}{}", root.pem, between.pem))
        .with("ca.key", &between.key);
    let ran = place.good("generate --mode monolithic --ca ca.pem --ca-key ca.key");
    assert!(
        ran.stdout.contains("CA: new: give root.crt"),
        "{}",
        ran.stdout
    );
    assert!(!place.at("mimir-tls/ca").exists());
    assert_eq!(place.read("mimir-tls/certs/root.crt"), root.pem);
    let server = place.read("mimir-tls/certs/server.crt");
    assert_eq!(server.matches("BEGIN CERTIFICATE").count(), 2);
    assert!(server.ends_with(&between.pem));
    place.good("prove -q");
    // Its certificate is found behind the leaves.
    let said = summary(&place, "renew --ca-key ca.key --format json");
    assert_eq!(said["ca"], "kept");
    place.good("prove -q");
    let said = place.run("check --quiet mimir-tls");
    assert_eq!(said.code, Some(0), "{}", said.stdout);
}

#[test]
fn a_ca_that_cannot_sign_is_refused() {
    let narrow = Company::root("Narrow root", Some(0));
    let below = narrow.below("Too deep");
    let ended = Company::root_until("Ended root", None, -1);
    let early = Company::root_of_tomorrow("Early root");
    let root = Company::root("Root", None);
    let between = root.below("Issuing");
    let leaf = {
        let place = Place::new();
        place.good("request -q --mode monolithic");
        root.sign(&place.read("mimir-tls/requests/server.csr"), |_| {})
    };
    for (certificates, key, said) in [
        (
            format!("{}{}", below.pem, narrow.pem),
            &below.key,
            "CN=Narrow root allows 0 intermediates below it, and there are 1; have this CA signed by one that allows it, or sign with the one above",
        ),
        (ended.pem.clone(), &ended.key, "it has ended, at "),
        (early.pem.clone(), &early.key, "it begins only at "),
        (
            between.pem.clone(),
            &between.key,
            "CN=Root, which signed CN=Issuing, is not there; append the certificates above it, up to the root, to its file",
        ),
        (leaf, &root.key, "its certificate is not that of a CA"),
        (
            root.pem.clone(),
            &between.key,
            "the key is not that of the certificate",
        ),
        (
            format!("{}{}", root.pem, narrow.pem),
            &between.key,
            "the key is that of none of the 2 certificates",
        ),
        (
            String::new(),
            &root.key,
            "there is no certificate in its file",
        ),
        (
            root.pem.clone(),
            &root.pem,
            "a certificate stands where its key is wanted",
        ),
    ] {
        let place = Place::new()
            .with("ca.pem", certificates)
            .with("ca.key", key);
        let ran = place.run("generate --mode monolithic --ca ca.pem --ca-key ca.key");
        assert_eq!(ran.code, Some(2), "{said}");
        assert!(ran.stderr.contains(said), "{said}: {}", ran.stderr);
        assert!(!place.at("mimir-tls").exists());
    }
}

#[test]
fn killed_at_any_moment_it_leaves_the_old_folder_or_the_new_one() {
    let place = Place::new();
    place.good("generate -q");
    place.good("generate -q --out elsewhere");
    let started = std::time::Instant::now();
    place.good("renew -q elsewhere");
    let whole_run = started.elapsed();
    let files = |folder: &str| -> Vec<String> {
        let prefix = format!("{folder}/");
        let inside = |name: &String| name.strip_prefix(&prefix).map(str::to_owned);
        place.listing().iter().filter_map(inside).collect()
    };
    let usual = files("mimir-tls");
    let ca = place.read("mimir-tls/ca/root.key");
    let mut live = LiveKey::new(&place, "certs/server.key");
    killed::at_any_moment(&place, "renew -q", whole_run, |round| {
        assert_eq!(files("mimir-tls"), usual, "round {round}");
        assert_eq!(place.read("mimir-tls/ca/root.key"), ca, "round {round}");
        live.look(&place, round);
    });
    place.good("renew -q");
    place.good("prove -q");
    assert!(!place.listing().iter().any(|name| name.contains("partial")));
}
