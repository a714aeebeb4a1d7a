//! The body of an upload: the fields of the form, then the file, piece by piece.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use tokio::task::{JoinHandle, spawn_blocking};

use crate::error::Error;
use crate::flow::upload::file::{Piece, Reader, Rest};
use crate::flow::upload::form::Around;
use crate::flow::upload::meter::{Meter, Stopped};

/// The bytes that are handed to the connection at once. It takes sixteen of them before it waits until the system
/// has accepted all, so small ones make for small steps of what counts as accepted.
const FRAME: usize = 8 * 1024;

/// The body of an upload.
pub(super) struct FormBody {
    meter: Arc<Meter>,
    head: Option<Bytes>,
    piece: Bytes,
    next: Next,
    tail: Option<Bytes>,
    /// The bytes that are left of the whole body.
    left: u64,
    /// The bytes of the file that have been handed out.
    handed: u64,
}

/// Where the next piece of the file comes from.
enum Next {
    Waiting(Box<Reader>),
    Reading(JoinHandle<Result<Piece, Error>>),
    Over,
}

impl FormBody {
    pub(super) fn new(meter: Arc<Meter>, around: Around, reader: Reader) -> Self {
        let Around { head, tail, .. } = around;
        let left = head.len() as u64 + meter.size() + tail.len() as u64;
        Self {
            meter,
            head: Some(head),
            piece: Bytes::new(),
            next: Next::Waiting(Box::new(reader)),
            tail: Some(tail),
            left,
            handed: 0,
        }
    }

    /// The bytes of the file in it.
    #[cfg(feature = "mock")]
    pub(super) fn file_size(&self) -> u64 {
        self.meter.size()
    }

    /// Starts to read the next piece, while the one before is sent.
    fn read_ahead(&mut self) {
        self.next = match std::mem::replace(&mut self.next, Next::Over) {
            Next::Waiting(reader) => Next::Reading(spawn_blocking(move || reader.next())),
            next => next,
        };
    }

    fn stop(&mut self, why: Stopped) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        self.meter.stop(why);
        Poll::Ready(Some(Err(io::Error::other("the upload was given up"))))
    }

    fn hand(&mut self, bytes: Bytes) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        self.left = self.left.saturating_sub(bytes.len() as u64);
        Poll::Ready(Some(Ok(Frame::data(bytes))))
    }
}

impl Body for FormBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let this = self.get_mut();
        if let Some(head) = this.head.take() {
            if !this.meter.begin() {
                return this.stop(Stopped::FormIsOver);
            }
            this.read_ahead();
            return this.hand(head);
        }
        // Who asks for more has taken what came before.
        this.meter.accept(this.handed);
        if this.piece.is_empty()
            && let Next::Reading(reading) = &mut this.next
        {
            let read = ready!(Pin::new(reading).poll(context));
            this.next = Next::Over;
            match read {
                Ok(Ok(Piece { bytes, rest })) => {
                    this.piece = bytes;
                    match rest {
                        Rest::More(reader) => {
                            this.next = Next::Waiting(reader);
                            this.read_ahead();
                        }
                        Rest::Nothing(digests) => this.meter.digest(digests),
                    }
                }
                Ok(Err(error)) => return this.stop(Stopped::File(error)),
                Err(_) => {
                    let error = Error::configuration(
                        "the file cannot be read: its runtime is shutting down",
                    );
                    return this.stop(Stopped::File(error));
                }
            }
        }
        if !this.piece.is_empty() {
            let frame = this.piece.split_to(FRAME.min(this.piece.len()));
            this.handed += frame.len() as u64;
            return this.hand(frame);
        }
        match this.tail.take() {
            Some(tail) => {
                this.meter.finish();
                this.hand(tail)
            }
            None => Poll::Ready(None),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}
