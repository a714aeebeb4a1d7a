//! The operations, generated from `specs/`.
//!
//! Each operation has a request (`DeleteOtaFirmware`), a builder that the client's method of the
//! same name starts, and a response (`DeleteOtaFirmwareResponse`). `ota spec expand <Action>` shows
//! the code.
//!
//! Setters of optional parameters take a value or an `Option` of one. A request that was kept becomes
//! a builder again by `From`:
//!
//! ```
//! # #[cfg(feature = "task")] {
//! use ota_api::operations::{ListOtaTaskByJob, ListOtaTaskByJobBuilder};
//!
//! let size: Option<i32> = None;
//! let kept = ListOtaTaskByJob::builder().job_id("wahVIzGkCMuAUE2gDERM02").page_size(size).build();
//! let failed = ListOtaTaskByJobBuilder::from(kept).task_status("FAILED").build();
//! # assert_eq!(failed.page_size, None);
//! # }
//! ```
//!
//! Each group of operations is a cargo feature of this crate: `device`, `firmware`, `job`, `module`,
//! `task`. All are enabled by default, as is `xml`, without which responses in XML cannot be read.

crate::operations!("specs", features, client = "ota_api::operations::Client");

#[cfg(all(feature = "job", feature = "task"))]
mod watched_tasks;
