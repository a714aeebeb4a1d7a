//! The service as a world: requests in virtual time.

mod rows;

use md5::{Digest, Md5};
use ota_spec::{Spec, Value};
use ota_world::files::Object;
use ota_world::{Change, Refusal, Simulation};

use crate::service::pages::goes_on;
use crate::service::{
    Fault, JobTarget, LABEL, NewJob, Performed, ROWS_PER_PAGE, Request, Response, TASKS_PER_PAGE,
};
use rows::{job, list, number, package, task, text, total};

/// A world that stands for the service.
#[derive(Debug)]
pub struct WorldService<'s> {
    /// The world.
    pub simulation: Simulation,
    specs: &'s Spec,
    product: String,
    instance: Option<String>,
    files: u32,
}

/// The size that made-up files have, in bytes.
const SIZE: u64 = 1024;

/// The parameters of a call by their names on the wire.
type Parameters = Vec<(String, String)>;

impl From<Refusal> for Fault {
    fn from(Refusal { code, message }: Refusal) -> Self {
        Self::Refused { code, message }
    }
}

impl<'s> WorldService<'s> {
    /// A world whose product stands for the one of a plan.
    pub fn new(
        simulation: Simulation,
        specs: &'s Spec,
        product: &str,
        instance: Option<&str>,
    ) -> Self {
        let (product, instance) = (product.to_owned(), instance.map(str::to_owned));
        Self { simulation, specs, product, instance, files: 0 }
    }

    /// Makes a call.
    pub fn perform(&mut self, request: &Request) -> Performed {
        let action = request.action();
        let job_id = |id: &str| vec![pair("JobId", id)];
        Ok(match request {
            Request::Package { firmware_id } => {
                let response = self.call(action, vec![pair("FirmwareId", firmware_id)])?;
                Response::Package(package(response.get("FirmwareInfo")))
            }
            Request::Packages { version, page } => {
                let mut parameters = page_of(*page, ROWS_PER_PAGE);
                parameters.push(pair("DestVersion", version));
                parameters.push(pair("ProductKey", &self.product));
                let response = self.call(action, parameters)?;
                let rows: Vec<_> =
                    list(&response, "FirmwareInfo").iter().map(|row| package(Some(row))).collect();
                let goes_on = goes_on(*page, rows.len(), ROWS_PER_PAGE, total(&response))?;
                Response::Packages(rows, goes_on)
            }
            Request::Publish { name, version, module, verify, .. } => {
                self.publish(name, version, module.as_deref(), *verify)?
            }
            Request::Jobs { firmware_id, page } => {
                let mut parameters = page_of(*page, ROWS_PER_PAGE);
                parameters.push(pair("FirmwareId", firmware_id));
                let response = self.call(action, parameters)?;
                let rows: Vec<_> = list(&response, "Data").iter().map(job).collect();
                let goes_on = goes_on(*page, rows.len(), ROWS_PER_PAGE, total(&response))?;
                Response::Jobs(rows, goes_on)
            }
            Request::Job { job_id: id } => {
                let response = self.call(action, job_id(id))?;
                let status = response.get("Data").map(|data| text(data, "JobStatus"));
                let is_over = matches!(status.as_deref(), Some("COMPLETED" | "CANCELED"));
                Response::Job { is_over }
            }
            Request::Upload { devices } => Response::Made(self.upload("csv", devices.clone())?),
            Request::Create(job) => self.create(action, job)?,
            Request::Count { job_id: id, status } => {
                let mut parameters = page_of(1, 1);
                parameters.extend(job_id(id));
                parameters.extend(status.map(|status| pair("TaskStatus", status.as_str())));
                Response::Count(number(&self.call(action, parameters)?, "Total"))
            }
            Request::Tasks { job_id: id, status, page } => {
                let mut parameters = page_of(*page, TASKS_PER_PAGE);
                parameters.extend([pair("JobId", id), pair("TaskStatus", status.as_str())]);
                let response = self.call(action, parameters)?;
                let rows: Vec<_> = list(&response, "Data").iter().map(task).collect();
                let goes_on = goes_on(*page, rows.len(), TASKS_PER_PAGE, total(&response))?;
                Response::Tasks(rows, goes_on)
            }
            Request::Confirm { tasks } => self.done(action, listed("TaskId", tasks))?,
            Request::Again { job_id: id, tasks } => {
                let mut parameters = listed("TaskId", tasks);
                parameters.extend(job_id(id));
                self.done(action, parameters)?
            }
            Request::Cancel { job_id: id, told, running } => {
                let mut parameters = job_id(id);
                for (name, value) in [
                    ("CancelUnconfirmedTask", true),
                    ("CancelScheduledTask", true),
                    ("CancelQueuedTask", true),
                    ("CancelNotifiedTask", *told),
                    ("CancelInProgressTask", *running),
                ] {
                    parameters.push(pair(name, &value.to_string()));
                }
                self.done(action, parameters)?
            }
            Request::CancelDevices { firmware_id, job_id: id, devices } => {
                let mut parameters = listed("DeviceName", devices);
                parameters.extend(job_id(id));
                parameters.push(pair("FirmwareId", firmware_id));
                parameters.push(pair("ProductKey", &self.product));
                self.done(action, parameters)?
            }
        })
    }

