//! Types as everyday code uses them: compared, parsed, printed, kept in maps, cloned and taken apart.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

use ota_api::operations::{
    CancelOtaTaskByDevice, DeviceName, FirmwareId, GenerateOtaUploadUrl,
    GenerateOtaUploadUrlBuilder, ListOtaTaskByJob, ListOtaTaskByJobBuilder, QueryOtaFirmware,
    QueryOtaJob, Tag, TaskStatus,
};
use ota_api::{Client, Credentials, RetryPolicy};
use ota_emulator::Emulator;

use crate::contract::all_types::{Color, Size, Speed};

const PRODUCT: &str = "a1V4kdeAbCd";
const PACKAGE: &str = "T0F5b5tpFnHQrgfk030100";
const JOB: &str = "wahVIzGkCMuAUE2gDERM02";

fn client(emulator: &Emulator) -> Client {
    Client::builder()
        .endpoint(emulator.endpoint())
        .credentials(Credentials::new(emulator.key_id(), emulator.key_secret()))
        .retry(RetryPolicy::off())
        .build()
        .unwrap()
}

fn hash(value: &(impl Hash + ?Sized)) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

#[test]
fn an_id_is_a_string_wherever_one_is_needed() {
    let id: FirmwareId = PACKAGE.parse().unwrap();
    let owned = PACKAGE.to_owned();
    assert_eq!([id == PACKAGE, PACKAGE == id, id == *PACKAGE, *PACKAGE == id], [true; 4]);
    assert_eq!([id == owned, owned == id], [true; 2]);
    assert_eq!(format!("{id:>24}|"), "  T0F5b5tpFnHQrgfk030100|");
    let by_id = BTreeMap::from([(id.clone(), 1)]);
    assert_eq!(by_id.get(PACKAGE), Some(&1), "a map is asked by strings");
    assert_eq!(hash(&id), hash(PACKAGE), "one with hashes as well");
    let kept: String = id.into();
    assert_eq!(kept, PACKAGE);
    assert_eq!(
        FirmwareId::from(kept.into_boxed_str()),
        FirmwareId::from(std::borrow::Cow::from(PACKAGE))
    );
}

#[test]
fn an_enum_is_compared_with_strings_in_each_of_its_spellings() {
    let color = Color::from("DEEPRED");
    assert_eq!(color, Color::DeepRed);
    assert!(color == "DEEP_RED" && color == "DEEPRED" && color != "Green" && color != "deep_red");
    assert_eq!((color.as_str(), color.as_ref()), ("DEEP_RED", "DEEP_RED"));
    assert_eq!(format!("{color:<10}|"), "DEEP_RED  |");
    let number: Speed = "2".parse().unwrap();
    assert_eq!((number.as_str(), number == "2"), ("2", true));
}

#[test]
fn an_unknown_value_is_kept_parsed_and_compared() {
    let unknown = TaskStatus::from("PAUSED".to_owned());
    assert_eq!(unknown, "PAUSED".parse::<TaskStatus>().unwrap());
    assert!(unknown == "PAUSED" && unknown != "SUCCEEDED");
    assert_eq!((unknown.as_str(), unknown.to_string()), ("PAUSED", "PAUSED".to_owned()));
    assert_eq!(TaskStatus::from("SUCCEEDED".to_owned()), TaskStatus::Succeeded);
}

#[test]
fn enums_are_keys_of_maps_and_have_an_order() {
    let names = ["SUCCEEDED", "PAUSED", "QUEUED", "SUCCEEDED", "PAUSED"];
    let states = names.map(TaskStatus::from);
    let mut count: BTreeMap<TaskStatus, u32> = BTreeMap::new();
    states.iter().for_each(|state| *count.entry(state.clone()).or_default() += 1);
    assert_eq!(count.get(&TaskStatus::Succeeded), Some(&2));
    assert_eq!(hash(&TaskStatus::from("SUCCEEDED")), hash(&TaskStatus::Succeeded));
    let sorted: Vec<String> = BTreeSet::from(states).iter().map(ToString::to_string).collect();
    assert_eq!(sorted, ["QUEUED", "SUCCEEDED", "PAUSED"], "as in the spec, unknown values last");
}

#[test]
fn a_struct_asks_for_its_required_members() {
    let tag = Tag::new("env", "test");
    assert_eq!(tag, Tag::default().key("env").value("test"));
}

#[tokio::test]
async fn a_builder_is_a_template_for_many_calls() {
    let emulator = Emulator::start().await.unwrap();
    let client = client(&emulator);
    let template = client.list_ota_task_by_job().job_id(JOB);
    let all = template.clone().send().await.unwrap().total.unwrap();
    let mut sum = 0;
    for status in
        ["CONFIRM", "QUEUED", "NOTIFIED", "IN_PROGRESS", "SUCCEEDED", "FAILED", "CANCELED"]
    {
        sum += template.clone().task_status(status).send().await.unwrap().total.unwrap();
    }
    assert!(all > 0 && all == sum, "{all} {sum}");
    // Without a client it is one, too.
    let unsent = ListOtaTaskByJob::builder().job_id(JOB);
    assert_eq!(unsent.clone().build(), unsent.build());
}

