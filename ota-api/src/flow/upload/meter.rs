//! What an upload under way has done so far, as its connection and its caller both see it.

use std::collections::VecDeque;
use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

use crate::error::Error;
use crate::error::unknown_outcome::Began;
use crate::flow::upload::file::Digests;

/// What one attempt of an upload has done so far.
pub(super) struct Meter {
    size: u64,
    /// When its form was asked for, and how long that is good.
    form: (Began, Duration),
    accepted: AtomicU64,
    moved: Notify,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// When sending began.
    began: Option<Instant>,
    /// When the last byte was accepted.
    last: Option<Instant>,
    digests: Option<Digests>,
    /// Whether all of the body has been handed out.
    whole: bool,
    stopped: Option<Stopped>,
}

/// Why a body ended before its end.
pub(super) enum Stopped {
    /// The form was not good any more when sending was to begin.
    FormIsOver,
    /// The file cannot be read, or is another one.
    File(Error),
}

impl Meter {
    pub(super) fn new(size: u64, asked: Began, good_for: Duration) -> Self {
        Self {
            size,
            form: (asked, good_for),
            accepted: AtomicU64::new(0),
            moved: Notify::new(),
            state: Mutex::default(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How long the form is still good.
    pub(super) fn form_left(&self) -> Duration {
        let (asked, good_for) = self.form;
        good_for.saturating_sub(asked.elapsed())
    }

    /// Notes that sending begins, if the form is still good.
    pub(super) fn begin(&self) -> bool {
        if self.form_left().is_zero() {
            self.stop(Stopped::FormIsOver);
            return false;
        }
        let now = Some(Instant::now());
        let mut state = self.state();
        (state.began, state.last) = (now, now);
        drop(state);
        self.moved.notify_one();
        true
    }

    /// Notes that so many bytes of the file have been accepted.
    pub(super) fn accept(&self, bytes: u64) {
        if self.accepted.swap(bytes, Ordering::Relaxed) != bytes {
            self.state().last = Some(Instant::now());
            self.moved.notify_one();
        }
    }

    /// Notes the digests of the file, which has been read as a whole.
    pub(super) fn digest(&self, digests: Digests) {
        self.state().digests = Some(digests);
    }

    /// Notes that all of the body has been handed out.
    pub(super) fn finish(&self) {
        self.state().whole = true;
    }

    pub(super) fn is_whole(&self) -> bool {
        self.state().whole
    }

    pub(super) fn stop(&self, why: Stopped) {
        self.state().stopped = Some(why);
    }

    pub(super) fn stopped(&self) -> Option<Stopped> {
        self.state().stopped.take()
    }

    pub(super) fn digests(&self) -> Option<Digests> {
        self.state().digests.take()
    }

    /// The bytes that have been accepted.
    pub(super) fn accepted(&self) -> u64 {
        self.accepted.load(Ordering::Relaxed)
    }

    /// Waits until more bytes have been accepted.
    pub(super) async fn moved(&self) {
        self.moved.notified().await;
    }

    /// When the last byte was accepted; before the first one, when sending began.
    pub(super) fn last(&self) -> Option<Instant> {
        self.state().last
    }

    /// When sending began.
    pub(super) fn began(&self) -> Option<Instant> {
        self.state().began
    }

    pub(super) fn size(&self) -> u64 {
        self.size
    }
}

/// How far an upload is. A failed attempt starts again at 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    pub(super) accepted: u64,
    pub(super) size: u64,
    pub(super) attempt: u32,
}

impl Progress {
    /// The bytes of the file that the connection has taken over, at most 136 KB more than the system has.
    /// What the system has accepted may still wait in its own buffer, or be on its way.
    pub fn accepted(&self) -> u64 {
        self.accepted
    }

    /// The bytes of the file.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The number of the attempt, from 1.
    pub fn attempt(&self) -> u32 {
        self.attempt
    }
}

/// An upload that, at the speed measured, will not be over before its form is. The storage may refuse it at the end,
/// so it goes on: documents disagree whether the form has to be good when the upload begins or when it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SlowUpload {
    accepted: u64,
    size: u64,
    bytes_per_second: u64,
    needed: Option<Duration>,
    left: Duration,
}

impl SlowUpload {
    /// The bytes of the file that have been accepted so far.
    pub fn accepted(&self) -> u64 {
        self.accepted
    }

    /// The bytes of the file.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The speed that was measured.
    pub fn bytes_per_second(&self) -> u64 {
        self.bytes_per_second
    }

    /// How long the rest takes at this speed; `None` if nothing moves at all.
    pub fn needed(&self) -> Option<Duration> {
        self.needed
    }

    /// How long the form is still good.
    pub fn left(&self) -> Duration {
        self.left
    }
}

/// Measures the speed of an attempt over its last intervals, without the first one: what fills the buffers of the system
/// says nothing of the link.
#[derive(Default)]
pub(super) struct Speed {
    looks: VecDeque<(Instant, u64)>,
}

/// The number of looks before the speed is judged, and the most that it is judged by.
const LOOKS: RangeInclusive<usize> = 3..=5;

impl Speed {
    /// Looks at the end of an interval; something if the form will be over before the upload is.
    pub(super) fn look(&mut self, meter: &Meter, now: Instant) -> Option<SlowUpload> {
        let (accepted, size) = (meter.accepted(), meter.size());
        self.looks.push_back((now, accepted));
        if self.looks.len() > *LOOKS.end() {
            self.looks.pop_front();
        }
        let (start, before) = *self.looks.front()?;
        if self.looks.len() < *LOOKS.start() || accepted >= size {
            return None;
        }
        slow(accepted.saturating_sub(before), now - start, accepted, size, meter.form_left())
    }
}

fn slow(
    moved: u64,
    time: Duration,
    accepted: u64,
    size: u64,
    left: Duration,
) -> Option<SlowUpload> {
    let nanos = time.as_nanos().max(1);
    let rate = u128::from(moved) * 1_000_000_000 / nanos;
    let bytes_per_second = u64::try_from(rate).unwrap_or(u64::MAX);
    let left_over = size.saturating_sub(accepted);
    let needed = left_over.checked_div(bytes_per_second).map(Duration::from_secs);
    let is_slow = needed.is_none_or(|needed| needed > left);
    is_slow.then_some(SlowUpload { accepted, size, bytes_per_second, needed, left })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::Instant;

    use super::{Meter, Speed, slow};
    use crate::error::unknown_outcome::Began;

    #[test]
    fn what_filled_the_buffers_at_first_does_not_hide_that_nothing_moves() {
        let meter = Meter::new(8_000_000, Began::now(0), Duration::from_secs(60));
        let (mut speed, start) = (Speed::default(), Instant::now());
        let mut look = |second, accepted| {
            meter.accept(accepted);
            speed.look(&meter, start + Duration::from_secs(second))
        };
        for second in 1..=3 {
            assert_eq!(look(second, second * 1_000_000), None);
        }
        let told = (4..=9).find(|second| look(*second, 3_000_000).is_some());
        assert!(told.is_some(), "within ten seconds");
    }

    #[test]
    fn an_upload_is_slow_if_its_rest_takes_longer_than_its_form_is_good() {
        let second = Duration::from_secs(1);
        let judge = |moved, left| slow(moved, 2 * second, 1000, 11_000, left * second);
        assert_eq!(judge(2000, 60), None);
        assert_eq!(judge(2000, 10), None);
        let slow = judge(2000, 9).unwrap();
        assert_eq!((slow.bytes_per_second(), slow.needed()), (1000, Some(10 * second)));
        assert_eq!(judge(0, 60).unwrap().needed(), None);
    }
}
