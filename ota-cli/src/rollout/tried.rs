//! `ota rollout simulate`: drawn rollouts in virtual time, with everything that goes wrong.

use std::io::Write;

use clap::{Arg, ArgMatches, Command, value_parser};
use ota_rollout::simulate::simulate;
use ota_spec::Spec;

use crate::failure::{Exit, Failure};

pub(super) fn command() -> Command {
    Command::new("simulate")
        .about("Tries the controller in drawn rollouts with faults, kills and clocks that are set")
        .after_help("Nothing is called.\n\nExample:\n  ota rollout simulate --runs 100 --seed 7")
        .arg(
            Arg::new("runs")
                .long("runs")
                .value_name("COUNT")
                .default_value("100")
                .value_parser(value_parser!(u32).range(1..=1_000_000))
                .help("How many rollouts"),
        )
        .arg(
            Arg::new("seed")
                .long("seed")
                .value_name("NUMBER")
                .default_value("1")
                .value_parser(value_parser!(u64))
                .help("The number that everything is drawn from"),
        )
}

pub(super) fn run(specs: &Spec, matches: &ArgMatches, out: &mut dyn Write) -> Result<(), Failure> {
    let runs = matches.get_one::<u32>("runs").copied().unwrap_or(1);
    let seed = matches.get_one::<u64>("seed").copied().unwrap_or(1);
    let figures = simulate(specs, seed, runs, &mut |_| {})
        .map_err(|error| Failure::new(Exit::Refused, error.to_string()))?;
    writeln!(out, "{figures}")?;
    match figures.broken.is_empty() {
        true => Ok(()),
        false => Err(Failure::silent(Exit::Refused)),
    }
}
