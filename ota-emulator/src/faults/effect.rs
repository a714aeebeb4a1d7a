//! The effects of faults.

use axum::http::HeaderValue;
use serde::{Deserialize, Serialize};

/// The longest delay, in milliseconds.
const LONGEST: u64 = 3_600_000;

/// The most white space after a response, in bytes.
const MOST_BYTES: u64 = 1 << 40;

/// The effect of a [`Fault`](crate::Fault) on a call.
///
/// A call *acts* if everything is checked and done as without the fault, and only its response is
/// spoiled; the ledger has it. A call that does not act is not even checked. Either way the request
/// is read to its end first, so that the caller has sent all of it. As JSON, an effect is an object
/// with its name as `kind`, in camel case, and its settings. Delays go by the machine's clock.
///
/// Effects on the body need all of it: the download of a file of more than 64 MiB ends without a
/// response instead.
///
/// | effect | acts | what the caller sees |
/// |---|---|---|
/// | `close` | as told | the connection ends properly, without a response |
/// | `reset` | as told | the connection is reset, without a response |
/// | `cut` | yes | the head and half of the body, then the end, or a reset |
/// | `slow` | yes, before the delay | the response, later |
/// | `drip` | yes | the body in small pieces with pauses |
/// | `status` | as told | an error of the gateway with this status, code and message |
/// | `throttled` | no | 400 `Throttling` with `x-acs-retry-after` |
/// | `page` | as told | a page in HTML, as a proxy on the way gives it |
/// | `huge` | yes | the response, followed by so much white space |
/// | `wrongType` | yes | the response, a member of which has another JSON type |
/// | `malformed` | yes | half of the body, as if it were all |
/// | `empty` | yes | the response's head without a body |
/// | `skewedDate` | yes | the response with a `Date` of so many seconds later |
/// | `contentType` | yes | the response under another `Content-Type` |
/// | `redirect` | no | a redirect |
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields,
    expecting = "an effect, an object with `kind`"
)]
#[non_exhaustive]
pub enum Effect {
    /// The connection ends without a response.
    Close {
        /// Whether the call acts first: the case in which sending it again blindly is dangerous.
        #[serde(default)]
        acts: bool,
    },
    /// The connection is reset, without a response.
    Reset {
        /// Whether the call acts first.
        #[serde(default)]
        acts: bool,
    },
    /// The connection ends in the middle of the body.
    Cut {
        /// Whether it is reset.
        #[serde(default)]
        reset: bool,
    },
    /// The response comes later.
    Slow {
        /// The delay, up to an hour.
        milliseconds: u64,
    },
    /// The body comes in pieces.
    Drip {
        /// The size of a piece, from 1; the last may be shorter.
        bytes: usize,
        /// The pause before each piece, up to an hour.
        milliseconds: u64,
    },
    /// An error of the gateway.
    Status {
        /// The HTTP status, from 200 to 599.
        status: u16,
        /// The code, such as `ServiceUnavailable`.
        code: String,
        /// The message.
        message: String,
        /// Its format; the one that the call asks for if not given.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        format: Option<ResponseFormat>,
        /// Whether the call acts first.
        #[serde(default)]
        acts: bool,
    },
    /// There were too many calls: 400 `Throttling`.
    Throttled {
        /// After how many milliseconds the call may come again.
        retry_after: u64,
    },
    /// A page in HTML, as a proxy on the way gives it.
    Page {
        /// The HTTP status, from 200 to 599; 502 if not given.
        #[serde(default = "bad_gateway")]
        status: u16,
        /// Whether the call acts first.
        #[serde(default)]
        acts: bool,
    },
    /// White space after the response.
    Huge {
        /// The number of bytes, up to 2^40.
        bytes: u64,
    },
    /// A member of a response in JSON has another type: an array with a string in it replaces a
    /// value, and an object with a number replaces an array. Responses in XML stay as they are.
    WrongType {
        /// The name of the member, wherever it stands first; added at the top if it is not there.
        member: String,
    },
    /// Half of the body, as if it were all of it.
    Malformed {},
    /// No body.
    Empty {},
    /// The header `Date` is wrong.
    SkewedDate {
        /// How many seconds it is ahead of the emulator's clock, or behind if negative.
        seconds: i64,
    },
    /// The header `Content-Type` is wrong.
    ContentType {
        /// The message.
        content_type: String,
    },
    /// A redirect.
    Redirect {
        /// The target.
        location: String,
        /// The HTTP status, from 300 to 399; 302 if not given.
        #[serde(default = "found")]
        status: u16,
    },
}

