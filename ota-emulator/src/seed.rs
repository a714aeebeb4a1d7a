//! What an emulated service knows when it starts.

use crate::state::TaskStatus;

/// The state to start with: plain data, product by product.
///
/// [`Seed::default`] is empty; [`Seed::sample`] is what an emulator starts with if nothing else
/// is given. IDs must be unique and tasks name devices of their product, or starting fails.
///
/// ```
/// use ota_emulator::{Seed, SeedPackage, SeedProduct};
///
/// let seed = Seed {
///     products: vec![SeedProduct {
///         product_key: "a1Xy".to_owned(),
///         devices: vec!["lamp".to_owned()],
///         packages: vec![SeedPackage { firmware_id: "fw1".to_owned(), jobs: Vec::new() }],
///     }],
///     ..Seed::default()
/// };
/// assert!(seed.instances.is_empty());
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seed {
    /// The IDs of the account's instances. A call that names none of them by `IotInstanceId` is
    /// refused; one without `IotInstanceId` goes to the same state.
    pub instances: Vec<String>,
    /// The products.
    pub products: Vec<SeedProduct>,
}

/// A product: a kind of device.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SeedProduct {
    /// Its key.
    pub product_key: String,
    /// The names of its devices.
    pub devices: Vec<String>,
    /// The packages for it.
    pub packages: Vec<SeedPackage>,
}

/// An update package.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SeedPackage {
    /// Its ID.
    pub firmware_id: String,
    /// The batches that deliver it.
    pub jobs: Vec<SeedJob>,
}

/// An update batch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SeedJob {
    /// Its ID.
    pub job_id: String,
    /// At most one task for each device of the product.
    pub tasks: Vec<SeedTask>,
}

/// The update of one device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeedTask {
    /// The device.
    pub device_name: String,
    /// How far its update is.
    pub status: TaskStatus,
}

impl Seed {
    /// A small fleet.
    ///
    /// - Product `a1V4kdeAbCd` with `device1` to `device8`, `deviceName1` and `deviceName2`.
    ///   Package `T0F5b5tpFnHQrgfk030100` has two batches. In `wahVIzGkCMuAUE2gDERM02` the tasks
    ///   of `device1` to `device7` are in the seven states in the order of [`TaskStatus::ALL`] and
    ///   those of `deviceName1` and `deviceName2` are queued; in `bX7kQmTzRwYpLs3vNcHd04`
    ///   `device1` is in progress, `device4` and `device8` are queued, and `device6` is notified.
    ///   Package `s8SSHiKjpBfrM3BSN0z803` has no batch.
    /// - Product `a1V4kde****` and what else the examples in the documentation name, with its
    ///   masked IDs taken literally, so that every example of a spec works.
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
        let product = SeedProduct {
            product_key: "a1V4kdeAbCd".to_owned(),
            devices: devices.clone(),
            packages: vec![
                package("T0F5b5tpFnHQrgfk030100", jobs),
                package("s8SSHiKjpBfrM3BSN0z803", Vec::new()),
            ],
        };
        let queued = devices.iter().map(|name| (name.clone(), Queued));
        let documented = SeedProduct {
            product_key: "a1V4kde****".to_owned(),
            packages: vec![
                package(
                    "T0F5b5tpFnHQrgfk****030100",
                    vec![job("wahVIzGkCMuAUE2gDERM02****", queued)],
                ),
                package("s8SSHiKjpBfrM3BSN0z803****", Vec::new()),
            ],
            devices,
        };
        let instances = ["iot-060a0001", "iot_instc_pu****_c*-v64********"];
        Self {
            instances: instances.map(str::to_owned).to_vec(),
            products: vec![product, documented],
        }
    }
}

/// The device names that the documentation uses.
const DOCUMENTED: [&str; 2] = ["deviceName1", "deviceName2"];

fn package(firmware_id: &str, jobs: Vec<SeedJob>) -> SeedPackage {
    SeedPackage { firmware_id: firmware_id.to_owned(), jobs }
}

fn job(job_id: &str, tasks: impl IntoIterator<Item = (String, TaskStatus)>) -> SeedJob {
    SeedJob {
        job_id: job_id.to_owned(),
        tasks: tasks
            .into_iter()
            .map(|(device_name, status)| SeedTask { device_name, status })
            .collect(),
    }
}
