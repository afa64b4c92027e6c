//! Terraform: the values of a `helm_release` for the chart, and what other resources
//! hold.

use super::super::input::{Kind, Source};
use super::chart;
use super::document::Document;
use super::facts::Facts;
use super::hcl::{self, Block, Is, Value};
use super::resources;
use super::wrapped::{Layers, of_lines, set};
use crate::catalog::Release;
use crate::document::{Node, Position};

/// A block `resource "helm_release"` for the chart.
struct HelmRelease<'a> {
    name: String,
    /// The lines of the block, each with its number.
    lines: Vec<(usize, &'a str)>,
}

/// Whether the text has such a block, or variables that one beside it may name.
pub(super) fn claims(document: &Document<'_>, _: Release) -> bool {
    let source = document.source();
    let is_variable = |line: &str| line.starts_with("variable ");
    source.kind == Kind::Terraform
        && (!blocks(source).is_empty()
            || resources::has(&source.text)
            || source.text.lines().any(is_variable))
}

/// Takes in the values of each block.
pub(super) fn read(document: &Document<'_>, facts: &mut Facts) -> bool {
    let source = document.source();
    let blocks = blocks(source);
    let found = !blocks.is_empty();
    for block in blocks {
        block.read(source, facts);
    }
    resources::read(source, &hcl::parse(&source.text), facts) || found
}

/// What the blocks say which version of the chart is theirs, each with its line: a text
/// in quotes, or the name of a variable.
pub(super) fn versions(source: &Source) -> Vec<(usize, &str)> {
    if source.kind != Kind::Terraform {
        return Vec::new();
    }
    let lines = blocks(source).into_iter().flat_map(|block| block.lines);
    lines
        .filter_map(|(number, line)| Some((number, argument(line, "version")?)))
        .collect()
}

fn blocks(source: &Source) -> Vec<HelmRelease<'_>> {
    let mut blocks = Vec::new();
    let mut open: Option<HelmRelease<'_>> = None;
    let mut depth = 0_usize;
    let mut text: Option<&str> = None;
    for (number, line) in (1..).zip(source.text.lines()) {
        let Some(block) = &mut open else {
            let mut words = line.split('"');
            if words.next().is_some_and(|it| it.trim() == "resource")
                && words.next() == Some("helm_release")
            {
                let name = words.nth(1).unwrap_or_default().to_owned();
                let lines = Vec::new();
                open = Some(HelmRelease { name, lines });
                depth = 1;
            }
            continue;
        };
        block.lines.push((number, line));
        match text {
            Some(end) if line.trim() == end => text = None,
            Some(_) => {}
            None => {
                text = heredoc(line);
                depth += line.matches('{').count();
                depth = depth.saturating_sub(line.matches('}').count());
            }
        }
        if depth == 0 {
            blocks.extend(open.take());
        }
    }
    blocks.extend(open);
    blocks.retain(|block| {
        let mut lines = block.lines.iter();
        lines.any(|(_, line)| {
            argument(line, "chart")
                .and_then(quoted)
                .is_some_and(chart::is_named)
        })
    });
    blocks
}

/// The word at which a text ends that begins behind this line.
fn heredoc(line: &str) -> Option<&str> {
    let (_, behind) = line.split_once("<<")?;
    let word = behind.trim_start_matches('-').trim();
    let end = word.find(|it: char| !it.is_ascii_alphanumeric() && it != '_');
    word.get(..end.unwrap_or(word.len()))
        .filter(|it| !it.is_empty())
}

/// What stands behind `name =`.
fn argument<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let rest = line.trim_start().strip_prefix(name)?.trim_start();
    rest.strip_prefix('=').map(str::trim)
}

/// A text between quotes.
pub(super) fn quoted(text: &str) -> Option<&str> {
    text.strip_prefix('"')?.split('"').next()
}

