//! Looks at a job, and decides what follows from what is seen.

use ota_world::TaskStatus;

use super::scratch::Look;
use super::{Controller, Step, stop};
use crate::event::{Event, Number, Why};
use crate::service::{DEVICES_PER_CALL, Request, TASKS_PER_CALL};

impl Controller {
    /// What comes next while a job runs.
    pub(super) fn watch(&mut self, number: Number) -> Step {
        let stage = &self.rollout.stages[number];
        if number > 0 && stage.stopping.is_some() && !stage.canceled {
            return self.cut(number);
        }
        if let Some(step) = self.let_begin(number) {
            return step;
        }
        if let Some(due) = self.scratch.next_look.filter(|due| *due > self.now) {
            return Step::Sleep(due.since(self.now));
        }
        if let Some(step) = self.look(number) {
            return step;
        }
        let stage = &self.rollout.stages[number];
        let counts = stage.counts;
        if self.scratch.look.is_over == Some(true) && counts.unfinished() == 0 {
            return self.finish(number);
        }
        let is_wave = number > 0;
        if is_wave
            && stage.stopping.is_none()
            && let Some(why) = self.rollout.exceeds(number, false)
        {
            return Step::Note(Event::Stopping { stage: number, why });
        }
        // With a calendar, devices that wait for the controller wait for that, too.
        let opens = self.rollout.plan.calendar.next(self.now).filter(|opens| *opens > self.now);
        let is_closed = is_wave && opens.is_some();
        let waits = self.rollout.is_paused || (is_closed && counts.held_back > 0);
        let rests = waits && counts.in_flight() == 0;
        let mut since = stage.counted.unwrap_or(self.now);
        if counts.in_flight() == 0 {
            // What has waited for the calendar has not been silent.
            since = since.max(self.rollout.plan.calendar.opened(self.now).unwrap_or(since));
        }
        if !rests && self.now.since(since) >= self.rollout.plan.stall_after.millis() {
            return self.stalled(number);
        }
        let goes_on = stage.stopping.is_none() && !self.rollout.is_paused && !is_closed;
        if goes_on && counts.held_back > 0 && self.scratch.room.is_none() {
            let most = self.rollout.plan.most_offline.map_or(u64::MAX, u64::from);
            let room = most.saturating_sub(counts.in_flight());
            (self.scratch.room, self.scratch.held_left) = (Some(room), counts.held_back);
            if let Some(step) = self.let_begin(number) {
                return step;
            }
        }
        let poll = self.rollout.plan.poll.millis();
        self.scratch.look_now();
        self.scratch.next_look = Some(self.now.after(poll));
        Step::Sleep(poll)
    }

    /// What comes next until the tasks in each state are counted, and noted if they have changed.
    pub(super) fn look(&mut self, number: Number) -> Option<Step> {
        let stage = &self.rollout.stages[number];
        let job_id = stage.job_id.clone()?;
        let Look { is_over, counted, counts, all } = &self.scratch.look;
        if is_over.is_none() {
            return Some(Step::Perform(Request::Job { job_id }));
        }
        let is_counted = |status: &TaskStatus| match status {
            // Nothing waits for the controller in a job that was not made so.
            TaskStatus::Confirm => stage.held_back != Some(false),
            // They are what is left of all.
            TaskStatus::Queued => false,
            _ => true,
        };
        let Some(all) = *all else {
            let status = TaskStatus::ALL.into_iter().filter(is_counted).nth(*counted);
            return Some(Step::Perform(Request::Count { job_id, status }));
        };
        let counts = counts.of(all);
        (counts != stage.counts).then_some(Step::Note(Event::Counted { stage: number, counts }))
    }

