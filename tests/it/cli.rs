//! What every command has in common: help, usage, streams and exit codes.

use std::fs::File;
use std::io::Read;
use std::process::Stdio;

use expect_test::expect;

use crate::place::{Place, Ran};

const COMMANDS: [&str; 10] = [
    "generate",
    "prove",
    "check",
    "plan",
    "inspect",
    "options",
    "targets",
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

#[test]
fn slips_are_told_with_what_was_meant() {
    let place = Place::new();
    let said = |arguments: &str| place.run(arguments).stderr;
    let mut all = String::new();
    for arguments in [
        "generate --out -dash",
        "plan --surface etcd=host:99999",
        "plan --surface etcd=host:0",
        "plan --surface etcd=[::1]:0",
        "plan --server-name 10.0.0.1",
        "plan --platform kubernetes --cluster ü",
        "plan --min-version 1.2",
        "plan --min-version TLSv1.3",
        "plan --min-version VersionSSL30",
        "check --in-place x",
        "plan --release v2.99",
    ] {
        all.push_str(&format!("$ {arguments}\n{}", said(arguments)));
    }
    expect![[r#"
        $ generate --out -dash
        error: unexpected argument `-d`
        hint: if that is the value of `--out`, write `--out=-dash`
        $ plan --surface etcd=host:99999
        error: --surface: address "host:99999": there is no port 99999; ports go from 1 to 65535; behind a surface stands on, off, or the host and port of its server
        $ plan --surface etcd=host:0
        error: --surface: address "host:0": there is no port 0; ports go from 1 to 65535; behind a surface stands on, off, or the host and port of its server
        $ plan --surface etcd=[::1]:0
        error: --surface: address "[::1]:0": there is no port 0; ports go from 1 to 65535; behind a surface stands on, off, or the host and port of its server
        $ plan --server-name 10.0.0.1
        error: --server-name: DNS name "10.0.0.1": it is an IP address; write a name; addresses such as 10.0.0.1 have a list of their own
        $ plan --platform kubernetes --cluster ü
        error: cluster.name: the service names made of it do not fit DNS: DNS name "xn--tda": names of services begin with it, and would be no valid names; write letters, digits and hyphens
        $ plan --min-version 1.2
        error: --min-version: unknown TLS version `1.2`; did you mean `VersionTLS12`?
        $ plan --min-version TLSv1.3
        error: --min-version: unknown TLS version `TLSv1.3`; did you mean `VersionTLS13`?
        $ plan --min-version VersionSSL30
        error: --min-version: unknown TLS version `VersionSSL30`; known are VersionTLS10, VersionTLS11, VersionTLS12, VersionTLS13
        $ check --in-place x
        error: --fix is missing
        hint: what was given goes with `--fix` alone
        $ plan --release v2.99
        error: --release: no release is called `2.99`: known are 2.0 to 2.17 and 3.0 to 3.1; the nearest is 2.17.4
    "#]].assert_eq(&all);
}

#[test]
fn a_release_is_known_by_its_tag_too() {
    let place = Place::new();
    let plain = place.run("plan --release 2.10");
    assert_eq!(plain.code, Some(0), "{}", plain.stderr);
    for tag in ["v2.10", "v2.10.5", "mimir-2.10.5"] {
        let ran = place.run(&format!("plan --release {tag}"));
        assert_eq!((ran.code, &ran.stdout), (Some(0), &plain.stdout), "{tag}");
    }
}

#[test]
fn help_is_a_command_too() {
    let place = Place::new();
    assert_eq!(place.run("help").stdout, place.run("--help").stdout);
    assert_eq!(
        place.run("help check").stdout,
        place.run("check --help").stdout
    );
    assert_eq!(place.run("help nobody").code, Some(2));
}

#[test]
fn only_a_command_with_commands_lists_them_in_its_manual() {
    let place = Place::new();
    assert!(place.run("man").stdout.contains(".SH SUBCOMMANDS"));
    for command in COMMANDS {
        let page = place.run(&format!("man {command}")).stdout;
        assert!(!page.contains("SUBCOMMANDS"), "{command}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_under_the_help_or_a_published_folder_is_told() {
    let place = Place::new();
    let full = || File::options().write(true).open("/dev/full").unwrap();
    let run = |arguments: &[&str]| {
        let output = place.command(arguments).stdout(full()).output().unwrap();
        (
            output.status.code(),
            String::from_utf8(output.stderr).unwrap(),
        )
    };
    let (code, said) = run(&["--help"]);
    assert_eq!(code, Some(2), "{said}");
    let (code, said) = run(&["generate", "--algorithm", "ed25519"]);
    expect![[r#"
        error: could not write to the standard output: no space left on device
        hint: the folder `mimir-tls` is written and whole
    "#]]
    .assert_eq(&said);
    assert_eq!(code, Some(2));
    let (_, said) = run(&["generate", "--algorithm", "ed25519", "--force"]);
    expect![[r#"
        error: could not write to the standard output: no space left on device
        hint: the folder `mimir-tls` is written and whole; the one before it is `mimir-tls.backup-1`
    "#]]
    .assert_eq(&said);
    assert_eq!(place.run("prove -q").code, Some(0));
}

#[test]
fn a_folder_that_is_none_of_ours_is_kept_and_told() {
    let place = Place::new();
    std::fs::create_dir(place.at("photos")).unwrap();
    std::fs::write(place.at("photos/a.jpg"), "x").unwrap();
    let ran = place.run("generate --algorithm ed25519 --out photos --force");
    expect![[r#"
        warning: what was called `photos` before was made by somebody else: it has no plan.yaml, and is kept as `photos.backup-1`
    "#]].assert_eq(&ran.stderr);
    assert_eq!(ran.code, Some(0));
    assert!(place.at("photos.backup-1/a.jpg").exists());
    let ran = place.run("generate --algorithm ed25519 --out photos --force");
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
}

#[test]
#[cfg(unix)]
fn a_path_that_is_no_unicode_can_be_told_in_json() {
    use std::os::unix::ffi::OsStrExt;
    let place = Place::new();
    let out = std::ffi::OsStr::from_bytes(b"x\xff");
    let arguments = [
        "generate",
        "--algorithm",
        "ed25519",
        "--format",
        "json",
        "--out",
    ];
    let arguments = arguments.map(std::ffi::OsStr::new).into_iter().chain([out]);
    let ran = Ran::of(place.command(arguments).output().unwrap());
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    let summary: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(summary["folder"], "x\u{fffd}");
}

#[test]
fn targets_are_listed_with_where_they_are_of_use() {
    let place = Place::new();
    let all = place.run("targets");
    assert_eq!((all.code, all.stderr.as_str()), (Some(0), ""));
    for target in mimir_tls::plan::Target::ALL {
        let word = format!("\n{target} ");
        assert!(all.stdout.contains(&word), "{target}: {}", all.stdout);
    }
    let helm = place.run("targets --platform helm --format json").stdout;
    let helm: serde_json::Value = serde_json::from_str(&helm).unwrap();
    let helm: Vec<_> = helm.as_array().unwrap().iter().collect();
    assert!(helm.iter().any(|it| it["target"] == "helm"));
    assert!(helm.iter().all(|it| it["target"] != "systemd"));
}
