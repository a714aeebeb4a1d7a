//! The outcomes of the parts of a list, while they are sent.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;

use crate::error::Error;
use crate::flow::parts::Split;
use crate::flow::parts::run::{PartOf, Run};

/// A run that is being prepared.
pub(crate) type Opening<O> = Pin<Box<dyn Future<Output = Result<Run<O>, Error>> + Send>>;

/// The outcomes of the parts of a list as a [`Stream`], each as soon as it is known; made by
/// [`SendParts::stream`](crate::SendParts::stream). Parts begin in the order of the list, and can end in another one.
/// Nothing goes on unless it is asked for the next one.
///
/// Dropped, it sends nothing more. Its outcomes so far have been told, and stand in the journal if there is one, where
/// the last ones may stand although they were not told yet. Parts that were under way may be done, which nobody
/// learns: to know, [`stop`](Self::stop) it, and read it to its end.
#[must_use = "a stream does nothing until it is polled"]
pub struct PartStream<O: Split> {
    phase: Phase<O>,
}

enum Phase<O: Split> {
    Opening(Opening<O>),
    Running(Box<Run<O>>),
    Over { done_before: u32 },
}

impl<O: Split> PartStream<O> {
    pub(crate) fn new(opening: Opening<O>) -> Self {
        Self { phase: Phase::Opening(opening) }
    }

    /// The next part that is over; `None` after the last one. An error says why no further parts are sent, and is the
    /// last item.
    ///
    /// # Cancel safety
    ///
    /// A future that is dropped loses nothing: the parts under way go on with the next one that is asked for.
    ///
    /// # Errors
    ///
    /// A parameter other than the list breaks a limit, or a line of a file does; the journal or the file cannot be used
    /// ([`Error::is_file`]); or the key was refused, as the outcome of the part before says. What became of a part is its [outcome](crate::Part::outcome).
    pub async fn next(&mut self) -> Option<Result<PartOf<O>, Error>> {
        std::future::poll_fn(|context| self.poll(context)).await
    }

    /// Sends no further parts: what comes then are the outcomes of those that are under way. One that still waits for
    /// its turn is not sent.
    pub fn stop(&mut self) {
        match &mut self.phase {
            Phase::Opening(_) => self.phase = Phase::Over { done_before: 0 },
            Phase::Running(run) => run.stop(),
            Phase::Over { .. } => {}
        }
    }

    /// How many parts were passed over so far because the journal shows them as done.
    pub fn done_before(&self) -> u32 {
        match &self.phase {
            Phase::Opening(_) => 0,
            Phase::Running(run) => run.done_before,
            Phase::Over { done_before } => *done_before,
        }
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<PartOf<O>, Error>>> {
        loop {
            match &mut self.phase {
                Phase::Opening(opening) => {
                    let Poll::Ready(opened) = opening.as_mut().poll(context) else {
                        return Poll::Pending;
                    };
                    match opened {
                        Ok(run) => self.phase = Phase::Running(Box::new(run)),
                        Err(error) => {
                            self.phase = Phase::Over { done_before: 0 };
                            return Poll::Ready(Some(Err(error)));
                        }
                    }
                }
                Phase::Running(run) => {
                    let Poll::Ready(next) = run.poll(context) else { return Poll::Pending };
                    if !matches!(next, Some(Ok(_))) {
                        self.phase = Phase::Over { done_before: run.done_before };
                    }
                    return Poll::Ready(next);
                }
                Phase::Over { .. } => return Poll::Ready(None),
            }
        }
    }
}

impl<O: Split> Stream for PartStream<O> {
    type Item = Result<PartOf<O>, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(context)
    }
}

impl<O: Split> fmt::Debug for PartStream<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PartStream")
            .field("done_before", &self.done_before())
            .finish_non_exhaustive()
    }
}
