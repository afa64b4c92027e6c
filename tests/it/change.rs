//! From one cluster to another, as the command writes and tells it.

use std::fs;

use serde_json::Value;

use crate::company::Company;
use crate::place::Place;

fn made(arguments: &str) -> Place {
    let place = Place::new();
    place.ran(0, &format!("generate -q --algorithm ed25519 {arguments}"));
    place
}

fn written(place: &Place) -> Value {
    serde_json::from_str(&place.read("mimir-tls.change/change.json")).unwrap()
}

/// What a program does on one machine that has everything: no process, files alone.
fn follow(place: &Place, steps: &Value) {
    for step in steps.as_array().unwrap() {
        if step["action"] != "files" {
            assert_eq!(step["action"], "restart");
            continue;
        }
        let from = place.at(&format!(
            "mimir-tls.change/{}",
            step["from"].as_str().unwrap()
        ));
        let to = step["to"].as_str().unwrap();
        let to = place.at(&format!("machine/{}", to.rsplit('/').next().unwrap()));
        drop(fs::remove_dir_all(&to));
        fs::create_dir_all(&to).unwrap();
        for entry in fs::read_dir(from).unwrap() {
            let entry = entry.unwrap();
            if entry.path().is_file() {
                fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
            }
        }
    }
}

#[test]
fn a_new_ca_is_three_folders_that_hold_a_sheet_and_steps() {
    let place = made("--mode monolithic --cert-dir /etc/tls");
    let said = place.ran(0, "change --new-ca").stdout;
    assert!(said.contains("phase-3: trust the new CA alone: "), "{said}");
    let change = written(&place);
    let phases = change["phases"].as_array().unwrap();
    assert_eq!(phases.len(), 3);
    assert_eq!(change["breaks"], Value::Array(Vec::new()));
    for phase in phases {
        let folder = phase["folder"].as_str().unwrap();
        place.ran(0, &format!("prove -q mimir-tls.change/{folder}"));
        let proof = &phase["proof"];
        assert_eq!(proof["holds"], true, "{proof}");
        assert_eq!(proof["back_holds"], true, "{proof}");
    }
    let root = |folder: &str| place.read(&format!("{folder}/certs/root.crt"));
    let key = |folder: &str| place.read(&format!("{folder}/ca/root.key"));
    assert_eq!(root("mimir-tls.change/phase-1").matches("BEGIN").count(), 2);
    assert_eq!(root("mimir-tls.change/phase-3").matches("BEGIN").count(), 1);
    assert_eq!(root("mimir-tls.change/before"), root("mimir-tls"));
    assert_eq!(key("mimir-tls.change/phase-1"), key("mimir-tls"));
    assert_ne!(key("mimir-tls.change/phase-3"), key("mimir-tls"));
    let step = &phases[0]["steps"][0];
    assert_eq!(step["action"], "files");
    assert_eq!(step["from"], "phase-1/certs");
    assert_eq!(step["to"], "/etc/tls");
    assert_eq!(step["processes"], serde_json::json!(["all"]));
    let sheet = place.read("mimir-tls.change/CHANGE.md");
    assert!(sheet.contains("mv -T TO.next TO"), "{sheet}");
    assert!(!sheet.contains("PRIVATE KEY") && !change.to_string().contains("PRIVATE KEY"));
}

#[test]
fn status_says_where_a_machine_is_as_the_steps_are_done() {
    let place = made("--mode monolithic");
    place.ran(0, "change -q --new-ca");
    let change = written(&place);
    let to = change["phases"][0]["steps"][0]["to"].as_str().unwrap();
    let certs = format!("machine/{}", to.rsplit('/').next().unwrap());
    let status_of = |code| {
        place
            .ran(code, &format!("change --status mimir-tls.change {certs}"))
            .stdout
    };
    follow(&place, &change["phases"][0]["back"]);
    assert!(status_of(0).contains("before"));
    for phase in change["phases"].as_array().unwrap() {
        follow(&place, &phase["steps"]);
        let folder = phase["folder"].as_str().unwrap();
        let said = status_of(0);
        assert!(said.starts_with(&format!("{certs}: {folder}\n")), "{said}");
    }
    fs::copy(
        place.at("mimir-tls.change/before/certs/server.key"),
        place.at(&format!("{certs}/server.key")),
    )
    .unwrap();
    let said = status_of(1);
    let half = "half copied: it is of phase-3, and server.key is of before; ";
    assert!(said.contains(half), "{said}");
    fs::write(place.at(&format!("{certs}/server.key")), "another").unwrap();
    assert!(status_of(1).contains("no phase has such a server.key"));
    fs::write(place.at("mimir-tls.change/phase-2/certs/root.crt"), "").unwrap();
    let edited = place.ran(2, &format!("change --status mimir-tls.change {certs}"));
    assert!(
        edited.stderr.contains("was edited since it was proven"),
        "{}",
        edited.stderr
    );
}

