//! The kinds of errors.

use std::time::Duration;

use ota_violation::Violation;

use crate::error::incomplete_list::IncompleteList;

/// The kind of an error.
#[derive(Debug)]
pub(crate) enum Kind {
    /// The client is misconfigured.
    Configuration(String),
    /// There are no credentials to sign with; `true` if there may be some later. Nothing was sent.
    Credentials(Source, bool),
    /// The request breaks the limits of its operation; nothing was sent.
    Invalid(Vec<Violation>),
    /// The call would have to wait for its turn among so many per second; nothing was sent.
    Quota(u32),
    /// There was no connection: nothing was sent.
    NotSent(Source),
    /// The connection broke while or after the request was sent.
    Lost(Source),
    /// The deadline passed; `true` if the request may have been sent.
    Deadline(Duration, bool),
    /// The server responded with a redirect.
    Redirect,
    /// The response exceeds this many bytes.
    TooLarge(usize),
    /// The response is not from the service.
    Unreadable(String),
    /// The call succeeded, but the fields of the response cannot be read.
    Undecodable(String),
    /// The list continues beyond the number of rows that the service returns.
    PageLimit(i64),
    /// Fewer rows of a list came than the service counts.
    Incomplete(IncompleteList),
    /// The service always names a next page.
    Endless(EndlessList),
    /// The journal of a long list or the file with its items cannot be used; or the file of an upload cannot be read, or
    /// changed while it was.
    File(String),
    /// An earlier run was cut off while it sent this part of a list, which must not act twice.
    Interrupted,
    /// No byte of an upload was accepted for this time.
    Stalled(Duration),
    /// The call was refused, or an upload.
    Refused { code: Option<String>, message: Option<String>, by: By },
}

/// Who refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum By {
    /// The service.
    Service,
    /// The gateway in front of it.
    Gateway,
    /// The storage that files are uploaded to.
    Storage,
}

impl Kind {
    /// A short name, for traces.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Configuration(_) => "configuration",
            Self::Credentials(..) => "credentials",
            Self::Invalid(_) => "invalid_request",
            Self::Quota(_) => "quota",
            Self::NotSent(_) => "not_sent",
            Self::Lost(_) => "connection_lost",
            Self::Deadline(..) => "timeout",
            Self::Redirect => "redirect",
            Self::TooLarge(_) => "response_too_large",
            Self::Unreadable(_) | Self::Undecodable(_) => "unreadable_response",
            Self::PageLimit(_) => "page_limit",
            Self::Incomplete(_) => "incomplete_list",
            Self::Endless(_) => "endless_list",
            Self::File(_) => "file",
            Self::Interrupted => "interrupted",
            Self::Stalled(_) => "stalled",
            Self::Refused { .. } => "refused",
        }
    }
}

/// The error of an underlying library.
pub(crate) type Source = Box<dyn std::error::Error + Send + Sync>;

/// The reason why a list would have no end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EndlessList {
    /// The next page is one that was there before.
    Repeats,
    /// This many pages in a row had no items.
    Empty(u32),
}
