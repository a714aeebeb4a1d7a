//! Where requests go.

use url::{Host, Url};

use crate::config::region::Region;
use crate::error::Error;
use crate::request::service::Service;

/// Which of a region's endpoints to use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Network {
    /// The public one.
    #[default]
    Public,
    /// The one inside a private network (VPC).
    Vpc,
}

/// A place that takes requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Endpoint {
    /// Scheme, host and port, with the `/` behind them.
    pub(crate) base: String,
    /// Host, and port where it is not the scheme's own: what is signed.
    pub(crate) host: String,
    /// Whether the place is this machine.
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
                        "product `{}` has no endpoint inside private networks; use the public one",
                        service.product
                    )));
                }
            },
            (Network::Public, Some((host, regions))) if regions.contains(&id) => host.to_owned(),
            (Network::Public, _) => service.public.replace("{region}", id),
        };
        Ok(Self { base: format!("https://{host}/"), host, loopback: false })
    }

    /// The endpoint at an address that the caller gave.
    pub(crate) fn of_url(text: &str) -> Result<Self, Error> {
        let fail = |why: &str| {
            // The text may hold a password; it is not repeated.
            Err(Error::configuration(format!(
                "the endpoint {why}; write it as in `https://iot.cn-shanghai.aliyuncs.com`"
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
            return fail("holds a user name or password");
        }
        if !matches!(url.path(), "" | "/") || url.query().is_some() || url.fragment().is_some() {
            return fail("has a path or a query");
        }
        match url.scheme() {
            "https" => {}
            "http" if loopback => {}
            "http" => return fail("uses http, which is taken only on this machine"),
            _ => return fail("uses neither https nor http"),
        }
        let host = match (url.host_str(), url.port()) {
            (Some(host), Some(port)) => format!("{host}:{port}"),
            (host, _) => host.unwrap_or_default().to_owned(),
        };
        Ok(Self { base: url.to_string(), host, loopback })
    }
}
