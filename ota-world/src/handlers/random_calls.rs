//! Any calls in any order leave a world that does not contradict itself.

use ota_spec::Value;
use proptest::prelude::*;

use super::call::Call;
use super::{Handler, find};
use crate::ledger::Change;
use crate::seed::{Seed, SeedDevice};
use crate::time::Moment;
use crate::world::World;

/// A call or the passing of time. The numbers choose what the call carries.
type Step = (u8, [u8; 8]);

const ACTIONS: [&str; 27] = [
    "CreateOTAStaticUpgradeJob",
    "CreateOTADynamicUpgradeJob",
    "CreateOTAVerifyJob",
    "UpdateOTAJob",
    "CancelOTAStrategyByJob",
    "CancelOTATaskByDevice",
    "CancelOTATaskByJob",
    "ConfirmOTATask",
    "ReupgradeOTATask",
    "CreateOTAModule",
    "UpdateOTAModule",
    "DeleteOTAModule",
    "DeleteOTAFirmware",
    "QueryOTAJob",
    "ListOTAJobByDevice",
    "ListOTAJobByFirmware",
    "ListOTATaskByJob",
    "ListOTAUnfinishedTaskByDevice",
    "ListOTAModuleByProduct",
    "ListOTAModuleVersionsByDevice",
    "QueryProductList",
    "QueryDevice",
    "QueryDeviceDetail",
    "QueryDeviceStatistics",
    "BatchGetDeviceState",
    "QueryDynamicGroupDevices",
    "QueryDeviceListByDeviceGroup",
];

const SEED: &str = r#"{
    "seed": 5,
    "time": "2026-01-02T03:04:05Z",
    "products": [{
        "productKey": "p",
        "devices": ["a", "b", "c", "d", { "deviceName": "f", "unactive": true }, { "deviceName": "e", "versions": { "default": "0.9", "m": "1" } }],
        "modules": [{ "moduleName": "m" }],
        "packages": [
            { "firmwareId": "full" },
            { "firmwareId": "diff", "srcVersion": "1.0.0", "destVersion": "3.0.0" },
            { "firmwareId": "new", "status": "unverified" },
            { "firmwareId": "module", "moduleName": "m" }
        ]
    }],
    "groups": [
        { "groupId": "fixed", "productKey": "p", "devices": ["a", "b"] },
        { "groupId": "moving", "dynamic": true, "productKey": "p", "devices": ["b", "c"] }
    ],
    "objects": [{ "key": "list.csv", "names": ["a", "e"] }]
}"#;

fn member(name: &str, value: Value) -> (String, Value) {
    (name.to_owned(), value)
}

fn pick<T: Clone>(choice: u8, from: &[T]) -> Option<T> {
    from.get(usize::from(choice) % from.len().max(1)).cloned()
}

/// The parameters of a call; a name that no operation knows does no harm.
fn request(world: &World, choices: [u8; 8]) -> Value {
    let instance = &world.instances[""];
    let text = |choice: u8, from: &[&str]| Value::from(pick(choice, from).unwrap_or("nothing"));
    let texts = |choice: u8, from: &[&str]| {
        let chosen = from.iter().enumerate().filter(|(bit, _)| choice >> bit & 1 == 1);
        Value::Array(chosen.map(|(_, text)| Value::from(*text)).collect())
    };
    let number = |number: i64| Value::Number(number.to_string());
    let [package, target, devices, flags, timing, versions, job, task] = choices;
    let jobs: Vec<&str> = instance.jobs.keys().map(String::as_str).collect();
    let tasks: Vec<String> = instance
        .jobs
        .values()
        .enumerate()
        .flat_map(|(number, job)| {
            (0..job.tasks().len()).map(move |position| (number as u32, position as u32))
        })
        .map(|(job, position)| instance.task_id(crate::world::TaskRef { job, position }))
        .collect();
    let tasks: Vec<Value> = [task, task / 3]
        .iter()
        .filter_map(|one| pick(*one, &tasks))
        .map(|id| Value::from(id.as_str()))
        .collect();
    let dynamic = target & 8 == 8;
    let mut members = vec![
        member("ProductKey", text(u8::from(package > 250), &["p", "q"])),
        member("FirmwareId", text(package, &["full", "diff", "new", "module"])),
        member("TargetSelection", text(target, &["ALL", "SPECIFIC", "GRAY", "GROUP"])),
        member("UpgradeType", text(target >> 3, &["STATIC", "DYNAMIC"])),
        member(
            "DeviceName",
            match devices & 128 {
                0 => texts(devices, &["a", "b", "c", "d", "e"]),
                _ => text(devices, &["a", "b", "c", "d", "e", "f", "z"]),
            },
        ),
        member("TargetDeviceName", texts(devices, &["a", "b", "c", "d", "e"])),
        member("GrayPercent", text(devices, &["33.33", "0.5", "100", "0"])),
        member("MaximumPerMinute", number(10 + i64::from(timing))),
        member("DynamicMode", number(1 + i64::from(flags & 1))),
        member("NeedConfirm", Value::Bool(flags & 2 == 2)),
        member("NeedPush", Value::Bool(flags & 4 == 4)),
        member("MultiModuleMode", Value::Bool(flags & 8 == 8)),
        member("OverwriteMode", number(1 + i64::from(flags >> 4 & 1))),
        member("CancelQueuedTask", Value::Bool(flags & 32 == 32)),
        member("CancelNotifiedTask", Value::Bool(flags & 64 == 64)),
        member("CancelScheduledTask", Value::Bool(flags & 128 == 128)),
        member("JobId", text(job, &jobs)),
        member("TaskId", Value::Array(tasks)),
        member("ModuleName", text(versions, &["m", "M", "n", "default", "o"])),
        member("AliasName", text(versions, &["x", "y"])),
        member("CurrentPage", number(1)),
        member("PageSize", number(i64::from(timing % 12))),
    ];
    if devices & 64 == 64 {
        members.push(member("DnListFileUrl", Value::from("https://a.b/list.csv")));
    }
    match versions & 64 {
        0 => members.push(member("SrcVersion", texts(versions, &["1.0.0", "0.9", "2.0.0"]))),
        _ => members.push(member("GroupId", text(u8::from(dynamic), &["fixed", "moving"]))),
    }
    if flags & 16 == 16 {
        members.push(member("CancelUnconfirmedTask", Value::Bool(flags & 1 == 1)));
        members.push(member("CancelInProgressTask", Value::Bool(flags & 2 == 2)));
    }
    if timing & 3 == 3 {
        let start = world.now.after(i64::from(timing) * 60_000);
        members.push(member("ScheduleTime", number(start.0)));
        members.push(member("ScheduleFinishTime", number(start.after(7_200_000).0)));
    }
    if timing & 4 == 4 {
        members.push(member("RetryInterval", number(10)));
        members.push(member("RetryCount", number(2)));
        members.push(member("TimeoutInMinutes", number(i64::from(timing))));
    }
    Value::Object(members)
}

