//! What the clients of all products have in common.

pub(crate) mod any;
pub(crate) mod builder;
pub(crate) mod environment;
#[cfg(feature = "mock")]
pub(crate) mod mocked;
pub(crate) mod reconciled;
pub(crate) mod untyped;

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use crate::call::dry_run::DryRun;
use crate::call::settings::Settings;
use crate::call::{self, turn};
use crate::client::reconciled::Reconciled;
use crate::client::untyped::Untyped;
use crate::config::provide::CredentialsSource;
use crate::config::quota::Quota;
use crate::config::region::Region;
use crate::config::retry::RetryPolicy;
use crate::error::Error;
use crate::error::unknown_outcome::UnknownOutcome;
use crate::request::operation::Operation;
use crate::request::service::Same;
use crate::response::typed::Response;

/// What the clients of all products have in common. `C` is the client of one of them, such as
/// [`Client`](crate::Client), and its methods are found on that as well.
///
/// The requests that it takes are those of its product: one of another does not compile.
pub struct Core<C> {
    pub(crate) settings: Arc<Settings>,
    /// The time limit of each call.
    pub(crate) deadline: Duration,
    client: PhantomData<fn() -> C>,
}

impl<C> Core<C> {
    pub(crate) fn new(settings: Arc<Settings>, deadline: Duration) -> Self {
        Self { settings, deadline, client: PhantomData }
    }

    /// Sends a request and decodes the response.
    ///
    /// # Cancel safety
    ///
    /// A future that is dropped ends the call where it is: what was sent may be done, and nobody learns of it, as with a
    /// response that is lost. Its place in the quota is given back if nothing was sent. To stop in time and still know,
    /// set a [deadline](Self::with_deadline) instead.
    ///
    /// # Errors
    ///
    /// The request breaks a limit or could not be sent; the response did not arrive in time or cannot be
    /// read; or the service refused the call.
    pub async fn send<O: Operation<Client: Same<C>>>(
        &self,
        request: &O,
    ) -> Result<Response<O::Response>, Error> {
        call::send(&self.settings, request, self.deadline, false, None, None).await
    }

