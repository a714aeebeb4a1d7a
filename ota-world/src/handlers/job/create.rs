//! The operations that create jobs.

use super::requested::{schedule, settings};
use super::targets;
use crate::handlers::call::Call;
use crate::handlers::known::illegal;
use crate::refusal::{Fields, Refusal};
use crate::time::Moment;
use crate::world::{
    Instance, Job, JobKind, JobStatus, Package, PackageStatus, TargetSelection, World,
};
use ota_spec::Value;

/// `CreateOTAStaticUpgradeJob`: a job with a task for each device that it reaches now.
///
/// Devices that run the version of the package already are left out, and those that run another
/// version than a differential package starts from. If no device is left the job is `COMPLETED`
/// at once, unless it is scheduled. Devices that never reported a version of the module of the
/// package take part. The share of `GRAY` is taken of the devices that are left, rounded down, but
/// at least one if there is one.
///
/// Refused, checked in this order: a product that does not exist (`iot.prod.NotExistedProduct`); a
/// package that the product does not have (`iot.ota.FirmwareNotFound`); one that is not verified
/// and has to be (`iot.system.IllegalRequest`); MQTT for a package that it is not for, versions
/// that a differential package does not start from, and times out of range
/// (`iot.common.InvalidParam`); then what names the devices. A share that is 0 or above 100, a list
/// that was not uploaded for the instance within the hour or names no device, and a group that does
/// not exist or is dynamic are `iot.common.InvalidParam`; a device that the product does not have,
/// also in a list, is `iot.device.NotExistedDevice`; a device of `TargetDeviceName` on another
/// version than a differential package starts from is `iot.common.InvalidParam`.
pub(crate) fn create_static(world: &mut World, call: &Call<'_>) -> Result<Fields, Refusal> {
    let now = world.now;
    let instance = call.instance(world)?;
    let (product_key, product) = call.product(instance)?;
    let (firmware_id, package) = call.package_of(instance, product_key)?;
    check_deliverable(firmware_id, package)?;
    let mut settings = settings(call, package)?;
    let versions = call.strings("SrcVersion");
    targets::check_versions(package, &versions, "SrcVersion")?;
    (settings.schedule, settings.finish) = schedule(call, now)?;
    let (selection, devices) = targets::of_static(world, instance, call, product, package)?;
    settings.selection = selection;
    match selection {
        TargetSelection::Gray => {
            settings.gray_percent = call.optional_string("GrayPercent").map(str::to_owned);
        }
        TargetSelection::Group => {
            settings.group_id = call.optional_string("GroupId").map(str::to_owned);
        }
        TargetSelection::All | TargetSelection::Specific => {}
    }
    let job = Job::new(JobKind::Static, firmware_id, package, product_key, settings, now);
    Ok(made(call.instance_mut(world)?, job, devices, now))
}