#[test]
fn settings_alone_need_no_key_and_go_where_the_folder_is() {
    let place = made("--mode monolithic");
    fs::remove_dir_all(place.at("mimir-tls/ca")).unwrap();
    place.ran(0, "change -q --http-auth RequireAndVerifyClientCert");
    let change = written(&place);
    let phases = change["phases"].as_array().unwrap();
    assert_eq!(phases.len(), 1);
    let steps = phases[0]["steps"].as_array().unwrap();
    let flags = steps
        .iter()
        .find(|step| step["from"] == "phase-1/flags")
        .unwrap();
    let to = flags["to"].as_str().unwrap();
    assert!(
        to.starts_with('/') && to.ends_with("/mimir-tls/flags"),
        "{to}"
    );
    let strict = place.read("mimir-tls.change/phase-1/flags/all.flags");
    assert!(
        strict.contains("http-tls-client-auth=RequireAndVerifyClientCert"),
        "{strict}"
    );
    let refused = place.ran(2, "change --renew --out other").stderr;
    assert!(refused.contains("the key of the CA is not in"), "{refused}");
}

#[test]
fn what_breaks_is_said_and_written_only_if_it_is_allowed() {
    let place = made("--mode monolithic --surface memberlist=off");
    let refused = place.ran(1, "change --surface memberlist=on");
    assert!(
        refused.stdout.contains("## What breaks"),
        "{}",
        refused.stdout
    );
    assert!(refused.stdout.contains("Bridge: "), "{}", refused.stdout);
    assert!(!place.at("mimir-tls.change").exists());
    place.ran(0, "change -q --surface memberlist=on --allow-break");
    assert!(!written(&place)["breaks"].as_array().unwrap().is_empty());
}

#[test]
fn a_company_takes_over_and_an_intermediate_is_shown() {
    let place = made("--mode monolithic");
    let root = Company::root("Root", Some(1));
    let issuing = root.below("Issuing");
    fs::write(
        place.at("chain.pem"),
        format!("{}{}", issuing.pem, root.pem),
    )
    .unwrap();
    fs::write(place.at("issuing.key"), &issuing.key).unwrap();
    place.ran(0, "change -q --ca chain.pem --ca-key issuing.key");
    place.ran(0, "prove -q mimir-tls.change/phase-3");
    let server = place.read("mimir-tls.change/phase-3/certs/server.crt");
    assert_eq!(server.matches("BEGIN CERTIFICATE").count(), 2);
    assert!(!place.at("mimir-tls.change/phase-3/ca").exists());
}

#[test]
fn bad_input_is_refused_with_what_to_do() {
    let place = made("--mode monolithic");
    let nothing = place.ran(0, "change").stdout;
    assert_eq!(nothing, "nothing to do: the folder is what is wanted\n");
    assert!(!place.at("mimir-tls.change").exists());
    let sheet = place.ran(0, "change --renew --dry-run").stdout;
    assert!(
        sheet.contains("## Phase 1 of 1: show the new certificates"),
        "{sheet}"
    );
    assert!(!place.at("mimir-tls.change").exists());
    place.ran(0, "change -q --renew");
    let there = place.ran(3, "change --renew").stderr;
    assert!(there.contains("it may be under way"), "{there}");
    let none = place.ran(2, "change nowhere").stderr;
    assert!(none.contains("there is no folder"), "{none}");
    let none = place.ran(2, "change --status mimir-tls mimir-tls").stderr;
    assert!(none.contains("is no change"), "{none}");
    let two = place.ran(2, "change mimir-tls other").stderr;
    assert!(two.contains("one folder is changed"), "{two}");
    let flags = place.read("mimir-tls/flags/all.flags");
    let edited = flags.replace("VerifyClientCertIfGiven", "RequireAndVerifyClientCert");
    fs::write(place.at("mimir-tls/flags/all.flags"), edited).unwrap();
    let differ = place.ran(2, "change --renew --out other");
    assert!(
        differ.stderr.contains("do not say the same"),
        "{}",
        differ.stderr
    );
}

