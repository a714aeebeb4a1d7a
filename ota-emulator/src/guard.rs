//! Rejects requests that a web page could have caused.
//!
//! A page on the internet can make a browser send requests to 127.0.0.1, directly or through a
//! host name of its own that resolves there. Programs that are meant to call the emulator name it
//! as `127.0.0.1`, `localhost` or `[::1]` and send no `Origin`. A form of a page cannot send
//! `application/json` without a preflight request, which is never granted.
//!
//! A page can also make a browser follow a link, which then says nothing of the page. Anybody can
//! sign a link with the well-known key, so no browser makes calls, whoever sent it: one of today
//! says that it navigates, and one of any age names itself `Mozilla/`. What only shows something
//! stays open to people who look: the start, `GET` under `/_ota/`, and files by their signed
//! addresses.
//!
//! It only looks at the headers, before any of the body is read.

use std::net::{IpAddr, SocketAddr};

use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderName, Method, header, request};
use ota_world::files::decoded;

use crate::admin;
use crate::connection::Peer;
use crate::rejection::Rejection;

const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");

/// The beginning of the paths of files.
const FILES: &str = "/ota/";

/// The names that the emulator may be called by.
#[derive(Debug)]
pub(crate) struct Guard {
    port: u16,
    /// Lower-case names, with a port where only that one will do.
    hosts: Vec<String>,
    /// Those that were allowed without a port: any will do.
    allowed: Vec<String>,
    /// Whether other machines may use the admin API.
    is_admin_open: bool,
}

impl Guard {
    /// A guard of an address, with more names that it may be called by. Where other machines may
    /// use the admin API, `is_admin_open` says so.
    pub(crate) fn new(address: SocketAddr, names: &[String], is_admin_open: bool) -> Self {
        let mut hosts: Vec<String> = ["127.0.0.1", "localhost", "[::1]"].map(str::to_owned).into();
        if !address.ip().is_unspecified() {
            hosts.push(match address.ip() {
                IpAddr::V4(ip) => ip.to_string(),
                IpAddr::V6(ip) => format!("[{ip}]"),
            });
        }
        let names = names.iter().map(|name| name.to_ascii_lowercase());
        let (named, mut allowed): (Vec<_>, Vec<_>) = names.partition(|name| has_port(name));
        hosts.extend(named);
        hosts.sort();
        hosts.dedup();
        allowed.sort();
        allowed.dedup();
        Self { port: address.port(), hosts, allowed, is_admin_open }
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
            return Err(Rejection::foreign(self.hosts_allowed()));
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
        if let Some(sign) = sign_of_a_browser(headers)
            && !only_shows(request)
        {
            let message = format!(
                "the emulator cannot be called by a browser, as any page could send it here by a \
                 link, and the request has {sign}; send it from a program"
            );
            return Err(Rejection::foreign(message));
        }
        if admin::serves(request.uri.path()) { self.check_admin(request, peer) } else { Ok(()) }
    }

    /// The message to a request that names another host.
    fn hosts_allowed(&self) -> String {
        let any = match &self.allowed[..] {
            [] => String::new(),
            names => format!(", and `{}` with any port", names.join("`, `")),
        };
        format!(
            "the emulator serves the hosts `{}` only, with port {} or none{any}; use its endpoint \
             as it is, or allow another name when it starts, by `ota emulator --allow-host NAME` \
             or `Builder::allow_host`",
            self.hosts.join("`, `"),
            self.port
        )
    }

    fn serves(&self, host: &str) -> bool {
        let mut host = host.to_ascii_lowercase();
        // The name with the dot of the root.
        if let Some(port) = host.strip_prefix("localhost.")
            && (port.is_empty() || has_port(port))
        {
            host = format!("localhost{port}");
        }
        let port = format!(":{}", self.port);
        let without = host.strip_suffix(&port).unwrap_or(&host);
        let name = match host.rsplit_once(':') {
            Some((name, _)) if has_port(&host) => name,
            _ => &host,
        };
        self.hosts.iter().any(|known| *known == host || *known == without)
            || self.allowed.iter().any(|known| known == name)
    }

    fn check_admin(&self, request: &request::Parts, peer: &Peer) -> Result<(), Rejection> {
        if !peer.is_local() && !self.is_admin_open {
            let message = format!(
                "`{}` is for callers on the same machine only, unless the emulator is started with \
                 `--admin-beyond-loopback`",
                admin::PREFIX
            );
            return Err(Rejection::foreign(message));
        }
        check_type(request)
    }
}

