//! Requests, responses, enums and IDs in JSON that a program keeps: under their names on the wire, and equal when read.

use ota_api::mock;
use ota_api::operations::{
    CreateOtaStaticUpgradeJob, DeleteOtaFirmware, DeviceName, FirmwareId, ListOtaTaskByJob,
    ListOtaTaskByJobResponse, QueryOtaFirmware, QueryOtaFirmwareResponse, Tag, TaskStatus,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, from_value, json, to_value};

use crate::contract::all_types::{self, Branch, BranchKnot, Color, Size, Stack};

fn round<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(value: &T) -> Value {
    let written = to_value(value).unwrap();
    assert_eq!(&from_value::<T>(written.clone()).unwrap(), value, "{written}");
    let text = serde_json::to_string(value).unwrap();
    assert_eq!(&serde_json::from_str::<T>(&text).unwrap(), value, "{text}");
    written
}

fn refused<T: DeserializeOwned>(value: Value) -> String {
    from_value::<T>(value).err().map(|error| error.to_string()).unwrap_or_default()
}

#[test]
fn a_request_is_read_as_it_was_written() {
    let mut request = CreateOtaStaticUpgradeJob::builder()
        .firmware_id("f1")
        .product_key("p1")
        .target_selection("GRAY")
        .gray_percent("33.33")
        .need_push(true)
        .retry_count(2)
        .schedule_time(1_700_000_000_000)
        .src_version(["1.0", "1.1"])
        .tag([Tag::new("env", "test")])
        .build();
    assert_eq!(
        round(&request),
        json!({
            "FirmwareId": "f1", "ProductKey": "p1", "TargetSelection": "GRAY", "GrayPercent": "33.33",
            "NeedPush": true, "RetryCount": 2, "ScheduleTime": 1_700_000_000_000_i64,
            "SrcVersion": ["1.0", "1.1"], "Tag": [{"Key": "env", "Value": "test"}],
        })
    );
    request.target_selection = "LATER".into();
    assert_eq!(round(&request)["TargetSelection"], "LATER", "an unknown value is kept");
}

#[test]
fn an_unknown_key_of_a_request_is_an_error_at_any_depth() {
    let error = refused::<DeleteOtaFirmware>(json!({"FirmwareId": "f", "FirmwarId": "g"}));
    assert_eq!(error, "`FirmwarId`: there is no such parameter or member");
    let job = json!({
        "FirmwareId": "f", "ProductKey": "p", "TargetSelection": "ALL",
        "Tag": [{"Key": "k", "Value": "v"}, {"Key": "k", "Worth": "v"}],
    });
    let error = refused::<CreateOtaStaticUpgradeJob>(job);
    assert_eq!(error, "`Tag[1].Worth`: there is no such parameter or member");
}

#[test]
fn a_request_without_a_required_parameter_or_with_a_wrong_type_is_an_error() {
    for value in [json!({}), json!({"FirmwareId": null})] {
        let error = refused::<DeleteOtaFirmware>(value);
        assert_eq!(error, "the required parameter `FirmwareId` is missing");
    }
    let error = refused::<ListOtaTaskByJob>(json!({"JobId": "j", "CurrentPage": "first"}));
    assert_eq!(error, "`CurrentPage`: expected a whole number of 64 bits, not a string");
    let error = refused::<DeleteOtaFirmware>(json!({"FirmwareId": ["f"]}));
    assert_eq!(error, "`FirmwareId`: expected a single value, not an array");
    assert!(refused::<DeleteOtaFirmware>(json!(["f"])).contains("not an array"));
}

/// What becomes of a job with more parameters.
fn job_with(more: Value) -> Result<CreateOtaStaticUpgradeJob, String> {
    let mut job = json!({"FirmwareId": "f", "ProductKey": "p", "TargetSelection": "ALL"});
    for (name, value) in more.as_object().unwrap() {
        job[name] = value.clone();
    }
    from_value(job).map_err(|error| error.to_string())
}

