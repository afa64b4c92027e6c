//! The findings, the worst first, and the known errors of a log.

use std::rc::Rc;

use yew::prelude::*;

use crate::app::address::Lang;
use crate::app::prose::prose;
use crate::app::words::change::Change as ChangeWords;
use crate::app::words::check::Check as CheckWords;
use crate::app::words::fill;
use crate::draft::Draft;
use crate::view::{Checked, CheckedInput, Explained, Finding, LinkVerdict, LogLink, Severity};

/// What is listed.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct Props {
    /// What came of the check.
    pub checked: Rc<Checked>,
    /// The language.
    pub lang: Lang,
    /// Where the wish to see a place goes.
    pub on_go: Callback<(String, usize)>,
    /// Which findings have a fix that can be made here.
    pub fixable: Rc<Vec<bool>>,
    /// Whether an answer is to come, so that no fix is made before it.
    pub waiting: bool,
    /// Where the wish for a fix goes: which of the findings.
    pub on_fix: Callback<usize>,
    /// How many choices the plan at the first door has, which another would replace.
    pub chosen: usize,
    /// Where the wish for a plan goes.
    pub on_take: Callback<Draft>,
    /// Where the wish to change what lies here goes; none where it is no whole folder.
    pub on_change: Option<Callback<Draft>>,
}

/// All that came of a check, in words.
#[component]
pub fn Findings(props: &Props) -> Html {
    let words = CheckWords::of(props.lang);
    let checked = &props.checked;
    let count = |severity: Severity| {
        let all = checked.findings.iter();
        all.filter(|it| it.severity == severity).count()
    };
    let links = |verdict: LinkVerdict| {
        let all = checked.links.iter();
        all.filter(|it| it.verdict == verdict).count().to_string()
    };
    let unread = checked.inputs.iter().filter(|it| it.suspect).count();
    // Of what was not read nobody knows whether it is free of errors.
    let is_blind = unread > 0
        && !checked
            .findings
            .iter()
            .any(|it| it.severity == Severity::Error);
    let counts = [
        (
            "errors",
            many(count(Severity::Error), words.errors_one, words.errors),
        ),
        (
            "warnings",
            many(count(Severity::Warning), words.warnings_one, words.warnings),
        ),
        (
            "notes",
            many(count(Severity::Note), words.notes_one, words.notes),
        ),
        (
            "processes",
            many(
                checked.processes as usize,
                words.processes_one,
                words.processes,
            ),
        ),
        (
            "materials",
            many(
                checked.materials as usize,
                words.materials_one,
                words.materials,
            ),
        ),
        ("release", checked.release.clone()),
        ("accepted", links(LinkVerdict::Accepted)),
        ("failed", links(LinkVerdict::Failed)),
        ("unproven", links(LinkVerdict::Unproven)),
        ("by", by(words, checked)),
        ("unread", unread.to_string()),
        ("more", checked.left_out.to_string()),
    ];
    let counts: Vec<(&str, &str)> = counts
        .iter()
        .map(|(name, it)| (*name, it.as_str()))
        .collect();
    let is_cluster = checked.processes > 0 || checked.materials > 0;
    let worst = match checked.findings.first() {
        Some(first) => first.severity.word(),
        None if !checked.explained.is_empty() => "error",
        None if is_cluster => "none",
        None => "nothing",
    };
    let take = checked.plan.clone().map(|plan| {
        let on_take = props.on_take.clone();
        Callback::from(move |_: MouseEvent| on_take.emit(plan.clone()))
    });
    let replaced = match props.chosen {
        0 => words.replaces_none.to_owned(),
        1 => words.replaces_one.to_owned(),
        n => fill(words.replaces, &[("n", &n.to_string())]),
    };
    html! {
        <>
            <div class="counts" data-worst={worst.to_owned()} role="status">
                if is_cluster {
                    <p><b>{ fill(if is_blind { words.unread } else { words.counts }, &counts) }</b></p>
                    <p>{ fill(words.seen, &counts) }</p>
                    if !checked.links.is_empty() {
                        <p>{ fill(words.links, &counts) }</p>
                    }
                } else if checked.findings.is_empty() && checked.explained.is_empty() {
                    <p>{ words.nothing }</p>
                }
                if !checked.explained.is_empty() {
                    <p><b>{ many(checked.explained.len(), words.known_one, words.known) }</b></p>
                }
                if is_cluster && checked.findings.is_empty() && unread == 0 {
                    <p>{ words.none }</p>
                }
                if checked.left_out > 0 {
                    <p>{ fill(words.more, &counts) }</p>
                }
                if !checked.inputs.is_empty() {
                    { inputs(words, &checked.inputs) }
                }
            </div>
            if let (Some(take), Some(plan)) = (take, &checked.plan) {
                <div class="take">
                    <button type="button" onclick={take}>{ words.take_over }</button>
                    <p class="why">{ words.take_over_why }{ " " }{ replaced }</p>
                    { change(props, plan) }
                </div>
            }
            if !checked.explained.is_empty() {
                <h3>{ words.explained }</h3>
                { for by_link(words, &checked.explained).into_iter().map(|(link, known)| html! {
                    <>
                        <h4 class="link">{ link }</h4>
                        <ol class="findings">{ for known.iter().map(|it| explained(words, it, &props.on_go)) }</ol>
                    </>
                }) }
            }
            if !checked.findings.is_empty() {
                <h3>{ words.findings }</h3>
                <ol class="findings">
                    { for checked.findings.iter().enumerate().map(|(index, it)| finding(words, it, index, props)) }
                </ol>
            }
        </>
    }
}

