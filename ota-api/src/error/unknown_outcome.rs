//! Calls of which nobody knows whether they acted.

use std::fmt;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// A call that may have acted although no response says so, with all that is needed to find out: the parameters
/// that its `lookUp` compares, its run ID, and when it was first sent. It comes from
/// [`Error::unknown_outcome`](crate::Error::unknown_outcome), or from an [`Intent`](crate::Intent) of a program that ended
/// before it knew; [`reconcile`](crate::product::Core::reconcile) takes it.
#[derive(Clone)]
pub struct UnknownOutcome {
    action: String,
    parameters: Vec<(&'static str, String)>,
    run_id: Option<String>,
    host: String,
    account: Option<String>,
    began: Began,
}

/// When a call began, by two clocks: one can be set, the other stands still while the machine sleeps, and is of this
/// process alone.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Began {
    time: SystemTime,
    /// How many seconds the clock of the service was known to be ahead of ours.
    ahead: i64,
    instant: Instant,
    /// When it was over, or still unsent.
    last: Instant,
    /// Whether an earlier run of the program noted it, so that this process knows the time alone.
    is_earlier: bool,
}

impl Began {
    /// Now, by a clock of the service that is so many seconds ahead of ours.
    pub(crate) fn now(ahead: i64) -> Self {
        let (time, instant) = (SystemTime::now(), Instant::now());
        Self { time, ahead, instant, last: instant, is_earlier: false }
    }

    /// The same for a call that has been sent for the last time.
    pub(crate) fn over(self) -> Self {
        Self { last: Instant::now(), ..self }
    }

    /// The same for an earlier run, in which the clock showed this.
    fn earlier(self, time: SystemTime) -> Self {
        Self { time, ahead: 0, is_earlier: true, ..self }
    }

    /// How long ago that was, at most.
    pub(crate) fn elapsed(self) -> Duration {
        let passed = SystemTime::now().duration_since(self.time).unwrap_or_default();
        passed.max(self.instant.elapsed())
    }

    /// The time that its signature has.
    fn signed(self) -> SystemTime {
        let ahead = Duration::from_secs(self.ahead.unsigned_abs());
        let time = match self.ahead {
            0.. => self.time.checked_add(ahead),
            _ => self.time.checked_sub(ahead),
        };
        time.unwrap_or(self.time)
    }
}

/// How far the time of a signature can be from the clock of the service, in seconds.
const TOLERATED: u64 = 15 * 60;

/// The seconds since 1970.
fn seconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs())
}

fn signed(seconds: u64) -> i64 {
    i64::try_from(seconds).unwrap_or(i64::MAX)
}

impl UnknownOutcome {
    pub(crate) fn new(
        action: &str,
        parameters: Vec<(&'static str, String)>,
        run_id: Option<String>,
        (host, account): (&str, Option<String>),
        began: Began,
    ) -> Self {
        let (action, host) = (action.to_owned(), host.to_owned());
        Self { action, parameters, run_id, host, account, began }
    }

    /// The same call in an earlier run of the program: its run ID, its account, and when it began by a clock that can
    /// be set.
    pub(crate) fn earlier(
        self,
        run_id: Option<String>,
        account: Option<String>,
        began: SystemTime,
    ) -> Self {
        Self { run_id, account, began: self.began.earlier(began), ..self }
    }

    /// The operation on the wire, such as `CreateOTAStaticUpgradeJob`.
    pub fn action(&self) -> &str {
        &self.action
    }

    /// The value of the label that the call added to what it makes, under the key `ota.run.id`; `None` if it added
    /// none.
    pub fn run_id(&self) -> Option<&str> {
        self.run_id.as_deref()
    }

    /// When the call was first sent, or noted: by the clock of this machine, or by that of the service where the two
    /// are known to differ.
    pub fn began(&self) -> SystemTime {
        self.began.signed()
    }

    /// The host that it was sent to, with a port if that is not the usual one.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The word for the account that it was sent for, if that was known.
    pub(crate) fn account(&self) -> Option<&str> {
        self.account.as_deref()
    }

    /// Why a client of this account cannot tell what became of it; `None` if it can, or if nobody knows.
    pub(crate) fn of_another_account(&self, account: Option<&str>) -> Option<&'static str> {
        let kind = |word: &str| word.split(':').next() == Some("account");
        let (own, other) = self.account().zip(account)?;
        if own == other || kind(own) != kind(other) {
            return None;
        }
        Some(match kind(own) {
            true => "it is of another account; use a client of that one",
            false => {
                "it is of another access key, and nobody knows whether that has the same account; use a client with that \
                 key, and let `Quota::account` name the account where several keys share one"
            }
        })
    }

    /// Whether it began at least so long ago that nothing of it is on its way any more, by the date of a response.
    ///
    /// The service compares the time of a signature with its own clock. So the time of a call of an earlier run is
    /// compared with that clock as well, whatever ours shows by now.
    pub(crate) fn is_older_than(&self, age: Duration, date: Option<u64>) -> bool {
        let began = self.began;
        let earlier = date.filter(|_| began.is_earlier);
        let by_date = earlier.and_then(|date| date.checked_sub(seconds(began.signed())));
        began.last.elapsed() > age || by_date.is_some_and(|passed| passed > age.as_secs())
    }

    /// The seconds of the service's clock in which it can have begun, at the earliest and at the latest, by the date of
    /// a response.
    pub(crate) fn first_second(&self, date: Option<u64>) -> (i64, i64) {
        let (began, now) = (self.began, SystemTime::now());
        if !began.is_earlier {
            let now = date.unwrap_or_else(|| seconds(now));
            let first = signed(now.saturating_sub(began.elapsed().as_secs()));
            return (first, first);
        }
        let ago = now.duration_since(began.time).ok();
        // A clock that is a little wrong was so then as well. One that the service does not take was set since.
        let noted = seconds(began.signed());
        let counted = date.zip(ago).map(|(date, ago)| date.saturating_sub(ago.as_secs()));
        let counted = counted.unwrap_or(noted);
        match noted.abs_diff(counted) {
            ..=TOLERATED => (signed(counted), signed(counted)),
            _ => (signed(noted.min(counted)), signed(noted.max(counted))),
        }
    }

    /// The value of a parameter, as it is on the wire.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        let found = self.parameters.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// Without the values of the parameters, which may be secrets.
impl fmt::Debug for UnknownOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnknownOutcome")
            .field("action", &self.action)
            .field("run_id", &self.run_id)
            .field("host", &self.host)
            .field("began", &self.began())
            .finish_non_exhaustive()
    }
}
