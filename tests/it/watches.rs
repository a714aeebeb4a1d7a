//! Watching the tasks of a job in the emulator: what is told, once each, and what a stop at any point loses.

mod lists;

use std::collections::BTreeMap;
use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use ota_api::operations::{CreateOtaStaticUpgradeJobTarget, ListOtaTaskByJob};
use ota_api::watch::{Event, Look, Watch};
use ota_api::{Client, Credentials, Quota, RetryPolicy};
use ota_emulator::{Effect, Emulator, Fault, Seed, TaskStatus};

use crate::stops::{Stop, Stopper};

/// A fleet of which some devices fail and some say nothing.
const FLEET: &str = r#"{
    "time": "2026-01-02T03:04:05Z",
    "model": { "duration": { "from": 30, "to": 200 }, "failureRate": 0.1, "silentShare": 0.05 },
    "products": [{
        "productKey": "a1Lamp",
        "numbered": { "count": COUNT },
        "packages": [{ "firmwareId": "fw2", "destVersion": "2.0.0" }]
    }]
}"#;

/// How far a rollout moves on after each look where a watch is stopped.
const STEP: Duration = Duration::from_secs(60);

async fn fleet(count: u32) -> (Emulator, Client) {
    let seed = Seed::from_json(&FLEET.replace("COUNT", &count.to_string())).unwrap();
    let emulator = Emulator::builder().seed(seed).without_quota().start().await.unwrap();
    let client = Client::builder()
        .endpoint(emulator.endpoint())
        .credentials(Credentials::new(emulator.key_id(), emulator.key_secret()))
        .retry(RetryPolicy::off())
        .quota(Quota::off())
        .build()
        .unwrap();
    (emulator, client)
}

/// Starts a rollout to all devices.
async fn roll_out(client: &Client) -> String {
    let job = client
        .create_ota_static_upgrade_job()
        .firmware_id("fw2")
        .product_key("a1Lamp")
        .target(CreateOtaStaticUpgradeJobTarget::all())
        .retry_count(1)
        .retry_interval(10)
        .timeout_in_minutes(20)
        .send()
        .await
        .unwrap();
    job.data.as_ref().unwrap().job_id.clone().unwrap().into_string()
}

fn watch(client: &Client, job: &str) -> Watch<ListOtaTaskByJob> {
    client.list_ota_task_by_job().job_id(job).watch().interval(Duration::ZERO)
}

/// What was told: a device or the job, what it was, and what it is.
type Line = (String, Option<String>, String);

/// A task as it is.
fn shown(status: TaskStatus, progress: u8) -> String {
    format!("{status} {progress}")
}

/// What there is to tell about tasks that were like this before, in the order of the list.
fn differences(emulator: &Emulator, before: &mut BTreeMap<String, String>) -> Vec<Line> {
    let mut lines = Vec::new();
    for task in emulator.tasks() {
        let now = shown(task.status, task.progress);
        let was = before.insert(task.device_name.clone(), now.clone());
        if was.as_ref() != Some(&now) {
            lines.push((task.device_name, was, now));
        }
    }
    lines
}

/// What an event of a task tells.
fn line(event: &Event<impl TaskRow, impl Sized>) -> Option<Line> {
    match event {
        Event::Row(change) => {
            let shown =
                |state: &str, progress: Option<f64>| format!("{state} {}", progress.unwrap());
            let from = change.from.as_ref().map(|from| shown(from, change.progress_before));
            Some((change.row.device(), from, shown(&change.to, change.progress)))
        }
        Event::Owner(change) => {
            Some(("job".to_owned(), change.from.clone(), change.to.clone().unwrap()))
        }
        _ => None,
    }
}

/// A row with the name of a device.
trait TaskRow {
    fn device(&self) -> String;
}

impl TaskRow for ota_api::operations::ListOtaTaskByJobResponseData {
    fn device(&self) -> String {
        self.device_name.as_ref().unwrap().as_str().to_owned()
    }
}

#[tokio::test]
async fn every_change_of_a_rollout_is_told_once_in_the_order_of_the_list() {
    let (emulator, client) = fleet(250).await;
    let job = roll_out(&client).await;
    let mut watch = watch(&client, &job);
    let mut before = BTreeMap::new();
    let (mut told, mut owner) = (Vec::new(), Vec::new());
    let mut last: Option<Look> = None;
    while let Some(event) = watch.next().await {
        let event = event.unwrap();
        match (&event, line(&event)) {
            (Event::Owner(_), line) => owner.extend(line),
            (_, Some(line)) => told.push(line),
            (Event::Look(look), None) => {
                assert_eq!(told, differences(&emulator, &mut before));
                assert_eq!((look.seen, look.total, look.changes), (250, 250, told.len() as u64));
                assert_eq!((look.missing, look.beyond, look.unreadable), (0, 0, 0));
                assert_eq!(look.states.iter().map(|(_, count)| count).sum::<u64>(), 250);
                told.clear();
                last = Some(look.clone());
                emulator.advance(Duration::from_secs(120));
            }
            other => panic!("{other:?}"),
        }
    }
    let last = last.unwrap();
    assert!(last.is_last && last.number > 10, "{last:?}");
    let states: Vec<&str> = owner.iter().map(|(_, _, to)| to.as_str()).collect();
    assert_eq!(states, ["IN_PROGRESS", "COMPLETED"]);
    let count = |status| emulator.tasks().iter().filter(|task| task.status == status).count();
    assert!(count(TaskStatus::Failed) > 0 && count(TaskStatus::Succeeded) > 200);
    assert!(watch.next().await.is_none(), "and stays at its end");
}

