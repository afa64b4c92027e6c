//! How a line gets from one box to another: the cheapest way on a lattice on
//! which boxes are walls, where two lines never run on top of each other and
//! cross only at a right angle, which is dear.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::{Area, Layout, Line, PITCH, Point};
use crate::app::cluster::edge::{EVERY, Edge};

/// What a way costs: by length, a corner as much as a detour of so many steps.
const STEP: u32 = 10;
const CORNER: u32 = 25;
/// A corner right at a box, where a head and a mark want a straight end.
const TIGHT: u32 = 60;
/// One line over another.
const CROSSING: u32 = 400;
/// To run right beside a line or a box.
const BESIDE: u32 = 7;
/// To leave a side away from its middle: the short sides are at the left and right.
const OFF_CENTRE: (u32, u32) = (12, 3);
/// The points of a short line.
const SHORT: usize = 6;
/// How often lines are laid anew around each other, and in how many orders.
const ROUNDS: usize = 4;
const ATTEMPTS: usize = 5;

/// What is at a point of the lattice, as bits.
const WALL: u8 = 1;
const ACROSS: u8 = 2;
const DOWN: u8 = 4;
/// A corner of a line, or its end.
const FULL: u8 = 8;

/// Right, down, left, up.
const WAYS: [(i32, i32); 4] = [(1, 0), (0, 1), (-1, 0), (0, -1)];

/// For each edge its line; none for gossip, for what a rail has, and for loops.
pub(super) fn route(layout: &Layout, edges: &[Edge], kept_free: &[Area]) -> Vec<Option<Line>> {
    let mut lattice = Lattice::of(layout, kept_free);
    // The shortest first: they have the least to choose from.
    let mut shortest = BinaryHeap::new();
    for (index, edge) in edges.iter().enumerate() {
        let railed = edge.from == EVERY || edge.to == EVERY;
        if let (Some(from), Some(to)) = (layout.of(&edge.from), layout.of(&edge.to))
            && edge.from != edge.to
            && !railed
        {
            shortest.push(Reverse((apart(&from.area, &to.area), index)));
        }
    }
    let mut wanted = Vec::new();
    while let Some(Reverse((_, index))) = shortest.pop() {
        wanted.extend(Wanted::of(layout, edges, index));
    }
    for attempt in 1..=ATTEMPTS {
        for _ in 0..ROUNDS {
            let mut changed = false;
            for wanted in &mut wanted {
                lattice.take(&wanted.way, false);
                let found = lattice.way(wanted).unwrap_or_default();
                changed |= found != wanted.way;
                wanted.way = found;
                lattice.take(&wanted.way, true);
            }
            if !changed {
                break;
            }
        }
        if attempt == ATTEMPTS || wanted.iter().all(|wanted| !wanted.way.is_empty()) {
            break;
        }
        // Who found no way goes first from now on, and all begin anew.
        let (mut lost, found): (Vec<_>, Vec<_>) =
            wanted.into_iter().partition(|it| it.way.is_empty());
        lost.extend(found);
        wanted = lost;
        for wanted in &mut wanted {
            lattice.take(&wanted.way, false);
            wanted.way.clear();
        }
    }
    let mut lines = vec![None; edges.len()];
    for wanted in wanted {
        if let Some(place) = lines.get_mut(wanted.index)
            && !wanted.way.is_empty()
        {
            *place = Some(lattice.line(&wanted));
        }
    }
    lines
}

/// A line to be found.
struct Wanted {
    index: usize,
    from: Area,
    to: Area,
    /// How far from the middle of a side it ends: two lines between the same two
    /// boxes, one in each direction, stand apart.
    lean: i32,
    /// Points of the lattice, from one border to the other.
    way: Vec<usize>,
}

impl Wanted {
    fn of(layout: &Layout, edges: &[Edge], index: usize) -> Option<Self> {
        let edge = edges.get(index)?;
        let twin = |other: &Edge| other.from == edge.to && other.to == edge.from;
        let lean = match edges.iter().position(twin) {
            Some(other) if other < index => PITCH,
            Some(_) => -PITCH,
            None => 0,
        };
        Some(Self {
            index,
            from: layout.of(&edge.from)?.area,
            to: layout.of(&edge.to)?.area,
            lean,
            way: Vec::new(),
        })
    }
}

fn apart(a: &Area, b: &Area) -> u32 {
    a.middle().abs_diff(b.middle()) + a.centre().abs_diff(b.centre())
}

/// Where a line may leave or reach a box.
struct Port {
    /// On its border.
    at: usize,
    /// Outwards.
    way: usize,
    cost: u32,
}

struct Lattice {
    across: i32,
    down: i32,
    points: Vec<u8>,
}

