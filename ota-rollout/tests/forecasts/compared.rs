//! A forecast beside what became of the rollout.

use std::collections::{BTreeMap, BTreeSet};

use ota_emulator::{Emulator, TaskStatus};
use ota_rollout::simulate::Outcome;
use ota_rollout::twin::{Forecast, Spread};
use ota_rollout::{Counts, Why};
use ota_spec::Value;

use crate::carried::Carried;
use crate::drawn::Drawn;

/// A forecast beside what became of the rollout.
pub(crate) struct Compared {
    /// The devices, and those of them that run what was said and whose last task is in the state that was said.
    devices: usize,
    right: usize,
    /// The calls, as they were said and as they were made, where the two differ.
    calls: BTreeMap<String, (u64, u64)>,
    made: u64,
    /// Wave by wave, how far its beginning and its end were from what was said, as a share of how long the rollout had taken by then.
    off: Vec<f64>,
    /// The share of tasks that did not succeed, as it was said and as it became.
    unsuccessful: (f64, f64),
    /// Of what is drawn, how many numbers became as several forecasts said they would, and how many there are.
    pub(crate) ranges: Option<(usize, usize)>,
    wrong: Vec<String>,
}

/// What a device runs, and the state of its last task.
type End = (String, Option<TaskStatus>);

impl Compared {
    pub(crate) fn new(
        emulator: &Emulator,
        drawn: &Drawn,
        forecast: &Forecast,
        carried: &Carried,
        ended: &BTreeSet<String>,
    ) -> Self {
        let mut wrong = Vec::new();
        if !is_same(&forecast.outcome, &carried.outcome) {
            wrong.push(format!("said {:?}, became {:?}", forecast.outcome, carried.outcome));
        }
        let (devices, right) = ends(emulator, drawn, forecast, ended, &mut wrong);
        let mut calls = BTreeMap::new();
        let said = |action: &str| forecast.calls.get(action).copied().unwrap_or_default();
        let made = |action: &str| carried.calls.get(action).copied().unwrap_or_default();
        let actions = forecast.calls.keys().copied();
        for action in actions.chain(carried.calls.keys().map(String::as_str)) {
            if said(action) != made(action) {
                calls.insert(action.to_owned(), (said(action), made(action)));
            }
        }
        if !calls.is_empty() {
            wrong.push(format!("calls, said and made: {calls:?}"));
        }
        let skipped = usize::from(drawn.plan.verify.is_none());
        let mut off = Vec::new();
        for (stage, foreseen) in carried.rollout.stages.iter().skip(skipped).zip(&forecast.stages) {
            if stage.counts != foreseen.counts {
                wrong.push(format!("said {:?}, became {:?}", foreseen.counts, stage.counts));
            }
            for (time, foreseen) in
                [(stage.began, foreseen.begins), (stage.finished, foreseen.ends)]
            {
                match (time.map(|time| time.since(carried.start)), foreseen) {
                    (None, None) => {}
                    (Some(time), Some(foreseen)) => off.push(share(time, foreseen)),
                    (time, foreseen) => wrong.push(format!("said {foreseen:?}, became {time:?}")),
                }
            }
        }
        if let Some(most) = off.iter().copied().reduce(f64::max).filter(|most| *most > 0.05) {
            wrong.push(format!("a time is off by {:.1} %", most * 100.0));
        }
        let made = carried.calls.values().sum();
        let said = forecast.stages.iter().map(|stage| stage.counts);
        let became = carried.rollout.stages.iter().map(|stage| stage.counts);
        let unsuccessful = (unsuccessful(said), unsuccessful(became));
        Self { devices, right, calls, made, off, unsuccessful, ranges: None, wrong }
    }

    /// All that is not as it was said.
    pub(crate) fn wrong(&self) -> &[String] {
        &self.wrong
    }
}

