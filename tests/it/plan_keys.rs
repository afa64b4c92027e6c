//! The table of a plan's keys: what is made of it and committed, and that a key
//! means the same in a file and on the command line.
//!
//! `UPDATE=1 cargo test --test it plan_keys` writes the files anew.

use std::fs;
use std::path::Path;

use mimir_tls::plan::{KeyShape, PlanKey, PlanOption, keys_markdown};

use crate::place::{Place, Ran};

#[track_caller]
fn fresh(path: &str, text: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&file, text).expect("the file");
    }
    let committed = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        committed == text,
        "{path} is not fresh: run UPDATE=1 cargo test --test it plan_keys, and read the diff"
    );
}

#[test]
fn reference_of_all_keys() {
    fresh("core/data/KEYS.md", &keys_markdown());
}

/// The page links no core: it has the rows that it needs.
#[test]
fn keys_of_the_page() {
    let mut text = String::from(
        "//! Made from `core/src/plan/keys/mod.rs` by `UPDATE=1 cargo test --test it\n\
         //! plan_keys`; do not edit.\n\n\
         use super::{FieldWords, KeyRow, keys};\n\n\
         /// Every key of a plan.\n\
         pub(super) const KEYS: &[KeyRow] = keys! {\n",
    );
    for key in PlanKey::all() {
        let emptied = key.shape == KeyShape::Pick;
        let said = &key.text;
        text.push_str(&format!(
            "    {:?} {emptied}:\n        {:?}, {:?},\n        {:?}, {:?};\n",
            key.path, said.en, said.en_why, said.de, said.de_why
        ));
    }
    text.push_str("};\n");
    fresh("web/src/app/keys/rows.rs", &text);
}

/// A name and a text for a key, and both as its option takes them.
fn example(key: &PlanKey) -> (String, &'static str, &'static str) {
    let example = key.text.example;
    match example.split_once('=') {
        Some((name, text)) if key.path.contains('*') => {
            (key.path.replace('*', name), text, example)
        }
        _ => (key.path.to_owned(), example, example),
    }
}

/// What `mimir-tls plan` comes to with these arguments and this plan file.
fn comes_to(arguments: &[&str], plan: &str) -> String {
    let place = Place::new().with("plan.yaml", format!("version: 1\n{plan}"));
    let fixed = ["plan", "--format", "json", "--plan", "plan.yaml"];
    let all = fixed.into_iter().chain(arguments.iter().copied());
    let ran = Ran::of(place.command(all).output().expect("a run"));
    assert_eq!(ran.code, Some(0), "{arguments:?} {plan}: {}", ran.stderr);
    ran.stdout
}

/// A plan file that says one thing.
fn yaml(path: &str, key: &PlanKey, text: &str) -> String {
    let value = match key.shape {
        KeyShape::List | KeyShape::Pick => format!("[{text}]"),
        KeyShape::Text | KeyShape::Number | KeyShape::Choice => text.to_owned(),
    };
    let parts: Vec<_> = path.split('.').collect();
    let open: String = parts.iter().map(|part| format!("{{{part}: ")).collect();
    let text = format!("{open}{value}{}", "}".repeat(parts.len()));
    // A mapping without its braces, so that `version` can stand before it.
    text[1..text.len() - 1].to_owned()
}

#[test]
fn an_option_means_what_its_key_means_in_a_file() {
    let plain = comes_to(&[], "");
    for key in PlanKey::all() {
        let (path, text, typed) = example(key);
        let option = format!("--{}", key.option);
        let by_option = comes_to(&[&option, typed], "");
        assert_ne!(by_option, plain, "{path}: the example is the default");
        // What is particular to a component stands in a list of them.
        let by_file = match key.path.starts_with("components.*") {
            true => {
                let particular = key.path.trim_start_matches("components.*.");
                let all = "distributor: {}, querier: {}, query-frontend: {}, query-scheduler: {}, store-gateway: {}, \
                           compactor: {}, ruler: {}, alertmanager: {}, overrides-exporter: {}";
                let value = yaml(particular, key, text);
                comes_to(
                    &[],
                    &format!("components: {{{all}, ingester: {{{value}}}}}"),
                )
            }
            false => comes_to(&[], &yaml(&path, key, text)),
        };
        assert_eq!(by_option, by_file, "{path}");
    }
}

#[test]
fn an_option_wins_over_the_plan_file_and_leaves_the_rest() {
    let plan = "components: {ingester: {replicas: 2, dns: [b.example]}, distributor: {}}\n\
                certificates: {ca: {days: 4000, name_constraints: {dns: [example]}}}";
    let arguments = [
        "--replicas",
        "ingester=3",
        "--ca-subject",
        "/CN=mine",
        "--ip",
        "distributor=10.0.0.7",
    ];
    let wanted = "components: {ingester: {replicas: 3, dns: [b.example]}, distributor: {ips: [10.0.0.7]}}\n\
                  certificates: {ca: {days: 4000, subject: /CN=mine, name_constraints: {dns: [example]}}}";
    assert_eq!(comes_to(&arguments, plan), comes_to(&[], wanted));
}

#[test]
fn lists_grow_by_commas_and_by_repeating() {
    for (arguments, wanted) in [
        (
            &[
                "--dns",
                "a.example,ingester=b.example,c.example",
                "--dns",
                "d.example",
            ][..],
            &[
                "--dns",
                "a.example",
                "--dns",
                "d.example",
                "--dns",
                "ingester=b.example",
                "--dns",
                "ingester=c.example",
            ][..],
        ),
        (
            &["--target", "yaml,flags"],
            &["--target", "flags", "--target", "yaml"],
        ),
        (
            &["--name-constraints", "example,10.0.0.0/8"],
            &[
                "--name-constraints",
                "10.0.0.0/8",
                "--name-constraints",
                "example",
            ],
        ),
        (
            &["--replicas", "ingester=2,querier=3"],
            &[
                "--replicas",
                "querier=3",
                "--replicas",
                "ingester=5",
                "--replicas",
                "ingester=2",
            ],
        ),
        (
            &["--component", "ingester,querier,ingester"],
            &["--component", "querier", "--component", "ingester"],
        ),
    ] {
        assert_eq!(
            comes_to(arguments, ""),
            comes_to(wanted, ""),
            "{arguments:?}"
        );
    }
    let all: Vec<_> = mimir_tls::plan::Target::ALL
        .iter()
        .map(|target| target.spelling())
        .collect();
    assert_eq!(
        comes_to(&["--target", "all"], ""),
        comes_to(&["--target", &all.join(",")], "")
    );
}

#[test]
fn every_key_has_an_option_in_help_manual_and_completions() {
    let place = Place::new();
    let said = |arguments: &str| place.run(arguments).stdout;
    let (help, page) = (said("generate --help"), said("man generate"));
    let script = said("completions fish");
    for option in PlanOption::all() {
        let long = option.long;
        assert!(help.contains(&format!("--{long} <")), "{long}");
        assert!(page.contains(&long.replace('-', "\\-")), "{long}");
        assert!(script.contains(&format!("-l {long} ")), "{long}");
    }
    for key in PlanKey::all() {
        let mut options = PlanOption::all();
        assert!(
            options.any(|option| option.long == key.option),
            "{}",
            key.path
        );
    }
}
