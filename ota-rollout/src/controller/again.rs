//! Carries failed tasks out again. Each is asked for once, whatever becomes of the call: a task that fails quickly looks
//! like one that was not begun.

use super::{Controller, Step};
use crate::event::{Event, Number};
use crate::service::{Request, TASKS_PER_CALL};

impl Controller {
    pub(super) fn again(&mut self, number: Number) -> Step {
        let stage = &self.rollout.stages[number];
        let Some(job_id) = stage.job_id.clone() else {
            return Step::Note(Event::AgainDone { stage: number });
        };
        if let Some(tasks) = self.scratch.again.clone() {
            return Step::Perform(Request::Again { job_id, tasks });
        }
        let left = stage.failures.iter().map(|failure| &failure.task_id);
        let left = left.filter(|task| !stage.asked_again.contains(*task));
        let tasks: Vec<String> = left.take(TASKS_PER_CALL).cloned().collect();
        if tasks.is_empty() {
            return Step::Note(Event::AgainDone { stage: number });
        }
        Step::Note(Event::Again { stage: number, tasks })
    }
}
