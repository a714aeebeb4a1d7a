//! Responses in HTTP.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Response, StatusCode, header};

use super::Format;

/// The code of a refusal, beside a response that has it somewhere in its body.
#[derive(Debug, Clone)]
pub(crate) struct Code(pub(crate) String);

const REQUEST_ID: HeaderName = HeaderName::from_static("x-acs-request-id");
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
    /// The code of a refusal.
    pub(crate) code: Option<String>,
    /// More headers; they replace others of that name.
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
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() =
            StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        let content_type = HeaderValue::from_static(self.format.content_type());
        headers.insert(header::CONTENT_TYPE, content_type);
        // Strings of a caller come back in responses; no browser is to take them for a page.
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        if let Ok(id) = HeaderValue::from_str(&self.request_id) {
            headers.insert(REQUEST_ID, id);
        }
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
