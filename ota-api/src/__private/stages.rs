//! The stages of a call one by one, for benchmarks.

use std::ops::Deref;
use std::time::Duration;

use crate::call::attempt::encode_and_sign;
use crate::call::checked::Call;
use crate::call::deadline::Deadline;
use crate::call::encode::Typed;
use crate::call::envelope;
use crate::call::key::Key;
use crate::call::sign::signed::Signed;
use crate::client::Core;
use crate::error::Error;
use crate::request::operation::{Operation, Request};
use crate::response::raw::RawResponse;

/// Encodes and signs a request, without checks.
///
/// # Errors
///
/// The system provides no random numbers.
pub fn sign<C, O>(client: &C, request: &O) -> Result<Signed, Error>
where
    C: Deref<Target = Core<C>>,
    O: Operation<Client = C>,
{
    let settings = &client.settings;
    let request = Request(request);
    let parameters = O::INFO.parameters;
    let defaults = &settings.defaults;
    let parameters =
        Typed { parameters, arguments: &request, defaults, token: None, labelled: None };
    let call = Call::new(O::INFO, &parameters);
    let key = Key::at_hand(settings, call.anonymous)?;
    encode_and_sign(settings, &call, &key)
}

/// A response as it was received.
#[derive(Debug)]
pub struct Received(RawResponse);

impl Received {
    /// A response with status 200.
    pub fn new(body: Vec<u8>) -> Self {
        Self(RawResponse { status: 200, body, ..RawResponse::default() })
    }
}

/// Judges a response and decodes it.
///
/// # Errors
///
/// The response cannot be read, or it is a refusal.
pub fn decode<O: Operation>(response: &Received) -> Result<O::Response, Error> {
    let mut fields = O::Response::default();
    let (info, deadline) = (O::INFO, Deadline::of(Duration::MAX));
    let expected = envelope::Expected { names: info.envelope, bare: info.bare };
    envelope::open(&response.0, info.service, expected, &mut fields, deadline)?;
    Ok(fields)
}
