//! What would become of a rollout, and how it is said.

use std::collections::BTreeMap;
use std::fmt;

use ota_world::TaskStatus;

use crate::event::Counts;
use crate::plan::Seconds;
use crate::simulate::Outcome;

/// What would become of a rollout.
#[derive(Debug, Clone, PartialEq)]
pub struct Forecast {
    /// The verification, if there is one, and the waves.
    pub stages: Vec<StageForecast>,
    /// The calls by operation.
    pub calls: BTreeMap<&'static str, u64>,
    /// How many update attempts the account has left, if the plan says so.
    pub attempts: Option<u64>,
    /// How it would end, or what it would wait for.
    pub outcome: Outcome,
    /// How long it would take, in milliseconds, if nobody has to be waited for.
    pub lasts: i64,
    /// How long calls would wait for their turn, as the calls per second of their operations want it, in milliseconds.
    pub waited: i64,
    /// What each device would run of what the package is for; empty where it has said of nothing.
    pub versions: BTreeMap<String, String>,
    /// The state of the last task of each device that has one.
    pub tasks: BTreeMap<String, TaskStatus>,
}

/// What would become of a wave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageForecast {
    /// Its name.
    pub name: String,
    /// When it would begin, in milliseconds from the start.
    pub begins: Option<i64>,
    /// When its last task would have ended.
    pub ends: Option<i64>,
    /// The tasks of its job.
    pub counts: Counts,
    /// Why devices would fail, and how many.
    pub failures: BTreeMap<String, u64>,
}

/// A time as people read it.
pub(super) fn shown(millis: Option<i64>) -> String {
    let Some(millis) = millis else { return "never".to_owned() };
    let seconds = u32::try_from(millis / 1000).unwrap_or(u32::MAX);
    Seconds(seconds).to_string()
}

impl Forecast {
    /// How many update attempts it would take: each device that is updated takes one.
    pub fn takes_attempts(&self) -> u64 {
        self.stages.iter().map(|stage| stage.counts.succeeded).sum()
    }

    /// The stage in which there would be no update attempts left; `None` if there are enough, or nobody knows.
    pub fn runs_out_in(&self) -> Option<&str> {
        let mut left = self.attempts?;
        for stage in &self.stages {
            left = match left.checked_sub(stage.counts.succeeded) {
                Some(left) => left,
                None => return Some(&stage.name),
            };
        }
        None
    }

    fn say_attempts(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let needed = self.takes_attempts();
        write!(f, "update attempts: {needed} needed")?;
        match (self.attempts, self.runs_out_in()) {
            (None, _) => writeln!(
                f,
                "; how many the account has left is not known, `attempts` under `[expected]` says it"
            ),
            (Some(left), None) => writeln!(f, ", {left} left"),
            (Some(left), Some(stage)) => writeln!(
                f,
                ", {left} left: not enough from `{stage}` on; buy more, or devices will not be updated"
            ),
        }
    }
}

impl fmt::Display for Forecast {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for stage in &self.stages {
            let StageForecast { name, begins, ends, counts, failures } = stage;
            if begins.is_none() {
                writeln!(f, "{name}: does not begin")?;
                continue;
            }
            write!(
                f,
                "{name}: {} devices, begins after {}, ends after {}: {} updated, {} failed",
                counts.all(),
                shown(*begins),
                shown(*ends),
                counts.succeeded,
                counts.failed
            )?;
            if counts.canceled > 0 {
                write!(f, ", {} cancelled", counts.canceled)?;
            }
            if counts.unfinished() > 0 {
                write!(f, ", {} not through", counts.unfinished())?;
            }
            writeln!(f)?;
            for (why, count) in failures {
                writeln!(f, "  {count} would fail: {why}")?;
            }
        }
        let calls: u64 = self.calls.values().sum();
        writeln!(f, "calls: {calls}")?;
        for (action, count) in &self.calls {
            writeln!(f, "  {count} {action}")?;
        }
        if self.waited > 0 {
            let waited = shown(Some(self.waited));
            writeln!(
                f,
                "  they would wait {waited} in all for their turn, by the calls per second"
            )?;
        }
        self.say_attempts(f)?;
        match &self.outcome {
            Outcome::Waits(why) => {
                write!(f, "after {} it would stop: {why}", shown(Some(self.lasts)))
            }
            outcome => write!(f, "after {}: {}", shown(Some(self.lasts)), outcome.name()),
        }
    }
}
