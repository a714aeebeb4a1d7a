//! Headers that callers add to requests.

use std::fmt;

use http::header::{HeaderMap, HeaderName, HeaderValue};

use crate::error::Error;

/// The start of the names of headers that are signed.
const SIGNED: &str = "x-acs-";

/// Headers that the client, the connection or the proxy sets.
const OWN: [&str; 21] = [
    "accept",
    "accept-encoding",
    "authorization",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "date",
    "expect",
    "host",
    "http2-settings",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
    "x-ota-attempt",
];

/// Headers that are added to requests. `Debug` shows their names only, as values can be secrets.
#[derive(Clone, Default)]
pub struct Headers(HeaderMap);

impl Headers {
    /// Sets a header, in place of one of the same name. Its value is visible ASCII.
    ///
    /// # Errors
    ///
    /// The name or the value cannot be sent, or the client sets this header itself (`Authorization`, `Host`, `X-Acs-*`
    /// and so on), or it is one between the connection or a proxy and their peers (`Keep-Alive`, `Proxy-Authorization`).
    pub fn set(&mut self, name: &str, value: &str) -> Result<(), Error> {
        let shown = name.escape_debug();
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| {
            Error::configuration(format!(
                "`{shown}` is no name of a header; use letters, digits and `-`"
            ))
        })?;
        if name.as_str().starts_with(SIGNED) || OWN.contains(&name.as_str()) {
            let message = format!("the header `{name}` is set by the client; leave it out");
            return Err(Error::configuration(message));
        }
        let ascii = Some(value).filter(|value| value.is_ascii());
        let value = ascii.and_then(|value| HeaderValue::from_str(value).ok());
        let mut value = value.ok_or_else(|| {
            Error::configuration(format!(
                "the value of the header `{name}` cannot be sent; use visible ASCII"
            ))
        })?;
        value.set_sensitive(true);
        self.0.insert(name, value);
        Ok(())
    }

    pub(crate) fn map(&self) -> &HeaderMap {
        &self.0
    }
}

impl fmt::Debug for Headers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::Headers;

    #[test]
    fn what_the_client_sets_cannot_be_set() {
        let mut headers = Headers::default();
        for name in [
            "Host",
            "x-acs-action",
            "X-ACS-New",
            "Authorization",
            "content-length",
            "a b",
            "",
            "é",
            "Proxy-Authorization",
            "proxy-connection",
            "keep-alive",
            "trailer",
            "content-encoding",
            "date",
            "http2-settings",
        ] {
            let error = headers.set(name, "x").unwrap_err();
            assert!(error.is_usage(), "{error}");
        }
        for value in ["a\r\nb: c", "\u{7f}", "é"] {
            let error = headers.set("x-trace", value).unwrap_err();
            assert!(error.to_string().contains("`x-trace`"), "{error}");
        }
        headers.set("X-Trace", "canary").unwrap();
        assert_eq!(format!("{headers:?}"), r#"["x-trace"]"#);
    }
}
