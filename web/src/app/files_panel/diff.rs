//! What changed between two texts, line by line.

/// How every file begins that is made from a plan. The line names the plan, so
/// each choice changes it, and that says nothing.
const HEADING: &str = "# made by mimir-tls";
/// The most comparisons of lines. Texts that want more of them differ so much
/// that nobody reads the difference line by line.
const MOST_COMPARISONS: usize = 1 << 18;
/// The most lines in a row that are shown though they are gone.
const MOST_GONE: usize = 3;

/// One line as it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Row<'a> {
    /// As it was.
    Same(&'a str),
    /// There is a line here that was not, in place of another one.
    Changed(&'a str),
    /// There is a line here where none was.
    Added(&'a str),
    /// It was here.
    Gone(&'a str),
    /// So many lines were here.
    ManyGone(usize),
}

/// Two texts, and what is between them.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Diff<'a> {
    /// The lines of the newer one, and between them those that are gone.
    pub rows: Vec<Row<'a>>,
    /// How many lines are other ones.
    pub changed: usize,
    /// How many there are more.
    pub added: usize,
    /// How many there are no more.
    pub gone: usize,
}

/// Whether two texts differ in nothing that is worth a mark.
pub fn same(before: &str, now: &str) -> bool {
    before.lines().count() == now.lines().count()
        && before
            .lines()
            .zip(now.lines())
            .all(|(a, b)| same_line(a, b))
}

fn same_line(before: &str, now: &str) -> bool {
    before == now || (before.starts_with(HEADING) && now.starts_with(HEADING))
}

/// The lines of `now`, marked where they are not those of `before`.
pub fn diff<'a>(before: &'a str, now: &'a str) -> Diff<'a> {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), now.lines().collect());
    let head = alike(old.iter().zip(&new));
    let (old, rest) = (&old[head..], &new[head..]);
    let tail = alike(old.iter().rev().zip(rest.iter().rev()));
    let (old, rest) = (&old[..old.len() - tail], &rest[..rest.len() - tail]);

    let mut diff = Diff::default();
    let end = new.len() - tail;
    diff.rows
        .extend(new[..head].iter().map(|line| Row::Same(line)));
    let (mut from, mut to) = (0, 0);
    for (a, b) in common(old, rest) {
        diff.hunk(&old[from..a], &rest[to..b]);
        diff.rows.push(Row::Same(rest[b]));
        (from, to) = (a + 1, b + 1);
    }
    diff.hunk(&old[from..], &rest[to..]);
    diff.rows
        .extend(new[end..].iter().map(|line| Row::Same(line)));
    diff
}

fn alike<'a>(pairs: impl Iterator<Item = (&'a &'a str, &'a &'a str)>) -> usize {
    pairs.take_while(|(a, b)| same_line(a, b)).count()
}

/// The places of a longest common subsequence, in order; none where that is too much work.
fn common(old: &[&str], new: &[&str]) -> Vec<(usize, usize)> {
    let (rows, columns) = (old.len(), new.len());
    if rows.saturating_mul(columns) > MOST_COMPARISONS {
        return Vec::new();
    }
    // At [i][j] the length for what begins there, so that it is read forwards.
    let width = columns + 1;
    let mut lengths = vec![0_u16; (rows + 1) * width];
    for i in (0..rows).rev() {
        for j in (0..columns).rev() {
            lengths[i * width + j] = if same_line(old[i], new[j]) {
                lengths[(i + 1) * width + j + 1] + 1
            } else {
                lengths[(i + 1) * width + j].max(lengths[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut pairs = Vec::new();
    while i < rows && j < columns {
        if same_line(old[i], new[j]) {
            pairs.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if lengths[(i + 1) * width + j] >= lengths[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

impl<'a> Diff<'a> {
    /// Lines that came in place of others.
    fn hunk(&mut self, old: &[&'a str], new: &[&'a str]) {
        let both = old.len().min(new.len());
        self.changed += both;
        self.added += new.len() - both;
        self.gone += old.len() - both;
        if old.len() > MOST_GONE {
            self.rows.push(Row::ManyGone(old.len()));
        } else {
            self.rows.extend(old.iter().map(|line| Row::Gone(line)));
        }
        for (nth, line) in new.iter().enumerate() {
            self.rows.push(if nth < both {
                Row::Changed(line)
            } else {
                Row::Added(line)
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One character a row, and the text without what is gone.
    fn check(before: &str, now: &str, expected: &str) {
        let diff = diff(before, now);
        let marks: String = diff
            .rows
            .iter()
            .map(|row| match row {
                Row::Same(_) => '=',
                Row::Changed(_) => '~',
                Row::Added(_) => '+',
                Row::Gone(_) => '-',
                Row::ManyGone(_) => '#',
            })
            .collect();
        assert_eq!(marks, expected, "{before:?} {now:?}");
        let kept = diff.rows.iter().filter_map(|row| match row {
            Row::Same(line) | Row::Changed(line) | Row::Added(line) => Some(*line),
            Row::Gone(_) | Row::ManyGone(_) => None,
        });
        assert!(kept.eq(now.lines()), "{before:?} {now:?}");
        assert_eq!(same(before, now), !expected.contains(['~', '+', '-', '#']));
    }

    #[test]
    fn every_line_that_is_there_is_shown_once_and_marked_if_it_is_another() {
        check("", "", "");
        check("", "a", "+");
        check("a", "", "-");
        check("a\nb\nc", "a\nb\nc", "===");
        check("a\nb\nc", "a\nx\nc", "=-~=");
        check("a\nc", "a\nb\nc", "=+=");
        check("a\nb\nc", "a\nc", "=-=");
        check("a\nb\nc\nd", "b\nx\nd", "-=-~=");
        check("1\n2\n3\n4\n5", "1", "=#");
        check("a\nb", "b\na", "-=+");
    }

    #[test]
    fn the_plan_in_the_heading_is_no_change() {
        let one = "# TLS\n# made by mimir-tls 0.1.0, plan aa\nx";
        let other = "# TLS\n# made by mimir-tls 0.1.0, plan bb\nx";
        check(one, other, "===");
    }

    #[test]
    fn texts_too_different_to_compare_are_one_change() {
        let text = |letter: char| {
            (0..600)
                .map(|n| format!("{letter}{n}\n"))
                .collect::<String>()
        };
        let (a, b) = (text('a'), text('b'));
        let diff = diff(&a, &b);
        assert_eq!((diff.changed, diff.added, diff.gone), (600, 0, 0));
        assert_eq!(diff.rows[0], Row::ManyGone(600));
    }

    #[cfg(feature = "api")]
    #[test]
    fn every_configuration_file_has_one_line_that_names_its_plan() {
        let answer = crate::api::answer("{}").expect("a draft");
        let crate::view::Answer::View(view) = answer else {
            panic!("the default plan is refused");
        };
        assert!(!view.files.is_empty());
        for file in view.files {
            let headings = file.text.lines().filter(|line| line.starts_with(HEADING));
            assert_eq!(headings.count(), 1, "{}", file.path);
        }
    }
}
