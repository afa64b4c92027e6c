//! Where the lines of a text went while somebody typed in it, so that marks stay
//! beside what they are about until the next answer.

/// What a text was, held against what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Drift {
    /// So many lines at the beginning are the same.
    head: usize,
    /// Lines behind this one are the same again.
    tail: usize,
    /// How many lines there were, and are.
    counts: (usize, usize),
}

impl Drift {
    /// What lies between two texts.
    pub fn between(old: &str, new: &str) -> Self {
        let ends = |bytes: &[u8]| bytes.iter().filter(|it| **it == b'\n').count();
        let (old, new) = (old.as_bytes(), new.as_bytes());
        let counts = (ends(old) + 1, ends(new) + 1);
        let pairs = old.iter().zip(new);
        let before = pairs.take_while(|(a, b)| a == b).count();
        let (was, is) = (&old[before..], &new[before..]);
        let pairs = was.iter().rev().zip(is.iter().rev());
        let behind = pairs.take_while(|(a, b)| a == b).count();
        let begins = |text: &[u8]| match text.len() - behind {
            0 => true,
            at => text[at - 1] == b'\n',
        };
        // A line that is the same from its first letter on is the same.
        let whole = usize::from(begins(old) && begins(new));
        let head = counts.0 - 1 - ends(was);
        let tail = counts.0 - ends(&was[was.len() - behind..]) - whole;
        Self { head, tail, counts }
    }

    /// Where a line is now, counted from 1; none where it is gone.
    pub fn now(self, line: usize) -> Option<usize> {
        let (were, are) = self.counts;
        match line {
            _ if line <= self.head || were == are => Some(line),
            _ if line > self.tail => (line + are).checked_sub(were),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(old: &str, new: &str, expected: &[Option<usize>]) {
        let drift = Drift::between(old, new);
        let count = old.split('\n').count();
        let now: Vec<_> = (1..=count).map(|line| drift.now(line)).collect();
        assert_eq!(now, expected, "{old:?} to {new:?}");
    }

    #[test]
    fn lines_stay_move_and_go() {
        check("a\nb\nc", "a\nb\nc", &[Some(1), Some(2), Some(3)]);
        check("a\nb\nc", "a\nbx\nc", &[Some(1), Some(2), Some(3)]);
        check("a\nb\nc", "a\nx\nb\nc", &[Some(1), Some(3), Some(4)]);
        check("a\nb\nc", "x\na\nb\nc", &[Some(2), Some(3), Some(4)]);
        check("a\nb\nc", "a\nc", &[Some(1), None, Some(2)]);
        check("a\nb", "", &[None, None]);
    }
}
