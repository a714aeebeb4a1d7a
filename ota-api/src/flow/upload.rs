//! The upload of a file by a signed form: two calls and a transfer as one.

mod body;
mod file;
pub(crate) mod form;
pub(crate) mod meter;
#[cfg(feature = "mock")]
mod mocked;
pub(crate) mod several;
mod storage;
mod trace;
pub(crate) mod uploaded;
mod verdict;
mod watch;

use std::borrow::Cow;
use std::fmt;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tracing::Instrument as _;

use crate::call::deadline::Deadline;
use crate::call::retry::random;
use crate::call::settings::Settings;
use crate::call::transport::runtime;
use crate::client::Core;
use crate::error::Error;
use crate::error::kind::Kind;
use crate::error::unknown_outcome::Began;
use crate::flow::upload::body::FormBody;
use crate::flow::upload::file::{Digests, Found, Reader};
use crate::flow::upload::form::UploadForm;
use crate::flow::upload::meter::{Meter, Progress, SlowUpload, Stopped};
use crate::flow::upload::storage::Storage;
use crate::flow::upload::uploaded::Uploaded;
use crate::flow::upload::verdict::{Refusal, judge};
use crate::flow::upload::watch::Watch;
use crate::request::operation::Idempotency;

/// How long nothing may move, unless another limit is set.
const STALL: Duration = Duration::from_secs(30);

/// The longest time that a storage can ask an upload to wait.
const LONGEST_ASKED: Duration = Duration::from_secs(3600);

/// How often the speed is measured.
const INTERVAL: Duration = Duration::from_secs(1);

/// A form that is being asked for.
type Asking<'c> = Pin<Box<dyn Future<Output = Result<UploadForm, Error>> + Send + 'c>>;

/// What is told to the caller.
type Tell<'c, T> = Box<dyn Fn(T) + Send + Sync + 'c>;

/// The upload of one file. Await it.
///
/// The file is sent as it is read, in at most 1 MB of memory, and its MD5 and SHA-256 are computed on the way. It has to
/// stay as it is meanwhile: if it changes its size, its time or its place, the upload ends with an error and
/// nothing is made from it. (A change of the same size within the same tick of the clock of the file system cannot
/// be seen.)
///
/// A form is asked for just before it is needed. When the connection breaks, nothing moves for a while, the form
/// is over, or the storage is out of order, the whole file is sent again by a new form, which has another
/// address: so what arrived in part is never used. How often is up to the [`RetryPolicy`](crate::RetryPolicy) of the
/// client. Redirects are not followed, and only an empty response with the status 200 or 204 counts as success.
///
/// The upload goes through the proxy of the client, and to plain HTTP beyond this machine only if the client may do
/// that. It sends neither the headers nor the credentials of the client, and hooks do not see it.
///
/// # Cancel safety
///
/// A future that is dropped closes the connection. If the storage has the whole file by then, it keeps it; nobody knows
/// its address, and files that nobody uses are removed.
///
/// ```no_run
/// # async fn example(client: &ota_api::Client) -> Result<(), ota_api::Error> {
/// let file = client
///     .upload_firmware("lamp-2.0.0.bin")
///     .on_progress(|progress| println!("{} of {}", progress.accepted(), progress.size()))
///     .await?;
/// client
///     .create_ota_firmware()
///     .firmware_name("lamp")
///     .dest_version("2.0.0")
///     .product_key("a1V4kdeAbCd")
///     .files((&file).into())
///     .send()
///     .await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "an upload does nothing until it is awaited"]
pub struct Upload<'c> {
    settings: Arc<Settings>,
    path: PathBuf,
    most: u64,
    form: Box<dyn Fn() -> Asking<'c> + Send + Sync + 'c>,
    /// Why it cannot be made, if that is known already.
    refused: Option<Error>,
    deadline: Duration,
    stall: Duration,
    interval: Duration,
    on_progress: Option<Tell<'c, Progress>>,
    on_slow: Option<Tell<'c, SlowUpload>>,
}

/// The number of attempts that failed so far, and what the last of them failed with.
type Last = Mutex<(u32, Option<String>)>;

/// An attempt that failed.
struct Failed {
    error: Error,
    /// Whether another one with a new form can succeed.
    again: bool,
}

