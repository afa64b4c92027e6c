//! The words of a command that starts Mimir, whoever runs it, and what they set.

use super::super::code::Code;
use super::super::finding::Place;
use super::super::input::{Kind, Source};
use super::super::process::{Container, Lookup, OptionRole, Setting};
use super::super::rules::Draft;
use super::candidate::Candidate;
use super::facts::Facts;
use super::program::{Program, of_image};
use super::shell::{self, Argument, Text, Variables};
use crate::catalog::Catalog;
use crate::cluster::{self, CommandWord, flag};
use crate::document::{Node, Value};

/// The settings that the words of a command make.
pub(super) struct Started {
    /// In the order of the words.
    settings: Vec<Setting>,
    /// Whether there may be more: words that are not known.
    has_more: bool,
    /// Whether whoever runs the script may add words of their own.
    takes_words: bool,
    /// What is not known of them.
    unknown: Vec<Draft>,
    /// Where the process is described, of several in one text.
    place: Option<Place>,
    /// Whether the text describes a cluster as a whole.
    is_of_whole: bool,
}

impl Started {
    /// The flags among the words of a command of Mimir's; none where there are no
    /// words to it. What is not known of them is to be said of `who`.
    pub(super) fn of(words: Vec<Argument>, who: &str, facts: &mut Facts) -> Option<Self> {
        let mut unknown = Vec::new();
        let (mut has_more, mut takes_words) = (false, false);
        let mut known: Vec<CommandWord> = Vec::with_capacity(words.len());
        for word in words {
            let before = known.last().and_then(|it| flag(&it.text));
            let mut is_value = || {
                before.is_some_and(|flag| !flag.contains('=') && facts.lookup().takes_value(flag))
            };
            if word.is_open && !is_value() {
                let written = word.unknown.as_deref().unwrap_or_default();
                let is_callers = shell::are_arguments(written);
                has_more |= !is_callers;
                takes_words |= is_callers;
                let draft = Draft::new(Code::Mt523, word.place.clone(), who);
                let hole = if is_callers { "arguments" } else { "unset" };
                unknown.push(draft.with("written", written).offering(hole, written));
                continue;
            }
            let Argument { text, place, .. } = word;
            known.push(CommandWord { text, place });
        }
        let mut settings = cluster::flags(&known, facts.lookup());
        for setting in &mut settings {
            let Some(value) = shell::unmarked(&setting.value) else {
                continue;
            };
            setting.value = value;
            setting.is_unknown = true;
            // A target is told by itself, and a port decides about nothing.
            let role = setting
                .role
                .filter(|role| !matches!(role, OptionRole::Target | OptionRole::HttpPort));
            if setting.option().is_some() || role.is_some() {
                unknown.push(unset(setting.place(), who, &setting.value));
            }
        }
        settings.retain(|setting| shell::unmarked(&setting.name).is_none());
        (!settings.is_empty() || has_more || takes_words).then_some(Self {
            settings,
            has_more,
            takes_words,
            unknown,
            place: None,
            is_of_whole: false,
        })
    }

    /// The settings, in the order of the words.
    pub(super) fn settings(&self) -> std::slice::Iter<'_, Setting> {
        self.settings.iter()
    }

    /// Whether any of them is an option of TLS, which is Mimir's alone.
    pub(super) fn has_options(&self) -> bool {
        self.settings
            .iter()
            .any(|setting| setting.option().is_some())
    }

    /// Whether anything of them is not known.
    pub(super) fn has_unknown(&self) -> bool {
        !self.unknown.is_empty()
    }

    /// Says why that is so, in place of what it is.
    pub(super) fn explain(&mut self, draft: Draft) {
        self.unknown = vec![draft];
    }

    /// The same, described at that place of the text.
    pub(super) fn at(self, place: Place) -> Self {
        Self {
            place: Some(place),
            ..self
        }
    }

    /// The same, of a text that describes a cluster as a whole, or may not.
    pub(super) fn of_whole(self, is_of_whole: bool) -> Self {
        Self {
            is_of_whole,
            ..self
        }
    }

    /// Takes the process in under `name`.
    pub(super) fn candidate(
        self,
        name: &str,
        hints: &[&str],
        file: &str,
        mut container: Container,
        facts: &mut Facts,
    ) {
        container.has_more |= self.has_more;
        for draft in self.unknown {
            facts.finding(draft);
        }
        let candidate = Candidate::hinted(name, hints, file, self.settings, container);
        let candidate = candidate.at(self.place).of_whole(self.is_of_whole);
        facts.candidate(match self.takes_words {
            true => candidate.taking_words(),
            false => candidate,
        });
    }
}