#[tokio::test]
async fn a_cancelled_job_is_watched_to_the_end_of_its_tasks() {
    let (emulator, client) = fleet(5).await;
    let job = roll_out(&client).await;
    let mut watch = watch(&client, &job).without_progress();
    let mut ends = 0;
    while let Some(event) = watch.next().await {
        match event.unwrap() {
            Event::Row(change) => ends += usize::from(change.is_end),
            Event::Look(look) if look.number == 1 => {
                client
                    .cancel_ota_task_by_job()
                    .job_id(&*job)
                    .cancel_queued_task(true)
                    .cancel_notified_task(true)
                    .cancel_in_progress_task(true)
                    .cancel_scheduled_task(true)
                    .cancel_unconfirmed_task(true)
                    .send()
                    .await
                    .unwrap();
                emulator.advance(Duration::from_secs(3600));
            }
            _ => {}
        }
    }
    assert_eq!(ends, 5);
}

/// Looks at a rollout to the end, which moves on after each look. The program that watches dies at the stop, and another
/// one goes on with what was saved last: after each event, or after each look. Returns what both have told, and whether the
/// first one died before it was over.
async fn stopped(
    (emulator, client): &(Emulator, Client),
    stop: Stop,
    saves_always: bool,
) -> (Vec<Line>, bool) {
    emulator.reset().unwrap();
    let job = roll_out(client).await;
    let mut watching = watch(client, &job);
    let (mut told, mut died) = (Vec::new(), false);
    let mut stopper = Stopper::new(stop);
    let mut saved = (watching.save(), 0);
    loop {
        match stopper.run(watching.next()).await {
            None => {
                died = true;
                told.truncate(saved.1);
                watching = watch(client, &job).resume(&saved.0).unwrap();
            }
            Some(None) => return (told, died),
            Some(Some(event)) => {
                let event = event.unwrap();
                let mut is_look = false;
                if let Event::Look(look) = &event {
                    is_look = true;
                    told.push(("look".to_owned(), None, format!("{} {}", look.number, look.seen)));
                    emulator.advance(STEP);
                }
                told.extend(line(&event));
                if is_look || saves_always {
                    saved = (watching.save(), told.len());
                }
            }
        }
    }
}

#[tokio::test]
async fn a_stop_at_any_point_loses_nothing_and_repeats_nothing() {
    let world = fleet(3).await;
    for saves_always in [true, false] {
        let (whole, _) = stopped(&world, Stop::Never, saves_always).await;
        assert!(whole.len() > 15, "{whole:?}");
        let mut points = 0;
        for kind in [Stop::Poll, Stop::Wait] {
            for stop in (1..).map(kind) {
                let (told, died) = stopped(&world, stop, saves_always).await;
                if !died {
                    break;
                }
                points += 1;
                let (told, more) = told.split_at(told.len().min(whole.len()));
                assert_eq!(told, whole, "{stop:?}");
                // Who dies after the last look and before its end looks once more.
                assert!(more.iter().all(|(what, ..)| what == "look") && more.len() < 2, "{more:?}");
            }
        }
        assert!(points > whole.len());
        eprintln!(
            "watch, saved after each {}: stopped at each of {points} points, {} events told once each",
            if saves_always { "event" } else { "look" },
            whole.len()
        );
    }
}

#[tokio::test]
async fn a_future_that_is_dropped_after_each_poll_loses_nothing() {
    let world = fleet(3).await;
    let (whole, _) = stopped(&world, Stop::Never, true).await;
    let (emulator, client) = &world;
    emulator.reset().unwrap();
    let job = roll_out(client).await;
    let mut watching = watch(client, &job);
    let (mut told, mut dropped) = (Vec::new(), 0);
    loop {
        let polled = {
            let mut next = pin!(watching.next());
            poll_fn(|context| Poll::Ready(next.as_mut().poll(context))).await
        };
        let Poll::Ready(event) = polled else {
            dropped += 1;
            tokio::task::yield_now().await;
            continue;
        };
        let Some(event) = event else { break };
        let event = event.unwrap();
        if let Event::Look(look) = &event {
            told.push(("look".to_owned(), None, format!("{} {}", look.number, look.seen)));
            emulator.advance(STEP);
        }
        told.extend(line(&event));
    }
    assert_eq!(told, whole);
    assert!(dropped > 20, "{dropped}");
}

