//! The page of a request that is refused.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use crate::html::Inline;
use crate::language::{Labels, Language};
use crate::respond;

#[derive(Template)]
#[template(path = "refused.html")]
struct Refused {
    t: &'static Labels,
    code: &'static str,
    message: Inline,
}

/// Says why by a label. It has nothing of what the server holds.
pub(crate) fn page(
    language: Language,
    status: StatusCode,
    why: fn(&Labels) -> &'static str,
) -> Response {
    refuse(language, status, Inline::new(why(language.labels())))
}

/// Says how to come in.
pub(crate) fn outside(language: Language) -> Response {
    page(language, StatusCode::FORBIDDEN, |labels| labels.enter_again)
}

/// A form is larger than it may be.
pub(crate) fn too_large(language: Language) -> Response {
    page(language, StatusCode::PAYLOAD_TOO_LARGE, |labels| labels.too_large)
}

fn refuse(language: Language, status: StatusCode, message: Inline) -> Response {
    let (t, code) = (language.labels(), language.code());
    respond::page(status, &Refused { t, code, message })
}
