//! From an operation and a request to a call.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use ota_api::product::{AnyClient, EnvelopeNames, LookUp, Service};
use ota_api::{Idempotency, Method, Untyped};
use ota_spec::model::{self, Operation};
use ota_spec::{Spec, Value, wire};

use crate::service;

/// The service of a folder of specs and its operations, in the terms of the client.
///
/// The client knows services that live as long as the program, so a description does too: each operation is described
/// when it is first called, and once. Make one of these for a folder, not one for each call.
#[derive(Debug)]
pub struct Operations {
    service: &'static Service,
    described: Mutex<BTreeMap<String, Described>>,
}

/// What a call needs of an operation for as long as the program lives.
#[derive(Debug, Clone, Copy)]
struct Described {
    envelope: &'static EnvelopeNames,
    gone: &'static [&'static str],
    look_up: Option<&'static LookUp>,
}

impl Operations {
    /// Describes the service of a folder.
    pub fn of(spec: &Spec) -> Self {
        Self { service: service::of(spec), described: Mutex::default() }
    }

    /// The service, to make a client of.
    pub fn service(&self) -> &'static Service {
        self.service
    }

    /// The call of an operation of this folder, with what the spec says about it. The request, an object by wire name,
    /// is sent as it is: [`input::judge`](crate::input::judge) says whether it fits.
    pub fn call<'c>(
        &self,
        client: &'c AnyClient,
        operation: &Operation,
        request: &Value,
    ) -> Untyped<'c> {
        let Described { envelope, gone, look_up } = self.described(operation);
        let mut call = client
            .call(operation.action.as_str())
            .envelope(envelope)
            .method(match operation.methods.first() {
                Some(model::Method::Get) => Method::Get,
                _ => Method::Post,
            })
            .idempotency(match operation.idempotency {
                model::Idempotency::ReadOnly => Idempotency::ReadOnly,
                model::Idempotency::Idempotent => Idempotency::Idempotent,
                model::Idempotency::NotIdempotent => Idempotency::NotIdempotent,
            });
        if operation.anonymous {
            call = call.anonymous();
        }
        if let Some(qps) = operation.qps {
            call = call.qps(qps);
        }
        if operation.bare {
            call = call.bare();
        }
        if !gone.is_empty() {
            call = call.gone(gone);
        }
        if let Some(look_up) = look_up {
            call = call.look_up(look_up);
        }
        for (name, value) in wire::flatten(&operation.parameters, request) {
            let parameter = wire::owner(&operation.parameters, &name);
            call = match parameter.map(|parameter| parameter.place) {
                Some(model::Place::Body) => call.body_parameter(name, value),
                _ => call.parameter(name, value),
            };
        }
        call
    }

    fn described(&self, operation: &Operation) -> Described {
        // Nothing is left half done where a thread panics.
        let mut all = self.described.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = all.get(&operation.action) {
            return *known;
        }
        let new = Described {
            envelope: service::envelope(&operation.envelope),
            gone: service::codes(operation.gone.iter().map(|gone| gone.code.as_str())),
            look_up: operation.look_up.as_ref().map(service::look_up),
        };
        all.insert(operation.action.clone(), new);
        new
    }
}
