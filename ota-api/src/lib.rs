//! An SDK for the over-the-air update API of Alibaba Cloud IoT Platform.
//!
//! Every operation is generated from a spec, so that what the compiler, the checks before sending,
//! the documentation, the command line and the emulator know is the same.
//!
//! ```no_run
//! use ota_api::Client;
//!
//! # async fn example() -> Result<(), ota_api::Error> {
//! let client = Client::from_env().await?;
//! let reply = client
//!     .cancel_ota_task_by_device()
//!     .product_key("a1V4kdeAbCd")
//!     .firmware_id("T0F5b5tpFnHQrgfk030100")
//!     .device_name(["device1", "device2"])
//!     .send()
//!     .await?;
//! println!("done: request {}", reply.request_id());
//! # Ok(())
//! # }
//! ```
//!
//! - Leaving a required parameter out does not compile, and the message names it.
//! - A request outside the documented limits is not sent; the error lists everything at once.
//! - Only an answer with `Success: true` is a success. Everything else is an [`Error`].
//! - Nothing is sent twice. [`Error::is_retryable`] and [`Error::outcome_unknown`] tell what a second
//!   send could do.
//!
//! The stages of a call are the modules: check, encode, sign, transport, envelope, decode.
//!
//! To call operations that are not here, write specs of your own and expand them:
//! see [`operations!`](crate::operations!).

#[doc(hidden)]
pub mod __private;
mod argument;
mod builder;
mod check;
mod client;
mod credentials;
mod decode;
mod dry_run;
mod encode;
mod endpoint;
mod envelope;
mod error;
mod id;
mod items;
mod limits;
mod macros;
mod mismatch;
mod operation;
pub mod operations;
mod page;
mod percent;
mod query;
mod redact;
mod reply;
mod rules;
mod secret;
pub mod sign;
mod split;
mod stamp;
mod text;
mod transport;
mod untyped;
mod wait;
mod word;

pub use check::Violation;
pub use client::{Client, ClientBuilder};
pub use credentials::Credentials;
pub use dry_run::DryRun;
pub use endpoint::{Network, Region};
pub use error::Error;
pub use id::Id;
pub use operation::{Method, Operation, OperationInfo, Repeat, Service};
pub use operations::region;
pub use page::{PageItems, Pages};
pub use reply::Reply;
pub use secret::Secret;
pub use split::{Part, Parts};
pub use untyped::Untyped;
pub use wait::{Wait, WaitError};
pub use word::UnknownWord;
