//! The stages of a call, from a request to a response, one file each:
//!
//! | stage | does |
//! |---|---|
//! | `check` | refuses a request that breaks a limit or a rule |
//! | `encode` | writes its parameters as a canonical query |
//! | `key` | finds the key to sign with |
//! | `stamp` | takes the time and a new nonce |
//! | `sign` | signs the query with them |
//! | `transport` | sends it and reads the bytes of the response |
//! | `envelope` | judges whether the call worked |
//! | `decode` | fills the fields of the operation |
//!
//! `dry_run` stops after signing. After a refusal, `signature_mismatch` explains a bad signature,
//! `clock` a wrong time, `page` a body that is not from the service; `redact` removes the secrets of the
//! client, and `blank` those of the service. `deadline` binds the reading, and `resolver` looks up hosts.
//!
//! An `attempt` is all from signing to decoding. `retry` makes another one, as far as its `budget` goes; each waits
//! for its turn in `quota`. What may have acted and must not act twice is found by `look_up`, by the label that it
//! got from `run_id` or by when it was `created`. Hooks stand around each attempt, and `trace` makes spans.

pub(crate) mod ascii;
pub(crate) mod attempt;
pub(crate) mod blank;
pub(crate) mod budget;
pub(crate) mod check;
pub(crate) mod checked;
pub(crate) mod clock;
pub(crate) mod created;
pub(crate) mod deadline;
pub(crate) mod decode;
pub(crate) mod dry_run;
pub(crate) mod encode;
pub(crate) mod envelope;
pub(crate) mod key;
pub(crate) mod look_up;
pub(crate) mod page;
pub(crate) mod quota;
pub(crate) mod redact;
pub(crate) mod resolver;
pub(crate) mod retry;
pub(crate) mod run_id;
pub(crate) mod settings;
pub mod sign;
pub(crate) mod signature_mismatch;
pub(crate) mod stamp;
pub(crate) mod token;
pub(crate) mod trace;
pub(crate) mod transport;

use std::time::{Duration, SystemTime};

use tokio::time::Instant;
use tracing::Instrument as _;

use crate::call::attempt::{Failed, about, attempt, encode_and_sign};
use crate::call::checked::Call;
use crate::call::deadline::Deadline;
use crate::call::dry_run::DryRun;
use crate::call::encode::{Pairs, Typed};
use crate::call::envelope::Opened;
use crate::call::key::Key;
use crate::call::look_up::{Finding, Search};
use crate::call::quota::place::Place;
use crate::call::quota::{Counted, Patience};
use crate::call::retry::{Attempts, random};
use crate::call::run_id::RunId;
use crate::call::settings::Settings;
use crate::call::token::Token;
use crate::config::credentials::Credentials;
use crate::error::Error;
use crate::error::unknown_outcome::UnknownOutcome;
use crate::request::look_up::LookUp;
use crate::request::operation::{Operation, OperationInfo, Request};
use crate::request::parameter::Place as Part;
use crate::request::service::Service;
use crate::response::raw::RawResponse;
use crate::response::record::Record;
use crate::response::typed::Response;

/// Checks and sends a request and decodes the response, within `deadline`, which begins when it is its turn if it
/// is one of many.
pub(crate) async fn send<O: Operation>(
    settings: &Settings,
    request: &O,
    deadline: Duration,
    in_turn: bool,
) -> Result<Response<O::Response>, Error> {
    let request = Request(request);
    let parameters = checked(settings, &request)?;
    let run_id = parameters.run_id();
    let call = Call { in_turn, run_id, ..Call::new(O::INFO, &parameters) };
    let sent = settle(settings, call, deadline).await;
    sent.map_err(|error| error.with_client_token(parameters.sent_token()))
}

/// Checks and signs a request without sending it.
pub(crate) fn dry_run<O: Operation>(settings: &Settings, request: &O) -> Result<DryRun, Error> {
    let request = Request(request);
    let parameters = checked(settings, &request)?;
    prepare(settings, &Call::new(O::INFO, &parameters))
}

/// Checks a request and pairs its values with their descriptions.
fn checked<'a, O: Operation>(
    settings: &'a Settings,
    request: &'a Request<'_, O>,
) -> Result<Typed<'a>, Error> {
    let parameters = O::INFO.parameters;
    let token = Token::new(parameters)?;
    let run_id = match O::INFO.look_up.filter(|_| settings.run_id_tags) {
        Some(look_up) => {
            let taken = |labels| run_id::taken(parameters, request, labels);
            RunId::new(look_up, look_up.tag.map(taken).unwrap_or_default())?
        }
        None => None,
    };
    let labelled = run_id.zip(O::INFO.look_up.and_then(|look_up| look_up.tag));
    let defaults = &settings.defaults;
    let typed = Typed { parameters, arguments: request, defaults, token, labelled };
    check::check(O::INFO, request, typed.defaults())?;
    Ok(typed)
}

