//! Rejections of the gateway: code, HTTP status and message.
//!
//! Codes and statuses are those of `errors.json`; where a code is documented with two statuses,
//! or with none, this is the choice. So are the codes of parameters that break the spec of an
//! operation of which nothing more is known: `Missing<Name>` and `Invalid<Name>`.

use ota_spec::limits::{Kind, Violation};
use ota_spec::model::Operation;
use ota_spec::wire;
use ota_world::parameters;

/// Help with a wrong signature, beside the server's text.
pub(crate) enum Help {
    /// The request did not ask, or may not.
    NotAsked,
    /// Where the caller's text differs, if that is known, and all that was found out.
    Explained { place: Option<String>, text: String },
}

/// A call that did not reach an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rejection {
    pub(crate) code: String,
    pub(crate) status: u16,
    pub(crate) message: String,
    /// After how many milliseconds the call may come again.
    pub(crate) retry_after: Option<u64>,
    /// Further help with the request, for those who asked for it.
    pub(crate) explanation: Option<String>,
}

impl Rejection {
    pub(crate) fn new(code: impl Into<String>, status: u16, message: impl Into<String>) -> Self {
        Self {
            code: code.into(),
            status,
            message: message.into(),
            retry_after: None,
            explanation: None,
        }
    }

    /// Common parameters or headers are absent or empty; the code names the first.
    pub(crate) fn missing(names: &[&str]) -> Self {
        let first = names.first().copied().unwrap_or_default();
        let list: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        // Whoever sent some of the headers has chosen between the two ways already.
        let is_by_headers =
            first.starts_with("x-acs-") || ["Authorization", "host"].contains(&first);
        let advice = if is_by_headers {
            "a request that is signed by headers has all of these"
        } else {
            "sign it either by these or by the `x-acs-` headers"
        };
        let message = format!(
            "the request lacks {}; {advice}. this is an emulator, `GET /_ota/health` says what it \
             serves",
            list.join(", ")
        );
        Self::new(format!("MissingParameter.{first}"), 400, message)
    }

    /// A common parameter has an unknown value.
    pub(crate) fn invalid_parameter(name: &str, message: impl Into<String>) -> Self {
        Self::new(format!("InvalidParameter.{name}"), 400, message)
    }

    /// `SignatureMethod` or `SignatureVersion` has an unknown value. The code is spelled as
    /// documented.
    pub(crate) fn invalid_signing(name: &str, found: &str, allowed: &str) -> Self {
        let message = format!("`{name}` is `{found}`; the only one known is `{allowed}`");
        Self::new("InvalidParamater", 400, message)
    }

    /// There is no proper signature where one should be.
    pub(crate) fn incomplete_signature(message: impl Into<String>) -> Self {
        Self::new("IncompleteSignature", 400, message)
    }

    /// There is no such key.
    pub(crate) fn unknown_key(key_id: &str) -> Self {
        let message = format!("there is no access key `{key_id}`");
        Self::new("InvalidAccessKeyId.NotFound", 404, message)
    }

    /// The key is temporary and the call has no token.
    pub(crate) fn missing_token() -> Self {
        let message = "this access key is temporary; send the security token that belongs to it \
                       as `SecurityToken` or `x-acs-security-token`";
        Self::new("MissingParameter.SecurityToken", 400, message)
    }

    /// The key is temporary and the token is not the one that belongs to it.
    pub(crate) fn wrong_token() -> Self {
        let message =
            "the security token does not belong to this access key; fetch new credentials";
        Self::new("InvalidSecurityToken", 400, message)
    }

    /// The key needs no token and the call has one.
    pub(crate) fn needless_token(key_id: &str) -> Self {
        let message = format!(
            "the access key `{key_id}` is not temporary and no security token belongs to it; send \
             none, or use the key that came with the token"
        );
        Self::new("InvalidSecurityToken", 400, message)
    }

    /// The temporary key has expired.
    pub(crate) fn expired_token() -> Self {
        let message = "the security token has expired; fetch new credentials";
        Self::new("InvalidSecurityToken.Expired", 400, message)
    }

    /// The time is not in the required form.
    pub(crate) fn illegal_timestamp(found: &str) -> Self {
        let message = format!("`{found}` is not a time of the form `2026-01-02T03:04:05Z`, in UTC");
        Self::new("IllegalTimestamp", 400, message)
    }

