//! Failures: what a mock responds when a call is to fail.

use std::time::Duration;

use http::HeaderMap;

use crate::error::Error;
use crate::error::kind::Kind;
use crate::request::service::EnvelopeNames;
use crate::response::raw::RawResponse;

/// Who is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// The service or its gateway.
    Service,
    /// The storage that files are uploaded to.
    Storage,
}

/// A way in which a call fails.
#[derive(Debug, Clone)]
pub struct Failure {
    pub(crate) way: Way,
    status: Option<u16>,
    message: Option<String>,
    retry_after: Option<Duration>,
}

#[derive(Debug, Clone)]
pub(crate) enum Way {
    Refused(String),
    NotConnected,
    Lost,
    TimedOut,
}

impl Failure {
    fn new(way: Way) -> Self {
        Self { way, status: None, message: None, retry_after: None }
    }

    /// The service refuses the call with a code, such as `iot.ota.FirmwareNotFound`, and HTTP status 200; or the storage
    /// an upload, with one such as `AccessDenied`, and HTTP status 403.
    pub fn refused(code: impl Into<String>) -> Self {
        Self::new(Way::Refused(code.into()))
    }

    /// There is no connection: nothing was sent.
    pub fn not_connected() -> Self {
        Self::new(Way::NotConnected)
    }

    /// The connection breaks after the request was sent: whether the service acted is unknown.
    pub fn lost() -> Self {
        Self::new(Way::Lost)
    }

    /// No response comes in time. The attempt ends at once, without waiting.
    pub fn timed_out() -> Self {
        Self::new(Way::TimedOut)
    }

    /// Sets the HTTP status of a refusal, from 200 to 599. With one that is no success the gateway refuses, not the service.
    #[must_use]
    pub fn status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }

    /// Sets the message of a refusal.
    #[must_use]
    pub fn message(mut self, message: impl Into<String>) -> Self {
        self.message = Some(message.into());
        self
    }

    /// Sets the pause before the next call that a refusal asks for. As from the network, a day is the most that counts.
    #[must_use]
    pub fn retry_after(mut self, pause: Duration) -> Self {
        self.retry_after = Some(pause.min(LONGEST_PAUSE));
        self
    }

    /// The response of a refusal, or the error of the transport; `limit` is the time of the attempt.
    pub(crate) fn outcome(
        &self,
        names: &EnvelopeNames,
        side: Side,
        limit: Duration,
        request_id: String,
    ) -> Result<RawResponse, Error> {
        let code = match &self.way {
            Way::Refused(code) => code,
            Way::NotConnected => {
                return Err(Error::new(Kind::NotSent("the mock has no connection".into())));
            }
            Way::Lost => {
                return Err(Error::new(Kind::Lost("the mock broke the connection".into())));
            }
            Way::TimedOut => {
                return Err(Error::new(match side {
                    Side::Service => Kind::Deadline(limit, true),
                    Side::Storage => Kind::Stalled(limit),
                }));
            }
        };
        let status = self.status.unwrap_or(match side {
            Side::Service => 200,
            Side::Storage => 403,
        });
        let mut body = serde_json::Map::new();
        let mut add = |name: &str, value: serde_json::Value| body.insert(name.to_owned(), value);
        add(names.request_id, request_id.as_str().into());
        add(names.code, code.as_str().into());
        add(names.message, self.message.as_deref().unwrap_or("refused by the mock").into());
        if let Some(success) = names.success.filter(|_| (200..300).contains(&status)) {
            add(success, false.into());
        }
        let body = serde_json::Value::Object(body).to_string();
        let response = response(status, body.into_bytes(), request_id)?;
        Ok(RawResponse { retry_after: self.retry_after, ..response })
    }
}

/// The longest pause that a response can ask for, as the transport takes it.
const LONGEST_PAUSE: Duration = Duration::from_secs(24 * 60 * 60);

/// A response with this body.
///
/// # Errors
///
/// No server responds with this status.
pub(crate) fn response(
    status: u16,
    body: Vec<u8>,
    request_id: String,
) -> Result<RawResponse, Error> {
    if !(200..600).contains(&status) {
        return Err(Error::configuration(format!(
            "the mock was to respond with HTTP status {status}; use one from 200 to 599"
        )));
    }
    let mut headers = HeaderMap::new();
    if let Ok(value) = request_id.parse() {
        headers.insert("x-acs-request-id", value);
    }
    let request_id = Some(request_id);
    Ok(RawResponse { status, request_id, headers, body, ..RawResponse::default() })
}
