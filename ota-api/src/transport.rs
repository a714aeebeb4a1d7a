//! HTTP. The only file that names the HTTP library.

use std::error::Error as _;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::HeaderMap;
use reqwest::redirect::Policy;
use rustls::ClientConfig;
use rustls_platform_verifier::BuilderVerifierExt;
use tokio::time::Instant;

use crate::endpoint::Endpoint;
use crate::error::{Error, Kind};
use crate::operation::Method;

/// Most bytes of an answer that says yes; a full page of tasks is some 60 KB.
const LARGEST_SUCCESS: usize = 16 * 1024 * 1024;

/// Most bytes of an answer that says no.
const LARGEST_REFUSAL: usize = 64 * 1024;

/// How long a connection may take to open.
const CONNECT: Duration = Duration::from_secs(5);

/// An HTTP client that follows nothing, keeps to its limits and speaks TLS without C beyond ring's.
#[derive(Debug, Clone)]
pub(crate) struct Transport {
    http: reqwest::Client,
}

/// A request as it goes out.
#[derive(Debug)]
pub(crate) struct Outgoing<'a> {
    pub(crate) method: Method,
    pub(crate) url: String,
    pub(crate) headers: &'a [(&'static str, String)],
}

/// An answer as it came in.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// From `x-acs-request-id`.
    pub(crate) request_id: Option<String>,
    /// From `x-acs-retry-after`, in milliseconds there.
    pub(crate) retry_after: Option<Duration>,
    pub(crate) body: Vec<u8>,
}

impl Transport {
    pub(crate) fn new(endpoint: &Endpoint) -> Result<Self, Error> {
        let mut http = reqwest::Client::builder()
            .redirect(Policy::none())
            .connect_timeout(CONNECT)
            .user_agent(concat!("ota-api/", env!("CARGO_PKG_VERSION")))
            .tls_backend_preconfigured(tls()?);
        if endpoint.loopback {
            // What is on this machine is not behind a proxy.
            http = http.no_proxy();
        }
        let http = http.build().map_err(|error| configuration(&error.without_url()))?;
        Ok(Self { http })
    }

    /// Sends a request and reads the whole answer within `limit`.
    pub(crate) async fn send(
        &self,
        request: &Outgoing<'_>,
        limit: Duration,
    ) -> Result<Answer, Error> {
        let deadline = Instant::now() + limit;
        let method = match request.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
        };
        let mut builder = self.http.request(method, &request.url);
        for (name, value) in request.headers {
            builder = builder.header(*name, value);
        }
        if request.method == Method::Post {
            builder = builder.header("content-length", "0");
        }
        let late = |_| Error::new(Kind::Deadline(limit, true));
        let sent = tokio::time::timeout_at(deadline, builder.send()).await.map_err(late)?;
        let response = sent.map_err(|error| failed(error, limit))?;
        let status = response.status().as_u16();
        let (request_id, retry_after) = read_headers(response.headers());
        let largest =
            if response.status().is_success() { LARGEST_SUCCESS } else { LARGEST_REFUSAL };
        let context = |error: Error| {
            error
                .with_status(status)
                .with_request_id(request_id.clone())
                .with_retry_after(retry_after)
        };
        let body = tokio::time::timeout_at(deadline, read_body(response, largest, limit));
        let body = body.await.map_err(late).and_then(|body| body).map_err(context)?;
        Ok(Answer { status, request_id, retry_after, body })
    }
}

fn tls() -> Result<ClientConfig, Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| configuration(&error))?
        .with_platform_verifier()
        .map_err(|error| configuration(&error))?;
    Ok(config.with_no_client_auth())
}

fn configuration(error: &dyn std::error::Error) -> Error {
    Error::configuration(format!("the HTTP client cannot be set up: {}", causes(error)))
}

/// The error with what caused it, in one line.
fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    text
}

/// A failed exchange. The address is dropped from the error: under V1 it holds the signature.
fn failed(error: reqwest::Error, limit: Duration) -> Error {
    let error = error.without_url();
    if error.is_connect() && error.is_timeout() {
        return Error::new(Kind::Deadline(CONNECT.min(limit), false));
    }
    let not_sent = error.is_connect() || error.is_builder();
    let text: Box<dyn std::error::Error + Send + Sync> = causes(&error).into();
    let _ = error.source();
    Error::new(if not_sent { Kind::NotSent(text) } else { Kind::Lost(text) })
}

fn read_headers(headers: &HeaderMap) -> (Option<String>, Option<Duration>) {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let wait = text("x-acs-retry-after").and_then(|text| text.trim().parse().ok());
    let wait = wait.filter(|milliseconds| *milliseconds > 0).map(Duration::from_millis);
    (text("x-acs-request-id").map(str::to_owned), wait)
}

async fn read_body(
    mut response: reqwest::Response,
    largest: usize,
    limit: Duration,
) -> Result<Vec<u8>, Error> {
    let announced = response.content_length().unwrap_or(0);
    if announced > largest as u64 {
        return Err(Error::new(Kind::TooLarge(largest)));
    }
    let mut body = Vec::with_capacity(usize::try_from(announced).unwrap_or(0));
    while let Some(chunk) = response.chunk().await.map_err(|error| failed(error, limit))? {
        if body.len() + chunk.len() > largest {
            return Err(Error::new(Kind::TooLarge(largest)));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}
