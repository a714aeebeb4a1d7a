//! Calls without `async`, from threads outside of any runtime and from inside of one.

use std::sync::Barrier;
use std::time::Duration;

use ota_api::blocking::{Block, BlockIter};
use ota_api::operations::{CreateOtaStaticUpgradeJobTarget, QueryOtaJob};
use ota_api::watch::Event;
use ota_api::{Client, Credentials, Error, Quota, WaitError};
use ota_emulator::{Emulator, Seed};
use tokio::runtime::Runtime;

const JOB: &str = "wahVIzGkCMuAUE2gDERM02";

/// An emulator on a runtime of its own, and a client of it. The test itself is outside of that runtime.
struct World {
    emulator: Emulator,
    client: Client,
    runtime: Runtime,
}

impl World {
    fn new(seed: Seed) -> Self {
        let runtime = Runtime::new().unwrap();
        let builder = Emulator::builder().seed(seed).without_quota();
        let emulator = runtime.block_on(builder.start()).unwrap();
        let client = Client::builder()
            .endpoint(emulator.endpoint())
            .credentials(Credentials::new(emulator.key_id(), emulator.key_secret()))
            .quota(Quota::off())
            .build()
            .unwrap();
        Self { emulator, client, runtime }
    }

    fn fleet(count: u32) -> Self {
        let seed = r#"{
            "model": { "duration": { "from": 60, "to": 300 } },
            "products": [{
                "productKey": "a1Lamp",
                "numbered": { "count": COUNT },
                "packages": [{ "firmwareId": "fw2", "destVersion": "2.0.0" }]
            }]
        }"#;
        Self::new(Seed::from_json(&seed.replace("COUNT", &count.to_string())).unwrap())
    }

    /// Starts a rollout to all devices.
    fn roll_out(&self) -> String {
        let job = self
            .client
            .create_ota_static_upgrade_job()
            .firmware_id("fw2")
            .product_key("a1Lamp")
            .target(CreateOtaStaticUpgradeJobTarget::all())
            .send()
            .block_on()
            .unwrap();
        job.data.as_ref().unwrap().job_id.clone().unwrap().into_string()
    }
}

#[test]
fn a_request_is_sent_and_a_refusal_is_an_error() {
    let World { client, emulator, .. } = &World::new(Seed::sample());
    let stored = QueryOtaJob::builder().job_id(JOB).build();
    let response = client.send(&stored).block_on().unwrap();
    assert_eq!(response.data.as_ref().unwrap().job_id.as_ref().unwrap(), JOB);
    let built = client.query_ota_job().job_id(JOB).send().block_on().unwrap();
    assert_eq!(built.data, response.data);
    let untyped = client.call("QueryOTAJob").parameter("JobId", JOB).send().block_on().unwrap();
    assert!(String::from_utf8_lossy(untyped.raw()).contains(JOB));
    let error = client.delete_ota_firmware().firmware_id("none").send().block_on().unwrap_err();
    assert_eq!(error.code(), Some("iot.ota.FirmwareNotFound"));
    assert_eq!(emulator.requests().requests.len(), 4);
}

