//! The kinds of problems.

use std::time::Duration;

use crate::error::violation::Violation;

/// What kind of problem it is.
#[derive(Debug)]
pub(crate) enum Kind {
    /// The client was set up wrongly.
    Configuration(String),
    /// The request breaks the limits of its operation; nothing was sent.
    Invalid(Vec<Violation>),
    /// No connection: nothing was sent.
    NotSent(Source),
    /// The connection broke after the request was sent, or while it was.
    Lost(Source),
    /// The time was up; `true` if the request may have been sent.
    Deadline(Duration, bool),
    /// The server pointed elsewhere.
    Redirect,
    /// The answer is larger than the limit in bytes.
    TooLarge(usize),
    /// The answer is none of the service.
    Unreadable(String),
    /// The service says that it was done, but what it says beside that cannot be read.
    Undecodable(String),
    /// The list goes on, but the service gives out no more than this many rows.
    Window(i64),
    /// The service (`business`) or the gateway in front of it said no.
    Refused { code: Option<String>, message: Option<String>, business: bool },
}

/// The error of a library below this one.
pub(crate) type Source = Box<dyn std::error::Error + Send + Sync>;
