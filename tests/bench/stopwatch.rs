//! Medians of contests whose rounds alternate, so that what else the machine
//! does in the meantime falls on all contestants.

use std::time::Instant;

/// What was timed.
pub(crate) struct Row {
    pub(crate) name: &'static str,
    /// In seconds; nothing where the contestant is not installed.
    pub(crate) median: Option<f64>,
}

/// One that is timed. A round that says `false` could not be run at all.
pub(crate) struct Contestant<'a> {
    pub(crate) name: &'static str,
    pub(crate) round: Box<dyn FnMut() -> bool + 'a>,
}

/// Times every contestant `rounds` times, after one round to warm up.
pub(crate) fn race(mut contestants: Vec<Contestant<'_>>, rounds: usize) -> Vec<Row> {
    let mut times = vec![Vec::with_capacity(rounds); contestants.len()];
    let present: Vec<bool> = contestants.iter_mut().map(|it| (it.round)()).collect();
    for _ in 0..rounds {
        for ((contestant, times), present) in contestants.iter_mut().zip(&mut times).zip(&present) {
            if *present {
                let start = Instant::now();
                (contestant.round)();
                times.push(start.elapsed().as_secs_f64());
            }
        }
    }
    let medians = times.into_iter().map(median);
    contestants
        .iter()
        .zip(medians)
        .map(|(it, median)| Row {
            name: it.name,
            median,
        })
        .collect()
}

fn median(mut times: Vec<f64>) -> Option<f64> {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied()
}
