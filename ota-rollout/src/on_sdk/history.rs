//! Reads what became of earlier tasks, in a bounded number of calls.

use ota_api::operations::{ListOtaTaskByJobResponse, ListOtaTaskByJobResponseData};
use ota_world::{Moment, TaskStatus};

use super::rows::fault;
use super::{SdkService, size};
use crate::history::History;
use crate::service::{Fault, ROWS_PER_PAGE, TASKS_PER_PAGE, moment};

impl SdkService {
    /// Reads what became of the tasks of earlier jobs of the product: of up to [`History::MOST_JOBS`] jobs, and of each
    /// the first page of tasks that succeeded, failed, or were told and have not changed for `silent_after`
    /// milliseconds before `now`. Nothing is changed.
    ///
    /// # Errors
    ///
    /// A call fails.
    pub async fn history(&self, now: Moment, silent_after: i64) -> Result<History, Fault> {
        let mut history = History::default();
        let client = &self.client;
        let call = client.list_ota_firmware().product_key(&self.product);
        let mut packages = call.page_size(size(ROWS_PER_PAGE)).items();
        while let Some(package) = packages.next().await {
            let Some(firmware_id) = package.map_err(fault)?.firmware_id else { continue };
            let call = client.list_ota_job_by_firmware().firmware_id(&firmware_id);
            let mut jobs = call.page_size(size(ROWS_PER_PAGE)).items();
            while let Some(job) = jobs.next().await {
                let Some(job_id) = job.map_err(fault)?.job_id else { continue };
                self.look_back(job_id.as_str(), (now, silent_after), &mut history).await?;
                history.jobs += 1;
                if history.jobs >= History::MOST_JOBS {
                    return Ok(history);
                }
            }
        }
        Ok(history)
    }

    /// Adds what became of the tasks of a job.
    async fn look_back(
        &self,
        job_id: &str,
        (now, silent_after): (Moment, i64),
        history: &mut History,
    ) -> Result<(), Fault> {
        let first = async |status| self.tasks(job_id, Some(status), 1, TASKS_PER_PAGE).await;
        let succeeded = first(TaskStatus::Succeeded).await?;
        history.succeeded += total(&succeeded);
        history.times.extend(self.times(job_id, &succeeded.data).await?);
        // One that failed at the moment at which it was made never reached its device.
        let on_device =
            |row: &ListOtaTaskByJobResponseData| lasted(row).is_none_or(|time| time > 0);
        history.failed += share(&first(TaskStatus::Failed).await?, on_device);
        let is_silent = |row: &ListOtaTaskByJobResponseData| {
            let changed = row.utc_modified.as_deref().and_then(moment);
            changed.is_some_and(|changed| now.since(changed) >= silent_after)
        };
        for status in [TaskStatus::Notified, TaskStatus::InProgress] {
            history.silent += share(&first(status).await?, is_silent);
        }
        Ok(())
    }

    /// How long devices took that were told at once: none in a job whose tasks were held back, and of a job that tells few
    /// a minute only the first.
    async fn times(
        &self,
        job_id: &str,
        rows: &[ListOtaTaskByJobResponseData],
    ) -> Result<Vec<i64>, Fault> {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let call = self.client.query_ota_job().job_id(job_id);
        let job = call.send().await.map_err(fault)?.into_inner().data.unwrap_or_default();
        if job.need_confirm == Some(true) {
            return Ok(Vec::new());
        }
        let most = job.maximum_per_minute.and_then(|most| usize::try_from(most).ok());
        Ok(rows.iter().take(most.unwrap_or(usize::MAX)).filter_map(lasted).collect())
    }
}

fn total(page: &ListOtaTaskByJobResponse) -> u64 {
    page.total.and_then(|total| u64::try_from(total).ok()).unwrap_or_default()
}

/// How many of all tasks of a list are as the first ones show.
fn share(
    page: &ListOtaTaskByJobResponse,
    counts: impl Fn(&ListOtaTaskByJobResponseData) -> bool,
) -> u64 {
    let (rows, counted) = (page.data.len() as u64, page.data.iter().filter(|row| counts(row)));
    (total(page) * counted.count() as u64).checked_div(rows).unwrap_or_default()
}

/// From the making of a task to its last change, in milliseconds.
fn lasted(row: &ListOtaTaskByJobResponseData) -> Option<i64> {
    let made = moment(row.utc_create.as_deref()?)?;
    Some(moment(row.utc_modified.as_deref()?)?.since(made))
}
