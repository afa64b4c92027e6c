//! Where each node is drawn: members by their role, on a grid with a gutter on
//! each side of a column; outsiders above and below it.

use std::collections::{BTreeMap, BTreeSet};

use crate::view::View;

/// How much room there is across.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Room {
    /// Three columns.
    Wide,
    /// Two.
    Narrow,
}

/// A row and a column.
type Cell = (usize, usize);

/// A member, and its row and column in a wide and in a narrow drawing: writes
/// at the left, reads in the middle, what works in the background at the right.
const ROLES: [(&str, Cell, Cell); 15] = [
    ("all", (0, 1), (0, 0)),
    ("write", (0, 0), (0, 0)),
    ("read", (0, 1), (0, 1)),
    ("backend", (0, 2), (1, 0)),
    ("distributor", (0, 0), (0, 0)),
    ("ingester", (2, 0), (1, 0)),
    ("query-frontend", (0, 1), (0, 1)),
    ("query-scheduler", (1, 1), (1, 1)),
    ("querier", (2, 1), (2, 1)),
    ("store-gateway", (3, 1), (3, 1)),
    ("alertmanager", (0, 2), (3, 0)),
    ("ruler", (1, 2), (2, 0)),
    ("compactor", (2, 2), (4, 0)),
    ("overrides-exporter", (3, 2), (4, 1)),
    ("memberlist-kv", (3, 0), (5, 0)),
];

const MEMBER_HEIGHT: i32 = 46;
const CHIP_HEIGHT: i32 = 30;
/// Between rows of members; lines cross in it.
const CHANNEL: i32 = 34;
/// Between rows of outsiders.
const GAP: i32 = 14;
/// Between outsiders and the frame of the cluster.
const APART: i32 = 26;
/// Between the frame and the members in it; below them is the bar of gossip.
const INSIDE: (i32, i32) = (32, 46);
const MARGIN: i32 = 6;

/// A rectangle.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Area {
    /// Its left side.
    pub x: i32,
    /// Its upper side.
    pub y: i32,
    /// Its width.
    pub w: i32,
    /// Its height.
    pub h: i32,
}

impl Area {
    /// The middle across.
    pub fn middle(&self) -> i32 {
        self.x + self.w / 2
    }

    /// The middle downwards.
    pub fn centre(&self) -> i32 {
        self.y + self.h / 2
    }

    /// Its lower side.
    pub fn bottom(&self) -> i32 {
        self.y + self.h
    }

    /// Its right side.
    pub fn right(&self) -> i32 {
        self.x + self.w
    }
}

/// What a line can leave and reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seat {
    /// In a row and a column of the grid.
    Cell {
        /// Of all rows, outsiders' too.
        row: usize,
        /// The column.
        column: usize,
    },
    /// Beside the whole cluster, in line with a gutter.
    Beside {
        /// The gutter.
        gutter: usize,
        /// How many others share it, nearer to the cluster.
        nth: usize,
    },
}

/// One node in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// Its id.
    pub id: String,
    /// Where.
    pub area: Area,
    /// How lines come to it.
    pub seat: Seat,
}

/// The whole drawing without its lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    /// Every node of the view, in its order.
    pub nodes: Vec<Placed>,
    /// The frame around the members.
    pub frame: Area,
    /// Across.
    pub width: i32,
    /// Down.
    pub height: i32,
    /// The middle of the channel above each row; one more below the last.
    pub channels: Vec<i32>,
    grid: Grid,
}

impl Places {
    /// The middle of a gutter.
    pub fn gutter(&self, gutter: usize) -> i32 {
        self.grid.gutter(gutter)
    }

    /// How far from its middle a line may run in a channel, across, or in a gutter.
    pub fn half(&self, across: bool) -> i32 {
        let room = match across {
            true => CHANNEL,
            false => self.grid.gutter_width(),
        };
        room / 2 - 3
    }

    /// A node's place.
    pub fn of(&self, id: &str) -> Option<&Placed> {
        self.nodes.iter().find(|node| node.id == id)
    }
}

/// How a drawing is divided across.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Grid {
    columns: usize,
    width: i32,
    /// How wide a node is.
    node: i32,
}

impl Grid {
    fn of(room: Room) -> Self {
        // As wide as the pane is in a window of 1440 px, and in one of 360 px:
        // there the drawing's text has the size that the style sheet gives it.
        let (columns, width, node) = match room {
            Room::Wide => (3, 608, 148),
            Room::Narrow => (2, 328, 130),
        };
        Self {
            columns,
            width,
            node,
        }
    }

    fn gutter_width(self) -> i32 {
        (self.width - self.node * self.columns as i32) / (self.columns as i32 + 1)
    }

    /// The middle of a gutter.
    fn gutter(self, gutter: usize) -> i32 {
        let room = self.gutter_width();
        room / 2 + gutter as i32 * (room + self.node)
    }

    /// The left side of a column.
    fn column(self, column: usize) -> i32 {
        let room = self.gutter_width();
        room + column as i32 * (room + self.node)
    }
}

