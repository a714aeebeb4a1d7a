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

use redis::RedisError;
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
            let (taken, wait, look) = asked.map_err(|error| {
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
            sleep_until(Instant::now() + look.max(Duration::from_millis(1))).await;
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

    /// Asks for a place: whether there is one, how long it takes until there is, and when to ask again.
    async fn ask(
        &self,
        ticket: &str,
        limit: u32,
        waited: Duration,
    ) -> Result<(bool, Duration, Duration), RedisError> {
        let waited = u64::try_from(waited.as_micros()).unwrap_or_default();
        let used = AtomicU64::new(0);
        let command = |connection: u64| {
            used.store(connection, Ordering::Relaxed);
            // The server may be another one, or may have begun again.
            let is_new = self.connection.load(Ordering::Relaxed) != connection;
            let arguments = [limit.to_string(), waited.to_string(), u8::from(is_new).to_string()];
            self.keys.command("take", ticket, &arguments)
        };
        let (taken, wait, look): (i64, i64, i64) = self.server.run(command).await?;
        self.connection.store(used.into_inner(), Ordering::Relaxed);
        let time = |micros: i64| Duration::from_micros(u64::try_from(micros).unwrap_or_default());
        Ok((taken == 1, time(wait), time(look)))
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
