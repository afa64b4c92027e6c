//! An empty folder to run the binary in, and what it did there.

use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use expect_test::Expect;
use tempfile::TempDir;

use crate::schema;

/// A folder of its own, removed at the end of the test.
pub(crate) struct Place {
    folder: TempDir,
}

/// What one run of the binary said, and how it ended.
#[derive(Debug)]
pub(crate) struct Ran {
    /// The exit code; none if a signal ended it.
    pub(crate) code: Option<i32>,
    /// What it printed as its result.
    pub(crate) stdout: String,
    /// What it said beside.
    pub(crate) stderr: String,
}

impl Place {
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn at(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    /// Writes a file to be read by the binary, and its folders.
    pub(crate) fn with(self, name: &str, content: impl AsRef<[u8]>) -> Self {
        let path = self.at(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
        self
    }

    /// The text of a file here.
    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.at(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Runs the binary, which ends with that code.
    #[track_caller]
    pub(crate) fn ran(&self, code: i32, arguments: &str) -> Ran {
        let ran = self.run(arguments);
        let said = format!("{arguments}: {}{}", ran.stdout, ran.stderr);
        assert_eq!(ran.code, Some(code), "{said}");
        ran
    }

    /// Runs the binary, which has nothing to object to.
    #[track_caller]
    pub(crate) fn good(&self, arguments: &str) -> Ran {
        self.ran(0, arguments)
    }

    /// The binary, about to run here with `arguments`, no colour asked for or
    /// refused, and nothing on its standard input.
    pub(crate) fn command<I>(&self, arguments: I) -> Command
    where
        I: IntoIterator<Item: AsRef<OsStr>>,
    {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mimir-tls"));
        command
            .args(arguments)
            .current_dir(self.path())
            .env_remove("NO_COLOR")
            .env_remove("CLICOLOR")
            .env_remove("CLICOLOR_FORCE")
            .stdin(Stdio::null());
        command
    }

    /// Runs the binary with words that hold no blank. JSON that it prints is as its
    /// schema says.
    #[track_caller]
    pub(crate) fn run(&self, arguments: &str) -> Ran {
        let ran = Ran::of(self.command(arguments.split_whitespace()).output().unwrap());
        schema::hold(arguments, &ran);
        ran
    }

    /// Runs the binary with `input` on its standard input.
    pub(crate) fn run_with_input(&self, arguments: &str, input: &[u8]) -> Ran {
        let mut child = self
            .command(arguments.split_whitespace())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        std::thread::scope(|scope| {
            // The binary may stop reading early, which is its good right.
            scope.spawn(move || drop(stdin.write_all(input)));
            let ran = Ran::of(child.wait_with_output().unwrap());
            schema::hold(arguments, &ran);
            ran
        })
    }

    /// Every file and folder here, sorted, folders with a slash.
    pub(crate) fn listing(&self) -> Vec<String> {
        let mut found = Vec::new();
        list(self.path(), "", &mut found);
        found.sort();
        found
    }

    /// Runs the binary, which must refuse its input with the exit code 2 and
    /// the words of `said`, and write nothing at all.
    #[track_caller]
    pub(crate) fn refused<I>(&self, arguments: I, said: &Expect)
    where
        I: IntoIterator<Item: AsRef<OsStr>>,
    {
        let before = self.listing();
        let ran = Ran::of(self.command(arguments).output().unwrap());
        said.assert_eq(&ran.stderr);
        assert_eq!(ran.code, Some(2), "{}", ran.stderr);
        assert_eq!(ran.stdout, "");
        assert_eq!(self.listing(), before, "something was written");
    }
}

impl Ran {
    /// What a finished process leaves, with a panic told apart from an error.
    #[track_caller]
    pub(crate) fn of(output: Output) -> Self {
        let ran = Self {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        };
        assert!(!ran.stderr.contains("panicked at"), "{}", ran.stderr);
        ran
    }
}

fn list(folder: &Path, prefix: &str, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type().unwrap().is_dir() {
            let inside = format!("{name}/");
            list(&entry.path(), &inside, found);
            found.push(inside);
        } else {
            found.push(name);
        }
    }
}
