//! Descriptions of services.

/// The description of a service, shared by all its operations.
#[derive(Debug)]
pub struct Service {
    /// The product code.
    pub product: &'static str,
    /// The API version.
    pub version: &'static str,
    /// The hosts.
    pub endpoints: Endpoints,
    /// What surrounds the fields of responses, where an operation does not say otherwise.
    pub envelope: EnvelopeNames,
    /// The parameters that can be set once on a client.
    pub parameters: &'static [&'static str],
    /// The names of the parameters and fields that are secret.
    pub secrets: &'static [&'static str],
    /// The known error codes.
    pub errors: &'static [ErrorCode],
}

/// The hosts of a service. Those of single regions come first.
#[derive(Debug, Clone, Copy)]
pub struct Endpoints {
    /// The host pattern of the public endpoints; `{region}` stands for the region ID.
    pub public: Option<&'static str>,
    /// The hosts of regions by their IDs.
    pub hosts: &'static [(&'static str, &'static str)],
    /// The host pattern in private networks.
    pub vpc: Option<&'static str>,
    /// The hosts of regions in private networks.
    pub vpc_hosts: &'static [(&'static str, &'static str)],
    /// The IDs of the known regions.
    pub regions: &'static [&'static str],
    /// A host that serves further regions, with their IDs; every region without another host if there
    /// are none.
    pub central: Option<(&'static str, &'static [&'static str])>,
}

impl Endpoints {
    /// Whether a call needs a region, because more than one host serves them.
    pub fn need_region(&self) -> bool {
        self.only_host().is_none()
    }

    /// The host that serves a service which needs no region: the central one, if it is the only one.
    pub(crate) fn only_host(&self) -> Option<&'static str> {
        let alone = self.public.is_none() && self.hosts.is_empty();
        self.central.filter(|_| alone).map(|(host, _)| host)
    }

    /// The central host, if it serves this region.
    pub(crate) fn central_host(&self, id: &str) -> Option<String> {
        let (host, regions) = self.central?;
        (regions.is_empty() || regions.contains(&id)).then(|| host.to_owned())
    }

    /// The regions that have the service themselves.
    pub(crate) fn own_region_ids(&self) -> impl Iterator<Item = &'static str> {
        let more = self.hosts.iter().map(|(id, _)| *id);
        self.regions.iter().copied().chain(more.filter(|id| !self.regions.contains(id)))
    }

    /// All known regions.
    pub(crate) fn region_ids(&self) -> impl Iterator<Item = &'static str> {
        let central = self.central.map_or(&[][..], |(_, regions)| regions);
        self.own_region_ids().chain(central.iter().copied())
    }
}

/// The client of a product, which stands for the product. Implemented by generated code only.
pub trait Product: Send + Sync + 'static {
    /// The description of the service.
    const SERVICE: &'static Service;
}

/// The client `C` itself: a request is sent by the client of its product.
#[diagnostic::on_unimplemented(
    message = "the request is one of another product than the client",
    label = "a request of `{Self}`, not of `{C}`",
    note = "each `operations!` makes a `Client` for its operations: use the one of the same module"
)]
pub trait Same<C> {}

impl<C> Same<C> for C {}

impl Service {
    /// The environment variable with the endpoint of this product alone: `OTA_ENDPOINT_URL_STS` for `Sts`. It comes
    /// before `OTA_ENDPOINT_URL`, which is that of all products.
    pub fn endpoint_variable(&self) -> String {
        let letter = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
        format!("OTA_ENDPOINT_URL_{}", self.product.chars().map(letter).collect::<String>())
    }

    /// Looks up an error code, or else the family before its last dot.
    pub(crate) fn error(&self, code: &str) -> Option<&'static ErrorCode> {
        let find =
            |code: &str| self.errors.iter().find(|known| known.code.eq_ignore_ascii_case(code));
        find(code).or_else(|| find(code.rsplit_once('.')?.0))
    }
}

/// What surrounds the fields of a response.
#[derive(Debug, Clone, Copy)]
pub struct EnvelopeNames {
    /// The ID of the request.
    pub request_id: &'static str,
    /// Whether the call succeeded, if a field says so.
    pub success: Option<&'static str>,
    /// The values of `code` that a call that succeeded has.
    pub success_codes: &'static [&'static str],
    /// The error code.
    pub code: &'static str,
    /// The message for the error code.
    pub message: &'static str,
}

/// A known error code.
#[derive(Debug, Clone, Copy)]
pub struct ErrorCode {
    /// The code.
    pub code: &'static str,
    /// Advice for the caller.
    pub advice: &'static str,
    /// Whether sending the same call again makes sense.
    pub retry: Retry,
    /// Whether it means too many calls.
    pub throttled: bool,
    /// Whether the service may have acted nevertheless.
    pub outcome_unknown: bool,
}

/// Whether sending a refused call again makes sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// No: it would be refused again.
    Never,
    /// Once, after following the advice.
    Once,
    /// Yes, with growing pauses.
    Backoff,
}