#[test]
fn pages_items_parts_waits_and_watches_work_as_elsewhere() {
    let world = World::fleet(250);
    let World { client, emulator, .. } = &world;
    let job = world.roll_out();
    let list = || client.list_ota_task_by_job().job_id(&*job);

    let mut pages = list().pages().block_iter();
    assert_eq!(pages.next().unwrap().unwrap().data.len(), 100);
    assert_eq!(pages.stream().position(), Some(2));
    assert_eq!(pages.by_ref().map(|page| page.unwrap().data.len()).sum::<usize>(), 150);
    assert!(pages.next().is_none());
    let names: Result<Vec<_>, Error> =
        list().items().block_iter().map(|task| Ok(task?.device_name.unwrap())).collect();
    assert_eq!(names.as_ref().unwrap().len(), 250);

    let cancel = client.cancel_ota_task_by_device().product_key("a1Lamp").firmware_id("fw2");
    let parts = cancel.job_id(&*job).device_name(&names.unwrap()[..210]).send_parts();
    let parts = parts.block_on().unwrap();
    assert!(parts.is_complete() && parts.all().len() > 1);

    let mut changes = 0;
    let mut watch = list().watch().interval(Duration::ZERO).block_iter();
    while let Some(event) = watch.next() {
        match event.unwrap() {
            Event::Row(_) => changes += 1,
            Event::Look(_) => {
                assert!(watch.stream().save().len() > 250 * 27);
                emulator.advance(Duration::from_secs(600));
            }
            _ => {}
        }
    }
    assert_eq!(changes, 250 + 40, "all of them, and those that were not cancelled");
    client.query_ota_job().job_id(&*job).wait_until_finished().block_on().unwrap();
    let settled = list().wait_until_settled().timeout(Duration::from_secs(5)).block_on().unwrap();
    assert_eq!(settled.data.len(), 250);
}

#[test]
fn a_wait_that_is_over_says_what_it_saw_last() {
    let world = World::fleet(1);
    let job = world.roll_out();
    let wait = world.client.query_ota_job().job_id(&*job).wait_until_finished();
    let error = wait.timeout(Duration::ZERO).block_on().unwrap_err();
    assert!(matches!(error, WaitError::Timeout { .. }), "{error}");
}

#[test]
fn inside_of_a_runtime_a_call_is_an_error_and_sends_nothing() {
    let World { client, emulator, runtime } = &World::new(Seed::sample());
    let call = |client: &Client| {
        let query = || client.query_ota_job().job_id(JOB);
        let mut errors = vec![
            query().send().block_on().unwrap_err(),
            match query().wait_until_finished().block_on().unwrap_err() {
                WaitError::Call { error, .. } => error,
                other => panic!("{other}"),
            },
        ];
        let mut items =
            client.list_ota_firmware().current_page(1).page_size(1).items().block_iter();
        errors.push(items.next().unwrap().unwrap_err());
        assert!(items.next().is_none(), "and that is its end");
        for error in errors {
            let text = error.to_string();
            assert!(text.contains("inside of an asynchronous runtime"), "{text}");
            assert!(!error.is_retryable() && !error.outcome_unknown());
        }
    };
    runtime.block_on(async { call(client) });
    let single = tokio::runtime::Builder::new_current_thread().build().unwrap();
    single.block_on(async { call(client) });
    let cloned = client.clone();
    runtime.block_on(runtime.spawn_blocking(move || call(&cloned))).unwrap();
    assert_eq!(emulator.requests().requests.len(), 0);
    client.query_ota_job().job_id(JOB).send().block_on().unwrap();
    // A thread of its own may block, also while the runtime waits for it.
    runtime.block_on(async {
        std::thread::scope(|scope| {
            let called = scope.spawn(|| client.query_ota_job().job_id(JOB).send().block_on());
            called.join().unwrap().unwrap();
        });
    });
}

#[test]
fn threads_call_side_by_side_on_one_runtime() {
    let World { client, .. } = &World::new(Seed::sample());
    let all = Barrier::new(8);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                all.wait();
                for _ in 0..10 {
                    client.query_ota_job().job_id(JOB).send().block_on().unwrap();
                }
            });
        }
    });
    if cfg!(target_os = "linux") {
        let threads = std::fs::read_dir("/proc/self/task").unwrap();
        let names = threads
            .filter_map(|thread| std::fs::read_to_string(thread.unwrap().path().join("comm")).ok());
        assert_eq!(names.filter(|name| name.trim_end() == "ota-api").count(), 1);
    }
}

#[test]
fn a_client_is_used_with_and_without_async_in_turn() {
    let World { client, runtime, .. } = &World::new(Seed::sample());
    for _ in 0..3 {
        client.query_ota_job().job_id(JOB).send().block_on().unwrap();
        runtime.block_on(client.query_ota_job().job_id(JOB).send()).unwrap();
    }
}
