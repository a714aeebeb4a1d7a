//! What a watch tells.

use crate::response::typed::Response;

/// What a watch tells. `T` is a row of the list, `R` the response that shows what the list belongs to.
#[derive(Debug)]
#[non_exhaustive]
pub enum Event<T, R> {
    /// A row is new, or has changed.
    Row(Change<T>),
    /// What the list belongs to, such as a job, is in another state than before, or is seen for the first time.
    Owner(OwnerChange<R>),
    /// The list was read to its end. A good place to [save](crate::watch::Watch::save).
    Look(Look),
}

/// A row that is new or has changed.
#[derive(Debug)]
#[non_exhaustive]
pub struct Change<T> {
    /// The row as the list shows it now.
    pub row: T,
    /// The state that it was in when it was last told; `None` if it is new.
    pub from: Option<String>,
    /// The state that it is in now. The same as before if only the progress has changed, or if it has ended once more.
    pub to: String,
    /// How far it was, in percent, if that is known.
    pub progress_before: Option<f64>,
    /// How far it is now, in percent, if that is known.
    pub progress: Option<f64>,
    /// Whether it has ended. It may begin again, where the service tries again what failed.
    pub is_end: bool,
}

/// The state of what a list belongs to.
#[derive(Debug)]
#[non_exhaustive]
pub struct OwnerChange<R> {
    /// The state that was told last; `None` if this is the first.
    pub from: Option<String>,
    /// The state that it is in now; `None` if the response shows none.
    pub to: Option<String>,
    /// The response that shows it.
    pub response: Box<Response<R>>,
}

/// The sum of a list that was read to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Look {
    /// The number of this look, counted from 1 over all watches that resumed each other.
    pub number: u32,
    /// The number of rows that the list counts.
    pub total: u64,
    /// The number of different rows that were read.
    pub seen: u64,
    /// The number of rows that the service does not give out: those after the first 100,000, even of a list that is split by
    /// state.
    pub beyond: u64,
    /// The number of other rows that the list counts and that were not read: they moved while it was read, or the service left
    /// them out. They are not gone; a later look shows them.
    pub missing: u64,
    /// The number of rows that have left the list, if it is restricted to a state: they were there in the look before, and
    /// this one saw all rows that the list counts. They are no longer known, and new if they come back.
    pub left: u64,
    /// The number of rows that could not be read.
    pub unreadable: u64,
    /// The number of changes that this look has told, without the rows that have left.
    pub changes: u64,
    /// How many rows are in each state, as far as they are known, in the order in which the states were first seen.
    pub states: Vec<(String, u64)>,
    /// Whether this was the last look: what the list belongs to had ended before it, and all rows that are left in the list
    /// have ended.
    pub is_last: bool,
}
