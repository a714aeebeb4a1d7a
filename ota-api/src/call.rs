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
//! `retry` sends a call again, from `key` on, as far as its `budget` goes; each attempt waits for its turn in
//! `quota`. Room is left here for `hooks` (observe each attempt).

pub(crate) mod ascii;
pub(crate) mod blank;
pub(crate) mod budget;
pub(crate) mod check;
pub(crate) mod clock;
pub(crate) mod deadline;
pub(crate) mod decode;
pub(crate) mod dry_run;
pub(crate) mod encode;
pub(crate) mod envelope;
pub(crate) mod key;
pub(crate) mod page;
pub(crate) mod quota;
pub(crate) mod redact;
pub(crate) mod resolver;
pub(crate) mod retry;
pub(crate) mod settings;
pub mod sign;
pub(crate) mod signature_mismatch;
pub(crate) mod stamp;
pub(crate) mod token;
pub(crate) mod transport;

use std::borrow::Cow;
use std::time::Duration;

use crate::call::deadline::Deadline;
use crate::call::dry_run::DryRun;
use crate::call::encode::Typed;
use crate::call::encode::query::Parameters;
use crate::call::envelope::{Expected, Opened};
use crate::call::key::Key;
use crate::call::quota::line::Place;
use crate::call::quota::{Counted, Patience};
use crate::call::redact::Secrets;
use crate::call::retry::Attempts;
use crate::call::settings::Settings;
use crate::call::sign::signed::Signed;
use crate::call::sign::unsigned::Unsigned;
use crate::call::stamp::Stamp;
use crate::call::token::Token;
use crate::config::credentials::Credentials;
use crate::config::region::Region;
use crate::error::Error;
use crate::request::operation::{Idempotency, Method, Operation, OperationInfo, Request};
use crate::request::service::{EnvelopeNames, Service};
use crate::response::raw::RawResponse;
use crate::response::record::Record;
use crate::response::typed::Response;

/// A call that passed the checks.
pub(crate) struct Call<'a> {
    pub(crate) service: &'static Service,
    pub(crate) action: &'a str,
    pub(crate) method: Method,
    pub(crate) idempotency: Idempotency,
    /// What a second send of this very call does.
    pub(crate) repetition: Idempotency,
    /// Whether it is sent without credentials and signature.
    pub(crate) anonymous: bool,
    /// The calls per second that the operation takes.
    pub(crate) qps: Option<u32>,
    /// Whether it is one of many, whose deadline begins when it is its turn.
    pub(crate) in_turn: bool,
    /// The codes that mean success after an attempt whose outcome is unknown.
    pub(crate) gone: &'a [&'a str],
    /// Whether the only field of the response is all of its body.
    pub(crate) bare: bool,
    pub(crate) envelope: &'static EnvelopeNames,
    pub(crate) parameters: &'a (dyn Parameters + Sync),
}

impl<'a> Call<'a> {
    /// A call of an operation with these parameters.
    pub(crate) fn new(info: &'static OperationInfo, parameters: &'a Typed<'a>) -> Self {
        Self {
            service: info.service,
            action: info.action,
            method: info.method,
            idempotency: info.idempotency,
            // The service knows a repetition by its token.
            repetition: match info.idempotency {
                Idempotency::NotIdempotent if token::is_sent(info.parameters) => {
                    Idempotency::Idempotent
                }
                other => other,
            },
            anonymous: info.anonymous,
            qps: info.qps,
            in_turn: false,
            gone: info.gone,
            bare: info.bare,
            envelope: info.envelope,
            parameters,
        }
    }
}

impl Call<'_> {
    /// The form that responses have.
    fn expected(&self) -> Expected {
        Expected { names: self.envelope, bare: self.bare }
    }
}

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
    let call = Call { in_turn, ..Call::new(O::INFO, &parameters) };
    let sent = execute(settings, &call, deadline).await;
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
    let typed = Typed { parameters, arguments: request, defaults: &settings.defaults, token };
    check::check(O::INFO, request, typed.defaults())?;
    Ok(typed)
}

/// Signs and sends a call and decodes the response, within `limit`. What failed and cannot act twice is sent again.
pub(crate) async fn execute<R: Record + Default + Send + Sync + 'static>(
    settings: &Settings,
    call: &Call<'_>,
    limit: Duration,
) -> Result<Response<R>, Error> {
    let about = |error: Error| about(settings, call, error);
    if limit.is_zero() {
        return Err(about(Error::configuration("the deadline is 0; set a longer one")));
    }
    let mut deadline = Deadline::of(limit);
    let mut key = Key::find(settings, call.anonymous, deadline).await.map_err(about)?;
    let patience = if call.in_turn { Patience::Endless } else { Patience::Until(deadline.end) };
    let mut place = take(settings, call, &key, patience).await.map_err(about)?;
    if call.in_turn {
        deadline = Deadline::of(limit);
    }
    let mut attempts = Attempts::new(settings, call.repetition, deadline);
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

/// An attempt that failed.
struct Failed {
    error: Error,
    /// How many seconds the clock of the server is ahead, if it refused the time of the attempt.
    clock: Option<i64>,
    /// The refusal as it came, without secrets.
    response: Option<Box<RawResponse>>,
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Self { error, clock: None, response: None }
    }
}

