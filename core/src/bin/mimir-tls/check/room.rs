//! How much one check takes in, all its files together.

use std::time::{Duration, Instant};

use mimir_tls::doctor::Looked;
use mimir_tls::language::Text;

/// What is left of a check's room. The whole check then stays within 256 MB, since
/// text and certificates take several times their bytes once they are read.
pub(super) struct Room {
    /// How many more bytes may be kept for the check, as texts take them.
    kept: u64,
    /// How many more bytes may be read or unpacked.
    read: u64,
    /// How many more files may be read.
    files: usize,
    until: Instant,
}

impl Room {
    /// The room of a run that begins now.
    pub(super) fn new() -> Self {
        Self {
            kept: 72 << 20,
            read: 1 << 30,
            files: 100_000,
            until: Instant::now() + Duration::from_secs(30),
        }
    }

    /// Why nothing more is read, if so.
    pub(super) fn is_over(&self) -> Option<Text> {
        if self.files == 0 {
            return Some(Text::new(
                "100,000 files were read before it",
                "davor wurden 100.000 Dateien gelesen",
            ));
        }
        if self.read == 0 {
            return Some(Text::new(
                "1 GiB was read before it",
                "davor wurde 1 GiB gelesen",
            ));
        }
        let is_late = Instant::now() >= self.until;
        is_late.then(|| {
            Text::new(
                "reading had taken 30 seconds",
                "das Lesen hatte 30 Sekunden gedauert",
            )
        })
    }

    /// How many more bytes may be read or unpacked.
    pub(super) fn left(&self) -> u64 {
        self.read
    }

    /// Takes account of a file that was read.
    pub(super) fn read(&mut self, bytes: usize) {
        self.read = self.read.saturating_sub(bytes as u64);
        self.files = self.files.saturating_sub(1);
    }

    /// Whether a file fits, which then is kept. One of certificates takes three
    /// times its bytes once it is read; how many texts may be read is bounded there.
    pub(super) fn keep(&mut self, looked: &Looked) -> bool {
        let times = if looked.material().is_some() { 3 } else { 1 };
        self.hold(looked.kept() as u64 * times)
    }

    fn hold(&mut self, bytes: u64) -> bool {
        match self.kept.checked_sub(bytes) {
            Some(left) => self.kept = left,
            None => return false,
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_bound_is_told() {
        let mut room = Room::new();
        let over = |room: &Room| room.is_over().map(|it| it.en);
        assert_eq!(over(&room), None);
        assert!(room.hold(72 << 20) && !room.hold(1) && room.hold(0));

        room.files = 1;
        room.read(1);
        assert_eq!(
            over(&room).as_deref(),
            Some("100,000 files were read before it")
        );
        room.files = 1;
        room.read(1 << 31);
        room.files = 1;
        assert_eq!(over(&room).as_deref(), Some("1 GiB was read before it"));
        room.read = 1;
        room.until = Instant::now();
        assert_eq!(over(&room).as_deref(), Some("reading had taken 30 seconds"));
    }
}
