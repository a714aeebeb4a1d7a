//! The settings of a client, as its calls use them.

use std::sync::Arc;
use std::time::Duration;

use crate::call::budget::Budget;
use crate::call::clock::Clock;
use crate::call::sign::scheme::{Format, Scheme};
use crate::call::transport::Transport;
use crate::config::defaults::ClientDefaults;
use crate::config::endpoint::Endpoint;
use crate::config::headers::Headers;
use crate::config::hook::Hooks;
use crate::config::provide::CredentialsSource;
use crate::config::quota::Quota;
use crate::config::region::Region;
use crate::config::retry::RetryPolicy;
#[cfg(feature = "mock")]
use crate::mocked::Mock;
use crate::request::service::Service;

/// The settings of a client, as its calls use them.
#[derive(Clone)]
pub(crate) struct Settings {
    pub(crate) service: &'static Service,
    pub(crate) endpoint: Endpoint,
    pub(crate) region: Option<Region>,
    /// Absent on a client for operations that need none.
    pub(crate) credentials: Option<CredentialsSource>,
    pub(crate) scheme: Scheme,
    pub(crate) format: Format,
    pub(crate) defaults: ClientDefaults,
    pub(crate) transport: Transport,
    /// What is sent to in its place.
    #[cfg(feature = "mock")]
    pub(crate) mock: Option<Mock>,
    pub(crate) retry: RetryPolicy,
    pub(crate) quota: Quota,
    /// Whether calls label what they make where that helps to find it.
    pub(crate) run_id_tags: bool,
    pub(crate) headers: Headers,
    pub(crate) hooks: Hooks,
    /// The time that one attempt has.
    pub(crate) attempt_limit: Duration,
    pub(crate) budget: Arc<Budget>,
    pub(crate) clock: Arc<Clock>,
}
