//! The proxy that requests go through.
//!
//! The variables of the environment are read here and not by the HTTP library, which goes around a
//! proxy that it cannot use.

use std::net::IpAddr;

use url::{Host, Url};

use crate::config::address;
use crate::error::Error;

/// Whether the HTTP library speaks SOCKS.
const SOCKS: bool = cfg!(feature = "socks");

/// The setting of the proxy.
pub(crate) enum ProxySetting {
    /// As the environment says.
    Environment,
    /// No proxy.
    Direct,
    /// This one, for every endpoint.
    Address(String),
}

impl ProxySetting {
    /// The address of the proxy for an endpoint, if there is one.
    pub(crate) fn choose(
        &self,
        endpoint: &Url,
        variable: impl Fn(&str) -> Result<Option<String>, Error>,
    ) -> Result<Option<Url>, Error> {
        match self {
            Self::Direct => Ok(None),
            Self::Address(text) => proxy("the proxy", text).map(Some),
            // This machine is not behind a proxy.
            Self::Environment if address::is_loopback(endpoint) => Ok(None),
            Self::Environment => from_environment(endpoint, variable),
        }
    }
}

/// The proxy that the environment names for an endpoint.
fn from_environment(
    endpoint: &Url,
    variable: impl Fn(&str) -> Result<Option<String>, Error>,
) -> Result<Option<Url>, Error> {
    let names = if endpoint.scheme() == "https" {
        ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"]
    } else {
        // A CGI program gets the header `Proxy` of a request in a variable of this name.
        let upper = if variable("REQUEST_METHOD")?.is_some() { "http_proxy" } else { "HTTP_PROXY" };
        [upper, "http_proxy", "ALL_PROXY", "all_proxy"]
    };
    let first = |names: &[&'static str]| {
        for name in names {
            if let Some(value) = variable(name)? {
                return Ok(Some((*name, value)));
            }
        }
        Ok(None)
    };
    let Some((name, value)) = first(&names)? else {
        return Ok(None);
    };
    if let Some((name, list)) = first(&["NO_PROXY", "no_proxy"])?
        && excepted(name, &list, endpoint)?
    {
        return Ok(None);
    }
    proxy(&format!("the environment variable `{name}`"), &value).map(Some)
}

/// Parses the address of a proxy; without a scheme it speaks HTTP.
fn proxy(subject: &str, text: &str) -> Result<Url, Error> {
    let fail = |why: &str| {
        // The address may contain a password, so it is not repeated.
        Error::configuration(format!(
            "{subject} {why}; set an address such as `http://user:password@proxy.example.com:8080`, \
             with `%23` for `#` and so on in the password"
        ))
    };
    let full = if text.contains("://") { text.to_owned() } else { format!("http://{text}") };
    let url = address::parse(&full).map_err(|why| fail(&why))?;
    match url.scheme() {
        "http" | "https" => Ok(url),
        "socks4" | "socks4a" | "socks5" | "socks5h" if SOCKS => Ok(url),
        "socks4" | "socks4a" | "socks5" | "socks5h" => {
            Err(fail("names a SOCKS proxy, which takes the feature `socks` of `ota-api`"))
        }
        _ => Err(fail("has a scheme that is neither `http` nor `https`")),
    }
}

/// Whether a list such as `localhost,.example.com,10.0.0.0/8` excepts an endpoint.
fn excepted(name: &str, list: &str, endpoint: &Url) -> Result<bool, Error> {
    for entry in list.split([',', ' ', '\t']).filter(|entry| !entry.is_empty()) {
        match matches(entry, endpoint) {
            Some(true) => return Ok(true),
            Some(false) => {}
            None => {
                return Err(Error::configuration(format!(
                    "the environment variable `{name}` has the entry `{}`, which cannot be used; \
                     allowed are `*`, hosts such as `example.com`, `.example.com` and \
                     `*.example.com`, and addresses such as `10.0.0.1`, `10.*` and `10.0.0.0/8`, \
                     each with or without a port",
                    entry.escape_debug()
                )));
            }
        }
    }
    Ok(false)
}

