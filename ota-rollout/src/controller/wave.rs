//! A wave: its job, the time after it, its gate.

use ota_world::TaskStatus;

use super::{Controller, Step, stop};
use crate::event::{EndedTask, Event, Failure, MOST_LISTED, Number, Why};
use crate::plan::Gate;
use crate::service::{TASKS_PER_PAGE, TaskRow};

impl Controller {
    /// What comes next in a wave.
    pub(super) fn wave(&mut self, number: Number) -> Step {
        let stage = &self.rollout.stages[number];
        match (stage.finished, &stage.job_id) {
            (Some(_), _) => self.after(number),
            (None, Some(_)) => self.watch(number),
            (None, None) => self.begin(number),
        }
    }

    /// What comes next after all tasks have ended.
    fn after(&mut self, number: Number) -> Step {
        let stage = &self.rollout.stages[number];
        if stage.retries {
            return self.again(number);
        }
        if let Some(why) = self.rollout.objects(number) {
            return stop(why);
        }
        let Some(wave) = self.rollout.plan.waves.get(number - 1) else {
            return Step::Note(Event::Passed { stage: number });
        };
        if let Some(soaked) = self.rollout.soaked_at(number).filter(|soaked| *soaked > self.now) {
            return Step::Sleep(soaked.since(self.now));
        }
        match &wave.gate {
            Some(Gate::Approval) if !stage.approved => stop(Why::Approval { stage: number }),
            Some(Gate::Command(command)) => match &self.scratch.gate {
                Some(Ok(0)) => Step::Note(Event::Passed { stage: number }),
                Some(result) => {
                    let result = match result {
                        Ok(code) => format!("exit code {code}"),
                        Err(why) => why.clone(),
                    };
                    stop(Why::Gate { stage: number, result })
                }
                None if self.rollout.is_paused => Step::Ask(Why::Paused),
                None => Step::Run(command.clone()),
            },
            _ => Step::Note(Event::Passed { stage: number }),
        }
    }

    /// What comes next after the last task of a stage: what became of each is read, then it is finished.
    pub(super) fn finish(&mut self, number: Number) -> Step {
        if !self.rollout.stages[number].listed {
            return self.list_ended(number, false);
        }
        if self.rollout.stages[number].counts.failed > 0
            && let Some(step) = self.list(number, TaskStatus::Failed)
        {
            return step;
        }
        Step::Note(Event::Finished { stage: number, failures: self.failures() })
    }

    /// The failures that were read.
    fn failures(&mut self) -> Vec<Failure> {
        let failed = self.scratch.tasks.remove(&TaskStatus::Failed).unwrap_or_default();
        let failure = |TaskRow { task_id, device, why, at }| Failure { device, task_id, why, at };
        failed.rows.into_iter().map(failure).collect()
    }

    /// What comes next until the tasks that did not fail are written down, up to [`MOST_LISTED`] in each state; those that
    /// failed, too, where nothing else writes them down.
    pub(super) fn list_ended(&mut self, number: Number, with_failures: bool) -> Step {
        let counts = self.rollout.stages[number].counts;
        let ended =
            [(TaskStatus::Succeeded, counts.succeeded), (TaskStatus::Canceled, counts.canceled)];
        let pages = u32::try_from(MOST_LISTED / TASKS_PER_PAGE).unwrap_or(u32::MAX);
        for (status, count) in ended {
            if count > 0
                && let Some(step) = self.list_up_to(number, status, pages)
            {
                return step;
            }
        }
        if with_failures
            && counts.failed > 0
            && let Some(step) = self.list(number, TaskStatus::Failed)
        {
            return step;
        }
        let failures = if with_failures { self.failures() } else { Vec::new() };
        let (mut tasks, mut left_out) = (Vec::new(), 0);
        for (status, count) in ended {
            let rows = self.scratch.tasks.remove(&status).unwrap_or_default().rows;
            left_out += count.saturating_sub(rows.len() as u64);
            let is_canceled = status == TaskStatus::Canceled;
            tasks.extend(rows.into_iter().map(|TaskRow { task_id, device, at, .. }| EndedTask {
                device,
                task_id,
                is_canceled,
                at,
            }));
        }
        Step::Note(Event::Listed { stage: number, tasks, left_out, failures })
    }
}