    /// What follows when nothing has changed for long.
    fn stalled(&mut self, number: Number) -> Step {
        let stage = &self.rollout.stages[number];
        if stage.stopping.is_some() {
            // What is left was told long ago, and nothing more is expected of it.
            return self.finish(number);
        }
        let counts = stage.counts;
        let why = Why::Silent {
            stage: number,
            told: counts.notified + counts.in_progress,
            untold: counts.held_back + counts.queued,
        };
        match number > 0 && self.rollout.judges_silence() {
            true => Step::Note(Event::Stopping { stage: number, why }),
            false => stop(why),
        }
    }

    /// Cancels what a wave that goes no further has not told; if its devices are silent, all of it.
    fn cut(&mut self, number: Number) -> Step {
        let stage = &self.rollout.stages[number];
        let is_silent = matches!(stage.stopping, Some(Why::Silent { .. }));
        let Some(job_id) = stage.job_id.clone() else { return self.begin(number) };
        if is_silent && !stage.silence_noted {
            let told = [TaskStatus::Notified, TaskStatus::InProgress];
            if let Some(step) = told.into_iter().find_map(|status| self.list(number, status)) {
                return step;
            }
            let rows = told.iter().filter_map(|status| self.scratch.tasks.get(status));
            let rows = rows.flat_map(|pages| &pages.rows);
            let mut devices: Vec<String> = rows.map(|row| row.device.clone()).collect();
            devices.sort_unstable();
            devices.dedup();
            return Step::Note(Event::Silent { stage: number, devices });
        }
        match self.scratch.is_canceled {
            true => Step::Note(Event::Canceled { stage: number }),
            false => {
                let (told, running) = (is_silent, is_silent);
                Step::Perform(Request::Cancel { job_id, told, running })
            }
        }
    }

    /// Lets tasks begin that wait for the controller, as far as there is room; those of devices that failed before are
    /// cancelled.
    fn let_begin(&mut self, number: Number) -> Option<Step> {
        let room = self.scratch.room.filter(|room| *room > 0 && self.scratch.held_left > 0)?;
        let job_id = self.rollout.stages[number].job_id.clone()?;
        if self.scratch.held.is_empty() {
            // What was dealt with is no longer in the list, so its first page is always the next.
            if let Some(pages) = self.scratch.tasks.remove(&TaskStatus::Confirm) {
                self.scratch.held = pages.rows.into();
                if self.scratch.held.is_empty() {
                    self.scratch.room = Some(0);
                    return None;
                }
            } else {
                let status = TaskStatus::Confirm;
                return Some(Step::Perform(Request::Tasks { job_id, status, page: 1 }));
            }
        }
        let is_out = |device: &String| self.rollout.quarantine.contains(device);
        let devices = self.scratch.held.iter().map(|row| &row.device).filter(|name| is_out(name));
        let devices: Vec<String> = devices.take(DEVICES_PER_CALL).cloned().collect();
        if !devices.is_empty() {
            let firmware_id = self.firmware_id();
            return Some(Step::Perform(Request::CancelDevices { firmware_id, job_id, devices }));
        }
        let count = usize::try_from(room).unwrap_or(usize::MAX).min(TASKS_PER_CALL);
        let tasks = self.scratch.held.iter().take(count).map(|row| row.task_id.clone()).collect();
        Some(Step::Perform(Request::Confirm { tasks }))
    }

    /// What comes next until all tasks in a state are read.
    pub(super) fn list(&mut self, number: Number, status: TaskStatus) -> Option<Step> {
        self.list_up_to(number, status, u32::MAX)
    }

    /// What comes next until so many pages of the tasks in a state are read.
    pub(super) fn list_up_to(
        &mut self,
        number: Number,
        status: TaskStatus,
        most: u32,
    ) -> Option<Step> {
        let job_id = self.rollout.stages[number].job_id.clone()?;
        let pages = self.scratch.tasks.entry(status).or_default();
        let page = pages.page;
        (!pages.is_whole && page <= most).then_some(Step::Perform(Request::Tasks {
            job_id,
            status,
            page,
        }))
    }
}
