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
mod call;
mod client;
mod config;
mod error;
mod excerpt;
mod flow;
mod macros;
pub mod operations;
mod request;
mod request_builder;
mod response;
mod value;

pub use call::dry_run::DryRun;
pub use call::sign;
pub use client::Client;
pub use client::builder::ClientBuilder;
pub use client::untyped::Untyped;
pub use config::credentials::Credentials;
pub use config::endpoint::Network;
pub use config::region::Region;
pub use error::Error;
pub use error::violation::Violation;
pub use flow::pages::{PageItems, Pages};
pub use flow::parts::{Part, Parts};
pub use flow::waits::{Wait, WaitError};
pub use operations::region;
pub use request::operation::{Method, Operation, OperationInfo, Repeat};
pub use request::service::Service;
pub use response::typed::Reply;
pub use value::id::Id;
pub use value::secret::Secret;
pub use value::word::UnknownWord;
