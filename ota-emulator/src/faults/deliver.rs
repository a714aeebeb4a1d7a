//! From an answer and what goes wrong with it to what is sent.

use std::time::{Duration, SystemTime};

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, Response, header};
use jiff::Timestamp;

use super::effect::{AnswerFormat, Effect};
use super::spoil::{self, Cut, Drip, Padded};
use crate::answer::Format;
use crate::connection::Peer;
use crate::refusal::Refusal;
use crate::reply::Reply;

const PAGE: &str = "<!DOCTYPE html>\n<html><head><title>Bad Gateway</title></head><body>\
                    <h1>Bad Gateway</h1><p>The server behind this one gave no answer.</p></body>\
                    </html>\n";

/// The answer that takes the place of the operation's own, if the effect has one. `refuse` writes
/// errors of the gateway, in the format that is given or else in the one that the call asks for.
pub(crate) fn instead(
    effect: &Effect,
    refuse: impl FnOnce(&Refusal, Option<Format>) -> Reply,
) -> Option<Reply> {
    let status_only =
        |status: u16, message: &str| Refusal::new("ServiceUnavailable", status, message);
    Some(match effect {
        Effect::Status { status, code, message, format, .. } => {
            let format = format.map(|format| match format {
                AnswerFormat::Json => Format::Json,
                AnswerFormat::Xml => Format::Xml,
            });
            refuse(&Refusal::new(code, *status, message), format)
        }
        Effect::Throttled { retry_after } => {
            let message = "Request was denied due to request throttling.";
            let refusal = Refusal {
                retry_after: Some(*retry_after),
                ..Refusal::new("Throttling", 400, message)
            };
            refuse(&refusal, None)
        }
        Effect::Page { status, .. } => {
            let mut reply = refuse(&status_only(*status, ""), None);
            reply.code = None;
            reply.headers.push((header::CONTENT_TYPE, HeaderValue::from_static("text/html")));
            PAGE.clone_into(&mut reply.body);
            reply
        }
        Effect::Redirect { location, status } => {
            let mut reply = refuse(&status_only(*status, "go elsewhere"), None);
            reply.code = None;
            if let Ok(location) = HeaderValue::from_str(location) {
                reply.headers.push((header::LOCATION, location));
            }
            reply.body.clear();
            reply
        }
        // Nothing of it is sent.
        Effect::Close { .. } | Effect::Reset { .. } => refuse(&status_only(503, ""), None),
        _ => return None,
    })
}

/// Sends an answer as the effect has it. `now` is the emulator's clock.
pub(crate) async fn deliver(
    effect: &Effect,
    response: Response<Body>,
    peer: &Peer,
    now: SystemTime,
) -> Response<Body> {
    let whole = |response: Response<Body>, body: Bytes| response.map(|_| Body::from(body));
    let (head, body) = response.into_parts();
    // It is one of the emulator's own answers, which are in memory already.
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default();
    let mut response = Response::from_parts(head, Body::empty());
    match effect {
        Effect::Close { .. } => peer.close(),
        Effect::Reset { .. } => peer.reset(),
        Effect::Cut { reset } => {
            set_length(&mut response, body.len() as u64);
            let half = body.slice(..body.len() / 2);
            let cut = Cut { half: Some(half), is_sent: false, peer: peer.clone(), reset: *reset };
            return response.map(|_| Body::from_stream(cut));
        }
        Effect::Slow { milliseconds } => {
            tokio::time::sleep(Duration::from_millis(*milliseconds)).await;
        }
        Effect::Drip { bytes, milliseconds } => {
            set_length(&mut response, body.len() as u64);
            let drip = Drip::new(body, *bytes, Duration::from_millis(*milliseconds));
            return response.map(|_| Body::from_stream(drip));
        }
        Effect::Huge { bytes } => {
            set_length(&mut response, (body.len() as u64).saturating_add(*bytes));
            let padded = Padded::new(body, *bytes);
            return response.map(|_| Body::from_stream(padded));
        }
        Effect::WrongType { member } => {
            let text = spoil::wrong_type(&String::from_utf8_lossy(&body), member);
            return whole(response, Bytes::from(text));
        }
        Effect::Malformed {} => {
            let half = body.slice(..body.len() / 2);
            return whole(response, half);
        }
        Effect::Empty {} => return whole(response, Bytes::new()),
        Effect::SkewedDate { seconds } => {
            if let Some(date) = date(now, *seconds) {
                response.headers_mut().insert(header::DATE, date);
            }
        }
        Effect::ContentType { content_type } => {
            if let Ok(value) = HeaderValue::from_str(content_type) {
                response.headers_mut().insert(header::CONTENT_TYPE, value);
            }
        }
        // The answer itself is what is wrong.
        Effect::Status { .. }
        | Effect::Throttled { .. }
        | Effect::Page { .. }
        | Effect::Redirect { .. } => {}
    }
    whole(response, body)
}

fn set_length(response: &mut Response<Body>, length: u64) {
    response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(length));
}

/// A time as the header `Date` has it.
fn date(now: SystemTime, seconds: i64) -> Option<HeaderValue> {
    let now = Timestamp::try_from(now).ok()?;
    let skewed = Timestamp::from_second(now.as_second().saturating_add(seconds)).ok()?;
    let text = skewed.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
    HeaderValue::from_str(&text).ok()
}
