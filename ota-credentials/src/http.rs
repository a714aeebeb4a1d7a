//! Requests to servers that hand out keys.

use std::time::Duration;

use ota_api::__private::Exchange;
use zeroize::Zeroizing;

use crate::document::Document;
use crate::error::Error;

/// The largest response, in bytes.
const LARGEST: usize = 64 * 1024;

/// A request. Errors name the host and nothing else of it.
pub(crate) struct Request<'a> {
    pub(crate) method: &'static str,
    pub(crate) url: &'a str,
    pub(crate) headers: &'a [(&'static str, &'a str)],
    pub(crate) body: Option<Zeroizing<String>>,
    pub(crate) route: Route,
}

/// The way to a server.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Route {
    /// A server by HTTPS or on this machine; through the proxy of the environment, if there is one.
    Open,
    /// The metadata of this instance: never through a proxy, with a second for everything.
    Instance,
}

/// A response that is complete.
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) body: Zeroizing<Vec<u8>>,
}

impl Request<'_> {
    /// Sends it once. Redirects are not followed.
    pub(crate) async fn send(self) -> Result<Response, Error> {
        let host = host(self.url).to_owned();
        let seconds = Duration::from_secs;
        let is_instance = self.route == Route::Instance;
        let (connect, limit) =
            if is_instance { (seconds(1), seconds(1)) } else { (seconds(5), seconds(15)) };
        let exchange = Exchange {
            method: self.method,
            url: self.url,
            headers: self.headers,
            body: self.body,
            plain_http: is_instance,
            proxy: !is_instance,
            connect,
            limit,
            largest: LARGEST,
        };
        match exchange.send().await {
            Ok((status, body)) => Ok(Response { status, body }),
            Err(error) => {
                let message = format!("`{host}`: {}", causes(&error));
                Err(if error.is_usage() {
                    Error::wrong(message)
                } else {
                    Error::temporary(message)
                })
            }
        }
    }
}

impl Response {
    /// The object in a response with the status 200; `secrets` must not be in what is said of others.
    pub(crate) fn document(&self, secrets: &[&str]) -> Result<Document, Error> {
        let document = Document::parse(&self.body);
        if self.status == 200 {
            return document.map_err(|why| Error::temporary(format!("the response {why}")));
        }
        let code = document.ok();
        let code = code.as_ref().and_then(|found| {
            found.members().text("Code").or_else(|| found.members().text("error"))
        });
        Err(self.refused(code.and_then(|code| word(code, secrets))))
    }

    /// The error of a status that is not 200.
    pub(crate) fn refused(&self, code: Option<&str>) -> Error {
        let status = self.status;
        let with = code.map_or_else(String::new, |code| format!(" and the code `{code}`"));
        let message = match status {
            300..400 => "the server redirects to another address, which is not followed".to_owned(),
            _ => format!("the server responded with HTTP {status}{with}"),
        };
        if matches!(status, 408 | 425 | 429 | 500..) {
            Error::temporary(message)
        } else {
            Error::wrong(message)
        }
    }
}

/// The host of an address, without what may be secret in the rest.
fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or("", |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let is_plain = |c: char| c.is_ascii_alphanumeric() || ".-_:[]".contains(c);
    if host.len() <= 255 && !host.is_empty() && host.chars().all(is_plain) {
        host
    } else {
        "the server"
    }
}

/// A code or an ID that a server sent, if it is a short word and none of the secrets.
pub(crate) fn word<'t>(text: &'t str, secrets: &[&str]) -> Option<&'t str> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || ".-_".contains(c);
    let is_secret = |secret: &&str| {
        !secret.is_empty() && (text.contains(secret) || (text.len() >= 6 && secret.contains(text)))
    };
    let is_word = !text.is_empty() && text.len() <= 64 && text.chars().all(is_plain);
    (is_word && !secrets.iter().any(is_secret)).then_some(text)
}

/// An error and its causes in one line.
pub(crate) fn causes(error: &ota_api::Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{host, word};

    #[test]
    fn only_the_host_of_an_address_is_shown() {
        for (url, shown) in [
            ("https://user:canary@example.com:8443/canary?canary#canary", "example.com:8443"),
            ("http://[::1]:80/canary", "[::1]:80"),
            ("https://exa mple/canary", "the server"),
            ("canary", "the server"),
            ("", "the server"),
        ] {
            assert_eq!(host(url), shown, "{url}");
        }
    }

    #[test]
    fn a_code_is_repeated_only_if_it_is_a_word_and_no_secret() {
        let secrets = ["header.claims.signature", ""];
        assert_eq!(word("NoPermission", &secrets), Some("NoPermission"));
        for text in ["header.claims", "xheader.claims.signature", "two words", "", "<html>"] {
            assert_eq!(word(text, &secrets), None, "{text}");
        }
        assert_eq!(word(&"x".repeat(65), &[]), None);
    }
}
