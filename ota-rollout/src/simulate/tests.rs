use std::sync::OnceLock;

use ota_spec::Spec;
use ota_world::{
    Behaviour, DetailedDevice, DeviceFailure, Model, Numbered, Seed, SeedGroup, SeedPackage,
    SeedProduct, TaskStatus, embedded_specs,
};

use super::{Chance, Faults, Outcome, Trial, simulate};
use crate::event::{End, Event, Order, Why};
use crate::plan::Plan;

fn specs() -> &'static Spec {
    static SPECS: OnceLock<Spec> = OnceLock::new();
    SPECS.get_or_init(|| embedded_specs().unwrap())
}

fn world(devices: u32, failure_rate: f64) -> Seed {
    let package = SeedPackage { firmware_id: "fw2".to_owned(), ..SeedPackage::default() };
    let product = SeedProduct {
        product_key: "lamp".to_owned(),
        numbered: Some(Numbered { count: devices, ..Numbered::default() }),
        packages: vec![package],
        ..SeedProduct::default()
    };
    let group = SeedGroup {
        group_id: "east".to_owned(),
        product_key: "lamp".to_owned(),
        devices: (1..=5).map(|number| format!("device{number}")).collect(),
        ..SeedGroup::default()
    };
    let model = Model { failure_rate, ..Model::default() };
    Seed { seed: 5, model, products: vec![product], groups: vec![group], ..Seed::default() }
}

fn plan(limits: &str, waves: &str) -> Plan {
    let text = format!(
        "name = \"lamp\"\nproduct = \"lamp\"\n[package]\nfirmware-id = \"fw2\"\n[limits]\n{limits}\n{waves}"
    );
    Plan::parse("plan.toml", &text, &|_| Err(String::new())).unwrap()
}

const THREE: &str =
    "[[wave]]\npercent = 10\n[[wave]]\npercent = 50\n[[wave]]\nall-remaining = true";

/// The numbers of tasks of each wave: succeeded, failed, cancelled, anything else.
fn tasks(trial: &Trial<'_>) -> Vec<[usize; 4]> {
    let tasks = trial.simulation().world().tasks("");
    let stages = trial.rollout().stages.iter().skip(1);
    let of = |job_id: &Option<String>| {
        let mut counts = [0; 4];
        for task in tasks.iter().filter(|task| Some(&task.job_id) == job_id.as_ref()) {
            counts[match task.status {
                TaskStatus::Succeeded => 0,
                TaskStatus::Failed => 1,
                TaskStatus::Canceled => 2,
                _ => 3,
            }] += 1;
        }
        counts
    };
    stages.map(|stage| of(&stage.job_id)).collect()
}

fn run(
    plan: &Plan,
    seed: Seed,
    faults: Faults,
    person: &mut dyn FnMut(&Why, &mut Chance) -> Option<Order>,
) -> (Trial<'static>, Outcome) {
    let mut trial = Trial::new(specs(), plan, seed, faults, Chance::new(1)).unwrap();
    let outcome = trial.run(person);
    let broken: Vec<String> =
        trial.broken.iter().cloned().chain(super::invariants::of(&trial, &outcome)).collect();
    assert_eq!(broken, [""; 0]);
    (trial, outcome)
}

const EVERYWHERE: Faults = Faults {
    killed_everywhere: true,
    lost_before: 0,
    lost_after: 0,
    throttled: 0,
    refused: 0,
    killed: 0,
    clock_set: 0,
    devices_change: 0,
    gate_disagrees: 0,
};

