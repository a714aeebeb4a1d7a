use std::sync::OnceLock;

use ota_spec::Spec;
use ota_world::{
    Model, Moment, Numbered, Seconds, Seed, SeedGroup, SeedPackage, SeedProduct, embedded_specs,
};

use super::{Spread, is_drawn, twin};
use crate::event::{Order, Why};
use crate::fleet::Fleet;
use crate::plan::Plan;
use crate::service::{PackageRow, Verification};
use crate::simulate::{Chance, Faults, Outcome, Trial};

fn specs() -> &'static Spec {
    static SPECS: OnceLock<Spec> = OnceLock::new();
    SPECS.get_or_init(|| embedded_specs().unwrap())
}

fn package() -> PackageRow {
    PackageRow {
        firmware_id: "fw2".to_owned(),
        name: "lamp".to_owned(),
        version: "2.0.0".to_owned(),
        verification: Verification::Passed,
        module: None,
        starts_from: None,
    }
}

fn plan(limits: &str, waves: &str) -> Plan {
    let text = format!(
        "name = \"lamp\"\nproduct = \"lamp\"\npoll = \"10s\"\n[package]\nfirmware-id = \"fw2\"\n[limits]\n{limits}\n{waves}"
    );
    Plan::parse("plan.toml", &text, &|_| Err(String::new())).unwrap()
}

/// A service that the planner does not see, with chances of its own.
fn hidden(count: u32, number: u64, model: &Model) -> Seed {
    let product = SeedProduct {
        product_key: "lamp".to_owned(),
        numbered: Some(Numbered { count, ..Numbered::default() }),
        packages: vec![SeedPackage { firmware_id: "fw2".to_owned(), ..SeedPackage::default() }],
        ..SeedProduct::default()
    };
    let group = SeedGroup {
        group_id: "east".to_owned(),
        product_key: "lamp".to_owned(),
        devices: vec!["device3".to_owned(), "device4".to_owned()],
        ..SeedGroup::default()
    };
    Seed {
        seed: number,
        model: model.clone(),
        products: vec![product],
        groups: vec![group],
        ..Seed::default()
    }
}

/// Two hundred plans: what the twin says of each is what comes of it in another world.
#[test]
fn without_faults_the_twin_predicts_every_device_every_call_and_the_times() {
    // Devices that take the same time differ in nothing that chance decides.
    let model = Model { delay: Seconds::from(5), duration: Seconds::from(60), ..Model::default() };
    let mut chance = Chance::new(11);
    for number in 0..200 {
        let count = u32::try_from(5 + chance.below(60)).unwrap();
        let mut waves = String::new();
        // Which devices a share takes is the secret of the service, so waves that name devices come before.
        let named = chance.below(3);
        for wave in 0..named + chance.below(2) {
            waves.push_str("[[wave]]\n");
            waves.push_str(&match (wave < named, chance.happens(5000)) {
                (true, true) => format!("devices = [\"device{}\"]\n", wave + 1),
                (true, false) => "group = \"east\"\n".to_owned(),
                (false, _) => format!("percent = {}\n", 1 + chance.below(100)),
            });
            if chance.happens(3000) {
                waves.push_str("soak = \"10m\"\napproval = true\n");
            }
        }
        waves.push_str("[[wave]]\nall-remaining = true\n");
        let limits = match chance.happens(4000) {
            true => format!("most-offline = {}", 1 + chance.below(u64::from(count))),
            false => String::new(),
        };
        let plan = plan(&limits, &waves);

        let seed = hidden(count, 1000 + number, &model);
        let mut real = Trial::new(specs(), &plan, seed, Faults::default(), Chance::new(1)).unwrap();
        // What can be read of it before.
        let devices = real.simulation().world().devices("", "lamp", 0, usize::MAX);
        let before = real.simulation().ledger().entries().len();
        let fleet = Fleet {
            devices: devices
                .into_iter()
                .map(|device| (device.device_name, Some(device.version)))
                .collect(),
            model: model.clone(),
            groups: [("east".to_owned(), vec!["device3".to_owned(), "device4".to_owned()])]
                .into_iter()
                .collect(),
            ..Fleet::default()
        };
        let forecast = twin(specs(), &plan, &fleet, Some(&package()), Moment(0), number).unwrap();
        assert_eq!(real.simulation().ledger().entries().len(), before, "the planner wrote");

        let outcome =
            real.run(&mut |why, _| matches!(why, Why::Approval { .. }).then_some(Order::Approve));
        assert_eq!(forecast.outcome, outcome, "{waves}");
        assert_eq!(forecast.calls, real.calls, "{waves}");
        for device in real.simulation().world().devices("", "lamp", 0, usize::MAX) {
            assert_eq!(forecast.versions[&device.device_name], device.version, "{waves}");
        }
        let start = real.events[0].0;
        for (stage, foreseen) in real.rollout().stages.iter().skip(1).zip(&forecast.stages) {
            assert_eq!(foreseen.counts, stage.counts, "{waves}");
            let ended = stage.finished.map(|time| time.since(start));
            let (Some(ended), Some(foreseen)) = (ended, foreseen.ends) else {
                // A wave that reaches nobody is a question.
                assert_eq!(ended, foreseen.ends, "{waves}");
                assert!(matches!(outcome, Outcome::Waits(Why::Empty { .. })), "{waves}");
                continue;
            };
            assert!((ended - foreseen).abs() * 20 <= ended, "{foreseen} for {ended}: {waves}");
        }
    }
}

