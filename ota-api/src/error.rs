//! Errors of calls.

mod display;
mod file;
mod hint;
pub(crate) mod incomplete_list;
pub(crate) mod kind;
mod outcome;
mod status;
pub(crate) mod unknown_outcome;
mod unsent;

use std::any::Any;
use std::borrow::Cow;
use std::path::PathBuf;
use std::time::Duration;

use http::HeaderMap;
use ota_violation::Violation;

use crate::error::incomplete_list::IncompleteList;
use crate::error::kind::{By, Kind};
use crate::error::unknown_outcome::UnknownOutcome;
use crate::excerpt::{KEPT, excerpt, start};
use crate::request::operation::Idempotency;
use crate::request::service::{ErrorCode, Service};

/// The error of a call. It is opaque; its methods tell what there is to know.
///
/// `Display` is one line: what happened, with the operation, the code, the message, the HTTP status,
/// the request ID and what to do. It never contains a secret, a token or a signature, and control
/// characters sent by a server become spaces.
pub struct Error(Box<Inner>);

struct Inner {
    kind: Kind,
    operation: Option<String>,
    file: Option<PathBuf>,
    idempotency: Idempotency,
    status: Option<u16>,
    request_id: Option<String>,
    retry_after: Option<Duration>,
    excerpt: Option<String>,
    body: Option<String>,
    partial: Option<Box<dyn Any + Send + Sync>>,
    known: Option<&'static ErrorCode>,
    advice: Option<Cow<'static, str>>,
    host: Option<String>,
    client_token: Option<String>,
    attempts: u32,
    /// Whether an attempt before the last may have acted.
    may_have_acted: bool,
    unknown_outcome: Option<UnknownOutcome>,
    headers: HeaderMap,
}

