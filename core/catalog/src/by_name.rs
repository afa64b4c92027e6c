//! Options by their names: flags and YAML paths, of TLS and of everything else.

use super::names::{Names, Presence};
use super::types::{OptionType, Types};
use super::{Catalog, Field, Miss, OptionRow, Release, ValueType, rows};

impl Catalog {
    /// The TLS option with that flag, which stands without its dash.
    ///
    /// # Errors
    ///
    /// Why there is none in `release`: it is not about TLS, came later, went
    /// before, or never was.
    pub fn by_flag(
        &'static self,
        flag: &str,
        release: Release,
    ) -> Result<&'static OptionRow, Miss> {
        self.tls_flag(flag, release).ok_or_else(|| {
            let nearest = || self.names().nearest_flags(flag, release);
            miss(flag, release, self.names().flag(flag, release), nearest)
        })
    }

    /// The TLS option at that YAML path, a dot between keys.
    ///
    /// # Errors
    ///
    /// As [`Catalog::by_flag`].
    pub fn by_yaml(
        &'static self,
        path: &str,
        release: Release,
    ) -> Result<&'static OptionRow, Miss> {
        self.tls_yaml(path, release).ok_or_else(|| {
            let nearest = || {
                let namesake = self.namesake(path, release).map(OptionRow::yaml);
                namesake.map_or_else(
                    || self.names().nearest_paths(path, release),
                    |near| vec![near],
                )
            };
            miss(path, release, self.names().path(path, release), nearest)
        })
    }

    /// The TLS option with that flag, if `release` has one: asked without the names
    /// of all other options, which take milliseconds to read.
    pub fn tls_flag(&'static self, flag: &str, release: Release) -> Option<&'static OptionRow> {
        let mut options = self.options(release);
        options.find(|option| option.flag() == Some(flag))
    }

    /// The TLS option at that YAML path, if `release` has one; as
    /// [`tls_flag`](Catalog::tls_flag).
    pub fn tls_yaml(&'static self, path: &str, release: Release) -> Option<&'static OptionRow> {
        self.options(release).find(|option| option.yaml() == path)
    }

    /// Whether `release` has a TLS option below that YAML path; as
    /// [`tls_flag`](Catalog::tls_flag).
    pub fn has_tls_block(&'static self, path: &str, release: Release) -> bool {
        let is_below = |rest: &str| rest.starts_with('.');
        let mut options = self.options(release);
        options.any(|option| option.yaml().strip_prefix(path).is_some_and(is_below))
    }

    /// What exactly a TLS option takes.
    pub fn type_of(&'static self, option: &OptionRow) -> Option<&'static OptionType> {
        self.types().of_path(option.yaml(), option.value_type())
    }

    /// Whether `release` has that flag, TLS or not; it stands without its dash.
    pub fn has_flag(&'static self, flag: &str, release: Release) -> Presence {
        self.names().flag(flag, release)
    }

    /// Whether `release` has that YAML path, TLS or not, or has a map or list above it.
    pub fn has_yaml(&'static self, path: &str, release: Release) -> Presence {
        self.names().path(path, release)
    }

    /// How many YAML paths `release` has, TLS or not.
    pub fn yaml_count(&'static self, release: Release) -> usize {
        self.names().count(release)
    }

    /// Where the option of that flag, which `release` has no more, is now: under the
    /// same key in another block.
    pub fn moved_flag(&'static self, flag: &str, release: Release) -> Option<&'static str> {
        moved(flag, &self.names().nearest_flags(flag, release))
    }

    /// Where the option at that YAML path, which `release` has no more, is now, as
    /// [`moved_flag`](Catalog::moved_flag).
    pub fn moved_path(&'static self, path: &str, release: Release) -> Option<&'static str> {
        moved(path, &self.names().nearest_paths(path, release))
    }

    /// Whether `release` has an option below that YAML path, TLS or not.
    pub fn has_block(&'static self, path: &str, release: Release) -> bool {
        self.names().has_block(path, release)
    }

    /// The blocks of `release` that somebody meant by a YAML path without any
    /// option below it: at most two, none where nothing is near.
    pub fn nearest_blocks(&'static self, path: &str, release: Release) -> Vec<&'static str> {
        self.names().nearest_blocks(path, release)
    }

    /// Whether a release has options below that YAML path.
    pub fn has_section(&'static self, path: &str) -> bool {
        self.names().below(path).next().is_some()
    }

    /// The keys that any release has right below that YAML path, in their order; at
    /// the top for an empty one.
    pub fn section(&'static self, path: &str) -> std::collections::BTreeSet<&'static str> {
        let keys = self.names().below(path);
        keys.filter_map(|rest| rest.split('.').next()).collect()
    }

    /// What that flag takes, TLS or not; `None` where `release` lacks it.
    pub fn flag_value(&'static self, flag: &str, release: Release) -> Option<ValueType> {
        self.names().flag_value(flag, release)
    }

    /// What that YAML path takes, TLS or not; `None` where `release` lacks it, and
    /// for what is below a map or list.
    pub fn yaml_value(&'static self, path: &str, release: Release) -> Option<ValueType> {
        self.names().path_value(path, release)
    }

    /// What exactly that flag takes, TLS or not; `None` where `release` lacks it.
    pub fn flag_type(&'static self, flag: &str, release: Release) -> Option<&'static OptionType> {
        let value = self.flag_value(flag, release)?;
        match self.names().path_of(flag) {
            Some(path) => self.types().of_path(path, value),
            None => self.types().of_flag(flag, value),
        }
    }

    /// What exactly that YAML path takes, TLS or not; `None` where `release`
    /// lacks it, and for what is below a map or list.
    pub fn yaml_type(&'static self, path: &str, release: Release) -> Option<&'static OptionType> {
        let value = self.yaml_value(path, release)?;
        self.types().of_path(path, value)
    }

    /// What `path` would be by the word that other surfaces have for the same
    /// field: a client's `tls_cert_path` is a listener's `cert_file`.
    fn namesake(&'static self, path: &str, release: Release) -> Option<&'static OptionRow> {
        let surface = self
            .surfaces(release)
            .find(|surface| path.starts_with(surface.yaml) && !surface.is_both_servers())?;
        let word = path.strip_prefix(surface.yaml)?;
        let fields = self
            .rows
            .fields
            .iter()
            .filter(|row| row.yaml == word)
            .map(|row| match row.field {
                Field::Ca if surface.is_listener() => Field::ClientCa,
                Field::ClientCa if !surface.is_listener() => Field::Ca,
                field => field,
            });
        fields
            .filter_map(|field| self.option(surface, field, release))
            .next()
    }

    pub(super) fn names(&'static self) -> &'static Names {
        let oldest = self.rows.oldest();
        let read = || Names::new(rows::TREE, &rows::command_line(), &self.options, oldest);
        self.names.get_or_init(read)
    }

    pub(super) fn types(&'static self) -> &'static Types {
        self.types.get_or_init(|| Types::new(rows::types()))
    }

    #[cfg(test)]
    pub(super) fn yaml_paths(&'static self) -> Vec<&'static str> {
        self.names().all_paths().collect()
    }
}

fn moved<'a>(name: &str, nearest: &[&'a str]) -> Option<&'a str> {
    let key = |name: &str| name.rsplit('.').next().map(str::to_owned);
    match nearest {
        [only] => Some(*only).filter(|only| key(only) == key(name)),
        _ => None,
    }
}

fn miss<'a>(
    name: &str,
    release: Release,
    presence: Presence,
    nearest: impl FnOnce() -> Vec<&'a str>,
) -> Miss {
    let name = name.to_owned();
    match presence {
        Presence::Here => Miss::NotTls { name },
        Presence::NotYet { since } => Miss::NotYet {
            name,
            release,
            since,
        },
        Presence::Removed { removed_in } => Miss::Removed {
            name,
            release,
            removed_in,
        },
        Presence::Unknown => Miss::Unknown {
            name,
            nearest: nearest().into_iter().map(str::to_owned).collect(),
        },
    }
}
