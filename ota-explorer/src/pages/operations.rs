//! The list of operations, with its search.

use askama::Template;
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;

use super::frame::Frame;
use crate::form::Form;
use crate::html::Inline;
use crate::search::{Found, SHOWN};
use crate::state::Shared;
use crate::{prose, respond};

pub(super) fn routes() -> Router<Shared> {
    Router::new().route("/", get(list))
}

#[derive(Template)]
#[template(path = "operations.html")]
struct Operations {
    frame: Frame,
    product: String,
    summary: Inline,
    query: String,
    groups: Vec<Group>,
    /// How many were found and are not shown.
    more: usize,
}

struct Group {
    name: String,
    rows: Vec<Row>,
}

struct Row {
    action: String,
    summary: Inline,
    methods: String,
    is_deprecated: bool,
    by: Option<String>,
}

async fn list(State(state): State<Shared>, frame: Frame, RawQuery(query): RawQuery) -> Response {
    let language = frame.language;
    let query = Form::parse(query.unwrap_or_default().as_bytes()).take("q");
    let found = state.index.search(&query);
    let more = found.len().saturating_sub(SHOWN);
    let mut groups: Vec<Group> = Vec::new();
    for Found { place, by } in found.into_iter().take(SHOWN) {
        let operation = &state.spec.operations[place];
        let row = Row {
            action: operation.action.clone(),
            summary: prose::text(language, &operation.summary, operation.zh.as_ref()),
            methods: super::shown::methods(operation),
            is_deprecated: operation.deprecated.is_some(),
            by,
        };
        match groups.iter_mut().find(|group| group.name == operation.group) {
            Some(group) => group.rows.push(row),
            None => groups.push(Group { name: operation.group.clone(), rows: vec![row] }),
        }
    }
    let service = &state.spec.service;
    let page = Operations {
        frame,
        product: format!("{} {}", service.product, service.version),
        summary: prose::text(language, &service.summary, service.zh.as_ref()),
        query,
        groups,
        more,
    };
    respond::page(StatusCode::OK, &page)
}
