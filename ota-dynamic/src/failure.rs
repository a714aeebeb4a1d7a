//! Failed calls in words.

use std::error::Error as _;

use ota_spec::visible;

/// The error of a call with everything that led to it, one cause on each line. What came from elsewhere is made safe to show.
pub fn message(error: &ota_api::Error) -> String {
    let mut message = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        message.push_str("\n  because: ");
        message.push_str(&visible::line(&cause.to_string()));
        source = cause.source();
    }
    message
}
