//! The cost of the macro's work when it is optimised: reading and checking the specs, and
//! generating the code.
//!
//!     cargo bench --package ota-tests --bench expansion
//!
//! Medians of processor time for one operation. The compiler's own part, turning tokens into its tree
//! and expanding derives, is not in it.

#![expect(clippy::print_stdout, reason = "a benchmark reports")]
#![expect(clippy::unwrap_used, reason = "a benchmark that cannot go on stops")]

mod clock;

use std::hint::black_box;
use std::path::Path;

use ota_codegen::Options;

const ROUNDS: usize = 21;

fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs");
    let mut rows: Vec<[f64; 2]> = Vec::new();
    let mut operations = 0;
    for _ in 0..ROUNDS {
        let before = clock::processor_time();
        let sources = ota_spec::read_folder(&folder).unwrap();
        let spec = ota_spec::load("specs", sources).unwrap();
        let between = clock::processor_time();
        black_box(ota_codegen::expand(&spec, &[], &Options::default()));
        let after = clock::processor_time();
        operations = spec.operations.len();
        rows.push([between - before, after - between].map(|time| time.as_secs_f64() * 1e3));
    }
    println!("| {operations} operations | ms of processor time for one |\n|---|---:|");
    for (column, name) in ["reading and checking", "generating"].into_iter().enumerate() {
        let mut times: Vec<f64> = rows.iter().map(|row| row[column]).collect();
        times.sort_by(f64::total_cmp);
        println!("| {name} | {:.3} |", times[ROUNDS / 2] / operations as f64);
    }
}
