//! Rollouts in virtual time, with everything that goes wrong: lost responses, refusals, kills at any point, clocks that are
//! set, devices that come and go. Everything is drawn from one number, so what went wrong can be seen again.

mod chance;
mod invariants;
mod outcome;
mod pace;
mod scene;
mod trial;

use std::collections::BTreeMap;
use std::fmt;

use ota_spec::Spec;

pub use chance::Chance;
pub use outcome::{Faults, Outcome, TrialError};
pub use trial::Trial;

/// The figures of many rollouts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures {
    /// How many rollouts there were.
    pub runs: u32,
    /// The devices of all of them.
    pub devices: u64,
    /// The waves that were started.
    pub waves: u64,
    /// The calls by operation.
    pub calls: BTreeMap<&'static str, u64>,
    /// The faults by kind.
    pub faults: BTreeMap<&'static str, u64>,
    /// How often a controller was killed.
    pub kills: u64,
    /// How often a clock was set.
    pub jumps: u64,
    /// How often devices were added, or one went offline.
    pub changes: u64,
    /// The virtual time, in hours.
    pub hours: u64,
    /// How the rollouts ended, or what they wait for.
    pub ends: BTreeMap<&'static str, u64>,
    /// What should not have happened, with the seed of the rollout.
    pub broken: Vec<String>,
}

/// Tries `runs` rollouts that are drawn from `seed`; `told` hears of each that is over.
///
/// # Errors
///
/// A world or a plan that was drawn cannot be used, which is a mistake of this library.
pub fn simulate(
    specs: &Spec,
    seed: u64,
    runs: u32,
    told: &mut dyn FnMut(&Figures),
) -> Result<Figures, TrialError> {
    let mut figures = Figures::default();
    for run in 0..runs {
        let number = ota_world::draw(seed, &[u64::from(run)]);
        let (mut trial, orders) = scene::trial(specs, number)?;
        let outcome = trial.run(&mut |why, chance| orders.decide(why, chance));
        figures.add(&trial, outcome, number);
        told(&figures);
    }
    Ok(figures)
}

impl Figures {
    fn add(&mut self, trial: &Trial<'_>, outcome: Outcome, seed: u64) {
        self.runs += 1;
        self.devices += trial.devices() as u64;
        self.kills += trial.kills;
        self.jumps += trial.jumps;
        self.changes += trial.changes;
        self.hours += u64::try_from(trial.lasted() / 3_600_000).unwrap_or_default();
        for (action, count) in &trial.calls {
            *self.calls.entry(action).or_default() += count;
        }
        for (kind, count) in &trial.faults_met {
            *self.faults.entry(kind).or_default() += count;
        }
        let stages = trial.rollout().stages.iter().skip(1);
        self.waves += stages.filter(|stage| stage.job_id.is_some()).count() as u64;
        *self.ends.entry(outcome.name()).or_default() += 1;
        let broken = trial.broken.iter().cloned().chain(invariants::of(trial, &outcome));
        self.broken.extend(broken.map(|what| format!("seed {seed}: {what}")));
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sum = |counts: &BTreeMap<&str, u64>| counts.values().sum::<u64>();
        let listed = |counts: &BTreeMap<&str, u64>| {
            let parts: Vec<String> = counts.iter().map(|(name, n)| format!("{n} {name}")).collect();
            parts.join(", ")
        };
        writeln!(f, "rollouts      {} with {} devices", self.runs, self.devices)?;
        writeln!(f, "waves         {}", self.waves)?;
        writeln!(f, "virtual time  {} days", self.hours / 24)?;
        writeln!(f, "calls         {}: {}", sum(&self.calls), listed(&self.calls))?;
        writeln!(f, "faults        {}: {}", sum(&self.faults), listed(&self.faults))?;
        writeln!(f, "kills         {}", self.kills)?;
        writeln!(f, "clocks set    {}", self.jumps)?;
        writeln!(f, "fleet changed {} times", self.changes)?;
        writeln!(f, "ended         {}", listed(&self.ends))?;
        write!(f, "broken rules  {}", self.broken.len())?;
        for broken in self.broken.iter().take(20) {
            write!(f, "\n  {broken}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