#[test]
fn a_twin_says_what_would_be_refused_and_what_would_fail() {
    let fleet = Fleet {
        unnamed: 100,
        model: Model { failure_rate: 0.5, ..Model::default() },
        ..Fleet::default()
    };
    let some = plan("failures = \"10%\"", "[[wave]]\npercent = 20");
    let forecast = twin(specs(), &some, &fleet, Some(&package()), Moment(0), 1).unwrap();
    let Outcome::Waits(Why::Tolerance { stage: 1, .. }) = forecast.outcome else {
        panic!("{forecast}")
    };
    assert!(
        forecast.to_string().contains("would fail: device reported -1: update failed"),
        "{forecast}"
    );
    // There is no such group, nor such a device.
    for target in ["group = \"west\"", "devices = [\"nobody\"]"] {
        let plan = plan("", &format!("[[wave]]\n{target}"));
        let forecast = twin(specs(), &plan, &fleet, Some(&package()), Moment(0), 1).unwrap();
        let Outcome::Waits(Why::Refused { action, .. }) = &forecast.outcome else {
            panic!("{forecast}")
        };
        assert_eq!(action, "CreateOTAStaticUpgradeJob");
    }
    let mut unverified = package();
    unverified.verification = Verification::Needed;
    let forecast = twin(specs(), &some, &fleet, Some(&unverified), Moment(0), 1).unwrap();
    assert!(matches!(forecast.outcome, Outcome::Waits(Why::Verification { .. })), "{forecast}");
}

#[test]
fn update_attempts_are_counted_and_said_to_run_out() {
    let fleet = Fleet { unnamed: 100, ..Fleet::default() };
    let waves =
        "[[wave]]\nname = \"some\"\npercent = 20\n[[wave]]\nname = \"rest\"\nall-remaining = true";
    let of = |expected: &str| {
        let plan = plan("", &format!("[expected]\n{expected}\n{waves}"));
        twin(specs(), &plan, &fleet, Some(&package()), Moment(0), 1).unwrap()
    };
    for (expected, runs_out, said) in [
        ("", None, "100 needed; how many the account has left is not known"),
        ("attempts = 100", None, "100 needed, 100 left\n"),
        ("attempts = 99", Some("rest"), "100 needed, 99 left: not enough from `rest` on"),
        ("attempts = 0", Some("some"), "0 left: not enough from `some` on"),
    ] {
        let forecast = of(expected);
        assert_eq!((forecast.takes_attempts(), forecast.runs_out_in()), (100, runs_out));
        assert!(forecast.to_string().contains(said), "{expected}: {forecast}");
    }
}

#[test]
fn calls_wait_for_their_turn() {
    let fleet = Fleet { unnamed: 100, call: Some(10), ..Fleet::default() };
    let all = plan("", "[[wave]]\nall-remaining = true");
    let quick = twin(specs(), &all, &fleet, Some(&package()), Moment(0), 1).unwrap();
    // A look at a job counts the tasks in six states; ten a second are allowed.
    assert_eq!(quick.waited, 0, "{quick}");
    // Ten at a time are confirmed, twenty a second.
    let few = plan("most-offline = 100\nfailures = \"100%\"", "[[wave]]\nall-remaining = true");
    let model = Model { failure_rate: 1.0, ..Model::default() };
    let fleet = Fleet { unnamed: 4000, model, ..fleet };
    let many = twin(specs(), &few, &fleet, Some(&package()), Moment(0), 1).unwrap();
    assert!(many.waited > 1000, "{many}");
    assert!(many.to_string().contains("in all for their turn"), "{many}");
}

#[test]
fn several_draws_say_how_far_chance_goes() {
    let model = Model { failure_rate: 0.1, silent_share: 0.01, ..Model::default() };
    assert!(is_drawn(&model) && is_drawn(&Model::default()));
    let certain = Model { delay: Seconds::from(1), duration: Seconds::from(9), ..Model::default() };
    assert!(!is_drawn(&certain) && !is_drawn(&Model { failure_rate: 1.0, ..certain }));
    let fleet = Fleet { unnamed: 200, model, ..Fleet::default() };
    let limits =
        "failures = \"12%\"\nminimum-executed = 1000\non-stall = \"fail\"\nstall-after = \"20m\"";
    let plan = plan(limits, "[[wave]]\nname = \"all\"\nall-remaining = true");
    let draw = |draw| twin(specs(), &plan, &fleet, Some(&package()), Moment(0), draw).unwrap();
    let forecasts: Vec<_> = (1..=20).map(draw).collect();
    let spread = Spread::of(&forecasts).unwrap();
    let (first, last) = spread.stages[0].ends.unwrap();
    // Now and then no device is silent; then it takes no twenty minutes.
    assert!(first < 10 * 60_000 && last > 20 * 60_000, "{spread}");
    let (least, most) = spread.stages[0].left;
    assert!((5..20).contains(&least) && (25..45).contains(&most), "{spread}");
    assert_eq!(spread.outcomes.values().sum::<u32>(), 20);
    assert!(spread.outcomes.len() > 1 && spread.outcomes.contains_key("done"), "{spread}");
    let said = spread.to_string();
    assert!(
        said.starts_with("of 20 draws of what is left to chance:\n  all: ends after "),
        "{said}"
    );
    assert!(Spread::of(&[]).is_none());
}
