//! Whether an answer means yes, and if not, what it says.
//!
//! Only `Success: true` with a success status is a success. Everything else becomes an [`Error`]
//! with whatever the answer tells: HTTP status, code, message, request ID.

use crate::call::decode;
use crate::error::Error;
use crate::error::kind::Kind;
use crate::request::service::{EnvelopeNames, Service};
use crate::response::raw::Answer;
use crate::response::read::Read;
use crate::response::read_error::{ReadError, ReadResult};
use crate::response::record::{Fields, Order, Record};
use crate::response::value::Source;

/// The fields every answer carries.
#[derive(Default)]
struct Envelope {
    request_id: Option<String>,
    success: Option<bool>,
    code: Option<String>,
    message: Option<String>,
}

impl Envelope {
    /// Takes a member that the operation does not know.
    fn take(&mut self, names: &EnvelopeNames, name: &str, value: &mut dyn Source) -> ReadResult {
        // Some answers start with small letters.
        let is = |known: &str| known.eq_ignore_ascii_case(name);
        if is(names.request_id) {
            self.request_id = text(value)?.or(self.request_id.take());
        } else if is(names.success) {
            match (self.success, bool::read(value)?) {
                (Some(before), Some(now)) if before != now => {
                    return Err(ReadError::new("is both true and false"));
                }
                (before, now) => self.success = now.or(before),
            }
        } else if is(names.code) {
            self.code = text(value)?.or(self.code.take());
        } else if is(names.message) || is(GATEWAY_MESSAGE) {
            self.message = text(value)?.or(self.message.take());
        } else {
            value.skip()?;
        }
        Ok(())
    }
}

/// What the gateway calls the text of an error.
const GATEWAY_MESSAGE: &str = "Message";

fn text(value: &mut dyn Source) -> Result<Option<String>, ReadError> {
    Ok(value.text()?.filter(|text| !text.is_empty()))
}

/// Fills `record` from a successful answer and gives the request ID.
pub(crate) fn open(
    answer: &Answer,
    service: &'static Service,
    record: &mut dyn Record,
) -> Result<String, Error> {
    if (300..400).contains(&answer.status) {
        return Err(answer_error(answer, Kind::Redirect));
    }
    let (fields, failed) = read(answer, &service.envelope, record);
    let request_id = fields.request_id.or_else(|| answer.request_id.clone());
    let status = answer.status;
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
            Kind::Unreadable(format!("the answer says neither `{name}` nor an error code"))
        }
    };
    Err(answer_error(answer, kind).with_request_id(request_id))
}

/// Reads an answer, and what is wrong with it.
fn read(
    answer: &Answer,
    names: &EnvelopeNames,
    record: &mut dyn Record,
) -> (Envelope, Option<ReadError>) {
    let (envelope, result) = read_into(answer, names, record);
    let failed = result.err();
    if failed.is_none() && envelope.success == Some(true) {
        return (envelope, None);
    }
    // Once more without the operation's own fields: a refusal must not hide behind one that cannot
    // be read or that is called like a field of the gateway.
    match read_into(answer, names, &mut ()) {
        (envelope, Ok(())) => (envelope, failed),
        (_, Err(error)) => (Envelope::default(), failed.or(Some(error))),
    }
}

fn read_into(
    answer: &Answer,
    names: &EnvelopeNames,
    record: &mut dyn Record,
) -> (Envelope, ReadResult) {
    let mut envelope = Envelope::default();
    let mut result = Ok(());
    record.fields(&mut |fields| {
        let mut order = Order::default();
        let mut fields = Fields::new(fields, &mut order);
        let mut each = |name: &str, value: &mut dyn Source| match fields.find(name) {
            Some(field) => field.fill(value),
            None => envelope.take(names, name, value).map_err(|error| error.inside(name)),
        };
        result = decode::members(&answer.body, &mut each);
    });
    (envelope, result)
}

fn answer_error(answer: &Answer, kind: Kind) -> Error {
    Error::new(kind)
        .with_status(answer.status)
        .with_request_id(answer.request_id.clone())
        .with_retry_after(answer.retry_after)
        .with_excerpt(&answer.body)
}
