//! Draws a plan, and a service with the devices that it is for.

use std::fmt::Write;
use std::fs;

use ota_emulator::{
    Behaviour, DetailedDevice, DeviceFailure, Model, Seconds, Seed, SeedGroup, SeedInstance,
    SeedJob, SeedModule, SeedPackage, SeedPackageStatus, SeedProduct, SeedTask, TaskStatus,
};
use ota_rollout::Plan;
use ota_rollout::simulate::Chance;
use tempfile::TempDir;

/// A plan, and the service that it is for.
pub(crate) struct Drawn {
    pub(crate) text: String,
    pub(crate) plan: Plan,
    pub(crate) seed: Seed,
    /// How devices behave, as far as nothing is left to chance.
    pub(crate) model: Model,
    /// How long a call takes, in milliseconds.
    pub(crate) call: u32,
    /// How many devices there are.
    pub(crate) devices: u64,
    /// How many have had an update before.
    pub(crate) earlier: u64,
    /// Whether devices have had an update before, from which it is seen how long they take.
    pub(crate) has_history: bool,
    /// Whether a share of devices is taken that no other wave makes up for, or that fares otherwise than the rest.
    pub(crate) is_secret: bool,
    /// Whether the package is for a module, `radio`.
    pub(crate) is_for_a_module: bool,
    /// Has the file of the package.
    _folder: TempDir,
}

/// What kind of package is rolled out.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    Known,
    Unverified,
    File,
    Differential,
    Module,
}

impl Drawn {
    pub(crate) fn new(number: u64) -> Self {
        let mut chance = Chance::new(1_000_000 + number);
        let chance = &mut chance;
        let folder = TempDir::new().unwrap();
        let count = match chance.below(20) {
            0 => 201 + chance.below(60),
            _ => 3 + chance.below(70),
        };
        let kinds = [
            Kind::Known,
            Kind::Known,
            Kind::Known,
            Kind::Unverified,
            Kind::Unverified,
            Kind::File,
            Kind::Differential,
            Kind::Module,
        ];
        let kind = chance.one_of(&kinds).unwrap();
        let (has_share, has_versions) = (chance.happens(4000), chance.happens(3000));
        // Which devices a share takes is the secret of the service, so those that differ have no share.
        let is_mixed = !has_share && chance.happens(6000);
        let is_instance = chance.happens(1500);

        let mut text = "name = \"lamps\"\nproduct = \"lamp\"\n".to_owned();
        if is_instance {
            text.push_str("instance = \"iot-test\"\n");
        }
        let poll = chance.one_of(&["5s", "10s", "30s", "1m", "2m"]).unwrap();
        writeln!(text, "poll = \"{poll}\"\n[package]").unwrap();
        if kind == Kind::File {
            let path = folder.path().join("lamp.bin");
            fs::write(&path, number.to_string()).unwrap();
            let path = path.to_str().unwrap();
            writeln!(text, "file = {path:?}\nname = \"lamp\"\nversion = \"2.0.0\"").unwrap();
        } else {
            text.push_str("firmware-id = \"fw2\"\n");
        }
        if has_versions {
            text.push_str("source-versions = [\"1.0.0\"]\n");
        }
        if chance.happens(2500) {
            text.push_str("overwrite = true\n");
        }
        let named = |number: u64| format!("lamp{number}");
        if kind == Kind::Unverified {
            let first = 1 + chance.below(count.min(5));
            writeln!(text, "[verify]\ndevices = [\"{}\"]", named(first)).unwrap();
        }
        limits(&mut text, chance, count);
        delivery(&mut text, chance, has_versions);
        calendar(&mut text, chance);
        let is_secret = waves(&mut text, chance, count, has_share, has_versions);
        let plan = Plan::parse("drawn.toml", &text, &|_| Err(String::new()));
        let plan = plan.unwrap_or_else(|error| panic!("{error}\n{text}"));

        let model = model(chance);
        let is_calm = model.failure_rate + model.silent_share == 0.0;
        let is_secret = is_secret || (has_share && !is_calm);
        // Those that had one before differ from the others.
        let has_history = is_calm && !has_share && chance.happens(3500);
        let devices = (1..=count).map(|number| device(named(number), chance, kind, is_mixed));
        let product = SeedProduct {
            product_key: "lamp".to_owned(),
            devices: devices.map(Into::into).collect(),
            modules: vec![SeedModule { module_name: "radio".to_owned(), ..Default::default() }],
            packages: packages(chance, kind, count, is_mixed, has_history),
            ..SeedProduct::default()
        };
        let group = SeedGroup {
            group_id: "east".to_owned(),
            product_key: "lamp".to_owned(),
            devices: (1..=count.min(9)).map(named).collect(),
            ..SeedGroup::default()
        };
        let hour = i64::try_from(chance.below(24 * 14)).unwrap();
        let time = jiff::Timestamp::from_second(1_772_000_000 + hour * 3600).unwrap();
        let base = Seed { seed: number, time: Some(time), model: model.clone(), ..Seed::default() };
        let (products, groups) = (vec![product], vec![group]);
        let seed = match is_instance {
            false => Seed { products, groups, ..base },
            true => {
                let iot_instance_id = "iot-test".to_owned();
                Seed { instances: vec![SeedInstance { iot_instance_id, products, groups }], ..base }
            }
        };
        let is_for_a_module = kind == Kind::Module;
        let (devices, call) = (count, chance.one_of(&[15, 60, 100, 250]).unwrap());
        Self {
            text,
            plan,
            seed,
            model,
            call,
            devices,
            earlier: 8,
            has_history,
            is_secret,
            is_for_a_module,
            _folder: folder,
        }
    }
}