/// Whether two rollouts end alike. What the service says of a refusal is said in other words by the client.
fn is_same(one: &Outcome, other: &Outcome) -> bool {
    use Outcome::Waits;
    match (one, other) {
        (
            Waits(Why::Refused { action, code, .. }),
            Waits(Why::Refused { action: also, code: as_well, .. }),
        ) => (action, code) == (also, as_well),
        _ => one == other,
    }
}

/// How far two times are apart, as a share of the true one.
#[allow(clippy::cast_precision_loss, reason = "milliseconds")]
fn share(time: i64, foreseen: i64) -> f64 {
    (time - foreseen).abs() as f64 / time.max(1) as f64
}

/// How many devices there are, and how many ended as it was said.
fn ends(
    emulator: &Emulator,
    drawn: &Drawn,
    forecast: &Forecast,
    ended: &BTreeSet<String>,
    wrong: &mut Vec<String>,
) -> (usize, usize) {
    let instance = drawn.plan.instance.as_deref().unwrap_or_default();
    let contents = emulator.instance(instance);
    // What had ended before the plan is nothing that the forecast is about.
    let tasks = contents.tasks().into_iter().filter(|task| !ended.contains(&task.task_id));
    let tasks: BTreeMap<String, TaskStatus> =
        tasks.map(|task| (task.device_name, task.status)).collect();
    let said = |name: &str| -> End {
        (forecast.versions[name].clone(), forecast.tasks.get(name).copied())
    };
    let devices = contents.devices(&drawn.plan.product, 0, usize::MAX);
    let became = devices.into_iter().map(|device| {
        let name = device.device_name;
        let version = match drawn.is_for_a_module {
            true => version_of_radio(emulator, instance, &name),
            false => device.version,
        };
        let end: End = (version, tasks.get(&name).copied());
        (name, end)
    });
    let mut both: Vec<(String, End, End)> =
        became.map(|(name, end)| (name.clone(), said(&name), end)).collect();
    let count = both.len();
    assert_eq!(count, forecast.versions.len());
    if drawn.is_secret {
        // Which devices a share takes is known to the service alone; how many is not.
        let (mut said, mut became): (Vec<_>, Vec<_>) =
            both.iter().map(|(_, said, became)| (said.1, became.1)).unzip();
        said.sort();
        became.sort();
        let any = |status| (String::new(), status);
        both = (said.into_iter().zip(became))
            .map(|(said, became)| ("any device".to_owned(), any(said), any(became)))
            .collect();
    }
    both.retain(|(_, said, became)| said != became);
    wrong.extend(
        both.iter()
            .take(3)
            .map(|(name, said, became)| format!("`{name}`: said {said:?}, became {became:?}")),
    );
    (count, count - both.len())
}

/// What many comparisons show.
#[allow(clippy::cast_precision_loss, reason = "few")]
pub(crate) fn figures(all: &[Compared]) -> String {
    let sum = |count: fn(&Compared) -> usize| all.iter().map(count).sum::<usize>();
    let exact = all.iter().filter(|one| one.calls.is_empty()).count();
    let off: Vec<f64> = all.iter().flat_map(|one| one.off.iter().copied()).collect();
    let most = off.iter().copied().fold(0.0, f64::max);
    let mean = off.iter().sum::<f64>() / off.len().max(1) as f64;
    format!(
        "plans           {}, of which {} as foreseen in all\n\
         devices         {} of {} ended as foreseen\n\
         calls           exact in {exact} plans; {} calls made\n\
         times of waves  {}; off by {:.3} % on average, {:.3} % at most",
        all.len(),
        all.iter().filter(|one| one.wrong.is_empty()).count(),
        sum(|one| one.right),
        sum(|one| one.devices),
        all.iter().map(|one| one.made).sum::<u64>(),
        off.len(),
        mean * 100.0,
        most * 100.0
    )
}

