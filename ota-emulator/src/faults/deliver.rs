//! Sends responses with the effects of faults.

use std::time::{Duration, SystemTime};

use axum::body::Body;
use axum::http::{HeaderValue, Response, header};

use super::effect::{Effect, ResponseFormat};
use super::spoil::{self, Cut, Drip, Padded};
use crate::connection::Peer;
use crate::rejection::Rejection;
use crate::response::Format;
use crate::response::http::{self, HttpResponse};

/// The largest body that is reshaped, in bytes.
const LARGEST: usize = 64 * 1024 * 1024;

const PAGE: &str = "<!DOCTYPE html>\n<html><head><title>Bad Gateway</title></head><body>\
                    <h1>Bad Gateway</h1><p>The server behind this one gave no response.</p></body>\
                    </html>\n";

/// The response that takes the place of the operation's own, if the effect has one. `reject` writes
/// errors of the gateway, in the format that is given or else in the one that the call asks for.
pub(crate) fn instead(
    effect: &Effect,
    reject: impl FnOnce(&Rejection, Option<Format>) -> HttpResponse,
) -> Option<HttpResponse> {
    let status_only =
        |status: u16, message: &str| Rejection::new("ServiceUnavailable", status, message);
    Some(match effect {
        Effect::Status { status, code, message, format, .. } => {
            let format = format.map(|format| match format {
                ResponseFormat::Json => Format::Json,
                ResponseFormat::Xml => Format::Xml,
            });
            reject(&Rejection::new(code, *status, message), format)
        }
        Effect::Throttled { retry_after } => {
            let message = "Request was denied due to request throttling.";
            let rejection = Rejection {
                retry_after: Some(*retry_after),
                ..Rejection::new("Throttling", 400, message)
            };
            reject(&rejection, None)
        }
        Effect::Page { status, .. } => {
            let mut response = reject(&status_only(*status, ""), None);
            response.code = None;
            response.headers.push((header::CONTENT_TYPE, HeaderValue::from_static("text/html")));
            PAGE.clone_into(&mut response.body);
            response
        }
        Effect::Redirect { location, status } => {
            let mut response = reject(&status_only(*status, "go elsewhere"), None);
            response.code = None;
            if let Ok(location) = HeaderValue::from_str(location) {
                response.headers.push((header::LOCATION, location));
            }
            response.body.clear();
            response
        }
        // None of it is sent.
        Effect::Close { .. } | Effect::Reset { .. } => reject(&status_only(503, ""), None),
        _ => return None,
    })
}

/// Sends a response as the effect has it. `now` is the emulator's clock.
pub(crate) async fn deliver(
    effect: &Effect,
    response: Response<Body>,
    peer: &Peer,
    now: SystemTime,
) -> Response<Body> {
    let mut response = response;
    match effect {
        Effect::Close { .. } => peer.close(),
        Effect::Reset { .. } => peer.reset(),
        Effect::Slow { milliseconds } => {
            tokio::time::sleep(Duration::from_millis(*milliseconds)).await;
        }
        Effect::SkewedDate { seconds } => {
            if let Some(date) = http::date(now, *seconds) {
                response.headers_mut().insert(header::DATE, date);
            }
        }
        Effect::ContentType { content_type } => {
            if let Ok(value) = HeaderValue::from_str(content_type) {
                response.headers_mut().insert(header::CONTENT_TYPE, value);
            }
        }
        // The response itself is the fault.
        Effect::Status { .. }
        | Effect::Throttled { .. }
        | Effect::Page { .. }
        | Effect::Redirect { .. } => {}
        Effect::Cut { .. }
        | Effect::Drip { .. }
        | Effect::Huge { .. }
        | Effect::WrongType { .. }
        | Effect::Malformed {}
        | Effect::Empty {} => return reshape(effect, response, peer).await,
    }
    response
}

/// Sends another body than that of the response.
async fn reshape(effect: &Effect, response: Response<Body>, peer: &Peer) -> Response<Body> {
    let (mut head, body) = response.into_parts();
    let Ok(body) = axum::body::to_bytes(body, LARGEST).await else {
        // The download of a large file is the only response of that size; it breaks off.
        peer.close();
        return Response::from_parts(head, Body::empty());
    };
    let half = body.slice(..body.len() / 2);
    let mut length = body.len() as u64;
    let body = match effect {
        Effect::Cut { reset } => Body::from_stream(Cut::new(half, peer.clone(), *reset)),
        Effect::Drip { bytes, milliseconds } => {
            Body::from_stream(Drip::new(body, *bytes, Duration::from_millis(*milliseconds)))
        }
        Effect::Huge { bytes } => {
            length = length.saturating_add(*bytes);
            Body::from_stream(Padded::new(body, *bytes))
        }
        Effect::WrongType { member } => {
            let text = spoil::wrong_type(&String::from_utf8_lossy(&body), member);
            length = text.len() as u64;
            Body::from(text)
        }
        Effect::Malformed {} => {
            length = half.len() as u64;
            Body::from(half)
        }
        _ => {
            length = 0;
            Body::empty()
        }
    };
    head.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    Response::from_parts(head, body)
}
