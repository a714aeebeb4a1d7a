//! The stages of a call, each next to other code for the same work.
//!
//!     cargo bench --package ota-tests --bench stages -- [FOLDER [ROUNDS]]
//!
//! `cargo xtask bench call` runs this and makes tables of the samples in the folder. The contenders
//! of a group take turns, round by round, so that whatever else the machine does disturbs all of
//! them alike.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot go on stops")]

mod cases;
mod clock;

use std::path::PathBuf;
use std::time::Duration;

use criterion::measurement::{Measurement, ValueFormatter, WallTime};
use criterion::{BenchmarkId, Criterion};

fn main() {
    let mut arguments = std::env::args().skip(1).filter(|argument| !argument.starts_with("--"));
    let folder = arguments.next().map_or_else(
        || PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("criterion"),
        PathBuf::from,
    );
    let rounds = arguments.next().map_or(3, |rounds| rounds.parse().unwrap());
    let mut criterion = Criterion::default()
        .with_measurement(ProcessorTime)
        .output_directory(&folder)
        .sample_size(10)
        .warm_up_time(Duration::from_millis(50))
        .measurement_time(Duration::from_millis(100))
        // No estimates are used but the samples themselves.
        .nresamples(1001);
    let mut cases = cases::all();
    for round in 0..rounds {
        for group in cases.chunk_by_mut(|one, other| one.group == other.group) {
            let mut measured = criterion.benchmark_group(&group[0].group);
            // Each takes its turn as the first one.
            let first = round % group.len();
            group.rotate_left(first);
            for case in group.iter_mut() {
                let id = BenchmarkId::new(case.contender, round);
                measured.bench_function(id, |bencher| bencher.iter(&mut case.run));
            }
            group.rotate_right(first);
            measured.finish();
        }
    }
}

struct ProcessorTime;

impl Measurement for ProcessorTime {
    type Intermediate = Duration;
    type Value = Duration;

    fn start(&self) -> Duration {
        clock::processor_time()
    }

    fn end(&self, start: Duration) -> Duration {
        clock::processor_time() - start
    }

    fn add(&self, one: &Duration, other: &Duration) -> Duration {
        *one + *other
    }

    fn zero(&self) -> Duration {
        Duration::ZERO
    }

    fn to_f64(&self, value: &Duration) -> f64 {
        value.as_nanos() as f64
    }

    fn formatter(&self) -> &dyn ValueFormatter {
        WallTime.formatter()
    }
}