fn unset(place: &Place, who: &str, written: &str) -> Draft {
    Draft::new(Code::Mt523, place.clone(), who)
        .with("written", written)
        .offering("unset", written)
}

/// The words of a command that is a list, or one text that is split as a shell
/// does.
pub(super) fn list(source: &Source, node: &Node) -> Vec<Argument> {
    match node.value() {
        Value::List(items) => items
            .iter()
            .filter_map(|item| Some(Argument::known(item.text()?, source.at(item))))
            .collect(),
        Value::Scalar { text, .. } => shell::split(Text {
            source: Some(source),
            text,
            inside: Some(&source.at(node)),
        }),
        Value::Map(_) => Vec::new(),
    }
}

/// The words of a container's command and of its arguments, which stand behind
/// two keys.
pub(super) fn of_container(source: &Source, node: &Node, keys: [&str; 2]) -> Vec<Argument> {
    keys.iter()
        .filter_map(|key| node.at(key))
        .flat_map(|node| list(source, node))
        .collect()
}

/// The words with which a container starts Mimir; those of the whole where it is
/// started by nothing in between. Empty where something else is started.
pub(super) fn in_container(
    words: Vec<Argument>,
    source: Option<&Source>,
    variables: &Variables,
    facts: &mut Facts,
) -> Vec<Argument> {
    let all = programs(vec![words], source, variables, facts);
    all.into_iter().max_by_key(Vec::len).unwrap_or_default()
}

/// Shells, whose own flags are none of Mimir's.
const SHELLS: [&str; 7] = ["sh", "bash", "ash", "dash", "ksh", "zsh", "busybox"];

/// Programs that have flags like Mimir's and are not Mimir.
const OTHERS: [&str; 20] = [
    "agent",
    "alertmanager",
    "alloy",
    "benchtool",
    "cortex",
    "enterprise-logs",
    "enterprise-traces",
    "grafana",
    "grafana-agent",
    "loki",
    "memcached",
    "metaconvert",
    "mimirtool",
    "phlare",
    "prometheus",
    "promtail",
    "pyroscope",
    "query-tee",
    "tempo",
    "thanos",
];

/// A shell that starts a shell that starts a shell.
const MOST_SHELLS: usize = 4;

/// Of commands, the words that Mimir is started with, by whatever stands before.
pub(super) fn programs(
    commands: Vec<Vec<Argument>>,
    source: Option<&Source>,
    variables: &Variables,
    facts: &mut Facts,
) -> Vec<Vec<Argument>> {
    let mut found = Vec::new();
    let mut commands: Vec<_> = commands.into_iter().map(|words| (words, 0)).collect();
    commands.reverse();
    while let Some((words, depth)) = commands.pop() {
        match script(&words).filter(|_| depth < MOST_SHELLS) {
            Some((script, arguments)) => {
                let text = Text {
                    source,
                    text: &script.text,
                    inside: Some(&script.place),
                };
                let run = shell::run(text, variables, Some(arguments), &|path| {
                    facts.variables_of(path)
                });
                commands.extend(
                    run.commands
                        .into_iter()
                        .rev()
                        .map(|words| (words, depth + 1)),
                );
            }
            None => {
                // Of a script most commands, and the words of `case`, are others'.
                let is_sure = source.is_none_or(|source| source.kind != Kind::Shell)
                    || words.first().is_some_and(|word| program(word) == "mimir");
                let lookup = facts.lookup();
                let ours = mimirs(words, lookup);
                let mut has_flag =
                    |words: &[Argument]| words.iter().any(|word| is_mimirs(word, lookup));
                found.extend(ours.filter(|words| is_sure || has_flag(words)));
            }
        }
    }
    found
}

/// Helm's commands that make a chart's objects.
const OF_HELM: [&str; 5] = ["install", "upgrade", "template", "diff", "secrets"];

/// Whether a command is Helm's: what stands behind it are no flags of Mimir's.
pub(super) fn is_helm(words: &[Argument]) -> bool {
    let mut words = words.iter();
    let is_helm = words.any(|word| program(word) == "helm");
    is_helm && words.any(|word| OF_HELM.contains(&word.text.as_str()))
}

