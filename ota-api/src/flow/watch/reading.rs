//! How far a look has come.

use std::collections::VecDeque;

use crate::flow::watch::event::Look;
use crate::flow::watch::known::Known;

/// How far a look has come.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    /// Whether what the list belongs to had ended before the look began.
    pub(crate) owner_is_over: bool,
    /// The states that are still to be read, if the list is split.
    pub(crate) parts: VecDeque<&'static str>,
    /// Whether the list is split.
    pub(crate) is_split: bool,
    /// The number of rows of the whole list.
    total: u64,
    /// The number of rows of the part that is read now.
    part: u64,
    /// The number of rows that the service does not give out.
    beyond: u64,
    /// The number of different rows that were read.
    seen: u64,
    /// The number of rows that could not be read.
    pub(crate) unreadable: u64,
    /// The number of changes that were told.
    pub(crate) changes: u64,
}

impl Reading {
    /// Counts a page: the number of its rows, and that of the rows of its list.
    pub(crate) fn page(&mut self, rows: usize, total: Option<i64>) {
        let rows = u64::try_from(rows).unwrap_or(u64::MAX);
        self.part = match total {
            Some(total) => self.part.max(u64::try_from(total).unwrap_or_default()),
            None => self.part.saturating_add(rows),
        };
        if !self.is_split {
            self.total = self.total.max(self.part);
        }
    }

    /// Counts a row.
    pub(crate) fn row(&mut self, is_first: bool, is_news: bool) {
        self.seen += u64::from(is_first);
        self.changes += u64::from(is_news);
    }

    /// Goes on by states.
    pub(crate) fn split(&mut self, states: &[&'static str]) {
        self.is_split = true;
        self.parts = states.iter().copied().collect();
        self.part = 0;
    }

    /// Ends a part, of which the service gives out so many rows.
    pub(crate) fn end_of_part(&mut self, limit: Option<i64>) {
        let limit = limit.and_then(|limit| u64::try_from(limit).ok()).unwrap_or(u64::MAX);
        self.beyond = self.beyond.saturating_add(self.part.saturating_sub(limit));
        self.part = 0;
    }

    /// The number of rows that the list counts and that were not read.
    fn missing(&self) -> u64 {
        // A list whose pages have no total has as many rows as came, some of them twice.
        self.total.saturating_sub(self.seen.saturating_add(self.beyond))
    }

    /// Whether every row of the list was read.
    fn is_whole(&self) -> bool {
        self.missing() == 0 && self.unreadable == 0
    }

    /// The sum of the look. Rows that it has not seen have left the list, if `is_left` says that they can and nothing
    /// else explains it.
    pub(crate) fn sum(&self, number: u32, known: &mut Known, ends: &[&str], is_left: bool) -> Look {
        let can_tell = is_left && self.is_whole() && self.beyond == 0;
        let left = if can_tell { known.forget_unseen(number) } else { 0 };
        let states = known.counts();
        let is_settled = states.iter().all(|(state, _)| ends.contains(&state.as_str()));
        Look {
            number,
            total: self.total,
            seen: self.seen,
            beyond: self.beyond,
            missing: self.missing(),
            left,
            unreadable: self.unreadable,
            changes: self.changes,
            states,
            is_last: self.owner_is_over && is_settled && self.is_whole(),
        }
    }
}
