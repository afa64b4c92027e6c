//! The services of Compose files: their commands, volumes and health checks; merge
//! keys, `extends`, what lies over what, and the variables that are put in.

use super::super::code::Code;
use super::super::finding::Place;
use super::super::input::Source;
use super::super::process::{Container, Mount, Probe};
use super::super::rules::Draft;
use super::command::{self, Started};
use super::document::Document;
use super::facts::Facts;
use super::kubernetes::is_process;
use super::paths::joined;
use super::program::{self, Program};
use super::shell::{Argument, Variables, marked};
use super::{memcached, mimir, variables, version};
use crate::catalog::{Catalog, Release};
use crate::cluster::is_unknown;
use crate::document::{MapKey, Node, Value};

/// What says of what a service is started.
const STARTS: [&str; 4] = ["image", "build", "extends", "<<"];

/// What a service has beside that, and tells it from whatever else is called so.
const MORE: [&str; 8] = [
    "command",
    "entrypoint",
    "environment",
    "env_file",
    "volumes",
    "configs",
    "secrets",
    "healthcheck",
];

/// Whether the document is a Compose file.
pub(super) fn claims(document: &Document<'_>, _: Release) -> bool {
    let is_one = |service: &Node| can_start(service) || has_any(service, &MORE);
    let mut services = services(document.node()).iter();
    services.any(|(_, service)| is_one(service))
}

/// Takes in the services that are Mimir's or a memcached's. What may count together
/// with other files is left until all are there.
pub(super) fn read(document: &Document<'_>, facts: &mut Facts) -> bool {
    let source = document.source();
    match source.is_whole() {
        true => facts.compose_file(&source.path),
        false => services_of(source, &[Text::of(document)], 1, false, facts),
    }
    true
}

/// Whether a service says what it is started of.
pub(super) fn can_start(service: &Node) -> bool {
    has_any(service, &STARTS)
}

fn has_any(service: &Node, keys: &[&str]) -> bool {
    keys.iter().any(|key| service.at(key).is_some())
}

/// The path of a file that another names.
pub(super) fn beside(path: &str, named: &str) -> String {
    let named = named.trim_start_matches("./");
    match path.rsplit_once('/') {
        Some((folder, _)) => format!("{folder}/{named}"),
        None => named.to_owned(),
    }
}

/// The other file whose service a service extends.
pub(super) fn base_file(service: &Node) -> Option<&Node> {
    service.at("extends").and_then(|extends| extends.at("file"))
}

/// Takes in the services of the first texts, so many, each of which lies over the next;
/// the others have what they extend. They may describe a cluster as a whole.
pub(super) fn services_of(
    source: &Source,
    texts: &[Text],
    count: usize,
    is_whole: bool,
    facts: &mut Facts,
) {
    let own = texts.get(..count).unwrap_or(texts);
    let Some(Text { path, .. }) = own.last() else {
        return;
    };
    let beside = |named: &str| beside(path, named);
    let file = File {
        source,
        texts: own,
        put_in: facts.variables_at(&beside(".env")).unwrap_or_default(),
        is_whole,
    };
    let mut seen = Vec::new();
    for (name, _) in own.iter().rev().flat_map(|text| services(&text.root)) {
        if !seen.contains(&name.text.as_str()) {
            seen.push(&name.text);
            let service = Service::of(texts, count, &name.text);
            file.service(name, &service, &beside, facts);
        }
    }
}

/// The images of a Compose file's services, with the variables put in that stand
/// in a file beside it; none for any other document.
pub(super) fn images(document: &Document<'_>, texts: &[&Source]) -> Vec<(String, Place)> {
    if !claims(document, Catalog::builtin().newest()) {
        return Vec::new();
    }
    let source = document.source();
    let path = beside(&source.path, ".env");
    let beside = texts.iter().find(|it| it.path == path);
    let texts = [Text::of(document)];
    let file = File {
        source,
        texts: &texts,
        put_in: beside.map(|it| variables::of_file(it)).unwrap_or_default(),
        is_whole: false,
    };
    let images = services(document.node()).iter();
    images
        .filter_map(|(name, _)| {
            let image = Service::of(&texts, 1, &name.text).at("image")?;
            Some((file.text(Some(image)), source.at(image)))
        })
        .collect()
}

pub(super) fn services(node: &Node) -> &[(MapKey, Node)] {
    node.at("services").map(Node::entries).unwrap_or_default()
}

