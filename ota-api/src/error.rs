//! Errors of calls.

pub(crate) mod incomplete_list;
pub(crate) mod kind;

use std::any::Any;
use std::fmt;
use std::time::Duration;

use ota_violation::Violation;

use crate::error::incomplete_list::IncompleteList;
use crate::error::kind::Kind;
use crate::excerpt::{excerpt, shorten};
use crate::request::operation::Idempotency;
use crate::request::service::{ErrorCode, Retry, Service};

/// The error of a call. It is opaque; its methods tell what there is to know.
///
/// `Display` is one line: what happened, with the operation, the code, the message, the HTTP status,
/// the request ID and what to do. It never contains a secret, a token or a signature, and control
/// characters sent by a server become spaces.
pub struct Error(Box<Inner>);

struct Inner {
    kind: Kind,
    operation: Option<String>,
    idempotency: Idempotency,
    status: Option<u16>,
    request_id: Option<String>,
    retry_after: Option<Duration>,
    excerpt: Option<String>,
    body: Option<String>,
    partial: Option<Box<dyn Any + Send + Sync>>,
    known: Option<&'static ErrorCode>,
    advice: Option<&'static str>,
}

impl Error {
    pub(crate) fn new(kind: Kind) -> Self {
        Self(Box::new(Inner {
            kind,
            operation: None,
            idempotency: Idempotency::NotIdempotent,
            status: None,
            request_id: None,
            retry_after: None,
            excerpt: None,
            body: None,
            partial: None,
            known: None,
            advice: None,
        }))
    }

    pub(crate) fn configuration(message: impl Into<String>) -> Self {
        Self::new(Kind::Configuration(message.into()))
    }

    /// Adds the operation, and what is known about the error code.
    pub(crate) fn about(
        mut self,
        action: &str,
        idempotency: Idempotency,
        service: &Service,
    ) -> Self {
        self.0.known = self.code().and_then(|code| service.error(code));
        self.0.operation = Some(action.to_owned());
        self.0.idempotency = idempotency;
        self
    }

    pub(crate) fn with_status(mut self, status: u16) -> Self {
        self.0.status = Some(status);
        self
    }

    pub(crate) fn with_request_id(mut self, request_id: Option<String>) -> Self {
        self.0.request_id = request_id.or(self.0.request_id);
        self
    }

    pub(crate) fn with_retry_after(mut self, retry_after: Option<Duration>) -> Self {
        self.0.retry_after = retry_after;
        self
    }

    /// Adds advice that goes beyond the error code.
    pub(crate) fn with_advice(mut self, advice: Option<&'static str>) -> Self {
        self.0.advice = advice;
        self
    }

    /// Rewrites all strings that a server sent; `body` those of a body that cannot be read.
    pub(crate) fn map_strings(
        mut self,
        rewrite: impl Fn(&str) -> String,
        body: impl Fn(&str) -> String,
    ) -> Self {
        let inner = &mut *self.0;
        let (one, two) = match &mut inner.kind {
            Kind::Refused { code, message, .. } => (code.as_mut(), message.as_mut()),
            Kind::Unreadable(reason) | Kind::Undecodable(reason) => (Some(reason), None),
            _ => (None, None),
        };
        for string in one.into_iter().chain(two).chain(&mut inner.request_id) {
            *string = rewrite(string);
        }
        inner.excerpt.iter_mut().chain(&mut inner.body).for_each(|text| *text = body(text));
        self
    }

    /// Whether the response cannot be read, or not all of it.
    pub(crate) fn is_unreadable(&self) -> bool {
        matches!(self.0.kind, Kind::Unreadable(_) | Kind::Undecodable(_))
    }

    /// Adds a response that cannot be read, without secrets.
    pub(crate) fn with_body(mut self, body: String) -> Self {
        if matches!(self.0.kind, Kind::Unreadable(_)) && !body.is_empty() {
            self.0.excerpt = Some(excerpt(body.trim()));
        }
        self.0.body = Some(body);
        self
    }

    /// Adds the fields that could be read of a response that cannot.
    pub(crate) fn with_partial(mut self, partial: impl Any + Send + Sync) -> Self {
        self.0.partial = Some(Box::new(partial));
        self
    }

    /// The operation that was called.
    pub fn operation(&self) -> Option<&str> {
        self.0.operation.as_deref()
    }

    /// The HTTP status, if there was a response.
    pub fn http_status(&self) -> Option<u16> {
        self.0.status
    }

