//! What can be chosen, from the catalog and the words of plans.

use std::collections::BTreeMap;

use mimir_tls::catalog::{Catalog, Mode, Release, Surface};
use mimir_tls::folder::{self, CertFile, FileKind};
use mimir_tls::language::Language;
use mimir_tls::plan::{PlanKey, Platform, Profile, Target, choosable};
use mimir_tls::render::{Output, outputs};

use crate::view::{
    Choices, FilePlace, ModeChoice, PlatformChoice, SurfaceChoice, TargetChoice, Translated,
};

/// What can be chosen, for fields.
pub fn choices() -> Choices {
    let catalog = Catalog::builtin();
    let mut releases: Vec<Release> = catalog.releases().collect();
    releases.reverse();
    Choices {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        modes: Mode::ALL.into_iter().map(mode).collect(),
        words: words(),
        surfaces: surfaces(&releases),
        targets: outputs().map(target).collect(),
        platforms: Platform::ALL.iter().copied().map(platform).collect(),
        places: [
            (FileKind::Certificate, certificate(CertFile::Root)),
            (FileKind::Plan, folder::PLAN.to_owned()),
            (FileKind::Key, folder::CA_KEY.to_owned()),
        ]
        .into_iter()
        .flat_map(|(kind, path)| places(kind, path))
        .collect(),
        releases: releases.iter().map(ToString::to_string).collect(),
    }
}

fn target(output: &dyn Output) -> TargetChoice {
    let target = output.target();
    let translated = |text: &dyn Fn(Language) -> &'static str| Translated {
        en: text(Language::English).to_owned(),
        de: text(Language::German).to_owned(),
    };
    TargetChoice {
        name: target.to_string(),
        title: translated(&|language| output.title(language)),
        about: translated(&|language| output.about(language)),
        platforms: platforms(&|platform| target.is_for(platform)),
        defaults: platforms(&|platform| target.is_default_on(platform)),
        place: FilePlace {
            kind: FileKind::Config(target).word().to_owned(),
            begin: folder::configs(target),
            end: String::new(),
            path: output.first_file(),
        },
    }
}

fn platform(platform: Platform) -> PlatformChoice {
    PlatformChoice {
        name: platform.to_string(),
        targets: Target::on(platform).map(|it| it.to_string()).collect(),
        first: Target::first_on(platform).len(),
    }
}

fn platforms(wanted: &dyn Fn(Platform) -> bool) -> Vec<String> {
    let platforms = Platform::ALL.iter().filter(|platform| wanted(**platform));
    platforms.map(ToString::to_string).collect()
}

fn certificate(file: CertFile) -> String {
    folder::certificate(file, Profile::default())
}

/// Where files of a kind stand; `path` is the one that is opened first.
fn places(kind: FileKind, path: String) -> impl Iterator<Item = FilePlace> {
    let places = kind.places().into_iter();
    places.map(move |(begin, end)| FilePlace {
        kind: kind.word().to_owned(),
        begin,
        end: end.to_owned(),
        path: path.clone(),
    })
}

fn mode(mode: Mode) -> ModeChoice {
    let catalog = Catalog::builtin();
    let all: Vec<Release> = catalog.releases().collect();
    let has = |release: &&Release| catalog.components(mode, **release).is_ok();
    let (since, last) = (all.iter().find(has), all.iter().rfind(has));
    let named = |wanted: &dyn Fn(mimir_tls::catalog::Component) -> bool| {
        Catalog::builtin()
            .all_components()
            .filter(|component| wanted(*component))
            .map(|component| component.name().to_owned())
            .collect()
    };
    ModeChoice {
        name: mode.name().to_owned(),
        // What Mimir hides can be planned, and is not offered.
        components: named(&|component| component.belongs_to(mode) && !component.is_hidden()),
        defaults: named(&|component| component.is_default_in(mode)),
        since: (since != all.first()).then(|| text(since)).flatten(),
        last: (last != all.last()).then(|| text(last)).flatten(),
    }
}

fn text(release: Option<&Release>) -> Option<String> {
    release.map(ToString::to_string)
}

/// The words of every key that has the same in every release. Modes and
/// components come with what belongs to them.
fn words() -> BTreeMap<String, Vec<String>> {
    let own = |key: &&PlanKey| !matches!(key.path, "mode" | "components");
    let words = PlanKey::all().iter().filter(own).filter_map(|key| {
        let words = key.words()?.into_iter().map(str::to_owned);
        Some((key.path.to_owned(), words.collect()))
    });
    words.collect()
}

/// Each surface once, in the order of the newest release that has it.
fn surfaces(newest_first: &[Release]) -> Vec<SurfaceChoice> {
    let mut choices: Vec<SurfaceChoice> = Vec::new();
    for release in newest_first {
        let choosable = choosable(*release).into_iter();
        for (surface, address) in choosable.filter(|(it, _)| it.part_of().is_none()) {
            let since = since(surface, newest_first);
            match choices
                .iter_mut()
                .find(|choice| choice.name == surface.id())
            {
                // An older row of the same name: it reaches further back.
                Some(choice) => choice.since = since,
                None => choices.push(SurfaceChoice {
                    name: surface.id().to_owned(),
                    about: surface.title().to_owned(),
                    address,
                    since,
                    until: surface.removed_in().map(|release| release.to_string()),
                }),
            }
        }
    }
    choices
}

/// Since when, unless it has been there in every release.
fn since(surface: &Surface, newest_first: &[Release]) -> Option<String> {
    let oldest = newest_first.last()?;
    (surface.since() > *oldest).then(|| surface.since().to_string())
}
