//! A Redis server: its connections, and whether it can be reached.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, Cmd, ErrorKind, FromRedisValue, RedisError, ServerErrorKind};
use tokio::runtime::{Handle, Id};
use tokio::sync::Notify;
use tokio::time::{Instant, MissedTickBehavior, interval_at, timeout};

use crate::call::quota::digest::digest;
use crate::call::quota::remote::script::{Keys, load};
use crate::call::quota::window::LONGEST;
use crate::excerpt::shorten;

/// How long the server has to respond, and to be connected to.
const LIMIT: Duration = Duration::from_millis(500);

/// How often a lost server is looked for: also if it is lost again and again, since others count on being all back soon
/// after the first one.
const AGAIN: Duration = Duration::from_secs(1);

/// How long a server is looked for that nobody asks for.
const ASKED: Duration = Duration::from_secs(60);

/// How often those ask for it who wait for it, and after which time without a sign a search counts as given up: its
/// runtime may be one that nobody drives.
const ASK: Duration = Duration::from_secs(5);

/// How long nothing is sent after the server was lost: until all sends are over that it has counted.
pub(crate) const OVER: Duration = Duration::from_micros(LONGEST);

/// How long nothing is sent with the server after it was found: until the other processes have noticed that it is back,
/// however slowly it responds, and what they have sent is over.
const BACK: Duration = Duration::from_millis(4600);

/// The characters of an error that are told: what the server says can be as long as it likes.
const TOLD: usize = 200;

/// The number of runtimes whose connections are kept.
const RUNTIMES: usize = 8;

/// A server.
pub(crate) struct Server {
    /// Tells it from others.
    name: String,
    client: redis::Client,
    links: Mutex<Vec<Link>>,
    /// Counts the connections.
    connected: AtomicU64,
    reach: Mutex<Reach>,
    /// Tells that the server is back.
    back: Notify,
}

/// A connection, which the runtime drives that opened it.
#[derive(Clone)]
struct Link {
    runtime: Id,
    number: u64,
    connection: MultiplexedConnection,
}

/// Whether the server can be reached.
#[derive(Debug, Clone)]
enum Reach {
    There(There),
    Lost(Lost),
}

/// A server that can be reached.
#[derive(Debug, Clone, Default)]
struct There {
    /// Nothing is sent before.
    quiet: Option<Instant>,
    /// How it was lost, as long as it has not decided about a call after that.
    unproven: Option<Lost>,
}

/// A server that cannot be reached.
#[derive(Debug, Clone)]
pub(crate) struct Lost {
    pub(crate) since: Instant,
    pub(crate) why: String,
    /// How often it was found before it was lost again at once.
    relapses: u32,
    /// When somebody asked for it.
    asked: Instant,
    /// When somebody who looks for it last gave a sign.
    searched: Option<Instant>,
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").field("reach", &self.reach).finish_non_exhaustive()
    }
}

impl Server {
    /// The server of a client: all clients of the process share it.
    pub(crate) fn of(client: &redis::Client) -> Arc<Self> {
        static SERVERS: OnceLock<Mutex<BTreeMap<String, Arc<Server>>>> = OnceLock::new();
        let info = client.get_connection_info();
        let settings = info.redis_settings();
        let user = (settings.username(), settings.password(), settings.db());
        let name = digest(&format!("{:?} {user:?}", info.addr()));
        let mut servers = lock(SERVERS.get_or_init(Mutex::default));
        let new = || {
            Arc::new(Self {
                name: name.clone(),
                client: client.clone(),
                links: Mutex::default(),
                connected: AtomicU64::new(0),
                reach: Mutex::new(Reach::There(There::default())),
                back: Notify::new(),
            })
        };
        servers.entry(name.clone()).or_insert_with(new).clone()
    }

    /// A name that tells it from other servers, and nothing else.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Runs the script with a command, which is made for a connection with a number: anew if the server does not
    /// have the script.
    ///
    /// # Errors
    ///
    /// The server cannot be reached, does not respond in time, or refuses the command.
    pub(crate) async fn run<T: FromRedisValue>(
        &self,
        command: impl Fn(u64) -> Cmd,
    ) -> Result<T, RedisError> {
        match self.ask(&command).await {
            Err(error) if error.kind() == ErrorKind::Server(ServerErrorKind::NoScript) => {
                self.ask::<()>(|_| load()).await?;
                self.ask(&command).await
            }
            other => other,
        }
    }

    async fn ask<T: FromRedisValue>(&self, command: impl Fn(u64) -> Cmd) -> Result<T, RedisError> {
        let sent = async {
            let (link, is_old) = match self.link() {
                Some(link) => (link, true),
                None => (self.connect().await?, false),
            };
            let asked = self.ask_once(&link, &command).await;
            match asked {
                // The server may have closed a connection that nobody used.
                Err(error) if is_old && error.is_unrecoverable_error() => {
                    let link = self.connect().await?;
                    self.ask_once(&link, &command).await
                }
                other => other,
            }
        };
        match timeout(LIMIT, sent).await {
            Ok(result) => result,
            Err(_) => {
                self.unlink();
                Err(std::io::Error::from(std::io::ErrorKind::TimedOut).into())
            }
        }
    }

