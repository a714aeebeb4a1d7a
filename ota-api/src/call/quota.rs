//! The calls per second that a service allows: each attempt takes a place before it is sent.

#[cfg_attr(not(unix), path = "quota/no_host.rs")]
mod host;
pub(crate) mod line;
mod meeting;
mod window;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::time::Instant;

use crate::call::quota::line::{Line, Place};
use crate::call::quota::meeting::Meeting;
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
        let taken = self.line(policy, limit).take(limit, end, refuses).await;
        taken.map(Some).map_err(|wait| Error::quota(limit, wait))
    }

    /// How long a call would have to wait now.
    pub(crate) fn wait(self, policy: &Quota) -> Duration {
        match policy.per_second(self.action, self.qps) {
            Some(limit) => self.line(policy, limit).wait(limit),
            None => Duration::ZERO,
        }
    }

    /// Why calls are counted by this process alone, if the policy wants more.
    pub(crate) fn trouble(self, policy: &Quota) -> Option<String> {
        let limit = policy.per_second(self.action, self.qps)?;
        if policy.is_shared() && limit > MOST {
            return Some(format!("more than {MOST} calls per second are not shared"));
        }
        self.line(policy, limit).trouble()
    }

    /// The line in which all clients of the process stand, or of all processes.
    fn line(self, policy: &Quota, limit: u32) -> Arc<Line> {
        static LINES: OnceLock<Mutex<BTreeMap<String, Arc<Line>>>> = OnceLock::new();
        let (kind, account) = match policy.account_name() {
            Some(name) => ("account", name),
            None => ("key", self.key_id),
        };
        let shares = policy.is_shared() && limit <= MOST;
        let reach = if shares { "host" } else { "process" };
        let name = [reach, kind, account, self.host, self.product, self.action].join("\n");
        let lines = LINES.get_or_init(Mutex::default);
        let mut lines = lines.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(line) = lines.get(&name) {
            return line.clone();
        }
        // Temporary keys come and go.
        if lines.len() >= MANY {
            lines.retain(|_, line| Arc::strong_count(line) > 1 || !line.is_idle());
        }
        let meeting = shares.then(|| Meeting::new(host::parents(), digest(&name)));
        lines.entry(name).or_insert_with(|| Arc::new(Line::new(meeting))).clone()
    }
}

/// The name of the file of a line, which tells nobody whose it is.
fn digest(name: &str) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, name.as_bytes());
    digest.as_ref().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// The largest limit that processes share.
const MOST: u32 = stored::MOST as u32;

/// The number of lines from which on those are forgotten that nobody stands in.
const MANY: usize = 1000;
