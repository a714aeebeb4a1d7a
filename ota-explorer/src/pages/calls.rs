//! The calls of this session: their list, and what can be done with one.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use axum::routing::{get, post};

use super::frame::Frame;
use super::{missing, operation, sending};
use crate::form::options;
use crate::history::Verdict;
use crate::language::Language;
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
    code: String,
    place: String,
    link: String,
}

async fn list(State(state): State<Shared>, headers: HeaderMap, uri: Uri) -> Response {
    let t = Language::of(&headers).labels();
    let rows = state.history.all().into_iter().map(|entry| Row {
        number: entry.number,
        at: super::shown::time(entry.at),
        took: entry.took.as_millis(),
        verdict: match entry.outcome.verdict {
            Verdict::Done | Verdict::LookedUp => t.done,
            Verdict::Failed => t.failed,
            Verdict::Unknown => t.unknown_outcome,
        },
        is_done: matches!(entry.outcome.verdict, Verdict::Done | Verdict::LookedUp),
        code: entry.outcome.code.clone().unwrap_or_default(),
        place: sending::place(&entry.action, entry.number),
        link: entry.form.query(),
        action: entry.action.clone(),
    });
    let page = Page { rows: rows.collect(), frame: Frame::of(&state, &headers, &uri) };
    respond::page(StatusCode::OK, &page)
}

/// Sends a call again; what changes something is shown first.
async fn again(
    State(state): State<Shared>,
    Path(number): Path<u64>,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    let entry = state.history.get(number);
    let operation = entry.as_ref().and_then(|entry| state.spec.operation(&entry.action));
    match (entry.as_ref(), operation) {
        (Some(entry), Some(operation)) => match &entry.request {
            Some(request) => {
                operation::begin(&state, operation, request.clone(), &headers, &uri).await
            }
            // Its secrets are not kept.
            None => {
                respond::lead_to(&format!("/operation/{}?{}", entry.action, entry.form.query()))
            }
        },
        _ => missing::page(State(state.clone()), headers, uri).await,
    }
}

/// Asks for the page after that of a call.
async fn next(
    State(state): State<Shared>,
    Path(number): Path<u64>,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    let entry = state.history.get(number);
    let operation = entry.as_ref().and_then(|entry| state.spec.operation(&entry.action));
    let form = entry.as_ref().and_then(|entry| entry.next.clone());
    let (Some(operation), Some(mut form)) = (operation, form) else {
        return missing::page(State(state.clone()), headers, uri).await;
    };
    options::sort(operation, &mut form);
    let checked = check::check(operation, &form, state.backend.region());
    operation::begin(&state, operation, checked.request, &headers, &uri).await
}

/// Sends a call until its response shows a state, as long as one press of a button waits.
async fn wait(
    State(state): State<Shared>,
    Path((number, name)): Path<(u64, String)>,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    let entry = state.history.get(number);
    let operation = entry.as_ref().and_then(|entry| state.spec.operation(&entry.action));
    let wait =
        operation.and_then(|operation| operation.waits.iter().find(|wait| wait.name == name));
    let request = entry.as_ref().and_then(|entry| entry.request.clone());
    if let (Some(operation), Some(wait), Some(request)) = (operation, wait, request)
        && let Some(entry) = send::wait(&state, operation, wait, request).await
    {
        return respond::lead_to(&sending::place(&entry.action, entry.number));
    }
    missing::page(State(state.clone()), headers, uri).await
}
