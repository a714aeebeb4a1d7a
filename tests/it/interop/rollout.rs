//! The official Python client runs a rollout with all operations against the emulator, and reads
//! every field that it knows.
//!
//! Its steps are in `interop/official_client.py`; their expected effects are here. The clock stands
//! still, so that nothing depends on how long anything takes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use ota_emulator::{Emulator, JobStatus, ManualClock, PackageStatus, Seed, TaskStatus};
use ota_spec::model::{Field, Type};
use serde_json::{Value, json};

use super::{lines, python_or_skip, run, script};

/// The fleet: one device has a flash that always fails.
const SEED: &str = r#"{
  "products": [ {
    "productKey": "a1InteropKey", "productName": "Interop", "description": "a b+c",
    "devices": [
      { "deviceName": "device1", "versions": { "default": "1.0.0", "scanner": "1.0.0" } },
      { "deviceName": "device2", "nickname": "第二", "versions": { "default": "1.0.0", "scanner": "1.0.0" } },
      "device3",
      { "deviceName": "failing", "behaviour": { "fails": "flashFailed" } },
      { "deviceName": "device4", "versions": { "default": "1.0.0", "scanner": "1.0.0" } },
      "device5", "device6", "device7" ] } ],
  "groups": [ {
    "groupId": "static-group", "groupName": "Static", "productKey": "a1InteropKey",
    "devices": ["device5", "device6"] } ],
  "instances": [ {
    "iotInstanceId": "iot-interop",
    "products": [ { "productKey": "a1Moving", "categoryKey": "Lighting",
      "devices": [{ "deviceName": "first", "nickname": "the first" }, "second"] } ],
    "groups": [ { "groupId": "dynamic-group", "dynamic": true, "productKey": "a1Moving",
      "devices": ["first", "second"] } ] } ]
}"#;

/// The members of responses that the official client does not know: the documentation shows this
/// one in its sample, the models of the client lack it.
const UNKNOWN: [(&str, &str); 1] =
    [("ListOTAFirmware", "FirmwareInfo.SimpleFirmwareInfo[].FirmwareUrl")];

/// The fields of responses that the documentation says the service leaves out.
const NEVER: [(&str, &str); 1] = [("QueryDevice", "Data.DeviceInfo[].DeviceType")];

/// The output of the client, in two parts.
struct Printed {
    /// The calls as the client saw them, in order.
    calls: Vec<Value>,
    /// The other observations, each with the calls up to the next.
    notes: Vec<(Value, Vec<Value>)>,
}

impl Printed {
    fn read(text: &str) -> Self {
        let mut printed = Self { calls: Vec::new(), notes: Vec::new() };
        for line in lines(text) {
            if line.get("note").is_some() {
                printed.notes.push((line, Vec::new()));
                continue;
            }
            if let Some((_, calls)) = printed.notes.last_mut() {
                calls.push(line.clone());
            }
            printed.calls.push(line);
        }
        printed
    }

    /// The only note of this name, and the calls after it.
    fn note(&self, name: &str) -> (&Value, &[Value]) {
        let mut found = self.notes.iter().filter(|(note, _)| note["note"] == name);
        let (Some((note, calls)), None) = (found.next(), found.next()) else {
            panic!("one note `{name}` is expected")
        };
        (note, calls)
    }
}

fn texts(value: &Value) -> BTreeSet<&str> {
    value.as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect()
}

async fn rollout(scheme: &'static str, mode: &'static str) {
    let Some(python) = python_or_skip("official client") else { return };
    let hour = Duration::from_secs(3600);
    let emulator = Emulator::builder()
        .clock(Arc::new(ManualClock::new(SystemTime::now())))
        .seed(Seed::from_json(SEED).unwrap())
        .temporary_credentials("STS.now", "now", "CAIS+now==", hour)
        .temporary_credentials("STS.past", "past", "CAIS+past==", Duration::ZERO)
        .start()
        .await
        .unwrap();
    let mut command = Command::new(python);
    // Nothing is to be written into the folder of the tests.
    command.arg("-B").arg(script("official_client.py")).arg(emulator.address().to_string());
    command.args([emulator.key_id(), emulator.key_secret(), scheme, mode]);
    let text = tokio::task::spawn_blocking(move || run(&mut command)).await.unwrap().unwrap();
    let printed = Printed::read(&text);
    check_responses(&printed);
    check_refusals(&printed);
    check_world(&emulator, &printed);
    emulator.stop().await;
}

