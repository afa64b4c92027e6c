//! The command itself: formats, exit codes, fixes, archives, bad input.

use std::fs;
use std::io::Write;

use crate::place::Place;

const PLAIN: &str =
    "target: ingester\nserver:\n  grpc_tls_config:\n    cert_file: /tls/server.crt\n";
const MISPRINT: &str = "-target=ingester\n-server.grpc-tls-cert-path=/tls/server.crt\n\
    -server.grpc-tls-key-path=/tls/server.key\n-server.grpc-tls-ca-path=/tls/root.crt\n\
    -server.grpc-tls-client-auth=RequiredAndVerifyClientCert\n";

pub(super) fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).expect("JSON")
}

#[test]
fn what_generate_makes_is_clean() {
    let place = Place::new();
    assert_eq!(place.run("generate --quiet").code, Some(0));
    let ran = place.run("check mimir-tls --format json");
    let report = json(&ran.stdout);
    assert_eq!(ran.code, Some(0), "{}", report["findings"]);
    assert_eq!(report["findings"], json("[]"));
    let links = report["links"].as_array().expect("links");
    assert!(links.len() > 50, "only {} links", links.len());
    assert!(links.iter().all(|link| link["verdict"] == "accepted"));
}

#[test]
fn text_shows_the_line_and_the_worst_first() {
    let place = Place::new().with("mimir.yaml", PLAIN);
    let ran = place.run("check mimir.yaml");
    assert_eq!(ran.code, Some(1), "{}", ran.stderr);
    expect_test::expect![[r#"
        read mimir.yaml: Mimir's configuration

        error[MT101]: the gRPC server of ingester has only one of certificate and key, so it speaks no TLS at all
          --> mimir.yaml:4:5
         4 |     cert_file: /tls/server.crt
           |     ^^^^^^^^^^^^^^^^^^^^^^^^^^
          why: Mimir turns TLS on only where both are set, and says nothing otherwise: clients with TLS get `first record does not look like a TLS handshake`, all others talk in the clear
          fix: set certificate and key together
          see: https://github.com/grafana/dskit/blob/main/server/server.go

        1 error, 0 warnings, 0 notes; 1 process, 0 files of certificates or keys, Mimir 3.1.0 (the newest; nothing names another)
        0 links: 0 accepted, 0 failed, 0 not proven
    "#]]
    .assert_eq(&ran.stdout);
}

#[test]
fn text_names_everyone_who_reads_a_line_and_shows_the_fix() {
    let shared = "ingester_client:\n  grpc_client_config:\n    tls_ca_path: /tls/root.crt\n\
        server:\n  grpc_tls_config: {cert_file: /tls/server.crt, key_file: /tls/server.key}\n";
    let place = Place::new().with("mimir.yaml", shared);
    let said = place.run("check mimir.yaml").stdout;
    assert!(said.contains("\n  also: querier, ruler\n"), "{said}");
    let fix = "\n       +    tls_enabled: true\n            tls_ca_path: /tls/root.crt\n";
    assert!(said.contains(fix), "{said}");
}

#[test]
fn german_sarif_and_markdown() {
    let place = Place::new().with("mimir.yaml", PLAIN);
    let german = place.run("check --language de mimir.yaml").stdout;
    assert!(
        german.contains("hat nur eines von Zertifikat und Schlüssel"),
        "{german}"
    );
    let sarif = json(&place.run("check --format sarif mimir.yaml").stdout);
    let result = &sarif["runs"][0]["results"][0];
    assert_eq!(sarif["version"], "2.1.0");
    assert_eq!(result["ruleId"], "MT101");
    assert_eq!(result["level"], "error");
    let region = &result["locations"][0]["physicalLocation"]["region"];
    assert_eq!(region["startLine"], 4);
    let markdown = place.run("check --format markdown mimir.yaml").stdout;
    assert!(
        markdown.contains("## error MT101: listener silently plaintext"),
        "{markdown}"
    );
}

#[test]
fn a_fix_goes_to_a_copy_or_in_place() {
    let place = Place::new().with("ingester.flags", MISPRINT);
    let right = MISPRINT.replace("Required", "Require");
    let ran = place.run("check --fix ingester.flags");
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.stdout
            .contains("+-server.grpc-tls-client-auth=RequireAndVerifyClientCert")
    );
    assert_eq!(
        fs::read_to_string(place.at("ingester.flags")).unwrap(),
        MISPRINT
    );
    assert_eq!(
        fs::read_to_string(place.at("ingester.flags.fixed")).unwrap(),
        right
    );

    let again = place.run("check --fix ingester.flags");
    assert_eq!(again.code, Some(2));
    assert!(
        again.stderr.contains("is there already"),
        "{}",
        again.stderr
    );

    fs::remove_file(place.at("ingester.flags.fixed")).unwrap();
    assert_eq!(
        place.run("check --fix --in-place ingester.flags").code,
        Some(1)
    );
    assert_eq!(
        fs::read_to_string(place.at("ingester.flags")).unwrap(),
        right
    );
    assert_eq!(place.listing(), ["ingester.flags"]);
    let after = json(&place.run("check --format json ingester.flags").stdout);
    assert!(!after.to_string().contains("MT107"), "{after}");
}

#[test]
fn standard_input_and_archives() {
    let place = Place::new();
    let ran = place.run_with_input("check -", PLAIN.as_bytes());
    assert!(
        ran.stdout.contains("--> standard input:4:5"),
        "{}",
        ran.stdout
    );

    let mut tar = tar::Builder::new(Vec::new());
    let mut add = |name: &str, kind| {
        let mut header = tar::Header::new_ustar();
        header.set_size(if kind == tar::EntryType::Regular {
            PLAIN.len() as u64
        } else {
            0
        });
        header.set_entry_type(kind);
        header.set_mode(0o644);
        header.as_mut_bytes()[..name.len()].copy_from_slice(name.as_bytes());
        header.set_cksum();
        let body = if kind == tar::EntryType::Regular {
            PLAIN.as_bytes()
        } else {
            b""
        };
        tar.append(&header, body).unwrap();
    };
    add("conf/mimir.yaml", tar::EntryType::Regular);
    add("../mimir.yaml", tar::EntryType::Regular);
    add("conf/link.yaml", tar::EntryType::Symlink);
    let bytes = tar.into_inner().unwrap();
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(&bytes).unwrap();
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    zip.start_file("conf/mimir.yaml", options).unwrap();
    zip.write_all(PLAIN.as_bytes()).unwrap();
    zip.start_file("../mimir.yaml", options).unwrap();
    zip.add_symlink("conf/link.yaml", "/etc/passwd", options)
        .unwrap();
    let archives = [
        ("all.tar", bytes),
        ("all.tar.gz", gz.finish().unwrap()),
        ("all.zip", zip.finish().unwrap().into_inner()),
    ];
    for (name, bytes) in archives {
        let place = Place::new().with(name, bytes);
        let report = json(&place.run(&format!("check --format json {name}")).stdout);
        let mut told: Vec<(&str, &str)> = Vec::new();
        for it in report["findings"].as_array().unwrap() {
            let code = it["code"].as_str().unwrap();
            let others = it["places"].as_array().into_iter().flatten();
            let files = std::iter::once(&it["place"]).chain(others);
            told.extend(files.map(|place| (code, place["file"].as_str().unwrap())));
        }
        let at = |inner: &str| format!("{name}/{inner}");
        assert_eq!(
            told,
            [
                ("MT101", at("conf/mimir.yaml").as_str()),
                ("MT607", at("../mimir.yaml").as_str()),
                ("MT607", at("conf/link.yaml").as_str()),
            ],
            "{name}"
        );
    }
}

/// Sixteen megabytes of zeros in a few kilobytes, many times over.
#[test]
fn an_archive_without_end_is_passed_over() {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    let zeros = vec![b'#'; 15 << 20];
    for number in 0..12 {
        zip.start_file(format!("{number}.yaml"), options).unwrap();
        zip.write_all(&zeros).unwrap();
    }
    let place = Place::new().with("bomb.zip", zip.finish().unwrap().into_inner());
    let ran = place.run("check bomb.zip");
    assert_eq!(ran.code, Some(2), "{}", ran.stdout);
    assert!(
        ran.stdout.contains("it unpacks to more than 128 MiB"),
        "{}",
        ran.stdout
    );
}

#[test]
fn bad_usage_and_nothing_to_check() {
    let place = Place::new()
        .with("notes.md", "# nothing\n")
        .with("blob", [0, 1, 2]);
    let missing = place.run("check nowhere.yaml");
    assert_eq!(missing.code, Some(2));
    assert!(
        missing.stderr.contains("nowhere.yaml"),
        "{}",
        missing.stderr
    );
    for arguments in [
        "check notes.md",
        "check blob",
        "check --release 9.9 notes.md",
        "check --in-place notes.md",
        "check",
    ] {
        assert_eq!(place.run(arguments).code, Some(2), "{arguments}");
    }
    let nothing = place.run("check notes.md");
    assert!(
        nothing
            .stderr
            .contains("nothing of a Mimir cluster was found"),
        "{}",
        nothing.stderr
    );
}

#[test]
fn explain_prints_the_page_of_a_code() {
    let place = Place::new();
    let page = place.run("explain MT101");
    assert_eq!(page.code, Some(0), "{}", page.stderr);
    assert!(
        page.stdout.contains("MT101 listener silently plaintext"),
        "{}",
        page.stdout
    );
    let german = json(
        &place
            .run("explain --language de --format json MT608")
            .stdout,
    );
    assert_eq!(german["title"], "Vorlage nicht ausgeführt");
}

/// A key is read to be compared, and nothing of it is ever printed.
#[test]
fn no_key_is_printed() {
    let place = Place::new();
    place.run("generate --quiet");
    let key = fs::read_to_string(place.at("mimir-tls/certs/server.key")).unwrap();
    let body: Vec<&str> = key.lines().filter(|line| !line.starts_with('-')).collect();
    let indented: String = key.lines().map(|line| format!("    {line}\n")).collect();
    let map = format!(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: tls}}\ndata:\n  server.key: |\n{indented}"
    );
    fs::write(place.at("map.yaml"), map).unwrap();
    for format in ["text", "json", "sarif", "markdown"] {
        let ran = place.run(&format!("check --format {format} map.yaml mimir-tls/certs"));
        assert!(ran.stdout.contains("MT508"), "{}", ran.stdout);
        for line in &body {
            assert!(
                !ran.stdout.contains(line) && !ran.stderr.contains(line),
                "{format}"
            );
        }
    }
}
