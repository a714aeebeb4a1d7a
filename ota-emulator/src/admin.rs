//! What is served under `/_ota/`: the emulator's own surface, beside the service's.
//!
//! JSON in and out. It asks for no signature: the guard lets only callers on this machine in, and
//! none that a web page could be. It never sends a header that would let a page read an answer.

mod endpoints;
mod faults;
mod fleet;
mod state;
mod time;
mod world;

use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::answer::{Failure, Format};
use crate::document;
use crate::refusal::Refusal;
use crate::request::Request;
use crate::server::Server;
use crate::server::reply::Reply;

use endpoints::{ENDPOINTS, Endpoint};

pub use world::{InstanceCounts, WorldCounts};

/// What the paths of the surface start with.
pub(crate) const PREFIX: &str = "/_ota/";

/// Whether a path belongs to the surface.
pub(crate) fn serves(path: &str) -> bool {
    path.starts_with(PREFIX) || path == "/_ota"
}

/// Answers a request for something of the surface.
pub(crate) fn answer(server: &Server, request: &Request, id: &str) -> Reply {
    match dispatch(server, request, id) {
        Ok(answer) => Reply::new(id.to_owned(), Format::Json, answer.to_string()),
        Err(denied) => denied.into_reply(id),
    }
}

/// The answer to what the guard refused.
pub(crate) fn refuse(refusal: &Refusal, id: &str) -> Reply {
    Denied::from(refusal.clone()).into_reply(id)
}

/// A request for something of the surface.
struct Call<'a> {
    server: &'a Server,
    request: &'a Request,
    /// The ID in the answer.
    id: &'a str,
    /// What the path names after the endpoint; empty if nothing.
    item: &'a str,
}

/// Why something of the surface does not do what it is asked.
struct Denied {
    status: u16,
    message: String,
}

impl Denied {
    fn bad(message: impl Into<String>) -> Self {
        Self { status: 400, message: message.into() }
    }

    fn missing(message: impl Into<String>) -> Self {
        Self { status: 404, message: message.into() }
    }

    fn into_reply(self, id: &str) -> Reply {
        let error = json!({ "error": self.message });
        Reply { status: self.status, ..Reply::new(id.to_owned(), Format::Json, error.to_string()) }
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

fn dispatch(server: &Server, request: &Request, id: &str) -> Result<Value, Denied> {
    let path = request.path.strip_prefix(PREFIX).unwrap_or_default();
    let found: Vec<(&Endpoint, &str)> =
        ENDPOINTS.iter().filter_map(|known| Some((known, known.item(path)?))).collect();
    if found.is_empty() {
        let mut paths: Vec<&str> = ENDPOINTS.iter().map(|known| known.path).collect();
        paths.dedup();
        return Err(Denied::missing(format!(
            "nothing is served at `{}`; there is `{PREFIX}` with `{}`",
            request.path,
            paths[1..].join("`, `")
        )));
    }
    let Some((endpoint, item)) = found.iter().find(|(known, _)| known.method == request.method)
    else {
        let allowed: Vec<&str> = found.iter().map(|(known, _)| known.method).collect();
        return Err(Denied {
            status: 405,
            message: format!(
                "the method `{}` is not allowed at `{}`; send `{}`",
                request.method,
                request.path,
                allowed.join("` or `")
            ),
        });
    };
    if let Some(defect) = &request.defect {
        return Err(defect.clone().into());
    }
    (endpoint.act)(&Call { server, request, id, item })
}

impl Call<'_> {
    /// The number in the query after which a list is to begin; 0 if there is none.
    fn after(&self) -> Result<u64, Denied> {
        let after = self.request.parameter("after").unwrap_or("0");
        after.parse().map_err(|_| Denied::bad("`after` must be a number, such as `12`"))
    }

    /// The body; one that is empty counts as an object without members.
    fn body<T: DeserializeOwned>(&self) -> Result<T, Denied> {
        let bytes = match self.request.body.is_empty() {
            true => b"{}",
            false => &self.request.body[..],
        };
        document::read(bytes, "it").map_err(|error| {
            let (method, path) = (&self.request.method, &self.request.path);
            Denied::bad(format!("the body is not what `{method} {path}` takes: {error}"))
        })
    }
}