/// Every operation worked, and every field of every response was read.
fn check_responses(printed: &Printed) {
    let responses = || printed.calls.iter().filter(|call| call.get("raised").is_none());
    let mut fields: BTreeMap<&str, (BTreeSet<&str>, BTreeSet<&str>)> = BTreeMap::new();
    let mut unknown = BTreeSet::new();
    for response in responses() {
        assert_eq!(response["status"], 200, "{response}");
        assert_eq!(response["request_id"], true, "{response}");
        assert_eq!(response["example"], false, "nothing acted: {response}");
        assert_eq!(response["altered"], json!([]), "{response}");
        let action = response["action"].as_str().unwrap();
        let (read, unread) = fields.entry(action).or_default();
        read.extend(texts(&response["read"]));
        unread.extend(texts(&response["unread"]));
        unknown.extend(texts(&response["unknown"]).into_iter().map(|field| (action, field)));
    }
    let ota_spec::Spec { operations, service, .. } = ota_emulator::embedded_specs().unwrap();
    assert_eq!(operations.len(), 33);
    for operation in &operations {
        let works = |response: &&Value| {
            response["action"] == operation.action.as_str() && response["success"] == true
        };
        assert!(responses().any(|response| works(&response)), "{} never worked", operation.action);
        let (read, unread) = &fields[operation.action.as_str()];
        let is_left_out = |field: &str| NEVER.contains(&(operation.action.as_str(), field));
        let never: Vec<_> = unread.difference(read).filter(|field| !is_left_out(field)).collect();
        assert!(never.is_empty(), "{}: nothing was read of {never:?}", operation.action);
        // The client and the specs know the same fields.
        let mut specified: BTreeSet<String> = service.envelope.names().map(str::to_owned).collect();
        paths(&operation.response, "", &mut specified);
        for (action, field) in UNKNOWN {
            assert!(action != operation.action || specified.remove(field), "{field}");
        }
        specified.retain(|field| !is_left_out(field));
        assert_eq!(read, &specified.iter().map(String::as_str).collect(), "{}", operation.action);
    }
    assert_eq!(fields.len(), operations.len());
    assert_eq!(unknown, BTreeSet::from(UNKNOWN));
}

/// The fields of a response as the script writes them.
fn paths(fields: &[Arc<Field>], before: &str, found: &mut BTreeSet<String>) {
    for field in fields {
        let mut path = format!("{before}{}", field.name);
        let (inner, mark) = match &field.ty {
            Type::List(list) => {
                path.extend(list.wrapper.iter().flat_map(|wrapper| [".", wrapper]));
                (&list.items, "[].")
            }
            other => (other, "."),
        };
        match inner.members() {
            Some(members) => paths(members, &format!("{path}{mark}"), found),
            None => drop(found.insert(path)),
        }
    }
}

fn check_refusals(printed: &Printed) {
    let of = |code: &'static str| printed.calls.iter().filter(move |call| call["code"] == code);
    // The official client takes a refusal of an operation for a response like any other.
    let refused: BTreeSet<_> =
        of("iot.system.InstanceNotFound").map(|call| call["action"].as_str().unwrap()).collect();
    assert_eq!(refused.len(), 33);
    let odd: Vec<_> = of("iot.ota.FirmwareNotFound").collect();
    assert_eq!(odd.len(), 1);
    assert!(odd[0]["message"].as_str().unwrap().contains("`a+c*d~e/f=g&h(j)!k%`"));
    let failed = printed.calls.iter().filter(|call| call["success"] == false);
    for call in failed {
        assert!(call["code"].as_str().is_some_and(|code| code.starts_with("iot.")), "{call}");
    }
    // It raises refusals of the gateway.
    let keys: Vec<_> = printed.notes.iter().filter(|(note, _)| note["note"] == "key").collect();
    let [good, tokenless, expired] = &keys[..] else { panic!("{keys:?}") };
    assert_eq!(good.1[0]["success"], true, "{good:?}");
    for ((_, calls), code) in
        [(tokenless, "MissingParameter.SecurityToken"), (expired, "InvalidSecurityToken.Expired")]
    {
        let raised = &calls[0]["raised"];
        assert_eq!(raised["type"], "ClientException", "{raised}");
        assert_eq!((&raised["code"], &raised["status"]), (&json!(code), &json!(400)), "{raised}");
    }
    let (_, calls) = printed.note("wrong secret");
    let raised = &calls[0]["raised"];
    assert_eq!(raised["type"], "ClientException", "{raised}");
    assert_eq!(raised["code"], "SignatureDoesNotMatch", "{raised}");
    // The text that the emulator signed is there, and what else it found out.
    let text = raised["text"].as_str().unwrap();
    assert!(text.contains("POST&%2F&AccessKeyId") || text.contains("POST\n/\nJobId=j\n"), "{text}");
    assert!(raised["explanation"].as_str().unwrap().contains("none of the mistakes"), "{raised}");

    let (_, calls) = printed.note("too many calls");
    let (taken, throttled): (Vec<_>, Vec<_>) =
        calls.iter().partition(|call| call.get("raised").is_none());
    // Two of the ten that a second has room for were called before.
    assert_eq!((taken.len(), throttled.len()), (8, 3));
    for call in throttled {
        let raised = &call["raised"];
        assert_eq!(raised["type"], "ThrottlingException", "{raised}");
        assert_eq!(raised["code"], "Throttling.Api", "{raised}");
        assert_eq!(raised["retry_after"], 1000, "{raised}");
    }
    let raised: Vec<_> = printed.calls.iter().filter(|call| call.get("raised").is_some()).collect();
    assert_eq!(raised.len(), 2 + 1 + 3, "{raised:?}");
}

