//! The calls of one operation that wait for their turn, in their order.
//!
//! Whoever is awake serves the line: it hands out the places that are free to those who came first, and then looks
//! for its own. So nobody depends on another one that is not polled; a place that its holder does not come for is
//! free again after two seconds.

mod state;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::Notify;
use tokio::task::yield_now;
use tokio::time::{Instant, sleep, timeout_at};

use crate::call::quota::line::state::{Left, Outcome, State, Turn};
use crate::call::quota::meeting::Meeting;

/// How long a line waits for a process that has the window for a moment.
const MOMENT: Duration = Duration::from_millis(1);

/// A line of calls.
#[derive(Debug)]
pub(crate) struct Line {
    state: Mutex<State>,
    /// Tells those who wait that their turn can be sooner than they think.
    sooner: Notify,
}

impl Line {
    /// A line of this process, or of all that come to a meeting.
    pub(crate) fn new(meeting: Option<Meeting>) -> Self {
        Self { state: Mutex::new(State::new(meeting)), sooner: Notify::new() }
    }

    /// Waits for a place. If that would take longer than until `end`, or `refuses` and it would take any time, the
    /// time that it would take is returned at once.
    pub(crate) async fn take(
        self: &Arc<Self>,
        limit: u32,
        end: Option<Instant>,
        refuses: bool,
    ) -> Result<Place, Duration> {
        let mut place = Place::new(self.clone(), limit);
        loop {
            let sooner = self.sooner.notified();
            let looked = self.state().visit(|state, now| state.look(place.ticket, limit, now));
            let (wait, look) = match looked {
                Some(Turn::Now) => {
                    place.outcome = Outcome::Sent;
                    return Ok(place);
                }
                Some(Turn::In { wait, look }) => (wait, look),
                None => {
                    if end.is_some_and(|end| Instant::now() >= end) {
                        return Err(MOMENT);
                    }
                    pass().await;
                    continue;
                }
            };
            let now = Instant::now();
            let Some(until) = now.checked_add(wait) else { return Err(wait) };
            if refuses || end.is_some_and(|end| until >= end) {
                return Err(wait);
            }
            let _ = timeout_at(now + look, sooner).await;
        }
    }

    /// How long a call would have to wait now.
    pub(crate) fn wait(&self, limit: u32) -> Duration {
        self.state().visit(|state, now| state.foretell(limit, now)).unwrap_or(MOMENT)
    }

    /// Why the processes that should share this line do not share it.
    pub(crate) fn trouble(&self) -> Option<String> {
        self.state().trouble().map(str::to_owned)
    }

    /// Whether nothing would be lost with it.
    pub(crate) fn is_idle(&self) -> bool {
        self.state().is_idle()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells the other processes who left.
    fn tell(self: Arc<Self>) {
        if self.state().visit(|_, _| ()).is_some() {
            return;
        }
        // Otherwise the next one who looks tells it.
        if let Ok(runtime) = Handle::try_current() {
            runtime.spawn(async move {
                while self.state().visit(|_, _| ()).is_none() {
                    pass().await;
                }
            });
        }
    }
}

/// Lets a moment pass.
async fn pass() {
    yield_now().await;
    sleep(MOMENT).await;
}

/// A place in a line or, then, in the window. Dropped, it is given back if nothing was sent.
#[derive(Debug)]
pub(crate) struct Place {
    line: Arc<Line>,
    ticket: u64,
    outcome: Outcome,
}

impl Place {
    fn new(line: Arc<Line>, limit: u32) -> Self {
        let ticket = line.state().wait(limit);
        Self { line, ticket, outcome: Outcome::Unsent }
    }

    /// Says that the service took the call.
    pub(crate) fn accepted(mut self) {
        self.outcome = Outcome::Accepted;
    }

    /// Says that nothing was sent after all.
    pub(crate) fn unsent(mut self) {
        self.outcome = Outcome::Unsent;
    }

    /// Says that the service refused the call as one too many, and for how long.
    pub(crate) fn throttled(mut self, asked: Option<Duration>) {
        let asked = asked.map(|asked| u64::try_from(asked.as_micros()).unwrap_or(u64::MAX));
        self.outcome = Outcome::Throttled(asked);
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut state = self.line.state();
        let left = Left { ticket: self.ticket, at: state.now(), outcome: self.outcome };
        state.leave(left);
        drop(state);
        self.line.clone().tell();
        if matches!(self.outcome, Outcome::Unsent) {
            self.line.sooner.notify_waiters();
        }
    }
}

#[cfg(test)]
mod shared_tests;
#[cfg(test)]
mod tests;
