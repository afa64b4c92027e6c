//! Fixes: each form of text is edited as it was understood, and nothing is offered
//! that is not the last step.

use std::fmt::Write as _;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

use mimir_tls::catalog::Catalog;
use mimir_tls::doctor::{
    CheckReport, Code, Fixes, Input, Options, Severity, check, check_and_fix, one_by_one,
};
use mimir_tls::pki::Instant;

use super::NOW;
use crate::place::Place;

pub(super) fn options() -> Options {
    Options::new(Catalog::builtin().newest(), Instant::from_unix(NOW))
}

pub(super) fn inputs(texts: &[(&str, &str)]) -> Vec<Input> {
    let inputs = texts.iter().map(|(path, text)| Input {
        path: (*path).to_owned(),
        bytes: text.as_bytes().to_vec(),
        mode: None,
    });
    inputs.collect()
}

pub(super) fn fixes(texts: &[(&str, &str)]) -> (CheckReport, Fixes) {
    check_and_fix(inputs(texts), options(), one_by_one)
}

/// What all fixes make of one text; the text itself where there are none. Where
/// there are, what has come of it has nothing of `code`, and nothing new.
#[track_caller]
fn fixed(path: &str, text: &str, code: Code) -> String {
    let (before, fixes) = fixes(&[(path, text)]);
    let has = |report: &CheckReport, code| report.findings.iter().any(|it| it.code == code);
    assert!(
        has(&before, code),
        "{path} has no {code}: {:#?}",
        before.findings
    );
    let Some(fixed) = fixes.texts.into_iter().next() else {
        return text.to_owned();
    };
    assert_eq!((fixed.file.as_str(), fixed.old.as_str()), (path, text));
    let after = check(inputs(&[(path, &fixed.new)]), options(), one_by_one);
    assert!(!has(&after, code), "{code} is left in\n{}", fixed.new);
    for finding in after
        .findings
        .iter()
        .filter(|it| it.severity < Severity::Note)
    {
        assert!(
            has(&before, finding.code),
            "{} is new in\n{}",
            finding.code,
            fixed.new
        );
    }
    fixed.new
}

/// `text` with its one line that has `old` replaced by `new`, which may be lines.
#[track_caller]
fn changed(path: &str, text: &str, code: Code, old: &str, new: &str) {
    assert_eq!(text.matches(old).count(), 1, "{old:?} in\n{text}");
    assert_eq!(
        fixed(path, text, code),
        text.replacen(old, new, 1),
        "{path}"
    );
}

#[track_caller]
fn words_alone(path: &str, text: &str, code: Code) {
    assert_eq!(fixed(path, text, code), text, "{path}");
}

const SERVER: &str = "    server:
      grpc_tls_config: {cert_file: /s.crt, key_file: /s.key, client_ca_file: /a, client_auth_type: RequireAndVerifyClientCert}
";

#[test]
fn a_switch_goes_into_a_mapping_of_flags() {
    let values = format!("mimir:\n  structuredConfig:\n{SERVER}distributor:\n  extraArgs:\n");
    let flags = "    ingester.client.tls-cert-path: /a
    ingester.client.tls-key-path: /b
    ingester.client.tls-ca-path: /c
";
    changed(
        "values.yaml",
        &format!("{values}{flags}"),
        Code::Mt103,
        "    ingester.client.tls-cert-path",
        "    ingester.client.tls-enabled: \"true\"\n    ingester.client.tls-cert-path",
    );
    // Beside a server in plaintext the switch would break what works.
    words_alone(
        "values.yaml",
        &format!("distributor:\n  extraArgs:\n{flags}"),
        Code::Mt103,
    );
}

/// A ring in etcd with the option that etcd's client does not read.
fn etcd(version: &str) -> String {
    format!(
        "target: ingester
ingester:
  ring:
    kvstore:
      store: etcd
      etcd:
        tls_enabled: true # on
        tls_ca_path: /tls/root.crt
{version}# the end
"
    )
}

