//! Where those stand that are no part of Mimir.

use super::super::{Area, PITCH, rail};
use super::{CHIP, CLOSE, Drawing, in_lane, on_lattice};
use crate::view::{Lane, Node};

impl Drawing<'_> {
    /// Who dials everybody, below the others at the left. Returns where they end.
    pub(super) fn callers_beside(&mut self, spine: i32, frame: i32, from: i32) -> i32 {
        let callers = self.callers();
        if callers.is_empty() {
            return from;
        }
        let mut y = from;
        for node in &callers {
            let w = self.wants(node);
            self.put(
                node,
                Area {
                    x: 0,
                    y,
                    w,
                    h: CHIP,
                },
            );
            y += CHIP + 6;
        }
        let end = y - 6;
        let (first, last) = (from + CHIP / 2, end - CHIP / 2);
        self.layout.inward = Some(rail::beside(spine, frame, first, last));
        self.kept_free.push(Area {
            x: 0,
            y: from - 10,
            w: frame - 1,
            h: end - from + 20,
        });
        end
    }

    /// Everybody outside, above the frame. Returns where that is.
    pub(super) fn above(&mut self, left: i32, width: i32) -> i32 {
        let callers = self.callers();
        let outside = in_lane(self.nodes, Lane::Outside);
        // Whoever dials further down stands further up, and passes the others by.
        let (left_hand, right_hand): (Vec<_>, Vec<_>) = outside
            .into_iter()
            .rev()
            .partition(|node| self.writes(node));
        // In the middle, unless there is no way past the left hand then.
        let rail = callers
            .iter()
            .map(|node| self.wants(node) + rail::STUB)
            .max();
        let past = self.column(&left_hand) + PITCH + CLOSE;
        let most = width - rail.unwrap_or(0).max(self.column(&right_hand) + PITCH);
        let spine = on_lattice((left + width) / 2).max(past.min(most));
        let mut y = 0;
        for pair in callers.chunks(2) {
            self.pair(pair, spine, y);
            y += CHIP + PITCH;
        }
        let rail_ends = y;
        for nth in 0..left_hand.len().max(right_hand.len()) {
            if let Some(node) = left_hand.get(nth) {
                self.hang(node, spine - PITCH, -1, y);
            }
            if let Some(node) = right_hand.get(nth) {
                self.hang(node, spine + PITCH, 1, y);
            }
            y += CHIP + PITCH;
        }
        if y == 0 {
            return 0;
        }
        let frame = y + CLOSE + PITCH;
        if !callers.is_empty() {
            self.layout.inward = Some(rail::above(spine, CHIP / 2, frame));
            self.kept_free.push(Area {
                x: 0,
                y: 0,
                w: width,
                h: (rail_ends - PITCH).max(0),
            });
            self.kept_free.push(Area {
                x: spine,
                y: 0,
                w: 38,
                h: 0,
            });
            self.kept_free.push(Area {
                x: spine,
                y: 0,
                w: 0,
                h: frame,
            });
            self.kept_free.push(Area {
                x: spine,
                y: frame - 20,
                w: 38,
                h: 20,
            });
        }
        frame
    }

    /// Who is only dialled, below the frame.
    pub(super) fn below(&mut self) {
        let services = in_lane(self.nodes, Lane::Service);
        let frame = self.layout.frame;
        if services.is_empty() {
            return;
        }
        // On both sides of the rail where there is room for that, or else at its right.
        let half = self.column(&services) + rail::STUB;
        let width = self.layout.width;
        let (spine, abreast) = match 2 * half <= width {
            true => (on_lattice(frame.middle()).clamp(half, width - half), 2),
            false => (PITCH, 1),
        };
        let mut y = frame.bottom() + CLOSE;
        for row in services.chunks(abreast) {
            match row {
                [node] if abreast == 1 => self.hang(node, spine + rail::STUB, 1, y),
                pair => self.pair(pair, spine, y),
            }
            y += CHIP + PITCH;
        }
        self.layout.height = y - PITCH;
        let last = self.layout.height - CHIP / 2;
        self.layout.outward = Some(rail::below(spine, frame.bottom(), last));
    }

    /// Whether someone outside dials first what is at the left.
    fn writes(&self, node: &Node) -> bool {
        let mut dialled = self.edges.iter().filter(|edge| edge.from == node.id);
        let first = dialled
            .next()
            .and_then(|edge| self.nodes.iter().find(|it| it.id == edge.to));
        first.is_some_and(|first| first.lane == Lane::Write)
    }

    /// Two nodes on both sides of a rail.
    fn pair(&mut self, pair: &[&Node], spine: i32, y: i32) {
        for (node, side) in pair.iter().zip([-1, 1]) {
            self.hang(node, spine + side * rail::STUB, side, y);
        }
    }

    /// A node that ends at `x` or begins there.
    fn hang(&mut self, node: &Node, x: i32, side: i32, y: i32) {
        let w = self.wants(node);
        let x = if side < 0 { x - w } else { x };
        self.put(node, Area { x, y, w, h: CHIP });
    }
}
