//! A small world for the tests of the fleet.

mod attempts;
mod changes;
mod determinism;
mod dynamic;
mod failures;
mod modules;
mod pushes;
mod schedule;
mod seeded;
mod source;
mod status;
mod verification;

use crate::seed::{Numbered, Seed, SeedGroup, SeedPackage, SeedPackageStatus, SeedProduct};
use crate::time::Moment;
use crate::world::{
    Instance, Job, JobKind, JobStatus, PackageStatus, Retry, Settings, Task, TaskRef, TaskStatus,
    World,
};

use super::changes::DeviceName;
use crate::world::{Behaviour, DeviceFailure, Model, Seconds};

const SECOND: i64 = 1000;
const MINUTE: i64 = 60 * SECOND;

/// A world with one product `p`, its devices `device1` and so on, and package `f` for version
/// 2.0.0.
struct Fleet {
    world: World,
    beginning: Moment,
}

/// Every update takes ten seconds and begins five seconds after the device knows of it.
fn steady() -> Model {
    Model { delay: 5.into(), duration: 10.into(), ask_every: 20.into(), ..Model::default() }
}

/// Two more attempts, each ten minutes after the failure before it.
fn retrying() -> Settings {
    Settings {
        src_versions: vec!["1.0.0".to_owned()],
        retry: Some(Retry { interval_minutes: 10, count: 2 }),
        ..Settings::default()
    }
}

impl Fleet {
    fn new(devices: u32, model: Model) -> Self {
        Self::seeded(1, devices, model)
    }

    fn seeded(seed: u64, devices: u32, model: Model) -> Self {
        let package = |id: &str, version: &str, status| SeedPackage {
            firmware_id: id.to_owned(),
            dest_version: Some(version.to_owned()),
            status,
            ..SeedPackage::default()
        };
        let product = SeedProduct {
            product_key: "p".to_owned(),
            numbered: Some(Numbered { count: devices, ..Numbered::default() }),
            packages: vec![
                package("f", "2.0.0", SeedPackageStatus::Verified),
                package("g", "3.0.0", SeedPackageStatus::Unverified),
            ],
            ..SeedProduct::default()
        };
        let group = SeedGroup {
            group_id: "members".to_owned(),
            dynamic: true,
            product_key: "p".to_owned(),
            devices: vec!["device2".to_owned()],
            ..SeedGroup::default()
        };
        let groups = if devices > 1 { vec![group] } else { Vec::new() };
        let seed = Seed { seed, model, products: vec![product], groups, ..Seed::default() };
        let beginning = Moment(1_700_000_000_000);
        Self { world: World::new(&seed, beginning).unwrap(), beginning }
    }

    fn instance(&self) -> &Instance {
        &self.world.instances[""]
    }

    /// Lets a job begin for all devices.
    fn start(&mut self, settings: Settings) -> u32 {
        let count = self.instance().products["p"].devices.len();
        self.start_as(JobKind::Static, "f", settings, 0..u32::try_from(count).unwrap())
    }

    fn start_as(
        &mut self,
        kind: JobKind,
        firmware_id: &str,
        settings: Settings,
        devices: impl IntoIterator<Item = u32>,
    ) -> u32 {
        let now = self.world.now;
        let instance = self.world.instances.get_mut("").unwrap();
        let package = instance.packages[firmware_id].clone();
        let job = Job::new(kind, firmware_id, &package, "p", settings, now);
        instance.start_job(job, devices, now)
    }

    /// Lets time pass until so many milliseconds after the beginning.
    fn settle(&mut self, millis: i64) {
        self.world.settle(self.beginning.after(millis));
    }

    fn job(&self, number: u32) -> &Job {
        self.instance().job_at(number).unwrap().1
    }

    fn task(&self, job: u32, position: u32) -> &Task {
        self.job(job).task(position).unwrap()
    }

    fn status(&self, job: u32, position: u32) -> TaskStatus {
        self.task(job, position).status
    }

    fn count(&self, job: u32, status: TaskStatus) -> u32 {
        self.job(job).count(status)
    }

    fn version(&self, device: u32) -> &str {
        self.instance().products["p"].version(device, "default").unwrap()
    }

    fn behave(&mut self, device_name: &str, behaviour: Behaviour) {
        self.world.set_behaviour(name(device_name), &behaviour).unwrap();
    }

    fn report(&mut self, device_name: &str, version: &str) {
        self.world.report_version(name(device_name), "", version).unwrap();
    }

    fn queue(&mut self, job: u32, position: u32) {
        let now = self.world.now;
        let instance = self.world.instances.get_mut("").unwrap();
        instance.queue_task(TaskRef { job, position }, now);
    }
}

fn name(device_name: &str) -> DeviceName<'_> {
    DeviceName { instance: "", product_key: "p", device_name }
}