/// A document of a Compose file, behind the lines that stand above it.
pub(super) struct Text {
    pub(super) path: String,
    pub(super) root: Node,
}

impl Text {
    pub(super) fn of(document: &Document<'_>) -> Self {
        Self {
            path: document.source().path.clone(),
            root: document.node().clone(),
        }
    }
}

struct File<'a> {
    source: &'a Source,
    /// The texts that count together, the nearest first.
    texts: &'a [Text],
    /// The variables that Compose puts in.
    put_in: Variables,
    /// Whether they describe a cluster as a whole.
    is_whole: bool,
}

/// A service with what it lies over, merges and extends, the nearest first.
struct Service<'a> {
    layers: Vec<&'a Node>,
    /// The file of a service that it extends, which is another.
    elsewhere: Option<&'a Node>,
}

/// A service that extends one that extends one.
const MOST_LAYERS: usize = 16;

/// The tags by which a value goes, with what it lies over, or takes the place of that.
const RESET: &str = "!reset";
const OVERRIDE: &str = "!override";

/// Options by which curl and wget know a CA, or want none.
const KNOWS_WHOM: [&str; 6] = [
    "--cacert",
    "--capath",
    "--ca-certificate",
    "--insecure",
    "--no-check-certificate",
    "-k",
];

impl<'a> Service<'a> {
    /// The service of that name in the first texts, so many.
    fn of(texts: &'a [Text], count: usize, name: &str) -> Self {
        let mut service = Self {
            layers: Vec::new(),
            elsewhere: None,
        };
        for (at, text) in texts.iter().enumerate().take(count) {
            let mut all = services(&text.root).iter();
            match all.find(|(key, _)| key.text == name) {
                Some((_, node)) if node.tag() == Some(RESET) => break,
                Some((_, node)) => service.add(texts, at, node),
                None => {}
            }
        }
        service
    }

    /// Adds a layer that stands in the text of that number.
    fn add(&mut self, texts: &'a [Text], at: usize, node: &'a Node) {
        if self.layers.len() > MOST_LAYERS {
            return;
        }
        self.layers.push(node);
        match node.at("<<") {
            Some(merged) if merged.items().is_empty() => self.add(texts, at, merged),
            Some(merged) => (merged.items().iter()).for_each(|it| self.add(texts, at, it)),
            None => {}
        }
        let (Some(extends), Some(text)) = (node.at("extends"), texts.get(at)) else {
            return;
        };
        let at = match base_file(node) {
            None => at,
            Some(file) => {
                let path = beside(&text.path, file.text().unwrap_or_default());
                let path = joined("", &path);
                let Some(at) = texts.iter().position(|text| joined("", &text.path) == path) else {
                    self.elsewhere = Some(file);
                    return;
                };
                at
            }
        };
        let base = extends.text().unwrap_or(extends.text_at(&["service"]));
        let all = texts.get(at).map(|text| services(&text.root));
        let mut all = all.unwrap_or_default().iter();
        if let Some((_, base)) = all.find(|(name, _)| name.text == base) {
            self.add(texts, at, base);
        }
    }

    /// What the service has under a key, its own before what it extends.
    fn at(&self, key: &str) -> Option<&'a Node> {
        self.all(key).next_back()
    }

    /// The same of every layer, the farthest first.
    fn all(&self, key: &str) -> impl DoubleEndedIterator<Item = &'a Node> {
        let mut all = Vec::new();
        for node in self.layers.iter().filter_map(|layer| layer.at(key)) {
            match node.tag() {
                Some(RESET) => break,
                Some(OVERRIDE) => {
                    all.push(node);
                    break;
                }
                _ if node.is_null() => {}
                _ => all.push(node),
            }
        }
        all.into_iter().rev()
    }
}