#[test]
fn ten_thousand_devices_in_three_waves_are_updated_by_a_controller_that_is_killed_at_every_step() {
    // Failures come earlier than successes, so they are judged when most devices are through.
    let plan = plan("failures = \"20%\"\nminimum-executed = 800\nquarantine = false", THREE);
    let calm = run(&plan, world(10_000, 0.08), Faults::default(), &mut |_, _| None);
    assert_eq!(calm.1, Outcome::Over(End::Done));
    let (trial, outcome) = run(&plan, world(10_000, 0.08), EVERYWHERE, &mut |_, _| None);
    assert_eq!(outcome, Outcome::Over(End::Done));
    assert!(trial.kills > 100, "{}", trial.kills);
    // Jobs have the same numbers, so devices have the same luck whatever happens to the controller.
    assert_eq!(tasks(&trial), tasks(&calm.0));
    let [first, second, third] = tasks(&trial)[..] else { panic!("three waves") };
    let all: usize = first.iter().sum();
    assert_eq!(all, 1000);
    for [succeeded, failed, canceled, rest] in [first, second, third] {
        assert_eq!((canceled, rest), (0, 0));
        assert!((60..=100).contains(&(failed * 1000 / (succeeded + failed))), "{failed}");
    }
    // The ledger of the service has each wave once.
    let created = trial.simulation().ledger().view(0).into_iter();
    let created = created.filter(|entry| entry.action == "CreateOTAStaticUpgradeJob");
    assert_eq!(created.count(), 3);
}

#[test]
fn devices_that_failed_are_left_out_though_the_controller_is_killed_at_every_step() {
    let plan = plan("failures = \"30%\"\nminimum-executed = 50\nmost-offline = 40", THREE);
    let (trial, outcome) = run(&plan, world(300, 0.1), EVERYWHERE, &mut |_, _| None);
    assert_eq!(outcome, Outcome::Over(End::Done));
    let [first, second, third] = tasks(&trial)[..] else { panic!("three waves") };
    assert!(first[1] > 0 && second[1] > 0, "some failed: {first:?} {second:?}");
    assert_eq!(third[2], first[1] + second[1], "those are cancelled in the last wave");
    assert!(trial.kills > 200, "{}", trial.kills);
}

#[test]
fn a_wave_in_which_too_many_fail_is_stopped_by_its_tolerance() {
    let plan = plan(
        "failures = \"10%\"\nminimum-executed = 50\nmost-offline = 200",
        "[[wave]]\npercent = 50\n[[wave]]\nall-remaining = true",
    );
    for faults in [Faults::default(), EVERYWHERE] {
        let (trial, outcome) = run(&plan, world(10_000, 0.3), faults, &mut |_, _| None);
        let Outcome::Waits(Why::Tolerance { stage: 1, failed, executed, .. }) = outcome else {
            panic!("{outcome:?}")
        };
        // No more than what was on its way when it was seen.
        assert!(failed <= 200 && executed <= 400, "{failed} of {executed}");
        let [first, second] = tasks(&trial)[..] else { panic!("two waves") };
        assert!(first[2] > 4500 && first[3] == 0, "{first:?}");
        assert_eq!(second, [0; 4]);
    }
}

#[test]
fn every_order_of_a_person_is_followed() {
    let waves = "[[wave]]\ngroup = \"east\"\napproval = true\n[[wave]]\nall-remaining = true";
    let plan = plan("failures = 1", waves);
    let bad = |name: &str| {
        let behaviour =
            Behaviour { fails: Some(DeviceFailure::FlashFailed), ..Behaviour::default() };
        let behaviour = Some(behaviour);
        DetailedDevice { device_name: name.to_owned(), behaviour, ..DetailedDevice::default() }
    };
    let mut seed = world(60, 0.0);
    seed.products[0].devices = vec![bad("bad1").into(), bad("bad2").into()];
    seed.groups[0].devices.extend(["bad1".to_owned(), "bad2".to_owned()]);
    // Too many fail; they are carried out again, fail again, and a person goes on in spite of it.
    let mut orders = [Order::RetryFailed, Order::Resume, Order::Approve].into_iter();
    let mut reasons = Vec::new();
    let (trial, outcome) = run(&plan, seed, Faults::default(), &mut |why, _| {
        reasons.push(why.clone());
        orders.next()
    });
    assert_eq!(outcome, Outcome::Over(End::Done), "{reasons:?}");
    let tolerance = Why::Tolerance { stage: 1, failed: 2, executed: 7, left_out: 0 };
    assert_eq!(reasons, [tolerance.clone(), tolerance, Why::Approval { stage: 1 }]);
    assert_eq!(trial.calls["ReupgradeOTATask"], 1);
    // They are left out of the second wave.
    assert_eq!(tasks(&trial), [[5, 2, 0, 0], [55, 0, 2, 0]]);
}

