//! Where the mark of each line stands: on a free part of its own line.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::{Area, HEAD, Layout, MARK, Point};

/// Between a mark and whatever is not its own.
const CLEAR: i32 = 2;

/// A part of a line.
pub(super) type Part = (Point, Point);

/// Gives every line its mark, the shortest lines first. Returns how many have no
/// room for theirs.
pub(super) fn set(layout: &mut Layout) -> usize {
    let mut taken: Vec<Point> = layout.nodes.iter().filter_map(|node| node.turn).collect();
    taken.extend(layout.gossip.map(|bar| in_bar(&bar)));
    let lines = layout.lines.iter().enumerate();
    let lines = lines.filter_map(|(index, line)| Some((length(&line.as_ref()?.points), index)));
    let mut order: BinaryHeap<_> = lines.map(Reverse).collect();
    let mut crowded = 0;
    while let Some(Reverse((_, index))) = order.pop() {
        let (mark, is_free) = place(layout, index, &taken);
        crowded += usize::from(!is_free);
        if let Some(Some(line)) = layout.lines.get_mut(index) {
            line.mark = mark;
            taken.push(mark);
        }
    }
    crowded
}

/// Where the mark of gossip is in its bar.
pub fn in_bar(bar: &Area) -> Point {
    (bar.x + bar.h / 2 + 2, bar.centre())
}

/// The best place for a mark, and whether it is free.
fn place(layout: &Layout, index: usize, taken: &[Point]) -> (Point, bool) {
    let Some(line) = layout.lines.get(index).and_then(Option::as_ref) else {
        return (Point::default(), false);
    };
    let parts = parts(&line.points);
    let wanted = middle(&parts);
    let others: Vec<Part> = others(layout, index);
    let texts = layout.captions.iter().map(|caption| &caption.area);
    let labels = layout
        .inward
        .iter()
        .filter_map(|trunk| trunk.label.as_ref());
    let boxes = layout.nodes.iter().map(|node| &node.area);
    let solid: Vec<_> = boxes
        .chain(texts)
        .chain(labels)
        .chain(&layout.gossip)
        .collect();
    let end = line.points.last().copied().unwrap_or_default();
    let ahead = if line.headed { HEAD } else { 0 };
    let is_free = |spot: &Point| {
        taken
            .iter()
            .all(|mark| is_far(*mark, *spot, 2 * MARK + CLEAR))
            && is_far(end, *spot, MARK + CLEAR + ahead)
            && solid.iter().all(|area| !reaches(area, *spot, MARK))
            && others.iter().all(|part| !near(*part, *spot, MARK + CLEAR))
    };
    let spots = parts.iter().flat_map(along).filter(is_free);
    match spots.min_by_key(|spot| (corners(&line.points, *spot), square(*spot, wanted))) {
        Some(spot) => (spot, true),
        None => (wanted, false),
    }
}

/// Whether a corner of its own line is under a mark: better not.
fn corners(points: &[Point], spot: Point) -> bool {
    points
        .iter()
        .any(|corner| !is_far(*corner, spot, MARK + CLEAR))
}

/// The parts of every other line, and of the rails.
fn others(layout: &Layout, index: usize) -> Vec<Part> {
    let lines = layout.lines.iter().enumerate();
    let lines = lines.filter(|(other, _)| *other != index);
    let lines = lines.filter_map(|(_, line)| line.as_ref().map(|line| &line.points));
    let trunks = layout.inward.iter().chain(&layout.outward);
    lines
        .chain(trunks.map(|trunk| &trunk.points))
        .flat_map(|points| parts(points))
        .collect()
}

pub(super) fn parts(points: &[Point]) -> Vec<Part> {
    points
        .windows(2)
        .filter_map(|pair| match pair {
            [a, b] => Some((*a, *b)),
            _ => None,
        })
        .collect()
}

fn length(points: &[Point]) -> u32 {
    parts(points).iter().map(long).sum::<i32>().unsigned_abs()
}

fn long((a, b): &Part) -> i32 {
    (a.0 - b.0).abs() + (a.1 - b.1).abs()
}

/// The middle of the longest part.
fn middle(parts: &[Part]) -> Point {
    parts
        .iter()
        .max_by_key(|part| long(part))
        .map(|(a, b)| ((a.0 + b.0) / 2, (a.1 + b.1) / 2))
        .unwrap_or_default()
}

/// Every point of a part.
fn along(part: &Part) -> impl Iterator<Item = Point> + use<> {
    let (a, b) = *part;
    let (dx, dy) = ((b.0 - a.0).signum(), (b.1 - a.1).signum());
    (0..=long(part)).map(move |step| (a.0 + dx * step, a.1 + dy * step))
}

fn square(a: Point, b: Point) -> i32 {
    (a.0 - b.0).pow(2) + (a.1 - b.1).pow(2)
}

fn is_far(a: Point, b: Point, far: i32) -> bool {
    square(a, b) >= far * far
}

/// Whether a part, which runs across or down, comes that near.
fn near((a, b): Part, spot: Point, far: i32) -> bool {
    let x = spot.0.clamp(a.0.min(b.0), a.0.max(b.0));
    let y = spot.1.clamp(a.1.min(b.1), a.1.max(b.1));
    !is_far((x, y), spot, far)
}

/// Whether a mark lies on an area.
fn reaches(area: &Area, spot: Point, far: i32) -> bool {
    let x = spot.0.clamp(area.x, area.right());
    let y = spot.1.clamp(area.y, area.bottom());
    !is_far((x, y), spot, far)
}
