//! Errors in one line.

use std::fmt;

use crate::error::Error;
use crate::error::kind::{By, EndlessList, Kind};
use crate::excerpt::{sentence, shorten, word};

impl Error {
    fn describe(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.kind {
            Kind::Configuration(message) => f.write_str(message),
            Kind::Credentials(source, _) => write!(f, "no credentials: {source}"),
            Kind::Invalid(violations) => {
                f.write_str("the request was not sent: ")?;
                for (index, violation) in violations.iter().take(SHOWN).enumerate() {
                    let comma = if index > 0 { "; " } else { "" };
                    write!(f, "{comma}{violation}")?;
                }
                match violations.len().saturating_sub(SHOWN) {
                    0 => Ok(()),
                    more => write!(f, "; and {more} more"),
                }
            }
            Kind::Quota(limit) => write!(
                f,
                "not sent: the quota of {limit} calls per second is used up for longer than the call can wait"
            ),
            Kind::NotSent(_) => f.write_str("the request could not be sent"),
            Kind::Lost(_) => f.write_str("the connection broke before the response was complete"),
            Kind::Deadline(limit, sent) => {
                let phase = if *sent { "no complete response" } else { "no connection" };
                write!(f, "{phase} within {} s", limit.as_secs_f64())
            }
            Kind::Redirect => f.write_str("the server redirects to another address"),
            Kind::PageLimit(rows) => {
                write!(f, "the list continues, but the service returns only its first {rows} rows")
            }
            Kind::Incomplete(list) => write!(f, "{list}"),
            Kind::Endless(EndlessList::Repeats) => f.write_str(
                "the list has no end: the token of the next page is that of an earlier one",
            ),
            Kind::Endless(EndlessList::Empty(pages)) => {
                write!(f, "the list has no end: {pages} pages in a row were empty")
            }
            Kind::File(message) => f.write_str(message),
            Kind::Interrupted => f.write_str(
                "an earlier run was cut off while it sent this part, and nobody knows whether it was done; it is not sent \
                 again, since it could act twice: look at its items, and resume with `resend_unknown` if it was not done",
            ),
            Kind::TooLarge(limit) => write!(f, "the response is larger than {limit} bytes"),
            Kind::Undecodable(reason) => {
                write!(
                    f,
                    "the call succeeded, but its response cannot be read: {}",
                    sentence(reason)
                )?;
                match &self.0.body {
                    Some(body) => write!(f, "; it is `{}`", word(body.trim())),
                    None => Ok(()),
                }
            }
            Kind::Unreadable(reason) => {
                write!(f, "the response cannot be read: {}", sentence(reason))?;
                match &self.0.excerpt {
                    Some(excerpt) => write!(f, "; it starts with `{excerpt}`"),
                    None => Ok(()),
                }
            }
            Kind::Stalled(limit) => {
                write!(f, "no byte of the upload was accepted for {} s", limit.as_secs_f64())
            }
            Kind::Refused { code, message, by } => {
                f.write_str(match by {
                    By::Service => "the service refused",
                    By::Gateway => "the gateway refused",
                    By::Storage => "the storage refused",
                })?;
                if let Some(code) = code {
                    write!(f, " with `{}`", word(code))?;
                }
                match message {
                    Some(message) => write!(f, ": {}", sentence(message).trim_end_matches('.')),
                    None => Ok(()),
                }
            }
        }
    }
}

/// The number of violations that `Display` shows.
const SHOWN: usize = 10;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(file) = &self.0.file {
            write!(f, "upload of `{}`: ", shorten(&file.to_string_lossy()))?;
        }
        if let Some(operation) = &self.0.operation {
            write!(f, "`{}`: ", shorten(operation))?;
        }
        self.describe(f)?;
        let host = self.0.host.as_ref().map(|host| format!("host `{}`", shorten(host)));
        let status = self.0.status.map(|status| format!("HTTP {status}"));
        let request = self.0.request_id.as_ref().filter(|_| status.is_some());
        let request = request.map(|id| format!("request {}", word(id)));
        let attempts = (self.0.attempts > 1).then(|| format!("{} attempts", self.0.attempts));
        let origin: Vec<String> = [host, status, request, attempts].into_iter().flatten().collect();
        if !origin.is_empty() {
            write!(f, " ({})", origin.join(", "))?;
        }
        if let Some(wait) = self.0.retry_after {
            write!(f, "; try again in {} ms", wait.as_millis())?;
        }
        match self.hint() {
            // Advice in specs is a sentence.
            Some(hint) if hint.starts_with(char::is_uppercase) => write!(f, ". {hint}"),
            Some(hint) => write!(f, "; {hint}"),
            None => Ok(()),
        }
    }
}

/// The same line as `Display`, with the causes: `main` shows it when it returns an error.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")?;
        let mut cause = std::error::Error::source(self);
        while let Some(inner) = cause {
            write!(f, "; caused by: {}", shorten(&inner.to_string()))?;
            cause = inner.source();
        }
        Ok(())
    }
}
