//! Cases by the thousand: a JSON object a line, an answer a line, in order.
//!
//! Lines that are there at once are judged together on all processors; a line
//! that comes alone is answered alone, so a program may also ask and wait.

use std::io::{self, BufRead, Read, Write};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use mimir_tls::pki::Instant;
use mimir_tls::prove::Case;
use mimir_tls::shown;
use serde_json::json;

use super::{Printed, read};
use crate::clock;
use crate::failure::{Failure, Outcome};

/// How many lines are judged together at most.
const TOGETHER: usize = 256;

/// The longest line, in bytes; what is longer is no case.
const LONGEST_LINE: u64 = 1 << 20;

/// A line, or how it ended before it was one.
type Line = Result<Vec<u8>, &'static str>;

/// Answers every line of the standard input. One that is no case is a check that
/// failed; a handshake that fails is an answer.
pub(super) fn run() -> Result<Outcome, Failure> {
    let (sender, receiver) = sync_channel(4 * TOGETHER);
    // It stands still on a closed channel or an input that ends, and neither
    // needs to be waited for.
    let reader = thread::spawn(move || read_lines(&mut io::stdin().lock(), &sender));
    let now = clock::now();
    let mut output = io::BufWriter::new(io::stdout().lock());
    let mut outcome = Outcome::Good;
    while let Some(lines) = together(&receiver) {
        let answers = answers(&lines, now);
        if answers.iter().any(Result::is_err) {
            outcome = Outcome::CheckFailed;
        }
        let written = answers
            .iter()
            .try_for_each(|(Ok(answer) | Err(answer))| writeln!(output, "{answer}"))
            .and_then(|()| output.flush());
        match written {
            Ok(()) => {}
            Err(cause) if cause.kind() == io::ErrorKind::BrokenPipe => return Ok(outcome),
            Err(cause) => {
                return Err(Failure::io(
                    "could not write to the standard output",
                    &cause,
                ));
            }
        }
    }
    match reader.join() {
        Ok(Ok(())) => Ok(outcome),
        Ok(Err(cause)) => Err(Failure::io("could not read the standard input", &cause)),
        Err(panic) => std::panic::resume_unwind(panic),
    }
}

fn read_lines(input: &mut impl BufRead, lines: &SyncSender<Line>) -> io::Result<()> {
    loop {
        let mut line = Vec::new();
        let length = input.take(LONGEST_LINE + 1).read_until(b'\n', &mut line)?;
        if length == 0 {
            return Ok(());
        }
        let whole = line.ends_with(b"\n") || length as u64 <= LONGEST_LINE;
        if !whole {
            input.skip_until(b'\n')?;
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        let line = if whole {
            Ok(line)
        } else {
            Err("the line is longer than 1 MiB")
        };
        if lines.send(line).is_err() {
            return Ok(());
        }
    }
}

/// The next line, and all that are there with it; `None` at the end.
fn together(receiver: &Receiver<Line>) -> Option<Vec<Line>> {
    let first = receiver.recv().ok()?;
    let others = receiver.try_iter().take(TOGETHER - 1);
    Some(std::iter::once(first).chain(others).collect())
}

/// An answer, or why the line is no case; both as JSON.
type Answered = Result<String, String>;

/// An answer to each line, in order.
fn answers(lines: &[Line], now: Instant) -> Vec<Answered> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        while let index = next.fetch_add(1, Ordering::Relaxed)
            && let Some(line) = lines.get(index)
        {
            done.push((index, answer(line, now)));
        }
        done
    };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let mut answers = thread::scope(|scope| {
        let others: Vec<_> = (1..threads.min(lines.len()))
            .map(|_| scope.spawn(work))
            .collect();
        let mut answers = work();
        for other in others {
            match other.join() {
                Ok(done) => answers.extend(done),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        answers
    });
    answers.sort_by_key(|(index, _)| *index);
    answers.into_iter().map(|(_, answer)| answer).collect()
}

fn answer(line: &Line, now: Instant) -> Answered {
    let file = |path: &str| read(Path::new(path), "file").map_err(|failure| failure.message);
    let case = match line {
        Ok(line) => Case::from_json(line, &file).map_err(|error| error.to_string()),
        Err(why) => Err((*why).to_owned()),
    };
    let printed = case.map(|case| Printed::from(&case.judge(now)));
    let json = |text: String| shown::json(&text).into_owned();
    match printed {
        Ok(printed) => Ok(json(serde_json::to_string(&printed).unwrap_or_default())),
        Err(error) => Err(json(json!({ "error": shown::elided(&error) }).to_string())),
    }
}
