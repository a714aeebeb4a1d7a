//! The least of HTTP that is needed: bytes out, response in.

use std::io::ErrorKind;
use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Response {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The names of the headers, in small letters.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.headers.iter().map(|(name, _)| name.as_str())
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    pub(crate) fn code(&self) -> String {
        self.json()["Code"].as_str().unwrap_or_default().to_owned()
    }

    pub(crate) fn message(&self) -> String {
        let json = self.json();
        let text = json["Message"].as_str().or(json["ErrorMessage"].as_str());
        text.unwrap_or_default().to_owned()
    }

    /// The call reached its operation and worked.
    #[track_caller]
    pub(crate) fn assert_success(&self) {
        assert_eq!((self.status, &self.json()["Success"]), (200, &true.into()), "{self:?}");
    }

    /// The operation refused.
    #[track_caller]
    pub(crate) fn assert_failure(&self, code: &str) {
        let json = self.json();
        assert_eq!((self.status, &json["Success"]), (200, &false.into()), "{self:?}");
        assert_eq!(json["Code"], code, "{self:?}");
        assert!(!self.message().is_empty(), "{self:?}");
    }

    /// The gateway refused.
    #[track_caller]
    pub(crate) fn assert_refused(&self, status: u16, code: &str) {
        assert_eq!((self.status, self.code().as_str()), (status, code), "{self:?}");
        assert!(self.json().get("Success").is_none(), "{self:?}");
        assert!(self.json()["HostId"].is_string(), "{self:?}");
        assert_eq!(self.json()["RequestId"].as_str(), self.header("x-acs-request-id"));
    }
}

/// Sends bytes and gives whatever comes back before the connection ends. `last` says that nothing
/// more will be sent; for a server that is the same as a client that does not wait.
pub(crate) async fn exchange(address: SocketAddr, request: &[u8], last: bool) -> Vec<u8> {
    let mut connection = TcpStream::connect(address).await.unwrap();
    // The server may respond and close before it has read everything.
    let _ = connection.write_all(request).await;
    if last {
        let _ = connection.shutdown().await;
    }
    let mut bytes = Vec::new();
    let _ = connection.read_to_end(&mut bytes).await;
    bytes
}

/// Sends bytes and gives what comes back, and how the connection ends: properly if without a kind.
pub(crate) async fn whole(address: SocketAddr, bytes: &[u8]) -> (Vec<u8>, Option<ErrorKind>) {
    let mut connection = TcpStream::connect(address).await.unwrap();
    connection.write_all(bytes).await.unwrap();
    let mut response = Vec::new();
    let end = connection.read_to_end(&mut response).await;
    (response, end.err().map(|error| error.kind()))
}

/// Sends a request and reads its response.
pub(crate) async fn send(
    address: SocketAddr,
    method: &str,
    target: &str,
    headers: &[(String, String)],
    body: &[u8],
) -> Response {
    let bytes = write(method, target, headers, body);
    read(&exchange(address, &bytes, false).await)
}

/// A request as it goes over the wire.
pub(crate) fn write(
    method: &str,
    target: &str,
    headers: &[(String, String)],
    body: &[u8],
) -> Vec<u8> {
    let mut request = format!("{method} {target} HTTP/1.1\r\nconnection: close\r\n");
    for (name, value) in headers {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    request.push_str(&format!("content-length: {}\r\n\r\n", body.len()));
    let mut bytes = request.into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

/// Takes a response apart.
pub(crate) fn read(bytes: &[u8]) -> Response {
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    let (head, body) =
        text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no response: {text:?}"));
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).unwrap();
    let header = |line: &str| {
        let (name, value) = line.split_once(':').unwrap();
        (name.to_ascii_lowercase(), value.trim().to_owned())
    };
    Response {
        status: status.parse().unwrap(),
        headers: lines.map(header).collect(),
        body: body.to_owned(),
    }
}
