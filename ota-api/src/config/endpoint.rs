//! Endpoints: the addresses that requests are sent to.

use ota_violation::suggest;

use crate::config::address;
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
    /// The region that it was made from.
    region: Option<Region>,
}

impl Endpoint {
    /// The endpoint that serves a region; no region is needed where one host serves all.
    pub(crate) fn of_service(
        service: &Service,
        region: Option<&Region>,
        network: Network,
    ) -> Result<Self, Error> {
        let endpoints = &service.endpoints;
        let Some(region) = region else {
            return match endpoints.only_host().filter(|_| network == Network::Public) {
                Some(host) => Ok(Self::of_host(host.to_owned(), None)),
                None => Err(Error::configuration("no region or endpoint is set; set one")),
            };
        };
        let id = region.as_str();
        let pattern = |pattern: Option<&str>| Some(pattern?.replace("{region}", id));
        let host = match network {
            Network::Vpc => of_region(endpoints.vpc_hosts, id).or_else(|| pattern(endpoints.vpc)),
            Network::Public => of_region(endpoints.hosts, id)
                .or_else(|| endpoints.central_host(id))
                .or_else(|| pattern(endpoints.public)),
        };
        if let Some(host) = host {
            return Ok(Self::of_host(host, Some(region.clone())));
        }
        let Service { product, .. } = service;
        Err(Error::configuration(match network {
            Network::Vpc if endpoints.vpc_hosts.is_empty() => format!(
                "product `{product}` has no endpoint in private networks; use the public one"
            ),
            Network::Vpc => format!(
                "product `{product}` has no endpoint in the private network of `{id}`; use the public \
                 one"
            ),
            Network::Public => unknown(service, id),
        }))
    }

    fn of_host(host: String, region: Option<Region>) -> Self {
        Self { base: format!("https://{host}/"), host, region }
    }

    /// The endpoint at a URL; one beyond this machine may have plain HTTP only if that is allowed.
    pub(crate) fn of_url(text: &str, plain_http: bool) -> Result<Self, Error> {
        Self::at(text, plain_http).map_err(|why| {
            // The URL may contain a password, so it is not repeated.
            Error::configuration(format!(
                "the endpoint {why}; use one such as `https://iot.cn-shanghai.aliyuncs.com`"
            ))
        })
    }

    /// The same; the error completes a sentence that begins with what the URL is.
    pub(crate) fn at(text: &str, plain_http: bool) -> Result<Self, String> {
        let url = address::parse(text)?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err("contains a user name or password".to_owned());
        }
        match url.scheme() {
            "https" => {}
            "http" if plain_http || address::is_loopback(&url) => {}
            "http" => {
                return Err("uses plain http, which shows every request to the network, and is not on this \
                            machine; if that is meant, allow it with `allow_plain_http`, \
                            `--allow-plain-http` or `OTA_ALLOW_PLAIN_HTTP=true`"
                    .to_owned());
            }
            _ => return Err("uses neither https nor http".to_owned()),
        }
        let host = match (url.host_str(), url.port()) {
            (Some(host), Some(port)) => format!("{host}:{port}"),
            (host, _) => host.unwrap_or_default().to_owned(),
        };
        Ok(Self { base: url.to_string(), host, region: None })
    }

    /// Advice on a host without an address: a region that is not one of the service.
    pub(crate) fn advice(&self, service: &Service) -> Option<String> {
        let region = self.region.as_ref()?.as_str();
        let known = service.endpoints.region_ids().any(|known| known == region);
        (!known).then(|| unknown(service, region))
    }
}

/// Says that a service has no such region, and which it has.
fn unknown(service: &Service, region: &str) -> String {
    let Service { product, endpoints, .. } = service;
    let own = || endpoints.own_region_ids();
    let help = match suggest::nearest(region, own()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("regions that have it: {}", suggest::list(own())),
    };
    format!("`{region}` is not known as a region of `{product}`; {help}")
}

/// The host of a region that has one of its own.
fn of_region(hosts: &[(&str, &str)], id: &str) -> Option<String> {
    let (_, host) = hosts.iter().find(|(region, _)| *region == id)?;
    Some((*host).to_owned())
}

#[cfg(test)]
mod tests {
    use super::{Endpoint, Network};
    use crate::config::region::Region;
    use crate::operations::SERVICE;

    #[test]
    fn a_region_that_is_not_known_gets_the_near_name_or_the_list() {
        let advice = |region: &str| {
            let region = Region::from(region);
            Endpoint::of_service(&SERVICE, Some(&region), Network::Public).unwrap().advice(&SERVICE)
        };
        assert!(advice("cn-shangai").unwrap().contains("did you mean `cn-shanghai`?"));
        assert!(advice("cn-hangzhou").unwrap().contains("`cn-shanghai`, `cn-beijing`"));
        assert_eq!(advice("cn-shanghai"), None);
        assert_eq!(advice("cn-chengdu"), None);
    }
}
