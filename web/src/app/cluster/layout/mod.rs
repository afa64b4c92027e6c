//! The drawing as numbers: where each node stands, how each line runs, where its
//! mark is. It depends on nothing but what is connected with what, how wide the
//! pane is, and the words that stand in it; what is looked at moves nothing.
//!
//! Who dials from outside is at the left, or above where there is little room;
//! then come the lanes, which the nodes themselves name. Who dials everybody
//! shares one rail with one head. Lines run on a lattice, as far from each other
//! as a mark needs.

mod letters;
mod mark;
mod place;
mod rail;
mod route;
#[cfg(all(test, feature = "api"))]
mod tests;

use super::edge::Edge;
use crate::view::{Lane, Node};

pub use mark::in_bar;
pub use rail::Trunk;

/// Between neighbours on the lattice on which lines run and boxes stand.
pub const PITCH: i32 = 10;
/// From the middle of a mark to its rim.
pub const MARK: i32 = 7;
/// How long the head of a line is.
pub const HEAD: i32 = 8;
/// How round a corner is.
const ROUND: i32 = 6;
/// How large the letters of a name are; a wide pane draws all of it larger, and
/// names then have 15 px at most.
pub const NAME: i32 = 13;
/// How large any other letters are.
pub const NOTE: i32 = 12;

/// A point.
pub type Point = (i32, i32);

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

/// One node in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// Its id.
    pub id: String,
    /// Where.
    pub area: Area,
    /// Where the sign stands that it dials its own kind.
    pub turn: Option<Point>,
}

/// A word over a lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caption {
    /// Which.
    pub lane: Lane,
    /// What it takes up.
    pub area: Area,
}

/// One edge as a line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    /// Its corners, from who dials to who is dialled.
    pub points: Vec<Point>,
    /// Where its mark stands.
    pub mark: Point,
    /// Whether it ends in a head; what runs into a rail does not.
    pub headed: bool,
}

/// All of the drawing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Layout {
    /// Across.
    pub width: i32,
    /// Down.
    pub height: i32,
    /// Around the members.
    pub frame: Area,
    /// Every node.
    pub nodes: Vec<Placed>,
    /// For each edge its line; none for gossip, and for who dials its own kind.
    pub lines: Vec<Option<Line>>,
    /// What those share who dial everybody.
    pub inward: Option<Trunk>,
    /// What those share who are only dialled.
    pub outward: Option<Trunk>,
    /// The bar of what the members say among themselves.
    pub gossip: Option<Area>,
    /// Words over the lanes.
    pub captions: Vec<Caption>,
}

impl Layout {
    /// A node's place.
    pub fn of(&self, id: &str) -> Option<&Placed> {
        self.nodes.iter().find(|node| node.id == id)
    }
}

/// The drawing of `nodes` and `edges` in a pane of `width`; `caption` is what is
/// written over a lane, if something is.
pub fn layout(
    nodes: &[Node],
    edges: &[Edge],
    width: i32,
    caption: impl Fn(Lane) -> Option<&'static str>,
) -> Layout {
    let mut best: Option<(usize, Layout)> = None;
    for scene in place::scenes(nodes, edges, width, &caption) {
        let mut layout = scene.layout;
        layout.lines = route::route(&layout, edges, &scene.kept_free);
        rail::connect(&mut layout, edges);
        let faults = mark::set(&mut layout) + lost(&layout, edges);
        if best.as_ref().is_none_or(|(least, _)| faults < *least) {
            best = Some((faults, layout));
        }
        if faults == 0 {
            break;
        }
    }
    best.map(|(_, layout)| layout).unwrap_or_default()
}

/// How many edges found no way.
fn lost(layout: &Layout, edges: &[Edge]) -> usize {
    let lines = layout.lines.iter().zip(edges);
    lines
        .filter(|(line, edge)| line.is_none() && edge.from != edge.to)
        .count()
}

impl Line {
    /// As the `d` of an SVG path, with round corners.
    pub fn path(&self) -> String {
        path(&self.points)
    }

    /// The head of its arrow, as the `d` of an SVG path.
    pub fn head(&self) -> String {
        if self.headed {
            head(&self.points)
        } else {
            String::new()
        }
    }
}

/// Corners as the `d` of an SVG path, each of them round.
pub(super) fn path(points: &[Point]) -> String {
    let Some((first, rest)) = points.split_first() else {
        return String::new();
    };
    let mut path = format!("M{} {}", first.0, first.1);
    let mut before = *first;
    for (index, point) in rest.iter().enumerate() {
        path += &match rest.get(index + 1) {
            Some(next) => {
                let (near, far) = (toward(*point, before), toward(*point, *next));
                format!(
                    "L{} {}Q{} {} {} {}",
                    near.0, near.1, point.0, point.1, far.0, far.1
                )
            }
            None => format!("L{} {}", point.0, point.1),
        };
        before = *point;
    }
    path
}

/// The head at the end of `points`, as the `d` of an SVG path.
pub(super) fn head(points: &[Point]) -> String {
    let [.., before, tip] = points[..] else {
        return String::new();
    };
    let (dx, dy) = ((tip.0 - before.0).signum(), (tip.1 - before.1).signum());
    let (back_x, back_y) = (tip.0 - dx * HEAD, tip.1 - dy * HEAD);
    format!(
        "M{} {}L{} {}L{} {}Z",
        tip.0,
        tip.1,
        back_x + dy * 4,
        back_y + dx * 4,
        back_x - dy * 4,
        back_y - dx * 4
    )
}

/// A point near `corner` on the way to `other`.
fn toward(corner: Point, other: Point) -> Point {
    let step = |a: i32, b: i32| a + (b - a).clamp(-ROUND, ROUND);
    (step(corner.0, other.0), step(corner.1, other.1))
}
