//! The line of an operation over all hosts, which a Redis server keeps.
//!
//! All that is decided is decided there, by a script that nothing can come between, and by the clock of the server:
//! who waits stands in the line with its ticket, and asks when it can be its turn. Nobody depends on another one that
//! does not ask.

mod script;
pub(crate) mod server;

use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use redis::{ErrorKind, RedisError};
use tokio::runtime::Handle;
use tokio::time::{Instant, sleep_until};

use crate::call::quota::remote::script::Keys;
use crate::call::quota::remote::server::Server;

/// The line of an operation over all hosts.
#[derive(Debug)]
pub(crate) struct Remote {
    server: Arc<Server>,
    keys: Keys,
    /// The connection that was used last.
    connection: AtomicU64,
    /// When a call can be sent that comes now, as far as it is known.
    next: Mutex<Option<Instant>>,
}

/// The longest time after which a call asks again: a server that was set right is heard soon.
const LOOK: Duration = Duration::from_secs(5);

/// The longest wait that is foretold.
const LONGEST_WAIT: Duration = Duration::from_secs(24 * 3600);

/// From here on, in microseconds, what the server says is no time: it is more than thirty years.
const NO_TIME: u64 = 1 << 50;

/// Why there is no place.
#[derive(Debug)]
pub(crate) enum NoPlace {
    /// It would take this long.
    Wait(Duration),
    /// The server cannot be reached.
    Lost,
}

impl Remote {
    pub(crate) fn new(server: Arc<Server>, name: &str) -> Self {
        Self {
            server,
            keys: Keys::new(name),
            connection: AtomicU64::new(0),
            next: Mutex::default(),
        }
    }

    /// Waits for a place, as [`Line::take`](crate::call::quota::line::Line::take).
    pub(crate) async fn take(
        self: &Arc<Self>,
        limit: u32,
        end: Option<Instant>,
        refuses: bool,
    ) -> Result<Place, NoPlace> {
        let began = Instant::now();
        let mut place = Place::new(self.clone());
        loop {
            let now = Instant::now();
            if let Some(until) = self.server.quiet() {
                if refuses || end.is_some_and(|end| until >= end) {
                    return Err(NoPlace::Wait(until - now));
                }
                sleep_until(until).await;
                continue;
            }
            let asked = self.ask(&place.ticket, limit, began.elapsed()).await;
            let Answer { taken, wait, look } = asked.map_err(|error| {
                self.server.lose(&error);
                NoPlace::Lost
            })?;
            self.server.prove();
            let until = now.checked_add(wait);
            *self.next() = until;
            if taken {
                place.action = "sent";
                return Ok(place);
            }
            if refuses || end.is_some_and(|end| until.is_none_or(|until| until >= end)) {
                return Err(NoPlace::Wait(wait));
            }
            // Times are as coarse as the timers are.
            let again = Instant::now() + look.max(Duration::from_millis(1));
            sleep_until(end.map_or(again, |end| again.min(end))).await;
        }
    }

    /// How long a call would have to wait now, as far as it is known.
    pub(crate) fn wait(&self) -> Duration {
        let now = Instant::now();
        let until = self.server.quiet().max(*self.next());
        until.map_or(Duration::ZERO, |until| until.saturating_duration_since(now))
    }

    fn next(&self) -> std::sync::MutexGuard<'_, Option<Instant>> {
        self.next.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks for a place.
    async fn ask(&self, ticket: &str, limit: u32, waited: Duration) -> Result<Answer, RedisError> {
        let waited = u64::try_from(waited.as_micros()).unwrap_or_default();
        let used = AtomicU64::new(0);
        let command = |connection: u64| {
            used.store(connection, Ordering::Relaxed);
            // The server may be another one, or may have begun again.
            let is_new = self.connection.load(Ordering::Relaxed) != connection;
            let arguments = [limit.to_string(), waited.to_string(), u8::from(is_new).to_string()];
            self.keys.command("take", ticket, &arguments)
        };
        let answer = Answer::read(self.server.run(command).await?)?;
        self.connection.store(used.into_inner(), Ordering::Relaxed);
        Ok(answer)
    }
}

