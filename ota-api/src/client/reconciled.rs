//! Looks later for what a call made.

use std::time::Duration;

use crate::call::checked::Call;
use crate::call::deadline::Deadline;
use crate::call::encode::Pairs;
use crate::call::look_up::{self, Finding};
use crate::call::settings::Settings;
use crate::call::{find, made};
use crate::error::Error;
use crate::error::unknown_outcome::UnknownOutcome;
use crate::request::operation::Operation;
use crate::response::typed::Response;

/// What a call did whose outcome was unknown.
#[derive(Debug)]
#[non_exhaustive]
pub enum Reconciled<R> {
    /// It acted. The response has what the list shows, see [`Response::is_looked_up`].
    Made(Response<R>),
    /// It did not act and will not: it can be sent again.
    NotMade,
    /// Nobody can tell yet. What no list shows may still come: a request can be on its way for as long as the service
    /// takes its signature, which is 15 minutes.
    Unknown,
}

pub(crate) async fn reconcile<O: Operation>(
    settings: &Settings,
    unknown: &UnknownOutcome,
    limit: Duration,
) -> Result<Reconciled<O::Response>, Error> {
    let info = O::INFO;
    let look_up = info.look_up.filter(|_| info.action == unknown.action());
    let Some(look_up) = look_up else {
        let message = format!(
            "the outcome of `{}` is unknown, not that of `{}`; name the request that was sent",
            unknown.action(),
            info.action
        );
        let error = Error::configuration(message);
        return Err(error.about(info.action, info.idempotency, info.service));
    };
    if !look_up::can_tell(look_up, unknown) {
        return Ok(Reconciled::Unknown);
    }
    let pairs = Pairs::new([]);
    let call = Call::new(info, &pairs);
    let found = find(settings, &call, look_up, unknown, Deadline::of(limit)).await;
    let (finding, request_id) = found?;
    Ok(match finding {
        Finding::Made(item) => Reconciled::Made(made(&call, look_up, &item, &request_id)?),
        Finding::Nothing if look_up::is_settled(look_up, unknown) => Reconciled::NotMade,
        Finding::Nothing | Finding::Unclear => Reconciled::Unknown,
    })
}