/// Something that is done to the world other than by a call.
fn event([choice, device, version, module, rate, ..]: [u8; 8], step: usize) -> Change {
    let (instance, product_key) = (String::new(), "p".to_owned());
    match choice % 4 {
        0 => {
            let rate = f64::from(rate % 4) / 4.0;
            let model = serde_json::json!({
                "failureRate": rate, "silentShare": 0.2, "offlineShare": 0.3,
                "offlineFor": { "from": 10, "to": 600 },
            });
            Change::SetModel { model: serde_json::from_value(model).unwrap() }
        }
        1 => {
            let devices = vec![SeedDevice::Name(format!("new{step}"))];
            Change::AddDevices { instance, product_key, devices, numbered: None }
        }
        _ => {
            let text = |choice: u8, from: &[&str]| pick(choice, from).unwrap_or("a").to_owned();
            Change::ReportVersion {
                instance,
                product_key,
                device_name: text(device, &["a", "b", "c", "d", "e", "f"]),
                module_name: text(module, &["", "m"]),
                version: text(version, &["1.0.0", "0.9", "2.0.0", "3.0.0", "1"]),
            }
        }
    }
}

/// Does a step and tells what was done.
fn step(world: &mut World, (action, choices): Step, step: usize) -> Option<Change> {
    let change = match ACTIONS.get(usize::from(action)) {
        // Without packages not much can be done any more.
        Some(&"DeleteOTAFirmware") if choices[4] < 240 => return None,
        Some(action) => {
            let request = request(world, choices);
            if let Some(Handler::Read(handler)) = find(action) {
                drop(handler(world, &Call { instance: "", request: &request }));
                return None;
            }
            Change::Call { instance: String::new(), action: (*action).to_owned(), request }
        }
        None if action % 2 == 0 => event(choices, step),
        None => {
            let passed = i64::from(choices[0]) * i64::from(choices[1]) * 1000;
            world.settle(world.now.after(passed));
            return None;
        }
    };
    let before = world.clone();
    let Err(refusal) = world.apply(&change) else { return Some(change) };
    let (before, after) = (format!("{before:?}"), format!("{world:?}"));
    assert_eq!(before, after, "{} {}", refusal.code, refusal.message);
    None
}

proptest! {
    #[test]
    fn any_calls_leave_a_consistent_world_and_doing_them_again_the_same(
        steps in proptest::collection::vec((0_u8..35, any::<[u8; 8]>()), 1..120)
    ) {
        let seed = Seed::from_json(SEED).unwrap();
        let mut world = World::new(&seed, Moment(0)).unwrap();
        let mut done: Vec<(Moment, Change)> = Vec::new();
        for (number, next) in steps.into_iter().enumerate() {
            if let Some(change) = step(&mut world, next, number) {
                done.push((world.now, change));
            }
            world.assert_consistent();
        }
        let mut again = World::new(&seed, Moment(0)).unwrap();
        for (at, change) in &done {
            again.settle(*at);
            prop_assert!(again.apply(change).is_ok());
        }
        // Both have looked at what is due.
        world.settle(world.now);
        again.settle(world.now);
        // Whoever keeps the files throws these away; nothing else looks at them.
        world.take_discarded();
        again.take_discarded();
        prop_assert_eq!(format!("{world:?}"), format!("{again:?}"));
    }
}

/// The steps above are of use only if calls work.
#[test]
fn most_actions_that_write_work_in_random_calls() {
    let seed = Seed::from_json(SEED).unwrap();
    let mut worked = std::collections::BTreeSet::new();
    let mut tasks = 0;
    for round in 0..100_u64 {
        let mut world = World::new(&seed, Moment(0)).unwrap();
        for turn in 0..120 {
            let drawn = crate::world::ids::draw(round, &[turn as u64]);
            let action = (drawn % 35) as u8;
            let change = step(&mut world, (action, drawn.rotate_left(17).to_le_bytes()), turn);
            if let Some(Change::Call { action, .. }) = change {
                worked.insert(action);
            }
        }
        tasks += world.instances[""].jobs.values().map(|job| job.tasks().len()).sum::<usize>();
    }
    let writing: Vec<&str> = ACTIONS[..13].to_vec();
    let missing: Vec<&&str> = writing.iter().filter(|action| !worked.contains(**action)).collect();
    assert!(missing.is_empty() && tasks > 500, "{missing:?} never worked; {tasks} tasks");
}
