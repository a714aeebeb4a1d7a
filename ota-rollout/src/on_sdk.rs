//! The service itself, through the SDK.

mod fleet;
mod history;
mod rows;

use std::fmt;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use ota_api::operations::{
    CancelOtaTaskByDevice, CancelOtaTaskByJob, Client, CreateOtaFirmware, CreateOtaFirmwareFiles,
    CreateOtaStaticUpgradeJob, CreateOtaStaticUpgradeJobTarget as Target, CreateOtaVerifyJob,
    DeviceName, JobStatus, ListOtaTaskByJobResponse, OverwriteMode, Tag, TaskId,
};
use ota_api::{Error, Progress};
use ota_world::TaskStatus;

use crate::service::pages::goes_on;
use crate::service::{
    Fault, JobTarget, LABEL, NewJob, Performed, ROWS_PER_PAGE, Request, Response, TASKS_PER_PAGE,
};
use rows::{fault, job, listed_package, package, status_of, task};

/// The service, as a client of the SDK reaches it.
#[derive(Debug)]
pub struct SdkService {
    client: Client,
    product: String,
    hearer: Hearer,
}

/// Who hears how far the upload of a file is, given its name.
#[derive(Clone, Default)]
struct Hearer(Option<Arc<Tell>>);

type Tell = dyn Fn(&str, Progress) + Send + Sync;

impl fmt::Debug for Hearer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hearer({})", self.0.is_some())
    }
}

impl SdkService {
    /// The service for the product of a plan. The instance is a parameter of the client.
    pub fn new(client: Client, product: &str) -> Self {
        Self { client, product: product.to_owned(), hearer: Hearer::default() }
    }

    /// Calls a function whenever more of a file has been accepted that becomes a package.
    pub fn on_upload(mut self, tell: impl Fn(&str, Progress) + Send + Sync + 'static) -> Self {
        self.hearer = Hearer(Some(Arc::new(tell)));
        self
    }

    /// Makes a call.
    pub async fn perform(&self, request: &Request) -> Performed {
        let client = &self.client;
        Ok(match request {
            Request::Package { firmware_id } => {
                let call = client.query_ota_firmware().firmware_id(firmware_id);
                let response = call.send().await.map_err(fault)?.into_inner();
                Response::Package(package(response.firmware_info.ok_or_else(|| empty(request))?))
            }
            Request::Packages { version, page } => {
                let call = client
                    .list_ota_firmware()
                    .current_page(number(*page))
                    .page_size(size(ROWS_PER_PAGE))
                    .dest_version(version)
                    .product_key(&self.product);
                let response = call.send().await.map_err(fault)?.into_inner();
                let (rows, total) = (response.firmware_info, response.total);
                let goes_on = goes_on(*page, rows.len(), ROWS_PER_PAGE, total.map(Into::into))?;
                Response::Packages(rows.into_iter().map(listed_package).collect(), goes_on)
            }
            Request::Publish { path, name, version, module, verify } => {
                let mut upload = client.upload_firmware(path);
                if let Some(tell) = self.hearer.0.clone() {
                    let file = Path::new(path).file_name().unwrap_or_default();
                    let file = file.to_string_lossy().into_owned();
                    upload = upload.on_progress(move |progress| tell(&file, progress));
                }
                let file = upload.await.map_err(before)?;
                let files = CreateOtaFirmwareFiles::from(&file);
                let mut call = CreateOtaFirmware::builder()
                    .firmware_name(name)
                    .dest_version(version)
                    .files(files)
                    .build();
                call.product_key = Some(self.product.as_str().into());
                call.need_to_verify = Some(*verify);
                call.module_name = module.as_deref().map(Into::into);
                let response = client.send(&call).await.map_err(fault)?.into_inner();
                let id = response.data.and_then(|data| data.firmware_id);
                Response::Made(id.ok_or_else(|| empty(request))?.into_string())
            }
            Request::Jobs { firmware_id, page } => {
                let call = client
                    .list_ota_job_by_firmware()
                    .firmware_id(firmware_id)
                    .current_page(number(*page))
                    .page_size(size(ROWS_PER_PAGE));
                let response = call.send().await.map_err(fault)?.into_inner();
                let (rows, total) = (response.data, response.total);
                let goes_on = goes_on(*page, rows.len(), ROWS_PER_PAGE, total.map(Into::into))?;
                Response::Jobs(rows.into_iter().filter_map(job).collect(), goes_on)
            }
            Request::Job { job_id } => {
                let response = client.query_ota_job().job_id(job_id).send().await.map_err(fault)?;
                let status = response.into_inner().data.and_then(|data| data.job_status);
                let status = status.ok_or_else(|| empty(request))?;
                Response::Job {
                    is_over: matches!(status, JobStatus::Completed | JobStatus::Canceled),
                }
            }
            Request::Upload { devices } => self.upload(devices).await?,
            Request::Create(job) => match &job.target {
                JobTarget::Canaries(..) => self.verify(request, job).await?,
                _ => self.create(request, job).await?,
            },
            Request::Count { job_id, status } => {
                let response = self.tasks(job_id, *status, 1, 1).await?;
                let total = response.total.and_then(|total| u64::try_from(total).ok());
                let none = || Fault::Later("the list has no `Total`".to_owned());
                Response::Count(total.ok_or_else(none)?)
            }
            Request::Tasks { job_id, status, page } => {
                let response = self.tasks(job_id, Some(*status), *page, TASKS_PER_PAGE).await?;
                let (rows, total) = (response.data, response.total);
                let goes_on = goes_on(*page, rows.len(), TASKS_PER_PAGE, total.map(Into::into))?;
                Response::Tasks(rows.into_iter().filter_map(task).collect(), goes_on)
            }
            Request::Confirm { tasks } => {
                let call = client.confirm_ota_task().task_id(ids(tasks));
                call.send().await.map_err(fault)?;
                Response::Done
            }
            Request::Again { job_id, tasks } => {
                let call = client.reupgrade_ota_task().job_id(job_id).task_id(ids(tasks));
                call.send().await.map_err(fault)?;
                Response::Done
            }
            Request::Cancel { job_id, told, running } => {
                let mut call = CancelOtaTaskByJob::builder().job_id(job_id).build();
                call.cancel_unconfirmed_task = Some(true);
                call.cancel_scheduled_task = Some(true);
                call.cancel_queued_task = Some(true);
                call.cancel_notified_task = Some(*told);
                call.cancel_in_progress_task = Some(*running);
                client.send(&call).await.map_err(fault)?;
                Response::Done
            }
            Request::CancelDevices { firmware_id, job_id, devices } => {
                let mut call = CancelOtaTaskByDevice::builder()
                    .product_key(&self.product)
                    .firmware_id(firmware_id)
                    .device_name(names(devices))
                    .build();
                call.job_id = Some(job_id.into());
                client.send(&call).await.map_err(fault)?;
                Response::Done
            }
        })
    }

