//! The differences between two specs, and whether they break callers.
//!
//! Changes are judged for a Rust program that uses the generated code.

mod changes;
mod compare;
mod fields;
mod limits;
mod operations;
mod rules;
mod side;
mod usage;

pub use changes::{Change, Class, Diff};
pub use compare::{compare, compare_operations};

#[cfg(test)]
mod tests;
