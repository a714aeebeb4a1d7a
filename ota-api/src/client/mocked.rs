//! Clients of a mock, and what a test makes without a call.

use std::time::Duration;

use crate::call::deadline::Deadline;
use crate::call::envelope::{self, Expected};
use crate::client::Core;
use crate::client::builder::ClientBuilder;
use crate::config::credentials::Credentials;
use crate::config::quota::Quota;
use crate::error::Error;
use crate::mocked::Mock;
use crate::mocked::failure::{Failure, Side};
use crate::mocked::reply;
use crate::request::argument::Members;
use crate::request::operation::Operation;
use crate::request::service::Product;
use crate::response::raw::RawResponse;
use crate::response::typed::Response;

impl Mock {
    /// A client that sends to this mock, of the product of `C`, such as [`Client`](crate::Client).
    ///
    /// # Errors
    ///
    /// As [`ClientBuilder::build`]; nothing of the environment can cause one.
    pub fn client<C: Product + From<Core<C>>>(&self) -> Result<C, Error> {
        self.builder().build()
    }

    /// The same, with more to set: a retry policy, hooks, a quota. It has an endpoint that nobody serves, a key of its
    /// own, and no quota.
    pub fn builder<C: Product>(&self) -> ClientBuilder<C> {
        ClientBuilder::new()
            .endpoint("https://mock.invalid")
            .credentials(Credentials::new("mock", "mock"))
            .quota(Quota::off())
            .no_proxy()
            .mock(self.clone())
    }
}

/// A response with these fields, as a call returns it.
///
/// # Errors
///
/// A field cannot be written.
pub fn response<O: Operation<Response: Members>>(
    fields: &O::Response,
) -> Result<Response<O::Response>, Error> {
    let body = reply::body(O::INFO, fields).map_err(|error| {
        Error::configuration(format!("the response cannot be written: {error}"))
    })?;
    read::<O>(reply::with_request_id(body, O::INFO.envelope, "mock-1"))
}

/// The response that the spec of an operation gives as an example.
///
/// # Errors
///
/// It gives none.
pub fn example<O: Operation>() -> Result<Response<O::Response>, Error> {
    let none = || {
        let message = "its spec has no example of a response in JSON; use `response`";
        about::<O>(Error::configuration(message))
    };
    read::<O>(O::EXAMPLE.ok_or_else(none)?)
}

/// Reads a body as a call with HTTP status 200 does.
///
/// # Errors
///
/// It is a refusal, or it cannot be read.
pub fn read<O: Operation>(body: impl Into<Vec<u8>>) -> Result<Response<O::Response>, Error> {
    open::<O>(crate::mocked::failure::response(200, body.into(), "mock-1".to_owned())?)
}

impl Failure {
    /// The error of a call of `O` that fails so in its first attempt.
    pub fn error<O: Operation>(&self) -> Error {
        let (limit, id) = (Duration::from_secs(10), "mock-1".to_owned());
        let outcome = self.outcome(O::INFO.envelope, Side::Service, limit, id);
        match outcome.and_then(open::<O>) {
            Err(error) => about::<O>(error).after(1, false),
            Ok(_) => about::<O>(Error::configuration("the failure is none")),
        }
    }
}

fn open<O: Operation>(raw: RawResponse) -> Result<Response<O::Response>, Error> {
    let mut value = O::Response::default();
    let (info, deadline) = (O::INFO, Deadline::of(Duration::MAX));
    let expected = Expected { names: info.envelope, bare: info.bare };
    match envelope::open(&raw, info.service, expected, &mut value, deadline) {
        Ok(opened) => Ok(Response::new(value, opened.request_id, raw, opened.unreadable)),
        Err(error) => Err(about::<O>(error)),
    }
}

fn about<O: Operation>(error: Error) -> Error {
    error.about(O::INFO.action, O::INFO.idempotency, O::INFO.service).with_host("mock.invalid")
}