    async fn ask_once<T: FromRedisValue>(
        &self,
        link: &Link,
        command: &impl Fn(u64) -> Cmd,
    ) -> Result<T, RedisError> {
        let mut connection = link.connection.clone();
        let asked = command(link.number).query_async(&mut connection).await;
        asked.inspect_err(|error| {
            if error.is_unrecoverable_error() {
                self.unlink();
            }
        })
    }

    async fn connect(&self) -> Result<Link, RedisError> {
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(LIMIT))
            .set_response_timeout(Some(LIMIT));
        let client = &self.client;
        let connection = client.get_multiplexed_async_connection_with_config(&config).await;
        let connection = connection.map_err(|error| match error.is_io_error() {
            true => error,
            // What a server says of a name and a password may repeat them.
            false => RedisError::from((error.kind(), "it does not let this client in")),
        })?;
        let number = self.connected.fetch_add(1, Ordering::Relaxed) + 1;
        let link = Link { runtime: Handle::current().id(), number, connection };
        let mut links = lock(&self.links);
        links.retain(|known| known.runtime != link.runtime);
        if links.len() == RUNTIMES {
            links.remove(0);
        }
        links.push(link.clone());
        Ok(link)
    }

    fn link(&self) -> Option<Link> {
        let runtime = Handle::current().id();
        lock(&self.links).iter().find(|link| link.runtime == runtime).cloned()
    }

    fn unlink(&self) {
        let runtime = Handle::current().id();
        lock(&self.links).retain(|link| link.runtime != runtime);
    }

    /// Says that the server cannot be reached.
    pub(crate) fn lose(&self, error: &RedisError) {
        let mut reach = lock(&self.reach);
        let Reach::There(There { unproven, .. }) = &*reach else { return };
        let told: String = error.to_string().chars().take(TOLD).collect();
        let why = format!("the Redis server is lost: {}", shorten(&told));
        let now = Instant::now();
        // One that says it is there and gives no places was lost all the time.
        let (since, relapses) = match unproven {
            Some(lost) => (lost.since, lost.relapses.saturating_add(1)),
            None => (now, 0),
        };
        if relapses == 0 {
            tracing::warn!(why, "calls per second are counted by this host alone, for its share");
        }
        *reach = Reach::Lost(Lost { since, why, relapses, asked: now, searched: None });
    }

    /// Says that the server has given a place to a call, or to another one.
    pub(crate) fn prove(&self) {
        if let Reach::There(There { unproven, .. }) = &mut *lock(&self.reach)
            && unproven.take().is_some()
        {
            tracing::info!("calls per second are counted together with other hosts again");
        }
    }

    /// What is known of a server that is lost; somebody looks for it from then on.
    pub(crate) fn lost(self: &Arc<Self>) -> Option<Lost> {
        let mut reach = lock(&self.reach);
        let Reach::Lost(lost) = &mut *reach else { return None };
        let now = Instant::now();
        lost.asked = now;
        let is_searched = lost.searched.is_some_and(|last| now.duration_since(last) < ASK);
        let runtime = Handle::try_current().ok().filter(|_| !is_searched);
        if runtime.is_some() {
            lost.searched = Some(now);
        }
        let lost = lost.clone();
        drop(reach);
        if let Some(runtime) = runtime {
            // A runtime that ends takes the search with it, at once if need be, and leaves it to another one.
            runtime.spawn(Search(self.clone()).run());
        }
        Some(lost)
    }

    /// Why the server cannot be used, as far as it is known.
    pub(crate) fn trouble(&self) -> Option<String> {
        match &*lock(&self.reach) {
            Reach::Lost(lost) => Some(lost.why.clone()),
            Reach::There(_) => None,
        }
    }

    /// Until when nothing may be sent although the server is there.
    pub(crate) fn quiet(&self) -> Option<Instant> {
        match &*lock(&self.reach) {
            Reach::There(There { quiet, .. }) => quiet.filter(|until| *until > Instant::now()),
            Reach::Lost(_) => None,
        }
    }

    /// Waits until the server is back, which somebody looks for meanwhile.
    pub(crate) async fn back(self: &Arc<Self>) {
        loop {
            let back = self.back.notified();
            if self.lost().is_none() || timeout(ASK, back).await.is_ok() {
                return;
            }
        }
    }

    fn find(&self) {
        let mut reach = lock(&self.reach);
        let Reach::Lost(lost) = &*reach else { return };
        // Others may have sent without the server, whether this process has or not.
        let quiet = Some(Instant::now() + BACK);
        let unproven = Some(lost.clone());
        *reach = Reach::There(There { quiet, unproven });
        drop(reach);
        self.back.notify_waiters();
    }
}

/// Somebody who looks for a lost server.
struct Search(Arc<Server>);

impl Search {
    async fn run(self) {
        let mut beat = interval_at(Instant::now() + AGAIN, AGAIN);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            beat.tick().await;
            let probe = self.0.run::<()>(|_| Keys::new("probe").command("probe", "", &[]));
            if probe.await.is_ok() {
                self.0.find();
                return;
            }
            if let Reach::Lost(lost) = &mut *lock(&self.0.reach) {
                if lost.asked.elapsed() > ASKED {
                    return;
                }
                lost.searched = Some(Instant::now());
            }
        }
    }
}

impl Drop for Search {
    fn drop(&mut self) {
        if let Reach::Lost(lost) = &mut *lock(&self.0.reach) {
            lost.searched = None;
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
