//! What the version of an image or of the chart means: a release that is known, or
//! the one that stands in for it.

use super::super::finding::StandIn;
use super::super::releases::Held;
use super::chart;
use super::image::split_image;
use super::program::{self, Program};
use crate::catalog::{Catalog, Release};

/// A release, and why it stands in for what is written, where it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Meant {
    pub(super) release: Release,
    pub(super) why: Option<StandIn>,
}

impl Meant {
    /// The release that is written.
    pub(super) fn itself(release: Release) -> Self {
        Self { release, why: None }
    }

    fn standing_in(release: Release, why: StandIn) -> Self {
        Self {
            release,
            why: Some(why),
        }
    }

    /// Whether it says nothing of the release but that it is none: any other word is
    /// better.
    pub(super) fn is_weak(self, written: &str) -> bool {
        self.why == Some(StandIn::Build) && numbers(written).is_none()
    }
}

/// The release that a version of Mimir means, a tag's or a label's. None for what
/// nobody can tell, as `latest`.
pub(super) fn of_mimir(text: &str) -> Option<Meant> {
    let catalog = Catalog::builtin();
    let Some((version, is_build)) = numbers(text) else {
        return is_unnumbered_build(text)
            .then(|| Meant::standing_in(catalog.newest(), StandIn::Build));
    };
    let own = |release: Release| numbers(&release.to_string()).map(|(it, _)| it);
    let written = text.strip_prefix('v').unwrap_or(text);
    let bare = written.split(['-', '+']).next().unwrap_or(written);
    if let Ok(release) = catalog.release(bare) {
        return Some(match is_build {
            true => Meant::standing_in(release, StandIn::Build),
            false => Meant::itself(release),
        });
    }
    let of_line = |release: &Release| own(*release).is_some_and(|it| it[..2] == version[..2]);
    if let Some(release) = catalog.releases().filter(of_line).max() {
        return Some(Meant::standing_in(release, StandIn::Unknown));
    }
    if own(catalog.newest()) < Some(version) {
        return Some(Meant::standing_in(catalog.newest(), StandIn::Newer));
    }
    let before = catalog.releases().filter(|it| own(*it) < Some(version));
    Some(Meant::standing_in(before.max()?, StandIn::Unknown))
}

/// What a process of that image is held against, where its tag says.
pub(super) fn of_image(image: &str) -> Option<Held> {
    let (path, tag) = split_image(image);
    let meant = of_mimir(tag).filter(|_| program::of_image(path) == Program::Mimir)?;
    (!meant.is_weak(tag)).then(|| Held {
        release: meant.release,
        stands_for: meant.why.map(|_| tag.to_owned()),
    })
}

/// The release of Mimir that a version of the chart has, or the newest in a range of
/// them.
pub(super) fn of_chart(text: &str) -> Option<Meant> {
    if let Some((version, is_build)) = numbers(text).filter(|_| is_whole(text)) {
        if let Some(release) = chart::mimir_at(version) {
            return Some(match is_build {
                true => Meant::standing_in(release, StandIn::Build),
                false => Meant::itself(release),
            });
        }
        // A build is made of what the next release will be, and a chart later than
        // every known one has at least the newest Mimir.
        let later = chart::versions()
            .iter()
            .find(|row| row.numbers() > Some(version));
        let mut before = chart::versions().iter().rev();
        let before = before.find(|row| row.numbers() < Some(version))?;
        let newest = Catalog::builtin().newest();
        return Some(match (later, is_build) {
            (Some(next), true) => Meant::standing_in(next.mimir, StandIn::Build),
            (Some(_), false) => Meant::standing_in(before.mimir, StandIn::Unknown),
            (None, true) => Meant::standing_in(newest, StandIn::Build),
            (None, false) => Meant::standing_in(newest, StandIn::Newer),
        });
    }
    let range = Range::of(text).filter(|_| text.len() <= LONGEST)?;
    let within = chart::versions().iter().rev();
    let mut within = within.filter(|row| row.numbers().is_some_and(|it| range.has(it)));
    let release = match within.next() {
        Some(row) => row.mimir,
        None => range.ends().find_map(chart::mimir_at)?,
    };
    Some(Meant::standing_in(release, StandIn::Range))
}

type Version = [u16; 3];

/// No version is longer than that.
const LONGEST: usize = 64;