impl Lattice {
    fn of(layout: &Layout, kept_free: &[Area]) -> Self {
        let (across, down) = (layout.width / PITCH + 1, layout.frame.bottom() / PITCH + 1);
        let size = usize::try_from(across * down).unwrap_or(0);
        let mut lattice = Self {
            across,
            down,
            points: vec![0; size],
        };
        // No line runs along the frame.
        let frame = layout.frame;
        for x in [frame.x, frame.right()] {
            lattice.fill(
                &Area {
                    x,
                    y: frame.y,
                    w: 0,
                    h: frame.h,
                },
                DOWN,
            );
        }
        for y in [frame.y, frame.bottom()] {
            lattice.fill(
                &Area {
                    x: frame.x,
                    y,
                    w: frame.w,
                    h: 0,
                },
                ACROSS,
            );
        }
        let boxes = layout.nodes.iter().map(|node| &node.area);
        for area in boxes.chain(kept_free) {
            lattice.fill(area, WALL);
        }
        lattice
    }

    /// Marks every point in `area`.
    fn fill(&mut self, area: &Area, bit: u8) {
        let up = |length: i32| (length + PITCH - 1).div_euclid(PITCH);
        for y in up(area.y)..=area.bottom().div_euclid(PITCH) {
            for x in up(area.x)..=area.right().div_euclid(PITCH) {
                if let Some(point) = self.at(x, y).and_then(|at| self.points.get_mut(at)) {
                    *point |= bit;
                }
            }
        }
    }

    fn at(&self, x: i32, y: i32) -> Option<usize> {
        let inside = (0..self.across).contains(&x) && (0..self.down).contains(&y);
        inside
            .then(|| usize::try_from(y * self.across + x).ok())
            .flatten()
    }

    fn xy(&self, at: usize) -> (i32, i32) {
        let at = i32::try_from(at).unwrap_or(0);
        (at % self.across, at / self.across)
    }

    fn next(&self, at: usize, way: usize) -> Option<usize> {
        let ((x, y), (dx, dy)) = (self.xy(at), WAYS[way % 4]);
        self.at(x + dx, y + dy)
    }

    fn is(&self, at: usize) -> u8 {
        self.points.get(at).copied().unwrap_or(WALL)
    }

    /// Enters a way, or takes it out again. A short one is crossed by none: it is
    /// all that its mark and its head have.
    fn take(&mut self, way: &[usize], enter: bool) {
        let is_short = way.len() <= SHORT;
        for (nth, at) in way.iter().enumerate() {
            let before = nth.checked_sub(1).and_then(|nth| way.get(nth));
            let after = way.get(nth + 1);
            let bit = match (before, after) {
                (Some(before), Some(after)) if !is_short && at + at == before + after => {
                    if at.abs_diff(*before) == 1 {
                        ACROSS
                    } else {
                        DOWN
                    }
                }
                _ => FULL,
            };
            if let Some(point) = self.points.get_mut(*at) {
                *point = if enter { *point | bit } else { *point & !bit };
            }
        }
    }

    /// Where lines may leave an area: not at its corners.
    fn ports(&self, area: &Area, lean: i32) -> Vec<Port> {
        let mut ports = Vec::new();
        let up = |length: i32| (length + PITCH - 1).div_euclid(PITCH);
        let (left, right) = (up(area.x), area.right().div_euclid(PITCH));
        let (top, bottom) = (up(area.y), area.bottom().div_euclid(PITCH));
        let mut add = |x: i32, y: i32, way: usize, off: i32| {
            if let Some(at) = self.at(x, y).filter(|at| self.is(*at) & FULL == 0) {
                let dear = if way.is_multiple_of(2) {
                    OFF_CENTRE.0
                } else {
                    OFF_CENTRE.1
                };
                let cost = dear * off.abs_diff(lean) / PITCH.unsigned_abs();
                ports.push(Port { at, way, cost });
            }
        };
        for y in top..=bottom {
            let off = y * PITCH - area.centre();
            if off.abs() <= area.h / 2 - 8 {
                add(right, y, 0, off);
                add(left, y, 2, off);
            }
        }
        for x in left + 1..right {
            let off = x * PITCH - area.middle();
            add(x, bottom, 1, off);
            add(x, top, 3, off);
        }
        ports
    }

