//! The client: what is set once, and the way of every call.

pub(crate) mod untyped;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::call::check;
use crate::call::dry_run::DryRun;
use crate::call::encode::Typed;
use crate::call::encode::query::Parameters;
use crate::call::envelope;
use crate::call::mismatch;
use crate::call::redact::Secrets;
use crate::call::sign::{Format, Scheme, Signed, Unsigned};
use crate::call::stamp::Stamp;
use crate::call::transport::Transport;
use crate::client::untyped::Untyped;
use crate::config::credentials::Credentials;
use crate::config::defaults::Shared;
use crate::config::endpoint::{Endpoint, Network};
use crate::config::environment::variable;
use crate::config::region::Region;
use crate::error::Error;
use crate::error::kind::Kind;
use crate::error::violation::Violation;
use crate::request::operation::{Method, Operation, OperationInfo, Repeat, Request};
use crate::request::service::Service;
use crate::response::record::Record;
use crate::response::typed::Reply;

/// A client of the service. Cheap to clone: all copies share one pool of connections.
///
/// ```no_run
/// # async fn example() -> Result<(), ota_api::Error> {
/// let client = ota_api::Client::from_env().await?;
/// client.delete_ota_firmware().firmware_id("s8SSHiKjpBfrM3BSN0z803").send().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client(Arc<Settings>);

struct Settings {
    service: &'static Service,
    endpoint: Endpoint,
    region: Option<Region>,
    credentials: Credentials,
    scheme: Scheme,
    format: Format,
    deadline: Duration,
    shared: Shared,
    transport: Transport,
}

/// Sets a [`Client`] up.
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
    shared: Shared,
}

/// An address as the caller gave it. It may hold a password, so `Debug` shows none of it.
struct Url(String);

impl fmt::Debug for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("..")
    }
}

impl ClientBuilder {
    /// The region whose endpoint is used.
    pub fn region(mut self, region: impl Into<Region>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// Which of the region's endpoints is used; the public one unless this is called.
    pub fn network(mut self, network: Network) -> Self {
        self.network = network;
        self
    }

    /// An endpoint that is used instead of the region's, such as `http://127.0.0.1:8080`. Plain http is
    /// taken only on this machine.
    pub fn endpoint(mut self, url: impl Into<String>) -> Self {
        self.endpoint = Some(Url(url.into()));
        self
    }

    /// Who is calling.
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = Some(credentials);
        self
    }

    /// How requests are signed; V3 unless this is called.
    pub fn scheme(mut self, scheme: Scheme) -> Self {
        self.scheme = scheme;
        self
    }

    /// How answers are written; JSON unless this is called.
    pub fn format(mut self, format: Format) -> Self {
        self.format = format;
        self
    }

    /// How long a call may take in all, from opening the connection to the last byte read; 30
    /// seconds unless this is called.
    pub fn deadline(mut self, limit: Duration) -> Self {
        self.deadline = limit;
        self
    }

    /// A parameter that every request carries unless it sets its own, such as `IotInstanceId`. Only
    /// the parameters that `service.json` lists can be set here.
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.shared.set(name.into(), value.into());
        self
    }

    /// The service that is called: for clients of operations expanded from specs of their own.
    pub fn service(mut self, service: &'static Service) -> Self {
        self.service = service;
        self
    }

    /// Makes the client. Nothing is sent.
    ///
    /// # Errors
    ///
    /// Credentials are missing or unusable, neither region nor endpoint is set, or the endpoint is
    /// not one.
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
        if let Some((name, _)) = self.shared.all().find(|(name, _)| !known.contains(name)) {
            return Err(Error::configuration(format!(
                "`{}` is no parameter that all operations share; allowed: `{}`",
                name.escape_debug(),
                known.join("`, `"),
            )));
        }
        if self.deadline.is_zero() {
            return Err(Error::configuration("the deadline is 0; give calls some time"));
        }
        let transport = Transport::new(&endpoint, self.deadline)?;
        Ok(Client(Arc::new(Settings {
            service: self.service,
            endpoint,
            region: self.region,
            credentials,
            scheme: self.scheme,
            format: self.format,
            deadline: self.deadline,
            shared: self.shared,
            transport,
        })))
    }
}

