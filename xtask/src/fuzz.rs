//! Runs libFuzzer on a parser, from the seeds in `fuzz/seeds` and from what it found before.

use std::fs;
use std::path::Path;
use std::process::Command;

use clap::Args;

use crate::command::{root, run_shown};

/// What libFuzzer needs of the compiler, which is what cargo-fuzz passes as well.
const FLAGS: &str = "--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1";

/// The longest input, in bytes.
const LONGEST: u32 = 4096;

/// The system that is built for. Without naming it, the flags would apply to macros and build scripts as well.
const SYSTEM: &str = "x86_64-unknown-linux-gnu";

#[derive(Args)]
pub(crate) struct Arguments {
    /// The parser: a file in `fuzz/fuzz_targets`, without `.rs`.
    target: String,
    /// How long it runs, in seconds.
    #[arg(default_value_t = 60)]
    seconds: u32,
}

/// Builds and runs a target. What makes it fail is written to `fuzz/artifacts`.
pub(crate) fn run(arguments: &Arguments) -> Result<(), String> {
    let (folder, target) = (root().join("fuzz"), &arguments.target);
    let known = targets(&folder)?;
    if !known.contains(target) {
        let known = known.join("`, `");
        return Err(format!("there is no target `{target}`; there are `{known}`"));
    }
    let mut build = Command::new("rustup");
    build.args(["run", "nightly", "cargo", "build", "--release", "--target", SYSTEM, "--bin"]);
    build.arg(target).arg("--manifest-path").arg(folder.join("Cargo.toml"));
    // Those of the toolchain that runs this.
    for name in ["CARGO", "RUSTC", "RUSTDOC", "RUSTUP_TOOLCHAIN", "CARGO_TARGET_DIR"] {
        build.env_remove(name);
    }
    build.env("RUSTFLAGS", FLAGS);
    run_shown(&mut build).map_err(|why| {
        format!("{why}; it takes the nightly toolchain (`rustup toolchain install nightly`) and a compiler of C++")
    })?;
    let (corpus, artifacts) =
        (folder.join("corpus").join(target), folder.join("artifacts").join(target));
    for folder in [&corpus, &artifacts] {
        fs::create_dir_all(folder).map_err(|error| format!("`{}`: {error}", folder.display()))?;
    }
    let mut fuzz = Command::new(folder.join("target").join(SYSTEM).join("release").join(target));
    fuzz.args([&corpus, &folder.join("seeds").join(target)]);
    fuzz.arg(format!("-artifact_prefix={}/", artifacts.display()));
    fuzz.arg(format!("-max_total_time={}", arguments.seconds));
    fuzz.arg(format!("-max_len={LONGEST}"));
    fuzz.args(["-timeout=10", "-rss_limit_mb=2048", "-print_final_stats=1"]);
    run_shown(&mut fuzz)
}

/// The names of all targets.
fn targets(folder: &Path) -> Result<Vec<String>, String> {
    let folder = folder.join("fuzz_targets");
    let fail = |error: std::io::Error| format!("`{}`: {error}", folder.display());
    let mut names = Vec::new();
    for entry in fs::read_dir(&folder).map_err(fail)? {
        let path = entry.map_err(fail)?.path();
        names.extend(path.file_stem().and_then(|stem| stem.to_str()).map(str::to_owned));
    }
    names.sort();
    Ok(names)
}
