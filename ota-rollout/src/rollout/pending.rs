//! What a rollout lets time pass for.

use ota_world::Moment;

use super::Rollout;
use crate::event::Number;

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
    /// The calendar of the plan has no time for the next wave before this one.
    Calendar {
        /// When the wave begins.
        until: Moment,
    },
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
        if let Some(until) = self.soaked_at(self.stage).and_then(later) {
            return Some(Pending::Soaking { until });
        }
        let is_next = self.stage > 0 && stage.creating.is_none() && stage.finished.is_none();
        let begins = self.plan.calendar.next(now).filter(|_| is_next).and_then(later);
        begins.map(|until| Pending::Calendar { until })
    }

    /// When the devices of a wave have been left alone for long enough; `None` before all of them are through.
    pub(crate) fn soaked_at(&self, number: Number) -> Option<Moment> {
        let wave = number.checked_sub(1).and_then(|wave| self.plan.waves.get(wave))?;
        let stage = self.stages.get(number).filter(|stage| !stage.retries)?;
        stage.finished.map(|finished| finished.after(wave.soak.millis()))
    }
}
