//! The run sheet: a change as Markdown, for whoever carries it out.

use std::fmt::Write;

use super::{Break, Change, Phase, PhaseProof, Step};
use crate::folder;
use crate::render;

/// How a folder takes the place of another at once: a link is renamed over the
/// old one, so that no process ever sees half of each.
const EXCHANGE: &str = "\
A certificate and its key are read at each handshake, so files that are copied one by one are for a moment \
a pair that does not fit, and handshakes fail. Exchange the folder as a whole: let its path be a link, copy the new folder beside \
it, and rename a link over the old one:

    cp -rp FROM TO.N && ln -sfn TO.N TO.next && mv -T TO.next TO

Where TO is still a folder, make it a link once: `mv TO TO.0 && ln -s TO.0 TO`. In Kubernetes a mounted \
Secret is exchanged so by itself, but for a `subPath`.
";

/// Writes a change as Markdown.
///
/// ```
/// use mimir_tls::bundle::Bundle;
/// use mimir_tls::change::{self, Standing};
/// use mimir_tls::pki::{Instant, SeededEntropy};
/// use mimir_tls::plan::{Plan, PlanFile};
///
/// let file = PlanFile::parse(b"version: 1\nmode: monolithic\ncertificates: {algorithm: ed25519}\n")?;
/// let (plan, _) = Plan::resolve(&file)?;
/// let now = Instant::from_unix(1_800_000_000);
/// let standing = |seed| -> Result<_, mimir_tls::pki::PkiError> {
///     let bundle = Bundle::issue(&plan, &mut SeededEntropy::new([seed; 32]), now)?;
///     Ok(Standing::of_plan(plan.clone(), bundle.folder))
/// };
/// let change = change::plan(&standing(1)?, &standing(2)?, Vec::new(), now);
/// assert!(change::sheet(&change).contains("## Phase 3 of 3: trust the new CA alone"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn sheet(change: &Change) -> String {
    let mut out = format!(
        "# Change of Mimir's TLS, from plan {} to plan {}\n\n",
        change.from, change.to
    );
    // Writing into a String cannot fail.
    let _ = match change.phases.len() {
        0 => writeln!(out, "Nothing changes."),
        1 => writeln!(out, "One phase."),
        count => writeln!(
            out,
            "{count} phases, one after the other; the next begins when every process is behind the one before."
        ),
    };
    if !change.breaks.is_empty() {
        out.push_str("\n## What breaks\n\nA listener speaks TLS or plaintext, never both, so these links fail at some moment, whatever the order:\n\n");
        for broken in &change.breaks {
            let _ = writeln!(
                out,
                "- phase {}, {}: {} -> {} ({}): {}. Bridge: {}.",
                broken.phase,
                steps_of(broken),
                broken.from,
                broken.to,
                broken.surface,
                broken.why,
                broken.bridge
            );
        }
    }
    if let Some(merged) = &change.merged {
        let _ = writeln!(
            out,
            "\n## What no phase has\n\n`{merged}`, your own configuration with the settings in it, is in no phase. Where a phase exchanges settings, put those of its folder into yours before the restart; behind the last phase, `mimir-tls generate --force --into FILE` over its folder makes the file anew."
        );
    }
    if change.phases.iter().any(|phase| has_files(&phase.steps)) {
        let _ = write!(out, "\n## Exchanging a folder\n\n{EXCHANGE}");
    }
    let count = change.phases.len();
    for (number, phase) in change.phases.iter().enumerate() {
        let _ = writeln!(
            out,
            "\n## Phase {} of {count}: {}\n",
            number + 1,
            phase.name
        );
        steps(&mut out, &phase.steps);
        let proof = &phase.proof;
        let brought = brought(phase);
        if !brought.is_empty() {
            let _ = writeln!(
                out,
                "\nWhere a target brings the files, that is: {}.",
                brought.join("; ")
            );
        }
        if !proof.outside.is_empty() {
            let _ = writeln!(
                out,
                "\nBy the end of the phase those who are no part of Mimir have its certificates too, and dial by the names of its plan: {}. Most of them read files again at a restart alone.",
                proof.outside.join(", ")
            );
        }
        let _ = writeln!(
            out,
            "\nBefore anything else: every process is ready, no log has a TLS error, and `mimir-tls change --status` says `{}` of the folder on every machine.\n",
            phase.folder
        );
        let _ = match proof.holds {
            true => writeln!(
                out,
                "Proven: {} links hold between any two processes, whichever is before, within or behind this phase ({} pairs, {} handshakes that differ).{}",
                proof.links,
                proof.pairs,
                proof.handshakes,
                half(proof)
            ),
            false => writeln!(out, "Not every link holds meanwhile; see above."),
        };
        if let Some(skipped) = proof.skipped.first() {
            let _ = writeln!(
                out,
                "\nWithout this phase the next one fails {} links: {} -> {}: {}.",
                proof.skipped.len(),
                skipped.from,
                skipped.to,
                skipped.why
            );
        }
        out.push_str(match proof.back_holds {
            true => "\nBack, proven likewise:\n\n",
            false => "\nBack, with a break as on the way there:\n\n",
        });
        steps(&mut out, &phase.back);
    }
    if let Some(last) = change.phases.last() {
        let _ = writeln!(
            out,
            "\n## Afterwards\n\n`{}` is the folder of the cluster from now on: keep it in the place of the one before, with `{}`, for what is renewed next.",
            last.folder,
            folder::CA_KEY
        );
        for ca in &change.retired {
            let _ = writeln!(
                out,
                "\nThe CA `{ca}` of cert-manager's is of no more use then:\n\n    kubectl delete clusterissuer {ca}\n    kubectl --namespace cert-manager delete certificate,secret {ca}"
            );
        }
    }
    out
}

