//! What earlier tasks say of the devices of a product.

use std::fmt;

use ota_world::{Model, Seconds};

/// What earlier tasks say of the devices of a product.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct History {
    /// The jobs that were looked at.
    pub jobs: u32,
    /// The tasks that succeeded.
    pub succeeded: u64,
    /// Those that failed on the device.
    pub failed: u64,
    /// Those whose device was told, and has been silent since.
    pub silent: u64,
    /// How long devices took, from their task to the new version, in milliseconds.
    pub times: Vec<i64>,
}

/// How long a task waits at least before its device is told, in milliseconds.
const TOLD_AFTER: i64 = 1000;

/// A device that took so many times as long as half of them had not been there, or had been told late.
const LATE: i64 = 4;

impl History {
    /// The most jobs that are looked at.
    pub const MOST_JOBS: u32 = 20;

    /// The tasks that devices have begun.
    pub fn begun(&self) -> u64 {
        self.succeeded + self.failed + self.silent
    }

    /// The share of tasks that failed on the device.
    pub fn failing(&self) -> f64 {
        share(self.failed, self.begun())
    }

    /// The share of devices that fell silent.
    pub fn silent(&self) -> f64 {
        share(self.silent, self.begun())
    }

    /// How long devices take that are told at once; `None` if no device was updated.
    pub fn duration(&self) -> Option<Seconds> {
        let mut times = self.times.clone();
        times.sort_unstable();
        let longest = times.get(times.len() / 2)?.saturating_mul(LATE);
        times.retain(|time| *time <= longest);
        let told = |time: &i64| time.saturating_sub(TOLD_AFTER).max(0);
        let (shortest, longest) = (told(times.first()?), told(times.last()?));
        let seconds = |millis: i64| u32::try_from(millis / 1000).unwrap_or(YEAR).min(YEAR);
        Some(Seconds { from: seconds(shortest), to: seconds(longest.saturating_add(999)) })
    }

    /// How devices behave, as far as there were any to see; else as `model` says.
    pub fn model(&self, model: Model) -> Model {
        let mut model = model;
        if self.begun() > 0 {
            (model.failure_rate, model.silent_share) = (self.failing(), self.silent());
        }
        if let Some(duration) = self.duration() {
            // Nobody sees when a device begins.
            (model.delay, model.duration) = (Seconds::from(0), duration);
        }
        model
    }
}

impl fmt::Display for History {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (jobs, begun) = (self.jobs, self.begun());
        if begun == 0 {
            return write!(
                f,
                "history: nothing is known of how devices behave; say it under `[expected]`"
            );
        }
        let plural = if jobs == 1 { "" } else { "s" };
        let (failing, silent) = (self.failing() * 100.0, self.silent() * 100.0);
        write!(f, "history: {begun} tasks of {jobs} earlier job{plural}")?;
        write!(f, ", of which {failing:.1} % failed and {silent:.1} % fell silent")?;
        match self.duration() {
            Some(Seconds { from, to }) if from == to => write!(f, "; an update takes {from}s"),
            Some(Seconds { from, to }) => write!(f, "; an update takes {from}s to {to}s"),
            None => Ok(()),
        }
    }
}

/// The longest time of a model, in seconds.
const YEAR: u32 = 365 * 24 * 60 * 60;

#[allow(clippy::cast_precision_loss, reason = "a share of tasks")]
fn share(some: u64, all: u64) -> f64 {
    some as f64 / all.max(1) as f64
}

#[cfg(test)]
mod tests {
    use ota_world::{Model, Seconds};

    use super::History;

    #[test]
    fn a_model_is_what_was_seen_without_those_that_were_late() {
        let times = (0..100).map(|number| 31_000 + number * 100).chain([86_400_000]).collect();
        let history = History { jobs: 2, succeeded: 90, failed: 8, silent: 2, times };
        let model = history.model(Model::default());
        let said = "history: 100 tasks of 2 earlier jobs, of which 8.0 % failed and 2.0 % fell silent; an update takes 30s to 40s";
        assert_eq!(history.to_string(), said);
        assert_eq!((model.failure_rate, model.silent_share), (0.08, 0.02));
        assert_eq!((model.delay, model.duration), (Seconds::from(0), Seconds { from: 30, to: 40 }));
    }

    #[test]
    fn where_nothing_was_seen_nothing_is_changed() {
        assert_eq!(History::default().model(Model::default()), Model::default());
        assert_eq!(History::default().duration(), None);
        assert!(History::default().to_string().contains("nothing is known"));
        let refused = History { failed: 3, ..History::default() }.model(Model::default());
        assert_eq!((refused.failure_rate, refused.duration), (1.0, Model::default().duration));
    }
}
