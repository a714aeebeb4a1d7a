//! What is set once on a client: who is calling, where calls go, and the defaults of parameters.
//!
//! A chain of credential providers will stand here, in files beside `credentials`.

pub(crate) mod credentials;
pub(crate) mod defaults;
pub(crate) mod endpoint;
pub(crate) mod environment;
pub(crate) mod region;
