//! One attempt of a call: signed, sent and read.

use std::borrow::Cow;
use std::pin::pin;
use std::time::Instant;

use http::HeaderMap;
use tracing::Instrument as _;

#[cfg(feature = "mock")]
use crate::call::asked::asked;
use crate::call::checked::Call;
use crate::call::clock;
use crate::call::deadline::Deadline;
use crate::call::envelope::{self, Opened};
use crate::call::key::Key;
use crate::call::look_up;
use crate::call::redact::{Secrets, is_plain_id};
use crate::call::retry::Attempts;
use crate::call::settings::Settings;
use crate::call::sign::signed::Signed;
use crate::call::sign::unsigned::Unsigned;
use crate::call::signature_mismatch;
use crate::call::stamp::Stamp;
use crate::call::trace;
use crate::config::credentials::Credentials;
use crate::config::hook::{self, Outcome};
use crate::config::region::Region;
use crate::error::Error;
use crate::response::raw::RawResponse;
use crate::response::record::Record;
use crate::response::typed::Response;

/// An attempt that failed.
pub(crate) struct Failed {
    pub(crate) error: Error,
    /// How many seconds the clock of the server is ahead, if it refused the time of the attempt.
    pub(crate) clock: Option<i64>,
    /// The refusal as it came, without secrets.
    pub(crate) response: Option<Box<RawResponse>>,
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Self { error, clock: None, response: None }
    }
}

/// Adds what a call was about to its error.
pub(crate) fn about(settings: &Settings, call: &Call<'_>, error: Error) -> Error {
    let error = error.about(call.action, call.idempotency, call.service);
    error.with_host(&settings.endpoint.host)
}

/// Signs and sends a call once and decodes the response, in a span of its own and between the hooks.
pub(crate) async fn attempt<R: Record + Default + Send + Sync + 'static>(
    settings: &Settings,
    call: &Call<'_>,
    key: &Key<'_>,
    attempts: &Attempts<'_>,
) -> Result<Response<R>, Failed> {
    let (hooks, number) = (&settings.hooks, attempts.number);
    let about = hook::Attempt {
        product: call.service.product,
        action: call.action,
        host: &settings.endpoint.host,
        number,
    };
    let began = Instant::now();
    let headers = match hooks.is_empty() {
        true => Cow::Borrowed(&settings.headers),
        false => Cow::Owned(hooks.before(&about, &settings.headers)),
    };
    let span = trace::attempt(settings, call, number);
    let exchange = pin!(exchange::<R>(settings, call, key, attempts, headers.map()));
    let result = exchange.instrument(span.clone()).await;
    let error = result.as_ref().err().map(|failed| &failed.error);
    trace::result(&span, result.as_ref().ok(), error);
    if !hooks.is_empty() {
        let response = result.as_ref().ok();
        let refused = result.as_ref().err().and_then(|failed| failed.response.as_deref());
        let outcome = Outcome {
            elapsed: began.elapsed(),
            status: response.map(Response::http_status).or(error.and_then(Error::http_status)),
            request_id: response.map(Response::request_id).or(error.and_then(Error::request_id)),
            headers: response.map(Response::headers).or(refused.map(|refused| &refused.headers)),
            error,
        };
        hooks.after(&about, &outcome);
    }
    result
}

/// Signs and sends a call once and decodes the response.
async fn exchange<R: Record + Default + Send + Sync + 'static>(
    settings: &Settings,
    call: &Call<'_>,
    key: &Key<'_>,
    attempts: &Attempts<'_>,
    headers: &HeaderMap,
) -> Result<Response<R>, Failed> {
    let deadline = attempts.limit();
    let endpoint = &settings.endpoint;
    let about = |error: Error| about(settings, call, error);
    let signed = encode_and_sign(settings, call, key)?;
    let secrets = || Secrets::new(settings, call, key.credentials(), &signed, headers);
    let began = clock::now();
    let response = send(settings, call, &signed, attempts.number, headers, deadline);
    let mut response = response.await.map_err(|error| {
        // The name without an address can also be that of a proxy.
        let is_unknown = error.is_unresolved() && settings.transport.is_direct();
        let advice = is_unknown.then(|| endpoint.advice(call.service)).flatten();
        // A head may have come before it failed.
        about(secrets().redact_error(error).with_advice(advice.map(Cow::Owned)))
    })?;
    let mut value = R::default();
    match envelope::open(&response, call.service, call.expected(), &mut value, deadline) {
        Ok(Opened { mut request_id, mut unreadable }) => {
            if !unreadable.is_empty() || !is_plain_id(&request_id) {
                let secrets = secrets();
                request_id = secrets.clean(&request_id);
                unreadable.iter_mut().for_each(|field| secrets.redact_field(field));
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
            let secrets = secrets();
            let error = match secrets.redact_response(&mut response) {
                true => {
                    value = R::default();
                    let again = envelope::open(
                        &response,
                        call.service,
                        call.expected(),
                        &mut value,
                        deadline,
                    );
                    again.err().unwrap_or(error)
                }
                false => error,
            };
            let is_success = (200..300).contains(&response.status);
            let is_partial = is_success && (error.is_unreadable() || error.is_timeout());
            let error = if is_partial { error.with_partial(value) } else { error };
            let error = about(secrets.redact_error(error).with_advice(advice));
            response.headers = secrets.redact_headers(response.headers);
            let error = match error.body() {
                None => {
                    let body = envelope::shown(&response.body, call.service.secrets);
                    error.with_body(body)
                }
                Some(_) => error,
            };
            let error = error.with_headers(response.headers.clone());
            Err(Failed { error, clock, response: Some(Box::new(response)) })
        }
    }
}

/// Sends a signed call, and returns the response as it came.
async fn send(
    settings: &Settings,
    call: &Call<'_>,
    signed: &Signed,
    attempt: u32,
    headers: &HeaderMap,
    deadline: Deadline,
) -> Result<RawResponse, Error> {
    #[cfg(feature = "mock")]
    if let Some(mock) = &settings.mock {
        return mock.respond(asked(call, attempt, headers, deadline));
    }
    settings.transport.send(call.method, signed, attempt, headers, deadline).await
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
    let ahead = settings.clock.ahead();
    if call.latest.is_some_and(|latest| clock::now().saturating_add_signed(ahead) > latest) {
        let minutes = look_up::SENDABLE.as_secs() / 60;
        let message = format!(
            "the intent is older than {minutes} minutes by the clock of the service, and was not sent; note the call anew"
        );
        return Err(about(settings, call, Error::configuration(message)));
    }
    let stamp = Stamp::at(ahead)?;
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