/// The way on to the third door, or what it needs.
fn change(props: &Props, plan: &Draft) -> Html {
    let words = ChangeWords::of(props.lang);
    let Some(on_change) = &props.on_change else {
        return html! { <p class="why">{ prose(words.from_check_needs) }</p> };
    };
    let plan = plan.clone();
    let change = on_change.reform(move |_: MouseEvent| plan.clone());
    html! {
        <>
            <button type="button" onclick={change}>{ words.from_check }</button>
            <p class="why">{ words.from_check_why }</p>
        </>
    }
}

/// So many of something.
fn many(n: usize, one: &str, many: &str) -> String {
    match n {
        1 => one.to_owned(),
        _ => fill(many, &[("n", &n.to_string())]),
    }
}

/// More files than these are folded.
const MOST_INPUTS: usize = 10;

/// What became of each file, one line each; what should have been read first.
fn inputs(words: &CheckWords, inputs: &[CheckedInput]) -> Html {
    let mut sorted: Vec<&CheckedInput> = inputs.iter().collect();
    sorted.sort_by_key(|input| (!input.suspect, !input.read));
    let line = |input: &&CheckedInput| {
        let values = [("file", &*input.file), ("words", &*input.words)];
        let text = if input.read {
            words.was_read
        } else {
            words.was_over
        };
        html! { <li>{ fill(text, &values) }</li> }
    };
    html! {
        <details open={inputs.len() <= MOST_INPUTS}>
            <summary>{ format!("{} ({})", words.inputs, inputs.len()) }</summary>
            <ul>{ for sorted.iter().map(line) }</ul>
        </details>
    }
}

/// Where the release is from.
fn by(words: &CheckWords, checked: &Checked) -> String {
    let text = match checked.release_by.as_str() {
        "given" => words.by_given,
        "plan" => words.by_plan,
        "image" => words.by_image,
        "chart" => words.by_chart,
        "label" => words.by_label,
        "dump" => words.by_dump,
        "comment" => words.by_comment,
        _ => words.by_newest,
    };
    fill(text, &[("at", checked.release_at.as_str())])
}

/// The word of a severity.
pub fn severity(words: &CheckWords, severity: Severity) -> &str {
    match severity {
        Severity::Error => words.error,
        Severity::Warning => words.warning,
        Severity::Note => words.note,
    }
}

fn place(words: &CheckWords, file: &str, line: usize, on_go: &Callback<(String, usize)>) -> Html {
    let values = [("file", file), ("line", &*line.to_string())];
    let go = {
        let (on_go, file) = (on_go.clone(), file.to_owned());
        Callback::from(move |_: MouseEvent| on_go.emit((file.clone(), line)))
    };
    let (label, text) = match line {
        0 => (file.to_owned(), file.to_owned()),
        _ => (fill(words.go, &values), fill(words.at, &values)),
    };
    html! { <button type="button" class="quiet place" aria-label={label} onclick={go}>{ text }</button> }
}

/// The button that makes a finding's fix.
pub fn fix_button(
    words: &CheckWords,
    finding: &Finding,
    index: usize,
    waiting: bool,
    on_fix: &Callback<usize>,
) -> Html {
    let values = [
        ("code", &*finding.code),
        ("file", &*finding.file),
        ("line", &*finding.line.to_string()),
    ];
    let on_fix = on_fix.clone();
    let onclick = Callback::from(move |_: MouseEvent| on_fix.emit(index));
    html! {
        <button type="button" class="fix" disabled={waiting} aria-label={fill(words.fix_this_one, &values)} {onclick}>{ words.fix_this }</button>
    }
}