/// What a release's file is called after, behind the name of its program.
const PLATFORMS: [&str; 14] = [
    "linux", "darwin", "windows", "freebsd", "amd64", "x86_64", "arm64", "aarch64", "arm", "armv6",
    "armv7", "386", "exe", "static",
];

/// The program that a word names, without its folders, its tag, and what a release's
/// file has behind it: `loki` of `./loki-linux-amd64`, `tempo` of `tempo_2.7.1`.
pub(super) fn program(word: &Argument) -> &str {
    let base = word.text.rsplit('/').next().unwrap_or_default();
    let mut name = base.split([':', '@']).next().unwrap_or_default();
    loop {
        let platform = PLATFORMS.iter().find_map(|it| name.strip_suffix(it));
        let is_of_number = |it: char| it.is_ascii_digit() || it == '.';
        let bare = platform.unwrap_or_else(|| {
            let number = name.trim_end_matches(is_of_number);
            number.strip_suffix('v').unwrap_or(number)
        });
        match bare.strip_suffix(['-', '_', '.']) {
            Some(bare) if !bare.is_empty() => name = bare,
            _ => return name,
        }
    }
}

/// Whether a program is known to be none of Mimir's processes.
fn is_other(name: &str) -> bool {
    OTHERS.contains(&name) || name.ends_with("-test") || name.ends_with("exporter")
}

/// Programs that run a script as somebody else.
const SWITCHERS: [&str; 2] = ["su", "runuser"];

/// The script in `su somebody -c script`.
fn switched(words: &[Argument]) -> Option<(Argument, &[Argument])> {
    let start = words
        .iter()
        .position(|word| SWITCHERS.contains(&program(word)))?;
    let (before, behind) = words.split_at(start);
    // What stands before it is a program that only starts it.
    if before.iter().any(|word| word.text.contains('.')) {
        return None;
    }
    for (at, word) in behind.iter().enumerate() {
        match word.text.as_str() {
            "--" => return None,
            "-c" | "--command" => return Some((behind.get(at + 1)?.clone(), &[])),
            text => {
                if let Some(text) = text.strip_prefix("--command=") {
                    let mut script = word.clone();
                    script.text = text.to_owned();
                    return Some((script, &[]));
                }
            }
        }
    }
    None
}

/// The script in `sh -c script name arguments`, and the arguments.
fn script(words: &[Argument]) -> Option<(Argument, &[Argument])> {
    if let Some(found) = switched(words) {
        return Some(found);
    }
    let shell = (words.iter()).position(|word| SHELLS.contains(&program(word)))?;
    if (words.iter().take(shell)).any(|word| word.text.starts_with('-') && word.text.contains('.'))
    {
        return None;
    }
    let behind = words.get(shell + 1..)?;
    let is_switch = |word: &Argument| {
        let letters = word.text.strip_prefix(['-', '+']);
        letters.is_some_and(|it| it.bytes().all(|byte| byte.is_ascii_alphabetic()))
    };
    let takes_script =
        |word: &Argument| is_switch(word) && word.text.starts_with('-') && word.text.contains('c');
    let at = behind.iter().position(takes_script)?;
    // Before it stand switches, and what they take: `-o pipefail`.
    let is_word = |word: &Argument| is_switch(word) || !word.text.contains(['-', '=', '/']);
    if !behind.iter().take(at).all(is_word) {
        return None;
    }
    let script = behind.get(at + 1)?.clone();
    Some((script, behind.get(at + 3..).unwrap_or_default()))
}

/// Whether a command starts another program: it is called so, or has no flag that
/// Mimir has and nothing that is still to be put in.
pub(super) fn is_anothers(words: &[Argument]) -> bool {
    let mut lookup = Lookup::new(Catalog::builtin().newest());
    let name = words.first().map(program).unwrap_or_default();
    let name = name.trim_start_matches(['@', '-', ':', '+', '!']);
    let may_be =
        |word: &Argument| word.is_open || word.text.contains('$') || is_mimirs(word, &mut lookup);
    is_other(name) || !SHELLS.contains(&name) && !words.iter().any(may_be)
}

