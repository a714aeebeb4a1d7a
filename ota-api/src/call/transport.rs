//! Sends requests over HTTP. No other file uses the HTTP library.

pub(crate) mod exchange;
mod failure;
mod head;
mod pools;
pub(crate) mod post;
mod tls;

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{ACCEPT_ENCODING, CONTENT_LENGTH, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Request, Response};
use tokio::time::Instant;

use crate::call::deadline::Deadline;
use crate::call::resolver::Resolver;
use crate::call::sign::signed::Signed;
use crate::call::transport::failure::{configuration, failed};
use crate::call::transport::head::Head;
pub(crate) use crate::call::transport::pools::runtime;
use crate::call::transport::pools::{Pools, Setup};
use crate::config::connection::Connection;
use crate::config::endpoint::Endpoint;
use crate::config::environment::variable;
use crate::error::Error;
use crate::error::kind::Kind;
use crate::request::operation::Method;
use crate::response::raw::RawResponse;

/// The maximum size of a body that is read, unless it is that of a success; the rest is left.
const LARGEST_REFUSAL: usize = 64 * 1024;

/// The reason why no more than that was read.
const TOO_LARGE: &str = "larger than 65536 bytes";

/// The reason why less was read: the connection broke, or the deadline passed.
const INCOMPLETE: &str = "incomplete";

/// The longest deadline; longer ones are cut to it.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// The time limit for opening a connection, unless another one is set.
pub(crate) const CONNECT: Duration = Duration::from_secs(5);

/// Room for the headers of a request, including those that the library adds.
const HEADERS: usize = 13;

/// The number of the attempt, for those who look at the traffic.
const ATTEMPT: HeaderName = HeaderName::from_static("x-ota-attempt");

/// An HTTP client without redirects, with limits of its own, and with TLS that needs no C but ring's.
#[derive(Debug, Clone)]
pub(crate) struct Transport {
    pools: Arc<Pools>,
    url: reqwest::Url,
    connection: Arc<Connection>,
}

impl Transport {
    pub(crate) fn new(
        endpoint: &Endpoint,
        deadline: Duration,
        connect: Duration,
        connection: Connection,
    ) -> Result<Self, Error> {
        let url: reqwest::Url = endpoint.base.parse().map_err(|error| configuration(&error))?;
        // Shorter than the deadline, so that it is clear which of the two was missed: without a
        // connection, nothing was sent.
        let setup = setup(&connection, connect.min(deadline / 2), &url)?;
        let pools = Arc::new(Pools::new(setup)?);
        Ok(Self { pools, url, connection: Arc::new(connection) })
    }

    /// Whether no proxy is between this machine and the endpoint.
    pub(crate) fn is_direct(&self) -> bool {
        self.pools.is_direct()
    }

    /// The password of the proxy, if it has one.
    pub(crate) fn proxy_password(&self) -> Option<String> {
        self.pools.proxy_password()
    }

    /// The time that opening a connection may take.
    pub(crate) fn connect_limit(&self) -> Duration {
        self.pools.connect()
    }

    /// Sends a request and reads the complete response before the deadline.
    pub(crate) async fn send(
        &self,
        method: Method,
        signed: &Signed,
        attempt: u32,
        more: &HeaderMap,
        deadline: Deadline,
    ) -> Result<RawResponse, Error> {
        let longest = Instant::now() + LONGEST;
        let end = deadline.end.map_or(longest, |end| end.min(longest));
        let runtime = runtime()?;
        let request = self.request(method, signed, attempt, more)?;
        let connect = self.pools.connect();
        // What has arrived counts, even if the rest never does.
        let (mut sent, mut head, mut body) = (false, Head::default(), Vec::new());
        let end = {
            let exchange = pin!(async {
                let http = self.pools.of(runtime).await?;
                sent = true;
                let response = http.execute(request).await;
                let mut response = response.map_err(|error| failed(error, connect))?;
                head = Head::of(&mut response);
                read_body(response, connect, self.connection.response, &mut body).await
            });
            tokio::time::timeout_at(end, exchange).await
        };
        let end = end.unwrap_or_else(|_| Err(Error::new(Kind::Deadline(deadline.limit, sent))));
        let Head { status, request_id, retry_after, date, encoding, headers } = head;
        let status_says_enough = status.is_some_and(|status| !(200..300).contains(&status));
        let cut = match end {
            Ok(cut) => cut,
            Err(_) if status_says_enough => Some(INCOMPLETE),
            Err(error) => {
                let Some(status) = status else { return Err(error) };
                let error = error.with_status(status).with_request_id(request_id);
                return Err(error.with_retry_after(retry_after));
            }
        };
        let status = status.unwrap_or_default();
        Ok(RawResponse { status, request_id, retry_after, date, headers, encoding, cut, body })
    }

    /// The request in the types of the library, without its builder, which would copy every header
    /// once more.
    fn request(
        &self,
        method: Method,
        signed: &Signed,
        attempt: u32,
        more: &HeaderMap,
    ) -> Result<Request, Error> {
        let mut url = self.url.clone();
        url.set_query(Some(signed.query()));
        let mut headers = HeaderMap::with_capacity(HEADERS);
        for (name, value) in signed.header_bytes() {
            let value = HeaderValue::from_maybe_shared(value)
                .map_err(|error| Error::configuration(format!("header `{name}`: {error}")))?;
            headers.insert(HeaderName::from_static(name), value);
        }
        // Without this header a server may compress as it likes.
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        headers.insert(ATTEMPT, HeaderValue::from(attempt));
        headers.extend(more.iter().map(|(name, value)| (name.clone(), value.clone())));
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

/// How connections to the server at an address are made.
fn setup(connection: &Connection, connect: Duration, url: &reqwest::Url) -> Result<Setup, Error> {
    let proxy = connection.proxy.choose(url, variable)?;
    let speaks_tls = |url: &reqwest::Url| url.scheme() == "https";
    Ok(Setup {
        connect,
        idle: connection.idle,
        user_agent: connection.user_agent()?,
        certificates: connection.certificates()?,
        tls: speaks_tls(url) || proxy.as_ref().is_some_and(speaks_tls),
        proxy,
        resolver: Resolver::default(),
    })
}

/// Reads the body into `body`, up to the largest size of its kind. One that is too large is an error
/// only with a success: any other status says enough.
async fn read_body(
    mut response: Response,
    connect: Duration,
    largest_success: usize,
    body: &mut Vec<u8>,
) -> Result<Option<&'static str>, Error> {
    let is_success = response.status().is_success();
    let largest = if is_success { largest_success } else { LARGEST_REFUSAL };
    let too_large = || {
        let advice = "a client that expects longer ones can set a larger `response_limit`";
        Err(Error::new(Kind::TooLarge(largest)).with_advice(Some(advice.into())))
    };
    let announced = response.content_length().unwrap_or(0);
    if is_success && announced > largest as u64 {
        return too_large();
    }
    body.reserve(usize::try_from(announced).unwrap_or(largest).min(largest));
    while let Some(chunk) = response.chunk().await.map_err(|error| failed(error, connect))? {
        let room = largest - body.len();
        if chunk.len() > room && is_success {
            return too_large();
        }
        let part = chunk.len().min(room);
        if body.capacity() - body.len() < part {
            // Twice as much, but not beyond the limit.
            body.reserve_exact(body.len().max(part).min(room));
        }
        body.extend_from_slice(&chunk[..part]);
        if chunk.len() > room {
            return Ok(Some(TOO_LARGE));
        }
    }
    Ok(None)
}
