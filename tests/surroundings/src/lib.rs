//! A user's crate of the edition 2021 in which names are taken and lints forbidden. That it compiles
//! is the test: generated code depends on nothing around it.
#![forbid(unsafe_code)]
#![deny(
    missing_docs,
    deprecated,
    unused,
    nonstandard_style,
    warnings,
    missing_debug_implementations,
    unreachable_pub,
    unused_qualifications
)]
#![deny(future_incompatible, let_underscore, rust_2018_idioms, rust_2024_compatibility)]
#![deny(clippy::all, clippy::pedantic)]

mod lints;
mod macros;
mod methods;
mod modules;
mod prelude;
mod types;

pub use lints::forbidden;
pub use macros::taken;
pub use methods::{by_reference, by_value, constants, functions};
pub use modules::{extern_crates, tools};
pub use prelude::without;
pub use types::{primitives, standard, traits};
