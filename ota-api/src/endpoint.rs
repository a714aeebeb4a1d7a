//! Where requests go.

use std::borrow::Cow;
use std::fmt;

use url::{Host, Url};

use crate::error::Error;
use crate::operation::Service;

/// The ID of a region, such as `cn-shanghai`. [`region`](crate::region) lists the known ones; any other
/// can be named by its text, since new regions need no new release.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Region(Cow<'static, str>);

impl Region {
    /// A region known to the spec. For generated code.
    #[doc(hidden)]
    pub const fn known(id: &'static str) -> Self {
        Self(Cow::Borrowed(id))
    }

    /// The ID.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Refuses what cannot stand in a host name.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let valid = self.0.starts_with(|c: char| c.is_ascii_lowercase())
            && !self.0.ends_with('-')
            && self.0.chars().all(plain);
        if !valid {
            return Err(Error::configuration(format!(
                "`{}` is not a region; write an ID such as `cn-shanghai`",
                self.0.escape_debug()
            )));
        }
        Ok(())
    }
}

impl From<&str> for Region {
    fn from(id: &str) -> Self {
        Self(Cow::Owned(id.to_owned()))
    }
}

impl From<String> for Region {
    fn from(id: String) -> Self {
        Self(Cow::Owned(id))
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

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
