//! How a line goes from one node to another: out into a gutter, along it, and
//! in again, without crossing a node; lines that share a gutter keep apart.

use std::collections::BTreeMap;

use super::edge::{EVERY, Edge};
use super::place::{Area, Places, Seat};

/// Between lines that run side by side.
const LANE: i32 = 6;
/// How far from the middle of a side lines that turn away leave it.
const PORT: i32 = 9;
/// How round a corner is.
const ROUND: i32 = 6;

/// A point.
pub type Point = (i32, i32);

/// One edge as a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its corners, from who dials to who is dialled.
    pub points: Vec<Point>,
    /// Where its mark stands.
    pub mark: Point,
}

/// A part of a line that runs along a gutter or a channel, before it has a lane.
struct Run {
    edge: usize,
    /// Which of the line's runs it is.
    part: usize,
    across: bool,
    place: usize,
    from: i32,
    to: i32,
}

/// One end of a line before lanes are given.
#[derive(Clone, Copy)]
struct End {
    area: Area,
    seat: Seat,
}

/// What a line is made of: where it leaves, the runs it takes, where it arrives.
enum Way {
    Straight(Point, Point),
    Loop(Area),
    Runs {
        start: (End, usize, i32),
        channel: Option<usize>,
        end: (End, usize, i32),
    },
}

/// The lines of `edges`, in their order; none for what has no place, and none
/// for what the members say among themselves, which is drawn as a bar.
pub fn route(places: &Places, edges: &[Edge]) -> Vec<Option<Line>> {
    let ways: Vec<_> = edges
        .iter()
        .enumerate()
        .map(|(index, edge)| way(places, edges, index, edge))
        .collect();
    let lanes = lanes(places, &ways);
    ways.iter()
        .enumerate()
        .map(|(index, way)| way.as_ref().map(|way| line(places, way, index, &lanes)))
        .collect()
}

fn way(places: &Places, edges: &[Edge], index: usize, edge: &Edge) -> Option<Way> {
    let end = |id: &str| {
        places.of(id).map(|node| End {
            area: node.area,
            seat: node.seat,
        })
    };
    match (edge.from.as_str(), edge.to.as_str()) {
        (EVERY, EVERY) => None,
        (EVERY, id) => end(id).map(|end| to_frame(places, end, true)),
        (id, EVERY) => end(id).map(|end| to_frame(places, end, false)),
        (from, to) if from == to => end(from).map(|end| Way::Loop(end.area)),
        (from, to) => Some(between(places, edges, index, end(from)?, end(to)?)),
    }
}

/// From an outsider straight to the frame of the cluster, or back.
fn to_frame(places: &Places, end: End, inwards: bool) -> Way {
    let x = match end.seat {
        Seat::Beside { gutter, nth } => places.gutter(gutter) + nth as i32 * LANE,
        Seat::Cell { .. } => end.area.middle(),
    };
    let above = end.area.y < places.frame.y;
    let outer = (x, if above { end.area.bottom() } else { end.area.y });
    let inner = (
        x,
        if above {
            places.frame.y
        } else {
            places.frame.bottom()
        },
    );
    if inwards {
        Way::Straight(inner, outer)
    } else {
        Way::Straight(outer, inner)
    }
}

fn between(places: &Places, edges: &[Edge], index: usize, from: End, to: End) -> Way {
    let shift = twin_shift(edges, index);
    if let (
        Seat::Cell { row, column },
        Seat::Cell {
            row: other_row,
            column: other_column,
        },
    ) = (from.seat, to.seat)
    {
        if column == other_column && is_free(places, column, row, other_row) {
            let x = from.area.middle() + shift * 2;
            let (a, b) = facing(from.area.y, from.area.bottom(), to.area.y, to.area.bottom());
            return Way::Straight((x, a), (x, b));
        }
        if row == other_row && column.abs_diff(other_column) == 1 {
            let y = from.area.centre() + shift;
            let (a, b) = facing(from.area.x, from.area.right(), to.area.x, to.area.right());
            return Way::Straight((a, y), (b, y));
        }
    }
    let (start, end) = gutters(from.seat, to.seat);
    let downwards = (to.area.centre() - from.area.centre()).signum();
    let leaves = port(from, downwards, shift);
    let arrives = port(to, -downwards, shift);
    let channel = (start != end).then(|| match (from.seat, to.seat) {
        (_, Seat::Cell { row, .. }) => row + usize::from(downwards < 0),
        (Seat::Cell { row, .. }, Seat::Beside { .. }) => row + usize::from(downwards > 0),
        (Seat::Beside { .. }, Seat::Beside { .. }) => 0,
    });
    Way::Runs {
        start: (from, start, leaves),
        channel,
        end: (to, end, arrives),
    }
}

