//! The operations, generated from `specs/`.
//!
//! Each operation has a request (`DeleteOtaFirmware`), a builder that the client's method of the
//! same name starts, and a response (`DeleteOtaFirmwareResponse`). `ota spec expand <Action>` shows
//! the code.
//!
//! Each group of operations is a cargo feature of this crate: `device`, `firmware`, `job`, `module`,
//! `task`. All are enabled by default, as is `xml`, without which responses in XML cannot be read.

crate::operations!("specs", features, client = "ota_api::operations::Client");

#[cfg(all(feature = "job", feature = "task"))]
mod watched_tasks;
