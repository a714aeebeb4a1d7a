//! The page of an operation: what its spec says, its form, and the response to a call.

use askama::Template;
use axum::Router;
use axum::body::Body;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use ota_spec::model::{Idempotency, Operation};

use super::frame::Frame;
use super::shown::{Answer, Docs};
use super::{confirm, missing, sending, upload};
use crate::check;
use crate::form::parts::{self, Kind, Mistakes, Part};
use crate::form::{Form, names, options, rows, texts};
use crate::html::Inline;
use crate::language::Language;
use crate::pending::Waiting;
use crate::state::Shared;
use crate::{refused, respond};

pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/operation/{action}", get(show).post(act))
        .route("/check/{action}", post(judge))
}

#[derive(Template)]
#[template(path = "operation.html")]
struct Page {
    frame: Frame,
    action: String,
    summary: Inline,
    parts: Vec<Part>,
    /// Whether the form was checked, and how many mistakes it has.
    checked: Option<usize>,
    /// Mistakes that belong to no field.
    mistakes: Vec<Inline>,
    answer: Option<Answer>,
    /// The query with what is filled in.
    link: String,
    can_send: bool,
    can_upload: bool,
    docs: Docs,
}

/// The form of a page, by what is filled in.
struct Filling<'a> {
    operation: &'a Operation,
    /// With parameters in their options.
    form: Form,
    checked: Option<Mistakes>,
    answer: Option<Answer>,
}

fn render(
    state: &Shared,
    headers: &HeaderMap,
    uri: &Uri,
    status: StatusCode,
    filling: Filling<'_>,
) -> Response {
    let Filling { operation, form, checked, answer } = filling;
    let mut frame = Frame::of(state, headers, uri);
    let t = frame.t;
    let link = texts::without_secrets(operation, &options::plain(operation, &form)).query();
    // What was posted has no address; a link to the form has.
    frame.here = match &answer {
        Some(_) => frame.here,
        None => format!("/operation/{}?{link}", operation.action),
    };
    let mistakes = checked.unwrap_or_default();
    let count: usize = mistakes.values().map(Vec::len).sum();
    let own = mistakes.get("").into_iter().flatten();
    let page = Page {
        frame,
        action: operation.action.clone(),
        summary: Inline::new(&*operation.summary),
        parts: parts::of(operation, &form, &mistakes, t),
        checked: (count > 0).then_some(count),
        mistakes: own.map(|message| Inline::new(message.as_str())).collect(),
        answer,
        link,
        can_send: state.backend.clients().is_some(),
        can_upload: upload::takes(state, &operation.action),
        docs: Docs::of(operation, t),
    };
    respond::page(status, &page)
}

/// Shows the form, empty, or filled in by a link or as it was for a call.
async fn show(
    State(state): State<Shared>,
    Path(action): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    let Some(operation) = state.spec.operation(&action) else {
        return missing::page(State(state.clone()), headers, uri).await;
    };
    let mut form = Form::parse(query.unwrap_or_default().as_bytes());
    let t = Language::of(&headers).labels();
    let mut answer = None;
    if let Ok(number) = form.take(sending::CALL).parse() {
        let entry = state.history.get(number).filter(|entry| entry.action == operation.action);
        if let Some(entry) = entry {
            form = entry.form.clone();
            answer = Some(Answer::of(&state.spec, entry, t));
        }
    }
    options::sort(operation, &mut form);
    let filling = Filling { operation, form, checked: None, answer };
    render(&state, &headers, &uri, StatusCode::OK, filling)
}

/// Does what a button of the form says: changes its rows, checks it or sends it.
async fn act(
    State(state): State<Shared>,
    Path(action): Path<String>,
    headers: HeaderMap,
    uri: Uri,
    body: Body,
) -> Response {
    let Some(operation) = state.spec.operation(&action) else {
        return missing::page(State(state.clone()), headers, uri).await;
    };
    let Some(mut form) = respond::posted(body).await else {
        return refused::too_large(&headers);
    };
    let what = form.take(names::DO);
    options::sort(operation, &mut form);
    let mut status = StatusCode::OK;
    let mut checked = None;
    match what.split_once(':') {
        Some(("add", list)) => rows::add(&mut form, list),
        Some(("remove", row)) => rows::remove(&mut form, row),
        _ => {
            let judged = check::check(operation, &form, state.backend.region());
            if judged.found.is_empty() && what == "send" && state.backend.clients().is_some() {
                return begin(&state, operation, judged.request, &headers, &uri).await;
            }
            if !judged.found.is_empty() {
                status = StatusCode::UNPROCESSABLE_ENTITY;
            }
            checked = Some(judged.by_field());
        }
    }
    let filling = Filling { operation, form, checked, answer: None };
    render(&state, &headers, &uri, status, filling)
}

/// Sends what only reads, and asks before anything else.
pub(super) async fn begin(
    state: &Shared,
    operation: &Operation,
    request: ota_spec::Value,
    headers: &HeaderMap,
    uri: &Uri,
) -> Response {
    if operation.idempotency == Idempotency::ReadOnly {
        return sending::sent(state, operation, request).await;
    }
    let form = texts::of_request(operation, &request);
    let form = texts::without_secrets(operation, &form);
    let waiting = Waiting { action: operation.action.clone(), request, form };
    confirm::ask(state, operation, waiting, headers, uri)
}

/// Judges a form that is being filled in, for the script of the page.
async fn judge(
    State(state): State<Shared>,
    Path(action): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let Some(operation) = state.spec.operation(&action) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let Some(mut form) = respond::posted(body).await else {
        return refused::too_large(&headers);
    };
    options::sort(operation, &mut form);
    let checked = check::check(operation, &form, state.backend.region());
    let kind = [(header::CONTENT_TYPE, "application/json")];
    (kind, checked.json().to_string()).into_response()
}