#[test]
fn a_ca_that_ends_first_signs_no_change() {
    let place = made("--mode monolithic --days 10 --ca-days 20");
    let listing = place.listing();
    for arguments in ["change --renew", "change --dns more.example"] {
        let refused = place.ran(2, arguments).stderr;
        for said in ["the CA ends on ", "`mimir-tls change --new-ca mimir-tls`"] {
            assert!(refused.contains(said), "{said}: {refused}");
        }
    }
    assert_eq!(place.listing(), listing);
    // Nothing is signed by it, or another signs.
    place.ran(
        0,
        "change -q --http-auth RequireAndVerifyClientCert --out strict",
    );
    place.ran(0, "change -q --new-ca --ca-days 3650");
    place.ran(2, "renew");
}

#[test]
fn a_configuration_of_theirs_is_in_no_phase_and_the_sheet_says_so() {
    let place = Place::new().with("mimir.yaml", "target: all\n");
    place.ran(
        0,
        "generate -q --mode monolithic --target yaml --into mimir.yaml",
    );
    place.ran(0, "change -q --http-auth RequireAndVerifyClientCert");
    assert!(!place.at("mimir-tls.change/phase-1/merged").exists());
    let sheet = place.read("mimir-tls.change/CHANGE.md");
    assert!(
        sheet.contains("`merged/mimir.yaml`, your own configuration"),
        "{sheet}"
    );
}

#[test]
fn what_does_not_hold_is_not_changed() {
    let place = made("--mode monolithic");
    place.ran(
        0,
        "generate -q --mode monolithic --algorithm ed25519 --out other",
    );
    let whole = place.read("mimir-tls/certs/server.crt");
    // Half of it is of another folder.
    fs::copy(
        place.at("other/certs/server.crt"),
        place.at("mimir-tls/certs/server.crt"),
    )
    .unwrap();
    let refused = place.ran(1, "change --renew").stderr;
    assert!(refused.contains("does not hold as it stands"), "{refused}");
    assert!(
        refused.contains("`mimir-tls prove mimir-tls` says why"),
        "{refused}"
    );
    fs::write(place.at("mimir-tls/certs/server.crt"), whole).unwrap();
    // Its certificates begin when the clock is further on.
    let early = Company::root_of_tomorrow("Early root");
    fs::write(place.at("other/certs/root.crt"), &early.pem).unwrap();
    let refused = place.ran(1, "change --renew other").stderr;
    assert!(refused.contains("does not hold as it stands"), "{refused}");
    let plan = place.read("mimir-tls/plan.yaml");
    fs::write(
        place.at("mimir-tls/plan.yaml"),
        plan.replace("version: 1", "version: 2"),
    )
    .unwrap();
    let newer = place.ran(2, "change --renew").stderr;
    assert!(newer.contains("version"), "{newer}");
    fs::create_dir(place.at("empty")).unwrap();
    let strange = place.ran(2, "change --renew empty").stderr;
    assert!(strange.contains("plan.yaml"), "{strange}");
    assert!(!place.at("mimir-tls.change").exists());
}

#[test]
fn a_ca_that_cannot_sign_changes_nothing() {
    let narrow = Company::root("Narrow root", Some(0));
    let below = narrow.below("Too deep");
    let root = Company::root("Root", None);
    let ended = Company::root_until("Ended root", None, -1);
    let soon = Company::root_until("Soon root", None, 20);
    let early = Company::root_of_tomorrow("Early root");
    let place = made("--mode monolithic");
    let listing = place.listing();
    for (certificates, key, said) in [
        (
            format!("{}{}", below.pem, narrow.pem),
            &below.key,
            "allows 0 intermediates below it",
        ),
        (ended.pem.clone(), &ended.key, "it has ended, at "),
        (soon.pem.clone(), &soon.key, "the CA ends on "),
        (early.pem.clone(), &early.key, "it begins only at "),
        (
            root.pem.clone(),
            &below.key,
            "the key is not that of the certificate",
        ),
        (
            root.pem.clone(),
            &root.pem,
            "a certificate stands where its key is wanted",
        ),
    ] {
        let brought = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = brought.path().join(name);
            fs::write(&path, text).unwrap();
            path.display().to_string()
        };
        let (ca, key) = (write("ca.pem", &certificates), write("ca.key", key));
        let refused = place
            .ran(2, &format!("change --ca {ca} --ca-key {key}"))
            .stderr;
        assert!(refused.contains(said), "{said}: {refused}");
        assert_eq!(place.listing(), listing);
    }
}