/// The numbers of a version, two or three, and whether it is a build before or
/// between releases.
fn numbers(text: &str) -> Option<(Version, bool)> {
    if text.len() > LONGEST {
        return None;
    }
    let text = text.strip_prefix('v').unwrap_or(text);
    let (bare, behind) = match text.split_once(['-', '+']) {
        Some((bare, behind)) => (bare, behind),
        None => (text, ""),
    };
    let numbers: Option<Vec<u16>> = bare.split('.').map(number).collect();
    let numbers = numbers.filter(|it| (2..=3).contains(&it.len()))?;
    let is_build = ["rc", "weekly", "alpha", "beta", "dev"]
        .iter()
        .any(|it| behind.starts_with(it));
    let at = |index: usize| numbers.get(index).copied().unwrap_or_default();
    Some(([at(0), at(1), at(2)], is_build))
}

/// Whether a version has all three numbers: two of a chart are a range.
fn is_whole(text: &str) -> bool {
    let bare = text.split(['-', '+']).next().unwrap_or(text);
    bare.split('.').count() == 3
}

fn number(text: &str) -> Option<u16> {
    let is_number = !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit());
    text.parse().ok().filter(|_| is_number)
}

/// Whether a tag is one of Mimir's own builds that has no number: a weekly one, or
/// one of a branch.
fn is_unnumbered_build(tag: &str) -> bool {
    if tag.len() > LONGEST {
        return false;
    }
    let head = tag.split('-').next().unwrap_or(tag);
    let is_weekly = head.strip_prefix('r').and_then(number).is_some();
    is_weekly || ["main", "weekly", "pr", "nightly"].contains(&head)
}

/// A range of versions as Helm reads it: every comparison of one alternative holds.
struct Range(Vec<Vec<(Version, Version)>>);

/// Above every version.
const END: Version = [u16::MAX, u16::MAX, u16::MAX];

impl Range {
    fn of(text: &str) -> Option<Self> {
        let alternative = |text: &str| {
            let hyphen = text.split_once(" - ").map(|(one, other)| {
                let (from, _) = span(one.trim())?;
                let (_, to) = span(other.trim())?;
                Some(vec![(from, to)])
            });
            match hyphen {
                Some(range) => range,
                None => words(text).iter().map(|it| compared(it)).collect(),
            }
        };
        let all: Option<Vec<_>> = text.split("||").map(alternative).collect();
        all.filter(|all| all.iter().all(|it| !it.is_empty()))
            .map(Self)
    }

    fn has(&self, version: Version) -> bool {
        let is_in = |(from, to): &(Version, Version)| *from <= version && version < *to;
        self.0.iter().any(|all| all.iter().all(is_in))
    }

    /// The versions at which its parts begin.
    fn ends(&self) -> impl Iterator<Item = Version> {
        self.0.iter().flatten().map(|(from, _)| *from)
    }
}

/// The comparisons of an alternative, an operator joined to its version.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in text.split([' ', ',']).filter(|it| !it.is_empty()) {
        let is_operator = |it: &String| it.bytes().all(|byte| b"<>=~^!".contains(&byte));
        match words.last_mut().filter(|it| is_operator(it)) {
            Some(operator) => operator.push_str(word),
            None => words.push(word.to_owned()),
        }
    }
    words
}

/// From which version on, and up to which, a comparison holds.
fn compared(text: &str) -> Option<(Version, Version)> {
    let start = text.find(|it: char| !"<>=~^!".contains(it))?;
    let (operator, version) = text.split_at(start);
    let (from, to) = span(version)?;
    let [major, minor, patch] = from;
    Some(match operator {
        "" | "=" => (from, to),
        ">" => (to, END),
        ">=" | "=>" => (from, END),
        "<" => ([0; 3], from),
        "<=" | "=<" => ([0; 3], to),
        "~" | "~>" => match to {
            [next, 0, 0] if next == major.saturating_add(1) => (from, to),
            _ => (from, [major, minor.saturating_add(1), 0]),
        },
        "^" if major > 0 => (from, [major.saturating_add(1), 0, 0]),
        "^" if minor > 0 => (from, [0, minor.saturating_add(1), 0]),
        "^" => (from, [0, 0, patch.saturating_add(1)]),
        _ => return None,
    })
}

