//! Requests for somebody else's CA, and what comes back.

use std::fs;
use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use mimir_tls::pki::pem;
use rcgen::{CertificateParams, ExtendedKeyUsagePurpose};

use crate::company::Company;
use crate::killed;
use crate::place::{Place, Ran};

fn der(text: &str) -> Vec<u8> {
    let (_, body) = pem::whole_blocks(text.as_bytes()).next().unwrap();
    body.contents.to_vec()
}

/// A folder with requests, and a CA with an intermediate that answers them.
struct Asked {
    place: Place,
    root: Company,
    between: Company,
}

impl Asked {
    fn new() -> Self {
        let place = Place::new();
        place.good("request -q --mode monolithic --dns mimir.example.com");
        let root = Company::root("Company root", None);
        let between = root.below("Company issuing");
        let place = place.with("root.pem", &root.pem);
        Self {
            place,
            root,
            between,
        }
    }

    fn sign(&self, name: &str, change: impl FnOnce(&mut CertificateParams)) -> String {
        let request = self.place.read(&format!("mimir-tls/requests/{name}.csr"));
        self.between.sign(&request, change)
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.place.at(name), content).unwrap();
    }

    /// Adopts what must not be, and returns what is said.
    fn refused(&self, code: i32, arguments: &str) -> String {
        let before = self.place.listing();
        let ran = self
            .place
            .run(&format!("adopt mimir-tls --ca root.pem {arguments}"));
        assert_eq!(ran.code, Some(code), "{}{}", ran.stdout, ran.stderr);
        assert_eq!(self.place.listing(), before);
        ran.stderr
    }

    /// Adopts what is whole, and has the folder proven.
    fn adopted(&self, arguments: &str) -> Ran {
        let ran = self
            .place
            .good(&format!("adopt mimir-tls --ca root.pem {arguments}"));
        self.place.good("prove -q");
        assert_eq!(self.place.read("mimir-tls/certs/root.crt"), self.root.pem);
        let server = self.place.read("mimir-tls/certs/server.crt");
        assert_eq!(server.matches("BEGIN CERTIFICATE").count(), 2);
        assert!(server.ends_with(&self.between.pem));
        ran
    }
}

#[test]
fn a_request_says_all_that_is_wanted_and_no_key() {
    let asked = Asked::new();
    let ran = asked
        .place
        .good("inspect mimir-tls/requests/server.csr mimir-tls/requests/client.csr");
    for part in ["CN=server", "DNS mimir.example.com", "CN=client"] {
        assert!(ran.stdout.contains(part), "{part}: {}", ran.stdout);
    }
    let sheet = asked.place.read("mimir-tls/requests/README.md");
    for part in [
        "- DNS `mimir.example.com`",
        "`serverAuth`",
        "copy_extensions",
        "| 730 |",
    ] {
        assert!(sheet.contains(part), "{part}: {sheet}");
    }
    assert_eq!(
        asked
            .place
            .listing()
            .iter()
            .filter(|name| !name.ends_with('/'))
            .cloned()
            .collect::<Vec<_>>(),
        [
            "mimir-tls/.gitignore",
            "mimir-tls/certs/client.key",
            "mimir-tls/certs/server.key",
            "mimir-tls/plan.yaml",
            "mimir-tls/requests/README.md",
            "mimir-tls/requests/client.csr",
            "mimir-tls/requests/server.csr",
            "root.pem",
        ]
    );
    let said = asked
        .place
        .good("request --mode monolithic --out json --format json")
        .stdout;
    let said: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!(said["requests"][0], "requests/server.csr");
}

