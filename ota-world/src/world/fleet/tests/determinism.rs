//! The same seed and the same deeds give the same world, however time passes.

use proptest::prelude::*;

use super::*;

/// A model in which everything happens.
fn lively() -> Model {
    Model {
        failure_rate: 0.3,
        silent_share: 0.2,
        offline_share: 0.3,
        offline_for: Some(Seconds { from: 10, to: 2000 }),
        ..Model::default()
    }
}

/// A world with jobs of all kinds.
fn busy(seed: u64) -> Fleet {
    let mut fleet = Fleet::seeded(seed, 60, lively());
    let settings = Settings { maximum_per_minute: 7, timeout_minutes: Some(20), ..retrying() };
    fleet.start_as(JobKind::Static, "f", settings, 0..30);
    let settings = Settings {
        need_push: false,
        schedule: Some(fleet.beginning.after(5 * MINUTE)),
        finish: Some(fleet.beginning.after(30 * MINUTE)),
        ..Settings::default()
    };
    fleet.start_as(JobKind::Static, "f", settings, 30..50);
    fleet.start_as(JobKind::Verify, "g", Settings::default(), 50..60);
    let settings = Settings { src_versions: vec!["2.0.0".to_owned()], ..Settings::default() };
    fleet.start_as(JobKind::Dynamic { with_present: false }, "g", settings, []);
    fleet
}

/// All that can be seen of a world.
fn seen(fleet: &Fleet) -> String {
    let instance = fleet.instance();
    let versions: Vec<&str> = (0..60).map(|device| fleet.version(device)).collect();
    format!("{:?} {:?} {versions:?}", instance.jobs, instance.packages)
}

/// The busy world after forty minutes in which things are done to it, and so many more steps.
fn live(seed: u64, steps: &[i64]) -> String {
    let mut fleet = busy(seed);
    let mut steps = steps.iter().copied().peekable();
    for (minute, deed) in DEEDS {
        while let Some(step) = steps.next_if(|step| *step < minute * MINUTE) {
            fleet.settle(step);
        }
        fleet.settle(minute * MINUTE);
        deed(&mut fleet);
    }
    seen(&fleet)
}

/// Changes to a fleet, each after so many minutes.
type Deed = (i64, fn(&mut Fleet));

const DEEDS: [Deed; 5] = [
    (3, |fleet| fleet.report("device2", "9.9.9")),
    (7, |fleet| fleet.world.set_model(&Model { offline_share: 0.1, ..lively() }).unwrap()),
    (9, |fleet| fleet.behave("device40", Behaviour { silent: Some(true), ..Default::default() })),
    (25, |fleet| {
        let failed = |fleet: &Fleet, position| fleet.status(0, position) == TaskStatus::Failed;
        for position in 0..30 {
            if failed(fleet, position) {
                fleet.queue(0, position);
            }
        }
    }),
    (40, |_| ()),
];

#[test]
fn the_same_number_gives_the_same_world_and_another_another() {
    let world = |seed| {
        let mut fleet = busy(seed);
        fleet.settle(40 * MINUTE);
        seen(&fleet)
    };
    assert_eq!(world(1), world(1));
    let fates =
        |text: String| text.matches("WrongVersion").count() + text.matches("Failed").count();
    assert!((2..12).any(|seed| fates(world(seed)) != fates(world(1))));
}

#[test]
fn everything_ends_in_the_busy_world() {
    let mut fleet = busy(3);
    fleet.settle(100 * MINUTE);
    let statuses = |number| fleet.job(number).tasks().map(|task| task.status);
    for status in [TaskStatus::Succeeded, TaskStatus::Failed] {
        assert!(statuses(0).any(|known| known == status), "{status}");
    }
    assert!(statuses(0).all(|status| !status.is_unfinished()));
    assert!(statuses(3).len() > 0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn it_does_not_matter_in_how_many_steps_time_passes(
        seed: u64,
        mut steps in prop::collection::vec(0..40 * MINUTE, 0..20),
    ) {
        steps.sort_unstable();
        prop_assert_eq!(live(seed, &steps), live(seed, &[]));
    }

    #[test]
    fn one_device_does_not_change_the_luck_of_another(seed: u64, silent in 0_u32..30) {
        let run = |silent: Option<u32>| {
            let mut fleet = Fleet::seeded(seed, 30, Model { failure_rate: 0.5, ..steady() });
            if let Some(device) = silent {
                let own = Behaviour { silent: Some(true), ..Behaviour::default() };
                fleet.behave(&format!("device{}", device + 1), own);
            }
            let job = fleet.start(Settings::default());
            fleet.settle(MINUTE);
            (0..30).map(|position| fleet.status(job, position)).collect::<Vec<_>>()
        };
        let (mut with, mut without) = (run(Some(silent)), run(None));
        with.remove(silent as usize);
        without.remove(silent as usize);
        prop_assert_eq!(with, without);
    }
}