/// One call, as the stages below need it.
pub(crate) struct Call<'a> {
    pub(crate) service: &'static Service,
    pub(crate) action: &'a str,
    pub(crate) method: Method,
    pub(crate) repeat: Repeat,
    pub(crate) parameters: &'a (dyn Parameters + Sync),
}

impl Client {
    /// A builder with nothing set.
    pub fn builder() -> ClientBuilder {
        ClientBuilder {
            service: &crate::operations::SERVICE,
            endpoint: None,
            region: None,
            network: Network::default(),
            credentials: None,
            scheme: Scheme::default(),
            format: Format::default(),
            deadline: Duration::from_secs(30),
            shared: Shared::default(),
        }
    }

    /// A client set up by the environment:
    ///
    /// | variable | meaning |
    /// |---|---|
    /// | `ALIBABA_CLOUD_ACCESS_KEY_ID`, `ALIBABA_CLOUD_ACCESS_KEY_SECRET` | the key |
    /// | `ALIBABA_CLOUD_SECURITY_TOKEN` | the token of a temporary key |
    /// | `ALIBABA_CLOUD_REGION_ID` | the region |
    /// | `OTA_ENDPOINT_URL` | an endpoint instead of the region's, such as that of an emulator |
    /// | `OTA_INSTANCE_ID` | the instance that every request names (`IotInstanceId`) |
    ///
    /// # Errors
    ///
    /// The key is not set, or neither of region and endpoint is, or one of them is unusable.
    #[expect(clippy::unused_async, reason = "looking credentials up may take a request one day")]
    pub async fn from_env() -> Result<Self, Error> {
        let mut builder = Self::builder().credentials(Credentials::from_env()?);
        if let Some(region) = variable("ALIBABA_CLOUD_REGION_ID")? {
            builder = builder.region(region);
        }
        if let Some(endpoint) = variable("OTA_ENDPOINT_URL")? {
            builder = builder.endpoint(endpoint);
        }
        if let Some(instance) = variable("OTA_INSTANCE_ID")? {
            builder = builder.parameter("IotInstanceId", instance);
        }
        if builder.region.is_none() && builder.endpoint.is_none() {
            return Err(Error::configuration(
                "no region is set; set `ALIBABA_CLOUD_REGION_ID`, or `OTA_ENDPOINT_URL` for an emulator",
            ));
        }
        builder.build()
    }

    /// Sends a request and decodes the answer.
    ///
    /// # Errors
    ///
    /// The request breaks a limit, it could not be sent, the answer did not come in time or cannot
    /// be read, or the service said no.
    pub async fn send<O: Operation>(&self, request: &O) -> Result<Reply<O::Response>, Error> {
        let request = Request(request);
        let parameters = self.typed(&request)?;
        self.execute(&call(O::INFO, &parameters)).await
    }

    /// Gives the request that [`send`](Self::send) would send now, without sending it.
    ///
    /// # Errors
    ///
    /// The request breaks a limit.
    pub fn dry_run<O: Operation>(&self, request: &O) -> Result<DryRun, Error> {
        let request = Request(request);
        let parameters = self.typed(&request)?;
        self.prepare(&call(O::INFO, &parameters))
    }

