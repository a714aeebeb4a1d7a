//! `cargo xtask bench compile`: the cost of compiling the generated code.
//!
//! The same operations are brought into a program in several ways. Everything is written and built
//! in a folder outside of the repository; inside it only the requested files are written.

mod contender;
mod crates;
mod enlarge;
mod lines;
mod plot;
mod report;
mod scratch;
mod snapshot;
mod step;
mod table;
mod timing;
mod tree;

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use self::contender::{Contender, Subject};
use self::report::{Fact, Report};
use self::scratch::Scratch;
use self::step::{State, Step};
use self::timing::Plan;
use crate::bench::machine::Machine;
use crate::command::{root, say};

/// The options of the measurement.
#[derive(Args)]
pub(crate) struct Options {
    /// The numbers of operations; larger sets repeat the real ones under new names.
    #[arg(long, value_delimiter = ',', default_value = "26")]
    operations: Vec<usize>,
    /// Only these contenders.
    #[arg(long, value_delimiter = ',', default_value = "ota,ready,progenitor,bare")]
    only: Vec<Contender>,
    /// Also `aws-sdk-iot`, which takes a long time.
    #[arg(long)]
    with_aws: bool,
    /// Only these runs of cargo.
    #[arg(long, value_delimiter = ',', default_value = "check,build,release")]
    steps: Vec<Step>,
    /// Only these parts.
    #[arg(
        long,
        value_delimiter = ',',
        default_value = "fresh,clean,alone,touched,zero,lines,crates,size"
    )]
    parts: Vec<Part>,
    /// How often each run is repeated.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// How often a whole tree is compiled.
    #[arg(long, default_value_t = 1)]
    zero_rounds: usize,
    /// The folder where the crates are written and built; by default `ota-bench` in the folder for
    /// temporary files. Earlier builds there are reused.
    #[arg(long)]
    scratch: Option<PathBuf>,
    /// Shows a measurement that was written with `--json`, without measuring anything.
    #[arg(long)]
    from: Option<PathBuf>,
    /// Also writes the table to a file.
    #[arg(long)]
    markdown: Option<PathBuf>,
    /// Writes every single run to a file.
    #[arg(long)]
    json: Option<PathBuf>,
    /// Draws how the cost grows with the number of operations.
    #[arg(long)]
    plot: Option<PathBuf>,
}

/// A part of the measurement.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Nothing to do: what cargo itself costs.
    Fresh,
    /// The crate with the generated code.
    Clean,
    /// The generated code alone, without the build script of its crate.
    Alone,
    /// The generated code after its source file was touched.
    Touched,
    /// The program and its whole tree.
    Zero,
    /// Lines of generated code for each operation.
    Lines,
    /// Crates in the tree.
    Crates,
    /// Bytes of the program.
    Size,
}

/// Measures and shows the results.
pub(crate) fn run(options: &Options) -> Result<(), String> {
    let (report, end) = match &options.from {
        Some(path) => (read(path)?, Ok(())),
        None => measure(options)?,
    };
    // The raw data first: nothing that comes later can lose it.
    if let Some(path) = &options.json {
        scratch::write_file(path, &format!("{:#}\n", report.to_json()))?;
    }
    let markdown = table::markdown(&report);
    if let Some(path) = &options.markdown {
        scratch::write_file(path, &markdown)?;
    }
    if let Some(path) = &options.plot {
        scratch::write_file(path, &plot::svg(&report)?)?;
    }
    std::io::stdout().write_all(markdown.as_bytes()).map_err(|error| error.to_string())?;
    end
}

fn read(path: &Path) -> Result<Report, String> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| format!("`{}` cannot be read: {error}", path.display()))?;
    let value = serde_json::from_str(&text)
        .map_err(|error| format!("`{}` is no JSON: {error}", path.display()))?;
    Report::from_json(&value)
}

/// Measures. The results before a failure are worth showing, too.
fn measure(options: &Options) -> Result<(Report, Result<(), String>), String> {
    let folder = options.scratch.clone();
    let scratch = Scratch::new(folder.unwrap_or_else(|| std::env::temp_dir().join("ota-bench")))?;
    let mut contenders = options.only.clone();
    contenders.extend(options.with_aws.then_some(Contender::Aws));
    contenders.sort();
    contenders.dedup();
    let mut sizes = options.operations.clone();
    sizes.sort();
    sizes.dedup();
    let subjects = Subject::all(&contenders, &sizes);
    snapshot::take(root(), &scratch.snapshot())?;
    write_inputs(&scratch, &contenders, &sizes)?;
    for &contender in &contenders {
        say(&format!("writing the crates of {}", contender.title()));
        crates::write(&scratch, contender, &subjects)?;
    }
    let machine = Machine::here(tree::versions(&scratch, &contenders)?)?;
    let facts = facts(options, &scratch, &subjects)?;
    let states: Vec<State> = options.parts.iter().filter_map(|part| part.state()).collect();
    let plan = Plan {
        scratch: &scratch,
        meter: scratch.meter()?,
        subjects: &subjects,
        states: &states,
        steps: &options.steps,
        rounds: options.rounds,
        zero_rounds: options.zero_rounds,
    };
    let mut samples = Vec::new();
    let end = plan.run(&mut samples);
    Ok((Report { machine, samples, sizes, facts }, end))
}

impl Part {
    fn state(self) -> Option<State> {
        match self {
            Self::Fresh => Some(State::Fresh),
            Self::Clean => Some(State::Clean),
            Self::Alone => Some(State::Alone),
            Self::Touched => Some(State::Touched),
            Self::Zero => Some(State::Zero),
            Self::Lines | Self::Crates | Self::Size => None,
        }
    }
}

fn facts(options: &Options, scratch: &Scratch, subjects: &[Subject]) -> Result<Vec<Fact>, String> {
    let mut facts = Vec::new();
    for &subject in subjects {
        if options.parts.contains(&Part::Lines) {
            facts.extend(lines::count(scratch, subject)?);
        }
        if options.parts.contains(&Part::Crates) {
            facts.extend(tree::count(scratch, subject)?);
        }
        if options.parts.contains(&Part::Size) {
            facts.extend(tree::size(scratch, subject)?);
        }
    }
    Ok(facts)
}

/// Writes the spec folders, and the documents that are made from them.
fn write_inputs(
    scratch: &Scratch,
    contenders: &[Contender],
    sizes: &[usize],
) -> Result<(), String> {
    for &size in sizes {
        let specs = scratch.specs(size);
        enlarge::write(&scratch.snapshot().join("specs"), size, &specs)?;
        scratch.ota(&["spec", "check"], &specs)?;
        if contenders.iter().any(|contender| contender.reads_openapi()) {
            let document = scratch.ota(&["spec", "export", "--openapi", "--specs"], &specs)?;
            scratch::write_file(&scratch.openapi(size), &document)?;
        }
    }
    Ok(())
}
