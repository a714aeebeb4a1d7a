//! What to do about an error.

use crate::error::kind::Kind;
use crate::error::{Error, status};
use crate::request::operation::Idempotency;

impl Error {
    /// Advice on what to do, if there is any.
    pub fn hint(&self) -> Option<&str> {
        if self.outcome_unknown() && self.0.idempotency == Idempotency::NotIdempotent {
            return Some(match self.0.client_token {
                Some(_) => {
                    "the service may have acted; send the request again with the token of this call, \
                     which `client_token` gives"
                }
                None => "the service may have acted; check the state before sending again",
            });
        }
        if let Some(advice) = self.0.advice.as_deref().or(self.0.known.map(|known| known.advice)) {
            return Some(advice);
        }
        match &self.0.kind {
            Kind::NotSent(_) => Some("check the endpoint, the network and the proxy"),
            Kind::Redirect => Some(
                "redirects are not followed, since they would send the signature elsewhere; check \
                 the endpoint",
            ),
            Kind::PageLimit(_) => Some("narrow the list down by a filter to see the rest"),
            Kind::Incomplete(_) => Some("read the list again from its first page"),
            Kind::Endless(_) => Some("narrow the list down by a filter"),
            Kind::Stalled(_) => Some("check the network and the proxy"),
            Kind::Unreadable(_) => Some(status::advice(self.0.status.unwrap_or_default())),
            Kind::Refused { .. } => {
                let status = self.0.status?;
                matches!(status, 408 | 413 | 414 | 429 | 431).then(|| status::advice(status))
            }
            _ => None,
        }
    }
}
