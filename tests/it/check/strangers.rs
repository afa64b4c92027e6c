//! What strangers wrote, printed: nothing of it steers a terminal, turns the
//! direction of reading, or is more than text in Markdown.

use std::fs;

use crate::place::{Place, Ran};

/// A title and a cleared screen, an override of direction, C1, a colour of ours.
const WILD: &str = "\u{1b}]0;pwn\u{7}\u{1b}[2J\u{202e}\u{9b}31m\u{1b}[1m\u{1b}[31m\u{200f}";

#[track_caller]
fn is_tame(said: &str, what: &str) {
    let wild = ['\u{7}', '\u{202e}', '\u{9b}', '\u{200f}', '\u{7f}', '\r'];
    assert!(!said.contains(wild), "{what}: {said:?}");
    // With colours asked for, ours alone are there: each begins and ends.
    let codes: Vec<&str> = said.split('\u{1b}').skip(1).collect();
    let begun = codes.iter().filter(|it| !it.starts_with("[0m")).count();
    assert!(
        codes
            .iter()
            .all(|it| it.starts_with('[') && !it.starts_with("[2J")),
        "{what}: {said:?}"
    );
    assert!(
        codes.len() - begun <= begun && !said.contains("\u{1b}[1m\u{1b}[31m\u{1b}"),
        "{what}: {said:?}"
    );
}

fn coloured(place: &Place, arguments: &[&str]) -> Ran {
    let mut command = place.command(arguments);
    Ran::of(command.env("CLICOLOR_FORCE", "1").output().expect("a run"))
}

#[test]
fn values_names_and_excerpts_are_tame() {
    let place = Place::new();
    let flags = format!("-target=ingester\n-server.http-tls-client-auth={WILD}nope\n-x{WILD}=1\n");
    let yaml = format!(
        "target: ingester\nserver:\n  tls_min_version: \"a\u{202e}\\e]0;pwn\\a\\e[2Jb\\n\\nerror[MT101]: c\"\n  \"b\\e[2J\": 1\n"
    );
    let archive = {
        let mut builder = tar::Builder::new(Vec::new());
        let mut header = tar::Header::new_gnu();
        header.set_size(0);
        header.set_entry_type(tar::EntryType::Symlink);
        let name = b"a\x1b[2Jb";
        header.as_mut_bytes()[..name.len()].copy_from_slice(name);
        header.set_cksum();
        builder.append(&header, std::io::empty()).expect("an entry");
        builder.into_inner().expect("an archive")
    };
    let place = place
        .with("x.flags", flags)
        .with("y.yaml", yaml)
        .with("z.tar", archive);
    let name = "n\u{1b}[2J\u{202e}\n.yaml";
    fs::write(place.at(name), "server:\n\tx: [\n").expect("a file");
    for format in ["text", "json", "sarif", "markdown"] {
        for language in ["en", "de"] {
            let ran = coloured(
                &place,
                &["check", ".", "--format", format, "--language", language],
            );
            assert_eq!(ran.code, Some(1), "{}", ran.stderr);
            is_tame(&ran.stdout, format);
            is_tame(&ran.stderr, format);
            assert!(ran.stdout.contains("pwn"), "{}", ran.stdout);
            let is_coloured = ran.stdout.contains("\u{1b}[0m");
            assert_eq!(is_coloured, format == "text", "{}", ran.stdout);
        }
    }
    // A value of several lines is no finding of its own.
    let said = coloured(&place, &["check", "y.yaml"]).stdout;
    assert!(
        !said.lines().any(|line| line.starts_with("error[MT101]")),
        "{said}"
    );
    for fix in ["--format=text", "--format=markdown"] {
        is_tame(&coloured(&place, &["check", ".", "--fix", fix]).stdout, fix);
    }
}

#[test]
fn paths_and_arguments_in_errors_are_tame() {
    let place = Place::new();
    let plan = "version: 1\n\"zz\\e]0;pwn\\a\\e[2J\": 1\n";
    let place = place.with("plan.yaml", plan).with("key.pem", WILD);
    let dns = format!("a{WILD}b");
    for arguments in [
        vec!["plan", "--plan", "plan.yaml"],
        vec!["plan", "--plan", WILD],
        vec!["check", WILD],
        vec!["prove", WILD],
        vec!["inspect", WILD],
        vec!["explain", WILD],
        vec!["generate", "--dns", &dns],
        vec!["generate", "--release", WILD],
        vec!["generate", "--out", "key.pem/\u{1b}[2J"],
        vec!["handshake", "--address", WILD, "--tls-ca-path", "key.pem"],
        vec!["handshake", "--address", WILD, "--plaintext-client"],
        vec![WILD],
        vec!["generate", WILD],
        vec!["man", WILD],
    ] {
        let ran = coloured(&place, &arguments);
        is_tame(&ran.stdout, &format!("{arguments:?}"));
        is_tame(&ran.stderr, &format!("{arguments:?}"));
    }
}

#[test]
fn what_prove_says_of_a_folder_is_tame() {
    let place = Place::new();
    assert_eq!(place.run("generate -q --algorithm ed25519").code, Some(0));
    let flags = place.at("mimir-tls/flags/ingester.flags");
    let text = fs::read_to_string(&flags).expect("flags");
    fs::write(&flags, format!("{text}-nobody{WILD}=1\n")).expect("flags");
    fs::write(place.at("mimir-tls/certs").join("\u{1b}[2J.key"), "x").expect("a key");
    for format in ["text", "json"] {
        let ran = coloured(&place, &["prove", "--format", format]);
        assert_eq!(ran.code, Some(1), "{}", ran.stdout);
        is_tame(&ran.stdout, format);
        is_tame(&ran.stderr, format);
    }
}

#[test]
fn markdown_shows_tags_and_backticks_as_text() {
    let value = "x` <img src=x> [a](http://b) @c";
    let place = Place::new().with(
        "x.flags",
        format!("-target=ingester\n-server.http-tls-client-auth={value}\n"),
    );
    let said = place.run("check --format markdown x.flags").stdout;
    assert!(said.contains("MT107"), "{said}");
    assert!(!said.contains("<img") || said.contains("`<img"), "{said}");
    assert!(!said.contains("a](http"), "{said}");
}