#[test]
fn it_is_taken_in_any_form_and_order() {
    let asked = Asked::new();
    let (server, client) = (asked.sign("server", |_| {}), asked.sign("client", |_| {}));
    let between = &asked.between.pem;
    let key = asked.place.read("mimir-tls/certs/server.key");
    // PEM, in one file, the intermediate first.
    asked.write("all.pem", format!("{between}{client}{server}"));
    let ran = asked.adopted("--cert all.pem");
    assert!(
        ran.stdout.contains("CA: new: give root.crt"),
        "{}",
        ran.stdout
    );
    assert_eq!(asked.place.read("mimir-tls/certs/server.key"), key);
    assert!(
        asked
            .place
            .at("mimir-tls.backup-1/requests/server.csr")
            .exists()
    );
    // DER, a file each.
    asked.write("a.cer", der(&client));
    asked.write("b.cer", der(&server));
    asked.write("c.cer", der(between));
    let ran = asked.adopted("--cert a.cer --cert b.cer --cert c.cer");
    assert!(ran.stdout.contains("CA: kept"), "{}", ran.stdout);
    // PKCS#7, DER and PEM.
    let all = [between.as_str(), &client, &server].map(der);
    let bundle = pkcs7(&all);
    asked.write("all.p7b", &bundle);
    asked.adopted("--cert all.p7b");
    asked.write("all.p7", pem::encode("PKCS7", &bundle));
    asked.adopted("--cert all.p7");
    // A folder, and a zip.
    fs::create_dir(asked.place.at("reply")).unwrap();
    for (name, text) in [
        ("1.crt", &server),
        ("2.crt", &client),
        ("note.txt", &String::from("hi")),
    ] {
        asked.write(&format!("reply/{name}"), text);
    }
    let ran = asked.adopted("--cert reply --cert c.cer");
    assert!(
        ran.stderr.contains("note.txt holds no certificate"),
        "{}",
        ran.stderr
    );
    let mut zip = zip::ZipWriter::new(fs::File::create(asked.place.at("reply.zip")).unwrap());
    for (name, text) in [
        ("x/1.crt", &server),
        ("x/2.crt", &client),
        ("ca.crt", between),
    ] {
        zip.start_file(name, zip::write::SimpleFileOptions::default())
            .unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap();
    asked.adopted("--cert reply.zip");
}

#[test]
fn what_the_ca_changed_is_said() {
    let asked = Asked::new();
    let server = asked.sign("server", |params| {
        let name = rcgen::SanType::DnsName("mimir.example.com".try_into().unwrap());
        params.subject_alt_names.retain(|san| *san != name);
        params
            .extended_key_usages
            .push(ExtendedKeyUsagePurpose::ClientAuth);
    });
    let client = asked.sign("client", |_| {});
    asked.write("all.pem", format!("{server}{client}{}", asked.between.pem));
    let ran = asked.adopted("--cert all.pem --format json");
    let said: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    let notes: Vec<&str> = said["notes"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|it| it.as_str())
        .collect();
    for note in [
        "certs/server.crt lacks names that were asked for: mimir.example.com",
        "certs/server.crt is good for clientAuth too, which was not asked for",
    ] {
        assert!(notes.contains(&note), "{notes:?}");
    }
    let begins = |text: &str| notes.iter().any(|note| note.starts_with(text));
    assert!(begins("certs/server.crt has the subject CN="), "{notes:?}");
    assert!(begins("certs/client.crt ends on "), "{notes:?}");
}

#[test]
fn what_would_not_work_is_refused_with_its_link() {
    let asked = Asked::new();
    let (server, client) = (asked.sign("server", |_| {}), asked.sign("client", |_| {}));
    let between = asked.between.pem.clone();
    let write = |server: &str, client: &str, between: &str| {
        asked.write("all.pem", format!("{server}{client}{between}"));
    };
    let bare = asked.sign("server", |params| params.subject_alt_names.clear());
    write(&bare, &client, &between);
    let said = asked.refused(1, "--cert all.pem");
    assert!(said.contains("certs/server.crt lacks names"), "{said}");
    assert!(
        said.contains(" fails") && said.contains("the plan does not hold"),
        "{said}"
    );
    let wrong = asked.sign("client", |params| {
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    });
    write(&server, &wrong, &between);
    let said = asked.refused(1, "--cert all.pem");
    assert!(
        said.contains("lacks clientAuth, which was asked for"),
        "{said}"
    );
    let elsewhere = asked.sign("server", |params| {
        let name = "elsewhere.example".try_into().unwrap();
        params.subject_alt_names = vec![rcgen::SanType::DnsName(name)];
    });
    write(&elsewhere, &client, &between);
    let said = asked.refused(1, "--cert all.pem");
    assert!(
        said.contains("has names that were not asked for: elsewhere.example")
            && said.contains("the plan does not hold"),
        "{said}"
    );
    write(&server, &client, "");
    let said = asked.refused(2, "--cert all.pem");
    assert!(said.contains("CN=Company issuing, which signed"), "{said}");
    assert!(said.contains("`--ca`"), "{said}");
    write(&server, "", &between);
    let said = asked.refused(2, "--cert all.pem");
    assert!(
        said.contains("certs/client.crt: no certificate came back for its key"),
        "{said}"
    );
    // For another key: requests of another run.
    asked.place.good("request -q --mode monolithic --out other");
    let other = asked.place.read("other/requests/server.csr");
    write(&asked.between.sign(&other, |_| {}), &client, &between);
    let said = asked.refused(2, "--cert all.pem");
    assert!(said.contains("each of another key"), "{said}");
    let ended = asked.sign("server", |params| {
        params.not_after = params.not_before + time::Duration::minutes(1);
    });
    write(&ended, &client, &between);
    assert!(
        asked
            .refused(2, "--cert all.pem")
            .contains("has ended, at ")
    );
    let early = asked.sign("server", |params| {
        params.not_before = params.not_after - time::Duration::days(1);
    });
    write(&early, &client, &between);
    let said = asked.refused(2, "--cert all.pem");
    assert!(
        said.contains("begins only at ") && said.contains("fix the clock"),
        "{said}"
    );
    // Nothing of use, and a key that is none.
    asked.write("all.pem", "call me back");
    let said = asked.refused(2, "--cert all.pem");
    assert!(said.contains("all.pem holds no certificate"), "{said}");
    let key = asked.place.read("mimir-tls/certs/server.key");
    asked.write("mimir-tls/certs/server.key", "none");
    let said = asked.refused(2, "--cert all.pem");
    assert!(
        said.contains("error: certs/server.key: the key cannot be read"),
        "{said}"
    );
    asked.write("mimir-tls/certs/server.key", key);
    // A root that nobody gave is believed by nobody.
    let stranger = Company::root("Stranger", None);
    asked.write("root.pem", &stranger.pem);
    write(&server, &client, &format!("{between}{}", asked.root.pem));
    let said = asked.refused(2, "--cert all.pem");
    assert!(
        said.contains("CN=Company root, which signed CN=Company issuing, is not there"),
        "{said}"
    );
}

#[test]
fn a_set_that_was_made_elsewhere_is_taken_with_its_keys() {
    let place = Place::new();
    place.good("generate -q --mode monolithic --out elsewhere");
    let text = |path: &str| place.read(&format!("elsewhere/{path}"));
    let pack = |path: &str| STANDARD.encode(text(path));
    let secret = |name: &str, pair: &str| {
        format!(
            "apiVersion: v1\nkind: Secret\nmetadata: {{name: {name}}}\ndata:\n  tls.crt: {}\n  tls.key: {}\n  ca.crt: {}\n",
            pack(&format!("certs/{pair}.crt")),
            pack(&format!("certs/{pair}.key")),
            pack("certs/root.crt"),
        )
    };
    let both = format!(
        "{}---\n{}",
        secret("one", "client"),
        secret("two", "server")
    );
    fs::write(place.at("secrets.yaml"), both).unwrap();
    place.good("adopt tls --mode monolithic --cert secrets.yaml");
    place.good("prove -q tls");
    for path in ["certs/server.crt", "certs/client.crt", "certs/server.key"] {
        assert_eq!(place.read(&format!("tls/{path}")), text(path), "{path}");
    }
    // Files in folders, as easy-rsa has them.
    place.good("adopt more --mode monolithic --cert elsewhere/certs --ca elsewhere/certs/root.crt");
    place.good("prove -q more");
    let ran = place.run("adopt none --mode monolithic --cert elsewhere/certs/server.crt");
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.stderr
            .contains("certs/server.crt: there is no key for it"),
        "{}",
        ran.stderr
    );
}

