//! What things cost, measured beside others that do the same.

mod call;
mod compile;
mod figures;
mod machine;
mod usage;

use clap::Subcommand;

pub(crate) use usage::{COMMAND as MEASURED, Measured, run_measured as measured};

/// What is measured.
#[derive(Subcommand)]
pub(crate) enum Bench {
    /// What it costs to compile the generated code, beside other generators and beside none.
    Compile(Box<compile::Options>),
    /// What a call costs when it is made, beside bare hashing, serde's derive, bare reqwest and the
    /// official Python client.
    Call(call::Options),
}

/// Measures.
pub(crate) fn run(bench: Bench) -> Result<(), String> {
    match bench {
        Bench::Compile(options) => compile::run(&options),
        Bench::Call(options) => call::run(&options),
    }
}
