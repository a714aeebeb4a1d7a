//! Responses in HTTP.

use std::time::SystemTime;

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Response, StatusCode, header};
use jiff::Timestamp;

use super::Format;

/// The code of a rejection, beside a response that has it somewhere in its body.
#[derive(Debug, Clone)]
pub(crate) struct Code(pub(crate) String);

const REQUEST_ID: HeaderName = HeaderName::from_static("x-acs-request-id");
const FILE_REQUEST_ID: HeaderName = HeaderName::from_static("x-oss-request-id");
const RETRY_AFTER: HeaderName = HeaderName::from_static("x-acs-retry-after");
const EMULATOR: HeaderName = HeaderName::from_static("x-ota-emulator");

/// A response before it is HTTP.
#[derive(Debug)]
pub(crate) struct HttpResponse {
    pub(crate) status: u16,
    pub(crate) request_id: String,
    pub(crate) format: Format,
    pub(crate) retry_after: Option<u64>,
    pub(crate) is_example: bool,
    /// The code of a rejection.
    pub(crate) code: Option<String>,
    /// Further headers, which replace others of the same name.
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    pub(crate) body: String,
}

impl HttpResponse {
    pub(crate) fn new(request_id: String, format: Format, body: String) -> Self {
        Self {
            status: 200,
            request_id,
            format,
            retry_after: None,
            is_example: false,
            code: None,
            headers: Vec::new(),
            body,
        }
    }

    /// The response as HTTP.
    pub(crate) fn into_response(self) -> Response<Body> {
        let mut response =
            with_id(self.status, Body::from(self.body), REQUEST_ID, &self.request_id);
        let headers = response.headers_mut();
        let content_type = HeaderValue::from_static(self.format.content_type());
        headers.insert(header::CONTENT_TYPE, content_type);
        // Strings of a caller come back in responses; no browser may take them for a page.
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        if let Some(wait) = self.retry_after {
            headers.insert(RETRY_AFTER, HeaderValue::from(wait));
        }
        if self.is_example {
            headers.insert(EMULATOR, HeaderValue::from_static("example"));
        }
        for (name, value) in self.headers {
            headers.insert(name, value);
        }
        if let Some(code) = self.code {
            response.extensions_mut().insert(Code(code));
        }
        response
    }
}

/// A response of the endpoint for files.
pub(crate) fn file(status: u16, body: Body, request_id: &str) -> Response<Body> {
    with_id(status, body, FILE_REQUEST_ID, request_id)
}

/// A response of the endpoint for files in XML.
pub(crate) fn file_xml(status: u16, body: String, request_id: &str) -> Response<Body> {
    let mut response = file(status, Body::from(body), request_id);
    let kind = HeaderValue::from_static("application/xml");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}

fn with_id(status: u16, body: Body, name: HeaderName, request_id: &str) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() =
        StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if let Ok(id) = HeaderValue::from_str(request_id) {
        response.headers_mut().insert(name, id);
    }
    response
}

/// A time, so many seconds later, as the header `Date` has it.
pub(crate) fn date(now: SystemTime, seconds: i64) -> Option<HeaderValue> {
    let now = Timestamp::try_from(now).ok()?;
    let skewed = Timestamp::from_second(now.as_second().saturating_add(seconds)).ok()?;
    let text = skewed.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
    HeaderValue::from_str(&text).ok()
}