/// How a phase's files come to processes by its targets.
fn brought(phase: &Phase) -> Vec<String> {
    let Some(plan) = phase.plans.first() else {
        return Vec::new();
    };
    let outputs = plan.targets.iter().copied().map(render::output);
    let mut brings: Vec<_> = outputs.filter(|it| it.brings_certificates()).collect();
    brings.sort_by_key(|output| !output.comes_first(plan));
    brings
        .into_iter()
        .map(|output| output.next(plan, &phase.folder).among)
        .collect()
}

fn steps_of(broken: &Break) -> String {
    match broken.from_step == broken.to_step {
        true => format!("step {}", broken.to_step),
        false => format!("steps {} to {}", broken.from_step, broken.to_step),
    }
}

fn half(proof: &PhaseProof) -> String {
    match proof.half_copied {
        0 => String::new(),
        links => format!(" Copied file by file, {links} links would fail meanwhile."),
    }
}

fn has_files(steps: &[Step]) -> bool {
    steps.iter().any(|step| matches!(step, Step::Files { .. }))
}

fn steps(out: &mut String, steps: &[Step]) {
    if steps.is_empty() {
        out.push_str("Nothing is to be done.\n");
    }
    for (number, step) in steps.iter().enumerate() {
        let number = number + 1;
        let _ = match step {
            Step::Files {
                processes,
                from,
                to,
            } => writeln!(
                out,
                "{number}. On the machines of {}: exchange `{to}` for `{from}`.",
                named(processes)
            ),
            Step::Restart {
                processes,
                one_at_a_time,
            } => writeln!(
                out,
                "{number}. Restart {}: {}.",
                match one_at_a_time {
                    true => "one at a time, each ready before the next",
                    false => "all in one go",
                },
                named(processes)
            ),
        };
    }
}

/// Processes by their names, those of a component in one: `ingester-0..2`.
fn named(processes: &[String]) -> String {
    let numbered = |name: &str| -> Option<(String, usize)> {
        let (component, number) = name.rsplit_once('-')?;
        Some((component.to_owned(), number.parse().ok()?))
    };
    let follows = |one: &String, next: &String| match (numbered(one), numbered(next)) {
        (Some((component, number)), Some((same, next))) => component == same && number + 1 == next,
        _ => false,
    };
    let runs = processes.chunk_by(follows).map(|run| match run {
        [first, .., last] => {
            let end = numbered(last).map_or(0, |(_, number)| number);
            format!("{first}..{end}")
        }
        alone => alone.concat(),
    });
    runs.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn processes_of_a_component_are_named_in_one() {
        let named = |text: &str| {
            let processes: Vec<String> = text.split(' ').map(str::to_owned).collect();
            named(&processes)
        };
        assert_eq!(
            named("distributor ingester-0 ingester-1 ingester-2 store-gateway-0 store-gateway-1"),
            "distributor, ingester-0..2, store-gateway-0..1"
        );
        assert_eq!(named("query-frontend"), "query-frontend");
        assert_eq!(
            named("ingester-2 ingester-4 ingester-3"),
            "ingester-2, ingester-4, ingester-3"
        );
    }
}
