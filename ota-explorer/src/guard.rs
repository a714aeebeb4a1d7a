//! Refuses what does not come from this page in this browser.
//!
//! The server listens on loopback, where every page of every browser on this machine can send requests to. So:
//!
//! - `Host` is a name of this server: a name on the internet that leads to 127.0.0.1 is not.
//! - `Sec-Fetch-Site`, where a browser sends it, says that the request comes from here, or from the address bar. The address with
//!   the token may be opened from anywhere.
//! - What changes something is a `POST` whose `Origin` is this server.
//! - Everything but the address with the token and the fixed files needs the cookie of a session, which is `SameSite=Strict` and
//!   `HttpOnly`.
//!
//! Every response forbids what the page does not need: scripts, styles and requests that are not of this server, frames, guesses of
//! content types, and copies in caches. There is no CORS. The policy for referrers is `same-origin` and not `no-referrer`: with the
//! latter, browsers send `Origin: null` with the forms of this page.
//!
//! Cookies know no ports: whatever else listens on 127.0.0.1 and is visited in the same browser sees the cookie. It can then do
//! what the page can; who runs such a server on this machine can usually read its processes' memory as well.

use std::net::SocketAddr;

use axum::extract::Request;
use axum::http::header::{self, HeaderName};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};

use crate::address::ENTER;
use crate::cookies;
use crate::language::Labels;

const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// What every response says.
pub(crate) const HEADERS: [(HeaderName, &str); 8] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "same-origin"),
    (header::CACHE_CONTROL, "no-store"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
];

/// Why a request is refused: the status, and the label that says it.
pub(crate) type Refusal = (StatusCode, fn(&Labels) -> &'static str);

/// The names that the server may be called by.
#[derive(Debug)]
pub(crate) struct Guard {
    hosts: [String; 2],
    cookie: String,
}

impl Guard {
    /// The guard of an address on loopback.
    pub(crate) fn new(address: SocketAddr) -> Self {
        let port = address.port();
        let hosts = ["127.0.0.1", "localhost"].map(|name| format!("{name}:{port}"));
        Self { hosts, cookie: format!("ota-explorer-{port}") }
    }

    /// The header that begins a session.
    pub(crate) fn set_cookie(&self, session: &str) -> String {
        format!("{}={session}; Path=/; HttpOnly; SameSite=Strict", self.cookie)
    }

    /// The session that a request names.
    pub(crate) fn session<'h>(&self, headers: &'h HeaderMap) -> Option<&'h str> {
        cookies::get(headers, &self.cookie)
    }

    /// Whether a request comes from this page: why not, otherwise.
    pub(crate) fn check(&self, request: &Request) -> Result<(), Refusal> {
        let headers = request.headers();
        let host = only(headers, &header::HOST).unwrap_or_default();
        let is_ours = |name: &str| self.hosts.iter().any(|known| known.eq_ignore_ascii_case(name));
        let target = request.uri().authority().map(|authority| authority.as_str());
        if !is_ours(host) || target.is_some_and(|target| !is_ours(target)) {
            return Err((StatusCode::MISDIRECTED_REQUEST, |labels| labels.guard_host));
        }
        let sites: Vec<&[u8]> = headers.get_all(SITE).iter().map(HeaderValue::as_bytes).collect();
        let is_entry = request.uri().path() == ENTER && request.method() == Method::GET;
        if !is_entry && sites.iter().any(|site| !matches!(*site, b"same-origin" | b"none")) {
            return Err((StatusCode::FORBIDDEN, |labels| labels.guard_site));
        }
        match *request.method() {
            Method::GET | Method::HEAD => Ok(()),
            Method::POST => {
                let is_ours = match headers.get_all(header::ORIGIN).iter().collect::<Vec<_>>()[..] {
                    [origin] => {
                        let name =
                            origin.to_str().ok().and_then(|text| text.strip_prefix("http://"));
                        name.is_some_and(|name| name.eq_ignore_ascii_case(host))
                    }
                    // Browsers send it with every form.
                    [] => sites == [b"same-origin"],
                    _ => false,
                };
                if is_ours {
                    Ok(())
                } else {
                    Err((StatusCode::FORBIDDEN, |labels| labels.guard_form))
                }
            }
            _ => Err((StatusCode::METHOD_NOT_ALLOWED, |labels| labels.guard_method)),
        }
    }
}

/// The value of a header that is there once.
fn only<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    let mut all = headers.get_all(name).into_iter();
    match (all.next(), all.next()) {
        (Some(value), None) => value.to_str().ok(),
        _ => None,
    }
}