/// What the server says to a call that asks for a place.
#[derive(Debug, PartialEq, Eq)]
struct Answer {
    taken: bool,
    /// How long it takes until there is a place.
    wait: Duration,
    /// When to ask again.
    look: Duration,
}

impl Answer {
    /// Reads an answer, which comes from a script that anybody can have changed.
    fn read((taken, wait, look): (i64, i64, i64)) -> Result<Self, RedisError> {
        let time = |micros: i64| {
            let micros = u64::try_from(micros).ok().filter(|micros| *micros < NO_TIME);
            micros.map(Duration::from_micros)
        };
        let no_answer = || (ErrorKind::UnexpectedReturnType, "its answer is no time to wait");
        match (taken, time(wait), time(look)) {
            (0 | 1, Some(wait), Some(look)) => {
                Ok(Self { taken: taken == 1, wait: wait.min(LONGEST_WAIT), look: look.min(LOOK) })
            }
            _ => Err(no_answer().into()),
        }
    }
}

/// A place in a line or, then, in the window. Dropped, it is given back if nothing was sent.
#[derive(Debug)]
pub(crate) struct Place {
    line: Arc<Remote>,
    ticket: String,
    /// What the server is told in the end.
    action: &'static str,
    asked: Option<Duration>,
}

impl Place {
    fn new(line: Arc<Remote>) -> Self {
        static PROCESS: OnceLock<u64> = OnceLock::new();
        static TICKETS: AtomicU64 = AtomicU64::new(0);
        let process = PROCESS.get_or_init(|| RandomState::new().hash_one(std::process::id()));
        let number = TICKETS.fetch_add(1, Ordering::Relaxed);
        Self { line, ticket: format!("{process:x}-{number:x}"), action: "unsent", asked: None }
    }

    /// Says that the service took the call.
    pub(crate) fn accepted(mut self) {
        self.action = "accepted";
    }

    /// Says that nothing was sent after all.
    pub(crate) fn unsent(mut self) {
        self.action = "unsent";
    }

    /// Says that the service refused the call as one too many, and for how long.
    pub(crate) fn throttled(mut self, asked: Option<Duration>) {
        self.action = "throttled";
        self.asked = asked;
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        // Without a word, the place is free a little later.
        let Ok(runtime) = Handle::try_current() else { return };
        let asked = self.asked.map(|asked| asked.as_micros().to_string());
        let arguments: Vec<String> = asked.into_iter().collect();
        let (line, ticket, action) =
            (self.line.clone(), std::mem::take(&mut self.ticket), self.action);
        runtime.spawn(async move {
            // A server that does not respond is noticed by who asks for a place.
            let _ = line.server.run::<()>(|_| line.keys.command(action, &ticket, &arguments)).await;
        });
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Answer, LONGEST_WAIT, LOOK};

    #[test]
    fn a_server_that_names_odd_times_holds_nobody_up_for_long() {
        let read = |taken, wait, look| Answer::read((taken, wait, look));
        let [short, long] = [3, 7].map(Duration::from_millis);
        assert_eq!(read(0, 7000, 3000).unwrap(), Answer { taken: false, wait: long, look: short });
        let year = 365 * 24 * 3_600_000_000;
        let longest = Answer { taken: true, wait: LONGEST_WAIT, look: LOOK };
        assert_eq!(read(1, year, year).unwrap(), longest);
        for (taken, wait, look) in [(2, 0, 0), (-1, 0, 0), (0, -1, 0), (0, 0, -1)] {
            assert!(read(taken, wait, look).is_err(), "{taken} {wait} {look}");
        }
        assert!(read(0, i64::MAX, 0).is_err() && read(0, 0, i64::MAX).is_err());
    }
}