    /// The error code, such as `iot.ota.FirmwareNotFound`, if the service or its gateway sent one.
    pub fn code(&self) -> Option<&str> {
        match &self.0.kind {
            Kind::Refused { code, .. } => code.as_deref(),
            _ => None,
        }
    }

    /// The message that came with the code, unchanged: it may contain control characters.
    pub fn message(&self) -> Option<&str> {
        match &self.0.kind {
            Kind::Refused { message, .. } => message.as_deref(),
            _ => None,
        }
    }

    /// The ID of the request, which support asks for, if a response contained it.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// The body of a response that cannot be read, in whole or in part. Secret fields, the queries of signed
    /// addresses, and the secrets of the client in it are replaced by `***`.
    pub fn body(&self) -> Option<&str> {
        self.0.body.as_deref()
    }

    /// The fields that could be read of a response with a success status that cannot be read as a whole.
    /// `R` is the response type of the operation, such as
    /// [`QueryOtaJobResponse`](crate::operations::QueryOtaJobResponse). `None` for any other type.
    pub fn partial<R: 'static>(&self) -> Option<&R> {
        self.0.partial.as_deref()?.downcast_ref()
    }

    /// The violations of the request; if there are any, nothing was sent.
    pub fn violations(&self) -> &[Violation] {
        match &self.0.kind {
            Kind::Invalid(violations) => violations,
            _ => &[],
        }
    }

    /// Whether the mistake is the caller's: a misconfigured client or a request outside its limits.
    /// Nothing was sent.
    pub fn is_usage(&self) -> bool {
        matches!(self.0.kind, Kind::Configuration(_) | Kind::Invalid(_))
    }

    /// Whether the service or its gateway understood the request and refused it.
    pub fn is_refusal(&self) -> bool {
        matches!(self.0.kind, Kind::Refused { .. })
    }

    /// Whether the call missed its deadline.
    pub fn is_timeout(&self) -> bool {
        matches!(self.0.kind, Kind::Deadline(..))
    }

    /// Whether a list continues beyond the last row that the service returns. To see the rest, narrow
    /// the list down by a state or another filter.
    pub fn is_page_limit(&self) -> bool {
        matches!(self.0.kind, Kind::PageLimit(_))
    }

    /// The number of rows that came and that should have come, if fewer rows of a list came than the
    /// service counts. All rows that came were returned before.
    pub fn incomplete_list(&self) -> Option<IncompleteList> {
        match self.0.kind {
            Kind::Incomplete(list) => Some(list),
            _ => None,
        }
    }

    /// Whether there were too many calls.
    pub fn is_throttled(&self) -> bool {
        self.0.status == Some(429)
            || self.0.known.is_some_and(|known| known.throttled)
            || (self.is_refusal() && self.0.retry_after.is_some())
    }

    /// The pause before the next call that the gateway asks for.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Whether the service may have acted although no response confirms it: the connection broke or
    /// the deadline passed after sending, the response cannot be read, or it reports an internal fault
    /// of the service. Check the state before sending again.
    pub fn outcome_unknown(&self) -> bool {
        match &self.0.kind {
            Kind::Lost(_) | Kind::TooLarge(_) | Kind::Unreadable(_) => true,
            Kind::Deadline(_, sent) => *sent,
            Kind::Refused { .. } => {
                self.0.status.is_some_and(|status| status >= 500)
                    || self.0.known.is_some_and(|known| known.outcome_unknown)
            }
            Kind::Configuration(_)
            | Kind::Invalid(_)
            | Kind::NotSent(_)
            | Kind::Redirect
            | Kind::Undecodable(_)
            | Kind::PageLimit(_)
            | Kind::Incomplete(_) => false,
        }
    }

    /// Whether sending the same request again can succeed without acting twice. `false` for a call
    /// that may have acted and must not act twice.
    pub fn is_retryable(&self) -> bool {
        if self.outcome_unknown() && self.0.idempotency == Idempotency::NotIdempotent {
            return false;
        }
        let server_fault = self.0.status.is_none_or(|status| status >= 500);
        match &self.0.kind {
            Kind::NotSent(_) | Kind::Lost(_) | Kind::Deadline(..) => true,
            // What is missing because other rows vanished meanwhile is there the next time.
            Kind::Incomplete(list) => list.shrank(),
            Kind::Unreadable(_) => server_fault || self.0.status.is_some_and(|status| status < 300),
            Kind::Refused { .. } => match self.0.known.map(|known| known.retry) {
                _ if self.is_throttled() => true,
                Some(Retry::Backoff) => true,
                Some(Retry::Never | Retry::Once) => false,
                None => server_fault,
            },
            Kind::Configuration(_)
            | Kind::Invalid(_)
            | Kind::Redirect
            | Kind::TooLarge(_)
            | Kind::Undecodable(_)
            | Kind::PageLimit(_) => false,
        }
    }

    /// Advice on what to do, if there is any.
    pub fn hint(&self) -> Option<&str> {
        if self.outcome_unknown() && self.0.idempotency == Idempotency::NotIdempotent {
            return Some("the service may have acted; check the state before sending again");
        }
        if let Some(advice) = self.0.advice.or(self.0.known.map(|known| known.advice)) {
            return Some(advice);
        }
        match &self.0.kind {
            Kind::NotSent(_) => Some("check the endpoint, the network and the proxy"),
            Kind::Redirect => Some(
                "redirects are not followed, since they would send the signature elsewhere; check \
                 the endpoint",
            ),
            Kind::PageLimit(_) => Some("narrow the list down by a filter to see the rest"),
            Kind::Incomplete(_) => Some("read the list again from its first page"),
            Kind::Unreadable(_) => Some("check that the endpoint belongs to the service"),
            _ => None,
        }
    }

    fn describe(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.kind {
            Kind::Configuration(message) => f.write_str(message),
            Kind::Invalid(violations) => {
                f.write_str("the request was not sent: ")?;
                for (index, violation) in violations.iter().take(SHOWN).enumerate() {
                    let comma = if index > 0 { "; " } else { "" };
                    write!(f, "{comma}{violation}")?;
                }
                match violations.len().saturating_sub(SHOWN) {
                    0 => Ok(()),
                    more => write!(f, "; and {more} more"),
                }
            }
            Kind::NotSent(_) => f.write_str("the request could not be sent"),
            Kind::Lost(_) => f.write_str("the connection broke before the response was complete"),
            Kind::Deadline(limit, sent) => {
                let phase = if *sent { "no complete response" } else { "no connection" };
                write!(f, "{phase} within {} s", limit.as_secs_f64())
            }
            Kind::Redirect => f.write_str("the server redirects to another address"),
            Kind::PageLimit(rows) => {
                write!(f, "the list continues, but the service returns only its first {rows} rows")
            }
            Kind::Incomplete(list) => write!(f, "{list}"),
            Kind::TooLarge(limit) => write!(f, "the response is larger than {limit} bytes"),
            Kind::Undecodable(reason) => {
                write!(
                    f,
                    "the call succeeded, but its response cannot be read: {}",
                    shorten(reason)
                )?;
                match &self.0.body {
                    Some(body) => write!(f, "; it is `{}`", shorten(body.trim())),
                    None => Ok(()),
                }
            }
            Kind::Unreadable(reason) => {
                write!(f, "the response cannot be read: {}", shorten(reason))?;
                match &self.0.excerpt {
                    Some(excerpt) => write!(f, "; it starts with `{excerpt}`"),
                    None => Ok(()),
                }
            }
            Kind::Refused { code, message, business } => {
                let who = if *business { "the service" } else { "the gateway" };
                write!(f, "{who} refused")?;
                if let Some(code) = code {
                    write!(f, " with `{}`", shorten(code))?;
                }
                match message {
                    Some(message) => write!(f, ": {}", shorten(message).trim_end_matches('.')),
                    None => Ok(()),
                }
            }
        }
    }
}

