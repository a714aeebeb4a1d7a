//! The consequences of a device reporting what it runs.

use crate::time::Moment;
use crate::world::instance::Instance;
use crate::world::job::{Job, JobKind, JobStatus};
use crate::world::model::Model;
use crate::world::task::{Cause, TaskStatus};

impl Instance {
    /// A device of a job reports what it runs in the module of the job.
    pub(super) fn report_from(
        &mut self,
        number: u32,
        device: u32,
        version: &str,
        at: Moment,
        model: &Model,
    ) {
        let Some((_, job)) = self.job_at(number) else { return };
        let Some(product) = self.product_number(&job.product_key) else { return };
        let module = job.module.clone();
        self.device_reports((product, device), &module, version, at, model);
    }

    /// A device, given by the numbers of product and device, reports what it runs in a module.
    ///
    /// Tasks that were to bring that version have succeeded. One in progress that was to bring
    /// another has failed, unless the device still runs what it ran before, or the update has
    /// failed already and waits for its retry. Then dynamic jobs look whether it is one of theirs.
    pub(super) fn device_reports(
        &mut self,
        device: (u32, u32),
        module: &str,
        version: &str,
        at: Moment,
        model: &Model,
    ) {
        let (product_number, device) = device;
        let Some((_, product)) = self.products.get_index_mut(product_number as usize) else {
            return;
        };
        let before = product.version_number(device, module);
        product.report_version(device, module, version);
        let is_first = product.activate(device, at);
        let number = product.version_number(device, module);
        let found = product.devices.get_index(device as usize);
        for place in found.map_or_else(Vec::new, |(_, device)| device.open.clone()) {
            let Some((job, task)) = self.task(place) else { continue };
            if !job.module.eq_ignore_ascii_case(module) {
                continue;
            }
            if job.dest_version == version {
                self.end_task(place, TaskStatus::Succeeded, Cause::None, at);
            } else if task.status == TaskStatus::InProgress
                && !task.awaits_retry
                && task.source != number
            {
                self.fail_with(place, Cause::WrongVersion, at, model);
            }
        }
        if is_first {
            self.look_again_for((product_number, device), at);
        }
        self.join_strategy((product_number, device), module, before != number, at);
    }

    /// Gives a device that has reported a module a task of the newest dynamic job that is for it,
    /// or does the one anew that it has there.
    ///
    /// Jobs without the devices that were there are only for one whose version is new.
    pub(crate) fn join_strategy(
        &mut self,
        device: (u32, u32),
        module: &str,
        is_new: bool,
        at: Moment,
    ) {
        let (product, device) = device;
        let Some((key, product)) = self.products.get_index(product as usize) else { return };
        let is_for = |job: &Job| {
            matches!(job.kind, JobKind::Dynamic { with_present } if with_present || is_new)
                && job.status == JobStatus::InProgress
                && job.product_key == *key
                && job.module.eq_ignore_ascii_case(module)
                && self.matches(job, product, device)
        };
        let newest = self.agenda.strategies.iter().rev().copied();
        let mut newest = newest.filter_map(|number| Some((number, self.job_at(number)?.1)));
        let newest = newest.find(|(_, job)| is_for(job)).map(|(number, _)| number);
        if let Some(number) = newest {
            self.take_in(number, device, at);
        }
    }
}
