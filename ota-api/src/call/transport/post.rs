//! Posts a long body to a server that a response named.

use std::time::Duration;

use bytes::Bytes;
use http_body::Body;
use reqwest::header::{ACCEPT_ENCODING, CONTENT_TYPE, HeaderValue};
use reqwest::{Method, Request};

use crate::call::transport::failure::{configuration, failed};
use crate::call::transport::head::Head;
use crate::call::transport::pools::runtime;
use crate::call::transport::{INCOMPLETE, LARGEST_REFUSAL, TOO_LARGE, Transport, setup, tls};
use crate::config::endpoint::Endpoint;
use crate::error::Error;
use crate::response::raw::RawResponse;

/// A server to post to, on a connection of its own.
pub(crate) struct Post {
    http: reqwest::Client,
    url: reqwest::Url,
    connect: Duration,
    /// The host, and the port if it is not the usual one.
    pub(crate) host: String,
}

impl Transport {
    /// The server at an address that a response named, if the client may post to it.
    pub(crate) fn storage(&self, address: &str) -> Result<Endpoint, Error> {
        Endpoint::at(address, self.connection.plain_http).map_err(|why| {
            let message = format!("the address to upload to, which the service named, {why}");
            Error::configuration(message)
        })
    }

    /// Prepares a connection to the server at an address, with the settings of the client: its proxy, the certificates
    /// that it trusts, and whether it allows plain HTTP beyond this machine.
    pub(crate) async fn post_to(&self, address: &str) -> Result<Post, Error> {
        runtime()?;
        let connection = &self.connection;
        let endpoint = self.storage(address)?;
        let url: reqwest::Url = endpoint.base.parse().map_err(|error| configuration(&error))?;
        let connect = self.connect_limit();
        let setup = setup(connection, connect, &url)?;
        let tls = if setup.tls { tls::config(&setup.certificates).await? } else { tls::unused()? };
        Ok(Post { http: setup.client(tls)?, url, connect, host: endpoint.host })
    }
}

impl Post {
    /// Sends the body and reads the response, at most the first 64 KB of it. There is no time limit.
    pub(crate) async fn send<B>(self, content_type: &str, body: B) -> Result<RawResponse, Error>
    where
        B: Body<Data = Bytes, Error = std::io::Error> + Send + Sync + 'static,
    {
        let mut request = Request::new(Method::POST, self.url);
        let content_type = HeaderValue::from_str(content_type)
            .map_err(|error| Error::configuration(format!("the content type: {error}")))?;
        request.headers_mut().insert(CONTENT_TYPE, content_type);
        request.headers_mut().insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        *request.body_mut() = Some(reqwest::Body::wrap(body));
        let sent = self.http.execute(request).await;
        let mut response = sent.map_err(|error| failed(error, self.connect))?;
        let head = Head::of(&mut response);
        let (mut body, mut cut) = (Vec::new(), None);
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) => {
                    let room = LARGEST_REFUSAL - body.len();
                    body.extend_from_slice(&chunk[..chunk.len().min(room)]);
                    if chunk.len() > room {
                        cut = Some(TOO_LARGE);
                        break;
                    }
                }
                Ok(None) => break,
                Err(_) => {
                    cut = Some(INCOMPLETE);
                    break;
                }
            }
        }
        let Head { status, request_id, retry_after, date, encoding, headers } = head;
        let status = status.unwrap_or_default();
        Ok(RawResponse { status, request_id, retry_after, date, headers, encoding, cut, body })
    }
}
