//! Looks later for what a call made.

use std::time::Duration;

use crate::call::checked::Call;
use crate::call::deadline::Deadline;
use crate::call::encode::Pairs;
use crate::call::look_up::{self, Finding};
use crate::call::settings::Settings;
use crate::call::settle::Look;
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
    /// It did not act, and can be sent again: it will not come any more, or the service refuses a second one.
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
    let wrong = |message: String| {
        Err(Error::configuration(message).about(info.action, info.idempotency, info.service))
    };
    let look_up = info.look_up.filter(|_| info.action == unknown.action());
    let Some(look_up) = look_up else {
        return wrong(format!(
            "the outcome of `{}` is unknown, not that of `{}`; name the request that was sent",
            unknown.action(),
            info.action
        ));
    };
    // Elsewhere nothing would be found, and the call be taken for one that did not act.
    let host = &settings.endpoint.host;
    if host != unknown.host() {
        let sent = unknown.host();
        return wrong(format!("the call was sent to `{sent}`, not to `{host}`; look there"));
    }
    if !look_up::can_tell(look_up, unknown) {
        return Ok(Reconciled::Unknown);
    }
    let pairs = Pairs::new([]);
    let call = Call::new(info, &pairs);
    let look = Look { settings, call: &call, look_up, unknown, deadline: Deadline::of(limit) };
    let (finding, request_id) = look.find().await?;
    Ok(match finding {
        Finding::Made(item) => Reconciled::Made(look.made(&item, &request_id)?),
        Finding::Nothing if look_up::is_settled(look_up, unknown) => Reconciled::NotMade,
        Finding::Nothing | Finding::Unclear => Reconciled::Unknown,
    })
}
