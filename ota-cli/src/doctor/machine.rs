//! Checks of this machine: the policy, the proxy, the names of hosts.

use std::net::IpAddr;
use std::time::Duration;

use tokio::net::lookup_host;
use tokio::time::timeout;

use super::check::Check;
use super::service::Address;
use crate::policy::Policy;

/// How long a look-up of a name may take.
const LIMIT: Duration = Duration::from_secs(10);

/// The variables that name a proxy; the first that is set counts.
const PROXIES: [&str; 4] = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];

/// Whether the safety policy can be read.
pub(super) fn policy() -> Check {
    match Policy::read() {
        Ok(policy) => Check::ok("policy", policy.words()),
        Err(failure) => Check::failure(
            "policy",
            failure.message(),
            "mend the file: nothing that changes something is sent without it",
        ),
    }
}

/// The proxy of the environment, without its user and password.
pub(super) fn proxy() -> Option<Check> {
    let (name, value) = PROXIES.iter().find_map(|name| {
        let value = std::env::var(name).ok().filter(|value| !value.is_empty())?;
        Some((name, value))
    })?;
    let (scheme, rest) = value.split_once("://").unwrap_or(("http", &value));
    let place = rest.rsplit_once('@').map_or(rest, |(_, place)| place);
    Some(Check::ok(
        "proxy",
        format!(
            "calls over TLS go through {scheme}://{place} (`{name}`), unless `NO_PROXY` names the host"
        ),
    ))
}

/// Whether the host of the endpoint has an address.
pub(super) async fn names(address: &Address) -> Check {
    let Address { host, port, .. } = address;
    if host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok() {
        return Check::ok("names", format!("`{host}` is an address"));
    }
    let advice =
        "check the spelling of the endpoint or the region, and the name servers of this machine";
    match timeout(LIMIT, lookup_host((host.as_str(), *port))).await {
        Ok(Ok(found)) => {
            let mut found: Vec<String> = found.map(|found| found.ip().to_string()).collect();
            found.dedup();
            match found.is_empty() {
                true => Check::failure("names", format!("`{host}` has no address"), advice),
                false => Check::ok("names", format!("`{host}` is {}", found.join(", "))),
            }
        }
        // Through a proxy nobody here has to know it.
        Ok(Err(error)) if proxy().is_some() => Check::warning(
            "names",
            format!("`{host}` cannot be found: {error}"),
            "that does not matter if the proxy finds it",
        ),
        Ok(Err(error)) => {
            Check::failure("names", format!("`{host}` cannot be found: {error}"), advice)
        }
        Err(_) => Check::failure(
            "names",
            format!("`{host}` was not found within {} s", LIMIT.as_secs()),
            advice,
        ),
    }
}