type Cells<'a> = BTreeMap<&'a str, (usize, usize)>;

/// Places every node of a view; `wide` are the outsiders beside the whole cluster.
pub fn place(view: &View, wide: &BTreeSet<&str>, room: Room) -> Places {
    let grid = Grid::of(room);
    let Grid { columns, width, .. } = grid;
    let members = cells(view, room, columns);
    let rows = 1 + members.values().map(|cell| cell.0).max().unwrap_or(0);

    let dials: BTreeSet<_> = view.links.iter().map(|link| link.from.as_str()).collect();
    let outside = |above: bool, beside: bool| -> Vec<&str> {
        view.nodes
            .iter()
            .filter(|node| node.external)
            .map(|node| node.id.as_str())
            .filter(|id| dials.contains(id) == above && wide.contains(id) == beside)
            .collect()
    };
    let above = outsiders(view, &outside(true, false), &members, columns);
    let below = outsiders(view, &outside(false, false), &members, columns);
    let depth = |cells: &Cells<'_>| cells.values().map(|cell| cell.0 + 1).max().unwrap_or(0);
    let (rows_above, rows_below) = (depth(&above), depth(&below));

    let mut nodes: BTreeMap<&str, (Area, Seat)> = BTreeMap::new();
    let mut channels = Vec::new();
    let mut y = MARGIN;
    let chip = |column: usize, y: i32| Area {
        x: grid.column(column),
        y,
        w: grid.node,
        h: CHIP_HEIGHT,
    };

    let beside_above = outside(true, true);
    let high = beside_above.len().div_ceil(columns + 1);
    for (index, id) in beside_above.into_iter().enumerate() {
        let level = index / (columns + 1);
        let at = y + level as i32 * (CHIP_HEIGHT + GAP);
        let seat = beside(index, columns, high - 1 - level);
        nodes.insert(id, (beside_area(index, columns, width, at), seat));
    }
    y += high as i32 * (CHIP_HEIGHT + GAP);

    for row in (0..rows_above).rev() {
        channels.push(y - GAP / 2);
        for (id, cell) in above.iter().filter(|(_, cell)| cell.0 == row) {
            let seat = Seat::Cell {
                row: rows_above - 1 - row,
                column: cell.1,
            };
            nodes.insert(id, (chip(cell.1, y), seat));
        }
        y += CHIP_HEIGHT + GAP;
    }
    y += APART - GAP;

    let top = y;
    y += INSIDE.0;
    for row in 0..rows {
        channels.push(y - if row == 0 { 10 } else { CHANNEL / 2 });
        for (id, cell) in members.iter().filter(|(_, cell)| cell.0 == row) {
            let area = Area {
                x: grid.column(cell.1),
                y,
                w: grid.node,
                h: MEMBER_HEIGHT,
            };
            let seat = Seat::Cell {
                row: rows_above + row,
                column: cell.1,
            };
            nodes.insert(id, (area, seat));
        }
        y += MEMBER_HEIGHT + CHANNEL;
    }
    y += INSIDE.1 - CHANNEL;
    let frame = Area {
        x: 1,
        y: top,
        w: width - 2,
        h: y - top,
    };
    channels.push(y - INSIDE.1 + 10);
    y += APART;

    for row in 0..rows_below {
        if row > 0 {
            channels.push(y - GAP / 2);
        }
        for (id, cell) in below.iter().filter(|(_, cell)| cell.0 == row) {
            let seat = Seat::Cell {
                row: rows_above + rows + row,
                column: cell.1,
            };
            nodes.insert(id, (chip(cell.1, y), seat));
        }
        y += CHIP_HEIGHT + GAP;
    }
    if rows_below > 0 {
        channels.push(y - GAP / 2);
    }

    let beside_below = outside(false, true);
    let low = beside_below.len().div_ceil(columns + 1);
    for (index, id) in beside_below.into_iter().enumerate() {
        let level = index / (columns + 1);
        let at = y + level as i32 * (CHIP_HEIGHT + GAP);
        let seat = beside(index, columns, level);
        nodes.insert(id, (beside_area(index, columns, width, at), seat));
    }
    y += low as i32 * (CHIP_HEIGHT + GAP);
    let empty = rows_below == 0 && low == 0;

    Places {
        nodes: view
            .nodes
            .iter()
            .filter_map(|node| {
                let (area, seat) = *nodes.get(node.id.as_str())?;
                let id = node.id.clone();
                Some(Placed { id, area, seat })
            })
            .collect(),
        frame,
        width,
        height: y - if empty { APART } else { GAP } + MARGIN,
        channels,
        grid,
    }
}

fn beside(index: usize, columns: usize, nth: usize) -> Seat {
    let gutter = index % (columns + 1);
    Seat::Beside { gutter, nth }
}

