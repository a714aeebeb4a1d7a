//! A loopback server that interprets the operation specs and answers like the service.
//!
//! It checks signatures, clock, nonces and quotas like the gateway, parameters by the spec, and
//! then acts on a small state in memory. It shares nothing with the client library but the specs,
//! so that each is a test of the other.
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
//! use ota_emulator::{Emulator, TaskStatus};
//!
//! let emulator = Emulator::start().await?;
//! assert!(emulator.endpoint().starts_with("http://127.0.0.1:"));
//! assert_eq!(emulator.key_id(), "testid");
//!
//! // Point a client at `endpoint()`, then look at what its calls did.
//! assert!(emulator.tasks().iter().any(|task| task.status == TaskStatus::Queued));
//! emulator.stop().await;
//! # Ok(())
//! # })
//! # }
//! ```
//!
//! # What is known and what is chosen
//!
//! The order of the checks and the codes follow the documentation of the service where it says
//! something. Where it is silent the emulator chooses, and the module that does says so:
//! `gateway` for what happens before an operation is reached, `parameters` for violated limits,
//! `handlers` for the operations. An operation that has a spec but no handler answers with the
//! first JSON answer among its examples and the header `x-ota-emulator: example`.
//!
//! # Safety
//!
//! The server binds 127.0.0.1 only and refuses requests that a web page could have caused: those
//! with another `Host`, with an `Origin`, or with a `Sec-Fetch-Site` of another site.

#![allow(dead_code, unused_imports)]

mod admin;
mod answer;
mod builder;
mod clock;
mod connection;
mod credentials;
mod embedded;
mod emulator;
mod fleet;
mod gateway;
mod guard;
mod handlers;
mod ledger;
mod moment;
mod nonce;
mod parameters;
mod quota;
mod refusal;
mod reply;
mod request;
mod request_id;
mod seed;
mod server;
mod signature;
mod timeline;
mod timestamp;
mod uploads;
mod view;
mod world;

pub use builder::{Builder, StartError};
pub use clock::{Clock, ManualClock, SystemClock};
pub use embedded::embedded_specs;
pub use emulator::{Contents, Emulator};
pub use fleet::{Behaviour, DeviceFailure, Model, Seconds};
pub use seed::{
    DetailedDevice, Numbered, Seed, SeedDevice, SeedGroup, SeedInstance, SeedJob, SeedModule,
    SeedObject, SeedPackage, SeedPackageStatus, SeedProduct, SeedTask,
};
pub use view::{Job, Package, Task};
pub use world::{JobStatus, PackageStatus, TaskStatus};