/// Whether most flags of a command that does not name Mimir are none of its, or its
/// only one is a target that is no component.
fn is_strange(words: &[Argument], lookup: &mut Lookup) -> bool {
    let (mut ours, mut others, mut is_target) = (0, 0, false);
    for (number, word) in words.iter().enumerate() {
        let Some(flag) = flag(&word.text) else {
            continue;
        };
        let (name, value) = flag.split_once('=').unwrap_or_else(|| {
            let next = words.get(number + 1).map(|it| it.text.as_str());
            (flag, next.unwrap_or_default())
        });
        if name == "target" {
            let first = value.split(',').next().unwrap_or_default();
            let is_open = word.is_open || shell::unmarked(value).is_some() || value.contains('$');
            is_target |= is_open || Catalog::builtin().component(first).is_ok();
        } else if is_mimirs(word, lookup) {
            ours += 1;
        } else if name.contains(['.', '-']) {
            others += 1;
        }
    }
    !is_target && ours <= others
}

/// Whether a word is a flag of Mimir's.
pub(super) fn is_mimirs(word: &Argument, lookup: &mut Lookup) -> bool {
    flag(&word.text).is_some_and(|flag| {
        let name = flag.split('=').next().unwrap_or(flag);
        // One word alone, as `-h`, is everybody's flag.
        name.contains(['.', '-']) && lookup.is_flag(name) || name == "target"
    })
}

/// A program that starts another, and has options of its own before that one's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Runner {
    /// What it starts stands behind `--`.
    BehindDashes,
    /// What it starts is an image.
    Image,
    /// It starts nothing by itself.
    Helm,
}

impl Runner {
    /// The one that a command is of.
    fn of(words: &[Argument]) -> Option<Self> {
        if is_helm(words) {
            return Some(Self::Helm);
        }
        let mut rest = words.iter();
        while let Some(word) = rest.next() {
            match program(word) {
                "dlv" => return Some(Self::BehindDashes),
                "kubectl" | "oc" | "start-stop-daemon" => {
                    let has_dashes = words.iter().any(|word| word.text == "--");
                    return has_dashes.then_some(Self::BehindDashes);
                }
                "docker" | "podman" | "nerdctl" | "ctr" => {
                    let is_run = |word: &Argument| matches!(word.text.as_str(), "run" | "create");
                    return rest.clone().any(is_run).then_some(Self::Image);
                }
                // A flag is of what is started already.
                _ if word.text.starts_with('-') && word.text.contains('.') => return None,
                _ => {}
            }
        }
        None
    }
}

/// Whether the options of kubectl name an image that is another program's.
fn is_of_others(options: &[Argument]) -> bool {
    let mut images = options.iter().enumerate().filter_map(|(at, word)| {
        match word.text.strip_prefix("--image")? {
            "" => Some(options.get(at + 1)?.text.as_str()),
            joined => joined.strip_prefix('='),
        }
    });
    images.any(|image| matches!(of_image(image), Program::Other(_)))
}

/// The words behind the one that names Mimir, or from its first flag on.
fn mimirs(mut words: Vec<Argument>, lookup: &mut Lookup) -> Option<Vec<Argument>> {
    let first = words.iter().position(|word| is_mimirs(word, lookup));
    let before = words
        .get(..first.unwrap_or(words.len()))
        .unwrap_or_default();
    let names = |word: &Argument| {
        let name = program(word);
        name == "mimir" || name.starts_with("mimir-") || name.starts_with("mimir_")
    };
    if before
        .iter()
        .any(|word| is_other(program(word)) && !word.text.starts_with('-'))
    {
        return None;
    }
    let runner = Runner::of(&words);
    if runner == Some(Runner::Helm) {
        return None;
    }
    if runner == Some(Runner::BehindDashes) {
        let dashes = words.iter().position(|word| word.text == "--")?;
        let is_others = is_of_others(words.get(..dashes)?);
        let mut words = words.split_off(dashes + 1);
        if words.first().is_some_and(&names) {
            words.remove(0);
        }
        return (!is_others).then_some(words);
    }
    let named = before.iter().enumerate().rposition(|(at, word)| {
        // An option before the image may have the name for its value.
        let is_of_option = || {
            let before = at.checked_sub(1).and_then(|at| before.get(at));
            before.is_some_and(|it| it.text.starts_with('-'))
        };
        let is_image = || word.text.contains(['/', ':']) || !is_of_option();
        names(word) && !word.text.starts_with('-') && (runner.is_none() || is_image())
    });
    let start = match (named, first) {
        (Some(at), _) => at + 1,
        // The image starts Mimir, and these are its flags.
        (None, _)
            if words
                .first()
                .is_some_and(|it| it.text.starts_with('-') || it.is_open) =>
        {
            0
        }
        (None, _) if is_strange(&words, lookup) => return None,
        (None, at) => at?,
    };
    Some(words.split_off(start))
}
