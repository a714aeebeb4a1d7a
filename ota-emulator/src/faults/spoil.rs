//! Bodies that are not what they should be.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Bytes;
use futures_core::Stream;
use ota_spec::Value;
use tokio::time::{Instant, Sleep};

use crate::connection::Peer;

/// The white space that is sent at once, in bytes.
const PIECE: usize = 64 * 1024;

/// The body, with another type for the first member of that name.
pub(super) fn wrong_type(text: &str, member: &str) -> String {
    // Anything but JSON has no types.
    let Ok(mut response) = Value::from_json(text) else { return text.to_owned() };
    if !replace(&mut response, member)
        && let Value::Object(members) = &mut response
    {
        members.push((member.to_owned(), another(&Value::Null)));
    }
    response.to_string()
}

fn replace(value: &mut Value, member: &str) -> bool {
    match value {
        Value::Object(members) => {
            if let Some((_, found)) = members.iter_mut().find(|(name, _)| name == member) {
                *found = another(found);
                return true;
            }
            members.iter_mut().any(|(_, value)| replace(value, member))
        }
        Value::Array(items) => items.iter_mut().any(|item| replace(item, member)),
        _ => false,
    }
}

fn another(value: &Value) -> Value {
    match value {
        Value::Array(_) => {
            Value::Object(vec![("unexpected".to_owned(), Value::Number("1".to_owned()))])
        }
        _ => Value::Array(vec![Value::from("unexpected")]),
    }
}

/// A body whose first half is sent before the connection ends.
pub(super) struct Cut {
    half: Option<Bytes>,
    /// Whether there was time to send it.
    is_sent: bool,
    peer: Peer,
    reset: bool,
}

impl Cut {
    pub(super) fn new(half: Bytes, peer: Peer, reset: bool) -> Self {
        Self { half: Some(half), is_sent: false, peer, reset }
    }
}

impl Stream for Cut {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(half) = self.half.take() {
            return Poll::Ready(Some(Ok(half)));
        }
        if !self.is_sent {
            // Pending bytes are written when there is nothing more for the moment.
            self.is_sent = true;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        if self.reset {
            self.peer.reset()
        } else {
            self.peer.close()
        }
        Poll::Ready(Some(Err(io::ErrorKind::ConnectionAborted.into())))
    }
}

/// A body in pieces with pauses.
pub(super) struct Drip {
    rest: Bytes,
    size: usize,
    pause: Duration,
    next: Pin<Box<Sleep>>,
}

impl Drip {
    pub(super) fn new(text: Bytes, size: usize, pause: Duration) -> Self {
        Self { rest: text, size: size.max(1), pause, next: Box::pin(tokio::time::sleep(pause)) }
    }
}

impl Stream for Drip {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.rest.is_empty() {
            return Poll::Ready(None);
        }
        if self.next.as_mut().poll(context).is_pending() {
            return Poll::Pending;
        }
        let next = Instant::now() + self.pause;
        self.next.as_mut().reset(next);
        let length = self.size.min(self.rest.len());
        Poll::Ready(Some(Ok(self.rest.split_to(length))))
    }
}

/// A body followed by white space, which is never in memory as a whole.
pub(super) struct Padded {
    text: Option<Bytes>,
    rest: u64,
    spaces: Bytes,
}

impl Padded {
    pub(super) fn new(text: Bytes, spaces: u64) -> Self {
        Self { text: Some(text), rest: spaces, spaces: Bytes::from(vec![b' '; PIECE]) }
    }
}

impl Stream for Padded {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(text) = self.text.take() {
            return Poll::Ready(Some(Ok(text)));
        }
        let length = usize::try_from(self.rest).unwrap_or(PIECE).min(PIECE);
        if length == 0 {
            return Poll::Ready(None);
        }
        self.rest -= length as u64;
        Poll::Ready(Some(Ok(self.spaces.slice(..length))))
    }
}
