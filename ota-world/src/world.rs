//! Everything the emulated service knows, and the only ways in which that changes.
//!
//! A world is a function of its seed and of what was done to it when: nothing here reads a clock,
//! draws a random number or depends on the order of a hash table, so repeating the same changes
//! gives the same world. The ledger relies on that.

pub(crate) mod account;
mod agenda;
pub(crate) mod device;
mod files;
pub(crate) mod fleet;
pub(crate) mod ids;
pub(crate) mod instance;
#[cfg(test)]
mod invariants;
pub(crate) mod job;
mod lifecycle;
mod model;
pub(crate) mod object;
mod pacing;
pub(crate) mod package;
mod planning;
pub(crate) mod product;
pub(crate) mod task;

pub use account::World;
pub use device::DeviceStatus;
pub(crate) use device::{Device, OwnBehaviour};
pub(crate) use instance::Instance;
pub use job::JobStatus;
pub(crate) use job::{Job, JobKind, Retry, Settings, TargetSelection};
pub use model::{Behaviour, DeviceFailure, Model, Seconds};
pub use package::PackageStatus;
pub(crate) use package::{File, Package};
pub(crate) use product::{Group, Module, Product};
pub use task::TaskStatus;
pub(crate) use task::{Cause, Task, TaskRef};
