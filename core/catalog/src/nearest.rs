//! The name that somebody meant.

use std::borrow::Cow;

/// The known name nearest to `given`, if one is near enough to be a slip.
///
/// ```
/// use mimir_catalog::nearest;
///
/// assert_eq!(nearest::name("querrier", ["querier", "ruler"]), Some("querier"));
/// assert_eq!(nearest::name("banana", ["querier", "ruler"]), None);
/// ```
pub fn name<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    alike(given, &known.into_iter().collect::<Vec<_>>())
}

/// A hint for an unknown name: the nearest one, or else all that are known.
pub fn suggestion<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    hint(given, &known.into_iter().collect::<Vec<_>>())
}

fn hint(given: &str, known: &[&str]) -> String {
    match alike(given, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("known are {}", known.join(", ")),
    }
}

/// The names that are known are all of ASCII.
fn alike<'a>(given: &str, known: &[&'a str]) -> Option<&'a str> {
    /// Under this, Jaro-Winkler calls unrelated words alike.
    const ALIKE: f64 = 0.8;

    let given = given.to_ascii_lowercase();
    known
        .iter()
        .map(|name| {
            (
                strsim::jaro_winkler(&given, &name.to_ascii_lowercase()),
                *name,
            )
        })
        .filter(|(score, _)| *score >= ALIKE)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, name)| name)
}

/// The one known name of which `given` is a slip of the hand: a letter too much,
/// missing, wrong, or swapped with the next.
///
/// ```
/// use mimir_catalog::nearest;
///
/// let known = ["mimir.example", "ruler.example"];
/// assert_eq!(nearest::slip("mimir.exmaple", known), Some("mimir.example"));
/// assert_eq!(nearest::slip("mimir.elsewhere", known), None);
/// ```
pub fn slip<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let mut near = known.into_iter().filter(|name| is_slip(given, name));
    near.next().filter(|_| near.next().is_none())
}

/// The paths that somebody meant by `given`: at most two that are equally near,
/// none where nothing is near or many are. A path is words with dots, dashes or
/// underscores between them, an option's flag or its YAML keys.
///
/// What ends as `given` does, or is the end of it, is nearer than what begins
/// alike: a block under another block, or without the one around it, is the
/// commonest mistake. Next is what has the same words but one.
///
/// ```
/// use mimir_catalog::nearest;
///
/// let known = ["server.tls_config.cert", "server.listen_port", "ring.store"];
/// assert_eq!(nearest::paths("tls_config.cert", known), ["server.tls_config.cert"]);
/// assert_eq!(nearest::paths("ingester.server.listenPort", known), ["server.listen_port"]);
/// assert_eq!(nearest::paths("server.cert", known), ["server.tls_config.cert"]);
/// assert!(nearest::paths("server.tls_config.banana", known).is_empty());
/// ```
pub fn paths<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let given = Path::of(given);
    let mut known: Vec<&str> = known.into_iter().collect();
    let beside = given.beside(&known);
    let misspelt = given.siblings(&beside, Path::slipped);
    if !misspelt.is_empty() {
        return misspelt;
    }
    let deeper = given.deeper(&known);
    if !deeper.is_empty() {
        return deeper;
    }
    known.retain(|path| given.may_be(path));
    match given.moved(&known) {
        Moved::To(paths) => paths,
        Moved::Anywhere => Vec::new(),
        Moved::Nowhere => {
            let shortened = given.siblings(&beside, Path::shortened);
            if !shortened.is_empty() {
                return shortened;
            }
            if let Some(path) = given.telling(&known) {
                return vec![path];
            }
            let outer = given.outer(&known);
            match outer.is_empty() {
                true => given.alike(&known),
                false => outer,
            }
        }
    }
}

/// More than so many that are equally near are no help.
const MOST_NEAR: usize = 2;

/// So many words of a key say what it is, whatever block it stands in.
const TELLING: usize = 4;

/// What a path costs that has a word more or less, and one with a slip.
const WORD: usize = 2;
const SLIP: usize = 1;

/// The most that a path may cost which is still near.
const NEAR: usize = 3;

/// Words that say the same at the end of a path: `cert_file`, `cert_path`.
const SAME: [&str; 2] = ["file", "path"];

/// A path that somebody wrote, taken apart.
struct Path {
    /// Between its dots; one word after another with an underscore.
    segments: Vec<String>,
    words: Vec<String>,
    /// The last segment, squeezed.
    last: String,
}

