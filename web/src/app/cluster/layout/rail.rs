//! What those share who dial everybody, or whom many dial: a spine with a short
//! line to each of them, and one way into the frame or out of it.

use super::{Area, HEAD, Layout, Line, NOTE, Point, letters};
use crate::app::cluster::edge::{EVERY, Edge};

/// From a spine to who stands beside it: room for a mark and a head.
pub(super) const STUB: i32 = 30;

/// The shared part of some lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trunk {
    /// Its corners; the last is at the frame where it leads inwards, the first
    /// where it leads outwards.
    pub points: Vec<Point>,
    /// Whether it has a head, at its end.
    pub headed: bool,
    /// What is kept free beside its head for how many it reaches.
    pub label: Option<Area>,
    spine: i32,
}

/// How wide a lane is with such a rail at its right side.
pub(super) fn half(chips: impl Iterator<Item = i32>) -> i32 {
    chips
        .max()
        .map_or(0, |widest| (widest + STUB + 9) / 10 * 10)
}

/// A rail at the left of the frame.
pub(super) fn beside(spine: i32, frame: i32, first: i32, last: i32) -> Trunk {
    let points = match first == last {
        true => vec![(spine, first), (frame, first)],
        false => vec![(spine, last), (spine, first), (frame, first)],
    };
    let (w, h) = (label_width(), 14);
    // In the middle over the way in, beside what comes out of the chips.
    let x = (spine + frame - w) / 2;
    Trunk {
        points,
        headed: true,
        label: Some(Area {
            x,
            y: first - h - 4,
            w,
            h,
        }),
        spine,
    }
}

/// A rail above the frame.
pub(super) fn above(spine: i32, first: i32, frame: i32) -> Trunk {
    let (w, h) = (label_width(), 14);
    Trunk {
        points: vec![(spine, first), (spine, frame)],
        headed: true,
        label: Some(Area {
            x: spine + 8,
            y: frame - h - 5,
            w,
            h,
        }),
        spine,
    }
}

/// A rail below the frame, to who is only dialled.
pub(super) fn below(spine: i32, frame: i32, last: i32) -> Trunk {
    Trunk {
        points: vec![(spine, frame), (spine, last)],
        headed: false,
        label: None,
        spine,
    }
}

fn label_width() -> i32 {
    letters::width("×10", NOTE)
}

/// Lines between the rails and those beside them.
pub(super) fn connect(layout: &mut Layout, edges: &[Edge]) {
    for (index, edge) in edges.iter().enumerate() {
        let (inwards, id) = match (edge.from.as_str(), edge.to.as_str()) {
            (EVERY, EVERY) => continue,
            (from, EVERY) => (true, from),
            (EVERY, to) => (false, to),
            _ => continue,
        };
        let trunk = if inwards {
            &layout.inward
        } else {
            &layout.outward
        };
        let (Some(trunk), Some(node)) = (trunk, layout.of(id)) else {
            continue;
        };
        let (area, spine) = (node.area, trunk.spine);
        let near = if area.x < spine { area.right() } else { area.x };
        let mut points = vec![(near, area.centre()), (spine, area.centre())];
        if !inwards {
            points.reverse();
        }
        let line = Line {
            points,
            mark: Point::default(),
            headed: !inwards,
        };
        if let Some(place) = layout.lines.get_mut(index) {
            *place = Some(line);
        }
    }
}

impl Trunk {
    /// As the `d` of an SVG path, with round corners.
    pub fn path(&self) -> String {
        super::path(&self.points)
    }

    /// Its head, as the `d` of an SVG path.
    pub fn head(&self) -> String {
        if self.headed {
            super::head(&self.points)
        } else {
            String::new()
        }
    }
}

const _: () = assert!(
    STUB > 2 * super::MARK + HEAD + 4,
    "a mark and a head fit in"
);
