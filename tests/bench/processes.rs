//! Whole processes, from start to exit, each in an empty folder of its own:
//! a CA, a server's and a client's certificate. Ours writes the configuration
//! of a cluster beside it, and proves every link; a renewal, under the CA that is
//! there, does as much.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::stopwatch::{Contestant, Row, race, time};

const SCRIPTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests");
const ROUNDS: usize = 20;

pub(crate) fn measure() -> Vec<Row> {
    race(
        vec![
            contestant("mimir-tls generate", |folder| own(folder, &[])),
            renewed(),
            contestant("docs script: bash, openssl, RSA-2048", |folder| {
                start(folder, &format!("{SCRIPTS}/openssl/docs-script"), &[])
            }),
            contestant("mimir-tls generate --preset docs: RSA-2048", |folder| {
                own(folder, &["--preset", "docs"])
            }),
            contestant("bash, openssl, P-256", |folder| {
                start(folder, &format!("{SCRIPTS}/bench/openssl-p256"), &[])
            }),
            // mkcert's CA is RSA-3072, whatever its leaves are.
            contestant("mkcert -ecdsa", |folder| {
                start(folder, "mkcert", &["-ecdsa", "localhost"])
                    && start(folder, "mkcert", &["-ecdsa", "-client", "client"])
            }),
            contestant("minica: RSA-2048", |folder| {
                start(folder, "minica", &["localhost"])
                    && start(folder, "minica", &["-type", "client", "client"])
            }),
        ],
        ROUNDS,
    )
}

fn contestant(name: &'static str, run: impl Fn(&Path) -> bool + 'static) -> Contestant<'static> {
    let round = move || {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (there, took) = time(|| run(folder.path()));
        there.then_some(took)
    };
    Contestant {
        name,
        round: Box::new(round),
    }
}

/// A folder that is there, renewed again and again.
fn renewed() -> Contestant<'static> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut is_there = false;
    let round = move || {
        is_there = is_there || own(folder.path(), &[]);
        let arguments = ["renew", "--quiet", "--keep", "1"];
        let renew = || start(folder.path(), env!("CARGO_BIN_EXE_mimir-tls"), &arguments);
        let (_, took) = time(renew);
        Some(took)
    };
    Contestant {
        name: "mimir-tls renew",
        round: Box::new(round),
    }
}

fn own(folder: &Path, options: &[&str]) -> bool {
    let arguments = [&["generate", "--quiet"], options].concat();
    start(folder, env!("CARGO_BIN_EXE_mimir-tls"), &arguments)
}

/// Whether the program is there. One that is, and fails, spoils the table.
fn start(folder: &Path, program: &str, arguments: &[&str]) -> bool {
    let run = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        // Where mkcert keeps its CA; the user's own is none of our business.
        .env("CAROOT", folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    match run {
        Ok(status) => {
            assert!(
                status.success(),
                "{program} {}: {status}",
                arguments.join(" ")
            );
            true
        }
        Err(_) => false,
    }
}