    /// Starts a call that has no spec: any action, any parameters, no checks before sending.
    pub fn call(&self, action: impl Into<String>) -> Untyped<'_> {
        Untyped::new(self, action.into())
    }

    /// Where requests go, such as `https://iot.cn-shanghai.aliyuncs.com/`.
    pub fn endpoint(&self) -> &str {
        &self.0.endpoint.base
    }

    /// The region, if one was set.
    pub fn region(&self) -> Option<&Region> {
        self.0.region.as_ref()
    }

    pub(crate) fn service(&self) -> &'static Service {
        self.0.service
    }

    pub(crate) fn shared(&self) -> &Shared {
        &self.0.shared
    }

    /// The request as something that can be encoded, once it passed the checks.
    fn typed<'a, O: Operation>(&'a self, request: &'a Request<'_, O>) -> Result<Typed<'a>, Error> {
        self.check(request, |_| false)?;
        let shared = &self.0.shared;
        Ok(Typed { parameters: O::INFO.parameters, arguments: request, shared })
    }

    /// Checks a request whose list may be longer than one call can carry.
    pub(crate) fn check_but_length<O: Operation>(
        &self,
        request: &O,
        list: &str,
    ) -> Result<(), Error> {
        self.check(&Request(request), |violation| violation.is_length_of(list))
    }

    fn check<O: Operation>(
        &self,
        request: &Request<'_, O>,
        accepted: impl Fn(&Violation) -> bool,
    ) -> Result<(), Error> {
        let info = O::INFO;
        let mut violations = check::check(info, request, &self.0.shared);
        violations.retain(|violation| !accepted(violation));
        if violations.is_empty() {
            return Ok(());
        }
        let error = Error::new(Kind::Invalid(violations));
        Err(error.about(info.action, info.repeat, info.service))
    }

    pub(crate) async fn execute<R: Record + Default>(
        &self,
        call: &Call<'_>,
    ) -> Result<Reply<R>, Error> {
        let about = |error: Error| error.about(call.action, call.repeat, call.service);
        let signed = self.sign(call)?;
        let sent = self.0.transport.send(call.method, &signed, self.0.deadline);
        let answer = sent.await.map_err(about)?;
        let mut value = R::default();
        match envelope::open(&answer, call.service, &mut value) {
            Ok(request_id) => Ok(Reply::new(value, request_id, answer)),
            Err(error) => {
                let advice = mismatch::advice(&error, &signed);
                // Told again by an answer without secrets: a gateway repeats what was signed.
                let secrets = Secrets::new(&self.0.credentials, &signed);
                let error = envelope::open(&secrets.blank_answer(answer), call.service, &mut value)
                    .err()
                    .unwrap_or(error);
                Err(about(secrets.blank_error(error).with_advice(advice)))
            }
        }
    }

    /// A call as it would be sent now.
    pub(crate) fn prepare(&self, call: &Call<'_>) -> Result<DryRun, Error> {
        Ok(DryRun::new(call.method, self.0.endpoint.base.clone(), self.sign(call)?))
    }

    /// Encodes and signs a call, with the time and nonce of this moment.
    pub(crate) fn sign(&self, call: &Call<'_>) -> Result<Signed, Error> {
        let settings = &*self.0;
        let stamp = Stamp::now()?;
        Ok(Unsigned {
            scheme: settings.scheme,
            method: call.method,
            host: &settings.endpoint.host,
            action: call.action,
            version: call.service.version,
            timestamp: stamp.time(),
            nonce: stamp.nonce(),
            region: settings.region.as_ref().map(Region::as_str),
            format: settings.format,
            credentials: &settings.credentials,
            body: None,
        }
        .sign_parameters(call.parameters))
    }
}

fn call<'a>(info: &'static OperationInfo, parameters: &'a Typed<'a>) -> Call<'a> {
    Call {
        service: info.service,
        action: info.action,
        method: info.method,
        repeat: info.repeat,
        parameters,
    }
}

impl AsRef<Self> for Client {
    fn as_ref(&self) -> &Self {
        self
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let settings = &*self.0;
        f.debug_struct("Client")
            .field("endpoint", &settings.endpoint.base)
            .field("region", &settings.region)
            .field("credentials", &settings.credentials)
            .field("scheme", &settings.scheme)
            .field("format", &settings.format)
            .field("deadline", &settings.deadline)
            .finish_non_exhaustive()
    }
}
