//! Errors of the HTTP library.

use std::time::Duration;

use crate::error::Error;
use crate::error::kind::Kind;

/// The error of a client that cannot be set up.
pub(super) fn configuration(error: &dyn std::error::Error) -> Error {
    Error::configuration(format!("the HTTP client cannot be set up: {}", causes(error)))
}

/// The error and its causes in one line.
fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    text
}

/// The error of a failed exchange, without the URL, which holds the signature with V1.
pub(super) fn failed(error: reqwest::Error, connect: Duration) -> Error {
    let error = error.without_url();
    if error.is_connect() && error.is_timeout() {
        return Error::new(Kind::Deadline(connect, false));
    }
    if error.is_builder() {
        return Error::configuration(format!("the request cannot be built: {}", causes(&error)));
    }
    let text: Box<dyn std::error::Error + Send + Sync> = causes(&error).into();
    Error::new(if error.is_connect() { Kind::NotSent(text) } else { Kind::Lost(text) })
}
