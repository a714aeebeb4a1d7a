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
//! client, in any `spelling`, and `blank` those of the service. `deadline` binds the reading, and `resolver` looks up hosts.
//!
//! These are one `attempt`, between the hooks of the client. `execute` makes attempts, as far as `retry` and its
//! `budget` let it; each waits for its `turn` in `quota`. `settle` finds what may have acted and must not act twice, by
//! `look_up`: by the label that it got from `run_id`, or by when it was `created`; nobody asks another `account`. `trace` makes spans.

pub(crate) mod account;
pub(crate) mod ascii;
#[cfg(feature = "mock")]
pub(crate) mod asked;
pub(crate) mod attempt;
pub(crate) mod begin;
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
pub(crate) mod execute;
pub(crate) mod key;
pub(crate) mod look_up;
pub(crate) mod page;
pub(crate) mod quota;
pub(crate) mod redact;
pub(crate) mod resolver;
pub(crate) mod retry;
pub(crate) mod run_id;
pub(crate) mod settings;
pub(crate) mod settle;
pub mod sign;
pub(crate) mod signature_mismatch;
pub(crate) mod spelling;
pub(crate) mod stamp;
pub(crate) mod token;
pub(crate) mod trace;
pub(crate) mod transport;
pub(crate) mod turn;

#[cfg(feature = "mock")]
use std::sync::Arc;
use std::time::Duration;

use crate::call::account::account;
use crate::call::attempt::encode_and_sign;
use crate::call::begin::Begin;
use crate::call::checked::Call;
use crate::call::dry_run::DryRun;
use crate::call::encode::Typed;
use crate::call::encode::query::Query;
use crate::call::key::Key;
use crate::call::run_id::RunId;
use crate::call::settings::Settings;
use crate::call::settle::settle;
use crate::call::token::Token;
use crate::error::Error;
use crate::error::unknown_outcome::{Began, UnknownOutcome};
#[cfg(feature = "mock")]
use crate::mocked::recorded::Kept;
use crate::request::operation::{Operation, Request};
use crate::response::typed::Response;

/// Checks and sends a request and decodes the response, within `deadline`, which begins when it is its turn if it
/// is one of many; what is to be done then comes before it is sent. A call that was noted before has the run ID of its intent.
pub(crate) async fn send<O: Operation>(
    settings: &Settings,
    request: &O,
    deadline: Duration,
    in_turn: bool,
    begin: Option<&dyn Begin>,
    intent: Option<&UnknownOutcome>,
) -> Result<Response<O::Response>, Error> {
    #[cfg(feature = "mock")]
    let kept: Option<Arc<dyn Kept>> = match settings.mock {
        Some(_) => Some(Arc::new(request.clone())),
        None => None,
    };
    let request = Request(request);
    let parameters = checked(settings, &request, intent)?;
    let run_id = parameters.run_id();
    let call = Call {
        in_turn,
        begin,
        run_id,
        latest: intent.map(look_up::sendable),
        #[cfg(feature = "mock")]
        request: kept.as_ref(),
        ..Call::new(O::INFO, &parameters)
    };
    let sent = settle(settings, call, deadline).await;
    sent.map_err(|error| error.with_client_token(parameters.sent_token()))
}

/// Checks and signs a request without sending it.
pub(crate) fn dry_run<O: Operation>(settings: &Settings, request: &O) -> Result<DryRun, Error> {
    let request = Request(request);
    let parameters = checked(settings, &request, None)?;
    prepare(settings, &Call::new(O::INFO, &parameters))
}

/// Checks a request, and notes what finds the call that is about to send it.
pub(crate) fn intend<O: Operation>(
    settings: &Settings,
    request: &O,
) -> Result<UnknownOutcome, Error> {
    let request = Request(request);
    let parameters = checked(settings, &request, None)?;
    let call = Call { run_id: parameters.run_id(), ..Call::new(O::INFO, &parameters) };
    let Some(look_up) = call.look_up else {
        let message =
            format!("no list shows what `{}` makes; send it without an intent", call.action);
        return Err(Error::configuration(message).about(
            call.action,
            call.idempotency,
            call.service,
        ));
    };
    let place = (settings.endpoint.host.as_str(), account(settings));
    Ok(look_up::unknown(look_up, &call, place, Began::now(settings.clock.ahead())))
}

/// The parameters of a request as a query.
pub(crate) fn query<O: Operation>(settings: &Settings, request: &O) -> Vec<u8> {
    let (parameters, defaults) = (O::INFO.parameters, &settings.defaults);
    let arguments = &Request(request);
    let typed = Typed { parameters, arguments, defaults, token: None, labelled: None };
    let mut bytes = Vec::new();
    Query::new(&mut bytes).write(&typed, None);
    bytes
}

/// Checks a request and pairs its values with their descriptions.
fn checked<'a, O: Operation>(
    settings: &'a Settings,
    request: &'a Request<'_, O>,
    intent: Option<&UnknownOutcome>,
) -> Result<Typed<'a>, Error> {
    let parameters = O::INFO.parameters;
    let token = Token::new(parameters)?;
    let run_id = match O::INFO.look_up.filter(|_| settings.run_id_tags) {
        _ if intent.is_some() => intent.and_then(UnknownOutcome::run_id).map(RunId::of),
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

/// Signs a call without sending it.
pub(crate) fn prepare(settings: &Settings, call: &Call<'_>) -> Result<DryRun, Error> {
    let key = Key::at_hand(settings, call.anonymous)
        .map_err(|error| error.about(call.action, call.idempotency, call.service))?;
    let signed = encode_and_sign(settings, call, &key)?;
    Ok(DryRun::new(call.method, settings.endpoint.base.clone(), signed))
}
