//! The lease of hosts that share a Redis server: a key that ends unless it is renewed, with a number that no lease had before.
//!
//! It counts from before it was asked for, and the last third of its time is not used: so what the controller had sent
//! has long arrived when another one takes over.

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, Client, RedisError};
use tokio::time::{Instant, sleep, sleep_until, timeout};

use super::trouble::LeaseError;

/// How long the server has to respond, and to be connected to.
const LIMIT: Duration = Duration::from_secs(1);

/// How often a server is asked again that has not responded.
const AGAIN: Duration = Duration::from_millis(200);

/// The characters that are told of what a server says.
const TOLD: usize = 200;

/// How long a server remembers that a rollout rests, or what was ordered, in milliseconds: 90 days.
const REMEMBERED: u64 = 90 * 24 * 60 * 60 * 1000;

/// Takes the lease unless somebody has it, or what another one has left, a rest or an order, stands against it. Gives its number; or 0
/// and who has it; or -1, who left something, and what. A rest is over with the first renewal: a controller that is killed
/// before may have written down that it took the rollout on, or not.
const TAKE: &str = "
    local held = redis.call('GET', KEYS[1])
    if held then return {0, held} end
    for key = 3, 4 do
        local left = redis.call('HMGET', KEYS[key], 'by', 'why', 'next')
        if left[1] and ARGV[3] ~= left[1] and ARGV[3] ~= left[3] then
            return {-1, left[1] .. '\\n' .. (left[2] or '')}
        end
    end
    for key = 3, 4 do
        if redis.call('EXISTS', KEYS[key]) == 1 then
            redis.call('HSET', KEYS[key], 'by', ARGV[3], 'next', ARGV[1])
        end
    end
    local number = redis.call('INCR', KEYS[2])
    redis.call('SET', KEYS[1], number .. ' ' .. ARGV[1], 'PX', ARGV[2])
    return {number, ''}
";

/// Notes an order, or that none is in force any more.
const ORDER: &str = "
    redis.call('DEL', KEYS[1])
    if ARGV[1] == '' then return 0 end
    redis.call('HSET', KEYS[1], 'why', ARGV[1], 'by', ARGV[2], 'next', ARGV[3])
    return redis.call('PEXPIRE', KEYS[1], ARGV[4])
";

/// Renews the lease if it is still the same.
const RENEW: &str = "
    if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
    redis.call('DEL', KEYS[3])
    return redis.call('PEXPIRE', KEYS[1], ARGV[2])
";

/// Gives the lease up if it is still the same.
const FREE: &str = "
    if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
    return redis.call('DEL', KEYS[1])
";

/// Notes that the rollout rests, and gives the lease up, if it is still the same.
const REST: &str = "
    if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
    redis.call('DEL', KEYS[3])
    redis.call('HSET', KEYS[3], 'by', ARGV[2], 'why', ARGV[3])
    redis.call('PEXPIRE', KEYS[3], ARGV[4])
    return redis.call('DEL', KEYS[1])
";

/// The lease of a rollout on a server.
pub(super) struct Shared {
    client: Client,
    /// Those of the lease, its number, the rest and the order.
    keys: [String; 4],
    /// Its number and who has it, as the server has it.
    value: String,
    time: Duration,
    /// Until when it lasts, as far as is known.
    until: Mutex<Instant>,
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The address of the server may have a password.
        f.debug_struct("Shared").field("value", &self.value).finish_non_exhaustive()
    }
}

impl Shared {
    pub(super) async fn take(
        url: &str,
        id: &str,
        by: &str,
        last: &str,
        time: Duration,
    ) -> Result<Self, LeaseError> {
        let client = client(url)?;
        let keys = keys(id);
        let began = Instant::now();
        let mut connection = connect(&client).await.map_err(|error| unusable(&error))?;
        let asked = redis::cmd("EVAL")
            .arg(TAKE)
            .arg(keys.len())
            .arg(&keys)
            .arg(by)
            .arg(millis(time))
            .arg(last)
            .query_async::<(i64, String)>(&mut connection)
            .await;
        let (number, held) = asked.map_err(|error| unusable(&error))?;
        if number < 0 {
            let (by, why) = held.split_once('\n').unwrap_or((&held, ""));
            return Err(LeaseError::Rests { by: by.to_owned(), why: why.to_owned() });
        }
        if number == 0 {
            return Err(LeaseError::Held { by: name(&held).to_owned() });
        }
        let (value, until) = (format!("{number} {by}"), Mutex::new(began + time));
        Ok(Self { client, keys, value, time, until })
    }

