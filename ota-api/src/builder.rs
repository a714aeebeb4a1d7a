//! What all generated builders share.

use std::fmt;
use std::marker::PhantomData;

use crate::client::Client;
use crate::error::Error;
use crate::operation::Operation;
use crate::reply::Reply;

/// The state of a required parameter that was set.
#[derive(Debug)]
pub struct Set;

/// The state of a required parameter that was not set yet.
#[derive(Debug)]
pub struct Unset;

/// A state in which the parameter `P` is set. `P` is named like its setter, so that the message
/// says what to call.
#[diagnostic::on_unimplemented(
    message = "the required parameter `{P}` is not set",
    label = "call `.{P}(..)` before this"
)]
pub trait IsSet<P> {}

impl<P> IsSet<P> for Set {}

/// A request under construction; `S` says which required parameters are set.
pub struct Draft<R, C, S> {
    /// The request so far.
    pub request: R,
    client: C,
    state: PhantomData<fn() -> S>,
}

impl<R, C, S> Draft<R, C, S> {
    /// Starts with an empty request.
    pub fn new(request: R, client: C) -> Self {
        Self {
            request,
            client,
            state: PhantomData,
        }
    }

    /// Goes on to another state.
    pub fn next<T>(self) -> Draft<R, C, T> {
        Draft::new(self.request, self.client)
    }

    /// Takes the request out.
    pub fn build(self) -> R {
        self.request
    }
}

impl<R: Operation, S> Draft<R, &Client, S> {
    /// Sends the request.
    ///
    /// # Errors
    ///
    /// As [`Client::send`].
    pub async fn send(self) -> Result<Reply<R::Response>, Error> {
        let Self {
            request, client, ..
        } = self;
        client.send(&request).await
    }
}

impl<R: fmt::Debug, C, S> fmt::Debug for Draft<R, C, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Draft")
            .field("request", &self.request)
            .finish_non_exhaustive()
    }
}
