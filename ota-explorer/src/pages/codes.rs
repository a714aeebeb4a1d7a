//! The error codes: all that are known, a search, and a place to paste an error.

use askama::Template;
use axum::Router;
use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use axum::routing::get;
use ota_spec::model::{Layer, Retry};

use super::frame::Frame;
use crate::codes::{Codes, Known};
use crate::form::Form;
use crate::html::Inline;
use crate::language::Labels;
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
    code: String,
    layer: &'static str,
    statuses: String,
    meaning: Inline,
    advice: Inline,
    retry: &'static str,
    operations: Vec<String>,
}

impl Row {
    fn of(known: &Known<'_>, t: &'static Labels) -> Self {
        let error = known.error;
        let statuses: Vec<String> = error.status.iter().map(u16::to_string).collect();
        Self {
            code: error.code.clone(),
            layer: match error.layer {
                Layer::Business => t.layer_business,
                Layer::Gateway => t.layer_gateway,
                Layer::Client => t.layer_client,
                Layer::Oss => t.layer_oss,
            },
            statuses: statuses.join(", "),
            meaning: Inline::new(&*error.meaning),
            advice: Inline::new(&*error.advice),
            retry: match error.retry {
                Retry::Never => t.retry_never,
                Retry::Once => t.retry_once,
                Retry::Backoff => t.retry_backoff,
            },
            operations: known.operations.iter().map(|action| (*action).to_owned()).collect(),
        }
    }
}

async fn list(
    State(state): State<Shared>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    let query = Form::parse(query.unwrap_or_default().as_bytes());
    page(&state, &headers, &uri, query.get("q"), "")
}

/// Finds the codes in a pasted text. It is posted, as it can be long and needs no place in an address.
async fn paste(State(state): State<Shared>, headers: HeaderMap, uri: Uri, body: Body) -> Response {
    let Some(form) = respond::posted(body).await else {
        return refused::too_large(&headers);
    };
    page(&state, &headers, &uri, "", form.get("text"))
}

fn page(state: &Shared, headers: &HeaderMap, uri: &Uri, query: &str, pasted: &str) -> Response {
    let frame = Frame::of(state, headers, uri);
    let t = frame.t;
    let codes = Codes::of(&state.spec);
    let rows = |known: Vec<&Known<'_>>| known.into_iter().map(|known| Row::of(known, t)).collect();
    let page = Page {
        frame,
        query: query.to_owned(),
        pasted: pasted.to_owned(),
        found: (!pasted.is_empty()).then(|| rows(codes.find_in(pasted))),
        rows: rows(codes.search(query)),
    };
    respond::page(StatusCode::OK, &page)
}
