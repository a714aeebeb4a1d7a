//! A full page of tasks, next to serde's derive on structs with the same fields.

use std::fmt::Write;
use std::hint::black_box;

use ota_api::__private::stages::{self, Received};
use ota_api::operations::{ListOtaTaskByJob, ListOtaTaskByJobResponse};
use serde::Deserialize;

use super::Case;

/// Most tasks that a page can hold.
const TASKS: usize = 100;

pub(super) fn cases() -> Vec<Case> {
    let (json, xml) = (json(), xml());
    let group = format!("decode {TASKS} tasks, JSON");
    let (received, text, untyped) = (Received::new(json.clone()), json.clone(), json);
    let derived: Body = serde_json::from_slice(&text).unwrap();
    assert!(derived.equals(&decode(&received)), "both read the same");
    let mut cases = vec![
        Case::new(&group, "ota-api", move || {
            black_box(decode(black_box(&received)));
        }),
        Case::new(&group, "serde derive", move || {
            black_box(serde_json::from_slice::<Body>(black_box(&text)).unwrap());
        }),
        Case::new(&group, "serde_json::Value", move || {
            black_box(serde_json::from_slice::<serde_json::Value>(black_box(&untyped)).unwrap());
        }),
    ];
    let group = format!("decode {TASKS} tasks, XML");
    let (received, text) = (Received::new(xml.clone().into_bytes()), xml);
    let derived: Body = quick_xml::de::from_str(&text).unwrap();
    assert!(derived.equals(&decode(&received)), "both read the same");
    cases.extend([
        Case::new(&group, "ota-api", move || {
            black_box(decode(black_box(&received)));
        }),
        Case::new(&group, "serde derive", move || {
            black_box(quick_xml::de::from_str::<Body>(black_box(&text)).unwrap());
        }),
    ]);
    cases
}

fn decode(response: &Received) -> ListOtaTaskByJobResponse {
    stages::decode::<ListOtaTaskByJob>(response).unwrap()
}

/// The response of the service, with the envelope around every response.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Body {
    request_id: Option<String>,
    success: Option<bool>,
    code: Option<String>,
    error_message: Option<String>,
    current_page: Option<i32>,
    page_count: Option<i32>,
    page_size: Option<i32>,
    total: Option<i32>,
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    #[serde(rename = "SimpleOTATaskInfo", default)]
    tasks: Vec<Task>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Task {
    dest_version: Option<String>,
    device_name: Option<String>,
    firmware_id: Option<String>,
    iot_id: Option<String>,
    job_id: Option<String>,
    product_key: Option<String>,
    product_name: Option<String>,
    progress: Option<String>,
    src_version: Option<String>,
    task_desc: Option<String>,
    task_id: Option<String>,
    task_status: Option<Status>,
    timeout: Option<String>,
    utc_create: Option<String>,
    utc_modified: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Status {
    Confirm,
    Queued,
    Notified,
    InProgress,
    Succeeded,
    Failed,
    Canceled,
    #[serde(other)]
    Unknown,
}

impl Body {
    /// Whether the other decoder found the same.
    fn equals(&self, other: &ListOtaTaskByJobResponse) -> bool {
        let page = (self.current_page, self.page_count, self.page_size, self.total);
        let tasks = self.data.tasks.iter().zip(&other.data);
        self.success == Some(true)
            && self.request_id.is_some()
            && self.code.is_none()
            && self.error_message.is_none()
            && page == (other.current_page, other.page_count, other.page_size, other.total)
            && self.data.tasks.len() == other.data.len()
            && tasks.into_iter().all(|(one, other)| {
                let word = other.task_status.as_ref().map(ToString::to_string);
                [
                    (one.dest_version.as_deref(), other.dest_version.as_deref()),
                    (one.device_name.as_deref(), other.device_name.as_ref().map(|id| id.as_str())),
                    (one.firmware_id.as_deref(), other.firmware_id.as_ref().map(|id| id.as_str())),
                    (one.iot_id.as_deref(), other.iot_id.as_ref().map(|id| id.as_str())),
                    (one.job_id.as_deref(), other.job_id.as_ref().map(|id| id.as_str())),
                    (one.product_key.as_deref(), other.product_key.as_ref().map(|id| id.as_str())),
                    (one.product_name.as_deref(), other.product_name.as_deref()),
                    (one.progress.as_deref(), other.progress.as_deref()),
                    (one.src_version.as_deref(), other.src_version.as_deref()),
                    (one.task_desc.as_deref(), other.task_desc.as_deref()),
                    (one.task_id.as_deref(), other.task_id.as_ref().map(|id| id.as_str())),
                    (one.task_status.as_ref().map(Status::word), word.as_deref()),
                    (one.timeout.as_deref(), other.timeout.as_deref()),
                    (one.utc_create.as_deref(), other.utc_create.as_deref()),
                    (one.utc_modified.as_deref(), other.utc_modified.as_deref()),
                ]
                .iter()
                .all(|(one, other)| one == other)
            })
    }
}

impl Status {
    fn word(&self) -> &'static str {
        match self {
            Self::Confirm => "CONFIRM",
            Self::Queued => "QUEUED",
            Self::Notified => "NOTIFIED",
            Self::InProgress => "IN_PROGRESS",
            Self::Succeeded => "SUCCEEDED",
            Self::Failed => "FAILED",
            Self::Canceled => "CANCELED",
            Self::Unknown => "?",
        }
    }
}

