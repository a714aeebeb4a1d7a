//! What a rollout lets time pass for.

use ota_world::Moment;

use super::Rollout;
use crate::event::{Number, Why};
use crate::plan::{Gate, Target};

/// How long after a call whose outcome is unknown, in milliseconds, something that is not listed was not made.
pub const SETTLED_AFTER: i64 = 120_000;

/// What a rollout lets time pass for, as far as that follows from its events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pending {
    /// The package, or the job of the stage, was perhaps made, and is made now or looked for.
    Settling {
        /// Until when it is looked for.
        until: Moment,
    },
    /// It is paused: what was told goes on, and nothing new begins.
    Paused,
    /// The calendar of the plan has no time for the wave, or for the devices of it that wait for the controller, before this one.
    Calendar {
        /// When it begins, or goes on.
        until: Moment,
    },
    /// The program that is the gate of the wave runs.
    Gate,
    /// Devices are left alone after their wave.
    Soaking {
        /// Until when.
        until: Moment,
    },
}

impl Rollout {
    /// What it lets time pass for; `None` if there is something to be done or to be watched, or a person is waited for.
    pub fn pending(&self, now: Moment) -> Option<Pending> {
        let stage = self.stages.get(self.stage)?;
        if self.ended.is_some() || self.stopped.is_some() || self.is_aborting {
            return None;
        }
        let unsure = match (&self.package, &stage.job_id) {
            (None, _) => self.publishing,
            (Some(_), None) => stage.creating.filter(|_| stage.finished.is_none()),
            (Some(_), Some(_)) => None,
        };
        let later = |until: Moment| Some(until).filter(|until| *until > now);
        if let Some(until) = unsure.and_then(|since| later(since.after(SETTLED_AFTER))) {
            return Some(Pending::Settling { until });
        }
        if self.is_paused {
            return Some(Pending::Paused);
        }
        if let Some(soaked) = self.soaked_at(self.stage) {
            if self.objects(self.stage).is_some() {
                return None;
            }
            if let Some(until) = later(soaked) {
                return Some(Pending::Soaking { until });
            }
            let wave = self.plan.waves.get(self.stage - 1);
            let asks = wave.is_some_and(|wave| matches!(wave.gate, Some(Gate::Command(_))));
            return (asks && stage.passed.is_none()).then_some(Pending::Gate);
        }
        let is_next = stage.creating.is_none() || stage.counts.held_back > 0;
        let is_next = is_next && self.stage > 0 && stage.finished.is_none();
        let begins = self.plan.calendar.next(now).filter(|_| is_next).and_then(later);
        begins.map(|until| Pending::Calendar { until })
    }

    /// What has to be asked when all devices of a wave are through: whether to go on although none was reached, or too many failed.
    pub(crate) fn objects(&self, number: Number) -> Option<Why> {
        let stage = self.stages.get(number).filter(|stage| !stage.retries)?;
        let wave = number.checked_sub(1).and_then(|wave| self.plan.waves.get(wave))?;
        // What is left may be nobody.
        let is_rest = number > 1 && wave.target == Target::Remaining;
        // Of devices that failed before, the tasks were cancelled.
        let is_empty = stage.counts.executed() == 0 && stage.silent.is_empty();
        if is_empty && stage.stopping.is_none() && !stage.overruled && !is_rest {
            return Some(Why::Empty { stage: number });
        }
        let stopping = stage
            .stopping
            .clone()
            .filter(|why| matches!(why, Why::Tolerance { .. }) && !stage.overruled);
        self.exceeds(number, true).or(stopping)
    }

    /// When the devices of a wave have been left alone for long enough; `None` before all of them are through.
    pub(crate) fn soaked_at(&self, number: Number) -> Option<Moment> {
        let wave = number.checked_sub(1).and_then(|wave| self.plan.waves.get(wave))?;
        let stage = self.stages.get(number).filter(|stage| !stage.retries)?;
        stage.finished.map(|finished| finished.after(wave.soak.millis()))
    }
}
