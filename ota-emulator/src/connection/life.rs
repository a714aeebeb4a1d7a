//! How long a connection lives: until it is told to end, or until it has been silent for too long.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::http::Response;
use http_body::{Frame, SizeHint};
use tokio::sync::Semaphore;
use tokio::time::{Instant, Sleep, sleep_until};

const WHOLE: u8 = 0;
const CLOSED: u8 = 1;
const RESET: u8 = 2;

/// How long a connection may be without a request.
const IDLE: Duration = Duration::from_secs(75);

/// How long it may be without one while more than half of all connections are taken.
const IDLE_IN_A_CROWD: Duration = Duration::from_secs(2);

/// How long the head of a request may take from its first byte.
const HEAD: Duration = Duration::from_secs(20);

/// How long the other end may take nothing of a response.
const STUCK: Duration = Duration::from_secs(60);

/// How often a silent connection is looked at.
const LOOK: Duration = Duration::from_secs(1);

/// What becomes of a connection, for all that have to do with it.
#[derive(Debug, Default)]
pub(crate) struct Life {
    end: AtomicU8,
    /// How many of its requests are being served.
    served: AtomicUsize,
    /// How many have been begun.
    begun: AtomicUsize,
}

impl Life {
    /// Lets it end properly.
    pub(crate) fn close(&self) {
        self.end.store(CLOSED, Ordering::Release);
    }

    /// Lets it end in a reset.
    pub(crate) fn reset(&self) {
        self.end.store(RESET, Ordering::Release);
    }

    pub(super) fn is_reset(&self) -> bool {
        self.end.load(Ordering::Acquire) == RESET
    }

    /// An error once the connection is to end; the caller then drops the connection.
    pub(super) fn check(&self) -> io::Result<()> {
        match self.end.load(Ordering::Acquire) {
            WHOLE => Ok(()),
            _ => Err(io::ErrorKind::ConnectionAborted.into()),
        }
    }

    /// A request is being served until this is dropped.
    pub(crate) fn serve(self: &Arc<Self>) -> Serving {
        self.served.fetch_add(1, Ordering::AcqRel);
        self.begun.fetch_add(1, Ordering::AcqRel);
        Serving(self.clone())
    }

    fn is_serving(&self) -> bool {
        self.served.load(Ordering::Acquire) > 0
    }
}

/// A request that is being served.
#[derive(Debug)]
pub(crate) struct Serving(Arc<Life>);

impl Serving {
    /// Goes on until the response has been written.
    pub(crate) fn until_written(self, response: Response<Body>) -> Response<Body> {
        response.map(|body| Body::new(Served { body, _serving: self }))
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.0.served.fetch_sub(1, Ordering::AcqRel);
    }
}

/// A body that tells when it is no longer needed.
struct Served {
    body: Body,
    _serving: Serving,
}

impl HttpBody for Served {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// The silence of a connection between its requests, and of one that takes no response.
#[derive(Debug)]
pub(super) struct Silence {
    life: Arc<Life>,
    places: Arc<Semaphore>,
    /// Below so many free places there is a crowd.
    crowd: usize,
    /// How many requests had been begun at the last look.
    seen: usize,
    /// When the last request ended, or the connection began.
    idle: Instant,
    /// When the first byte of a head came that is not whole yet.
    head: Option<Instant>,
    /// Since when the other end takes nothing.
    stuck: Option<Instant>,
    look: Pin<Box<Sleep>>,
}

impl Silence {
    pub(super) fn new(life: Arc<Life>, places: Arc<Semaphore>, crowd: usize) -> Self {
        let now = Instant::now();
        let look = Box::pin(sleep_until(now + LOOK));
        Self { life, places, crowd, seen: 0, idle: now, head: None, stuck: None, look }
    }

    /// Bytes came.
    pub(super) fn heard(&mut self, length: usize) -> io::Result<()> {
        self.judge()?;
        if length > 0 && !self.life.is_serving() {
            self.head.get_or_insert_with(Instant::now);
        }
        Ok(())
    }

    /// Nothing came yet: an error if it has been so for too long.
    pub(super) fn read_waits(&mut self, context: &mut Context<'_>) -> io::Result<()> {
        self.judge()?;
        self.wake(context)
    }

    /// The other end took something.
    pub(super) fn written(&mut self) {
        self.stuck = None;
    }

    /// The other end takes nothing now: an error if it has been so for too long.
    pub(super) fn write_waits(&mut self, context: &mut Context<'_>) -> io::Result<()> {
        let since = *self.stuck.get_or_insert_with(Instant::now);
        if since.elapsed() >= STUCK {
            return Err(io::ErrorKind::TimedOut.into());
        }
        self.wake(context)
    }

    fn judge(&mut self) -> io::Result<()> {
        let now = Instant::now();
        let begun = self.life.begun.load(Ordering::Acquire);
        if self.life.is_serving() || begun != self.seen {
            (self.seen, self.idle, self.head) = (begun, now, None);
            return Ok(());
        }
        let is_crowded = self.places.available_permits() < self.crowd;
        let idle = if is_crowded { IDLE_IN_A_CROWD } else { IDLE };
        let is_over = match self.head {
            Some(since) => now - since >= HEAD,
            None => now - self.idle >= idle,
        };
        if is_over { Err(io::ErrorKind::TimedOut.into()) } else { Ok(()) }
    }

    /// Has the connection looked at again soon.
    fn wake(&mut self, context: &mut Context<'_>) -> io::Result<()> {
        while self.look.as_mut().poll(context).is_ready() {
            self.look.as_mut().reset(Instant::now() + LOOK);
            self.judge()?;
        }
        Ok(())
    }
}
