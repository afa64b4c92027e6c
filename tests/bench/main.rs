//! One table of ratios, all of one run: `cargo bench`. Nothing here asserts.
//!
//! Whole processes stand beside the script of Mimir's documentation and beside
//! peers that make the same number of certificates; certificates alone stand
//! beside what ring needs for their keys and signatures; every target beside the
//! two that are written by default; handshakes beside Go,
//! and the search of a log beside grep.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a benchmark reads the clock, starts processes and prints"
)]

mod certificates;
mod change;
mod check;
mod explain;
mod handshakes;
mod processes;
mod stopwatch;
mod targets;
mod weight;

use std::time::Duration;

use stopwatch::Row;

fn main() {
    print("whole processes", &processes::measure(), None);
    print(
        "a CA and two certificates, P-256",
        &certificates::measure(),
        None,
    );
    print("microservices on hosts", &targets::measure(), None);
    print("a change of 1,000 processes", &change::measure(), None);
    print("check of 1,000 processes' flags", &check::measure(), None);
    let cases = (handshakes::CASES as f64, "cases/s");
    print("5,000 handshakes", &handshakes::measure(), Some(cases));
    let size = (explain::SIZE as f64 / 1e6, "MB/s");
    print(
        "known errors in a log of 268 MB",
        &explain::measure(),
        Some(size),
    );
    println!("\nweight");
    for (name, value) in weight::measure() {
        println!("{name:<44} {value:>12}");
    }
}

/// `times` is how many times as long as the first row it took; `work` is how
/// much was done in that time, and what of.
fn print(title: &str, rows: &[Row], work: Option<(f64, &str)>) {
    println!(
        "\n{title:<44} {:>12} {:>12} {:>8} {:>12}",
        "median",
        "least",
        "times",
        work.map_or("", |(_, of)| of)
    );
    let first = rows.first().and_then(|row| row.median);
    for row in rows {
        println!(
            "{:<44} {:>12} {:>12} {:>8} {:>12}",
            row.name,
            milliseconds(row.median),
            milliseconds(row.least),
            ratio(row.median, first),
            rate(row.median, work)
        );
    }
}

fn milliseconds(time: Option<Duration>) -> String {
    time.map_or_else(
        || "not here".to_owned(),
        |time| format!("{:.2} ms", time.as_secs_f64() * 1e3),
    )
}

fn ratio(time: Option<Duration>, first: Option<Duration>) -> String {
    match (time, first) {
        (Some(time), Some(first)) => format!("{:.2}", time.div_duration_f64(first)),
        _ => String::new(),
    }
}

fn rate(time: Option<Duration>, work: Option<(f64, &str)>) -> String {
    match (time, work) {
        (Some(time), Some((amount, _))) => format!("{:.0}", amount / time.as_secs_f64()),
        _ => String::new(),
    }
}
