//! What --fix writes: all files or none, with all that they have beside their text.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

use crate::place::Place;

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

/// What --fix would write is shown as `patch` reads it, and ends with its code.
#[test]
fn a_diff_is_shown_and_nothing_is_written() {
    let place = Place::new().with("a.flags", MISPRINT);
    let ran = place.ran(1, "check --diff a.flags");
    let diff = "--- a.flags\n+++ a.flags\n@@ -3,3 +3,3 @@\n -server.grpc-tls-key-path=/tls/server.key\n \
                -server.grpc-tls-ca-path=/tls/root.crt\n--server.grpc-tls-client-auth=RequiredAndVerifyClientCert\n\
                +-server.grpc-tls-client-auth=RequireAndVerifyClientCert\n--fix would fix 1 finding in a.flags\n";
    assert!(ran.stdout.ends_with(diff), "{}", ran.stdout);
    assert!(
        !ran.stdout.contains("can be fixed with --fix"),
        "{}",
        ran.stdout
    );

    let ran = place.ran(1, "check --diff --format json a.flags");
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(report["diffs"][0]["file"], "a.flags", "{report}");
    assert_eq!(report["diffs"][0]["fixed"], 1, "{report}");
    let told = report["diffs"][0]["diff"].as_str().unwrap();
    assert!(
        diff.starts_with(told) && told.ends_with("ClientCert\n"),
        "{told}"
    );
    assert!(report.get("written").is_none(), "{report}");

    let markdown = place
        .ran(1, "check --diff --format markdown a.flags")
        .stdout;
    assert!(markdown.contains("## fixes\n"), "{markdown}");
    assert_eq!(place.listing(), ["a.flags"]);
    assert_eq!(read(&place, "a.flags"), MISPRINT);

    let piped = place.run_with_input("check --diff -", MISPRINT.as_bytes());
    assert!(
        piped
            .stdout
            .contains("+-server.grpc-tls-client-auth=RequireAnd")
    );
    let place = Place::new().with("b.flags", right());
    let none = place.run("check --diff b.flags").stdout;
    assert!(none.ends_with("no finding has a proven fix\n"), "{none}");
    assert_eq!(place.run("check --diff --fix b.flags").code, Some(2));
}
