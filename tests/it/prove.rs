//! A folder that was made before, changed behind its maker's back.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use expect_test::{Expect, expect};

use crate::place::Place;

/// A place with a generated folder in it.
fn made() -> Place {
    let place = Place::new();
    assert_eq!(place.run("generate -q --algorithm ed25519").code, Some(0));
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
        let ran = place.run(&format!("generate -q --algorithm ed25519 --profile {profile}"));
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
    found(open, &expect![""]);
}

#[test]
fn settings_that_were_changed() {
    let auth = ("client-auth=RequireAndVerifyClientCert", "client-auth=NoClientCert");
    found(|place| edit(place, "flags/ingester.flags", auth.0, auth.1), &expect![""]);
    found(
        |place| edit(place, "yaml/querier.yaml", "mimir.mimir.svc.cluster.local", "other.example"),
        &expect![""],
    );
    found(
        |place| edit(place, "flags/querier.flags", "-memberlist.tls-enabled=true", "-memberlist.tls-enabeld=true"),
        &expect![""],
    );
    found(
        |place| edit(place, "flags/querier.flags", "-memberlist.tls-enabled=true", "words"),
        &expect![""],
    );
}

#[test]
fn files_that_are_gone_or_swapped() {
    let gone = |file: &'static str| move |place: &Place| fs::remove_file(place.at("mimir-tls").join(file)).unwrap();
    found(gone("flags/ruler.flags"), &expect![""]);
    found(gone("certs/client.key"), &expect![""]);
    found(
        |place| {
            let [server, client] = ["server", "client"].map(|name| place.at(&format!("mimir-tls/certs/{name}.key")));
            fs::rename(client, server).unwrap();
        },
        &expect![""],
    );
    found(
        |place| {
            assert_eq!(place.run("generate -q --algorithm ed25519 --out other").code, Some(0));
            fs::copy(place.at("other/certs/root.crt"), place.at("mimir-tls/certs/root.crt")).unwrap();
        },
        &expect![""],
    );
    found(|place| fs::write(place.at("mimir-tls/certs/root.crt"), "").unwrap(), &expect![""]);
    found(|place| fs::write(place.at("mimir-tls/certs/server.key"), b"\xff\x00").unwrap(), &expect![""]);
}

#[test]
fn folders_that_are_none() {
    let place = Place::new().with("file", "");
    fs::create_dir(place.at("empty")).unwrap();
    place.refused(["prove"], &expect![""]);
    place.refused(["prove", "file"], &expect![""]);
    place.refused(["prove", "empty"], &expect![""]);
    let place = made();
    edit(&place, "plan.yaml", "mode: microservices", "mode: microservice");
    place.refused(["prove"], &expect![""]);
}
