//! Responses, and the forms of requests.

use askama::Template;
use axum::body::Body;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

use crate::form::{Form, LARGEST};

/// A page as a response.
pub(crate) fn page(status: StatusCode, template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => (status, Html(html)).into_response(),
        // Writing to memory does not fail.
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}

/// Leads to another page of this server, which is loaded with `GET`.
pub(crate) fn lead_to(path: &str) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, path.to_owned())]).into_response()
}

/// Reads a posted form; `None` if it is too large, or was broken off.
pub(crate) async fn posted(body: Body) -> Option<Form> {
    let bytes = axum::body::to_bytes(body, LARGEST).await.ok()?;
    Some(Form::parse(&bytes))
}
