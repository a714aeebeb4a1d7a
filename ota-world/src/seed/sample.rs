//! The default seed of an emulator.

mod devices;
mod packages;
mod rollouts;

use super::{Seed, SeedDevice, SeedInstance, SeedJob, SeedPackage, SeedProduct, SeedTask};
use crate::world::TaskStatus;

impl Seed {
    /// A small fleet.
    ///
    /// - Product `a1V4kdeAbCd` with `device1` to `device8`, `deviceName1` and `deviceName2`.
    ///   Package `T0F5b5tpFnHQrgfk030100` has two jobs. In `wahVIzGkCMuAUE2gDERM02` the tasks
    ///   of `device1` to `device7` are in the seven states in the order of [`TaskStatus::ALL`] and
    ///   those of `deviceName1` and `deviceName2` are queued; in `bX7kQmTzRwYpLs3vNcHd04`
    ///   `device1` is in progress, `device4` and `device8` are queued, and `device6` is notified.
    ///   Package `s8SSHiKjpBfrM3BSN0z803` has no job.
    /// - Product `a1V4kde****` and what else the examples in the documentation name, with its
    ///   masked IDs taken literally, so that the examples of the specs work: products, groups,
    ///   jobs, tasks and modules. Examples that ask for different things of the same ID cannot
    ///   all work.
    /// - The instances `iot-060a0001` and `iot_instc_pu****_c*-v64********`, each with the products
    ///   `a1V4kdeAbCd` and `a1V4kde****`, and `iot-***-v6***` with a dynamic group.
    pub fn sample() -> Self {
        use TaskStatus::{InProgress, Notified, Queued};
        let mut first: Vec<_> = (1..).map(|n| format!("device{n}")).zip(TaskStatus::ALL).collect();
        first.extend(DOCUMENTED.map(|name| (name.to_owned(), Queued)));
        let second = [
            ("device1", InProgress),
            ("device4", Queued),
            ("device6", Notified),
            ("device8", Queued),
        ];
        let mut devices: Vec<String> = (1..=8).map(|n| format!("device{n}")).collect();
        devices.extend(DOCUMENTED.map(str::to_owned));
        let jobs = vec![
            job("wahVIzGkCMuAUE2gDERM02", first),
            job("bX7kQmTzRwYpLs3vNcHd04", second.map(|(name, status)| (name.to_owned(), status))),
        ];
        let seed_devices: Vec<SeedDevice> = devices.iter().cloned().map(SeedDevice::Name).collect();
        let product = SeedProduct {
            product_key: "a1V4kdeAbCd".to_owned(),
            devices: seed_devices.clone(),
            packages: vec![
                package("T0F5b5tpFnHQrgfk030100", jobs),
                package("s8SSHiKjpBfrM3BSN0z803", Vec::new()),
            ],
            ..SeedProduct::default()
        };
        let queued = devices.iter().map(|name| (name.clone(), Queued));
        let documented = SeedProduct {
            product_key: "a1V4kde****".to_owned(),
            packages: vec![package(
                "T0F5b5tpFnHQrgfk****030100",
                vec![job("wahVIzGkCMuAUE2gDERM02****", queued)],
            )],
            devices: seed_devices,
            ..SeedProduct::default()
        };
        let products = vec![product, documented];
        let instance = |id: &str| SeedInstance {
            iot_instance_id: id.to_owned(),
            products: products.clone(),
            ..SeedInstance::default()
        };
        let instances = ["iot-060a0001", "iot_instc_pu****_c*-v64********"].map(instance).to_vec();
        Self { products, instances, ..Self::default() }
            .with_packages()
            .with_rollouts()
            .with_devices()
    }
}

/// The device names that the documentation uses.
const DOCUMENTED: [&str; 2] = ["deviceName1", "deviceName2"];

fn package(firmware_id: &str, jobs: Vec<SeedJob>) -> SeedPackage {
    SeedPackage { firmware_id: firmware_id.to_owned(), jobs, ..SeedPackage::default() }
}

fn job(job_id: &str, tasks: impl IntoIterator<Item = (String, TaskStatus)>) -> SeedJob {
    SeedJob {
        job_id: job_id.to_owned(),
        tasks: tasks
            .into_iter()
            .map(|(device_name, status)| SeedTask { task_id: None, device_name, status })
            .collect(),
        ..SeedJob::default()
    }
}
