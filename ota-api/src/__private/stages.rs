//! The stages of a call one by one: the benchmarks measure each of them alone, as a call runs it.

use crate::call::encode::Typed;
use crate::call::envelope;
use crate::call::sign::Signed;
use crate::client::{Call, Client};
use crate::error::Error;
use crate::request::operation::{Operation, Request};
use crate::response::raw::Answer;

/// Encodes and signs a request that passed the checks.
///
/// # Errors
///
/// The system gives no random numbers.
pub fn sign<O: Operation>(client: &Client, request: &O) -> Result<Signed, Error> {
    let info = O::INFO;
    let shared = client.shared();
    let request = Request(request);
    let parameters = &Typed { parameters: info.parameters, arguments: &request, shared };
    client.sign(&Call {
        service: info.service,
        action: info.action,
        method: info.method,
        repeat: info.repeat,
        parameters,
    })
}

/// An answer as it came in.
#[derive(Debug)]
pub struct Received(Answer);

impl Received {
    /// An answer with the status 200.
    pub fn new(body: Vec<u8>) -> Self {
        Self(Answer { status: 200, request_id: None, retry_after: None, body })
    }
}

/// Opens the envelope of an answer and decodes what is in it.
///
/// # Errors
///
/// The answer cannot be read, or it says no.
pub fn decode<O: Operation>(answer: &Received) -> Result<O::Response, Error> {
    let mut response = O::Response::default();
    envelope::open(&answer.0, O::INFO.service, &mut response)?;
    Ok(response)
}