/// Whether an entry of the list means the endpoint; `None` if it means nothing.
fn matches(entry: &str, endpoint: &Url) -> Option<bool> {
    if entry == "*" {
        return Some(true);
    }
    let (entry, port) = match entry.rsplit_once(':') {
        // More colons are an IPv6 address, which has a port only after brackets.
        Some((host, port)) if !host.contains(':') || host.ends_with(']') => {
            (host, Some(port.parse::<u16>().ok()?))
        }
        _ => (entry, None),
    };
    if port.is_some() && port != endpoint.port_or_known_default() {
        return Some(false);
    }
    let entry = entry.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(entry);
    let (domain, address) = match endpoint.host()? {
        Host::Domain(name) => (Some(name.trim_end_matches('.').to_ascii_lowercase()), None),
        Host::Ipv4(address) => (None, Some(IpAddr::V4(address))),
        Host::Ipv6(address) => (None, Some(IpAddr::V6(address))),
    };
    if let Ok(excepted) = entry.parse::<IpAddr>() {
        return Some(address == Some(excepted));
    }
    if let Some((network, bits)) = entry.split_once('/') {
        return in_network(address, network.parse().ok()?, bits.parse().ok()?);
    }
    if let Some(start) = entry.strip_suffix('*').filter(|start| start.ends_with('.')) {
        let digits = |c: char| c.is_ascii_digit() || c == '.';
        let shown = address.map(|address| address.to_string()).unwrap_or_default();
        return start.chars().all(digits).then(|| shown.starts_with(start));
    }
    let name = entry.strip_prefix('*').filter(|rest| rest.starts_with('.')).unwrap_or(entry);
    let name = name.trim_start_matches('.').trim_end_matches('.').to_ascii_lowercase();
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if name.is_empty() || !name.chars().all(plain) {
        return None;
    }
    Some(domain.is_some_and(|domain| {
        domain.strip_suffix(&name).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    }))
}

