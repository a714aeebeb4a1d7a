use ota_emulator::{Effect, Emulator, Fault, TaskStatus};

use crate::support::{command, copy_of_specs, json, ota, ota_at, ota_on, run};

const CANCEL: [&str; 12] = [
    "call",
    "CancelOTATaskByDevice",
    "--DeviceName",
    "device1",
    "--DeviceName",
    "device5",
    "--FirmwareId",
    "T0F5b5tpFnHQrgfk030100",
    "--ProductKey",
    "a1V4kdeAbCd",
    "--JobId",
    "wahVIzGkCMuAUE2gDERM02",
];

const DELETE: [&str; 4] = ["call", "DeleteOTAFirmware", "--FirmwareId", "s8SSHiKjpBfrM3BSN0z803"];

fn with<'a>(words: &[&'a str], more: &[&'a str]) -> Vec<&'a str> {
    [words, more].concat()
}

fn status(emulator: &Emulator, job: &str, device: &str) -> TaskStatus {
    let tasks = emulator.tasks();
    let same = |task: &&ota_emulator::Task| task.job_id == job && task.device_name == device;
    tasks.iter().find(same).unwrap().status
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_does_what_it_says_and_names_its_request() {
    let emulator = Emulator::start().await.unwrap();
    let out = ota_on(&emulator, &CANCEL).done();
    assert!(out.starts_with("CancelOTATaskByDevice: done (request "), "{out}");
    assert_eq!(status(&emulator, CANCEL[11], "device1"), TaskStatus::Canceled);
    assert_eq!(status(&emulator, CANCEL[11], "device5"), TaskStatus::Succeeded);
}

#[tokio::test(flavor = "multi_thread")]
async fn both_schemes_and_both_formats_give_the_same_json() {
    let emulator = Emulator::start().await.unwrap();
    for scheme in ["v1", "V3"] {
        for format in ["json", "xml"] {
            let settings = ["--scheme", scheme, "--format", format, "--output", "json"];
            let response = json(&ota_on(&emulator, &with(&CANCEL, &settings)).done());
            assert_eq!(response["Success"], true, "{scheme} {format}");
            assert!(response["RequestId"].is_string(), "{scheme} {format}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_may_stand_before_the_action() {
    let emulator = Emulator::start().await.unwrap();
    let words = with(&["call", "--output", "json", "--scheme", "v1"], &DELETE[1..]);
    assert_eq!(json(&ota_on(&emulator, &words).done())["Success"], true);
}

#[tokio::test(flavor = "multi_thread")]
async fn actions_and_flags_may_be_written_in_kebab_case() {
    let emulator = Emulator::start().await.unwrap();
    let before = emulator.packages().len();
    ota_on(&emulator, &["call", "delete-ota-firmware", "--firmware-id", DELETE[3]]).done();
    assert_eq!(emulator.packages().len(), before - 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_exits_with_1_and_shows_code_request_and_advice() {
    let emulator = Emulator::start().await.unwrap();
    ota_on(&emulator, &DELETE).done();
    let error = ota_on(&emulator, &DELETE).failed(1);
    for part in
        ["error: `DeleteOTAFirmware`", "`iot.ota.FirmwareNotFound`", "request ", "Take the ID"]
    {
        assert!(error.contains(part), "{part}: {error}");
    }
    let error = json(&ota_on(&emulator, &with(&DELETE, &["--output", "json"])).failed(1));
    let error = &error["error"];
    assert_eq!(error["code"], "iot.ota.FirmwareNotFound");
    assert_eq!(error["exit"], 1);
    assert_eq!(error["operation"], "DeleteOTAFirmware");
    assert_eq!(error["retryable"], false);
    assert!(error["requestId"].is_string() && error["hint"].is_string(), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_instance_comes_from_flag_or_environment() {
    let emulator = Emulator::start().await.unwrap();
    let error = ota_on(&emulator, &with(&DELETE, &["--IotInstanceId", "nope"])).failed(1);
    assert!(error.contains("`iot.system.InstanceNotFound`"), "{error}");
    let from_env = |instance: &str| {
        run(command(&DELETE)
            .env("OTA_ENDPOINT_URL", emulator.endpoint())
            .env("ALIBABA_CLOUD_ACCESS_KEY_ID", "testid")
            .env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "testsecret")
            .env("OTA_INSTANCE_ID", instance))
    };
    assert!(from_env("nope").failed(1).contains("`iot.system.InstanceNotFound`"));
    from_env("").done();
}

#[tokio::test(flavor = "multi_thread")]
async fn ids_and_names_with_blanks_control_characters_or_quotes_are_not_sent() {
    let emulator = Emulator::start().await.unwrap();
    for bad in ["iot-1\n", "iot 1", "\"iot-1\"", "'iot-1'", "iot-1\u{200b}"] {
        let error = ota_on(&emulator, &with(&DELETE, &["--IotInstanceId", bad])).failed(2);
        assert!(error.contains("`IotInstanceId` must match"), "{error}");
        let error = run(command(&DELETE)
            .env("OTA_ENDPOINT_URL", emulator.endpoint())
            .env("ALIBABA_CLOUD_ACCESS_KEY_ID", "testid")
            .env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "testsecret")
            .env("OTA_INSTANCE_ID", bad))
        .failed(2);
        assert!(error.contains("`IotInstanceId` must match"), "{error}");
    }
    let list = ["call", "ListOTAUnfinishedTaskByDevice", "--ProductKey", "a1Lamp"];
    for bad in ["dev1\r", " dev1", "dev 1", "\"dev1\"", "dev1\t"] {
        let error = ota_on(&emulator, &with(&list, &["--DeviceName", bad])).failed(2);
        assert!(error.contains("`DeviceName` must match"), "{error}");
        let number = format!("does not allow U+{:04X}", u32::from(bad.chars().last().unwrap()));
        assert!(!bad.ends_with(char::is_control) || error.contains(&number), "{error}");
    }
    let job = ["call", "UpdateOTAJob", "--JobId", "j", "--SrcVersionList", "1.0\r"];
    let error = ota_on(&emulator, &job).failed(2);
    assert!(error.contains("`SrcVersionList.1` must match"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_outside_its_limits_is_not_sent_and_everything_is_said_at_once() {
    let emulator = Emulator::start().await.unwrap();
    let before = (emulator.packages(), emulator.tasks());
    let names: Vec<String> = (0..201).map(|number| format!("--DeviceName=d{number}")).collect();
    let mut words = vec!["call", "CancelOTATaskByDevice", "--FirmwareId", ""];
    words.extend(names.iter().map(String::as_str));
    let error = ota_on(&emulator, &words).failed(2);
    let expected = "error: `CancelOTATaskByDevice` was not sent\n  \
        `DeviceName` must have at most 200 items, not 201\n  \
        `FirmwareId` must have at least 1 characters, not 0\n  \
        `ProductKey` is required but not set\n";
    assert_eq!(error, expected);
    words.extend(["--output", "json"]);
    let error = json(&ota_on(&emulator, &words).failed(2));
    let listed = error["error"]["violations"].as_array().unwrap();
    let parameters: Vec<&str> =
        listed.iter().map(|found| found["parameter"].as_str().unwrap()).collect();
    assert_eq!(parameters, ["DeviceName", "FirmwareId", "ProductKey"]);
    assert_eq!((emulator.packages(), emulator.tasks()), before);
}

#[test]
fn a_dry_run_needs_no_server_and_shows_no_secret() {
    let nowhere = "http://127.0.0.1:1";
    let out = ota_at(nowhere, &with(&CANCEL, &["--dry-run"])).done();
    for part in [
        "POST http://127.0.0.1:1/?DeviceName.1=device1&DeviceName.2=device5&FirmwareId=",
        "x-acs-action: CancelOTATaskByDevice",
        "Signature=<redacted>",
        "Nothing was sent.",
    ] {
        assert!(out.contains(part), "{part}: {out}");
    }
    assert!(!out.contains("testsecret"), "{out}");
    let shown = json(&ota_at(nowhere, &with(&DELETE, &["--dry-run", "--output", "json"])).done());
    assert_eq!((&shown["sent"], &shown["method"]), (&false.into(), &"POST".into()));
}

#[test]
fn near_names_are_suggested() {
    let error = ota(&["call", "DeleteOTAFirmwar"]).failed(2);
    assert!(error.contains("'DeleteOTAFirmware'"), "{error}");
    let error = ota(&["call", "DeleteOTAFirmware", "--FirmwarId", "x"]).failed(2);
    assert!(error.contains("'--FirmwareId'"), "{error}");
}

#[test]
fn an_unknown_operation_leads_to_the_list() {
    let error = ota(&["call", "Nope"]).failed(2);
    let list = "`ota spec list` lists the 33 operations of the specs built in";
    assert_eq!(error, format!("error: no operation `Nope`; {list}\n"));
    let specs = copy_of_specs();
    let folder = specs.path().to_str().unwrap();
    let error = ota(&["call", "--specs", folder, "Nope", "--output", "json"]).failed(2);
    let list = format!("`ota spec list --specs {folder}` lists the 33 operations of `{folder}`");
    assert_eq!(json(&error)["error"]["message"], format!("no operation `Nope`; {list}"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_endpoint_of_the_product_comes_before_that_of_all() {
    let emulator = Emulator::start().await.unwrap();
    let at = |all: &str, product: &str, more: &[&str]| {
        let words = with(&["call", "ListOTAFirmware", "--CurrentPage=1", "--PageSize=1"], more);
        run(command(&words)
            .env("ALIBABA_CLOUD_ACCESS_KEY_ID", "testid")
            .env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "testsecret")
            .env("OTA_ENDPOINT_URL", all)
            .env("OTA_ENDPOINT_URL_IOT", product))
    };
    let (right, wrong) = (emulator.endpoint(), "http://127.0.0.1:1");
    at(wrong, right, &[]).done();
    at("", right, &[]).done();
    at(right, "", &[]).done();
    at(wrong, wrong, &["--endpoint", right]).done();
    at(right, wrong, &[]).failed(3);
    let error = at("", "", &[]).failed(2);
    assert!(error.contains("`OTA_ENDPOINT_URL_IOT`"), "{error}");
}

#[test]
fn a_missing_region_of_an_operation_leads_to_the_setting() {
    let specs = copy_of_specs();
    let ping = r#"{
      "action": "Ping", "group": "test", "summary": "Pings.", "idempotency": "readOnly",
      "parameters": [
        { "name": "RegionId", "type": "String", "required": true, "fill": "region", "example": "r", "doc": "Where." },
        { "name": "region", "type": "String", "doc": "Which one." },
        { "name": "Region", "ident": "other_region", "type": "String", "doc": "Another one." }
      ],
      "response": []
    }"#;
    std::fs::write(specs.path().join("ops/Ping.json"), ping).unwrap();
    let folder = specs.path().to_str().unwrap();
    let at = |more: &[&str]| {
        let words = ["call", "--specs", folder, "Ping", "--dry-run"];
        ota_at("http://127.0.0.1:1", &with(&words, more))
    };
    let error = at(&[]).failed(2);
    let hint =
        "`--region` or the environment variable `ALIBABA_CLOUD_REGION_ID` sets `RegionId`, too";
    assert!(
        error.contains("`RegionId` is required but not set") && error.contains(hint),
        "{error}"
    );
    let more = ["--region=cn-shanghai", "--parameter-region=a", "--Region=b", "--scheme=v1"];
    let shown = at(&more).done();
    assert!(shown.contains("RegionId=cn-shanghai&"), "{shown}");
    assert!(shown.contains("&region=a") && shown.contains("Region=b&"), "{shown}");
    let help = ota(&["call", "--specs", folder, "Ping", "--help"]).done();
    for flag in ["--parameter-region <", "--Region <"] {
        let from = help.find(flag).unwrap_or_else(|| panic!("{flag}: {help}"));
        let facts = &help[from..help[from..].find(']').unwrap() + from];
        assert!(facts.contains("`--region` is a setting of the call instead"), "{facts}");
    }
}

#[test]
fn missing_settings_are_named() {
    let at = |endpoint| run(command(&DELETE).env("OTA_ENDPOINT_URL", endpoint));
    let error = at("http://127.0.0.1:1").failed(2);
    assert!(error.contains("`ALIBABA_CLOUD_ACCESS_KEY_ID`"), "{error}");
    let error = at("").failed(2);
    assert!(error.contains("`--region`") && error.contains("`OTA_ENDPOINT_URL`"), "{error}");
}

#[test]
fn a_timeout_that_is_none_is_refused() {
    for seconds in ["0", "-1", "nan", "1e9", "soon"] {
        let error = ota(&with(&DELETE, &["--timeout", seconds])).failed(2);
        assert!(error.contains("--timeout"), "{seconds}: {error}");
    }
}

#[test]
fn help_shows_flags_limits_and_an_example() {
    let help = ota(&["call", "CancelOTATaskByDevice", "--help"]).done();
    for part in
        ["--DeviceName <DeviceName>", "1 to 200 items", "Example:", "iot.ota.FirmwareNotFound"]
    {
        assert!(help.contains(part), "{part}: {help}");
    }
}

#[test]
fn a_value_may_begin_with_a_dash() {
    let words = ["call", "CreateOTAModule", "--dry-run", "--ProductKey", "p", "--ModuleName", "m"];
    for desc in [&["--Desc", "-a"][..], &["--Desc=-a"], &["--desc", "-a"]] {
        let out = ota_at("http://127.0.0.1:9", &[&words, desc].concat()).done();
        assert!(out.contains("-a"), "{out}");
    }
    let error = ota_at("http://127.0.0.1:9", &[&words, &["--Desc", "--dry-run"][..]].concat());
    let error = error.failed(2);
    assert!(error.contains("write `--Desc=--dry-run`"), "{error}");
}

#[test]
fn plain_http_beyond_this_machine_takes_a_flag_or_a_variable() {
    let words = with(&DELETE, &["--dry-run"]);
    let endpoint = "http://emulator.example:7180";
    let error = ota_at(endpoint, &words).failed(2);
    assert!(error.contains("`--allow-plain-http`"), "{error}");
    let out = ota_at(endpoint, &with(&words, &["--allow-plain-http"])).done();
    assert!(out.contains(endpoint), "{out}");
    for (value, exit) in [("true", 0), ("1", 0), ("false", 2), ("", 2), ("perhaps", 2)] {
        let ran = run(command(&words)
            .env("OTA_ENDPOINT_URL", endpoint)
            .env("OTA_ALLOW_PLAIN_HTTP", value)
            .env("ALIBABA_CLOUD_ACCESS_KEY_ID", "testid")
            .env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "testsecret"));
        assert_eq!(ran.exit, exit, "{value}: {}", ran.err);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_certificates_all_works_that_needs_none() {
    let emulator = Emulator::start().await.unwrap();
    let without = |words: &[&str], name: &str, value: &str| {
        run(command(words)
            .env("SSL_CERT_FILE", "/dev/null")
            .env(name, value)
            .env("ALIBABA_CLOUD_ACCESS_KEY_ID", "testid")
            .env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "testsecret"))
    };
    let dry = with(&DELETE, &["--dry-run"]);
    without(&dry, "ALIBABA_CLOUD_REGION_ID", "cn-shanghai").done();
    without(&DELETE, "OTA_ENDPOINT_URL", emulator.endpoint()).done();
    let error = without(&DELETE, "OTA_ENDPOINT_URL", "https://127.0.0.1:1").failed(2);
    assert!(error.contains("No CA certificates"), "{error}");
}

#[test]
fn a_proxy_that_cannot_be_used_is_not_gone_around() {
    for value in ["ftp://proxy", "http://user:canary#word@proxy:8080", "http://proxy:port"] {
        let error = run(command(&DELETE)
            .env("ALIBABA_CLOUD_REGION_ID", "cn-shanghai")
            .env("HTTPS_PROXY", value)
            .env("ALIBABA_CLOUD_ACCESS_KEY_ID", "testid")
            .env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "testsecret"))
        .failed(2);
        assert!(error.contains("`HTTPS_PROXY`") && !error.contains("canary"), "{error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_act_twice_is_tried_as_often_as_was_asked_for() {
    let lost = || Fault::new(Effect::Close { acts: true }).times(2);
    let create = [
        "call",
        "CreateOTAVerifyJob",
        "--FirmwareId",
        "T0F5b5tpFnHQrgfk030100",
        "--ProductKey",
        "a1V4kdeAbCd",
        "--TargetDeviceName",
        "device1",
        "--no-run-id-tag",
    ];
    for (words, attempts, exit) in
        [(&DELETE[..], "3", 0), (&DELETE[..], "2", 3), (&create[..], "3", 3)]
    {
        let emulator = Emulator::start().await.unwrap();
        emulator.add_fault(lost()).unwrap();
        let ran = ota_on(&emulator, &with(words, &["--attempts", attempts]));
        assert_eq!(ran.exit, exit, "{}", ran.err);
    }
    let ran = ota(&with(&DELETE, &["--attempts", "0"]));
    assert!(ran.exit == 2 && ran.err.contains("1..=100"), "{}", ran.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_lost_response_created_is_found_and_shown() {
    let emulator = Emulator::start().await.unwrap();
    let words = [
        "call",
        "CreateOTAStaticUpgradeJob",
        "--firmware-id=nx3xxVvFdwvn6dim50PY03****",
        "--product-key=a1Le6d0****",
        "--target-selection=ALL",
    ];
    let call = |more: &[(&str, &str)]| {
        let fault = Fault::new(Effect::Reset { acts: true }).operation(words[1]).times(1);
        emulator.add_fault(fault).unwrap();
        run(command(&words)
            .env("OTA_ATTEMPTS", "2")
            .envs(more.iter().copied())
            .env("OTA_ENDPOINT_URL", emulator.endpoint())
            .env("ALIBABA_CLOUD_ACCESS_KEY_ID", "testid")
            .env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "testsecret"))
    };
    let before = emulator.jobs().len();
    let out = call(&[]).done();
    assert!(out.contains("found with `ListOTAJobByFirmware`"), "{out}");
    let jobs = emulator.jobs();
    let made: Vec<_> = jobs.iter().filter(|job| out.contains(&job.job_id)).collect();
    assert_eq!((made.len(), jobs.len()), (1, before + 1), "{out}");
    assert_eq!(made[0].tags[0].0, "ota.run.id");
    // Without a label nobody knows.
    let error = call(&[("OTA_NO_RUN_ID_TAG", "1")]).failed(3);
    assert!(error.contains("may have acted"), "{error}");
    assert_eq!(emulator.jobs().len(), before + 2);
}
