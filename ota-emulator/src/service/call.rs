//! A call of an operation, from the gateway to its response.

use axum::http::header;
use ota_spec::model::Operation;
use ota_spec::{Value, read_typed_xml};
use ota_world::{Fields, Refusal, parameters};

use super::Service;
use super::state::State;
use crate::gateway::Admitted;
use crate::rejection::Rejection;
use crate::request::Request;
use crate::response::http::{self, HttpResponse};
use crate::response::page::{Place, page};
use crate::response::{self, Format};
use crate::time::clock::system_time;
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
        let Admitted { product, operation, parameters } =
            self.gateway.admit(request, &mut state.memory, self.clock.now())?;
        let envelope = &*operation.envelope;
        if !product.has_world {
            drop(state);
            let (request, violations) = parameters::read(operation, parameters);
            let place = Place::of(operation, &request);
            return match Rejection::violations(operation, &violations) {
                None => Ok(self::example(operation, place, format, id)),
                Some(rejection) => Err(rejection),
            };
        }
        let mut place = Place::First;
        let result = parameters::gather(operation, parameters).and_then(|parameters| {
            place = Place::of(operation, &parameters);
            let site = self.site(request.header("host"));
            self.perform(&mut state, operation, parameters, id, &site)
        });
        let ticket = state.ticket();
        // The time by which the world says when things were made.
        let date = http::date(system_time(self.timeline.now()), 0);
        let headers = date.map(|date| (header::DATE, date)).into_iter().collect();
        drop(state);
        self.commit(ticket)?;
        let mut code = None;
        let body = match result {
            Ok(Some(fields)) => {
                response::success(envelope, &operation.response, id, fields, format)
            }
            Ok(None) => {
                return Ok(HttpResponse { headers, ..self::example(operation, place, format, id) });
            }
            Err(refusal) => {
                code = Some(refusal.code.clone());
                response::refusal(envelope, id, &refusal)
            }
        };
        let body = format.write(&format!("{}Response", operation.action), &body);
        Ok(HttpResponse { code, headers, ..HttpResponse::new(id.to_owned(), format, body) })
    }

    /// Performs the operation; `None` if nothing is known of what it does.
    fn perform(
        &self,
        state: &mut State,
        operation: &Operation,
        request: Value,
        id: &str,
        site: &Site<'_>,
    ) -> Result<Option<Fields>, Refusal> {
        state.settle();
        state.simulation.perform(operation, request, id, site)
    }
}

/// The example of an operation in a fresh envelope: the first in JSON, else the first in XML. Without
/// one the response has no fields. Of a list that is read page by page, it is the part at this place.
fn example(operation: &Operation, place: Place, format: Format, id: &str) -> HttpResponse {
    let examples = &operation.examples;
    let json = examples.iter().find_map(|example| example.json.clone());
    let sample = json.or_else(|| {
        let mut documents = examples.iter().filter_map(|example| example.xml.as_deref());
        documents.find_map(|document| read_typed_xml(operation, document).ok())
    });
    let sample = sample.map(|sample| page(operation, place, sample));
    if let Some(field) = operation.body() {
        let body = response::bare(field, sample.unwrap_or(Value::Null), format);
        let body = format.write(&format!("{}Response", operation.action), &body);
        return HttpResponse { is_example: true, ..HttpResponse::new(id.to_owned(), format, body) };
    }
    let sample = sample.unwrap_or_else(|| Value::Object(Fields::new()));
    let body = response::example(&operation.envelope, &operation.response, id, &sample, format);
    let body = format.write(&format!("{}Response", operation.action), &body);
    HttpResponse { is_example: true, ..HttpResponse::new(id.to_owned(), format, body) }
}
