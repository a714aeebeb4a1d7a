//! Judges whether a call worked.
//!
//! Only `Success: true` with a success status is a success; where no field says so, a code that means
//! success, or no code. Everything else becomes an [`Error`] with what the response contains: HTTP status,
//! code, message, request ID. A status that is no success decides on its own; the body only explains it,
//! as far as it can be read.

use crate::call::blank::blank;
use crate::call::deadline::Deadline;
use crate::call::{decode, page};
use crate::error::Error;
use crate::error::kind::{By, Kind};
use crate::excerpt::KEPT;
use crate::request::service::{EnvelopeNames, Service};
use crate::response::raw::RawResponse;
use crate::response::read::Read;
use crate::response::read_error::{Extent, ReadError, ReadResult};
use crate::response::reading::Reading;
use crate::response::record::{Fields, Member, Order, Record};
use crate::response::unreadable::UnreadableField;
use crate::response::value_reader::ValueReader;

/// The fields that every response carries.
#[derive(Default)]
struct Envelope {
    request_id: Option<String>,
    success: Option<bool>,
    code: Option<String>,
    message: Option<String>,
    /// The reason why `success` cannot be told.
    unclear: Option<ReadError>,
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
        } else if names.success.is_some_and(is) {
            match bool::read(value) {
                Ok(now)
                    if self.success.is_some_and(|before| now.is_some_and(|now| now != before)) =>
                {
                    let error = ReadError::value("occurs as both true and false");
                    self.unclear = Some(error.inside(name));
                }
                Ok(now) => self.success = now.or(self.success),
                Err(error) if error.extent() == Extent::Rest => return Err(error),
                Err(error) => self.unclear = Some(error.inside(name)),
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

impl Envelope {
    /// Judges a whole response with a success status by its code, for operations without a field that
    /// says whether the call worked.
    fn judge(&mut self, names: &EnvelopeNames, response: &RawResponse) {
        self.success = match &self.code {
            Some(code) if names.success_codes.contains(&code.as_str()) => {
                self.code = None;
                Some(true)
            }
            Some(_) => Some(false),
            // Where a code is said to come, its absence says nothing. Where none is, the request ID shows
            // that the response is from the service: others respond in JSON and XML as well.
            None => {
                let has_id = self.request_id.is_some() || response.request_id.is_some();
                (names.success_codes.is_empty() && has_id).then_some(true)
            }
        };
    }
}

/// The name of the error message in responses of the gateway.
const GATEWAY_MESSAGE: &str = "Message";

/// A string, unless it is empty. Anything else is no reason to lose the rest.
fn non_empty(value: &mut dyn ValueReader) -> Result<Option<String>, ReadError> {
    match value.string() {
        Ok(text) => Ok(text.filter(|text| !text.is_empty())),
        Err(error) if error.extent() == Extent::Rest => Err(error),
        Err(_) => Ok(None),
    }
}

/// A successful response.
#[derive(Debug)]
pub(crate) struct Opened {
    pub(crate) request_id: String,
    pub(crate) unreadable: Vec<UnreadableField>,
}

/// The form that responses have.
#[derive(Clone, Copy)]
pub(crate) struct Expected {
    pub(crate) names: &'static EnvelopeNames,
    /// Whether the only field of the operation is all of the body.
    pub(crate) bare: bool,
}

/// Fills `record` from a successful response.
pub(crate) fn open(
    response: &RawResponse,
    service: &'static Service,
    Expected { names, bare }: Expected,
    record: &mut dyn Record,
    deadline: Deadline,
) -> Result<Opened, Error> {
    if (300..400).contains(&response.status) {
        return Err(response_error(response, service, Kind::Redirect));
    }
    let contents = match bare && (200..300).contains(&response.status) {
        true => read_bare(response, names, record, deadline),
        false => read(response, names, record, deadline),
    };
    let Contents { envelope: fields, unreadable, failed, late } = contents;
    if late {
        return Err(response_error(response, service, Kind::Deadline(deadline.limit, true)));
    }
    let request_id = fields.request_id.or_else(|| response.request_id.clone());
    let status = response.status;
    let good_status = (200..300).contains(&status);
    let kind = match (fields.success, fields.code, failed) {
        (Some(true), _, None) if good_status => {
            return Ok(Opened { request_id: request_id.unwrap_or_default(), unreadable });
        }
        (Some(true), _, Some(failed)) if good_status => Kind::Undecodable(failed.to_string()),
        (Some(true), None, _) => {
            let name = names.success.unwrap_or_default();
            Kind::Unreadable(format!("`{name}` is true, but the HTTP status is {status}"))
        }
        (success, code @ Some(_), _) => {
            let by = if success.is_some() { By::Service } else { By::Gateway };
            Kind::Refused { code, message: fields.message, by }
        }
        (Some(false), None, _) => {
            Kind::Refused { code: None, message: fields.message, by: By::Service }
        }
        (None, None, Some(failed)) => {
            Kind::Unreadable(page::describe(response).unwrap_or_else(|| failed.to_string()))
        }
        (None, None, None) => Kind::Unreadable(match names.success.filter(|_| !bare) {
            Some(name) => format!("the response contains neither `{name}` nor an error code"),
            None if names.success_codes.is_empty() => {
                format!("the response contains neither `{}` nor an error code", names.request_id)
            }
            None => format!("the response contains no `{}`", names.code),
        }),
    };
    Err(response_error(response, service, kind).with_request_id(request_id))
}

/// The contents of a response.
struct Contents {
    envelope: Envelope,
    unreadable: Vec<UnreadableField>,
    /// The reason why the response cannot be used as a whole.
    failed: Option<ReadError>,
    /// Whether the deadline passed meanwhile.
    late: bool,
}

/// Reads a response, with the first problem.
fn read(
    response: &RawResponse,
    names: &EnvelopeNames,
    record: &mut dyn Record,
    deadline: Deadline,
) -> Contents {
    let first = read_into(response, names, record, deadline);
    if first.late || (first.failed.is_none() && first.envelope.success == Some(true)) {
        return first;
    }
    // Once more without the fields of the operation: a refusal must not be hidden by one that cannot
    // be read or that has the name of a field of the gateway.
    let second = read_into(response, names, &mut (), deadline);
    let is_success = (200..300).contains(&response.status);
    let mut envelope = second.envelope;
    if second.failed.is_some() {
        // The header is whole, the body may be broken off within the ID.
        let request_id = response.request_id.clone().or(envelope.request_id.take());
        // A success is believed only as a whole; an error status needs no explanation that is.
        if is_success {
            envelope = Envelope::default();
        }
        envelope.request_id = request_id;
    }
    let failed = first.failed.or(second.failed);
    Contents { envelope, unreadable: first.unreadable, failed, late: second.late }
}

/// Reads a response with a success status that has no object around it, unless it is the refusal of a call: that is
/// an object with an error code all the same.
fn read_bare(
    response: &RawResponse,
    names: &EnvelopeNames,
    record: &mut dyn Record,
    deadline: Deadline,
) -> Contents {
    let mut refusal = read_into(response, names, &mut (), deadline);
    if refusal.failed.is_some() {
        refusal.envelope = Envelope::default();
    }
    let mut envelope = refusal.envelope;
    envelope.judge(names, response);
    if envelope.code.is_some() || refusal.late {
        return Contents { envelope, unreadable: Vec::new(), failed: None, late: refusal.late };
    }
    let has_id = envelope.request_id.is_some() || response.request_id.is_some();
    envelope.success = has_id.then_some(true);
    let reading = Reading::new(response.body.len(), deadline.end);
    let (mut result, mut missing) = (Ok(()), None);
    record.fields(&mut |fields| {
        let Some(field) = fields.first_mut() else { return };
        let mut each = |_: &str, value: &mut dyn ValueReader| fill(field, value, &mut missing);
        result = decode::whole(&response.body, &reading, &mut each);
    });
    let late = reading.is_late();
    let failed = result.err().or(missing);
    Contents { envelope, unreadable: reading.into_unreadable(), failed, late }
}

fn read_into(
    response: &RawResponse,
    names: &EnvelopeNames,
    record: &mut dyn Record,
    deadline: Deadline,
) -> Contents {
    let reading = Reading::new(response.body.len(), deadline.end);
    let mut envelope = Envelope::default();
    let (mut result, mut missing) = (Ok(()), None);
    record.fields(&mut |fields| {
        let mut order = Order::default();
        let mut fields = Fields::new(fields, &mut order);
        let mut each = |name: &str, value: &mut dyn ValueReader| match fields.find(name) {
            Some(field) => fill(field, value, &mut missing),
            None => envelope.take(names, name, value),
        };
        result = decode::members(&response.body, &reading, &mut each);
    });
    let late = reading.is_late();
    let is_success = (200..300).contains(&response.status);
    if names.success.is_none() && result.is_ok() && is_success {
        envelope.judge(names, response);
    }
    let failed = result.err().or(envelope.unclear.take()).or(missing);
    Contents { envelope, unreadable: reading.into_unreadable(), failed, late }
}

/// Fills a field of the operation. A value that is not readable is passed over, but an object or list that is
/// none is what the call was made for: the first one is kept.
fn fill(
    field: &mut Member<'_>,
    value: &mut dyn ValueReader,
    missing: &mut Option<ReadError>,
) -> ReadResult {
    let mark = value.reading().mark();
    let result = match field.fill(value) {
        Err(error) if error.extent() == Extent::Container => {
            missing.get_or_insert(error.inside(field.name()));
            Ok(())
        }
        result => result,
    };
    value.reading().settle(field.name(), mark, result)
}

/// The start of a body without the secrets that these fields hold.
pub(crate) fn shown(body: &[u8], secrets: &[&str]) -> String {
    // What is blanked can be longer than what is shown of it.
    let body = body.get(..2 * KEPT).unwrap_or(body);
    let mut shown = blank(&String::from_utf8_lossy(body), secrets);
    shown.truncate(shown.floor_char_boundary(KEPT));
    shown
}

fn response_error(response: &RawResponse, service: &Service, kind: Kind) -> Error {
    let error = Error::new(kind)
        .with_status(response.status)
        .with_request_id(response.request_id.clone())
        .with_retry_after(response.retry_after);
    // Compressed bytes say nothing.
    if !error.is_unreadable() || response.encoding.is_some() {
        return error;
    }
    let body = shown(&response.body, service.secrets);
    // The start of a page is the same on all pages.
    let shown = !page::is_page(body.trim());
    let error = if shown { error.with_excerpt(&body) } else { error };
    error.with_body(body)
}
