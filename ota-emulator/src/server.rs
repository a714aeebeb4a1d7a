//! From an HTTP request to an HTTP response.

pub(crate) mod body;
mod files;
mod work;

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderValue, Response, header};
use jiff::Timestamp;

use crate::admin;
use crate::connection::Peer;
use crate::faults;
use crate::guard::Guard;
use crate::record::Received;
use crate::rejection::Rejection;
use crate::request::Request;
use crate::response::Format;
use crate::response::http::HttpResponse;
use crate::service::Service;

use body::LARGEST_DOCUMENT;
use work::Work;

/// A service that is reached over HTTP.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) guard: Guard,
    pub(crate) service: Arc<Service>,
}

impl Server {
    pub(crate) fn router(self) -> Router {
        Router::new().fallback(serve).with_state(Arc::new(self))
    }
}

async fn serve(
    State(server): State<Arc<Server>>,
    ConnectInfo(peer): ConnectInfo<Peer>,
    request: axum::extract::Request,
) -> Response<Body> {
    let serving = peer.life().serve();
    serving.until_written(respond(&server, &peer, request).await)
}

async fn respond(server: &Server, peer: &Peer, request: axum::extract::Request) -> Response<Body> {
    let service = &server.service;
    let id = service.request_ids.next();
    let time = Timestamp::try_from(service.clock.now()).unwrap_or_default();
    let (parts, body) = request.into_parts();
    let body = body::paced(body);
    let is_admin = admin::serves(parts.uri.path());
    let mut received = Received::new(parts.method.as_str(), parts.uri.path(), &id, time);
    // No body is read before the guard has agreed.
    if let Err(rejection) = server.guard.check(&parts, peer) {
        if is_admin {
            return admin::reject(&rejection, &id).into_response();
        }
        let request = Request::new(&parts.method, &parts.uri, &parts.headers, Bytes::new());
        let format = request.format().unwrap_or(Format::Xml);
        let response = service.reject(&rejection, format, &id).into_response();
        received.fill(&response, None);
        service.record().add(received);
        return response;
    }
    if is_admin {
        let request = body::request(&parts, body, LARGEST_DOCUMENT).await;
        if admin::is_quick(&request) {
            return admin::respond(service, &request, &id).into_response();
        }
        return perform(service, request, &id, admin::respond).await.into_response();
    }
    let work = Work::read(parts, body).await;
    match &work {
        Work::File(..) => received.describe_file(work.operation()),
        Work::Call(request) => received.describe(request, &service.gateway),
    }
    let hit = service.faults().draw(work.operation());
    let asked = work.format();
    let reject = |rejection: &Rejection, format: Option<Format>| {
        service.reject(rejection, format.unwrap_or(asked), &id)
    };
    let instead = hit.as_ref().and_then(|hit| faults::instead(&hit.effect, reject));
    let response = match (instead, hit.as_ref().is_none_or(|hit| hit.effect.acts())) {
        (None, _) => act(service, work, &id).await,
        (Some(response), true) => {
            drop(act(service, work, &id).await);
            response.into_response()
        }
        (Some(response), false) => {
            work.skip().await;
            response.into_response()
        }
    };
    received.fill(&response, hit.as_ref());
    service.record().add(received);
    let mut response = match hit {
        None => response,
        Some(hit) => faults::deliver(&hit.effect, response, peer, service.clock.now()).await,
    };
    // Strings and files of a caller come back; no browser may take them for a page.
    let nosniff = HeaderValue::from_static("nosniff");
    response.headers_mut().insert(header::X_CONTENT_TYPE_OPTIONS, nosniff);
    response
}

/// Carries out a request.
async fn act(service: &Arc<Service>, work: Work, id: &str) -> Response<Body> {
    let format = work.format();
    match work {
        Work::File(request, parts, body) => files::serve(service, request, &parts, body, id).await,
        Work::Call(request) => {
            let respond = move |service: &Service, request: &Request, id: &str| {
                service.respond(request, format, id)
            };
            perform(service, request, id, respond).await.into_response()
        }
    }
}

/// Responds to a request. This may wait for the disk or for a world that is busy, which must not
/// block the threads of the runtime.
async fn perform(
    service: &Arc<Service>,
    request: Request,
    id: &str,
    respond: impl FnOnce(&Service, &Request, &str) -> HttpResponse + Send + 'static,
) -> HttpResponse {
    let (working, working_id) = (service.clone(), id.to_owned());
    let work = move || respond(&working, &request, &working_id);
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| {
        let rejection = Rejection::unavailable("there is no response to the call; call again");
        service.reject(&rejection, Format::Xml, id)
    })
}
