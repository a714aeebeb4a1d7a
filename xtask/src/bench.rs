//! What things cost, measured beside others that do the same.

mod compile;
mod usage;

use clap::Subcommand;

pub(crate) use usage::{COMMAND as MEASURED, Measured, run_measured as measured};

/// What is measured.
#[derive(Subcommand)]
pub(crate) enum Bench {
    /// What it costs to compile the generated code, beside other generators and beside none.
    Compile(Box<compile::Options>),
}

/// Measures.
pub(crate) fn run(bench: Bench) -> Result<(), String> {
    match bench {
        Bench::Compile(options) => compile::run(&options),
    }
}
