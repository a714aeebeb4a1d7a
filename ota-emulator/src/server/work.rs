//! What a request wants done, apart from how it came and what becomes of the answer.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;

use axum::body::{Body, Bytes, HttpBody as _};
use axum::extract::ConnectInfo;
use axum::http::Response;
use axum::http::request::Parts;

use crate::answer::Format;
use crate::faults;
use crate::refusal::Refusal;
use crate::request::Request;
use crate::server::connection::Peer;
use crate::server::{self, Server};
use crate::uploads::{self, Errand};

/// Largest body that is read, in bytes.
pub(crate) const LARGEST_BODY: usize = 8 * 1024 * 1024;

/// Largest body under `/_ota/`, in bytes: a snapshot can be long.
pub(crate) const LARGEST_DOCUMENT: usize = 256 * 1024 * 1024;

/// How much more is read and thrown away, so that a client that is still sending gets to see the
/// answer instead of a broken connection.
pub(crate) const DRAINED: usize = 64 * 1024 * 1024;

/// What a request wants done.
pub(crate) enum Work {
    /// Something with a file, the body of which is read as it comes.
    File(Errand, Parts, Body),
    /// A call of an operation.
    Call(Request),
}

/// The code of a refusal, beside an answer that has it somewhere in its body.
#[derive(Debug, Clone)]
pub(crate) struct Code(pub(crate) String);

impl Work {
    /// Reads what is not a file.
    pub(crate) async fn read(parts: Parts, body: Body) -> Self {
        if let Some(errand) = Errand::of(&parts) {
            return Self::File(errand, parts, body);
        }
        Self::Call(request(&parts, body, LARGEST_BODY).await)
    }

    /// What faults and the record call it; empty for a call that names no operation.
    pub(crate) fn operation(&self) -> &str {
        match self {
            Self::File(Errand::Upload, ..) => faults::UPLOAD,
            Self::File(Errand::Download(_), ..) => faults::DOWNLOAD,
            Self::Call(request) => request.action(),
        }
    }

    /// How it wants its answer.
    pub(crate) fn format(&self) -> Format {
        match self {
            Self::File(..) => Format::Xml,
            Self::Call(request) => request.format().unwrap_or(Format::Xml),
        }
    }

    /// Does it.
    pub(crate) async fn perform(self, server: &Arc<Server>, id: &str) -> Response<Body> {
        let format = self.format();
        match self {
            Self::File(errand, parts, body) => {
                uploads::serve(server, errand, &parts, body, id).await
            }
            Self::Call(request) => {
                let answer = move |server: &Server, request: &Request, id: &str| {
                    server.answer(request, format, id)
                };
                server::perform(server, request, id, answer).await.into_response()
            }
        }
    }

    /// Reads it to its end and does nothing.
    pub(crate) async fn skip(self) {
        if let Self::File(_, _, body) = self {
            drop(read(body, 0).await);
        }
    }
}

/// A request whose body is all there, as far as it has at most `largest` bytes.
pub(crate) async fn request(parts: &Parts, body: Body, largest: usize) -> Request {
    let (bytes, refusal) = match read(body, largest).await {
        Ok(bytes) => (bytes, None),
        Err(refusal) => (Bytes::new(), Some(refusal)),
    };
    let mut request = Request::new(&parts.method, &parts.uri, &parts.headers, bytes);
    request.defect = refusal.or(request.defect);
    let peer = parts.extensions.get::<ConnectInfo<Peer>>();
    request.is_local = peer.is_some_and(|ConnectInfo(peer)| peer.is_local());
    request
}

/// Reads a body of at most `largest` bytes.
async fn read(mut body: Body, largest: usize) -> Result<Bytes, Refusal> {
    let mut bytes = Vec::new();
    let mut length = 0_usize;
    while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        let frame = frame.map_err(|_| Refusal::unreadable_body())?;
        let Ok(data) = frame.into_data() else {
            continue;
        };
        length = length.saturating_add(data.len());
        if length <= largest {
            bytes.extend_from_slice(&data);
        } else if length > largest.saturating_add(DRAINED) {
            break;
        } else {
            bytes = Vec::new();
        }
    }
    match length <= largest {
        true => Ok(Bytes::from(bytes)),
        false => Err(Refusal::too_large(largest)),
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::extract::ConnectInfo;

    use super::request;
    use crate::server::connection::Peer;

    #[tokio::test]
    async fn a_request_is_of_this_machine_only_if_its_connection_is() {
        for (address, is_local) in [
            (Some("127.0.0.1"), true),
            (Some("::1"), true),
            (Some("192.0.2.1"), false),
            (None, false),
        ] {
            let (mut parts, ()) = axum::http::Request::new(()).into_parts();
            if let Some(address) = address {
                parts.extensions.insert(ConnectInfo(Peer::at(address.parse().unwrap())));
            }
            assert_eq!(request(&parts, Body::empty(), 0).await.is_local, is_local, "{address:?}");
        }
    }
}
