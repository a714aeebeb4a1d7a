//! The checks that must pass before anything lands.

use std::time::Instant;

use clap::{Subcommand, ValueEnum};

use crate::architecture;
use crate::budgets;
use crate::command::{cargo, cargo_with, say};
use crate::commits;
use crate::package;
use crate::tools;

/// One step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Subcommand, ValueEnum)]
pub(crate) enum Step {
    /// Formatting, as rustfmt has it.
    Format,
    /// Commit subjects: `area: what changed`, at most 60 characters.
    Commits,
    /// Spelling, in code and prose (typos).
    Typos,
    /// Which crate and which file may use which: `floors.toml`.
    Architecture,
    /// Dependencies that no code names, and source files that no module names (cargo-shear).
    UnusedDependencies,
    /// Licences, banned crates and sources of all dependencies: `deny.toml` (cargo-deny).
    Dependencies,
    /// The crates and generated lines that users of the SDK compile.
    Budgets,
    /// Clippy, with warnings as errors.
    Lint,
    /// The SDK without the features that can be left out.
    Features,
    /// Documentation, with warnings as errors.
    Docs,
    /// Every crate built from its package, outside of the repository, and a user's crate on top.
    Package,
    /// The test command of the README.
    Test,
    /// Known vulnerabilities of dependencies (cargo-deny). Needs GitHub, so it is not in the full run.
    Advisories,
}

/// The full run, quick steps first.
const ALL: [Step; 12] = [
    Step::Format,
    Step::Commits,
    Step::Typos,
    Step::Architecture,
    Step::UnusedDependencies,
    Step::Dependencies,
    Step::Budgets,
    Step::Lint,
    Step::Features,
    Step::Docs,
    Step::Package,
    Step::Test,
];

/// Runs one step, or all of them.
pub(crate) fn run(step: Option<Step>) -> Result<(), String> {
    let steps = step.as_ref().map_or(&ALL[..], std::slice::from_ref);
    for step in steps {
        let start = Instant::now();
        step.run()?;
        let name = step.to_possible_value();
        let name = name.as_ref().map_or("", |name| name.get_name());
        say(&format!("`{name}` passed in {} s", start.elapsed().as_secs()));
    }
    Ok(())
}

impl Step {
    fn run(self) -> Result<(), String> {
        match self {
            Self::Format => cargo(&["fmt", "--all", "--check"]),
            Self::Commits => commits::check(),
            Self::Typos => tools::run("typos", &[]),
            Self::Architecture => architecture::check(),
            Self::UnusedDependencies => {
                tools::run("cargo-shear", &["shear", "--locked", "--deny-warnings"])
            }
            Self::Dependencies => deny(&["bans", "licenses", "sources"]),
            Self::Advisories => deny(&["advisories"]),
            Self::Budgets => budgets::check(),
            Self::Lint => {
                cargo(&["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"])
            }
            Self::Features => features(),
            Self::Docs => cargo_with(
                &["doc", "--workspace", "--no-deps"],
                &[("RUSTDOCFLAGS", "--deny warnings")],
            ),
            Self::Package => package::check(),
            Self::Test => cargo_with(&["test", "--workspace"], &[("INSTA_UPDATE", "no")]),
        }
    }
}

fn deny(checks: &[&str]) -> Result<(), String> {
    tools::run("cargo-deny", &[&["--locked", "--log-level", "error", "check"], checks].concat())
}

fn features() -> Result<(), String> {
    // The test of the tutorial runs a program without the default features.
    for features in [&[][..], &["--features", "task"]] {
        let clippy =
            ["clippy", "--package", "ota-api", "--lib", "--tests", "--no-default-features"];
        cargo(&[&clippy, features, &["--", "--deny", "warnings"]].concat())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use clap::ValueEnum;

    use super::{ALL, Step};

    #[test]
    fn one_step_is_left_out_of_the_full_run() {
        let steps = Step::value_variants().iter().filter(|step| !ALL.contains(step));
        assert_eq!(steps.collect::<Vec<_>>(), [&Step::Advisories]);
    }
}
