//! Two texts as a unified diff, as `patch` reads it.

use std::fmt::Write;

/// So many pairs of lines are compared at most; what differs in more is told as
/// one piece.
const MOST_PAIRS: usize = 4 << 20;
/// So many lines stand around what differs.
const AROUND: usize = 2;

/// A line of one text, of the other, or of both, by their numbers from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Same(usize, usize),
    Gone(usize, usize),
    Come(usize, usize),
}

/// The diff, under the names of both texts.
pub(crate) fn unified(from: &str, to: &str, old: &str, new: &str) -> String {
    let lines =
        |text: &'_ str| -> Vec<String> { text.split_inclusive('\n').map(str::to_owned).collect() };
    let (old, new) = (lines(old), lines(new));
    let steps = steps(&old, &new);
    let mut out = format!("--- {from}\n+++ {to}\n");
    let mut next = 0;
    while let Some(first) = changed(&steps, next) {
        let start = first.saturating_sub(AROUND).max(next);
        let mut end = first;
        // Pieces that are near each other are one.
        while let Some(more) = changed(&steps, end).filter(|it| *it <= end + 2 * AROUND) {
            end = more + 1;
        }
        end = steps.len().min(end + AROUND);
        hunk(
            &mut out,
            steps.get(start..end).unwrap_or_default(),
            &old,
            &new,
        );
        next = end;
    }
    out
}

/// The diff with nothing in the lines around its changes that names a secret:
/// nobody has to see those to see what changes.
pub(crate) fn without_secrets(diff: &str) -> String {
    const SECRETS: [&str; 5] = ["password", "secret", "token", "credential", "access_key"];
    let mut out = String::with_capacity(diff.len());
    for line in diff.split_inclusive('\n') {
        let small = line.to_lowercase();
        let names_one = line.starts_with(' ') && SECRETS.iter().any(|word| small.contains(word));
        match line.split_once(':').filter(|_| names_one) {
            Some((before, _)) => out.push_str(&format!("{before}: ...\n")),
            None => out.push_str(line),
        }
    }
    out
}

/// The next step from `at` on that is a change.
fn changed(steps: &[Step], at: usize) -> Option<usize> {
    let rest = steps.get(at..)?.iter();
    let ahead = rest
        .take_while(|step| matches!(step, Step::Same(..)))
        .count();
    (at + ahead < steps.len()).then_some(at + ahead)
}

fn hunk(out: &mut String, steps: &[Step], old: &[String], new: &[String]) {
    let Some((Step::Same(one, other) | Step::Gone(one, other) | Step::Come(one, other), _)) =
        steps.split_first()
    else {
        return;
    };
    let count = |is: fn(&Step) -> bool| steps.iter().filter(|step| is(step)).count();
    let gone = count(|step| !matches!(step, Step::Come(..)));
    let come = count(|step| !matches!(step, Step::Gone(..)));
    // An empty side is told by the line before it.
    let at = |line: &usize, count: usize| if count == 0 { *line } else { line + 1 };
    // Writing into a String cannot fail.
    let _ = writeln!(
        out,
        "@@ -{},{gone} +{},{come} @@",
        at(one, gone),
        at(other, come)
    );
    for step in steps {
        let (mark, line) = match step {
            Step::Same(at, _) => (' ', old.get(*at)),
            Step::Gone(at, _) => ('-', old.get(*at)),
            Step::Come(_, at) => ('+', new.get(*at)),
        };
        let line = line.map(String::as_str).unwrap_or_default();
        let _ = write!(out, "{mark}{line}");
        if !line.ends_with('\n') {
            out.push_str("\n\\ No newline at end of file\n");
        }
    }
}

fn steps(old: &[String], new: &[String]) -> Vec<Step> {
    let first = old
        .iter()
        .zip(new)
        .take_while(|(one, other)| one == other)
        .count();
    let rest = old.len().min(new.len()) - first;
    let last = old.iter().rev().zip(new.iter().rev()).take(rest);
    let last = last.take_while(|(one, other)| one == other).count();
    let (ends, others) = (old.len() - last, new.len() - last);
    let mut steps: Vec<Step> = (0..first).map(|at| Step::Same(at, at)).collect();
    let (rows, columns) = (ends - first, others - first);
    if rows.saturating_mul(columns) > MOST_PAIRS {
        steps.extend((first..ends).map(|at| Step::Gone(at, first)));
        steps.extend((first..others).map(|at| Step::Come(ends, at)));
    } else {
        between(
            &mut steps,
            (first, old.get(first..ends)),
            (first, new.get(first..others)),
        );
    }
    steps.extend((0..last).map(|at| Step::Same(ends + at, others + at)));
    steps
}

/// The longest common lines, by the table of all pairs.
fn between(
    steps: &mut Vec<Step>,
    (first, old): (usize, Option<&[String]>),
    (second, new): (usize, Option<&[String]>),
) {
    let (old, new) = (old.unwrap_or_default(), new.unwrap_or_default());
    let width = new.len() + 1;
    let mut longest = vec![0_u32; (old.len() + 1) * width];
    let at = |row: usize, column: usize| row * width + column;
    for (row, one) in old.iter().enumerate().rev() {
        for (column, other) in new.iter().enumerate().rev() {
            let of = |row, column| longest.get(at(row, column)).copied().unwrap_or_default();
            let best = match one == other {
                true => of(row + 1, column + 1) + 1,
                false => of(row + 1, column).max(of(row, column + 1)),
            };
            if let Some(cell) = longest.get_mut(at(row, column)) {
                *cell = best;
            }
        }
    }
    let of = |row, column| longest.get(at(row, column)).copied().unwrap_or_default();
    let (mut row, mut column) = (0, 0);
    while row < old.len() || column < new.len() {
        let (here, there) = (first + row, second + column);
        match (old.get(row), new.get(column)) {
            (Some(one), Some(other)) if one == other => {
                steps.push(Step::Same(here, there));
                (row, column) = (row + 1, column + 1);
            }
            (Some(_), Some(_)) if of(row + 1, column) < of(row, column + 1) => {
                steps.push(Step::Come(here, there));
                column += 1;
            }
            (Some(_), _) => {
                steps.push(Step::Gone(here, there));
                row += 1;
            }
            (None, _) => {
                steps.push(Step::Come(here, there));
                column += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_told_with_two_lines_around_it() {
        let old = "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n";
        let new = "a\nb\nC\nd\ne\nf\ng\nh\ni\nx\nj";
        let wanted = "--- o\n+++ n\n@@ -1,5 +1,5 @@\n a\n b\n-c\n+C\n d\n e\n\
                      @@ -8,3 +8,4 @@\n h\n i\n-j\n+x\n+j\n\\ No newline at end of file\n";
        assert_eq!(unified("o", "n", old, new), wanted);
        assert_eq!(
            unified("o", "n", "", "a\n"),
            "--- o\n+++ n\n@@ -0,0 +1,1 @@\n+a\n"
        );
        assert_eq!(unified("o", "n", "a\n", "a\n"), "--- o\n+++ n\n");
    }
}
