//! Where a generated folder may go, and that it goes there whole or not at all.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::Command;

use expect_test::expect;

use crate::killed::{self, LiveKey};
use crate::place::{Place, Ran};

#[test]
fn an_existing_folder_is_kept_without_force_and_backed_up_with_it() {
    let place = Place::new();
    assert_eq!(place.run("generate -q").code, Some(0));
    let first = fs::read(place.at("mimir-tls/ca/root.key")).unwrap();
    let ran = place.run("generate");
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(3), ""));
    expect![[r#"
        error: the output folder `mimir-tls` already exists
        hint: `--force` replaces it, keeping its CA and the old folder as a numbered backup; `--if-needed` does so where something is to be done; `--out DIR` writes elsewhere
    "#]].assert_eq(&ran.stderr);

    assert_eq!(place.run("generate -q --force --new-ca").code, Some(0));
    let kept = fs::read(place.at("mimir-tls.backup-1/ca/root.key")).unwrap();
    assert!(kept == first, "the backup is not the first folder");
    assert!(fs::read(place.at("mimir-tls/ca/root.key")).unwrap() != first);
    assert_eq!(place.run("generate -q --force").code, Some(0));
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 3);
}

#[test]
fn what_cannot_become_a_folder_is_refused() {
    let place = Place::new().with("file", "mine");
    fs::create_dir(place.at("folder")).unwrap();
    symlink("folder", place.at("link")).unwrap();
    symlink("nowhere", place.at("dangling")).unwrap();
    for (out, said) in [
        (
            "file",
            expect![[r#"
            error: the output folder `file` is a file
            hint: remove that file, or choose another folder with `--out`
        "#]],
        ),
        (
            "file/out",
            expect![[r#"
            error: the output folder `file/out` cannot be made: `file` is a file
            hint: choose another folder with `--out`
        "#]],
        ),
        (
            "dangling",
            expect![[r#"
            error: the output folder `dangling` is a symbolic link to `nowhere`
            hint: nothing is there: remove the link, or choose another folder with `--out`
        "#]],
        ),
        (
            "",
            expect![[r#"
            error: --out wants a value
            hint: `--help` lists what there is
        "#]],
        ),
        (
            ".",
            expect![[r#"
            error: `.` cannot be the output folder: it would be replaced as a whole, so it needs a name of its own
            hint: try `--out ./mimir-tls`
        "#]],
        ),
        (
            "/",
            expect![[r#"
            error: `/` cannot be the output folder: it would be replaced as a whole, so it needs a name of its own
            hint: try `--out /mimir-tls`
        "#]],
        ),
        (
            "..",
            expect![[r#"
            error: `..` cannot be the output folder: it would be replaced as a whole, so it needs a name of its own
            hint: try `--out ../mimir-tls`
        "#]],
        ),
    ] {
        place.refused(["generate", "--force", "--out", out], &said);
    }
    let ran = place.run("generate --force --out link");
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.stderr
            .starts_with("error: the output folder `link` is a symbolic link to `folder`\nhint: ")
    );
}

#[test]
fn modes_do_not_depend_on_the_umask() {
    for umask in ["000", "077", "777"] {
        let place = Place::new();
        let script = format!("umask {umask}; exec \"$0\" generate -q");
        let status = Command::new("sh")
            .args(["-c", &script, env!("CARGO_BIN_EXE_mimir-tls")])
            .current_dir(place.path())
            .status()
            .unwrap();
        assert!(status.success());
        for (name, mode) in [
            ("mimir-tls", 0o755),
            ("mimir-tls/ca", 0o700),
            ("mimir-tls/certs", 0o700),
            ("mimir-tls/ca/root.key", 0o600),
            ("mimir-tls/certs/server.key", 0o600),
            ("mimir-tls/certs/root.crt", 0o644),
            ("mimir-tls/flags", 0o755),
            ("mimir-tls/plan.yaml", 0o644),
        ] {
            let found = fs::metadata(place.at(name)).unwrap().permissions().mode() & 0o7777;
            assert_eq!(
                format!("{found:o}"),
                format!("{mode:o}"),
                "{name} under umask {umask}"
            );
        }
    }
}

/// Runs a shell script that may mount, in a mount namespace of its own that
/// ends with it. `$0` is the binary. None where the machine forbids that.
fn with_mounts(place: &Place, script: &str) -> Option<Ran> {
    [&["--mount"][..], &["--user", "--map-root-user", "--mount"]]
        .into_iter()
        .find_map(|namespaces| {
            let unshare = |script: &str| {
                Command::new("unshare")
                    .args(namespaces)
                    .args(["sh", "-c", script, env!("CARGO_BIN_EXE_mimir-tls")])
                    .current_dir(place.path())
                    .output()
            };
            let may = unshare("mkdir -p probe && mount -t tmpfs tmpfs probe").ok()?;
            let _ = fs::remove_dir(place.at("probe"));
            may.status
                .success()
                .then(|| Ran::of(unshare(script).unwrap()))
        })
        .or_else(|| {
            eprintln!(
                "skipped: this machine lets nobody mount, so no disk here is full or read-only"
            );
            None
        })
}

#[test]
fn a_full_disk_leaves_nothing() {
    let place = Place::new();
    let script = "mkdir disk && mount -t tmpfs -o size=44k tmpfs disk || exit 9
        \"$0\" generate --out disk/deep/out; code=$?; ls -A disk; exit $code";
    if let Some(ran) = with_mounts(&place, script) {
        expect![[r#"
            error: could not write `flags/ingester.flags`: no space left on device
            hint: nothing was written; free some space, or choose another disk with `--out`
        "#]]
        .assert_eq(&ran.stderr);
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""));
    }
}

#[test]
fn a_read_only_disk_is_told() {
    let place = Place::new();
    let script = "mkdir disk && mount -t tmpfs -o ro tmpfs disk || exit 9
        \"$0\" generate --out disk/out";
    if let Some(ran) = with_mounts(&place, script) {
        expect![[r#"
            error: could not make `disk/out`: read-only file system
            hint: nothing was written; choose a folder that you may write to with `--out`
        "#]]
        .assert_eq(&ran.stderr);
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""));
    }
}

#[test]
fn a_mount_point_cannot_be_replaced() {
    let place = Place::new();
    let script = "mkdir disk && mount -t tmpfs tmpfs disk || exit 9
        \"$0\" generate --force --out disk; code=$?; ls -A . disk; exit $code";
    if let Some(ran) = with_mounts(&place, script) {
        expect![[r#"
            error: could not put the new folder in place as `disk`: device or resource busy
            hint: a mount point cannot be renamed: choose a folder inside it, `--out disk/mimir-tls`
        "#]]
        .assert_eq(&ran.stderr);
        assert_eq!(
            (ran.code, ran.stdout.as_str()),
            (Some(2), ".:\ndisk\n\ndisk:\n")
        );
    }
}

#[test]
fn killed_at_any_moment_it_leaves_the_old_folder_or_the_new_one() {
    let place = Place::new();
    assert_eq!(place.run("generate -q").code, Some(0));
    let mut live = LiveKey::new(&place, "ca/root.key");
    let usual = files_in(&place, "mimir-tls");
    let started = std::time::Instant::now();
    assert_eq!(place.run("generate -q --out elsewhere").code, Some(0));
    let whole_run = started.elapsed();
    let arguments = "generate -q --force --new-ca";
    killed::at_any_moment(&place, arguments, whole_run, |round| {
        assert_eq!(files_in(&place, "mimir-tls"), usual, "round {round}");
        live.look(&place, round);
    });
    assert_eq!(place.run("generate -q --force").code, Some(0));
    assert!(!place.listing().iter().any(|name| name.contains("partial")));
}

fn files_in(place: &Place, folder: &str) -> Vec<String> {
    let prefix = format!("{folder}/");
    let inside = |name: &String| name.strip_prefix(&prefix).map(str::to_owned);
    place.listing().iter().filter_map(inside).collect()
}

/// Of runs into one folder at once, each ends with it or says that another has it,
/// and what is there in the end is whole.
#[test]
fn several_at_once_are_in_nobodys_way() {
    let place = Place::new();
    for round in 0..6 {
        let runs: Vec<_> = (0..4)
            .map(|_| {
                let arguments = ["generate", "-q", "--force", "--out", "made/here"];
                let mut command = place.command(arguments);
                command.stderr(std::process::Stdio::piped());
                command.spawn().expect("a run")
            })
            .collect();
        for run in runs {
            let ran = Ran::of(run.wait_with_output().expect("an end"));
            assert_eq!(ran.code, Some(0), "round {round}: {}", ran.stderr);
        }
        assert_eq!(place.run("prove made/here").code, Some(0), "round {round}");
        assert!(!place.listing().iter().any(|it| it.contains("partial")));
    }
}

#[test]
fn the_last_number_of_a_backup_is_told() {
    let place = Place::new();
    assert_eq!(place.run("generate -q").code, Some(0));
    fs::create_dir(place.at("mimir-tls.backup-4294967295")).expect("a folder");
    let ran = place.run("generate --force");
    assert_eq!(ran.code, Some(2), "{}", ran.stderr);
    for words in ["no number is left", "hint: rename the backup"] {
        assert!(ran.stderr.contains(words), "{words}: {}", ran.stderr);
    }
    assert_eq!(place.run("prove").code, Some(0));
}
