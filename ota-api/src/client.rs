//! The client.

pub(crate) mod builder;
pub(crate) mod untyped;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::call;
use crate::call::dry_run::DryRun;
use crate::call::settings::Settings;
use crate::client::untyped::Untyped;
use crate::config::region::Region;
use crate::error::Error;
use crate::request::operation::Operation;
use crate::response::typed::Response;

/// A client of the service. Cheap to clone: all copies share one pool of connections.
///
/// ```no_run
/// # async fn example() -> Result<(), ota_api::Error> {
/// let client = ota_api::Client::from_env().await?;
/// client.delete_ota_firmware().firmware_id("s8SSHiKjpBfrM3BSN0z803").send().await?;
/// # Ok(())
/// # }
/// ```
///
/// # Runtimes
///
/// A call needs a Tokio runtime with time and I/O enabled (`enable_all`); outside of one it is a usage
/// error, and nothing is sent. A client can be used on any number of runtimes, at the same time or one
/// after the other: each has its own connections, kept for the last eight.
///
/// # Environment
///
/// Besides [`from_env`](Self::from_env), every client reads these variables when it is built:
///
/// | variable | meaning |
/// |---|---|
/// | `HTTPS_PROXY`, else `ALL_PROXY` | the proxy for endpoints with `https` |
/// | `HTTP_PROXY`, else `ALL_PROXY` | the proxy for endpoints with `http` |
/// | `NO_PROXY` | what needs no proxy: `*`, `example.com` with its subdomains, `*.example.com`, `10.0.0.1`, `10.*`, `10.0.0.0/8`, each also with a port, separated by commas |
///
/// Each is also read in lower case, if the first is not set. A value that cannot be used is an error.
/// Endpoints on this machine use no proxy. When `REQUEST_METHOD` is set, as in CGI programs, `HTTP_PROXY`
/// is not read, since a request could set it.
///
/// The first call over TLS reads the certificates of the system, on Linux those that `SSL_CERT_FILE` and
/// `SSL_CERT_DIR` name if they are set.
#[derive(Clone)]
pub struct Client {
    pub(crate) settings: Arc<Settings>,
    /// The time limit of each call.
    pub(crate) deadline: Duration,
}

impl Client {
    /// Sends a request and decodes the response.
    ///
    /// # Errors
    ///
    /// The request breaks a limit, belongs to another service than the client, or could not be sent; the
    /// response did not arrive in time or cannot be read; or the service refused the call.
    pub async fn send<O: Operation>(&self, request: &O) -> Result<Response<O::Response>, Error> {
        call::send(&self.settings, request, self.deadline).await
    }

    /// Returns the request that [`send`](Self::send) would send, without sending it.
    ///
    /// # Errors
    ///
    /// The request breaks a limit or belongs to another service than the client.
    pub fn dry_run<O: Operation>(&self, request: &O) -> Result<DryRun, Error> {
        call::dry_run(&self.settings, request)
    }

    /// Starts a call without a spec: any action, any parameters, no checks before sending.
    pub fn call(&self, action: impl Into<String>) -> Untyped<'_> {
        Untyped::new(&self.settings, action.into(), self.deadline)
    }

    /// A client with the same settings and connections, whose calls have this time limit each. For a
    /// single call:
    ///
    /// ```no_run
    /// # use std::time::Duration;
    /// # async fn example(client: &ota_api::Client) -> Result<(), ota_api::Error> {
    /// let brief = client.with_deadline(Duration::from_secs(3));
    /// brief.delete_ota_firmware().firmware_id("s8SSHiKjpBfrM3BSN0z803").send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// A limit of 0 makes every call an error, with nothing sent.
    #[must_use = "the client itself keeps its deadline"]
    pub fn with_deadline(&self, limit: Duration) -> Self {
        Self { settings: self.settings.clone(), deadline: limit }
    }

    /// A client with the same settings and connections, whose requests may have values that the lists of
    /// allowed ones lack. The service may know values that are newer than the specs of this crate; all
    /// other limits and rules hold as before. For a single call:
    ///
    /// ```no_run
    /// # async fn example(client: &ota_api::Client) -> Result<(), ota_api::Error> {
    /// let ahead = client.with_unlisted_values();
    /// ahead.generate_ota_upload_url().file_suffix("tar.zst").send().await?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use = "the client itself goes on refusing such values"]
    pub fn with_unlisted_values(&self) -> Self {
        let mut settings = Settings::clone(&self.settings);
        settings.defaults.unlisted_values = true;
        Self { settings: Arc::new(settings), deadline: self.deadline }
    }

    /// The URL that requests are sent to, such as `https://iot.cn-shanghai.aliyuncs.com/`.
    pub fn endpoint(&self) -> &str {
        &self.settings.endpoint.base
    }

    /// The region, if one was set.
    pub fn region(&self) -> Option<&Region> {
        self.settings.region.as_ref()
    }
}

impl AsRef<Self> for Client {
    fn as_ref(&self) -> &Self {
        self
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let settings = &*self.settings;
        f.debug_struct("Client")
            .field("endpoint", &settings.endpoint.base)
            .field("region", &settings.region)
            .field("credentials", &settings.credentials)
            .field("scheme", &settings.scheme)
            .field("format", &settings.format)
            .field("deadline", &self.deadline)
            .finish_non_exhaustive()
    }
}
