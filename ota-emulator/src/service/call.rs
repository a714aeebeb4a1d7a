//! A call of an operation, from the gateway to its response.

use ota_spec::Value;
use ota_spec::model::Operation;
use ota_world::{Fields, Refusal, parameters};

use super::Service;
use super::state::State;
use crate::rejection::Rejection;
use crate::request::Request;
use crate::response::http::HttpResponse;
use crate::response::{self, Format};
use crate::uploads::Site;

impl Service {
    /// The response to a call.
    pub(crate) fn respond(&self, request: &Request, format: Format, id: &str) -> HttpResponse {
        self.call(request, format, id)
            .unwrap_or_else(|rejection| self.reject(&rejection, format, id))
    }

    /// The response to a request that did not reach an operation.
    pub(crate) fn reject(&self, rejection: &Rejection, format: Format, id: &str) -> HttpResponse {
        let response = response::rejection(id, &self.host, rejection);
        HttpResponse {
            status: rejection.status,
            retry_after: rejection.retry_after,
            code: Some(rejection.code.clone()),
            ..HttpResponse::new(id.to_owned(), format, format.write("Error", &response))
        }
    }

    fn call(&self, request: &Request, format: Format, id: &str) -> Result<HttpResponse, Rejection> {
        let mut state = self.state();
        state.check()?;
        let admitted = self.gateway.admit(request, &mut state.memory, self.clock.now())?;
        let operation = admitted.operation;
        let envelope = &*operation.envelope;
        let result = parameters::gather(operation, admitted.parameters).and_then(|parameters| {
            let site = self.site(request.header("host"));
            self.perform(&mut state, operation, parameters, id, &site)
        });
        let ticket = state.ticket();
        drop(state);
        self.commit(ticket)?;
        let is_example = matches!(result, Ok(Performed::Example(_)));
        let mut code = None;
        let body = match result {
            Ok(Performed::Done(fields)) => {
                response::success(envelope, &operation.response, id, fields)
            }
            Ok(Performed::Example(Some(sample))) => {
                response::example(envelope, &operation.response, id, sample)
            }
            Ok(Performed::Example(None)) => {
                response::success(envelope, &operation.response, id, Fields::new())
            }
            Err(refusal) => {
                code = Some(refusal.code.clone());
                response::refusal(envelope, id, &refusal)
            }
        };
        let body = format.write(&format!("{}Response", operation.action), &body);
        Ok(HttpResponse { is_example, code, ..HttpResponse::new(id.to_owned(), format, body) })
    }

    /// Performs the operation; without a handler the example of its spec stands in.
    fn perform<'s>(
        &self,
        state: &mut State,
        operation: &'s Operation,
        request: Value,
        id: &str,
        site: &Site<'_>,
    ) -> Result<Performed<'s>, Refusal> {
        state.settle();
        let performed = state.simulation.perform(operation, request, id, site)?;
        Ok(performed.map_or_else(
            || {
                let sample = operation.examples.iter().find_map(|example| example.json.as_ref());
                Performed::Example(sample)
            },
            Performed::Done,
        ))
    }
}

/// The source of a response.
enum Performed<'s> {
    /// The fields that the handler gave.
    Done(Fields),
    /// The example of the spec, if it has one, as there is no handler.
    Example(Option<&'s Value>),
}
