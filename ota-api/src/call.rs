//! The way of a call, from a request to a response. Each stage is a file:
//!
//! | stage | does |
//! |---|---|
//! | `check` | refuses a request that breaks a limit or a rule |
//! | `encode` | writes its parameters as a canonical query |
//! | `stamp`, `sign` | sign the query with the time and a nonce of this moment |
//! | `transport` | sends it and reads the bytes of the response |
//! | `envelope` | judges whether the call worked |
//! | `decode` | fills the fields of the operation |
//!
//! Beside them: `dry_run` stops after signing; `signature_mismatch` and `redact` explain a refusal
//! and take secrets out of it.
//!
//! Stages to come: `quota` waits before signing, `retry` repeats an attempt with a new stamp, `hooks`
//! look on before and after an attempt. All of them wrap what [`execute`] does.

pub(crate) mod check;
pub(crate) mod decode;
pub(crate) mod dry_run;
pub(crate) mod encode;
pub(crate) mod envelope;
pub(crate) mod mismatch;
pub(crate) mod redact;
pub(crate) mod settings;
pub mod sign;
pub(crate) mod stamp;
pub(crate) mod text;
pub(crate) mod transport;

use crate::call::dry_run::DryRun;
use crate::call::encode::Typed;
use crate::call::encode::query::Parameters;
use crate::call::redact::Secrets;
use crate::call::settings::Settings;
use crate::call::sign::signed::Signed;
use crate::call::sign::unsigned::Unsigned;
use crate::call::stamp::Stamp;
use crate::config::region::Region;
use crate::error::Error;
use crate::request::operation::{Method, Operation, OperationInfo, Repeat, Request};
use crate::request::service::Service;
use crate::response::record::Record;
use crate::response::typed::Reply;

/// A call that may be sent.
pub(crate) struct Call<'a> {
    pub(crate) service: &'static Service,
    pub(crate) action: &'a str,
    pub(crate) method: Method,
    pub(crate) repeat: Repeat,
    pub(crate) parameters: &'a (dyn Parameters + Sync),
}

impl<'a> Call<'a> {
    /// A call of an operation with these parameters.
    pub(crate) fn new(info: &'static OperationInfo, parameters: &'a Typed<'a>) -> Self {
        Self {
            service: info.service,
            action: info.action,
            method: info.method,
            repeat: info.repeat,
            parameters,
        }
    }
}

/// Checks and sends a request and decodes the answer.
pub(crate) async fn send<O: Operation>(
    settings: &Settings,
    request: &O,
) -> Result<Reply<O::Response>, Error> {
    let request = Request(request);
    let parameters = checked(settings, &request)?;
    execute(settings, &Call::new(O::INFO, &parameters)).await
}

/// Checks a request and signs it as it would be sent now.
pub(crate) fn dry_run<O: Operation>(settings: &Settings, request: &O) -> Result<DryRun, Error> {
    let request = Request(request);
    let parameters = checked(settings, &request)?;
    prepare(settings, &Call::new(O::INFO, &parameters))
}

/// The parameters of a request, once it passed the checks.
fn checked<'a, O: Operation>(
    settings: &'a Settings,
    request: &'a Request<'_, O>,
) -> Result<Typed<'a>, Error> {
    check::check(O::INFO, request, &settings.shared)?;
    Ok(Typed { parameters: O::INFO.parameters, arguments: request, shared: &settings.shared })
}

/// Signs and sends a call and decodes the answer.
pub(crate) async fn execute<R: Record + Default>(
    settings: &Settings,
    call: &Call<'_>,
) -> Result<Reply<R>, Error> {
    let about = |error: Error| error.about(call.action, call.repeat, call.service);
    let signed = encode_and_sign(settings, call)?;
    let sent = settings.transport.send(call.method, &signed, settings.deadline);
    let answer = sent.await.map_err(about)?;
    let mut value = R::default();
    match envelope::open(&answer, call.service, &mut value) {
        Ok(request_id) => Ok(Reply::new(value, request_id, answer)),
        Err(error) => {
            let advice = mismatch::advice(&error, &signed);
            // Told again by an answer without secrets: a gateway repeats what was signed.
            let secrets = Secrets::new(&settings.credentials, &signed);
            let error = envelope::open(&secrets.blank_answer(answer), call.service, &mut value)
                .err()
                .unwrap_or(error);
            Err(about(secrets.blank_error(error).with_advice(advice)))
        }
    }
}

/// Signs a call as it would be sent now.
pub(crate) fn prepare(settings: &Settings, call: &Call<'_>) -> Result<DryRun, Error> {
    let signed = encode_and_sign(settings, call)?;
    Ok(DryRun::new(call.method, settings.endpoint.base.clone(), signed))
}

/// Encodes and signs a call, with the time and nonce of this moment.
pub(crate) fn encode_and_sign(settings: &Settings, call: &Call<'_>) -> Result<Signed, Error> {
    let stamp = Stamp::now()?;
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
        credentials: &settings.credentials,
        body: None,
    }
    .sign_parameters(call.parameters))
}
