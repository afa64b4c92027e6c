//! Invariant 10 inside the library: arrows between its modules point inwards.
//!
//! Each file of `core/src` is read for the paths that it names (`use` and in
//! full), and each path is followed, through every `use` on its way, to the
//! module that defines what it means. What tests alone use does not count.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Arrows between the crate's modules that point outwards, and why they still
/// do. One that is gone goes from here too.
const OUTWARD: &[(&str, &str, &str)] = &[];

/// Folders whose files know each other, and why they do. One that has no circle
/// any more goes from here too.
const ONE_NOUN: &[(&str, &str)] = &[
    (
        "bundle",
        "what a bundle wants, and what it keeps of the last",
    ),
    ("document", "a tree, its places and its faults"),
    (
        "generate",
        "what is made, and what of theirs it is put into",
    ),
    ("merge", "a copy, and the splices that it is made of"),
    (
        "pki",
        "an error has a text for each type that cannot be made",
    ),
    (
        "pki::entropy",
        "a source, and the keys that it is asked for",
    ),
    ("pki::inspect", "a report, and the parts that add to it"),
    ("plan", "a plan, its file and its faults"),
    ("topology", "links, and the names that they are dialled by"),
];

/// The modules of the crate, by their paths from its root.
#[derive(Default)]
struct House {
    modules: BTreeSet<Vec<String>>,
    /// What a name means inside a module: where that was said, and the path.
    names: BTreeMap<(Vec<String>, String), Vec<String>>,
    uses: Vec<Use>,
    /// Who names what of which other module, and by which path.
    arrows: Vec<(Vec<String>, Vec<String>, String)>,
}

/// A path in a module.
struct Use {
    from: Vec<String>,
    path: Vec<String>,
    is_public: bool,
}

/// An arrow from one child of a module to another; the module itself is "self".
type Arrow = (String, String);

#[test]
fn the_modules_of_the_library_stand_in_the_order_of_the_architecture() {
    let house = House::read();
    let order = order_of_the_architecture();
    let missing: Vec<_> = (house.children(&[]))
        .filter(|name| !order.contains(name))
        .collect();
    assert!(missing.is_empty(), "ARCHITECTURE.md lacks {missing:?}");
    let arrows = house.arrows(&[]);
    assert!(arrows.len() > 50, "only {} arrows", arrows.len());
    let place = |name: &String| order.iter().position(|it| it == name);
    let outward: BTreeMap<_, _> = arrows
        .into_iter()
        .filter(|((from, to), _)| place(from) < place(to))
        .collect();
    let known = OUTWARD.iter().map(|(from, to, _)| (*from, *to));
    let new: Vec<_> = (outward.iter())
        .filter(|((from, to), _)| !known.clone().any(|it| it == (from, to)))
        .collect();
    assert!(new.is_empty(), "outward: {new:#?}");
    let gone: Vec<_> = known
        .filter(|(from, to)| !outward.keys().any(|(a, b)| a == from && b == to))
        .collect();
    assert!(gone.is_empty(), "no longer outward: {gone:?}");
}

#[test]
fn the_files_of_a_folder_form_no_circle() {
    let house = House::read();
    let folders: BTreeSet<_> = (house.modules.iter())
        .filter_map(|module| Some(module.split_last()?.1))
        .filter(|folder| !folder.is_empty())
        .collect();
    assert!(folders.len() > 10, "only {} folders", folders.len());
    let mut round = BTreeMap::new();
    for folder in folders {
        let circles = circles(&house.arrows(folder));
        if !circles.is_empty() {
            round.insert(folder.join("::"), circles);
        }
    }
    let known = ONE_NOUN.iter().map(|(folder, _)| *folder);
    let gone: Vec<_> = (known.clone())
        .filter(|folder| !round.contains_key(*folder))
        .collect();
    assert!(gone.is_empty(), "without a circle: {gone:?}");
    round.retain(|folder, _| !known.clone().any(|it| it == folder));
    assert!(round.is_empty(), "{round:#?}");
}

/// The modules of the table in "The pipeline", innermost first.
fn order_of_the_architecture() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let text = fs::read_to_string(root.join("ARCHITECTURE.md")).expect("a text");
    let table = text.split("## The pipeline").nth(1).expect("a heading");
    let table = table.split("\n## ").next().unwrap_or_default();
    let rows = table.lines().filter_map(|line| line.strip_prefix("| `"));
    let names = rows.filter_map(|row| row.split('`').next());
    names.map(str::to_owned).collect()
}

/// Those arrows that lead back to where they come from.
fn circles(arrows: &BTreeMap<Arrow, String>) -> BTreeMap<Arrow, String> {
    let reaches = |from: &String, to: &String| {
        let mut seen = BTreeSet::from([from]);
        let mut left = vec![from];
        while let Some(at) = left.pop() {
            for (_, next) in arrows.keys().filter(|(from, _)| from == at) {
                if seen.insert(next) {
                    left.push(next);
                }
            }
        }
        seen.contains(to)
    };
    (arrows.iter())
        .filter(|((from, to), _)| reaches(to, from))
        .map(|(arrow, path)| (arrow.clone(), path.clone()))
        .collect()
}

