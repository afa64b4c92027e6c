//! Files, folders, archives and the standard input, read within bounds. What is
//! not read is told, since nothing is said of it.

use std::collections::{BTreeMap, HashSet};
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};

use mimir_tls::doctor::archive::{self, Limits};
use mimir_tls::doctor::{self, Input, Looked, Trouble, TroubleKind};
use mimir_tls::folder;
use mimir_tls::language::Text;
use zeroize::Zeroize as _;

use super::room::Room;
use crate::failure::{Failure, cause_in_words};
use crate::input;

/// The most that one file may hold, in bytes. Archives may be larger.
const LARGEST_FILE: u64 = 16 << 20;
const LARGEST_ARCHIVE: u64 = 64 << 20;
/// The most that is read of a file whose length is said to be nothing, as those of
/// the kernel's are.
const LARGEST_UNKNOWN: u64 = 1 << 20;
/// What is unpacked of one archive.
const UNPACKED: Limits = Limits {
    file: LARGEST_FILE,
    whole: 128 << 20,
    entries: 10_000,
};
/// The most entries of one folder.
const MOST_ENTRIES: usize = 100_000;
/// Folders deeper than this are not looked into.
const DEEPEST: usize = 32;
/// So many troubles of a kind are told by themselves.
const MOST_TOLD: usize = 100;
/// So many of those that are told together are named.
const MOST_NAMED: usize = 5;

/// What was read, and what could not be.
#[derive(Default)]
pub(crate) struct Gathered {
    pub(crate) inputs: Vec<Looked>,
    pub(crate) troubles: Vec<Trouble>,
    pub(crate) origins: Origins,
}

/// The file that an input is, by the input's name: none for what came out of an
/// archive or the standard input, and for a name that two of them have.
pub(crate) type Origins = BTreeMap<String, Option<PathBuf>>;

/// Reads every path, and looks at what is there. What is nothing of a cluster's is
/// not kept.
///
/// # Errors
/// A path that was named and cannot be read.
pub(crate) fn read(paths: &[PathBuf]) -> Result<Gathered, Failure> {
    let is_folder =
        |path: &Path| path.as_os_str() != "-" && fs::metadata(path).is_ok_and(|it| it.is_dir());
    let named = paths.iter().filter(|path| is_folder(path));
    let mut gathering = Gathering {
        room: Room::new(),
        named: named.filter_map(|path| path.canonicalize().ok()).collect(),
        entered: HashSet::new(),
        inputs: Vec::new(),
        troubles: Vec::new(),
        origins: Origins::new(),
        together: BTreeMap::new(),
    };
    for path in paths {
        if let Some(reason) = gathering.room.is_over() {
            gathering.tell(TroubleKind::TooMuch, path.display().to_string(), reason);
        } else if is_folder(path) {
            gathering.folder(path, 0);
        } else {
            let bytes = input::read(path, "file", LARGEST_ARCHIVE)?;
            let mode = fs::metadata(path).ok().and_then(|it| mode(&it));
            let origin = (path.as_os_str() != "-").then_some(path.as_path());
            gathering.file(input::name(path), origin, bytes, mode);
        }
    }
    Ok(gathering.done())
}

/// Whether a hidden entry is the file whose variables Compose puts in by itself.
fn is_put_in(path: &Path, name: &str) -> bool {
    name == ".env" && path.is_file()
}

struct Gathering {
    room: Room,
    /// The folders that were named, where they really are.
    named: Vec<PathBuf>,
    /// Folders that were looked into, or are just now: a link leads there once.
    entered: HashSet<(u64, u64)>,
    inputs: Vec<Looked>,
    troubles: Vec<Trouble>,
    origins: Origins,
    /// Troubles by kind and reason: how many there are, and the first paths.
    together: BTreeMap<(u8, Text), (TroubleKind, usize, Vec<String>)>,
}

