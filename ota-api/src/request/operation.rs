//! The description of an operation, as generated code writes it.

use crate::request::argument::{Arguments, Visit};
use crate::request::parameter::Parameter;
use crate::request::rules::Rule;
use crate::request::service::Service;
use crate::response::record::Record;

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
