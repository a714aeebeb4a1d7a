//! The twin: a world of its own in which a plan is carried out, in virtual time and by the controller that would carry it out in
//! earnest. Nothing reaches the service.

use std::collections::BTreeMap;
use std::fmt;

use ota_spec::Spec;
use ota_world::{
    DetailedDevice, Moment, Numbered, Seed, SeedDevice, SeedGroup, SeedInstance, SeedJob,
    SeedPackage, SeedPackageStatus, SeedProduct, SeedTask,
};

use crate::event::{Counts, Order, Why};
use crate::fleet::Fleet;
use crate::plan::{Package, Plan, Target};
use crate::service::{PackageRow, Verification};
use crate::simulate::{Chance, Faults, Outcome, Trial, TrialError};

/// What would become of a rollout.
#[derive(Debug, Clone, PartialEq)]
pub struct Forecast {
    /// The verification, if there is one, and the waves.
    pub stages: Vec<StageForecast>,
    /// The calls by operation.
    pub calls: BTreeMap<&'static str, u64>,
    /// How it would end, or what it would wait for.
    pub outcome: Outcome,
    /// How long it would take, in milliseconds, if nobody has to be waited for.
    pub lasts: i64,
    /// The version that each device would run.
    pub versions: BTreeMap<String, String>,
}

/// What would become of a wave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageForecast {
    /// Its name.
    pub name: String,
    /// When it would begin, in milliseconds from the start.
    pub begins: Option<i64>,
    /// When its last task would have ended.
    pub ends: Option<i64>,
    /// The tasks of its job.
    pub counts: Counts,
    /// Why devices would fail, and how many.
    pub failures: BTreeMap<String, u64>,
}

/// Carries a plan out in a world of its own, from `start` on. `package` is the package as the service has it; a file becomes one
/// there. Approvals are given at once, and gates agree.
///
/// # Errors
///
/// The fleet cannot be put into a world; the message says why.
pub fn twin(
    specs: &Spec,
    plan: &Plan,
    fleet: &Fleet,
    package: Option<&PackageRow>,
    start: Moment,
    chance: u64,
) -> Result<Forecast, TrialError> {
    let seed = seed(plan, fleet, package, start, chance);
    let mut trial = Trial::new(specs, plan, seed, Faults::default(), Chance::new(chance))?;
    let outcome = trial.run(&mut |why, _| match why {
        Why::Approval { .. } => Some(Order::Approve),
        _ => None,
    });
    let rollout = trial.rollout();
    let names = ["verification".to_owned()]
        .into_iter()
        .chain(plan.waves.iter().map(|wave| wave.name.clone()));
    let skipped = usize::from(plan.verify.is_none());
    let after = |time: Option<Moment>| time.map(|time| time.since(start));
    let stages = names.zip(&rollout.stages).skip(skipped).map(|(name, stage)| {
        let mut failures = BTreeMap::new();
        for failure in &stage.failures {
            *failures.entry(failure.why.clone()).or_default() += 1;
        }
        StageForecast {
            name,
            begins: after(stage.began),
            ends: after(stage.finished),
            counts: stage.counts,
            failures,
        }
    });
    let instance = plan.instance.as_deref().unwrap_or_default();
    let devices = trial.simulation().world().devices(instance, &plan.product, 0, usize::MAX);
    Ok(Forecast {
        stages: stages.collect(),
        calls: trial.calls.clone(),
        outcome,
        lasts: trial.lasted(),
        versions: devices.into_iter().map(|device| (device.device_name, device.version)).collect(),
    })
}