/// The calls had their effects.
fn check_world(emulator: &Emulator, printed: &Printed) {
    let uploads: Vec<_> =
        printed.notes.iter().filter(|(note, _)| note["note"] == "upload").collect();
    assert_eq!(uploads.len(), 5);
    assert!(uploads.iter().all(|(note, _)| note["status"] == 200), "{uploads:?}");
    let (verified, _) = printed.note("verified");
    assert_eq!((&verified["package"], &verified["progress"]), (&json!(1), &json!(100)));
    let (ended, _) = printed.note("ended");
    let expected = json!({ "device2": "SUCCEEDED", "device3": "SUCCEEDED", "failing": "FAILED" });
    assert_eq!(ended["tasks"], expected);

    let packages: Vec<_> = emulator
        .packages()
        .into_iter()
        .map(|package| (package.firmware_name, package.dest_version, package.status))
        .collect();
    let package = |name: &str, version: &str, status| (name.to_owned(), version.to_owned(), status);
    assert_eq!(
        packages,
        [
            package("Firmware2b", "2.0.0", PackageStatus::Verified),
            package("Parts3", "3.0.0", PackageStatus::NotNeeded),
        ]
    );
    let jobs: Vec<_> = emulator.jobs().iter().map(|job| job.status).collect();
    use JobStatus::{Canceled, Completed, InProgress};
    assert_eq!(jobs, [Completed, InProgress, Canceled, InProgress, Canceled]);
    let of = |device: &str| -> Vec<TaskStatus> {
        let tasks = emulator.tasks().into_iter().filter(|task| task.device_name == device);
        tasks.map(|task| task.status).collect()
    };
    assert_eq!(of("device1").first(), Some(&TaskStatus::Succeeded));
    assert!(of("device5").contains(&TaskStatus::Canceled), "{:?}", of("device5"));
    assert_eq!(of("failing").first(), Some(&TaskStatus::Confirm));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_official_client_runs_a_rollout_with_v3() {
    rollout("V3", "sync").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_official_client_runs_a_rollout_with_v1() {
    rollout("V1", "sync").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_official_asynchronous_client_runs_a_rollout_with_v3() {
    rollout("V3", "async").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_official_asynchronous_client_runs_a_rollout_with_v1() {
    rollout("V1", "async").await;
}

/// The official client misreads these responses of the documentation, and no others.
#[test]
fn the_official_client_does_not_read_all_responses_of_the_documentation() {
    let Some(python) = python_or_skip("official samples") else { return };
    let specs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs");
    let mut command = Command::new(python);
    command.arg("-B").arg(script("official_samples.py")).arg(specs);
    let printed = lines(&run(&mut command).unwrap());
    assert_eq!(
        printed,
        [
            json!({
                "action": "ListOTAFirmware",
                "unknown": ["FirmwareInfo.SimpleFirmwareInfo[].FirmwareUrl"],
                "altered": [],
            }),
            // `Data` is one object there instead of a list.
            json!({ "action": "ListOTAModuleByProduct", "raised": "AttributeError" }),
            // The envelope is in small letters there.
            json!({
                "action": "ListOTAModuleVersionsByDevice",
                "unknown": ["code", "errorMessage", "requestId", "success"],
                "altered": [],
            }),
            json!({ "responses": 31 }),
        ]
    );
}
