//! Operations on update jobs.

mod create;
mod requested;
mod show;
mod targets;

use super::call::Call;
use super::known::illegal;
use crate::refusal::{Fields, Refusal};
use crate::world::{Job, JobKind, JobStatus, World};

pub(super) use create::{create_dynamic, create_static, create_verify};
use requested::tags;
pub(super) use show::{list_by_device, list_by_firmware, query};

/// `UpdateOTAJob`: changes the settings of the job from now on.
///
/// `MaximumPerMinute` and all tags are replaced; without `Tags` the job has none afterwards. Only
/// dynamic jobs take a new `TimeoutInMinutes` and, if they follow versions, a new
/// `SrcVersionList`; the spec allows neither for static ones, and dynamic ones keep what is not
/// sent. Devices that
/// match a new list of versions join at once if the job was made with `DynamicMode` 1.
///
/// Refused, checked in this order: a job that does not exist; one that verifies a package; an
/// `UpgradeType` or `TargetSelection` that is not that of the job; a job that is not in progress
/// (all `iot.system.IllegalRequest`); a timeout that is not above the retry interval of the job
/// (`iot.check.ParameterIsNotLessThanMax`); versions for a differential package other than the one
/// that it starts from (`iot.common.InvalidParam`).
pub(super) fn update(world: &mut World, call: &Call<'_>) -> Result<Fields, Refusal> {
    let now = world.now;
    let instance = call.instance_mut(world)?;
    let (number, id, job) = call.job(instance)?;
    check_kind(call, id, job)?;
    if job.status != JobStatus::InProgress {
        return Err(illegal(format!(
            "job `{id}` is `{}`; only jobs that are `IN_PROGRESS` can be changed",
            job.status.as_str()
        )));
    }
    let is_dynamic = matches!(job.kind, JobKind::Dynamic { .. });
    let timeout = call.number("TimeoutInMinutes").filter(|_| is_dynamic);
    if let (Some(timeout), Some(retry)) = (timeout, job.settings.retry)
        && retry.interval_minutes >= timeout
    {
        let message = format!(
            "the job tries again after {} minutes, which is not less than a `TimeoutInMinutes` of {timeout}",
            retry.interval_minutes
        );
        return Err(Refusal::new("iot.check.ParameterIsNotLessThanMax", message));
    }
    let versions = call.strings("SrcVersionList");
    let follows_versions = is_dynamic && job.settings.group_id.is_none() && !versions.is_empty();
    let package = instance.packages.get(&job.firmware_id);
    if follows_versions && let Some(package) = package {
        targets::check_versions(package, &versions, "SrcVersionList")?;
    }
    let maximum = call.number("MaximumPerMinute");
    let versions: Vec<String> = versions.into_iter().map(str::to_owned).collect();
    if let Some(job) = instance.job_at_mut(number) {
        job.settings.tags = tags(call, "Tags");
        job.settings.maximum_per_minute = maximum.unwrap_or(job.settings.maximum_per_minute);
        job.settings.timeout_minutes = timeout.or(job.settings.timeout_minutes);
        job.modified = now;
        if follows_versions {
            job.settings.src_versions = versions;
        }
    }
    if follows_versions {
        targets::join_present(instance, number, now);
    }
    instance.fill_agenda(number, now);
    Ok(Fields::new())
}

/// Checks that the call states the type and selection of the job.
fn check_kind(call: &Call<'_>, id: &str, job: &Job) -> Result<(), Refusal> {
    if job.kind == JobKind::Verify {
        return Err(illegal(format!("job `{id}` verifies a package and cannot be changed")));
    }
    let (kind, selection) = (job.selection_type(), job.settings.selection.as_str());
    if call.string("UpgradeType")? != kind {
        return Err(illegal(format!("job `{id}` is `{kind}`; set `UpgradeType` to that")));
    }
    if call.string("TargetSelection")? != selection {
        return Err(illegal(format!(
            "job `{id}` was made for `{selection}`; set `TargetSelection` to that"
        )));
    }
    Ok(())
}

/// `CancelOTAStrategyByJob`: no more devices join the dynamic job, which is `CANCELED`.
///
/// Its tasks go on; the documentation says nothing about them. A second call changes
/// nothing and succeeds. A job that does not exist or is not dynamic is refused
/// (`iot.system.IllegalRequest`).
pub(super) fn cancel_strategy(world: &mut World, call: &Call<'_>) -> Result<Fields, Refusal> {
    let now = world.now;
    let instance = call.instance_mut(world)?;
    let (number, id, job) = call.job(instance)?;
    if !matches!(job.kind, JobKind::Dynamic { .. }) {
        return Err(illegal(format!("job `{id}` is not dynamic, so it has no strategy to cancel")));
    }
    instance.cancel_job(number, now);
    Ok(Fields::new())
}
