//! Settles calls whose outcome is unknown.

use std::time::Duration;

use serde_json::Value;
use tokio::time::Instant;

use crate::call::account::account;
use crate::call::checked::Call;
use crate::call::deadline::Deadline;
use crate::call::encode::Pairs;
use crate::call::envelope::{self, Opened};
use crate::call::execute::execute;
use crate::call::look_up::{self, Finding, Search};
use crate::call::retry::random;
use crate::call::settings::Settings;
use crate::error::Error;
use crate::error::unknown_outcome::{Began, UnknownOutcome};
use crate::request::look_up::LookUp;
use crate::request::parameter::Place;
use crate::response::raw::RawResponse;
use crate::response::record::Record;
use crate::response::typed::Response;

/// Signs and sends a call and decodes the response, within `limit`. What may have acted and must not act twice is
/// looked up: it is returned if it is found, and sent again if it is not and the service refuses a second one.
pub(crate) async fn settle<R: Record + Default + Send + Sync + 'static>(
    settings: &Settings,
    mut call: Call<'_>,
    limit: Duration,
) -> Result<Response<R>, Error> {
    let (deadline, began) = (Deadline::of(limit), Began::now(settings.clock.ahead()));
    let Some(look_up) = call.look_up else { return execute(settings, &call, deadline).await };
    let mut is_unknown = false;
    loop {
        let error = match execute(settings, &call, deadline).await {
            Ok(response) => return Ok(response),
            Err(error) => error,
        };
        is_unknown |= error.outcome_unknown();
        if !is_unknown {
            return Err(error);
        }
        let place = (settings.endpoint.host.as_str(), account(settings));
        let unknown = look_up::unknown(look_up, &call, place, began.over());
        let can_tell = !settings.retry.is_off() && look_up::can_tell(look_up, &unknown);
        let is_refusal = !error.outcome_unknown();
        let number = error.attempts();
        let error = error.after(number, true).with_unknown_outcome(unknown.clone());
        if !can_tell {
            return Err(error);
        }
        let look = Look { settings, call: &call, look_up, unknown: &unknown, deadline };
        // Seldom gone: it has room of its own, and not a part of every call's.
        match Box::pin(look.find()).await {
            Ok(Looked { finding: Finding::Made(item), id, .. }) => {
                return look.made::<R>(&item, &id).map(|made| made.after(number));
            }
            // The refusal says why.
            Ok(Looked { finding: Finding::Nothing, .. }) if is_refusal => {
                return Err(error.after(number, false));
            }
            Ok(Looked { finding: Finding::Nothing, .. }) if look_up.unique => {
                let Some(pause) = settings.retry.pause(&error, number, random()) else {
                    return Err(error);
                };
                let start = Instant::now().checked_add(pause);
                let is_late =
                    start.is_none_or(|start| deadline.end.is_some_and(|end| start >= end));
                if is_late || !settings.budget.take() {
                    return Err(error);
                }
                tokio::time::sleep(pause).await;
                call.first = number + 1;
            }
            // That it could not be looked up is no news: nobody knows.
            Ok(_) | Err(_) => return Err(error),
        }
    }
}

/// A look for what a call made.
pub(crate) struct Look<'a> {
    pub(crate) settings: &'a Settings,
    pub(crate) call: &'a Call<'a>,
    pub(crate) look_up: &'static LookUp,
    pub(crate) unknown: &'a UnknownOutcome,
    pub(crate) deadline: Deadline,
}

/// What was found, by the last response.
pub(crate) struct Looked {
    pub(crate) finding: Finding,
    /// The ID of its request.
    pub(crate) id: String,
    /// When the service wrote it.
    pub(crate) date: Option<u64>,
}

/// The pauses after looks that found nothing: a list may show late what was made.
const PAUSES: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(2)];

impl Look<'_> {
    /// Looks, and again after a while for what may come late.
    pub(crate) async fn find(&self) -> Result<Looked, Error> {
        let mut pauses = PAUSES.iter();
        loop {
            let looked = self.search().await?;
            let may_come = matches!(looked.finding, Finding::Nothing)
                && !look_up::is_settled(self.look_up, self.unknown, looked.date);
            let pause = pauses.next().filter(|pause| may_come && self.deadline.left() > **pause);
            let Some(pause) = pause else { return Ok(looked) };
            tokio::time::sleep(*pause).await;
        }
    }

    /// Looks once, page after page.
    async fn search(&self) -> Result<Looked, Error> {
        let mut search = Search::new(self.look_up, self.unknown);
        loop {
            let parameters = search.parameters();
            let pairs =
                parameters.iter().map(|(name, value)| (*name, value.as_str(), Place::Query));
            let pairs = Pairs::new(pairs);
            let listing = Call::listing(self.call, self.look_up, &pairs);
            let response = execute::<()>(self.settings, &listing, self.deadline).await?;
            if let Some(finding) = search.take(&response) {
                let id = response.request_id().to_owned();
                return Ok(Looked { finding, id, date: response.date() });
            }
        }
    }

    /// The response that the call would have had which made this.
    pub(crate) fn made<R: Record + Default + Send + Sync + 'static>(
        &self,
        item: &Value,
        request_id: &str,
    ) -> Result<Response<R>, Error> {
        let call = self.call;
        let body = look_up::response(self.look_up, call.envelope, item, request_id);
        let response = RawResponse { status: 200, body, ..RawResponse::default() };
        let mut value = R::default();
        let deadline = Deadline::of(Duration::MAX);
        let opened = envelope::open(&response, call.service, call.expected(), &mut value, deadline);
        let Opened { request_id, unreadable } =
            opened.map_err(|error| error.about(call.action, call.idempotency, call.service))?;
        Ok(Response::new(value, request_id, response, unreadable).looked_up())
    }
}
