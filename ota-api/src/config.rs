//! Configuration of a client: credentials, endpoint and default parameters.
//!
//! Room is left here for a chain of credential providers, one file each beside `credentials`.

pub(crate) mod address;
pub(crate) mod connection;
pub(crate) mod credentials;
pub(crate) mod defaults;
pub(crate) mod endpoint;
pub(crate) mod environment;
pub(crate) mod proxy;
pub(crate) mod region;