impl Error {
    pub(crate) fn new(kind: Kind) -> Self {
        Self(Box::new(Inner {
            kind,
            operation: None,
            file: None,
            idempotency: Idempotency::NotIdempotent,
            status: None,
            request_id: None,
            retry_after: None,
            excerpt: None,
            body: None,
            partial: None,
            known: None,
            advice: None,
            host: None,
            client_token: None,
            attempts: 0,
            may_have_acted: false,
            unknown_outcome: None,
            headers: HeaderMap::new(),
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
    pub(crate) fn with_advice(mut self, advice: Option<Cow<'static, str>>) -> Self {
        self.0.advice = advice.or(self.0.advice);
        self
    }

    /// Adds the token that the call sent.
    pub(crate) fn with_client_token(mut self, token: Option<String>) -> Self {
        self.0.client_token = token;
        self
    }

    /// Adds the host that was called, which an error names unless the service itself responded.
    pub(crate) fn with_host(mut self, host: &str) -> Self {
        self.0.host = match self.0.kind {
            Kind::NotSent(_)
            | Kind::Lost(_)
            | Kind::Deadline(..)
            | Kind::Redirect
            | Kind::TooLarge(_)
            | Kind::Stalled(_)
            | Kind::Refused { by: By::Storage, .. }
            | Kind::Unreadable(_) => Some(host.to_owned()),
            Kind::Configuration(_)
            | Kind::Credentials(..)
            | Kind::Invalid(_)
            | Kind::Quota(_)
            | Kind::Undecodable(_)
            | Kind::PageLimit(_)
            | Kind::Incomplete(_)
            | Kind::Endless(_)
            | Kind::File(_)
            | Kind::Interrupted
            | Kind::Refused { .. } => None,
        };
        self
    }

    /// Adds the number of attempts that were made, and whether one before the last may have acted.
    pub(crate) fn after(mut self, attempts: u32, may_have_acted: bool) -> Self {
        self.0.attempts = attempts;
        self.0.may_have_acted = may_have_acted;
        self
    }

    /// Adds what is needed to find out what the call did.
    pub(crate) fn with_unknown_outcome(mut self, unknown: UnknownOutcome) -> Self {
        self.0.unknown_outcome = Some(unknown);
        self
    }

    /// What is needed to find out later what the call did, if [its outcome is unknown](Self::outcome_unknown) and
    /// its operation says how to look (`lookUp` in its spec). See [`reconcile`](crate::product::Core::reconcile).
    pub fn unknown_outcome(&self) -> Option<&UnknownOutcome> {
        self.0.unknown_outcome.as_ref().filter(|_| self.outcome_unknown())
    }

    /// How many times the call was sent, or was about to be: 0 if it was not even tried. The error is that of
    /// the last attempt.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Whether the name of the host has no address.
    pub(crate) fn is_unresolved(&self) -> bool {
        let Kind::NotSent(source) = &self.0.kind else { return false };
        let text = source.to_string();
        ["dns error", "invalid dns name"].iter().any(|cause| text.contains(cause))
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
            *string = start(&rewrite(string), KEPT).to_owned();
        }
        inner.excerpt.iter_mut().chain(&mut inner.body).for_each(|text| *text = body(text));
        self
    }

    /// Whether the response cannot be read, or not all of it.
    pub(crate) fn is_unreadable(&self) -> bool {
        matches!(self.0.kind, Kind::Unreadable(_) | Kind::Undecodable(_))
    }

    /// Adds the start of a response that says nothing else, without secrets.
    pub(crate) fn with_excerpt(mut self, body: &str) -> Self {
        if matches!(self.0.kind, Kind::Unreadable(_)) && !body.is_empty() {
            self.0.excerpt = Some(excerpt(body.trim()));
        }
        self
    }

    /// Adds a response that cannot be read, without secrets.
    pub(crate) fn with_body(mut self, body: String) -> Self {
        self.0.body = Some(body);
        self
    }

    /// Its code, if that is a known one, else a short name of its kind: for traces, into which nothing goes that a
    /// server makes up.
    pub(crate) fn type_name(&self) -> &'static str {
        self.0.known.map_or(self.0.kind.name(), |known| known.code)
    }

    /// Adds the headers of the response, without secrets.
    pub(crate) fn with_headers(mut self, headers: HeaderMap) -> Self {
        self.0.headers = headers;
        self
    }

    /// A header of the response, by its name in any letter case; `None` if it is not there or not ASCII. Secrets of
    /// the client in it are replaced by `***`.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.0.headers.get(name)?.to_str().ok()
    }

    /// Adds the fields that could be read of a response that cannot.
    pub(crate) fn with_partial(mut self, partial: impl Any + Send + Sync) -> Self {
        self.0.partial = Some(Box::new(partial));
        self
    }

    /// A short name of what went wrong, as traces have it: `timeout`, `connection_lost`, `refused`.
    pub fn kind(&self) -> &'static str {
        self.0.kind.name()
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

    /// The message that came with the code, of which 64 KiB are kept. It may contain control characters.
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

    /// The body of the response: a refusal, or one that cannot be read, in whole or in part. At most 64 KiB of it are kept. Secret fields, the queries of signed
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

    /// The token that the call sent, if its operation has a parameter for one (`fill: token` in its spec). The
    /// same request with this token is the same call for the service, so after an unknown outcome
    /// it may be sent again with it.
    pub fn client_token(&self) -> Option<&str> {
        self.0.client_token.as_deref()
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
        matches!(
            self.0.kind,
            Kind::Configuration(_) | Kind::Credentials(_, false) | Kind::Invalid(_)
        )
    }

    /// Whether the service or its gateway understood the request and refused it.
    pub fn is_refusal(&self) -> bool {
        matches!(self.0.kind, Kind::Refused { .. })
    }

    /// Whether the call missed its deadline, or no byte of an upload was accepted for as long as it may take.
    pub fn is_timeout(&self) -> bool {
        matches!(self.0.kind, Kind::Deadline(..) | Kind::Stalled(_))
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

    /// Whether the service named a next page forever: one that was there before, or 1,000 pages in a row
    /// without items. All rows that came were returned before.
    pub fn is_endless_list(&self) -> bool {
        matches!(self.0.kind, Kind::Endless(_))
    }

    /// Whether there were too many calls: the service says so, or the client held the call back.
    pub fn is_throttled(&self) -> bool {
        self.0.status == Some(429)
            || self.is_quota()
            || self.0.known.is_some_and(|known| known.throttled)
            || (self.is_refusal()
                && self.0.retry_after.is_some()
                && self.0.status.is_none_or(|status| status < 500))
    }

    /// The pause before the next call that the gateway asks for, in `x-acs-retry-after` or `Retry-After`, at most a
    /// day; or the one that the quota of the client would need.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0.kind {
            Kind::NotSent(source) | Kind::Lost(source) => Some(source.as_ref()),
            // It is in `Display`, and what caused it is left.
            Kind::Credentials(source, _) => source.source(),
            _ => None,
        }
    }
}
