//! What an error says of the call: whether it may have acted, and whether it is worth a repetition.

use crate::error::kind::Kind;
use crate::error::{Error, status};
use crate::request::operation::Idempotency;
use crate::request::service::Retry;

impl Error {
    /// Whether the service may have acted although no response confirms it: the connection broke or
    /// the deadline passed after sending, the response cannot be read, or it reports an internal fault
    /// of the service. Not with an HTTP status from 300 to 498, whoever sent it and whatever its body
    /// says: nothing was done. Check the state before sending again. Also after a refusal, if the outcome of an
    /// attempt before it is unknown.
    pub fn outcome_unknown(&self) -> bool {
        self.0.may_have_acted || self.last_outcome_unknown()
    }

    /// Whether the call succeeded all the same: only its response cannot be read.
    pub(crate) fn has_acted(&self) -> bool {
        matches!(self.0.kind, Kind::Undecodable(_))
    }

    fn last_outcome_unknown(&self) -> bool {
        match &self.0.kind {
            Kind::Lost(_) | Kind::TooLarge(_) | Kind::Interrupted | Kind::Stalled(_) => true,
            Kind::Unreadable(_) => self.0.status.is_none_or(status::may_have_acted),
            Kind::Deadline(_, sent) => *sent,
            Kind::Refused { .. } => {
                let fault = |status| status >= 500 && status::may_have_acted(status);
                let known = self.0.known;
                !known.is_some_and(|known| known.throttled) && self.0.status.is_some_and(fault)
                    || known.is_some_and(|known| known.outcome_unknown)
            }
            Kind::Configuration(_)
            | Kind::Credentials(..)
            | Kind::Invalid(_)
            | Kind::Quota(_)
            | Kind::NotSent(_)
            | Kind::Redirect
            | Kind::Undecodable(_)
            | Kind::PageLimit(_)
            | Kind::Incomplete(_)
            | Kind::Endless(_)
            | Kind::File(_) => false,
        }
    }

    /// Whether sending the same request again can succeed without acting twice. `false` for a call
    /// that may have acted and must not act twice.
    pub fn is_retryable(&self) -> bool {
        self.is_retryable_as(self.0.idempotency)
    }

    /// The same, if a second send does this.
    pub(crate) fn is_retryable_as(&self, idempotency: Idempotency) -> bool {
        if self.outcome_unknown() && idempotency == Idempotency::NotIdempotent {
            return false;
        }
        let temporary = self.0.status.is_none_or(status::is_temporary);
        match &self.0.kind {
            Kind::NotSent(_)
            | Kind::Quota(_)
            | Kind::Lost(_)
            | Kind::Stalled(_)
            | Kind::Deadline(..) => true,
            Kind::Credentials(_, is_temporary) => *is_temporary,
            // What is missing because other rows vanished meanwhile is there the next time.
            Kind::Incomplete(list) => list.shrank(),
            Kind::Unreadable(_) => temporary || self.0.status.is_some_and(|status| status < 300),
            Kind::Refused { .. } => match self.0.known.map(|known| known.retry) {
                _ if self.is_throttled() => true,
                Some(Retry::Backoff) => true,
                Some(Retry::Never | Retry::Once) => false,
                None => temporary,
            },
            Kind::Configuration(_)
            | Kind::Invalid(_)
            | Kind::Redirect
            | Kind::TooLarge(_)
            | Kind::Undecodable(_)
            | Kind::PageLimit(_)
            | Kind::Endless(_)
            | Kind::File(_)
            | Kind::Interrupted => false,
        }
    }
}