#[tokio::test]
async fn a_request_that_is_kept_is_sent_paged_split_and_waited_on() {
    let emulator = Emulator::start().await.unwrap();
    let client = client(&emulator);

    let job = QueryOtaJob::builder().job_id(JOB).build();
    let sent = client.prepare(job.clone()).send().await.unwrap();
    assert_eq!(*sent, *client.send(&job).await.unwrap());

    let mut tasks = ListOtaTaskByJob::builder().job_id(JOB).build();
    tasks.page_size = Some(1);
    let prepared = client.prepare(tasks);
    let mut pages = prepared.clone().pages();
    let mut names = Vec::new();
    while let Some(page) = pages.next().await {
        names.extend(page.unwrap().into_inner().data.into_iter().filter_map(|row| row.device_name));
    }
    let mut items = prepared.items();
    let mut again = Vec::new();
    while let Some(item) = items.next().await {
        again.extend(item.unwrap().device_name);
    }
    assert!(names.len() > 1 && names == again, "{names:?} {again:?}");

    let mut cancel = CancelOtaTaskByDevice::builder()
        .product_key(PRODUCT)
        .firmware_id(PACKAGE)
        .device_name((0..450).map(|number| format!("nobody{number}")).collect::<Vec<_>>())
        .build();
    cancel.job_id = Some(JOB.into());
    let parts = client.prepare(cancel).send_parts().await.unwrap();
    assert_eq!(parts.all().len(), 3);

    let package = QueryOtaFirmware::builder().firmware_id(PACKAGE).build();
    let wait = client.prepare(package).wait(QueryOtaFirmware::UNTIL_VERIFIED);
    let verified = wait.timeout(Duration::from_secs(5)).await.unwrap();
    assert_eq!(verified.firmware_info.as_ref().unwrap().firmware_id.as_ref().unwrap(), PACKAGE);
}

#[tokio::test]
async fn a_parameter_is_set_and_cleared_by_an_option() {
    let emulator = Emulator::start().await.unwrap();
    let client = client(&emulator);
    let mut prepared = client.prepare(ListOtaTaskByJob::builder().job_id(JOB).build());
    let all = prepared.clone().send().await.unwrap().total;
    let wanted: Option<TaskStatus> = Some(TaskStatus::Succeeded);
    prepared.request_mut().task_status = wanted;
    let few = prepared.clone().send().await.unwrap().total;
    assert!(few < all);
    prepared.request_mut().task_status = None;
    assert_eq!(prepared.request().task_status, None);
    assert_eq!(prepared.send().await.unwrap().total, all);
}

#[test]
fn a_setter_takes_a_value_or_an_option_of_one() {
    let list = || ListOtaTaskByJob::builder().job_id(JOB);
    // An ID or a string, of any kind.
    let name: Option<&str> = None;
    assert_eq!(list().iot_instance_id(name).build(), list().build());
    assert_eq!(
        list().iot_instance_id(Some("iot-1")).build(),
        list().iot_instance_id("iot-1").build()
    );
    let owned: Option<String> = Some("iot-1".to_owned());
    assert_eq!(list().iot_instance_id(owned).build(), list().iot_instance_id("iot-1").build());
    // An enum, and a number.
    let status = Some(TaskStatus::Failed);
    assert_eq!(
        list().task_status(status).page_size(Some(7)).build(),
        list().task_status("FAILED").page_size(7).build()
    );
    // What was set is cleared.
    let cleared = list().page_size(7).page_size(None::<i32>).task_status(TaskStatus::Failed);
    assert_eq!(cleared.task_status(None::<TaskStatus>).build(), list().build());
    // Members of structs as well.
    let (width, tint): (Option<i32>, Option<&str>) = (None, Some("DEEPRED"));
    assert_eq!(Size::default().width(width).tint(tint), Size::default().tint(Color::DeepRed));
}

#[test]
fn a_request_becomes_a_builder_again() {
    let kept = ListOtaTaskByJob::builder().job_id(JOB).page_size(7).build();
    let builder = ListOtaTaskByJobBuilder::from(kept.clone());
    assert_eq!(builder.clone().build(), kept);
    let changed = builder.job_id("another").task_status(TaskStatus::Failed).build();
    assert_eq!((changed.job_id.as_str(), changed.page_size), ("another", Some(7)));
    // Without required parameters, too.
    let all = GenerateOtaUploadUrl::builder().iot_instance_id("iot-1").build();
    assert_eq!(GenerateOtaUploadUrlBuilder::from(all.clone()).build(), all);
}

#[tokio::test]
async fn a_response_is_taken_apart() {
    let emulator = Emulator::start().await.unwrap();
    let client = client(&emulator);
    let response = client.query_ota_job().job_id(JOB).send().await.unwrap();
    let (id, status) = (response.request_id().to_owned(), response.http_status());
    let (fields, rest) = response.clone().into_parts();
    assert_eq!(fields, *response.value());
    assert_eq!((rest.request_id(), rest.http_status()), (&*id, status));
    assert_eq!((rest.raw(), rest.header("date")), (response.raw(), response.header("date")));
    let job = response.map(|fields| fields.data.unwrap().job_id.unwrap());
    assert_eq!((job.value().as_str(), job.request_id()), (JOB, &*id));
}

/// Compiles only while futures of these calls can move between threads.
#[allow(dead_code, reason = "it is compiled, which is the test")]
fn prepared_calls_can_be_spawned(client: &Client, request: QueryOtaJob) -> impl Future + Send {
    client.prepare(request).send()
}

#[test]
fn names_of_devices_are_sorted_like_strings() {
    let mut names: Vec<DeviceName> = ["b", "a", "C"].map(DeviceName::from).into();
    names.sort();
    assert_eq!(names, ["C", "a", "b"]);
}
