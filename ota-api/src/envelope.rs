//! Whether an answer means yes, and if not, what it says.
//!
//! Only `Success: true` with a success status is a success. Everything else becomes an [`Error`]
//! with whatever the answer tells: HTTP status, code, message, request ID.

use crate::decode::{Read, ReadError, ReadResult, Record, Source, read_json, read_xml};
use crate::error::{Error, Kind};
use crate::operation::{EnvelopeNames, Service};
use crate::transport::Answer;

/// Reads the fields every answer carries and hands all others to the operation's own struct.
struct Envelope<'r> {
    names: &'r EnvelopeNames,
    fields: Fields,
    inner: &'r mut dyn Record,
}

#[derive(Default)]
struct Fields {
    request_id: Option<String>,
    success: Option<bool>,
    code: Option<String>,
    message: Option<String>,
}

/// How many places of `read` belong to the envelope.
const OWN: usize = 4;

impl Record for Envelope<'_> {
    fn find(&self, name: &str, hint: usize) -> Option<usize> {
        if let Some(index) = self.inner.find(name, hint.saturating_sub(OWN)) {
            return Some(index + OWN);
        }
        // The gateway writes `Message`, and some answers start with small letters.
        let names = self.names;
        [
            (names.request_id, 0),
            (names.success, 1),
            (names.code, 2),
            (names.message, 3),
            ("Message", 3),
        ]
        .into_iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(name))
        .map(|(_, index)| index)
    }

    fn read(&mut self, index: usize, value: &mut dyn Source) -> ReadResult {
        let fields = &mut self.fields;
        match index {
            0 => fields.request_id = text(value)?.or(fields.request_id.take()),
            1 => match (fields.success, bool::read(value)?) {
                (Some(before), Some(now)) if before != now => {
                    return Err(ReadError::new("is both true and false"));
                }
                (before, now) => fields.success = now.or(before),
            },
            2 => fields.code = text(value)?.or(fields.code.take()),
            3 => fields.message = text(value)?.or(fields.message.take()),
            _ => self.inner.read(index - OWN, value)?,
        }
        Ok(())
    }
}

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

/// Reads an answer in whichever format it came; errors arrive as XML even where JSON was asked for.
fn read(
    answer: &Answer,
    names: &EnvelopeNames,
    record: &mut dyn Record,
) -> (Fields, Option<ReadError>) {
    let mut envelope = Envelope { names, fields: Fields::default(), inner: record };
    let failed = read_into(answer, &mut envelope).err();
    if failed.is_none() && envelope.fields.success == Some(true) {
        return (envelope.fields, None);
    }
    // Once more without the operation's own fields: a refusal must not hide behind one that cannot
    // be read or that is called like a field of the gateway.
    let mut nothing = ();
    let mut envelope = Envelope { names, fields: Fields::default(), inner: &mut nothing };
    match read_into(answer, &mut envelope) {
        Ok(()) => (envelope.fields, failed),
        Err(error) => (Fields::default(), failed.or(Some(error))),
    }
}

fn read_into(answer: &Answer, envelope: &mut Envelope<'_>) -> ReadResult {
    let body = answer.body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&answer.body);
    match body.iter().find(|byte| !byte.is_ascii_whitespace()) {
        None => Err(ReadError::new("the answer is empty")),
        Some(b'<') => read_xml(body, envelope),
        Some(_) => read_json(body, envelope),
    }
}

fn answer_error(answer: &Answer, kind: Kind) -> Error {
    Error::new(kind)
        .with_status(answer.status)
        .with_request_id(answer.request_id.clone())
        .with_retry_after(answer.retry_after)
        .with_excerpt(&answer.body)
}
