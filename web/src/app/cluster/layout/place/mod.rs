//! Where each node stands.

mod outside;

use super::letters;
use super::rail;
use super::{Area, Caption, Layout, NAME, NOTE, PITCH, Placed, Point};
use crate::app::cluster::edge::Edge;
use crate::view::{Lane, Node};

/// How high a member's box is, and how high who is outside.
const BOX: i32 = 40;
const CHIP: i32 = 30;
/// Between two boxes, one above the other or side by side, so that a line between
/// them has room for its mark and its head.
const CHANNEL: i32 = 40;
/// Between columns at least, and how much wider that gets where there is room.
const GAP: (i32, i32) = (30, 40);
/// Between boxes that no line connects.
const CLOSE: i32 = 20;
/// Between the frame and the boxes in it, and how much wider that gets.
const SIDE: (i32, i32) = (20, 20);
/// Between who is outside and the frame, and how much wider that gets.
const APART: (i32, i32) = (20, 30);
/// On either side of a name.
const PAD: i32 = 6;
/// How wide a box is at least.
const LEAST: i32 = 70;
/// What the sign of a loop takes up at the end of a box.
const TURN: i32 = 20;
/// The bar of gossip.
const BAR: i32 = 20;

/// The lanes inside, from left to right.
const INSIDE: [Lane; 5] = [Lane::All, Lane::Write, Lane::Read, Lane::Rules, Lane::Apart];

/// A drawing without lines.
pub(super) struct Scene {
    pub(super) layout: Layout,
    /// Where no line may run.
    pub(super) kept_free: Vec<Area>,
}

/// How the lanes are spread.
struct Shape<'a> {
    /// Whether who is outside stands at the left, or else above.
    beside: bool,
    /// Lanes that are columns, those from outside not among them.
    columns: Vec<(Lane, Vec<&'a Node>)>,
    /// Lanes that are rows below the columns.
    folded: Vec<(Lane, Vec<&'a Node>)>,
}

/// Ways to place everything in a width, the best first: who is outside at the left
/// or above, and so many lanes as columns.
pub(super) fn scenes(
    nodes: &[Node],
    edges: &[Edge],
    width: i32,
    caption: &dyn Fn(Lane) -> Option<&'static str>,
) -> impl Iterator<Item = Scene> {
    let room = (width / PITCH * PITCH).max(0);
    let shapes = [(true, 5), (true, 4), (true, 3), (false, 3), (false, 0)];
    shapes.into_iter().filter_map(move |(beside, columns)| {
        let drawing = Drawing {
            nodes,
            edges,
            caption,
            captioned: INSIDE.iter().any(|lane| in_lane(nodes, *lane).len() > 1),
            layout: Layout::default(),
            kept_free: Vec::new(),
        };
        let shape = drawing.shape(beside, columns);
        let fits = drawing.narrowest(&shape) <= room || columns == 0;
        fits.then(|| drawing.draw(&shape, room))
    })
}

/// The nodes of a lane, from above.
fn in_lane(nodes: &[Node], lane: Lane) -> Vec<&Node> {
    let mut found: Vec<_> = nodes.iter().filter(|node| node.lane == lane).collect();
    found.sort_by_key(|node| node.row);
    found
}

struct Drawing<'a> {
    nodes: &'a [Node],
    edges: &'a [Edge],
    caption: &'a dyn Fn(Lane) -> Option<&'static str>,
    /// Whether a lane has so much in it that it wants a name.
    captioned: bool,
    layout: Layout,
    kept_free: Vec<Area>,
}