/// The near sides of two intervals.
fn facing(a: i32, a_end: i32, b: i32, b_end: i32) -> (i32, i32) {
    if a < b { (a_end, b) } else { (a, b_end) }
}

/// Two lines between the same two nodes, one in each direction, stand apart.
fn twin_shift(edges: &[Edge], index: usize) -> i32 {
    let Some(edge) = edges.get(index) else {
        return 0;
    };
    let twin = |other: &Edge| other.from == edge.to && other.to == edge.from;
    match edges.iter().any(twin) {
        true if edge.from < edge.to => -8,
        true => 8,
        false => 0,
    }
}

fn is_free(places: &Places, column: usize, a: usize, b: usize) -> bool {
    let between = a.min(b) + 1..a.max(b);
    !places.nodes.iter().any(|node| {
        matches!(node.seat, Seat::Cell { row, column: its } if its == column && between.contains(&row))
    })
}

/// The gutters in which a line leaves and arrives: the nearest to each other.
fn gutters(from: Seat, to: Seat) -> (usize, usize) {
    let choices = |seat: Seat| match seat {
        Seat::Cell { column, .. } => [column + 1, column],
        Seat::Beside { gutter, .. } => [gutter, gutter],
    };
    let mut best = (usize::MAX, (0, 0));
    for a in choices(from) {
        for b in choices(to) {
            if a.abs_diff(b) < best.0 {
                best = (a.abs_diff(b), (a, b));
            }
        }
    }
    best.1
}

fn port(end: End, downwards: i32, shift: i32) -> i32 {
    match end.seat {
        Seat::Cell { .. } => end.area.centre() + downwards * PORT + shift / 2,
        Seat::Beside { .. } if downwards > 0 => end.area.bottom(),
        Seat::Beside { .. } => end.area.y,
    }
}

type Lanes = BTreeMap<(usize, usize), i32>;

/// An offset for each run, so that no two in one gutter or channel meet.
fn lanes(places: &Places, ways: &[Option<Way>]) -> Lanes {
    let mut runs = Vec::new();
    for (edge, way) in ways.iter().enumerate() {
        let Some(Way::Runs {
            start,
            channel,
            end,
        }) = way
        else {
            continue;
        };
        let mut add = |part, across, place, from: i32, to: i32| {
            let (from, to) = (from.min(to), from.max(to));
            runs.push(Run {
                edge,
                part,
                across,
                place,
                from,
                to,
            });
        };
        match channel {
            None => add(0, false, start.1, start.2, end.2),
            Some(channel) => {
                let y = places.channels.get(*channel).copied().unwrap_or(end.2);
                add(0, false, start.1, start.2, y);
                add(
                    1,
                    true,
                    *channel,
                    places.gutter(start.1),
                    places.gutter(end.1),
                );
                add(2, false, end.1, y, end.2);
            }
        }
    }
    runs.sort_by_key(|run| (run.across, run.place, run.to - run.from, run.edge, run.part));
    let mut given: Vec<(&Run, i32)> = Vec::new();
    for run in &runs {
        let taken = |offset: i32| {
            given.iter().any(|(other, theirs)| {
                *theirs == offset
                    && (other.across, other.place) == (run.across, run.place)
                    && run.from < other.to + LANE
                    && other.from < run.to + LANE
            })
        };
        let free = (0..8)
            .map(|step| if step % 2 == 0 { -(step / 2) } else { step / 2 + 1 } * LANE)
            .find(|offset| !taken(*offset));
        given.push((run, free.unwrap_or(0)));
    }
    // Where many share one, they move together rather than over a node.
    let mut widest: BTreeMap<(bool, usize), i32> = BTreeMap::new();
    for (run, offset) in &given {
        let widest = widest.entry((run.across, run.place)).or_default();
        *widest = offset.abs().max(*widest);
    }
    given
        .into_iter()
        .map(|(run, offset)| {
            let most = places.half(run.across);
            let widest = widest.get(&(run.across, run.place)).copied();
            let widest = widest.unwrap_or_default().max(most);
            ((run.edge, run.part), offset * most / widest)
        })
        .collect()
}

