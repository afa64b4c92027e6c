//! What was found in a log.

use std::collections::BTreeMap;

use serde::Serialize;

use super::encoding::Encoding;
use super::link::SeenLink;
use super::rows::Speaker;
use crate::doctor::Code;
use crate::prove::FaultKind;

/// The known errors of a log, or of several: the most frequent first, and what
/// is the echo of another behind it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LogReport {
    /// The number of lines that were read.
    pub lines: u64,
    /// The number of bytes that were read.
    pub bytes: u64,
    /// The encoding in which the lines were written: the first that is not
    /// UTF-8, if the logs differ.
    pub encoding: Encoding,
    /// The logs that have a name, in the order in which they were read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<LogFile>,
    /// The known errors among the lines, by count and then by place.
    pub found: Vec<Found>,
}

/// A log that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LogFile {
    /// The name by which it was handed over.
    pub name: String,
    /// The number of its lines.
    pub lines: u64,
    /// The number of its lines in which an error was found.
    pub errors: u64,
}

/// A known error, and the lines in which it was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Found {
    /// The id of the error, `unknown-authority`.
    pub id: &'static str,
    /// The program that writes the error.
    pub by: Speaker,
    /// The program that dials on these links, in whose words the advice is.
    pub dialler: &'static str,
    /// The number of lines that hold the error.
    pub count: u64,
    /// The number of the first line that holds the error, counted from 1, in the
    /// first of `places`.
    pub first_line: u64,
    /// The number of the last line that holds the error, there.
    pub last_line: u64,
    /// The logs that hold the error, in the order in which they were read.
    pub places: Vec<LogPlace>,
    /// The error's own text, as the first line with it has it: without escapes,
    /// and without what the logger put around it.
    pub example: String,
    /// The texts in the error's holes: the first few of each.
    pub values: BTreeMap<&'static str, Vec<String>>,
    /// The links on which the error was seen, the most frequent first.
    pub links: Vec<SeenLink>,
    /// The number of lines that spoke of links beyond those listed.
    pub other_links: u64,
    /// The error of which this one is what the other side says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub echo: Option<EchoOf>,
    /// What a check of the configuration found of it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub confirmed: Vec<Confirmed>,
    /// The meaning of the error, in plain words.
    pub what: &'static str,
    /// The causes of the error, the likeliest first.
    pub causes: Vec<Cause>,
    /// The source that describes the error, or the people who met it.
    pub reference: &'static str,
    /// The faults that the error speaks of.
    #[serde(skip)]
    pub(super) faults: &'static [FaultKind],
}

/// Where in a log an error was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LogPlace {
    /// The log's name; none for the standard input, or a text by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The number of its lines that hold the error.
    pub count: u64,
    /// The number of the first of them, counted from 1.
    pub first_line: u64,
    /// The number of the last of them.
    pub last_line: u64,
}

/// One reason for an error.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Cause {
    /// The fault behind the error, in a sentence.
    pub cause: String,
    /// The way to see whether the cause is this one.
    pub check: String,
    /// The change that fixes the fault.
    pub fix: String,
    /// The codes of the findings that say the same of a configuration.
    pub findings: &'static [String],
}

/// The error of which another is the echo.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EchoOf {
    /// The id of the error, `client-expired`.
    pub id: &'static str,
    /// The meaning of the error, in plain words.
    pub what: &'static str,
    /// The number of lines that hold the error.
    pub count: u64,
    /// The number of lines that are its echo: at one moment with it, on a link
    /// that can be the same.
    pub echoes: u64,
    /// Whether nothing else is in the lines that were looked at.
    pub is_all: bool,
    /// The faults that the error speaks of.
    #[serde(skip)]
    pub(super) faults: &'static [FaultKind],
}

/// A finding of the configuration that is the cause of a logged error.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Confirmed {
    /// The code of the finding, `MT403`.
    pub code: Code,
    /// The file that the finding is in.
    pub file: String,
    /// The number of the line, counted from 1; 0 for the file as a whole.
    pub line: usize,
    /// What is wrong there.
    pub what: String,
    /// What to do.
    pub fix: String,
}