    /// Renews it again and again; ends when it is lost.
    pub(super) async fn keep(&self) -> LeaseError {
        let mut connection = None;
        let mut trouble = String::new();
        loop {
            let end = self.until() - self.time / 3;
            if Instant::now() >= end {
                let why = if trouble.is_empty() { String::new() } else { format!(": {trouble}") };
                return LeaseError::Lost(format!("it could not be renewed in time{why}"));
            }
            let renewed = async {
                match self.renew(&mut connection).await {
                    Ok(is_renewed) => Ok(is_renewed),
                    Err(error) => {
                        connection = None;
                        Err(error)
                    }
                }
            };
            match timeout(end - Instant::now(), renewed).await {
                Ok(Ok(true)) => sleep_until(self.until() - self.time * 5 / 6).await,
                Ok(Ok(false)) => {
                    return LeaseError::Lost("the server no longer has it for this one".to_owned());
                }
                Ok(Err(error)) => {
                    trouble = said(&error);
                    sleep(AGAIN.min(end.saturating_duration_since(Instant::now()))).await;
                }
                Err(_) => trouble = "the server does not respond".to_owned(),
            }
        }
    }

    /// Renews it once, by a connection that is kept.
    async fn renew(
        &self,
        connection: &mut Option<MultiplexedConnection>,
    ) -> Result<bool, RedisError> {
        let mut used = match connection.take() {
            Some(used) => used,
            None => connect(&self.client).await?,
        };
        let began = Instant::now();
        let renewed: i64 = redis::cmd("EVAL")
            .arg(RENEW)
            .arg(self.keys.len())
            .arg(&self.keys)
            .arg(&self.value)
            .arg(millis(self.time))
            .query_async(&mut used)
            .await?;
        *connection = Some(used);
        if renewed == 1 {
            *self.until.lock().unwrap_or_else(PoisonError::into_inner) = began + self.time;
        }
        Ok(renewed == 1)
    }

    /// Gives it up; if the server cannot be reached, it ends by itself.
    pub(super) async fn free(&self) {
        let freed = async {
            let mut connection = connect(&self.client).await?;
            redis::cmd("EVAL")
                .arg(FREE)
                .arg(1)
                .arg(&self.keys[0])
                .arg(&self.value)
                .query_async::<i64>(&mut connection)
                .await
        };
        drop(timeout(LIMIT, freed).await);
    }

    /// Notes that the rollout rests, and gives it up.
    pub(super) async fn rest(&self, by: &str, why: &str) {
        let rested = async {
            let mut connection = connect(&self.client).await?;
            redis::cmd("EVAL")
                .arg(REST)
                .arg(self.keys.len())
                .arg(&self.keys)
                .arg(&self.value)
                .arg(by)
                .arg(why)
                .arg(REMEMBERED)
                .query_async::<i64>(&mut connection)
                .await
        };
        drop(timeout(LIMIT, rested).await);
    }

    fn until(&self) -> Instant {
        *self.until.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Notes what a person wants, for those who would take the lease later with another file of rollouts; `None` is that it is over.
pub(super) async fn order(
    url: &str,
    id: &str,
    [by, next]: [&str; 2],
    why: Option<&str>,
) -> Result<(), LeaseError> {
    let client = client(url)?;
    let [.., key] = keys(id);
    let mut connection = connect(&client).await.map_err(|error| unusable(&error))?;
    let noted = redis::cmd("EVAL")
        .arg(ORDER)
        .arg(1)
        .arg(key)
        .arg(why.unwrap_or_default())
        .arg(by)
        .arg(next)
        .arg(REMEMBERED)
        .query_async::<i64>(&mut connection)
        .await;
    noted.map(|_| ()).map_err(|error| unusable(&error))
}

/// Who has the lease; `None` if nobody has.
pub(super) async fn holder(url: &str, id: &str) -> Result<Option<String>, LeaseError> {
    let client = client(url)?;
    let [key, ..] = keys(id);
    let mut connection = connect(&client).await.map_err(|error| unusable(&error))?;
    let held = redis::cmd("GET").arg(key).query_async::<Option<String>>(&mut connection).await;
    let held = held.map_err(|error| unusable(&error))?;
    Ok(held.map(|held| name(&held).to_owned()))
}

/// Who has a lease, as it says behind its number.
fn name(held: &str) -> &str {
    held.split_once(' ').map_or(held, |(_, by)| by)
}

fn keys(id: &str) -> [String; 4] {
    ["lease", "number", "rest", "order"].map(|name| format!("ota:rollout:{{{id}}}:{name}"))
}

fn client(url: &str) -> Result<Client, LeaseError> {
    if url.trim_start().starts_with("rediss:") {
        return Err(LeaseError::Url(
            "a server cannot be reached over TLS; use a URL with `redis://`",
        ));
    }
    // What is in the URL may be a secret.
    Client::open(url)
        .map_err(|_| LeaseError::Url("it is not valid; it is like `redis://host:6379/0`"))
}

async fn connect(client: &Client) -> Result<MultiplexedConnection, RedisError> {
    let config = AsyncConnectionConfig::new()
        .set_connection_timeout(Some(LIMIT))
        .set_response_timeout(Some(LIMIT));
    client.get_multiplexed_async_connection_with_config(&config).await
}

fn unusable(error: &RedisError) -> LeaseError {
    LeaseError::Server(said(error))
}

/// What an error says, unless it may repeat a name or a password.
fn said(error: &RedisError) -> String {
    match error.is_io_error() {
        true => error.to_string().chars().take(TOLD).collect(),
        false => "it does not do what is asked of it".to_owned(),
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
