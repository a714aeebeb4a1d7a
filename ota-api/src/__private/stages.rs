//! The stages of a call one by one: the benchmarks measure each of them alone, as a call runs it.

use crate::call::encode::Typed;
use crate::call::envelope;
use crate::call::sign::signed::Signed;
use crate::call::{self, Call};
use crate::client::Client;
use crate::error::Error;
use crate::request::operation::{Operation, Request};
use crate::response::raw::Answer;

/// Encodes and signs a request that passed the checks.
///
/// # Errors
///
/// The system gives no random numbers.
pub fn sign<O: Operation>(client: &Client, request: &O) -> Result<Signed, Error> {
    let settings = &client.settings;
    let request = Request(request);
    let parameters = O::INFO.parameters;
    let parameters = Typed { parameters, arguments: &request, shared: &settings.shared };
    call::encode_and_sign(settings, &Call::new(O::INFO, &parameters))
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
