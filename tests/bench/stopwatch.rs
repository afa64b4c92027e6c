//! Contests whose rounds alternate, so that what else the machine does in the
//! meantime falls on all contestants.

use std::time::{Duration, Instant};

/// What was timed; nothing where the contestant is not installed.
pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) median: Option<Duration>,
    /// The round that was disturbed the least.
    pub(crate) least: Option<Duration>,
}

/// One that is timed. A round says how long it took, or that it could not be
/// run at all.
pub(crate) struct Contestant<'a> {
    pub(crate) name: &'static str,
    pub(crate) round: Box<dyn FnMut() -> Option<Duration> + 'a>,
}

/// Times `work`, and nothing around it.
pub(crate) fn time<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let done = work();
    (done, start.elapsed())
}

/// Times every contestant `rounds` times, after one round to warm up.
pub(crate) fn race(mut contestants: Vec<Contestant<'_>>, rounds: usize) -> Vec<Row> {
    for contestant in &mut contestants {
        (contestant.round)();
    }
    let mut times = vec![Vec::with_capacity(rounds); contestants.len()];
    for _ in 0..rounds {
        for (contestant, times) in contestants.iter_mut().zip(&mut times) {
            times.extend((contestant.round)());
        }
    }
    contestants
        .iter()
        .zip(times)
        .map(|(contestant, times)| row(contestant.name, times))
        .collect()
}

fn row(name: &'static str, mut times: Vec<Duration>) -> Row {
    times.sort_unstable();
    Row {
        name,
        median: times.get(times.len() / 2).copied(),
        least: times.first().copied(),
    }
}
