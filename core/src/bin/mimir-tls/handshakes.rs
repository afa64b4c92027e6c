//! The handshakes of a proof, over all processors.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use mimir_tls::prove::Verdict;

use crate::terminal::Terminal;

/// Makes every handshake, with a progress bar on a terminal. Returns what came
/// of them, in the order of the cases.
pub(crate) fn run<T: Sync>(
    cases: &[T],
    make: impl Fn(&T) -> Verdict + Sync,
    terminal: Terminal,
) -> Vec<Verdict> {
    let bar = terminal.progress("proving links", cases.len());
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(case) = cases.get(index) else {
                return done;
            };
            done.push((index, make(case)));
            bar.inc(1);
        }
    };
    let mut verdicts = thread::scope(|scope| {
        let others: Vec<_> = (1..threads.min(cases.len()))
            .map(|_| scope.spawn(work))
            .collect();
        let mut verdicts = work();
        for other in others {
            match other.join() {
                Ok(done) => verdicts.extend(done),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        verdicts
    });
    bar.finish_and_clear();
    verdicts.sort_by_key(|(index, _)| *index);
    verdicts.into_iter().map(|(_, verdict)| verdict).collect()
}
