//! Allocations, counted and listed by where they are made.
//!
//!     cargo bench --package ota-tests --bench allocations                      counts
//!     cargo bench --package ota-tests --bench allocations -- GROUP CONTENDER FILE
//!
//! The first prints one JSON object per case. The second writes a profile of dhat to the file and
//! prints how many times the case was run for it.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot go on stops")]
#![expect(clippy::print_stdout, reason = "what was measured goes there")]

mod batches;
mod by_hand;
mod cases;
mod contenders;
mod server;

use dhat::{Alloc, HeapStats, Profiler};
use serde_json::json;

use server::Server;

#[global_allocator]
static ALLOCATOR: Alloc = Alloc;

/// How often a case is run.
const TIMES: usize = 256;

fn main() {
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match &arguments[..] {
        [mode] if mode == server::MODE => server::serve(),
        [] => count(),
        [group, contender, file] => list(group, contender, file),
        _ => panic!("usage: allocations [GROUP CONTENDER FILE]"),
    }
}

fn count() {
    let server = Server::start();
    for mut batch in batches::all(&server) {
        // Once without counting, so that allocations kept for later calls do not count.
        (batch.run)(TIMES);
        let profiler = Profiler::builder().testing().build();
        (batch.run)(TIMES);
        let stats = HeapStats::get();
        drop(profiler);
        let a_time = |total: u64| total as f64 / TIMES as f64;
        let line = json!({
            "group": batch.group,
            "contender": batch.contender,
            "allocations": a_time(stats.total_blocks),
            "bytes": a_time(stats.total_bytes),
        });
        println!("{line}");
    }
}

fn list(group: &str, contender: &str, file: &str) {
    let server = Server::start();
    let mut batch = batches::one(&server, group, contender);
    (batch.run)(TIMES);
    let profiler = Profiler::builder().file_name(file).trim_backtraces(None).build();
    (batch.run)(TIMES);
    drop(profiler);
    println!("{TIMES}");
}
