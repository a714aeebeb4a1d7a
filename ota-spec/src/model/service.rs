//! The service that all operations share.

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
    /// The hosts of the service.
    pub endpoints: Endpoints,
    /// The names of the fields that every response carries.
    pub envelope: Envelope,
    /// Parameters that every operation takes and that can be set once on a client.
    pub parameters: Vec<Arc<Field>>,
}

/// The hosts of a service.
#[derive(Debug, Clone, PartialEq)]
pub struct Endpoints {
    /// Host pattern of a public endpoint; `{region}` stands for the region ID.
    pub public: String,
    /// Host pattern inside a private network, if the service has one.
    pub vpc: Option<String>,
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

/// One host that serves many regions.
#[derive(Debug, Clone, PartialEq)]
pub struct Central {
    /// The host.
    pub host: String,
    /// The IDs of the regions it serves.
    pub regions: Vec<String>,
}

/// The names of the fields that every response carries.
#[derive(Debug, Clone, PartialEq)]
pub struct Envelope {
    /// The ID of the request.
    pub request_id: String,
    /// Whether the call worked.
    pub success: String,
    /// The error code.
    pub code: String,
    /// The error message.
    pub message: String,
}

impl Envelope {
    /// The four names, in the order of the struct.
    pub fn names(&self) -> [&str; 4] {
        [&self.request_id, &self.success, &self.code, &self.message]
    }
}
