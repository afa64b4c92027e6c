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
mod processes;
mod stopwatch;
mod weight;

fn main() {
    println!(
        "\n{:<44} {:>12} {:>10}",
        "whole processes", "median", "times"
    );
    let rows = processes::measure();
    let own = rows.first().and_then(|row| row.median);
    for row in &rows {
        println!(
            "{:<44} {:>12} {:>10}",
            row.name,
            time(row.median),
            ratio(row.median, own)
        );
    }

    println!(
        "\n{:<44} {:>12} {:>10}",
        "a CA and two certificates, P-256", "median", "times"
    );
    let rows = certificates::measure();
    let limit = rows.first().and_then(|row| row.median);
    for row in &rows {
        println!(
            "{:<44} {:>12} {:>10}",
            row.name,
            time(row.median),
            ratio(row.median, limit)
        );
    }

    println!("\n{:<44} {:>12}", "weight", "");
    for (name, value) in weight::measure() {
        println!("{name:<44} {value:>12}");
    }
}

fn time(median: Option<f64>) -> String {
    median.map_or_else(
        || "not here".to_owned(),
        |seconds| format!("{:.2} ms", seconds * 1e3),
    )
}

/// How many times as long as the first row it took.
fn ratio(median: Option<f64>, first: Option<f64>) -> String {
    match (median, first) {
        (Some(median), Some(first)) => format!("{:.2}", median / first),
        _ => String::new(),
    }
}
