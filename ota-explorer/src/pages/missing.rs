//! The page of an address that there is not.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use super::frame::Frame;
use crate::respond;

#[derive(Template)]
#[template(path = "missing.html")]
struct Missing {
    frame: Frame,
}

pub(super) async fn page(frame: Frame) -> Response {
    of(frame)
}

/// The page in this frame.
pub(super) fn of(frame: Frame) -> Response {
    respond::page(StatusCode::NOT_FOUND, &Missing { frame })
}