#[test]
fn a_value_over_several_lines_goes_whole() {
    for version in [
        "        tls_min_version: VersionTLS12\n",
        "        tls_min_version: >-\n          VersionTLS12\n",
        "        tls_min_version: |\n          VersionTLS12\n\n",
        "        tls_min_version:\n          VersionTLS12\n",
        "        tls_min_version:\n          'VersionTLS12\n\n          x'\n",
        "        \"tls_min_version\": \"VersionTLS12\"   # why\n",
    ] {
        let (head, text) = (etcd(""), etcd(version));
        let blank = if version.ends_with("\n\n") { "\n" } else { "" };
        let wanted = head.replace("# the end", &format!("{blank}# the end"));
        assert_eq!(
            fixed("ingester.yaml", &text, Code::Mt114),
            wanted,
            "{version:?}"
        );
        // Its lines are CRLF, it begins with a mark, and no break ends it.
        let windows = text.trim_end().replace('\n', "\r\n");
        let wanted = wanted.trim_end().replace('\n', "\r\n");
        assert_eq!(
            fixed("ingester.yaml", &windows, Code::Mt114),
            wanted,
            "{version:?}"
        );
    }
}

#[test]
fn the_same_in_the_texts_of_others() {
    let indent = |text: &str, by: &str| -> String {
        text.lines().fold(String::new(), |mut out, line| {
            let _ = writeln!(out, "{by}{line}");
            out
        })
    };
    for version in [
        "        tls_min_version: VersionTLS12\n",
        "        tls_min_version: >-\n          VersionTLS12\n",
        "        tls_min_version:\n          VersionTLS12\n",
    ] {
        let map =
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: mimir}\ndata:\n  mimir.yaml: |\n";
        let text = |version: &str| format!("{map}{}  other: x\n", indent(&etcd(version), "    "));
        assert_eq!(fixed("cm.yaml", &text(version), Code::Mt114), text(""));
        let values = "mimir:\n  config: |\n";
        let text =
            |version: &str| format!("{values}{}ingester: {{}}\n", indent(&etcd(version), "    "));
        assert_eq!(fixed("values.yaml", &text(version), Code::Mt114), text(""));
        let values = "mimir:\n  structuredConfig:\n";
        let text =
            |version: &str| format!("{values}{}ingester: {{}}\n", indent(&etcd(version), "    "));
        assert_eq!(fixed("values.yaml", &text(version), Code::Mt114), text(""));
    }
}

#[test]
fn a_block_is_not_left_empty() {
    let text = "target: ingester
ingester:
  ring:
    kvstore:
      store: memberlist
      # not used
      etcd: # ring
        # the least
        tls_min_version: VersionTLS12
    replication_factor: 3
";
    let wanted = text
        .replace("      etcd: # ring\n", "")
        .replace("        tls_min_version: VersionTLS12\n", "");
    assert_eq!(fixed("ingester.yaml", text, Code::Mt114), wanted);
}

#[test]
fn json_and_flows_stay_what_they_are() {
    let json = r#"{"target": "distributor", "ingester_client":{"grpc_client_config":{
  "tls_cert_path":"/a",
  "tls_key_path":"/b",
  "tls_ca_path":"/c"
}}}
"#;
    changed(
        "distributor.json",
        json,
        Code::Mt103,
        "  \"tls_cert_path\"",
        "  \"tls_enabled\": true,\n  \"tls_cert_path\"",
    );
    let flow = "target: distributor\ningester_client: {grpc_client_config: {tls_cert_path: /a, tls_key_path: /b, tls_ca_path: /c}}\n";
    changed(
        "distributor.yaml",
        flow,
        Code::Mt103,
        "{tls_cert_path",
        "{tls_enabled: true, tls_cert_path",
    );
    let etcd = |end: &str| {
        format!(
            "{{\"target\": \"ingester\", \"ingester\": {{\"ring\": {{\"kvstore\": {{\"store\": \"etcd\", \"etcd\": {{\n  \"tls_enabled\": true,\n  \"tls_ca_path\": \"/c\"{end}\n}}}}}}}}}}\n"
        )
    };
    let text = etcd(",\n  \"tls_min_version\": \"VersionTLS12\"");
    assert_eq!(fixed("ingester.json", &text, Code::Mt114), etcd(""));
}

/// Where a switch stands, however it is written, it is not set a second time.
#[test]
fn a_switch_is_never_there_twice() {
    for switch in ["yes", "maybe", "'True'", "1", "on"] {
        let text = format!(
            "target: ingester\nmemberlist: {{tls_enabled: {switch}, tls_ca_path: /a, tls_cert_path: /b, tls_key_path: /c, tls_server_name: m}}\n"
        );
        let (_, fixes) = fixes(&[("mimir.yaml", &text)]);
        for fixed in fixes.texts {
            assert_eq!(fixed.new.matches("tls_enabled").count(), 1, "{}", fixed.new);
        }
    }
}

const FLAGS: [&str; 3] = [
    "-ingester.client.tls-cert-path=/a",
    "-ingester.client.tls-key-path=/b",
    "-ingester.client.tls-ca-path=/c",
];