/// Whether a host ends with a port that is a number.
fn has_port(host: &str) -> bool {
    host.rsplit_once(':').is_some_and(|(_, port)| {
        !port.is_empty() && port.bytes().all(|digit| digit.is_ascii_digit())
    }) && !(host.starts_with('[') && host.ends_with(']'))
}

/// The sign that a browser sent a request, if there is one.
fn sign_of_a_browser(headers: &HeaderMap) -> Option<&'static str> {
    if texts(headers, &MODE).any(|mode| mode.eq_ignore_ascii_case("navigate")) {
        return Some("`Sec-Fetch-Mode: navigate`");
    }
    if headers.contains_key(header::UPGRADE_INSECURE_REQUESTS) {
        return Some("`Upgrade-Insecure-Requests`");
    }
    let is_browser = |agent: &str| agent.to_ascii_lowercase().starts_with("mozilla/");
    texts(headers, &header::USER_AGENT).any(is_browser).then_some("a `User-Agent` of a browser")
}

/// Whether a request can do nothing but show something, however it is signed. What the admin API
/// changes needs a content type that no link and no form can have.
fn only_shows(request: &request::Parts) -> bool {
    let path = request.uri.path();
    let reads = matches!(request.method, Method::GET | Method::HEAD);
    // What starts like the path of a file and cannot be read as one may still be a call.
    let is_file = path.starts_with(FILES) && decoded(path).is_some();
    admin::serves(path) || (reads && (is_file || request.uri.query().is_none()))
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

/// Whether a request that changes something has the content type that no page can send.
fn check_type(request: &request::Parts) -> Result<(), Rejection> {
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

/// The host, with its port if there is one, of an address that has nothing else but its scheme.
pub(crate) fn host_of(url: &str) -> Option<&str> {
    let rest = url.strip_prefix("http://").or_else(|| url.strip_prefix("https://"))?;
    Some(rest.strip_suffix('/').unwrap_or(rest)).filter(|host| is_host(host))
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
        let guard = Guard::new("192.0.2.7:80".parse().unwrap(), &[], false);
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
    fn other_machines_use_the_admin_api_only_where_it_is_opened_for_them() {
        let guard = Guard::new("192.0.2.7:80".parse().unwrap(), &[], true);
        let peer = Peer::at("192.0.2.9".parse().unwrap());
        let parts = |method: &str, kind: &str| {
            let request = Request::builder().method(method).uri("/_ota/faults");
            let request = request.header("host", "192.0.2.7").header("content-type", kind);
            request.body(()).unwrap().into_parts().0
        };
        assert!(guard.check(&parts("GET", ""), &peer).is_ok());
        assert!(guard.check(&parts("DELETE", "application/json"), &peer).is_ok());
        assert!(guard.check(&parts("DELETE", "text/plain"), &peer).is_err());
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
        let guard = Guard::new("127.0.0.1:80".parse().unwrap(), &["Box:8080".to_owned()], false);
        for host in [
            "127.0.0.1",
            "LOCALHOST:80",
            "[::1]:80",
            "[::1]",
            "box:8080",
            "localhost.",
            "localhost.:80",
        ] {
            assert!(guard.serves(host), "{host}");
        }
        for host in [
            "",
            "127.0.0.1:81",
            "localhost:",
            "::1",
            "box",
            "box:80",
            "a.localhost",
            "localhost.:81",
            "localhost..",
            "localhost.box",
        ] {
            assert!(!guard.serves(host), "{host}");
        }
    }

    #[test]
    fn a_name_that_is_allowed_without_a_port_is_served_with_any() {
        let names = ["Box".to_owned(), "[2001:db8::1]".to_owned()];
        let guard = Guard::new("127.0.0.1:80".parse().unwrap(), &names, false);
        for host in ["box", "box:80", "BOX:8080", "[2001:db8::1]", "[2001:db8::1]:8080"] {
            assert!(guard.serves(host), "{host}");
        }
        for host in ["box:", "box:x", "abox:80", "box.test:80", "[2001:db8::1]:", "127.0.0.1:81"] {
            assert!(!guard.serves(host), "{host}");
        }
    }

    #[test]
    fn an_address_beyond_loopback_is_served_and_every_address_is_none() {
        let guard = Guard::new("192.0.2.7:80".parse().unwrap(), &[], false);
        assert!(guard.serves("192.0.2.7:80"));
        let guard = Guard::new("[2001:db8::1]:80".parse().unwrap(), &[], false);
        assert!(guard.serves("[2001:db8::1]"));
        let guard = Guard::new("0.0.0.0:80".parse().unwrap(), &["box".to_owned()], false);
        assert!(guard.serves("box:80") && !guard.serves("0.0.0.0"));
    }
}