/// Signs and sends a call and decodes the response, within `limit`. What may have acted and must not act twice is
/// looked up: it is returned if it is found, and sent again if it is not and the service refuses a second one.
pub(crate) async fn settle<R: Record + Default + Send + Sync + 'static>(
    settings: &Settings,
    mut call: Call<'_>,
    limit: Duration,
) -> Result<Response<R>, Error> {
    let (deadline, began) = (Deadline::of(limit), SystemTime::now());
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
        let unknown = look_up::unknown(look_up, &call, began);
        let can_tell = !settings.retry.is_off() && look_up::can_tell(look_up, &unknown);
        let is_refusal = !error.outcome_unknown();
        let number = error.attempts();
        let error = error.after(number, true).with_unknown_outcome(unknown.clone());
        if !can_tell {
            return Err(error);
        }
        match find(settings, &call, look_up, &unknown, deadline).await {
            Ok((Finding::Made(item), id)) => {
                return made::<R>(&call, look_up, &item, &id).map(|made| made.after(number));
            }
            // The refusal says why.
            Ok((Finding::Nothing, _)) if is_refusal => return Err(error.after(number, false)),
            Ok((Finding::Nothing, _)) if look_up.unique => {
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

/// Looks for what a call made, and again after a while where it may come late. Also the ID of the last request.
pub(crate) async fn find(
    settings: &Settings,
    call: &Call<'_>,
    look_up: &'static LookUp,
    unknown: &UnknownOutcome,
    deadline: Deadline,
) -> Result<(Finding, String), Error> {
    let mut looks = LOOKS.iter();
    loop {
        let (finding, id) = search(settings, call, look_up, unknown, deadline).await?;
        let is_nothing = matches!(finding, Finding::Nothing);
        let wait = looks.next().filter(|_| is_nothing && !look_up::is_settled(look_up, unknown));
        let Some(pause) = wait.filter(|pause| deadline.left() > **pause) else {
            return Ok((finding, id));
        };
        tokio::time::sleep(*pause).await;
    }
}

/// The pauses after looks that found nothing: a list may show late what was made.
const LOOKS: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(2)];

/// Looks for what a call made, once.
async fn search(
    settings: &Settings,
    call: &Call<'_>,
    look_up: &'static LookUp,
    unknown: &UnknownOutcome,
    deadline: Deadline,
) -> Result<(Finding, String), Error> {
    let mut search = Search::new(look_up, unknown);
    loop {
        let parameters = search.parameters();
        let pairs = parameters.iter().map(|(name, value)| (*name, value.as_str(), Part::Query));
        let pairs = Pairs::new(pairs);
        let listing = Call::listing(call, look_up, &pairs);
        let response = execute::<()>(settings, &listing, deadline).await?;
        if let Some(finding) = search.take(&response) {
            return Ok((finding, response.request_id().to_owned()));
        }
    }
}

/// The response that a call would have had which made this.
pub(crate) fn made<R: Record + Default + Send + Sync + 'static>(
    call: &Call<'_>,
    look_up: &LookUp,
    item: &serde_json::Value,
    request_id: &str,
) -> Result<Response<R>, Error> {
    let body = look_up::response(look_up, call.envelope, item, request_id);
    let response = RawResponse { status: 200, body, ..RawResponse::default() };
    let mut value = R::default();
    let deadline = Deadline::of(Duration::MAX);
    let opened = envelope::open(&response, call.service, call.expected(), &mut value, deadline);
    let Opened { request_id, unreadable } =
        opened.map_err(|error| error.about(call.action, call.idempotency, call.service))?;
    Ok(Response::new(value, request_id, response, unreadable).looked_up())
}

/// Signs and sends a call and decodes the response, in a span of its own. What failed and cannot act
/// twice is sent again.
pub(crate) async fn execute<R: Record + Default + Send + Sync + 'static>(
    settings: &Settings,
    call: &Call<'_>,
    deadline: Deadline,
) -> Result<Response<R>, Error> {
    let span = trace::call(settings, call);
    let result = run(settings, call, deadline).instrument(span.clone()).await;
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
    if call.in_turn {
        deadline = Deadline::of(deadline.limit);
    }
    let mut attempts = Attempts::new(settings, call.repetition, deadline, call.first);
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

/// Waits for a place in the quota.
async fn take(
    settings: &Settings,
    call: &Call<'_>,
    key: &Key<'_>,
    patience: Patience,
) -> Result<Option<Place>, Error> {
    let (service, action) = (call.service, call.action);
    counted(settings, key, service, action, call.qps).take(&settings.quota, patience).await
}

/// What a call is counted by.
fn counted<'a>(
    settings: &'a Settings,
    key: &'a Key<'_>,
    service: &Service,
    action: &'a str,
    qps: Option<u32>,
) -> Counted<'a> {
    let key_id = key.credentials().map_or("", Credentials::key_id);
    Counted { key_id, host: &settings.endpoint.host, product: service.product, action, qps }
}

/// Leaves a place in the quota, and says there what became of the attempt.
fn leave(place: Place, error: Option<&Error>) {
    match error {
        None => place.accepted(),
        Some(error) if error.is_unsent() => place.unsent(),
        Some(error) if error.is_throttled() => place.throttled(error.retry_after()),
        Some(_) => {}
    }
}

/// How long a call of an operation would have to wait now for its turn.
pub(crate) fn quota_wait(settings: &Settings, info: &OperationInfo) -> Duration {
    let Ok(key) = Key::at_hand(settings, info.anonymous) else { return Duration::ZERO };
    counted(settings, &key, info.service, info.action, info.qps).wait(&settings.quota)
}

/// Why calls of an operation are counted by this process alone.
pub(crate) fn quota_trouble(
    settings: &Settings,
    action: &str,
    qps: Option<u32>,
    anonymous: bool,
) -> Option<String> {
    let key = Key::at_hand(settings, anonymous).ok()?;
    counted(settings, &key, settings.service, action, qps).trouble(&settings.quota)
}

/// Signs a call without sending it.
pub(crate) fn prepare(settings: &Settings, call: &Call<'_>) -> Result<DryRun, Error> {
    let key = Key::at_hand(settings, call.anonymous)
        .map_err(|error| error.about(call.action, call.idempotency, call.service))?;
    let signed = encode_and_sign(settings, call, &key)?;
    Ok(DryRun::new(call.method, settings.endpoint.base.clone(), signed))
}
