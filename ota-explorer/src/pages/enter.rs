//! The address with the token.

use askama::Template;
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::address::ENTER;
use crate::form::Form;
use crate::language::{Labels, Language};
use crate::state::Shared;
use crate::{refused, respond};

pub(super) fn routes() -> Router<Shared> {
    Router::new().route(ENTER, get(enter))
}

/// Leads on by itself. A redirect would not do: where the address was opened from another site, browsers do not send the new
/// cookie with it.
#[derive(Template)]
#[template(path = "entered.html")]
struct Entered {
    t: &'static Labels,
    code: &'static str,
}

async fn enter(
    State(state): State<Shared>,
    RawQuery(query): RawQuery,
    language: Language,
) -> Response {
    let query = Form::parse(query.unwrap_or_default().as_bytes());
    let Some(session) = state.door.enter(query.get("token")) else {
        return refused::outside(language);
    };
    let page = Entered { t: language.labels(), code: language.code() };
    let cookie = [(header::SET_COOKIE, state.guard.set_cookie(&session))];
    (cookie, respond::page(StatusCode::OK, &page)).into_response()
}
