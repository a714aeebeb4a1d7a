//! The commands of this repository, run as `cargo xtask <command>`.

mod architecture;
mod bench;
mod budgets;
mod ci;
mod command;
mod commits;
mod fuzz;
mod metadata;
mod package;
mod tools;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The commands of this repository.
#[derive(Parser)]
#[command(name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Runs everything that must pass, or one step of it.
    Ci {
        #[command(subcommand)]
        step: Option<ci::Step>,
    },
    /// Installs the tools that `ci` needs besides those of Rust into `target/tools`.
    Tools,
    /// Writes the snapshots and the compiler messages that tests compare with. Read the difference!
    Bless,
    /// Draws the pictures of `ota rollout watch` and `ota rollout report` in the READMEs.
    Picture,
    /// Shows the code that is generated for an operation.
    Expand {
        /// The operation, such as `DeleteOTAFirmware`.
        action: String,
    },
    /// Shows the floors of a crate as its code has them, as a start for `floors.toml`.
    Floors {
        /// The crate, such as `ota-spec`.
        name: String,
    },
    /// Measures time and size, next to other implementations of the same work.
    #[command(subcommand)]
    Bench(bench::Bench),
    /// Runs libFuzzer on a parser. Takes the nightly toolchain and a compiler of C++.
    Fuzz(fuzz::Arguments),
    /// Imports the vendor's metadata of products and says what became of it.
    Metadata(metadata::Arguments),
    /// Runs a program and writes down its usage.
    #[command(name = bench::MEASURED, hide = true)]
    Measured(bench::Measured),
}

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Bench(bench) => bench::run(bench),
        Command::Measured(program) => match bench::measured(&program) {
            Ok(code) => return code,
            Err(message) => Err(message),
        },
        Command::Fuzz(arguments) => fuzz::run(&arguments),
        Command::Metadata(arguments) => metadata::run(&arguments),
        Command::Ci { step } => ci::run(step),
        Command::Tools => tools::install(),
        Command::Bless => bless(),
        Command::Picture => picture(),
        Command::Floors { name } => architecture::sketch(&name).map(|text| command::print(&text)),
        Command::Expand { action } => command::cargo(&[
            "run",
            "--quiet",
            "--package",
            "ota-cli",
            "--",
            "spec",
            "expand",
            &action,
            "--specs",
            "specs",
        ]),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            command::say(&format!("error: {message}"));
            ExitCode::FAILURE
        }
    }
}

/// They are drawn by the tests that compare them with the pictures.
fn picture() -> Result<(), String> {
    let test = ["test", "-p", "ota-cli", "--bin", "ota", "the_picture"];
    command::cargo_with(&test, &[("SNAPSHOTS", "overwrite")])
}

/// The one place where expected output is written; continuous integration only compares.
fn bless() -> Result<(), String> {
    let variables =
        [("INSTA_UPDATE", "always"), ("TRYBUILD", "overwrite"), ("SNAPSHOTS", "overwrite")];
    command::cargo_with(&["test", "--workspace"], &variables)
}
