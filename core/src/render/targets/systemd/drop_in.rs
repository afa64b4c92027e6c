//! What is dropped in to a component's unit: its certificates as credentials,
//! and its flags as a variable that names them there.
//!
//! systemd reads the files as root and hands copies to the process alone, in
//! memory (systemd.exec(5), `LoadCredential=`); `%d` is the folder of the copies.
//! A line that ends in a backslash goes on in the next, lines of comment between
//! them left out (systemd.syntax(7)).

use std::collections::BTreeSet;
use std::fmt::Write;

use super::super::flags::{self, flag};
use crate::catalog::{Component, Release};
use crate::document::Position;
use crate::render::{Renderer, explain};
use crate::settings::{ImportError, Imported, Settings};

/// The variable of the flags, as environment files have it.
pub(super) const VARIABLE: &str = super::super::env::VARIABLE;

/// The line of a credential: its name, and the file.
const CREDENTIAL: &str = "LoadCredential=";
/// What begins the line of a variable.
const ENVIRONMENT: &str = "Environment=";
/// The folder of the credentials, to systemd, and to a shell.
const FOLDERS: [&str; 2] = ["%d/", "${CREDENTIALS_DIRECTORY}/"];

pub(super) fn text(renderer: &Renderer<'_>, settings: &Settings) -> String {
    let mut out = String::new();
    explain(&mut out, &renderer.header(settings.component.name()));
    out.push_str("[Service]\n");
    if renderer.options.comments {
        out.push_str(
            "# systemd hands copies of these to the process when it starts, whoever may read the\n\
             # files: what is renewed is in force after a restart of the unit.\n",
        );
    }
    let dir = &renderer.plan.cert_dir;
    let values = settings.settings.iter().map(|setting| &setting.value);
    let names: BTreeSet<&str> = values.filter_map(|value| dir.name_of(value)).collect();
    // Writing into a String cannot fail.
    for name in &names {
        let _ = writeln!(out, "{CREDENTIAL}{name}:{}", escaped(&dir.file(name)));
    }
    let _ = writeln!(out, "{ENVIRONMENT}\"{VARIABLE}= \\");
    for (surface, block) in settings.blocks() {
        explain(&mut out, &renderer.explanation(surface, block));
        for setting in block {
            let mut own = setting.clone();
            let name = dir.name_of(&setting.value);
            own.value = match name {
                Some(name) => format!("{}{name}", FOLDERS[0]),
                None => escaped(&setting.value),
            };
            if let Some(flag) = flag(&own) {
                let _ = writeln!(out, "  {flag} \\");
            }
        }
    }
    out.push_str("  \"\n");
    out
}

/// A text in which systemd expands nothing.
fn escaped(text: &str) -> String {
    text.replace('%', "%%")
}

/// The settings of a drop-in: the flags of its variable, with the files that it
/// hands over. Other lines are somebody's own.
pub(super) fn read(
    text: &str,
    component: Component,
    release: Release,
) -> Result<Imported, ImportError> {
    let lines = text.lines().map(str::trim);
    let files: Vec<(&str, &str)> = lines
        .filter_map(|line| line.strip_prefix(CREDENTIAL)?.split_once(':'))
        .collect();
    let mut words = words(text);
    for (_, word) in &mut words {
        *word = plain(word, &files);
    }
    flags::of_words(&words, component, release)
}

/// A word with the paths of files in place of those of their copies.
fn plain(word: &str, files: &[(&str, &str)]) -> String {
    let copy = FOLDERS
        .iter()
        .find_map(|folder| word.split_once(folder))
        .and_then(|(flag, name)| Some((flag, files.iter().find(|file| file.0 == name)?)));
    match copy {
        Some((flag, (_, path))) => format!("{flag}{path}"),
        None => word.to_owned(),
    }
    .replace("%%", "%")
}

/// The words of the variable where it is set last, each with its place.
fn words(text: &str) -> Vec<(Position, String)> {
    let mut words = Vec::new();
    let mut is_within = false;
    for (line, whole) in (1..).zip(text.lines()) {
        let trimmed = whole.trim_start();
        if trimmed.starts_with(['#', ';']) {
            continue;
        }
        let begun = trimmed
            .strip_prefix(ENVIRONMENT)
            .map(|value| value.trim_start_matches(['"', '\'']))
            .and_then(|value| value.strip_prefix(VARIABLE)?.strip_prefix('='));
        let rest = match begun {
            Some(rest) => {
                words.clear();
                rest
            }
            None if is_within => whole,
            None => continue,
        };
        is_within = rest.trim_end().ends_with('\\');
        let before = whole.len() - rest.len();
        let value = rest.trim_end().trim_end_matches(['\\', '"', '\'']);
        for word in value.split_whitespace() {
            // A word is a part of the line that it was split off.
            let at = before + (word.as_ptr() as usize - value.as_ptr() as usize);
            let column = whole.get(..at).map_or(1, |it| it.chars().count() + 1);
            words.push((Position { line, column }, word.to_owned()));
        }
    }
    words
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::catalog::Catalog;

    fn place(line: usize, column: usize) -> Position {
        Position { line, column }
    }

    #[test]
    fn words_go_on_over_lines_and_have_their_places() {
        let text = format!(
            "[Service]\n{ENVIRONMENT}\"{VARIABLE}=-a=b \\\n# -no=t\n  -c=d -e \\\n  \"\n{ENVIRONMENT}X=-f\n"
        );
        let wanted = [
            (place(2, 30), "-a=b"),
            (place(4, 3), "-c=d"),
            (place(4, 8), "-e"),
        ];
        let wanted = wanted.map(|(place, word)| (place, word.to_owned()));
        assert_eq!(words(&text), wanted);
        let again = format!("{text}{ENVIRONMENT}'{VARIABLE}=-g'\n");
        assert_eq!(words(&again), [(place(7, 30), "-g".to_owned())]);
    }

    #[test]
    fn a_copy_is_its_file_and_a_percent_sign_itself() {
        let files = [("server.crt", "/etc/100%%/server.crt")];
        assert_eq!(plain("-a=%d/server.crt", &files), "-a=/etc/100%/server.crt");
        assert_eq!(
            plain("-a=${CREDENTIALS_DIRECTORY}/server.crt", &files),
            "-a=/etc/100%/server.crt"
        );
        assert_eq!(plain("-a=%d/other.crt", &files), "-a=%d/other.crt");
        assert_eq!(plain("-a=100%%", &files), "-a=100%");
    }

    #[test]
    fn what_is_wrong_has_its_line() {
        let release = Catalog::builtin().newest();
        let component = "querier".parse().unwrap();
        let text = format!("{ENVIRONMENT}\"{VARIABLE}= \\\n  oops \\\n  \"\n");
        let error = read(&text, component, release).unwrap_err();
        assert!(
            matches!(&error, ImportError::NoFlag { line: 2, text } if text == "oops"),
            "{error}"
        );
    }
}