/// The members of one task in the order in which the service writes them.
fn task(number: usize) -> [(&'static str, String); 15] {
    let status = ["QUEUED", "IN_PROGRESS", "SUCCEEDED", "FAILED"][number % 4];
    let reason = if status == "FAILED" { "report version is not conform" } else { "" };
    [
        ("SrcVersion", "1.0.0".to_owned()),
        ("DeviceName", format!("device{number}")),
        ("FirmwareId", "q3j9OYBjUAZMv1hlMgdo03000000".to_owned()),
        ("IotId", format!("SR8FiTu1R9tlUR2V1bmi00105{number:04}")),
        ("ProductKey", "a1GUfrMabcd".to_owned()),
        ("JobId", "7glPHmaDYLAYMD1HHutT02000000".to_owned()),
        ("TaskDesc", reason.to_owned()),
        ("DestVersion", "1.0.1".to_owned()),
        ("UtcCreate", format!("2019-11-04T03:38:{:02}.000Z", number % 60)),
        ("UtcModified", format!("2019-11-04T04:38:{:02}.000Z", number % 60)),
        ("TaskStatus", status.to_owned()),
        ("ProductName", "MyProduct".to_owned()),
        ("TaskId", format!("y3tOmCDNgpR8F9jnVEzC01{number:04}")),
        ("Progress", "0.00".to_owned()),
        ("Timeout", "1440".to_owned()),
    ]
}

/// The members around the tasks: those before the list and those behind it.
const BEFORE: [(&str, &str); 1] = [("PageCount", "12")];
const BEHIND: [(&str, &str); 5] = [
    ("PageSize", "100"),
    ("RequestId", "\"A01829CE-75A1-4920-B775-921146A1AB79\""),
    ("Success", "true"),
    ("CurrentPage", "1"),
    ("Total", "1156"),
];

fn json() -> Vec<u8> {
    let tasks: Vec<String> = (0..TASKS)
        .map(|number| {
            let members = task(number).map(|(name, value)| format!("\"{name}\":\"{value}\""));
            format!("{{{}}}", members.join(","))
        })
        .collect();
    let list = format!("\"Data\":{{\"SimpleOTATaskInfo\":[{}]}}", tasks.join(","));
    let member = |(name, value): &(&str, &str)| format!("\"{name}\":{value}");
    let mut members: Vec<String> = BEFORE.iter().map(member).collect();
    members.push(list);
    members.extend(BEHIND.iter().map(member));
    format!("{{{}}}", members.join(",")).into_bytes()
}

fn xml() -> String {
    let mut text = String::from("<ListOTATaskByJobResponse>");
    let element = |text: &mut String, name: &str, value: &str| {
        let _ = write!(text, "<{name}>{}</{name}>", value.trim_matches('"'));
    };
    BEFORE.iter().for_each(|(name, value)| element(&mut text, name, value));
    text.push_str("<Data>");
    for number in 0..TASKS {
        text.push_str("<SimpleOTATaskInfo>");
        task(number).iter().for_each(|(name, value)| element(&mut text, name, value));
        text.push_str("</SimpleOTATaskInfo>");
    }
    text.push_str("</Data>");
    BEHIND.iter().for_each(|(name, value)| element(&mut text, name, value));
    text.push_str("</ListOTATaskByJobResponse>");
    text
}
