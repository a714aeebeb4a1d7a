//! Ends a rollout: cancels what can be cancelled, and says what cannot.

use super::{Controller, Step};
use crate::event::{End, Event, Number};
use crate::service::Request;

impl Controller {
    pub(super) fn abort(&mut self) -> Step {
        let number = self.rollout.stage;
        let Some(stage) = self.rollout.stages.get(number) else { return ended(0) };
        if stage.finished.is_some() || (stage.creating.is_none() && stage.job_id.is_none()) {
            return ended(0);
        }
        let Some(job_id) = stage.job_id.clone() else {
            // What was noted and not sent is not sent any more.
            self.scratch.pending = None;
            if stage.canceled {
                return ended(0);
            }
            let step = self.find(number);
            return step.unwrap_or(Step::Note(Event::Canceled { stage: number }));
        };
        // The service cancels no task of a verification.
        if number > 0 && !stage.canceled {
            return match self.scratch.is_canceled {
                true => Step::Note(Event::Canceled { stage: number }),
                false => Step::Perform(Request::Cancel { job_id, told: true, running: false }),
            };
        }
        self.running(number)
    }

    /// Counts what is still running, writes down what became of the rest, and ends.
    fn running(&mut self, number: Number) -> Step {
        if self.scratch.is_blind {
            return ended(self.rollout.stages[number].counts.unfinished());
        }
        match self.look(number) {
            Some(step) => step,
            None if !self.rollout.stages[number].listed => self.list_ended(number, true),
            None => ended(self.rollout.stages[number].counts.unfinished()),
        }
    }
}

fn ended(running: u64) -> Step {
    Step::Note(Event::Ended { end: End::Aborted { running } })
}