fn line(places: &Places, way: &Way, index: usize, lanes: &Lanes) -> Line {
    let lane = |part| lanes.get(&(index, part)).copied().unwrap_or(0);
    let points = match way {
        Way::Straight(from, to) => vec![*from, *to],
        Way::Loop(area) => {
            let (x, y) = (area.right(), area.y);
            vec![
                (x - 30, y),
                (x - 30, y - 12),
                (x + 12, y - 12),
                (x + 12, y + 14),
                (x, y + 14),
            ]
        }
        Way::Runs {
            start,
            channel,
            end,
        } => {
            let x = places.gutter(start.1) + lane(0);
            let mut points = vec![side(start.0, x, start.2), (x, start.2)];
            let mut last = x;
            if let Some(channel) = channel {
                let y = places.channels.get(*channel).copied().unwrap_or(end.2) + lane(1);
                last = places.gutter(end.1) + lane(2);
                points.extend([(x, y), (last, y)]);
            }
            points.extend([(last, end.2), side(end.0, last, end.2)]);
            points
        }
    };
    let points = tidy(points);
    let mark = middle(&points);
    Line { points, mark }
}

/// Where a line that runs at `x` leaves an area.
fn side(end: End, x: i32, y: i32) -> Point {
    match end.seat {
        Seat::Beside { .. } => (x, y),
        Seat::Cell { .. } if x > end.area.middle() => (end.area.right(), y),
        Seat::Cell { .. } => (end.area.x, y),
    }
}

/// Without points that are no corners.
fn tidy(points: Vec<Point>) -> Vec<Point> {
    let mut tidy: Vec<Point> = Vec::new();
    for point in points {
        if tidy.last() == Some(&point) {
            continue;
        }
        if let [.., a, b] = tidy[..]
            && ((a.0 == b.0 && b.0 == point.0) || (a.1 == b.1 && b.1 == point.1))
        {
            tidy.pop();
        }
        tidy.push(point);
    }
    tidy
}

/// The middle of the longest part.
fn middle(points: &[Point]) -> Point {
    points
        .windows(2)
        .max_by_key(|pair| (pair[0].0 - pair[1].0).abs() + (pair[0].1 - pair[1].1).abs())
        .map(|pair| ((pair[0].0 + pair[1].0) / 2, (pair[0].1 + pair[1].1) / 2))
        .or(points.first().copied())
        .unwrap_or_default()
}

impl Line {
    /// As the `d` of an SVG path, with round corners.
    pub fn path(&self) -> String {
        let Some((first, rest)) = self.points.split_first() else {
            return String::new();
        };
        let mut path = format!("M{} {}", first.0, first.1);
        let mut before = *first;
        for (index, point) in rest.iter().enumerate() {
            match rest.get(index + 1) {
                Some(next) => {
                    let near = toward(*point, before);
                    let far = toward(*point, *next);
                    path += &format!(
                        "L{} {}Q{} {} {} {}",
                        near.0, near.1, point.0, point.1, far.0, far.1
                    );
                }
                None => path += &format!("L{} {}", point.0, point.1),
            }
            before = *point;
        }
        path
    }