#[test]
fn a_command_goes_on_where_it_went_on() {
    let [cert, key, ca] = FLAGS;
    let on = "-ingester.client.tls-enabled=true";
    changed(
        "run.sh",
        &format!(
            "#!/bin/sh\nexec mimir -target=distributor \\\n  {cert} \\\n  {key} \\\n  {ca}\necho done\n"
        ),
        Code::Mt103,
        &format!("  {cert}"),
        &format!("  {on} \\\n  {cert}"),
    );
    changed(
        "run.sh",
        &format!("#!/bin/sh\nexec mimir -target=distributor {cert} {key} {ca}\n"),
        Code::Mt103,
        cert,
        &format!("{on} {cert}"),
    );
    changed(
        "mimir.service",
        &format!(
            "[Service]\nExecStart=/usr/bin/mimir -target=distributor \\\n    {cert} \\\n    {key} \\\n    {ca}\nRestart=always\n"
        ),
        Code::Mt103,
        &format!("    {cert}"),
        &format!("    {on} \\\n    {cert}"),
    );
    changed(
        "distributor.flags",
        &format!("-target=distributor\r\n{cert}\r\n{key}\r\n{ca}"),
        Code::Mt103,
        cert,
        &format!("{on}\r\n{cert}"),
    );
}

#[test]
fn arguments_are_items_or_words() {
    let [cert, key, ca] = FLAGS;
    let on = "-ingester.client.tls-enabled=true";
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: distributor}\nspec:\n  containers:\n  - name: distributor\n    image: grafana/mimir\n";
    changed(
        "pod.yaml",
        &format!(
            "{pod}    args:\n    - -target=distributor\n    - {cert} # c\n    - {key}\n    - \"{ca}\"\n"
        ),
        Code::Mt103,
        &format!("    - {cert}"),
        &format!("    - {on}\n    - {cert}"),
    );
    changed(
        "pod.yaml",
        &format!("{pod}    args: ['-target=distributor', '{cert}', '{key}', '{ca}']\n"),
        Code::Mt103,
        &format!("'{cert}'"),
        &format!("'{on}', '{cert}'"),
    );
    changed(
        "compose.yaml",
        &format!(
            "services:\n  distributor:\n    image: grafana/mimir\n    command: >-\n      -target=distributor\n      {cert}\n      {key} {ca}\n"
        ),
        Code::Mt103,
        &format!("      {cert}"),
        &format!("      {on}\n      {cert}"),
    );
    changed(
        "compose.yaml",
        &format!(
            "services:\n  distributor:\n    image: grafana/mimir\n    command: \"-target=distributor {cert} {key} {ca}\"\n"
        ),
        Code::Mt103,
        cert,
        &format!("{on} {cert}"),
    );
}

#[test]
fn a_flag_goes_and_the_command_stays_whole() {
    let min = "-ingester.ring.etcd.tls-min-version=VersionTLS12";
    let rest = "-ingester.ring.etcd.tls-ca-path=/c";
    for (path, text, wanted) in [
        (
            "run.sh",
            format!(
                "#!/bin/sh\nmimir -target=ingester -ingester.ring.store=etcd -ingester.ring.etcd.tls-enabled=true \\\n  {rest} \\\n  {min}\necho done\n"
            ),
            format!(
                "#!/bin/sh\nmimir -target=ingester -ingester.ring.store=etcd -ingester.ring.etcd.tls-enabled=true \\\n  {rest}\necho done\n"
            ),
        ),
        (
            "run.sh",
            format!(
                "#!/bin/sh\nmimir -target=ingester -ingester.ring.store=etcd -ingester.ring.etcd.tls-enabled=true \\\n  {min} \\\n  {rest}\n"
            ),
            format!(
                "#!/bin/sh\nmimir -target=ingester -ingester.ring.store=etcd -ingester.ring.etcd.tls-enabled=true \\\n  {rest}\n"
            ),
        ),
        (
            "run.sh",
            format!(
                "#!/bin/sh\nmimir -target=ingester -ingester.ring.store=etcd -ingester.ring.etcd.tls-enabled=true {min} {rest}\n"
            ),
            format!(
                "#!/bin/sh\nmimir -target=ingester -ingester.ring.store=etcd -ingester.ring.etcd.tls-enabled=true {rest}\n"
            ),
        ),
        (
            "ingester.flags",
            format!(
                "-ingester.ring.store=etcd\n-ingester.ring.etcd.tls-enabled=true\n{rest}\n{min}"
            ),
            format!("-ingester.ring.store=etcd\n-ingester.ring.etcd.tls-enabled=true\n{rest}"),
        ),
    ] {
        assert_eq!(fixed(path, &text, Code::Mt114), wanted, "{text}");
    }
}

