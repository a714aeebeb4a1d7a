//! A stage of a rollout: its verification, or a wave.

use std::collections::BTreeSet;

use ota_world::Moment;

use crate::event::{Counts, Event, Failure, Why};

/// The verification, or a wave.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Stage {
    /// How often a job was about to be created.
    pub attempts: u32,
    /// When the last one was; or, if whether it was made is not known, since when.
    pub creating: Option<Moment>,
    /// Whether its tasks wait for the controller; not known of a job that was found.
    pub held_back: Option<bool>,
    /// Its job.
    pub job_id: Option<String>,
    /// When its job was known.
    pub began: Option<Moment>,
    /// Jobs of earlier attempts that are over.
    pub abandoned: BTreeSet<String>,
    /// The tasks of its job.
    pub counts: Counts,
    /// When they changed last.
    pub counted: Option<Moment>,
    /// Devices that are silent and count as failed.
    pub silent: BTreeSet<String>,
    /// Whether they were listed.
    pub silence_noted: bool,
    /// Why it goes no further.
    pub stopping: Option<Why>,
    /// Whether it went no further before its failed tasks were carried out again.
    pub has_stopped: bool,
    /// Whether what could be cancelled was.
    pub canceled: bool,
    /// Whether it is written down what became of the tasks that did not fail.
    pub listed: bool,
    /// When all tasks had ended.
    pub finished: Option<Moment>,
    /// The devices that failed.
    pub failures: Vec<Failure>,
    /// Whether failed tasks are to be carried out again.
    pub retries: bool,
    /// The tasks that were asked for again.
    pub asked_again: BTreeSet<String>,
    /// Whether a person has agreed.
    pub approved: bool,
    /// Whether a person wants to go on in spite of the failures, or without a device.
    pub overruled: bool,
    /// Whether the first of several jobs is the right one.
    pub takes_first: bool,
    /// When the next stage could begin.
    pub passed: Option<Moment>,
}

impl Stage {
    pub(super) fn apply(&mut self, at: Moment, event: &Event) {
        match event {
            Event::Creating { job, .. } => {
                self.attempts += 1;
                (self.creating, self.held_back) = (Some(at), Some(job.held_back));
            }
            Event::Created { job_id, .. } => {
                (self.job_id, self.began, self.counted) =
                    (Some(job_id.clone()), Some(at), Some(at));
            }
            Event::Counted { counts, .. } => (self.counts, self.counted) = (*counts, Some(at)),
            Event::Stopping { why, .. } => self.stopping = Some(why.clone()),
            // From now on what is left has its time.
            Event::Canceled { .. } => (self.canceled, self.counted) = (true, Some(at)),
            Event::Listed { failures, .. } => {
                self.listed = true;
                if !failures.is_empty() {
                    self.failures.clone_from(failures);
                }
            }
            Event::Again { tasks, .. } => self.asked_again.extend(tasks.iter().cloned()),
            _ => {}
        }
    }

    /// How many devices were not told because the wave was stopped. Those that are silent were.
    pub fn left_out(&self) -> u64 {
        let is_stopped = self.stopping.is_some() || self.has_stopped;
        if is_stopped { self.counts.canceled.saturating_sub(self.silent.len() as u64) } else { 0 }
    }

    /// Some of its tasks are carried out again.
    pub(super) fn begin_again(&mut self, at: Moment) {
        self.has_stopped |= self.stopping.is_some();
        self.failures.clear();
        self.asked_again.clear();
        (self.retries, self.canceled, self.overruled, self.approved) = (false, false, false, false);
        (self.stopping, self.finished, self.counted) = (None, None, Some(at));
        self.listed = false;
    }

    /// Its job is given up, and another one is made.
    pub(super) fn abandon(&mut self) {
        let abandoned = self.abandoned.iter().cloned().chain(self.job_id.take()).collect();
        *self = Self { attempts: self.attempts, abandoned, ..Self::default() };
    }
}
