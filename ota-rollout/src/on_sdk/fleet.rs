//! Reads what there is: the devices of a product, the members of groups, and the jobs that are not over.

use ota_api::operations::{DeviceStatus, JobStatus};
use ota_world::{Moment, TaskStatus};

use super::rows::{fault, status_of, task};
use super::{SdkService, empty, size};
use crate::fleet::{Fleet, OpenJob};
use crate::plan::{Package, Plan, Target};
use crate::service::{
    Fault, PackageRow, ROWS_PER_PAGE, Request, Response, TASKS_PER_PAGE, TaskRow, moment,
};

/// The most devices on a page.
const DEVICES_PER_PAGE: i32 = 50;

/// The states of tasks that have not ended.
const OPEN: [TaskStatus; 4] =
    [TaskStatus::Confirm, TaskStatus::Queued, TaskStatus::Notified, TaskStatus::InProgress];

impl SdkService {
    /// Reads the package of a plan; `None` if it is a file that is still to become one.
    ///
    /// # Errors
    ///
    /// A call fails, or there is no such package.
    pub async fn package(&self, plan: &Plan) -> Result<Option<PackageRow>, Fault> {
        let (name, version) = match &plan.package {
            Package::File { name, version, .. } => (name, version),
            Package::Known { firmware_id } => {
                let request = Request::Package { firmware_id: firmware_id.clone() };
                let response = self.perform(&request).await?;
                let Response::Package(row) = response else { return Err(empty(&request)) };
                return Ok(Some(row));
            }
        };
        for page in 1.. {
            let request = Request::Packages { version: version.clone(), page };
            let response = self.perform(&request).await?;
            let Response::Packages(rows, goes_on) = response else { return Err(empty(&request)) };
            let found = rows.into_iter().find(|row| row.name == *name);
            if found.is_some() || !goes_on {
                return Ok(found);
            }
        }
        Ok(None)
    }

    /// Reads what a plan needs of the product, as fast as the quota allows: all devices, which of them are offline, the
    /// members of the groups that waves are for, and the jobs that are not over. With `versions` also what each device
    /// runs, which takes a call for each of them; of many devices only if the plan names the versions that it starts
    /// from. It is `now`; who has not changed since the plan's time for silence before is silent. Nothing is changed.
    ///
    /// # Errors
    ///
    /// A call fails, or a list has more than [`Fleet::MOST`] rows, whatever the service says of its end.
    pub async fn fleet(
        &self,
        plan: &Plan,
        package: Option<&PackageRow>,
        versions: bool,
        now: Moment,
    ) -> Result<Fleet, Fault> {
        let mut fleet = Fleet::default();
        self.names(&mut fleet).await?;
        let (count, most) = (fleet.devices.len(), Fleet::MOST_VERSIONS);
        if versions && (count <= most || !plan.source_versions.is_empty()) {
            let planned = match &plan.package {
                Package::File { module, .. } => module.as_deref(),
                Package::Known { .. } => None,
            };
            let module = package.and_then(|row| row.module.as_deref()).or(planned);
            self.versions(&mut fleet, module).await?;
        } else if versions {
            fleet.notes.push(format!(
                "the versions of {count} devices are not read, which takes a call for each; none counts as updated already"
            ));
        }
        for wave in &plan.waves {
            if let Target::Group(id) = &wave.target
                && !fleet.groups.contains_key(id)
            {
                let members = self.members(id).await?;
                fleet.groups.insert(id.clone(), members);
            }
        }
        let silent_since = now.after(-plan.stall_after.millis());
        self.open_jobs(&mut fleet, silent_since).await?;
        Ok(fleet)
    }

    async fn names(&self, fleet: &mut Fleet) -> Result<(), Fault> {
        let call = self.client.query_device().product_key(&self.product);
        let mut devices = call.page_size(DEVICES_PER_PAGE).items();
        while let Some(device) = devices.next().await {
            let device = device.map_err(fault)?;
            let Some(name) = device.device_name else { continue };
            let name = name.into_string();
            match device.device_status {
                Some(DeviceStatus::Unactive) => drop(fleet.unactive.insert(name.clone())),
                Some(DeviceStatus::Offline) => drop(fleet.offline.insert(name.clone())),
                _ => {}
            }
            fleet.devices.push((name, None));
            bounded(fleet.devices.len(), "the product", "devices")?;
        }
        // The newest comes first. Tasks are made, and wait for their turn, in the order in which the devices were added.
        fleet.devices.reverse();
        Ok(())
    }

    async fn versions(&self, fleet: &mut Fleet, module: Option<&str>) -> Result<(), Fault> {
        for (name, version) in &mut fleet.devices {
            if fleet.unactive.contains(name) {
                continue;
            }
            *version = Some(match module {
                None => self.version(name).await?,
                Some(module) => self.version_of(name, module).await?,
            });
        }
        Ok(())
    }

