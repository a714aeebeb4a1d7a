//! Tests of code that calls, without the service and without a network. Feature `mock`.
//!
//! A [`Mock`] has rules that say which call gets which response; a call that no rule is for is an error that says what
//! was asked. Checks, encoding, signing, retries and decoding are those of every client. Nothing sleeps but the pauses
//! between attempts: a test with `#[tokio::test(start_paused = true)]` takes no time for them. `TESTING.md` in the
//! repository shows this beside the emulator.
//!
//! ```
//! use ota_api::mock::{Failure, Mock};
//! use ota_api::operations::{DeleteOtaFirmware, QueryOtaJob};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), ota_api::Error> {
//! let mock = Mock::new();
//! mock.on::<DeleteOtaFirmware>()
//!     .when(|request| request.firmware_id == "f1")
//!     .fail(Failure::refused("iot.ota.FirmwareNotFound"));
//! mock.on::<QueryOtaJob>().respond_example();
//!
//! let client: ota_api::Client = mock.client()?;
//! let error = client.delete_ota_firmware().firmware_id("f1").send().await.unwrap_err();
//! assert_eq!(error.code(), Some("iot.ota.FirmwareNotFound"));
//! let job = client.query_ota_job().job_id("j1").send().await?;
//! assert!(job.data.is_some());
//!
//! assert_eq!(mock.requests::<DeleteOtaFirmware>()[0].firmware_id, "f1");
//! assert_eq!(mock.calls()[1].parameter("JobId"), Some("j1"));
//! # Ok(())
//! # }
//! ```
//!
//! Code that gets a response or an error handed in needs no client: [`response`] makes what a call returns from fields,
//! [`example`] from the spec, [`read`] from JSON, and [`Failure::error`] the error.

pub use crate::client::mocked::{example, read, response};
pub use crate::mocked::Mock;
pub use crate::mocked::failure::Failure;
pub use crate::mocked::recorded::Recorded;
pub use crate::mocked::rule::{FormUpload, Rule};
