//! What commands send and get in several calls, and from where: JSON, files of lines, pages, parts, waits.

use std::fs;

use ota_emulator::{Emulator, Seed, TaskStatus};
use tempfile::TempDir;

use crate::support::{command, json, ota_on, run};

/// A job of the sample world.
const JOB: &str = "wahVIzGkCMuAUE2gDERM02";

/// An emulator with many devices, and a package.
async fn many(devices: usize) -> Emulator {
    let seed = format!(
        r#"{{ "products": [{{ "productKey": "a1Lamp", "numbered": {{ "count": {devices} }},
            "packages": [{{ "firmwareId": "fw", "destVersion": "2.0.0" }}] }}] }}"#
    );
    let seed = Seed::from_json(&seed).unwrap();
    Emulator::builder().seed(seed).without_quota().start().await.unwrap()
}

const STATIC: [&str; 11] = [
    "job",
    "create-static",
    "--firmware-id",
    "fw",
    "--product-key",
    "a1Lamp",
    "--target-selection",
    "ALL",
    "--src-version",
    "1.0.0",
    "--yes",
];

#[tokio::test(flavor = "multi_thread")]
async fn all_pages_are_one_list() {
    let emulator = many(250).await;
    let create = [&STATIC[..], &["--query", "Data.JobId"]].concat();
    let job = ota_on(&emulator, &create).done();
    let job = job.trim();
    let page = ota_on(&emulator, &["task", "list", job]).done();
    assert!(page.ends_with(" of 250; `--all` shows all\n"), "{page}");
    let all = ota_on(&emulator, &["task", "list", job, "--all", "--output", "json"]).done();
    let all = json(&all);
    let mut names: Vec<&str> =
        all.as_array().unwrap().iter().map(|task| task["DeviceName"].as_str().unwrap()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), 250);
    let query = ["task", "list", job, "--all", "--query", "length([?TaskStatus == 'QUEUED'])"];
    let queued = emulator.tasks().iter().filter(|task| task.status == TaskStatus::Queued).count();
    assert_eq!(ota_on(&emulator, &query).done(), format!("{queued}\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn parameters_come_from_json_and_flags_win() {
    let emulator = Emulator::start().await.unwrap();
    let place = TempDir::new().unwrap();
    let file = place.path().join("input.json");
    let with = |text: &str, more: &[&str]| {
        fs::write(&file, text).unwrap();
        let words = ["task", "list", "--cli-input", file.to_str().unwrap(), "--output", "json"];
        ota_on(&emulator, &[&words, more].concat())
    };
    let text = format!(r#"{{"JobId":"{JOB}","page-size":1}}"#);
    let page = json(&with(&text, &[]).done());
    assert_eq!(page["Data"]["SimpleOTATaskInfo"].as_array().map(Vec::len), Some(1));
    let page = json(&with(&text, &["--page-size", "2"]).done());
    assert_eq!(page["Data"]["SimpleOTATaskInfo"].as_array().map(Vec::len), Some(2));
    for (text, part) in [
        ("[]", "takes an object"),
        ("{", "is no JSON"),
        (r#"{"JobIt":"a"}"#, "did you mean `JobId`?"),
        (r#"{"JobId":"a","job-id":"b"}"#, "`JobId` twice"),
        (r#"{"JobId":7}"#, "`JobId`"),
    ] {
        let error = with(text, &[]).failed(2);
        assert!(error.contains(part), "{error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_list_of_devices_is_sent_in_parts_and_goes_on_by_its_journal() {
    let emulator = many(450).await;
    ota_on(&emulator, &STATIC).done();
    let place = TempDir::new().unwrap();
    let names: Vec<String> = (1..=450).map(|number| format!("device{number}")).collect();
    let [devices, journal] = ["devices", "journal"].map(|name| place.path().join(name));
    fs::write(&devices, names.join("\r\n")).unwrap();
    let [devices, journal] = [&devices, &journal].map(|path| path.to_str().unwrap());
    let cancel = [
        "task",
        "cancel",
        "--firmware-id",
        "fw",
        "--product-key",
        "a1Lamp",
        "--device-file",
        devices,
        "--journal",
        journal,
        "--yes",
    ];
    let dry = ota_on(&emulator, &[&cancel[..], &["--dry-run"]].concat()).done();
    assert!(dry.contains("the first of 3 calls, for 450 items"), "{dry}");
    let shown = ota_on(&emulator, &cancel).done();
    assert!(shown.contains("1 to 200: done\n201 to 400: done\n401 to 450: done\n"), "{shown}");
    assert!(shown.ends_with("CancelOTATaskByDevice: 450 done in 3 calls\n"), "{shown}");
    let named =
        emulator.ledger().iter().filter(|entry| entry.action == "CancelOTATaskByDevice").count();
    assert_eq!(named, 3);
    // What is done is done.
    let again = ota_on(&emulator, &cancel).done();
    assert!(again.contains("0 done in 0 calls, 3 parts were done before"), "{again}");
    assert!(emulator.tasks().iter().all(|task| task.status == TaskStatus::Canceled));
    // Another list is not taken for this one.
    fs::write(devices, names[1..].join("\n")).unwrap();
    let error = ota_on(&emulator, &cancel);
    assert!(error.exit == 2 || error.exit == 3, "{} {}", error.exit, error.err);
}

#[test]
fn lists_are_read_from_standard_input() {
    let read = |input: &str| {
        let mut cancel = command(&[
            "task",
            "cancel",
            "--firmware-id",
            "fw",
            "--product-key",
            "p",
            "--device-file",
            "-",
            "--dry-run",
        ]);
        cancel.env("OTA_ENDPOINT_URL", "http://127.0.0.1:1");
        cancel.env("ALIBABA_CLOUD_ACCESS_KEY_ID", "testid");
        cancel.env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "testsecret");
        let place = TempDir::new().unwrap();
        fs::write(place.path().join("in"), input).unwrap();
        let file = fs::File::open(place.path().join("in")).unwrap();
        run(cancel.stdin(file))
    };
    let shown = read("\u{feff}a\n\nb\n").done();
    assert!(shown.contains("DeviceName.1=a&DeviceName.2=b&"), "{shown}");
    let error = read("\n").failed(2);
    assert!(error.contains("`-` has no lines"), "{error}");
    let error = read("a\n b\n").failed(2);
    assert!(error.contains("`DeviceName.2` must match"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_state_can_be_waited_for() {
    let emulator = Emulator::start().await.unwrap();
    let on = |words: &[&str]| ota_on(&emulator, words);
    let soon = ["--wait-timeout", "0.2", "--wait-interval", "0.05"];
    let wait = |more: &[&str]| on(&[&["job", "show", JOB, "--wait", "finished"], more].concat());
    let error = wait(&soon).failed(5);
    assert!(
        error.contains("`finished` did not come within 0.2 s; the state is `IN_PROGRESS`"),
        "{error}"
    );
    on(&[
        "job",
        "cancel",
        JOB,
        "--cancel-queued-task",
        "true",
        "--cancel-notified-task",
        "true",
        "--cancel-in-progress-task",
        "true",
        "--yes",
    ])
    .done();
    let all = on(&["task", "list", JOB, "--wait", "settled", "--query", "Total"]).done();
    assert!(all.trim().parse::<u32>().unwrap() > 0);
    let error = on(&["job", "show", JOB, "--wait", "nothing"]).failed(2);
    assert!(error.contains("finished"), "{error}");
}