    /// Returns the request that [`send`](Self::send) would send, without sending it. Time, nonce and a token that
    /// the client fills in are new each time.
    ///
    /// # Errors
    ///
    /// The request breaks a limit.
    pub fn dry_run<O: Operation<Client: Same<C>>>(&self, request: &O) -> Result<DryRun, Error> {
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
    pub fn with_deadline(&self, limit: Duration) -> C
    where
        C: From<Self>,
    {
        Self::new(self.settings.clone(), limit).into()
    }

    /// A client with the same settings and connections, whose requests may have values that the lists of
    /// allowed ones lack. The service may know values that are newer than the specs; all
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
    pub fn with_unlisted_values(&self) -> C
    where
        C: From<Self>,
    {
        changed(self, |settings| settings.defaults.unlisted_values = true)
    }

    /// A client with the same settings and connections, whose calls are sent again when this policy says. For a
    /// single call:
    ///
    /// ```no_run
    /// # async fn example(client: &ota_api::Client) -> Result<(), ota_api::Error> {
    /// let once = client.with_retry(ota_api::RetryPolicy::off());
    /// once.delete_ota_firmware().firmware_id("s8SSHiKjpBfrM3BSN0z803").send().await?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use = "the client itself keeps its policy"]
    pub fn with_retry(&self, policy: RetryPolicy) -> C
    where
        C: From<Self>,
    {
        changed(self, |settings| settings.retry = policy)
    }

    /// A client with the same settings and connections, whose calls keep to this quota. For a single call:
    ///
    /// ```no_run
    /// # async fn example(client: &ota_api::Client) -> Result<(), ota_api::Error> {
    /// let hasty = client.with_quota(ota_api::Quota::refuse());
    /// let sent = hasty.delete_ota_firmware().firmware_id("s8SSHiKjpBfrM3BSN0z803").send().await;
    /// if sent.is_err_and(|error| error.is_quota()) {
    ///     println!("not now");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[must_use = "the client itself keeps its quota"]
    pub fn with_quota(&self, quota: Quota) -> C
    where
        C: From<Self>,
    {
        changed(self, |settings| settings.quota = quota)
    }

    /// A client with the same settings and connections, whose calls add a label to the jobs that they create, or do not;
    /// see [`ClientBuilder::run_id_tags`](crate::product::ClientBuilder::run_id_tags).
    #[must_use = "the client itself goes on as before"]
    pub fn with_run_id_tags(&self, add: bool) -> C
    where
        C: From<Self>,
    {
        changed(self, |settings| settings.run_id_tags = add)
    }

    /// A client with the same settings and connections, whose requests have one more header; see
    /// [`ClientBuilder::header`](crate::product::ClientBuilder::header).
    ///
    /// # Errors
    ///
    /// The name or the value cannot be sent, or the client sets this header itself.
    pub fn with_header(&self, name: &str, value: &str) -> Result<C, Error>
    where
        C: From<Self>,
    {
        let mut headers = self.settings.headers.clone();
        headers.set(name, value)?;
        Ok(changed(self, |settings| settings.headers = headers))
    }

    /// A client with the same settings and connections, whose calls are signed with these credentials.
    ///
    /// # Errors
    ///
    /// The credentials cannot be used.
    pub fn with_credentials(&self, credentials: impl Into<CredentialsSource>) -> Result<C, Error>
    where
        C: From<Self>,
    {
        let credentials = credentials.into();
        credentials.check()?;
        Ok(changed(self, |settings| settings.credentials = Some(credentials)))
    }

    /// Finds out what a call did whose outcome is unknown, by the list that shows what its operation makes. `O` is
    /// the request that was sent. The client looks by itself before it returns such an error, as far as its
    /// [`RetryPolicy`] and the deadline let it; this looks again, later.
    ///
    /// ```no_run
    /// # async fn example(client: &ota_api::Client, job: ota_api::operations::CreateOtaStaticUpgradeJob)
    /// # -> Result<(), ota_api::Error> {
    /// use ota_api::Reconciled;
    /// use ota_api::operations::CreateOtaStaticUpgradeJob;
    ///
    /// let error = match client.send(&job).await {
    ///     Ok(_) => return Ok(()),
    ///     Err(error) => error,
    /// };
    /// let Some(unknown) = error.unknown_outcome() else { return Err(error) };
    /// match client.reconcile::<CreateOtaStaticUpgradeJob>(unknown).await? {
    ///     Reconciled::Made(response) => println!("{:?}", response.data),
    ///     Reconciled::NotMade => println!("not created; it can be sent again"),
    ///     _ => println!("still unknown; look again later"),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// It was another operation, or the list could not be read.
    pub async fn reconcile<O: Operation<Client: Same<C>>>(
        &self,
        unknown: &UnknownOutcome,
    ) -> Result<Reconciled<O::Response>, Error> {
        reconciled::reconcile::<O>(&self.settings, unknown, self.deadline).await
    }

    /// How long a call with this request would have to wait now for its turn, at least; nothing is sent, and no
    /// place is kept. Zero if it could be sent at once, if its calls are not counted, or if the key has
    /// to be looked up first.
    pub fn quota_wait<O: Operation<Client: Same<C>>>(&self, request: &O) -> Duration {
        let _ = request;
        turn::quota_wait(&self.settings, O::INFO)
    }

    /// Why calls with this request are counted by this process alone, although the [`Quota`] counts those of other
    /// processes with them; `None` as long as they are counted together, or if none was made.
    pub fn quota_trouble<O: Operation<Client: Same<C>>>(&self, request: &O) -> Option<String> {
        let _ = request;
        turn::quota_trouble(&self.settings, O::INFO.action, O::INFO.qps, O::INFO.anonymous)
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

/// A client with the same connections and other settings. No method: every name that a client has is taken from the
/// operations.
fn changed<C: From<Core<C>>>(client: &Core<C>, change: impl FnOnce(&mut Settings)) -> C {
    let mut settings = Settings::clone(&client.settings);
    change(&mut settings);
    Core::new(Arc::new(settings), client.deadline).into()
}

impl<C> Clone for Core<C> {
    fn clone(&self) -> Self {
        Self::new(self.settings.clone(), self.deadline)
    }
}

impl<C> fmt::Debug for Core<C> {
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
