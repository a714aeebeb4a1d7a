//! The admin API under `/_ota/`: the emulator's own, beside the service's.
//!
//! JSON in and out, without a signature: the guard lets in only callers on this machine, and none
//! that could be a web page. It never sends a header that would let a page read a response.

mod call;
mod endpoints;
mod faults;
mod fleet;
mod state;
mod time;
mod world;

use serde_json::Value;

use crate::rejection::Rejection;
use crate::request::Request;
use crate::response::Format;
use crate::response::http::HttpResponse;
use crate::service::Service;

use call::{AdminError, Call};
use endpoints::{ENDPOINTS, Endpoint};

pub(crate) use endpoints::PREFIX;

/// Whether a path belongs to the admin API.
pub(crate) fn serves(path: &str) -> bool {
    path.starts_with(PREFIX) || path == "/_ota"
}

/// Whether a request is answered at once, whatever the world is busy with: it takes no lock that
/// is held for long.
pub(crate) fn is_quick(request: &Request) -> bool {
    matches!(request.path.strip_prefix(PREFIX), Some("" | "health"))
}

/// Responds to a request of the admin API.
pub(crate) fn respond(service: &Service, request: &Request, id: &str) -> HttpResponse {
    match dispatch(service, request, id) {
        Ok(response) => HttpResponse::new(id.to_owned(), Format::Json, response.to_string()),
        Err(error) => error.into_response(id),
    }
}

/// The response to a request that the guard rejected.
pub(crate) fn reject(rejection: &Rejection, id: &str) -> HttpResponse {
    AdminError::from(rejection.clone()).into_response(id)
}

fn dispatch(service: &Service, request: &Request, id: &str) -> Result<Value, AdminError> {
    let path = request.path.strip_prefix(PREFIX).unwrap_or_default();
    let found: Vec<(&Endpoint, &str)> =
        ENDPOINTS.iter().filter_map(|known| Some((known, known.item(path)?))).collect();
    if found.is_empty() {
        let mut paths: Vec<&str> = ENDPOINTS.iter().map(|known| known.path).collect();
        paths.dedup();
        return Err(AdminError::missing(format!(
            "nothing is served at `{}`; there is `{PREFIX}` with `{}`",
            request.path,
            paths[1..].join("`, `")
        )));
    }
    let Some((endpoint, item)) = found.iter().find(|(known, _)| known.method == request.method)
    else {
        let allowed: Vec<&str> = found.iter().map(|(known, _)| known.method).collect();
        return Err(AdminError {
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
