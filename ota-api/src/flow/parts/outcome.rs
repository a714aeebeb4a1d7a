//! What became of the parts of a list.

use crate::error::Error;
use crate::response::typed::Response;

/// A part of a list and the outcome of its call.
#[derive(Debug)]
pub struct Part<T, R> {
    number: u32,
    position: u64,
    items: Vec<T>,
    outcome: Result<Response<R>, Error>,
}

impl<T, R> Part<T, R> {
    pub(crate) fn new(
        number: u32,
        position: u64,
        items: Vec<T>,
        outcome: Result<Response<R>, Error>,
    ) -> Self {
        Self { number, position, items, outcome }
    }

    /// Its number in the list, from 1.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// The place of its first item in the list, from 1; in a file, the number of its line.
    pub fn position(&self) -> u64 {
        self.position
    }

    /// The items of the part.
    pub fn items(&self) -> &[T] {
        &self.items
    }

    /// The outcome of the call.
    ///
    /// # Errors
    ///
    /// As [`Core::send`](crate::product::Core::send). Also, with nothing sent, where an item breaks a limit: the
    /// violations name its place in the list; and where an earlier run was cut off in this part, which must not act
    /// twice: then [`Error::outcome_unknown`].
    pub fn outcome(&self) -> &Result<Response<R>, Error> {
        &self.outcome
    }

    /// The items and the outcome.
    pub fn into_parts(self) -> (Vec<T>, Result<Response<R>, Error>) {
        (self.items, self.outcome)
    }
}

/// The outcome of a list that was sent in parts, part by part.
#[derive(Debug)]
#[must_use = "some parts may have failed"]
pub struct Parts<T, R> {
    parts: Vec<Part<T, R>>,
    stopped: Option<Error>,
    done_before: u32,
}

impl<T: Clone, R> Parts<T, R> {
    pub(crate) fn new(
        mut parts: Vec<Part<T, R>>,
        stopped: Option<Error>,
        done_before: u32,
    ) -> Self {
        parts.sort_unstable_by_key(Part::number);
        Self { parts, stopped, done_before }
    }

    /// All parts, in the order of the list; without those that a [journal](crate::SendParts::journal) shows as done.
    pub fn all(&self) -> &[Part<T, R>] {
        &self.parts
    }

    /// How many parts were passed over because the [journal](crate::SendParts::journal) shows them as done.
    pub fn done_before(&self) -> u32 {
        self.done_before
    }

    /// Why no further parts were sent, if it was so: the journal could not be written, the list not read on, or the key
    /// was refused, as it would be for every other part.
    pub fn stopped(&self) -> Option<&Error> {
        self.stopped.as_ref()
    }

    /// Whether every part was sent and succeeded.
    pub fn is_complete(&self) -> bool {
        self.stopped.is_none() && self.parts.iter().all(|part| part.outcome.is_ok())
    }

    /// The parts that failed.
    pub fn failed(&self) -> impl Iterator<Item = &Part<T, R>> {
        self.parts.iter().filter(|part| part.outcome.is_err())
    }

    /// The items of all parts that failed: what is left to send, of what was tried.
    pub fn left(&self) -> Vec<T> {
        self.failed().flat_map(|part| part.items.iter().cloned()).collect()
    }

    /// `Ok` if every part succeeded, else the first error.
    ///
    /// # Errors
    ///
    /// The error of the first part that failed, else the one that ended the list early.
    pub fn into_result(self) -> Result<(), Error> {
        self.parts.into_iter().try_for_each(|part| part.outcome.map(|_| ()))?;
        self.stopped.map_or(Ok(()), Err)
    }
}
