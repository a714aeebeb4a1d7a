//! A list beside what its journal says of earlier runs.

use std::sync::Arc;

use crate::error::Error;
use crate::flow::parts::journal::Journal;
use crate::flow::parts::past::{Chain, Past};

/// What was done of a list before, and where more is written.
pub(crate) struct History {
    /// Closed with this, so that the next run can have it.
    pub(crate) journal: Option<Arc<Journal>>,
    past: Past,
}

/// What an earlier run made of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Before {
    /// It is done.
    Done,
    /// It may be done.
    Unknown,
    /// It is not done.
    NotDone,
}

impl History {
    pub(crate) fn new(journal: Option<Journal>, past: Past) -> Self {
        Self { journal: journal.map(Arc::new), past }
    }

    /// What became of a part with this chain; an error if another one had its number.
    pub(crate) fn of(&self, number: u32, chain: Chain) -> Result<Before, Error> {
        let open = self.past.open.get(&number);
        let is_last = number == self.past.last;
        if open.is_some_and(|open| open.chain != chain) || is_last && self.past.chain != chain {
            return Err(self.refuse(format!(
                "the list is another one: it differs in part {number} or before; give the same items in the same order, \
                 or name another file"
            )));
        }
        Ok(match open {
            Some(open) if open.is_unknown => Before::Unknown,
            None if number <= self.past.last => Before::Done,
            _ => Before::NotDone,
        })
    }

    /// An error if a list with so many parts lacks some that were begun.
    pub(crate) fn ends(&self, number: u32) -> Result<(), Error> {
        if number >= self.past.last {
            return Ok(());
        }
        Err(self.refuse(format!(
            "the list is another one: it has {number} parts, and {} were begun; give all items again, the done ones too, \
             or name another file",
            self.past.last
        )))
    }

    fn refuse(&self, why: String) -> Error {
        match &self.journal {
            Some(journal) => journal.refuse(why),
            None => Error::file(why),
        }
    }
}

impl Drop for History {
    fn drop(&mut self) {
        if let Some(journal) = &self.journal {
            journal.close();
        }
    }
}
