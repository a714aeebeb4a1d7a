//! The resources used by one run of a program and of all programs that it starts.
//!
//! The system adds up the usage of all children of a process and never resets the sum. So each run
//! gets a parent of its own: this program once more, with a hidden command that starts one program,
//! waits for it and writes down its usage.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Output};
use std::time::Instant;

use clap::Args;
use serde_json::{Value, json};

/// The name of the hidden command.
pub(crate) const COMMAND: &str = "measured";

/// The hidden command: a program to run, and where to write its usage.
#[derive(Args)]
pub(crate) struct Measured {
    report: PathBuf,
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, required = true)]
    program: Vec<String>,
}

/// The usage of a run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Used {
    /// Processor seconds of the program and of all that it started, in user and system mode.
    pub(crate) cpu: f64,
    /// Seconds that passed.
    pub(crate) wall: f64,
    /// Bytes of resident memory of the largest single process, at its peak.
    pub(crate) memory: f64,
}

/// Measures the usage of runs.
pub(crate) struct Meter {
    /// A copy of this program: the original may be built anew while a measurement runs.
    program: PathBuf,
    /// Where the copy writes the usage.
    report: PathBuf,
}

impl Meter {
    /// A meter that keeps its files in a folder.
    pub(crate) fn new(folder: &Path) -> Result<Self, String> {
        let (program, report) = (folder.join("measured"), folder.join("used.json"));
        std::env::current_exe()
            .and_then(|this| std::fs::copy(this, &program))
            .map_err(|error| format!("`{}` cannot be written: {error}", program.display()))?;
        Ok(Self { program, report })
    }

    /// Runs a command and returns its usage and output. Of the command, only the program, the
    /// arguments, the folder and the variables count.
    pub(crate) fn measure(&self, command: &Command) -> Result<(Used, Output), String> {
        let mut outer = Command::new(&self.program);
        outer.arg(COMMAND).arg(&self.report).arg("--");
        outer.arg(command.get_program()).args(command.get_args());
        for (name, value) in command.get_envs() {
            match value {
                Some(value) => outer.env(name, value),
                None => outer.env_remove(name),
            };
        }
        if let Some(folder) = command.get_current_dir() {
            outer.current_dir(folder);
        }
        let output = outer.output().map_err(|error| format!("{command:?}: {error}"))?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            return Err(format!("{command:?} ended with {}\n{said}", output.status));
        }
        let text = std::fs::read_to_string(&self.report)
            .map_err(|error| format!("`{}` cannot be read: {error}", self.report.display()))?;
        let used: Option<Used> = serde_json::from_str::<Value>(&text).ok().and_then(|value| {
            let number = |name: &str| value[name].as_f64();
            Some(Used { cpu: number("cpu")?, wall: number("wall")?, memory: number("memory")? })
        });
        let used = used.ok_or_else(|| format!("`{}` is no report", self.report.display()))?;
        Ok((used, output))
    }
}

/// Runs the program of the hidden command and writes the report.
pub(crate) fn run_measured(arguments: &Measured) -> Result<ExitCode, String> {
    let [program, rest @ ..] = &arguments.program[..] else {
        return Err("there is no program to run".to_owned());
    };
    let start = Instant::now();
    let status = Command::new(program).args(rest).status();
    let wall = start.elapsed().as_secs_f64();
    let status = status.map_err(|error| format!("`{program}` could not be run: {error}"))?;
    let (cpu, memory) = children()?;
    let report = json!({ "cpu": cpu, "wall": wall, "memory": memory }).to_string();
    std::fs::write(&arguments.report, report)
        .map_err(|error| format!("`{}` cannot be written: {error}", arguments.report.display()))?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Processor seconds of all children that have ended, and bytes of the largest one.
#[cfg(unix)]
fn children() -> Result<(f64, f64), String> {
    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::TimeVal;

    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).map_err(|error| error.to_string())?;
    let seconds = |time: TimeVal| time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6;
    // macOS counts bytes, everybody else KiB.
    let unit = if cfg!(target_vendor = "apple") { 1.0 } else { 1024.0 };
    let cpu = seconds(usage.user_time()) + seconds(usage.system_time());
    Ok((cpu, usage.max_rss() as f64 * unit))
}

#[cfg(not(unix))]
fn children() -> Result<(f64, f64), String> {
    Err("what a program uses can only be measured on Unix".to_owned())
}
