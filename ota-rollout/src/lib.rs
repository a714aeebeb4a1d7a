//! Rollouts of over-the-air updates in waves.
//!
//! A [`Plan`] says what is rolled out to whom, in which waves, and when that has gone wrong. A [`Controller`] says what
//! comes next, from the [`Event`]s so far; it has no clock and does nothing itself. So the same controller carries a
//! rollout out against the service, tries a plan in a world of its own ([`twin`]), and is tried itself in ten thousand
//! rollouts with faults and kills ([`simulate`]).
//!
//! What is about to be created is written down before it is, with a label by which the service lists it. So a rollout
//! that was killed at any point goes on where it was, and no wave is started twice.

pub mod plan;
pub mod service;

mod clock;
mod controller;
mod event;
mod fleet;
mod history;
mod lease;
mod on_sdk;
mod on_world;
mod rollout;
mod run;
pub mod simulate;
mod store;
pub mod twin;

pub use clock::Clock;
pub use controller::{Controller, Step};
pub use event::{Counts, End, EndedTask, Event, Failure, MOST_LISTED, Number, Order, Why};
pub use fleet::{Fleet, OpenJob};
pub use history::History;
pub use lease::{Lease, LeaseError};
pub use on_sdk::SdkService;
pub use on_world::WorldService;
pub use ota_world::{Model, Moment, TaskStatus};
pub use plan::{Plan, PlanError};
pub use rollout::pending::{Pending, SETTLED_AFTER};
pub use rollout::{KnownPackage, Rollout, Stage};
pub use run::{Halt, Runner, Tell};
pub use store::{Store, StoreError, Summary, Wish};
