//! Addresses of servers, taken as they are written.
//!
//! The standard of URLs, which browsers follow, turns full-width letters, decimal numbers, tabs and
//! percent signs into plain hosts, so that an address means another host than it shows. Such
//! addresses are refused.

use std::net::Ipv6Addr;

use url::{Host, Url};

/// Parses `scheme://host:port`, with or without a user and a `/` at the end. The error completes a
/// sentence that begins with the subject and never repeats the address, which may contain a password.
pub(crate) fn parse(text: &str) -> Result<Url, String> {
    if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(
            "contains white space, a control character or a character that is not ASCII".to_owned()
        );
    }
    let Some((_, rest)) = text.split_once("://") else {
        return Err("is not a URL".to_owned());
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let written = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let end = written.rfind(':').filter(|colon| !written[*colon..].contains(']'));
    let written = &written[..end.unwrap_or(written.len())];
    let Ok(url) = Url::parse(text) else {
        return Err("is not a URL".to_owned());
    };
    let same = match url.host() {
        None => return Err("has no host".to_owned()),
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case(written),
        Some(Host::Ipv4(address)) => address.to_string() == written,
        Some(Host::Ipv6(address)) => {
            let inner = written.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
            inner.and_then(|inner| inner.parse::<Ipv6Addr>().ok()) == Some(address)
        }
    };
    if !same {
        let meant = url.host_str().unwrap_or_default();
        return Err(format!("has a host that stands for another; if you mean it, write `{meant}`"));
    }
    if !matches!(url.path(), "" | "/") || url.query().is_some() || url.fragment().is_some() {
        return Err("has a path or a query".to_owned());
    }
    Ok(url)
}

/// Whether an address is on this machine.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => matches!(name, "localhost" | "localhost."),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => {
            let mapped = address.to_ipv4_mapped();
            address.is_loopback() || mapped.is_some_and(|address| address.is_loopback())
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{is_loopback, parse};

    #[test]
    fn loopback_is_known_in_each_of_its_spellings() {
        for text in [
            "http://127.0.0.1:1",
            "http://127.9.9.9",
            "http://LOCALHOST:1/",
            "http://localhost.:7180",
            "http://[::1]:1",
            "http://[::ffff:127.0.0.1]:1",
            "http://[0:0:0:0:0:0:0:1]",
        ] {
            assert!(is_loopback(&parse(text).unwrap()), "{text}");
        }
        for text in
            ["http://localhost.example.com", "http://[::ffff:10.0.0.1]", "https://128.0.0.1"]
        {
            assert!(!is_loopback(&parse(text).unwrap()), "{text}");
        }
    }

    #[test]
    fn a_host_that_stands_for_another_is_refused() {
        for text in [
            "http://１２７.0.0.1",
            "http://ⓛocalhost",
            "http://local\u{ad}host",
            "http://local\thost",
            "http://local\nhost",
            " http://localhost",
            "http://localhost\r",
            "http://2130706433",
            "http://0177.0.0.1",
            "http://0x7f.1",
            "http://127.1",
            "http://127.0.0.1.",
            "http://%6cocalhost",
            "http:/localhost",
            "http:localhost",
            "http:\\\\localhost",
            "http://localhost\\@example.com",
        ] {
            assert!(parse(text).is_err(), "{text:?}");
        }
        let error = parse("http://2130706433:80").unwrap_err();
        assert!(error.contains("write `127.0.0.1`"), "{error}");
    }
}
