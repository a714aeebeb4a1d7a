//! The tests that run: one binary, one module per subject.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

// The tests of the command line give them as well.
#[path = "../../ota-cli/tests/process/bad_answers.rs"]
mod bad_answers;
mod behaviour;
mod blocking;
mod cancel;
mod canned;
mod certificates;
mod connections;
mod contract;
mod deadlines;
mod decoding;
mod emulator;
mod encoding;
mod endpoints;
mod envelopes;
mod everyday;
// The emulator's own tests need these worlds, too.
#[path = "../../ota-emulator/tests/loopback/example_worlds.rs"]
mod example_worlds;
mod false_success;
mod filled;
mod hooks;
mod hygiene;
mod interop;
mod leaks;
mod linear;
mod lists;
mod look_ups;
mod member_rules;
mod mock;
mod mutations;
mod nested_pages;
mod node;
#[path = "../npm.rs"]
mod npm;
mod openapi;
mod paging;
mod parsers;
mod parts;
mod products;
mod quota;
mod readme;
mod recursive;
mod reserved_names;
mod responses;
mod retries;
mod samples;
mod secrets;
mod serialized;
mod signatures;
mod snapshots;
mod specs;
mod statuses;
mod stops;
mod sts;
mod uploads;
mod watches;

// The parsers are given its operations.
use contract::all_types;