/// Where a path belongs of which only the beginning is wrong.
enum Moved<'a> {
    /// To one place, or to one of two.
    To(Vec<&'a str>),
    /// To one of so many that nobody can say.
    Anywhere,
    /// Its end is nowhere.
    Nowhere,
}

impl Path {
    fn of(text: &str) -> Self {
        let segments: Vec<String> = text.split('.').map(snake).collect();
        let words = segments
            .iter()
            .flat_map(|segment| segment.split('_'))
            .map(str::to_owned)
            .collect();
        let last = segments.last().map(|last| squeezed(last).into_owned());
        Self {
            last: last.unwrap_or_default(),
            segments,
            words,
        }
    }

    /// Whether the last word of a known path could be this one's.
    fn may_be(&self, known: &str) -> bool {
        let known_last = known.rsplit('.').next().unwrap_or(known);
        let end = words(known).next_back().unwrap_or(known);
        let own = self.words.last().map_or("", String::as_str);
        is_slip(own, end) || is_slip(&self.last, &squeezed(known_last))
    }

    /// What stands in the same block.
    fn beside<'a>(&self, known: &[&'a str]) -> Vec<&'a str> {
        let block = match self.segments.split_last() {
            Some((_, block)) => block.join("."),
            None => String::new(),
        };
        let is_beside = |path: &&&str| {
            let above = path.rsplit_once('.').map_or("", |(above, _)| above);
            above.len() == block.len() && above.replace('-', "_") == block
        };
        known.iter().filter(is_beside).copied().collect()
    }

    /// The same key in a block of the block: one level was left out.
    fn deeper<'a>(&self, known: &[&'a str]) -> Vec<&'a str> {
        let Some((last, block)) = self.segments.split_last().filter(|(_, it)| !it.is_empty())
        else {
            return Vec::new();
        };
        let block = format!("{}.", block.join("."));
        let end = std::slice::from_ref(last);
        let is_below =
            |path: &&&str| has_end(path, end) && path.replace('-', "_").starts_with(&block);
        let found: Vec<&str> = known.iter().filter(is_below).copied().collect();
        match found.len() {
            0..=MOST_NEAR => found,
            _ => Vec::new(),
        }
    }

    /// Paths of the same block that cost least.
    fn siblings<'a>(
        &self,
        beside: &[&'a str],
        cost: fn(&str, &str) -> Option<usize>,
    ) -> Vec<&'a str> {
        let last = self.segments.last().map_or("", String::as_str);
        let cost = |path: &'a str| cost(last, path.rsplit('.').next().unwrap_or(path));
        cheapest(beside.iter().copied(), cost).unwrap_or_default()
    }

    /// What a slip in a word costs.
    fn slipped(last: &str, known: &str) -> Option<usize> {
        let (one, other) = (squeezed(known), squeezed(last));
        is_slip(&one, &other).then(|| strsim::osa_distance(&one, &other))
    }

    /// What a word that was left out costs: `tls_cert` for `tls_cert_path`.
    fn shortened(last: &str, known: &str) -> Option<usize> {
        let own: Vec<String> = last.split('_').map(str::to_owned).collect();
        let words: Vec<&str> = words(known).collect();
        let distance = distance(&own, &words);
        (own.len() <= words.len() && distance <= WORD).then_some(distance)
    }

    /// Paths with the longest end of this one, or those that are its end.
    fn moved<'a>(&self, known: &[&'a str]) -> Moved<'a> {
        let least = 2.min(self.segments.len());
        for start in 0..=self.segments.len() - least {
            let end = self.segments.get(start..).unwrap_or_default();
            let mut found: Vec<&str> = known
                .iter()
                .copied()
                .filter(|path| has_end(path, end))
                .collect();
            if found.len() > MOST_NEAR {
                // Of many, those of the same section.
                let first = self.segments.first();
                let section = |path: &&str| path.split('.').next() == first.map(String::as_str);
                found.retain(section);
            }
            match found.len() {
                0 if known.iter().any(|path| has_end(path, end)) => return Moved::Anywhere,
                0 => {}
                1..=MOST_NEAR => return Moved::To(found),
                _ => return Moved::Anywhere,
            }
        }
        // One key of the outermost level, put into a block.
        let last = self.segments.last().map_or("", String::as_str);
        match known.iter().find(|path| path.replace('-', "_") == last) {
            Some(path) => Moved::To(vec![path]),
            None => Moved::Nowhere,
        }
    }

    /// The only path with its key, where that says by itself what it is: it was put
    /// into another block.
    fn telling<'a>(&self, known: &[&'a str]) -> Option<&'a str> {
        let last = self.segments.last()?;
        let end = std::slice::from_ref(last);
        let mut alone = known.iter().filter(|path| has_end(path, end));
        let path = alone.next()?;
        (last.split('_').count() >= TELLING && alone.next().is_none()).then_some(path)
    }

    /// The same key in the nearest block around the block that has it, by itself or
    /// behind words that tell it apart there: `tls_min_version`.
    fn outer<'a>(&self, known: &[&'a str]) -> Vec<&'a str> {
        let Some((last, blocks)) = self.segments.split_last() else {
            return Vec::new();
        };
        let end = format!("_{last}");
        let is_it = |path: &str, block: &str| {
            let key = path.strip_prefix(block).and_then(|it| it.strip_prefix('.'));
            key.is_some_and(|key| !key.contains('.') && (key == last || key.ends_with(&end)))
        };
        let blocks = (1..blocks.len()).rev().filter_map(|end| blocks.get(..end));
        let mut found = blocks.map(|block| {
            let block = block.join(".");
            let known = known.iter().copied();
            known.filter(|path| is_it(path, &block)).collect::<Vec<_>>()
        });
        let nearest = found.find(|found| !found.is_empty());
        nearest
            .filter(|it| it.len() <= MOST_NEAR)
            .unwrap_or_default()
    }

    /// Paths with the same words, but for one that is missing, too much, or
    /// misspelt.
    fn alike<'a>(&self, known: &[&'a str]) -> Vec<&'a str> {
        let cost = |path: &'a str| {
            let other: Vec<&str> = words(path).collect();
            let cost = distance(&self.words, &other);
            let same = self.words.len().min(other.len());
            (cost <= NEAR && same > 1 && cost <= same).then_some(cost)
        };
        cheapest(known.iter().copied(), cost).unwrap_or_default()
    }
}