    async fn tasks(
        &self,
        job_id: &str,
        status: Option<TaskStatus>,
        page: u32,
        rows: usize,
    ) -> Result<ListOtaTaskByJobResponse, Fault> {
        let call = self
            .client
            .list_ota_task_by_job()
            .job_id(job_id)
            .task_status(status.map(status_of))
            .current_page(number(page))
            .page_size(size(rows));
        Ok(call.send().await.map_err(fault)?.into_inner())
    }

    async fn verify(&self, request: &Request, job: &NewJob) -> Performed {
        let JobTarget::Canaries(devices, timeout) = &job.target else { return Err(empty(request)) };
        let mut call = CreateOtaVerifyJob::builder()
            .firmware_id(&job.firmware_id)
            .product_key(&self.product)
            .target_device_name(names(devices))
            .build();
        call.tag = vec![Tag::new(LABEL, &job.label)];
        call.timeout_in_minutes = timeout.map(|timeout| number(timeout.0.div_ceil(60)));
        let response = self.client.send(&call).await.map_err(fault)?.into_inner();
        let id = response.data.and_then(|data| data.job_id);
        Ok(Response::Made(id.ok_or_else(|| empty(request))?.into_string()))
    }

    async fn create(&self, request: &Request, job: &NewJob) -> Performed {
        let src_version = job.source_versions.clone();
        let target = match &job.target {
            JobTarget::Devices(devices) => Target::Devices { target_device_name: names(devices) },
            JobTarget::List(url) => Target::DeviceList { dn_list_file_url: url.clone() },
            JobTarget::Percent(share) => Target::Gray { gray_percent: share.clone(), src_version },
            JobTarget::Group(id) => Target::Group { group_id: id.into() },
            JobTarget::All | JobTarget::Canaries(..) => Target::All { src_version },
        };
        let mut call = CreateOtaStaticUpgradeJob::builder()
            .firmware_id(&job.firmware_id)
            .product_key(&self.product)
            .target(target)
            .build();
        call.tag = vec![Tag::new(LABEL, &job.label)];
        call.need_confirm = job.held_back.then_some(true);
        call.overwrite_mode = job.overwrite.then_some(OverwriteMode::Replace);
        let (count, interval) = job.delivery.retry.unzip();
        call.maximum_per_minute = job.delivery.push_rate.map(number);
        (call.retry_count, call.retry_interval) = (count.map(number), interval.map(number));
        call.timeout_in_minutes = job.delivery.timeout_minutes.map(number);
        let response = self.client.send(&call).await.map_err(fault)?.into_inner();
        let id = response.data.and_then(|data| data.job_id);
        Ok(Response::Made(id.ok_or_else(|| empty(request))?.into_string()))
    }

    async fn upload(&self, devices: &[String]) -> Performed {
        let file = tempfile::NamedTempFile::new().and_then(|mut file| {
            for device in devices {
                writeln!(file, "{device}")?;
            }
            file.flush().map(|()| file)
        });
        let file = file.map_err(|error| {
            Fault::Unsendable(format!("the list of devices cannot be written: {error}"))
        })?;
        let list = self.client.upload_device_list(file.path()).await.map_err(before)?;
        Ok(Response::Made(list.url().to_owned()))
    }
}

/// What failed before anything was created: an upload that nobody uses is removed.
fn before(error: Error) -> Fault {
    match fault(error) {
        Fault::Unknown(message) => Fault::Later(message),
        other => other,
    }
}

/// A success that does not say what it has to. Whether it did anything is not known.
fn empty(request: &Request) -> Fault {
    Fault::Unknown(format!("`{}` succeeded, and its response says nothing", request.action()))
}

fn number(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

fn size(rows: usize) -> i32 {
    i32::try_from(rows).unwrap_or(i32::MAX)
}

fn names(devices: &[String]) -> Vec<DeviceName> {
    devices.iter().map(DeviceName::from).collect()
}

fn ids(tasks: &[String]) -> Vec<TaskId> {
    tasks.iter().map(TaskId::from).collect()
}

#[cfg(test)]
mod tests;
