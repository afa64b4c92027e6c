//! A point of the way: what is to be done there, what was proven of it, and the
//! cluster with each link as it is then.

use std::rc::Rc;

use yew::prelude::*;

use super::track::{PANEL, Place};
use crate::app::address::{Lang, Selection};
use crate::app::cluster::Cluster;
use crate::app::cluster::outcome;
use crate::app::fold::Fold;
use crate::app::prose::prose;
use crate::app::state::Action;
use crate::app::words::change::{Change as ChangeWords, said};
use crate::app::words::fill;
use crate::changed::{ChangePhase, ChangeStep};
use crate::draft::Draft;
use crate::view::{Course, View};

/// More processes than so many are counted together where they are all.
const NAMED: usize = 4;

/// What is shown of a point.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct Props {
    /// The change.
    pub course: Rc<Course>,
    /// The plan of what runs.
    pub plan: Draft,
    /// The point, by its number.
    pub at: usize,
    /// What of the cluster is looked at.
    pub selection: Selection,
    /// The language.
    pub lang: Lang,
    /// Where another selection goes.
    pub on_select: Callback<Selection>,
}

/// The point.
#[component]
pub fn Point(props: &Props) -> Html {
    let drawn = use_memo(
        (props.course.clone(), props.at, props.plan.clone()),
        |(course, at, plan)| {
            let point = course.points.get(*at);
            let links = point.map_or(&[][..], |point| point.links.as_slice());
            let view = View {
                plan: plan.clone(),
                warnings: Vec::new(),
                nodes: course.nodes.clone(),
                links: links.iter().map(|it| it.link.clone()).collect(),
                files: Vec::new(),
                mends: Vec::new(),
                instructions: Vec::new(),
            };
            let outcomes = point.map(outcome::of_point).unwrap_or_default();
            (Rc::new(view), Rc::new(outcomes))
        },
    );
    let (view, outcomes) = &*drawn;
    let select = {
        let on_select = props.on_select.clone();
        Callback::from(move |action| {
            if let Action::Select(selection) = action {
                on_select.emit(selection);
            }
        })
    };
    let words = ChangeWords::of(props.lang);
    html! {
        <div class="point" id={PANEL} role="tabpanel" tabindex="0" aria-labelledby={format!("point-{}", props.at)}>
            { match Place::of(props.at) {
                Place::Behind(number) => stop(props, words, number),
                Place::Within(number) => match props.course.change.phases.get(number - 1) {
                    Some(it) => phase(props, words, number, it),
                    None => Html::default(),
                },
            } }
            <Cluster view={view.clone()} outcomes={outcomes.clone()} proving={false} open={true} stale={false}
                selection={props.selection.clone()} lang={props.lang} dispatch={select}/>
        </div>
    }
}

/// Where one can stay.
fn stop(props: &Props, words: &ChangeWords, number: usize) -> Html {
    let phases = &props.course.change.phases;
    let folder = match number.checked_sub(1).and_then(|nth| phases.get(nth)) {
        Some(phase) => phase.folder.as_str(),
        None => "",
    };
    let (here, next) = (number.to_string(), (number + 1).to_string());
    let (title, why) = match number {
        0 => (words.at_before, words.at_before_why),
        last if last == phases.len() => (words.at_last, words.at_last_why),
        _ => (words.at_behind, words.at_behind_why),
    };
    html! {
        <>
            <h3>{ fill(title, &[("n", &here), ("next", &next)]) }</h3>
            <p>{ prose(&fill(why, &[("folder", folder)])) }</p>
        </>
    }
}

fn phase(props: &Props, words: &ChangeWords, number: usize, phase: &ChangePhase) -> Html {
    let proof = &phase.proof;
    let counts = [
        ("links", proof.links.to_string()),
        ("pairs", proof.pairs.to_string()),
        ("handshakes", proof.handshakes.to_string()),
        ("half", proof.half_copied.to_string()),
    ];
    let counted = |text: &str| {
        let counts: Vec<_> = counts.iter().map(|(key, it)| (*key, it.as_str())).collect();
        fill(text, &counts)
    };
    let skipped = proof.skipped.first().map(|first| {
        let link = format!("{} → {} ({})", first.from, first.to, first.surface);
        let count = proof.skipped.len().to_string();
        fill(
            words.proof_skipped,
            &[("n", &count), ("link", &link), ("why", &first.why)],
        )
    });
    let back = {
        let (steps, lang) = (phase.back.clone(), props.lang);
        let (plan, holds) = (props.plan.clone(), proof.back_holds);
        Callback::from(move |()| {
            let words = ChangeWords::of(lang);
            html! {
                <>
                    if !holds {
                        <p class="bad">{ words.back_breaks }</p>
                    }
                    { list(words, &steps, everybody(&plan, &steps)) }
                </>
            }
        })
    };
    let everybody = everybody(&props.plan, &phase.steps);
    let number = number.to_string();
    html! {
        <>
            <h3>{ fill(words.phase, &[("n", &number)]) }{ ": " }{ said(props.lang, &phase.name) }</h3>
            <h4>{ words.steps }</h4>
            { list(words, &phase.steps, everybody) }
            if !proof.outside.is_empty() {
                <p class="why">{ fill(words.outside, &[("who", &proof.outside.join(", "))]) }</p>
            }
            <Fold summary={html! { words.back }} body={back}/>
            <h4>{ words.proof }</h4>
            <ul class="proof">
                <li data-holds={proof.holds.to_string()}>{ if proof.holds { counted(words.proof_holds) } else { words.proof_broken.to_owned() } }</li>
                if proof.back_holds {
                    <li data-holds="true">{ words.proof_back }</li>
                }
                if proof.half_copied > 0 {
                    <li>{ fill(words.proof_half, &[("n", &proof.half_copied.to_string())]) }</li>
                }
                if let Some(skipped) = skipped {
                    <li>{ skipped }</li>
                }
            </ul>
        </>
    }
}

/// How many processes there are, by the longest list of the steps; the plan says
/// whether these are all.
fn everybody(plan: &Draft, steps: &[ChangeStep]) -> usize {
    let longest = steps.iter().map(|step| who(step).len()).max();
    let components = plan
        .get("components")
        .map_or(0, |all| all.split(',').count());
    longest
        .filter(|longest| *longest >= components)
        .unwrap_or(usize::MAX)
}

fn who(step: &ChangeStep) -> &[String] {
    match step {
        ChangeStep::Files { processes, .. } | ChangeStep::Restart { processes, .. } => processes,
    }
}

/// Steps, in their order.
fn list(words: &ChangeWords, steps: &[ChangeStep], everybody: usize) -> Html {
    if steps.is_empty() {
        return html! { <p>{ words.no_steps }</p> };
    }
    let named = |processes: &[String], all: &str| match processes.len() {
        many if many > NAMED && many == everybody => all.to_owned(),
        _ => processes.join(", "),
    };
    let step = |step: &ChangeStep| match step {
        ChangeStep::Files {
            processes,
            from,
            to,
        } => fill(
            words.files_step,
            &[
                ("who", &named(processes, words.everybody)),
                ("to", to),
                ("from", from),
            ],
        ),
        ChangeStep::Restart {
            processes,
            one_at_a_time,
        } => {
            let text = match one_at_a_time {
                true => words.restart_step,
                false => words.restart_all_step,
            };
            fill(text, &[("who", &named(processes, words.everybody_restart))])
        }
    };
    html! {
        <ol class="steps">{ for steps.iter().map(|it| html! { <li>{ prose(&step(it)) }</li> }) }</ol>
    }
}
