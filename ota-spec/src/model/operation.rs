//! Operations.

use std::fmt;
use std::sync::Arc;

use super::behaviour::{LookUp, Page, Split, Wait};
use super::dependencies::{Choice, Rule};
use super::errors::ErrorCode;
use super::handle::Handle;
use super::service::Envelope;
use super::shape::Field;
use crate::names::OperationIdents;
use crate::value::Value;

/// One operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Operation {
    /// The name on the wire, such as `DeleteOTAFirmware`.
    pub action: String,
    /// Its identifiers in generated code.
    pub idents: OperationIdents,
    /// The group it belongs to, such as `task`.
    pub group: String,
    /// What it is called on a command line, if it has a name there.
    pub command: Option<Command>,
    /// A sentence that says what it does.
    pub summary: String,
    /// The summary in Chinese.
    pub zh: Option<String>,
    /// Further documentation in Markdown; may be empty.
    pub doc: String,
    /// The same in Chinese.
    pub zh_doc: Option<String>,
    /// The calls per second that one account may make; `None` if no limit is documented.
    pub qps: Option<u32>,
    /// The HTTP methods it accepts; the first is the one to send.
    pub methods: Vec<Method>,
    /// The effect of a second send of the same call.
    pub idempotency: Idempotency,
    /// Its parameters in the order of the file, then those of the service.
    pub parameters: Vec<Arc<Field>>,
    /// What surrounds the fields of its response; that of the service, unless it has its own.
    pub envelope: Arc<Envelope>,
    /// The fields of its response, without the envelope.
    pub response: Vec<Arc<Field>>,
    /// Whether the only field of the response is all of its body.
    pub bare: bool,
    /// Error codes worth naming.
    pub errors: Vec<Handle<ErrorCode>>,
    /// Those of them which mean that the state which it leads to is there already.
    pub gone: Vec<Handle<ErrorCode>>,
    /// Notes to the reader: disagreeing sources, unknowns.
    pub notes: Vec<String>,
    /// The sources of the facts.
    pub sources: Vec<String>,
    /// Whether it is sent without credentials and signature.
    pub anonymous: bool,
    /// The replacement, if it is deprecated.
    pub deprecated: Option<String>,
    /// The rules between its parameters.
    pub rules: Vec<Rule>,
    /// Parameters that exclude each other, as choices with names.
    pub choices: Vec<Choice>,
    /// The paging of its responses.
    pub page: Option<Page>,
    /// The list that can be sent in parts.
    pub split: Option<Split>,
    /// States of its response that can be waited for.
    pub waits: Vec<Wait>,
    /// How to find what it made.
    pub look_up: Option<LookUp>,
    /// Samples; each agrees with this operation.
    pub examples: Vec<Example>,
}

impl Operation {
    /// The field that is the whole body of a response, if there is no object around it.
    pub fn body(&self) -> Option<&Arc<Field>> {
        self.response.first().filter(|_| self.bare)
    }

    /// The parameter with this wire name.
    pub fn parameter(&self, name: &str) -> Option<&Field> {
        let mut parameters = self.parameters.iter().map(Arc::as_ref);
        parameters.find(|parameter| parameter.name == name)
    }
}

/// What an operation is called on a command line: `firmware list`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Command {
    /// What it is about, in kebab case.
    pub noun: String,
    /// What it does, in kebab case.
    pub verb: String,
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.noun, self.verb)
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

/// The effect of a second send of the same call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Idempotency {
    /// It only reads.
    ReadOnly,
    /// It leaves the same state as one send.
    Idempotent,
    /// It may act twice; look at the state before sending again.
    NotIdempotent,
}

/// A sample of one call.
#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    /// Its title.
    pub title: String,
    /// The same in Chinese.
    pub zh: Option<String>,
    /// The parameters, as an object by wire name.
    pub request: Value,
    /// The query of the request without the common parameters, as documented.
    pub query: Option<String>,
    /// The response in JSON.
    pub json: Option<Value>,
    /// The response in XML.
    pub xml: Option<String>,
}

/// The rest of an operation whose file has mistakes: enough for code that uses it to type-check, so
/// that one mistake gives one message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrokenOperation {
    /// The action, taken from the file name.
    pub action: String,
    /// Its identifiers in generated code.
    pub idents: OperationIdents,
    /// The setters of the parameters and choices that could be read, sorted.
    pub setters: Vec<String>,
}
