//! What Ctrl-C and a polite end leave behind: nothing that is half made.
//!
//! Whatever makes something that is not whole yet says so, and does it in steps.
//! A signal waits for the end of a step, takes away what is not whole, and then
//! ends the process as it would have at once.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, Once, PoisonError};

/// What is not whole yet.
#[derive(Debug, Default)]
pub(crate) struct Unfinished(BTreeMap<PathBuf, Kind>);

#[derive(Debug, Clone, Copy)]
enum Kind {
    /// It goes with all that is in it.
    Whole,
    /// A folder that goes if it is empty.
    Empty,
}

impl Unfinished {
    /// A file, or a folder with all that is in it, is not whole yet.
    pub(crate) fn add(&mut self, path: &Path) {
        self.0.insert(path.to_owned(), Kind::Whole);
    }

    /// A folder was made for what is not whole yet.
    pub(crate) fn add_parent(&mut self, path: &Path) {
        self.0.insert(path.to_owned(), Kind::Empty);
    }

    /// It is whole, or gone.
    pub(crate) fn remove(&mut self, path: &Path) {
        self.0.remove(path);
    }

    /// Takes everything away, what is inside before what is around it.
    #[cfg(unix)]
    fn take_away(&mut self) {
        for (path, kind) in std::mem::take(&mut self.0).iter().rev() {
            // The process ends: there is nobody left to tell.
            let _ = match kind {
                Kind::Whole if path.is_dir() => fs::remove_dir_all(path),
                Kind::Whole => fs::remove_file(path),
                Kind::Empty => fs::remove_dir(path),
            };
        }
    }
}

static UNFINISHED: Mutex<Unfinished> = Mutex::new(Unfinished(BTreeMap::new()));

/// Does one step, during which no signal takes anything away. A step is short, and
/// has no other inside.
pub(crate) fn step<T>(work: impl FnOnce(&mut Unfinished) -> T) -> T {
    static LISTEN: Once = Once::new();
    LISTEN.call_once(listen);
    let mut unfinished = UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner);
    work(&mut unfinished)
}

/// Waits for signals in a thread of its own. Where that cannot be, they end the
/// process at once, and the next run takes away what it left.
#[cfg(unix)]
fn listen() {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    let ours = [SIGINT, SIGTERM, SIGHUP];
    let heeded = ours.into_iter().filter(|signal| !is_ignored(*signal));
    let Ok(mut signals) = signal_hook::iterator::Signals::new(heeded) else {
        return;
    };
    std::thread::spawn(move || {
        let Some(signal) = signals.forever().next() else {
            return;
        };
        // Held to the end, so that no other step begins.
        let mut unfinished = UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner);
        unfinished.take_away();
        let _ = signal_hook::low_level::emulate_default_handler(signal);
        std::process::exit(128 + signal);
    });
}

/// Whether whoever started this process wants it to go on, as `nohup` does. Only
/// Linux tells.
#[cfg(unix)]
fn is_ignored(signal: i32) -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    mask.is_some_and(|mask| mask >> (signal - 1) & 1 == 1)
}

#[cfg(not(unix))]
fn listen() {}