impl Gathering {
    /// Reads what is in a folder. What cannot be read there is told, since
    /// nobody named it.
    fn folder(&mut self, folder: &Path, depth: usize) {
        let Ok(metadata) = fs::metadata(folder) else {
            let reason = Text::new("it is gone", "das ist weg");
            return self.tell_path(TroubleKind::Unreadable, folder, reason);
        };
        if identity(&metadata).is_some_and(|it| !self.entered.insert(it)) {
            return;
        }
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(cause) => {
                let reason = Text::word(cause_in_words(&cause));
                return self.tell_path(TroubleKind::Unreadable, folder, reason);
            }
        };
        let entries = entries.flatten().take(MOST_ENTRIES + 1);
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
        if paths.len() > MOST_ENTRIES {
            paths.truncate(MOST_ENTRIES);
            let reason = Text::new(
                "the rest of this folder, behind 100,000 entries, was not looked at",
                "der Rest dieses Ordners, nach 100.000 Einträgen, wurde nicht angesehen",
            );
            self.tell_path(TroubleKind::TooMuch, folder, reason);
        }
        paths.sort();
        for path in paths {
            if let Some(reason) = self.room.is_over() {
                return self.tell_path(TroubleKind::TooMuch, &path, reason);
            }
            self.found(&path, depth);
        }
    }

    /// Looks at what a folder holds.
    fn found(&mut self, path: &Path, depth: usize) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        // Where Kubernetes mounts a volume, links lead to what is below `..data`.
        // And a list of what version control leaves out says nothing of a cluster.
        if name.starts_with("..") || name.ends_with(".fixed") || name == folder::IGNORED {
            return;
        }
        if name.starts_with('.') && !is_put_in(path, &name) {
            let reason = Text::new("it is hidden", "das ist versteckt");
            return self.tell_path(TroubleKind::PassedOver, path, reason);
        }
        let (Ok(own), Ok(behind)) = (fs::symlink_metadata(path), fs::metadata(path)) else {
            let reason = Text::new("its link leads nowhere", "sein Verweis führt nirgendwohin");
            return self.tell_path(TroubleKind::Dangling, path, reason);
        };
        if behind.is_file() {
            self.entry(path, &behind);
        } else if !behind.is_dir() {
            let reason = Text::new(
                "it is no file and no folder",
                "das ist weder Datei noch Ordner",
            );
            self.tell_path(TroubleKind::PassedOver, path, reason);
        } else if own.is_symlink() && (self.leads_up(path) || identity(&behind).is_none()) {
            let reason = Text::new(
                "its link leads up to what it is itself in",
                "sein Verweis führt hinauf zu dem, worin es selbst liegt",
            );
            self.tell_path(TroubleKind::PassedOver, path, reason);
        } else if depth == DEEPEST {
            let reason = Text::new("it is 32 folders deep", "das liegt 32 Ordner tief");
            self.tell_path(TroubleKind::PassedOver, path, reason);
        } else {
            self.folder(path, depth + 1);
        }
    }

    /// Whether a folder that was named is below what a link leads to: nobody wants
    /// all of a machine read for one link to `/`.
    fn leads_up(&self, path: &Path) -> bool {
        let target = path.canonicalize();
        target.is_ok_and(|target| self.named.iter().any(|named| named.starts_with(&target)))
    }

    fn entry(&mut self, path: &Path, metadata: &Metadata) {
        let name = path.display().to_string();
        let largest = match metadata.len() {
            0 => LARGEST_UNKNOWN,
            _ if archive::is_named(&name) => LARGEST_ARCHIVE,
            _ => LARGEST_FILE,
        };
        let read = match metadata.len() {
            length if length > largest => Ok(None),
            _ => input::read_found(path, largest.min(self.room.left())),
        };
        match read {
            Ok(Some(bytes)) => self.file(name, Some(path), bytes, mode(metadata)),
            Ok(None) => {
                self.room.read(0);
                self.too_large(name, largest);
            }
            Err(cause) => {
                let reason = Text::word(cause_in_words(&cause));
                self.tell(TroubleKind::Unreadable, name, reason);
            }
        }
    }

    /// Among other files there are large ones, which nobody misses; but by its name
    /// this may be one of the cluster's.
    fn too_large(&mut self, name: String, largest: u64) {
        let kind = match is_promising(&name) {
            true => TroubleKind::TooMuch,
            false => TroubleKind::PassedOver,
        };
        self.tell(kind, name, archive::too_large(largest));
    }

    /// Takes in one file, unpacked where it is an archive.
    fn file(&mut self, path: String, origin: Option<&Path>, mut bytes: Vec<u8>, mode: Option<u32>) {
        self.room.read(bytes.len());
        if archive::is_archive(&bytes) {
            let limits = Limits {
                whole: UNPACKED.whole.min(self.room.left()),
                ..UNPACKED
            };
            let take = &mut |input: Input| {
                self.room.read(input.bytes.len());
                self.keep(input, None);
            };
            for trouble in archive::unpack_each(&path, &bytes, limits, take) {
                self.tell(trouble.kind, trouble.path, trouble.reason);
            }
            bytes.zeroize();
        } else if let Some(packer) = archive::is_foreign(&bytes) {
            let reason = Text::new(
                format!("it is packed by {packer}, which is not unpacked here"),
                format!("das ist mit {packer} gepackt, was hier nicht ausgepackt wird"),
            );
            self.tell(TroubleKind::PassedOver, path, reason);
        } else if bytes.len() as u64 > LARGEST_FILE {
            // Somebody named it.
            self.tell(TroubleKind::TooMuch, path, archive::too_large(LARGEST_FILE));
        } else {
            self.keep(Input { path, bytes, mode }, origin);
        }
    }

    fn keep(&mut self, mut input: Input, origin: Option<&Path>) {
        let known = self.origins.entry(input.path.clone());
        let known = known.or_insert_with(|| origin.map(Path::to_owned));
        if known.as_deref() != origin {
            *known = None;
        }
        input.bytes.shrink_to_fit();
        let path = input.path.clone();
        let looked = doctor::look(input);
        if self.room.keep(&looked) {
            self.inputs.push(looked);
        } else {
            self.tell(TroubleKind::TooMuch, path, doctor::no_room_left());
        }
    }

    fn tell_path(&mut self, kind: TroubleKind, path: &Path, reason: Text) {
        self.tell(kind, path.display().to_string(), reason);
    }

    /// Tells of what was not read: the first of a kind by itself, many alike, and
    /// what nobody misses, together.
    fn tell(&mut self, kind: TroubleKind, path: String, reason: Text) {
        let is_common = matches!(kind, TroubleKind::PassedOver | TroubleKind::TooMuch);
        let alike = self.troubles.iter().filter(|it| it.kind == kind);
        if !is_common && alike.count() < MOST_TOLD {
            self.troubles.push(Trouble { path, kind, reason });
            return;
        }
        let key = (kind as u8, reason);
        let (_, count, paths) = self.together.entry(key).or_insert((kind, 0, Vec::new()));
        *count += 1;
        if paths.len() <= MOST_NAMED {
            paths.push(path);
        }
    }

    fn done(self) -> Gathered {
        let mut troubles = self.troubles;
        for ((_, reason), (kind, count, mut paths)) in self.together {
            let path = paths.remove(0);
            let more = count - 1;
            let rest = if more > paths.len() { ", ..." } else { "" };
            let paths = paths.join(", ");
            let reason = match more {
                0 => reason,
                _ => Text::new(
                    format!("{} (and {more} more: {paths}{rest})", reason.en),
                    format!("{} (und {more} weitere: {paths}{rest})", reason.de),
                ),
            };
            troubles.push(Trouble { path, kind, reason });
        }
        Gathered {
            inputs: self.inputs,
            troubles,
            origins: self.origins,
        }
    }
}

/// Whether a file's name is one that files of a cluster have.
fn is_promising(name: &str) -> bool {
    let endings = [
        ".yaml", ".yml", ".json", ".conf", ".flags", ".args", ".crt", ".pem", ".key", ".cer",
    ];
    archive::is_named(name) || endings.iter().any(|ending| name.ends_with(ending))
}

/// What tells a folder from every other, by whatever path it is come to.
#[cfg(unix)]
fn identity(metadata: &Metadata) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    Some((metadata.dev(), metadata.ino()))
}

#[cfg(not(unix))]
fn identity(_: &Metadata) -> Option<(u64, u64)> {
    None
}

#[cfg(unix)]
fn mode(metadata: &Metadata) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt;
    Some(metadata.permissions().mode())
}

#[cfg(not(unix))]
fn mode(_: &Metadata) -> Option<u32> {
    None
}
