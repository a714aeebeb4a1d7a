//! Looks later for what a call made.

use std::time::Duration;

use crate::call::account::account;
use crate::call::checked::Call;
use crate::call::deadline::Deadline;
use crate::call::encode::Pairs;
use crate::call::look_up::{self, Finding};
use crate::call::settings::Settings;
use crate::call::settle::{Look, Looked};
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
    /// Nobody can tell yet. What no list shows may still come, until 20 minutes after the call: for so long it can be on
    /// its way, and the service takes its signature. Only what has no label to be found by stays unknown.
    Unknown,
}

pub(crate) async fn reconcile<O: Operation>(
    settings: &Settings,
    unknown: &UnknownOutcome,
    limit: Duration,
) -> Result<Reconciled<O::Response>, Error> {
    let info = O::INFO;
    let wrong = |message: String| {
        Error::configuration(message).about(info.action, info.idempotency, info.service)
    };
    let look_up = info.look_up.filter(|_| info.action == unknown.action());
    let Some(look_up) = look_up else {
        return Err(wrong(format!(
            "the outcome of `{}` is unknown, not that of `{}`; name the request that was sent",
            unknown.action(),
            info.action
        )));
    };
    // Elsewhere nothing would be found, and the call be taken for one that did not act.
    let host = &settings.endpoint.host;
    if host != unknown.host() {
        let sent = unknown.host();
        return Err(wrong(format!("the call was sent to `{sent}`, not to `{host}`; look there")));
    }
    let check_account = || match unknown.of_another_account(account(settings).as_deref()) {
        Some(why) => Err(wrong(format!("what became of the call cannot be told: {why}"))),
        None => Ok(()),
    };
    check_account()?;
    if !look_up::can_tell(look_up, unknown) {
        return Ok(Reconciled::Unknown);
    }
    let pairs = Pairs::new([]);
    let call = Call::new(info, &pairs);
    let look = Look { settings, call: &call, look_up, unknown, deadline: Deadline::of(limit) };
    let Looked { finding, id, date } = look.find().await?;
    // A key that had to be looked up is known by now.
    check_account()?;
    Ok(match finding {
        Finding::Made(item) => Reconciled::Made(look.made(&item, &id)?),
        Finding::Several(names) => {
            let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            return Err(wrong(format!(
                "the list of `{}` has {} with the label of the call: it was sent more than once, or its label was copied; \
                 keep one of them",
                look_up.action,
                names.join(", ")
            )));
        }
        Finding::Nothing if look_up::is_settled(look_up, unknown, date) => Reconciled::NotMade,
        Finding::Nothing | Finding::Unclear => Reconciled::Unknown,
    })
}
