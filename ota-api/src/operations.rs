//! The operations: everything here is generated from `specs/`.
//!
//! Each operation has a request (`DeleteOtaFirmware`), a builder that the client's method of the
//! same name starts, and an answer (`DeleteOtaFirmwareResponse`). `ota spec expand <Action>` shows
//! the code.

crate::operations!("../specs", inherent);
