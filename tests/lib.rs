//! Nothing: this package holds tests that need more than one crate. See `README.md`.
