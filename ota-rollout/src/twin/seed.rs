//! The world of the twin: what is known of the service, as a seed.

use std::collections::BTreeSet;

use ota_world::{
    Behaviour, DetailedDevice, Moment, Numbered, Seed, SeedDevice, SeedGroup, SeedInstance,
    SeedJob, SeedModule, SeedPackage, SeedPackageStatus, SeedProduct, SeedTask,
};

use crate::fleet::Fleet;
use crate::plan::{Package, Plan, Target};
use crate::service::{PackageRow, Verification};

/// What a device runs that has been online and has said of no version.
pub(super) const UNSAID: &str = "-";

/// The device as a whole.
pub(super) const WHOLE: &str = "default";

/// The world of the twin.
pub(super) fn seed(
    plan: &Plan,
    fleet: &Fleet,
    package: Option<&PackageRow>,
    start: Moment,
    chance: u64,
) -> Seed {
    let module = module(plan, package);
    let numbered = (fleet.unnamed > 0)
        .then(|| Numbered { prefix: "unnamed-device-".to_owned(), count: fleet.unnamed });
    let product = SeedProduct {
        product_key: plan.product.clone(),
        devices: fleet.devices.iter().map(|known| device(known, module, fleet)).collect(),
        numbered,
        version: Some(fleet.version.clone()).filter(|version| !version.is_empty()),
        modules: module
            .map(|name| SeedModule { module_name: name.to_owned(), ..SeedModule::default() })
            .into_iter()
            .collect(),
        packages: packages(plan, fleet, package),
        ..SeedProduct::default()
    };
    let (products, groups) = (vec![product], groups(plan, fleet));
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

/// The module that the package is for; `None` is the device as a whole.
pub(super) fn module<'p>(plan: &'p Plan, package: Option<&'p PackageRow>) -> Option<&'p str> {
    let planned = match &plan.package {
        Package::File { module, .. } => module.as_deref(),
        Package::Known { .. } => None,
    };
    package.and_then(|row| row.module.as_deref()).or(planned)
}

fn device(
    (name, version): &(String, Option<String>),
    module: Option<&str>,
    fleet: &Fleet,
) -> SeedDevice {
    let unactive = fleet.unactive.contains(name);
    let version = match (version, module) {
        (Some(version), None) if version.is_empty() => Some(UNSAID),
        (Some(version), _) => Some(version.as_str()),
        (None, _) => Some(fleet.version.as_str()),
    };
    let version = version.filter(|version| !unactive && !version.is_empty());
    let versions = version.map(|version| (module.unwrap_or(WHOLE).to_owned(), version.to_owned()));
    let is_offline = fleet.offline.contains(name) && !unactive;
    let is_silent = fleet.silent.contains(name);
    let behaviour = Behaviour {
        offline: is_offline.then_some(true),
        silent: is_silent.then_some(true),
        ..Behaviour::default()
    };
    SeedDevice::from(DetailedDevice {
        device_name: name.clone(),
        unactive,
        versions: versions.into_iter().collect(),
        behaviour: (is_offline || is_silent).then_some(behaviour),
        ..DetailedDevice::default()
    })
}

/// The package of the plan, if the service has it, and those of the jobs that are not over.
fn packages(plan: &Plan, fleet: &Fleet, package: Option<&PackageRow>) -> Vec<SeedPackage> {
    let planned = match &plan.package {
        Package::Known { firmware_id } => Some(firmware_id.as_str()),
        Package::File { .. } => package.map(|row| row.firmware_id.as_str()),
    };
    let mut packages: Vec<SeedPackage> = Vec::new();
    packages.extend(planned.map(|firmware_id| SeedPackage {
        firmware_id: firmware_id.to_owned(),
        firmware_name: package.map(|row| row.name.clone()).filter(|name| !name.is_empty()),
        dest_version: package.map(|row| row.version.clone()),
        src_version: package.and_then(|row| row.starts_from.clone()),
        module_name: package.and_then(|row| row.module.clone()),
        status: match package.map(|row| row.verification) {
            Some(Verification::Needed | Verification::Running) => SeedPackageStatus::Unverified,
            Some(Verification::Failed) => SeedPackageStatus::Failed,
            Some(Verification::Passed) | None => SeedPackageStatus::Verified,
        },
        ..SeedPackage::default()
    }));
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
    packages
}

/// The groups that waves are for, as far as their members are known.
fn groups(plan: &Plan, fleet: &Fleet) -> Vec<SeedGroup> {
    let ids: BTreeSet<&String> = plan
        .waves
        .iter()
        .filter_map(|wave| match &wave.target {
            Target::Group(id) => Some(id),
            _ => None,
        })
        .collect();
    let group = |id: &String| {
        Some(SeedGroup {
            group_id: id.clone(),
            product_key: plan.product.clone(),
            devices: fleet.groups.get(id)?.clone(),
            ..SeedGroup::default()
        })
    };
    ids.into_iter().filter_map(group).collect()
}
