//! Reads the rows of responses, and errors.

use ota_api::Error;
use ota_api::operations as sdk;
use ota_world::TaskStatus;

use crate::service::{Fault, JobRow, LABEL, PackageRow, TaskRow, Verification, moment};

/// What an error says of a call that this library makes.
pub(super) fn fault(error: Error) -> Fault {
    let message = error.to_string();
    if error.outcome_unknown() {
        return Fault::Unknown(message);
    }
    if error.is_retryable() {
        return Fault::Later(message);
    }
    if error.is_refusal() {
        let code = error.code().unwrap_or_default().to_owned();
        return Fault::Refused { code, message };
    }
    Fault::Unsendable(message)
}

fn verification(status: Option<sdk::PackageStatus>) -> Verification {
    match status {
        Some(sdk::PackageStatus::Unverified) => Verification::Needed,
        Some(sdk::PackageStatus::Verifying) => Verification::Running,
        Some(sdk::PackageStatus::Failed) => Verification::Failed,
        // Verified, or without need for it; the service itself refuses what it does not deliver.
        _ => Verification::Passed,
    }
}

/// Whether a module is the device as a whole.
fn is_whole(module: &str) -> bool {
    module.is_empty() || module.eq_ignore_ascii_case("default")
}

pub(super) fn package(row: sdk::QueryOtaFirmwareResponseFirmwareInfo) -> PackageRow {
    PackageRow {
        firmware_id: row.firmware_id.map(|id| id.into_string()).unwrap_or_default(),
        name: row.firmware_name.unwrap_or_default(),
        version: row.dest_version.unwrap_or_default(),
        verification: verification(row.status),
        module: row.module_name.map(|name| name.into_string()).filter(|name| !is_whole(name)),
        starts_from: row.src_version.filter(|version| !version.is_empty()),
    }
}

pub(super) fn listed_package(row: sdk::ListOtaFirmwareResponseFirmwareInfo) -> PackageRow {
    PackageRow {
        firmware_id: row.firmware_id.map(|id| id.into_string()).unwrap_or_default(),
        name: row.firmware_name.unwrap_or_default(),
        version: row.dest_version.unwrap_or_default(),
        verification: verification(row.status),
        module: row.module_name.map(|name| name.into_string()).filter(|name| !is_whole(name)),
        starts_from: row.src_version.filter(|version| !version.is_empty()),
    }
}

pub(super) fn job(row: sdk::SimpleOtaJobInfo) -> Option<JobRow> {
    let mut tags = row.tags.into_iter();
    let label = tags.find(|tag| tag.key.as_deref() == Some(LABEL)).and_then(|tag| tag.value);
    Some(JobRow { job_id: row.job_id?.into_string(), label })
}

pub(super) fn task(row: sdk::ListOtaTaskByJobResponseData) -> Option<TaskRow> {
    Some(TaskRow {
        task_id: row.task_id?.into_string(),
        device: row.device_name?.into_string(),
        why: row.task_desc.unwrap_or_default(),
        at: row.utc_modified.as_deref().and_then(moment),
    })
}

pub(super) fn status_of(status: TaskStatus) -> sdk::TaskStatus {
    match status {
        TaskStatus::Confirm => sdk::TaskStatus::Confirm,
        TaskStatus::Queued => sdk::TaskStatus::Queued,
        TaskStatus::Notified => sdk::TaskStatus::Notified,
        TaskStatus::InProgress => sdk::TaskStatus::InProgress,
        TaskStatus::Succeeded => sdk::TaskStatus::Succeeded,
        TaskStatus::Failed => sdk::TaskStatus::Failed,
        TaskStatus::Canceled => sdk::TaskStatus::Canceled,
    }
}