#[test]
fn new_certificates_over_keys_in_use_go_where_they_are_to_be() {
    let asked = Asked::new();
    let reply = |folder: &str| {
        let sign = |name: &str| {
            let request = asked.place.read(&format!("{folder}/requests/{name}.csr"));
            asked.between.sign(&request, |_| {})
        };
        asked.write(
            "all.pem",
            format!("{}{}{}", sign("server"), sign("client"), asked.between.pem),
        );
    };
    reply("mimir-tls");
    asked.adopted("--cert all.pem");
    let key = asked.place.read("mimir-tls/certs/server.key");
    asked
        .place
        .good("request -q --plan mimir-tls/plan.yaml --keys mimir-tls --out next");
    assert_eq!(asked.place.read("next/certs/server.key"), key);
    reply("next");
    // A configuration of theirs in it stays, with its settings.
    fs::create_dir(asked.place.at("mimir-tls/merged")).unwrap();
    let theirs = "mimir-tls/merged/mimir.yaml";
    asked.write(theirs, "server:\n  http_listen_port: 80 # ours\n");
    let ran = asked
        .place
        .good("adopt next --cert all.pem --ca root.pem --out mimir-tls");
    assert!(ran.stdout.contains("CA: kept"), "{}", ran.stdout);
    asked.place.good("prove -q");
    assert!(asked.place.at("next/requests").exists());
    let merged = asked.place.read(theirs);
    assert!(
        merged.contains("port: 80 # ours\n") && merged.contains("/etc/mimir/tls/server.key"),
        "{merged}"
    );
}

