//! Broken inputs by the hundred, of every form and at random: whatever fix is
//! offered holds. `cargo test --workspace --test it -- --ignored seeded` makes
//! 10,000 of them, and kills 200 runs.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::process::Stdio;
use std::time::{Duration, Instant};

use mimir_tls::catalog::{Catalog, Field, OptionRow, Surface, SurfaceKind};
use mimir_tls::doctor::{CheckReport, Severity, check, one_by_one};
use mimir_tls::document;

use super::fixes::{fixes, inputs, options};
use crate::place::Place;

/// Numbers that look like chance, by xorshift64*.
struct Dice(u64);

impl Dice {
    fn of(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        usize::try_from(self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33).unwrap() % end
    }

    fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    fn often(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

/// One option as it is written: its flag, its path, its value.
struct Said {
    flag: Option<&'static str>,
    yaml: String,
    value: String,
}

fn row(surface: &'static Surface, field: Field) -> Option<&'static OptionRow> {
    let catalog = Catalog::builtin();
    catalog.option(surface, field, catalog.newest())
}

const SUITES: [&str; 3] = [
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
];

/// A block of options with one fault in it.
fn block(dice: &mut Dice) -> Vec<Said> {
    let catalog = Catalog::builtin();
    let surfaces: Vec<_> = catalog.surfaces(catalog.newest()).collect();
    let kinds = [
        SurfaceKind::GrpcClient,
        SurfaceKind::Etcd,
        SurfaceKind::Memcached,
        SurfaceKind::Memberlist,
        SurfaceKind::GrpcServer,
        SurfaceKind::HttpServer,
    ];
    let kind = *dice.one(&kinds);
    let of_kind: Vec<&'static Surface> = (surfaces.iter().copied())
        .filter(|it| it.kind() == kind)
        .collect();
    let surface = *dice.one(&of_kind);
    let mut said = Vec::new();
    let mut say = |field, value: &str| {
        if let Some(option) = row(surface, field) {
            said.push(Said {
                flag: option.flag(),
                yaml: option.yaml().to_owned(),
                value: value.to_owned(),
            });
        }
    };
    let fault = dice.below(4);
    if fault != 0 {
        say(Field::Enabled, "true");
    }
    say(Field::Cert, "/tls/some.crt");
    say(Field::Key, "/tls/some.key");
    say(Field::Ca, "/tls/root.crt");
    say(Field::ServerName, "mimir.example");
    say(Field::ClientCa, "/tls/root.crt");
    match fault {
        0 => say(Field::ClientAuth, "RequiredAndVerifyClientCert"),
        1 => {
            say(Field::MinVersion, "versiontls12");
            say(Field::ClientAuth, "requireandverifyclientcert");
        }
        2 => {
            say(Field::MinVersion, "VersionTLS12");
            say(Field::ClientAuth, "RequireAndVerifyClientCert");
            say(Field::CipherSuites, &SUITES.join(", "));
        }
        _ => {
            say(Field::ClientAuth, "RequireAndVerifyClientCert");
            if dice.often(50) {
                say(Field::MinVersion, "VERSIONTLS13");
            }
        }
    }
    // The options of both listeners stand above theirs.
    let both = surfaces.iter().find(|it| it.is_both_servers());
    if let Some(both) = both.filter(|_| surface.is_listener()) {
        for (field, value) in [
            (
                Field::MinVersion,
                ["versiontls12", "VersionTLS12"][dice.below(2)].to_owned(),
            ),
            (Field::CipherSuites, SUITES.join([", ", ","][dice.below(2)])),
        ] {
            if let Some(option) = row(both, field).filter(|_| dice.often(60)) {
                said.push(Said {
                    flag: option.flag(),
                    yaml: option.yaml().to_owned(),
                    value,
                });
            }
        }
    }
    if dice.often(30)
        && let Some(one) = said.iter_mut().find(|it| it.yaml.ends_with("_path"))
    {
        // A name that is nearly right, in YAML alone.
        one.yaml = one.yaml.replace("_path", "_pth");
        one.flag = None;
    }
    for at in (1..said.len()).rev() {
        said.swap(at, dice.below(at + 1));
    }
    said
}

/// A mapping, in the order in which it was filled.
#[derive(Default)]
struct Tree(Vec<(String, Branch)>);

enum Branch {
    Leaf(String),
    Tree(Tree),
}

impl Tree {
    fn put(&mut self, path: &str, value: &str) {
        let Some((first, rest)) = path.split_once('.') else {
            self.0
                .push((path.to_owned(), Branch::Leaf(value.to_owned())));
            return;
        };
        if !self.0.iter().any(|(key, _)| key == first) {
            self.0
                .push((first.to_owned(), Branch::Tree(Self::default())));
        }
        for (key, branch) in &mut self.0 {
            if let Branch::Tree(tree) = branch
                && key == first
            {
                tree.put(rest, value);
            }
        }
    }

    /// As a block, in all the ways in which scalars are written.
    fn block(&self, dice: &mut Dice, indent: &str, out: &mut String) {
        for (key, branch) in &self.0 {
            if dice.often(15) {
                let _ = writeln!(out, "{indent}# about {key}: it's \"so\", {{or}} not");
            }
            let key = match dice.below(8) {
                0 => format!("\"{key}\""),
                1 => format!("'{key}'"),
                _ => key.clone(),
            };
            let end = if dice.often(15) { "  # why: so" } else { "" };
            match branch {
                Branch::Leaf(value) => {
                    let deep = format!("{indent}   ");
                    let _ = match dice.below(10) {
                        0 => writeln!(out, "{indent}{key}: \"{value}\"{end}"),
                        1 => writeln!(out, "{indent}{key}: '{value}'{end}"),
                        2 => writeln!(out, "{indent}{key}: >-{end}\n{deep}{value}"),
                        3 => writeln!(out, "{indent}{key}: |-\n{deep}{value}\n"),
                        4 => writeln!(out, "{indent}{key}:\n{deep}{value}{end}"),
                        5 => writeln!(out, "{indent}{key}:\n{deep}\"{value}\""),
                        6 => writeln!(out, "{indent}{key}: &a{} {value}{end}", dice.below(1 << 30)),
                        _ => writeln!(out, "{indent}{key}: {value}{end}"),
                    };
                }
                Branch::Tree(tree) if dice.often(15) => {
                    let _ = writeln!(
                        out,
                        "{indent}{key}: {}{end}",
                        tree.flow(dice, indent, false)
                    );
                }
                Branch::Tree(tree) => {
                    let _ = writeln!(out, "{indent}{key}:{end}");
                    let deep = format!("{indent}{}", [" ", "  ", "    "][dice.below(3)]);
                    tree.block(dice, &deep, out);
                }
            }
        }
    }

    fn flow(&self, dice: &mut Dice, indent: &str, is_json: bool) -> String {
        let deep = format!("{indent}  ");
        let on_lines = dice.often(50);
        let parts = self.0.iter().map(|(key, branch)| {
            let is_quoted = is_json || dice.often(20);
            let key = if is_quoted {
                format!("\"{key}\"")
            } else {
                key.clone()
            };
            let gap = if is_json && dice.often(30) { "" } else { " " };
            let value = match branch {
                Branch::Leaf(value) if value == "true" => value.clone(),
                Branch::Leaf(value) if is_json || value.contains(',') || dice.often(30) => {
                    format!("\"{value}\"")
                }
                Branch::Leaf(value) => value.clone(),
                Branch::Tree(tree) => tree.flow(dice, &deep, is_json),
            };
            format!("{key}:{gap}{value}")
        });
        let parts: Vec<String> = parts.collect();
        match on_lines {
            true => format!(
                "{{\n{deep}{}\n{indent}}}",
                parts.join(&format!(",\n{deep}"))
            ),
            false => format!("{{{}}}", parts.join(", ")),
        }
    }
}

fn indented(text: &str, by: &str) -> String {
    text.split_inclusive('\n')
        .map(|line| {
            if line.trim().is_empty() {
                line.to_owned()
            } else {
                format!("{by}{line}")
            }
        })
        .collect()
}

/// The name of a form, the path of an input, and its text.
fn input(dice: &mut Dice) -> (&'static str, String, String) {
    let component = *dice.one(&[
        "ingester",
        "querier",
        "distributor",
        "ruler",
        "store-gateway",
    ]);
    let said = block(dice);
    let mut tree = Tree::default();
    for one in &said {
        tree.put(&one.yaml, &one.value);
    }
    let quote = |value: &str| match value.contains(' ') {
        true => format!("\"{value}\""),
        false => value.to_owned(),
    };
    let flags = said.iter().filter_map(|one| Some((one.flag?, &one.value)));
    let flags: Vec<(&str, &String)> = flags.collect();
    let words: Vec<String> = flags
        .iter()
        .map(|(flag, value)| match dice.below(8) {
            0 => format!("--{flag}={}", quote(value)),
            1 => format!("-{flag} {}", quote(value)),
            _ => format!("-{flag}={}", quote(value)),
        })
        .collect();
    let items: Vec<String> = flags
        .iter()
        .map(|(flag, value)| format!("-{flag}={value}"))
        .collect();
    let mut yaml = String::new();
    let form = dice.below(13);
    if matches!(form, 0 | 2..=4) {
        tree.block(dice, "", &mut yaml);
    }
    let target = format!("-target={component}");
    let (form, path, mut text) = match form {
        0 => ("yaml", format!("{component}.yaml"), yaml),
        1 => (
            "json",
            format!("{component}.json"),
            format!("{}\n", tree.flow(dice, "", true)),
        ),
        2 => {
            let head = format!(
                "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {component}\ndata:\n  {component}.yaml: |\n"
            );
            (
                "config map",
                "cm.yaml".to_owned(),
                format!("{head}{}  # end\n  a: b\n", indented(&yaml, "    ")),
            )
        }
        3 => {
            let head = "mimir:\n  structuredConfig:\n";
            (
                "structured config",
                "values.yaml".to_owned(),
                format!("{head}{}", indented(&yaml, "    ")),
            )
        }
        4 => {
            let head = "mimir:\n  config: |\n";
            (
                "config",
                "values.yaml".to_owned(),
                format!("{head}{}", indented(&yaml, "    ")),
            )
        }
        5 => {
            let key = component.replace('-', "_");
            let mut text = format!("mimir:\n  structuredConfig: {{}}\n{key}:\n  extraArgs:\n");
            for (flag, value) in &flags {
                let value = if dice.often(50) {
                    format!("\"{value}\"")
                } else {
                    (*value).clone()
                };
                let _ = writeln!(text, "    {flag}: {value}");
            }
            ("arguments by name", "values.yaml".to_owned(), text)
        }
        6 => {
            let mut text = format!(
                "apiVersion: v1\nkind: Pod\nmetadata: {{name: {component}}}\nspec:\n  containers:\n  - name: {component}\n    image: grafana/mimir\n    args:\n    - {target}\n"
            );
            for item in &items {
                let item = match dice.below(3) {
                    0 => format!("\"{item}\""),
                    1 => format!("'{item}'"),
                    _ => item.clone(),
                };
                let _ = writeln!(text, "    - {item}");
            }
            ("list of arguments", "pod.yaml".to_owned(), text)
        }
        7 => {
            let items: Vec<_> = items.iter().map(|item| format!("\"{item}\"")).collect();
            let gap = if dice.often(50) { ", " } else { ",\n      " };
            let text = format!(
                "services:\n  {component}:\n    image: grafana/mimir\n    command: [\"{target}\"{gap}{}]\n",
                items.join(gap)
            );
            ("flow of arguments", "compose.yaml".to_owned(), text)
        }
        8 => {
            let items: Vec<_> = items.iter().map(|item| item.replace(", ", ",")).collect();
            let text = format!(
                "services:\n  {component}:\n    image: grafana/mimir\n    command: {target} {}\n",
                items.join(" ")
            );
            ("arguments in a text", "compose.yaml".to_owned(), text)
        }
        9 => {
            let text = format!(
                "#!/bin/sh\nset -e\nexec mimir {target} \\\n  {}\n",
                words.join(" \\\n  ")
            );
            ("script", "run.sh".to_owned(), text)
        }
        10 => {
            let text = format!(
                "#!/bin/sh\n# it's one line\nmimir {target} {}\necho \"done\"\n",
                words.join(" ")
            );
            ("script on one line", "run.sh".to_owned(), text)
        }
        11 => {
            let text = format!(
                "[Service]\nExecStart=/usr/bin/mimir {target} \\\n    {}\nRestart=always\n",
                words.join(" \\\n    ")
            );
            ("unit", "mimir.service".to_owned(), text)
        }
        _ => {
            let text = format!("# flags\n{target}\n{}\n", items.join("\n"));
            ("flags", format!("{component}.flags"), text)
        }
    };
    if dice.often(20) {
        text = text.trim_end().to_owned();
    }
    if dice.often(20) && !text.starts_with("#!") {
        text = text.replace('\n', "\r\n");
    }
    (form, path, text)
}

type Counts = BTreeMap<(String, String), usize>;

fn counts(report: &CheckReport) -> Counts {
    let mut counts = Counts::new();
    for finding in &report.findings {
        let key = (finding.code.to_string(), finding.subject.clone());
        *counts.entry(key).or_default() += 1;
    }
    counts
}

fn comments(text: &str) -> Vec<&str> {
    let lines = text.lines().map(str::trim);
    lines.filter(|line| line.starts_with('#')).collect()
}

/// A finding that is there more often than before, and is more than a note.
fn new_one(report: &CheckReport, known: &Counts) -> Option<String> {
    let now = counts(report);
    let mut worse = report
        .findings
        .iter()
        .filter(|it| it.severity < Severity::Note);
    let new = worse.find(|finding| {
        let key = (finding.code.to_string(), finding.subject.clone());
        now.get(&key) > known.get(&key)
    });
    new.map(|finding| format!("{} of {}", finding.code, finding.subject))
}

/// The text is one that its form's readers take, with its own line ends.
fn is_whole(path: &str, old: &str, new: &str) -> Result<(), String> {
    if new.contains('\n') {
        let bare = |text: &str| text.matches('\n').count() - text.matches("\r\n").count();
        if old.contains("\r\n") && bare(new) > bare(old)
            || !old.contains("\r\n") && new.contains('\r')
        {
            return Err("a line ends otherwise".to_owned());
        }
    }
    if old.ends_with('\n') != new.ends_with('\n') {
        return Err("the last line ends otherwise".to_owned());
    }
    if comments(old) != comments(new) {
        return Err("a comment is another".to_owned());
    }
    if path.ends_with(".json") {
        serde_json::from_str::<serde_json::Value>(new).map_err(|it| it.to_string())?;
    } else if path.ends_with(".yaml") {
        document::parse(new.as_bytes()).map_err(|it| it.to_string())?;
    }
    Ok(())
}

/// What is wrong with the fixes of one input; how many edits there were.
fn judge(path: &str, text: &str) -> Result<usize, String> {
    let (before, whole) = fixes(&[(path, text)]);
    let known = counts(&before);
    let mut edits = 0;
    for finding in &before.findings {
        let Some(edit) = &finding.edit else {
            continue;
        };
        edits += 1;
        let new = edit.apply(text).ok_or("its text is another")?;
        is_whole(path, text, &new).map_err(|it| format!("{it}:\n{new}"))?;
        let after = check(inputs(&[(path, &new)]), options(), one_by_one);
        let key = (finding.code.to_string(), finding.subject.clone());
        if counts(&after).get(&key) >= known.get(&key) {
            return Err(format!("{} is left in\n{new}", finding.code));
        }
        if let Some(one) = new_one(&after, &known) {
            return Err(format!("{one} is new in\n{new}"));
        }
    }
    let changed = whole.texts.iter().any(|it| it.file == path);
    if (edits > 0) != changed {
        return Err("what is offered is not made".to_owned());
    }
    for fixed in &whole.texts {
        is_whole(path, text, &fixed.new).map_err(|it| format!("{it}:\n{}", fixed.new))?;
        let after = check(inputs(&[(path, &fixed.new)]), options(), one_by_one);
        if let Some(left) = after.findings.iter().find(|it| it.edit.is_some()) {
            return Err(format!(
                "{} could still be fixed in\n{}",
                left.code, fixed.new
            ));
        }
        if let Some(one) = new_one(&after, &known) {
            return Err(format!("{one} is new in\n{}", fixed.new));
        }
    }
    Ok(edits)
}

fn seeds(count: u64) {
    let mut by_form: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for seed in 0..count {
        let (form, path, text) = input(&mut Dice::of(seed + 1));
        match judge(&path, &text) {
            Ok(edits) => {
                let entry = by_form.entry(form).or_default();
                *entry = (entry.0 + 1, entry.1 + usize::from(edits > 0));
            }
            Err(wrong) => panic!("seed {seed}, {form}, {path}:\n{text}\n\n{wrong}"),
        }
    }
    eprintln!("inputs, and those with a fix: {by_form:?}");
    for (form, (inputs, fixed)) in by_form {
        assert!(fixed * 6 > inputs, "{form}: {fixed} fixes of {inputs}");
    }
}

#[test]
fn every_fix_that_is_offered_holds() {
    let count = std::env::var("SEEDS").ok().and_then(|it| it.parse().ok());
    seeds(count.unwrap_or(300));
}

#[test]
#[ignore = "minutes: 10,000 inputs"]
fn seeded_every_fix_that_is_offered_holds() {
    seeds(10_000);
}

/// Runs that are killed lose nothing, and are in nobody's way.
fn kills(count: u64) {
    const FILES: usize = 12;
    let old = "-target=ingester\n-server.grpc-tls-cert-path=/tls/server.crt\n\
        -server.grpc-tls-key-path=/tls/server.key\n-server.grpc-tls-ca-path=/tls/root.crt\n\
        -server.grpc-tls-client-auth=RequiredAndVerifyClientCert\n";
    let new = old.replace("Required", "Require");
    let names: Vec<String> = (0..FILES)
        .map(|number| format!("ingester-{number}.flags"))
        .collect();
    let fresh = || {
        let place = Place::new();
        for name in &names {
            fs::write(place.at(name), old).unwrap();
        }
        // One of them has another name.
        fs::hard_link(place.at(&names[0]), place.at("other")).unwrap();
        place
    };
    let command = |place: &Place| {
        let arguments = ["check", "--fix", "--in-place"].map(str::to_owned);
        let mut command = place.command(arguments.iter().chain(&names));
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    let elapsed = || {
        let place = fresh();
        let start = Instant::now();
        assert_eq!(command(&place).status().unwrap().code(), Some(1));
        start.elapsed()
    };
    let whole = (0..5).map(|_| elapsed()).min().unwrap();
    let mut dice = Dice::of(count);
    let mut ended = 0;
    for _ in 0..count {
        let place = fresh();
        let mut child = command(&place).spawn().unwrap();
        // It is written at the end.
        let part = u32::try_from(200 + dice.below(850)).unwrap();
        std::thread::sleep(whole * part / 1000);
        let _ = child.kill();
        ended += usize::from(child.wait().unwrap().code().is_none());
        for name in names.iter().map(String::as_str).chain(["other"]) {
            let text = fs::read_to_string(place.at(name)).unwrap();
            assert!(text == old || text == new, "{name}: {text}");
        }
        let again = command(&place).status().unwrap().code();
        assert!(matches!(again, Some(0 | 1)), "{again:?}");
        for name in names.iter().map(String::as_str).chain(["other"]) {
            assert_eq!(fs::read_to_string(place.at(name)).unwrap(), new, "{name}");
        }
        assert_eq!(place.listing().len(), FILES + 1, "{:?}", place.listing());
    }
    eprintln!("{ended} of {count} runs were killed, of {whole:?} each");
    assert!(ended > 0 || whole < Duration::from_millis(20));
}

#[test]
fn a_killed_run_loses_nothing() {
    kills(20);
}

#[test]
#[ignore = "minutes: 200 runs"]
fn seeded_a_killed_run_loses_nothing() {
    kills(200);
}
