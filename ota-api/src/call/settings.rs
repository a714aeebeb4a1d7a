//! The settings of a client, as its calls use them.

use crate::call::sign::scheme::{Format, Scheme};
use crate::call::transport::Transport;
use crate::config::credentials::Credentials;
use crate::config::defaults::ClientDefaults;
use crate::config::endpoint::Endpoint;
use crate::config::region::Region;
use crate::error::Error;
use crate::request::operation::OperationInfo;
use crate::request::service::Service;

/// The settings of a client, as its calls use them.
#[derive(Clone)]
pub(crate) struct Settings {
    pub(crate) service: &'static Service,
    pub(crate) endpoint: Endpoint,
    pub(crate) region: Option<Region>,
    pub(crate) credentials: Credentials,
    pub(crate) scheme: Scheme,
    pub(crate) format: Format,
    pub(crate) defaults: ClientDefaults,
    pub(crate) transport: Transport,
}

impl Settings {
    /// Refuses an operation of another product or version, which this endpoint does not know.
    pub(crate) fn belongs(&self, info: &OperationInfo) -> Result<(), Error> {
        let name = |service: &Service| format!("`{}` {}", service.product, service.version);
        let (own, other) = (self.service, info.service);
        if (own.product, own.version) == (other.product, other.version) {
            return Ok(());
        }
        let message = format!(
            "the operation belongs to product {}, but the client is one of {}; use a client built \
             with `.service(..)` for that product",
            name(other),
            name(own),
        );
        Err(Error::configuration(message).about(info.action, info.idempotency, other))
    }
}