impl<'a> File<'a> {
    fn service(
        &self,
        name: &MapKey,
        service: &Service<'a>,
        beside: &dyn Fn(&str) -> String,
        facts: &mut Facts,
    ) {
        let image = self.text(service.at("image"));
        let words = ["entrypoint", "command"]
            .iter()
            .filter_map(|key| service.at(key))
            .flat_map(|node| command::list(self.source, node))
            .map(|word| self.expanded(word))
            .collect::<Vec<_>>();
        let names = self.names(name, service);
        if image.contains("memcached") {
            facts.neighbour(names, false);
            memcached::read(&words, self.source.place(name.place.line, 0), facts);
            return;
        }
        let program = program::of_image(&image);
        if let Program::Other(_) = program {
            facts.neighbour(names, false);
            return;
        }
        let is_built = service.at("build").is_some();
        let built = is_built.then_some(if image.is_empty() { "build" } else { &image });
        facts.begin_process(&self.source.path, version::of_image(&image), built);
        let mut environment = Variables::new();
        for path in service.all("env_file").flat_map(env_files) {
            let file = facts
                .variables_at(&beside(&path))
                .or_else(|| facts.variables_of(&path));
            environment.extend(file.unwrap_or_default());
        }
        for node in service.all("environment") {
            let own = variables::of_service(self.source, node).into_iter();
            environment.extend(own.map(|(name, value)| {
                let value = value.into_iter().map(|it| self.expanded(it)).collect();
                (name, value)
            }));
        }
        let words = command::in_container(words, Some(self.source), &environment, facts);
        let started =
            Started::of(words, &name.text, facts).filter(|started| is_process(program, started));
        facts.neighbour(names, started.is_some());
        let missing = service.elsewhere.map(|file| {
            let path = file.text().unwrap_or_default();
            let draft = Draft::new(Code::Mt525, self.source.at(file), name.text.clone());
            draft.with("path", path)
        });
        let Some(mut started) = started else {
            // What it extends may start Mimir.
            let is_named = program == Program::Mimir || name.text.contains("mimir");
            let missing = missing.filter(|_| is_named);
            missing.into_iter().for_each(|draft| facts.finding(draft));
            return;
        };
        let mut container = self.container(name, service, beside, facts);
        container.environment = variables::known(&environment);
        if let Some(missing) = missing {
            started.explain(missing);
            container.has_more = true;
        }
        let hints = [name.text.as_str()];
        let started = started.at(self.source.at_key(name));
        let started = started.of_whole(self.is_whole);
        started.candidate(&name.text, &hints, &self.source.path, container, facts);
    }

    /// The names by which others reach a service.
    fn names(&self, name: &MapKey, service: &Service<'_>) -> Vec<String> {
        let mut names = vec![name.text.clone()];
        names.extend(
            ["container_name", "hostname"]
                .iter()
                .filter_map(|key| Some(service.at(key)?.text()?.to_owned())),
        );
        let networks = service.all("networks").flat_map(Node::entries);
        let aliases = networks.flat_map(|(_, network)| network.items_at("aliases"));
        names.extend(aliases.filter_map(|alias| Some(alias.text()?.to_owned())));
        names
    }

    fn text(&self, node: Option<&Node>) -> String {
        let Some((node, text)) = node.and_then(|node| Some((node, node.text()?))) else {
            return String::new();
        };
        self.expanded(Argument::known(text, self.source.at(node)))
            .text
    }

    /// A word with the variables that Compose puts in: `$NAME`, `${NAME}`,
    /// `${NAME:-default}`; `$$` is a dollar.
    fn expanded(&self, mut word: Argument) -> Argument {
        if !word.text.contains('$') || word.unknown.is_some() {
            return word;
        }
        let written = std::mem::take(&mut word.text);
        let mut rest = written.as_str();
        while let Some((before, behind)) = rest.split_once('$') {
            word.text.push_str(before);
            if let Some(after) = behind.strip_prefix('$') {
                word.text.push('$');
                rest = after;
                continue;
            }
            let braced = behind.strip_prefix('{').and_then(|it| it.split_once('}'));
            let is_of_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
            let (inside, after) = match braced {
                Some(it) => it,
                None => behind.split_at(behind.find(|it| !is_of_name(it)).unwrap_or(behind.len())),
            };
            let length = inside.find(|it| !is_of_name(it)).unwrap_or(inside.len());
            let (name, default) = inside.split_at(length);
            rest = after;
            let set = self.put_in.get(name).and_then(|value| value.first());
            let set = set.map(|value| value.text.as_str());
            let default = match (default.strip_prefix(":-"), default.strip_prefix('-')) {
                (Some(default), _) => or_default(set.filter(|it| !it.is_empty()), default),
                (None, Some(default)) => or_default(set, default),
                (None, None) => set,
            };
            match default {
                _ if name.is_empty() => word.text.push('$'),
                Some(value) => word.text.push_str(value),
                None => {
                    let variable = format!("${{{name}}}");
                    word.is_open =
                        written.trim() == variable || written.trim() == format!("${name}");
                    word.text.push_str(&marked(&variable));
                    word.unknown = Some(variable);
                }
            }
        }
        word.text.push_str(rest);
        word
    }

