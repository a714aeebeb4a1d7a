//! The second look before a call that changes something.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use ota_spec::model::{Idempotency, NamedKind, Operation, Type};

use super::frame::Frame;
use super::sending;
use crate::form::options;
use crate::html::{Inline, Paragraphs};
use crate::language::Language;
use crate::pending::Waiting;
use crate::state::Shared;
use crate::{prose, refused, respond, send};

pub(super) fn routes() -> Router<Shared> {
    Router::new().route("/confirm/{ticket}", get(shown).post(confirmed))
}

#[derive(Template)]
#[template(path = "confirm.html")]
struct Page {
    frame: Frame,
    action: String,
    summary: Inline,
    /// What it does, such as that it cannot be undone.
    doc: Paragraphs,
    ticket: String,
    counts: Vec<(String, usize)>,
    /// The options that are chosen, with their choices, and what they mean.
    chosen: Vec<(String, String, Inline)>,
    /// What is sent, without secrets.
    texts: Vec<Sent>,
    may_act_twice: bool,
    link: String,
}

/// A parameter as it is sent.
struct Sent {
    name: String,
    text: String,
    meaning: Inline,
}

/// Leads to the question whether to send a call. It has an address of its own, so that one can come back to it.
pub(super) fn ask(state: &Shared, waiting: Waiting, language: Language) -> Response {
    match state.pending.add(waiting) {
        Some(ticket) => respond::lead_to(&format!("/confirm/{ticket}")),
        None => {
            let status = StatusCode::SERVICE_UNAVAILABLE;
            refused::page(language, status, |labels| labels.no_random)
        }
    }
}

/// Asks whether to send a call, and says how much it changes.
async fn shown(State(state): State<Shared>, Path(ticket): Path<String>, frame: Frame) -> Response {
    let language = frame.language;
    let waiting = state.pending.get(&ticket);
    let known = waiting.and_then(|waiting| {
        let operation = state.spec.operation(&waiting.action)?;
        Some((waiting, operation))
    });
    let Some((waiting, operation)) = known else {
        return refused::page(language, StatusCode::CONFLICT, |labels| labels.confirm_used);
    };
    let counts = send::counts(operation, &waiting.request);
    let mut form = waiting.form.clone();
    options::sort(operation, &mut form);
    let chosen = operation.choices.iter().filter_map(|choice| {
        let options::Chosen::Option(option) = options::chosen(choice, &form) else { return None };
        let doc = prose::text(language, &option.doc, option.zh.as_ref());
        Some((choice.name.clone(), option.name.clone(), doc))
    });
    let chosen: Vec<(String, String, Inline)> = chosen.collect();
    let of_choices = operation.choices.iter();
    let of_choices =
        of_choices.filter(|choice| chosen.iter().any(|(name, ..)| *name == choice.name));
    let told: Vec<String> = of_choices
        .flat_map(|choice| {
            let constants =
                choice.options.iter().flat_map(|option| options::constants(choice, option));
            constants.map(|(name, _)| name.to_owned())
        })
        .collect();
    let texts = waiting.form.all().map(|(name, text)| Sent {
        name: name.to_owned(),
        text: text.to_owned(),
        // The option that is chosen says what its own values mean, and says it better.
        meaning: match told.iter().any(|known| known == name) {
            true => Inline::default(),
            false => meaning(operation, name, text, language),
        },
    });
    let texts = texts.collect();
    let link = waiting.form.query();
    let page = Page {
        frame,
        action: operation.action.clone(),
        summary: prose::text(language, &operation.summary, operation.zh.as_ref()),
        doc: prose::paragraphs(language, &operation.doc, operation.zh_doc.as_ref()),
        ticket,
        counts,
        chosen,
        texts,
        may_act_twice: operation.idempotency == Idempotency::NotIdempotent,
        link,
    };
    respond::page(StatusCode::OK, &page)
}

/// What a value of a list of values means; empty for any other.
fn meaning(operation: &Operation, name: &str, text: &str, language: Language) -> Inline {
    let ty = operation.parameter(name).map(|field| &field.ty);
    let Some(Type::Named(named)) = ty else { return Inline::default() };
    let NamedKind::Enum(listed) = &named.kind else { return Inline::default() };
    // A name is no meaning: `MD5` is `MD5.`
    let says_more = |doc: &str| !doc.trim_end_matches('.').eq_ignore_ascii_case(text);
    let value = listed.find(text).filter(|value| says_more(&value.doc));
    value.map_or_else(Inline::default, |value| prose::text(language, &value.doc, value.zh.as_ref()))
}

async fn confirmed(
    State(state): State<Shared>,
    Path(ticket): Path<String>,
    language: Language,
) -> Response {
    let waiting = state.pending.take(&ticket);
    let operation = waiting.as_ref().and_then(|waiting| state.spec.operation(&waiting.action));
    match (waiting.as_ref(), operation) {
        (Some(waiting), Some(operation)) => {
            sending::sent(&state, operation, waiting.request.clone()).await
        }
        _ => refused::page(language, StatusCode::CONFLICT, |labels| labels.confirm_used),
    }
}
