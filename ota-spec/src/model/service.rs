//! The service that all operations share.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::shape::Field;

/// The content of `service.json`.
#[derive(Debug, Clone, PartialEq)]
pub struct Service {
    /// Product code, such as `Iot`.
    pub product: String,
    /// API version, such as `2018-01-20`.
    pub version: String,
    /// One sentence about the service.
    pub summary: String,
    /// The summary in Chinese.
    pub zh: Option<String>,
    /// The hosts of the service.
    pub endpoints: Endpoints,
    /// The envelope of all operations that have none of their own.
    pub envelope: Arc<Envelope>,
    /// Parameters that every operation takes and that can be set once on a client.
    pub parameters: Vec<Arc<Field>>,
}

/// The hosts of a service.
#[derive(Debug, Clone, PartialEq)]
pub struct Endpoints {
    /// Host pattern of a public endpoint; `{region}` stands for the region ID.
    pub public: Option<String>,
    /// The hosts of single regions, which come before all others.
    pub hosts: Vec<RegionHost>,
    /// Host pattern inside a private network, if the service has one.
    pub vpc: Option<String>,
    /// The hosts of single regions inside private networks.
    pub vpc_hosts: Vec<RegionHost>,
    /// The regions known to have the service.
    pub regions: Vec<Region>,
    /// A host that serves further regions.
    pub central: Option<Central>,
}

/// A region that has the service.
#[derive(Debug, Clone, PartialEq)]
pub struct Region {
    /// The ID, such as `cn-shanghai`.
    pub id: String,
    /// Its constant in generated code.
    pub ident: String,
    /// Its name for people.
    pub name: String,
}

/// The host of a region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegionHost {
    /// The ID of the region.
    pub region: String,
    /// The host.
    pub host: String,
}

/// One host that serves many regions.
#[derive(Debug, Clone, PartialEq)]
pub struct Central {
    /// The host.
    pub host: String,
    /// The IDs of the regions it serves; every region without another host if there are none.
    pub regions: Vec<String>,
}

/// What surrounds the fields of a response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// The ID of the request.
    pub request_id: String,
    /// Whether the call worked, if a field says so. Otherwise an error code says that it did not.
    pub success: Option<String>,
    /// The values of [`code`](Self::code) that a call that worked has; empty if it has none.
    pub success_codes: Vec<String>,
    /// The error code.
    pub code: String,
    /// The error message.
    pub message: String,
}

impl Endpoints {
    /// The IDs of all regions that are named, each once.
    pub fn region_ids(&self) -> Vec<&str> {
        let regions = self.regions.iter().map(|region| region.id.as_str());
        let hosts = self.hosts.iter().chain(&self.vpc_hosts).map(|host| host.region.as_str());
        let central = self.central.iter().flat_map(|central| &central.regions);
        let mut seen = BTreeSet::new();
        let all = regions.chain(hosts).chain(central.map(String::as_str));
        all.filter(|id| seen.insert(*id)).collect()
    }
}

impl Envelope {
    /// The names of the fields, in the order of the struct.
    pub fn names(&self) -> impl Iterator<Item = &str> + Clone {
        let success = self.success.as_deref();
        let after = [self.code.as_str(), self.message.as_str()];
        std::iter::once(self.request_id.as_str()).chain(success).chain(after)
    }

    /// Whether a field of this name belongs to the envelope. Some responses begin names with a lower-case
    /// letter.
    pub fn has(&self, name: &str) -> bool {
        self.names().any(|known| known.eq_ignore_ascii_case(name))
    }

    /// Whether a field of this name says whether the call worked.
    pub fn is_success(&self, name: &str) -> bool {
        self.success.as_ref().is_some_and(|known| known.eq_ignore_ascii_case(name))
    }
}