/// The paths that cost least, unless many do.
fn cheapest<'a>(
    known: impl Iterator<Item = &'a str>,
    cost: impl Fn(&'a str) -> Option<usize>,
) -> Option<Vec<&'a str>> {
    let priced: Vec<(usize, &str)> = known.filter_map(|path| Some((cost(path)?, path))).collect();
    let least = priced.iter().map(|(cost, _)| *cost).min()?;
    let near: Vec<&str> = priced
        .into_iter()
        .filter(|(cost, _)| *cost == least)
        .map(|(_, path)| path)
        .collect();
    (near.len() <= MOST_NEAR).then_some(near)
}

/// Whether the last segments of a path are these.
fn has_end(path: &str, end: &[String]) -> bool {
    let mut segments = path.rsplit('.');
    end.iter().rev().all(|wanted| {
        segments
            .next()
            .is_some_and(|segment| segment.replace('-', "_") == *wanted)
    })
}

/// How far two lists of words are apart.
fn distance(one: &[String], other: &[&str]) -> usize {
    let mut above: Vec<usize> = (0..=other.len()).map(|count| count * WORD).collect();
    for (row, word) in one.iter().enumerate() {
        let mut line = vec![(row + 1) * WORD];
        for (column, known) in other.iter().enumerate() {
            let at =
                |cells: &[usize], index: usize| cells.get(index).copied().unwrap_or(usize::MAX / 2);
            let change = if word == known {
                0
            } else if is_slip(word, known) {
                SLIP
            } else {
                2 * WORD
            };
            let least = (at(&above, column) + change)
                .min(at(&above, column + 1) + WORD)
                .min(at(&line, column) + WORD);
            line.push(least);
        }
        above = line;
    }
    above.last().copied().unwrap_or_default()
}

/// Whether one word is the other, or a slip away from it.
fn is_slip(one: &str, other: &str) -> bool {
    if one == other || SAME.contains(&one) && SAME.contains(&other) {
        return true;
    }
    let most = match one.len().min(other.len()) {
        0..4 => return false,
        4..8 => 1,
        _ => 2,
    };
    one.len().abs_diff(other.len()) <= most
        && letters_apart(one, other) <= most
        && strsim::osa_distance(one, other) <= most
}

/// How many letters one word has more than the other at least, in whatever order:
/// no slip mends more than one of them, and to count is cheaper than to align.
fn letters_apart(one: &str, other: &str) -> usize {
    let mut counts = [0_i32; 32];
    let mut count = |word: &str, by: i32| {
        for letter in word.chars() {
            counts[letter as usize % 32] += by;
        }
    };
    count(one, 1);
    count(other, -1);
    let more: i32 = counts.iter().filter(|count| **count > 0).sum();
    let less: i32 = counts.iter().filter(|count| **count < 0).sum();
    more.max(-less).unsigned_abs() as usize
}

