//! Sends calls, and keeps what came back.

mod body;
mod onward;
mod secrets;
mod steps;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use ota_dynamic::response::Read;
use ota_spec::model::{Idempotency, Operation, Wait};
use ota_spec::{Spec, Value, visible, wire};

use crate::backend::Clients;
use crate::form::texts;
use crate::history::{Entry, Outcome, Verdict};
use crate::state::State;
use crate::told::{Advice, After, Failure, Note};

/// How long one press of a button waits for a state, at most; the next press waits on.
const PATIENCE: Duration = Duration::from_secs(20);

/// Sends a request and keeps what became of it; `None` if calls go nowhere.
///
/// It goes through the client: what can be sent again is, at the pace that the operation allows, and no secret is in
/// what comes back. The call ends within the deadline of the client.
pub(crate) async fn send(
    state: &State,
    operation: &Operation,
    request: Value,
) -> Option<Arc<Entry>> {
    let clients = state.backend.clients()?;
    let made = Made::make(state, clients, operation, request).await;
    Some(state.history.add(made.entry(state, operation)))
}

/// Sends a request until its response shows a state, for as long as one press of a button waits, and keeps the last
/// response. The state of a list is that of all its pages.
pub(crate) async fn wait(
    state: &State,
    operation: &Operation,
    wait: &Wait,
    request: Value,
) -> Option<Arc<Entry>> {
    let clients = state.backend.clients()?;
    let until = Instant::now() + PATIENCE;
    loop {
        let (made, note) = look(state, clients, operation, wait, &request).await;
        let pause = Duration::from_secs(u64::from(wait.interval));
        let is_over = note.is_some() || Instant::now() + pause > until;
        if is_over {
            let mut entry = made.entry(state, operation);
            let note = note.unwrap_or_else(|| Note::Pending(wait.name.clone()));
            entry.outcome.notes.push(note);
            return Some(state.history.add(entry));
        }
        tokio::time::sleep(pause).await;
    }
}

/// Looks once: the last response, and what is to say if the waiting is over.
async fn look(
    state: &State,
    clients: &Clients,
    operation: &Operation,
    wait: &Wait,
    request: &Value,
) -> (Made, Option<Note>) {
    let mut request = request.clone();
    let (mut seen, mut pending) = (false, false);
    loop {
        let made = Made::make(state, clients, operation, request.clone()).await;
        let Some(response) = &made.response else {
            return (made, Some(Note::Broken(wait.name.clone())));
        };
        let states = onward::states(wait, response);
        let is = |words: &[ota_spec::model::Constant], state: &String| {
            words.iter().any(|word| word.wire() == *state)
        };
        if let Some(failed) = states.iter().find(|state| is(&wait.fail, state)) {
            let note = Note::Missed { name: wait.name.clone(), state: failed.clone() };
            return (made, Some(note));
        }
        seen |= !states.is_empty();
        pending |= states.iter().any(|state| !is(&wait.until, state));
        match onward::next(operation, &request, response) {
            Some(next) if !pending => request = next,
            _ => {
                let reached = seen && !pending;
                let note = reached.then(|| Note::Reached(wait.name.clone()));
                return (made, note);
            }
        }
    }
}

/// A call that was made.
struct Made {
    request: Value,
    at: SystemTime,
    took: Duration,
    outcome: Outcome,
    /// The response, if the call was done and it can be read.
    response: Option<Value>,
}