fn beside_area(index: usize, columns: usize, width: i32, y: i32) -> Area {
    let share = width / (columns as i32 + 1);
    Area {
        x: share * (index % (columns + 1)) as i32 + 4,
        y,
        w: share - 8,
        h: CHIP_HEIGHT,
    }
}

/// The members' rows and columns, without empty rows; who has no role of its
/// own gets a free cell below.
fn cells(view: &View, room: Room, columns: usize) -> Cells<'_> {
    let members = || view.nodes.iter().filter(|node| !node.external);
    let mut cells = Cells::new();
    let mut taken = BTreeSet::new();
    for node in members() {
        let role = ROLES.iter().find(|(id, ..)| *id == node.id);
        let cell = role.map(|(_, wide, narrow)| match room {
            Room::Wide => *wide,
            Room::Narrow => *narrow,
        });
        if let Some(cell) = cell.filter(|cell| taken.insert(*cell)) {
            cells.insert(node.id.as_str(), cell);
        }
    }
    let used: BTreeSet<_> = cells.values().map(|cell| cell.0).collect();
    let used: Vec<_> = used.into_iter().collect();
    for cell in cells.values_mut() {
        cell.0 = used.binary_search(&cell.0).unwrap_or_default();
    }
    let mut free = (used.len() * columns..).map(|place| (place / columns, place % columns));
    for node in members() {
        if !cells.contains_key(node.id.as_str())
            && let Some(cell) = free.next()
        {
            cells.insert(node.id.as_str(), cell);
        }
    }
    cells
}

/// Outsiders' rows, counted away from the cluster, and columns: above or below
/// the first member that they meet, if that is free.
fn outsiders<'a>(view: &View, ids: &[&'a str], members: &Cells<'_>, columns: usize) -> Cells<'a> {
    let mut taken = BTreeSet::new();
    let mut cells = Cells::new();
    for id in ids {
        let met = view.links.iter().find_map(|link| {
            let other = match (link.from == *id, link.to == *id) {
                (true, _) => &link.to,
                (_, true) => &link.from,
                _ => return None,
            };
            members.get(other.as_str())
        });
        let wanted = met.map_or(0, |cell| cell.1);
        let row = cells.len() / columns;
        let column = (0..columns)
            .map(|step| (wanted + step) % columns)
            .find(|column| !taken.contains(&(row, *column)))
            .unwrap_or(wanted);
        taken.insert((row, column));
        cells.insert(*id, (row, column));
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::cluster::sample::view;

    fn overlap(a: &Area, b: &Area) -> bool {
        a.x < b.right() && b.x < a.right() && a.y < b.bottom() && b.y < a.bottom()
    }

    fn check(view: &View) {
        for room in [Room::Wide, Room::Narrow] {
            let wide = crate::app::cluster::edge::wide(view);
            let places = place(view, &wide, room);
            assert_eq!(places.nodes.len(), view.nodes.len(), "nobody is lost");
            for (index, node) in places.nodes.iter().enumerate() {
                let (area, id) = (node.area, &node.id);
                assert!(area.x >= 0 && area.right() <= places.width, "{id} {area:?}");
                assert!(
                    area.y >= 0 && area.bottom() <= places.height,
                    "{id} {area:?}"
                );
                for other in &places.nodes[index + 1..] {
                    assert!(!overlap(&area, &other.area), "{id} on {}", other.id);
                }
                if let Seat::Cell { row, .. } = node.seat {
                    assert!(places.channels[row] <= area.y, "{id}");
                    assert!(places.channels[row + 1] >= area.bottom(), "{id}");
                }
            }
        }
    }

    #[test]
    fn every_node_has_a_place_of_its_own() {
        let members: Vec<_> = ROLES.iter().map(|(id, ..)| *id).collect();
        let outside = ["in", "out", "in2", "in3", "in4", "in5"];
        check(&view(
            &members,
            &outside,
            &[
                "in>querier",
                "ruler>out",
                "in2>querier",
                "in3>all",
                "in4>ruler",
                "in5>ruler",
            ],
        ));
        check(&view(&["all"], &["in"], &["in>all"]));
        check(&view(&["all"], &[], &[]));
        check(&view(&[], &[], &[]));
        check(&view(
            &["write", "read", "backend"],
            &["in"],
            &["in>write", "in>read", "in>backend"],
        ));
    }

    #[test]
    fn who_is_not_known_gets_a_place_too() {
        check(&view(
            &["querier", "new", "newer", "newest", "last"],
            &["odd"],
            &[],
        ));
    }

    #[test]
    fn outsiders_by_the_dozen_stay_apart() {
        let outside: Vec<_> = (0..14).map(|n| format!("out-{n}")).collect();
        let outside: Vec<_> = outside.iter().map(String::as_str).collect();
        let links: Vec<_> = outside
            .iter()
            .flat_map(|id| [format!("a>{id}"), format!("b>{id}"), format!("{id}>a")])
            .collect();
        let links: Vec<_> = links.iter().map(String::as_str).collect();
        check(&view(&["a", "b"], &outside, &links));
    }
}
