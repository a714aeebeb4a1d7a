//! Parts: lists that are too long for one call.

pub(crate) mod builder;
mod chunks;
mod given_up;
mod history;
pub(crate) mod journal;
mod lines;
pub(crate) mod outcome;
mod pace;
pub(crate) mod past;
mod run;
mod source;
pub(crate) mod store;
pub(crate) mod stream;

use crate::request::operation::Operation;

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
