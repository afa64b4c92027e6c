//! Runs that are killed: what they leave is the old folder or the new one, and
//! no key is lost.

use std::fs;
use std::time::Duration;

use crate::place::Place;

/// Starts the command again and again, kills it at one moment after the other of
/// the time that a whole run takes, and has `look` see what is left. `KILLS` says
/// how many moments, such as 200 at night.
pub(crate) fn at_any_moment(
    place: &Place,
    arguments: &str,
    whole_run: Duration,
    mut look: impl FnMut(u32),
) {
    let kills = std::env::var("KILLS").ok().and_then(|it| it.parse().ok());
    let kills: u32 = kills.unwrap_or(40);
    for round in 0..kills {
        let mut child = place.command(arguments.split(' ')).spawn().unwrap();
        std::thread::sleep(whole_run * round / kills + Duration::from_micros(u64::from(round)));
        child.kill().unwrap();
        child.wait().unwrap();
        look(round);
    }
}

/// A key that processes may hold: it is in the folder, or in one beside it.
pub(crate) struct LiveKey {
    /// Its path in the folder.
    path: &'static str,
    text: String,
}

impl LiveKey {
    /// The key at `path` in the folder that is there now.
    pub(crate) fn new(place: &Place, path: &'static str) -> Self {
        Self {
            path,
            text: Self::read(place, path),
        }
    }

    /// Looks where the key is that was there before, and takes the one that is
    /// there now for the live one.
    pub(crate) fn look(&mut self, place: &Place, round: u32) {
        let now = Self::read(place, self.path);
        if now == self.text {
            return;
        }
        let is_kept = fs::read_dir(place.path()).unwrap().any(|entry| {
            let path = entry.unwrap().path().join(self.path);
            fs::read_to_string(path).is_ok_and(|key| key == self.text)
        });
        assert!(is_kept, "round {round}: {} of before is lost", self.path);
        self.text = now;
    }

    fn read(place: &Place, path: &str) -> String {
        fs::read_to_string(place.at(&format!("mimir-tls/{path}"))).unwrap()
    }
}