    /// The time is too far from that of the emulator.
    pub(crate) fn expired(seconds: i64) -> Self {
        let side = if seconds < 0 { "ahead of" } else { "behind" };
        let message = format!(
            "the time of the request is {} seconds {side} that of the emulator; 900 are allowed, \
             correct the clock and sign anew",
            seconds.unsigned_abs()
        );
        Self::new("InvalidTimeStamp.Expired", 400, message)
    }

    /// The signature is wrong. `server_text` is what the emulator signed, so that a caller
    /// can compare; it follows the first colon of the message and goes up to its end, as some
    /// clients compare it themselves. What else is said stands before that, without a colon.
    pub(crate) fn wrong_signature(what: &str, server_text: &str, help: Help) -> Self {
        let (hint, explanation) = match help {
            Help::NotAsked => {
                let hint = "for help send the header `x-ota-emulator-explain`, from the machine \
                            of the emulator";
                (hint.to_owned(), None)
            }
            Help::Explained { place: None, text } => ("see `Explanation`".to_owned(), Some(text)),
            Help::Explained { place: Some(place), text } => {
                let place = place.replace(':', "%3A");
                (format!("first difference in {place}, see `Explanation`"), Some(text))
            }
        };
        let message = format!("the signature is not that of {what} ({hint}):{server_text}");
        Self { explanation, ..Self::new("SignatureDoesNotMatch", 400, message) }
    }

    /// The nonce was used before.
    pub(crate) fn nonce_used() -> Self {
        let message = "this nonce was used before; every request needs a new one, also a retry";
        Self::new("SignatureNonceUsed", 400, message)
    }

    /// The version is not a date, or is that of no version.
    pub(crate) fn wrong_version(found: &str, served: &[&str], is_date: bool) -> Self {
        let code = if is_date { "NoSuchVersion" } else { "InvalidVersion" };
        let verb = if served.len() == 1 { "is" } else { "are" };
        let served = served.join("`, `");
        Self::new(code, 400, format!("there is no version `{found}`; `{served}` {verb} served"))
    }

    /// The parameters of a call break its spec. The code names the first parameter that does.
    pub(crate) fn violations(operation: &Operation, violations: &[Violation]) -> Option<Self> {
        let first = violations.first()?;
        let owner = wire::owner(&operation.parameters, first.parameter());
        let name = owner.map_or(first.parameter(), |parameter| &parameter.name);
        let kind = if first.kind() == Kind::Required { "Missing" } else { "Invalid" };
        Some(Self::new(format!("{kind}{name}"), 400, parameters::listed(violations)))
    }

    /// There is no such operation.
    pub(crate) fn unknown_action(message: impl Into<String>) -> Self {
        Self::new("InvalidAction.NotFound", 404, message)
    }

    /// The HTTP method is not allowed.
    pub(crate) fn wrong_method(found: &str, allowed: &[&str]) -> Self {
        let message =
            format!("the method `{found}` is not allowed; send `{}`", allowed.join("` or `"));
        Self::new("UnsupportedHTTPMethod", 403, message)
    }

    /// Too many calls; may come again after `wait` milliseconds.
    pub(crate) fn throttled(action: &str, limit: u32, wait: u64) -> Self {
        let message = format!(
            "Request was denied due to api flow control. `{action}` allows {limit} calls per second; \
             wait {wait} ms"
        );
        Self { retry_after: Some(wait), ..Self::new("Throttling.Api", 400, message) }
    }

    /// The effect of the call could not be kept, or the call not be carried out at all.
    pub(crate) fn unavailable(message: impl Into<String>) -> Self {
        Self::new("ServiceUnavailable", 503, message)
    }

    /// The request may come from a web page.
    pub(crate) fn foreign(message: impl Into<String>) -> Self {
        Self::new("Forbidden", 403, message)
    }

    /// The body is larger than what is read.
    pub(crate) fn too_large(limit: usize) -> Self {
        let message = format!("the body is larger than {limit} bytes; send less at once");
        Self::new("InvalidParameter.Body", 413, message)
    }

    /// The body broke off, or came too slowly.
    pub(crate) fn unreadable_body() -> Self {
        let message = "the body could not be read to its end: it broke off or came too slowly";
        Self::new("InvalidParameter.Body", 400, message)
    }
}
