//! Calls of which nobody knows whether they acted.

use std::fmt;
use std::time::{Duration, Instant, SystemTime};

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
    began: Began,
}

/// When a call began, by two clocks: one can be set, the other stands still while the machine sleeps.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Began {
    time: SystemTime,
    instant: Instant,
}

impl Began {
    pub(crate) fn now() -> Self {
        Self { time: SystemTime::now(), instant: Instant::now() }
    }

    /// How long ago that was, at least and at most.
    pub(crate) fn elapsed(self) -> (Duration, Duration) {
        let one = SystemTime::now().duration_since(self.time).unwrap_or_default();
        let other = self.instant.elapsed();
        (one.min(other), one.max(other))
    }
}

impl UnknownOutcome {
    pub(crate) fn new(
        action: &str,
        parameters: Vec<(&'static str, String)>,
        run_id: Option<String>,
        host: &str,
        began: Began,
    ) -> Self {
        Self { action: action.to_owned(), parameters, run_id, host: host.to_owned(), began }
    }

    /// The same call in an earlier run of the program: its run ID, and when it began by a clock that can be set.
    pub(crate) fn earlier(self, run_id: Option<String>, began: SystemTime) -> Self {
        Self { run_id, began: Began { time: began, ..Began::now() }, ..self }
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

    /// When the call was first sent, by the clock of this machine.
    pub fn began(&self) -> SystemTime {
        self.began.time
    }

    /// The host that it was sent to, with a port if that is not the usual one.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// How long ago it began, at least and at most.
    pub(crate) fn elapsed(&self) -> (Duration, Duration) {
        self.began.elapsed()
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
            .field("began", &self.began.time)
            .finish_non_exhaustive()
    }
}
