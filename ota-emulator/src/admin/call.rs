//! A request for something of the surface, and why it is denied.

use ota_world::{Change, Failure, document};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::refusal::Refusal;
use crate::request::Request;
use crate::response::Format;
use crate::response::http::HttpResponse;
use crate::service::Service;

/// A request for something of the surface.
pub(super) struct Call<'a> {
    pub(super) service: &'a Service,
    pub(super) request: &'a Request,
    /// The ID in the answer.
    pub(super) id: &'a str,
    /// What the path names after the endpoint; empty if nothing.
    pub(super) item: &'a str,
}

/// Why something of the surface does not do what it is asked.
pub(super) struct Denied {
    pub(super) status: u16,
    pub(super) message: String,
}

impl Denied {
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

impl From<Failure> for Denied {
    fn from(failure: Failure) -> Self {
        Self::bad(failure.message)
    }
}

impl From<Refusal> for Denied {
    fn from(refusal: Refusal) -> Self {
        Self { status: refusal.status, message: refusal.message }
    }
}

impl Call<'_> {
    /// The number in the query after which a list is to begin; 0 if there is none.
    pub(super) fn after(&self) -> Result<u64, Denied> {
        let after = self.request.parameter("after").unwrap_or("0");
        after.parse().map_err(|_| Denied::bad("`after` must be a number, such as `12`"))
    }

    /// The body; one that is empty counts as an object without members.
    pub(super) fn body<T: DeserializeOwned>(&self) -> Result<T, Denied> {
        let bytes = match self.request.body.is_empty() {
            true => b"{}",
            false => &self.request.body[..],
        };
        document::read(bytes, "it").map_err(|error| {
            let (method, path) = (&self.request.method, &self.request.path);
            Denied::bad(format!("the body is not what `{method} {path}` takes: {error}"))
        })
    }

    /// Changes the world, and says when.
    pub(super) fn change(&self, change: Change) -> Result<Value, Denied> {
        self.service.change(self.id, change)??;
        Ok(json!({ "time": self.service.state().simulation.now().to_string() }))
    }
}
