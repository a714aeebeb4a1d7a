//! What a plan is said to become, and what becomes of it over HTTP: the planner sees a service only through operations that
//! read, then the controller carries the rollout out there.
//!
//! `cargo test -p ota-rollout --test forecasts two_hundred -- --ignored --nocapture` tries two hundred plans and prints the
//! figures.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod carried;
mod compared;
mod drawn;

use std::collections::BTreeSet;
use std::io::Write;
use std::time::Duration;

use ota_api::operations::CreateOtaStaticUpgradeJobTarget;
use ota_api::{Client, Credentials, Quota};
use ota_emulator::{Emulator, embedded_specs};
use ota_rollout::twin::{Spread, is_drawn, twin};
use ota_rollout::{Model, Moment, SdkService};
use ota_spec::model::Idempotency;

use carried::Carried;
use compared::Compared;
use drawn::Drawn;

/// Starts the service of a drawn plan, plans, carries out and compares.
async fn tried(number: u64) -> (Drawn, Compared) {
    let drawn = Drawn::new(number);
    let compared = tried_with(&drawn, number).await;
    (drawn, compared)
}

async fn tried_with(drawn: &Drawn, number: u64) -> Compared {
    let specs = embedded_specs().unwrap();
    let emulator =
        Emulator::builder().seed(drawn.seed.clone()).without_quota().start().await.unwrap();
    let service = service(&emulator, drawn);

    if drawn.has_history {
        earlier(&emulator, drawn).await;
    }
    let ended: BTreeSet<String> = emulator
        .instance(drawn.plan.instance.as_deref().unwrap_or_default())
        .tasks()
        .into_iter()
        .filter(|task| !task.status.is_unfinished())
        .map(|task| task.task_id)
        .collect();

    let (before, asked_before) = (emulator.ledger_count(), emulator.requests_count());
    let package = service.package(&drawn.plan).await.unwrap();
    let start = now(&emulator);
    let mut fleet = service.fleet(&drawn.plan, package.as_ref(), true, start).await.unwrap();
    fleet.call = Some(drawn.call);
    // How long devices take is said, or earlier tasks show it.
    fleet.model = match drawn.has_history {
        true => service.history(start, 3_600_000).await.unwrap().model(Model::default()),
        false => drawn.model.clone(),
    };
    let foresee = |draw| twin(&specs, &drawn.plan, &fleet, package.as_ref(), start, draw).unwrap();
    let forecast = foresee(7 + number);
    let spread = is_drawn(&fleet.model).then(|| {
        let forecasts: Vec<_> = (1000..1020).map(foresee).collect();
        Spread::of(&forecasts).unwrap()
    });
    let asked = emulator.requests_after(asked_before).requests.into_iter();
    let asked: BTreeSet<String> = asked.filter_map(|request| request.action).collect();
    for action in &asked {
        let reads =
            specs.operation(action).is_some_and(|known| known.idempotency == Idempotency::ReadOnly);
        assert!(reads, "the planner called `{action}`");
    }
    assert_eq!(emulator.ledger_count(), before, "the planner wrote");

    let carried = Carried::out(&emulator, &service, &specs, &drawn.plan, drawn.call).await;
    let mut compared = Compared::new(&emulator, drawn, &forecast, &carried, &ended);
    compared.ranges = spread.map(|spread| compared::in_ranges(drawn, &spread, &carried));
    emulator.stop().await;
    compared
}

/// An earlier package goes to some devices.
async fn earlier(emulator: &Emulator, drawn: &Drawn) {
    let client = client(emulator, drawn);
    let devices: Vec<String> =
        (1..=drawn.devices.min(drawn.earlier)).map(|n| format!("lamp{n}")).collect();
    let target = CreateOtaStaticUpgradeJobTarget::Devices {
        target_device_name: devices.iter().map(Into::into).collect(),
    };
    let call = client.create_ota_static_upgrade_job().firmware_id("fw1").product_key("lamp");
    call.target(target).send().await.unwrap();
    emulator.advance(Duration::from_secs(2 * 3600));
}

fn service(emulator: &Emulator, drawn: &Drawn) -> SdkService {
    SdkService::new(client(emulator, drawn), &drawn.plan.product)
}

fn client(emulator: &Emulator, drawn: &Drawn) -> Client {
    let mut builder = Client::builder()
        .endpoint(emulator.endpoint())
        .credentials(Credentials::new(emulator.key_id(), emulator.key_secret()))
        // The time of the clients is not that of the world.
        .quota(Quota::off());
    if let Some(instance) = &drawn.plan.instance {
        builder = builder.parameter("IotInstanceId", instance);
    }
    builder.build().unwrap()
}

/// The time of the world.
fn now(emulator: &Emulator) -> Moment {
    let since = emulator.time().duration_since(std::time::UNIX_EPOCH).unwrap();
    Moment(i64::try_from(since.as_millis()).unwrap())
}

#[tokio::test]
async fn what_is_said_of_a_plan_becomes_of_it_over_http() {
    for number in 0..12 {
        let (drawn, compared) = tried(number).await;
        assert_eq!(compared.wrong(), [""; 0], "plan {number}:\n{}", drawn.text);
    }
}

/// Devices that take as long as they like, and some of which fail or fall silent: what earlier tasks show is what is foreseen.
#[tokio::test]
#[ignore = "takes minutes; prints the figures of fifty plans"]
async fn fifty_plans_with_failures() {
    let mut all = Vec::new();
    for number in 0..50 {
        all.push(tried_with(&Drawn::uncertain(number), number).await);
    }
    let mut out = std::io::stdout();
    writeln!(out, "{}", compared::uncertain_figures(&all)).unwrap();
    let (_, mean, most) = compared::shares(&all);
    assert!(mean < 0.05 && most < 0.25, "{mean} {most}");
    let (inside, count) = compared::in_all_ranges(&all);
    assert!(inside * 4 >= count * 3, "{inside} of {count}");
}

#[tokio::test]
#[ignore = "takes minutes; prints the figures of two hundred plans"]
async fn two_hundred_plans() {
    let mut all = Vec::new();
    let mut wrong = Vec::new();
    for number in 0..200 {
        let (drawn, compared) = tried(number).await;
        for what in compared.wrong() {
            wrong.push(format!("plan {number}: {what}\n{}", drawn.text));
        }
        all.push(compared);
    }
    let mut out = std::io::stdout();
    writeln!(out, "{}", compared::figures(&all)).unwrap();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
