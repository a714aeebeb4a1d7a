//! Calls of which nobody knows whether they acted.

use std::fmt;
use std::time::SystemTime;

/// A call that may have acted although no response says so, with all that is needed to find out: the parameters
/// that its `lookUp` compares, its run ID, and when it was first sent. It comes from
/// [`Error::unknown_outcome`](crate::Error::unknown_outcome), and
/// [`reconcile`](crate::product::Core::reconcile) takes it.
#[derive(Clone)]
pub struct UnknownOutcome {
    action: String,
    parameters: Vec<(&'static str, String)>,
    run_id: Option<String>,
    began: SystemTime,
}

impl UnknownOutcome {
    pub(crate) fn new(
        action: &str,
        parameters: Vec<(&'static str, String)>,
        run_id: Option<String>,
        began: SystemTime,
    ) -> Self {
        Self { action: action.to_owned(), parameters, run_id, began }
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
        self.began
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
            .field("began", &self.began)
            .finish_non_exhaustive()
    }
}