/// What Helm has rendered is rendered again: its fix is one of the values.
#[test]
fn what_was_rendered_is_not_edited() {
    let [cert, key, ca] = FLAGS;
    let pod = format!(
        "# Source: mimir-distributed/templates/pod.yaml\napiVersion: v1\nkind: Pod\nmetadata: {{name: distributor}}\nspec:\n  containers:\n  - name: distributor\n    image: grafana/mimir\n    args:\n    - -target=distributor\n    - {cert}\n    - {key}\n    - {ca}\n"
    );
    words_alone("pod.yaml", &pod, Code::Mt103);
}

/// A fix that leads to the next finding is none.
#[test]
fn a_fix_is_the_last_step() {
    let pem = "target: ingester\ningester_client:\n  grpc_client_config:\n    tls_enabled: true\n    tls_ca_path: /a\n    tls_server_name: m\n    tls_cert_path: /b\n    tls_key: \"-----BEGIN EC PRIVATE KEY-----\\nMIGH\\n-----END EC PRIVATE KEY-----\\n\"\n";
    let (report, fixes) = fixes(&[("ingester.yaml", pem)]);
    assert_eq!(fixes.texts, []);
    assert!(report.findings.iter().all(|it| it.edit.is_none()));
}

const MISPRINT: &str = "-target=ingester\n-server.grpc-tls-cert-path=/tls/server.crt\n\
    -server.grpc-tls-key-path=/tls/server.key\n-server.grpc-tls-ca-path=/tls/root.crt\n\
    -server.grpc-tls-client-auth=RequiredAndVerifyClientCert\n";

fn right() -> String {
    MISPRINT.replace("Required", "Require")
}

fn read(place: &Place, name: &str) -> String {
    fs::read_to_string(place.at(name)).unwrap()
}

#[test]
fn a_link_stays_and_its_file_is_fixed() {
    let place = Place::new().with("real.flags", MISPRINT);
    symlink("real.flags", place.at("link.flags")).unwrap();
    assert_eq!(place.run("check --fix --in-place link.flags").code, Some(1));
    assert!(
        fs::symlink_metadata(place.at("link.flags"))
            .unwrap()
            .is_symlink()
    );
    assert_eq!(read(&place, "real.flags"), right());
    assert_eq!(place.listing(), ["link.flags", "real.flags"]);
}

#[test]
fn names_mode_and_mark_stay() {
    let marked = format!("\u{feff}{}", MISPRINT.trim_end());
    let place = Place::new().with("a.flags", &marked);
    fs::hard_link(place.at("a.flags"), place.at("b.flags")).unwrap();
    let mode = fs::Permissions::from_mode(0o640);
    fs::set_permissions(place.at("a.flags"), mode).unwrap();
    let before = fs::metadata(place.at("a.flags")).unwrap();
    assert_eq!(place.run("check --fix --in-place a.flags").code, Some(1));
    let after = fs::metadata(place.at("a.flags")).unwrap();
    let said = |it: &fs::Metadata| (it.ino(), it.nlink(), it.mode(), it.uid(), it.gid());
    assert_eq!(said(&before), said(&after));
    assert_eq!(
        read(&place, "b.flags"),
        format!("\u{feff}{}", right().trim_end())
    );
    assert_eq!(place.listing(), ["a.flags", "b.flags"]);
}

/// What a run that was killed has begun over a file with two names is finished.
#[test]
fn what_was_begun_is_finished_and_the_rest_is_gone() {
    let place = Place::new().with("a.flags", "-target=ing");
    fs::hard_link(place.at("a.flags"), place.at("b.flags")).unwrap();
    let inode = fs::metadata(place.at("a.flags")).unwrap().ino();
    let begun = format!(".mimir-tls-fix-{inode:x}-0123456789abcdef.begun");
    let new = ".mimir-tls-fix-1-0123456789abcdef.new";
    for (name, text) in [(begun.as_str(), MISPRINT), (new, "half")] {
        fs::write(place.at(name), text).unwrap();
        fs::set_permissions(place.at(name), fs::Permissions::from_mode(0o600)).unwrap();
    }
    assert_eq!(place.run("check --fix --in-place a.flags").code, Some(1));
    assert_eq!(read(&place, "b.flags"), right());
    assert_eq!(place.listing(), ["a.flags", "b.flags"]);
}

