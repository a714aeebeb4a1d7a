//! The calls of one operation that wait for their turn, in their order.
//!
//! Whoever is awake serves the line: it hands out the places that are free to those who came first, and then looks
//! for its own. So nobody depends on another one that is not polled; a place that its holder does not come for is
//! free again after two seconds.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

use crate::call::quota::window::Window;

/// A line of calls.
#[derive(Debug)]
pub(crate) struct Line {
    state: Mutex<State>,
    /// Tells those who wait that their turn can be sooner than they think.
    sooner: Notify,
}

#[derive(Debug)]
struct State {
    window: Window,
    /// Those who wait, and their limits.
    waiting: VecDeque<(u64, u32)>,
    tickets: u64,
}

/// What a call finds when it looks.
enum Turn {
    Now,
    At(u64),
}

impl Line {
    pub(crate) fn new() -> Self {
        let state = State { window: Window::new(), waiting: VecDeque::new(), tickets: 0 };
        Self { state: Mutex::new(state), sooner: Notify::new() }
    }

    /// Waits for a place. If that would take longer than until `end`, or `refuses` and it would take any time, the
    /// time that it would take is returned at once.
    pub(crate) async fn take(
        self: &Arc<Self>,
        limit: u32,
        end: Option<Instant>,
        refuses: bool,
    ) -> Result<Place, Duration> {
        let place = Place::new(self.clone(), limit);
        loop {
            let sooner = self.sooner.notified();
            let now = now();
            let at = match self.state().look(place.ticket, limit, now) {
                Turn::Now => return Ok(place.sent()),
                Turn::At(at) => at,
            };
            let wait = Duration::from_micros(at - now);
            let Some(until) = Instant::now().checked_add(wait) else { return Err(wait) };
            if refuses || end.is_some_and(|end| until >= end) {
                return Err(wait);
            }
            let _ = tokio::time::timeout_at(until, sooner).await;
        }
    }

    /// How long a call would have to wait now.
    pub(crate) fn wait(&self, limit: u32) -> Duration {
        let (mut state, now) = (self.state(), now());
        state.serve(now);
        let at = match state.waiting.len() {
            0 if state.window.has_place(limit, now) => now,
            before => state.window.turn(before, limit, now),
        };
        Duration::from_micros(at - now)
    }

    /// Whether nothing would be lost with it.
    pub(crate) fn is_idle(&self) -> bool {
        let (mut state, now) = (self.state(), now());
        state.window.advance(now);
        state.waiting.is_empty() && state.window.is_idle(now)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Hands out the places that are free.
    fn serve(&mut self, now: u64) {
        self.window.advance(now);
        while let Some((ticket, limit)) = self.waiting.front().copied()
            && self.window.has_place(limit, now)
        {
            self.waiting.pop_front();
            self.window.start(ticket, now);
        }
    }

    fn look(&mut self, ticket: u64, limit: u32, now: u64) -> Turn {
        loop {
            self.serve(now);
            if let Some(before) = self.waiting.iter().position(|(waiting, _)| *waiting == ticket) {
                // Times are as coarse as the timers are.
                return Turn::At(self.window.turn(before, limit, now).max(now + 1000));
            }
            if self.window.restart(ticket, now) {
                return Turn::Now;
            }
            // It did not come for its place in time.
            self.waiting.push_front((ticket, limit));
        }
    }
}

/// A place in a line or, then, in the window. Dropped, it is given back if nothing was sent.
#[derive(Debug)]
pub(crate) struct Place {
    line: Arc<Line>,
    ticket: u64,
    is_sent: bool,
}

impl Place {
    fn new(line: Arc<Line>, limit: u32) -> Self {
        let mut state = line.state();
        state.tickets += 1;
        let ticket = state.tickets;
        state.waiting.push_back((ticket, limit));
        drop(state);
        Self { line, ticket, is_sent: false }
    }

    fn sent(mut self) -> Self {
        self.is_sent = true;
        self
    }

    /// Says that the service took the call.
    pub(crate) fn accepted(self) {
        self.line.state().window.accept(self.ticket);
    }

    /// Says that nothing was sent after all.
    pub(crate) fn unsent(mut self) {
        self.is_sent = false;
    }

    /// Says that the service refused the call as one too many, and for how long.
    pub(crate) fn throttled(self, asked: Option<Duration>) {
        let asked = asked.map(|asked| u64::try_from(asked.as_micros()).unwrap_or(u64::MAX));
        self.line.state().window.throttle(self.ticket, asked, now());
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut state = self.line.state();
        if self.is_sent {
            state.window.end(self.ticket, now());
            return;
        }
        let ticket = self.ticket;
        let found = state.waiting.iter().position(|(waiting, _)| *waiting == ticket);
        if let Some(index) = found {
            state.waiting.remove(index);
        } else if !state.window.give_back(ticket) {
            return;
        }
        drop(state);
        self.line.sooner.notify_waiters();
    }
}

/// A time in microseconds, by a clock that does not go back.
fn now() -> u64 {
    static START: OnceLock<Instant> = OnceLock::new();
    let now = Instant::now();
    let start = *START.get_or_init(|| now);
    let micros = |time: Duration| u64::try_from(time.as_micros()).unwrap_or(FIRST);
    match now.checked_duration_since(start) {
        Some(since) => FIRST.saturating_add(micros(since)),
        // The clocks of tests differ from each other.
        None => FIRST.saturating_sub(micros(start.saturating_duration_since(now))),
    }
}

/// The time of the first call of the process.
const FIRST: u64 = 1 << 50;

#[cfg(test)]
mod tests;
