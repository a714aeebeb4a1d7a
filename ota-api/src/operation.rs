//! What the generated code says about an operation: tables, read by the rest of the runtime.

use crate::argument::{Arguments, Visit};
use crate::decode::Record;
use crate::limits::Limits;
use crate::rules::Rule;

/// A request that the client can send. Implemented by generated code only.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a request",
    label = "not a request",
    note = "a request is built by `client.<operation>()` or `<Operation>::builder()`"
)]
pub trait Operation: Sized + Send + Sync {
    /// What the service answers.
    type Response: Record + Default + Send;
    /// What describes the operation but its parameters.
    #[doc(hidden)]
    const ABOUT: OperationInfo;
    /// Its parameters, sorted by name.
    #[doc(hidden)]
    const PARAMETERS: &'static [Parameter];
    /// How they depend on each other.
    #[doc(hidden)]
    const RULES: &'static [Rule] = &[];
    /// What describes the operation.
    const INFO: &'static OperationInfo =
        &OperationInfo { parameters: Self::PARAMETERS, rules: Self::RULES, ..Self::ABOUT };
    /// A request in which nothing is set.
    #[doc(hidden)]
    fn blank() -> Self;
    /// Shows the values of all parameters, in the order of their table.
    #[doc(hidden)]
    fn arguments(&self, visit: Visit<'_>);
}

/// The values of a request.
pub(crate) struct Request<'a, O>(pub(crate) &'a O);

impl<O: Operation> Arguments for Request<'_, O> {
    fn arguments(&self, visit: Visit<'_>) {
        self.0.arguments(visit);
    }
}

/// The description of an operation.
#[derive(Debug, Clone, Copy)]
pub struct OperationInfo {
    /// The service it belongs to.
    pub service: &'static Service,
    /// Its name on the wire.
    pub action: &'static str,
    /// The HTTP method it is sent with.
    pub method: Method,
    /// Calls a second that one account may make.
    pub qps: Option<u32>,
    /// What a second send of the same call may do.
    pub repeat: Repeat,
    /// Its parameters, sorted by name.
    pub parameters: &'static [Parameter],
    /// How they depend on each other.
    pub rules: &'static [Rule],
}

/// An operation that only reads.
pub const fn read(service: &'static Service, action: &'static str) -> OperationInfo {
    info(service, action, Repeat::Read)
}

/// An operation that leaves the same state when it is sent twice.
pub const fn safe(service: &'static Service, action: &'static str) -> OperationInfo {
    info(service, action, Repeat::Safe)
}

/// An operation that may act twice when it is sent twice.
pub const fn reconcile(service: &'static Service, action: &'static str) -> OperationInfo {
    info(service, action, Repeat::Reconcile)
}

const fn info(service: &'static Service, action: &'static str, repeat: Repeat) -> OperationInfo {
    let (method, qps) = (Method::Post, None);
    OperationInfo { service, action, method, qps, repeat, parameters: &[], rules: &[] }
}

impl OperationInfo {
    /// The same operation, sent with `GET`.
    #[doc(hidden)]
    #[must_use]
    pub const fn get(self) -> Self {
        Self { method: Method::Get, ..self }
    }

    /// The same operation with the calls a second that one account may make.
    #[doc(hidden)]
    #[must_use]
    pub const fn qps(self, qps: u32) -> Self {
        Self { qps: Some(qps), ..self }
    }
}

/// An HTTP method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// `GET`.
    Get,
    /// `POST`.
    Post,
}

impl Method {
    /// The method as HTTP writes it.
    pub const fn as_str(self) -> &'static str {
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

/// The description of a parameter or of a member of a struct.
#[derive(Debug, Clone, Copy)]
pub struct Parameter {
    /// Its name on the wire.
    pub name: &'static str,
    /// Whether a request must carry it.
    pub required: bool,
    /// Whether the client's own setting stands in where the request has none.
    pub inherited: bool,
    /// How far its value may go.
    pub limits: Limits,
    /// Where it is carried.
    pub place: Place,
}

/// Where a request carries a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In the query.
    Query,
    /// In a form body.
    Body,
}

impl Parameter {
    /// The same parameter, carried in a form body.
    #[must_use]
    pub const fn in_body(mut self) -> Self {
        self.place = Place::Body;
        self
    }
}

/// A parameter that a request must carry.
pub const fn required(name: &'static str, limits: Limits) -> Parameter {
    Parameter { name, required: true, inherited: false, limits, place: Place::Query }
}

/// A parameter that a request may carry.
pub const fn optional(name: &'static str, limits: Limits) -> Parameter {
    Parameter { name, required: false, inherited: false, limits, place: Place::Query }
}

/// A parameter that a request may carry and that can be set once on the client.
pub const fn inherited(name: &'static str, limits: Limits) -> Parameter {
    Parameter { name, required: false, inherited: true, limits, place: Place::Query }
}

/// A service: what all its operations share.
#[derive(Debug)]
pub struct Service {
    /// Product code.
    pub product: &'static str,
    /// API version.
    pub version: &'static str,
    /// Host pattern of the public endpoints; `{region}` stands for the region ID.
    pub public: &'static str,
    /// Host pattern inside a private network.
    pub vpc: Option<&'static str>,
    /// The IDs of the regions known to have the service.
    pub regions: &'static [&'static str],
    /// A host that serves further regions, and their IDs.
    pub central: Option<(&'static str, &'static [&'static str])>,
    /// The names of the fields every answer carries.
    pub envelope: EnvelopeNames,
    /// The parameters that can be set once on a client.
    pub parameters: &'static [&'static str],
    /// The known error codes.
    pub errors: &'static [ErrorCode],
}

impl Service {
    /// What is known about an error code: that very code, or the family before its last dot.
    pub(crate) fn error(&self, code: &str) -> Option<&'static ErrorCode> {
        let find =
            |code: &str| self.errors.iter().find(|known| known.code.eq_ignore_ascii_case(code));
        find(code).or_else(|| find(code.rsplit_once('.')?.0))
    }
}

/// The names of the fields every answer carries.
#[derive(Debug, Clone, Copy)]
pub struct EnvelopeNames {
    /// The ID of the request.
    pub request_id: &'static str,
    /// Whether the call worked.
    pub success: &'static str,
    /// The error code.
    pub code: &'static str,
    /// The text for the error code.
    pub message: &'static str,
}

/// What is known about an error code.
#[derive(Debug, Clone, Copy)]
pub struct ErrorCode {
    /// The code.
    pub code: &'static str,
    /// What the caller can do.
    pub advice: &'static str,
    /// Whether sending the same call again makes sense.
    pub retry: Retry,
    /// Whether it says that there were too many calls.
    pub throttled: bool,
    /// Whether the service may have acted all the same.
    pub outcome_unknown: bool,
}

/// Whether sending a refused call again makes sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// No: it is refused again.
    Never,
    /// Once, after correcting what the advice says.
    Once,
    /// Yes, with growing pauses.
    Backoff,
}
