//! Parts: lists that are too long for one call.

use std::pin::Pin;

use crate::call::check::check_except_length;
use crate::call::token::Token;
use crate::client::Core;
use crate::config::defaults::Defaults;
use crate::error::Error;
use crate::flow::pace::send_in_turn;
use crate::request::operation::{Operation, Request};
use crate::response::typed::Response;

/// An operation whose list can be sent in parts. Implemented by generated code only.
pub trait Split: Operation + Clone + 'static {
    /// The items of the list.
    type Item: Clone + Send + Sync + 'static;
    /// The wire name of the list.
    const OVER: &'static str;
    /// The maximum number of items per call.
    const MOST: usize;
    /// The list.
    fn list(&mut self) -> &mut Vec<Self::Item>;
}

/// A part of a list and the outcome of its call.
#[derive(Debug)]
pub struct Part<T, R> {
    items: Vec<T>,
    outcome: Result<Response<R>, Error>,
}

impl<T, R> Part<T, R> {
    /// The items of the part.
    pub fn items(&self) -> &[T] {
        &self.items
    }

    /// The outcome of the call.
    pub fn outcome(&self) -> &Result<Response<R>, Error> {
        &self.outcome
    }
}

/// The outcome of a list that was sent in parts, part by part.
#[derive(Debug)]
#[must_use = "some parts may have failed"]
pub struct Parts<T, R> {
    parts: Vec<Part<T, R>>,
}

impl<T: Clone, R> Parts<T, R> {
    /// All parts, in the order of the list.
    pub fn all(&self) -> &[Part<T, R>] {
        &self.parts
    }

    /// Whether every part succeeded.
    pub fn is_complete(&self) -> bool {
        self.parts.iter().all(|part| part.outcome.is_ok())
    }

    /// The parts that failed.
    pub fn failed(&self) -> impl Iterator<Item = &Part<T, R>> {
        self.parts.iter().filter(|part| part.outcome.is_err())
    }

    /// The items of all parts that failed: what is left to send.
    pub fn left(&self) -> Vec<T> {
        self.failed().flat_map(|part| part.items.iter().cloned()).collect()
    }

    /// `Ok` if every part succeeded, else the first error.
    ///
    /// # Errors
    ///
    /// The error of the first part that failed.
    pub fn into_result(self) -> Result<(), Error> {
        self.parts.into_iter().try_for_each(|part| part.outcome.map(|_| ()))
    }
}

/// Parts in flight. A future that is dropped sends no further part. What became of the parts before is lost with it,
/// and the one that was on its way may be done; sending all of them again is safe where the operation is idempotent.
pub type SendingParts<'c, O> = Pin<
    Box<
        dyn Future<Output = Result<Parts<<O as Split>::Item, <O as Operation>::Response>, Error>>
            + Send
            + 'c,
    >,
>;

/// Sends a request in parts, one after another, as fast as the quota of the client allows. If a part fails,
/// the others are still sent.
///
/// # Errors
///
/// The request breaks a limit other than the length of the list. Nothing was sent.
pub(crate) async fn send_parts<O: Split>(
    client: &Core<O::Client>,
    mut request: O,
) -> Result<Parts<O::Item, O::Response>, Error> {
    let token = Token::new(O::INFO.parameters)?;
    let defaults = Defaults::of(&client.settings.defaults, token.as_ref().map(Token::as_str));
    check_except_length(O::INFO, &Request(&request), defaults, O::OVER)?;
    let items = std::mem::take(request.list());
    let mut parts = Vec::with_capacity(items.len().div_ceil(O::MOST));
    for chunk in items.chunks(O::MOST) {
        *request.list() = chunk.to_vec();
        let outcome = send_in_turn(client, &request).await;
        parts.push(Part { items: chunk.to_vec(), outcome });
    }
    Ok(Parts { parts })
}
