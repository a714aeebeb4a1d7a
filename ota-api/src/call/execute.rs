//! Sends a call, and again as long as it fails in a way that allows it.

use std::pin::pin;

use tracing::Instrument as _;

use crate::call::attempt::{Failed, about, attempt};
use crate::call::begin::Begin;
use crate::call::checked::Call;
use crate::call::deadline::Deadline;
use crate::call::key::Key;
use crate::call::quota::Patience;
use crate::call::retry::Attempts;
use crate::call::settings::Settings;
use crate::call::trace;
use crate::call::turn::{leave, take};
use crate::error::Error;
use crate::response::record::Record;
use crate::response::typed::Response;

/// Signs and sends a call and decodes the response, in a span of its own. What failed and cannot act
/// twice is sent again.
pub(crate) async fn execute<R: Record + Default + Send + Sync + 'static>(
    settings: &Settings,
    call: &Call<'_>,
    deadline: Deadline,
) -> Result<Response<R>, Error> {
    let span = trace::call(settings, call);
    // Pinned where it is made: moved into its span, all of it would be copied.
    let run = pin!(run(settings, call, deadline));
    let result = run.instrument(span.clone()).await;
    trace::result(&span, result.as_ref().ok(), result.as_ref().err());
    result
}

async fn run<R: Record + Default + Send + Sync + 'static>(
    settings: &Settings,
    call: &Call<'_>,
    mut deadline: Deadline,
) -> Result<Response<R>, Error> {
    let about = |error: Error| about(settings, call, error);
    if deadline.limit.is_zero() {
        return Err(about(Error::configuration("the deadline is 0; set a longer one")));
    }
    let mut key = Key::find(settings, call.anonymous, deadline).await.map_err(about)?;
    let patience = if call.in_turn { Patience::Endless } else { Patience::Until(deadline.end) };
    let mut place = take(settings, call, &key, patience).await.map_err(about)?;
    if let Some(begin) = call.begin
        && let Err(error) = begin.begin().await
    {
        if let Some(place) = place.take() {
            place.unsent();
        }
        return Err(about(error));
    }
    if call.in_turn {
        deadline = Deadline::of(deadline.limit);
    }
    let mut attempts = Attempts::new(settings, call.repetition, deadline, call.first);
    attempts.may_have_acted = call.begin.is_some_and(Begin::may_have_acted);
    loop {
        let outcome = attempt::<R>(settings, call, &key, &attempts).await;
        if let Some(place) = place.take() {
            leave(place, outcome.as_ref().err().map(|failed| &failed.error));
        }
        match outcome {
            Ok(response) => {
                settings.budget.give();
                return Ok(response.after(attempts.number));
            }
            Err(Failed { error, clock, response }) => {
                if attempts.found_done(&error, call.gone)
                    && let Some(response) = response
                {
                    let id = error.request_id().unwrap_or_default().to_owned();
                    let response = Response::new(R::default(), id, *response, Vec::new());
                    return Ok(response.after(attempts.number));
                }
                if !attempts.next(&error, clock, &mut key).await {
                    return Err(error.after(attempts.number, attempts.may_have_acted));
                }
                let patience = Patience::Until(deadline.end);
                match take(settings, call, &key, patience).await {
                    Ok(taken) => place = taken,
                    // What failed says more than that there is no time left.
                    Err(_) => {
                        return Err(error.after(attempts.number - 1, attempts.may_have_acted));
                    }
                }
            }
        }
    }
}