fn words(path: &str) -> impl DoubleEndedIterator<Item = &str> {
    path.split(['.', '_', '-'])
}

/// A segment without what stands between its words.
fn squeezed(segment: &str) -> Cow<'_, str> {
    match segment.contains(['_', '-']) {
        true => Cow::Owned(segment.replace(['_', '-'], "")),
        false => Cow::Borrowed(segment),
    }
}

/// `clientAuthType` and `client-auth-type` as `client_auth_type`.
fn snake(segment: &str) -> String {
    let mut out = String::with_capacity(segment.len());
    let mut was_small = false;
    for letter in segment.chars() {
        if letter.is_uppercase() && was_small {
            out.push('_');
        }
        was_small = letter.is_lowercase() || letter.is_ascii_digit();
        match letter {
            '-' => out.push('_'),
            _ => out.extend(letter.to_lowercase()),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [&str; 15] = [
        "target",
        "server.http_listen_port",
        "server.http_tls_config.cert_file",
        "server.grpc_tls_config.cert_file",
        "server.http-tls-cert-path",
        "server.grpc-tls-cert-path",
        "server.tls-cipher-suites",
        "server.tls_min_version",
        "querier.store_gateway_client.tls_enabled",
        "querier.store_gateway_client.tls_min_version",
        "frontend_worker.grpc_client_config.tls_enabled",
        "ingester_client.grpc_client_config.tls_enabled",
        "query_scheduler.grpc_client_config.tls_enabled",
        "memberlist.tls_cert_path",
        "limits.compactor_blocks_retention_period",
    ];

    #[test]
    fn letters_tell_words_apart_that_no_slip_joins() {
        assert_eq!(letters_apart("querier", "querrier"), 1);
        assert_eq!(letters_apart("querier", "queirer"), 0);
        assert_eq!(letters_apart("querier", "ruler"), 3);
        for (one, other) in [
            ("querier", "querrier"),
            ("querier", "qeurier"),
            ("banana", "banane"),
        ] {
            assert!(letters_apart(one, other) <= strsim::osa_distance(one, other));
        }
    }

    #[test]
    fn what_ends_alike_is_near_and_what_begins_alike_is_not() {
        let cases: [(&str, &[&str]); 21] = [
            (
                "http_tls_config.cert_file",
                &["server.http_tls_config.cert_file"],
            ),
            (
                "store_gateway_client.tls_enabled",
                &["querier.store_gateway_client.tls_enabled"],
            ),
            (
                "ruler.store_gateway_client.tls_enabled",
                &["querier.store_gateway_client.tls_enabled"],
            ),
            ("memberlist.tls.cert_file", &["memberlist.tls_cert_path"]),
            (
                "distributor.server.http_listen_port",
                &["server.http_listen_port"],
            ),
            (
                "server.tls-cert-path",
                &["server.http-tls-cert-path", "server.grpc-tls-cert-path"],
            ),
            (
                "querier.frontend_worker.grpc_client_config.tls_enabled",
                &["frontend_worker.grpc_client_config.tls_enabled"],
            ),
            (
                "server.httpTlsConfig.certFile",
                &["server.http_tls_config.cert_file"],
            ),
            (
                "compactor.compactor_blocks_retention_period",
                &["limits.compactor_blocks_retention_period"],
            ),
            ("distributor.target", &["target"]),
            ("memberlist.tls_cert", &["memberlist.tls_cert_path"]),
            ("server.listen_port", &["server.http_listen_port"]),
            // What is beside the block, and not in it.
            (
                "server.http_tls_config.min_version",
                &["server.tls_min_version"],
            ),
            (
                "server.http_tls_config.tls_min_version",
                &["server.tls_min_version"],
            ),
            (
                "querier.store_gateway_client.tls.min_version",
                &["querier.store_gateway_client.tls_min_version"],
            ),
            (
                "server.http_tls_config.version",
                &["server.tls_min_version"],
            ),
            ("store_gateway", &[]),
            // Three clients have such a block.
            ("grpc_client_config.tls_enabled", &[]),
            ("nobody.grpc_client_config.tls_enabled", &[]),
            ("memberlist.banana", &[]),
            ("store_gateway.tenants", &[]),
        ];
        for (given, near) in cases {
            assert_eq!(paths(given, KNOWN), near, "{given}");
        }
    }
}