/// The world of the twin.
fn seed(
    plan: &Plan,
    fleet: &Fleet,
    package: Option<&PackageRow>,
    start: Moment,
    chance: u64,
) -> Seed {
    let device = |(name, version): &(String, Option<String>)| {
        let unactive = fleet.unactive.contains(name);
        let version = version.as_ref().unwrap_or(&fleet.version);
        let version = Some(version).filter(|version| !unactive && !version.is_empty());
        let versions = version.map(|version| ("default".to_owned(), version.clone()));
        SeedDevice::from(DetailedDevice {
            device_name: name.clone(),
            unactive,
            versions: versions.into_iter().collect(),
            ..DetailedDevice::default()
        })
    };
    let mut packages = match (&plan.package, package) {
        (Package::Known { firmware_id }, row) => vec![SeedPackage {
            firmware_id: firmware_id.clone(),
            dest_version: row.map(|row| row.version.clone()),
            status: match row.map(|row| row.verification) {
                Some(Verification::Needed | Verification::Running) => SeedPackageStatus::Unverified,
                Some(Verification::Failed) => SeedPackageStatus::Failed,
                Some(Verification::Passed) | None => SeedPackageStatus::Verified,
            },
            ..SeedPackage::default()
        }],
        (Package::File { .. }, _) => Vec::new(),
    };
    for open in &fleet.jobs {
        let tasks = open.tasks.iter().map(|(device_name, status)| SeedTask {
            task_id: None,
            device_name: device_name.clone(),
            status: *status,
        });
        let job =
            SeedJob { job_id: open.job_id.clone(), tasks: tasks.collect(), ..SeedJob::default() };
        match packages.iter_mut().find(|package| package.firmware_id == open.firmware_id) {
            Some(package) => package.jobs.push(job),
            None => packages.push(SeedPackage {
                firmware_id: open.firmware_id.clone(),
                dest_version: Some(open.version.clone()).filter(|version| !version.is_empty()),
                jobs: vec![job],
                ..SeedPackage::default()
            }),
        }
    }
    let numbered = (fleet.unnamed > 0)
        .then(|| Numbered { prefix: "unnamed-device-".to_owned(), count: fleet.unnamed });
    let product = SeedProduct {
        product_key: plan.product.clone(),
        devices: fleet.devices.iter().map(device).collect(),
        numbered,
        version: Some(fleet.version.clone()).filter(|version| !version.is_empty()),
        packages,
        ..SeedProduct::default()
    };
    let groups = plan.waves.iter().filter_map(|wave| match &wave.target {
        Target::Group(id) => Some(id),
        _ => None,
    });
    let mut ids: Vec<&String> = groups.collect();
    ids.sort_unstable();
    ids.dedup();
    let groups = ids.into_iter().filter_map(|id| {
        Some(SeedGroup {
            group_id: id.clone(),
            product_key: plan.product.clone(),
            devices: fleet.groups.get(id)?.clone(),
            ..SeedGroup::default()
        })
    });
    let (products, groups) = (vec![product], groups.collect());
    let base = Seed {
        seed: chance,
        time: Some(start.timestamp()),
        model: fleet.model.clone(),
        ..Seed::default()
    };
    match plan.instance.clone() {
        None => Seed { products, groups, ..base },
        Some(iot_instance_id) => {
            Seed { instances: vec![SeedInstance { iot_instance_id, products, groups }], ..base }
        }
    }
}

/// A time as people read it.
fn shown(millis: Option<i64>) -> String {
    let Some(millis) = millis else { return "never".to_owned() };
    let seconds = u32::try_from(millis / 1000).unwrap_or(u32::MAX);
    crate::plan::Seconds(seconds).to_string()
}

impl fmt::Display for Forecast {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for stage in &self.stages {
            let StageForecast { name, begins, ends, counts, failures } = stage;
            write!(
                f,
                "{name}: {} devices, begins after {}, ends after {}: {} updated, {} failed",
                counts.all(),
                shown(*begins),
                shown(*ends),
                counts.succeeded,
                counts.failed
            )?;
            if counts.canceled > 0 {
                write!(f, ", {} cancelled", counts.canceled)?;
            }
            if counts.unfinished() > 0 {
                write!(f, ", {} not through", counts.unfinished())?;
            }
            writeln!(f)?;
            for (why, count) in failures {
                writeln!(f, "  {count} would fail: {why}")?;
            }
        }
        let calls: u64 = self.calls.values().sum();
        writeln!(f, "calls: {calls}")?;
        for (action, count) in &self.calls {
            writeln!(f, "  {count} {action}")?;
        }
        match &self.outcome {
            Outcome::Waits(why) => {
                write!(f, "after {} it would stop: {why}", shown(Some(self.lasts)))
            }
            outcome => write!(f, "after {}: {}", shown(Some(self.lasts)), outcome.name()),
        }
    }
}

#[cfg(test)]
mod tests;
