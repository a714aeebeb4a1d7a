//! A client of a service that is known at run time only.

use std::fmt;
use std::ops::Deref;

use crate::client::Core;
use crate::client::builder::ClientBuilder;
use crate::request::service::Service;

/// A client of a service that no `operations!` describes, for [calls without a spec](Core::call): tools
/// read what they need of the service when they run.
#[derive(Clone)]
pub struct AnyClient(Core<Self>);

impl AnyClient {
    /// Starts a builder for this service with nothing else set.
    pub fn builder(service: &'static Service) -> ClientBuilder<Self> {
        ClientBuilder::of(service)
    }
}

impl Deref for AnyClient {
    type Target = Core<Self>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl From<Core<Self>> for AnyClient {
    fn from(core: Core<Self>) -> Self {
        Self(core)
    }
}

impl fmt::Debug for AnyClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
