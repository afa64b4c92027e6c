#![expect(clippy::unwrap_used, reason = "a test")]

use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::*;

fn files(generation: &str) -> Vec<(String, Vec<u8>)> {
    let mut files = vec![
        (String::from("README.md"), generation.as_bytes().to_vec()),
        (String::from("ca/root.key"), generation.as_bytes().to_vec()),
    ];
    for number in 0..20 {
        let content = format!("{generation}\n").repeat(200).into_bytes();
        files.push((format!("flags/{number}.flags"), content));
    }
    files
}

fn publish(path: &Path, existing: Existing, generation: &str) -> Result<Published, Failure> {
    let files = files(generation);
    let files: Vec<NewFile<'_>> = files
        .iter()
        .map(|(path, bytes)| NewFile {
            path,
            bytes,
            secret: path.ends_with(".key"),
        })
        .collect();
    Destination::check(path, existing)?.publish(&files)
}

/// The generation of a folder that must be whole.
#[track_caller]
fn generation(folder: &Path) -> String {
    let generation = fs::read_to_string(folder.join("README.md")).unwrap();
    for (path, bytes) in files(&generation) {
        assert!(
            fs::read(folder.join(&path)).unwrap() == bytes,
            "{path} is not whole"
        );
    }
    generation
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

#[test]
fn a_folder_is_published_whole() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("out");
    let published = publish(&out, Existing::Refuse, "one").unwrap();
    assert_eq!(
        published,
        Published {
            backup: None,
            leftovers: vec![]
        }
    );
    assert_eq!(generation(&out), "one");
    assert_eq!(names(place.path()), ["out"]);
    assert_eq!(mode(&out), 0o755);
    assert_eq!(mode(&out.join("ca")), 0o700);
    assert_eq!(mode(&out.join("ca/root.key")), 0o600);
    assert_eq!(mode(&out.join("flags")), 0o755);
    assert_eq!(mode(&out.join("flags/0.flags")), 0o644);
}

#[test]
fn backups_are_numbered_and_keep_every_key() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("out");
    for (number, text) in ["one", "two", "three"].into_iter().enumerate() {
        let backup = publish(&out, Existing::Backup, text).unwrap().backup;
        let expected = (number > 0).then(|| place.path().join(format!("out.backup-{number}")));
        assert_eq!(backup, expected);
    }
    assert_eq!(names(place.path()), ["out", "out.backup-1", "out.backup-2"]);
    assert_eq!(generation(&out), "three");
    assert_eq!(generation(&place.path().join("out.backup-2")), "two");
    assert_eq!(generation(&place.path().join("out.backup-1")), "one");
    assert_eq!(mode(&place.path().join("out.backup-1/ca/root.key")), 0o600);
}

#[test]
fn missing_parents_are_made_and_removed_again_when_nothing_was_written() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("a/b/out");
    let outside = [NewFile {
        path: "../stray",
        bytes: b"",
        secret: false,
    }];
    let refused = Destination::check(&out, Existing::Refuse)
        .unwrap()
        .publish(&outside)
        .unwrap_err();
    assert_eq!(
        refused.message,
        "could not write `../stray`: the path leaves the folder"
    );
    assert!(names(place.path()).is_empty());
    publish(&out, Existing::Refuse, "one").unwrap();
    assert_eq!(generation(&out), "one");
}

#[test]
fn what_cannot_be_replaced_is_refused() {
    let place = tempfile::tempdir().unwrap();
    let at = |name: &str| place.path().join(name);
    fs::write(at("file"), "mine").unwrap();
    fs::create_dir(at("folder")).unwrap();
    symlink("folder", at("link")).unwrap();
    symlink("nowhere", at("dangling")).unwrap();
    for (path, message) in [
        (
            at("file"),
            format!("the output folder `{}` is a file", at("file").display()),
        ),
        (
            at("file/out"),
            format!(
                "the output folder `{0}/out` cannot be made: `{0}` is a file",
                at("file").display()
            ),
        ),
        (
            at("link"),
            format!(
                "the output folder `{}` is a symbolic link to `folder`",
                at("link").display()
            ),
        ),
        (
            at("link/"),
            format!(
                "the output folder `{}` is a symbolic link to `folder`",
                at("link").display()
            ),
        ),
        (
            at("dangling"),
            format!(
                "the output folder `{}` is a symbolic link to `nowhere`",
                at("dangling").display()
            ),
        ),
        (
            at("dangling/out"),
            format!(
                "the output folder `{0}/out` cannot be made: `{0}` is a symbolic link to nothing",
                at("dangling").display()
            ),
        ),
        (
            PathBuf::from(""),
            String::from("the output folder's path is empty"),
        ),
    ] {
        for existing in [Existing::Refuse, Existing::Backup] {
            let refused = publish(&path, existing, "one").unwrap_err();
            assert_eq!(refused.message, message);
            assert_eq!(refused.hints.len(), 1, "{message}");
        }
    }
    for path in [".", "/", "..", "a/.."] {
        let refused = publish(Path::new(path), Existing::Backup, "one").unwrap_err();
        assert!(
            refused.message.contains("needs a name of its own"),
            "{}",
            refused.message
        );
    }
    let refused = publish(&at("folder"), Existing::Refuse, "one").unwrap_err();
    assert!(refused.message.ends_with("already exists"));
    assert!(refused.hints[0].contains("--force"));
    assert_eq!(names(place.path()), ["dangling", "file", "folder", "link"]);
    assert!(names(&at("folder")).is_empty());
}

