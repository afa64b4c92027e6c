//! One table of ratios, all of one run: `cargo bench`. Nothing here asserts.
//!
//! Whole processes stand beside the script of Mimir's documentation and beside
//! peers that make the same number of certificates; certificates alone stand
//! beside what ring needs for their keys and signatures.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a benchmark reads the clock, starts processes and prints"
)]

mod certificates;
mod check;
mod processes;
mod stopwatch;
mod weight;

use std::time::Duration;

use stopwatch::Row;

fn main() {
    print("whole processes", &processes::measure());
    print("a CA and two certificates, P-256", &certificates::measure());
    print("check of 1,000 processes' flags", &check::measure());
    println!("\nweight");
    for (name, value) in weight::measure() {
        println!("{name:<44} {value:>12}");
    }
}

/// `times` is how many times as long as the first row it took.
fn print(title: &str, rows: &[Row]) {
    println!(
        "\n{title:<44} {:>12} {:>12} {:>8}",
        "median", "least", "times"
    );
    let first = rows.first().and_then(|row| row.median);
    for row in rows {
        println!(
            "{:<44} {:>12} {:>12} {:>8}",
            row.name,
            milliseconds(row.median),
            milliseconds(row.least),
            ratio(row.median, first)
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
