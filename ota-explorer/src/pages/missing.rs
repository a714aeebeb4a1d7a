//! The page of an address that there is not.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;

use super::frame::Frame;
use crate::respond;
use crate::state::Shared;

#[derive(Template)]
#[template(path = "missing.html")]
struct Missing {
    frame: Frame,
}

pub(super) async fn page(State(state): State<Shared>, headers: HeaderMap, uri: Uri) -> Response {
    respond::page(StatusCode::NOT_FOUND, &Missing { frame: Frame::of(&state, &headers, &uri) })
}
