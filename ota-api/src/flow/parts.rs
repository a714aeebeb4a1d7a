//! Lists that are longer than one call may carry.

use std::pin::Pin;
use std::time::Duration;

use tokio::time::Instant;

use crate::call::check::check_but_length;
use crate::client::Client;
use crate::error::Error;
use crate::request::operation::{Operation, Request};
use crate::response::typed::Reply;

/// An operation whose list can be sent in parts. Implemented by generated code only.
pub trait Split: Operation + Clone + 'static {
    /// What the list holds.
    type Item: Clone + Send + Sync + 'static;
    /// The list on the wire.
    const OVER: &'static str;
    /// Most items that one call may carry.
    const MOST: usize;
    /// The list.
    fn list(&mut self) -> &mut Vec<Self::Item>;
}

/// One part of a list and what became of it.
#[derive(Debug)]
pub struct Part<T, R> {
    items: Vec<T>,
    outcome: Result<Reply<R>, Error>,
}

impl<T, R> Part<T, R> {
    /// The items of the part.
    pub fn items(&self) -> &[T] {
        &self.items
    }

    /// What became of the call.
    pub fn outcome(&self) -> &Result<Reply<R>, Error> {
        &self.outcome
    }
}

/// What became of a list that was sent in parts: never one answer for all of them.
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

    /// Whether every part worked.
    pub fn is_complete(&self) -> bool {
        self.parts.iter().all(|part| part.outcome.is_ok())
    }

    /// The parts that did not work.
    pub fn failed(&self) -> impl Iterator<Item = &Part<T, R>> {
        self.parts.iter().filter(|part| part.outcome.is_err())
    }

    /// The items of all parts that did not work: what is left to send.
    pub fn left(&self) -> Vec<T> {
        self.failed().flat_map(|part| part.items.iter().cloned()).collect()
    }

    /// `Ok` if every part worked, else the first error.
    ///
    /// # Errors
    ///
    /// The error of the first part that did not work.
    pub fn into_result(self) -> Result<(), Error> {
        self.parts.into_iter().try_for_each(|part| part.outcome.map(|_| ()))
    }
}

/// Parts on their way.
pub type SendingParts<'c, O> = Pin<
    Box<
        dyn Future<Output = Result<Parts<<O as Split>::Item, <O as Operation>::Response>, Error>>
            + Send
            + 'c,
    >,
>;

/// Sends a request in parts, one after the other, no faster than the operation allows. A part that
/// does not work does not keep the others from being sent.
///
/// # Errors
///
/// The request breaks a limit other than the length of the list: nothing was sent.
pub(crate) async fn send_parts<O: Split>(
    client: &Client,
    mut request: O,
) -> Result<Parts<O::Item, O::Response>, Error> {
    let shared = &client.settings.shared;
    check_but_length(O::INFO, &Request(&request), shared, O::OVER)?;
    let items = std::mem::take(request.list());
    let pace = Duration::from_secs(1) / O::INFO.qps.unwrap_or(u32::MAX);
    let mut due = Instant::now();
    let mut parts = Vec::with_capacity(items.len().div_ceil(O::MOST));
    for chunk in items.chunks(O::MOST) {
        tokio::time::sleep_until(due).await;
        due = Instant::now() + pace;
        *request.list() = chunk.to_vec();
        let outcome = client.send(&request).await;
        parts.push(Part { items: chunk.to_vec(), outcome });
    }
    Ok(Parts { parts })
}
