//! How a client keeps to the calls per second that a service allows.

#[cfg(feature = "redis")]
use crate::config::redis::Redis;

/// How a client keeps to the calls per second that an operation allows, as its spec says. By default a call waits
/// for its turn before it is sent, within its deadline: a wait that would be longer is an error at once
/// ([`Error::is_quota`](crate::Error::is_quota)), with nothing sent.
///
/// Calls are counted for all processes of the user on this host, over all of their clients, by account, host, product
/// and action: in no second are there more than allowed, as the service sees it. In a process they are served in the
/// order in which they came, and so are processes among each other.
/// When the service says that there were too many all the same, the calls of that operation pause, and are fewer
/// for some seconds.
///
/// Nothing has to be started for that: the processes meet in small files of the folder `ota-api-<user>` in `/dev/shm`, or
/// among temporary files where there is no `/dev/shm`. What is written there is of use for two seconds, and gives away
/// neither keys nor names. A process that
/// cannot use the folder (it is full or read-only, it is somebody else's) counts for itself, says so once as a
/// warning of `tracing` and whenever [`Core::quota_trouble`](crate::product::Core::quota_trouble) asks, and comes back by itself. So does
/// every process on systems other than Unix, and for an operation with more than 1000 calls per second. Containers meet
/// where they share `/dev/shm`.
///
/// The service counts by account, with all of its users together. The client does not know the account and takes
/// the ID of the access key for it: hosts, users of a host, or keys, that share an account count apart. Keys that
/// belong together are counted together where [`account`](Self::account) gives them the same name, hosts where they
/// have a Redis server (`redis`, a method of the feature of that name), and [`factor`](Self::factor) leaves room for others.
///
/// ```
/// use ota_api::Quota;
///
/// let half = Quota::default().account("fleet").factor(0.5);
/// let raised = Quota::default().limit("QueryOTAJob", 50);
/// let off = Quota::off();
/// ```
#[derive(Debug, Clone)]
#[must_use = "a quota does nothing until a client has it"]
pub struct Quota {
    mode: Mode,
    factor: f64,
    limits: Vec<(String, u32)>,
    account: Option<String>,
    shared: bool,
    #[cfg(feature = "redis")]
    redis: Option<Redis>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Wait,
    Refuse,
    Off,
}

impl Quota {
    /// Counts nothing and waits for nothing.
    pub fn off() -> Self {
        Self { mode: Mode::Off, ..Self::default() }
    }

    /// Refuses a call that would have to wait, with nothing sent; [`Error::retry_after`](crate::Error::retry_after)
    /// says how long. Pages, parts and waits, which are many calls, wait as before.
    pub fn refuse() -> Self {
        Self { mode: Mode::Refuse, ..Self::default() }
    }

    /// Takes this share of what each operation allows, at least one call per second: 0.25 where four hosts share an
    /// account, more than 1 where the service has raised the limits. What is no number above 0 counts as 1.
    pub fn factor(mut self, factor: f64) -> Self {
        self.factor = if factor.is_finite() && factor > 0.0 { factor } else { 1.0 };
        self
    }

    /// Sets the calls per second of an action, also of one without a spec. The factor does not change it. 0
    /// counts as 1.
    pub fn limit(mut self, action: impl Into<String>, per_second: u32) -> Self {
        let action = action.into();
        self.limits.retain(|(known, _)| *known != action);
        self.limits.push((action, per_second.max(1)));
        self
    }

    /// Names the account, for keys that share one. Without this, each ID of a key counts as an account of its own.
    pub fn account(mut self, name: impl Into<String>) -> Self {
        self.account = Some(name.into());
        self
    }

    /// Counts the calls of this process alone. Its calls are then counted apart from those of other clients, also
    /// in this process, whose quotas do not say so.
    pub fn in_process(mut self) -> Self {
        self.shared = false;
        self
    }

    /// Counts calls together with those of all hosts that use the same Redis server (5.0 or later) with a quota like this. They are
    /// served in the order in which they came, by the clock of the server; each call asks it twice.
    ///
    /// When the server does not respond within half a second, the host counts for itself: after two seconds without a call,
    /// its processes share what there is for one of the [hosts](Redis::new), rounded down. If that is less than one call per second,
    /// calls wait for the server. A warning of `tracing` says so once, and
    /// [`Core::quota_trouble`](crate::product::Core::quota_trouble) whenever it is asked. As soon as the server is back, which is looked for
    /// every second, calls are counted there again, after some seconds without any: until all hosts have
    /// noticed and what they have sent is over, so that no second has too many. That holds for a server that is lost to all. Where one host alone
    /// is cut off, the others go on with all there is, and its share comes on top.
    ///
    /// Give the server `maxmemory-policy noeviction`: with another policy it can drop sends that count, when its memory
    /// is full. What it keeps is small, and gone two minutes after the last call.
    ///
    /// ```
    /// # fn example() -> Result<(), ota_api::Error> {
    /// use ota_api::{Quota, Redis};
    ///
    /// let quota = Quota::default().account("fleet").redis(Redis::new("redis://10.0.0.7/", 4)?);
    /// # Ok(())
    /// # }
    /// ```
    #[cfg(feature = "redis")]
    pub fn redis(mut self, server: Redis) -> Self {
        self.redis = Some(server);
        self
    }

    /// The server that counts the calls of all hosts.
    #[cfg(feature = "redis")]
    pub(crate) fn server(&self) -> Option<&Redis> {
        self.redis.as_ref()
    }

    /// Whether calls are counted together with those of other processes.
    pub(crate) fn is_shared(&self) -> bool {
        self.shared
    }

    /// Whether a call that would have to wait is refused.
    pub(crate) fn refuses(&self) -> bool {
        self.mode == Mode::Refuse
    }

    /// The name of the account, if there is one.
    pub(crate) fn account_name(&self) -> Option<&str> {
        self.account.as_deref()
    }

    /// The calls per second of an action whose spec says `qps`; `None` if they are not counted.
    pub(crate) fn per_second(&self, action: &str, qps: Option<u32>) -> Option<u32> {
        if self.mode == Mode::Off {
            return None;
        }
        if let Some((_, limit)) = self.limits.iter().find(|(own, _)| own == action) {
            return Some(*limit);
        }
        let share = f64::from(qps?) * self.factor;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a conversion to an integer ends at its limits"
        )]
        Some((share as u32).max(1))
    }
}

impl Default for Quota {
    fn default() -> Self {
        Self {
            mode: Mode::Wait,
            factor: 1.0,
            limits: Vec::new(),
            account: None,
            shared: true,
            #[cfg(feature = "redis")]
            redis: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Quota;

    #[test]
    fn limits_come_from_the_spec_a_factor_or_the_caller() {
        let quota = Quota::default();
        assert_eq!(quota.per_second("A", Some(10)), Some(10));
        assert_eq!(quota.per_second("A", None), None);
        assert_eq!(Quota::off().limit("A", 3).per_second("A", Some(10)), None);
        let quarter = Quota::refuse().factor(0.25).limit("B", 0).limit("B", 7);
        assert_eq!(quarter.per_second("A", Some(10)), Some(2));
        assert_eq!(quarter.per_second("A", Some(1)), Some(1));
        assert_eq!(quarter.per_second("B", None), Some(7));
        for odd in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert_eq!(Quota::default().factor(odd).per_second("A", Some(10)), Some(10));
        }
        assert_eq!(Quota::default().factor(1e300).per_second("A", Some(10)), Some(u32::MAX));
    }
}
