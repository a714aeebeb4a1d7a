//! The second look before a call that changes something.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use axum::routing::post;
use ota_spec::model::{Idempotency, Operation};

use super::frame::Frame;
use super::sending;
use crate::html::Inline;
use crate::language::Language;
use crate::pending::Waiting;
use crate::state::Shared;
use crate::{refused, respond, send};

pub(super) fn routes() -> Router<Shared> {
    Router::new().route("/confirm/{ticket}", post(confirmed))
}

#[derive(Template)]
#[template(path = "confirm.html")]
struct Page {
    frame: Frame,
    action: String,
    summary: Inline,
    ticket: String,
    counts: Vec<(String, usize)>,
    /// What is sent, without secrets.
    texts: Vec<(String, String)>,
    may_act_twice: bool,
    link: String,
}

/// Asks whether to send a call, and says how much it changes.
pub(super) fn ask(
    state: &Shared,
    operation: &Operation,
    waiting: Waiting,
    headers: &HeaderMap,
    uri: &Uri,
) -> Response {
    let counts = send::counts(operation, &waiting.request);
    let texts = waiting.form.all().map(|(name, text)| (name.to_owned(), text.to_owned())).collect();
    let link = waiting.form.query();
    let Some(ticket) = state.pending.add(waiting) else {
        return refused::page(headers, StatusCode::SERVICE_UNAVAILABLE, "no random numbers");
    };
    let mut frame = Frame::of(state, headers, uri);
    frame.here = format!("/operation/{}?{link}", operation.action);
    let page = Page {
        frame,
        action: operation.action.clone(),
        summary: Inline::new(&*operation.summary),
        ticket,
        counts,
        texts,
        may_act_twice: operation.idempotency == Idempotency::NotIdempotent,
        link,
    };
    respond::page(StatusCode::OK, &page)
}

async fn confirmed(
    State(state): State<Shared>,
    Path(ticket): Path<String>,
    headers: HeaderMap,
) -> Response {
    let waiting = state.pending.take(&ticket);
    let operation = waiting.as_ref().and_then(|waiting| state.spec.operation(&waiting.action));
    match (waiting.as_ref(), operation) {
        (Some(waiting), Some(operation)) => {
            sending::sent(&state, operation, waiting.request.clone()).await
        }
        _ => {
            let t = Language::of(&headers).labels();
            refused::page(&headers, StatusCode::CONFLICT, t.confirm_used)
        }
    }
}
