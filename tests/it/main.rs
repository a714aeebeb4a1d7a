//! The tests that run: one binary, one module a subject.

mod answers;
mod canned;
mod contract;
mod decoding;
mod emulator;
mod encoding;
mod hygiene;
mod interop;
mod secrets;
mod signatures;
mod snapshots;
mod specs;
