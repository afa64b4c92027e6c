//! Arguments that are names: read by the library, so that a slip gets its
//! suggestion, and known to a shell that completes them.

use std::error::Error;
use std::ffi::OsStr;
use std::str::FromStr;

use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};
use clap::{Arg, Command};
use mimir_tls::catalog::{Catalog, Component, Mode, SurfaceName};

/// Reads a `T` by the library's own parser, and lists its names.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Names<T, E> {
    read: fn(&str) -> Result<T, E>,
    known: fn() -> Vec<&'static str>,
}

/// An argument that is one of `known`, read as `T` always is.
pub(crate) fn names<T: FromStr>(known: fn() -> Vec<&'static str>) -> Names<T, T::Err> {
    read_by(T::from_str, known)
}

/// An argument that is one of `known`, read by `read`.
pub(crate) fn read_by<T, E>(
    read: fn(&str) -> Result<T, E>,
    known: fn() -> Vec<&'static str>,
) -> Names<T, E> {
    Names { read, known }
}

impl<T, E> TypedValueParser for Names<T, E>
where
    T: Clone + Send + Sync + 'static,
    E: Error + Clone + Send + Sync + 'static,
{
    type Value = T;

    fn parse_ref(
        &self,
        command: &Command,
        argument: Option<&Arg>,
        value: &OsStr,
    ) -> Result<T, clap::Error> {
        let read = self.read;
        StringValueParser::new()
            .try_map(move |text| read(&text))
            .parse_ref(command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new((self.known)().into_iter().map(PossibleValue::new)))
    }
}

pub(crate) fn modes() -> Vec<&'static str> {
    Mode::ALL.map(Mode::name).to_vec()
}

pub(crate) fn components() -> Vec<&'static str> {
    Catalog::builtin()
        .all_components()
        .map(Component::name)
        .collect()
}

pub(crate) fn surfaces() -> Vec<&'static str> {
    Catalog::builtin()
        .surface_names()
        .map(SurfaceName::as_str)
        .collect()
}
