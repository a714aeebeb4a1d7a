//! A server that responds to every request with the same bytes, for responses that no emulator should
//! give.

use std::sync::{Arc, Mutex};

use ota_api::product::{ClientBuilder, Product};
use ota_api::{Client, Credentials, Quota, RetryPolicy};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// A running server; it stops with its runtime.
pub(crate) struct Canned {
    address: String,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Canned {
    /// Responds with these bytes and closes the connection.
    pub(crate) async fn raw(response: impl Into<Vec<u8>>) -> Self {
        let response = response.into();
        Self::with(move |_| response.clone()).await
    }

    /// Refuses every request and repeats it in the message.
    pub(crate) async fn echo() -> Self {
        Self::with(|request| {
            let request = request.replace(['\r', '\n'], " ");
            let body = format!(r#"{{"Code":"Echo","Message":"{request}"}}"#);
            format!("HTTP/1.1 400 Bad\r\ncontent-length: {}\r\n\r\n{body}", body.len()).into_bytes()
        })
        .await
    }

    /// Responds to each request with the bytes of HTTP that the function returns.
    pub(crate) async fn with(respond: impl Fn(&str) -> Vec<u8> + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = requests.clone();
        tokio::spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                let mut request = Vec::new();
                let mut buffer = [0; 16 * 1024];
                while !request.windows(4).any(|end| end == b"\r\n\r\n") {
                    let count = stream.read(&mut buffer).await.unwrap_or(0);
                    if count == 0 {
                        break;
                    }
                    request.extend_from_slice(&buffer[..count]);
                }
                let mut request = String::from_utf8_lossy(&request).into_owned();
                let start = request.find("\r\n\r\n").map_or(request.len(), |end| end + 4);
                let length = request[..start].to_lowercase();
                let length = length.split_once("content-length: ").and_then(|(_, rest)| {
                    rest.split('\r').next().and_then(|digits| digits.parse().ok())
                });
                while request.len() < start + length.unwrap_or(0) {
                    let count = stream.read(&mut buffer).await.unwrap_or(0);
                    if count == 0 {
                        break;
                    }
                    request.push_str(&String::from_utf8_lossy(&buffer[..count]));
                }
                let response = respond(&request);
                seen.lock().unwrap().push(request);
                // The client may hang up early; that is its right.
                let _ = stream.write_all(&response).await;
                let _ = stream.shutdown().await;
            }
        });
        Self { address, requests }
    }

    /// Responds with this status, content type and body.
    pub(crate) async fn respond(status: u16, content_type: &str, body: impl AsRef<[u8]>) -> Self {
        Self::with_headers(status, &[("content-type", content_type)], body).await
    }

    /// Responds with this status, these headers and this body.
    pub(crate) async fn with_headers(
        status: u16,
        headers: &[(&str, &str)],
        body: impl AsRef<[u8]>,
    ) -> Self {
        let body = body.as_ref();
        let mut head = format!("HTTP/1.1 {status} Canned\r\ncontent-length: {}\r\n", body.len());
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("connection: close\r\n\r\n");
        Self::raw([head.as_bytes(), body].concat()).await
    }

    /// Responds to each request with the JSON that the function returns.
    pub(crate) async fn json(respond: impl Fn(&str) -> String + Send + 'static) -> Self {
        Self::with(move |request| {
            let body = respond(request);
            let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length:";
            format!("{head} {}\r\n\r\n{body}", body.len()).into_bytes()
        })
        .await
    }

    /// The requests so far.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }

    /// The address of the server.
    pub(crate) fn endpoint(&self) -> &str {
        &self.address
    }

    /// A client of this server, which sends nothing again and waits for nothing.
    pub(crate) fn client(&self) -> Client {
        self.builder().build().unwrap()
    }

    /// The same, with more to set.
    pub(crate) fn builder(&self) -> ota_api::ClientBuilder {
        self.builder_of()
    }

    /// The same for a client of any product.
    pub(crate) fn builder_of<C: Product>(&self) -> ClientBuilder<C> {
        ClientBuilder::new()
            .endpoint(&self.address)
            .credentials(Credentials::new("testid", "testsecret"))
            .retry(RetryPolicy::off())
            .quota(Quota::off())
    }
}
