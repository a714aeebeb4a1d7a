//! Measurements of time and size, next to other implementations of the same work.

mod call;
mod compile;
mod figures;
mod machine;
mod usage;

use clap::Subcommand;

use crate::command::cargo;

pub(crate) use usage::{COMMAND as MEASURED, Measured, run_measured as measured};

/// A measurement.
#[derive(Subcommand)]
pub(crate) enum Bench {
    /// The cost of compiling the generated code, next to other generators and to none.
    Compile(Box<compile::Options>),
    /// The cost of a call at run time, next to bare hashing, serde's derive, bare reqwest and the
    /// official Python client.
    Call(call::Options),
    /// How long a browser waits for the first page of the explorer, and for the check of a key that was pressed.
    Explorer,
}

/// Runs a measurement.
pub(crate) fn run(bench: Bench) -> Result<(), String> {
    match bench {
        Bench::Compile(options) => compile::run(&options),
        Bench::Call(options) => call::run(&options),
        Bench::Explorer => explorer(),
    }
}

fn explorer() -> Result<(), String> {
    let test = ["test", "--quiet", "--release", "-p", "ota-explorer", "--test", "http"];
    let only = ["--", "--ignored", "--nocapture", "figures::figures"];
    cargo(&[&test[..], &only].concat())
}
