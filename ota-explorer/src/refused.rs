//! The page of a request that is refused.

use askama::Template;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use crate::language::{Labels, Language};
use crate::respond;

#[derive(Template)]
#[template(path = "refused.html")]
struct Refused {
    t: &'static Labels,
    code: &'static str,
    message: String,
}

/// Says why; an empty message says how to come in. It has nothing of what the server holds.
pub(crate) fn page(headers: &HeaderMap, status: StatusCode, message: &str) -> Response {
    let language = Language::of(headers);
    let t = language.labels();
    let message = if message.is_empty() { t.enter_again } else { message }.to_owned();
    respond::page(status, &Refused { t, code: language.code(), message })
}

/// A form is larger than it may be.
pub(crate) fn too_large(headers: &HeaderMap) -> Response {
    let t = Language::of(headers).labels();
    page(headers, StatusCode::PAYLOAD_TOO_LARGE, t.too_large)
}
