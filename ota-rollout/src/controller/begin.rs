//! Creates the job of a stage, unless there is one.

use super::package::unverified;
use super::{Controller, Step, stop};
use crate::event::{Event, Number, Why};
use crate::plan::{MOST_NAMED, Target};
use crate::service::{JobTarget, NewJob, Request, Verification};

/// For how long a list that was uploaded is used, in milliseconds: the service keeps it for an hour.
const LIST_KEPT: i64 = 50 * 60 * 1000;

impl Controller {
    /// What comes next until the stage has a job.
    pub(super) fn begin(&mut self, number: Number) -> Step {
        if let Some(step) = self.find(number) {
            return step;
        }
        if self.rollout.is_paused {
            return Step::Ask(Why::Paused);
        }
        let is_running = self
            .rollout
            .package
            .as_ref()
            .is_some_and(|package| package.verification == Verification::Running);
        if number == 0 && is_running {
            return stop(unverified(
                "it is being verified by a job that this rollout did not make",
            ));
        }
        if number > 0 {
            match self.rollout.plan.calendar.next(self.now) {
                Some(opens) if opens > self.now => {
                    self.scratch.forget_lists();
                    return Step::Sleep(opens.since(self.now));
                }
                Some(_) => {}
                None => return stop(Why::Calendar { stage: number }),
            }
        }
        let target = match self.target(number) {
            Ok(target) => target,
            Err(step) => return step,
        };
        let firmware_id = self.firmware_id();
        let rollout = &self.rollout;
        let attempt = rollout.stages[number].attempts + 1;
        let (is_wave, plan) = (number > 0, &rollout.plan);
        let takes_versions = matches!(target, JobTarget::Percent(_) | JobTarget::All);
        let job = NewJob {
            firmware_id,
            label: format!("{}{attempt}", rollout.label(number)),
            source_versions: match takes_versions {
                true => plan.source_versions.clone(),
                false => Vec::new(),
            },
            // Devices that are named are left out by not being named.
            held_back: is_wave
                && plan.holds_back(
                    !rollout.quarantine.is_empty()
                        && !matches!(target, JobTarget::Devices(_) | JobTarget::List(_)),
                ),
            target,
            overwrite: is_wave && plan.overwrite,
            delivery: plan.delivery.clone(),
        };
        Step::Note(Event::Creating { stage: number, job: Box::new(job) })
    }

    /// What comes next until it is certain that the stage has no job.
    pub(super) fn find(&mut self, number: Number) -> Option<Step> {
        let created = |job_id: &str, found| {
            Step::Note(Event::Created { stage: number, job_id: job_id.to_owned(), found })
        };
        if let Some(job_id) = &self.scratch.made {
            return Some(created(job_id, false));
        }
        if let Some(job) = &self.scratch.pending {
            return Some(Step::Perform(Request::Create(job.clone())));
        }
        if !self.scratch.jobs.is_whole {
            let page = self.scratch.jobs.page;
            if page == 1 {
                self.scratch.listed = Some(self.now);
            }
            return Some(Step::Perform(Request::Jobs { firmware_id: self.firmware_id(), page }));
        }
        let (prefix, stage) = (self.rollout.label(number), &self.rollout.stages[number]);
        let mut found: Vec<&str> = Vec::new();
        for (label, job_id) in &self.scratch.jobs.rows {
            let is_known = stage.abandoned.contains(job_id) || found.contains(&job_id.as_str());
            if label.starts_with(&prefix) && !is_known {
                found.push(job_id);
            }
        }
        // The newest is the first in the list.
        match (&found[..], found.last()) {
            ([one], _) => Some(created(one, true)),
            (_, Some(first)) if stage.takes_first => Some(created(first, true)),
            (_, Some(_)) => {
                let job_ids = found.iter().map(|id| (*id).to_owned()).collect();
                Some(stop(Why::Twice { stage: number, job_ids }))
            }
            (_, None) => self.settle(stage.creating),
        }
    }

    pub(super) fn firmware_id(&self) -> String {
        self.rollout.package.as_ref().map(|known| known.firmware_id.clone()).unwrap_or_default()
    }

    /// The devices of the job, or what comes before they can be named.
    fn target(&mut self, number: Number) -> Result<JobTarget, Step> {
        let plan = &self.rollout.plan;
        let Some(wave) = number.checked_sub(1).and_then(|wave| plan.waves.get(wave)) else {
            let (devices, timeout) = plan
                .verify
                .as_ref()
                .map(|verify| (verify.devices.clone(), verify.timeout))
                .unwrap_or_default();
            return Ok(JobTarget::Canaries(devices, timeout));
        };
        let names: Vec<String> = match &wave.target {
            Target::Percent(share) => return Ok(JobTarget::Percent(share.clone())),
            Target::Group(id) => return Ok(JobTarget::Group(id.clone())),
            Target::Remaining => return Ok(JobTarget::All),
            Target::Devices(names) => {
                let is_out = |name: &&String| !self.rollout.quarantine.contains(*name);
                names.iter().filter(is_out).cloned().collect()
            }
        };
        if names.is_empty() {
            return Err(Step::Note(Event::Finished { stage: number, failures: Vec::new() }));
        }
        if names.len() <= MOST_NAMED {
            return Ok(JobTarget::Devices(names));
        }
        match &self.scratch.list {
            Some((at, url)) if self.now.since(*at) < LIST_KEPT => Ok(JobTarget::List(url.clone())),
            _ => Err(Step::Perform(Request::Upload { devices: names })),
        }
    }
}