fn version_of_radio(emulator: &Emulator, instance: &str, device: &str) -> String {
    let parameters = [("ProductKey", "lamp"), ("DeviceName", device), ("CurrentPage", "1")];
    let parameters = parameters.into_iter().chain([("PageSize", "10")]);
    let parameters =
        parameters.chain(Some(("IotInstanceId", instance)).filter(|_| !instance.is_empty()));
    let response = emulator.look("ListOTAModuleVersionsByDevice", parameters).unwrap();
    let Some(Value::Array(rows)) = response.get("Data") else { panic!("{response:?}") };
    let of = |row: &Value, name| row.get(name).and_then(Value::scalar).unwrap_or_default();
    let radio = rows.iter().find(|row| of(row, "ModuleName") == "radio");
    radio.map(|row| of(row, "ModuleVersion").to_string()).unwrap_or_default()
}

/// How many ends of waves, and numbers of devices that were not updated, lie in the ranges that were said, and how many
/// there are.
pub(crate) fn in_ranges(drawn: &Drawn, spread: &Spread, carried: &Carried) -> (usize, usize) {
    let skipped = usize::from(drawn.plan.verify.is_none());
    let (mut inside, mut all) = (0, 0);
    for (stage, said) in carried.rollout.stages.iter().skip(skipped).zip(&spread.stages) {
        let left = stage.counts.all() - stage.counts.succeeded;
        inside += usize::from((said.left.0..=said.left.1).contains(&left));
        let ended = stage.finished.map(|time| time.since(carried.start));
        inside += usize::from(match (ended, said.ends) {
            (Some(ended), Some((first, last))) => (first..=last).contains(&ended),
            (None, _) => said.unended > 0,
            (Some(_), None) => false,
        });
        all += 2;
    }
    (inside, all)
}

/// The same of many.
pub(crate) fn in_all_ranges(all: &[Compared]) -> (usize, usize) {
    let ranges = all.iter().filter_map(|one| one.ranges);
    ranges.fold((0, 0), |(inside, count), (more, of)| (inside + more, count + of))
}

/// The share of tasks that did not succeed.
#[allow(clippy::cast_precision_loss, reason = "few")]
fn unsuccessful(counts: impl Iterator<Item = Counts>) -> f64 {
    let (mut all, mut succeeded) = (0, 0);
    for counts in counts {
        (all, succeeded) = (all + counts.all(), succeeded + counts.succeeded);
    }
    (all - succeeded) as f64 / all.max(1) as f64
}

/// How far the shares of tasks that did not succeed are from what was said: the mean of what became, and the mean and the
/// largest distance.
#[allow(clippy::cast_precision_loss, reason = "few")]
pub(crate) fn shares(all: &[Compared]) -> (f64, f64, f64) {
    let count = all.len().max(1) as f64;
    let became = all.iter().map(|one| one.unsuccessful.1).sum::<f64>() / count;
    let off = all.iter().map(|one| (one.unsuccessful.0 - one.unsuccessful.1).abs());
    (became, off.clone().sum::<f64>() / count, off.fold(0.0, f64::max))
}

/// What many comparisons show where devices fail and fall silent.
#[allow(clippy::cast_precision_loss, reason = "few")]
pub(crate) fn uncertain_figures(all: &[Compared]) -> String {
    let (became, mean, most) = shares(all);
    let (inside, count) = in_all_ranges(all);
    let off: Vec<f64> = all.iter().flat_map(|one| one.off.iter().copied()).collect();
    let time = off.iter().sum::<f64>() / off.len().max(1) as f64;
    format!(
        "plans           {}\n\
         unsuccessful    {:.1} % of the tasks on average; the forecast is off by {:.1} points on average, {:.1} at most\n\
         times of waves  {}; off by {:.1} % on average\n\
         in the ranges   {inside} of {count} ends of waves and numbers of devices",
        all.len(),
        became * 100.0,
        mean * 100.0,
        most * 100.0,
        off.len(),
        time * 100.0
    )
}
