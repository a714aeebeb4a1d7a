//! Which package it is, and whether it may be delivered.

use super::{Controller, Step, stop};
use crate::event::{Event, Why};
use crate::plan::Package;
use crate::rollout::pending::SETTLED_AFTER;
use crate::service::{PackageRow, Request, Verification};

impl Controller {
    /// What comes next until the package is known.
    pub(super) fn package(&mut self) -> Option<Step> {
        if self.rollout.package.is_some() {
            return None;
        }
        if let Some(row) = &self.scratch.package {
            return Some(Step::Note(known(row)));
        }
        let (path, name, version, module) = match &self.rollout.plan.package {
            Package::Known { firmware_id } => {
                return Some(Step::Perform(Request::Package { firmware_id: firmware_id.clone() }));
            }
            Package::File { path, name, version, module } => (path, name, version, module),
        };
        if let Some(firmware_id) = self.scratch.made.clone() {
            return Some(Step::Perform(Request::Package { firmware_id }));
        }
        if self.scratch.publishes {
            return Some(Step::Perform(Request::Publish {
                path: path.clone(),
                name: name.clone(),
                version: version.clone(),
                module: module.clone(),
                verify: self.rollout.plan.verify.is_some(),
            }));
        }
        let packages = &self.scratch.packages;
        if !packages.is_whole {
            let page = packages.page;
            if page == 1 {
                self.scratch.listed = Some(self.now);
            }
            return Some(Step::Perform(Request::Packages { version: version.clone(), page }));
        }
        if let Some(row) = packages.rows.iter().find(|row| row.name == *name) {
            return Some(Step::Note(known(row)));
        }
        let note = Step::Note(Event::Publishing { name: name.clone() });
        if let Some(step) = self.settle(self.rollout.publishing) {
            return Some(step);
        }
        Some(if self.rollout.is_paused { Step::Ask(Why::Paused) } else { note })
    }

    /// What comes next while something that was perhaps made may still turn up in a list.
    pub(super) fn settle(&mut self, noted: Option<ota_world::Moment>) -> Option<Step> {
        let settled = noted?.after(SETTLED_AFTER);
        if self.scratch.listed.is_some_and(|listed| listed >= settled) {
            return None;
        }
        self.scratch.forget_lists();
        Some(Step::Sleep(settled.since(self.now).max(1)))
    }

    /// What comes next in the verification.
    pub(super) fn verification(&mut self) -> Step {
        let Some(package) = &self.rollout.package else {
            return stop(unverified("it is not known"));
        };
        if package.verification == Verification::Passed {
            return Step::Note(Event::Passed { stage: 0 });
        }
        let stage = &self.rollout.stages[0];
        if stage.finished.is_some() {
            let Some(row) = &self.scratch.package else {
                let firmware_id = package.firmware_id.clone();
                return Step::Perform(Request::Package { firmware_id });
            };
            if row.verification != package.verification {
                return Step::Note(known(row));
            }
            if row.verification == Verification::Running {
                self.scratch.package = None;
                return Step::Sleep(self.rollout.plan.poll.millis());
            }
            let failed = stage.failures.iter().map(|failed| failed.device.as_str());
            let failed: Vec<&str> = failed.collect();
            let message = format!("it was not verified; failed: `{}`", failed.join("`, `"));
            return stop(unverified(&message));
        }
        if stage.job_id.is_some() {
            return self.watch(0);
        }
        if self.rollout.plan.verify.is_none() {
            let message = "it is not verified, and the plan names no canaries; verify it with `ota firmware verify`, or abort and start \
                 a plan that has `[verify]` with `devices`";
            return stop(unverified(message));
        }
        self.begin(0)
    }
}

pub(super) fn unverified(message: &str) -> Why {
    Why::Verification { message: message.to_owned() }
}

fn known(row: &PackageRow) -> Event {
    Event::PackageKnown {
        firmware_id: row.firmware_id.clone(),
        version: row.version.clone(),
        verification: row.verification,
    }
}
