//! Configures clients.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use crate::call::settings::Settings;
use crate::call::sign::scheme::{Format, Scheme};
use crate::call::transport::{CONNECT, Transport};
use crate::client::Core;
use crate::config::connection::Connection;
use crate::config::defaults::ClientDefaults;
use crate::config::endpoint::{Endpoint, Network};
use crate::config::headers::Headers;
use crate::config::hook::{Hook, Hooks};
use crate::config::provide::CredentialsSource;
use crate::config::proxy::ProxySetting;
use crate::config::quota::Quota;
use crate::config::region::Region;
use crate::config::retry::RetryPolicy;
use crate::error::Error;
#[cfg(feature = "mock")]
use crate::mocked::Mock;
use crate::request::service::{Product, Service};

/// Configures a client of the type `C`, such as [`Client`](crate::Client).
#[must_use = "a builder does nothing until `build()` is called"]
pub struct ClientBuilder<C> {
    service: &'static Service,
    endpoint: Option<Url>,
    region: Option<Region>,
    network: Network,
    credentials: Option<CredentialsSource>,
    /// Whether the client may lack them.
    anonymous: bool,
    scheme: Scheme,
    format: Format,
    deadline: Duration,
    connect_limit: Duration,
    attempt_limit: Duration,
    retry: RetryPolicy,
    quota: Quota,
    run_id_tags: bool,
    headers: Vec<(String, String)>,
    hooks: Hooks,
    defaults: ClientDefaults,
    connection: Connection,
    #[cfg(feature = "mock")]
    mock: Option<Mock>,
    client: PhantomData<fn() -> C>,
}

/// A URL as the caller gave it. It may contain a password, so `Debug` hides it.
struct Url(String);

impl fmt::Debug for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("..")
    }
}

impl<C: Product> ClientBuilder<C> {
    /// Starts with nothing set.
    pub fn new() -> Self {
        Self::of(C::SERVICE)
    }
}

impl<C: Product> Default for ClientBuilder<C> {
    fn default() -> Self {
        Self::new()
    }
}

impl<C> ClientBuilder<C> {
    pub(crate) fn of(service: &'static Service) -> Self {
        Self {
            service,
            endpoint: None,
            region: None,
            network: Network::default(),
            credentials: None,
            anonymous: false,
            scheme: Scheme::default(),
            format: Format::default(),
            deadline: Duration::from_secs(30),
            connect_limit: CONNECT,
            attempt_limit: Duration::from_secs(10),
            retry: RetryPolicy::default(),
            quota: Quota::default(),
            run_id_tags: true,
            headers: Vec::new(),
            hooks: Hooks::default(),
            defaults: ClientDefaults::default(),
            connection: Connection::default(),
            #[cfg(feature = "mock")]
            mock: None,
            client: PhantomData,
        }
    }

