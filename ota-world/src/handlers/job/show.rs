//! The operations that show jobs.

use ota_spec::Value;

use crate::handlers::call::Call;
use crate::handlers::fields::{number, string};
use crate::handlers::known::{no_device, no_package};
use crate::handlers::paging;
use crate::refusal::{Fields, Refusal};
use crate::world::{Instance, Job, JobKind, World};

/// `QueryOTAJob`: a job of any kind.
///
/// `JobDesc` says what kind of job it is, as no operation sets a description. What a job does not
/// have is left out, including empty lists; `Name` goes with the package. A job that does not exist
/// is refused (`iot.system.IllegalRequest`).
pub(crate) fn query(world: &World, call: &Call<'_>) -> Result<Fields, Refusal> {
    let instance = call.instance(world)?;
    let (_, id, job) = call.job(instance)?;
    let settings = &job.settings;
    let group = settings.group_id.as_deref();
    let group_name = group.and_then(|id| instance.groups.get(id)).map(|group| group.name.as_str());
    let package = instance.packages.get(&job.firmware_id);
    let retry = settings.retry;
    let is_verification = job.kind == JobKind::Verify;
    let versions = settings.src_versions.iter().map(|version| Value::from(version.as_str()));

    let mut fields = vec![
        string("JobDesc", if is_verification { "verify firmware" } else { "batch upgrade" }),
        string("DestVersion", &job.dest_version),
        string("DownloadProtocol", &settings.protocol),
        number("MaximumPerMinute", settings.maximum_per_minute),
        ("MultiModuleMode".to_owned(), Value::Bool(settings.multi_module)),
        ("NeedConfirm".to_owned(), Value::Bool(settings.need_confirm)),
        ("NeedPush".to_owned(), Value::Bool(settings.need_push)),
        number("OverwriteMode", if settings.overwrites { 2 } else { 1 }),
    ];
    fields.extend(simple(id, job));
    if let JobKind::Dynamic { with_present } = job.kind {
        fields.push(number("DynamicMode", if with_present { 1 } else { 2 }));
    }
    if !settings.src_versions.is_empty() {
        fields.push(("SrcVersions".to_owned(), Value::Array(versions.collect())));
    }
    let texts = [
        ("GrayPercent", settings.gray_percent.clone()),
        ("GroupId", group.map(str::to_owned)),
        ("GroupName", group_name.map(str::to_owned)),
        ("Name", package.map(|package| package.name.clone())),
        ("UtcScheduleTime", settings.schedule.map(|time| time.to_string())),
        ("UtcScheduleFinishTime", settings.finish.map(|time| time.to_string())),
    ];
    fields.extend(texts.into_iter().filter_map(|(name, text)| Some(string(name, &text?))));
    let numbers = [
        ("RetryInterval", retry.map(|retry| retry.interval_minutes)),
        ("RetryCount", retry.map(|retry| u32::from(retry.count))),
        ("TimeoutInMinutes", settings.timeout_minutes),
    ];
    fields.extend(numbers.into_iter().filter_map(|(name, value)| Some(number(name, value?))));
    Ok(vec![("Data".to_owned(), Value::Object(fields))])
}

/// `ListOTAJobByFirmware`: the jobs of a package, the newest first.
///
/// A package that does not exist, or no longer, is refused (`iot.ota.FirmwareNotFound`), then an
/// invalid page (`iot.common.InvalidPageParams`).
pub(crate) fn list_by_firmware(world: &World, call: &Call<'_>) -> Result<Fields, Refusal> {
    let instance = call.instance(world)?;
    let firmware_id = call.string("FirmwareId")?;
    if !instance.packages.contains_key(firmware_id) {
        return Err(no_package(firmware_id));
    }
    list(instance, call, |job| job.firmware_id == firmware_id)
}

/// `ListOTAJobByDevice`: the jobs of a package that have a task for a device, the newest first.
///
/// Refused, checked in this order: a product that does not exist (`iot.prod.NotExistedProduct`);
/// a package that the product does not have (`iot.ota.FirmwareNotFound`); a device that it does not
/// have (`iot.device.NotExistedDevice`); an invalid page (`iot.common.InvalidPageParams`).
pub(crate) fn list_by_device(world: &World, call: &Call<'_>) -> Result<Fields, Refusal> {
    let instance = call.instance(world)?;
    let (product_key, product) = call.product(instance)?;
    let (firmware_id, _) = call.package_of(instance, product_key)?;
    let name = call.string("DeviceName")?;
    let device = product.device(name).ok_or_else(|| no_device(product_key, name, "DeviceName"))?;
    list(instance, call, |job| {
        job.firmware_id == firmware_id
            && job.product_key == product_key
            && job.position(device).is_some()
    })
}

fn list(
    instance: &Instance,
    call: &Call<'_>,
    is_meant: impl Fn(&Job) -> bool,
) -> Result<Fields, Refusal> {
    let jobs = instance.jobs.iter().rev().filter(|(_, job)| is_meant(job));
    let (jobs, mut fields) = paging::page(call, jobs)?;
    let jobs = jobs.map(|(id, job)| Value::Object(simple(id, job))).collect();
    fields.push(("Data".to_owned(), Value::Array(jobs)));
    Ok(fields)
}

/// The fields of a job that lists show.
fn simple(id: &str, job: &Job) -> Fields {
    let job_type = match job.kind {
        // The documented spelling.
        JobKind::Verify => "VERFIY_FIRMWARE",
        JobKind::Static | JobKind::Dynamic { .. } => "UPGRADE_FIRMWARE",
    };
    let mut fields = vec![
        string("JobId", id),
        string("JobStatus", job.status.as_str()),
        string("JobType", job_type),
        string("FirmwareId", &job.firmware_id),
        string("ProductKey", &job.product_key),
        string("SelectionType", job.selection_type()),
        string("TargetSelection", job.settings.selection.as_str()),
        string("UtcCreate", job.created.to_string()),
        string("UtcModified", job.modified.to_string()),
    ];
    let times = [("UtcStartTime", job.started), ("UtcEndTime", job.ended)];
    let times = times.into_iter().filter_map(|(name, time)| Some((name, time?.to_string())));
    fields.extend(times.map(|(name, time)| string(name, &time)));
    if !job.settings.tags.is_empty() {
        let tag = |(key, value): &(String, String)| {
            Value::Object(vec![string("Key", key), string("Value", value)])
        };
        let tags = job.settings.tags.iter().map(tag).collect();
        fields.push(("Tags".to_owned(), Value::Array(tags)));
    }
    fields
}
