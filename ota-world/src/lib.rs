//! A world of over-the-air updates, without HTTP, a clock or chance: packages, jobs, tasks and a
//! fleet of simulated devices that take them.
//!
//! A world is a function of its [`Seed`] and its ledger. Whoever has the two has the world: do the
//! same again and you get the same, to the last failure of the last device. Time passes only when
//! it is told to, and an hour of it takes no hour. So a plan can be tried before it is carried out,
//! and a rollout looked at as often as you like.
//!
//! ```
//! use std::time::Duration;
//!
//! use ota_world::{Seed, Simulation, TaskStatus, embedded_specs};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let seed = Seed::from_json(
//!     r#"{
//!         "model": { "duration": { "from": 60, "to": 300 } },
//!         "products": [{
//!             "productKey": "lamp",
//!             "numbered": { "count": 200 },
//!             "packages": [{ "firmwareId": "fw2", "destVersion": "2.0.0" }]
//!         }]
//!     }"#,
//! )?;
//! let mut simulation = Simulation::new(seed)?;
//!
//! // The parameters are checked by the spec of the operation.
//! let specs = embedded_specs()?;
//! let parameters = [("ProductKey", "lamp"), ("FirmwareId", "fw2"), ("TargetSelection", "ALL")];
//! simulation.call(&specs, "CreateOTAStaticUpgradeJob", parameters)?;
//!
//! simulation.advance(Duration::from_secs(600));
//! let tasks = simulation.world().tasks("");
//! assert!(tasks.iter().all(|task| task.status == TaskStatus::Succeeded));
//!
//! // What was done gives the same world again.
//! let again = Simulation::restore(&simulation.snapshot())?;
//! assert_eq!(again.world(), simulation.world());
//! # Ok(())
//! # }
//! ```
//!
//! `ota-emulator` puts HTTP, signatures and a data folder around it.

pub mod document;
pub mod parameters;
pub mod redaction;

mod embedded;
mod handlers;
mod ledger;
mod refusal;
mod seed;
mod simulation;
mod time;
mod view;
mod world;

/// Uploaded files, for hosts that keep their contents and serve them.
pub mod files {
    pub use crate::handlers::urls::{FileUrls, NoHost, Purpose, Upload, UploadForm};
    pub use crate::world::object::content::{Content, Digests, MadeUp};
    pub use crate::world::object::key::{decoded, encoded};
    pub use crate::world::object::{Object, ObjectOrigin};
}

pub use embedded::{embedded_specs, is_at_home};
pub use ledger::replay::Origin;
pub use ledger::snapshot::{Snapshot, SnapshotError};
pub use ledger::{Change, Entry, Ledger, LedgerEntry};
pub use refusal::{Fields, Refusal};
pub use seed::{
    DetailedDevice, Numbered, Seed, SeedAddition, SeedDevice, SeedError, SeedGroup, SeedInstance,
    SeedJob, SeedMembers, SeedModule, SeedObject, SeedPackage, SeedPackageStatus, SeedProduct,
    SeedTask,
};
pub use simulation::Simulation;
pub use time::Moment;
pub use view::{
    Device, InstanceCounts, Job, Package, Product, Progress, Stages, Task, WorldCounts,
};
pub use world::ids::draw;
pub use world::{
    Behaviour, DeviceFailure, DeviceStatus, JobStatus, Model, PackageStatus, Seconds, TaskStatus,
    World,
};
