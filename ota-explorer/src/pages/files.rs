//! The fixed files of the page: they are in the program.

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::get;

use crate::state::Shared;

const STYLE: &str = include_str!("../../static/style.css");
const SCRIPT: &str = include_str!("../../static/script.js");
const ICON: &str = include_str!("../../static/icon.svg");

pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/static/style.css", get(|| file("text/css; charset=utf-8", STYLE)))
        .route("/static/script.js", get(|| file("text/javascript; charset=utf-8", SCRIPT)))
        .route("/static/icon.svg", get(|| file("image/svg+xml", ICON)))
}

async fn file(kind: &'static str, text: &'static str) -> impl IntoResponse {
    ([(CONTENT_TYPE, kind)], text)
}