impl<'c> Upload<'c> {
    /// The upload of a file of at most `most` bytes by the forms that a function asks for, one for each attempt. For
    /// products whose client has no method for it:
    ///
    /// ```no_run
    /// # async fn example(client: &ota_api::Client) -> Result<(), ota_api::Error> {
    /// use ota_api::{Upload, UploadForm};
    ///
    /// let file = Upload::new(client, "lamp.bin", 5 << 20, || async {
    ///     let response = client.generate_ota_upload_url().send().await?;
    ///     let data = response.into_inner().data.unwrap_or_default();
    ///     let url = data.firmware_url.unwrap_or_default();
    ///     Ok(UploadForm::new(data.host.unwrap_or_default(), url)
    ///         .field("key", data.key.unwrap_or_default())
    ///         .field("policy", data.policy.unwrap_or_default())
    ///         .field("OSSAccessKeyId", data.oss_access_key_id.unwrap_or_default())
    ///         .field("Signature", data.signature.unwrap_or_default())
    ///         .field("success_action_status", "200"))
    /// })
    /// .await?;
    /// println!("{}", file.url());
    /// # Ok(())
    /// # }
    /// ```
    pub fn new<C, F, A>(client: &Core<C>, path: impl Into<PathBuf>, most: u64, form: F) -> Self
    where
        F: Fn() -> A + Send + Sync + 'c,
        A: Future<Output = Result<UploadForm, Error>> + Send + 'c,
    {
        Self {
            settings: client.settings.clone(),
            path: path.into(),
            most,
            form: Box::new(move || Box::pin(form())),
            refused: None,
            deadline: Duration::MAX,
            stall: STALL,
            interval: INTERVAL,
            on_progress: None,
            on_slow: None,
        }
    }

    /// An upload that is an error from the start.
    #[cfg(feature = "firmware")]
    pub(crate) fn refused(mut self, error: Option<Error>) -> Self {
        self.refused = error;
        self
    }

    /// Calls a function whenever more bytes have been accepted, in the task that awaits the upload.
    pub fn on_progress(mut self, tell: impl Fn(Progress) + Send + Sync + 'c) -> Self {
        self.on_progress = Some(Box::new(tell));
        self
    }

    /// Calls a function, at most once for each attempt, when the speed is too low for the life of the form. The upload
    /// goes on. There is a warning for `tracing`, too.
    pub fn on_slow(mut self, tell: impl Fn(SlowUpload) + Send + Sync + 'c) -> Self {
        self.on_slow = Some(Box::new(tell));
        self
    }

    /// Sets how often the speed is measured; each second by default. It is judged from the third time on, by the last five.
    pub fn measure_every(mut self, interval: Duration) -> Self {
        self.interval = interval.max(Duration::from_millis(1));
        self
    }

    /// Limits how long an attempt goes on while no byte is accepted, the wait for the response included; 30
    /// seconds by default. [`Duration::MAX`] means no limit.
    pub fn stall_limit(mut self, limit: Duration) -> Self {
        self.stall = limit;
        self
    }

