//! What is served under `/_ota/`: the emulator's own surface, beside the service's.
//!
//! JSON in and out. It asks for no signature: the guard lets only callers on this machine in, and
//! none that a web page could be. It never sends a header that would let a page read an answer.

mod call;
mod endpoints;
mod faults;
mod fleet;
mod state;
mod time;
mod world;

use serde_json::Value;

use crate::refusal::Refusal;
use crate::request::Request;
use crate::response::Format;
use crate::response::http::HttpResponse;
use crate::service::Service;

use call::{Call, Denied};
use endpoints::{ENDPOINTS, Endpoint};

pub(crate) use endpoints::PREFIX;

/// Whether a path belongs to the surface.
pub(crate) fn serves(path: &str) -> bool {
    path.starts_with(PREFIX) || path == "/_ota"
}

/// Answers a request for something of the surface.
pub(crate) fn respond(service: &Service, request: &Request, id: &str) -> HttpResponse {
    match dispatch(service, request, id) {
        Ok(answer) => HttpResponse::new(id.to_owned(), Format::Json, answer.to_string()),
        Err(denied) => denied.into_response(id),
    }
}

/// The answer to what the guard refused.
pub(crate) fn refuse(refusal: &Refusal, id: &str) -> HttpResponse {
    Denied::from(refusal.clone()).into_response(id)
}

fn dispatch(service: &Service, request: &Request, id: &str) -> Result<Value, Denied> {
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
    (endpoint.act)(&Call { service, request, id, item })
}
