//! What a rule responds.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use crate::error::Error;
use crate::mocked::failure::{Failure, Side, response};
use crate::mocked::recorded::Recorded;
use crate::request::argument::Members;
use crate::request::operation::{Operation, OperationInfo};
use crate::request::service::EnvelopeNames;
use crate::response::raw::RawResponse;
use crate::serialized::{Secrets, fields};

/// An attempt that waits for its response.
pub(crate) struct Asked<'a> {
    pub(crate) recorded: Recorded,
    pub(crate) envelope: &'a EnvelopeNames,
    /// Who is asked.
    pub(crate) side: Side,
    /// The time of the attempt.
    pub(crate) limit: Duration,
}

/// A function that responds.
pub(crate) type Responding = Arc<dyn Fn(&Recorded) -> Reply + Send + Sync>;

/// What a rule responds.
#[derive(Clone)]
pub(crate) enum Reply {
    Body(u16, Vec<u8>),
    /// A response in JSON without the ID of its request.
    Fields(Value),
    Failure(Failure),
    Function(Responding),
    /// The rule cannot respond.
    Nothing(String),
}

impl Reply {
    /// A response with these fields.
    pub(crate) fn of<O: Operation<Response: Members>>(fields: &O::Response) -> Self {
        match body(O::INFO, fields) {
            Ok(fields) => Self::Fields(fields),
            Err(error) => Self::Nothing(format!("the response cannot be written: {error}")),
        }
    }

    pub(crate) fn respond(&self, asked: &Asked<'_>, number: usize) -> Result<RawResponse, Error> {
        let request_id = format!("mock-{number}");
        match self {
            Self::Body(status, body) => response(*status, body.clone(), request_id),
            Self::Fields(fields) => {
                let body = with_request_id(fields.clone(), asked.envelope, &request_id);
                response(200, body.into_bytes(), request_id)
            }
            Self::Failure(failure) => {
                failure.outcome(asked.envelope, asked.side, asked.limit, request_id)
            }
            Self::Function(respond) => match respond(&asked.recorded) {
                Self::Function(_) => Err(Error::configuration("a function responds by a function")),
                reply => reply.respond(asked, number),
            },
            Self::Nothing(why) => Err(Error::configuration(why.clone())),
        }
    }
}

/// A response in JSON: the fields, and what says that the call worked.
pub(crate) fn body<M: Members>(
    info: &OperationInfo,
    response: &M,
) -> Result<Value, serde_json::Error> {
    let mut value = serde_json::to_value(fields(response, Secrets::Write))?;
    let Some(object) = value.as_object_mut() else { return Ok(value) };
    if info.bare {
        let whole = std::mem::take(object).into_iter().next().map(|(_, value)| value);
        return Ok(whole.unwrap_or_default());
    }
    object.entry(info.envelope.request_id).or_insert(Value::Null);
    if let Some(success) = info.envelope.success {
        object.entry(success).or_insert(true.into());
    }
    if let Some(code) = info.envelope.success_codes.first() {
        object.entry(info.envelope.code).or_insert((*code).into());
    }
    Ok(value)
}

/// The response with the ID of its request, if it has a place for one.
pub(crate) fn with_request_id(mut body: Value, names: &EnvelopeNames, id: &str) -> String {
    if let Some(Value::Null) = body.get(names.request_id)
        && let Some(object) = body.as_object_mut()
    {
        object.insert(names.request_id.to_owned(), id.into());
    }
    body.to_string()
}
