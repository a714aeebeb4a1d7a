//! Futures that stop at one point of all that there are, as if their program ended there.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

/// Where futures are stopped. What is counted is counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stop {
    /// Nowhere.
    Never,
    /// In the place of this poll: what the one before waited for has come.
    Poll(usize),
    /// As soon as they wait for this time: nothing else has happened since.
    Wait(usize),
}

/// Polls futures, one after the other, up to a stop.
pub(crate) struct Stopper {
    stop: Stop,
    polls: usize,
    waits: usize,
}

impl Stopper {
    pub(crate) fn new(stop: Stop) -> Self {
        Self { stop, polls: 0, waits: 0 }
    }

    /// What a future gives; `None` if it was stopped, and dropped.
    pub(crate) async fn run<T>(&mut self, future: impl Future<Output = T>) -> Option<T> {
        let mut future = pin!(future);
        poll_fn(|context| {
            self.polls += 1;
            if self.stop == Stop::Poll(self.polls) {
                return Poll::Ready(None);
            }
            let polled = future.as_mut().poll(context).map(Some);
            self.waits += usize::from(polled.is_pending());
            let is_over = polled.is_pending() && self.stop == Stop::Wait(self.waits);
            if is_over { Poll::Ready(None) } else { polled }
        })
        .await
    }
}