    fn create(&mut self, action: &str, job: &NewJob) -> Result<Response, Refusal> {
        let mut parameters = vec![
            pair("FirmwareId", &job.firmware_id),
            pair("ProductKey", &self.product),
            pair("Tag.1.Key", LABEL),
            pair("Tag.1.Value", &job.label),
        ];
        match &job.target {
            JobTarget::Canaries(devices, timeout) => {
                parameters.extend(listed("TargetDeviceName", devices));
                if let Some(timeout) = timeout {
                    let minutes = timeout.0.div_ceil(60).to_string();
                    parameters.push(pair("TimeoutInMinutes", &minutes));
                }
                return Ok(Response::Made(self.made(action, parameters, "JobId")?));
            }
            JobTarget::Devices(devices) => {
                parameters.push(pair("TargetSelection", "SPECIFIC"));
                parameters.extend(listed("TargetDeviceName", devices));
            }
            JobTarget::List(url) => {
                parameters.push(pair("TargetSelection", "SPECIFIC"));
                parameters.push(pair("DnListFileUrl", url));
            }
            JobTarget::Percent(share) => {
                parameters.push(pair("TargetSelection", "GRAY"));
                parameters.push(pair("GrayPercent", share));
            }
            JobTarget::Group(id) => {
                parameters.push(pair("TargetSelection", "GROUP"));
                parameters.push(pair("GroupId", id));
                parameters.push(pair("GroupType", "LINK_PLATFORM"));
            }
            JobTarget::All => parameters.push(pair("TargetSelection", "ALL")),
        }
        parameters.extend(listed("SrcVersion", &job.source_versions));
        if job.held_back {
            parameters.push(pair("NeedConfirm", "true"));
        }
        if job.overwrite {
            parameters.push(pair("OverwriteMode", "2"));
        }
        let delivery = &job.delivery;
        let (count, interval) = delivery.retry.unzip();
        for (name, value) in [
            ("MaximumPerMinute", delivery.push_rate),
            ("RetryCount", count),
            ("RetryInterval", interval),
            ("TimeoutInMinutes", delivery.timeout_minutes),
        ] {
            parameters.extend(value.map(|value| pair(name, &value.to_string())));
        }
        Ok(Response::Made(self.made(action, parameters, "JobId")?))
    }

    fn publish(
        &mut self,
        name: &str,
        version: &str,
        module: Option<&str>,
        verify: bool,
    ) -> Result<Response, Refusal> {
        let url = self.upload("bin", Vec::new())?;
        let mut parameters = vec![
            pair("FirmwareName", name),
            pair("DestVersion", version),
            pair("ProductKey", &self.product),
            pair("FirmwareUrl", &url),
            pair("NeedToVerify", &verify.to_string()),
        ];
        parameters.extend(module.map(|module| pair("ModuleName", module)));
        Ok(Response::Made(self.made("CreateOTAFirmware", parameters, "FirmwareId")?))
    }

    /// Puts a made-up file, or a list of devices, where uploads go.
    fn upload(&mut self, suffix: &str, names: Vec<String>) -> Result<String, Refusal> {
        self.files += 1;
        let key = format!("ota/rollout/{}.{suffix}", self.files);
        let md5 = Md5::digest(key.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
        let instance = self.instance.clone().unwrap_or_default();
        let now = self.simulation.now();
        let object = Object::uploaded(&instance, now, SIZE, (md5, String::new()), names);
        let id = format!("upload-{}", self.files);
        self.simulation.change(&id, Change::Upload { key: key.clone(), object })?;
        Ok(format!("https://files.invalid/{key}"))
    }

    fn made(&mut self, action: &str, parameters: Parameters, id: &str) -> Result<String, Refusal> {
        let response = self.call(action, parameters)?;
        Ok(response.get("Data").map(|data| text(data, id)).unwrap_or_default())
    }

    fn done(&mut self, action: &str, parameters: Parameters) -> Result<Response, Refusal> {
        self.call(action, parameters).map(|_| Response::Done)
    }

    fn call(&mut self, action: &str, mut parameters: Parameters) -> Result<Value, Refusal> {
        if let Some(instance) = &self.instance {
            parameters.push(pair("IotInstanceId", instance));
        }
        let parameters = parameters.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        self.simulation.call(self.specs, action, parameters)
    }
}

fn pair(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

/// The items of a list, counted from 1.
fn listed(name: &str, items: &[String]) -> Parameters {
    (1..)
        .zip(items)
        .map(|(number, item): (u32, _)| (format!("{name}.{number}"), item.clone()))
        .collect()
}

fn page_of(page: u32, size: usize) -> Parameters {
    vec![pair("CurrentPage", &page.to_string()), pair("PageSize", &size.to_string())]
}
