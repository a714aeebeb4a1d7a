//! The checked model: only valid specs can be expressed here.
//!
//! Every later stage (generation, the emulator, the command line) takes these types and therefore
//! has nothing left to refuse. Names of types are resolved; limits fit their types.

mod behaviour;
mod dependencies;
mod shape;

use std::sync::Arc;

pub use behaviour::{Page, Wait};
pub use dependencies::{Choice, ChoiceOption, Condition, Rule, RuleKind, Test};
pub use shape::{Enum, EnumValue, Field, List, NamedKind, NamedType, Place, Range, Text, Type};

use crate::value::Value;

/// A whole spec folder.
#[derive(Debug, Clone, PartialEq)]
pub struct Spec {
    /// The product and what all its operations share.
    pub service: Service,
    /// The shared types, sorted by name.
    pub types: Vec<Arc<NamedType>>,
    /// The known error codes, in the order of `errors.json`.
    pub errors: Vec<ErrorCode>,
    /// The operations, sorted by action.
    pub operations: Vec<Operation>,
}

impl Spec {
    /// The operation with this exact action name.
    pub fn operation(&self, action: &str) -> Option<&Operation> {
        self.operations.iter().find(|operation| operation.action == action)
    }

    /// What `errors.json` says about a code: exactly that code, or the family it belongs to
    /// (`MissingParameter` speaks for `MissingParameter.CommandId`).
    pub fn error(&self, code: &str) -> Option<&ErrorCode> {
        let same = |known: &&ErrorCode| known.code.eq_ignore_ascii_case(code);
        self.errors.iter().find(same).or_else(|| {
            let family = code.rsplit_once('.')?.0;
            self.errors.iter().find(|known| known.code.eq_ignore_ascii_case(family))
        })
    }
}

/// What `service.json` says.
#[derive(Debug, Clone, PartialEq)]
pub struct Service {
    /// Product code, such as `Iot`.
    pub product: String,
    /// API version, such as `2018-01-20`.
    pub version: String,
    /// One sentence about the service.
    pub summary: String,
    /// Where the service listens.
    pub endpoints: Endpoints,
    /// The names of the fields every answer carries.
    pub envelope: Envelope,
    /// Parameters that every operation takes and that can be set once on a client.
    pub parameters: Vec<Field>,
}

/// Where a service listens.
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
    /// Where that is.
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

/// The names of the fields every answer carries.
#[derive(Debug, Clone, PartialEq)]
pub struct Envelope {
    /// The ID of the request.
    pub request_id: String,
    /// Whether the call worked.
    pub success: String,
    /// The error code.
    pub code: String,
    /// The text for the error code.
    pub message: String,
}

impl Envelope {
    /// The four names, in the order of the struct.
    pub fn names(&self) -> [&str; 4] {
        [&self.request_id, &self.success, &self.code, &self.message]
    }
}

/// One error code of `errors.json`.
#[derive(Debug, Clone, PartialEq)]
pub struct ErrorCode {
    /// The code on the wire.
    pub code: String,
    /// Who answers with it.
    pub layer: Layer,
    /// The HTTP statuses it comes with; empty where unknown.
    pub status: Vec<u16>,
    /// What it means.
    pub meaning: String,
    /// What the caller can do.
    pub advice: String,
    /// Whether sending the same call again makes sense.
    pub retry: Retry,
    /// Whether it says that there were too many calls.
    pub throttled: bool,
    /// Whether the service may have acted all the same.
    pub outcome_unknown: bool,
}

/// Who answers with an error code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layer {
    /// The service itself, inside an answer envelope.
    Business,
    /// The gateway in front of it, with an HTTP error status.
    Gateway,
    /// A client library, before anything is sent.
    Client,
    /// The object storage that takes uploads.
    Oss,
}

/// Whether sending a refused call again makes sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// No: the same call is refused again.
    Never,
    /// Once, after correcting what the advice says.
    Once,
    /// Yes, with growing pauses.
    Backoff,
}

/// One operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Operation {
    /// The name on the wire, such as `DeleteOTAFirmware`.
    pub action: String,
    /// The group it belongs to, such as `task`.
    pub group: String,
    /// One sentence: what it does.
    pub summary: String,
    /// More about it, in Markdown; may be empty.
    pub doc: String,
    /// Calls a second that one account may make; `None` where no limit is documented.
    pub qps: Option<u32>,
    /// The HTTP methods it accepts; the first is the one to send.
    pub methods: Vec<Method>,
    /// What a second send of the same call may do.
    pub repeat: Repeat,
    /// Its parameters in the order of the file, then those of the service.
    pub parameters: Vec<Field>,
    /// The fields of its answer, without the envelope.
    pub response: Vec<Field>,
    /// Error codes worth naming, each known to `errors.json`.
    pub errors: Vec<String>,
    /// What a reader should know: disagreeing sources, unknowns.
    pub notes: Vec<String>,
    /// Where the facts come from.
    pub sources: Vec<String>,
    /// What to use instead, if it should not be used any more.
    pub deprecated: Option<String>,
    /// How its parameters depend on each other.
    pub rules: Vec<Rule>,
    /// Parameters that exclude each other, as choices with names.
    pub choices: Vec<Choice>,
    /// How its answers are paged.
    pub page: Option<Page>,
    /// The list that can be sent in parts.
    pub split: Option<String>,
    /// States of its answer that can be waited for.
    pub waits: Vec<Wait>,
    /// Samples; each agrees with this operation.
    pub examples: Vec<Example>,
}

impl Operation {
    /// The parameter with this wire name.
    pub fn parameter(&self, name: &str) -> Option<&Field> {
        self.parameters.iter().find(|parameter| parameter.name == name)
    }
}

/// An HTTP method an operation accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// `GET`.
    Get,
    /// `POST`.
    Post,
}

impl Method {
    /// The method as HTTP writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

/// What a second send of the same call may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeat {
    /// It only reads.
    Read,
    /// It leaves the same state as one send.
    Safe,
    /// It may act twice; look at the state before sending again.
    Reconcile,
}

/// A sample of one call.
#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    /// What it shows.
    pub title: String,
    /// The parameters, as an object by wire name.
    pub request: Value,
    /// The query of the request without the common parameters, as documented.
    pub query: Option<String>,
    /// The answer in JSON.
    pub json: Option<Value>,
    /// The answer in XML.
    pub xml: Option<String>,
}

/// What is left of an operation whose file has mistakes: enough that code using it still
/// type-checks, so that one mistake gives one message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outline {
    /// The action, taken from the file name.
    pub action: String,
    /// The wire names of the parameters that could be read.
    pub parameters: Vec<String>,
}
