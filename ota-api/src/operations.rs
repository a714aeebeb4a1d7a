//! The operations: everything here is generated from `specs/`.
//!
//! Each operation has a request (`DeleteOtaFirmware`), a builder that the client's method of the
//! same name starts, and an answer (`DeleteOtaFirmwareResponse`). `ota spec expand <Action>` shows
//! the code.
//!
//! Each group of operations is a cargo feature of this crate: `firmware`, `job`, `module`, `task`. All
//! are on unless `default-features = false` is set, as is `xml`, without which answers in XML cannot
//! be read.

crate::operations!("../specs", inherent, features);
