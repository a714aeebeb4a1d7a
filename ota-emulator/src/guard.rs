//! Rejects requests that a web page could have caused.
//!
//! A page on the internet can make a browser send requests to 127.0.0.1, directly or through a
//! host name of its own that resolves there. Programs that are meant to call the emulator name it
//! as `127.0.0.1`, `localhost` or `[::1]` and send no `Origin`. A form of a page cannot send
//! `application/json` without a preflight request, which is never granted.
//!
//! It only looks at the headers, before any of the body is read.

use std::net::{IpAddr, SocketAddr};

use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderName, header, request};

use crate::admin;
use crate::connection::Peer;
use crate::rejection::Rejection;

const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The names that the emulator may be called by.
#[derive(Debug)]
pub(crate) struct Guard {
    port: u16,
    /// Lower-case names, with a port where only that one will do.
    hosts: Vec<String>,
}

impl Guard {
    /// A guard of an address, with more names that it may be called by.
    pub(crate) fn new(address: SocketAddr, names: &[String]) -> Self {
        let mut hosts: Vec<String> = ["127.0.0.1", "localhost", "[::1]"].map(str::to_owned).into();
        if !address.ip().is_unspecified() {
            hosts.push(match address.ip() {
                IpAddr::V4(ip) => ip.to_string(),
                IpAddr::V6(ip) => format!("[{ip}]"),
            });
        }
        hosts.extend(names.iter().map(|name| name.to_ascii_lowercase()));
        hosts.sort();
        hosts.dedup();
        Self { port: address.port(), hosts }
    }

    /// Lets a request through, or rejects it.
    pub(crate) fn check(&self, request: &request::Parts, peer: &Peer) -> Result<(), Rejection> {
        let headers = &request.headers;
        let mut hosts = texts(headers, &header::HOST);
        let host = match (hosts.next(), hosts.next()) {
            (Some(host), None) => host,
            _ => "",
        };
        // A target may name a host as well: `GET http://name/ HTTP/1.1`.
        let target = request.uri.authority().map(|authority| authority.as_str());
        if !self.serves(host) || target.is_some_and(|target| !self.serves(target)) {
            let message = format!(
                "the emulator serves the hosts `{}` only, with port {} or none; use its endpoint \
                 as it is, or allow another name when it starts, by `ota emulator --allow-host \
                 NAME` or `Builder::allow_host`",
                self.hosts.join("`, `"),
                self.port
            );
            return Err(Rejection::foreign(message));
        }
        if headers.contains_key(header::ORIGIN) {
            let message =
                "the emulator cannot be called from a web page, and the request has `Origin`";
            return Err(Rejection::foreign(message));
        }
        if texts(headers, &SITE).any(|site| !matches!(site, "none" | "same-origin")) {
            let message = "the emulator cannot be called from a page of another site, and \
                           `Sec-Fetch-Site` says that it was";
            return Err(Rejection::foreign(message));
        }
        if admin::serves(request.uri.path()) { check_admin(request, peer) } else { Ok(()) }
    }

    fn serves(&self, host: &str) -> bool {
        let host = host.to_ascii_lowercase();
        let port = format!(":{}", self.port);
        let without = host.strip_suffix(&port).unwrap_or(&host);
        self.hosts.iter().any(|known| *known == host || *known == without)
    }
}

/// Whether this can stand in `Host`: a name or an address, with or without a port.
pub(crate) fn is_host(text: &str) -> bool {
    let Ok(authority) = text.parse::<Authority>() else { return false };
    let port = text.strip_prefix(authority.host());
    // `*` and the like are allowed in a host, but are not patterns here.
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._:[]".contains(c);
    text.chars().all(is_plain)
        && !authority.host().is_empty()
        && port.is_some_and(|port| port.is_empty() || authority.port_u16().is_some())
}

fn check_admin(request: &request::Parts, peer: &Peer) -> Result<(), Rejection> {
    if !peer.is_local() {
        let message = format!("`{}` is for callers on the same machine only", admin::PREFIX);
        return Err(Rejection::foreign(message));
    }
    let mut kinds = texts(&request.headers, &header::CONTENT_TYPE);
    let is_json = match (kinds.next(), kinds.next()) {
        (Some(kind), None) => is_json(kind),
        _ => false,
    };
    if request.method != "GET" && !is_json {
        let message = format!(
            "requests to `{}` that are not `GET` must have `Content-Type: application/json`, also \
             without a body",
            admin::PREFIX
        );
        return Err(Rejection::foreign(message));
    }
    Ok(())
}

fn is_json(content_type: &str) -> bool {
    let kind = content_type.split(';').next().unwrap_or_default();
    kind.trim().eq_ignore_ascii_case("application/json")
}

/// The values of a header, without the space around them. One that is not a string is empty.
fn texts<'a>(headers: &'a HeaderMap, name: &HeaderName) -> impl Iterator<Item = &'a str> {
    headers.get_all(name).into_iter().map(|value| value.to_str().unwrap_or_default().trim())
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use axum::http::Request;

    use super::{Guard, is_host};
    use crate::connection::Peer;

    #[test]
    fn the_admin_api_is_for_callers_on_this_machine() {
        let guard = Guard::new("192.0.2.7:80".parse().unwrap(), &[]);
        let parts = |path: &str| {
            let request = Request::builder().uri(path).header("host", "192.0.2.7");
            request.body(()).unwrap().into_parts().0
        };
        for (address, is_local) in
            [("192.0.2.9", false), ("::1", true), ("127.0.0.9", true), ("::ffff:127.0.0.1", true)]
        {
            let peer = Peer::at(address.parse::<IpAddr>().unwrap());
            assert_eq!(guard.check(&parts("/_ota/health"), &peer).is_ok(), is_local, "{address}");
            assert!(guard.check(&parts("/"), &peer).is_ok());
        }
    }

    #[test]
    fn a_host_is_a_name_or_an_address_and_a_port() {
        for host in ["box", "Ota.test:8080", "10.1.2.3", "[::1]:80", "a_b-c.d"] {
            assert!(is_host(host), "{host}");
        }
        for text in [
            "",
            "http://box/",
            "box/",
            "me@box",
            "*.test",
            "a b",
            ":80",
            "box:",
            "box:99999",
            "box:x",
        ] {
            assert!(!is_host(text), "{text}");
        }
    }

    #[test]
    fn the_right_port_or_none_will_do() {
        let guard = Guard::new("127.0.0.1:80".parse().unwrap(), &["Box:8080".to_owned()]);
        for host in ["127.0.0.1", "LOCALHOST:80", "[::1]:80", "[::1]", "box:8080"] {
            assert!(guard.serves(host), "{host}");
        }
        for host in ["", "127.0.0.1:81", "localhost:", "::1", "box", "box:80", "a.localhost"] {
            assert!(!guard.serves(host), "{host}");
        }
    }

    #[test]
    fn an_address_beyond_loopback_is_served_and_every_address_is_none() {
        let guard = Guard::new("192.0.2.7:80".parse().unwrap(), &[]);
        assert!(guard.serves("192.0.2.7:80"));
        let guard = Guard::new("[2001:db8::1]:80".parse().unwrap(), &[]);
        assert!(guard.serves("[2001:db8::1]"));
        let guard = Guard::new("0.0.0.0:80".parse().unwrap(), &["box".to_owned()]);
        assert!(guard.serves("box:80") && !guard.serves("0.0.0.0"));
    }
}