/// The format of an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ResponseFormat {
    /// In JSON.
    Json,
    /// In XML.
    Xml,
}

fn bad_gateway() -> u16 {
    502
}

fn found() -> u16 {
    302
}

impl Effect {
    /// Whether the call is carried out as if nothing were wrong.
    pub fn acts(&self) -> bool {
        match self {
            Self::Close { acts }
            | Self::Reset { acts }
            | Self::Status { acts, .. }
            | Self::Page { acts, .. } => *acts,
            Self::Throttled { .. } | Self::Redirect { .. } => false,
            Self::Cut { .. }
            | Self::Slow { .. }
            | Self::Drip { .. }
            | Self::Huge { .. }
            | Self::WrongType { .. }
            | Self::Malformed {}
            | Self::Empty {}
            | Self::SkewedDate { .. }
            | Self::ContentType { .. } => true,
        }
    }

    /// Its name in JSON.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Close { .. } => "close",
            Self::Reset { .. } => "reset",
            Self::Cut { .. } => "cut",
            Self::Slow { .. } => "slow",
            Self::Drip { .. } => "drip",
            Self::Status { .. } => "status",
            Self::Throttled { .. } => "throttled",
            Self::Page { .. } => "page",
            Self::Huge { .. } => "huge",
            Self::WrongType { .. } => "wrongType",
            Self::Malformed {} => "malformed",
            Self::Empty {} => "empty",
            Self::SkewedDate { .. } => "skewedDate",
            Self::ContentType { .. } => "contentType",
            Self::Redirect { .. } => "redirect",
        }
    }

    /// Whether the caller gets no status.
    pub(crate) fn is_silent(&self) -> bool {
        matches!(self, Self::Close { .. } | Self::Reset { .. })
    }

    pub(super) fn check(&self) -> Result<(), String> {
        let range = |name: &str, found: u64, from: u64, to: u64| {
            if (from..=to).contains(&found) {
                Ok(())
            } else {
                Err(format!("`{name}` must be from {from} to {to}, and is {found}"))
            }
        };
        let header = |name: &str, text: &str| match HeaderValue::from_str(text) {
            Ok(_) if !text.is_empty() => Ok(()),
            _ => Err(format!("`{name}` must be a string of visible ASCII characters")),
        };
        match self {
            Self::Slow { milliseconds } => range("milliseconds", *milliseconds, 0, LONGEST),
            Self::Drip { bytes, milliseconds } => {
                range("bytes", *bytes as u64, 1, MOST_BYTES)?;
                range("milliseconds", *milliseconds, 0, LONGEST)
            }
            Self::Status { status, code, .. } => {
                if code.is_empty() {
                    return Err("`code` must not be empty".to_owned());
                }
                range("status", (*status).into(), 200, 599)
            }
            Self::Throttled { retry_after } => range("retryAfter", *retry_after, 0, LONGEST),
            Self::Page { status, .. } => range("status", (*status).into(), 200, 599),
            Self::Huge { bytes } => range("bytes", *bytes, 1, MOST_BYTES),
            Self::WrongType { member } if member.is_empty() => {
                Err("`member` must be the name of a member".to_owned())
            }
            Self::SkewedDate { seconds } => {
                // A hundred years, so that the date can be written.
                let most = 3_155_760_000;
                if seconds.unsigned_abs() <= most {
                    Ok(())
                } else {
                    Err(format!("`seconds` must be from -{most} to {most}"))
                }
            }
            Self::ContentType { content_type } => header("contentType", content_type),
            Self::Redirect { location, status } => {
                header("location", location)?;
                range("status", (*status).into(), 300, 399)
            }
            Self::Close { .. }
            | Self::Reset { .. }
            | Self::Cut { .. }
            | Self::WrongType { .. }
            | Self::Malformed {}
            | Self::Empty {} => Ok(()),
        }
    }
}
