//! A whole rollout of ten thousand devices over HTTP, by two controllers with one file, of which one has the lease, and is
//! killed at every step once.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod hosts;

use ota_emulator::{Emulator, Model, Numbered, Seed, SeedPackage, SeedProduct, TaskStatus};
use ota_rollout::{End, Plan, Why};

use hosts::{Hosts, Rest};

/// Ten thousand devices, of whose updates so many fail.
async fn fleet(failure_rate: f64) -> Emulator {
    let package = SeedPackage { firmware_id: "fw2".to_owned(), ..SeedPackage::default() };
    let product = SeedProduct {
        product_key: "lamp".to_owned(),
        numbered: Some(Numbered { count: 10_000, ..Numbered::default() }),
        packages: vec![package],
        ..SeedProduct::default()
    };
    let model = Model { failure_rate, ..Model::default() };
    let seed = Seed { seed: 5, model, products: vec![product], ..Seed::default() };
    Emulator::builder().seed(seed).without_quota().start().await.unwrap()
}

fn plan(limits: &str, waves: &str) -> Plan {
    let text = format!(
        "name = \"lamp\"\nproduct = \"lamp\"\n[package]\nfirmware-id = \"fw2\"\n[limits]\n{limits}\n{waves}"
    );
    Plan::parse("plan.toml", &text, &|_| Err(String::new())).unwrap()
}

/// How many jobs the ledger has.
fn created(emulator: &Emulator) -> usize {
    let entries = emulator.ledger().into_iter();
    entries.filter(|entry| entry.action == "CreateOTAStaticUpgradeJob").count()
}

/// The tasks of each job: succeeded, failed, cancelled, anything else.
fn tasks(emulator: &Emulator) -> Vec<[usize; 4]> {
    let tasks = emulator.tasks();
    let of = |job_id: &str| {
        let mut counts = [0; 4];
        for task in tasks.iter().filter(|task| task.job_id == job_id) {
            counts[match task.status {
                TaskStatus::Succeeded => 0,
                TaskStatus::Failed => 1,
                TaskStatus::Canceled => 2,
                _ => 3,
            }] += 1;
        }
        counts
    };
    emulator.jobs().iter().map(|job| of(&job.job_id)).collect()
}

#[tokio::test]
async fn each_wave_is_started_once_by_two_controllers_that_are_killed_at_every_step() {
    let waves = "[[wave]]\npercent = 10\n[[wave]]\npercent = 50\n[[wave]]\nall-remaining = true";
    // Failures come earlier than successes, so they are judged when most devices are through.
    let plan = plan("failures = \"20%\"\nminimum-executed = 800\nquarantine = false", waves);
    let calm = fleet(0.08).await;
    let rest = Hosts::new(&calm, &plan, false).carry_out().await;
    assert_eq!(rest.0, Rest::Over(End::Done));
    let emulator = fleet(0.08).await;
    let (rest, hosts) = Hosts::new(&emulator, &plan, true).carry_out().await;
    assert_eq!(rest, Rest::Over(End::Done));
    assert!(hosts.kills > 100, "{}", hosts.kills);
    assert!(hosts.refused > 100, "the other asked for the lease {} times", hosts.refused);
    assert!(hosts.took_over.iter().all(|count| *count > 50), "{:?}", hosts.took_over);
    // The ledger of the service has each wave once.
    assert_eq!(created(&emulator), 3);
    // Jobs have the same numbers, so devices have the same luck whatever happens to the controllers.
    assert_eq!(tasks(&emulator), tasks(&calm));
    for [succeeded, failed, canceled, rest] in tasks(&emulator) {
        assert_eq!((canceled, rest), (0, 0));
        assert!((60..=100).contains(&(failed * 1000 / (succeeded + failed))), "{failed}");
    }
}

#[tokio::test]
async fn a_wave_in_which_too_many_fail_is_stopped_whoever_has_the_lease() {
    let waves = "[[wave]]\npercent = 50\n[[wave]]\nall-remaining = true";
    let plan = plan("failures = \"10%\"\nminimum-executed = 50\nmost-offline = 200", waves);
    let emulator = fleet(0.3).await;
    let (rest, hosts) = Hosts::new(&emulator, &plan, true).carry_out().await;
    let Rest::Waits(Why::Tolerance { stage: 1, failed, executed, .. }) = rest else {
        panic!("{rest:?}")
    };
    // No more than what was on its way when it was seen.
    assert!(failed <= 200 && executed <= 400, "{failed} of {executed}");
    assert!(hosts.kills > 50, "{}", hosts.kills);
    let [[_, _, canceled, unfinished]] = tasks(&emulator)[..] else { panic!("one wave") };
    assert!(canceled > 4500 && unfinished == 0, "{canceled}, {unfinished}");
    assert_eq!(created(&emulator), 1);
}
