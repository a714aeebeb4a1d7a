//! Seeds: the state that a world starts with, as plain data.

mod device;
mod sample;
mod world;

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};

use crate::document;
use crate::world::{Behaviour, Model, TaskStatus};

/// The state to start with: plain data, as JSON in a file or as Rust.
///
/// [`Seed::default`] is empty; [`Seed::sample`] is the default of an emulator. IDs must be unique
/// and tasks name devices of their product, or starting fails.
///
/// ```
/// use ota_world::Seed;
///
/// let seed = Seed::from_json(r#"{
///     "model": { "duration": { "from": 5, "to": 60 }, "failureRate": 0.02, "offlineShare": 0.1 },
///     "products": [{
///         "productKey": "a1Xy",
///         "numbered": { "count": 1000 },
///         "devices": ["lamp", { "deviceName": "bell", "behaviour": { "fails": "flashFailed" } }]
///     }]
/// }"#)?;
/// assert_eq!(seed.products[0].numbered.as_ref().unwrap().prefix, "device");
/// # Ok::<(), String>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(
    rename_all = "camelCase",
    deny_unknown_fields,
    default,
    expecting = "a seed, an object with `products`"
)]
pub struct Seed {
    /// The number that all IDs and the fates of the devices are drawn from; 0 if not given.
    pub seed: u64,
    /// The time at which the world starts, such as `2026-01-02T03:04:05Z`; that of the clock if not
    /// given.
    #[serde(deserialize_with = "time")]
    pub time: Option<jiff::Timestamp>,
    /// The behaviour of devices that have none of their own.
    pub model: Model,
    /// The products of the instance that calls without `IotInstanceId` are for.
    pub products: Vec<SeedProduct>,
    /// The groups of that instance.
    pub groups: Vec<SeedGroup>,
    /// The instances that have an ID. Each is a world of its own.
    pub instances: Vec<SeedInstance>,
    /// Files that were uploaded before; all instances have them.
    pub objects: Vec<SeedObject>,
}

/// An instance that calls name by `IotInstanceId`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(
    rename_all = "camelCase",
    deny_unknown_fields,
    default,
    expecting = "an instance, an object with `iotInstanceId`"
)]
pub struct SeedInstance {
    /// Its ID.
    pub iot_instance_id: String,
    /// Its products.
    pub products: Vec<SeedProduct>,
    /// Its groups.
    pub groups: Vec<SeedGroup>,
}

/// An addition to a running world.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(
    rename_all = "camelCase",
    deny_unknown_fields,
    default,
    expecting = "an addition, an object with `products`"
)]
pub struct SeedAddition {
    /// New products of the instance without an ID.
    pub products: Vec<SeedProduct>,
    /// New groups of that instance.
    pub groups: Vec<SeedGroup>,
    /// New instances, or new products and groups of those that there are.
    pub instances: Vec<SeedInstance>,
    /// New files.
    pub objects: Vec<SeedObject>,
}

/// A product: a kind of device.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(
    rename_all = "camelCase",
    deny_unknown_fields,
    default,
    expecting = "a product, an object with `productKey`"
)]
pub struct SeedProduct {
    /// Its key.
    pub product_key: String,
    /// A name for people; the key if not given.
    pub product_name: Option<String>,
    /// A description for people.
    pub description: Option<String>,
    /// The standard category of its thing model, such as `Lighting`.
    pub category_key: Option<String>,
    /// Whether its devices are gateways.
    pub gateway: bool,
    /// Devices by name, or with details.
    pub devices: Vec<SeedDevice>,
    /// Many devices at once.
    pub numbered: Option<Numbered>,
    /// The version that devices run unless they say otherwise; `1.0.0` if not given.
    pub version: Option<String>,
    /// Custom modules.
    pub modules: Vec<SeedModule>,
    /// The packages for it.
    pub packages: Vec<SeedPackage>,
}

/// A device: just its name, or with details.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum SeedDevice {
    /// An ordinary device.
    Name(String),
    /// A device with details.
    Detailed(Box<DetailedDevice>),
}

/// A device with details.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(
    rename_all = "camelCase",
    deny_unknown_fields,
    default,
    expecting = "a device, an object with `deviceName`"
)]
pub struct DetailedDevice {
    /// Its name.
    pub device_name: String,
    /// Its `IotId`; generated if not given.
    pub iot_id: Option<String>,
    /// A second name, for people.
    pub nickname: Option<String>,
    /// Whether it has never been online. It then has no versions, is told of nothing, and is
    /// online from when it reports its first version.
    pub unactive: bool,
    /// The versions that it runs, by module; `default` is the device as a whole.
    pub versions: std::collections::BTreeMap<String, String>,
    /// Its behaviour, where it differs from the model.
    pub behaviour: Option<Behaviour>,
}

/// Devices whose names are a prefix and a number, counted from 1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(
    rename_all = "camelCase",
    deny_unknown_fields,
    default,
    expecting = "an object with `prefix` and `count`"
)]
pub struct Numbered {
    /// The beginning of the names, up to 64 bytes; `device` if not given.
    pub prefix: String,
    /// The number of devices, up to [`Numbered::MOST`].
    pub count: u32,
}

impl Default for Numbered {
    fn default() -> Self {
        Self { prefix: "device".to_owned(), count: 0 }
    }
}

impl Numbered {
    /// The most devices that are added at once; a world has twice as many at most.
    pub const MOST: u32 = 10_000_000;

    /// The names of the devices.
    pub fn names(&self) -> impl Iterator<Item = Box<str>> {
        (1..=self.count).map(|number| format!("{}{number}", self.prefix).into_boxed_str())
    }
}

