//! A request of the admin API, and its error.

use ota_world::{Change, Refusal, document};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::rejection::Rejection;
use crate::request::Request;
use crate::response::Format;
use crate::response::http::HttpResponse;
use crate::service::Service;

/// A request of the admin API.
pub(super) struct Call<'a> {
    pub(super) service: &'a Service,
    pub(super) request: &'a Request,
    /// The ID in the response.
    pub(super) id: &'a str,
    /// The item that the path names after the endpoint; empty if none.
    pub(super) item: &'a str,
}

/// An error of the admin API.
pub(super) struct AdminError {
    pub(super) status: u16,
    pub(super) message: String,
}

impl AdminError {
    pub(super) fn bad(message: impl Into<String>) -> Self {
        Self { status: 400, message: message.into() }
    }

    pub(super) fn missing(message: impl Into<String>) -> Self {
        Self { status: 404, message: message.into() }
    }

    pub(super) fn into_response(self, id: &str) -> HttpResponse {
        let error = json!({ "error": self.message });
        HttpResponse {
            status: self.status,
            ..HttpResponse::new(id.to_owned(), Format::Json, error.to_string())
        }
    }
}

impl From<Refusal> for AdminError {
    fn from(refusal: Refusal) -> Self {
        Self::bad(refusal.message)
    }
}

impl From<Rejection> for AdminError {
    fn from(rejection: Rejection) -> Self {
        Self { status: rejection.status, message: rejection.message }
    }
}

impl Call<'_> {
    /// The number after which a list begins, from the query; 0 if absent.
    pub(super) fn after(&self) -> Result<u64, AdminError> {
        let after = self.request.parameter("after").unwrap_or("0");
        after.parse().map_err(|_| AdminError::bad("`after` must be a number, such as `12`"))
    }

    /// The body; an empty one counts as an object without members.
    pub(super) fn body<T: DeserializeOwned>(&self) -> Result<T, AdminError> {
        let bytes = if self.request.body.is_empty() { &b"{}"[..] } else { &self.request.body[..] };
        document::read(bytes, "it").map_err(|error| {
            let (method, path) = (&self.request.method, &self.request.path);
            AdminError::bad(format!("the body is not what `{method} {path}` takes: {error}"))
        })
    }

    /// Changes the world, and says when.
    pub(super) fn change(&self, change: Change) -> Result<Value, AdminError> {
        self.service.change(self.id, change)??;
        Ok(json!({ "time": self.service.state().simulation.now().to_string() }))
    }
}
