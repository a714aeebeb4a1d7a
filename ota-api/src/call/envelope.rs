//! Judges whether a call worked.
//!
//! Only `Success: true` with a success status is a success. Everything else becomes an [`Error`]
//! with what the response contains: HTTP status, code, message, request ID.

use crate::call::decode;
use crate::error::Error;
use crate::error::kind::Kind;
use crate::request::service::{EnvelopeNames, Service};
use crate::response::raw::RawResponse;
use crate::response::read::Read;
use crate::response::read_error::{ReadError, ReadResult};
use crate::response::record::{Fields, Order, Record};
use crate::response::value_reader::ValueReader;

/// The fields that every response carries.
#[derive(Default)]
struct Envelope {
    request_id: Option<String>,
    success: Option<bool>,
    code: Option<String>,
    message: Option<String>,
}

impl Envelope {
    /// Reads a member that is not a field of the operation.
    fn take(
        &mut self,
        names: &EnvelopeNames,
        name: &str,
        value: &mut dyn ValueReader,
    ) -> ReadResult {
        // Some responses begin names with a lower-case letter.
        let is = |known: &str| known.eq_ignore_ascii_case(name);
        if is(names.request_id) {
            self.request_id = non_empty(value)?.or(self.request_id.take());
        } else if is(names.success) {
            match (self.success, bool::read(value)?) {
                (Some(before), Some(now)) if before != now => {
                    return Err(ReadError::new("occurs as both true and false"));
                }
                (before, now) => self.success = now.or(before),
            }
        } else if is(names.code) {
            self.code = non_empty(value)?.or(self.code.take());
        } else if is(names.message) || is(GATEWAY_MESSAGE) {
            self.message = non_empty(value)?.or(self.message.take());
        } else {
            value.skip()?;
        }
        Ok(())
    }
}

/// The name of the error message in responses of the gateway.
const GATEWAY_MESSAGE: &str = "Message";

fn non_empty(value: &mut dyn ValueReader) -> Result<Option<String>, ReadError> {
    Ok(value.string()?.filter(|text| !text.is_empty()))
}

/// Fills `record` from a successful response and returns the request ID.
pub(crate) fn open(
    response: &RawResponse,
    service: &'static Service,
    record: &mut dyn Record,
) -> Result<String, Error> {
    if (300..400).contains(&response.status) {
        return Err(response_error(response, Kind::Redirect));
    }
    let (fields, failed) = read(response, &service.envelope, record);
    let request_id = fields.request_id.or_else(|| response.request_id.clone());
    let status = response.status;
    let good_status = (200..300).contains(&status);
    let kind = match (fields.success, fields.code, failed) {
        (Some(true), _, None) if good_status => return Ok(request_id.unwrap_or_default()),
        (Some(true), _, Some(failed)) if good_status => Kind::Undecodable(failed.to_string()),
        (Some(true), None, _) => {
            let name = service.envelope.success;
            Kind::Unreadable(format!("`{name}` is true, but the HTTP status is {status}"))
        }
        (success, code @ Some(_), _) => {
            Kind::Refused { code, message: fields.message, business: success.is_some() }
        }
        (Some(false), None, _) => {
            Kind::Refused { code: None, message: fields.message, business: true }
        }
        (None, None, Some(failed)) => Kind::Unreadable(failed.to_string()),
        (None, None, None) => {
            let name = service.envelope.success;
            Kind::Unreadable(format!("the response contains neither `{name}` nor an error code"))
        }
    };
    Err(response_error(response, kind).with_request_id(request_id))
}

/// Reads a response, with the first problem.
fn read(
    response: &RawResponse,
    names: &EnvelopeNames,
    record: &mut dyn Record,
) -> (Envelope, Option<ReadError>) {
    let (envelope, result) = read_into(response, names, record);
    let failed = result.err();
    if failed.is_none() && envelope.success == Some(true) {
        return (envelope, None);
    }
    // Once more without the fields of the operation: a refusal must not be hidden by one that cannot
    // be read or that has the name of a field of the gateway.
    match read_into(response, names, &mut ()) {
        (envelope, Ok(())) => (envelope, failed),
        (_, Err(error)) => (Envelope::default(), failed.or(Some(error))),
    }
}

fn read_into(
    response: &RawResponse,
    names: &EnvelopeNames,
    record: &mut dyn Record,
) -> (Envelope, ReadResult) {
    let mut envelope = Envelope::default();
    let mut result = Ok(());
    record.fields(&mut |fields| {
        let mut order = Order::default();
        let mut fields = Fields::new(fields, &mut order);
        let mut each = |name: &str, value: &mut dyn ValueReader| match fields.find(name) {
            Some(field) => field.fill(value),
            None => envelope.take(names, name, value).map_err(|error| error.inside(name)),
        };
        result = decode::members(&response.body, &mut each);
    });
    (envelope, result)
}

fn response_error(response: &RawResponse, kind: Kind) -> Error {
    Error::new(kind)
        .with_status(response.status)
        .with_request_id(response.request_id.clone())
        .with_retry_after(response.retry_after)
        .with_excerpt(&response.body)
}
