//! Configures clients.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::call::settings::Settings;
use crate::call::sign::scheme::{Format, Scheme};
use crate::call::transport::{CONNECT, Transport};
use crate::client::Client;
use crate::config::credentials::Credentials;
use crate::config::defaults::ClientDefaults;
use crate::config::endpoint::{Endpoint, Network};
use crate::config::region::Region;
use crate::error::Error;
use crate::request::service::Service;

/// Configures a [`Client`].
#[derive(Debug)]
#[must_use = "a builder does nothing until `build()` is called"]
pub struct ClientBuilder {
    service: &'static Service,
    endpoint: Option<Url>,
    region: Option<Region>,
    network: Network,
    credentials: Option<Credentials>,
    scheme: Scheme,
    format: Format,
    deadline: Duration,
    connect_limit: Duration,
    defaults: ClientDefaults,
}

/// A URL as the caller gave it. It may contain a password, so `Debug` hides it.
struct Url(String);

impl fmt::Debug for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("..")
    }
}

impl ClientBuilder {
    pub(crate) fn new(service: &'static Service) -> Self {
        Self {
            service,
            endpoint: None,
            region: None,
            network: Network::default(),
            credentials: None,
            scheme: Scheme::default(),
            format: Format::default(),
            deadline: Duration::from_secs(30),
            connect_limit: CONNECT,
            defaults: ClientDefaults::default(),
        }
    }

    /// Sets the region, which decides the endpoint.
    pub fn region(mut self, region: impl Into<Region>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// Chooses between the endpoints of the region; the public one by default.
    pub fn network(mut self, network: Network) -> Self {
        self.network = network;
        self
    }

    /// Sets an endpoint in place of the region's, such as `http://127.0.0.1:8080`. Plain HTTP is allowed
    /// only on this machine.
    pub fn endpoint(mut self, url: impl Into<String>) -> Self {
        self.endpoint = Some(Url(url.into()));
        self
    }

    /// Sets the credentials.
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = Some(credentials);
        self
    }

    /// Sets the signature scheme; V3 by default.
    pub fn scheme(mut self, scheme: Scheme) -> Self {
        self.scheme = scheme;
        self
    }

    /// Sets the response format; JSON by default.
    pub fn format(mut self, format: Format) -> Self {
        self.format = format;
        self
    }

    /// Limits the time of a call, from opening the connection to the decoded response; 30 seconds by
    /// default. [`Client::with_deadline`] sets another limit for single calls.
    pub fn deadline(mut self, limit: Duration) -> Self {
        self.deadline = limit;
        self
    }

    /// Limits the time for opening a connection, name lookup and TLS included; 5 seconds by default, and
    /// never more than half of the deadline. A call that misses this limit was not sent.
    pub fn connect_limit(mut self, limit: Duration) -> Self {
        self.connect_limit = limit;
        self
    }

    /// Sets a parameter for all requests that do not set it themselves, such as `IotInstanceId`. Only
    /// the parameters listed in `service.json` can be set here.
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.defaults.set(name.into(), value.into());
        self
    }

    /// Sets the service, for operations expanded from specs of your own.
    pub fn service(mut self, service: &'static Service) -> Self {
        self.service = service;
        self
    }

    /// Builds the client. Nothing is sent.
    ///
    /// # Errors
    ///
    /// The credentials are missing or unusable, neither region nor endpoint is set, or the endpoint is
    /// invalid.
    pub fn build(self) -> Result<Client, Error> {
        let missing = |what: &str| Error::configuration(format!("no {what} set; set one"));
        let credentials = self.credentials.ok_or_else(|| missing("credentials are"))?;
        credentials.check()?;
        let endpoint = match (&self.endpoint, &self.region) {
            (Some(Url(url)), _) => Endpoint::of_url(url)?,
            (None, Some(region)) => Endpoint::of_region(self.service, region, self.network)?,
            (None, None) => return Err(missing("region or endpoint is")),
        };
        if let Some(region) = &self.region {
            region.check()?;
        }
        let known = self.service.parameters;
        if let Some((name, _)) = self.defaults.all().find(|(name, _)| !known.contains(name)) {
            return Err(Error::configuration(format!(
                "`{}` cannot be set on a client; allowed: `{}`",
                name.escape_debug(),
                known.join("`, `"),
            )));
        }
        if self.deadline.is_zero() {
            return Err(Error::configuration("the deadline is 0; set a longer one"));
        }
        if self.connect_limit.is_zero() {
            return Err(Error::configuration("the connect limit is 0; set a longer one"));
        }
        let transport = Transport::new(&endpoint, self.deadline, self.connect_limit)?;
        let settings = Settings {
            service: self.service,
            endpoint,
            region: self.region,
            credentials,
            scheme: self.scheme,
            format: self.format,
            defaults: self.defaults,
            transport,
        };
        Ok(Client { settings: Arc::new(settings), deadline: self.deadline })
    }
}