/// A file of the user's is in nobody's way, and is told by its own name.
#[test]
fn a_copy_that_is_there_is_named() {
    let place = Place::new()
        .with("a.flags", MISPRINT)
        .with("a.flags.fixed", "");
    assert_eq!(place.run("check --fix --in-place a.flags").code, Some(1));
    assert_eq!(read(&place, "a.flags"), right());
    let place = Place::new()
        .with("a.flags", MISPRINT)
        .with("b.flags", MISPRINT)
        .with("b.flags.fixed", "mine");
    let ran = place.run("check --fix a.flags b.flags");
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.stderr.contains("`b.flags.fixed` is there already"),
        "{}",
        ran.stderr
    );
    assert_eq!(read(&place, "b.flags.fixed"), "mine");
    assert_eq!(place.listing(), ["a.flags", "b.flags", "b.flags.fixed"]);
}

#[test]
fn a_file_that_nobody_named_is_not_touched() {
    let place = Place::new()
        .with("a.flags", MISPRINT)
        .with("standard input", MISPRINT);
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packed, MISPRINT.as_bytes()).unwrap();
    fs::write(place.at("a.flags.gz"), packed.finish().unwrap()).unwrap();
    let ran = place.run("check --fix --in-place a.flags.gz");
    assert!(
        ran.stdout.contains("a.flags is no file of its own"),
        "{}",
        ran.stdout
    );
    place.run_with_input("check --fix --in-place -", MISPRINT.as_bytes());
    assert_eq!(read(&place, "a.flags"), MISPRINT);
    assert_eq!(read(&place, "standard input"), MISPRINT);
}

#[test]
fn one_file_under_two_names_is_fixed_once() {
    let place = Place::new().with("a.flags", MISPRINT);
    let ran = place.run("check --fix --in-place a.flags ./a.flags");
    assert_eq!(ran.code, Some(1), "{}", ran.stderr);
    assert_eq!(read(&place, "a.flags"), right());
}

#[test]
fn all_files_or_none() {
    let place = Place::new().with("a.flags", MISPRINT);
    fs::create_dir(place.at("d")).unwrap();
    fs::write(place.at("d/b.flags"), MISPRINT).unwrap();
    let is_root = fs::metadata(place.at("d")).unwrap().uid() == 0;
    fs::set_permissions(place.at("d"), fs::Permissions::from_mode(0o500)).unwrap();
    let ran = place.run("check --fix --in-place a.flags d/b.flags");
    fs::set_permissions(place.at("d"), fs::Permissions::from_mode(0o700)).unwrap();
    // Root writes into every folder.
    if !is_root {
        assert_eq!(ran.code, Some(2));
        assert_eq!(read(&place, "a.flags"), MISPRINT);
        assert_eq!(place.listing(), ["a.flags", "d/", "d/b.flags"]);
    }
}

#[test]
fn what_was_written_is_told_in_json_too() {
    let place = Place::new().with("a.flags", MISPRINT);
    let ran = place.run("check --fix --format json a.flags");
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    let written = serde_json::json!([{"file": "a.flags", "to": "a.flags.fixed", "fixed": 1}]);
    assert_eq!(report["written"], written);
    let edit = &report["findings"][0]["edit"];
    assert_eq!((&edit["line"], &edit["column"]), (&5.into(), &30.into()));
    assert_eq!(edit["new"], "RequireAndVerifyClientCert");
    let said = Place::new()
        .with("a.flags", MISPRINT)
        .run("check --fix a.flags")
        .stdout;
    assert!(
        said.contains("wrote a.flags.fixed: 1 finding fixed"),
        "{said}"
    );
    assert!(!said.contains("can be fixed with --fix"), "{said}");
}

#[test]
#[cfg(target_os = "linux")]
fn a_name_that_is_no_text_is_a_file_like_others() {
    use std::os::unix::ffi::OsStrExt;
    let place = Place::new();
    let name = std::ffi::OsStr::from_bytes(b"a\xff.flags");
    fs::write(place.path().join(name), MISPRINT).unwrap();
    let arguments = ["check", "--fix", "--in-place"].map(std::ffi::OsStr::new);
    let arguments = arguments.into_iter().chain([name]);
    assert_eq!(
        place.command(arguments).output().unwrap().status.code(),
        Some(1)
    );
    assert_eq!(
        fs::read_to_string(place.path().join(name)).unwrap(),
        right()
    );
}
