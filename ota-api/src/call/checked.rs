//! A call that is ready to be sent.

#[cfg(feature = "mock")]
use std::sync::Arc;

use crate::call::begin::Begin;
use crate::call::encode::query::Parameters;
use crate::call::envelope::Expected;
use crate::call::token;
#[cfg(feature = "mock")]
use crate::mocked::recorded::Kept;
use crate::request::look_up::LookUp;
use crate::request::operation::{Idempotency, Method, OperationInfo};
use crate::request::service::{EnvelopeNames, Service};

/// A call that passed the checks.
#[derive(Clone, Copy)]
pub(crate) struct Call<'a> {
    pub(crate) service: &'static Service,
    pub(crate) action: &'a str,
    pub(crate) method: Method,
    pub(crate) idempotency: Idempotency,
    /// What a second send of this very call does.
    pub(crate) repetition: Idempotency,
    /// Whether it is sent without credentials and signature.
    pub(crate) anonymous: bool,
    /// The calls per second that the operation takes.
    pub(crate) qps: Option<u32>,
    /// Whether it is one of many, whose deadline begins when it is its turn.
    pub(crate) in_turn: bool,
    /// What is done when it is its turn, before it is sent.
    pub(crate) begin: Option<&'a dyn Begin>,
    /// The codes that mean success after an attempt whose outcome is unknown.
    pub(crate) gone: &'a [&'a str],
    /// Whether the only field of the response is all of its body.
    pub(crate) bare: bool,
    pub(crate) envelope: &'static EnvelopeNames,
    /// How to find what it made.
    pub(crate) look_up: Option<&'static LookUp>,
    /// The value of the label that it adds to what it makes.
    pub(crate) run_id: Option<&'a str>,
    /// The last second, by the time of its signature, in which it is sent.
    pub(crate) latest: Option<u64>,
    /// The number of its first attempt, from 1.
    pub(crate) first: u32,
    pub(crate) parameters: &'a (dyn Parameters + Sync),
    /// The request, for a mock.
    #[cfg(feature = "mock")]
    pub(crate) request: Option<&'a Arc<dyn Kept>>,
}

impl<'a> Call<'a> {
    /// A call of an operation with these parameters.
    pub(crate) fn new(
        info: &'static OperationInfo,
        parameters: &'a (dyn Parameters + Sync),
    ) -> Self {
        Self {
            service: info.service,
            action: info.action,
            method: info.method,
            idempotency: info.idempotency,
            // The service knows a repetition by its token.
            repetition: match info.idempotency {
                Idempotency::NotIdempotent if token::is_sent(info.parameters) => {
                    Idempotency::Idempotent
                }
                other => other,
            },
            anonymous: info.anonymous,
            qps: info.qps,
            in_turn: false,
            begin: None,
            gone: info.gone,
            bare: info.bare,
            envelope: info.envelope,
            look_up: info.look_up,
            run_id: None,
            latest: None,
            first: 1,
            parameters,
            #[cfg(feature = "mock")]
            request: None,
        }
    }
}

impl<'a> Call<'a> {
    /// A call of the operation that lists what another one makes.
    pub(crate) fn listing(
        made_by: &Call<'_>,
        look_up: &'a LookUp,
        parameters: &'a (dyn Parameters + Sync),
    ) -> Self {
        let idempotency = Idempotency::ReadOnly;
        Self {
            service: made_by.service,
            action: look_up.action,
            method: if look_up.get { Method::Get } else { Method::Post },
            idempotency,
            repetition: idempotency,
            anonymous: made_by.anonymous,
            qps: look_up.qps,
            in_turn: false,
            begin: None,
            gone: &[],
            bare: false,
            envelope: made_by.envelope,
            look_up: None,
            run_id: None,
            latest: None,
            first: 1,
            parameters,
            #[cfg(feature = "mock")]
            request: None,
        }
    }
}

impl Call<'_> {
    /// The form that responses have.
    pub(crate) fn expected(&self) -> Expected {
        Expected { names: self.envelope, bare: self.bare }
    }
}
