//! What is served under `/_ota/`: the emulator's own surface, beside the service's.

use ota_spec::Value;

use crate::answer::Format;
use crate::reply::Reply;
use crate::request::Request;
use crate::server::Server;

/// What the paths of the surface start with.
pub(crate) const PREFIX: &str = "/_ota/";

/// Whether a path belongs to the surface.
pub(crate) fn serves(path: &str) -> bool {
    path.starts_with(PREFIX) || path == "/_ota"
}

/// Answers a request for one of them.
pub(crate) fn answer(server: &Server, request: &Request, id: &str) -> Reply {
    match (request.method.as_str(), request.path.strip_prefix(PREFIX)) {
        ("GET", Some("health")) => health(server, id),
        _ => {
            let message = format!("nothing is served at `{}`", request.path);
            let error = Value::Object(vec![("error".to_owned(), Value::from(message.as_str()))]);
            Reply { status: 404, ..Reply::new(id.to_owned(), Format::Json, error.to_string()) }
        }
    }
}

fn health(server: &Server, id: &str) -> Reply {
    let service = &server.gateway.spec.service;
    let number = |number: usize| Value::Number(number.to_string());
    let member = |name: &str, value| (name.to_owned(), value);
    let answer = Value::Object(vec![
        member("version", number(1)),
        member("status", Value::from("ok")),
        member("product", Value::from(service.product.as_str())),
        member("apiVersion", Value::from(service.version.as_str())),
        member("operations", number(server.gateway.spec.operations.len())),
    ]);
    Reply::new(id.to_owned(), Format::Json, answer.to_string())
}
