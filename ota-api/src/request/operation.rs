//! Descriptions of operations.

use std::fmt;

use crate::request::argument::{Arguments, Visitor};
use crate::request::look_up::LookUp;
use crate::request::parameter::Parameter;
use crate::request::rules::Rule;
use crate::request::service::{EnvelopeNames, Product, Service};
use crate::response::record::Record;

/// A request of an operation. Implemented by generated code only.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a request",
    label = "not a request",
    note = "a request is built by `client.<operation>()` or `<Operation>::builder()`"
)]
pub trait Operation: Sized + Clone + fmt::Debug + Send + Sync + 'static {
    /// The client that sends it.
    type Client: Product;
    /// The fields of the response.
    type Response: Record + Default + Send + Sync + 'static;
    /// The description of the operation, without parameters and rules.
    #[doc(hidden)]
    const ABOUT: About;
    /// The parameters, sorted by name.
    #[doc(hidden)]
    const PARAMETERS: &'static [Parameter];
    /// A response of the spec.
    #[cfg(feature = "mock")]
    #[doc(hidden)]
    const EXAMPLE: Option<&'static str> = None;
    /// The rules between parameters.
    #[doc(hidden)]
    const RULES: &'static [Rule] = &[];
    /// The description of the operation.
    const INFO: &'static OperationInfo =
        &Self::ABOUT.of(Self::Client::SERVICE, Self::PARAMETERS, Self::RULES);
    /// A request with nothing set.
    #[doc(hidden)]
    fn empty() -> Self;
    /// Passes the values of all parameters to the visitor, in the order of their descriptions.
    #[doc(hidden)]
    fn arguments(&self, visitor: Visitor<'_>);
}

/// The values of a request.
pub(crate) struct Request<'a, O>(pub(crate) &'a O);

impl<O: Operation> Arguments for Request<'_, O> {
    fn arguments(&self, visitor: Visitor<'_>) {
        self.0.arguments(visitor);
    }
}

/// The description of an operation.
#[derive(Debug, Clone, Copy)]
pub struct OperationInfo {
    /// The service it belongs to.
    pub service: &'static Service,
    /// The wire name.
    pub action: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The limit of calls per second for one account.
    pub qps: Option<u32>,
    /// The effect of sending the same call twice.
    pub idempotency: Idempotency,
    /// Whether it is sent without credentials and signature.
    pub anonymous: bool,
    /// The codes that mean success when the call is repeated.
    pub gone: &'static [&'static str],
    /// Whether the only field of the response is all of its body.
    pub bare: bool,
    /// What surrounds the fields of the response.
    pub envelope: &'static EnvelopeNames,
    /// How to find what it made.
    pub(crate) look_up: Option<&'static LookUp>,
    /// The parameters, sorted by name.
    pub parameters: &'static [Parameter],
    /// The rules between parameters.
    pub rules: &'static [Rule],
}

/// The description of an operation without its parameters.
#[derive(Debug, Clone, Copy)]
pub struct About {
    action: &'static str,
    method: Method,
    qps: Option<u32>,
    idempotency: Idempotency,
    anonymous: bool,
    gone: &'static [&'static str],
    bare: bool,
    envelope: Option<&'static EnvelopeNames>,
    look_up: Option<&'static LookUp>,
}

impl About {
    /// Describes an operation that only reads.
    pub const fn read_only(action: &'static str) -> Self {
        Self::new(action, Idempotency::ReadOnly)
    }

    /// Describes an operation that leaves the same state if it is sent twice.
    pub const fn idempotent(action: &'static str) -> Self {
        Self::new(action, Idempotency::Idempotent)
    }

    /// Describes an operation that may act twice if it is sent twice.
    pub const fn not_idempotent(action: &'static str) -> Self {
        Self::new(action, Idempotency::NotIdempotent)
    }

    const fn new(action: &'static str, idempotency: Idempotency) -> Self {
        Self {
            action,
            method: Method::Post,
            qps: None,
            idempotency,
            anonymous: false,
            gone: &[],
            bare: false,
            envelope: None,
            look_up: None,
        }
    }

    /// Sends the operation with `GET`.
    #[must_use]
    pub const fn get(self) -> Self {
        Self { method: Method::Get, ..self }
    }

    /// Names the codes that mean success when the call is repeated.
    #[must_use]
    pub const fn gone(self, codes: &'static [&'static str]) -> Self {
        Self { gone: codes, ..self }
    }

    /// Reads the whole body of a response as its only field.
    #[must_use]
    pub const fn bare(self) -> Self {
        Self { bare: true, ..self }
    }

    /// Limits the calls per second for one account.
    #[must_use]
    pub const fn qps(self, qps: u32) -> Self {
        Self { qps: Some(qps), ..self }
    }

    /// Sends the operation without credentials and signature.
    #[must_use]
    pub const fn anonymous(self) -> Self {
        Self { anonymous: true, ..self }
    }

    /// Gives the operation an envelope of its own.
    #[must_use]
    pub const fn envelope(self, envelope: &'static EnvelopeNames) -> Self {
        Self { envelope: Some(envelope), ..self }
    }

    /// Says how to find what it made.
    #[must_use]
    pub const fn look_up(self, look_up: &'static LookUp) -> Self {
        Self { look_up: Some(look_up), ..self }
    }

    /// Adds the service, the parameters and the rules between them.
    const fn of(
        self,
        service: &'static Service,
        parameters: &'static [Parameter],
        rules: &'static [Rule],
    ) -> OperationInfo {
        let Self { action, method, qps, idempotency, anonymous, gone, bare, envelope, look_up } =
            self;
        let envelope = match envelope {
            Some(own) => own,
            None => &service.envelope,
        };
        OperationInfo {
            service,
            action,
            method,
            qps,
            idempotency,
            anonymous,
            gone,
            bare,
            envelope,
            look_up,
            parameters,
            rules,
        }
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
    /// The name of the method in HTTP.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

/// The effect of sending the same call twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Idempotency {
    /// It only reads.
    ReadOnly,
    /// It leaves the same state as one send.
    Idempotent,
    /// It may act twice; check the state before sending again.
    NotIdempotent,
}
