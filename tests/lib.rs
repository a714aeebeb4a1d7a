//! Nothing but the programs of `TESTING.md`, which are doc tests: this package holds tests that need more than one crate. See
//! `README.md`.
//!
#![doc = include_str!("../TESTING.md")]