/// A custom module of a product.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(
    rename_all = "camelCase",
    deny_unknown_fields,
    default,
    expecting = "a module, an object with `moduleName`"
)]
pub struct SeedModule {
    /// Its name.
    pub module_name: String,
    /// Its second name.
    pub alias_name: Option<String>,
    /// A description for people.
    pub desc: Option<String>,
}

/// A group of devices.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(
    rename_all = "camelCase",
    deny_unknown_fields,
    default,
    expecting = "a group, an object with `groupId`"
)]
pub struct SeedGroup {
    /// Its ID.
    pub group_id: String,
    /// A name for people; the ID if not given.
    pub group_name: Option<String>,
    /// Whether it is for dynamic jobs; else it is for static ones.
    pub dynamic: bool,
    /// The product of its devices.
    pub product_key: String,
    /// The names of its devices.
    pub devices: Vec<String>,
    /// Its devices of other products.
    pub others: Vec<SeedMembers>,
}

/// Devices of one product that belong to a group.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(
    rename_all = "camelCase",
    deny_unknown_fields,
    default,
    expecting = "devices of a product, an object with `productKey` and `devices`"
)]
pub struct SeedMembers {
    /// The product.
    pub product_key: String,
    /// The names of the devices.
    pub devices: Vec<String>,
}

/// An update package. Its file has made-up content.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(
    rename_all = "camelCase",
    deny_unknown_fields,
    default,
    expecting = "a package, an object with `firmwareId`"
)]
pub struct SeedPackage {
    /// Its ID.
    pub firmware_id: String,
    /// Its name; the ID if not given.
    pub firmware_name: Option<String>,
    /// A description for people.
    pub firmware_desc: Option<String>,
    /// The version that it installs; `2.0.0` if not given.
    pub dest_version: Option<String>,
    /// The version that it starts from, which makes it a differential one.
    pub src_version: Option<String>,
    /// The module that it is for; the device as a whole if not given.
    pub module_name: Option<String>,
    /// The state of its verification; `verified` if not given.
    pub status: SeedPackageStatus,
    /// The jobs that deliver it.
    pub jobs: Vec<SeedJob>,
}

/// The state of a package's verification.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SeedPackageStatus {
    /// -1 on the wire.
    NotNeeded,
    /// 0 on the wire.
    Unverified,
    /// 1 on the wire.
    #[default]
    Verified,
    /// 3 on the wire.
    Failed,
}

/// An update job. A static one whose tasks have all ended is complete.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(
    rename_all = "camelCase",
    deny_unknown_fields,
    default,
    expecting = "a job, an object with `jobId`"
)]
pub struct SeedJob {
    /// Its ID.
    pub job_id: String,
    /// Whether it is a dynamic one; else it is static.
    pub dynamic: bool,
    /// Whether an app has to approve its tasks.
    pub need_confirm: bool,
    /// The versions that devices are updated from; a dynamic job without any takes in no further
    /// devices.
    pub src_versions: Vec<String>,
    /// How long a device may take, in minutes; unlimited if not given.
    pub timeout_in_minutes: Option<u32>,
    /// How long to wait before a failed update is retried, in minutes; without it there are no
    /// retries.
    pub retry_interval: Option<u32>,
    /// The most retries; one if not given.
    pub retry_count: Option<u8>,
    /// At most one task for each device of the product.
    pub tasks: Vec<SeedTask>,
}

/// The update of one device.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(
    rename_all = "camelCase",
    deny_unknown_fields,
    expecting = "a task, an object with `deviceName` and `status`"
)]
pub struct SeedTask {
    /// Its ID; generated if not given.
    #[serde(default)]
    pub task_id: Option<String>,
    /// The device.
    pub device_name: String,
    /// The state of its update, such as `IN_PROGRESS`.
    pub status: TaskStatus,
}

/// A file that was uploaded before. Unlike other uploads it stays and serves all instances.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(
    rename_all = "camelCase",
    deny_unknown_fields,
    default,
    expecting = "a file, an object with `key`"
)]
pub struct SeedObject {
    /// Its key: the path of its address, without the slash before it.
    pub key: String,
    /// Its size in bytes, up to 1,000 MiB; files whose content is made up have
    /// [`SeedObject::MOST_MADE_UP`] altogether.
    pub size: u64,
    /// Its MD5, in hex. If no digest is given, its content is made up; else it cannot be loaded.
    pub md5: String,
    /// Its SHA-256, in hex.
    pub sha256: String,
    /// The device names that it lists, if it is such a list.
    pub names: Vec<String>,
}

impl SeedObject {
    /// The most bytes that the made-up contents of a world have altogether. All of them are hashed.
    pub const MOST_MADE_UP: u64 = 64 * 1024 * 1024;

    /// Whether its content is made up.
    pub(crate) fn is_made_up(&self) -> bool {
        self.md5.is_empty() && self.sha256.is_empty()
    }
}

/// A seed that contradicts itself or asks for too much; the message says where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeedError(pub(crate) String);

impl fmt::Display for SeedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "invalid seed: {}", self.0)
    }
}

impl std::error::Error for SeedError {}

impl Seed {
    /// Reads a seed file.
    ///
    /// # Errors
    ///
    /// The first mistake, with line and column.
    pub fn from_json(text: &str) -> Result<Self, String> {
        document::read(text.as_bytes(), "a seed")
    }
}

fn time<'de, D: Deserializer<'de>>(from: D) -> Result<Option<jiff::Timestamp>, D::Error> {
    document::optional_time("time", from)
}
