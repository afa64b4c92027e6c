//! Where a picture of a cluster has its parts.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A column of the picture, from left to right, or a place around the columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lane {
    /// Who dials a component or two from outside.
    Outside,
    /// Who dials whatever there is from outside: one line stands for all of them.
    Everywhere,
    /// One process that does everything.
    All,
    /// The way of samples in.
    Write,
    /// The way of queries.
    Read,
    /// Rules, and the alerts that come of them.
    Rules,
    /// Those on no such way, by themselves.
    Apart,
    /// Who is outside and only dialled.
    Service,
}

impl Lane {
    /// The lane's word in the rows, `outside`.
    pub fn spelling(self) -> &'static str {
        match self {
            Self::Outside => "outside",
            Self::Everywhere => "everywhere",
            Self::All => "all",
            Self::Write => "write",
            Self::Read => "read",
            Self::Rules => "rules",
            Self::Apart => "apart",
            Self::Service => "service",
        }
    }

    /// Whether the lane is for those that are no part of Mimir.
    pub fn is_outside(self) -> bool {
        matches!(self, Self::Outside | Self::Everywhere | Self::Service)
    }
}

impl fmt::Display for Lane {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.spelling())
    }
}

/// A place of its own for a component or somebody outside: a column of the rows
/// `seat` in `data/components.json` and `data/externals.json`.
///
/// ```
/// use mimir_catalog::{Catalog, Lane};
///
/// let seat = Catalog::builtin().component("querier").unwrap().seat();
/// assert_eq!((seat.lane, seat.row), (Lane::Read, 2));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seat {
    /// The column.
    pub lane: Lane,
    /// How far down in it, from 0. What one dials stands in the same row, or in
    /// the next.
    pub row: u32,
}