#[test]
fn nothing_of_a_request_is_converted_or_dropped() {
    for (more, why) in [
        (json!({"NeedPush": "true"}), "`NeedPush`: expected `true` or `false`, not a string"),
        (json!({"NeedPush": 1}), "`NeedPush`: expected `true` or `false`, not the number `1`"),
        (json!({"NeedPush": ""}), "`NeedPush`: expected `true` or `false`, not a string"),
        (
            json!({"MaximumPerMinute": "1000"}),
            "`MaximumPerMinute`: expected a whole number of 64 bits, not a string",
        ),
        (
            json!({"MaximumPerMinute": 10.5}),
            "`MaximumPerMinute`: expected a whole number of 64 bits, not the number `10.5`",
        ),
        (
            json!({"MaximumPerMinute": 99_999_999_999_i64}),
            "`MaximumPerMinute`: expected a whole number of 32 bits",
        ),
        (
            json!({"MaximumPerMinute": true}),
            "`MaximumPerMinute`: expected a whole number of 64 bits, not `true`",
        ),
        (
            json!({"ScheduleTime": u64::MAX}),
            "`ScheduleTime`: expected a whole number of 64 bits, not the number `18446744073709552000`",
        ),
        (json!({"TargetSelection": 5}), "`TargetSelection`: expected a string, not the number `5`"),
        (json!({"FirmwareId": 12}), "`FirmwareId`: expected a string, not the number `12`"),
        (json!({"FirmwareId": {}}), "`FirmwareId`: expected a single value, not an object"),
        (json!({"FirmwareId": {"a": 1}}), "`FirmwareId`: expected a single value, not an object"),
        (json!({"Tag": {}}), "`Tag`: expected an array, not an object"),
        (json!({"Tag": {"Key": "k", "Value": "v"}}), "`Tag`: expected an array, not an object"),
        (json!({"Tag": [null]}), "`Tag[0]`: expected a value, not `null`"),
        (json!({"Tag": ["k"]}), "`Tag[0]`: expected an object, not a string"),
        (json!({"Tag": [""]}), "`Tag[0]`: expected an object, not a string"),
        (json!({"Tag": [[]]}), "`Tag[0]`: expected an object, not an array"),
        (
            json!({"Tag": [{"Key": "k", "Value": 1}]}),
            "`Tag[0].Value`: expected a string, not the number `1`",
        ),
        (json!({"SrcVersion": "1.0"}), "`SrcVersion`: expected an array, not a string"),
        (json!({"SrcVersion": ""}), "`SrcVersion`: expected an array, not a string"),
        (json!({"SrcVersion": 1}), "`SrcVersion`: expected an array, not a number"),
        (
            json!({"SrcVersion": ["1.0", 2]}),
            "`SrcVersion[1]`: expected a string, not the number `2`",
        ),
        (json!({"SrcVersion": ["1.0", null]}), "`SrcVersion[1]`: expected a value, not `null`"),
    ] {
        assert_eq!(job_with(more.clone()).err().as_deref(), Some(why), "{more}");
    }
    // `null` is nothing, an empty array is one.
    let job =
        job_with(json!({"NeedPush": null, "Tag": null, "SrcVersion": [], "ScheduleTime": null}));
    assert_eq!(job, job_with(json!({})));
    let job = job_with(json!({"MaximumPerMinute": 1000.0, "ScheduleTime": i64::MAX})).unwrap();
    assert_eq!((job.maximum_per_minute, job.schedule_time), (Some(1000), Some(i64::MAX)));
    for (text, why) in [
        (r#"{"FirmwareId":"a","FirmwareId":"b"}"#, "`FirmwareId`: the key comes twice"),
        ("null", "expected an object with the parameters, not `null`"),
        ("[]", "expected an object, not an array"),
        (r#""""#, "expected an object, not a string"),
        ("{}", "the required parameter `FirmwareId` is missing"),
    ] {
        let error = serde_json::from_str::<DeleteOtaFirmware>(text).unwrap_err().to_string();
        assert!(error.starts_with(why), "{text}: {error}");
    }
    let twice = r#"{"FirmwareId":"f","ProductKey":"p","TargetSelection":"ALL","Tag":[{"Key":"a","Key":"b"}]}"#;
    let error = serde_json::from_str::<CreateOtaStaticUpgradeJob>(twice).unwrap_err().to_string();
    assert!(error.starts_with("`Tag[0].Key`: the key comes twice"), "{error}");
}

#[test]
fn a_response_is_read_from_what_the_service_sends_and_from_what_was_written() {
    let response = mock::example::<ListOtaTaskByJob>().unwrap();
    let sent: ListOtaTaskByJobResponse = serde_json::from_slice(response.raw()).unwrap();
    assert_eq!(sent, *response);
    let written = round(&sent);
    assert!(written["Data"].is_array() && written.get("RequestId").is_none(), "{written}");
    assert_eq!(to_value(&response).unwrap(), written);
    round(&sent.data[0]);
    let later = json!({"Total": 3, "Later": {"A": [1]}});
    assert_eq!(from_value::<ListOtaTaskByJobResponse>(later).unwrap().total, Some(3));
    assert!(refused::<ListOtaTaskByJobResponse>(json!({"Total": [1, 2]})).contains("`Total`"));
}

#[test]
fn a_secret_is_left_out_of_a_response_and_refused_in_a_request() {
    let body = r#"{"RequestId":"1","Success":true,"FirmwareInfo":{"FirmwareId":"f","FirmwareUrl":"https://h/?s=S3CRET"}}"#;
    let response = mock::read::<QueryOtaFirmware>(body).unwrap();
    assert!(response.firmware_info.as_ref().unwrap().firmware_url.is_some());
    assert_eq!(to_value(&response).unwrap(), json!({"FirmwareInfo": {"FirmwareId": "f"}}));
    let read: QueryOtaFirmwareResponse = serde_json::from_str(body).unwrap();
    assert_eq!(read, *response, "one that is there is read");

    let branch = Branch::new("b").secret("S3CRET");
    assert_eq!(to_value(&branch).unwrap(), json!({"Name": "b"}));
    let request = all_types::SortBoxes::builder().tenant("t-1").root(branch).build();
    let error = to_value(&request).unwrap_err().to_string();
    assert!(error.contains("`Secret` is secret") && !error.contains("S3CRET"), "{error}");
}

#[test]
fn structs_enums_and_ids_are_written_on_their_own() {
    let size = Size::default().width(3).tint(Color::DeepRed);
    assert_eq!(round(&size), json!({"Width": 3, "Tint": "DEEP_RED"}));
    let knot = BranchKnot::default().branch(Branch::new("inner"));
    round(&Branch::new("outer").knot(knot).by_name([("a", Branch::new("x"))]));
    round(&Stack::default());
    assert_eq!(round(&FirmwareId::from("f")), "f");
    assert_eq!(round(&TaskStatus::from("PAUSED")), "PAUSED");
    assert_eq!(from_value::<Color>(json!("DEEPRED")).unwrap(), Color::DeepRed, "an alias");
    let names = std::collections::BTreeMap::from([(DeviceName::from("d"), TaskStatus::Failed)]);
    assert_eq!(to_value(names).unwrap(), json!({"d": "FAILED"}), "an ID is a key of an object");
}

#[test]
fn a_long_list_is_kept_whole() {
    let names: Vec<String> = (0..200_000).map(|number| format!("device{number}")).collect();
    let request = ota_api::operations::CancelOtaTaskByDevice::builder()
        .product_key("p")
        .firmware_id("f")
        .device_name(names)
        .build();
    let text = serde_json::to_string(&request).unwrap();
    assert!(
        serde_json::from_str::<ota_api::operations::CancelOtaTaskByDevice>(&text).unwrap()
            == request
    );
}
