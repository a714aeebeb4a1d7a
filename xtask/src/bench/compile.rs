//! `cargo xtask bench compile`: what it costs to compile the generated code.

use std::path::PathBuf;

use clap::Args;

/// What is measured, and how often.
#[derive(Args)]
pub(crate) struct Options {
    /// Where the measured crates are written and built; a folder of the system's temporary files
    /// if left out.
    #[arg(long)]
    scratch: Option<PathBuf>,
}

/// Measures.
pub(crate) fn run(options: &Options) -> Result<(), String> {
    let scratch = options.scratch.clone().unwrap_or_else(|| std::env::temp_dir().join("ota-bench"));
    std::fs::create_dir_all(&scratch).map_err(|error| error.to_string())
}