    /// Sends to this mock in place of the endpoint.
    #[cfg(feature = "mock")]
    pub(crate) fn mock(mut self, mock: Mock) -> Self {
        self.mock = Some(mock);
        self
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

    /// Sets an endpoint in place of the region's, such as `http://127.0.0.1:8080`: scheme, host and, if
    /// it is not the default one, port. The host is taken as it is written; one that a browser would
    /// turn into another, such as `2130706433`, is refused. Plain HTTP is allowed on this machine
    /// (`127.0.0.0/8`, `::1`, `localhost`), elsewhere only with
    /// [`allow_plain_http`](Self::allow_plain_http).
    pub fn endpoint(mut self, url: impl Into<String>) -> Self {
        self.endpoint = Some(Url(url.into()));
        self
    }

    /// Allows an endpoint with plain HTTP beyond this machine, such as `http://emulator:7180` in another
    /// container. Whoever is on the way can then read and change requests and responses.
    pub fn allow_plain_http(mut self) -> Self {
        self.connection.plain_http = true;
        self
    }

    /// Sends all requests through a proxy, such as `http://user:password@proxy.example.com:8080`. It wins
    /// over the environment, `NO_PROXY` included. Schemes: `http`, `https`, and with the feature `socks`
    /// also `socks5`, `socks5h`, `socks4` and `socks4a`. Special characters in the password are written
    /// as `%23` and so on.
    ///
    /// Without this, the variables of the environment that [`Client`](crate::Client) lists decide, and never for an
    /// endpoint on this machine.
    pub fn proxy(mut self, address: impl Into<String>) -> Self {
        self.connection.proxy = ProxySetting::Address(address.into());
        self
    }

    /// Uses no proxy, whatever the environment says.
    pub fn no_proxy(mut self) -> Self {
        self.connection.proxy = ProxySetting::Direct;
        self
    }

    /// Trusts the certificates of a PEM file, given as its contents, beside those of the system. Can be
    /// repeated. A system without certificates is then no error.
    pub fn root_certificates(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.connection.certificates.push(pem.into());
        self
    }

    /// Adds to the header `user-agent`, after the name of this crate; printable ASCII, such as
    /// `my-tool/1.2`.
    pub fn user_agent(mut self, more: impl Into<String>) -> Self {
        self.connection.user_agent = Some(more.into());
        self
    }

    /// Limits how long an idle connection is kept for the next call; 10 seconds by default, which is
    /// less than load balancers keep theirs. A longer time risks that a call is sent on a connection
    /// that the server is closing; zero opens a connection for each call.
    pub fn idle_timeout(mut self, limit: Duration) -> Self {
        self.connection.idle = limit;
        self
    }

    /// Limits the size of a successful response in bytes; 6 MiB by default, which is a hundred times a full page of
    /// tasks. A call whose response is larger is an error, and its outcome is unknown. Other responses are read up to 64 KiB.
    pub fn response_limit(mut self, bytes: usize) -> Self {
        self.connection.response = bytes;
        self
    }

    /// Sets the credentials: [`Credentials`](crate::Credentials) that do not change, or a
    /// [provider](crate::ProvideCredentials) that is asked before each call is signed. When the service refuses what
    /// a provider gave as expired or unknown, the provider is asked once more and the call is sent again.
    pub fn credentials(mut self, credentials: impl Into<CredentialsSource>) -> Self {
        self.credentials = Some(credentials.into());
        self
    }

    /// Lets the client do without credentials. It then sends operations that need none; others are errors,
    /// with nothing sent.
    pub fn anonymous(mut self) -> Self {
        self.anonymous = true;
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

    /// Sets when a call is sent again; [`RetryPolicy::off`] means never. [`Core::with_retry`] sets another policy
    /// for single calls.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Sets how the client keeps to the calls per second that operations allow; [`Quota::off`] means not at all.
    /// [`Core::with_quota`] sets another for single calls.
    pub fn quota(mut self, quota: Quota) -> Self {
        self.quota = quota;
        self
    }

    /// Sets whether a call that creates a job adds a label to it, with the key `ota.run.id` and a random value; it does
    /// by default. If its response is lost, the call is found by it, and nothing is created twice. Devices get to
    /// see the labels of their jobs. Without them, the outcome of such a call stays unknown.
    /// [`Core::with_run_id_tags`] sets this for single calls.
    pub fn run_id_tags(mut self, add: bool) -> Self {
        self.run_id_tags = add;
        self
    }

    /// Adds a header to all requests, such as one for a proxy. It is not signed. Headers that the client sets itself
    /// (`Authorization`, `Host`, `X-Acs-*` and so on) cannot be set.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Adds a [`Hook`](crate::hook::Hook), which looks at each attempt before and after it. Can be repeated.
    pub fn hook(mut self, hook: impl Hook) -> Self {
        self.hooks.add(hook);
        self
    }

    /// Limits the time of one attempt, from opening the connection to the decoded response; 10 seconds by
    /// default. What is left of the deadline can go to a further one. [`Duration::MAX`] means no limit but the
    /// deadline.
    pub fn attempt_limit(mut self, limit: Duration) -> Self {
        self.attempt_limit = limit;
        self
    }

    /// Limits the time of a call, with all of its attempts and the pauses between them; 30 seconds by
    /// default. [`Core::with_deadline`] sets another limit for single calls.
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

    /// Builds the client. Nothing is sent, and no certificates are read: that is done once per process,
    /// by the first call over TLS.
    ///
    /// # Errors
    ///
    /// A setting is missing or cannot be used: the credentials, the region or endpoint, the proxy (also
    /// one of the environment), a certificate, the user agent, a header, a parameter or a limit.
    pub fn build(self) -> Result<C, Error>
    where
        C: From<Core<C>>,
    {
        match &self.credentials {
            Some(credentials) => credentials.check()?,
            None if self.anonymous => {}
            None => return Err(Error::configuration("no credentials are set; set one")),
        }
        if let Some(region) = &self.region {
            region.check()?;
        }
        let endpoint = match (&self.endpoint, &self.region) {
            (Some(Url(url)), _) => Endpoint::of_url(url, self.connection.plain_http)?,
            (None, region) => Endpoint::of_service(self.service, region.as_ref(), self.network)?,
        };
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
        if self.connection.response == 0 {
            return Err(Error::configuration("the response limit is 0; set a larger one"));
        }
        let mut headers = Headers::default();
        for (name, value) in &self.headers {
            headers.set(name, value)?;
        }
        let transport =
            Transport::new(&endpoint, self.deadline, self.connect_limit, self.connection)?;
        let settings = Settings {
            service: self.service,
            endpoint,
            region: self.region.clone(),
            credentials: self.credentials,
            scheme: self.scheme,
            format: self.format,
            defaults: self.defaults.of_region(self.region.clone()),
            transport,
            #[cfg(feature = "mock")]
            mock: self.mock,
            retry: self.retry,
            quota: self.quota,
            run_id_tags: self.run_id_tags,
            headers,
            hooks: self.hooks,
            attempt_limit: self.attempt_limit,
            budget: Arc::default(),
            clock: Arc::default(),
        };
        Ok(Core::new(Arc::new(settings), self.deadline).into())
    }
}

impl<C> fmt::Debug for ClientBuilder<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("service", &self.service.product)
            .field("endpoint", &self.endpoint)
            .field("region", &self.region)
            .field("network", &self.network)
            .field("credentials", &self.credentials)
            .field("scheme", &self.scheme)
            .field("format", &self.format)
            .field("deadline", &self.deadline)
            .field("connect_limit", &self.connect_limit)
            .field("defaults", &self.defaults)
            .field("connection", &self.connection)
            .finish_non_exhaustive()
    }
}
