//! What must pass before anything lands.

use clap::ValueEnum;

use crate::architecture;
use crate::budgets;
use crate::command::cargo;
use crate::command::{cargo_with, say};

/// One step.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Step {
    /// The test command of the README.
    Test,
    /// Formatting.
    Format,
    /// Clippy, with warnings as errors.
    Lint,
    /// Which crate may depend on which.
    Architecture,
    /// How many crates and generated lines the users of the SDK get.
    Budgets,
    /// The SDK without the features that can be left out.
    Features,
    /// Documentation, with warnings as errors.
    Docs,
}

/// Runs one step, or all of them.
pub(crate) fn run(step: Option<Step>) -> Result<(), String> {
    let steps = match step {
        Some(step) => vec![step],
        None => vec![
            Step::Format,
            Step::Architecture,
            Step::Lint,
            Step::Budgets,
            Step::Features,
            Step::Docs,
            Step::Test,
        ],
    };
    for step in &steps {
        match step {
            Step::Test => cargo_with(&["test", "--workspace"], &[("INSTA_UPDATE", "no")])?,
            Step::Format => cargo(&["fmt", "--all", "--check"])?,
            Step::Lint => {
                let arguments =
                    ["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"];
                cargo(&arguments)?;
            }
            Step::Architecture => architecture::check()?,
            Step::Budgets => budgets::check()?,
            Step::Features => {
                cargo(&["test", "--package", "ota-api", "--lib", "--no-default-features"])?;
                let features = ["--no-default-features", "--features", "task"];
                let deny = ["--", "--deny", "warnings"];
                cargo(&[&["clippy", "--package", "ota-api"], &features[..], &deny].concat())?;
            }
            Step::Docs => {
                let arguments = ["doc", "--workspace", "--no-deps"];
                cargo_with(&arguments, &[("RUSTDOCFLAGS", "--deny warnings")])?;
            }
        }
    }
    say(&format!("{} of {} steps passed", steps.len(), steps.len()));
    Ok(())
}
