//! The error codes: all that are known, a search, and a place to paste an error.

use askama::Template;
use axum::Router;
use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;

use super::frame::Frame;
use super::shown;
use crate::codes::{Codes, Known};
use crate::form::Form;
use crate::language::Language;
use crate::state::Shared;
use crate::{refused, respond};

pub(super) fn routes() -> Router<Shared> {
    Router::new().route("/codes", get(list).post(paste))
}

#[derive(Template)]
#[template(path = "codes.html")]
struct Page {
    frame: Frame,
    query: String,
    pasted: String,
    /// The codes in what was pasted, if something was.
    found: Option<Vec<Row>>,
    rows: Vec<Row>,
}

/// A code.
struct Row {
    known: shown::Known,
    statuses: String,
    operations: Vec<String>,
}

impl Row {
    fn of(known: &Known<'_>, language: Language) -> Self {
        let statuses: Vec<String> = known.error.status.iter().map(u16::to_string).collect();
        Self {
            known: shown::Known::of(known.error, language),
            statuses: statuses.join(", "),
            operations: known.operations.iter().map(|action| (*action).to_owned()).collect(),
        }
    }
}

async fn list(State(state): State<Shared>, frame: Frame, RawQuery(query): RawQuery) -> Response {
    let query = Form::parse(query.unwrap_or_default().as_bytes());
    page(&state, frame, query.get("q"), "")
}

/// Finds the codes in a pasted text. It is posted, as it can be long and needs no place in an address.
async fn paste(State(state): State<Shared>, frame: Frame, body: Body) -> Response {
    match respond::posted(body).await {
        Some(form) => page(&state, frame, "", form.get("text")),
        None => refused::too_large(frame.language),
    }
}

fn page(state: &Shared, frame: Frame, query: &str, pasted: &str) -> Response {
    let language = frame.language;
    let codes = Codes::of(&state.spec);
    let rows =
        |known: Vec<&Known<'_>>| known.into_iter().map(|known| Row::of(known, language)).collect();
    let page = Page {
        frame,
        query: query.to_owned(),
        pasted: pasted.to_owned(),
        found: (!pasted.is_empty()).then(|| rows(codes.find_in(pasted))),
        rows: rows(codes.search(query)),
    };
    respond::page(StatusCode::OK, &page)
}
