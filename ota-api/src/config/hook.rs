//! What callers do around each attempt.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderMap;

use crate::config::headers::Headers;
use crate::error::Error;

/// Looks at each attempt of each call, before it is signed and after its response, for traces, metrics or headers
/// of one's own. Both methods do nothing unless they are written. They run on the task of the call, so they should
/// be quick. Of an attempt that is dropped before its end, only the first is told.
///
/// ```
/// use ota_api::hook::{Attempt, Headers, Hook, Outcome};
///
/// struct Report;
///
/// impl Hook for Report {
///     fn before(&self, _: &Attempt<'_>, headers: &mut Headers) {
///         // What a header can be is checked; this one can be sent.
///         let _ = headers.set("x-trace", "4711");
///     }
///
///     fn after(&self, attempt: &Attempt<'_>, outcome: &Outcome<'_>) {
///         println!("{} took {:?}", attempt.action(), outcome.elapsed());
///     }
/// }
///
/// let builder = ota_api::Client::builder().hook(Report);
/// ```
pub trait Hook: Send + Sync + 'static {
    /// Before an attempt is signed. Headers that are set here are sent with it alone, and are not signed.
    fn before(&self, attempt: &Attempt<'_>, headers: &mut Headers) {
        let _ = (attempt, headers);
    }

    /// After an attempt: its response was read, or it failed.
    fn after(&self, attempt: &Attempt<'_>, outcome: &Outcome<'_>) {
        let _ = (attempt, outcome);
    }
}

/// An attempt of a call.
#[derive(Debug)]
pub struct Attempt<'a> {
    pub(crate) product: &'a str,
    pub(crate) action: &'a str,
    pub(crate) host: &'a str,
    pub(crate) number: u32,
}

impl Attempt<'_> {
    /// The product on the wire, such as `Iot`.
    pub fn product(&self) -> &str {
        self.product
    }

    /// The operation on the wire, such as `DeleteOTAFirmware`.
    pub fn action(&self) -> &str {
        self.action
    }

    /// The host that it is sent to, with a port if that is not the usual one.
    pub fn host(&self) -> &str {
        self.host
    }

    /// Its number within the call, from 1.
    pub fn number(&self) -> u32 {
        self.number
    }
}

/// What became of an attempt.
#[derive(Debug)]
pub struct Outcome<'a> {
    pub(crate) elapsed: Duration,
    pub(crate) status: Option<u16>,
    pub(crate) request_id: Option<&'a str>,
    pub(crate) headers: Option<&'a HeaderMap>,
    pub(crate) error: Option<&'a Error>,
}

impl Outcome<'_> {
    /// How long it took, from signing to the decoded response.
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// The HTTP status, if there was a response.
    pub fn http_status(&self) -> Option<u16> {
        self.status
    }

    /// The ID of the request, if a response contained it.
    pub fn request_id(&self) -> Option<&str> {
        self.request_id
    }

    /// A header of the response, by its name in any letter case; `None` if it is not there or not ASCII.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers?.get(name)?.to_str().ok()
    }

    /// The error of the attempt; `None` if it succeeded. Another attempt may follow.
    pub fn error(&self) -> Option<&Error> {
        self.error
    }
}

/// The hooks of a client, in the order in which they were added.
#[derive(Clone, Default)]
pub(crate) struct Hooks(Vec<Arc<dyn Hook>>);

impl Hooks {
    pub(crate) fn add(&mut self, hook: impl Hook) {
        self.0.push(Arc::new(hook));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The headers of an attempt: those of the client, and what hooks add.
    pub(crate) fn before(&self, attempt: &Attempt<'_>, headers: &Headers) -> Headers {
        let mut headers = headers.clone();
        self.0.iter().for_each(|hook| hook.before(attempt, &mut headers));
        headers
    }

    pub(crate) fn after(&self, attempt: &Attempt<'_>, outcome: &Outcome<'_>) {
        self.0.iter().for_each(|hook| hook.after(attempt, outcome));
    }
}

impl fmt::Debug for Hooks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} hooks", self.0.len())
    }
}
