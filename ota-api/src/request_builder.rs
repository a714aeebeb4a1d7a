//! The common part of all generated builders.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;
use std::pin::Pin;

use crate::client::Core;
use crate::error::Error;
use crate::flow::pages::{PageItems, Paged, Pages};
use crate::flow::parts::Split;
use crate::flow::parts::builder::SendParts;
use crate::flow::waits::{Wait, WaitInfo};
use crate::flow::watch::Watch;
use crate::flow::watch::watched::Watched;
use crate::request::operation::Operation;
use crate::request::service::Product;
use crate::request::state::Set;
use crate::response::typed::Response;

/// A state in which the parameter `P` is set. `P` is named like its setter, so that the compiler
/// message names the method to call.
#[diagnostic::on_unimplemented(
    message = "the required parameter `{P}` is not set",
    label = "call `.{P}(..)` before this"
)]
pub trait IsSet<P> {}

impl<P> IsSet<P> for Set {}

/// Stands in the place of the builder of an operation that is not compiled. `F` is named like the
/// cargo feature to enable; compiler messages show it.
#[derive(Debug)]
#[must_use = "the operation is not compiled; enable its cargo feature"]
pub struct FeatureIsOff<F>(PhantomData<F>);

impl<F> FeatureIsOff<F> {
    /// Says that the feature is off.
    #[expect(clippy::new_without_default, reason = "only generated code makes one")]
    pub const fn new() -> Self {
        Self(PhantomData)
    }
}

/// A request under construction; `S` holds the states of its required parameters.
pub struct RequestBuilder<R, C, S> {
    /// The request so far.
    pub request: R,
    client: C,
    state: PhantomData<fn() -> S>,
}

/// Starts with an empty request.
pub fn builder<R: Operation, C, S>(client: C) -> RequestBuilder<R, C, S> {
    RequestBuilder { request: R::empty(), client, state: PhantomData }
}

/// What is in the request is kept; setters change it.
impl<R, S> From<R> for RequestBuilder<R, (), S> {
    fn from(request: R) -> Self {
        Self { request, client: (), state: PhantomData }
    }
}

impl<R, C, S> RequestBuilder<R, C, S> {
    /// Changes the state.
    pub fn next<T>(self) -> RequestBuilder<R, C, T> {
        RequestBuilder { request: self.request, client: self.client, state: PhantomData }
    }

    /// Returns the request.
    pub fn build(self) -> R {
        self.request
    }
}

/// A call in flight. One boxed type serves all operations: generated code contains no state machines,
/// and a missing parameter is one compiler error instead of three.
pub type Sending<'c, T> = Pin<Box<dyn Future<Output = Result<Response<T>, Error>> + Send + 'c>>;

impl<'c, R, C, S> RequestBuilder<R, &'c C, S>
where
    R: Operation<Client = C> + 'c,
    C: Product + Deref<Target = Core<C>>,
{
    /// Sends the request.
    pub fn send(self) -> Sending<'c, R::Response> {
        let Self { request, client, .. } = self;
        Box::pin(async move { client.send(&request).await })
    }

    /// The pages of the list.
    pub fn pages(self) -> Pages<R>
    where
        R: Paged,
    {
        Pages::new(self.client.deref().clone(), self.request)
    }

    /// The items of the list.
    pub fn items(self) -> PageItems<R>
    where
        R: Paged,
    {
        PageItems::new(self.pages())
    }

    /// Sends the list in parts. `T` is the state of the list.
    pub fn send_parts<T>(self) -> SendParts<R, T>
    where
        R: Split,
    {
        SendParts::new(self.client.deref().clone(), self.request)
    }

    /// Watches the list.
    pub fn watch(self) -> Watch<R>
    where
        R: Watched,
    {
        Watch::new(self.client, self.request)
    }

    /// Repeats the call until the response shows a state.
    pub fn wait(self, info: WaitInfo<R>) -> Wait<'c, R> {
        Wait::new(self.client, self.request, info)
    }
}

impl<R: Clone, C: Clone, S> Clone for RequestBuilder<R, C, S> {
    fn clone(&self) -> Self {
        let Self { request, client, state } = self;
        Self { request: request.clone(), client: client.clone(), state: *state }
    }
}

impl<R: fmt::Debug, C, S> fmt::Debug for RequestBuilder<R, C, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestBuilder").field("request", &self.request).finish_non_exhaustive()
    }
}
