//! The page of an operation: what its spec says, its form, and the response to a call.

use askama::Template;
use axum::Router;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use ota_spec::model::{Idempotency, Operation};

use super::frame::Frame;
use super::shown::{Answer, Docs};
use super::subject::Subject;
use super::{confirm, draft, sending, upload};
use crate::form::parts::{self, Kind, Mistakes, Part};
use crate::form::{names, rows, texts};
use crate::html::Inline;
use crate::language::Language;
use crate::pending::Waiting;
use crate::state::Shared;
use crate::{prose, respond};

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
    /// Whether it was checked and has none.
    is_right: bool,
    /// Mistakes that belong to no field.
    mistakes: Vec<Inline>,
    answer: Option<Answer>,
    /// What is asked for and not kept any more.
    gone: Option<&'static str>,
    /// The query with what is filled in.
    link: String,
    can_send: bool,
    can_upload: bool,
    docs: Docs,
}

/// What is on the page.
fn page(subject: Subject, mistakes: Option<&Mistakes>, answer: Option<Answer>) -> Page {
    let (is_checked, none) = (mistakes.is_some(), Mistakes::new());
    let mistakes = mistakes.unwrap_or(&none);
    let operation = subject.operation();
    let (state, language) = (&subject.state, subject.frame.language);
    let link = subject.plain().query();
    let count: usize = mistakes.values().map(Vec::len).sum();
    let own = mistakes.get("").into_iter().flatten();
    Page {
        action: operation.action.clone(),
        summary: prose::text(language, &operation.summary, operation.zh.as_ref()),
        parts: parts::of(operation, &subject.form, mistakes, language),
        checked: (count > 0).then_some(count),
        is_right: is_checked && count == 0,
        mistakes: own.map(Inline::new).collect(),
        can_send: state.backend.clients().is_some(),
        can_upload: upload::takes(state, &operation.action),
        docs: Docs::of(operation, language),
        frame: subject.frame,
        answer,
        gone: None,
        link,
    }
}

/// Shows the form, empty, or filled in: by a link, as it was posted, or as it was for a call.
async fn show(mut subject: Subject) -> Response {
    let t = subject.frame.t;
    let (mut answer, mut mistakes, mut gone) = (None, None, None);
    let ticket = subject.form.take(draft::DRAFT);
    if !ticket.is_empty() {
        match draft::find(&subject.state, subject.operation(), &ticket) {
            Some(draft) => {
                subject.form = draft.form;
                let language = subject.frame.language;
                mistakes = draft.is_checked.then(|| subject.checked().by_field(language));
            }
            None => gone = Some(t.form_gone),
        }
    }
    if let Ok(number) = subject.form.take(sending::CALL).parse() {
        let entry = subject.state.history.get(number);
        if let Some(entry) = entry.filter(|entry| entry.action == subject.operation().action) {
            // The script keeps in the address what was typed since.
            if subject.plain().query().is_empty() {
                subject.fill(entry.form.clone());
            }
            answer = Some(Answer::of(&subject.state.spec, entry, subject.frame.language));
        }
        gone = answer.is_none().then_some(t.answer_gone);
    }
    let page = Page { gone, ..page(subject, mistakes.as_ref(), answer) };
    respond::page(StatusCode::OK, &page)
}

/// Does what a button of the form says: changes its rows, checks it or sends it.
async fn act(mut subject: Subject) -> Response {
    let what = subject.form.take(names::DO);
    let is_checked = match what.split_once(':') {
        Some(("add", list)) => {
            rows::add(&mut subject.form, list);
            false
        }
        Some(("remove", row)) => {
            rows::remove(&mut subject.form, row);
            false
        }
        _ => {
            let judged = subject.checked();
            let can_send = subject.state.backend.clients().is_some();
            if judged.found.is_empty() && what == "send" && can_send {
                let Subject { state, frame, .. } = &subject;
                return begin(state, subject.operation(), judged.request, frame.language).await;
            }
            true
        }
    };
    let Subject { state, frame, form, .. } = &subject;
    draft::keep(state, subject.operation(), form, is_checked, frame.language)
}

/// Sends what only reads, and asks before anything else.
pub(super) async fn begin(
    state: &Shared,
    operation: &Operation,
    request: ota_spec::Value,
    language: Language,
) -> Response {
    if operation.idempotency == Idempotency::ReadOnly {
        return sending::sent(state, operation, request).await;
    }
    let form = texts::of_request(operation, &request);
    let form = texts::without_secrets(operation, &form);
    let waiting = Waiting { action: operation.action.clone(), request, form };
    confirm::ask(state, waiting, language)
}

/// Judges a form that is being filled in, for the script of the page.
async fn judge(subject: Subject) -> Response {
    let kind = [(header::CONTENT_TYPE, "application/json")];
    let link = subject.plain().query();
    (kind, subject.checked().json(subject.frame.language, link).to_string()).into_response()
}