impl House {
    fn read() -> Self {
        let mut house = Self::default();
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut files = Vec::new();
        super::house::sources(&root, &mut files);
        let mut texts = Vec::new();
        for file in files {
            let inside = file.strip_prefix(&root).expect("a path inside");
            let mut module: Vec<String> = (inside.with_extension("").iter())
                .map(|part| part.to_string_lossy().into_owned())
                .collect();
            if (module.iter()).any(|part| matches!(part.as_str(), "bin" | "tests")) {
                continue;
            }
            if module
                .last()
                .is_some_and(|last| last == "mod" || last == "lib")
            {
                module.pop();
            }
            house.modules.insert(module.clone());
            texts.push((module, fs::read_to_string(file).expect("a source file")));
        }
        for (module, text) in &texts {
            Reader::new(module, text).inline(&mut house);
        }
        for (module, text) in &texts {
            Reader::new(module, text).module(&mut house);
        }
        for it in &house.uses {
            let to = house.resolve(&it.from, &it.path, 0);
            // What a module offers of its own parts, it does not use.
            let to = to.filter(|to| !(it.is_public && to.starts_with(&it.from)));
            let arrow = to.map(|to| (it.from.clone(), to, it.path.join("::")));
            house.arrows.extend(arrow);
        }
        house
    }

    fn children(&self, folder: &[String]) -> impl Iterator<Item = &String> {
        (self.modules.iter())
            .filter(move |module| module.len() == folder.len() + 1 && module.starts_with(folder))
            .filter_map(|module| module.last())
    }

    /// The arrows between the children of a module, each with one that draws it.
    fn arrows(&self, folder: &[String]) -> BTreeMap<Arrow, String> {
        let child = |module: &[String]| {
            let name = module.get(folder.len());
            name.map_or("self", String::as_str).to_owned()
        };
        (self.arrows.iter())
            .filter(|(from, to, _)| from.starts_with(folder) && to.starts_with(folder))
            .map(|(from, to, path)| {
                let told = format!("{}: {path}", from.join("::"));
                ((child(from), child(to)), told)
            })
            .filter(|((from, to), _)| from != to)
            .collect()
    }

    /// The module that defines what a path means; none where it leads outside.
    fn resolve(&self, from: &[String], path: &[String], depth: usize) -> Option<Vec<String>> {
        assert!(depth < 16, "{from:?} {path:?}");
        let mut at = from.to_vec();
        let mut path = path;
        match path.first()?.as_str() {
            "crate" => {
                at.clear();
                path = &path[1..];
            }
            "self" => path = &path[1..],
            "super" => {
                while path.first().is_some_and(|word| word == "super") {
                    at.pop();
                    path = &path[1..];
                }
            }
            first => {
                let own = [from, &[first.to_owned()]].concat();
                let said = self.names.contains_key(&(at.clone(), first.to_owned()));
                if !self.modules.contains(&own) && (!said || depth > 0) {
                    return None;
                }
            }
        }
        while let Some((word, rest)) = path.split_first() {
            let below = [at.as_slice(), std::slice::from_ref(word)].concat();
            if self.modules.contains(&below) {
                at = below;
                path = rest;
                continue;
            }
            return match self.names.get(&(at.clone(), word.clone())) {
                Some(named) => self.resolve(&at, &[named, rest].concat(), depth + 1),
                None => Some(at),
            };
        }
        Some(at)
    }
}

/// The words and signs of a file, one after the other.
struct Reader {
    module: Vec<String>,
    words: Vec<String>,
    at: usize,
    depth: usize,
    /// The modules inside the file that are open, and how deep they are.
    open: Vec<usize>,
}

impl Reader {
    fn new(module: &[String], text: &str) -> Self {
        Self {
            module: module.to_vec(),
            words: words(text),
            at: 0,
            depth: 0,
            open: Vec::new(),
        }
    }

    fn word(&self, ahead: usize) -> &str {
        self.words.get(self.at + ahead).map_or("", String::as_str)
    }

    /// Whether a word could begin here that names something.
    fn begins(&self) -> bool {
        let before = self.at.checked_sub(1).and_then(|at| self.words.get(at));
        is_name(self.word(0)) && !before.is_some_and(|word| word == "::" || word == ".")
    }

    /// Goes one word on, in and out of modules. False in the text's end.
    fn step(&mut self) -> bool {
        if self.word(0) == "mod" && self.word(2) == "{" {
            if self.word(1) == "tests" {
                self.at += 3;
                self.skip();
                return true;
            }
            self.module.push(self.word(1).to_owned());
            self.open.push(self.depth);
            self.at += 2;
        }
        match self.word(0) {
            "{" => self.depth += 1,
            "}" => {
                self.depth -= 1;
                if self.open.last() == Some(&self.depth) {
                    self.open.pop();
                    self.module.pop();
                }
            }
            _ => {}
        }
        self.at += 1;
        self.at < self.words.len()
    }

