//! A checked plan.

use std::collections::BTreeSet;

use ota_world::Model;
use serde::{Deserialize, Serialize};

use super::calendar::Calendar;
use super::limits::{Failures, Tolerance};
use super::seconds::Seconds;

/// The most devices that a job names itself; more go in an uploaded list.
pub const MOST_NAMED: usize = 200;

/// A checked plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// The name, from which the ID of a rollout is made.
    pub name: String,
    /// The product whose devices are updated.
    pub product: String,
    /// The instance of the account; that without an ID if it is not given.
    pub instance: Option<String>,
    /// What is rolled out.
    pub package: Package,
    /// The versions that devices are updated from; any if there are none.
    pub source_versions: Vec<String>,
    /// Whether a task that a device has already, and has not begun, gives way.
    pub overwrite: bool,
    /// The canaries; without them the package has to be verified already.
    pub verify: Option<Verify>,
    /// The waves, in order; at least one.
    pub waves: Vec<Wave>,
    /// How the service delivers the package.
    pub delivery: Delivery,
    /// The most devices that are at it at once.
    pub most_offline: Option<u32>,
    /// After how long without any change devices count as silent.
    pub stall_after: Seconds,
    /// What happens then.
    pub on_stall: OnStall,
    /// Whether devices that failed are left out of later waves.
    pub quarantine: bool,
    /// The time between two looks at a wave.
    pub poll: Seconds,
    /// When waves may begin.
    pub calendar: Calendar,
    /// What a forecast goes by; nothing else does.
    #[serde(default)]
    pub expected: Expected,
}

/// What is expected of the account and of the devices. What is not said is looked up in earlier tasks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expected {
    /// How many update attempts the account has left; each device that is updated takes one.
    pub attempts: Option<u64>,
    /// The share of updates that fail, in thousandths of a percent.
    pub failing: Option<u32>,
    /// The share of devices that begin and then fall silent.
    pub silent: Option<u32>,
    /// The share of devices that are offline.
    pub offline: Option<u32>,
    /// How long a device takes from being told to the new version.
    pub duration: Option<Seconds>,
}

impl Expected {
    /// How devices behave: as it is said here, else as `model` says.
    pub fn model(&self, model: Model) -> Model {
        let share = |share: u32| f64::from(share) / 100_000.0;
        let (delay, duration) = match self.duration {
            Some(time) => (0.into(), time.0.into()),
            None => (model.delay, model.duration),
        };
        Model {
            delay,
            duration,
            failure_rate: self.failing.map_or(model.failure_rate, share),
            silent_share: self.silent.map_or(model.silent_share, share),
            offline_share: self.offline.map_or(model.offline_share, share),
            ..model
        }
    }
}

/// What is rolled out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Package {
    /// A package that the service has.
    Known {
        /// Its ID.
        firmware_id: String,
    },
    /// A file that becomes a package, unless there is one with this name and version.
    File {
        /// The path of the file.
        path: String,
        /// The name of the package.
        name: String,
        /// The version that it installs.
        version: String,
        /// The module that it is for; the device as a whole if not given.
        module: Option<String>,
    },
}

/// The canaries, on which the package is verified before the first wave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verify {
    /// Up to ten devices.
    pub devices: Vec<String>,
    /// How long a canary may take.
    pub timeout: Option<Seconds>,
}

/// How the service delivers the package.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// How many devices a minute are told.
    pub push_rate: Option<u32>,
    /// How often and after how many minutes the service tries again.
    pub retry: Option<(u32, u32)>,
    /// How long a device may take, in minutes.
    pub timeout_minutes: Option<u32>,
}

/// A wave: a job, what is waited for after it, and what it may cost.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Wave {
    /// A name for people.
    pub name: String,
    /// Its devices.
    pub target: Target,
    /// How long it is left alone after it has ended.
    pub soak: Seconds,
    /// What has to agree before the next wave.
    pub gate: Option<Gate>,
    /// How many devices may fail.
    pub tolerance: Tolerance,
}

/// The devices of a wave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Target {
    /// These.
    Devices(Vec<String>),
    /// A share of those that are left, in percent as the service takes it.
    Percent(String),
    /// A group, by its ID.
    Group(String),
    /// All that are left.
    Remaining,
}

/// What has to agree after a wave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Gate {
    /// A person.
    Approval,
    /// A program: agreement is exit code 0. After a kill it may be asked again.
    Command(Vec<String>),
}

/// What happens when the devices of a wave are silent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum OnStall {
    /// A person is asked.
    #[default]
    Ask,
    /// Those that were told have failed, those that were not are left out, and the rollout goes on.
    Fail,
}

impl Plan {
    /// The plan that brings devices back to an earlier package.
    pub fn rollback(&self, firmware_id: String, devices: Vec<String>) -> Self {
        let tolerance = self.waves.first().map(|wave| wave.tolerance);
        let tolerance = tolerance.unwrap_or(Tolerance { failures: Failures::Count(0), minimum: 1 });
        let (target, name) = (Target::Devices(devices), "rollback".to_owned());
        let wave = Wave { name, target, soak: Seconds(0), gate: None, tolerance };
        let delivery = Delivery { retry: None, ..self.delivery.clone() };
        Self {
            package: Package::Known { firmware_id },
            source_versions: Vec::new(),
            overwrite: true,
            verify: None,
            waves: vec![wave],
            delivery,
            calendar: Calendar::default(),
            ..self.clone()
        }
    }

    /// The devices that it names.
    pub fn named(&self) -> BTreeSet<&str> {
        let canaries = self.verify.iter().flat_map(|verify| &verify.devices);
        let waves = self.waves.iter().filter_map(|wave| match &wave.target {
            Target::Devices(names) => Some(names),
            _ => None,
        });
        canaries.chain(waves.flatten()).map(String::as_str).collect()
    }

    /// Whether the tasks of a wave have to wait for the controller, which tells the service which of them may begin.
    pub(crate) fn holds_back(&self, quarantined: bool) -> bool {
        self.most_offline.is_some() || quarantined
    }
}
