//! Single exchanges with servers that no spec describes, for `ota-credentials`: small responses, no redirects, and
//! every part bounded.

use std::time::Duration;

use reqwest::header::{ACCEPT_ENCODING, HeaderName, HeaderValue};
use tokio::time::Instant;
use url::Url;
use zeroize::Zeroizing;

use crate::call::resolver::Resolver;
use crate::call::transport::failure::{configuration, failed};
use crate::call::transport::pools::{Setup, runtime};
use crate::call::transport::tls;
use crate::config::address;
use crate::config::connection::Connection;
use crate::config::environment::variable;
use crate::config::proxy::ProxySetting;
use crate::error::Error;
use crate::error::kind::Kind;

/// A request that is sent once, on a connection of its own.
pub struct Exchange<'a> {
    /// `GET`, `POST` or `PUT`.
    pub method: &'static str,
    /// The address, which may have a path and a query. Errors do not repeat it.
    pub url: &'a str,
    /// Headers, whose values are not shown anywhere.
    pub headers: &'a [(&'static str, &'a str)],
    /// The body.
    pub body: Option<Zeroizing<String>>,
    /// Whether plain HTTP beyond this machine is meant.
    pub plain_http: bool,
    /// Whether a proxy may be used.
    pub proxy: bool,
    /// The time to open the connection.
    pub connect: Duration,
    /// The time for everything.
    pub limit: Duration,
    /// The largest body, in bytes.
    pub largest: usize,
}

impl Exchange<'_> {
    /// Sends it, and returns the status and the body.
    ///
    /// # Errors
    ///
    /// The address cannot be used, or no complete response arrived in time or in size.
    pub async fn send(self) -> Result<(u16, Zeroizing<Vec<u8>>), Error> {
        let end = Instant::now() + self.limit;
        let mut sent = false;
        let limit = self.limit;
        let exchange = tokio::time::timeout_at(end, self.exchange(&mut sent)).await;
        exchange.unwrap_or_else(|_| Err(Error::new(Kind::Deadline(limit, sent))))
    }

    async fn exchange(self, sent: &mut bool) -> Result<(u16, Zeroizing<Vec<u8>>), Error> {
        runtime()?;
        let url = self.address()?;
        let connection = Connection::default();
        let proxy = match self.proxy {
            true => ProxySetting::Environment.choose(&url, variable)?,
            false => None,
        };
        let speaks_tls = |url: &Url| url.scheme() == "https";
        let is_tls = speaks_tls(&url) || proxy.as_ref().is_some_and(speaks_tls);
        let tls = if is_tls { tls::config(&[]).await? } else { tls::unused()? };
        let setup = Setup {
            connect: self.connect,
            idle: connection.idle,
            user_agent: connection.user_agent()?,
            certificates: Vec::new(),
            tls: is_tls,
            proxy,
            resolver: Resolver::default(),
        };
        let http = setup.client(tls)?;
        let method = reqwest::Method::from_bytes(self.method.as_bytes())
            .map_err(|error| configuration(&error))?;
        let mut request = reqwest::Request::new(method, url);
        let headers = request.headers_mut();
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        for (name, value) in self.headers {
            let mut value = HeaderValue::from_str(value)
                .map_err(|_| Error::configuration(format!("the header `{name}` cannot be sent")))?;
            value.set_sensitive(true);
            headers.insert(HeaderName::from_static(name), value);
        }
        *request.body_mut() = self.body.map(|body| body.as_bytes().to_vec().into());
        *sent = true;
        let connect = self.connect;
        let response = http.execute(request).await.map_err(|error| failed(error, connect))?;
        read(response, connect, self.largest).await
    }

    /// The address, which is that of the host that it shows.
    fn address(&self) -> Result<Url, Error> {
        let fail = |why: &str| Error::configuration(format!("the address {why}"));
        let (start, rest) = self.url.split_once("://").ok_or_else(|| fail("is not a URL"))?;
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let base = address::parse(&format!("{start}://{host}")).map_err(|why| fail(&why))?;
        if !base.username().is_empty() || base.password().is_some() {
            return Err(fail("has a user or a password"));
        }
        match base.scheme() {
            "https" => {}
            "http" if self.plain_http || address::is_loopback(&base) => {}
            "http" => {
                return Err(fail("has plain HTTP and is not on this machine; use `https://`"));
            }
            _ => return Err(fail("has a scheme that is not `https`")),
        }
        let url = Url::parse(self.url).map_err(|_| fail("is not a URL"))?;
        let shown = self.url.bytes().all(|byte| byte.is_ascii_graphic());
        if !shown || url.host() != base.host() || url.port() != base.port() {
            return Err(fail("is not the one that it shows"));
        }
        Ok(url)
    }
}

/// Reads a whole body up to a size.
async fn read(
    mut response: reqwest::Response,
    connect: Duration,
    largest: usize,
) -> Result<(u16, Zeroizing<Vec<u8>>), Error> {
    let status = response.status().as_u16();
    let mut body = Zeroizing::new(Vec::new());
    while let Some(chunk) = response.chunk().await.map_err(|error| failed(error, connect))? {
        if chunk.len() > largest - body.len() {
            return Err(Error::new(Kind::TooLarge(largest)).with_status(status));
        }
        body.extend_from_slice(&chunk);
    }
    Ok((status, body))
}
