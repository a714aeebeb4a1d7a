//! The calls of this session: their list, and what can be done with one.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use ota_spec::model::Operation;

use super::frame::Frame;
use super::{missing, operation, sending, shown};
use crate::form::options;
use crate::history::Entry;
use crate::state::Shared;
use crate::{check, respond, send};

pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/history", get(list))
        .route("/history/{number}/again", post(again))
        .route("/history/{number}/next", post(next))
        .route("/history/{number}/wait/{name}", post(wait))
}

#[derive(Template)]
#[template(path = "history.html")]
struct Page {
    frame: Frame,
    rows: Vec<Row>,
}

struct Row {
    number: u64,
    action: String,
    at: String,
    took: u128,
    verdict: &'static str,
    is_done: bool,
    /// Whether it can be sent again as it is, and that may help.
    can_repeat: bool,
    code: String,
    place: String,
    link: String,
}

async fn list(State(state): State<Shared>, frame: Frame) -> Response {
    let t = frame.t;
    let rows = state.history.all().into_iter().map(|entry| Row {
        number: entry.number,
        at: shown::time(entry.at),
        took: entry.took.as_millis(),
        verdict: shown::verdict(entry.outcome.verdict, t),
        is_done: shown::is_done(entry.outcome.verdict),
        can_repeat: shown::can_repeat(&state.spec, &entry),
        code: entry.outcome.code.clone().unwrap_or_default(),
        place: sending::place(&entry.action, entry.number),
        link: entry.form.query(),
        action: entry.action.clone(),
    });
    respond::page(StatusCode::OK, &Page { rows: rows.collect(), frame })
}

/// A call that was made, and its operation.
fn known(state: &State<Shared>, number: u64) -> Option<(Arc<Entry>, &Operation)> {
    let entry = state.history.get(number)?;
    let operation = state.spec.operation(&entry.action)?;
    Some((entry, operation))
}

/// Sends a call again; what changes something is shown first.
async fn again(state: State<Shared>, Path(number): Path<u64>, frame: Frame) -> Response {
    let Some((entry, operation)) = known(&state, number) else { return missing::of(frame) };
    match &entry.request {
        Some(request) => operation::begin(&state, operation, request.clone(), frame.language).await,
        // Its secrets are not kept.
        None => respond::lead_to(&format!("/operation/{}?{}", entry.action, entry.form.query())),
    }
}

/// Asks for the page after that of a call.
async fn next(state: State<Shared>, Path(number): Path<u64>, frame: Frame) -> Response {
    let known = known(&state, number);
    let next = known.and_then(|(entry, operation)| Some((entry.next.clone()?, operation)));
    let Some((mut form, operation)) = next else { return missing::of(frame) };
    options::sort(operation, &mut form);
    let checked = check::check(operation, &form, state.backend.region());
    operation::begin(&state, operation, checked.request, frame.language).await
}

/// Sends a call until its response shows a state, as long as one press of a button waits.
async fn wait(
    state: State<Shared>,
    Path((number, name)): Path<(u64, String)>,
    frame: Frame,
) -> Response {
    let found = known(&state, number).and_then(|(entry, operation)| {
        let wait = operation.waits.iter().find(|wait| wait.name == name)?;
        Some((operation, wait, entry.request.clone()?))
    });
    if let Some((operation, wait, request)) = found
        && let Some(entry) = send::wait(&state, operation, wait, request).await
    {
        return respond::lead_to(&sending::place(&entry.action, entry.number));
    }
    missing::of(frame)
}
