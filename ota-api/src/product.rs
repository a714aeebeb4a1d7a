//! What the clients of all products share.
//!
//! Each [`operations!`](crate::operations!) makes a type `Client` of its own, so that the compiler keeps the
//! requests of one product from the client of another. [`Client`](crate::Client) is that of the operations of
//! this crate.

pub use crate::client::Core;
pub use crate::client::any::AnyClient;
pub use crate::client::builder::ClientBuilder;
pub use crate::request::look_up::LookUp;
pub use crate::request::service::{
    Endpoints, EnvelopeNames, ErrorCode, Product, Retry, Same, Service,
};
