//! Reads the rows of responses.

use ota_spec::Value;

use crate::service::{JobRow, LABEL, PackageRow, TaskRow, Verification, moment};

/// A field as text; empty if it is absent.
pub(super) fn text(row: &Value, name: &str) -> String {
    match row.get(name) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(digits)) => digits.clone(),
        _ => String::new(),
    }
}

/// A field as a number; 0 if it is absent.
pub(super) fn number(row: &Value, name: &str) -> u64 {
    text(row, name).parse().unwrap_or_default()
}

/// The items of a list.
pub(super) fn list<'v>(response: &'v Value, name: &str) -> &'v [Value] {
    match response.get(name) {
        Some(Value::Array(items)) => items,
        _ => &[],
    }
}

/// How many rows there are on all pages.
pub(super) fn total(response: &Value) -> Option<i64> {
    text(response, "Total").parse().ok()
}

pub(super) fn package(row: Option<&Value>) -> PackageRow {
    let text = |name| row.map(|row| text(row, name)).unwrap_or_default();
    PackageRow {
        firmware_id: text("FirmwareId"),
        name: text("FirmwareName"),
        version: text("DestVersion"),
        verification: Verification::from_number(text("Status").parse().unwrap_or_default()),
        module: Some(text("ModuleName")).filter(|module| !module.is_empty() && module != "default"),
        starts_from: Some(text("SrcVersion")).filter(|version| !version.is_empty()),
    }
}

pub(super) fn job(row: &Value) -> JobRow {
    let mut tags = list(row, "Tags").iter();
    let tag = tags.find(|tag| text(tag, "Key") == LABEL);
    JobRow { job_id: text(row, "JobId"), label: tag.map(|tag| text(tag, "Value")) }
}

pub(super) fn task(row: &Value) -> TaskRow {
    TaskRow {
        task_id: text(row, "TaskId"),
        device: text(row, "DeviceName"),
        why: text(row, "TaskDesc"),
        at: moment(&text(row, "UtcModified")),
    }
}
