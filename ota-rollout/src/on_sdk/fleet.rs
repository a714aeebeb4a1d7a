//! Reads what there is: the devices of a product, the members of groups, and the jobs that are not over.

use ota_api::Error;
use ota_api::operations::{DeviceStatus, JobStatus};
use ota_world::TaskStatus;

use super::rows::{status_of, task};
use super::{SdkService, size};
use crate::fleet::{Fleet, OpenJob};
use crate::plan::{Plan, Target};
use crate::service::{ROWS_PER_PAGE, TASKS_PER_PAGE};

/// The most devices on a page.
const DEVICES_PER_PAGE: i32 = 50;

/// The states of tasks that have not ended.
const OPEN: [TaskStatus; 4] =
    [TaskStatus::Confirm, TaskStatus::Queued, TaskStatus::Notified, TaskStatus::InProgress];

impl SdkService {
    /// Reads the devices of the product as a plan needs them, as fast as the quota allows: all names, the members of the
    /// groups that waves are for, the jobs that are not over, and the version of each device if the plan names the versions
    /// that it starts from, which takes a call for each of them. Nothing is changed.
    ///
    /// # Errors
    ///
    /// A call fails.
    pub async fn fleet(&self, plan: &Plan) -> Result<Fleet, Error> {
        let mut fleet = Fleet::default();
        self.names(&mut fleet).await?;
        if !plan.source_versions.is_empty() {
            self.versions(&mut fleet).await?;
        }
        for wave in &plan.waves {
            if let Target::Group(id) = &wave.target
                && !fleet.groups.contains_key(id)
            {
                let members = self.members(id).await?;
                fleet.groups.insert(id.clone(), members);
            }
        }
        fleet.jobs = self.open_jobs().await?;
        Ok(fleet)
    }

    async fn names(&self, fleet: &mut Fleet) -> Result<(), Error> {
        let call = self.client.query_device().product_key(&self.product);
        let mut devices = call.page_size(DEVICES_PER_PAGE).items();
        while let Some(device) = devices.next().await {
            let device = device?;
            let Some(name) = device.device_name else { continue };
            let name = name.into_string();
            if device.device_status == Some(DeviceStatus::Unactive) {
                fleet.unactive.insert(name.clone());
            }
            fleet.devices.push((name, String::new()));
        }
        Ok(())
    }

    async fn versions(&self, fleet: &mut Fleet) -> Result<(), Error> {
        for (name, version) in &mut fleet.devices {
            if fleet.unactive.contains(name) {
                continue;
            }
            let call = self.client.query_device_detail().product_key(&self.product);
            let response = call.device_name(name.as_str()).send().await?.into_inner();
            *version = response.data.and_then(|data| data.firmware_version).unwrap_or_default();
        }
        Ok(())
    }

    async fn members(&self, group: &str) -> Result<Vec<String>, Error> {
        let call = self.client.query_device_list_by_device_group().group_id(group);
        let mut devices = call.page_size(DEVICES_PER_PAGE).items();
        let mut members = Vec::new();
        while let Some(device) = devices.next().await {
            let device = device?;
            if device.product_key.is_some_and(|key| key.as_str() == self.product) {
                members.extend(device.device_name.map(|name| name.into_string()));
            }
        }
        Ok(members)
    }

    async fn open_jobs(&self) -> Result<Vec<OpenJob>, Error> {
        let client = &self.client;
        let mut open = Vec::new();
        let call = client.list_ota_firmware().product_key(&self.product);
        let mut packages = call.page_size(size(ROWS_PER_PAGE)).items();
        while let Some(package) = packages.next().await {
            let package = package?;
            let Some(firmware_id) = package.firmware_id else { continue };
            let call = client.list_ota_job_by_firmware().firmware_id(&firmware_id);
            let mut jobs = call.page_size(size(ROWS_PER_PAGE)).items();
            while let Some(job) = jobs.next().await {
                let job = job?;
                let is_over =
                    matches!(job.job_status, Some(JobStatus::Completed | JobStatus::Canceled));
                let Some(job_id) = job.job_id.filter(|_| !is_over) else { continue };
                let job_id = job_id.into_string();
                let tasks = self.open_tasks(&job_id).await?;
                if !tasks.is_empty() {
                    open.push(OpenJob {
                        job_id,
                        firmware_id: firmware_id.as_str().to_owned(),
                        version: package.dest_version.clone().unwrap_or_default(),
                        tasks,
                    });
                }
            }
        }
        Ok(open)
    }

    async fn open_tasks(&self, job_id: &str) -> Result<Vec<(String, TaskStatus)>, Error> {
        let mut open = Vec::new();
        for status in OPEN {
            let call = self.client.list_ota_task_by_job().job_id(job_id);
            let call = call.task_status(status_of(status)).page_size(size(TASKS_PER_PAGE));
            let mut tasks = call.items();
            while let Some(row) = tasks.next().await {
                open.extend(task(row?).map(|row| (row.device, status)));
            }
        }
        Ok(open)
    }
}