impl<'a> Drawing<'a> {
    /// Every lane in its place, with so many of [`INSIDE`] as columns.
    fn shape(&self, beside: bool, columns: usize) -> Shape<'a> {
        let lanes = |lanes: &[Lane]| -> Vec<_> {
            lanes
                .iter()
                .map(|lane| (*lane, in_lane(self.nodes, *lane)))
                .filter(|(_, nodes)| !nodes.is_empty())
                .collect()
        };
        let (first, rest) = INSIDE.split_at(columns.min(INSIDE.len()));
        Shape {
            beside,
            columns: lanes(first),
            folded: lanes(rest),
        }
    }

    fn turns(&self, node: &Node) -> bool {
        self.edges
            .iter()
            .any(|edge| edge.from == node.id && edge.to == node.id)
    }

    /// How wide a box is for what is written in it, on the lattice.
    fn wants(&self, node: &Node) -> i32 {
        let name = letters::width(&node.id, NAME) + 2 * PAD;
        let replicas = match node.replicas {
            0 | 1 => 0,
            _ if node.external => 0,
            many => letters::width(&format!(" ×{many}"), NOTE),
        };
        let turn = if self.turns(node) { TURN } else { 0 };
        let bend = if node.external { 4 } else { 0 };
        let least = if node.external { 0 } else { LEAST };
        on_lattice(name + replicas + turn + bend).max(least)
    }

    fn column(&self, nodes: &[&Node]) -> i32 {
        nodes.iter().map(|node| self.wants(node)).max().unwrap_or(0)
    }

    /// How wide the lane of who is outside is, where it is at the left.
    fn outside(&self) -> i32 {
        let rail = rail::half(self.callers().iter().map(|node| self.wants(node)));
        self.column(&in_lane(self.nodes, Lane::Outside)).max(rail)
    }

    fn callers(&self) -> Vec<&'a Node> {
        in_lane(self.nodes, Lane::Everywhere)
    }

    /// What a row of boxes takes up.
    fn flow(&self, lane: Lane, nodes: &[&Node]) -> i32 {
        let widths: i32 = nodes.iter().map(|node| self.wants(node)).sum();
        widths + between(lane) * (nodes.len() as i32 - 1).max(0)
    }

    fn narrowest(&self, shape: &Shape<'_>) -> i32 {
        let columns: i32 = (shape.columns.iter())
            .map(|(_, nodes)| self.column(nodes))
            .sum();
        let gaps = GAP.0 * (shape.columns.len() as i32 - 1).max(0);
        let rows = shape
            .folded
            .iter()
            .map(|(lane, nodes)| self.flow(*lane, nodes));
        // What is folded may go on in a next row, in the last resort.
        let rows = if shape.beside {
            rows.max().unwrap_or(0)
        } else {
            0
        };
        let outside = match self.outside() {
            0 => 0,
            _ if !shape.beside => 0,
            width => width + APART.0,
        };
        outside + 2 * SIDE.0 + (columns + gaps).max(rows)
    }

    fn draw(mut self, shape: &Shape<'a>, room: i32) -> Scene {
        let outside = if shape.beside { self.outside() } else { 0 };
        let (spread, width) = self.spread(shape, outside, room);
        let Spread {
            apart,
            way,
            side,
            gap,
        } = spread;
        let left = if outside > 0 { outside + apart } else { 0 };
        let top = if shape.beside {
            0
        } else {
            self.above(left, width)
        };

        // The columns, and who is outside in the same rows.
        let inset = if self.captioned { 40 } else { 20 };
        let rows = rows(shape, self.nodes);
        let y_of = |row: usize| top + inset + row as i32 * (BOX + CHANNEL);
        let row_of = |node: &Node| rows.iter().position(|row| *row == node.row).unwrap_or(0);
        let mut x = left + way + side;
        let mut bottom = top + inset;
        for (lane, nodes) in &shape.columns {
            let w = self.column(nodes);
            for (nth, node) in nodes.iter().enumerate() {
                let row = if *lane == Lane::Apart {
                    nth
                } else {
                    row_of(node)
                };
                let area = Area {
                    x,
                    y: y_of(row),
                    w,
                    h: BOX,
                };
                bottom = bottom.max(area.bottom());
                self.put(node, area);
            }
            self.entitle(*lane, (x, top + 10));
            x += w + gap;
        }
        let mut outside_bottom = top;
        if shape.beside {
            let mut free = top + inset;
            for node in in_lane(self.nodes, Lane::Outside) {
                let area = Area {
                    x: 0,
                    y: y_of(row_of(node)) + (BOX - CHIP) / 2,
                    w: outside,
                    h: CHIP,
                };
                free = area.bottom() + CHANNEL / 2 + 5;
                self.put(node, area);
            }
            outside_bottom = self.callers_beside(outside, left, free);
        }

        // What has no column, in rows below.
        for (lane, nodes) in &shape.folded {
            bottom = self.fold(*lane, nodes, (left + side, width - side), bottom);
        }
        bottom += if shape.folded.is_empty() { 30 } else { CLOSE };
        if self.edges.iter().any(Edge::is_gossip) {
            let bar = Area {
                x: left + 10,
                y: bottom,
                w: width - left - 20,
                h: BAR,
            };
            bottom = bar.bottom() + 10;
            self.layout.gossip = Some(bar);
            self.kept_free.push(bar);
        }
        bottom = on_lattice(bottom.max(outside_bottom) - top) + top;
        self.layout.frame = Area {
            x: left,
            y: top,
            w: width - left,
            h: bottom - top,
        };
        self.layout.width = width;
        self.layout.height = bottom;
        self.below();
        Scene {
            layout: self.layout,
            kept_free: self.kept_free,
        }
    }

    /// How far apart things stand across, and how wide the drawing gets by that.
    fn spread(&self, shape: &Shape<'_>, outside: i32, room: i32) -> (Spread, i32) {
        let gaps = (shape.columns.len() as i32 - 1).max(0);
        let mut left = (room - self.narrowest(shape)).max(0);
        let mut more = |most: i32, shares: i32| {
            let each = if shares > 0 {
                left / shares / PITCH * PITCH
            } else {
                0
            };
            let each = each.min(most);
            left -= each * shares;
            each
        };
        let way = if shape.beside { 0 } else { more(PITCH, 1) };
        let gap = GAP.0 + more(GAP.1, gaps);
        let apart = APART.0 + more(APART.1, i32::from(outside > 0));
        let side = SIDE.0 + more(SIDE.1, 2);
        let columns: i32 = (shape.columns.iter())
            .map(|(_, nodes)| self.column(nodes))
            .sum();
        let rows = shape
            .folded
            .iter()
            .map(|(lane, nodes)| self.flow(*lane, nodes));
        let inner = (columns + gap * gaps).max(rows.max().unwrap_or(0));
        let outside = if outside > 0 { outside + apart } else { 0 };
        let width = (outside + way + inner + 2 * side).max(room.min(280));
        (
            Spread {
                apart,
                way,
                side,
                gap,
            },
            width.min(room.max(280)),
        )
    }

    fn put(&mut self, node: &Node, area: Area) {
        let turn = self.turns(node);
        self.layout.nodes.push(Placed {
            id: node.id.clone(),
            area,
            turn: turn.then(|| (area.right() - 15, area.centre())),
        });
    }

    /// Writes over a lane what it is.
    fn entitle(&mut self, lane: Lane, at: Point) {
        if let Some(text) = (self.caption)(lane).filter(|_| self.captioned) {
            let area = Area {
                x: at.0,
                y: at.1,
                w: letters::width(text, NOTE),
                h: 14,
            };
            self.layout.captions.push(Caption { lane, area });
            self.kept_free.push(area);
        }
    }

    /// A lane as a row below the columns: its first node at the right where lines
    /// lead on to it, for there are those that it dials. Returns where it ends.
    fn fold(&mut self, lane: Lane, nodes: &[&Node], (from, to): (i32, i32), above: i32) -> i32 {
        let mut y = above + CHANNEL;
        let text = (self.caption)(lane).filter(|_| self.captioned);
        let mut start = from;
        if let Some(text) = text {
            let w = letters::width(text, NOTE);
            if on_lattice(w + 16) + self.flow(lane, nodes) <= to - from {
                start += on_lattice(w + 16);
                self.entitle(lane, (from, y + BOX / 2 - 7));
            }
        }
        let mut x = if lane == Lane::Apart { start } else { to };
        for node in nodes {
            let w = self.wants(node);
            let fits = if lane == Lane::Apart {
                x + w <= to
            } else {
                x - w >= start
            };
            if !fits {
                y += BOX + between(lane) / 2;
                x = if lane == Lane::Apart { from } else { to };
            }
            let step = w + between(lane);
            let left = if lane == Lane::Apart { x } else { x - w };
            x += if lane == Lane::Apart { step } else { -step };
            self.put(
                node,
                Area {
                    x: left,
                    y,
                    w,
                    h: BOX,
                },
            );
        }
        y + BOX
    }
}

/// How far apart things stand across.
struct Spread {
    /// Between who is outside at the left and the frame.
    apart: i32,
    /// A way down at the left for lines from above.
    way: i32,
    /// Between the frame and what is in it.
    side: i32,
    /// Between columns.
    gap: i32,
}

/// Between boxes of a lane that is a row.
fn between(lane: Lane) -> i32 {
    if lane == Lane::Apart { CLOSE } else { CHANNEL }
}

/// The rows that a column or who is outside has someone in.
fn rows(shape: &Shape<'_>, nodes: &[Node]) -> Vec<u32> {
    let columns = shape
        .columns
        .iter()
        .filter(|(lane, _)| *lane != Lane::Apart);
    let mut rows: Vec<u32> = columns
        .flat_map(|(_, nodes)| nodes.iter().map(|node| node.row))
        .collect();
    if shape.beside {
        rows.extend(in_lane(nodes, Lane::Outside).iter().map(|node| node.row));
    }
    rows.sort_unstable();
    rows.dedup();
    rows
}

/// The next place on the lattice.
fn on_lattice(length: i32) -> i32 {
    (length + PITCH - 1) / PITCH * PITCH
}