/// The number of violations that `Display` shows.
const SHOWN: usize = 10;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(operation) = &self.0.operation {
            write!(f, "`{}`: ", shorten(operation))?;
        }
        self.describe(f)?;
        match (self.0.status, &self.0.request_id) {
            (Some(status), Some(id)) => write!(f, " (HTTP {status}, request {})", shorten(id))?,
            (Some(status), None) => write!(f, " (HTTP {status})")?,
            (None, _) => {}
        }
        if let Some(wait) = self.0.retry_after {
            write!(f, "; try again in {} ms", wait.as_millis())?;
        }
        match self.hint() {
            // Advice in specs is a sentence.
            Some(hint) if hint.starts_with(char::is_uppercase) => write!(f, ". {hint}"),
            Some(hint) => write!(f, "; {hint}"),
            None => Ok(()),
        }
    }
}

/// The same line as `Display`, with the causes: `main` shows it when it returns an error.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")?;
        let mut cause = std::error::Error::source(self);
        while let Some(inner) = cause {
            write!(f, "; caused by: {}", shorten(&inner.to_string()))?;
            cause = inner.source();
        }
        Ok(())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0.kind {
            Kind::NotSent(source) | Kind::Lost(source) => Some(source.as_ref()),
            _ => None,
        }
    }
}