#[test]
fn an_aborted_rollout_cancels_what_no_device_has_begun_and_says_what_goes_on() {
    let plan = plan("failures = \"100%\"\nmost-offline = 30", "[[wave]]\nall-remaining = true");
    let mut trial =
        Trial::new(specs(), &plan, world(200, 0.0), Faults::default(), Chance::new(1)).unwrap();
    // Nothing new begins while it is paused, and what was told goes on.
    trial.order(Order::Pause);
    assert_eq!(trial.run(&mut |_, _| None), Outcome::Waits(Why::Paused));
    assert_eq!(trial.simulation().world().jobs("").len(), 0);
    trial.order(Order::Resume);
    let mut counted = 0;
    for _ in 0..10_000 {
        trial.step();
        counted = trial.rollout().counts().in_progress;
        if counted > 0 {
            break;
        }
    }
    trial.order(Order::Abort);
    let outcome = trial.run(&mut |_, _| None);
    let Outcome::Over(End::Aborted { running }) = outcome else { panic!("{outcome:?}") };
    assert!(counted > 0 && running > 0 && running <= 30, "{running} of {counted}");
    assert!(tasks(&trial)[0][2] >= 170);
}

#[test]
fn a_lost_response_never_starts_a_wave_twice() {
    let plan = plan("failures = \"100%\"\nquarantine = false", THREE);
    let faults = Faults { lost_after: 3000, lost_before: 1000, ..Faults::default() };
    let (trial, outcome) = run(&plan, world(100, 0.05), faults, &mut |_, _| Some(Order::Resume));
    assert_eq!(outcome, Outcome::Over(End::Done));
    assert!(trial.faults_met["lost after"] > 5);
    assert_eq!(trial.simulation().world().jobs("").len(), 3);
}

#[test]
fn a_lost_file_is_made_again_from_the_labels_of_the_jobs() {
    let plan = plan("failures = \"100%\"\nquarantine = false", THREE);
    let (trial, _) = run(&plan, world(100, 0.05), Faults::default(), &mut |_, _| None);
    let mut again = trial.forgotten();
    assert_eq!(again.run(&mut |_, _| None), Outcome::Over(End::Done));
    let found = again
        .events
        .iter()
        .filter(|(_, event)| matches!(event, Event::Created { found: true, .. }));
    assert_eq!(found.count(), 3);
    assert_eq!(again.simulation().world().jobs("").len(), 3);
}

#[test]
fn two_jobs_with_one_label_are_a_question_to_a_person() {
    let plan = plan("failures = \"100%\"", "[[wave]]\npercent = 10");
    let mut trial =
        Trial::new(specs(), &plan, world(100, 0.0), Faults::default(), Chance::new(1)).unwrap();
    trial.plant("lamp-1/1/1");
    trial.plant("lamp-1/1/2");
    let outcome = trial.run(&mut |_, _| None);
    let Outcome::Waits(Why::Twice { stage: 1, job_ids }) = &outcome else { panic!("{outcome:?}") };
    assert_eq!(job_ids.len(), 2);
}

#[test]
fn drawn_rollouts_keep_all_rules() {
    let figures = simulate(specs(), 1, 150, &mut |_| {}).unwrap();
    assert_eq!(figures.broken, [""; 0], "{figures}");
    assert_eq!(figures.runs, 150);
    // Everything that can go wrong did.
    for kind in ["lost before", "lost after", "throttled", "refused"] {
        assert!(figures.faults.get(kind).is_some_and(|count| *count > 0), "no `{kind}`: {figures}");
    }
    assert!(figures.kills > 100 && figures.jumps > 10, "{figures}");
    for end in ["done", "aborted", "stopped by its tolerance"] {
        assert!(figures.ends.contains_key(end), "no `{end}`: {figures}");
    }
}

#[test]
fn the_same_seed_gives_the_same_figures() {
    let figures = |seed| simulate(specs(), seed, 5, &mut |_| {}).unwrap();
    assert_eq!(figures(3), figures(3));
    assert_ne!(figures(3).calls, figures(4).calls);
}