    /// The cheapest way between two areas.
    fn way(&self, wanted: &Wanted) -> Option<Vec<usize>> {
        let Wanted { from, to, lean, .. } = wanted;
        let states = self.points.len() * 4;
        let (mut cost, mut came) = (vec![u32::MAX; states], vec![usize::MAX; states]);
        let mut open = BinaryHeap::new();
        let still = |at: usize| self.left(at, to);
        for port in self.ports(from, *lean) {
            let Some(at) = self.next(port.at, port.way) else {
                continue;
            };
            let Some(step) = self.step(at, port.way) else {
                continue;
            };
            let state = at * 4 + port.way;
            let known = port.cost + step;
            if cost.get(state).is_some_and(|best| known < *best) {
                cost[state] = known;
                // Where it began: the port, in the same direction.
                came[state] = port.at * 4 + port.way;
                open.push(Reverse((known + still(at), state)));
            }
        }
        let goals = self.ports(to, *lean);
        let mut best: Option<(u32, usize, usize)> = None;
        while let Some(Reverse((guess, state))) = open.pop() {
            if best.is_some_and(|(cost, ..)| cost <= guess) {
                break;
            }
            let (at, way) = (state / 4, state % 4);
            let known = cost.get(state).copied().unwrap_or(u32::MAX);
            if guess > known.saturating_add(still(at)) {
                continue;
            }
            let starts = came
                .get(state)
                .is_some_and(|before| self.is(before / 4) & WALL > 0);
            let crossed = self.is(at) & (ACROSS | DOWN) > 0;
            for turned in [way, (way + 1) % 4, (way + 3) % 4] {
                // A line that crosses goes straight on.
                if turned != way && crossed {
                    continue;
                }
                let corner = match turned == way {
                    true => 0,
                    false if starts => CORNER + TIGHT,
                    false => CORNER,
                };
                let Some(next) = self.next(at, turned) else {
                    continue;
                };
                let goal = goals
                    .iter()
                    .find(|port| port.at == next && (port.way + 2) % 4 == turned);
                if let Some(goal) = goal {
                    let tight = if turned == way && !crossed { 0 } else { TIGHT };
                    let whole = known + corner + STEP + tight + goal.cost;
                    if best.is_none_or(|(cost, ..)| whole < cost) {
                        best = Some((whole, state, next));
                    }
                    continue;
                }
                let Some(step) = self.step(next, turned) else {
                    continue;
                };
                let (whole, state_next) = (known + corner + step, next * 4 + turned);
                if cost.get(state_next).is_some_and(|best| whole < *best) {
                    cost[state_next] = whole;
                    came[state_next] = state;
                    open.push(Reverse((whole + still(next), state_next)));
                }
            }
        }
        let (_, mut state, end) = best?;
        let mut way = vec![end];
        loop {
            way.push(state / 4);
            match came.get(state) {
                Some(&before) if before != usize::MAX => state = before,
                _ => break,
            }
        }
        way.reverse();
        Some(way)
    }

    /// What is left to go at least.
    fn left(&self, at: usize, to: &Area) -> u32 {
        let (x, y) = self.xy(at);
        let (x, y) = (x * PITCH, y * PITCH);
        let dx = (to.x - x).max(x - to.right()).max(0);
        let dy = (to.y - y).max(y - to.bottom()).max(0);
        (dx + dy).unsigned_abs() / PITCH.unsigned_abs() * STEP
    }

    /// What it costs to get to a point in a direction, if one may.
    fn step(&self, at: usize, way: usize) -> Option<u32> {
        let (along, other) = if way.is_multiple_of(2) {
            (ACROSS, DOWN)
        } else {
            (DOWN, ACROSS)
        };
        let is = self.is(at);
        if is & (WALL | FULL | along) > 0 {
            return None;
        }
        let mut cost = STEP;
        if is & other > 0 {
            cost += CROSSING;
        }
        for side in [way + 1, way + 3] {
            let beside = self.next(at, side).map_or(0, |at| self.is(at));
            if beside & (WALL | FULL | along) > 0 {
                cost += BESIDE;
            }
        }
        Some(cost)
    }

    /// A way as a line between what is seen of two boxes.
    fn line(&self, wanted: &Wanted) -> Line {
        let mut points: Vec<Point> = Vec::new();
        for at in &wanted.way {
            let (x, y) = self.xy(*at);
            let point = (x * PITCH, y * PITCH);
            if let [.., a, b] = points[..]
                && ((a.0 == b.0 && b.0 == point.0) || (a.1 == b.1 && b.1 == point.1))
            {
                points.pop();
            }
            points.push(point);
        }
        if let [first, second, ..] = points[..] {
            points[0] = to_border(&wanted.from, first, second);
        }
        if let [.., before, last] = points[..] {
            let end = points.len() - 1;
            points[end] = to_border(&wanted.to, last, before);
        }
        Line {
            points,
            mark: Point::default(),
            headed: true,
        }
    }
}

/// An end of a line on the border of a box that is not quite on the lattice.
fn to_border(area: &Area, end: Point, toward: Point) -> Point {
    match (toward.0 - end.0, toward.1 - end.1) {
        (_, 1..) => (end.0, area.bottom()),
        (_, ..=-1) => (end.0, area.y),
        (1.., _) => (area.right(), end.1),
        _ => (area.x, end.1),
    }
}