    /// Behind the brace that closes the one that is open.
    fn skip(&mut self) {
        let mut open = 1;
        while open > 0 && self.at < self.words.len() {
            open += usize::from(self.word(0) == "{");
            open -= usize::from(self.word(0) == "}");
            self.at += 1;
        }
    }

    /// Adds the modules inside the file.
    fn inline(mut self, house: &mut House) {
        let mut goes_on = true;
        while goes_on {
            goes_on = self.step();
            house.modules.insert(self.module.clone());
        }
    }

    /// Adds the names that the file says and uses.
    fn module(mut self, house: &mut House) {
        let mut is_public = false;
        loop {
            if self.word(0) == "use" && self.depth == self.open.len() {
                self.at += 1;
                self.tree(&[], is_public, house);
            } else if self.begins() && self.word(1) == "::" {
                let mut path = vec![self.word(0).to_owned()];
                while self.word(1) == "::" && is_name(self.word(2)) {
                    path.push(self.word(2).to_owned());
                    self.at += 2;
                }
                house.uses.push(Use {
                    from: self.module.clone(),
                    path,
                    is_public: false,
                });
            }
            // `pub(in a::path)` names nothing.
            if self.word(0) == "pub" {
                is_public = true;
                if self.word(1) == "(" {
                    while self.word(0) != ")" {
                        self.at += 1;
                    }
                }
            } else if matches!(self.word(0), ";" | "}") {
                is_public = false;
            }
            if !self.step() {
                break;
            }
        }
    }

    /// Reads one tree of a `use`, up to the sign behind it.
    fn tree(&mut self, above: &[String], is_public: bool, house: &mut House) {
        let mut path = above.to_vec();
        loop {
            if self.word(0) == "{" {
                self.at += 1;
                while self.word(0) != "}" {
                    self.tree(&path, is_public, house);
                    self.at += usize::from(self.word(0) == ",");
                }
                self.at += 1;
                return;
            }
            let is_itself = self.word(0) == "self" && !path.is_empty();
            if !is_itself {
                path.push(self.word(0).to_owned());
            }
            self.at += 1;
            if self.word(0) != "::" {
                break;
            }
            self.at += 1;
        }
        let mut name = path.last().cloned().unwrap_or_default();
        if self.word(0) == "as" {
            name = self.word(1).to_owned();
            self.at += 2;
        }
        let own = (self.module.clone(), name);
        house.names.insert(own, path.clone());
        house.uses.push(Use {
            from: self.module.clone(),
            path,
            is_public,
        });
    }
}

fn is_name(word: &str) -> bool {
    word.starts_with(|letter: char| letter.is_alphabetic() || letter == '_')
}

/// The words and signs of a text, without comments and literals.
fn words(text: &str) -> Vec<String> {
    let letters: Vec<char> = text.chars().collect();
    let is_in_name = |letter: &char| letter.is_alphanumeric() || *letter == '_';
    let mut words = Vec::new();
    let mut at = 0;
    while let Some(&letter) = letters.get(at) {
        let rest = &letters[at..];
        let length = match letter {
            '/' if rest.starts_with(&['/', '/']) => line(rest),
            '"' => string(rest),
            '\'' if rest.get(1) == Some(&'\\') => 3 + until(&rest[3..], &['\'']),
            '\'' if rest.get(2) == Some(&'\'') => 3,
            '\'' => 1,
            'r' | 'b' if raw(rest) > 0 => raw(rest),
            _ if is_in_name(&letter) => {
                let length = rest.iter().take_while(|it| is_in_name(it)).count();
                words.push(rest[..length].iter().collect());
                length
            }
            ':' if rest.starts_with(&[':', ':']) => {
                words.push("::".to_owned());
                2
            }
            _ => {
                if !letter.is_whitespace() {
                    words.push(letter.to_string());
                }
                1
            }
        };
        at += length;
    }
    words
}

fn line(text: &[char]) -> usize {
    until(text, &['\n'])
}

/// How many letters there are up to the end of the first `sign`.
fn until(text: &[char], sign: &[char]) -> usize {
    let found = text.windows(sign.len()).position(|window| window == sign);
    found.map_or(text.len(), |at| at + sign.len())
}

/// The length of a string that begins here.
fn string(text: &[char]) -> usize {
    let mut at = 1;
    while let Some(letter) = text.get(at) {
        match letter {
            '"' => return at + 1,
            '\\' => at += 2,
            _ => at += 1,
        }
    }
    text.len()
}

/// The length of a raw string that begins here, 0 where none does.
fn raw(text: &[char]) -> usize {
    let start = usize::from(text.starts_with(&['b', 'r'])) + 1;
    let marks = text[start..].iter().take_while(|it| **it == '#').count();
    if !text[..start].ends_with(&['r']) || text.get(start + marks) != Some(&'"') {
        return 0;
    }
    let mut end = vec!['"'];
    end.resize(marks + 1, '#');
    let inside = start + marks + 1;
    inside + until(&text[inside..], &end)
}