impl HelmRelease<'_> {
    /// The files that its call of `fileset` names, as a pattern from the module on.
    fn folder(&self) -> Option<String> {
        let mut lines = self.lines.iter();
        let given = lines.find_map(|(_, line)| line.split("fileset(").nth(1))?;
        let (folder, behind) = given.split_once(',')?;
        let pattern = quoted(behind.trim())?;
        let folder = folder.trim().trim_matches('"').trim_start_matches("${");
        let folder = folder.strip_prefix("path.module")?.trim_start_matches('}');
        let all = format!("{folder}/{pattern}");
        let all = all.trim_start_matches('/');
        (!all.contains("${")).then(|| all.to_owned())
    }

    fn read(&self, source: &Source, facts: &mut Facts) {
        let root = hcl::parse(&source.text);
        let mut all = Layers::default();
        let mut lines = self.lines.iter().copied();
        let mut name: Option<&str> = None;
        while let Some((number, line)) = lines.next() {
            if let Some(end) = heredoc(line) {
                let text: Vec<&str> = lines
                    .by_ref()
                    .map(|(_, line)| line)
                    .take_while(|line| line.trim() != end)
                    .collect();
                all.lay(text_of(number, &text));
            } else if let Some(values) = encoded(&root, number) {
                all.lay(Some(values.tree()));
            } else if ["file(", "yamlencode("].iter().any(|it| line.contains(it)) {
                let place = source.place(number, 0);
                let folder = self.folder().filter(|_| is_each(line));
                if let Some(pattern) = folder {
                    all.folder(place, &self.name, &pattern, facts);
                    continue;
                }
                for from in calls(line) {
                    all.file(place.clone(), &self.name, &from, facts);
                }
            } else if let Some(text) = argument(line, "name").and_then(quoted) {
                name = Some(text);
            } else if let (Some(path), Some(text)) = (
                name,
                argument(line, "value").map(|it| quoted(it).unwrap_or(it)),
            ) {
                let column = line.len() - line.trim_start().len() + 1;
                let place = Position {
                    line: number,
                    column,
                };
                // Terraform needs a second backslash for the one of Helm.
                let path = path.replace("\\\\", "\\");
                all.lay(set(&path, &Node::scalar(text, place)));
                name = None;
            }
        }
        let names_values = |(_, line): &(usize, &str)| argument(line, "values").is_some();
        if self.lines.iter().any(names_values) {
            all.lack();
        }
        all.read(source, facts);
    }
}

/// Whether a line reads a file whose name is all a variable, as each of a list is.
fn is_each(line: &str) -> bool {
    let behind = line.split("file(").nth(1).unwrap_or_default();
    let name = behind.split(['"', ')']).find(|it| !it.trim().is_empty());
    let name = name
        .unwrap_or_default()
        .rsplit('/')
        .next()
        .unwrap_or_default();
    let is_quoted = behind.trim_start().starts_with('"');
    !is_quoted || name.starts_with("${") && name.ends_with('}')
}

/// What a call of `yamlencode` that begins in a line is given, among the values of
/// a block.
fn encoded(root: &Block, line: usize) -> Option<&Value> {
    let blocks = root.of_kind("resource");
    let values = blocks.filter_map(|block| block.at("values"));
    let mut calls = values
        .flat_map(Value::items)
        .filter_map(|value| match &value.is {
            Is::Call(name, given) if name == "yamlencode" && value.line == line => given.first(),
            _ => None,
        });
    calls.find(|given| matches!(given.is, Is::Object(_)))
}

/// The files that the calls in a line name, or what stands there where it names none.
fn calls(line: &str) -> Vec<String> {
    let files = line.split("file(").skip(1).filter_map(|behind| {
        let named = behind.trim_start().strip_prefix('"')?;
        Some(named.split('"').next()?.replace("${path.module}/", ""))
    });
    let files: Vec<String> = files.collect();
    match files.is_empty() {
        true => vec![line.trim().trim_end_matches(',').to_owned()],
        false => files,
    }
}

/// The values in a text behind line `above`, its common indentation taken off.
fn text_of(above: usize, lines: &[&str]) -> Option<Node> {
    let indents = lines
        .iter()
        .filter(|line| !line.trim().is_empty())
        .map(|line| line.len() - line.trim_start_matches(' ').len());
    let indent = indents.min()?;
    let text: String = lines
        .iter()
        .map(|line| format!("{}\n", line.get(indent..).unwrap_or_default()))
        .collect();
    of_lines(above, indent, &text)
}
