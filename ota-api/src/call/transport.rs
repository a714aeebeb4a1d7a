//! Sends requests over HTTP. No other file uses the HTTP library.

use std::sync::Arc;
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{CONTENT_LENGTH, HeaderMap, HeaderName, HeaderValue};
use reqwest::redirect::Policy;
use reqwest::{Request, Response};
use rustls::ClientConfig;
use rustls_platform_verifier::BuilderVerifierExt;
use tokio::time::Instant;

use crate::call::resolver::Resolver;
use crate::call::sign::signed::Signed;
use crate::config::endpoint::Endpoint;
use crate::error::Error;
use crate::error::kind::Kind;
use crate::request::operation::Method;
use crate::response::raw::RawResponse;

/// The maximum size of a successful response; a full page of tasks is about 60 KB.
const LARGEST_SUCCESS: usize = 16 * 1024 * 1024;

/// The maximum size of any other response.
const LARGEST_REFUSAL: usize = 64 * 1024;

/// The longest deadline; longer ones are cut to it.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// The time limit for opening a connection, unless another one is set.
pub(crate) const CONNECT: Duration = Duration::from_secs(5);

/// Room for the headers of a request, including those that the library adds.
const HEADERS: usize = 12;

/// An HTTP client without redirects, with limits of its own, and with TLS that needs no C but ring's.
#[derive(Debug, Clone)]
pub(crate) struct Transport {
    http: reqwest::Client,
    url: reqwest::Url,
    connect: Duration,
}

impl Transport {
    pub(crate) fn new(
        endpoint: &Endpoint,
        deadline: Duration,
        connect: Duration,
    ) -> Result<Self, Error> {
        // Shorter than the deadline, so that it is clear which of the two was missed: without a
        // connection, nothing was sent.
        let connect = connect.min(deadline / 2);
        let mut http = reqwest::Client::builder()
            .redirect(Policy::none())
            .connect_timeout(connect)
            .dns_resolver(Names(Resolver::default()))
            .retry(reqwest::retry::never())
            .http1_only()
            .user_agent(concat!("ota-api/", env!("CARGO_PKG_VERSION")))
            .tls_backend_preconfigured(tls()?);
        if endpoint.loopback {
            // This machine is not behind a proxy.
            http = http.no_proxy();
        }
        let http = http.build().map_err(|error| configuration(&error.without_url()))?;
        let url = endpoint.base.parse().map_err(|error| configuration(&error))?;
        Ok(Self { http, url, connect })
    }

    /// Sends a request and reads the complete response within `limit`.
    pub(crate) async fn send(
        &self,
        method: Method,
        signed: &Signed,
        limit: Duration,
    ) -> Result<RawResponse, Error> {
        let deadline = Instant::now() + limit.min(LONGEST);
        let request = self.request(method, signed)?;
        // The head of the response, even if its body stays incomplete.
        let mut head = Head::default();
        let exchange = async {
            let sent = self.http.execute(request).await;
            let response = sent.map_err(|error| failed(error, self.connect))?;
            head = Head::of(&response);
            read_body(response, self.connect).await
        };
        let body = tokio::time::timeout_at(deadline, exchange).await;
        match body.unwrap_or_else(|_| Err(Error::new(Kind::Deadline(limit, true)))) {
            Ok(body) => {
                let Head { status, request_id, retry_after } = head;
                Ok(RawResponse {
                    status: status.unwrap_or_default(),
                    request_id,
                    retry_after,
                    body,
                })
            }
            Err(error) => Err(head.add_to(error)),
        }
    }

    /// The request in the types of the library, without its builder, which would copy every header
    /// once more.
    fn request(&self, method: Method, signed: &Signed) -> Result<Request, Error> {
        let mut url = self.url.clone();
        url.set_query(Some(signed.query()));
        let mut headers = HeaderMap::with_capacity(HEADERS);
        for (name, value) in signed.header_bytes() {
            let value = HeaderValue::from_maybe_shared(value)
                .map_err(|error| Error::configuration(format!("header `{name}`: {error}")))?;
            headers.insert(HeaderName::from_static(name), value);
        }
        let body = signed.body().map(|body| body.to_owned().into());
        let verb = match method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
        };
        if body.is_none() && method == Method::Post {
            headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        let mut request = Request::new(verb, url);
        *request.headers_mut() = headers;
        *request.body_mut() = body;
        Ok(request)
    }
}

/// The resolver in the types of the library.
struct Names(Resolver);

impl Resolve for Names {
    fn resolve(&self, name: Name) -> Resolving {
        let lookup = self.0.look_up(name.as_str());
        Box::pin(async move { Ok(Box::new(lookup.await?.into_iter()) as Addrs) })
    }
}

/// The head of a response.
#[derive(Default)]
struct Head {
    status: Option<u16>,
    request_id: Option<String>,
    retry_after: Option<Duration>,
}

impl Head {
    fn of(response: &Response) -> Self {
        const REQUEST_ID: HeaderName = HeaderName::from_static("x-acs-request-id");
        const RETRY_AFTER: HeaderName = HeaderName::from_static("x-acs-retry-after");
        let text = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
        let wait = text(RETRY_AFTER).and_then(|text| text.trim().parse().ok());
        Self {
            status: Some(response.status().as_u16()),
            request_id: text(REQUEST_ID).map(str::to_owned),
            retry_after: wait.filter(|wait| *wait > 0).map(Duration::from_millis),
        }
    }

    fn add_to(self, error: Error) -> Error {
        let Some(status) = self.status else { return error };
        error
            .with_status(status)
            .with_request_id(self.request_id)
            .with_retry_after(self.retry_after)
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

/// The error and its causes in one line.
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

/// The error of a failed exchange, without the URL, which holds the signature with V1.
fn failed(error: reqwest::Error, connect: Duration) -> Error {
    let error = error.without_url();
    if error.is_connect() && error.is_timeout() {
        return Error::new(Kind::Deadline(connect, false));
    }
    if error.is_builder() {
        return Error::configuration(format!("the request cannot be built: {}", causes(&error)));
    }
    let text: Box<dyn std::error::Error + Send + Sync> = causes(&error).into();
    Error::new(if error.is_connect() { Kind::NotSent(text) } else { Kind::Lost(text) })
}

async fn read_body(mut response: Response, connect: Duration) -> Result<Vec<u8>, Error> {
    let largest = if response.status().is_success() { LARGEST_SUCCESS } else { LARGEST_REFUSAL };
    let announced = response.content_length().unwrap_or(0);
    if announced > largest as u64 {
        return Err(Error::new(Kind::TooLarge(largest)));
    }
    let mut body = Vec::with_capacity(usize::try_from(announced).unwrap_or(0));
    while let Some(chunk) = response.chunk().await.map_err(|error| failed(error, connect))? {
        if body.len() + chunk.len() > largest {
            return Err(Error::new(Kind::TooLarge(largest)));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}
