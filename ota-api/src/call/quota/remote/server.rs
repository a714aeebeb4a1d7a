//! A Redis server: its connections, and whether it can be reached.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, Cmd, ErrorKind, FromRedisValue, RedisError, ServerErrorKind};
use tokio::runtime::{Handle, Id};
use tokio::sync::Notify;
use tokio::time::{Instant, sleep, timeout};

use crate::call::quota::digest::digest;
use crate::call::quota::remote::script::{Keys, load};
use crate::call::quota::window::LONGEST;

/// How long the server has to respond, and to be connected to.
const LIMIT: Duration = Duration::from_millis(500);

/// How often a lost server is looked for.
const AGAIN: Duration = Duration::from_secs(1);

/// How long a server is looked for that nobody asks for.
const ASKED: Duration = Duration::from_secs(60);

/// How long nothing is sent after the server was lost: until all sends are over that it has counted.
pub(crate) const OVER: Duration = Duration::from_micros(LONGEST);

/// How long nothing is sent with the server after this process has sent without it: until the other processes of the
/// host have noticed that it is back, and what they have sent is over.
const BACK: Duration = Duration::from_millis(3600);

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
    /// Whether calls were sent without the server since it was lost.
    strayed: AtomicBool,
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
    is_looked_for: bool,
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
                strayed: AtomicBool::new(false),
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
        let connection = client.get_multiplexed_async_connection_with_config(&config).await?;
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
        // The words of the library name no secrets: those are only in what is sent.
        let why = format!("the Redis server is lost: {error}");
        let now = Instant::now();
        // One that says it is there and gives no places was lost all the time.
        let (since, relapses) = match unproven {
            Some(lost) => (lost.since, lost.relapses.saturating_add(1)),
            None => (now, 0),
        };
        if relapses == 0 {
            tracing::warn!(why, "calls per second are counted by this host alone, for its share");
        }
        *reach = Reach::Lost(Lost { since, why, relapses, asked: now, is_looked_for: false });
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
        lost.asked = Instant::now();
        if !lost.is_looked_for
            && let Ok(runtime) = Handle::try_current()
        {
            lost.is_looked_for = true;
            // A runtime that ends takes the search with it, and leaves it to another one.
            let search = Search(self.clone());
            let pause = AGAIN * 2_u32.pow(lost.relapses.min(6));
            runtime.spawn(async move { search.run(pause).await });
        }
        Some(lost.clone())
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

    /// Says that something was sent without the server.
    pub(crate) fn stray(&self) {
        self.strayed.store(true, Ordering::Relaxed);
    }

    /// Waits until the server is back.
    pub(crate) async fn back(&self) {
        let back = self.back.notified();
        if self.trouble().is_some() {
            back.await;
        }
    }

    fn find(&self) {
        let mut reach = lock(&self.reach);
        let Reach::Lost(lost) = &*reach else { return };
        let strayed = self.strayed.swap(false, Ordering::Relaxed);
        let quiet = strayed.then(|| Instant::now() + BACK);
        let unproven = Some(lost.clone());
        *reach = Reach::There(There { quiet, unproven });
        drop(reach);
        self.back.notify_waiters();
    }
}

/// Somebody who looks for a lost server.
struct Search(Arc<Server>);

impl Search {
    async fn run(self, pause: Duration) {
        loop {
            sleep(pause).await;
            if self.0.run::<()>(|_| Keys::new("probe").command("probe", "", &[])).await.is_ok() {
                self.0.find();
                return;
            }
            if let Reach::Lost(lost) = &*lock(&self.0.reach)
                && lost.asked.elapsed() > ASKED
            {
                return;
            }
        }
    }
}

impl Drop for Search {
    fn drop(&mut self) {
        if let Reach::Lost(lost) = &mut *lock(&self.0.reach) {
            lost.is_looked_for = false;
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