/// Whether an address is in a network; `None` if the network has no such number of bits.
fn in_network(address: Option<IpAddr>, network: IpAddr, bits: u32) -> Option<bool> {
    let number = |address: IpAddr| match address {
        IpAddr::V4(address) => (u128::from(address.to_bits()), 32_u32),
        IpAddr::V6(address) => (address.to_bits(), 128),
    };
    let (wanted, width) = number(network);
    let host_bits = width.checked_sub(bits)?;
    Some(address.map(number).is_some_and(|(found, found_width)| {
        let differ = (found ^ wanted).checked_shr(host_bits).unwrap_or(0);
        found_width == width && differ == 0
    }))
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::ProxySetting;
    use crate::error::Error;

    const ENDPOINT: &str = "https://iot.cn-shanghai.aliyuncs.com/";

    fn chosen(endpoint: &str, variables: &[(&str, &str)]) -> Result<Option<String>, Error> {
        let endpoint = Url::parse(endpoint).unwrap();
        let variable = |name: &str| {
            let found = variables.iter().find(|(known, value)| *known == name && !value.is_empty());
            Ok(found.map(|(_, value)| (*value).to_owned()))
        };
        let url = ProxySetting::Environment.choose(&endpoint, variable)?;
        Ok(url.map(|url| url.to_string()))
    }

    #[test]
    fn a_proxy_that_cannot_be_used_is_an_error_that_names_its_variable() {
        for (value, why) in [
            ("ftp://proxy:1", "neither `http` nor `https`"),
            ("http://proxy:port", "not a URL"),
            ("http://user:canary#word@proxy:8080", "not a URL"),
            ("http://user:12/canary@proxy:8080", "path"),
            ("http://user:12?canary@proxy:8080", "path"),
            ("http://prоxy:8080", "not ASCII"),
            ("proxy canary", "white space"),
            ("://", "not a URL"),
            #[cfg(not(feature = "socks"))]
            ("socks5://proxy:1080", "feature `socks`"),
        ] {
            let error = chosen(ENDPOINT, &[("HTTPS_PROXY", value)]).unwrap_err().to_string();
            assert!(error.contains("`HTTPS_PROXY`") && error.contains(why), "{value}: {error}");
            assert!(!error.contains("canary"), "{error}");
        }
    }

    #[test]
    fn the_first_variable_that_is_set_counts() {
        let of = |endpoint, variables: &[(&str, &str)]| chosen(endpoint, variables).unwrap();
        let all = [
            ("HTTPS_PROXY", ""),
            ("https_proxy", "a:1"),
            ("ALL_PROXY", "b:2"),
            ("HTTP_PROXY", "c:3"),
        ];
        assert_eq!(of(ENDPOINT, &all).unwrap(), "http://a:1/");
        assert_eq!(of("http://emulator:7180/", &all).unwrap(), "http://c:3/");
        assert_eq!(of(ENDPOINT, &all[2..]).unwrap(), "http://b:2/");
        assert_eq!(of("http://127.0.0.1:7180/", &all), None);
        assert_eq!(of(ENDPOINT, &[]), None);
        let cgi = [("REQUEST_METHOD", "GET"), ("HTTP_PROXY", "evil:1")];
        assert_eq!(of("http://emulator:7180/", &cgi), None);
        let password = [("HTTPS_PROXY", "http://u:p@ss%23@proxy:8080")];
        assert_eq!(of(ENDPOINT, &password).unwrap(), "http://u:p%40ss%23@proxy:8080/");
    }

    #[cfg(feature = "socks")]
    #[test]
    fn socks_is_taken_with_its_feature() {
        let url = chosen(ENDPOINT, &[("ALL_PROXY", "socks5h://proxy:1080")]).unwrap().unwrap();
        assert_eq!(url, "socks5h://proxy:1080");
    }

    #[test]
    fn each_form_of_exception_is_understood() {
        let direct = |endpoint: &str, list: &str| {
            chosen(endpoint, &[("ALL_PROXY", "p:1"), ("no_proxy", list)]).unwrap().is_none()
        };
        for list in [
            "*",
            "aliyuncs.com",
            ".aliyuncs.com",
            "*.aliyuncs.com",
            "a.b, IOT.cn-shanghai.aliyuncs.com",
            "x aliyuncs.com:443",
            "aliyuncs.com.",
        ] {
            assert!(direct(ENDPOINT, list), "{list}");
        }
        for list in
            ["uncs.com", "*.cn-beijing.aliyuncs.com", "aliyuncs.com:80", "10.0.0.0/8", "", ","]
        {
            assert!(!direct(ENDPOINT, list), "{list}");
        }
        for list in ["10.1.2.3", "10.*", "10.1.*", "10.0.0.0/8", "0.0.0.0/0", "10.1.2.3:7180"] {
            assert!(direct("http://10.1.2.3:7180/", list), "{list}");
        }
        for list in ["10.1.2.4", "11.*", "10.1.2.0/30", "10.1.2.4/32", "::/0", "10"] {
            assert!(!direct("http://10.1.2.9:7180/", list), "{list}");
        }
        assert!(direct("http://[fd00::1]:7180/", "fd00::/8"));
        assert!(direct("http://[fd00::1]:7180/", "[fd00::1]:7180"));
        assert!(!direct("http://[fd00::1]:7180/", "fe00::/8"));
    }

    #[test]
    fn an_exception_that_means_nothing_is_an_error() {
        for entry in ["10.0.0.0/33", "a*b.com", "*.*", "http://proxy", "<local>", "host:port", "."]
        {
            let variables = [("HTTPS_PROXY", "p:1"), ("NO_PROXY", entry)];
            let error = chosen(ENDPOINT, &variables).unwrap_err().to_string();
            assert!(error.contains("`NO_PROXY`") && error.contains(entry), "{error}");
        }
    }
}