#[tokio::test]
async fn the_list_of_a_state_is_watched_until_nothing_is_left_to_see() {
    for state in ["QUEUED", "IN_PROGRESS", "SUCCEEDED", "FAILED"] {
        let (emulator, client) = fleet(20).await;
        let job = roll_out(&client).await;
        let watch = client.list_ota_task_by_job().job_id(&*job).task_status(state).watch();
        let mut watch = watch.interval(Duration::ZERO);
        let (mut rows, mut left, mut last) = (0, 0, None);
        let mut looks = 0;
        while let Some(event) = watch.next().await {
            match event.unwrap() {
                Event::Row(change) => rows += u64::from(change.from.is_none()),
                Event::Look(look) => {
                    left += look.left;
                    let known: u64 = look.states.iter().map(|(_, count)| count).sum();
                    assert_eq!((known, look.seen), (look.total, look.total), "{state}: {look:?}");
                    assert_eq!(rows - left, known, "{state}: what came and did not leave is there");
                    looks += 1;
                    assert!(looks < 1000, "{state}: {look:?}");
                    last = Some(look);
                    // It can be resumed at any look.
                    let saved = watch.save();
                    let again = client.list_ota_task_by_job().job_id(&*job).task_status(state);
                    watch = again.watch().interval(Duration::ZERO).resume(&saved).unwrap();
                    if last.as_ref().is_some_and(|last| last.is_last) {
                        break;
                    }
                    emulator.advance(STEP);
                }
                _ => {}
            }
        }
        let last = last.unwrap();
        let is_end = matches!(state, "SUCCEEDED" | "FAILED");
        assert!(last.is_last && (is_end || last.total == 0), "{state}: {last:?}");
        assert!(rows > 0 || state == "FAILED", "{state}");
    }
}

#[tokio::test]
async fn errors_that_pass_are_told_and_the_look_goes_on() {
    let (emulator, client) = fleet(250).await;
    let job = roll_out(&client).await;
    let mut watch = watch(&client, &job);
    let (mut rows, mut errors) = (0, 0);
    for action in ["QueryOTAJob", "ListOTATaskByJob"] {
        let fault = Fault::new(Effect::Reset { acts: true }).operation(action);
        emulator.add_fault(fault.probability(0.6, 7).times(6)).unwrap();
    }
    loop {
        match watch.next().await.unwrap() {
            Ok(Event::Row(_)) => rows += 1,
            Ok(Event::Look(look)) => {
                assert_eq!((look.number, look.seen, look.missing), (1, 250, 0));
                break;
            }
            Ok(_) => {}
            Err(error) => {
                assert!(error.is_retryable(), "{error}");
                errors += 1;
            }
        }
    }
    assert!(rows == 250 && errors > 2, "{rows} rows, {errors} errors");
}

#[tokio::test]
async fn an_error_that_stays_ends_the_watch() {
    let (_emulator, client) = fleet(1).await;
    let mut watch = watch(&client, "no-such-job");
    assert!(watch.next().await.unwrap().unwrap_err().code().is_some());
    assert!(watch.next().await.is_none());
}

#[tokio::test]
async fn a_saved_watch_fits_its_own_list_only() {
    let (_emulator, client) = fleet(1).await;
    let saved = watch(&client, "one").save();
    assert!(watch(&client, "one").resume(&saved).is_ok());
    let paged = client.list_ota_task_by_job().job_id("one").current_page(3).page_size(7).watch();
    assert!(paged.resume(&saved).is_ok(), "pages are no part of a list");
    let (_elsewhere, other) = fleet(1).await;
    for (other, why) in [
        (watch(&client, "two").resume(&saved), "it is of another list"),
        (watch(&other, "one").resume(&saved), "it is of the host `127.0.0.1:"),
        (watch(&client, "one").resume(&saved[1..]), "it is no saved state"),
        (watch(&client, "one").resume(&saved[..saved.len() - 1]), "it is damaged"),
        (watch(&client, "one").resume(&[]), "it is no saved state"),
    ] {
        let error = other.unwrap_err().to_string();
        assert!(error.contains("`ListOTATaskByJob`") && error.contains(why), "{error}");
    }
}

/// 250,000 tasks, whose list is split. It takes a minute:
///
///     cargo test --release -p ota-tests --test it beyond_the_window -- --ignored --nocapture
#[tokio::test]
#[ignore = "takes a minute"]
async fn beyond_the_window_all_states_are_seen() {
    let (emulator, client) = fleet(250_000).await;
    let job = roll_out(&client).await;
    let mut watch = watch(&client, &job).without_progress();
    // A job pushes to 10,000 devices a minute.
    emulator.advance(Duration::from_secs(60 * 12));
    let begun = std::time::Instant::now();
    let mut last = 0;
    while let Some(event) = watch.next().await {
        if let Event::Look(look) = event.unwrap() {
            eprintln!("{:?}: {look:?}; saved: {} bytes", begun.elapsed(), watch.save().len());
            assert_eq!((look.total, look.missing), (250_000, 0));
            assert_eq!(look.seen + look.beyond, 250_000);
            last = look.number;
            if look.number == 3 {
                break;
            }
            emulator.advance(Duration::from_secs(60 * 6));
        }
    }
    assert_eq!(last, 3);
}
