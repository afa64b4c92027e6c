//! The doctor over a large cluster: the flags of 1,000 processes, their
//! certificates, and every link between them.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::stopwatch::{Contestant, Row, race, time};

const PROCESSES: usize = 1000;
const ROUNDS: usize = 10;

pub(crate) fn measure() -> Vec<Row> {
    let equal = tempfile::tempdir().expect("a temporary folder");
    let unlike = tempfile::tempdir().expect("a temporary folder");
    make(equal.path(), false);
    make(unlike.path(), true);
    race(
        vec![
            contestant("mimir-tls check, ten components alike", equal.path()),
            contestant("mimir-tls check, each process another", unlike.path()),
        ],
        ROUNDS,
    )
}

/// The flags of a cluster as `generate` writes them, over and over.
fn make(folder: &Path, each_another: bool) {
    run(folder, &["generate", "--quiet"], true);
    let made = folder.join("mimir-tls");
    let flags: Vec<(String, String)> = fs::read_dir(made.join("flags"))
        .expect("the flags")
        .map(|entry| entry.expect("an entry").path())
        .map(|path| {
            let name = path.file_stem().expect("a name").to_string_lossy();
            (
                name.into_owned(),
                fs::read_to_string(&path).expect("a text"),
            )
        })
        .collect();
    fs::remove_dir_all(made.join("flags")).expect("removed");
    fs::remove_dir_all(made.join("yaml")).expect("removed");
    for number in 0..PROCESSES {
        let (name, text) = &flags[number % flags.len()];
        let more = match each_another {
            true => format!(
                "-server.tls-min-version=VersionTLS12\n-ruler.client.tls-server-name=r{number}\n-server.http-listen-port={number}\n-memberlist.tls-cipher-suites=TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384\n-vault.url=v{number}\n"
            ),
            false => String::new(),
        };
        let path = made.join(format!("{name}-{number}.flags"));
        fs::write(path, format!("{text}{more}")).expect("written");
    }
}

fn contestant<'a>(name: &'static str, folder: &'a Path) -> Contestant<'a> {
    let round = move || {
        let (there, took) =
            time(|| run(folder, &["check", "--format", "json", "mimir-tls"], false));
        there.then_some(took)
    };
    Contestant {
        name,
        round: Box::new(round),
    }
}

/// Runs our own binary. A check may find something; it may not fail.
fn run(folder: &Path, arguments: &[&str], must_be_good: bool) -> bool {
    let status = Command::new(env!("CARGO_BIN_EXE_mimir-tls"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .expect("our own binary");
    let code = status.code();
    assert!(
        code == Some(0) || !must_be_good && code == Some(1),
        "{status}"
    );
    true
}
