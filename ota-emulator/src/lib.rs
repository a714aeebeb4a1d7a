//! A loopback server that interprets the operation specs and responds like the service.
//!
//! It checks signatures, clock, nonces and quotas like the gateway, and parameters by the spec.
//! Then it acts on a world of packages, jobs, tasks and simulated devices, which is a function of
//! its [`Seed`] and of what was done to it, in memory or kept by [`Builder::data`]. It shares
//! nothing with the client library but the specs, so that each is a test of the other.
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
//! # Facts and choices
//!
//! The order of the checks and the codes follow the documentation of the service where it says
//! something. Where it is silent the emulator makes a choice, and the module that makes it says so:
//! `gateway` for what happens before an operation is reached, `parameters` for violated limits,
//! `handlers` for the operations.
//!
//! # Other products
//!
//! [`Builder::specs`] takes any folder of specs, also several. Of a product other than the one of
//! [`embedded_specs`] nothing is known but its specs: signatures, quotas, parameters, limits and rules
//! are checked as ever, and the response is the first example of the operation in JSON, else in XML,
//! with the header `x-ota-emulator: example`. A call that breaks its spec is rejected with HTTP status
//! 400 and the code `Missing<Name>` or `Invalid<Name>`, which is a choice. No parameter has a meaning of
//! its own there, not even one that is called `IotInstanceId`.
//!
//! # When a signature is wrong
//!
//! The message of `SignatureDoesNotMatch` has after its first colon what the emulator signed: the
//! string to sign where parameters sign, the canonical request where headers do. A request from the
//! same machine with the header `x-ota-emulator-explain`, which need not be signed, gets a member
//! `Explanation` as well:
//!
//! - With the value `signature` it says which of the usual mistakes gives the signature that was
//!   sent, if one does: a key with or without `&`, another method, `+` for a space, another order,
//!   a parameter left out, and so on.
//! - With the base64 of what the caller signed it says besides in which line or parameter that
//!   differs first, and what each side has there; the message names the place.
//!
//! # The admin API under `/_ota/`
//!
//! JSON in and out, without a signature, for callers on the same machine. Requests other than `GET`
//! must have `Content-Type: application/json`, even without a body. Errors are `{ "error": "..."
//! }`. Each has a method of [`Emulator`] that does the same.
//!
//! | request | effect | body |
//! |---|---|---|
//! | `GET /_ota/` | lists the endpoints |  |
//! | `GET /_ota/health` | the emulated products, and the world's time and speed |  |
//! | `GET /_ota/world` | counts what each instance has |  |
//! | `GET /_ota/requests` | the requests received; `?after=<number>` for later ones |  |
//! | `GET /_ota/ledger` | everything that was done, with requests and responses; `?after=<number>` for later entries |  |
//! | `GET /_ota/snapshot` | the whole state as a document |  |
//! | `POST /_ota/restore` | replaces the state | a snapshot |
//! | `POST /_ota/reset` | goes back to the seed, or to another one | nothing, or `seed` |
//! | `POST /_ota/seed` | adds to what there is | `products`, `groups`, `instances`, `objects` |
//! | `GET /_ota/faults` | the faults in force, with what they have done |  |
//! | `POST /_ota/faults` | adds a fault and returns its number | a fault |
//! | `DELETE /_ota/faults` | removes all faults |  |
//! | `DELETE /_ota/faults/{id}` | removes one fault |  |
//! | `POST /_ota/advance` | advances the world's time | `seconds`, or `until` with a time such as `2026-01-02T03:04:05Z` |
//! | `POST /_ota/speed` | sets the speed of the world's time relative to the clock | `speed` |
//! | `POST /_ota/model` | sets how devices behave | a model |
//! | `POST /_ota/behaviour` | sets how one device behaves | `productKey`, `deviceName`, `behaviour`, `iotInstanceId` |
//! | `POST /_ota/devices` | adds devices to a product | `productKey`, `devices`, `numbered`, `iotInstanceId` |
//! | `POST /_ota/report` | makes a device report a version | `productKey`, `deviceName`, `version`, `moduleName`, `iotInstanceId` |
//!
//! A snapshot and `reset` leave faults, the record of requests, and what the gateway remembers as
//! they are. Nothing that is shown here has a signature, a token, a nonce or the policy of a form
//! in it; addresses are without their queries.
//!
//! # Safety
//!
//! The server binds 127.0.0.1 unless told otherwise, and refuses requests that a web page could
//! have caused: those with another `Host`, with an `Origin`, or with a `Sec-Fetch-Site` of another
//! site. As its key is well known, it takes no calls from browsers at all, which a page could send
//! here by a signed link; people can look at `GET /_ota/` and load files with one.
//!
//! # Bounds
//!
//! What a seed or the admin API can make has bounds, which the errors name; see [`SeedObject`] and
//! [`Numbered`]. `GET /_ota/health` answers at once, whatever the world is busy with. A connection
//! without a request ends after 75 seconds, the head of a request may take 20 seconds and its body
//! 30, with another second for every 16 KiB; there are 512 connections at most. The ledger stays in
//! memory, about a kilobyte an entry, until it is reset.

mod admin;
mod builder;
mod connection;
mod emulator;
mod error;
mod faults;
mod gateway;
mod guard;
mod products;
mod record;
mod rejection;
mod request;
mod response;
mod server;
mod service;
mod store;
mod time;
mod uploads;

pub use builder::Builder;
pub use emulator::{Contents, Emulator};
pub use error::{RestoreError, StartError, StorageError};
pub use faults::{BadFault, Effect, Fault, FaultRule, ResponseFormat};
pub use ota_world::{
    Behaviour, DetailedDevice, Device, DeviceFailure, DeviceStatus, InstanceCounts, Job, JobStatus,
    LedgerEntry, Model, Numbered, Package, PackageStatus, Product, Progress, Refusal, Seconds,
    Seed, SeedAddition, SeedDevice, SeedError, SeedGroup, SeedInstance, SeedJob, SeedMembers,
    SeedModule, SeedObject, SeedPackage, SeedPackageStatus, SeedProduct, SeedTask, Snapshot,
    SnapshotError, Stages, Task, TaskStatus, WorldCounts, embedded_specs, is_at_home,
};
pub use record::{AppliedFault, Received, Requests};
pub use time::clock::{Clock, ManualClock, SystemClock};