#[test]
fn killed_at_any_moment_it_leaves_the_old_folder_or_the_new_one() {
    let asked = Asked::new();
    let (server, client) = (asked.sign("server", |_| {}), asked.sign("client", |_| {}));
    asked.write("all.pem", format!("{server}{client}{}", asked.between.pem));
    let key = asked.place.read("mimir-tls/certs/server.key");
    let started = std::time::Instant::now();
    asked
        .place
        .good("adopt mimir-tls --cert all.pem --ca root.pem -q --out elsewhere");
    let whole_run = started.elapsed();
    let arguments = "adopt mimir-tls --cert all.pem --ca root.pem -q";
    killed::at_any_moment(&asked.place, arguments, whole_run, |round| {
        assert_eq!(
            asked.place.read("mimir-tls/certs/server.key"),
            key,
            "round {round}"
        );
        let is_old = asked.place.at("mimir-tls/requests/server.csr").exists();
        let is_new = asked.place.at("mimir-tls/README.md").exists();
        assert!(is_old != is_new, "round {round}: half a folder");
    });
    asked.adopted("-q --cert all.pem");
}

/// `SignedData` without a signature (RFC 2315, section 9.1), as CAs hand out
/// certificates.
fn pkcs7(certificates: &[Vec<u8>]) -> Vec<u8> {
    use mimir_tls::pki::x509::der::{element, tag};
    const DATA: [u8; 9] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01];
    const SIGNED: [u8; 9] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];
    let oid = |oid: &[u8]| element(tag::OBJECT_IDENTIFIER, &[oid]);
    let set = element(tag::SET, &[]);
    let parts: Vec<&[u8]> = certificates.iter().map(Vec::as_slice).collect();
    let certificates = element(tag::constructed(0), &parts);
    let data = element(tag::SEQUENCE, &[&oid(&DATA)]);
    let version: &[u8] = &[tag::INTEGER, 1, 1];
    let signed = element(tag::SEQUENCE, &[version, &set, &data, &certificates, &set]);
    let content = element(tag::constructed(0), &[&signed]);
    element(tag::SEQUENCE, &[&oid(&SIGNED), &content])
}
