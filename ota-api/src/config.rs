//! Configuration of a client: credentials, endpoint and default parameters.

pub(crate) mod address;
pub(crate) mod connection;
pub(crate) mod credentials;
pub(crate) mod defaults;
pub(crate) mod endpoint;
pub(crate) mod environment;
pub(crate) mod headers;
pub(crate) mod hook;
pub(crate) mod provide;
pub(crate) mod proxy;
pub(crate) mod quota;
#[cfg(feature = "redis")]
pub(crate) mod redis;
pub(crate) mod region;
pub(crate) mod retry;
