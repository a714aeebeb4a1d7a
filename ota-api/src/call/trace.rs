//! Spans for `tracing`, one for a call and one for each attempt, with the field names of OpenTelemetry. Nothing in
//! them comes from a request or is a secret, also if a server repeats one in the place of a code or an ID.

use tracing::{Span, field};

use crate::call::checked::Call;
use crate::call::settings::Settings;
use crate::error::Error;
use crate::response::typed::Response;

/// The span of a call.
pub(crate) fn call(settings: &Settings, call: &Call<'_>) -> Span {
    tracing::info_span!(
        target: "ota_api",
        "call",
        otel.name = call.action,
        otel.kind = "internal",
        rpc.system = "alibaba_cloud",
        rpc.service = call.service.product,
        rpc.method = call.action,
        server.address = settings.endpoint.host,
        ota.request_id = field::Empty,
        ota.attempts = field::Empty,
        error.r#type = field::Empty,
    )
}

/// The span of an attempt.
pub(crate) fn attempt(settings: &Settings, call: &Call<'_>, number: u32) -> Span {
    tracing::info_span!(
        target: "ota_api",
        "attempt",
        otel.name = call.method.as_str(),
        otel.kind = "client",
        http.request.method = call.method.as_str(),
        http.request.resend_count = number - 1,
        http.response.status_code = field::Empty,
        server.address = settings.endpoint.host,
        ota.request_id = field::Empty,
        error.r#type = field::Empty,
    )
}

/// Notes the response of a call or an attempt, or its error.
pub(crate) fn result<R>(span: &Span, response: Option<&Response<R>>, error: Option<&Error>) {
    if span.is_disabled() {
        return;
    }
    if let Some(response) = response {
        span.record("http.response.status_code", response.http_status());
        record_id(span, response.request_id());
        span.record("ota.attempts", response.attempts());
    }
    if let Some(error) = error {
        if let Some(status) = error.http_status() {
            span.record("http.response.status_code", status);
        }
        if let Some(id) = error.request_id() {
            record_id(span, id);
        }
        span.record("ota.attempts", error.attempts());
        span.record("error.type", error.type_name());
    }
}

/// Notes the ID of a request, if it can be one.
fn record_id(span: &Span, id: &str) {
    let is_id = |id: &str| id.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    if id.len() <= 64 && is_id(id) {
        span.record("ota.request_id", id);
    }
}
