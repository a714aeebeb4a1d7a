//! Whole calls over loopback, one at a time and many at once.
//!
//!     cargo bench --package ota-tests --bench whole -- [ROUNDS [CALLS [PYTHON]]]
//!
//! Prints one JSON object per sample; `cargo xtask bench call` makes tables of them. PYTHON is an
//! interpreter with the official client.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot go on stops")]
#![expect(clippy::print_stdout, reason = "what was measured goes there")]

mod by_hand;
mod clock;
mod contenders;
mod official;
mod server;

use std::time::{Duration, Instant};

use serde_json::json;

use contenders::Contender;
use official::Official;
use server::Server;

/// How many calls are under way at the same time.
const AT_ONCE: [usize; 2] = [1, 64];

/// How many calls of ours go by while the official client makes one.
const OFFICIAL_SHARE: usize = 10;

/// The time that a number of calls took.
struct Took {
    processor: Duration,
    wall: Duration,
}

fn main() {
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if arguments.first().is_some_and(|mode| mode == server::MODE) {
        return server::serve();
    }
    let number = |index: usize, default: usize| {
        arguments.get(index).map_or(default, |number| number.parse().unwrap())
    };
    let (rounds, calls) = (number(0, 3), number(1, 2000));
    let server = Server::start();
    let mut official = arguments.get(2).map(|python| Official::start(python, server.address()));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut contenders = Contender::all(server.address());
    for round in 0..=rounds {
        for at_once in AT_ONCE {
            for contender in &contenders {
                let (wall, processor) = (Instant::now(), clock::processor_time());
                runtime.block_on(contender.calls(calls, at_once));
                let processor = clock::processor_time() - processor;
                let took = Took { processor, wall: wall.elapsed() };
                print(round, at_once, contender.name(), calls, &took);
            }
            if let Some(official) = &mut official {
                let calls = (calls / OFFICIAL_SHARE).max(at_once);
                let took = official.calls(calls, at_once);
                print(round, at_once, "official Python client", calls, &took);
            }
        }
        // Each takes its turn as the first one.
        contenders.rotate_left(1);
    }
}

/// Prints a sample, but for those of the first round, which opened the connections.
fn print(round: usize, at_once: usize, contender: &str, calls: usize, took: &Took) {
    let Some(round) = round.checked_sub(1) else { return };
    let sample = json!({
        "group": format!("whole call, {at_once} at once"),
        "contender": contender,
        "round": round,
        "calls": calls,
        "nanoseconds": took.processor.as_nanos() as f64 / calls as f64,
        "calls_per_second": calls as f64 / took.wall.as_secs_f64(),
    });
    println!("{sample}");
}
