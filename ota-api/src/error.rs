//! Why a call did not work.

pub(crate) mod kind;
pub(crate) mod violation;

use std::fmt;
use std::time::Duration;

use crate::error::kind::Kind;
use crate::error::violation::Violation;
use crate::excerpt::{excerpt, shorten};
use crate::request::operation::Repeat;
use crate::request::service::{ErrorCode, Retry, Service};

/// Why a call did not work. Opaque: ask it what you need to know.
///
/// `Display` is one line that says what happened, with the operation, the code, the message, the
/// HTTP status, the request ID and what to do. It never holds a secret, a token or a signature, and
/// control characters that a server sent are blanked.
pub struct Error(Box<Inner>);

struct Inner {
    kind: Kind,
    operation: Option<String>,
    repeat: Repeat,
    status: Option<u16>,
    request_id: Option<String>,
    retry_after: Option<Duration>,
    excerpt: Option<String>,
    known: Option<&'static ErrorCode>,
    advice: Option<&'static str>,
}

impl Error {
    pub(crate) fn new(kind: Kind) -> Self {
        Self(Box::new(Inner {
            kind,
            operation: None,
            repeat: Repeat::Reconcile,
            status: None,
            request_id: None,
            retry_after: None,
            excerpt: None,
            known: None,
            advice: None,
        }))
    }

    pub(crate) fn configuration(message: impl Into<String>) -> Self {
        Self::new(Kind::Configuration(message.into()))
    }