impl Made {
    async fn make(state: &State, clients: &Clients, operation: &Operation, request: Value) -> Self {
        let (at, start) = (SystemTime::now(), Instant::now());
        let sent = state.operations.call(&clients.any, operation, &request).send().await;
        let took = start.elapsed();
        let secrets = secrets::of(&state.spec, operation);
        let mut response = None;
        let outcome = match sent {
            Ok(sent) => {
                let read = Read::of(operation, sent.raw());
                response = read.as_ref().ok().and_then(body::value);
                let (body, is_cut) = match &read {
                    Ok(read) => body::pretty(read, &secrets),
                    Err(_) => body::plain(&String::from_utf8_lossy(sent.raw())),
                };
                Outcome {
                    verdict: if sent.is_looked_up() { Verdict::LookedUp } else { Verdict::Done },
                    status: Some(sent.http_status()),
                    request_id: sent.request_id().to_owned(),
                    attempts: sent.attempts(),
                    body,
                    is_cut,
                    notes: read.err().map(Note::Unreadable).into_iter().collect(),
                    ..Outcome::default()
                }
            }
            Err(error) => {
                let mut outcome = failed(&state.spec, operation, &error, &secrets);
                // What only reads has changed nothing, whatever became of it.
                if operation.idempotency == Idempotency::ReadOnly
                    && outcome.verdict == Verdict::Unknown
                {
                    outcome.verdict = match outcome.code {
                        Some(_) => Verdict::Failed,
                        None => Verdict::Unread,
                    };
                }
                outcome
            }
        };
        Self { request, at, took, outcome, response }
    }

    fn entry(self, state: &State, operation: &Operation) -> Entry {
        let Self { request, at, took, mut outcome, response } = self;
        if let Some(response) = &response {
            outcome.steps = steps::of(&state.spec, operation, &request, response);
        }
        let form = |request: &Value| {
            texts::without_secrets(operation, &texts::of_request(operation, request))
        };
        let next = response.and_then(|response| onward::next(operation, &request, &response));
        let flat = wire::flatten(&operation.parameters, &request);
        let is_secret = flat.iter().any(|(name, _)| wire::is_secret(&operation.parameters, name));
        Entry {
            number: 0,
            action: operation.action.clone(),
            form: form(&request),
            at,
            took,
            outcome,
            next: next.filter(|_| !is_secret).as_ref().map(form),
            request: (!is_secret).then_some(request),
        }
    }
}

/// What is to say of a call that failed.
pub(crate) fn failed(
    spec: &Spec,
    operation: &Operation,
    error: &ota_api::Error,
    secrets: &BTreeSet<&str>,
) -> Outcome {
    let (body, is_cut) = error.body().map(|body| body::any(body, secrets)).unwrap_or_default();
    let line = |text: &str| visible::line(text).into_owned();
    Outcome {
        verdict: if error.outcome_unknown() { Verdict::Unknown } else { Verdict::Failed },
        status: error.http_status(),
        request_id: line(error.request_id().unwrap_or_default()),
        attempts: error.attempts(),
        code: error.code().map(line),
        message: error.message().map(line),
        advice: error
            .hint()
            .map(|hint| Advice { after: after(spec, operation, error, hint), text: line(hint) }),
        failure: Some(failure(error)),
        body,
        is_cut,
        ..Outcome::default()
    }
}

/// Why a call failed, as a value.
pub(crate) fn failure(error: &ota_api::Error) -> Failure {
    let mut causes = Vec::new();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        causes.push(visible::line(&cause.to_string()).into_owned());
        source = cause.source();
    }
    Failure::Client {
        kind: error.kind(),
        status: error.http_status(),
        text: ota_dynamic::failure::message(error),
        causes,
    }
}

/// What the advice of the client is about.
fn after(spec: &Spec, operation: &Operation, error: &ota_api::Error, hint: &str) -> After {
    let known = error.code().and_then(|code| spec.error(code));
    if error.outcome_unknown() && operation.idempotency == Idempotency::NotIdempotent {
        return if error.client_token().is_some() { After::Token } else { After::Unknown };
    }
    match known {
        Some(known) if known.advice == hint => After::Code,
        // A code that is known, and the client knows more of this call.
        Some(_) => After::Call,
        None => After::Kind(error.kind(), error.http_status()),
    }
}

/// The lists of a request with how many items each has: what a call changes, as far as it can be seen.
pub(crate) fn counts(operation: &Operation, request: &Value) -> Vec<(String, usize)> {
    let lists = operation.parameters.iter().filter_map(|field| match request.get(&field.name) {
        Some(Value::Array(items)) => Some((field.name.clone(), items.len())),
        _ => None,
    });
    lists.collect()
}