    async fn version(&self, device: &str) -> Result<String, Fault> {
        let call = self.client.query_device_detail().product_key(&self.product);
        let response = call.device_name(device).send().await.map_err(fault)?.into_inner();
        Ok(response.data.and_then(|data| data.firmware_version).unwrap_or_default())
    }

    async fn version_of(&self, device: &str, module: &str) -> Result<String, Fault> {
        let call = self.client.list_ota_module_versions_by_device().product_key(&self.product);
        let mut rows = call.device_name(device).page_size(size(ROWS_PER_PAGE)).items();
        while let Some(row) = rows.next().await {
            let row = row.map_err(fault)?;
            if row.module_name.is_some_and(|name| name.as_str().eq_ignore_ascii_case(module)) {
                return Ok(row.module_version.unwrap_or_default());
            }
        }
        Ok(String::new())
    }

    async fn members(&self, group: &str) -> Result<Vec<String>, Fault> {
        let call = self.client.query_device_list_by_device_group().group_id(group);
        let mut devices = call.page_size(DEVICES_PER_PAGE).items();
        let (mut members, mut seen) = (Vec::new(), 0);
        while let Some(device) = devices.next().await {
            let device = device.map_err(fault)?;
            if device.product_key.is_some_and(|key| key.as_str() == self.product) {
                members.extend(device.device_name.map(|name| name.into_string()));
            }
            seen += 1;
            bounded(seen, "a group", "devices")?;
        }
        Ok(members)
    }

    async fn open_jobs(&self, fleet: &mut Fleet, silent_since: Moment) -> Result<(), Fault> {
        let client = &self.client;
        let mut seen = 0;
        let call = client.list_ota_firmware().product_key(&self.product);
        let mut packages = call.page_size(size(ROWS_PER_PAGE)).items();
        while let Some(package) = packages.next().await {
            let package = package.map_err(fault)?;
            seen += 1;
            bounded(seen, "the product", "packages and jobs")?;
            let Some(firmware_id) = package.firmware_id else { continue };
            let call = client.list_ota_job_by_firmware().firmware_id(&firmware_id);
            let mut jobs = call.page_size(size(ROWS_PER_PAGE)).items();
            while let Some(job) = jobs.next().await {
                let job = job.map_err(fault)?;
                seen += 1;
                bounded(seen, "the product", "packages and jobs")?;
                let is_over =
                    matches!(job.job_status, Some(JobStatus::Completed | JobStatus::Canceled));
                let Some(job_id) = job.job_id.filter(|_| !is_over) else { continue };
                let job_id = job_id.into_string();
                let tasks = self.open_tasks(&job_id, fleet, silent_since).await?;
                if !tasks.is_empty() {
                    fleet.jobs.push(OpenJob {
                        job_id,
                        firmware_id: firmware_id.as_str().to_owned(),
                        version: package.dest_version.clone().unwrap_or_default(),
                        tasks,
                    });
                }
            }
        }
        Ok(())
    }

    async fn open_tasks(
        &self,
        job_id: &str,
        fleet: &mut Fleet,
        silent_since: Moment,
    ) -> Result<Vec<(String, TaskStatus)>, Fault> {
        let mut open = Vec::new();
        for status in OPEN {
            let call = self.client.list_ota_task_by_job().job_id(job_id);
            let call = call.task_status(status_of(status)).page_size(size(TASKS_PER_PAGE));
            let mut tasks = call.items();
            while let Some(row) = tasks.next().await {
                let row = row.map_err(fault)?;
                let changed = row.utc_modified.as_deref().and_then(moment);
                let is_told = matches!(status, TaskStatus::Notified | TaskStatus::InProgress);
                let is_silent = is_told && changed.is_some_and(|changed| changed <= silent_since);
                if let Some(TaskRow { device, .. }) = task(row) {
                    if is_silent {
                        fleet.silent.insert(device.clone());
                    }
                    open.push((device, status));
                }
                bounded(open.len(), "a job", "tasks that have not ended")?;
            }
        }
        Ok(open)
    }
}

/// A list that goes on and on is no fleet: there is an end to what is read and kept.
fn bounded(seen: usize, of: &str, what: &str) -> Result<(), Fault> {
    if seen <= Fleet::MOST {
        return Ok(());
    }
    let most = Fleet::MOST;
    Err(Fault::Unsendable(format!(
        "the service says that {of} has more than {most} {what}, which cannot be; say what there is by `--fleet` or `--devices`"
    )))
}

#[cfg(test)]
mod tests {
    use super::{Fleet, bounded};

    #[test]
    fn there_is_an_end_to_every_list() {
        assert_eq!(bounded(Fleet::MOST, "the product", "devices"), Ok(()));
        let fault = bounded(Fleet::MOST + 1, "the product", "devices").unwrap_err();
        assert!(fault.to_string().contains("more than 1000000 devices"), "{fault}");
    }
}
