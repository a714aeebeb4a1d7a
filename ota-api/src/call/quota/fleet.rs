//! The calls of many hosts, counted by a Redis server, and by each host for itself while there is none.

use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use crate::call::quota::digest::digest;
use crate::call::quota::known::Known;
use crate::call::quota::line::{self, Line};
use crate::call::quota::place::Place;
use crate::call::quota::remote::server::{OVER, Server};
use crate::call::quota::remote::{NoPlace, Remote};
use crate::config::redis::Redis;

/// The number of lines from which on those are forgotten that nobody uses.
const MANY: usize = 1000;

/// The line of an operation over all hosts, and what is left of it on this one without the server.
pub(crate) struct Fleet {
    server: Arc<Server>,
    remote: Arc<Remote>,
    /// The line of this host.
    own: Arc<Line>,
    /// What all hosts may send.
    limit: u32,
    /// What this host may send for itself.
    share: u32,
}

impl Fleet {
    /// The line of this name, with that of the host.
    pub(crate) fn new(
        redis: &Redis,
        name: &str,
        limit: u32,
        own: impl FnOnce(u32) -> Arc<Line>,
    ) -> Self {
        static REMOTES: Known<Remote> = Known::new(MANY);
        let server = Server::of(redis.client());
        let share = limit / redis.hosts();
        let name = digest(name);
        let key = format!("{}{name}", server.name());
        let remote = REMOTES.get(key, |_| true, |_| Remote::new(server.clone(), &name));
        Self { server, remote, own: own(share.max(1)), limit, share }
    }

    /// Waits for a place, as [`Line::take`].
    pub(crate) async fn take(
        &self,
        end: Option<Instant>,
        refuses: bool,
    ) -> Result<Place, Duration> {
        loop {
            let Some(lost) = self.server.lost() else {
                match self.remote.take(self.limit, end, refuses).await {
                    Ok(place) => return Ok(Place::Remote(place)),
                    Err(NoPlace::Wait(wait)) => return Err(wait),
                    Err(NoPlace::Lost) => continue,
                }
            };
            let alone = unless(self.server.back(), self.alone(lost.since + OVER, end, refuses));
            if let Some(taken) = alone.await {
                return taken.map(Place::Line);
            }
        }
    }

    /// Waits for a place without the server.
    async fn alone(
        &self,
        over: Instant,
        end: Option<Instant>,
        refuses: bool,
    ) -> Result<line::Place, Duration> {
        let now = Instant::now();
        let begin = if self.share == 0 { None } else { Some(over) };
        // With fewer calls than hosts, nobody knows whose turn it is.
        let is_late =
            |begin: Instant| begin > now && (refuses || end.is_some_and(|end| begin >= end));
        match begin {
            Some(begin) if is_late(begin) => return Err(begin - now),
            Some(begin) => sleep_until(begin).await,
            None if refuses => return Err(OVER),
            None => match end {
                Some(end) => {
                    sleep_until(end).await;
                    return Err(OVER);
                }
                None => std::future::pending().await,
            },
        }
        self.own.take(self.share, end, refuses).await
    }

    /// How long a call would have to wait now.
    pub(crate) fn wait(&self) -> Duration {
        match self.server.lost() {
            Some(lost) if self.share > 0 => {
                let over = (lost.since + OVER).saturating_duration_since(Instant::now());
                over.max(self.own.wait(self.share))
            }
            Some(_) => OVER,
            None => self.remote.wait(),
        }
    }

    /// Why calls are not counted by the server, or not by all of the host.
    pub(crate) fn trouble(&self) -> Option<String> {
        let server = self.server.trouble()?;
        let own = self.own.trouble().map(|own| format!("; {own}"));
        Some(server + &own.unwrap_or_default())
    }
}

/// What a future gives, unless another one ends before it.
async fn unless<T>(other: impl Future<Output = ()>, future: impl Future<Output = T>) -> Option<T> {
    let (mut other, mut future) = (pin!(other), pin!(future));
    std::future::poll_fn(|context| {
        if let Poll::Ready(value) = future.as_mut().poll(context) {
            return Poll::Ready(Some(value));
        }
        other.as_mut().poll(context).map(|()| None)
    })
    .await
}
