//! Keys under a passphrase: whoever sits at a terminal is asked for it.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal};

use mimir_tls::doctor::{Input, Looked};
use mimir_tls::pki::passphrase::{LockError, is_locked, unlock};
use mimir_tls::shown;
use zeroize::Zeroizing;

use crate::terminal::Terminal;

/// How often a passphrase may be wrong.
const TRIES: usize = 3;

/// Asks for the passphrase of each key that is under one, and returns the keys
/// that it opened, by their file's path. Nobody is asked where the standard error
/// is no terminal, or with `--quiet`; such a key stays closed, as it does where
/// nothing is typed.
pub(super) fn ask(inputs: &[Looked], terminal: Terminal) -> BTreeMap<String, Zeroizing<Vec<u8>>> {
    if terminal.quiet || !io::stderr().is_terminal() {
        return BTreeMap::new();
    }
    let materials = inputs.iter().filter_map(Looked::material);
    let locked = materials.filter(|input| is_locked(&input.bytes));
    locked
        .filter_map(|input| Some((input.path.clone(), open(input, terminal)?)))
        .collect()
}

fn open(input: &Input, terminal: Terminal) -> Option<Zeroizing<Vec<u8>>> {
    for _ in 0..TRIES {
        let question = format!(
            "Passphrase of {}, to see whose key it is (Enter: leave it closed): ",
            shown::line(&input.path)
        );
        let passphrase = Zeroizing::new(rpassword::prompt_password(question).ok()?);
        if passphrase.is_empty() {
            return None;
        }
        let error = match unlock(&input.bytes, passphrase.as_bytes()) {
            Ok(opened) => return Some(opened),
            Err(error) => error,
        };
        terminal.warning(&format!("{}: {error}", input.path));
        if error != LockError::Passphrase {
            return None;
        }
    }
    None
}