    fn container(
        &self,
        name: &MapKey,
        service: &Service<'a>,
        beside: &dyn Fn(&str) -> String,
        facts: &mut Facts,
    ) -> Container {
        let mut container = Container {
            mounts_known: true,
            ..Container::default()
        };
        for key in ["volumes", "secrets", "configs"] {
            for item in service.all(key).flat_map(Node::items) {
                let process = self.source.at_key(name);
                let mount = self.mount((key, item), process, beside, facts);
                container.mounts.retain(|it| it.path != mount.path);
                container.mounts.push(mount);
            }
        }
        let mut tests = service.all("healthcheck").filter_map(|it| it.at("test"));
        if let Some(test) = tests.next_back() {
            let words = command::list(self.source, test).into_iter();
            let words: Vec<String> = words.map(|word| word.text).collect();
            let text = words.join(" ");
            if text.contains("http://") || text.contains("https://") {
                let place = self.source.at(test);
                // Without a CA the same over HTTPS fails by the certificate.
                let mut options = text.split_whitespace();
                let knows_whom =
                    options.any(|word| KNOWS_WHOM.iter().any(|it| word.starts_with(it)));
                container.probes.push(Probe {
                    name: "healthcheck".to_owned(),
                    is_https: text.contains("https://"),
                    scheme: if knows_whom {
                        place.clone()
                    } else {
                        Place::default()
                    },
                    place,
                });
            }
        }
        container
    }

    fn mount(
        &self,
        (key, item): (&str, &'a Node),
        process: Place,
        beside: &dyn Fn(&str) -> String,
        facts: &mut Facts,
    ) -> Mount {
        let place = self.source.at(item);
        let (of, path) = match item.text() {
            Some(_) => {
                let text = self.text(Some(item));
                match text.split_once(':') {
                    Some((of, behind)) => {
                        let path = behind.split(':').next().unwrap_or_default();
                        (of.to_owned(), path.to_owned())
                    }
                    None => (text, String::new()),
                }
            }
            None => (self.text(item.at("source")), self.text(item.at("target"))),
        };
        let is_beside = of.starts_with("./") || of.starts_with("../");
        let mut on_host = is_beside.then(|| of.clone());
        let mut of = of.trim_start_matches("./").to_owned();
        let default = match key {
            "configs" => format!("/{of}"),
            _ => format!("/run/secrets/{of}"),
        };
        // A target without a folder is one below the usual.
        let path = match path.as_str() {
            "" => default,
            target if key == "secrets" && !target.starts_with('/') => {
                format!("/run/secrets/{target}")
            }
            _ => path,
        };
        if key != "volumes"
            && let Some(named) = (self.texts.iter()).find_map(|it| it.root.at(key)?.at(&of))
        {
            if let Some(content) = named.at("content") {
                let name = base(&path);
                if let Some((inner, shift)) = mimir::text_of(self.source, name, content, facts) {
                    mimir::given(self.source, &inner, shift, (name, process), facts);
                }
            }
            let file = self.text(named.at("file"));
            if !file.is_empty() {
                of = beside(&file);
                on_host = (!file.starts_with('/')).then_some(file);
            }
        }
        Mount {
            path,
            of,
            is_sub_path: false,
            beside: on_host
                .filter(|it| !is_unknown(it))
                .map(|it| joined("", &beside(&it))),
            place,
        }
    }
}

/// What is set, or else the default.
fn or_default<'t>(set: Option<&'t str>, default: &'t str) -> Option<&'t str> {
    set.or_else(|| (!default.contains('$')).then_some(default))
}

fn base(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The files of variables that a service names: a path, a list of them, or of
/// mappings that have one.
fn env_files(node: &Node) -> Vec<String> {
    let path = |node: &Node| {
        let text = node.text().unwrap_or(node.text_at(&["path"]));
        (!text.is_empty()).then(|| text.trim_start_matches("./").to_owned())
    };
    match node.value() {
        Value::List(items) => items.iter().filter_map(path).collect(),
        Value::Scalar { .. } | Value::Map(_) => path(node).into_iter().collect(),
    }
}
