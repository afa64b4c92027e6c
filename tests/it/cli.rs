//! What every command has in common: help, usage, streams and exit codes.

use std::fs::File;
use std::io::Read;
use std::process::Stdio;

use expect_test::expect;

use crate::place::{Place, Ran};

const COMMANDS: [&str; 9] = [
    "generate",
    "prove",
    "check",
    "plan",
    "inspect",
    "options",
    "explain",
    "completions",
    "man",
];

#[test]
fn help_opens_with_two_complete_examples() {
    let place = Place::new();
    let commands = || COMMANDS.into_iter().chain([""]);
    for command in
        commands().flat_map(|command| ["-h", "--help"].map(|help| format!("{command} {help}")))
    {
        let ran = place.run(&command);
        assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""), "{command}");
        let mut lines = ran.stdout.lines();
        assert_eq!(lines.next(), Some("Examples:"), "{command}");
        let examples = lines
            .take_while(|line| !line.is_empty())
            .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
            .count();
        assert_eq!(examples, 2, "{command}");
    }
}

#[test]
fn every_option_that_takes_a_value_says_its_default() {
    let place = Place::new();
    for command in COMMANDS {
        let help = place.run(&format!("{command} --help")).stdout;
        for entry in help.split("\n      --").skip(1) {
            let (name, rest) = entry.split_once(' ').unwrap();
            let said = rest.split("\n\n").next().unwrap().replace('\n', " ");
            let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
            if said.starts_with('<') && name != "plan" {
                assert!(said.contains("[default: "), "{command} --{name}: {said}");
            }
        }
    }
}

#[test]
fn bad_usage_is_told_with_what_to_write_instead() {
    let place = Place::new();
    for (arguments, said) in [
        (
            "frobnicate",
            expect![[r#"
            error: unknown command `frobnicate`
            hint: `--help` lists what there is
        "#]],
        ),
        (
            "generat",
            expect![[r#"
                error: unknown command `generat`
                hint: did you mean `generate`?
            "#]],
        ),
        (
            "generate --ot x",
            expect![[r#"
                error: unexpected argument `--ot`
                hint: `--help` lists what there is
            "#]],
        ),
        (
            "generate --out",
            expect![[r#"
                error: --out wants a value
                hint: `--help` lists what there is
            "#]],
        ),
        (
            "generate --format yaml",
            expect![[r#"
                error: --format: unknown value `yaml`
                hint: known are text, json
            "#]],
        ),
        (
            "generate --force --force",
            expect![[r#"
                error: the argument '--force' cannot be used multiple times
                hint: `--help` lists what there is
            "#]],
        ),
        (
            "generate extra",
            expect![[r#"
                error: unexpected argument `extra`
                hint: `--help` lists what there is
            "#]],
        ),
        (
            "completions tcsh",
            expect![[r#"
            error: <SHELL>: unknown value `tcsh`
            hint: known are bash, elvish, fish, powershell, zsh
        "#]],
        ),
        (
            "completions",
            expect![[r#"
                error: <SHELL> is missing
                hint: `--help` lists what there is
            "#]],
        ),
        (
            "man genrate",
            expect![[r#"
                error: there is no page for `genrate`, which is no command
                hint: did you mean `generate`?
            "#]],
        ),
        (
            "inspect",
            expect![[r#"
                error: <FILE>... is missing
                hint: `--help` lists what there is
            "#]],
        ),
    ] {
        place.refused(arguments.split_whitespace(), &said);
    }
}

#[test]
fn no_command_at_all_prints_the_help_as_an_error() {
    let ran = Place::new().run("");
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""));
    assert!(ran.stderr.starts_with("Examples:\n"));
    assert!(
        ran.stderr
            .ends_with("error: a command is missing\nhint: `mimir-tls generate` is the main one\n")
    );
}

#[test]
fn colour_is_for_those_who_want_it() {
    let place = Place::new();
    let coloured = |variables: &[(&str, &str)]| {
        let mut command = place.command(["frobnicate"]);
        command.envs(variables.iter().copied());
        Ran::of(command.output().unwrap()).stderr.contains('\x1b')
    };
    assert!(!coloured(&[]), "a pipe is no terminal");
    assert!(coloured(&[("CLICOLOR_FORCE", "1")]));
    assert!(!coloured(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
}

#[test]
fn a_reader_that_leaves_early_is_no_error() {
    let place = Place::new();
    for arguments in ["completions bash", "options --format json", "--help"] {
        let mut child = place
            .command(arguments.split_whitespace())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let mut said = String::new();
        child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut said)
            .unwrap();
        assert_eq!(
            (child.wait().unwrap().code(), said.as_str()),
            (Some(0), ""),
            "{arguments}"
        );
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_under_the_standard_output_is_told() {
    let place = Place::new();
    let full = File::options().write(true).open("/dev/full").unwrap();
    let output = place
        .command(["completions", "bash"])
        .stdout(full)
        .output()
        .unwrap();
    expect![[r#"
        error: could not write to the standard output: no space left on device
    "#]]
    .assert_eq(&String::from_utf8(output.stderr).unwrap());
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn completions_know_every_command() {
    let place = Place::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = place.run(&format!("completions {shell}")).stdout;
        for command in COMMANDS {
            assert!(script.contains(command), "{shell}: {command}");
        }
    }
}

#[test]
fn every_command_has_a_manual_page() {
    let place = Place::new();
    let main = place.run("man").stdout;
    for command in COMMANDS {
        let escaped = format!("mimir\\-tls\\-{command}(1)");
        assert!(main.contains(&escaped), "{command}");
        let page = place.run(&format!("man {command}")).stdout;
        assert!(page.starts_with(".ie"), "{command}");
        assert!(page.contains("\n.SH EXAMPLES\n"), "{command}");
    }
}
