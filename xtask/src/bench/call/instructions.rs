//! Instructions, counted by valgrind: the same number every time, whatever else the machine does.
//!
//! A case is run a few times and many times; the difference is the cost without the start of the
//! program. The count differs from the machine's in two ways: it leaves out the kernel, and
//! valgrind lacks the instructions for hashing, so hashing counts about ten times as much.

use std::process::Command;

use super::programs::{Programs, run};
use super::samples::{Measure, Sample};
use crate::command::say;

/// How often a case is run, so that all that are under way at the same time get the same share.
const FEW: usize = 64;
const MANY: usize = 320;

pub(super) fn count(programs: &Programs) -> Result<Vec<Sample>, String> {
    if Command::new("valgrind").arg("--version").output().is_err() {
        return Err(
            "valgrind is not installed, and it is what counts instructions; install it, as \
                    with `apt-get install valgrind`, or leave `--instructions` out"
                .to_owned(),
        );
    }
    let list = programs.run("repeat", &[])?;
    let mut samples = Vec::new();
    for (group, contender) in list.lines().filter_map(|line| line.split_once('\t')) {
        say(&format!("instructions: {group}: {contender}"));
        let many = instructions(programs, group, contender, MANY)?;
        let few = instructions(programs, group, contender, FEW)?;
        samples.push(Sample {
            group: group.to_owned(),
            contender: contender.to_owned(),
            measure: Measure::Instructions,
            round: 0,
            value: (many - few) / (MANY - FEW) as f64,
        });
    }
    Ok(samples)
}

fn instructions(
    programs: &Programs,
    group: &str,
    contender: &str,
    times: usize,
) -> Result<f64, String> {
    let report = programs.temporary().join("callgrind.out");
    let mut command = Command::new("valgrind");
    command.args(["--tool=callgrind", "--quiet"]);
    command.arg(format!("--callgrind-out-file={}", report.display()));
    command.arg(programs.path("repeat")?).args([group, contender, &times.to_string()]);
    run(&mut command)?;
    let text = std::fs::read_to_string(&report).map_err(|error| error.to_string())?;
    let _ = std::fs::remove_file(&report);
    total(&text).ok_or_else(|| format!("`{}` holds no total", report.display()))
}

/// The number of instructions in a report of callgrind.
fn total(report: &str) -> Option<f64> {
    let line = report.lines().find_map(|line| line.strip_prefix("totals:"))?;
    line.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_total_of_a_report_is_read() {
        assert_eq!(total("version: 1\nfn=(1)\n5 7\n\ntotals: 1234\n"), Some(1234.0));
        assert_eq!(total("version: 1\n"), None);
    }
}
