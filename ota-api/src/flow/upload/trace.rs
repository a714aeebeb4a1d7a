//! Spans and events of uploads for `tracing`. Nothing in them comes from the form or names the file.

use tracing::{Span, field};

use crate::error::Error;
use crate::flow::upload::meter::SlowUpload;

/// The span of an upload.
pub(super) fn upload(size: u64) -> Span {
    tracing::info_span!(
        target: "ota_api",
        "upload",
        otel.kind = "internal",
        http.request.body.size = size,
        ota.attempts = field::Empty,
        error.r#type = field::Empty,
    )
}

/// The span of an attempt.
pub(super) fn attempt(host: &str, number: u32) -> Span {
    tracing::info_span!(
        target: "ota_api",
        "attempt",
        otel.name = "POST",
        otel.kind = "client",
        http.request.method = "POST",
        http.request.resend_count = number - 1,
        http.response.status_code = field::Empty,
        server.address = host,
        error.r#type = field::Empty,
    )
}

/// Notes the end of an attempt.
pub(super) fn response(span: &Span, status: Option<u16>, error: Option<&Error>) {
    if let Some(status) = status.or(error.and_then(Error::http_status)) {
        span.record("http.response.status_code", status);
    }
    result(span, error);
}

/// Notes the end of an upload.
pub(super) fn result(span: &Span, error: Option<&Error>) {
    if let Some(error) = error {
        span.record("ota.attempts", error.attempts());
        span.record("error.type", error.type_name());
    }
}

/// Tells that an attempt failed and another follows.
pub(super) fn again(number: u32, error: &Error) {
    tracing::warn!(
        target: "ota_api",
        { ota.attempts = number, error.r#type = error.type_name() },
        "an upload begins again with a new form"
    );
}

/// Tells that an upload will take longer than its form is good.
pub(super) fn slow(slow: &SlowUpload) {
    tracing::warn!(
        target: "ota_api",
        {
            upload.accepted = slow.accepted(),
            upload.size = slow.size(),
            upload.bytes_per_second = slow.bytes_per_second(),
            upload.form_left = slow.left().as_secs()
        },
        "an upload will take longer than its form is good; the storage may refuse it at the end"
    );
}