impl Drawn {
    /// A plan in three waves for devices that take as long as they like, and some of which fail or fall silent; a part of
    /// them has had an update before.
    pub(crate) fn uncertain(number: u64) -> Self {
        let mut chance = Chance::new(2_000_000 + number);
        let devices = 150 + chance.below(250);
        let text = "name = \"lamps\"\nproduct = \"lamp\"\n[package]\nfirmware-id = \"fw2\"\n\
                    [limits]\nfailures = \"100%\"\nstall-after = \"20m\"\non-stall = \"fail\"\n\
                    [[wave]]\npercent = 10\n[[wave]]\npercent = 50\n[[wave]]\nall-remaining = true\n";
        let plan = Plan::parse("drawn.toml", text, &|_| Err(String::new())).unwrap();
        let share = |chance: &mut Chance, shares: &[f64]| chance.one_of(shares).unwrap();
        let model = Model {
            failure_rate: share(&mut chance, &[0.0, 0.02, 0.08, 0.2]),
            silent_share: share(&mut chance, &[0.0, 0.0, 0.02]),
            ..Model::default()
        };
        let package = |id: &str, version: &str| SeedPackage {
            firmware_id: id.to_owned(),
            dest_version: Some(version.to_owned()),
            ..SeedPackage::default()
        };
        let device = |number| DetailedDevice {
            device_name: format!("lamp{number}"),
            ..DetailedDevice::default()
        };
        let product = SeedProduct {
            product_key: "lamp".to_owned(),
            devices: (1..=devices).map(|number| device(number).into()).collect(),
            packages: vec![package("fw2", "2.0.0"), package("fw1", "1.5.0")],
            ..SeedProduct::default()
        };
        let seed =
            Seed { seed: number, model: model.clone(), products: vec![product], ..Seed::default() };
        Self {
            text: text.to_owned(),
            plan,
            seed,
            model,
            call: 100,
            devices,
            earlier: 100,
            has_history: true,
            is_secret: true,
            is_for_a_module: false,
            _folder: TempDir::new().unwrap(),
        }
    }
}

fn limits(text: &mut String, chance: &mut Chance, count: u64) {
    text.push_str("[limits]\n");
    let failures = ["\"100%\"", "\"100%\"", "\"100%\"", "\"100%\"", "0", "2", "\"20%\""];
    writeln!(text, "failures = {}", chance.one_of(&failures).unwrap()).unwrap();
    writeln!(text, "minimum-executed = {}", 1 + chance.below(10)).unwrap();
    if chance.happens(2500) {
        writeln!(text, "most-offline = {}", 1 + chance.below(count)).unwrap();
    }
    let stall = chance.one_of(&["5m", "20m", "1h"]).unwrap();
    let word = if chance.happens(7000) { "fail" } else { "ask" };
    let quarantine = chance.happens(6000);
    writeln!(text, "stall-after = \"{stall}\"\non-stall = \"{word}\"\nquarantine = {quarantine}")
        .unwrap();
}

fn delivery(text: &mut String, chance: &mut Chance, has_versions: bool) {
    text.push_str("[delivery]\n");
    if chance.happens(2500) {
        writeln!(text, "push-rate = {}", 10 + chance.below(30)).unwrap();
    }
    let retries = has_versions && chance.happens(4000);
    if retries {
        let count = chance.one_of(&[1, 2, 5]).unwrap();
        writeln!(text, "retry-count = {count}\nretry-interval = \"10m\"").unwrap();
    }
    if chance.happens(2500) {
        let least = if retries { 11 } else { 1 };
        writeln!(text, "timeout = \"{}m\"", least + chance.below(30)).unwrap();
    }
}

fn calendar(text: &mut String, chance: &mut Chance) {
    if !chance.happens(1500) {
        return;
    }
    let zone = chance.one_of(&["UTC", "Asia/Shanghai", "Europe/Berlin"]).unwrap();
    writeln!(text, "[calendar]\ntime-zone = \"{zone}\"").unwrap();
    if chance.happens(5000) {
        text.push_str("not-before = \"2026-03-06T22:00\"\n");
    }
    if chance.happens(7000) {
        text.push_str("days = [\"mon\", \"tue\", \"sat\"]\nfrom = \"22:00\"\nto = \"05:00\"\n");
    }
}