    /// The head of its arrow, as the `d` of an SVG path.
    pub fn head(&self) -> String {
        let [.., before, tip] = self.points[..] else {
            return String::new();
        };
        let (dx, dy) = ((tip.0 - before.0).signum(), (tip.1 - before.1).signum());
        let (back_x, back_y) = (tip.0 - dx * 8, tip.1 - dy * 8);
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
}

/// A point near `corner` on the way to `other`.
fn toward(corner: Point, other: Point) -> Point {
    let step = |a: i32, b: i32| {
        a + (b - a)
            .clamp(-ROUND, ROUND)
            .min((b - a).abs() / 2)
            .max(-(b - a).abs() / 2)
    };
    (step(corner.0, other.0), step(corner.1, other.1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::address::Focus;
    use crate::app::cluster::edge;
    use crate::app::cluster::place::{Room, place};
    use crate::app::cluster::sample::view;

    const MICROSERVICES: [&str; 10] = [
        "distributor",
        "ingester",
        "querier",
        "query-frontend",
        "query-scheduler",
        "store-gateway",
        "compactor",
        "ruler",
        "alertmanager",
        "overrides-exporter",
    ];
    const LINKS: [&str; 18] = [
        "distributor>ingester",
        "querier>ingester",
        "querier>query-frontend",
        "querier>query-scheduler",
        "querier>store-gateway",
        "query-frontend>query-scheduler",
        "query-scheduler>query-frontend",
        "ruler>ingester",
        "ruler>query-frontend",
        "ruler>store-gateway",
        "ruler>ruler",
        "ruler>alertmanager",
        "remote-writer>distributor",
        "grafana>query-frontend",
        "operator>ingester",
        "operator>store-gateway",
        "ruler>outer",
        "distributor~ingester",
    ];

    /// Whether a part of a line goes through the inside of an area.
    fn crosses(pair: &[Point], area: &Area) -> bool {
        let (left, right) = (pair[0].0.min(pair[1].0), pair[0].0.max(pair[1].0));
        let (top, bottom) = (pair[0].1.min(pair[1].1), pair[0].1.max(pair[1].1));
        left < area.right()
            && area.x < right.max(left + 1)
            && top < area.bottom()
            && area.y < bottom.max(top + 1)
            && right > area.x
            && bottom > area.y
    }

    fn check(view: &crate::view::View, focus: &Focus) {
        for room in [Room::Wide, Room::Narrow] {
            let places = place(view, &edge::wide(view), room);
            let edges = edge::edges(view, focus);
            for (line, edge) in route(&places, &edges).iter().zip(&edges) {
                let Some(line) = line else {
                    assert!(edge.is_gossip(), "{edge:?} has no line");
                    continue;
                };
                assert!(line.points.len() >= 2, "{edge:?}");
                for pair in line.points.windows(2) {
                    assert!(
                        pair[0].0 == pair[1].0 || pair[0].1 == pair[1].1,
                        "{edge:?} {line:?}"
                    );
                    // Where outsiders stand in many rows, a line goes on behind their chips.
                    let stands = |id: &str| !view.nodes.iter().any(|it| it.id == id && it.external);
                    for node in places.nodes.iter().filter(|node| stands(&node.id)) {
                        assert!(
                            !crosses(pair, &node.area),
                            "{room:?}: {} -> {} goes through {}: {:?} {:?}",
                            edge.from,
                            edge.to,
                            node.id,
                            line.points,
                            node.area
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn no_line_goes_through_a_node() {
        let view = view(
            &MICROSERVICES,
            &["remote-writer", "grafana", "operator", "outer"],
            &LINKS,
        );
        check(&view, &Focus::Cluster);
    }

    #[test]
    fn nor_when_an_outsider_is_looked_at() {
        let links: Vec<_> = MICROSERVICES
            .iter()
            .flat_map(|id| ["in", "in2", "in3", "in4"].map(|outsider| format!("{outsider}>{id}")))
            .chain(MICROSERVICES.map(|id| format!("{id}>etcd")))
            .collect();
        let links: Vec<_> = links.iter().map(String::as_str).collect();
        let view = view(&MICROSERVICES, &["in", "in2", "in3", "in4", "etcd"], &links);
        for id in ["in", "in4", "etcd", "querier"] {
            check(&view, &Focus::Node(id.to_owned()));
        }
    }

    #[test]
    fn corners_are_round_and_heads_point_where_lines_go() {
        let line = Line {
            points: vec![(0, 0), (20, 0), (20, 40)],
            mark: (20, 20),
        };
        assert_eq!(line.path(), "M0 0L14 0Q20 0 20 6L20 40");
        assert_eq!(line.head(), "M20 40L24 32L16 32Z");
    }
}