    /// Notes which operation it was about, and looks up what is known about the code.
    pub(crate) fn about(mut self, action: &str, repeat: Repeat, service: &Service) -> Self {
        self.0.known = self.code().and_then(|code| service.error(code));
        self.0.operation = Some(action.to_owned());
        self.0.repeat = repeat;
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

    /// Notes what to do, where more is known than the code says.
    pub(crate) fn with_advice(mut self, advice: Option<&'static str>) -> Self {
        self.0.advice = advice;
        self
    }

    /// Rewrites everything that a server sent.
    pub(crate) fn map_texts(mut self, rewrite: impl Fn(&str) -> String) -> Self {
        let inner = &mut *self.0;
        let (one, two) = match &mut inner.kind {
            Kind::Refused { code, message, .. } => (code.as_mut(), message.as_mut()),
            Kind::Unreadable(reason) | Kind::Undecodable(reason) => (Some(reason), None),
            _ => (None, None),
        };
        let texts =
            one.into_iter().chain(two).chain(&mut inner.excerpt).chain(&mut inner.request_id);
        for text in texts {
            *text = rewrite(text);
        }
        self
    }

    /// Keeps the start of an answer that says nothing else.
    pub(crate) fn with_excerpt(mut self, body: &[u8]) -> Self {
        if matches!(self.0.kind, Kind::Unreadable(_)) && !body.is_empty() {
            let start = &body[..body.len().min(512)];
            self.0.excerpt = Some(excerpt(String::from_utf8_lossy(start).trim()));
        }
        self
    }

    /// The operation that was called.
    pub fn operation(&self) -> Option<&str> {
        self.0.operation.as_deref()
    }

    /// The HTTP status, if there was an answer.
    pub fn http_status(&self) -> Option<u16> {
        self.0.status
    }

    /// The error code, such as `iot.ota.FirmwareNotFound`, if the service or its gateway gave one.
    pub fn code(&self) -> Option<&str> {
        match &self.0.kind {
            Kind::Refused { code, .. } => code.as_deref(),
            _ => None,
        }
    }

    /// The text that came with the code, as it came: it may hold control characters.
    pub fn message(&self) -> Option<&str> {
        match &self.0.kind {
            Kind::Refused { message, .. } => message.as_deref(),
            _ => None,
        }
    }

    /// The ID of the request, which support asks for, if there was an answer that named it.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// How the request breaks the limits of its operation; empty if it does not. Nothing was sent
    /// if this is not empty.
    pub fn violations(&self) -> &[Violation] {
        match &self.0.kind {
            Kind::Invalid(violations) => violations,
            _ => &[],
        }
    }

    /// Whether the caller made the mistake: a client set up wrongly or a request outside its limits.
    /// Nothing was sent.
    pub fn is_usage(&self) -> bool {
        matches!(self.0.kind, Kind::Configuration(_) | Kind::Invalid(_))
    }

    /// Whether the service or its gateway understood the request and said no.
    pub fn is_refusal(&self) -> bool {
        matches!(self.0.kind, Kind::Refused { .. })
    }

    /// Whether the call took longer than its deadline.
    pub fn is_timeout(&self) -> bool {
        matches!(self.0.kind, Kind::Deadline(..))
    }

    /// Whether a list goes on behind the last row that the service gives out. Narrow the list down,
    /// by a state or another filter, to see the rest.
    pub fn is_window_end(&self) -> bool {
        matches!(self.0.kind, Kind::Window(_))
    }

    /// Whether there were too many calls.
    pub fn is_throttled(&self) -> bool {
        self.0.status == Some(429)
            || self.0.known.is_some_and(|known| known.throttled)
            || (self.is_refusal() && self.0.retry_after.is_some())
    }

    /// How long the gateway asks to wait before the next call.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Whether the service may have acted although no answer says so: the connection broke or the
    /// time was up after sending, or the answer cannot be read, or it tells of a fault inside the
    /// service. Look at the state before sending again.
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
            | Kind::Window(_) => false,
        }
    }

    /// Whether sending the same request again can work and cannot act twice. `false` for a call
    /// that may have acted and must not act twice.
    pub fn is_retryable(&self) -> bool {
        if self.outcome_unknown() && self.0.repeat == Repeat::Reconcile {
            return false;
        }
        let server_fault = self.0.status.is_none_or(|status| status >= 500);
        match &self.0.kind {
            Kind::NotSent(_) | Kind::Lost(_) | Kind::Deadline(..) => true,
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
            | Kind::Window(_) => false,
        }
    }

    /// What to do, where that is known.
    pub fn hint(&self) -> Option<&str> {
        if self.outcome_unknown() && self.0.repeat == Repeat::Reconcile {
            return Some("the service may have acted; look at the state before sending again");
        }
        if let Some(advice) = self.0.advice.or(self.0.known.map(|known| known.advice)) {
            return Some(advice);
        }
        match &self.0.kind {
            Kind::NotSent(_) => Some("check the endpoint, the network and the proxy"),
            Kind::Redirect => Some(
                "redirects are not followed, since they would take the signature elsewhere; check \
                 the endpoint",
            ),
            Kind::Window(_) => Some("narrow the list down by a filter to see the rest"),
            Kind::Unreadable(_) => Some("check that the endpoint is the one of the service"),
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
            Kind::Lost(_) => f.write_str("the connection broke before the answer was complete"),
            Kind::Deadline(limit, sent) => {
                let phase = if *sent { "no complete answer" } else { "no connection" };
                write!(f, "{phase} within {} s", limit.as_secs_f64())
            }
            Kind::Redirect => f.write_str("the server redirects to another address"),
            Kind::Window(rows) => {
                write!(f, "the list goes on, but the service gives out its first {rows} rows only")
            }
            Kind::TooLarge(limit) => write!(f, "the answer is larger than {limit} bytes"),
            Kind::Undecodable(reason) => {
                write!(f, "the call worked, but its answer cannot be read: {}", shorten(reason))
            }
            Kind::Unreadable(reason) => {
                write!(f, "the answer cannot be read: {}", shorten(reason))?;
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

/// How many violations `Display` shows.
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
            write!(f, "; it may be sent again in {} ms", wait.as_millis())?;
        }
        match self.hint() {
            // Advice from the specs is a sentence.
            Some(hint) if hint.starts_with(char::is_uppercase) => write!(f, ". {hint}"),
            Some(hint) => write!(f, "; {hint}"),
            None => Ok(()),
        }
    }
}

/// The text of `Display` and of what caused it: this is what `main` shows when it returns an error.
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