/// Gives whether a share is taken that no other wave makes up for.
fn waves(
    text: &mut String,
    chance: &mut Chance,
    count: u64,
    has_share: bool,
    has_versions: bool,
) -> bool {
    let mut targets = Vec::new();
    if !has_versions {
        let mut next = 1;
        for _ in 0..chance.below(3) {
            let most = if count > 200 { count - next + 1 } else { 6 };
            let last = (next + chance.below(most)).min(count);
            let names: Vec<String> =
                (next..=last).map(|number| format!("\"lamp{number}\"")).collect();
            if !names.is_empty() {
                targets.push(format!("devices = [{}]", names.join(", ")));
            }
            next = last + 1;
        }
        if chance.happens(3000) {
            let place = usize::try_from(chance.below(targets.len() as u64 + 1)).unwrap();
            targets.insert(place, "group = \"east\"".to_owned());
        }
    }
    let shares = if has_share { 1 + chance.below(2) } else { 0 };
    for _ in 0..shares {
        let share = chance.one_of(&["1", "5", "10", "33.33", "50", "100"]).unwrap();
        targets.push(format!("percent = {share}"));
    }
    let rest = targets.is_empty() || !chance.happens(2500);
    if rest {
        targets.push("all-remaining = true".to_owned());
    }
    for target in targets {
        writeln!(text, "[[wave]]\n{target}").unwrap();
        if chance.happens(2500) {
            let soak = chance.one_of(&["90s", "10m", "2h"]).unwrap();
            writeln!(text, "soak = \"{soak}\"").unwrap();
        }
        match chance.below(6) {
            0 => text.push_str("approval = true\n"),
            1 => text.push_str("gate-command = [\"check\"]\n"),
            _ => {}
        }
    }
    has_share && !rest
}

/// How devices behave, with nothing left to chance: all take the same time, and none or all fail or fall silent.
fn model(chance: &mut Chance) -> Model {
    let mut time = |least: u64, most: u64| {
        Seconds::from(u32::try_from(least + chance.below(most - least)).unwrap())
    };
    let (delay, duration) = (time(1, 20), time(5, 300));
    let (failure_rate, silent_share) = match chance.below(14) {
        0 => (1.0, 0.0),
        1 => (0.0, 1.0),
        _ => (0.0, 0.0),
    };
    // The other failures come at a time of their own.
    let failure = DeviceFailure::WrongVersion;
    Model { delay, duration, failure_rate, silent_share, failure, ..Model::default() }
}

fn device(name: String, chance: &mut Chance, kind: Kind, is_mixed: bool) -> DetailedDevice {
    let version = match chance.below(20) {
        0..3 => "0.9.0",
        3..5 => "2.0.0",
        _ => "1.0.0",
    };
    let unactive = is_mixed && chance.happens(600);
    let offline = is_mixed && chance.happens(600);
    let mut versions = vec![("default".to_owned(), version.to_owned())];
    if kind == Kind::Module {
        let of_radio = chance.one_of(&[None, Some("1.0.0"), Some("1.0.0"), Some("2.0.0")]).unwrap();
        versions.extend(of_radio.map(|version| ("radio".to_owned(), version.to_owned())));
    }
    if unactive {
        versions.clear();
    }
    let behaviour = Behaviour { offline: offline.then_some(true), ..Behaviour::default() };
    DetailedDevice {
        device_name: name,
        unactive,
        versions: versions.into_iter().collect(),
        behaviour: offline.then_some(behaviour),
        ..DetailedDevice::default()
    }
}

fn packages(
    chance: &mut Chance,
    kind: Kind,
    count: u64,
    is_mixed: bool,
    has_history: bool,
) -> Vec<SeedPackage> {
    let mut packages = Vec::new();
    if kind != Kind::File {
        packages.push(SeedPackage {
            firmware_id: "fw2".to_owned(),
            src_version: (kind == Kind::Differential).then(|| "1.0.0".to_owned()),
            module_name: (kind == Kind::Module).then(|| "radio".to_owned()),
            status: match kind {
                Kind::Unverified => SeedPackageStatus::Unverified,
                _ => SeedPackageStatus::Verified,
            },
            ..SeedPackage::default()
        });
    }
    let mut jobs = Vec::new();
    if is_mixed && chance.happens(5000) {
        // Some devices have something else to do.
        let mut tasks = Vec::new();
        for number in 1..=count {
            let states = [
                TaskStatus::Confirm,
                TaskStatus::Queued,
                TaskStatus::Notified,
                TaskStatus::InProgress,
            ];
            // Those that are told when the world begins seem to have taken less time.
            let states = if has_history { &states[..2] } else { &states };
            if chance.happens(1000) {
                let status = chance.one_of(states).unwrap();
                let device_name = format!("lamp{number}");
                tasks.push(SeedTask { task_id: None, device_name, status });
            }
        }
        jobs.push(SeedJob { job_id: "busy".to_owned(), tasks, ..SeedJob::default() });
    }
    packages.push(SeedPackage {
        firmware_id: "fw1".to_owned(),
        dest_version: Some("1.5.0".to_owned()),
        jobs,
        ..SeedPackage::default()
    });
    packages
}
