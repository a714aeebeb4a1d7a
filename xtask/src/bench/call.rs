//! `cargo xtask bench call`: the cost of a call at run time, stage by stage and as a whole.
//!
//! The measured programs are the benches of `tests/benches`. Apart from temporary files, only the
//! requested files are written.

mod instructions;
mod official;
mod programs;
mod samples;
mod sites;
mod stages;
mod table;

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde_json::json;

use self::programs::Programs;
use self::samples::Sample;
use super::machine::Machine;
use crate::command::say;

/// The options of the measurement.
#[derive(Args)]
pub(crate) struct Options {
    /// Only these parts.
    #[arg(long, value_delimiter = ',', default_value = "stages,whole,allocations")]
    parts: Vec<Part>,
    /// Also counts the instructions of everything; needs valgrind and takes minutes.
    #[arg(long)]
    instructions: bool,
    /// How often the contenders take turns.
    #[arg(long, default_value_t = 15)]
    rounds: usize,
    /// How many whole calls a turn makes.
    #[arg(long, default_value_t = 6400)]
    calls: usize,
    /// A trial run of a few seconds; its figures mean little.
    #[arg(long, conflicts_with_all = ["rounds", "calls"])]
    quick: bool,
    /// Also writes the tables to a file.
    #[arg(long)]
    markdown: Option<PathBuf>,
    /// Writes every single sample to a file.
    #[arg(long)]
    json: Option<PathBuf>,
    /// Lists where a contender of a comparison allocates, and measures nothing else, as in
    /// `--sites "whole call, 1 at once" ota-api`.
    #[arg(long, num_args = 2, value_names = ["COMPARISON", "CONTENDER"])]
    sites: Option<Vec<String>>,
}

/// A part of the measurement.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Processor time of the stages of a call.
    Stages,
    /// Processor time of whole calls.
    Whole,
    /// Allocations of stages and whole calls.
    Allocations,
}

/// Measures and shows the results.
pub(crate) fn run(options: &Options) -> Result<(), String> {
    let programs = Programs::build()?;
    if let Some([group, contender]) = options.sites.as_deref() {
        return show(&sites::list(&programs, group, contender)?);
    }
    let samples = measure(options, &programs)?;
    let machine = Machine::here(String::new())?;
    // The raw data first: nothing that comes later can lose it.
    if let Some(path) = &options.json {
        let samples: Vec<_> = samples.iter().map(Sample::to_json).collect();
        let report = json!({ "machine": machine.to_json(), "samples": samples });
        std::fs::write(path, format!("{report:#}\n")).map_err(|error| error.to_string())?;
    }
    let text = table::markdown(&machine, &samples);
    if let Some(path) = &options.markdown {
        std::fs::write(path, &text).map_err(|error| error.to_string())?;
    }
    show(&text)
}

fn show(text: &str) -> Result<(), String> {
    std::io::stdout().write_all(text.as_bytes()).map_err(|error| error.to_string())
}

fn measure(options: &Options, programs: &Programs) -> Result<Vec<Sample>, String> {
    let (rounds, calls) = if options.quick { (2, 640) } else { (options.rounds, options.calls) };
    let mut samples = Vec::new();
    if options.parts.contains(&Part::Stages) {
        samples.extend(stages::measure(programs, rounds)?);
    }
    if options.parts.contains(&Part::Whole) {
        let mut words = vec![rounds.to_string(), calls.to_string()];
        match official::python(programs) {
            Ok(python) => words.push(python.display().to_string()),
            Err(reason) => say(&format!("SKIPPED: the official Python client: {reason}")),
        }
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        say("whole calls");
        samples.extend(samples::read(&programs.run("whole", &words)?)?);
    }
    if options.parts.contains(&Part::Allocations) {
        say("allocations");
        samples.extend(samples::read(&programs.run("allocations", &[])?)?);
    }
    if options.instructions {
        samples.extend(instructions::count(programs)?);
    }
    Ok(samples)
}