/// Adds what a call was about to its error.
fn about(settings: &Settings, call: &Call<'_>, error: Error) -> Error {
    let error = error.about(call.action, call.idempotency, call.service);
    error.with_host(&settings.endpoint.host)
}

/// Signs and sends a call once and decodes the response.
async fn attempt<R: Record + Default + Send + Sync + 'static>(
    settings: &Settings,
    call: &Call<'_>,
    key: &Key<'_>,
    attempts: &Attempts<'_>,
) -> Result<Response<R>, Failed> {
    let deadline = attempts.limit();
    let endpoint = &settings.endpoint;
    let about = |error: Error| about(settings, call, error);
    let signed = encode_and_sign(settings, call, key)?;
    let began = clock::now();
    let sent = settings.transport.send(call.method, &signed, attempts.number, deadline);
    let response = sent.await.map_err(|error| {
        // The name without an address can also be that of a proxy.
        let is_unknown = error.is_unresolved() && settings.transport.is_direct();
        let advice = is_unknown.then(|| endpoint.advice(call.service)).flatten();
        about(error.with_advice(advice.map(Cow::Owned)))
    })?;
    let mut value = R::default();
    match envelope::open(&response, call.service, call.expected(), &mut value, deadline) {
        Ok(Opened { request_id, mut unreadable }) => {
            if !unreadable.is_empty() {
                let secrets = Secrets::new(key.credentials(), &signed, call.service.secrets);
                unreadable
                    .iter_mut()
                    .for_each(|field| field.map_reason(|text| secrets.clean(text)));
            }
            Ok(Response::new(value, request_id, response, unreadable))
        }
        Err(error) => {
            let advice = signature_mismatch::advice(&error, &signed).map(Cow::Borrowed);
            let is_time = clock::is_refused(&error);
            let date = response.date.filter(|_| is_time);
            let advice = advice.or_else(|| date.map(|date| Cow::Owned(clock::advice(date))));
            let clock = date.and_then(|date| clock::ahead(date, began));
            // Read again without secrets: a gateway repeats the request that it refuses.
            let secrets = Secrets::new(key.credentials(), &signed, call.service.secrets);
            let clean = secrets.redact_response(&response);
            let error = clean
                .as_ref()
                .and_then(|clean| {
                    let mut clean_value = R::default();
                    envelope::open(clean, call.service, call.expected(), &mut clean_value, deadline)
                        .err()
                })
                .unwrap_or(error);
            let is_success = (200..300).contains(&response.status);
            let is_partial = is_success && (error.is_unreadable() || error.is_timeout());
            let error = if is_partial { error.with_partial(value) } else { error };
            let error = about(secrets.redact_error(error).with_advice(advice));
            let response = Some(Box::new(clean.unwrap_or(response)));
            Err(Failed { error, clock, response })
        }
    }
}

/// Signs a call without sending it.
pub(crate) fn prepare(settings: &Settings, call: &Call<'_>) -> Result<DryRun, Error> {
    let key = Key::at_hand(settings, call.anonymous)
        .map_err(|error| error.about(call.action, call.idempotency, call.service))?;
    let signed = encode_and_sign(settings, call, &key)?;
    Ok(DryRun::new(call.method, settings.endpoint.base.clone(), signed))
}

/// Encodes and signs a call with the current time and a new nonce.
pub(crate) fn encode_and_sign(
    settings: &Settings,
    call: &Call<'_>,
    key: &Key<'_>,
) -> Result<Signed, Error> {
    let key = key.credentials();
    // Nothing is signed with this one.
    let nobody = key.is_none().then(|| Credentials::new("", ""));
    let Some(credentials) = key.or(nobody.as_ref()) else {
        return Err(Error::configuration("no credentials are set; set some"));
    };
    let stamp = Stamp::at(settings.clock.ahead())?;
    Ok(Unsigned {
        scheme: settings.scheme,
        method: call.method,
        host: &settings.endpoint.host,
        action: call.action,
        version: call.service.version,
        timestamp: stamp.time(),
        nonce: stamp.nonce(),
        region: settings.region.as_ref().map(Region::as_str),
        format: settings.format,
        credentials,
        body: None,
    }
    .sign_with(key, call.parameters))
}
