//! Endpoints: the addresses that requests are sent to.

use url::{Host, Url};

use crate::config::region::Region;
use crate::error::Error;
use crate::request::service::Service;

/// The network from which a region is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Network {
    /// The public network.
    #[default]
    Public,
    /// A private network (VPC).
    Vpc,
}

/// An address that requests are sent to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Endpoint {
    /// Scheme, host and port, with a trailing `/`.
    pub(crate) base: String,
    /// The host as it is signed, with the port unless it is the default one.
    pub(crate) host: String,
    /// Whether the address is on this machine.
    pub(crate) loopback: bool,
}

impl Endpoint {
    /// The endpoint that serves a region.
    pub(crate) fn of_region(
        service: &Service,
        region: &Region,
        network: Network,
    ) -> Result<Self, Error> {
        let id = region.as_str();
        let host = match (network, service.central) {
            (Network::Vpc, _) => match service.vpc {
                Some(pattern) => pattern.replace("{region}", id),
                None => {
                    return Err(Error::configuration(format!(
                        "product `{}` has no endpoint in private networks; use the public one",
                        service.product
                    )));
                }
            },
            (Network::Public, Some((host, regions))) if regions.contains(&id) => host.to_owned(),
            (Network::Public, _) => service.public.replace("{region}", id),
        };
        Ok(Self { base: format!("https://{host}/"), host, loopback: false })
    }

    /// The endpoint at a URL.
    pub(crate) fn of_url(text: &str) -> Result<Self, Error> {
        let fail = |why: &str| {
            // The URL may contain a password, so it is not repeated.
            Err(Error::configuration(format!(
                "the endpoint {why}; use one such as `https://iot.cn-shanghai.aliyuncs.com`"
            )))
        };
        let Ok(url) = Url::parse(text) else {
            return fail("is not a URL");
        };
        let loopback = match url.host() {
            Some(Host::Domain(name)) => name == "localhost",
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => return fail("has no host"),
        };
        if !url.username().is_empty() || url.password().is_some() {
            return fail("contains a user name or password");
        }
        if !matches!(url.path(), "" | "/") || url.query().is_some() || url.fragment().is_some() {
            return fail("has a path or a query");
        }
        match url.scheme() {
            "https" => {}
            "http" if loopback => {}
            "http" => return fail("uses http, which is allowed only on this machine"),
            _ => return fail("uses neither https nor http"),
        }
        let host = match (url.host_str(), url.port()) {
            (Some(host), Some(port)) => format!("{host}:{port}"),
            (host, _) => host.unwrap_or_default().to_owned(),
        };
        Ok(Self { base: url.to_string(), host, loopback })
    }
}