#[test]
fn without_an_exchange_of_names_the_old_folder_is_kept_as_well() {
    let cause = io::Error::from_raw_os_error(rustix::io::Errno::INVAL.raw_os_error());
    assert!(cannot_exchange(&cause));
    let place = tempfile::tempdir().unwrap();
    let [new, name, backup] = ["new", "name", "backup"].map(|part| place.path().join(part));
    publish(&new, Existing::Refuse, "new").unwrap();
    publish(&name, Existing::Refuse, "old").unwrap();
    replace_in_two_steps(&new, &name, &backup).unwrap();
    assert_eq!(generation(&name), "new");
    assert_eq!(generation(&backup), "old");
}

#[test]
fn only_stale_partial_folders_are_removed() {
    let place = tempfile::tempdir().unwrap();
    let at = |name: &str| place.path().join(name);
    for name in [
        ".out.partial-1-0",
        ".out.partial-2-0",
        ".out.partial-mine",
        ".other.partial-1-0",
    ] {
        fs::create_dir(at(name)).unwrap();
    }
    let lives = fs::File::open(at(".out.partial-2-0")).unwrap();
    lives.lock().unwrap();
    publish(&at("out"), Existing::Refuse, "one").unwrap();
    assert_eq!(
        names(place.path()),
        [
            ".other.partial-1-0",
            ".out.partial-2-0",
            ".out.partial-mine",
            "out"
        ]
    );
}

/// The environment variable that makes [`publisher`] a process to be killed.
const PUBLISH_TO: &str = "MIMIR_TLS_TEST_PUBLISH_TO";

/// Not a test by itself: publishes generation after generation until killed.
#[test]
fn publisher() {
    let Some(out) = std::env::var_os(PUBLISH_TO).map(PathBuf::from) else {
        return;
    };
    for number in 0.. {
        let text = format!("{}-{number}", std::process::id());
        publish(&out, Existing::Backup, &text).unwrap();
    }
}

#[test]
fn killed_at_any_moment_it_leaves_a_whole_folder_and_every_key() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("out");
    publish(&out, Existing::Refuse, "first").unwrap();
    let mut interrupted = 0;
    for round in 0..60_u64 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "folder::tests::publisher"])
            .env(PUBLISH_TO, &out)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_micros(3_000 + round * 397));
        let before = fs::read_to_string(out.join("README.md")).unwrap();
        child.kill().unwrap();
        child.wait().unwrap();

        let names = names(place.path());
        interrupted += usize::from(names.iter().any(|name| name.contains("partial")));
        // Each folder that ever had the name is whole, there or in a backup.
        let kept: Vec<String> = names
            .iter()
            .filter(|name| !name.starts_with('.'))
            .map(|name| generation(&place.path().join(name)))
            .collect();
        assert!(names.contains(&String::from("out")), "round {round}");
        assert!(kept.contains(&String::from("first")), "round {round}");
        assert!(kept.contains(&before), "round {round}: {before} is lost");
        for process in kept.iter().filter_map(|text| Some(text.split_once('-')?.0)) {
            let mut numbers: Vec<u32> = kept
                .iter()
                .filter_map(|text| text.strip_prefix(process)?.strip_prefix('-')?.parse().ok())
                .collect();
            numbers.sort_unstable();
            let expected: Vec<u32> = (0..).take(numbers.len()).collect();
            assert_eq!(numbers, expected, "round {round}: a generation is lost");
        }
    }
    assert!(interrupted > 0, "no round was killed while it wrote");
    publish(&out, Existing::Backup, "last").unwrap();
    assert!(
        !names(place.path())
            .iter()
            .any(|name| name.contains("partial"))
    );
}

#[test]
fn told_to_end_it_leaves_nothing_half_made() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("out");
    publish(&out, Existing::Refuse, "first").unwrap();
    for (round, signal) in (0..40_u64).zip(["INT", "TERM", "HUP"].into_iter().cycle()) {
        // Behind `nohup` or `&` they are ignored, and heeding them is meant here.
        let mut child = Command::new("env")
            .arg("--default-signal=INT,TERM,HUP")
            .arg(std::env::current_exe().unwrap())
            .args(["--exact", "folder::tests::publisher"])
            .env(PUBLISH_TO, &out)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_micros(3_000 + round * 397));
        let pid = child.id().to_string();
        let sent = Command::new("kill").args(["-s", signal, &pid]).status();
        assert!(sent.unwrap().success());
        let status = child.wait().unwrap();
        // It ended as if nobody had listened.
        let number = match signal {
            "INT" => 2,
            "TERM" => 15,
            _ => 1,
        };
        assert_eq!(status.signal(), Some(number), "round {round}");
        let names = names(place.path());
        assert!(
            !names.iter().any(|name| name.contains("partial")),
            "round {round}, {signal}: {names:?}"
        );
        for name in names {
            generation(&place.path().join(name));
        }
    }
}