/// `CreateOTADynamicUpgradeJob`: a job that devices join when they match.
///
/// Devices match if they run one of the versions, or belong to the group, and do not run the
/// version of the package. With `DynamicMode` 1 those that match now join at once. A job that
/// follows versions updates a device again that reports one of them after its task has ended, up to
/// ten times altogether, as documented; that this goes for failed tasks as well, for no cancelled
/// ones, and for no groups, is our reading.
///
/// Dynamic groups, like `MultiModuleMode` here and for static jobs, are for enterprise and new
/// public instances; the service refuses what an instance does not have with
/// `iot.common.APINotSupportedInInstance`. Here every instance is one of those, also the one
/// without a name, which in the service stands for an old public instance. So nothing is refused
/// for that.
///
/// Refused, checked in this order: a product that does not exist (`iot.prod.NotExistedProduct`);
/// a package that the product does not have (`iot.ota.FirmwareNotFound`); one that is not verified
/// and has to be, or that has a running dynamic job (`iot.system.IllegalRequest`); MQTT for a
/// package that it is not for, versions that a differential package does not start from, a group
/// that does not exist or is static (`iot.common.InvalidParam`); `MultiModuleMode` or
/// `OverwriteMode` that differ from those of a running job of the group
/// (`iot.system.IllegalRequest`).
pub(crate) fn create_dynamic(world: &mut World, call: &Call<'_>) -> Result<Fields, Refusal> {
    let now = world.now;
    let instance = call.instance(world)?;
    let (product_key, _) = call.product(instance)?;
    let (firmware_id, package) = call.package_of(instance, product_key)?;
    check_deliverable(firmware_id, package)?;
    let mut running = instance.jobs.iter().filter(|(_, job)| {
        matches!(job.kind, JobKind::Dynamic { .. }) && job.status == JobStatus::InProgress
    });
    if let Some((id, _)) = running.clone().find(|(_, job)| job.firmware_id == firmware_id) {
        return Err(illegal(format!(
            "package `{firmware_id}` has a running dynamic job, `{id}`; it can have one"
        )));
    }
    let mut settings = settings(call, package)?;
    targets::check_versions(package, &call.strings("SrcVersion"), "SrcVersion")?;
    if let Some(group_id) = call.optional_string("GroupId") {
        targets::group(instance, group_id, true)?;
        let differs = running.find(|(_, job)| {
            job.settings.group_id.as_deref() == Some(group_id)
                && (job.settings.multi_module != settings.multi_module
                    || job.settings.overwrites != settings.overwrites)
        });
        if let Some((id, _)) = differs {
            return Err(illegal(format!(
                "group `{group_id}` has a running dynamic job, `{id}`, with another `MultiModuleMode` or `OverwriteMode`; use its values"
            )));
        }
        settings.group_id = Some(group_id.to_owned());
    }
    let with_present = call.number("DynamicMode") != Some(2_u8);
    let kind = JobKind::Dynamic { with_present };
    let job = Job::new(kind, firmware_id, package, product_key, settings, now);
    let devices = if with_present { targets::matching(instance, &job) } else { Vec::new() };
    Ok(made(call.instance_mut(world)?, job, devices, now))
}

/// `CreateOTAVerifyJob`: the package is tried on a few devices.
///
/// Its `Status` is 2 until the tasks have ended, which decides whether it is verified. Devices that
/// run its version already take part as well.
///
/// Refused, checked in this order: a product that does not exist (`iot.prod.NotExistedProduct`);
/// a package that the product does not have (`iot.ota.FirmwareNotFound`); one that is verified, is
/// being verified, or was created without need for it (`iot.system.IllegalRequest`; the last is
/// chosen, as nothing leads from -1 to 2); MQTT for a package that it is not for
/// (`iot.common.InvalidParam`); a device that the product does not have
/// (`iot.device.NotExistedDevice`); one on another version than a differential package starts from
/// (`iot.common.InvalidParam`).
pub(crate) fn create_verify(world: &mut World, call: &Call<'_>) -> Result<Fields, Refusal> {
    let now = world.now;
    let instance = call.instance_mut(world)?;
    let (product_key, product) = call.product(instance)?;
    let (firmware_id, package) = call.package_of(instance, product_key)?;
    let why = match package.status {
        PackageStatus::Unverified | PackageStatus::Failed => None,
        PackageStatus::Verified => Some("is verified already"),
        PackageStatus::Verifying => Some("is being verified"),
        PackageStatus::NotNeeded => Some("was created without need for verification"),
    };
    if let Some(why) = why {
        return Err(illegal(format!("package `{firmware_id}` {why}")));
    }
    let mut settings = settings(call, package)?;
    settings.selection = TargetSelection::Specific;
    let devices = targets::named(call, product_key, product, package)?;
    let job = Job::new(JobKind::Verify, firmware_id, package, product_key, settings, now);
    Ok(made(instance, job, devices, now))
}

/// Jobs deliver packages that are verified or need not be.
fn check_deliverable(firmware_id: &str, package: &Package) -> Result<(), Refusal> {
    if package.status.may_be_delivered() {
        Ok(())
    } else {
        Err(illegal(format!(
            "package `{firmware_id}` is not verified (its `Status` is {}); verify it with `CreateOTAVerifyJob` first",
            package.status.number()
        )))
    }
}

/// Starts a job and returns its ID.
fn made(instance: &mut Instance, job: Job, devices: Vec<u32>, now: Moment) -> Fields {
    let number = instance.start_job(job, devices, now);
    let id = instance.job_at(number).map_or("", |(id, _)| id);
    let data = vec![
        ("JobId".to_owned(), Value::from(id)),
        ("UtcCreate".to_owned(), Value::from(now.to_string().as_str())),
    ];
    vec![("Data".to_owned(), Value::Object(data))]
}
