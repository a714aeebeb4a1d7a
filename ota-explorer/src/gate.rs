//! Lets requests through that the guard lets pass and that belong to a session.

use axum::extract::{Request, State};
use axum::http::HeaderValue;
use axum::middleware::Next;
use axum::response::Response;

use crate::address::ENTER;
use crate::guard::HEADERS;
use crate::language::Language;
use crate::refused;
use crate::state::Shared;

/// The beginning of the paths of fixed files, which hold nothing of anybody.
const FILES: &str = "/static/";

/// Lets a request through to its page, or refuses it.
pub(crate) async fn watch(State(state): State<Shared>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let is_open = path == ENTER || path.starts_with(FILES);
    let session = state.guard.session(request.headers());
    let is_in = session.is_some_and(|session| state.door.knows(session));
    let language = Language::of(request.headers());
    let mut response = match state.guard.check(&request) {
        Err((status, why)) => refused::page(language, status, why),
        Ok(()) if is_open || is_in => next.run(request).await,
        Ok(()) => refused::outside(language),
    };
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}