    /// Limits the time of the upload, with all of its attempts and the pauses between them. There is no limit by
    /// default, since a large file takes an hour where the link is slow; the deadline of the client holds for the calls
    /// that ask for forms. An attempt that could not begin before the deadline is not waited for: the error is that of
    /// the one before. Whatever the storage asks for, it is not waited for longer than an hour.
    pub fn deadline(mut self, limit: Duration) -> Self {
        self.deadline = limit;
        self
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Looks at the file, before anything is sent.
    async fn look(&mut self) -> Result<Found, Error> {
        let about = |error: Error| error.with_file(&self.path);
        for (limit, name) in [(self.deadline, "deadline"), (self.stall, "stall limit")] {
            if limit.is_zero() {
                let why = format!("the {name} is 0; set a longer one");
                return Err(about(Error::configuration(why)));
            }
        }
        if let Some(refused) = self.refused.take() {
            return Err(about(refused));
        }
        runtime().map_err(about)?;
        let (path, most) = (self.path.clone(), self.most);
        let found = tokio::task::spawn_blocking(move || file::look(&path, most)).await;
        found.map_err(|_| about(shut_down()))?
    }

    /// Uploads the file that was found.
    async fn transfer(&self, found: &Found) -> Result<Uploaded, Error> {
        let span = trace::upload(found.size);
        let (deadline, last) = (Deadline::of(self.deadline), Last::default());
        let attempts = self.attempts(found, deadline, &last).instrument(span.clone());
        let result = match deadline.end {
            Some(end) => tokio::time::timeout_at(end, attempts).await,
            None => Ok(attempts.await),
        };
        let result = result.unwrap_or_else(|_| {
            let (before, why) = last.into_inner().unwrap_or_else(PoisonError::into_inner);
            let error = Error::new(Kind::Deadline(self.deadline, true)).after(before + 1, false);
            Err(error.with_advice(why.map(Cow::Owned)))
        });
        let result = result.map_err(|error| error.with_file(&self.path));
        trace::result(&span, result.as_ref().err());
        result
    }

    /// Makes attempts until one succeeds or none can any more.
    async fn attempts(
        &self,
        found: &Found,
        deadline: Deadline,
        last: &Last,
    ) -> Result<Uploaded, Error> {
        let Settings { retry, budget, .. } = &*self.settings;
        let mut number = 1;
        loop {
            let Failed { error, again } = match self.attempt(found, number).await {
                Ok(uploaded) => {
                    budget.give();
                    return Ok(uploaded);
                }
                Err(failed) => failed,
            };
            let error = error.after(number, false);
            let pause = if again { retry.pause(&error, number, random()) } else { None };
            // A storage that asks for a day is not waited for that long.
            let is_long = error.retry_after().is_some_and(|asked| asked > LONGEST_ASKED);
            let longest = if is_long { LONGEST_ASKED } else { Duration::MAX };
            let pause = pause.map(|pause| pause.min(longest));
            // What would come after the deadline is told now.
            let pause = pause.filter(|pause| *pause < deadline.left());
            let Some(pause) = pause.filter(|_| budget.take()) else { return Err(error) };
            trace::again(number, &error);
            let why = format!("the attempt before it failed: {error}");
            *last.lock().unwrap_or_else(PoisonError::into_inner) = (number, Some(why));
            tokio::time::sleep(pause).await;
            number += 1;
        }
    }

    /// Asks for a form and sends the file by it.
    async fn attempt(&self, found: &Found, number: u32) -> Result<Uploaded, Failed> {
        let asked = Began::now(0);
        let form = (self.form)().await.map_err(Failed::last)?;
        let around = form.around().map_err(Failed::last)?;
        let (path, expected) = (self.path.clone(), found.clone());
        let reader = tokio::task::spawn_blocking(move || Reader::open(&path, &expected)).await;
        let reader = reader.map_err(|_| Failed::last(shut_down()))?.map_err(Failed::last)?;
        let storage = Storage::of(&self.settings, &form, number).await.map_err(Failed::last)?;
        let host = storage.host().to_owned();
        let meter = Arc::new(Meter::new(found.size, asked, form.good_for));
        let content_type = around.content_type.clone();
        let body = FormBody::new(meter.clone(), around, reader);
        let span = trace::attempt(&host, number);
        let watch = Watch {
            meter: &meter,
            number,
            told: AtomicU64::new(0),
            stall: self.stall,
            interval: self.interval,
            on_progress: self.on_progress.as_deref(),
            on_slow: self.on_slow.as_deref(),
        };
        let sending = watch.until_done(storage.send(&content_type, body));
        let sent = sending.instrument(span.clone()).await;
        let result = match meter.stopped() {
            Some(Stopped::FormIsOver) => Err(Failed { error: form_is_over(), again: true }),
            Some(Stopped::File(error)) => Err(Failed::last(error)),
            None => sent.map_err(Failed::of).and_then(|response| {
                judge(&response, &form)?;
                let digests = meter.digests().filter(|_| meter.is_whole());
                let digests = digests.ok_or_else(|| Failed::of(too_early(response.status)))?;
                Ok((response.status, digests))
            }),
        };
        let result =
            result.map_err(|failed| Failed { error: failed.error.with_host(&host), ..failed });
        let status = result.as_ref().ok().map(|(status, _)| *status);
        trace::response(&span, status, result.as_ref().err().map(|failed| &failed.error));
        let (_, Digests { md5, sha256 }) = result?;
        watch.tell(found.size);
        Ok(Uploaded { url: form.url, size: found.size, md5, sha256 })
    }
}

impl Failed {
    /// A failure that another attempt would only repeat.
    fn last(error: Error) -> Self {
        Self { error, again: false }
    }

    /// A failure that another attempt repeats or not, as its error says.
    fn of(error: Error) -> Self {
        Self { again: error.is_retryable_as(Idempotency::Idempotent), error }
    }
}

impl From<Refusal> for Failed {
    fn from(Refusal { error, form_is_over }: Refusal) -> Self {
        let failed = Self::of(error);
        Self { again: failed.again || form_is_over, ..failed }
    }
}

fn shut_down() -> Error {
    Error::configuration("the file cannot be read: the Tokio runtime is shutting down")
}

fn form_is_over() -> Error {
    let why = "the form was over before the upload could begin";
    Error::new(Kind::NotSent(why.into())).with_advice(Some(why.into()))
}

fn too_early(status: u16) -> Error {
    let why = "it came before the whole file had been sent";
    Error::new(Kind::Unreadable(why.to_owned())).with_status(status)
}

impl<'c> IntoFuture for Upload<'c> {
    type Output = Result<Uploaded, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send + 'c>>;

    fn into_future(mut self) -> Self::IntoFuture {
        Box::pin(async move {
            let found = self.look().await?;
            self.transfer(&found).await
        })
    }
}

impl fmt::Debug for Upload<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload")
            .field("path", &self.path)
            .field("most", &self.most)
            .field("deadline", &self.deadline)
            .field("stall_limit", &self.stall)
            .finish_non_exhaustive()
    }
}