/// From which version on, and up to which, a version holds that may lack numbers:
/// `5`, `5.x`, `5.7`, `*`.
fn span(text: &str) -> Option<(Version, Version)> {
    let text = text.strip_prefix('v').unwrap_or(text);
    let text = text.split(['-', '+']).next()?;
    let mut known: Vec<u16> = Vec::new();
    for part in text.split('.') {
        match number(part) {
            Some(number) => known.push(number),
            None if matches!(part, "x" | "X" | "*") => break,
            None => return None,
        }
    }
    Some(match known.as_slice() {
        [] => ([0; 3], END),
        [major] => ([*major, 0, 0], [major.saturating_add(1), 0, 0]),
        [major, minor] => ([*major, *minor, 0], [*major, minor.saturating_add(1), 0]),
        [major, minor, patch] => (
            [*major, *minor, *patch],
            [*major, *minor, patch.saturating_add(1)],
        ),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(meant: Option<Meant>) -> Option<(String, Option<StandIn>)> {
        meant.map(|it| (it.release.to_string(), it.why))
    }

    #[test]
    fn tags_mean_releases() {
        let newest = Catalog::builtin().newest();
        for (tag, release, why) in [
            ("2.17.0", "2.17.0", None),
            ("v2.17.1-distroless", "2.17.1", None),
            ("2.16", "2.16.2", None),
            ("2.16.99", "2.16.2", Some(StandIn::Unknown)),
            ("2.17.0-rc.1", "2.17.0", Some(StandIn::Build)),
            ("2.99.0", "2.17", Some(StandIn::Unknown)),
        ] {
            let found = of_mimir(tag).map(|it| (it.release.line(), it.why));
            let line = Catalog::builtin().release(release).map(|it| it.line());
            assert_eq!(found, line.ok().map(|it| (it, why)), "{tag}");
        }
        for tag in ["9.9.9", "v4.0.0-distroless", "9.9.9-rc.0"] {
            let meant = Meant::standing_in(newest, StandIn::Newer);
            assert_eq!(of_mimir(tag), Some(meant), "{tag}");
        }
        for tag in ["r391-a80aeea6", "r350", "main-abcdef", "main", "weekly"] {
            let meant = Meant::standing_in(newest, StandIn::Build);
            assert_eq!(of_mimir(tag), Some(meant), "{tag}");
            assert!(meant.is_weak(tag), "{tag}");
        }
        for tag in ["latest", "3", "", "1.9.0", "release", "${TAG}"] {
            assert_eq!(of_mimir(tag), None, "{tag}");
        }
    }

    #[test]
    fn no_number_is_too_large() {
        for version in [
            "65535",
            "~65535",
            "^65535.1",
            "~1.65535.2",
            "^0.65535",
            "^0.0.65535",
        ] {
            for more in ["", ".x", ".65535.65535"] {
                let written = format!("{version}{more}");
                let release = of_chart(&written).map(|it| it.release);
                assert!(release <= Some(Catalog::builtin().newest()), "{written}");
            }
        }
    }

    #[test]
    fn versions_of_the_chart_and_ranges_mean_a_mimir() {
        let newest = &Catalog::builtin().newest().to_string();
        for (version, release, why) in [
            ("5.7.0", "2.16.0", None),
            ("6.0.5", "3.0.1", None),
            ("5.8.0-weekly.350", "2.17.0", Some(StandIn::Build)),
            ("5.9.0-weekly.360", "3.0.0", Some(StandIn::Build)),
            ("6.1.0-weekly.391", newest, Some(StandIn::Build)),
            ("6.2.0", newest, Some(StandIn::Newer)),
            ("5.9.0", "2.17.0", Some(StandIn::Unknown)),
            ("5.x", "2.17.0", Some(StandIn::Range)),
            ("5.7", "2.16.0", Some(StandIn::Range)),
            ("~5.7", "2.16.0", Some(StandIn::Range)),
            ("~5.7.3", "2.16.0", Some(StandIn::Range)),
            ("^5.7.0", "2.17.0", Some(StandIn::Range)),
            ("^6", "3.0.4", Some(StandIn::Range)),
            (">=6.0 <7", "3.0.4", Some(StandIn::Range)),
            (">= 5.1.0, < 5.3.0", "2.11.0", Some(StandIn::Range)),
            ("5.1.0 - 5.4.9", "2.13.0", Some(StandIn::Range)),
            ("4.x || 5.1.*", "2.10.4", Some(StandIn::Range)),
            ("*", "3.0.4", Some(StandIn::Range)),
        ] {
            let expected = Some((release.to_owned(), why));
            assert_eq!(said(of_chart(version)), expected, "{version}");
        }
        for version in ["", "latest", "1.0.0", "${var.version}", "{{ v }}", "main"] {
            assert_eq!(said(of_chart(version)), None, "{version}");
        }
    }
}
