//! Watches an attempt of an upload: tells of its progress, and notices that it is slow or stands still.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::Poll;
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use crate::error::Error;
use crate::error::kind::Kind;
use crate::flow::upload::meter::{Meter, Progress, SlowUpload, Speed};
use crate::flow::upload::trace;

/// What is watched, and who is told.
pub(super) struct Watch<'a> {
    pub(super) meter: &'a Meter,
    /// The number of the attempt.
    pub(super) number: u32,
    /// The bytes that were told last.
    pub(super) told: AtomicU64,
    pub(super) stall: Duration,
    pub(super) interval: Duration,
    pub(super) on_progress: Option<&'a (dyn Fn(Progress) + Send + Sync)>,
    pub(super) on_slow: Option<&'a (dyn Fn(SlowUpload) + Send + Sync)>,
}

/// What comes next.
enum Step<T> {
    Done(T),
    Moved,
    Woke,
}

impl Watch<'_> {
    /// Waits for the end of the exchange; an error if nothing moves for too long.
    pub(super) async fn until_done<T>(
        &self,
        exchange: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        let Self { meter, stall, interval, .. } = *self;
        let mut exchange = pin!(exchange);
        let started = Instant::now();
        let (mut speed, mut is_slow) = (Speed::default(), false);
        let mut next_look: Option<Instant> = None;
        loop {
            if next_look.is_none() && !is_slow {
                next_look = meter.began().and_then(|began| began.checked_add(interval));
            }
            let stalled = meter.last().unwrap_or(started).checked_add(stall);
            let wake = [stalled, next_look].into_iter().flatten().min();
            let mut moved = pin!(meter.moved());
            let mut sleep = pin!(sleep_until(wake.unwrap_or(started)));
            let step = poll_fn(|context| {
                if let Poll::Ready(done) = exchange.as_mut().poll(context) {
                    return Poll::Ready(Step::Done(done));
                }
                if moved.as_mut().poll(context).is_ready() {
                    return Poll::Ready(Step::Moved);
                }
                if wake.is_some() && sleep.as_mut().poll(context).is_ready() {
                    return Poll::Ready(Step::Woke);
                }
                Poll::Pending
            });
            match step.await {
                Step::Done(done) => return done,
                Step::Moved => self.tell(meter.accepted()),
                Step::Woke => {
                    let now = Instant::now();
                    let last = meter.last().unwrap_or(started);
                    if last.checked_add(stall).is_some_and(|end| now >= end) {
                        return Err(Error::new(Kind::Stalled(stall)));
                    }
                    if next_look.is_some_and(|look| now >= look) {
                        next_look = now.checked_add(interval);
                        if let Some(slow) = speed.look(meter, now) {
                            (is_slow, next_look) = (true, None);
                            trace::slow(&slow);
                            if let Some(tell) = self.on_slow {
                                tell(slow);
                            }
                        }
                    }
                }
            }
        }
    }

    /// Tells that so many bytes have been accepted, unless that is known.
    pub(super) fn tell(&self, accepted: u64) {
        if self.told.swap(accepted, Ordering::Relaxed) != accepted
            && let Some(tell) = self.on_progress
        {
            tell(Progress { accepted, size: self.meter.size(), attempt: self.number });
        }
    }
}
