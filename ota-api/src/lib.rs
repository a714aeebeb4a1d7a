//! An SDK for the over-the-air update API of Alibaba Cloud IoT Platform.
//!
//! Every operation is generated from a spec, so the compiler, the checks before sending, the
//! documentation, the command line and the emulator agree.
//!
//! ```no_run
//! use ota_api::Client;
//!
//! # async fn example() -> Result<(), ota_api::Error> {
//! let client = Client::from_env().await?;
//! let response = client
//!     .cancel_ota_task_by_device()
//!     .product_key("a1V4kdeAbCd")
//!     .firmware_id("T0F5b5tpFnHQrgfk030100")
//!     .device_name(["device1", "device2"])
//!     .send()
//!     .await?;
//! println!("done: request {}", response.request_id());
//! # Ok(())
//! # }
//! ```
//!
//! - A missing required parameter does not compile, and the message names it.
//! - A request outside the documented limits is not sent; the error lists all violations.
//! - Only a response with `Success: true` is a success. Everything else is an [`Error`].
//! - Calls wait for their turn among those that the service takes per second, together with those of other processes
//!   on the host, as [`Quota`] says.
//! - What could act twice is never sent again; everything else is, as [`RetryPolicy`] says.
//!   [`Error::outcome_unknown`] tells that a call may have acted although no response says so.
//! - A create whose response is lost is looked up, and [`Error::unknown_outcome`] keeps what could not be found.
//! - Files are uploaded by the forms that the service signs: see [`Upload`].
//! - Each call and each attempt has a span for `tracing`, and a [`Hook`](hook::Hook) sees every attempt.
//! - [`watch`](mod@watch) tells what changes in the tasks of a job; the feature `blocking` does without `async`.
//!
//! With the feature `serde`, requests and responses are kept and read again, under their names on the wire: a request
//! with an unknown key, or without a required parameter, is not read, and secrets are never written. A request that is kept
//! is sent by [`Client::send`](product::Core::send), or in any other way by [`Client::prepare`](product::Core::prepare).
//! With the feature `mock`, the module `mock` stands in for the service in tests.
//!
//! To call operations that are missing here, write specs of your own and expand them with
//! [`operations!`](crate::operations!), or use [`Client::call`](product::Core::call).

#[doc(hidden)]
pub mod __private;
#[cfg(feature = "blocking")]
pub mod blocking;
mod call;
mod client;
mod config;
#[cfg(feature = "serde")]
mod deserialized;
mod error;
mod excerpt;
mod flow;
pub mod hook;
mod macros;
#[cfg(feature = "mock")]
pub mod mock;
#[cfg(feature = "mock")]
mod mocked;
pub mod operations;
mod prepared;
pub mod product;
mod request;
mod request_builder;
mod response;
#[cfg(feature = "serde")]
mod serialized;
#[cfg(feature = "firmware")]
mod uploads;
mod value;
pub mod watch;

pub use call::dry_run::DryRun;
pub use call::sign;
pub use call::token::new_client_token;
pub use client::reconciled::Reconciled;
pub use client::untyped::Untyped;
pub use config::credentials::Credentials;
pub use config::endpoint::Network;
pub use config::provide::{CredentialsSource, ProvideCredentials, ProvideError, Providing};
pub use config::quota::Quota;
#[cfg(feature = "redis")]
pub use config::redis::Redis;
pub use config::region::Region;
pub use config::retry::{FailedAttempt, RetryPolicy};
pub use error::Error;
pub use error::incomplete_list::IncompleteList;
pub use error::unknown_outcome::UnknownOutcome;
pub use flow::pages::{PageItems, Pages};
pub use flow::parts::builder::SendParts;
pub use flow::parts::outcome::{Part, Parts};
pub use flow::parts::store::JournalStore;
pub use flow::parts::stream::PartStream;
pub use flow::position::Position;
pub use flow::upload::Upload;
pub use flow::upload::form::UploadForm;
pub use flow::upload::meter::{Progress, SlowUpload};
pub use flow::upload::several::Uploads;
pub use flow::upload::uploaded::Uploaded;
pub use flow::wait_error::WaitError;
pub use flow::waits::{Wait, WaitInfo};
pub use operations::{Client, ClientBuilder, region};
pub use ota_violation::Violation;
pub use prepared::Prepared;
pub use prepared::intent::Intent;
pub use request::operation::{Idempotency, Method, Operation, OperationInfo};
pub use request::service::Service;
pub use response::typed::Response;
pub use response::unreadable::UnreadableField;
pub use value::id::Id;
pub use value::secret::Secret;
pub use value::string_enum::UnknownValue;