fn finding(words: &CheckWords, finding: &Finding, index: usize, props: &Props) -> Html {
    let on_go = &props.on_go;
    let word = severity(words, finding.severity);
    let is_fixable = props.fixable.get(index).is_some_and(|it| *it);
    html! {
        <li class="finding" data-severity={finding.severity.word()}>
            <p class="head">
                <span class="severity">{ word }</span>
                { " " }
                <code>{ &finding.code }</code>
                { " " }
                { place(words, &finding.file, finding.line, on_go) }
            </p>
            <p class="what">{ prose(&finding.what) }</p>
            <dl>
                if !finding.places.is_empty() {
                    <dt>{ words.places }</dt>
                    <dd><ul>{ for finding.places.iter().map(|spot| html! {
                        <li>
                            { place(words, &spot.file, spot.line, on_go) }
                            if spot.what != finding.what { { " " }{ &spot.what } }
                        </li>
                    }) }</ul></dd>
                }
                if !finding.also.is_empty() {
                    <dt>{ words.also }</dt><dd>{ finding.also.join(", ") }</dd>
                }
                <dt>{ words.why_label }</dt><dd>{ prose(&finding.why) }</dd>
                <dt>{ words.fix_label }</dt><dd>
                    { prose(&finding.fix) }
                    { diff(&finding.diff) }
                    if is_fixable {
                        { fix_button(words, finding, index, props.waiting, &props.on_fix) }
                    }
                </dd>
                if !finding.links.is_empty() {
                    <dt>{ words.broken }</dt><dd>{ broken(words, &finding.links) }</dd>
                }
                <dt>{ words.reference }</dt>
                <dd><code class="address">{ &finding.reference }</code></dd>
            </dl>
        </li>
    }
}

/// More links than these are folded.
const MOST_LINKS: usize = 3;

/// The links that fail by one cause.
fn broken(words: &CheckWords, links: &[String]) -> Html {
    let list = html! { <ul>{ for links.iter().map(|link| html! { <li>{ link }</li> }) }</ul> };
    if links.len() <= MOST_LINKS {
        return list;
    }
    let summary = fill(words.broken_many, &[("n", &links.len().to_string())]);
    html! { <details><summary>{ summary }</summary>{ list }</details> }
}

/// The fix, line by line; the mark says in ink what the colour says.
pub fn diff(lines: &[String]) -> Html {
    if lines.is_empty() {
        return Html::default();
    }
    let lines = lines.iter().map(|line| {
        let tone = match line.chars().next() {
            Some('+') => "added",
            Some('-') => "removed",
            _ => "kept",
        };
        html! { <span class={tone}>{ format!("{line}\n") }</span> }
    });
    html! { <pre class="diff">{ for lines }</pre> }
}

/// Known errors by the link that they speak of, in their order.
fn by_link<'a>(words: &CheckWords, known: &'a [Explained]) -> Vec<(String, Vec<&'a Explained>)> {
    let mut links: Vec<(String, Vec<&Explained>)> = Vec::new();
    for it in known {
        let link = match it.links.first() {
            Some(link) => log_link(words, link),
            None => words.no_link.to_owned(),
        };
        match links.iter_mut().find(|(known, _)| *known == link) {
            Some((_, own)) => own.push(it),
            None => links.push((link, vec![it])),
        }
    }
    links
}

fn explained(words: &CheckWords, it: &Explained, on_go: &Callback<(String, usize)>) -> Html {
    let values = [
        ("n", &*it.count.to_string()),
        ("line", &*it.line.to_string()),
    ];
    let line = usize::try_from(it.line).unwrap_or(0);
    let causes = it.causes.iter().map(|cause| {
        html! {
            <li>
                <dl>
                    <dt>{ words.cause_label }</dt><dd>{ prose(&cause.why) }</dd>
                    <dt>{ words.check_label }</dt><dd>{ prose(&cause.check) }</dd>
                    <dt>{ words.fix_label }</dt><dd>{ prose(&cause.fix) }</dd>
                </dl>
            </li>
        }
    });
    html! {
        <li class="finding" data-severity="error">
            <p class="head">
                <span class="severity">{ words.error }</span>
                { " " }
                <code>{ &it.speaker }</code>
                { " " }
                { place(words, &it.file, line, on_go) }
                { " " }
                <small>{ fill(words.times, &values) }</small>
            </p>
            <p class="what">{ &it.what }</p>
            <pre class="example">{ &it.text }</pre>
            if it.links.len() > 1 {
                <p class="on">{ words.on_links }{ ": " }{ it.links.iter().map(|link| log_link(words, link)).collect::<Vec<_>>().join("; ") }</p>
            }
            if let Some(echo) = &it.echo {
                <p class="on">{ words.echo }{ ": " }{ echo }</p>
            }
            if !it.confirmed.is_empty() {
                <p class="on">{ words.confirmed }{ ": " }{ it.confirmed.join(", ") }</p>
            }
            <ol class="causes">{ for causes }</ol>
        </li>
    }
}

/// More components than these that a link may be of are not named.
const MOST_NAMED: usize = 4;

fn log_link(words: &CheckWords, link: &LogLink) -> String {
    let is_any = |names: &[String]| names.is_empty() || names.len() > MOST_NAMED;
    if is_any(&link.from) && is_any(&link.to) && link.surface.as_deref() == Some("memberlist") {
        return words.gossip.to_owned();
    }
    let names = |names: &[String]| match is_any(names) {
        true => words.any.to_owned(),
        false => names.join(", "),
    };
    let to = match &link.address {
        Some(address) => format!("{} {address}", names(&link.to)),
        None => names(&link.to),
    };
    format!("{} → {to}", names(&link.from))
}
