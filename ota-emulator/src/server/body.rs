//! Reads the bodies of requests, within bounds of size and time.

use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::ConnectInfo;
use axum::http::request::Parts;
use http_body::{Frame, SizeHint};
use tokio::time::{Instant, Sleep, sleep_until};

use crate::connection::Peer;
use crate::rejection::Rejection;
use crate::request::Request;

/// The largest body that is read, in bytes.
pub(crate) const LARGEST_BODY: usize = 8 * 1024 * 1024;

/// The largest body of the admin API, in bytes: a snapshot can be long.
pub(crate) const LARGEST_DOCUMENT: usize = 256 * 1024 * 1024;

/// How many more bytes are read and discarded, so that a client that is still sending sees the
/// response instead of a broken connection.
pub(crate) const DRAINED: usize = 64 * 1024 * 1024;

/// How long a body may take, however small it is.
const GRACE: Duration = Duration::from_secs(30);

/// How much longer for every so many bytes that came: a second.
const BYTES_PER_SECOND: u64 = 16 * 1024;

/// A body that fails if it comes too slowly.
pub(super) fn paced(body: Body) -> Body {
    let started = Instant::now();
    let over = Box::pin(sleep_until(started + GRACE));
    Body::new(Paced { body, started, received: 0, over })
}

struct Paced {
    body: Body,
    started: Instant,
    received: u64,
    over: Pin<Box<Sleep>>,
}

impl HttpBody for Paced {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let frame = Pin::new(&mut self.body).poll_frame(context);
        if let Poll::Ready(Some(Ok(frame))) = &frame {
            let length = frame.data_ref().map_or(0, Bytes::len);
            self.received = self.received.saturating_add(length as u64);
        }
        if frame.is_ready() {
            return frame;
        }
        let more = Duration::from_secs(self.received / BYTES_PER_SECOND);
        let over = self.started + GRACE + more;
        self.over.as_mut().reset(over);
        self.over.as_mut().poll(context).map(|()| {
            let error = io::Error::new(io::ErrorKind::TimedOut, "the body comes too slowly");
            Some(Err(axum::Error::new(error)))
        })
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// A request with all of its body, which has at most `largest` bytes.
pub(crate) async fn request(parts: &Parts, body: Body, largest: usize) -> Request {
    let (bytes, rejection) = match read(body, largest).await {
        Ok(bytes) => (bytes, None),
        Err(rejection) => (Bytes::new(), Some(rejection)),
    };
    let mut request = Request::new(&parts.method, &parts.uri, &parts.headers, bytes);
    request.defect = rejection.or(request.defect);
    let peer = parts.extensions.get::<ConnectInfo<Peer>>();
    request.is_local = peer.is_some_and(|ConnectInfo(peer)| peer.is_local());
    request
}

/// Reads a body of at most `largest` bytes.
pub(crate) async fn read(mut body: Body, largest: usize) -> Result<Bytes, Rejection> {
    let mut bytes = Vec::new();
    let mut length = 0_usize;
    while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        let frame = frame.map_err(|_| Rejection::unreadable_body())?;
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
    if length <= largest { Ok(Bytes::from(bytes)) } else { Err(Rejection::too_large(largest)) }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::extract::ConnectInfo;

    use super::request;
    use crate::connection::Peer;

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
