//! The calls per second that a service allows: each attempt takes a place before it is sent.

pub(crate) mod digest;
#[cfg(feature = "redis")]
mod fleet;
#[cfg_attr(not(unix), path = "quota/no_host.rs")]
mod host;
mod known;
mod line;
mod meeting;
pub(crate) mod place;
#[cfg(feature = "redis")]
mod remote;
mod window;

#[cfg(feature = "redis")]
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::time::Instant;

use crate::call::quota::digest::digest;
#[cfg(feature = "redis")]
use crate::call::quota::fleet::Fleet;
use crate::call::quota::known::Known;
use crate::call::quota::line::Line;
use crate::call::quota::meeting::Meeting;
use crate::call::quota::place::Place;
use crate::call::quota::window::stored;
use crate::config::quota::Quota;
use crate::error::Error;

/// What calls are counted by.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Counted<'a> {
    /// The ID of the key, for want of the account.
    pub(crate) key_id: &'a str,
    pub(crate) host: &'a str,
    pub(crate) product: &'a str,
    pub(crate) action: &'a str,
    /// The calls per second that the spec says.
    pub(crate) qps: Option<u32>,
}

/// How long a call can wait.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Patience {
    /// Until its deadline, or not at all if the policy refuses.
    Until(Option<Instant>),
    /// As long as it takes: it is one of many.
    Endless,
}

impl Counted<'_> {
    /// Waits for a place; there is none where calls are not counted.
    pub(crate) async fn take(
        self,
        policy: &Quota,
        patience: Patience,
    ) -> Result<Option<Place>, Error> {
        let Some(limit) = policy.per_second(self.action, self.qps) else { return Ok(None) };
        // Without a runtime nothing is sent, as the transport says.
        if Handle::try_current().is_err() {
            return Ok(None);
        }
        let (end, refuses) = match patience {
            Patience::Until(end) => (end, policy.refuses()),
            Patience::Endless => (None, false),
        };
        #[cfg(feature = "redis")]
        if let Some(fleet) = self.fleet(policy, limit) {
            // What the compiler has to follow through a call is as long with this feature as without.
            let taken: Pin<Box<dyn Future<Output = _> + Send>> = Box::pin(fleet.take(end, refuses));
            let taken = taken.await;
            return taken.map(Some).map_err(|wait| Error::quota(limit, wait));
        }
        let taken = self.line(policy, limit).take(limit, end, refuses).await;
        taken.map(|place| Some(Place::Line(place))).map_err(|wait| Error::quota(limit, wait))
    }

    /// How long a call would have to wait now.
    pub(crate) fn wait(self, policy: &Quota) -> Duration {
        let Some(limit) = policy.per_second(self.action, self.qps) else { return Duration::ZERO };
        #[cfg(feature = "redis")]
        if let Some(fleet) = self.fleet(policy, limit) {
            return fleet.wait();
        }
        self.line(policy, limit).wait(limit)
    }

    /// Why calls are counted by this process alone, if the policy wants more.
    pub(crate) fn trouble(self, policy: &Quota) -> Option<String> {
        let limit = policy.per_second(self.action, self.qps)?;
        #[cfg(feature = "redis")]
        if let Some(fleet) = self.fleet(policy, limit) {
            return fleet.trouble();
        }
        if policy.is_shared() && limit > MOST {
            return Some(format!("more than {MOST} calls per second are not shared"));
        }
        self.line(policy, limit).trouble()
    }

    /// The line of all hosts, if the policy has one.
    #[cfg(feature = "redis")]
    fn fleet(self, policy: &Quota, limit: u32) -> Option<Fleet> {
        let redis = policy.server()?;
        let own = |share| self.line(policy, share);
        Some(Fleet::new(redis, &self.name(policy, "hosts"), limit, own))
    }

    /// The name of a line of those who reach each other.
    fn name(self, policy: &Quota, reach: &str) -> String {
        let (kind, account) = match policy.account_name() {
            Some(name) => ("account", name),
            None => ("key", self.key_id),
        };
        [reach, kind, account, self.host, self.product, self.action].join("\n")
    }

    /// The line in which all clients of the process stand, or of all processes.
    fn line(self, policy: &Quota, limit: u32) -> Arc<Line> {
        // Temporary keys come and go.
        static OWN: Known<Line> = Known::new(MANY);
        static SHARED: Known<Line> = Known::new(MANY_SHARED);
        let shares = policy.is_shared() && limit <= MOST;
        if !shares {
            return OWN.get(self.name(policy, "process"), Line::is_idle, |_| Line::new(None));
        }
        SHARED.get(self.name(policy, "host"), Line::is_idle, |name| {
            Line::new(Some(Meeting::new(host::parents(), digest(name))))
        })
    }
}

/// The largest limit that processes share.
const MOST: u32 = stored::MOST as u32;

/// The number of lines from which on those are forgotten that nobody stands in.
const MANY: usize = 1000;

/// The same for lines that are shared: each has a file open, of which a process can have few.
const MANY_SHARED: usize = 64;
